from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The case file: the office's own file on a matter."""

    name = "casework"
    verbose_name = "Casework"
