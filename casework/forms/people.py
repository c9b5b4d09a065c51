"""What people type about somebody on a file: details, role, duplicates, a plan for unacceptable contact."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.choices import Connection, ContactBy, LetterForm, PartyRole, PlanLevel
from casework.forms.fields import day_field, reason_field
from casework.forms.versioned import VersionedForm
from casework.models import Case, Party

LONGEST_WORDS = 2000
HALF_A_YEAR = 182


def line(label: str, *, most: int, required: bool = False, help_text: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label if required else f"{label} (optional)",
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs),
        error_messages={"required": f"{label}: write something here."},
    )


def lines(
    label: str, *, required: bool = False, help_text: str = "", missing: str = "", rows: int = 3
) -> forms.CharField:
    return forms.CharField(
        label=label if required else f"{label} (optional)",
        max_length=LONGEST_WORDS,
        required=required,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing or f"{label}: write something here."},
    )


class YesNoUnknown(forms.TypedChoiceField):
    """Yes, no, or nobody has said."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=f"{label} (optional)",
            required=False,
            choices=[("", "Nobody has said"), ("True", "Yes"), ("False", "No")],
            coerce=lambda text: text == "True",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)


class DetailsForm(forms.Form):
    """Who somebody is and how to reach them."""

    name = line("Name", most=150, required=True)
    email = forms.EmailField(
        label="E-mail address (optional)",
        required=False,
        error_messages={"invalid": "Write the e-mail address as name@example.org."},
    )
    phone = line("Phone", most=40, inputmode="tel")
    address = lines("Postal address", help_text="Without the postcode.")
    postcode = line("Postcode", most=10)
    contact_by = forms.ChoiceField(
        label="How they want to hear from us (optional)",
        required=False,
        choices=[("", "Nobody has said"), *ContactBy.choices],
    )
    letter_form = forms.ChoiceField(
        label="How they want letters (optional)",
        required=False,
        choices=[("", "Nobody has said"), *LetterForm.choices],
    )
    contact_note = lines("What suits them", help_text="Times and ways that suit: after 5 pm, in Polish.", rows=2)
    adjustments = lines(
        "Reasonable adjustments", help_text="What we do differently so that they can deal with us: large print.", rows=2
    )
    safe_contact = lines(
        "Safe contact",
        help_text="How to reach them without putting them at risk: no letters to the home address.",
        rows=2,
    )
    is_young = YesNoUnknown("Under 18")


class EditPersonForm(VersionedForm, DetailsForm):
    """The details of somebody whom two people may have open at once."""


class RoleForm(forms.Form):
    """What somebody is to a file; a representative with written consent and where it is kept."""

    role = forms.ChoiceField(
        label="What they are to this file",
        choices=PartyRole,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they are to this file."},
    )
    represents = forms.ModelChoiceField(
        label="For a representative: whom they represent",
        queryset=Party.objects.none(),
        required=False,
        empty_label="Not a representative",
        error_messages={"invalid_choice": "Choose whom they represent: somebody who is on this file."},
    )
    consent_on = day_field("For a representative: date of the written consent", required=False)
    consent_evidence = forms.CharField(
        label="For a representative: where the consent is kept",
        help_text="For example: signed form of 3 March, among the documents.",
        max_length=200,
        required=False,
    )
    on = day_field("Since when they are on the file")

    def __init__(self, *args: object, case: Case, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})
        standing = case.parties.filter(ended_on=None).exclude(role=PartyRole.REPRESENTATIVE)
        self.fields["represents"].queryset = standing.select_related("person").order_by("pk")
        self.fields["represents"].label_from_instance = lambda party: f"{party.person}, {party.get_role_display()}"
        if not standing:
            for name in ("represents", "consent_on", "consent_evidence"):
                del self.fields[name]
            self.fields["role"].choices = [each for each in PartyRole.choices if each[0] != PartyRole.REPRESENTATIVE]


