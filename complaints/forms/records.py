"""Forms of a complaint's record: each part of it, and what the office notes beside it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models

from casework.forms.versioned import VersionedForm
from complaints.choices import (
    Action,
    AgeBand,
    Answer,
    ComplainantKind,
    Decision,
    EthnicGroup,
    Handling,
    LinkKind,
    NoticeAction,
    Orientation,
    ReasonForSchedule3,
    Referral,
    ReferralDecision,
    Religion,
    ReviewBody,
    Sex,
    SuspensionReason,
    WithdrawalEvidence,
    YesNo,
)
from complaints.forms.force import which_force
from complaints.models import Category, Factor
from complaints.rules import NAMES, UNVERIFIED_DECISIONS
from pcc.templatetags.components import DateParts

DATE_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"]
LONGEST_NOTE = 4000


def day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """A date as three boxes."""
    return forms.DateField(
        label=label if required else f"{label} (optional)",
        required=required,
        help_text=help_text,
        widget=DateParts,
        input_formats=DATE_FORMATS,
        error_messages={"required": "Enter the day.", "invalid": "Enter a real day."},
    )


def one_of(label: str, choices: type[models.TextChoices], *, empty: str = "Not stated") -> forms.ChoiceField:
    """One code, or nothing stated."""
    return forms.ChoiceField(label=f"{label} (optional)", required=False, choices=[("", empty), *choices.choices])


def picked(label: str, choices: Iterable[tuple[str, str]], *, help_text: str = "") -> forms.ChoiceField:
    """One code that must be chosen."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )


def words(label: str, *, most: int, required: bool = False, help_text: str = "") -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label if required else f"{label} (optional)", max_length=most, required=required, help_text=help_text
    )


def note(label: str, *, required: bool = False, help_text: str = "") -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label if required else f"{label} (optional)",
        required=required,
        max_length=LONGEST_NOTE,
        help_text=help_text,
        widget=forms.Textarea({"rows": 4}),
    )


class TrueOrFalse(forms.TypedChoiceField):
    """Yes, no, or not stated."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=f"{label} (optional)",
            required=False,
            choices=[("", "Not stated"), ("True", "Yes"), ("False", "No")],
            coerce=lambda text: text == "True",
            empty_value=None,
        )

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)


class CorrectingForm(VersionedForm):
    """Fields that an extract fills: a change is a correction and needs its reason."""

    reason = note(
        "Why the office changes this",
        help_text="Needed where the force's extract says otherwise: the office's value then stands until a person "
        "accepts the extract's.",
    )


class DatesForm(CorrectingForm):
    received_on = day(NAMES["received_on"], required=True)
    logged_on = day(NAMES["logged_on"])
    first_contact_on = day(NAMES["first_contact_on"])
    finalised_on = day(NAMES["finalised_on"])


class AboutForm(CorrectingForm):
    area = words(NAMES["area"], most=120)
    channel = words(NAMES["channel"], most=120)
    result = words(NAMES["result"], most=120)
    complainant = one_of(NAMES["complainant"], ComplainantKind)
    age_band = one_of(NAMES["age_band"], AgeBand)
    young_person = TrueOrFalse(NAMES["young_person"])


class Schedule3Form(VersionedForm):
    schedule_3_on = day(NAMES["schedule_3_on"])
    schedule_3_reason = one_of(NAMES["schedule_3_reason"], ReasonForSchedule3)
    special_requirements = TrueOrFalse("Is it investigated subject to special requirements?")


class ReferralForm(VersionedForm):
    referral = one_of(NAMES["referral"], Referral, empty="Not referred")
    referred_on = day("Day referred")
    referral_decision = one_of("What the IOPC decided", ReferralDecision, empty="Not decided yet")
    referral_decided_on = day("Day decided")


class OutcomeForm(VersionedForm):
    outcome_stated_on = day("Date written on the outcome letter")
    outcome_sent_on = day("Day it was sent")
    outcome_provided_on = day("Day the complainant had it")
    review_body_named = one_of("Which review body did the force name?", ReviewBody)


class WithdrawalForm(VersionedForm):
    withdrawn_on = day("Day it was withdrawn")
    withdrawal_evidence = one_of("What shows it", WithdrawalEvidence, empty="Not withdrawn")


SECTIONS: dict[str, tuple[str, type[VersionedForm]]] = {
    "dates": ("Dates", DatesForm),
    "about": ("About the complaint", AboutForm),
    "schedule-3": ("Schedule 3", Schedule3Form),
    "referral": ("Referral to the IOPC", ReferralForm),
    "outcome": ("Outcome letter", OutcomeForm),
    "withdrawal": ("Withdrawal", WithdrawalForm),
}
"""The parts of a record that are edited together: address to heading and form."""

ROUTES = [(code, label) for code, label in Handling.choices if code != Handling.MIXED]


class EntryForm(forms.Form):
    """A complaint that the office knows of before the force's extract has it."""

    force = which_force("Which force is it about?", required="Choose the force.")
    reference = forms.CharField(
        label="The force's reference",
        max_length=80,
        help_text="As the force writes it. The next extract finds the complaint by it.",
        error_messages={"required": "Enter the force's reference."},
    )
    received_on = day("Received", required=True)
    handling = forms.ChoiceField(label="How it is handled", choices=ROUTES, initial=Handling.NOT_STATED)
    area = words(NAMES["area"], most=120)
    channel = words(NAMES["channel"], most=120)
    young_person = TrueOrFalse(NAMES["young_person"])


