"""The application as staff log it, and as people send it by the public form."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from casework.forms.versioned import VersionedForm
from casework.models import Person
from complaints.choices import EthnicGroup, Orientation, Religion, Sex, YesNo
from complaints.forms.records import day, note, one_of, picked, words
from pcc.models import Force
from reviews.choices import Capacity, Channel

LONGEST = 6000


class ApplicationForm(forms.Form):
    """What an application says. Nothing but when and how it came must be known."""

    received_on = day("Received by this office", required=True)
    channel = picked("How it came", Channel.choices)
    force = forms.ModelChoiceField(
        label="Force", queryset=Force.objects.order_by("name"), error_messages={"required": "Choose the force."}
    )
    force_reference = words("The force's reference of the complaint", most=80)
    capacity = picked("Who applies", Capacity.choices)
    applicant_name = words("Name of the applicant", most=120)
    complainant_name = words(
        "Name of the complainant", most=120, help_text="Only where somebody else applies for them."
    )
    consent_on = day("Date of the complainant's written consent", help_text="Only for somebody acting for them.")
    under_18 = forms.TypedChoiceField(
        label="Is the complainant under 18? (optional)",
        required=False,
        choices=[("", "Not known"), ("True", "Yes"), ("False", "No")],
        coerce=lambda text: text == "True",
        empty_value=None,
    )
    applicant_email = forms.EmailField(label="E-mail address (optional)", required=False)
    applicant_phone = words("Telephone number", most=40)
    applicant_address = note("Postal address")
    adjustments = note("Adjustments they need", help_text="Large print, a call instead of a letter, an interpreter.")
    language = words("Language, if not English", most=60)
    grounds = note("Why they ask for a review, in their words")
    late_reason = note("Why they apply late, in their words")
    complaint_details = note("What the complaint was about, as they state it")
    complaint_made_on = day("Date the complaint was made, as they state it")
    authority_named = words("Force they name", most=120)
    outcome_given_on = day("Date they were given the outcome, as they state it")
    outcome_stated_on = day("Date on the outcome letter")
    outcome_sent_on = day("Day the outcome letter was sent")
    outcome_provided_on = day("Day they had the outcome")
    wrong_body_from = day("Day another review body received it", help_text="Only where it was sent there first.")
    wrong_body_until = day("Day that body sent it on")

    def prepare(self, initial: dict[str, Any]) -> None:
        self.initial |= initial

    @property
    def facts(self) -> dict[str, Any]:
        """What the application says, for the verb that logs it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("force", "reason")}


class FromCorrespondenceForm(ApplicationForm):
    """What is still to be known of a matter of the correspondence: its day of receipt stands."""

    received_on = None  # type: ignore[assignment]
    known = forms.ChoiceField(label="Who applies is", widget=forms.RadioSelect)
    field_order = ("channel", "force", "force_reference", "capacity", "known")

    def __init__(self, *args: Any, received_on: date, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received_on_file = received_on
        self.people = {str(person.pk): person for person in people}
        known = [(pk, f"{person}, who is known to the office by this address") for pk, person in self.people.items()]
        self.fields["known"].choices = [*known, ("", "Somebody new, named below")]
        self.fields["known"].required = False

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "known"} | {
            "received_on": self.received_on_file
        }

    @property
    def person(self) -> Person | None:
        """The record of the applicant that was chosen."""
        return self.people.get(self.cleaned_data["known"])


class EditApplicationForm(VersionedForm, ApplicationForm):
    """A correction of an application, with its reason. The force is the complaint's."""

    force = None  # type: ignore[assignment]
    reason = note("Why it is changed", required=True)


class PublicApplicationForm(forms.Form):
    """An application by the public. Nothing is asked twice, and a guess never stops anybody."""

    capacity = forms.ChoiceField(
        label="Who is asking?",
        choices=[
            (Capacity.COMPLAINANT, "I made the complaint"),
            (Capacity.REPRESENTATIVE, "I am asking for somebody else, who agreed in writing"),
            (Capacity.PARENT, "I am the parent or guardian of somebody under 18"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is asking."},
    )
    applicant_name = forms.CharField(
        label="Your name", max_length=120, error_messages={"required": "Enter your name, so that we can write to you."}
    )
    complainant_name = forms.CharField(
        label="Name of the person who made the complaint (optional)",
        max_length=120,
        required=False,
        help_text="Only if you are asking for somebody else.",
    )
    consent_on = day(
        "When did they agree in writing that you ask for them?", help_text="Only if you are asking for somebody else."
    )
    consent = forms.FileField(
        label="Photo or copy of their written consent (optional)",
        required=False,
        help_text="Only if you are asking for somebody else. JPG, PNG or PDF, up to 10 MB. You can send it later.",
    )
    under_18 = forms.TypedChoiceField(
        label="Is the person who complained under 18? (optional)",
        required=False,
        choices=[("", "I would rather not say"), ("True", "Yes"), ("False", "No")],
        coerce=lambda text: text == "True",
        empty_value=None,
    )
    applicant_email = forms.EmailField(
        label="Your e-mail address (optional)", required=False, help_text="Or give a telephone number or an address."
    )
    applicant_phone = forms.CharField(label="Your telephone number (optional)", max_length=40, required=False)
    applicant_address = note("Your postal address")
    force = forms.ModelChoiceField(
        label="Which police force did you complain about?",
        queryset=Force.objects.order_by("name"),
        error_messages={"required": "Choose the police force."},
    )
    force_reference = forms.CharField(
        label="Reference on the letter from the police (optional)",
        max_length=80,
        required=False,
        help_text="For example CO/00123/26. Leave it empty if you cannot find it.",
    )
    outcome_given_on = day(
        "When did you get the outcome of your complaint?",
        help_text="The date on the letter. If you are not sure, give the day you think it was, or leave it empty.",
    )
    late_reason = note(
        "If that was more than 28 days ago: why could you not ask before?",
        help_text="For example illness, or a letter that came late. You can send this without it.",
    )
    complaint_made_on = day("When did you make the complaint?", help_text="Roughly is fine.")
    complaint_details = note("What was your complaint about?")
    grounds = forms.CharField(
        label="Why do you want a review?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text="What do you think was wrong with how the police dealt with your complaint?",
        error_messages={"required": "Tell us in a few words why you want a review."},
    )
    adjustments = note(
        "Is there anything we can do to make this easier for you?",
        help_text="For example large print, a telephone call instead of a letter, or an interpreter.",
    )
    letter = forms.FileField(
        label="Photo or copy of the outcome letter (optional)",
        required=False,
        help_text="A photo taken with your phone is fine: JPG, PNG or PDF, up to 10 MB.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("capacity") != Capacity.REPRESENTATIVE:
            given["consent_on"] = None
        if not any(given.get(name) for name in ("applicant_email", "applicant_phone", "applicant_address")):
            self.add_error("applicant_email", "Give one way in which we can reach you: e-mail, telephone or address.")
        return given


class EqualityForm(forms.Form):
    """Questions about oneself that nobody must answer, on a page of their own."""

    ethnic_group = one_of("Ethnic group", EthnicGroup, empty="No answer")
    sex = one_of("Sex", Sex, empty="No answer")
    gender_reassigned = one_of("Is your gender different from the sex registered at birth?", YesNo, empty="No answer")
    disabled = one_of("Are you disabled?", YesNo, empty="No answer")
    religion = one_of("Religion or belief", Religion, empty="No answer")
    orientation = one_of("Sexual orientation", Orientation, empty="No answer")
