"""The demo office: its extract against slow counts with another library, and its figures as the product gives them."""

import csv
import io
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays as oracle
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

import pcc
from complaints import stats
from complaints.models import Complaint, ImportBatch
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, BankHoliday, Force, Job, User
from pcc.reporting.demo import force
from pcc.reporting.demo.extract import extract
from pcc.reporting.demo.force import ROUTES, SEED, WESTMARCH, national
from pcc.reporting.management.commands.demo_data import SIGN_INS
from pcc.roles import Role
from pcc.working_days import WorkingCalendar, calendar_from
from reviews.dip_sampling.models import Panel

UNTIL = date(2026, 4, 30)
OUTSIDE = ROUTES[force.OUTSIDE].label
SHIPPED = Path(pcc.__file__).parent / "fixtures" / "bank_holidays.csv"

Row = dict[str, str]


@cache
def shipped_calendar() -> WorkingCalendar:
    with SHIPPED.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["calendar"] == "england-and-wales"]
    return calendar_from("england-and-wales", [(date.fromisoformat(row["date"]), row["label"]) for row in rows])


@cache
def text_of(until: date = UNTIL, seed: int = SEED) -> str:
    return b"".join(extract(WESTMARCH, taken_on=until, calendar=shipped_calendar(), seed=seed)).decode()


@cache
def rows_of(until: date = UNTIL, seed: int = SEED) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text_of(until, seed))))


def is_planted(row: Row) -> bool:
    return not row["Complaint reference"] or row["Complaint reference"].startswith("CO/9000")


@cache
def complaints_of(until: date = UNTIL, seed: int = SEED) -> dict[str, Row]:
    """The first row of each complaint that can be brought in."""
    found: dict[str, Row] = {}
    for row in rows_of(until, seed):
        if not is_planted(row):
            found.setdefault(row["Complaint reference"], row)
    return found


def day(text: str) -> date:
    date_, month, year = (int(part) for part in text.split("/"))
    return date(year, month, date_)


@cache
def working_days() -> list[date]:
    """Every working day of the years of the demo, by a maintained library."""
    known = oracle.country_holidays("GB", subdiv="ENG", years=range(2021, 2028))
    days = (date(2021, 1, 1) + timedelta(days=n) for n in range(7 * 365))
    return [each for each in days if each.weekday() < 5 and each not in known]


def days_taken(row: Row) -> int:
    """Working days after the day received up to and including the day finalised."""
    until = bisect_right(working_days(), day(row["Date finalised"]))
    return until - bisect_right(working_days(), day(row["Date received"]))


def mean_of_schedule_3(year: int, **history: int) -> float:
    days = [
        days_taken(row)
        for row in complaints_of(**history).values()
        if row["Handling"] != OUTSIDE and row["Date finalised"] and day(row["Date finalised"]).year == year
    ]
    assert len(days) > 500
    return round(sum(days) / len(days), 1)


def test_the_same_seed_gives_the_same_extract_and_another_seed_another():
    again = b"".join(extract(WESTMARCH, taken_on=UNTIL, calendar=shipped_calendar())).decode()

    assert again == text_of()
    assert text_of(seed=2) != text_of()


def test_complaints_received_in_a_year_are_the_published_number():
    years = Counter(day(row["Date received"]).year for row in complaints_of().values())

    assert (years[2023], years[2024]) == (3_976, 4_175)


@pytest.mark.parametrize("seed", [SEED, 1, 2])
def test_means_of_schedule_3_are_the_published_ones_by_a_slow_count(seed):
    assert (mean_of_schedule_3(2023, seed=seed), mean_of_schedule_3(2024, seed=seed)) == (89.8, 145.8)


def test_schedule_3_complaints_pile_up_until_the_end_of_2024_and_then_clear():
    def open_on(at: date) -> int:
        return sum(
            row["Handling"] != OUTSIDE
            and day(row["Date received"]) <= at
            and (not row["Date finalised"] or day(row["Date finalised"]) > at)
            for row in complaints_of().values()
        )

    at_the_end_of_2022, of_2023, of_2024, of_2025 = (open_on(date(year, 12, 31)) for year in range(2022, 2026))

    assert at_the_end_of_2022 * 1.5 < of_2023 < of_2024
    assert of_2025 * 1.3 < of_2024


def test_a_later_extract_tells_the_same_history_further_on():
    earlier = [row for row in rows_of(date(2024, 2, 29)) if not is_planted(row)]
    later = {(row["Complaint reference"], row["Allegation number"]): row for row in rows_of() if not is_planted(row)}

    for row in earlier:
        after = later[row["Complaint reference"], row["Allegation number"]]
        if row["Date finalised"]:
            assert after == row
        else:
            assert {name: after[name] for name in ("Date received", "Handling", "Allegation category")} == {
                name: row[name] for name in ("Date received", "Handling", "Allegation category")
            }


