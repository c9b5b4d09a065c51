from django.apps import AppConfig


class DipSamplingConfig(AppConfig):
    """Panels, samples, safe extracts, scorecards and findings."""

    name = "reviews.dip_sampling"
    label = "dip_sampling"
    verbose_name = "Dip sampling"

    def ready(self) -> None:
        from reviews.dip_sampling import letters  # noqa: F401, PLC0415 - what letters know of a drawn file
        from reviews.dip_sampling.workflow import written  # noqa: F401, PLC0415 - it hears what became of them
