from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Statutory reviews of complaint outcomes, recommendations and the force's replies."""

    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from reviews import letters  # noqa: F401, PLC0415 - it gives letters their values when the apps are loaded
        from reviews.stats import awaited, told  # noqa: F401, PLC0415 - they tell My work, and the timeline of a file
        from reviews.workflow import written  # noqa: F401, PLC0415 - it hears of letters when the apps are loaded
