"""The forms in which somebody says what the columns of an extract are, and what its codes mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from complaints.choices import DELIMITER_WORDS, Handling
from complaints.importing.looking import MOST_VALUES, Column, Look, in_example, order_of, suggested_handling
from complaints.importing.mapping import (
    ALLEGATION_FIELDS,
    CASE_FIELDS,
    CODED,
    DATES,
    DELIMITERS,
    ENCODINGS,
    LINK,
    LONGEST_VALUE,
    REQUIRED,
    YES_OR_NO,
    ColumnMap,
)
from complaints.rules import NAMES
from pcc.errors import RuleBroken

FIELD_NAMES = NAMES | {
    "category": "Category of the allegation",
    "decision": "Decision on the allegation",
    "decided_on": "Day of that decision",
    "action": "Action because of the allegation",
}
ZONES = ["Europe/London", "UTC"]
HOLD = "?"
"""Chosen for a code of which nobody knows yet what it means: its rows are held."""
LINKED = "The reference of its complaint"


class ReadingForm(forms.Form):
    """How the bytes of the file become columns; what is left open is detected."""

    encoding = forms.ChoiceField(
        label="Letters", required=False, choices=[("", "As detected"), *((name, name) for name in ENCODINGS)]
    )
    delimiter = forms.ChoiceField(
        label="Columns are divided by",
        required=False,
        choices=[("", "As detected"), *((mark, DELIMITER_WORDS[mark]) for mark in DELIMITERS)],
    )
    sheet = forms.ChoiceField(label="Sheet", required=False)

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if look.sheet:
            del self.fields["encoding"], self.fields["delimiter"]
            self.fields["sheet"].choices = [("", "As detected"), *((name, name) for name in look.sheets)]
        else:
            del self.fields["sheet"]


@dataclass(frozen=True)
class Card:
    """One column of the file with the two questions about it."""

    column: Column
    field: Any
    format: Any


class ColumnsForm(forms.Form):
    """What each column is. Dates are declared with the day or the month first, never guessed."""

    zone = forms.ChoiceField(
        label="In which time zone are dates with a time written?",
        help_text="It decides the day of a moment near midnight that states its own offset.",
        choices=[(name, name) for name in ZONES],
    )

    def __init__(self, *args: Any, looks: tuple[Look, Look | None], known: ColumnMap | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = looks
        self.known = known
        if known and known.zone.key not in ZONES:
            self.fields["zone"].choices = [(name, name) for name in [*ZONES, known.zone.key]]
        self.initial["zone"] = known.zone.key if known else ZONES[0]
        zone = self.fields.pop("zone")
        for part, column, name in self._columns():
            self.fields[name] = forms.ChoiceField(
                label=f"What is {column.header or 'this column'}?", required=False, choices=self._choices(part)
            )
            if column.dates:
                self.fields[f"format_{name}"] = forms.ChoiceField(
                    label="How are its dates written?",
                    required=False,
                    choices=[("", "Choose, if it is a date"), *_format_choices(column, self._known_formats(column))],
                )
        self.fields["zone"] = zone
        self._suggest()

    def _columns(self) -> Iterator[tuple[int, Column, str]]:
        for part, look in enumerate(self.looks):
            for place, column in enumerate(look.columns if look else ()):
                yield part, column, f"column_{part}_{place}"

    def _choices(self, part: int) -> list[Any]:
        out = [("", "Leave this column out")]
        case = ("The complaint", [(name, FIELD_NAMES[name]) for name in CASE_FIELDS])
        allegation = [(name, FIELD_NAMES[name]) for name in ALLEGATION_FIELDS]
        if part:
            return [*out, (LINK, LINKED), *allegation]
        return [*out, case] if self.looks[1] else [*out, case, ("The allegation in each row", allegation)]

    def _known_formats(self, column: Column) -> tuple[str, ...]:
        names = [name for name, header in self.known.headers.items() if header == column.header] if self.known else []
        return tuple(self.known.formats.get(names[0], ())) if names and self.known else ()

    def _suggest(self) -> None:
        """What a mapping says already; without one, what usually stands under such headers, each field once."""
        taken: set[tuple[int, str]] = set()
        for part, column, name in self._columns():
            chosen = self._said_before(part, column) if self.known else column.suggested
            allowed = {value for value, _ in _flat(self.fields[name].choices)}
            if chosen in allowed and (part, chosen) not in taken:
                self.initial[name] = chosen
                taken.add((part, chosen))
            if column.dates:
                self.initial[f"format_{name}"] = "\n".join(self._known_formats(column)) or column.clear_date

    def _said_before(self, part: int, column: Column) -> str:
        assert self.known is not None
        if part and column.header == self.known.link:
            return LINK
        fields = ALLEGATION_FIELDS if part else CASE_FIELDS if self.looks[1] else (*CASE_FIELDS, *ALLEGATION_FIELDS)
        return next((name for name in fields if self.known.headers.get(name) == column.header), "")

    def cards(self) -> list[list[Card]]:
        """The columns of each file, with their questions."""
        parts: list[list[Card]] = [[], []]
        for part, column, name in self._columns():
            asked = self[f"format_{name}"] if column.dates else None
            parts[part].append(Card(column, self[name], asked))
        return [cards for cards in parts if cards]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        headers: dict[str, str] = {}
        formats: dict[str, tuple[str, ...]] = {}
        link, ignored = "", set()
        for part, column, name in self._columns():
            chosen = given.get(name, "")
            if not chosen:
                ignored.add(column.header)
            elif part and chosen == LINK and not link:
                link = column.header
            elif chosen in headers:
                self.add_error(name, f"{column.header}: another column is {FIELD_NAMES[chosen]} already. Choose one.")
            else:
                headers[chosen] = column.header
                if chosen in DATES:
                    formats[chosen] = self._format(name, column, given)
        for missing in (name for name in REQUIRED if name not in headers):
            self.add_error(None, f"Say which column is {FIELD_NAMES[missing]}: every complaint needs it.")
        if self.looks[1] and not link:
            self.add_error(None, f"Say which column of the file of allegations is {LINKED.lower()}.")
        given["columns"] = ColumnMap(
            headers=headers,
            formats=formats,
            zone=ZoneInfo(given.get("zone") or ZONES[0]),
            values={
                name: codes for name, codes in (self.known.values if self.known else {}).items() if name in headers
            },
            ignored=frozenset(ignored - {"", link} - set(headers.values())),
            link=link,
            taken_on=self.known.taken_on if self.known else None,
        )
        return given

    def _format(self, name: str, column: Column, given: Mapping[str, Any]) -> tuple[str, ...]:
        if not column.dates:
            self.add_error(name, f"{column.header}: none of its cells could be read as a date, so it cannot be one.")
            return ()
        chosen = given.get(f"format_{name}", "")
        if not chosen:
            self.add_error(f"format_{name}", f"{column.header}: say how its dates are written.")
        return tuple(chosen.split("\n")) if chosen else ()


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _format_choices(column: Column, known: tuple[str, ...]) -> list[tuple[str, str]]:
    found = [
        (pattern, f"{in_example(pattern)}, {order_of(pattern)} (reads {read:,} of {column.filled:,})")
        for pattern, read in column.dates
    ]
    if known and "\n".join(known) not in dict(found):
        found.insert(0, ("\n".join(known), " or ".join(map(in_example, known))))
    return found


class ValuesForm(forms.Form):
    """What the codes of each coded column mean, and the name under which all that was said is kept."""

    def __init__(self, *args: Any, looks: tuple[Look, Look | None], columns: ColumnMap, name: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.coded: dict[str, tuple[Column, list[str]]] = {}
        for field in CODED:
            column = self._column(field, looks)
            if column is None:
                continue
            codes = sorted({*list(column.values)[:MOST_VALUES], *columns.values.get(field, {})})
            strict = field in ("handling", "young_person")
            if not strict and len(column.values) > MOST_VALUES:
                codes = []
            self.coded[field] = (column, codes)
            for place, code in enumerate(codes):
                self._ask(field, place, code, column.values.get(code, 0))
        self.fields["name"] = forms.CharField(
            label="Keep all this under the name",
            help_text="The next extract with these headers is read in the same way without asking.",
            max_length=80,
            initial=name,
            error_messages={"required": "Give it a name, so that it is found again."},
        )

    def _column(self, field: str, looks: tuple[Look, Look | None]) -> Column | None:
        header = self.columns.headers.get(field)
        look = looks[1] if field in ALLEGATION_FIELDS and looks[1] else looks[0]
        return look.named(header) if header and look else None

    def _ask(self, field: str, place: int, code: str, times: int) -> None:
        known = self.columns.values.get(field)
        label = f"{code or 'An empty cell'} ({times:,} {'row' if times == 1 else 'rows'})"
        if field == "handling":
            choices = [(way.value, way.label) for way in Handling if way != Handling.MIXED]
            initial = known.get(code, HOLD) if known is not None else suggested_handling(code) or HOLD
        elif field == "young_person":
            choices = [("yes", "Yes"), ("no", "No"), ("", "Not stated")]
            plain = {True: "yes", False: "no"}.get(YES_OR_NO.get(code.lower()), HOLD)
            initial = known.get(code, HOLD) if known is not None else plain
        else:
            self.fields[f"{field}_{place}"] = forms.CharField(
                label=label, required=False, max_length=LONGEST_VALUE, initial=(known or {}).get(code, code)
            )
            return
        self.fields[f"{field}_{place}"] = forms.ChoiceField(
            label=label, required=False, choices=[(HOLD, "Not known yet: hold these rows"), *choices], initial=initial
        )

    def groups(self) -> list[dict[str, Any]]:
        """The fields with the questions about their codes, those that must be answered first."""
        return [
            {
                "name": FIELD_NAMES[field],
                "header": column.header,
                "asked": [self[f"{field}_{place}"] for place in range(len(codes))],
                "strict": field in ("handling", "young_person"),
                "many": not codes and len(column.values) > MOST_VALUES,
            }
            for field, (column, codes) in self.coded.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        values: dict[str, dict[str, str]] = {}
        for field, (_, codes) in self.coded.items():
            meant = {code: given.get(f"{field}_{place}", "") for place, code in enumerate(codes)}
            if field in ("handling", "young_person"):
                values[field] = {code: word for code, word in meant.items() if word != HOLD}
            elif any(code != word for code, word in meant.items()) or field in self.columns.values:
                values[field] = meant
        given["columns"] = replace(self.columns, values=values)
        return given


def reading(columns: ColumnMap, form: ReadingForm) -> ColumnMap:
    """The columns read as the form declares. RuleBroken when it declares what cannot be."""
    if not form.is_valid():
        raise RuleBroken("The file cannot be read in this way: choose from the lists.")
    return replace(columns, **{name: form.cleaned_data[name] for name in form.fields})
