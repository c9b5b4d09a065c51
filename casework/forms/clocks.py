"""What people type about a clock."""

from datetime import date

from django import forms

from casework.choices import KnownFrom
from casework.forms.fields import day_field, reason_field
from casework.models import CaseClock
from pcc.models import ClockRule


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
