"""The managers' report: kept figures equal facts, and page, API, file and command equal each other to the digit."""

import csv
import io
import json
import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from complaints import stats
from complaints.choices import Handling, ImportState
from complaints.models import ChangedMonth, Complaint
from pcc.figures import rounded, what_moved
from pcc.models import AuditEvent, BankHoliday, Force
from pcc.reporting import workflow
from pcc.reporting.models import KeptYear
from pcc.reporting.stats import kept_life, kept_timeliness
from pcc.reporting.views.why import AsShown
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_batch, a_complaint, a_force, a_user

PAGE = "/reports/timeliness/"
API = "/reports/api/timeliness/"
PERIOD = {"from": "2023-01-01", "to": "2024-12-31"}
TODAY = date(2024, 12, 31)


def some_complaints(force: Force) -> None:
    """Two years of complaints of several kinds, some open."""
    for month in range(1, 13):
        for year in (2023, 2024):
            a_complaint(
                force=force,
                received_on=date(year, 1, 3),
                finalised_on=date(year, month, 20),
                handling=list(Handling)[month % 5],
                logged_on=date(year, 1, 4),
                first_contact_on=date(year, 1, 3 + month % 3),
                area=["Hallowmere", ""][month % 2],
                categories=["Other", "Individual behaviours"][: month % 3],
                suspended_days=month,
            )
    for day in range(1, 8):
        a_complaint(force=force, received_on=date(2024, 11, day), handling=Handling.OUTSIDE)


def refresh(force: Force, *, everything: bool = False) -> dict[str, Any]:
    return workflow.refresh(force, on=TODAY, calendar=BankHoliday.objects.as_calendar(), everything=everything)


