"""What people type about the papers of a case, and the files they choose."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from casework.documents.kinds import ENDINGS_IN_WORDS
from casework.forms.fields import day_field, reason_field
from casework.models import Document


class Files(forms.ClearableFileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is looked at where it is taken in."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        if self.required and not any(files):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [file for file in files if file]


class AddDocumentsForm(forms.Form):
    files = FilesField(
        label="Files",
        error_messages={"required": "Choose at least one file."},
    )
    releasable = forms.BooleanField(
        label="These may go into a bundle for somebody outside the office",
        help_text="Leave it empty if you are not sure. It can be changed for each document.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.DOCUMENT_MAX_BYTES // 1024**2
        self.fields[
            "files"
        ].help_text = (
            f"Up to {settings.DATA_UPLOAD_MAX_NUMBER_FILES} at a time, each up to {most} MB: {ENDINGS_IN_WORDS}."
        )


class DescribeForm(forms.Form):
    title = forms.CharField(
        label="Title (optional)", help_text="What the document is, in a few words.", max_length=200, required=False
    )
    releasable = forms.BooleanField(label="May go into a bundle for somebody outside the office", required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        initial = {"title": document.title, "releasable": document.releasable}
        super().__init__(*args, **kwargs | {"initial": initial})


class QuarantineForm(forms.Form):
    reason = reason_field("Why it is put aside", "Say why the document is put into quarantine.", longest=300)


class ReleaseForm(forms.Form):
    reason = reason_field("Why it can be let out", "Say why the document is let out of quarantine.")


class EvidenceForm(forms.Form):
    """Evidence that stays where it is."""

    what = forms.CharField(
        label="What was seen",
        help_text="For example: body-worn video of the arrest, 21 minutes.",
        max_length=200,
        error_messages={"required": "Say what was seen."},
    )
    where = forms.CharField(
        label="Where it is kept",
        help_text="The force, system or room.",
        max_length=200,
        error_messages={"required": "Say where it is kept."},
    )
    reference = forms.CharField(label="Its reference there (optional)", max_length=100, required=False)
    seen_on = day_field("Day on which it was seen")
    note = forms.CharField(
        label="What it shows (optional)", max_length=5000, required=False, widget=forms.Textarea({"rows": 5})
    )
