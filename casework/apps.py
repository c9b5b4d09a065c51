from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The case file: the office's own file on a matter."""

    name = "casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        from casework.letters import awaited  # noqa: F401, PLC0415 - it tells My work of letters when the apps are loaded
        from casework.stats import awaited as registers  # noqa: F401, PLC0415 - so do seals, plans and correspondence

        # Kinds of job, and what letters ask of a matter and tell it, register when the apps are loaded.
        from casework.workflow import answering, documents, seals, telling  # noqa: F401, PLC0415
