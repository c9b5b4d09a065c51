from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The case file: the office's own file on a matter."""

    name = "casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        from casework.workflow import documents  # noqa: F401, PLC0415 - its kinds of job register when the apps are loaded
