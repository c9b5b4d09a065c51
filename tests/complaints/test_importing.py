"""Extracts, sound and faulty, through the check and the load, on the database."""

import csv
import io
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from complaints.choices import Fate, Handling, ImportState
from complaints.models import Allegation, ChangedMonth, Complaint, Correction, ImportBatch
from complaints.views.held import in_lines
from complaints.workflow import extracts, records
from complaints.workflow.undoing import undo
from pcc import jobs
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import AuditEvent, Force, Job
from pcc.roles import Role
from tests.factories import a_correction, a_force, a_user

ROOT = Path(__file__).parents[2]
DETROIT = ROOT / "tests" / "data" / "detroit_police_complaints_2016_2019.csv"
DETROIT_MAPPING = ROOT / "docs" / "examples" / "detroit.toml"
TAKEN_ON = date(2024, 12, 31)

MAPPING = """
[columns]
reference = "Ref"
received_on = "Received"
finalised_on = "Closed"
handling = "Route"
area = "Area"
suspended_days = "Suspended"
young_person = "Under 18"

[allegation]
category = "Category"
decision = "Decision"

[dates]
format = "%d/%m/%Y"
time_zone = "Europe/London"

[values.handling]
"OTBI" = "OTHERWISE"
"Inv" = "LOCAL"

[ignored]
columns = ["Note"]
"""
HEADER = "Ref,Received,Closed,Route,Area,Suspended,Under 18,Category,Decision,Note"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def check(
    content: str | bytes, *, force: Force, mapping: str = MAPPING, taken_on: date | None = TAKEN_ON
) -> ImportBatch:
    kept = extracts.keep_mapping("test", text=mapping, by=None, at=timezone.now())
    raw = content.encode() if isinstance(content, str) else content
    batch = extracts.receive_extract(
        io.BytesIO(raw), name="extract.csv", force=force, mapping=kept, taken_on=taken_on, by=None, at=timezone.now()
    )
    assert jobs.run(batch.job_id) == "DONE"
    return ImportBatch.objects.get(pk=batch.pk)


def bring_in(
    content: str | bytes, *, force: Force, mapping: str = MAPPING, taken_on: date | None = TAKEN_ON
) -> ImportBatch:
    batch = check(content, force=force, mapping=mapping, taken_on=taken_on)
    batch = extracts.load(batch, by=None)
    assert jobs.run(batch.job_id) == "DONE"
    return ImportBatch.objects.get(pk=batch.pk)


def extract(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def account(batch: ImportBatch) -> dict[str, int]:
    """Every count that is not nought."""
    names = ("read", "loaded", "held", "duplicates", "skipped", "warnings")
    cases = ("cases_read", "cases_new", "cases_changed", "cases_same", "cases_held", "cases_vanished")
    return {name: getattr(batch, name) for name in (*names, *cases) if getattr(batch, name)}


def told(batch: ImportBatch) -> list[tuple[int, str, str, str]]:
    rows = batch.rows.order_by("number", "column", "pk")
    return [(row.number, row.column, row.value, row.reason) for row in rows]


def history_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM complaints_complaintevent)"
            " + (SELECT count(*) FROM complaints_allegationevent)"
        )
        return cursor.fetchone()[0]


# The real extract, checked against plain Python over the raw file.


@pytest.fixture(scope="module")
def raw() -> dict[str, list[dict[str, str]]]:
    """Detroit's rows by case."""
    cases = defaultdict(list)
    with DETROIT.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            cases[row["BPC"]].append(row)
    return cases


def day(text: str) -> date:
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S+00").date()  # noqa: DTZ007 - as written


def why_unusable(rows: list[dict[str, str]]) -> str:
    if len({(row["Report_Date"], row["Closed"]) for row in rows}) > 1:
        return "rows disagree"
    received, closed = day(rows[0]["Report_Date"]), day(rows[0]["Closed"])
    if closed < received:
        return "closed before received"
    return "closed in the future" if closed > date(2020, 5, 31) else ""


def bring_detroit_in(
    content: bytes | None = None, taken_on: date | None = None, force: Force | None = None
) -> ImportBatch:
    force = force or Force.objects.filter(code="detroit").first() or a_force(code="detroit")
    return bring_in(
        content or DETROIT.read_bytes(), force=force, mapping=DETROIT_MAPPING.read_text(), taken_on=taken_on
    )


