"""What is brought in from files: published tables of other bodies, and lists of past correspondence."""