def both(by: str = "all", handling: str = "all", **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same report from kept columns and from the facts."""
    asked = stats.Asked(**({"since": date(2023, 1, 1), "until": TODAY, "by": by, "handling": handling} | more))
    calendar = BankHoliday.objects.as_calendar()
    kept = kept_timeliness(asked, calendar=calendar, on=TODAY)
    assert kept is not None
    facts = stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=TODAY)
    return kept.report.as_json(), facts.as_json()


@pytest.mark.parametrize("by", ["all", *stats.PERIODS, "handling", "force"])
@pytest.mark.parametrize("handling", ["all", "schedule-3", "outside"])
def test_kept_figures_equal_the_facts(db: None, by: str, handling: str) -> None:
    for _ in range(2):
        force = a_force()
        some_complaints(force)
        refresh(force)
    kept, facts = both(by, handling)
    assert kept == facts


@pytest.mark.parametrize(
    ("measure", "basis", "suspension"),
    [("open", "received", "with"), *product(["resolution"], ["finalised", "received"], ["with", "without"])],
)
@pytest.mark.parametrize("until", [date(2024, 9, 16), date(2024, 12, 31)])
def test_kept_figures_answer_every_way_of_counting(
    db: None, measure: str, basis: str, suspension: str, until: date
) -> None:
    """Any days, not whole months alone; and an extract of another day than today."""
    force = a_force()
    some_complaints(force)
    a_complaint(force=force, received_on=date(2024, 3, 4))
    other = a_force()
    some_complaints(other)
    a_batch(force=other, state=ImportState.LOADED, taken_on=date(2024, 11, 4), loaded_at=timezone.now())
    workflow.refresh(force, other, on=TODAY, calendar=BankHoliday.objects.as_calendar())
    told = {"measure": measure, "basis": basis, "suspension": suspension}
    for since in (date(2023, 2, 14), date(2023, 9, 11)):  # the second is answered from what was measured for the first
        kept, facts = both("month", "all", since=since, until=until, **told)
        assert kept == facts and (kept["n"] or kept["open"])


def test_kept_lives_equal_the_facts_and_leave_changes_to_them(db: None) -> None:
    force = a_force()
    some_complaints(force)
    a_complaint(force=force, received_on=date(2021, 1, 4), finalised_on=date(2021, 3, 1))
    refresh(force)
    as_at = stats.as_at_of([force.pk], on=TODAY)
    for since in (date(2021, 1, 1), date(2023, 6, 10), date(2024, 1, 1)):
        facts = stats.life_from_facts(stats.all_complaints(), as_at=as_at, since=since)
        kept = kept_life(since=since, as_at=as_at)
        assert kept is not None
        rows = [
            sorted(zip(*(map(str, column) for name, column in vars(life).items() if name != "ids"), strict=True))
            for life in (kept, facts)
        ]
        assert rows[0] == rows[1] and len(rows[0]) > 7
    ChangedMonth.objects.create(force=force, month=None)
    assert kept_life(since=date(2024, 1, 1), as_at=as_at) is None


def test_a_changed_month_is_recomputed_and_the_others_are_left_alone(db: None) -> None:
    force = a_force()
    some_complaints(force)
    refresh(force)
    untouched = set(KeptYear.objects.filter(year=2023).values_list("pk", flat=True))
    assert untouched and both("month")[0]["rows"]
    changed = Complaint.objects.filter(finalised_on=date(2024, 5, 20)).get()
    Complaint.objects.filter(pk=changed.pk).update(received_on=date(2024, 5, 1), logged_on=None, first_contact_on=None)
    ChangedMonth.objects.create(force=force, month=date(2024, 5, 1))

    refresh(force)

    kept, facts = both("month")
    assert kept == facts
    assert untouched <= set(KeptYear.objects.values_list("pk", flat=True))
    assert ChangedMonth.objects.count() == 0


def test_a_refresh_that_runs_twice_changes_nothing(db: None) -> None:
    force = a_force()
    some_complaints(force)
    assert refresh(force, everything=True) == refresh(force, everything=True)
    kept, facts = both("month")
    assert kept == facts


@pytest.mark.django_db(transaction=True)
def test_refreshes_at_once_leave_one_right_set_of_figures() -> None:
    force = a_force()
    some_complaints(force)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            refresh(force, everything=True)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    kept, facts = both("month")
    assert kept == facts


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_sees_half_a_swap() -> None:
    """While refreshes swap, each report is the one before the change or the one after it, whole."""
    force = a_force()
    some_complaints(force)
    refresh(force)
    asked, calendar = stats.Asked(date(2023, 1, 1), TODAY), BankHoliday.objects.as_calendar()
    over = threading.Event()

    def keep_changing() -> None:
        try:
            for place in range(12):
                extra = a_complaint(force=force, received_on=date(2024, 1, 3))
                if place % 2:
                    Complaint.objects.filter(pk=extra.pk).update(finalised_on=date(2024, 6, 3))
                refresh(force, everything=True)
        finally:
            over.set()
            connections.close_all()

    thread = threading.Thread(target=keep_changing)
    thread.start()
    seen = []
    while not over.is_set():
        kept = kept_timeliness(asked, calendar=calendar, on=TODAY)
        if kept is not None:
            seen.append((kept.report.total.n, kept.report.open))
    thread.join()
    done = opened = 0
    whole = {(24, 7)}
    for place in range(12):
        done, opened = (done + 1, opened) if place % 2 else (done, opened + 1)
        whole.add((24 + done, 7 + opened))
    assert seen and set(seen) <= whole


def test_a_force_without_kept_figures_is_answered_from_the_facts(as_manager: Client) -> None:
    some_complaints(a_force())
    asked = stats.Asked(date(2023, 1, 1), TODAY)
    assert kept_timeliness(asked, calendar=BankHoliday.objects.as_calendar(), on=TODAY) is None
    assert as_manager.get(PAGE, PERIOD).context["report"].total.n == 24


BREAKDOWNS = ("all", "year", "fy", "month", "handling", "category", "force", "area")
"""Every way of breaking down that the command names."""
ASKED = [
    {"by": by, "basis": basis, "suspension": suspension, "handling": handling}
    for (place, by), (number, (basis, suspension)) in product(
        enumerate(BREAKDOWNS), enumerate(product(("finalised", "received"), ("with", "without")))
    )
    for handling in [("all", "schedule-3", "outside", "local")[(place + number) % 4]]
]
"""Each breakdown by both bases, with suspended time and without; the ways of handling take turns."""
ASKED += [
    {"by": "quarter"},
    {"by": "month", "measure": "log"},
    {"by": "handling", "measure": "contact", "basis": "received"},
    {"by": "area", "measure": "open", "basis": "received"},
    {"by": "month", "area": "hallowmere"},
    {"by": "handling", "area": "not-stated", "category": "Other"},
    {"by": "quarter", "force": "the-one", "basis": "received"},
]
NAMED = {"n", "mean", "median", "p75", "p90", "open", "left_out", "as_at", "definition", "version"}
"""What JSON holds, whatever else it holds."""


def test_page_api_file_and_command_give_the_same_figures(as_manager: Client) -> None:
    """To the digit, over a table of combinations: the page, its file, the API, and the command's three forms."""
    force = a_force(code="the-one")
    some_complaints(force)
    a_batch(force=force, taken_on=TODAY, state=ImportState.LOADED, loaded_at=timezone.now(), cases_held=2)
    refresh(force)
    for ways in ASKED:
        asked = PERIOD | ways
        context = as_manager.get(PAGE, asked).context
        page = context["report"].as_json()
        assert as_manager.get(API, asked).json() == page, ways
        assert json.loads(printed(ways, "json")) == page, ways
        assert as_manager.get("/reports/timeliness.csv", asked).content.decode() == printed(ways, "csv"), ways
        assert set(page) >= NAMED and {"reason", "count"} == set(page["left_out"][0]), ways
        assert page["n"] > 0, ways
        waiting = [item["count"] for item in page["left_out"] if "still waiting" in item["reason"]]
        assert waiting in ([], [page["open"]]), ways

        table = printed(ways, "table")
        cells = [[text_of(cell) for cell in row] for row in (*context["rows"], context["foot"]) if row]
        for (_, *numbers), (_, *told) in zip(cells, lines_of(table, len(cells)), strict=True):
            assert numbers == told, (ways, table)
        assert f"Still open on {page['as_at']}: {page['open']:,}" in table
        assert f"Definition {page['definition']}, version {page['version']}" in table


def printed(ways: dict[str, str], form: str) -> str:
    """What the command prints for these filters."""
    out = io.StringIO()
    period = ("--from", "2023-01-01", "--to", "2024-12-31")
    options = [word for name, value in ways.items() for word in (f"--{name}", value)]
    call_command("figures", "timeliness", *period, *options, "--format", form, stdout=out)
    return out.getvalue()


def text_of(cell: Any) -> str:
    return str(cell["text"] if isinstance(cell, dict) else cell)


def lines_of(table: str, count: int) -> list[list[str]]:
    """The lines of the command's table, with a gap as the page shows it; a label keeps its words together."""
    return [re.split(r"  +", line.replace("  -", "  –")) for line in table.splitlines()[3 : 3 + count]]


def test_a_number_is_rounded_once_wherever_it_is_shown(as_manager: Client) -> None:
    """A mean of 7.348 is 7.3, and not 7.4 by way of 7.35: on the page, in the terminal, frozen and public."""
    force, first = a_force(), date(2024, 9, 2)
    calendar = BankHoliday.objects.as_calendar()
    ends = {calendar.between(first, day): day for day in (first + timedelta(days=n) for n in range(20))}
    for place in range(23):  # 169 working days of 23 complaints
        a_complaint(force=force, received_on=first, finalised_on=ends[8 if place < 8 else 7])
    shown = as_manager.get(PAGE, PERIOD | {"by": "all"})
    assert shown.context["report"].as_json()["mean"] == 7.35
    assert text_of(shown.context["rows"][0][3]) == "7.3"
    assert lines_of(printed({"by": "all"}, "table"), 1)[0][3] == "7.3"
    public = as_manager.get(shown.context["publish_url"])
    assert public.context["rows"][0][2] == "7.3"


def test_reports_of_one_area_or_category_count_its_complaints_alone(as_manager: Client) -> None:
    force = a_force()
    some_complaints(force)
    a_batch(force=force, taken_on=TODAY, state=ImportState.LOADED, loaded_at=timezone.now())
    refresh(force)
    for page in ("overview", "counted-in", "months", "why"):
        shown = as_manager.get(f"/reports/{page}/", {"handling": "all", "area": "not-stated"}).content.decode()
        assert 'value="not-stated"' in shown
    tile = as_manager.get("/reports/overview/", {"handling": "all", "area": "Hallowmere"}).context["tiles"][2]
    assert "area=Hallowmere" in tile["url"]

    def finalised(**query: str) -> int:
        rows = as_manager.get("/reports/counted-in/", {"handling": "all"} | query).context["flow"]["rows"]
        return sum(int(row[3]["text"] if isinstance(row[3], dict) else row[3]) for row in rows)

    assert 0 < finalised(area="Hallowmere") < finalised()
    assert "There is no force" not in as_manager.get(PAGE, PERIOD | {"force": force.code}).content.decode()
    assert "nowhere" in as_manager.get(PAGE, PERIOD | {"force": "nowhere"}).content.decode()


def test_a_commissioner_reads_the_figures_and_no_link_leads_to_a_refusal(db: None) -> None:
    some_complaints(a_force())
    client = signed_in(a_user(Role.COMMISSIONER))
    page = client.get(PAGE, PERIOD)
    links = set(re.findall(r'href="(/[^"#]*)"', page.content.decode()))
    refused = {link: status for link in links if (status := client.get(link.replace("&amp;", "&")).status_code) >= 400}
    assert refused == {}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "yesterday"}, "Write the date as 2024-03-31 or 31/3/2024."),
        ({"from": "2024-02-01", "to": "2024-01-01"}, "The period ends before it starts: give a later day."),
        ({"by": "colour"}, "colour"),
        ({"handling": "quick"}, "quick"),
        ({"officer": "1"}, "There is no filter called officer."),
        ({"from": "1066-10-14", "to": "1066-12-25"}, "No complaint of this period is finalised"),
        ({"from": "1066-10-14", "to": "1066-12-25", "by": "all"}, "No complaint of this period is counted."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    as_manager: Client, query: dict[str, str], sentence: str
) -> None:
    page = as_manager.get(PAGE, query)
    assert page.status_code == 200
    text = page.content.decode()
    assert sentence in text
    told = as_manager.get(API, PERIOD | query).json().get("errors", {})
    assert set(told) <= {"from", "to", "by", "handling", "__all__"}, "as the addresses name them"
    if query.get("from"):
        assert f'value="{query["from"]}"' in text


