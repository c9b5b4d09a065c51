"""The API of reviews and their figures: the same rows, filters, permissions and numbers as the pages."""