def test_the_real_extract_is_brought_in_with_each_row_accounted_for(db, raw):
    unusable = {reference: why for reference, rows in raw.items() if (why := why_unusable(rows))}
    rows_held = sum(len(raw[reference]) for reference in unusable)
    assert Counter(unusable.values()) == {"closed before received": 74, "rows disagree": 2, "closed in the future": 1}

    batch = bring_detroit_in()

    fields = ("Entry", "Unit", "Administrative_Closure")
    spelt = {
        "Outside Agency": "Outside agency",
        "Outside agendy": "Outside agency",
        "Telephone(or TDD)": "Telephone",
        "Telephone (or TDD)": "Telephone",
    }
    mixed = sum(
        len({spelt.get(row[field].strip(), row[field].strip()) for row in rows}) > 1
        for reference, rows in raw.items()
        if reference not in unusable
        for field in fields
    )
    assert account(batch) == {
        "read": 19_735,
        "loaded": 19_735 - rows_held,
        "held": rows_held,
        "warnings": mixed,
        "cases_read": 4_482,
        "cases_new": 4_405,
        "cases_held": 77,
    }
    assert set(batch.rows.held().values_list("reference", flat=True)) == set(unusable)
    assert {entry["problem"]: entry["cases"] for entry in batch.rows.held().by_problem()} == {
        "OUT_OF_ORDER": 74,
        "ROWS_DISAGREE": 2,
        "LATE_DATE": 1,
    }


def test_what_is_loaded_is_what_the_file_says(db, raw):
    bring_detroit_in()
    usable = {reference: rows for reference, rows in raw.items() if not why_unusable(rows)}

    loaded = {
        each.reference: (each.received_on, each.finalised_on, each.categories, each.allegation_count)
        for each in Complaint.objects.all()
    }

    assert loaded == {
        reference: (
            day(rows[0]["Report_Date"]),
            day(rows[0]["Closed"]),
            sorted({row["Allegation"].capitalize() for row in rows}),
            len(rows),
        )
        for reference, rows in usable.items()
    }
    findings = Counter(row["Finding"] for rows in usable.values() for row in rows)
    assert Counter(Allegation.objects.values_list("decision", flat=True)) == findings
    assert Complaint.objects.filter(area="mixed").count() == sum(
        len({row["Unit"].strip() for row in rows}) > 1 for rows in usable.values()
    )


def test_the_same_file_again_changes_nothing_and_says_so(db):
    first = bring_detroit_in()
    versions = dict(Complaint.objects.values_list("reference", "version"))
    months = ChangedMonth.objects.count()

    second = bring_detroit_in()

    assert second.same_as == first
    assert second.is_in_already
    assert (second.read, second.loaded, second.held, second.cases_same) == (19_735, 19_432, 303, 4_405)
    assert dict(Complaint.objects.values_list("reference", "version")) == versions
    assert (history_rows(), ChangedMonth.objects.count()) == (0, months)


def test_a_newer_extract_with_three_changed_cells_changes_just_those(db):
    bring_detroit_in()
    lines = DETROIT.read_bytes().split(b"\n")
    assert lines[1].startswith(b"16-1,") and lines[2].startswith(b"16-2,") and lines[9].startswith(b"16-4,")
    lines[1] = lines[1].replace(b"2016/01/25", b"2016/02/25")
    lines[2] = lines[2].replace(b"Procedure", b"Force")
    lines[9] = lines[9].replace(b"UNKNOWN COMMAND", b"6TH PRECINCT")
    ChangedMonth.objects.all().delete()

    batch = bring_detroit_in(b"\n".join(lines), taken_on=date(2020, 6, 30))

    assert (batch.cases_new, batch.cases_changed, batch.cases_same, batch.cases_vanished) == (0, 3, 4_402, 0)
    changed = Complaint.objects.exclude(version=1).order_by("reference")
    assert list(changed.values_list("reference", "version", "finalised_on", "area")) == [
        ("16-1", 2, date(2016, 2, 25), "UNKNOWN COMMAND"),
        ("16-2", 2, date(2016, 1, 21), "11TH PRECINCT"),
        ("16-4", 2, date(2016, 1, 21), "6TH PRECINCT"),
    ]
    assert list(changed[1].allegations.order_by("number").values_list("number", "category")) == [
        (1, "Procedure"),
        (2, "Force"),
    ]
    assert history_rows() == 3 + 1
    assert set(ChangedMonth.objects.values_list("month", flat=True)) == {
        date(2016, 1, 1),
        date(2016, 2, 1),
        None,
    }


# Sound extracts.


