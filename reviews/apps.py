from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Statutory reviews of complaint outcomes, recommendations and the force's replies."""

    name = "reviews"
    verbose_name = "Reviews"
