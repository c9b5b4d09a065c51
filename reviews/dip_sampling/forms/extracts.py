"""The extract of a file: its words, what hides names, its release."""

from typing import Any

from django import forms

from casework.forms.fields import day_field
from reviews.dip_sampling.choices import (
    ContentNote,
    Section,
)
from reviews.dip_sampling.forms.panels import NARROW


class ExtractForm(forms.Form):
    """All that a reader is given of a file, and nothing else can be."""

    about_what = forms.CharField(
        label="What it is about", max_length=120, help_text="The kind of complaint, in plain words."
    )
    about_when = forms.CharField(label="When", max_length=40, help_text="A month and year.")
    about_where = forms.CharField(
        label="Where (optional)", max_length=80, required=False, help_text="A district, never a street."
    )
    age_band = forms.CharField(label="Age of the person (optional)", max_length=40, required=False)
    content_notes = forms.MultipleChoiceField(
        label="What readers are told before it opens (optional)",
        choices=ContentNote.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    minutes = forms.IntegerField(
        label="Minutes to read and score, about", min_value=1, max_value=60, widget=forms.NumberInput(NARROW)
    )
    complaint = forms.CharField(
        label="What the complaint said", strip=False, required=False, widget=forms.Textarea({"rows": 10})
    )
    police = forms.CharField(
        label="What the police did", strip=False, required=False, widget=forms.Textarea({"rows": 10})
    )
    letter = forms.CharField(
        label="The letter the person got", strip=False, required=False, widget=forms.Textarea({"rows": 10})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def facts(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in ("about_what", "about_when", "about_where", "age_band", "content_notes", "minutes")
        }

    def sections(self) -> dict[str, str]:
        return {section: self.cleaned_data[section.lower()] for section in Section.values}


class SuggestForm(forms.Form):
    """Begin a part with the text of the papers, names and details marked."""

    section = forms.ChoiceField(label="Which part?", choices=Section.choices)
    day_1 = day_field("Day 1 (optional)", required=False, help_text="Later dates become day 2, day 3 and so on.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReleaseForm(forms.Form):
    press_checked = forms.BooleanField(
        label="I have looked whether place, month and event lead to a news report",
        error_messages={"required": "Look, and say that you have looked."},
    )


class SeenForm(forms.Form):
    """The digest of what the person was shown, so that nobody signs or clears what they have not seen."""

    seen = forms.CharField(widget=forms.HiddenInput)