def test_a_case_with_two_allegations_is_one_complaint(db):
    force = a_force()
    batch = bring_in(
        extract(
            "CO/1/24,01/03/2024,02/04/2024,OTBI,North,3,yes,A,Acceptable,x",
            "CO/1/24,01/03/2024,02/04/2024,OTBI,North,3,yes,B,,y",
            'CO/2/24 , 05/03/2024 ,,,"=HYPERLINK(""x"")",,,,,',
        ),
        force=force,
    )

    assert account(batch) == {"read": 3, "loaded": 3, "cases_read": 2, "cases_new": 2}
    first, second = Complaint.objects.order_by("reference")
    assert (first.reference, first.reference_key, first.received_on, first.finalised_on) == (
        "CO/1/24",
        "CO124",
        date(2024, 3, 1),
        date(2024, 4, 2),
    )
    assert (first.handling, first.area, first.suspended_days, first.young_person) == (
        Handling.OTHERWISE,
        "North",
        3,
        True,
    )
    assert (first.categories, first.allegation_count, first.first_batch, first.last_batch) == (
        ["A", "B"],
        2,
        batch,
        batch,
    )
    assert list(first.allegations.order_by("number").values_list("number", "category", "decision")) == [
        (1, "A", "Acceptable"),
        (2, "B", ""),
    ]
    assert (second.reference, second.area, second.handling) == ("CO/2/24", '=HYPERLINK("x")', Handling.NOT_STATED)
    assert (second.young_person, second.finalised_on, second.allegation_count) == (None, None, 0)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + extract("CO/1,01/03/2024,,,Città,,,,,"),
        extract("CO/1,01/03/2024,,,Città,,,,,").replace("\n", "\r\n"),
        extract("CO/1,01/03/2024,,,Città,,,,,").replace("\n", "\r"),
        extract("CO/1,01/03/2024,,,Città,,,,,").replace(",", ";"),
        extract("CO/1,01/03/2024,,,Città,,,,,").replace(",", "\t"),
        extract("CO/1,01/03/2024,,,Città,,,,,").replace(",", "|"),
        extract("CO/1,01/03/2024,,,Città,,,,,").rstrip("\n"),
        extract("CO/1,01/03/2024,,,Città,,,,,").encode("windows-1252"),
        extract("CO/1,01/03/2024,,,Città,,,,,").encode("utf-16"),
        "Note,Decision,Category,Under 18,Suspended,Area,Route,Closed,Received,Ref\n,,,,,Città,,,01/03/2024,CO/1\n",
    ],
)
def test_the_same_case_is_read_from_any_dress_of_the_file(db, content):
    batch = bring_in(content, force=a_force())

    assert account(batch) == {"read": 1, "loaded": 1, "cases_read": 1, "cases_new": 1}
    assert list(Complaint.objects.values_list("reference", "received_on", "area")) == [
        ("CO/1", date(2024, 3, 1), "Città")
    ]


def test_rows_that_differ_on_a_describing_field_load_as_mixed_with_a_warning(db):
    batch = bring_in(
        extract("CO/1,01/03/2024,,OTBI,North,,yes,,,", "CO/1,01/03/2024,,Inv,South,,no,,,"), force=a_force()
    )

    assert account(batch) == {"read": 2, "loaded": 2, "warnings": 3, "cases_read": 1, "cases_new": 1}
    assert list(Complaint.objects.values_list("area", "handling", "young_person")) == [("mixed", Handling.MIXED, None)]
    assert told(batch) == [
        (2, "Area", "North and South", "The rows of this case differ here, so it is loaded as mixed."),
        (2, "Route", "LOCAL and OTHERWISE", "The rows of this case differ here, so it is loaded as mixed."),
        (2, "Under 18", "false and true", "The rows of this case differ here, so it is left unstated."),
    ]


def test_a_field_that_the_mapping_does_not_name_is_left_as_it_is(db):
    force = a_force()
    bring_in(extract("CO/1,01/03/2024,,OTBI,North,4,yes,A,,"), force=force)
    narrow = '[columns]\nreference="Ref"\nreceived_on="Received"\n[dates]\nformat="%d/%m/%Y"\ntime_zone="UTC"\n'

    batch = bring_in("Ref,Received\nCO/1,02/03/2024\n", force=force, mapping=narrow)

    assert account(batch) == {"read": 1, "loaded": 1, "cases_read": 1, "cases_changed": 1}
    complaint = Complaint.objects.get()
    assert (complaint.received_on, complaint.area, complaint.suspended_days, complaint.categories) == (
        date(2024, 3, 2),
        "North",
        4,
        ["A"],
    )
    assert complaint.allegations.count() == 1


# Newer and older extracts.


def test_rows_in_another_order_are_no_change(db):
    force = a_force()
    rows = ["CO/1,01/03/2024,,,,,,A,x,", "CO/1,01/03/2024,,,,,,B,y,", "CO/2,01/03/2024,,,,,,A,x,"]
    bring_in(extract(*rows), force=force)

    batch = bring_in(extract(*reversed(rows)), force=force)

    assert account(batch) == {"read": 3, "loaded": 3, "cases_read": 2, "cases_same": 2}
    assert history_rows() == 0


@pytest.mark.parametrize(
    ("before", "after", "numbers", "history"),
    [
        (["A", "B"], ["A", "C"], [(1, "A"), (2, "C")], 1),
        (["A", "B"], ["B"], [(2, "B")], 1),
        (["A"], ["A", "A", "B"], [(1, "A"), (2, "A"), (3, "B")], 0),
        (["A", "A", "B"], ["C"], [(1, "C")], 3),
        (["A"], [""], [], 1),
        ([""], ["A"], [(1, "A")], 0),
    ],
)
def test_only_allegations_that_differ_are_written(db, before, after, numbers, history):
    force = a_force()
    bring_in(extract(*(f"CO/1,01/03/2024,,,,,,{each},,{n}" for n, each in enumerate(before))), force=force)

    bring_in(extract(*(f"CO/1,01/03/2024,,,,,,{each},,{n}" for n, each in enumerate(after))), force=force)

    complaint = Complaint.objects.get()
    assert sorted(complaint.allegations.values_list("number", "category")) == numbers
    assert (complaint.version, complaint.allegation_count) == (2, len(numbers))
    assert complaint.categories == sorted({category for _, category in numbers})
    assert history_rows() == 1 + history


