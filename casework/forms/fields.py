"""Fields that several forms have."""

from django import forms

from pcc.templatetags.components import DateParts

UNREADABLE = "Write the date as 27 11 2026."


def day_field(label: str, *, help_text: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=DateParts,
        error_messages={"required": f"{label}: give a date.", "invalid": f"{label}: {UNREADABLE}"},
    )


def reason_field(label: str, missing: str, *, longest: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": missing},
    )