@pytest.mark.parametrize("rows", [1, 100])
def test_the_report_costs_the_same_with_one_row_and_with_a_hundred(as_manager: Client, rows: int) -> None:
    force = a_force()
    for number in range(rows):
        a_complaint(force=force, received_on=date(2023, 1, 3), finalised_on=date(2023, 1 + number % 12, 20))
    refresh(force)
    queries: Callable[[str], list[str]] = lambda address: _queries(as_manager, address)  # noqa: E731
    queries("/reports/definitions/")
    asked = f"{PAGE}?from=2023-01-01&to=2024-12-31&by=month"
    once, again = queries(asked), queries(asked)
    # session, person, forces, bank holidays, restatements, event; the columns are read once and then kept
    assert (len(once), len(again)) == (7, 6), [*once, *again]


def _queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in caught]


def test_the_chart_of_months_is_a_file_that_says_what_it_shows(as_manager: Client) -> None:
    some_complaints(a_force())
    page = as_manager.get(PAGE, PERIOD | {"by": "handling", "handling": "all"}).context
    rows = list(csv.DictReader(io.StringIO(as_manager.get(page["chart_csv_url"]).content.decode())))
    shown = {line.key for line in as_manager.get(PAGE, PERIOD | {"by": "month"}).context["report"].lines}
    assert {row["at"] for row in rows} == shown
    assert {row["filter"] for row in rows} == {page["filters"]}
    assert as_manager.get(page["chart_svg_url"]).content.startswith(b"<svg")
    assert as_manager.get("/reports/timeliness/months.csv", {"from": "never"}).status_code == 409


