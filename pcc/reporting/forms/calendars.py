"""Holidays, time limits, and the bench where a time limit is tried."""

from typing import Any

from django import forms

from pcc.clocks import LONGEST, Pause, Unit
from pcc.models import CLOSED_DAYS, ENGLAND_AND_WALES, UNITED_KINGDOM, ClockRule
from pcc.reporting.forms.periods import DATES, UNREADABLE
from pcc.templatetags.components import DateParts

CALENDARS = [
    (ENGLAND_AND_WALES, "England and Wales (counts for the United Kingdom too)"),
    (UNITED_KINGDOM, "Elsewhere in the United Kingdom only (freedom of information requests)"),
]


class HolidayForm(forms.Form):
    """A day that becomes a holiday. Asked for in the address, so that the preview can be looked at twice."""

    calendar = forms.ChoiceField(label="Where it is a holiday", choices=CALENDARS, widget=forms.RadioSelect)
    day = forms.DateField(
        label="Date",
        input_formats=DATES,
        error_messages={"required": "Give the date of the holiday.", "invalid": UNREADABLE},
        help_text="For example 31/3/2028.",
    )
    label = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the name of the holiday."})
    source = forms.CharField(
        label="Where it was announced",
        help_text="The proclamation or the page that says so.",
        max_length=200,
        error_messages={"required": "Say where the holiday was announced."},
    )


class ApplyForm(forms.Form):
    """The consent to what a preview showed. The token is that of the preview on the page, whatever was posted."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EndHolidayForm(ApplyForm):
    reason = forms.CharField(
        label="Why this is not a holiday",
        max_length=200,
        error_messages={"required": "Say why this is not a holiday."},
    )


class RuleForm(forms.Form):
    """The next version of a clock rule; ``version`` is the one it was filled from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name", max_length=120)
    text = forms.CharField(label="The rule in plain words", widget=forms.Textarea({"rows": 4}), max_length=2000)
    amount = forms.IntegerField(
        label="How many", min_value=1, max_value=LONGEST, widget=forms.NumberInput({"class": "govuk-input--width-4"})
    )
    unit = forms.ChoiceField(
        label="Of what", choices=[(unit.value, unit.value.replace("_", " ").capitalize()) for unit in Unit]
    )
    starts = forms.CharField(
        label="The date that starts it", help_text="As words: date the application was received.", max_length=120
    )
    counts_start_day = forms.BooleanField(label="The start date is day 1", required=False)
    on_closed_start_day = forms.ChoiceField(label="When the start is not a working day", choices=CLOSED_DAYS)
    on_closed_last_day = forms.ChoiceField(label="When the last day is not a working day", choices=CLOSED_DAYS)
    source = forms.CharField(label="Legal reference or standard", max_length=300)
    verified = forms.BooleanField(
        label="I have read the source and found this time limit there",
        required=False,
    )
    in_force_from = forms.DateField(label="In force from (optional)", required=False, widget=DateParts)
    in_force_to = forms.DateField(label="In force to (optional)", required=False, widget=DateParts)
    reason = forms.CharField(
        label="Why it changes",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say why the rule changes."},
    )

    def __init__(self, *args: Any, rule: ClockRule, **kwargs: Any) -> None:
        given = {name: getattr(rule, name) for name in self.base_fields if hasattr(rule, name)}
        super().__init__(*args, **kwargs | {"initial": given | {"verified": False}})


def _bench_day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DATES,
        help_text=help_text,
        widget=forms.DateInput({"class": "govuk-input--width-10"}),
        error_messages={"required": "Give the start date.", "invalid": UNREADABLE},
    )


PAUSES = 3


class BenchForm(forms.Form):
    """A rule and dates to try it with. Nothing is kept."""

    rule = forms.ChoiceField(label="Time limit")
    start = _bench_day("Start date", required=True, help_text="For example 27/11/2026.")
    occurrence = forms.IntegerField(
        label="Period",
        help_text="1, or a later one of a rule that repeats.",
        min_value=1,
        max_value=200,
        required=False,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    met = _bench_day("Done on (optional)")
    as_at = _bench_day("As at (optional)", help_text="Today when left empty.")
    pause_1_from = _bench_day("First pause from (optional)", help_text="The days after it are left out.")
    pause_1_to = _bench_day("First pause to", help_text="The last day left out. Empty: still paused.")
    pause_2_from = _bench_day("Second pause from (optional)")
    pause_2_to = _bench_day("Second pause to")
    pause_3_from = _bench_day("Third pause from (optional)")
    pause_3_to = _bench_day("Third pause to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule.code, rule.name) for rule in ClockRule.objects.newest()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["pauses"] = []
        for number in range(1, PAUSES + 1):
            start, end = given.get(f"pause_{number}_from"), given.get(f"pause_{number}_to")
            if start is not None:
                given["pauses"].append(Pause(start=start, end=end, reason=f"pause {number}"))
            elif end is not None:
                self.add_error(f"pause_{number}_from", "Give the day on which this pause begins.")
        return given
