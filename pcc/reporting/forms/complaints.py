"""Which complaints a report on them is about, and what it shows of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms

from complaints.choices import Handling
from complaints.stats import MEASURES, Asked, Which, left_out_of
from pcc.errors import RuleBroken
from pcc.reporting.forms.periods import DATES, PeriodForm
from pcc.reporting.stats import KnownForce, known_forces

HANDLINGS = [
    ("all", "All complaints"),
    ("schedule-3", "All of Schedule 3"),
    *[(value.lower().replace("_", "-"), label) for value, label in Handling.choices],
]
BY = [
    ("all", "Nothing"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Calendar year"),
    ("fy", "Financial year"),
    ("handling", "Handling"),
    ("category", "Category"),
    ("area", "Area"),
    ("force", "Force"),
]
MEASURED = [
    ("resolution", "Resolution time"),
    ("log", "Time to log"),
    ("contact", "Time to first contact"),
    ("notice", "Time to the 12-month notice"),
    ("open", "Age of open complaints"),
]
BASES = [("finalised", "Ended in the period"), ("received", "Received in the period")]
SUSPENSIONS = [("with", "Counted in"), ("without", "Left out")]


class WhichForm(forms.Form):
    """Which complaints a report is about, besides their handling. All of it stands in the address.

    ``forces`` are ``known_forces()``, where the page has asked for them already.
    """

    force = forms.ChoiceField(label="Force", required=False)
    area = forms.CharField(
        label="Area", required=False, max_length=120, help_text="As the force writes it, or not-stated for none."
    )
    category = forms.CharField(
        label="Allegation category", required=False, max_length=120, help_text="In the force's words, whole."
    )

    def __init__(self, *args: Any, forces: Mapping[int, KnownForce] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forces = known_forces() if forces is None else forces
        known = [(force.code, force.name) for force in self.forces.values()]
        self.fields["force"].choices = [("", "All forces"), *known]
        if len(known) < 2:
            self.fields["force"].widget = forms.HiddenInput()

    @property
    def which(self) -> Which:
        """The complaints of a form that is valid."""
        return Which(**{name: self.cleaned_data[name] for name in WHICH})

    @property
    def population(self) -> str:
        """The complaints of a form that is valid, in words."""
        handling = dict(self.fields["handling"].choices)[self.cleaned_data["handling"]]
        return "; ".join(part for part in (handling, self.which.in_words) if part)

    @property
    def left_out(self) -> str:
        """What no figure of the forces of a valid form counts, and how many, in words."""
        own = [force for force in self.forces.values() if self.cleaned_data["force"] in ("", force.code)]
        told = (f"{item.count:,} {item.reason[0].lower()}{item.reason[1:]}" for item in left_out_of(own))
        return f"Left out: {'; '.join(told)}."


WHICH = ("force", "area", "category")


class TimelinessForm(PeriodForm, WhichForm):
    """The period, what is measured of which complaints, and what to break it down by. Nothing else is taken."""

    by = forms.ChoiceField(label="Break down by", choices=BY)
    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)
    measure = forms.ChoiceField(label="Measure", choices=MEASURED)
    basis = forms.ChoiceField(label="Complaints", choices=BASES)
    suspension = forms.ChoiceField(label="Suspended time", choices=SUSPENSIONS)
    field_order = ["since", "until", "by", "handling", "measure", "basis", "suspension", *WHICH]

    def __init__(self, *args: Any, unknown: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown

    @classmethod
    def asked(
        cls, query: Mapping[str, str], *, since: date | None = None, until: date | None = None, **given: Any
    ) -> Self:
        """The form as an address asks for it, with defaults for what it leaves out.

        ``from`` and ``to`` are the names in addresses; a breakdown that is not asked for is none.
        """
        data = {"from": str(since or ""), "to": str(until or ""), **DEFAULTS}
        data["basis"] = default_basis(query.get("measure", "resolution"))
        data |= {name: query[name] for name in query}
        unknown = tuple(sorted(set(query) - {"from", "to", *DEFAULTS, "basis", *WHICH, "format"}))
        return cls(data, unknown=unknown, **given)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.unknown:
            known = ", ".join(("from", "to", *DEFAULTS, "basis", *WHICH))
            raise forms.ValidationError(f"There is no filter called {name}. Filters: {known}.")
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "The period ends before it starts: give a later day.")
        elif not self.errors:
            try:
                given["asked"] = Asked(**{name: given[name] for name in ("since", "until", *DEFAULTS, "basis", *WHICH)})
            except RuleBroken as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return given


DEFAULTS = {"by": "all", "handling": "all", "measure": "resolution", "suspension": "with"}


def default_basis(measure: str) -> str:
    """Complaints are counted where they ended, as nationally; open ones, which have not, where they were received."""
    return "received" if measure == "open" else "finalised"


class HandlingForm(WhichForm):
    """Which complaints a report is about."""

    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)
    field_order = ["handling", *WHICH]

    @classmethod
    def asked(cls, query: Mapping[str, str], **given: Any) -> Self:
        """Schedule 3 unless the address says otherwise: quick and long ways of handling are not mixed unasked."""
        which = {name: query[name] for name in WHICH if name in query}
        return cls({"handling": query.get("handling", "schedule-3")} | which, **given)


class CurveForm(HandlingForm):
    """Which complaints, how the share of them finished by age is counted, and by what time in and out are told."""

    cohort = forms.ChoiceField(
        label="Of 12 months", choices=[("received", "Those received"), ("experienced", "All under way")]
    )
    suspended = forms.ChoiceField(
        label="Complaints once suspended", choices=[("with", "On the curve"), ("without", "Not on the curve")]
    )
    unit = forms.ChoiceField(
        label="Days of the curve", choices=[("working", "Working days"), ("calendar", "Calendar days")]
    )
    each = forms.ChoiceField(label="In and out by", choices=[("month", "Month"), ("week", "Week")])
    field_order = ["handling", *WHICH, "cohort", "suspended", "unit", "each"]

    @classmethod
    def asked(cls, query: Mapping[str, str], **given: Any) -> Self:
        """Schedule 3 unless the address says otherwise: quick and long ways of handling are not mixed unasked."""
        which = {name: query[name] for name in WHICH if name in query}
        return cls(CURVE | {name: query[name] for name in CURVE if name in query} | which, **given)


CURVE = {"handling": "schedule-3", "cohort": "received", "suspended": "with", "unit": "working", "each": "month"}
"""What the page shows when nothing is asked."""

MONTHS = [("24", "2 years"), ("36", "3 years"), ("60", "5 years")]


class MonthsForm(HandlingForm):
    """What is looked at month by month, of which complaints, and how far back."""

    measure = forms.ChoiceField(label="What", choices=[(code, one.name) for code, one in MEASURES.items()])
    months = forms.ChoiceField(label="How far back", choices=MONTHS)
    field_order = ["measure", "handling", "months", *WHICH]

    @classmethod
    def asked(cls, query: Mapping[str, str], **given: Any) -> Self:
        """The median of Schedule 3 over three years, unless the address says otherwise."""
        data = {"measure": "median", "handling": "schedule-3", "months": "36"}
        return cls(data | {name: query[name] for name in query}, **given)

    @staticmethod
    def that_holds(since: date, until: date) -> str:
        """How far back to look for all months of a period; as far as can be where none is far enough."""
        count = (until.year - since.year) * 12 + until.month - since.month + 1
        return next((months for months, _ in MONTHS if int(months) >= count), MONTHS[-1][0])


class WhatIfForm(forms.Form):
    """A week that somebody assumes: how many go out and how many come in."""

    finalised = forms.IntegerField(label="Finalised a week", min_value=0, max_value=100_000)
    received = forms.IntegerField(label="Received a week", min_value=0, max_value=100_000)


class RebaseForm(forms.Form):
    """Why limits are worked out anew, and from which month on."""

    month = forms.DateField(widget=forms.HiddenInput, input_formats=DATES)
    reason = forms.CharField(
        label="What changed, and why it will last",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=(
            "A big and lasting change of known cause that nobody plans to undo. "
            "It stands under the chart, with your name."
        ),
    )


class WhyForm(WhichForm):
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
    field_order = ["year", "before", "handling", "stated", *WHICH]

    @classmethod
    def asked(cls, query: Mapping[str, str], *, year: int, **given: Any) -> Self:
        """The form as an address asks for it: last year against the year before it, Schedule 3."""
        data = {"year": str(year), "handling": "schedule-3"}
        data |= {name: query[name] for name in query}
        return cls({"before": _year_before(data["year"]), **data}, **given)


def _year_before(year: str) -> str:
    return str(int(year) - 1) if year.isdecimal() and len(year) == 4 else ""