class RouteForm(forms.Form):
    handling = picked("How is it handled now?", ROUTES)
    changed_on = day("From which day?", required=True)
    reason = note("Why did the route change?", required=True)


class SuspensionForm(forms.Form):
    began_on = day("First day", required=True)
    ended_on = day("Last day", help_text="Leave this empty while it goes on.")
    reason = picked("Why", SuspensionReason.choices)
    note = note("Note")


class EndForm(forms.Form):
    ended_on = day("Last day of the suspension", required=True)


class UpdateForm(forms.Form):
    given_on = day("On which day did the force update the complainant?", required=True)
    note = note("Note")


class NoticeForm(forms.Form):
    received_on = day("Day the office received it", required=True)
    expected_end_on = day("When does the force expect to finish?")
    reasons = note("What it gives as reasons, and what comes next", required=True)


class NoticeActionForm(forms.Form):
    action = picked("What did the office do?", NoticeAction.choices)
    acted_on = day("On which day?", required=True)
    note = note("Note")


QUESTIONS = {
    "senior_officer": "Is it about the conduct of a senior officer, above the rank of chief superintendent?",
    "might_be_proceedings": (
        "From the complaint alone, might the conduct, if it were proved, justify criminal or disciplinary proceedings, "
        "or breach Article 2 or 3?"
    ),
    "referred": "Was it referred to the IOPC, or must it be?",
    "treated_as_referred": "Does the IOPC treat it as having been referred?",
    "same_incident": "Is it about the same incident as a complaint for which one of these is true?",
    "in_part": "Is any one of these true of a part of it?",
}
"""The six questions of regulation 32 of the 2020 Regulations in plain words."""


class ReviewBodyForm(VersionedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            self.fields[name] = picked(question, Answer.choices)


class AllegationForm(VersionedForm):
    code_id = forms.TypedChoiceField(
        label="National code (optional)",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Where the force's words do not name it. Codes marked * come from the field; no source was read.",
    )
    decision_code = forms.ChoiceField(
        label="Decision (optional)", required=False, help_text="Words marked * come from the field; no source was read."
    )
    action_codes = forms.MultipleChoiceField(
        label="Actions (optional)",
        required=False,
        choices=Action.choices,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    factors = forms.MultipleChoiceField(
        label="Factors (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )

    def __init__(
        self,
        *args: Any,
        categories: Iterable[Category],
        factors: Iterable[Factor],
        decisions: Iterable[Decision],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code_id"].choices = [("", "As the force's words say")] + [
            (each.pk, f"{each}{'' if each.verified else ' *'}") for each in categories
        ]
        self.fields["factors"].choices = [(each.code, each.name) for each in factors]
        self.fields["decision_code"].choices = [("", "Not stated")] + [
            (each.value, f"{each.label}{' *' if each in UNVERIFIED_DECISIONS else ''}") for each in decisions
        ]

    def clean_factors(self) -> list[str]:
        return sorted(self.cleaned_data["factors"])

    def clean_action_codes(self) -> list[str]:
        return sorted(self.cleaned_data["action_codes"])


class EqualityForm(VersionedForm):
    ethnic_group = one_of("Ethnic group", EthnicGroup, empty="Not asked")
    sex = one_of("Sex", Sex, empty="Not asked")
    gender_reassigned = one_of("Gender differs from the sex registered at birth", YesNo, empty="Not asked")
    disabled = one_of("Disabled", YesNo, empty="Not asked")
    religion = one_of("Religion or belief", Religion, empty="Not asked")
    orientation = one_of("Sexual orientation", Orientation, empty="Not asked")


class LinkForm(forms.Form):
    """Another complaint by its reference, and how the two belong together."""

    DUPLICATE = "DUPLICATE"

    reference = forms.CharField(
        label="The other complaint's reference",
        max_length=80,
        error_messages={"required": "Enter the reference of the other complaint."},
    )
    kind = picked("How do they belong together?", [*LinkKind.choices, (DUPLICATE, "This one is a copy of the other")])
    note = note("Note")


class LabelForm(forms.Form):
    name = forms.CharField(
        label="Put a label on it", max_length=40, error_messages={"required": "Enter the word of the label."}
    )
