"""From one day to another, and a year, as addresses say them."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from django import forms

from complaints.stats import span
from pcc.errors import RuleBroken

DATES = ["%Y-%m-%d", "%d/%m/%Y"]
UNREADABLE = "Write the date as 2024-03-31 or 31/3/2024."


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    since = forms.DateField(label="From", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    until = forms.DateField(label="To", input_formats=DATES, error_messages={"invalid": UNREADABLE})

    def add_prefix(self, field_name: str) -> str:
        """In addresses the period is from and to; ``from`` cannot be a name in Python."""
        return {"since": "from", "until": "to"}.get(field_name, field_name)


class YearForm(forms.Form):
    """A calendar year, or a financial one."""

    on: date

    year = forms.CharField(label="Year", max_length=7, help_text="2024, or 2024-25 for April to March.")

    @classmethod
    def asked(cls, query: Mapping[str, str], *, on: date) -> Self:
        """Last year, unless the address says otherwise. A year that has not begun by ``on`` is refused."""
        form = cls({"year": query.get("year", str(on.year - 1))})
        form.on = on
        return form

    def clean_year(self) -> str:
        year: str = self.cleaned_data["year"].strip()
        try:
            since, _ = span(year)
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if since.year < 1996:
            raise forms.ValidationError("The calendars of working days begin in 1995: give a later year.")
        if since > self.on:
            raise forms.ValidationError(f"{year} has not begun: give an earlier year.")
        return year
