"""A published table of several bodies, and what of it is compared."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.text import slugify

from pcc.errors import RuleBroken
from pcc.reporting.forms.periods import DATES, UNREADABLE
from pcc.reporting.importing.peers import sheet


class PeersForm(forms.Form):
    """Which rate is compared, and which of the bodies is ours."""

    measure = forms.ChoiceField(label="Rate")
    ours = forms.ChoiceField(label="Which is ours", required=False)

    @classmethod
    def asked(cls, query: Mapping[str, str], *, measures: Mapping[str, str], bodies: list[str], ours: str) -> Self:
        """The first rate of the table, and the body that is named like our force, unless the address says otherwise."""
        form = cls({"measure": next(iter(measures), ""), "ours": ours} | {name: query[name] for name in query})
        form.fields["measure"].choices = list(measures.items())
        form.fields["measure"].required = bool(measures)
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
