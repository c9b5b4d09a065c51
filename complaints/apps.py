from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """The oversight copy of the force's complaints."""

    name = "complaints"
    verbose_name = "Complaints"

    def ready(self) -> None:
        # Kinds of job, and the list that can be taken away, register when the apps are loaded.
        from complaints import filters  # noqa: F401, PLC0415
        from complaints.workflow import extracts, undoing, words  # noqa: F401, PLC0415
