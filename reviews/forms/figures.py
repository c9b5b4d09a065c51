"""Which figures of reviews somebody asks for."""

from typing import Any

from django import forms

from pcc.filters import SpokenField
from reviews import stats
from reviews.stats.themes import theme_asked, theme_choices

NAMES = {"since": "from", "until": "to"}
BY = {
    "all": "Nothing",
    "year": "Year",
    "fy": "Financial year",
    "quarter": "Quarter",
    "month": "Month",
    "theme": "Theme",
    "handling": "Handling",
}
HANDLING = {
    "all": "Any handling",
    "otherwise": "Otherwise than by investigation",
    "local": "Local investigation",
    "not-stated": "Not stated",
}


CHOICES = {"by": BY, "handling": HANDLING}


class FiguresForm(forms.Form):
    """A period, how it is broken down, one way of handling, one theme. Addresses name them from, to, by and so on."""

    since = forms.DateField(label="From", input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    until = forms.DateField(label="To", input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    by = forms.ChoiceField(
        label="Broken down by", required=False, choices=[(code, BY[code]) for code in stats.GROUPINGS]
    )
    handling = forms.ChoiceField(
        label="Handling", required=False, choices=[(code, HANDLING[code]) for code in stats.HANDLINGS]
    )
    theme = SpokenField(label="Theme", required=False, choices=theme_choices, read=theme_asked, empty_label="Any theme")

    def add_prefix(self, field_name: str) -> str:
        return NAMES.get(field_name, field_name)

    @property
    def in_words(self) -> str:
        """What a form that is valid asks for: its period and its choices."""
        given = self.cleaned_data
        period = f"{given['since']:%-d %B %Y} to {given['until']:%-d %B %Y}"
        chosen = (f"{self.fields[name].label}: {of[given[name]]}".lower() for name, of in CHOICES.items())
        return "; ".join((period, *chosen))

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "all"

    def clean_handling(self) -> str:
        return self.cleaned_data["handling"] or "all"

    def clean_theme(self) -> str:
        return self.cleaned_data["theme"] or stats.ALL

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        known = [self.add_prefix(name) for name in self.fields]
        for name in sorted(set(self.data) - set(known)):
            raise forms.ValidationError(f"There is no filter called {name}. Filters: {', '.join(known)}.")
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "The period ends before it starts: give the earlier day first.")
        return given
