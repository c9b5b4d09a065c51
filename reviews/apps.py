from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Statutory reviews of complaint outcomes, recommendations and the force's replies."""

    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from reviews import filters, letters  # noqa: F401, PLC0415 - lists to take away, and what letters know
        from reviews.stats import awaited, doors, told  # noqa: F401, PLC0415 - My work, timelines, who is asked first
        from reviews.workflow import bundling, converting, kept, written  # noqa: F401, PLC0415 - letters in and out, and jobs