def test_a_complaint_that_a_newer_extract_lost_has_vanished_until_it_comes_back(db):
    force = a_force()
    both = extract("CO/1,01/03/2024,,,,,,,,", "CO/2,01/03/2024,02/03/2024,,,,,,,")
    bring_in(both, force=force)

    lost = bring_in(extract("CO/1,01/03/2024,,,,,,,,"), force=force, taken_on=date(2025, 1, 31))

    assert account(lost) == {"read": 1, "loaded": 1, "cases_read": 1, "cases_same": 1, "cases_vanished": 1}
    assert list(Complaint.objects.order_by("reference").values_list("reference", "vanished_on", "version")) == [
        ("CO/1", None, 1),
        ("CO/2", date(2025, 1, 31), 2),
    ]

    back = bring_in(both, force=force, taken_on=date(2025, 2, 28))

    assert account(back) == {"read": 2, "loaded": 2, "cases_read": 2, "cases_same": 1, "cases_changed": 1}
    assert list(Complaint.objects.filter(vanished_on=None).values_list("reference", "version")) == [
        ("CO/1", 1),
        ("CO/2", 3),
    ]


def test_a_complaint_in_a_held_row_or_of_another_force_has_not_vanished(db):
    force = a_force()
    bring_in(extract("CO/1,01/03/2024,,,,,,,,"), force=force)
    bring_in(extract("CO/9,01/03/2024,,,,,,,,"), force=a_force())

    batch = bring_in(extract("CO/1,nonsense,,,,,,,,"), force=force, taken_on=date(2025, 1, 31))

    assert account(batch) == {"read": 1, "held": 1, "cases_read": 1, "cases_held": 1}
    assert list(Complaint.objects.values_list("vanished_on", "version")) == [(None, 1), (None, 1)]


def test_an_older_extract_is_refused(db):
    force = a_force(name="Northshire Police")
    bring_in(extract("CO/1,01/03/2024,,,,,,,,"), force=force)

    with pytest.raises(RuleBroken) as refusal:
        check(extract("CO/1,02/03/2024,,,,,,,,"), force=force, taken_on=date(2024, 11, 30))

    assert str(refusal.value) == (
        "An extract of Northshire Police taken on 31 December 2024 is already in; one taken on 30 November 2024 is "
        "older and would undo what the newer one says."
    )


def test_a_complaint_entered_by_hand_is_matched_and_then_belongs_to_extracts(db):
    force = a_force()
    Complaint.objects.create(force=force, reference="CO/1", reference_key="CO1", received_on=date(2024, 3, 1))

    batch = bring_in(extract("CO/1,01/03/2024,,,,,,,,"), force=force)

    assert account(batch) == {"read": 1, "loaded": 1, "cases_read": 1, "cases_changed": 1}
    assert list(Complaint.objects.values_list("first_batch", "last_batch", "version")) == [(None, batch.pk, 2)]


def test_one_entered_by_hand_with_other_marks_is_matched_shown_first_and_put_back(db, officer):
    force, day = a_force(), date(2024, 3, 1)
    for reference in ("co-1 24", "1/11"):
        records.enter(force, facts={"reference": reference, "received_on": day}, by=officer, on=TAKEN_ON)
    rows = ("CO/1/24,01/03/2024,02/04/2024,,,,,,,", "11/1,01/03/2024,,,,,,,,", "1/11,01/03/2024,,,,,,,,")

    batch = bring_in(extract(*rows), force=force)

    assert account(batch) == {"read": 3, "loaded": 3, "cases_read": 3, "cases_new": 1, "cases_changed": 2}
    assert list(Complaint.objects.order_by("pk").values_list("reference", "finalised_on", "last_batch")) == [
        ("CO/1/24", date(2024, 4, 2), batch.pk),
        ("1/11", None, batch.pk),
        ("11/1", None, batch.pk),
    ]
    changes = {change.reference: list(in_lines(change)) for change in batch.changes.all()}
    assert changes == {
        "co-1 24": ["Finalised: nothing becomes 2 April 2024", "Reference: co-1 24 becomes CO/1/24"],
        "1/11": ["Nothing but that an extract has it now."],
    }
    again = check(extract(*rows, SOUND), force=force)
    assert (again.cases_same, again.cases_new) == (3, 1)
    assert jobs.run(undo(batch, by=officer).job_id) == "DONE"
    assert list(Complaint.objects.order_by("pk").values_list("reference", "finalised_on", "last_batch")) == [
        ("co-1 24", None, None),
        ("1/11", None, None),
    ]


