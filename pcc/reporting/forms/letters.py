"""Figures of correspondence, and a list of past correspondence."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms

from pcc.reporting.forms.periods import PeriodForm
from pcc.reporting.importing.letters import STANDARD
from pcc.reporting.workflow.past_letters import LARGEST_LIST, LARGEST_MAPPING

BY = [
    ("all", "Nothing"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Calendar year"),
    ("fy", "Financial year"),
    ("theme", "Theme"),
    ("channel", "How it came"),
    ("area", "Area"),
    ("waiting", "Whose turn it is"),
]


class LettersForm(PeriodForm):
    """A period of receipt, and what to break the figures of correspondence down by. Nothing else is taken."""

    by = forms.ChoiceField(label="Break down by", choices=BY, required=False)

    def __init__(self, *args: Any, unknown: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown

    @classmethod
    def asked(cls, query: Mapping[str, str], *, on: date) -> Self:
        """This financial year so far by month, unless the address says otherwise."""
        first = date(on.year - (on.month < 4), 4, 1)
        given = {name: query[name] for name in query} or {
            "from": first.isoformat(),
            "to": on.isoformat(),
            "by": "month",
        }
        return cls(given, unknown=tuple(sorted(set(given) - {"from", "to", "by"})))

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "all"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.unknown:
            self.add_error(None, f"These figures know no {self.unknown[0]}. They know: from, to, by.")
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "The period ends before it starts: give the earlier day first.")
        return given


class PastListForm(forms.Form):
    """A list of past correspondence, and what its columns mean."""

    file = forms.FileField(
        label="The list",
        help_text="A CSV, XLSX or ODS file with one row a matter.",
        error_messages={"required": "Choose the file with the list.", "empty": "The file is empty."},
    )
    mapping = forms.CharField(
        label="What its columns mean",
        help_text="The standard mapping knows our own headings: change the words in quotes to those of your list.",
        initial=STANDARD,
        max_length=LARGEST_MAPPING,
        widget=forms.Textarea({"rows": 20, "spellcheck": "false"}),
        error_messages={"required": "Say what the columns mean."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_LIST // 1024 // 1024} MB: bring it in year by year."
            )
        return file
