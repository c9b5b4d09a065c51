"""A list taken away as a file, and a list kept as a view."""

from django import forms

from pcc import exports
from pcc.models import FileKind

LONGEST_REASON = 300


class ExportForm(forms.Form):
    """Which kind of file, and what it is for."""

    file_kind = forms.ChoiceField(
        label="Kind of file", choices=exports.BOOK_KINDS, initial=FileKind.XLSX, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="What is it for?",
        max_length=LONGEST_REASON,
        help_text="Kept in the audit log with your name.",
        error_messages={"required": "Say what the file is for."},
    )


class ViewForm(forms.Form):
    """A name for a list as it is narrowed and sorted, and whether others see it."""

    name = forms.CharField(
        label="Name of the view", max_length=60, error_messages={"required": "Give the view a name."}
    )
    shared = forms.BooleanField(
        label="Share it with the office",
        required=False,
        help_text="Everybody who reads this list sees the view. What each of them may see in it does not change.",
    )