def test_one_entered_by_hand_that_could_be_either_of_two_is_not_matched(db, officer):
    force = a_force()
    records.enter(force, facts={"reference": "111", "received_on": date(2024, 3, 1)}, by=officer, on=TAKEN_ON)

    batch = bring_in(extract("11/1,01/03/2024,,,,,,,,", "1/11,01/03/2024,,,,,,,,"), force=force)

    assert account(batch) == {"read": 2, "loaded": 2, "cases_read": 2, "cases_new": 2}


def test_nobody_enters_by_hand_what_is_there_with_other_marks(db, officer):
    force = a_force()
    bring_in(extract("CO/1/24,01/03/2024,,,,,,,,"), force=force)
    facts = {"received_on": date(2024, 3, 1)}
    with pytest.raises(FieldsRefused) as refusal:
        records.enter(force, facts=facts | {"reference": "co-1-24"}, by=officer, on=TAKEN_ON)
    assert "written with other marks or capitals" in str(refusal.value.by_field["reference"])
    records.enter(force, facts=facts | {"reference": "CO/12/4"}, by=officer, on=TAKEN_ON)


# Faulty rows: what is said of each.

UNREADABLE = "This is not a date written like “31/12/2025”."
UNDECLARED = "This value is not among those that the mapping declares."
SOUND = "CO/8,01/03/2024,02/03/2024,OTBI,North,0,no,A,,"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([",01/03/2024,,,,,,,,"], [(2, "Ref", "", "The reference is missing.")]),
        (["  ,01/03/2024,,,,,,,,"], [(2, "Ref", "  ", "The reference is missing.")]),
        (
            ["--/--,01/03/2024,,,,,,,,"],
            [(2, "Ref", "--/--", "The reference has no letter or digit, or has a character that cannot be printed.")],
        ),
        (
            ["CO\u200b1,01/03/2024,,,,,,,,"],
            [
                (
                    2,
                    "Ref",
                    "CO\u200b1",
                    "The reference has no letter or digit, or has a character that cannot be printed.",
                )
            ],
        ),
        ([f"{'9' * 81},01/03/2024,,,,,,,,"], [(2, "Ref", "9" * 81, "This cell is longer than 80 characters.")]),
        (["CO/1,,,,,,,,,"], [(2, "Received", "", "The date received is missing.")]),
        (["CO/1,31/02/2024,,,,,,,,"], [(2, "Received", "31/02/2024", UNREADABLE)]),
        (["CO/1,2024-03-01,,,,,,,,"], [(2, "Received", "2024-03-01", UNREADABLE)]),
        (["CO/1,03/31/2024,,,,,,,,"], [(2, "Received", "03/31/2024", UNREADABLE)]),
        (["CO/1,45352,,,,,,,,"], [(2, "Received", "45352", UNREADABLE)]),
        (["CO/1,n/a,,,,,,,,"], [(2, "Received", "n/a", UNREADABLE)]),
        (["CO/1,01/03/24,,,,,,,,"], [(2, "Received", "01/03/24", UNREADABLE)]),
        (["CO/1,01/03/2024 10:30,,,,,,,,"], [(2, "Received", "01/03/2024 10:30", UNREADABLE)]),
        (["CO/1,=TODAY(),,,,,,,,"], [(2, "Received", "=TODAY()", UNREADABLE)]),
        (["CO/1,31/12/1994,,,,,,,,"], [(2, "Received", "31/12/1994", "31 December 1994 is before 1995.")]),
        (
            ["CO/1,01/01/2025,,,,,,,,"],
            [
                (
                    2,
                    "Received",
                    "01/01/2025",
                    "1 January 2025 is after 31 December 2024, the day on which the force took the extract.",
                )
            ],
        ),
        (
            ["CO/1,01/03/2024,29/02/2024,,,,,,,"],
            [(2, "Closed", "29/02/2024", "29 February 2024 is before Received, 1 March 2024.")],
        ),
        (
            ["CO/1,01/03/2024,01/01/1900,,,,,,,"],
            [(2, "Closed", "01/01/1900", "1 January 1900 is before Received, 1 March 2024.")],
        ),
        (
            ["CO/1,01/03/2024,30/01/3019,,,,,,,"],
            [
                (
                    2,
                    "Closed",
                    "30/01/3019",
                    "30 January 3019 is after 31 December 2024, the day on which the force took the extract.",
                )
            ],
        ),
        (["CO/1,01/03/2024,soon,,,,,,,"], [(2, "Closed", "soon", UNREADABLE)]),
        (["CO/1,01/03/2024,,Mediation,,,,,,"], [(2, "Route", "Mediation", UNDECLARED)]),
        (["CO/1,01/03/2024,,otbi,,,,,,"], [(2, "Route", "otbi", UNDECLARED)]),
        (
            ["CO/1,01/03/2024,,,,,perhaps,,,"],
            [(2, "Under 18", "perhaps", "This is neither yes nor no, and the mapping does not declare it.")],
        ),
        (
            ["CO/1,01/03/2024,,,,-1,,,,"],
            [(2, "Suspended", "-1", "This is not a whole number of days from 0 to 20,000.")],
        ),
        (
            ["CO/1,01/03/2024,,,,²,,,,"],
            [(2, "Suspended", "²", "This is not a whole number of days from 0 to 20,000.")],
        ),
        (
            ["CO/1,01/03/2024,,,,99999999999999999999,,,,"],
            [(2, "Suspended", "9" * 20, "This is not a whole number of days from 0 to 20,000.")],
        ),
        ([f"CO/1,01/03/2024,,,{'x' * 121},,,,,"], [(2, "Area", "x" * 121, "This cell is longer than 120 characters.")]),
        (["CO/1,01/03/2024"], [(2, "", "", "The row has 2 cells; the header has 10.")]),
        (["CO/1,01/03/2024,,,,,,,,,"], [(2, "", "", "The row has 11 cells; the header has 10.")]),
        (['CO/1,01/03/2024,,,"North"x,,,,,'], [(2, "", "", "A quoted cell goes on after its closing quote.")]),
        (
            ["CO/1,01/03/2024,,,,,,,,a\0b"],
            [(2, "Note", "a\ufffdb", "The row holds NUL characters, which no text has.")],
        ),
        (
            ["CO/1,nonsense,,,,,,,,", "CO/1,01/03/2024,,,,,,,,"],
            [(2, "Received", "nonsense", UNREADABLE), (3, "", "", "Another row of this case is held: row 2.")],
        ),
        (
            [
                "CO/1,01/03/2024,,,,,,,,",
                'CO/1,01/03/2024,,,,,,,,"two\nlines"',
                "CO/1,01/03/2024,,,,,,",
                "CO/7,x,,,,,,,,",
            ],
            [
                (2, "", "", "Another row of this case is held: row 5."),
                (3, "", "", "Another row of this case is held: row 5."),
                (5, "", "", "The row has 8 cells; the header has 10."),
                (6, "Received", "x", UNREADABLE),
            ],
        ),
        (
            ["CO/1,01/03/2024,,,,,,,,", "CO/1,02/03/2024,,,,,,,,"],
            [
                (
                    2,
                    "Received",
                    "2024-03-01",
                    "The rows of this case disagree: they say 1 March 2024 and 2 March 2024.",
                ),
                (
                    3,
                    "Received",
                    "2024-03-02",
                    "The rows of this case disagree: they say 1 March 2024 and 2 March 2024.",
                ),
            ],
        ),
        (
            ["CO/1,01/03/2024,,,,,,,,", "co-1,01/03/2024,,,,,,B,,", "CO/7,x,,,,,,,,"],
            [
                (2, "Ref", "CO/1", "The rows of this case disagree: they say CO/1 and co-1."),
                (3, "Ref", "co-1", "The rows of this case disagree: they say CO/1 and co-1."),
                (4, "Received", "x", UNREADABLE),
            ],
        ),
        (
            ["CO/1,01/03/2024,04/03/2024,,,,,,,", "CO/1,01/03/2024,,,,,,,,"],
            [
                (2, "Closed", "2024-03-04", "The rows of this case disagree: they say 4 March 2024 and nothing."),
                (3, "Closed", "", "The rows of this case disagree: they say 4 March 2024 and nothing."),
            ],
        ),
        (
            ["CO/1,01/03/2024,,,,1,,,,", "CO/1,01/03/2024,,,,2,,,,"],
            [
                (2, "Suspended", "1", "The rows of this case disagree: they say 1 and 2."),
                (3, "Suspended", "2", "The rows of this case disagree: they say 1 and 2."),
            ],
        ),
        (
            ["CO/1,bad,worse,Mediation,,,,,,"],
            [
                (2, "Closed", "worse", UNREADABLE),
                (2, "Received", "bad", UNREADABLE),
                (2, "Route", "Mediation", UNDECLARED),
            ],
        ),
    ],
)
def test_a_faulty_row_is_held_with_its_case_and_says_why(db, rows, expected):
    batch = bring_in(extract(SOUND, *rows), force=a_force())

    assert told(batch) == [(number + 1, *rest) for number, *rest in _shifted(expected)]
    assert batch.read == batch.held + 1
    assert list(Complaint.objects.values_list("reference", flat=True)) == ["CO/8"]


