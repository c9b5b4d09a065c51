"""Forms by which staff enter what a panel said: a numbered print, late answers, scores agreed in the discussion."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from casework.forms.fields import reason_field
from reviews.dip_sampling.choices import ON_SCALE, AnswerCode, Scale
from reviews.dip_sampling.models import AgreedScore, Question
from reviews.dip_sampling.workflow.after_close import Agreed


def answers_to(question: Question) -> list[tuple[str, str]]:
    """What can be answered to a question, with "I can't tell" last."""
    return [(code.value, str(code.label)) for code in (*ON_SCALE[Scale(question.scale)], AnswerCode.CANT_TELL)]


class PrintForm(forms.Form):
    """The answers on a numbered print. The number is typed from the paper, so that no print is entered for another."""

    number = forms.CharField(
        label="Number on the print",
        max_length=20,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": "Type the number that stands on the print."},
    )

    def __init__(self, *args: Any, questions: Sequence[Question], number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = number
        self.questions = questions
        for question in questions:
            missing = f"Question {question.position} has no answer. Choose one, or “I can't tell”."
            self.fields[f"question_{question.pk}"] = forms.ChoiceField(
                label=f"{question.position}. {question.text}",
                choices=answers_to(question),
                widget=forms.RadioSelect({"class": "govuk-radios--small"}),
                error_messages={"required": missing, "invalid_choice": missing},
            )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if number != self.expected:
            raise forms.ValidationError(f"The print of this file for this reader has the number {self.expected}.")
        return number

    def values(self) -> dict[int, str]:
        return {question.pk: self.cleaned_data[f"question_{question.pk}"] for question in self.questions}


class LateForm(forms.Form):
    """Whether a reader's late answers to one file count."""

    take_in = forms.TypedChoiceField(
        label="Do they count?",
        choices=[("yes", "Take them in"), ("no", "Leave them out")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they count.", "invalid_choice": "Say whether they count."},
    )
    reason = reason_field("Why?", "Say why, so that somebody who asks in a year can be told.")


class AgreedForm(forms.Form):
    """What the panel agreed on one file, question by question; a question that was not talked about stays empty."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def __init__(
        self, *args: Any, questions: Sequence[Question], scores: Mapping[int, AgreedScore], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            had = scores.get(question.pk)
            self.fields[f"value_{question.pk}"] = forms.ChoiceField(
                label=f"{question.text} (optional)",
                choices=[("", "Not agreed"), *answers_to(question)],
                required=False,
                initial=had.value if had else "",
            )
            self.fields[f"minds_{question.pk}"] = forms.CharField(
                label=f"{question.code.capitalize()}: what changed minds (optional)",
                required=False,
                max_length=500,
                initial=had.what_changed_minds if had else "",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for question in self.questions:
            value, minds = given.get(f"value_{question.pk}"), given.get(f"minds_{question.pk}", "")
            if minds.strip() and not value:
                self.add_error(f"value_{question.pk}", f"{question.text} Choose the answer that was agreed.")
        return given

    def scores(self) -> Iterator[tuple[int, Agreed]]:
        given = self.cleaned_data
        for question in self.questions:
            yield question.pk, Agreed(given[f"value_{question.pk}"], given[f"minds_{question.pk}"])
