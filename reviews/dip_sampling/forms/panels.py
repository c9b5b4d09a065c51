"""A panel, its seats and its questions."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from casework.forms.fields import day_field
from reviews.dip_sampling.choices import (
    ON_SCALE,
    AnswerCode,
    Reported,
    Scale,
)
from reviews.dip_sampling.models import QuestionSet
from reviews.dip_sampling.rules.questions import STANDING, AskedQuestion

NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}


MOST_QUESTIONS = 8


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PanelForm(forms.Form):
    """A panel and its term."""

    name = forms.CharField(label="Name of the panel", max_length=120)
    began_on = day_field("First day of the term")
    ends_on = day_field("Last day of the term")
    seat_count = forms.IntegerField(label="Seats", min_value=1, max_value=100, widget=forms.NumberInput(NARROW))
    has_under_18s = forms.BooleanField(
        label="Some members are under 18", required=False, help_text="Blocked topics are then left out of every sample."
    )
    undertaking = forms.CharField(
        label="What members promise before they read",
        help_text="In words that a 14-year-old follows.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    talk_to = forms.CharField(label="Who is there for members", max_length=120, help_text="A first name.")
    talk_to_how = forms.CharField(label="How and when members reach them", max_length=200)


class SeatForm(forms.Form):
    """A new member. For somebody under 18 the office holds no more than this."""

    alias = forms.CharField(
        label="What other members call them", max_length=40, help_text="A first name or a chosen name. No surname."
    )
    under_18 = forms.BooleanField(label="Is under 18", required=False)
    email = forms.EmailField(
        label="E-mail address held by the programme (optional)",
        required=False,
        help_text="Leave it empty for a member who comes in by codes alone.",
    )
    began_on = day_field("First day")
    ends_on = day_field("Last day")


class SeatRecordForm(forms.Form):
    """Training, promise and consent of a member."""

    trained_on = day_field("Trained (optional)", required=False)
    consent_on = day_field("A parent or carer consented (optional)", required=False)
    consent_until = day_field("Last day of that consent (optional)", required=False)
    ends_on = day_field("Last day on the panel")


class NextHoursForm(forms.Form):
    """For how long adults are said to be there."""

    hours = forms.IntegerField(
        label="For how many hours from now?", min_value=1, max_value=8, initial=2, widget=forms.NumberInput(NARROW)
    )

    def until(self, now: datetime) -> datetime:
        return now + timedelta(hours=self.cleaned_data["hours"])


class QuestionsForm(forms.Form):
    """A version of a question set: up to eight questions, those without words left out."""

    name = forms.CharField(label="Name of the set", max_length=80)
    theme = forms.CharField(label="Theme (optional)", max_length=120, required=False)

    def __init__(self, *args: Any, start: QuestionSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if start is not None:
            self.initial |= {"name": start.name, "theme": start.theme}
        asked: list[Any] = list(start.questions.all()) if start is not None else list(STANDING)
        for place in range(1, MOST_QUESTIONS + 1):
            self._add(place, asked[place - 1] if place <= len(asked) else None)

    def _add(self, place: int, asked: Any) -> None:
        words = f"Question {place}"
        scale = Scale(asked.scale if asked else Scale.FOUR)
        fields: dict[str, forms.Field] = {
            "text": forms.CharField(
                label=f"{words} (optional)", required=False, max_length=200, initial=asked and asked.text
            ),
            "hint": forms.CharField(
                label=f"{words}: hint (optional)", required=False, max_length=300, initial=asked and asked.hint
            ),
            "code": forms.SlugField(
                label=f"{words}: code (optional)", required=False, max_length=30, initial=asked and asked.code
            ),
            "measure": forms.CharField(
                label=f"{words}: as it is published (optional)",
                required=False,
                max_length=200,
                initial=asked and asked.measure,
            ),
            "scale": forms.ChoiceField(label=f"{words}: answers", choices=Scale.choices, initial=scale),
            "yes": forms.MultipleChoiceField(
                label=f"{words}: which answers count as yes (optional)",
                choices=[(code, AnswerCode(code).label) for code in ON_SCALE[Scale.FOUR]],
                required=False,
                initial=list(asked.counts_as_yes) if asked else ["YES", "MOSTLY"],
                widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
            ),
            "reported": forms.ChoiceField(
                label=f"{words}: what is published",
                choices=Reported.choices,
                initial=asked.reported if asked else Reported.YES,
            ),
        }
        for name, field in fields.items():
            self.fields[f"{name}_{place}"] = field

    def questions(self) -> list[AskedQuestion]:
        """The questions with words, in order."""
        given = self.cleaned_data
        return [
            AskedQuestion(
                code=given[f"code_{place}"],
                text=given[f"text_{place}"].strip(),
                measure=given[f"measure_{place}"].strip(),
                hint=given[f"hint_{place}"].strip(),
                scale=given[f"scale_{place}"],
                counts_as_yes=tuple(given[f"yes_{place}"]),
                reported=given[f"reported_{place}"],
            )
            for place in range(1, MOST_QUESTIONS + 1)
            if given[f"text_{place}"].strip()
        ]