class NewPartyForm(RoleForm, DetailsForm):
    """Somebody new, and what they are to the file."""

    is_new = forms.BooleanField(label="This is somebody else: add them all the same", required=False)

    def __init__(self, *args: object, asks_whether_new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["role", "represents", "consent_on", "consent_evidence", "on"])
        if not asks_whether_new:
            del self.fields["is_new"]

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DetailsForm.base_fields}

    def standing(self) -> dict[str, Any]:
        """Role, consent and day, as ``workflow.add_party`` takes them."""
        return {name: self.cleaned_data[name] for name in RoleForm.base_fields if name in self.fields}


class EndPartyForm(forms.Form):
    reason = reason_field("Why", "Say why.", longest=200)
    on = day_field("Last day")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class FindForm(forms.Form):
    q = forms.CharField(
        label="Name, phone, e-mail address or postcode",
        max_length=150,
        error_messages={"required": "Write a name, a phone number, an e-mail address or a postcode."},
    )


class CompareForm(forms.Form):
    """One person or two: each button of the page is an answer."""

    answer = forms.ChoiceField(
        choices=[("one", "One person"), ("two", "Two people")],
        widget=forms.HiddenInput,
        error_messages={
            "required": "Say whether they are one person or two.",
            "invalid_choice": "Use one of the buttons.",
        },
    )


class InterestForm(forms.Form):
    kind = forms.ChoiceField(
        label="What this person is to you",
        choices=[
            (Connection.OWN_CASE, "This is me"),
            (Connection.CONFLICT, "I have a conflict of interest"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )


class PlanForm(forms.Form):
    """What is asked of somebody whose contact is unacceptable."""

    level = forms.ChoiceField(
        label="Level", choices=PlanLevel, widget=forms.RadioSelect, error_messages={"required": "Choose a level."}
    )
    subject = line("Subject it is about", most=200, required=True)
    terms = lines("What they may still do, and how", required=True)
    reason = lines(
        "What made the contact unacceptable",
        required=True,
        help_text="Abuse, threats or unreasonable demands. That somebody persists is not enough.",
    )
    evidence = lines("Where the conduct is recorded", required=True)
    adjustments_considered = lines(
        "Reasonable adjustments thought of or made first",
        required=True,
        help_text="A disability may explain the contact: say what was offered.",
    )
    carve_outs = lines("What we read beside what is always read")
    on = day_field("Day of the proposal")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class DecideForm(forms.Form):
    agree = forms.TypedChoiceField(
        label="Decision",
        choices=[("yes", "Put it in force"), ("no", "Refuse it")],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a decision."},
    )
    note = lines("Reasons", required=True, missing="Give the reasons for the decision.")
    on = day_field("Day of the decision")
    review_on = day_field("When to look at it again", help_text="Within a year.", required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        initial = {"on": today, "review_on": today + timedelta(days=HALF_A_YEAR)}
        super().__init__(*args, **kwargs | {"initial": initial})


class ReviewPlanForm(forms.Form):
    note = lines("Why it is still needed", required=True, missing="Say why the plan is still needed.")
    on = day_field("Day on which you looked")
    review_on = day_field("When to look at it again", help_text="Within a year.")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        initial = {"on": today, "review_on": today + timedelta(days=HALF_A_YEAR)}
        super().__init__(*args, **kwargs | {"initial": initial})


class PlanLetterForm(forms.Form):
    """On which file the letter about a plan stands."""

    party = forms.ModelChoiceField(
        label="On which file?",
        queryset=Party.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a file: without an open one, open a file for this person first."},
    )

    def __init__(self, *args: Any, parties: "QuerySet[Party]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = parties
        self.fields["party"].label_from_instance = lambda party: f"{party.case.reference}: {party.case.title}"


class EndForm(forms.Form):
    """A reason and a day."""

    reason = reason_field("Why", "Say why.")
    on = day_field("Day")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})
