"""Forms of panel members: coming in, answering, marking a sentence, asking for somebody."""

from typing import Any

from django import forms

from reviews.dip_sampling.choices import ON_SCALE, AnswerCode, FlagKind, Scale, Tone
from reviews.dip_sampling.models import Question


class DoorCodeForm(forms.Form):
    """The code that a member was handed."""

    code = forms.CharField(
        label="Your code",
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Type the code that you were given."},
    )


class AnswerForm(forms.Form):
    """A reader's answer to one question; ``key`` tells a resend from another answer."""

    value = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Pick an answer, or choose “I can't tell”."),
    )
    why = forms.CharField(
        label="Why? Which words made you think that? (optional)",
        help_text="Do not write anybody's name.",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "This page is broken. Open the question again."),
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [*ON_SCALE[Scale(question.scale)], AnswerCode.CANT_TELL]
        self.fields["value"].choices = [(code.value, code.label) for code in offered]
        self.fields["value"].label = question.text
        self.fields["value"].help_text = question.hint
        if not question.asks_why:
            del self.fields["why"]


class QueuedForm(forms.Form):
    """Of an answer that the script sends: which question it is of, and when it was given (ms since 1970)."""

    place = forms.IntegerField(min_value=1, max_value=99)
    given = forms.IntegerField(min_value=0, max_value=10**14)


class MarkForm(forms.Form):
    """Which sentence of the letter, and how it felt; ``given`` as for an answer, when the script sends it."""

    sentence = forms.ChoiceField(
        label="Which sentence?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Pick a sentence."),
    )
    tone = forms.ChoiceField(
        label="How did it feel?",
        choices=[*Tone.choices, ("NONE", "Neither: take my mark away")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Say whether it felt cold or kind."),
    )
    given = forms.IntegerField(required=False, min_value=0, max_value=10**14, widget=forms.HiddenInput)

    def __init__(self, *args: Any, letter: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentence"].choices = letter

    def clean_tone(self) -> str:
        """The tone to keep; empty to take the mark away."""
        return "" if self.cleaned_data["tone"] == "NONE" else str(self.cleaned_data["tone"])


class HelpForm(forms.Form):
    """A member wants somebody."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=FlagKind,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what fits best."),
    )
    words = forms.CharField(
        label="Do you want to say more? (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
