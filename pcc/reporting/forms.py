"""What a report, a calendar or a clock rule is asked for, as typed values."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms
from django.utils.text import slugify

from complaints.choices import Handling
from complaints.stats import MEASURES, Asked, Which, span
from pcc import exports
from pcc.clocks import LONGEST, Pause, Unit
from pcc.errors import RuleBroken
from pcc.models import CLOSED_DAYS, ENGLAND_AND_WALES, UNITED_KINGDOM, ClockRule, FileKind
from pcc.reporting.importing.letters import STANDARD
from pcc.reporting.importing.peers import sheet
from pcc.reporting.stats import known_forces
from pcc.reporting.workflow.past_letters import LARGEST_LIST, LARGEST_MAPPING
from pcc.templatetags.components import DateParts

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
DATES = ["%Y-%m-%d", "%d/%m/%Y"]
UNREADABLE = "Write the date as 2024-03-31 or 31/3/2024."


class WhichForm(forms.Form):
    """Which complaints a report is about, besides their handling. All of it stands in the address."""

    force = forms.ChoiceField(label="Force", required=False)
    area = forms.CharField(
        label="Area", required=False, max_length=120, help_text="As the force writes it, or not-stated for none."
    )
    category = forms.CharField(
        label="Allegation category", required=False, max_length=120, help_text="In the force's words, whole."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forces = known_forces()
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


WHICH = ("force", "area", "category")


class TimelinessForm(WhichForm):
    """The period, what is measured of which complaints, and what to break it down by. Nothing else is taken."""

    since = forms.DateField(label="From", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    until = forms.DateField(label="To", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    by = forms.ChoiceField(label="Break down by", choices=BY)
    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)
    measure = forms.ChoiceField(label="Measure", choices=MEASURED)
    basis = forms.ChoiceField(label="Complaints", choices=BASES)
    suspension = forms.ChoiceField(label="Suspended time", choices=SUSPENSIONS)
    field_order = ["since", "until", "by", "handling", "measure", "basis", "suspension", *WHICH]

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
        data = {"from": str(since or ""), "to": str(until or ""), **DEFAULTS}
        data["basis"] = default_basis(query.get("measure", "resolution"))
        data |= {name: query[name] for name in query}
        return cls(data, unknown=tuple(sorted(set(query) - {"from", "to", *DEFAULTS, "basis", *WHICH, "format"})))

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


class PeriodForm(forms.Form):
    """From one day to another, as addresses name them."""

    since = forms.DateField(label="From", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    until = forms.DateField(label="To", input_formats=DATES, error_messages={"invalid": UNREADABLE})

    def add_prefix(self, field_name: str) -> str:
        return {"since": "from", "until": "to"}.get(field_name, field_name)


class HandlingForm(WhichForm):
    """Which complaints a report is about."""

    handling = forms.ChoiceField(label="Handling", choices=HANDLINGS)
    field_order = ["handling", *WHICH]

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Self:
        """Schedule 3 unless the address says otherwise: quick and long ways of handling are not mixed unasked."""
        given = {name: query[name] for name in WHICH if name in query}
        return cls({"handling": query.get("handling", "schedule-3")} | given)


MONTHS = [("24", "2 years"), ("36", "3 years"), ("60", "5 years")]


class MonthsForm(HandlingForm):
    """What is looked at month by month, of which complaints, and how far back."""

    measure = forms.ChoiceField(label="What", choices=[(code, one.name) for code, one in MEASURES.items()])
    months = forms.ChoiceField(label="How far back", choices=MONTHS)
    field_order = ["measure", "handling", "months", *WHICH]

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Self:
        """The median of Schedule 3 over three years, unless the address says otherwise."""
        return cls(
            {"measure": "median", "handling": "schedule-3", "months": "36"} | {name: query[name] for name in query}
        )

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


class PeersForm(forms.Form):
    """Which rate is compared, and which of the bodies is ours."""

    measure = forms.ChoiceField(label="Rate")
    ours = forms.ChoiceField(label="Which is ours", required=False)

    @classmethod
    def asked(cls, query: Mapping[str, str], *, measures: Mapping[str, str], bodies: list[str], ours: str) -> Self:
        """The first rate of the table, and the body that is named like our force, unless the address says otherwise."""
        form = cls({"measure": next(iter(measures), ""), "ours": ours} | {name: query[name] for name in query})
        form.fields["measure"].choices = list(measures.items())
        form.fields["ours"].choices = [("", "None of them"), *[(body, body) for body in bodies]]
        return form


MEASURED_KINDS = [("", "Nothing"), ("rate", "A share: so many of so many"), ("mean", "A mean over so many cases")]
MEASURES_OF_A_TABLE = 3


class PeerTableForm(forms.Form):
    """A published table as it was copied, what it is, and what of it is compared."""

    table = forms.CharField(
        label="The table",
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Copied from a spreadsheet or a CSV file. The first row has the headings.",
    )
    title = forms.CharField(label="Title", max_length=200, help_text="As published, with its year.")
    publisher = forms.CharField(label="Who published it", max_length=120)
    since = forms.DateField(label="Of the period from", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    until = forms.DateField(label="To", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    source = forms.CharField(
        label="Source", max_length=1000, help_text="Where somebody finds it: document, table, page."
    )
    licence = forms.CharField(label="Licence", max_length=200, initial="Open Government Licence v3.0")
    caution = forms.CharField(
        label="Unit of time (optional)",
        required=False,
        max_length=1000,
        help_text="What the table says its days are. When it does not say working or calendar days, write that.",
    )
    body = forms.CharField(label="Heading of the column with the bodies", max_length=120)
    total = forms.CharField(
        label="Name of the row of totals (optional)", required=False, max_length=120, help_text="For example, TOTAL."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MEASURES_OF_A_TABLE + 1):
            for name, field in _measure_fields(number):
                self.fields[f"{name}_{number}"] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"kind_{number}") for number in range(1, MEASURES_OF_A_TABLE + 1)):
            self.add_error("kind_1", "Say what of the table is compared: a share or a mean.")
        for number in range(1, MEASURES_OF_A_TABLE + 1):
            if given.get(f"kind_{number}"):
                for name in ("label", "value", "n"):
                    if not given.get(f"{name}_{number}"):
                        self.add_error(f"{name}_{number}", "This is needed for what is compared.")
        if not self.errors:
            try:
                sheet(given["table"], self.about())
            except RuleBroken as fault:
                self.add_error("table", str(fault))
        return given

    def about(self) -> dict[str, Any]:
        """What the table is, as a description says it."""
        given = self.cleaned_data
        named = ("title", "publisher", "since", "until", "source", "licence", "caution", "body")
        measures = [
            {
                "code": slugify(given[f"label_{number}"])[:60],
                "label": given[f"label_{number}"],
                "kind": given[f"kind_{number}"],
                "n": given[f"n_{number}"],
                {"rate": "k", "mean": "mean"}[given[f"kind_{number}"]]: given[f"value_{number}"],
                "derived": given[f"derived_{number}"],
            }
            for number in range(1, MEASURES_OF_A_TABLE + 1)
            if given.get(f"kind_{number}")
        ]
        return {name: given[name] for name in named} | {"total": given["total"] or None, "measure": measures}


def _measure_fields(number: int) -> list[tuple[str, forms.Field]]:
    """The questions about one thing that a table measures; the first one has to be answered."""
    which = {1: "First", 2: "Second", 3: "Third"}[number]
    return [
        ("kind", forms.ChoiceField(label=f"{which} figure", choices=MEASURED_KINDS, required=False)),
        ("label", forms.CharField(label=f"{which} figure: what it is", required=False, max_length=120)),
        (
            "value",
            forms.CharField(
                label=f"{which} figure: heading of its column",
                required=False,
                max_length=120,
                help_text="The number that is the part, or the mean.",
            ),
        ),
        (
            "n",
            forms.CharField(
                label=f"{which} figure: heading of the column with the number of cases", required=False, max_length=120
            ),
        ),
        (
            "derived",
            forms.CharField(
                label=f"{which} figure: how it was worked out, if it is not printed in the source",
                required=False,
                max_length=500,
            ),
        ),
    ]


class YearForm(forms.Form):
    """A calendar year, or a financial one."""

    year = forms.CharField(label="Year", max_length=7, help_text="2024, or 2024-25 for April to March.")

    @classmethod
    def asked(cls, query: Mapping[str, str], *, on: date) -> Self:
        """Last year, unless the address says otherwise."""
        return cls({"year": query.get("year", str(on.year - 1))})

    def clean_year(self) -> str:
        year: str = self.cleaned_data["year"].strip()
        try:
            since, _ = span(year)
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not 1996 <= since.year <= 2100:
            raise forms.ValidationError("The calendars of working days begin in 1995: give a later year.")
        return year


class ProposalForm(forms.Form):
    """What a figure is published as."""

    title = forms.CharField(label="Title", max_length=200, help_text="What it is, of whom, and when.")
    note = forms.CharField(
        label="Note for readers (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What somebody should know beside the numbers. Name nobody.",
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RevisionForm(ReasonForm):
    """What a revision is called, and why there is one."""

    name = forms.CharField(label="Name of the revision", max_length=120, help_text="For example, Revised March 2027.")
    field_order = ["name", "reason"]


class SignForm(forms.Form):
    """The second person's word."""

    findings_accepted = forms.BooleanField(
        label="I have read what the disclosure check found, and weighed it", required=False
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
    def asked(cls, query: Mapping[str, str], *, year: int) -> Self:
        """The form as an address asks for it: last year against the year before it, Schedule 3."""
        data = {"year": str(year), "handling": "schedule-3"}
        data |= {name: query[name] for name in query}
        return cls({"before": _year_before(data["year"]), **data})


def _year_before(year: str) -> str:
    return str(int(year) - 1) if year.isdecimal() and len(year) == 4 else ""


CALENDARS = [
    (ENGLAND_AND_WALES, "England and Wales (counts for the United Kingdom too)"),
    (UNITED_KINGDOM, "Elsewhere in the United Kingdom only (freedom of information requests)"),
]


class HolidayForm(forms.Form):
    """A day that becomes a holiday. Asked for in the address, so that the preview can be looked at twice."""

    calendar = forms.ChoiceField(label="Where it is a holiday", choices=CALENDARS, widget=forms.RadioSelect)
    day = forms.DateField(
        label="Date",
        input_formats=DATES,
        error_messages={"required": "Give the date of the holiday.", "invalid": UNREADABLE},
        help_text="For example 31/3/2028.",
    )
    label = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the name of the holiday."})
    source = forms.CharField(
        label="Where it was announced",
        help_text="The proclamation or the page that says so.",
        max_length=200,
        error_messages={"required": "Say where the holiday was announced."},
    )


class ApplyForm(forms.Form):
    """The consent to what a preview showed. The token is that of the preview on the page, whatever was posted."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EndHolidayForm(ApplyForm):
    reason = forms.CharField(
        label="Why this is not a holiday",
        max_length=200,
        error_messages={"required": "Say why this is not a holiday."},
    )


class RuleForm(forms.Form):
    """The next version of a clock rule; ``version`` is the one it was filled from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name", max_length=120)
    text = forms.CharField(label="The rule in plain words", widget=forms.Textarea({"rows": 4}), max_length=2000)
    amount = forms.IntegerField(
        label="How many", min_value=1, max_value=LONGEST, widget=forms.NumberInput({"class": "govuk-input--width-4"})
    )
    unit = forms.ChoiceField(
        label="Of what", choices=[(unit.value, unit.value.replace("_", " ").capitalize()) for unit in Unit]
    )
    starts = forms.CharField(
        label="The date that starts it", help_text="As words: date the application was received.", max_length=120
    )
    counts_start_day = forms.BooleanField(label="The start date is day 1", required=False)
    on_closed_start_day = forms.ChoiceField(label="When the start is not a working day", choices=CLOSED_DAYS)
    on_closed_last_day = forms.ChoiceField(label="When the last day is not a working day", choices=CLOSED_DAYS)
    source = forms.CharField(label="Legal reference or standard", max_length=300)
    verified = forms.BooleanField(
        label="I have read the source and found this time limit there",
        required=False,
    )
    in_force_from = forms.DateField(label="In force from (optional)", required=False, widget=DateParts)
    in_force_to = forms.DateField(label="In force to (optional)", required=False, widget=DateParts)
    reason = forms.CharField(
        label="Why it changes",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say why the rule changes."},
    )

    def __init__(self, *args: Any, rule: ClockRule, **kwargs: Any) -> None:
        given = {name: getattr(rule, name) for name in self.base_fields if hasattr(rule, name)}
        super().__init__(*args, **kwargs | {"initial": given | {"verified": False}})


def _bench_day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DATES,
        help_text=help_text,
        widget=forms.DateInput({"class": "govuk-input--width-10"}),
        error_messages={"required": "Give the start date.", "invalid": UNREADABLE},
    )


