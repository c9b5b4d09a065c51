from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class KernelConfig(AppConfig):
    """What every room shares: people, calendars, audit, references, jobs."""

    name = "pcc"
    verbose_name = "People and reference data"

    def ready(self) -> None:
        from pcc import accounts, checks, exports  # noqa: F401, PLC0415 - they register when the apps are loaded


class ReferenceDataAdminConfig(AdminConfig):
    """Django's admin, for users and reference data only, signed in through the product's own page."""

    default_site = "pcc.accounts.ReferenceDataSite"
