"""When members read, and how."""

from typing import Any

from django import forms

from casework.forms.fields import day_field
from reviews.dip_sampling.choices import (
    Place,
)
from reviews.dip_sampling.forms.panels import NARROW
from reviews.dip_sampling.models import Panel, QuestionSet, Sample, Session


class SessionForm(forms.ModelForm):
    """When, where, and how many read what."""

    class Meta:
        model = Session
        fields = [
            "title",
            "place",
            "opens_at",
            "closes_at",
            "readers_per_file",
            "files_per_reader",
            "allows_paper",
            "on_duty",
            "on_duty_how",
            "results_on",
        ]

    title = forms.CharField(label="Title", max_length=120)
    place = forms.ChoiceField(label="Where do members read?", choices=Place.choices)
    opens_at = forms.DateTimeField(label="Opens", help_text="For example, 2026-12-08 17:00.")
    closes_at = forms.DateTimeField(label="Closes", help_text="For example, 2026-12-08 21:00.")
    readers_per_file = forms.IntegerField(
        label="Readers a file", min_value=1, max_value=50, initial=5, widget=forms.NumberInput(NARROW)
    )
    files_per_reader = forms.IntegerField(
        label="Files a reader, at most", min_value=1, max_value=100, initial=11, widget=forms.NumberInput(NARROW)
    )
    allows_paper = forms.BooleanField(label="Staff may enter scores from numbered prints", required=False)
    on_duty = forms.CharField(label="Who is there for members", max_length=120)
    on_duty_how = forms.CharField(label="How members reach them", max_length=200)
    results_on = day_field("Results come out on (optional)", required=False)


class PlanForm(SessionForm):
    """A new session: its sample and questions as well."""

    sample = forms.ModelChoiceField(label="Sample", queryset=Sample.objects.none(), empty_label=None)
    question_set = forms.ModelChoiceField(label="Questions", queryset=QuestionSet.objects.none(), empty_label=None)

    field_order = ["title", "sample", "question_set"]

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sample"].queryset = panel.samples.defer("population").order_by("-pk")
        self.fields["question_set"].queryset = QuestionSet.objects.newest()

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SessionForm.Meta.fields}
