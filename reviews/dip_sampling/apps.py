from django.apps import AppConfig


class DipSamplingConfig(AppConfig):
    """Panels, samples, safe extracts, scorecards and findings."""

    name = "reviews.dip_sampling"
    label = "dip_sampling"
    verbose_name = "Dip sampling"
