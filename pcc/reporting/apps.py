from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Pages and figures that look across the apps."""

    name = "pcc.reporting"
    label = "reporting"
    verbose_name = "Reporting"

    def ready(self) -> None:
        from pcc.reporting import workflow  # noqa: F401, PLC0415 - its kinds of job register when the apps are loaded
