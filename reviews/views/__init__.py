"""Pages of reviews: logging, the workspace with its acts, lists, figures, and the public form."""
