from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """The oversight copy of the force's complaints."""

    name = "complaints"
    verbose_name = "Complaints"

    def ready(self) -> None:
        from complaints.workflow import extracts  # noqa: F401, PLC0415 - its kinds of job register when the apps are loaded
