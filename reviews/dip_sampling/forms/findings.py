"""What a panel found, what the force replied, and notes on members who ask."""

from collections.abc import Iterable
from typing import Any

from django import forms

from casework.forms.fields import day_field, reason_field
from reviews.dip_sampling.choices import (
    Position,
)
from reviews.dip_sampling.forms.extracts import SeenForm
from reviews.dip_sampling.models import Sample


class FindingForm(forms.Form):
    text = forms.CharField(label="What the panel found", max_length=2000, widget=forms.Textarea({"rows": 4}))


class WordsForm(SeenForm):
    """The words of a finding that may be changed, each text a field of its own name."""

    def __init__(self, *args: Any, texts: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, text in texts:
            self.fields[name] = forms.CharField(
                label=label,
                initial=text,
                max_length=5000,
                widget=forms.Textarea({"rows": 4}),
                error_messages={"required": f"{label}: leave out what identifies somebody, and keep the rest."},
            )


class SendForm(forms.Form):
    reply_due_on = day_field("The force replies by")


class ReplyForm(forms.Form):
    position = forms.ChoiceField(label="What does the force say?", choices=Position.choices)
    text = forms.CharField(label="Its reply", max_length=5000, widget=forms.Textarea({"rows": 6}))


class ChangeForm(forms.Form):
    what_changed = forms.CharField(label="What changed?", max_length=2000, widget=forms.Textarea({"rows": 4}))


class CheckForm(forms.Form):
    sample = forms.ModelChoiceField(label="Later sample", queryset=Sample.objects.none(), empty_label=None)
    note = forms.CharField(label="What it shows", max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, samples: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sample"].queryset = samples


class NoteForm(forms.Form):
    note = reason_field("What was done?", "Say in a sentence what was done.")