def _shifted(expected):
    """One sound row stands before the faulty ones; sentences that name a row name it as it then is."""
    return [
        (number, column, value, reason.replace("row 2.", "row 3.").replace("row 5.", "row 6."))
        for number, column, value, reason in expected
    ]


def test_a_row_like_another_in_every_column_counts_once_and_is_told(db):
    row = "CO/1,01/03/2024,,,,,,A,,same"
    batch = bring_in(extract(row, row.replace("same", "other"), row, row), force=a_force())

    assert account(batch) == {"read": 4, "loaded": 2, "duplicates": 2, "cases_read": 1, "cases_new": 1}
    assert told(batch) == [
        (4, "", "", "The same as row 2 in every column, so it counts once."),
        (5, "", "", "The same as row 2 in every column, so it counts once."),
    ]
    assert Complaint.objects.get().allegation_count == 2


def test_empty_rows_are_skipped_and_told(db):
    batch = bring_in(extract("", SOUND, ",,,,,,,,,", " , ,,,,,,,,"), force=a_force())

    assert account(batch) == {"read": 4, "loaded": 1, "skipped": 3, "cases_read": 1, "cases_new": 1}
    assert told(batch) == [(number, "", "", "The row is empty.") for number in (2, 4, 5)]


def test_a_row_with_bytes_that_are_no_text_is_held(db):
    content = (
        extract("CO/1,01/03/2024,,,Città,,,,,", "CO/2,01/03/2024,,,Citt,,,,,").encode().replace(b"Citt,", b"Citt\xe0,")
    )
    batch = bring_in(content, force=a_force())

    assert batch.encoding == "utf-8"
    assert told(batch) == [
        (3, "Area", "Citt\ufffd", "The row holds bytes that are not text in the encoding of the file.")
    ]
    assert list(Complaint.objects.values_list("reference", "area")) == [("CO/1", "Città")]


