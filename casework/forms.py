"""What people type about a case and its clocks, as typed values."""

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet

from casework.choices import Connection, KnownFrom
from casework.models import Case, CaseClock, StaffConnection
from casework.rules import SEES_CASES
from casework.workflow import TIME_TO_LOOK_AGAIN
from pcc.models import ClockRule, User
from pcc.templatetags.components import DateParts

UNREADABLE = "Write the date as 27 11 2026."


def day_field(label: str, *, help_text: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=DateParts,
        error_messages={"required": f"{label}: give a date.", "invalid": f"{label}: {UNREADABLE}"},
    )


def reason_field(label: str, missing: str, *, longest: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": missing},
    )


class StartForm(forms.Form):
    """A rule and the date that starts it; without the date the clock says which one is missing."""

    code = forms.ChoiceField(label="Time limit")
    started_on = day_field("Start date (optional)", help_text="Leave it empty if nobody knows it yet.", required=False)
    known_from = forms.ChoiceField(label="Which date this is", choices=KnownFrom, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [
            (rule.code, f"{rule.name} ({rule.get_binds_display().lower()})") for rule in ClockRule.objects.newest()
        ]


class ChangeStartForm(forms.Form):
    started_on = day_field("Start date")
    known_from = forms.ChoiceField(label="Which date this is", choices=KnownFrom, widget=forms.RadioSelect)
    reason = reason_field("Why it changes", "Say why the start date changes.")

    def __init__(self, *args: object, clock: CaseClock, **kwargs: object) -> None:
        initial = {"started_on": clock.started_on, "known_from": clock.known_from}
        super().__init__(*args, **kwargs | {"initial": initial})


class ReadingForm(forms.Form):
    """Another date from which the clock could be read."""

    known_from = forms.ChoiceField(label="Which date this is", choices=KnownFrom, widget=forms.RadioSelect)
    on = day_field("Date")
    note = forms.CharField(
        label="Where it is read (optional)",
        help_text="For example: the force's letter, page 1.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: object, clock: CaseClock, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known_from"].choices = [choice for choice in KnownFrom.choices if choice[0] != clock.known_from]


class PauseForm(forms.Form):
    reason = forms.CharField(
        label="Why the clock is paused",
        help_text="A few words that stand beside the date: waiting for the court.",
        max_length=200,
        error_messages={"required": "Say why the clock is paused."},
    )
    on = day_field("Last day that counts before the pause", help_text="The days after it are left out.")
    look_again_on = day_field("When to look again", help_text="Somebody looks then whether the clock can run again.")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class DayForm(forms.Form):
    """One day."""

    on = day_field("Date")

    def __init__(self, *args: object, label: str, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})
        self.fields["on"].label = label


def people_who_see_cases() -> QuerySet[User]:
    return User.objects.filter(is_active=True, groups__name__in=SEES_CASES).distinct().order_by("name", "pk")


class SealForm(forms.Form):
    reason = reason_field("Why the case is sealed", "Say why the case is sealed.")
    named = forms.ModelMultipleChoiceField(
        label="Who may still see it",
        help_text="Nobody else will find it in lists, searches or counts. Name yourself, or you lose sight of it too.",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Name at least one person who may see the sealed case."},
    )
    review_on = day_field("When to look again whether it must stay sealed")

    def __init__(self, *args: object, by: User, today: date, **kwargs: object) -> None:
        again = today + timedelta(days=TIME_TO_LOOK_AGAIN)
        super().__init__(*args, **kwargs | {"initial": {"named": [by.pk], "review_on": again}})
        self.fields["named"].queryset = people_who_see_cases()


class ReasonForm(forms.Form):
    reason = reason_field("Reason", "Give the reason.")


class ConnectForm(forms.Form):
    """Somebody of the staff who must not see the case."""

    user = forms.ModelChoiceField(
        label="Member of staff",
        queryset=User.objects.none(),
        error_messages={"required": "Choose a member of staff."},
    )
    kind = forms.ChoiceField(label="Why", choices=Connection, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people_who_see_cases()


class LetInForm(forms.Form):
    connection = forms.ModelChoiceField(
        label="Who may see the case again",
        queryset=StaffConnection.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose who may see the case again."},
    )
    reason = reason_field("Why", "Say why this person may see the case again.")

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        register = StaffConnection.objects.filter(case=case, ended_at=None).select_related("user", "case")
        self.fields["connection"].queryset = register.order_by("pk")
        self.fields["connection"].label_from_instance = lambda row: f"{row.user}: {row.get_kind_display().lower()}"
