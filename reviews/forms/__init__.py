"""Forms of reviews: the application, each act on a review, figures, and the public form."""
