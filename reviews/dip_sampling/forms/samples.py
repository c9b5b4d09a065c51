"""A sample, its files, and the papers asked for."""

from typing import Any

from django import forms

from casework.forms.fields import day_field, reason_field
from complaints.choices import Handling
from pcc.models import Force, User
from reviews.dip_sampling.choices import (
    Exclusion,
    KnownAs,
    Part,
    Replacement,
    Section,
    Strata,
)
from reviews.dip_sampling.forms.panels import NARROW, lines
from reviews.dip_sampling.models import Panel
from reviews.dip_sampling.rules import WRITES_REQUESTS
from reviews.dip_sampling.stats.populations import Filters

LARGEST_FILE = 10 * 1024 * 1024


class SampleForm(forms.Form):
    """The sample designer: which closed complaints, who is left out, how many, and the seed."""

    panel = forms.ModelChoiceField(label="Panel", queryset=Panel.objects.none(), empty_label=None)
    title = forms.CharField(label="Title of the sample", max_length=120)
    since = day_field("Finalised from")
    until = day_field("Finalised to")
    force = forms.ModelChoiceField(
        label="Force (optional)", queryset=Force.objects.none(), required=False, to_field_name="code", empty_label="Any"
    )
    handling = forms.ChoiceField(
        label="Handling (optional)",
        choices=[("", "Any"), ("schedule-3", "All of Schedule 3"), *Handling.choices],
        required=False,
    )
    area = forms.CharField(label="Area (optional)", max_length=120, required=False)
    category = forms.CharField(label="Allegation category (optional)", max_length=120, required=False)
    young = forms.BooleanField(label="Only where the person who complained was under 18", required=False)
    exclude = forms.MultipleChoiceField(
        label="Leave out (optional)",
        help_text="Sealed files, and files that the force's newest extract no longer has, are always left out.",
        choices=[(code.value, code.label) for code in Exclusion if code not in (Exclusion.LIVE, Exclusion.SEALED)],
        required=False,
        initial=["REFERRED", "UNDER_REVIEW", "BLOCKED_TOPIC", "SAMPLED_BEFORE"],
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    strata = forms.ChoiceField(label="Divide by", choices=Strata.choices)
    size = forms.IntegerField(label="Files", min_value=1, max_value=500, widget=forms.NumberInput(NARROW))
    reserves = forms.IntegerField(
        label="Files in reserve", min_value=0, max_value=500, initial=5, widget=forms.NumberInput(NARROW)
    )
    readers_per_file = forms.IntegerField(
        label="Readers a file", min_value=1, max_value=50, initial=5, widget=forms.NumberInput(NARROW)
    )
    seed = forms.CharField(
        label="Seed (optional)",
        max_length=100,
        required=False,
        help_text="Typed in the meeting, such as the date and a number that somebody calls out. Empty: the computer "
        "makes one.",
    )

    def __init__(self, *args: Any, panels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = panels
        self.fields["force"].queryset = Force.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "The period ends before it begins.")
        return given

    def filters(self) -> Filters:
        given = self.cleaned_data
        return Filters(
            since=given["since"],
            until=given["until"],
            force=given["force"].code if given["force"] else "",
            handling=given["handling"],
            area=given["area"].strip(),
            category=given["category"].strip(),
            young=given["young"],
        )


class AskForm(forms.Form):
    due_on = day_field("The force is asked to send the papers by")


class HandForm(AskForm):
    """Which colleague writes to the force, and by when the papers are wanted."""

    to = forms.ModelChoiceField(
        label="Who writes the letter?",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Choose who writes it. When nobody is offered, record the request by hand.",
            "invalid_choice": "Choose somebody who writes letters to the force.",
        },
    )

    field_order = ["to", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = User.objects.filter(groups__name__in=WRITES_REQUESTS, is_active=True)
        self.fields["to"].queryset = writers.distinct().order_by("name", "pk")


class ChaseForm(forms.Form):
    note = forms.CharField(label="Note (optional)", max_length=300, required=False)


class PaperForm(forms.Form):
    """The text of the force's papers for one part of a file: pasted, or taken from a PDF or Word file."""

    section = forms.ChoiceField(label="Which part is it?", choices=Section.choices)
    text = forms.CharField(
        label="Paste the text (optional)", required=False, strip=False, widget=forms.Textarea({"rows": 10})
    )
    file = forms.FileField(
        label="Or choose a PDF or Word file (optional)",
        required=False,
        help_text="Its text is taken out and the file itself is not kept. Up to 10 MB.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", "The file is larger than 10 MB. Bring in the pages that readers need.")
        if not file and not given.get("text", "").strip() and "file" not in self.errors:
            self.add_error("text", "Paste the text, or choose a file.")
        return given


class FormsForm(forms.Form):
    """Further forms of an entry on a file's list: aliases, nicknames, short forms."""

    others = forms.CharField(
        label="Other forms of it",
        help_text="One a line: nicknames, maiden names, short forms, user names. Common short forms such as Kate for "
        "Catherine are known.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Write at least one other form, one on each line."},
    )

    def clean_others(self) -> list[str]:
        forms_given = lines(self.cleaned_data["others"])
        if any(len(form) > 120 for form in forms_given):
            raise forms.ValidationError("Each form can have 120 characters: put one on each line.")
        return forms_given


class ListedForm(FormsForm):
    """Somebody or something that must not reach a reader."""

    known_as = forms.ChoiceField(label="What is it?", choices=KnownAs.choices)
    part = forms.ChoiceField(label="What part does it play?", choices=Part.choices)
    text = forms.CharField(label="As it stands in the papers, in full", max_length=120)

    field_order = ["known_as", "part", "text", "others"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].label += " (optional)"
        self.fields["others"].required = False


class ReasonForm(forms.Form):
    reason = reason_field("Why?", "Say why.")


class ReplaceForm(forms.Form):
    because = forms.ChoiceField(label="Why is it replaced?", choices=Replacement.choices)
    note = forms.CharField(label="Note (optional)", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))
