from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from pgtrigger.migrations import AddTrigger, RemoveTrigger


class KernelConfig(AppConfig):
    """What every room shares: people, calendars, audit, references, jobs."""

    name = "pcc"
    verbose_name = "People and reference data"

    def ready(self) -> None:
        setattr(AddTrigger, "state_forwards", add_to_state)  # noqa: B010 - the types forbid what is meant here
        setattr(RemoveTrigger, "state_forwards", take_from_state)  # noqa: B010
        from pcc import accounts, checks, exports  # noqa: F401, PLC0415 - they register when the apps are loaded


class ReferenceDataAdminConfig(AdminConfig):
    """Django's admin, for users and reference data only, signed in through the product's own page."""

    default_site = "pcc.accounts.ReferenceDataSite"


def add_to_state(operation: AddTrigger, app_label: str, state: Any) -> None:
    """Note a new trigger among a model's options, and leave the model as it was built.

    The library's own way has Django build the model anew with every model that is related to it, which is nearly all of
    ours: with hundreds of triggers that is minutes of each migration from nothing, for a change of no field.
    """
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [*options.get("triggers", []), operation.trigger]


def take_from_state(operation: RemoveTrigger, app_label: str, state: Any) -> None:
    """Strike a trigger from a model's options; see ``add_to_state``."""
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != operation.name]
