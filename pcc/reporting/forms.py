"""What a report is asked for, as typed values."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms

from complaints.choices import Handling

HANDLINGS = [
    ("all", "All complaints"),
    ("schedule-3", "All of Schedule 3"),
    *[(value.lower().replace("_", "-"), label) for value, label in Handling.choices],
]
BY = [
    ("all", "Nothing"),
    ("month", "Month"),
    ("year", "Calendar year"),
    ("fy", "Financial year"),
    ("handling", "Handling"),
    ("force", "Force"),
]
DATES = ["%Y-%m-%d", "%d/%m/%Y"]
UNREADABLE = "Write the date as 2024-03-31 or 31/3/2024."


class TimelinessForm(forms.Form):
    """The period, the way of handling, and what to break it down by. Anything else in the address is refused."""

    since = forms.DateField(label="Finalised from", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    until = forms.DateField(label="Finalised to", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    by = forms.ChoiceField(label="Break down by", choices=BY)
    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)

    def __init__(self, *args: Any, unknown: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown

    def add_prefix(self, field_name: str) -> str:
        """In addresses the period is from and to; ``from`` cannot be a name in Python."""
        return {"since": "from", "until": "to"}.get(field_name, field_name)

    @classmethod
    def asked(cls, query: Mapping[str, str], *, since: date | None = None, until: date | None = None) -> Self:
        """The form as an address asks for it, with defaults for what it leaves out.

        ``from`` and ``to`` are the names in addresses; a breakdown that is not asked for is none.
        """
        data = {"from": str(since or ""), "to": str(until or ""), "by": "all", "handling": "all"}
        data |= {name: query[name] for name in query}
        return cls(data, unknown=tuple(sorted(set(query) - {"from", "to", "by", "handling", "format"})))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.unknown:
            raise forms.ValidationError(f"There is no filter called {name}. Filters: from, to, by, handling.")
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "The period ends before it starts: give a later day.")
        return given


class HandlingForm(forms.Form):
    """Which way of handling a report is about."""

    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Self:
        """Schedule 3 unless the address says otherwise: quick and long ways of handling are not mixed unasked."""
        return cls({"handling": query.get("handling", "schedule-3")})


class WhyForm(forms.Form):
    """A year, the year to compare it with, and a mean that somebody has stated."""

    year = forms.IntegerField(label="Year", min_value=1995, max_value=2100)
    before = forms.IntegerField(label="Compared with", min_value=1995, max_value=2100)
    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)
    stated = forms.FloatField(
        label="A stated mean (optional)",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="For example, 145.8.",
    )

    @classmethod
    def asked(cls, query: Mapping[str, str], *, year: int) -> Self:
        """The form as an address asks for it: last year against the year before it, Schedule 3."""
        data = {"year": str(year), "handling": "schedule-3"}
        data |= {name: query[name] for name in query}
        return cls({"before": _year_before(data["year"]), **data})


def _year_before(year: str) -> str:
    return str(int(year) - 1) if year.isdecimal() and len(year) == 4 else ""
