from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Statutory reviews of complaint outcomes, recommendations and the force's replies."""

    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from reviews import filters, letters  # noqa: F401, PLC0415 - lists to take away, and what letters know
        from reviews.stats import awaited, told  # noqa: F401, PLC0415 - they tell My work, and the timeline of a file
        from reviews.workflow import converting, written  # noqa: F401, PLC0415 - they take letters in, and hear of ours