PAUSES = 3


class BenchForm(forms.Form):
    """A rule and dates to try it with. Nothing is kept."""

    rule = forms.ChoiceField(label="Time limit")
    start = _bench_day("Start date", required=True, help_text="For example 27/11/2026.")
    occurrence = forms.IntegerField(
        label="Period",
        help_text="1, or a later one of a rule that repeats.",
        min_value=1,
        max_value=200,
        required=False,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    met = _bench_day("Done on (optional)")
    as_at = _bench_day("As at (optional)", help_text="Today when left empty.")
    pause_1_from = _bench_day("First pause from (optional)", help_text="The days after it are left out.")
    pause_1_to = _bench_day("First pause to", help_text="The last day left out. Empty: still paused.")
    pause_2_from = _bench_day("Second pause from (optional)")
    pause_2_to = _bench_day("Second pause to")
    pause_3_from = _bench_day("Third pause from (optional)")
    pause_3_to = _bench_day("Third pause to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule.code, rule.name) for rule in ClockRule.objects.newest()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["pauses"] = []
        for number in range(1, PAUSES + 1):
            start, end = given.get(f"pause_{number}_from"), given.get(f"pause_{number}_to")
            if start is not None:
                given["pauses"].append(Pause(start=start, end=end, reason=f"pause {number}"))
            elif end is not None:
                self.add_error(f"pause_{number}_from", "Give the day on which this pause begins.")
        return given


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


LETTERS_BY = {
    "all": "Nothing",
    "month": "Month",
    "quarter": "Quarter",
    "year": "Calendar year",
    "fy": "Financial year",
    "theme": "Theme",
    "channel": "How it came",
    "area": "Area",
    "waiting": "Whose turn it is",
}


class LettersForm(forms.Form):
    """A period of receipt, and what to break the figures of correspondence down by. Nothing else is taken."""

    since = forms.DateField(label="From", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    until = forms.DateField(label="To", input_formats=DATES, error_messages={"invalid": UNREADABLE})
    by = forms.ChoiceField(label="Break down by", choices=list(LETTERS_BY.items()), required=False)

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

    def add_prefix(self, field_name: str) -> str:
        return {"since": "from", "until": "to"}.get(field_name, field_name)

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
