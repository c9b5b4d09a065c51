"""Values of a complaint's record as pages print them."""

from datetime import date
from typing import Any

from django.db import models

from complaints.rules import NAMES, from_text
from pcc.clocks import Explanation, State, Unit

NOTHING = "Not stated"

NAMES_OF_OTHERS = {
    "code_id": "National code",
    "decision_code": "Decision",
    "action_codes": "Actions",
    "factors": "Factors",
    "ethnic_group": "Ethnic group",
    "sex": "Sex",
    "gender_reassigned": "Gender differs from the sex registered at birth",
    "disabled": "Disabled",
    "religion": "Religion or belief",
    "orientation": "Sexual orientation",
    "officer": "Officer",
    "force": "Force",
    "proceeding": "Proceedings",
    "rank": "Rank",
    "sanction": "Outcome",
    "decided_on": "Decided on",
    "lodged_on": "Appeal lodged on",
    "result": "Result",
    "note": "Note",
}


def name_of(row: models.Model, name: str) -> str:
    """A field as people call it."""
    own = NAMES if row._meta.model_name == "complaint" else NAMES_OF_OTHERS
    return own.get(name) or NAMES.get(name) or name.removesuffix("_id").replace("_", " ").capitalize()


def day(value: date | None, otherwise: str = NOTHING) -> str:
    return f"{value:%A %-d %B %Y}" if value else otherwise


def value_of(row: models.Model, name: str, value: Any) -> str:
    """A value of a field of the row in words."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    field = row._meta.get_field(name)
    if isinstance(value, list):
        labels = dict(getattr(field, "base_field", field).flatchoices)
        return ", ".join(str(labels.get(each, each)) for each in value)
    return str(dict(field.flatchoices).get(value, value))


def told(row: models.Model, name: str, text: str | None) -> str:
    """A value that a correction keeps as text, in words."""
    return value_of(row, name, from_text(name, text))


def due_of(explanation: Explanation, *, as_at: date) -> dict[str, Any]:
    """A clock as the component of a target date wants it."""
    state = {State.CANNOT_TELL: "unknown"}.get(explanation.state, explanation.state.value)
    due_on = explanation.due_on
    reached = explanation.met_on or as_at
    if explanation.met_on and due_on and explanation.met_on > due_on:
        state = "missed"
    return {
        "state": state,
        "date": due_on,
        "days": abs((due_on - reached).days) if due_on else 0,
        "working": explanation.rule.unit == Unit.WORKING_DAYS,
        "reason": "the date received is missing" if due_on is None else "",
    }