def test_an_extract_knows_nothing_after_its_day():
    dates = {
        day(row[name])
        for row in rows_of(date(2024, 2, 29))
        if not is_planted(row)
        for name in row
        if name.startswith("Date") and row[name]
    }

    assert max(dates) == date(2024, 2, 29)


def test_only_the_planted_rows_are_out_of_order_repeated_or_unreadable():
    seen: Counter[tuple[str, ...]] = Counter()
    agreed: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    planted = 0
    for row in rows_of():
        if is_planted(row):
            planted += 1
            continue
        received = day(row["Date received"])
        finalised = day(row["Date finalised"]) if row["Date finalised"] else UNTIL
        for name in ("Date logged", "Date of first contact", "Date of decision"):
            assert not row[name] or received <= day(row[name]) <= finalised
        assert received <= finalised <= UNTIL
        assert bool(row["Date finalised"]) == bool(row["Result"]) == bool(row["Allegation decision"])
        seen[tuple(row.values())] += 1
        agreed[row["Complaint reference"]].add(tuple(row.values())[:11])

    repeated = sum(seen.values()) - len(seen)
    assert (planted + repeated, repeated) == (9, 1)
    assert all(len(versions) == 1 for versions in agreed.values())


def test_shares_are_those_of_a_large_urban_force():
    complaints = list(complaints_of().values())
    rows = [row for row in rows_of() if not is_planted(row)]

    def share(count: int, of: int) -> float:
        return round(count / of, 2)

    under = [row for row in complaints if row["Handling"] != OUTSIDE]
    assert share(len(under), len(complaints)) == pytest.approx(0.20, abs=0.01)
    assert len(rows) / len(complaints) == pytest.approx(1.7, abs=0.03)
    assert share(sum(bool(row["Working days suspended"]) for row in under), len(under)) == pytest.approx(
        0.065, abs=0.015
    )
    assert share(sum(row["Complainant under 18"] == "Yes" for row in complaints), len(complaints)) == pytest.approx(
        0.06, abs=0.01
    )
    directed_or_independent = sum("directed" in row["Handling"] or "independent" in row["Handling"] for row in under)
    assert share(directed_or_independent, len(under)) == pytest.approx(0.03, abs=0.01)
    delivery = sum(row["Allegation category"] == "Delivery of duties and service" for row in rows)
    assert share(delivery, len(rows)) == pytest.approx(0.49, abs=0.01)


def test_every_cell_is_a_day_a_number_a_reference_or_a_word_of_a_closed_list():
    words = {
        "",
        "Yes",
        "No",
        *(route.label for route in ROUTES),
        *force.AREAS,
        *force.CHANNELS,
        *force.CATEGORIES,
        *force.DECISIONS,
        *force.NO_ACTION,
        *(action for weights in force.ACTIONS.values() for action in weights),
    }
    shape = re.compile(r"\d\d/\d\d/20\d\d|\d{1,3}|CO/\d{5}/\d\d")

    odd = {cell for row in rows_of() for cell in row.values() if cell not in words and not shape.fullmatch(cell)}

    assert odd == set()


def test_nothing_in_the_demo_looks_like_a_real_address_or_number():
    """Nothing to match: no telephone number, no postcode, no e-mail address outside the reserved .example."""
    modules = Path(force.__file__).parent.glob("*.py")
    written = text_of() + "".join(module.read_text("utf-8") for module in modules) + repr(SIGN_INS)
    telephone = re.compile(r"(?:\+44|\b0)[\s-]?(?:\d[\s-]?){9,10}\b")
    postcode = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
    email = re.compile(r"[\w.+-]+@(?!(?:[\w-]+\.)*example\b)[\w.-]+")

    assert [pattern.search(written) for pattern in (telephone, postcode, email)] == [None, None, None]


def test_a_day_before_there_are_complaints_is_refused():
    with pytest.raises(RuleBroken, match="give a day from 2022-04-01 on"):
        next(extract(WESTMARCH, taken_on=date(2022, 1, 31), calendar=shipped_calendar()))


def test_a_day_without_loaded_bank_holidays_is_refused():
    with pytest.raises(RuleBroken, match="Bank holidays are loaded up to"):
        next(extract(WESTMARCH, taken_on=date(2060, 1, 31), calendar=shipped_calendar()))


def test_a_national_demonstration_has_forces_of_unequal_size_that_add_up():
    forces = national(complaints=2_100_000, forces=43, first_year=2002, years=25)

    assert len({force.code for force in forces}) == 43
    assert sum(sum(force.received.values()) for force in forces) == pytest.approx(2_100_000, rel=0.001)
    assert max(force.received[2002] for force in forces) > 5 * min(force.received[2002] for force in forces)


