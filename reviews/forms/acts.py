"""One small form for each act on a review."""

from typing import Any

from django import forms
from django.utils import timezone

from casework.forms.versioned import VersionedForm
from complaints.forms.records import day, note, picked, words
from complaints.models import Complaint
from pcc.models import User
from reviews.choices import (
    Answer,
    Bound,
    Confidence,
    Contact,
    Finding,
    Ground,
    Interest,
    Kind,
    Paper,
    Recipient,
    Reply,
    WhyInvalid,
    WhyWithdrawn,
)
from reviews.models import Review
from reviews.rules import PROMPTS, UNVERIFIED, kinds_for


def on(label: str, **kwargs: Any) -> forms.DateField:
    """The day something happened; today where nothing else is said."""
    field = day(label, required=True, **kwargs)
    field.initial = timezone.localdate
    return field


class ActForm(forms.Form):
    """A form about one review: ``review`` is as ``ready`` gives it."""

    def __init__(self, *args: Any, review: Review, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review, self.person = review, person


class PlainForm(ActForm):
    """Nothing to say: the act itself is the answer."""


class DayForm(ActForm):
    day = on("Day")


class DayAndReasonForm(DayForm):
    reason = note("Why", required=True)


class ReasonForm(ActForm):
    reason = note("Why", required=True)


class MatchForm(ActForm):
    reference = words(
        "The force's reference of the complaint", most=80, required=True, help_text="However it is punctuated."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reference", self.review.force_reference)

    def clean_reference(self) -> Complaint:
        text = self.cleaned_data["reference"]
        found = list(Complaint.objects.visible_to(self.person).with_reference(text)[:2])
        exact = [each for each in found if each.reference.casefold() == text.strip().casefold()]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if found:
            raise forms.ValidationError("More than one complaint begins with this: write the whole reference.")
        raise forms.ValidationError("There is no such complaint here. Bring in the extract, or enter it by hand first.")


class ContactForm(DayForm):
    how = picked("How", Contact.choices)
    note = note("What was said")


class TellForm(ActForm):
    """Who was told on which day; or why nobody need be told."""

    recipient = picked("Who", Recipient.choices)
    day = day("Told on")
    not_needed = words("Why nobody need be told", most=200)


class AllowLateForm(DayForm):
    ground = picked("Why it is allowed", Ground.choices)
    reason = note("What makes it just", required=True)


class InvalidForm(DayForm):
    why = picked("Why it is not valid", [each for each in WhyInvalid.choices if each[0] != WhyInvalid.LATE])
    reason = note("What the applicant is told", required=True)


class ForwardForm(ActForm):
    field_order = ("day", "told_applicant_on", "reason")
    told_applicant_on = day(
        "Applicant told of both facts on", help_text="Leave it empty where a letter is still to go: it records the day."
    )
    day = on("Sent on to the IOPC on")
    reason = note("Note")


class WithdrawForm(DayForm):
    why = picked("How it was withdrawn", WhyWithdrawn.choices)
    reason = note("Note")


class DeclareForm(ActForm):
    interest = picked("Your interest", Interest.choices)
    note = note("What the connection is", help_text="A sentence; only where there is one.")


class DeclareSeveralForm(forms.Form):
    """Reviews with the names in them, of which those are ticked with which one has no connection."""

    reviews = forms.MultipleChoiceField(
        label="I have no connection with",
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Tick at least one review, or go back.", "invalid_choice": "Tick them again."},
    )

    def __init__(self, *args: Any, named: list[tuple[Review, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviews"].choices = [
            (str(review.pk), f"{review.reference}: {', '.join(names) or 'nobody is named'}") for review, names in named
        ]


class AllocateForm(DayForm):
    to = forms.ModelChoiceField(
        label="Who takes it", queryset=User.objects.none(), error_messages={"required": "Choose somebody."}
    )

    def offer(self, people: list[tuple[User, int]]) -> None:
        """Those who may take it, the one with the least in hand first."""
        self.fields["to"].queryset = User.objects.filter(pk__in=[person.pk for person, _ in people])
        self.fields["to"].widget.choices = [("", "Choose")] + [
            (person.pk, f"{person}: {count} in hand") for person, count in people
        ]


class PapersForm(DayForm):
    papers = forms.MultipleChoiceField(
        label="Papers",
        choices=Paper.choices,
        initial=Paper.values,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Choose at least one paper."},
    )
    note = note("Anything else")


class NotedDayForm(DayForm):
    note = note("Note")


class BundleForm(ActForm):
    """What goes into the file that is bound, and for whom."""

    parts = forms.MultipleChoiceField(
        label="What goes in",
        choices=Bound.choices,
        initial=Bound.values,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Choose at least one part."},
    )
    reason = note("Whom is it for?", required=True)


class ArrivalForm(ActForm):
    papers = forms.MultipleChoiceField(
        label="What arrived",
        required=False,
        choices=Paper.choices,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    day = on("Arrived on")
    time = forms.TimeField(label="Time (optional)", required=False, help_text="As 14:30, where it is known.")
    seen_elsewhere = forms.BooleanField(
        label="Viewed at the force: no file came", required=False, help_text="Body-worn video, for example."
    )
    note = note("Note", help_text="What is missing; what was viewed, where and by whom.")
    complete = picked("Is everything there now?", [("True", "Yes"), ("False", "No, something is still to come")])


class AllegationForm(ActForm):
    complaint_words = note("The allegation in the complainant's words", required=True)
    force_answer = note("What the force decided, and why")


class FirstViewForm(ActForm):
    view = picked("Your first view: was the outcome", Finding.choices)


class FindingForm(VersionedForm, ActForm):
    """The assessment of one allegation, each question with its prompts; two officers may have it open at once."""

    finding = picked("Was the outcome reasonable and proportionate?", Finding.choices)
    service = picked("Was the service acceptable?", Answer.choices)
    communication = picked("Was the communication good enough?", Answer.choices)
    learning = picked("Was learning considered?", Answer.choices)
    reasons = note("Reasons", required=True, help_text="In words the applicant will understand.")
    confidence = picked("How sure are you?", Confidence.choices)
    evidence = note("What the finding rests on", help_text="Papers by name and page; video by time.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, prompts in PROMPTS.items():
            self.fields[name].help_text = " ".join(prompts)


class RecommendForm(ActForm):
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, error_messages={"required": "Choose one."})
    text = note("What is recommended", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind.value, f"{kind.label}{' *' if kind in UNVERIFIED else ''}")
            for kind in kinds_for(self.review.handling)
        ]
        self.fields["kind"].help_text = "* The paragraph of the Act has not been read at its source yet: check it."


class LearningForm(DayForm):
    text = note("What could be learned", required=True)


class DecisionForm(DayForm):
    reasons = note("Reasons for the decision", required=True)


class CheckForm(DayForm):
    comments = note("Comments")


class SendBackForm(DayForm):
    comments = note("What is to be put right", required=True)


class OutsideCheckForm(DayForm):
    outside_checker = words("Who checked it, and of which office", most=120, required=True)
    comments = note("Comments")


class ExtendForm(forms.Form):
    day = day("Reply allowed until", required=True)
    reason = note("Why", required=True)


class ReplyForm(forms.Form):
    reply = picked("The force's reply", Reply.choices)
    day = on("Came on")
    time = forms.TimeField(label="Time (optional)", required=False, help_text="As 14:30, where it is known.")
    words = note("What the force will do, or why not", required=True)


class DoneForm(forms.Form):
    day = on("Done on")
    evidence = note("What shows it", required=True)


class UndoneForm(forms.Form):
    day = on("Day")
    reason = note("Why it is closed", required=True)


class ChaseForm(forms.Form):
    day = on("Chased on")
    note = note("Note")


class ChangeRecommendationForm(forms.Form):
    kind = picked("Kind", Kind.choices)
    text = forms.CharField(
        label="What is recommended",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Empty takes the recommendation away.",
    )
