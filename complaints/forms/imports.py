"""The form that hands over an extract."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from complaints.choices import Stated, VanishedHow
from complaints.forms.force import which_force
from complaints.models import Mapping
from pcc.templatetags.components import DateParts

LARGEST_MAPPING = 256 * 1024


class MappingFileForm(forms.Form):
    """A mapping as a TOML file; ``mapping_text`` is what stands in it, empty without a file."""

    mapping_file = forms.FileField(
        label="Mapping file",
        help_text="A TOML file that says which column is which field.",
        error_messages={"required": "Choose the mapping file."},
    )

    def clean_mapping_file(self) -> UploadedFile | None:
        file = self.cleaned_data["mapping_file"]
        if file and file.size > LARGEST_MAPPING:
            raise forms.ValidationError("This is too large for a mapping file: it is a TOML file of a page or two.")
        return file

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        given["mapping_text"] = ""
        if file := given.get("mapping_file"):
            try:
                given["mapping_text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("mapping_file", "This is not a TOML file: it holds bytes that are not text in UTF-8.")
        return given


class ExtractForm(MappingFileForm):
    """A force's extract, and the three things the file cannot say for itself."""

    file = forms.FileField(
        label="The extract",
        help_text="A CSV, XLSX or ODS file, as the force sent it.",
        error_messages={"required": "Choose the file that the force sent.", "empty": "The file is empty."},
    )
    allegations = forms.FileField(
        label="The allegations, if they come in a file of their own (optional)",
        required=False,
        help_text="Leave this empty when each row of the extract is an allegation with its case beside it.",
        error_messages={"empty": "The file of allegations is empty."},
    )
    force = which_force("Which force is it from?", required="Choose the force that sent the extract.")
    taken_on = forms.DateField(
        label="On which day did the force take this extract?",
        help_text="Open complaints are measured to this day. For example, 31 3 2026.",
        widget=DateParts,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"],
        error_messages={
            "required": "Enter the day on which the force took the extract.",
            "invalid": "Enter a real day.",
        },
    )
    mapping = forms.ModelChoiceField(
        label="What are its columns?",
        help_text="Headers that came before are read as they were then. You are asked about new ones.",
        queryset=Mapping.objects.none(),
        required=False,
        empty_label="Go by the headers",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Mapping.objects.order_by("name", "-version").distinct("name")
        file = self.fields.pop("mapping_file")
        file.label, file.required = "A mapping file I have (optional)", False
        self.fields["mapping_file"] = file
        self.fields["mapping"].queryset = Mapping.objects.filter(pk__in=newest.values("pk")).order_by("name")

    def clean_file(self) -> UploadedFile:
        return self._bounded(self.cleaned_data["file"])

    def clean_allegations(self) -> UploadedFile | None:
        file = self.cleaned_data["allegations"]
        return self._bounded(file) if file else None

    def _bounded(self, file: UploadedFile) -> UploadedFile:
        if file.size > settings.EXTRACT_MAX_BYTES:
            most = settings.EXTRACT_MAX_BYTES // 1024**2
            raise forms.ValidationError(f"The file is larger than {most} MB. Ask the force for it in parts.")
        return file


class PlainForm(forms.Form):
    """A button and nothing to fill in."""


class RowForm(forms.Form):
    """The mapped cells of a held row, and where the right values come from."""

    def __init__(self, *args: Any, row: dict[str, str], mapped: set[str], fixed: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {header: f"cell_{place}" for place, header in enumerate(row) if header in mapped}
        for header, name in self.names.items():
            said = f"In the file: {row[header] or 'nothing'}" if header in fixed else ""
            self.fields[name] = forms.CharField(
                label=header,
                required=False,
                max_length=500,
                help_text=said,
                initial=fixed.get(header, row[header]),
                strip=False,
            )
        self.fields["reason"] = forms.CharField(
            label="Where do the right values come from?",
            help_text="As in: the force's e-mail of 3 June. It is kept with the change.",
            max_length=500,
            error_messages={"required": "Say where the right values come from."},
        )

    def values(self) -> dict[str, str]:
        """Each cell by its column, as it is to be read."""
        return {header: self.cleaned_data[name] for header, name in self.names.items()}


class StatedForm(forms.Form):
    """A number of the force's."""

    what = forms.ChoiceField(label="What does the force count?", choices=Stated.choices)
    stated = forms.IntegerField(
        label="The force's number",
        min_value=0,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the force's number.", "invalid": "Enter a whole number."},
    )
    since = forms.DateField(
        label="First day of the period (optional)",
        required=False,
        help_text="Only for complaints received or finalised in a period.",
        widget=DateParts,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"],
    )
    until = forms.DateField(
        label="Last day of the period (optional)",
        required=False,
        widget=DateParts,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"],
    )


class SettleForm(forms.Form):
    """What came of a complaint that vanished."""

    how = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        choices=[(how.value, how.label) for how in (VanishedHow.GONE, VanishedHow.STANDS)],
        error_messages={"required": "Say whether it is gone or still stands."},
    )
    reason = forms.CharField(
        label="How do you know?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say how you know, as in: the force confirmed it by e-mail on 3 June."},
    )