def test_reading_and_taking_figures_are_events(as_manager: Client) -> None:
    as_manager.get(PAGE, PERIOD)
    as_manager.get("/reports/timeliness.csv", PERIOD)
    assert list(AuditEvent.objects.order_by("id").values_list("verb", flat=True)) == [
        "figures.read",
        "figures.downloaded",
    ]


def test_the_command_refuses_what_cannot_be(db: None) -> None:
    with pytest.raises(CommandError, match="argument --from: 'soon' is not a day"):
        call_command("figures", "timeliness", "--from", "soon", "--to", "2024-12-31")
    with pytest.raises(CommandError, match=r"argument --to: '2024-W01-1' is not a day\. Write the date as 2024-03-31"):
        call_command("figures", "timeliness", "--from", "31/1/2024", "--to", "2024-W01-1")
    with pytest.raises(CommandError, match="argument --handling: invalid choice: 'quick'"):
        call_command("figures", "timeliness", "--from", "2024-01-01", "--to", "2024-12-31", "--handling", "quick")


@pytest.mark.parametrize("address", ["/reports/counted-in/", "/reports/why/"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"handling": "all"},
        {"handling": "quick"},
        {"year": "1"},
        {"year": "soon"},
        {"stated": "much"},
        {"stated": "1e400"},
    ],
)
def test_the_reports_on_whole_lives_answer_any_question_with_a_page(
    as_manager: Client, address: str, query: dict[str, str]
) -> None:
    some_complaints(a_force())
    assert as_manager.get(address, query).status_code == 200


