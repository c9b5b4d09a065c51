"""What people type about correspondence: what came in, where it belongs, what was asked, and how it ended."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from casework.choices import Channel, MailOutcome, Recipient, RouteChoice
from casework.forms.cases import people_who_see_cases
from casework.forms.fields import day_field, reason_field
from casework.forms.work import who
from casework.models import Correspondence, Document, Message, Theme
from casework.rules import WORKS_CASES
from casework.rules.triage import WAYS, Route, Suggestion
from casework.workflow.correspondence import LONGEST_TYPED


class LogForm(forms.Form):
    """A letter, a call, a visit: what reached the office otherwise than by e-mail."""

    channel = forms.ChoiceField(
        label="How it reached the office",
        choices=[(code, label) for code, label in Channel.choices if code not in {Channel.FORM, Channel.CSV}],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it reached the office."},
    )
    received_on = day_field("Received on", help_text="The true day, also when the office was closed.")
    received_time = forms.TimeField(
        label="Time, if known", required=False, error_messages={"invalid": "Time: write it as 14:30."}
    )
    sender_name = forms.CharField(label="Name of who wrote", max_length=150, required=False)
    sender_email = forms.EmailField(
        label="E-mail address",
        required=False,
        error_messages={"invalid": "Write the e-mail address as name@example.org."},
    )
    sender_phone = forms.CharField(label="Phone", max_length=40, required=False)
    from_elected = forms.BooleanField(label="From a member of parliament or a councillor", required=False)
    subject = forms.CharField(label="What it is about, in a few words", max_length=200, required=False)
    text = forms.CharField(
        label="What it says",
        max_length=LONGEST_TYPED,
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": "Write what the message says."},
    )

    def __init__(self, *args: object, now: datetime, **kwargs: object) -> None:
        super().__init__(
            *args, **kwargs | {"initial": {"received_on": now.astimezone(timezone.get_current_timezone()).date()}}
        )
        self._now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.pop("received_on", None)
        at = cleaned.pop("received_time", None)
        if day is not None:
            moment = timezone.make_aware(datetime.combine(day, at or time(12)))
            # Without a time, today means now: noon may still be to come.
            is_today = day == self._now.astimezone(moment.tzinfo).date()
            cleaned["received_at"] = self._now if at is None and is_today and moment > self._now else moment
        return cleaned


class TriageForm(forms.Form):
    """Where a message belongs. The suggestions stand beside the routes they are for, with their reason."""

    route = forms.ChoiceField(
        label="Where does it belong?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say where it belongs.", "invalid_choice": "Choose one of the list."},
    )
    because = forms.CharField(label="Why, if it is not plain", max_length=500, required=False)
    theme = forms.ModelChoiceField(
        label="Theme",
        queryset=Theme.objects.none(),
        required=False,
        empty_label="None",
    )
    area = forms.CharField(label="Area", max_length=120, required=False)
    on = day_field("Sorted on")

    def __init__(
        self, *args: object, item: Correspondence, suggested: list[Suggestion], today: date, **kwargs: object
    ) -> None:
        first = item.route or (suggested[0].route.value if suggested else "")
        known = {"route": first, "because": item.route_because, "theme": item.theme_id, "area": item.area, "on": today}
        super().__init__(*args, **kwargs | {"initial": known})
        # A theme that was retired stays with the matter that has it, and is not lost when it is sorted again.
        in_use = Theme.objects.filter(Q(retired_at=None) | Q(pk=item.theme_id))
        self.fields["theme"].queryset = in_use.order_by("name")
        why = {one.route: one.sentence for one in suggested}
        self.fields["route"].choices = [
            (code, f"{WAYS[Route(code)].title}. {why[Route(code)]}" if Route(code) in why else WAYS[Route(code)].title)
            for code, _ in RouteChoice.choices
        ]


class DayForm(forms.Form):
    """The day on which something happened, today unless said."""

    on = day_field("On")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class AskForm(DayForm):
    of = forms.ChoiceField(
        label="Whom do you ask?", choices=Recipient.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say whom you ask."},
    )  # fmt: skip
    recipient = forms.CharField(
        label="Who exactly", max_length=120, help_text="A team, a council, or the person's name.",
        error_messages={"required": "Say who is asked."},
    )  # fmt: skip
    question = forms.CharField(
        label="What do you ask?", widget=forms.Textarea({"rows": 5}), error_messages={"required": "Write what you ask."}
    )
    due_on = day_field("Answer by", help_text="Ten working days unless you give a day.", required=False)
    field_order = ("of", "recipient", "question", "on", "due_on")


class ChaseForm(DayForm):
    due_on = day_field("Answer now due by")


class AnswerForm(DayForm):
    answer = forms.CharField(
        label="What they answered",
        help_text="Leave it empty when the answer is no longer needed.",
        widget=forms.Textarea({"rows": 6}),
        required=False,
    )
    field_order = ("answer", "on")


class CloseForm(DayForm):
    outcome = forms.ChoiceField(
        label="How did it end?", choices=MailOutcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how it ended."},
    )  # fmt: skip
    field_order = ("outcome", "on")


class DiscardForm(DayForm):
    because = reason_field("Why?", "Say why it is discarded: spam, or sent to us by mistake.", longest=200)
    field_order = ("because", "on")


def which_of_these(taken: str) -> forms.MultipleChoiceField:
    """Boxes for several messages; ``taken`` says what somebody may have done to one meanwhile."""
    return forms.MultipleChoiceField(
        label="Which of these?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one message.",
            "invalid_choice": f"One of these was {taken} by somebody meanwhile. Look at the list again.",
        },
    )


class GiveSeveralForm(DayForm):
    """Several messages that nobody has, and who gets them."""

    items = which_of_these("taken")
    to = who("Who gets them", empty="Choose somebody", required=True)
    field_order = ("items", "to", "on")

    def __init__(self, *args: Any, items: Iterable[Correspondence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(str(item.pk), _at_a_glance(item)) for item in items]
        self.fields["to"].queryset = people_who_see_cases().filter(groups__name__in=WORKS_CASES)


class PutAsideForm(DiscardForm):
    """Several messages at once, each with who wrote and how it begins."""

    items = which_of_these("sorted")
    field_order = ("items", "because", "on")

    def __init__(self, *args: Any, items: Iterable[Correspondence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(str(item.pk), _at_a_glance(item)) for item in items]
        self.initial["because"] = "Spam"


def _at_a_glance(item: Correspondence) -> str:
    """A message in two lines: what is written in its words is never read as a page."""
    first = next(iter(item.case.messages.all()), None)
    begins = " ".join((first.text if first else "")[:400].split())[:140]
    warned = "Danger or abuse, read it first. " if item.may_upset else ""
    return f"{warned}{item.case.title}, from {item.sender_name or item.sender_email or 'nobody named'}: {begins}"


class ReopenForm(forms.Form):
    because = reason_field("Why?", "Say why it is opened again.", longest=200)


class SplitForm(forms.Form):
    """Which papers a message takes along; those that came with it are ticked."""

    papers = forms.MultipleChoiceField(
        label="Which papers go with it?",
        help_text="What is not ticked stays where it is.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "One of these papers was moved meanwhile. Look at the list again."},
    )

    def __init__(self, *args: Any, message: Message, papers: list[Document], **kwargs: Any) -> None:
        came_with = [str(paper.pk) for paper in papers if paper.message_id == message.pk]
        super().__init__(*args, **kwargs | {"initial": {"papers": came_with}})
        if papers:
            self.fields["papers"].choices = [(str(paper.pk), str(paper)) for paper in papers]
        else:
            del self.fields["papers"]


class JoinForm(DayForm):
    reference = forms.CharField(
        label="Reference of the other matter", max_length=20, help_text="As CAS/2026/0042.",
        error_messages={"required": "Give the reference of the matter that goes on."},
    )  # fmt: skip
    field_order = ("reference", "on")


class NewThemeForm(forms.Form):
    name = forms.CharField(label="Theme", max_length=60, error_messages={"required": "Give the theme a name."})
    meaning = forms.CharField(
        label="What belongs under it",
        help_text="So that everybody uses it alike.",
        max_length=200,
        error_messages={"required": "Say what belongs under it."},
    )
    source = forms.CharField(
        label="Where the name is from",
        help_text="A standard, another office's list, or why this office needs it.",
        max_length=200,
        error_messages={"required": "Say where the name is from, or why it is needed."},
    )
