"""The form that hands over an extract."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from complaints.models import Mapping
from pcc.models import Force
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
    force = forms.ModelChoiceField(
        label="Which force is it from?",
        queryset=Force.objects.order_by("name"),
        empty_label="Choose a force",
        error_messages={"required": "Choose the force that sent the extract."},
    )
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
        label="How do its columns read?",
        queryset=Mapping.objects.none(),
        required=False,
        empty_label="By its headers: known ones are remembered, new ones you will be asked about",
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