def test_a_date_that_two_declared_formats_read_in_two_ways_is_held(db):
    mapping = MAPPING.replace('format = "%d/%m/%Y"', 'format = ["%d/%m/%Y", "%m/%d/%Y"]')
    batch = bring_in(
        extract("CO/1,04/03/2024,,,,,,,,", "CO/2,25/03/2024,,,,,,,,", "CO/3,03/03/2024,,,,,,,,"),
        force=a_force(),
        mapping=mapping,
    )

    reason = "The declared formats read this date in more than one way: 4 March 2024 or 3 April 2024."
    assert told(batch) == [(2, "Received", "04/03/2024", reason)]
    assert sorted(Complaint.objects.values_list("reference", flat=True)) == ["CO/2", "CO/3"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2024-06-30T23:30:00+0000", date(2024, 7, 1)), ("2024-01-31T23:30:00+0000", date(2024, 1, 31))],
)
def test_a_moment_with_its_own_offset_is_turned_to_the_declared_zone(db, written, expected):
    mapping = MAPPING.replace('format = "%d/%m/%Y"', 'format = "%Y-%m-%dT%H:%M:%S%z"')
    bring_in(extract(f"CO/1,{written},,,,,,,,"), force=a_force(), mapping=mapping)

    assert Complaint.objects.get().received_on == expected