def test_the_reports_on_whole_lives_answer_an_empty_office(as_manager: Client) -> None:
    for address in ("/reports/counted-in/", "/reports/why/"):
        assert as_manager.get(address).status_code == 200


ways_of_handling = st.dictionaries(
    st.sampled_from(["informal", "investigation", "otherwise"]),
    st.lists(st.integers(0, 900), min_size=1, max_size=9).map(np.array),
    min_size=1,
)


@given(ways_of_handling, ways_of_handling)
def test_what_moved_the_mean_adds_up_as_it_is_printed(before: Any, after: Any) -> None:
    moved = what_moved(before, after)
    assert moved is not None
    shown = AsShown.of(moved)
    change = float(shown.after) - float(shown.before)
    assert round(shown.within + shown.mix, 1) == round(change, 1)
    assert round(sum(shown.parts_within), 1) == shown.within
    assert round(sum(shown.parts_mix), 1) == shown.mix
    pairs = [(shown.within, moved.within), (shown.mix, moved.mix)]
    pairs += [(one, part.within) for one, part in zip(shown.parts_within, moved.parts, strict=True)]
    pairs += [(one, part.mix) for one, part in zip(shown.parts_mix, moved.parts, strict=True)]
    assert all(abs(printed - exact) < 0.3 for printed, exact in pairs)


def test_the_way_that_gives_the_stated_mean_is_named_in_words(as_manager: Client) -> None:
    some_complaints(a_force())
    ways = as_manager.get("/reports/why/", {"year": "2024", "handling": "all"}).context["way_rows"]
    stated = ways[0]["cells"][1]
    page = as_manager.get("/reports/why/", {"year": "2024", "stated": stated})
    assert "The stated figure" in page.content.decode()
    whole = as_manager.get("/reports/why/", {"year": "2024", "stated": rounded(float(stated), 0)}).content.decode()
    assert f"{rounded(float(stated), 0)} is the mean of 2024 of:" in whole
    nowhere = as_manager.get("/reports/why/", {"year": "2024", "stated": "9999"})
    assert "None of these ways gives the stated figure." in nowhere.content.decode()