def test_each_role_has_a_sign_in_with_a_password_long_enough():
    assert [label for label, _, _ in SIGN_INS] == [role.label for role in Role]
    assert all(email.endswith("@opcc.example") and len(password) >= 15 for _, email, password in SIGN_INS)


@pytest.fixture
def loaded(db, settings, tmp_path) -> str:
    """What loading the demo office says."""
    settings.MEDIA_ROOT = tmp_path
    return load()


def load(**options: object) -> str:
    said = io.StringIO()
    call_command("demo_data", stdout=said, **({"until": UNTIL} | options))
    return said.getvalue()


def test_the_product_gives_the_published_figures_and_accounts_for_each_row(loaded):
    calendar = BankHoliday.objects.as_calendar()

    def report(year: int, **asked: str) -> stats.Report:
        asking = stats.Asked(date(year, 1, 1), date(year, 12, 31), **asked)
        return stats.from_facts(Complaint.objects.all(), asking, calendar=calendar, on=UNTIL)

    def figures(year: int, handling: str) -> stats.Line:
        return report(year, handling=handling).total

    means = {year: figures(year, "schedule-3").working for year in (2023, 2024)}
    everything = {year: figures(year, "all").working for year in (2023, 2024)}
    batch = ImportBatch.objects.get()

    assert {year: round(working.mean, 1) for year, working in means.items() if working} == {2023: 89.8, 2024: 145.8}
    assert all(working and working.mean < 70 for working in everything.values())
    noticed = report(2024, measure="notice")
    assert noticed.total.n > 10 and noticed.total.calendar and 365 <= noticed.total.calendar.median <= 377
    by_receipt = {year: report(year, basis="received") for year in (2023, 2024)}
    received = {year: counted.total.n + counted.open for year, counted in by_receipt.items()}
    assert received == {2023: 3_976, 2024: 4_175}
    assert round(100 * received[2024] / received[2023] - 100) == 5
    assert (batch.held, batch.duplicates, batch.skipped, batch.warnings) == (8, 1, 0, 0)
    assert batch.cases_new == Complaint.objects.count() == len(complaints_of())
    assert {job.kind: job.state for job in Job.objects.all()} == {
        "complaints.check": "DONE",
        "complaints.load": "DONE",
        "complaints.words": "QUEUED",  # a worker takes it within seconds
        "figures.refresh": "DONE",
        "reviews.figures": "DONE",
    }

    # A second time changes nothing, and anybody may sign in with what was printed.
    assert load() == "Demo data are there: Westmarch Police (demonstration), up to 30 April 2026.\n"
    assert ImportBatch.objects.count() == 1
    assert {user.email: user.roles for user in User.objects.exclude(email=None)} == {
        email: {role} for role, (_, email, _) in zip(Role, SIGN_INS, strict=True)
    }
    officer = User.objects.get(email="complaints.officer@opcc.example")
    assert officer.check_password(SIGN_INS[0][2])
    assert batch.asked_by == officer


def test_an_interrupted_load_goes_on_where_it_was_and_doubles_nothing(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    until = date(2022, 6, 30)
    killed = KeyboardInterrupt("as by a signal")

    def die(*_: object, **__: object) -> None:
        raise killed

    for step in ("complaints.workflow.extracts.load", "pcc.reporting.demo.panels.load"):
        with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
            cut.setattr(step, die)
            load(until=until)
    assert not Panel.objects.exists()
    load(until=until)

    assert ImportBatch.objects.values_list("state", flat=True).get() == "LOADED"
    assert Complaint.objects.count() == len(complaints_of(until))
    assert AuditEvent.objects.filter(verb="demo.begun").count() == 1
    assert Panel.objects.count() == 1


def test_a_national_demonstration_brings_in_the_extract_of_each_force(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    forces = national(complaints=600, forces=2, first_year=2023, years=2)
    monkeypatch.setattr("pcc.reporting.management.commands.demo_data.forces_of", lambda *_, **__: forces)

    load(until=date(2024, 12, 31), scale="national")

    counts = Counter(Complaint.objects.values_list("force__code", flat=True))
    assert counts == {force.code: sum(force.received.values()) for force in forces}
    assert set(ImportBatch.objects.values_list("held", flat=True)) == {0}


def test_demo_data_are_refused_under_production_settings(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not loaded under production settings"):
        load()


def test_demo_data_are_refused_beside_people_that_no_demonstration_made(db):
    User.objects.create_user("somebody@opcc.example", name="Somebody")

    with pytest.raises(CommandError, match="This database holds people of its own"):
        load()
    assert not Force.objects.exists()
