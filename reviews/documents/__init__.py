"""Papers that leave with a review: its file bound as one PDF."""