# Files that are refused as a whole.


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("\n" + extract(SOUND), "The first line is empty: the headers of the columns must stand in line 1."),
        (b"%PDF-1.7\n", "This is a PDF and no table: a CSV, XLSX or ODS file is wanted."),
        (
            b"PK\x03\x04rest",
            "This workbook is damaged or of a kind that cannot be read: open it, save it again as XLSX, ODS or "
            "CSV UTF-8, and bring that in.",
        ),
        (
            extract(SOUND, header=HEADER.replace("Received", "Recieved")),
            "The column 'Received' (received_on) is missing.\n"
            "The column 'Recieved' is neither mapped nor ignored: map it, or name it under [ignored].",
        ),
        (
            extract(SOUND, header=HEADER.replace("Note", "Area")),
            "The header 'Area' stands there 2 times; it must be there once.",
        ),
        (
            extract(SOUND, header=",".join(f"column {number}" for number in range(100_000))),
            "Line 1 is longer than 1,000,000 characters, so this is no extract.",
        ),
        (extract(SOUND, header="x," * 99_999 + "x"), "The file has 100,000 columns; at most 200 can be read."),
        (extract(SOUND + ",", header=HEADER + ","), "Column 11 has no header: give it one, or delete the column."),
        (
            extract(SOUND, 'CO/1,01/03/2024,,,"North,,,,,', SOUND),
            "A quote opened in the row that begins in line 3 is never closed, "
            "so the rows after it cannot be told apart.",
        ),
        (
            extract(SOUND, "CO/1,01/03/2024,,," + "x" * 200_000 + ",,,,,"),
            "A cell of the row that begins in line 3 is longer than 131,072 characters: perhaps a quote is not closed.",
        ),
        (extract(SOUND, "x" * 1_000_001), "Line 3 is longer than 1,000,000 characters, so this is no extract."),
        (
            extract(SOUND).encode("utf-16")[:-1],
            "The file begins as UTF-16 and is not that to its end: save it as CSV UTF-8.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_as_a_whole(db, content, problem):
    batch = check(content, force=a_force())

    assert (batch.state, batch.problem) == (ImportState.FAILED, problem)
    assert (batch.rows.count(), Complaint.objects.count()) == (0, 0)
    with pytest.raises(RuleBroken, match="This extract is stopped"):
        extracts.load(batch, by=None)


def test_a_file_with_nothing_but_a_header_is_an_extract_without_complaints(db):
    assert account(bring_in(extract(), force=a_force())) == {}


CELL = st.one_of(
    st.sampled_from(["CO/1", "CO/2", "01/03/2024", "02/03/2024", "31/12/1994", "OTBI", "x", "", " ", "yes", "7"]),
    st.text(max_size=8),
)
LINE = st.lists(CELL, min_size=8, max_size=12).map(lambda cells: ",".join(cells).encode(errors="surrogatepass"))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(body=st.one_of(st.binary(max_size=300), st.lists(LINE, max_size=8).map(b"\n".join)), with_header=st.booleans())
@example(body=b'CO/1,"', with_header=True)
@example(body=b"CO/1\x1f,01/03/2024,,,,,,,,\n\x1fCO/1,01/03/2024,,,,,,,,", with_header=True)
@example(body=b"\xff\xfe\x00\xd8", with_header=False)
def test_whatever_the_bytes_are_each_row_is_accounted_for_or_the_file_is_refused(db, body, with_header):
    content = HEADER.encode() + b"\n" + body if with_header else body or b"\n"

    batch = check(content, force=a_force())

    if batch.state == ImportState.FAILED:
        assert batch.problem
        return
    assert batch.read == batch.loaded + batch.held + batch.duplicates + batch.skipped
    assert batch.cases_read == batch.cases_new + batch.cases_held
    load = extracts.load(batch, by=None)
    assert jobs.run(load.job_id) == "DONE"
    batch.refresh_from_db()
    assert batch.state == ImportState.LOADED
    assert batch.rows.filter(fate=Fate.HELD).values("number").distinct().count() == batch.held
    assert Complaint.objects.filter(first_batch=batch).count() == batch.cases_new


def test_an_import_is_one_event_and_asks_for_fresh_figures(db):
    force = a_force()
    batch = bring_in(extract(SOUND), force=force)

    event = AuditEvent.objects.get(verb="extract.imported")
    assert (event.subject_id, event.facts["loaded"], event.facts["cases_new"]) == (str(batch.pk), 1, 1)
    assert Job.objects.filter(kind="figures.refresh", key=f"force {force.pk}").exists()


# What the office corrected.


def a_standing_correction(complaint: Complaint, field: str, office: str | None, said: str | None) -> Correction:
    by = a_user(Role.COMPLAINTS_OFFICER)
    return a_correction(complaint, by=by, field=field, office_value=office, extract_value=said)


def corrected_area(force: Force) -> Correction:
    bring_in(extract("CO/1,01/03/2024,,,North,,,,,"), force=force)
    Complaint.objects.update(area="East")
    return a_standing_correction(Complaint.objects.get(), "area", "East", "North")


def test_a_correction_stands_against_every_extract_and_notes_what_they_say(db):
    force = a_force()
    correction = corrected_area(force)

    same = bring_in(extract("CO/1,01/03/2024,,,North,,,,,"), force=force)
    other = bring_in(extract("CO/1,01/03/2024,02/03/2024,,South,,,,,"), force=force)

    correction.refresh_from_db()
    assert (same.cases_same, other.cases_changed) == (1, 1)
    assert (correction.extract_value, correction.settled) == ("South", "")
    assert list(Complaint.objects.values_list("area", "finalised_on")) == [("East", date(2024, 3, 2))]


def test_an_extract_that_agrees_with_a_correction_ends_it(db):
    force = a_force()
    correction = corrected_area(force)

    batch = bring_in(extract("CO/1,01/03/2024,,,East,,,,,"), force=force)
    later = bring_in(extract("CO/1,01/03/2024,,,West,,,,,"), force=force)

    correction.refresh_from_db()
    assert (batch.cases_same, later.cases_changed) == (1, 1)
    assert (correction.settled, correction.extract_value) == ("AGREED", "East")
    assert Complaint.objects.get().area == "West"


def test_a_case_that_cannot_be_true_beside_a_correction_is_held_and_says_why(db):
    force = a_force()
    bring_in(extract("CO/1,01/03/2024,,,,,,,,", SOUND), force=force)
    complaint = Complaint.objects.get(reference="CO/1")
    Complaint.objects.filter(pk=complaint.pk).update(received_on=date(2024, 4, 1))
    a_standing_correction(complaint, "received_on", "2024-04-01", "2024-03-01")

    batch = bring_in(extract("CO/1,01/03/2024,15/03/2024,,,,,,,", SOUND), force=force)

    assert account(batch) == {
        "read": 2, "loaded": 1, "held": 1, "cases_read": 2, "cases_same": 1, "cases_held": 1
    }  # fmt: skip
    assert told(batch) == [
        (
            2,
            "Closed",
            "2024-03-15",
            "Beside what the office's record says, 15 March 2024 (finalised) is before 1 April 2024 (received).",
        )
    ]
