"""Forms of complaints, by subject: text to typed values, and nothing else."""
