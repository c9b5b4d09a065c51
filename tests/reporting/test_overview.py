"""The overview, the months with their limits, and limits worked out anew: signals in words, by named people."""

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints import stats
from complaints.choices import Handling, ImportState
from complaints.models import Complaint
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, BankHoliday, Force, User
from pcc.reporting import workflow
from pcc.reporting.models import Rebase, Stamp
from pcc.roles import Role
from reviews.choices import Stage
from reviews.models import FigureStamp
from reviews.workflow import kept as kept_reviews
from tests.conftest import signed_in
from tests.factories import a_batch, a_complaint, a_force, a_user
from tests.review_factories import a_review

OVERVIEW, MONTHS, REBASE = "/reports/overview/", "/reports/months/", "/reports/months/rebase/"
AS_AT = date(2026, 4, 15)


def an_office(*, a_month: int = 6, slow_from: date | None = None) -> Force:
    """Three years of complaints, as many each month, each finalised within a fortnight; slower from a month on."""
    force = a_force()
    a_batch(force=force, taken_on=AS_AT, state=ImportState.LOADED, loaded_at=f"{AS_AT}T12:00:00Z")
    rows = []
    first = date(2023, 1, 1)
    while first < AS_AT:
        for number in range(a_month):
            received = first + timedelta(days=2 + number)
            took = timedelta(days=14 + first.month % 3 + (150 if slow_from and first >= slow_from else 0))
            reference = f"CO/{first:%y%m}{number:02}"
            rows.append(
                Complaint(
                    force=force,
                    reference=reference,
                    reference_key=reference.replace("/", ""),
                    received_on=received,
                    finalised_on=received + took if received + took <= AS_AT else None,
                    handling=Handling.LOCAL,
                )
            )
        first = (first + timedelta(days=32)).replace(day=1)
    Complaint.objects.bulk_create(rows)
    return force


def test_an_office_where_nothing_changed_says_so_and_nothing_more(as_manager: Client) -> None:
    an_office()
    page = as_manager.get(OVERVIEW)
    assert page.context["changes"] == []
    assert re.match(
        r"All of Schedule 3: half of this year's complaints finish in \d+ working days \(\d+ to \d+\), against \d+ "
        r"\(\d+ to \d+\) the year before; this may be chance\. "
        r"\d+ are open, (as many as|\d+ (more|fewer) than) a year ago\.",
        page.context["sentence"],
    )
    assert re.fullmatch(r"\d+% or more", page.context["tiles"][-1]["value"]), "nearly all finish within a fortnight"
    assert "No unusual change." in page.content.decode()
    assert as_manager.get(MONTHS).context["signals"] == []


def test_every_report_page_says_what_is_wrong_with_the_figures_first(as_manager: Client) -> None:
    force = an_office()
    a_complaint(force=force, received_on=date(2026, 1, 5), vanished_on=AS_AT)
    told = as_manager.get(OVERVIEW)
    assert told.context["faults"] == ()
    calendar = BankHoliday.objects.as_calendar()
    workflow.refresh(force, on=AS_AT, calendar=calendar)
    kept_reviews.refresh(calendar)
    assert as_manager.get(OVERVIEW).context["faults"] == ()
    Stamp.objects.filter(force=force).update(stale_because="A check found them to differ.")
    FigureStamp.objects.update(computed_at=timezone.now() - timedelta(hours=25))
    for item in told.context["report_pages"]:
        text = " ".join(as_manager.get(item["url"]).content.decode().split())
        if item["text"] == "Definitions":
            continue  # which anybody reads, and which has no figure
        said = text.find("Figures of complaints: A check found them to differ."), text.find("more than 24 hours ago.")
        assert -1 < said[0] < said[1] < text.find("<h1"), item
        if item["text"] in ("Overview", "Still open", "Unusual months", "Why this mean"):
            assert "Left out: 0 held at import because of a fault in the extract; 1 no longer in the" in text, item


@pytest.mark.parametrize("page", [OVERVIEW, "/reports/counted-in/"])
def test_what_the_extracts_lack_is_said_before_any_chart(as_manager: Client, page: str) -> None:
    an_office(slow_from=date(2023, 7, 1))
    assert as_manager.get(page).context["gaps"] == []
    Complaint.objects.filter(finalised_on__lt=date(2025, 1, 1)).update(vanished_on=AS_AT)
    (past,) = as_manager.get(page).context["gaps"]
    assert "nothing that was finalised before 16 January 2025" in past, past
    Complaint.objects.filter(finalised_on=None).update(vanished_on=AS_AT)
    shown = as_manager.get(page)
    assert "No complaint here is open" in shown.context["gaps"][1]
    assert shown.content.decode().count("govuk-inset-text") == 2
    assert "No complaint" not in str(as_manager.get(page, {"area": "not-stated"}).context["gaps"])


def test_a_change_of_last_quarter_is_told_from_its_signals(as_manager: Client) -> None:
    an_office(slow_from=date(2025, 9, 1))
    page = as_manager.get(OVERVIEW)
    told = [change["text"] for change in page.context["changes"]]
    most = Counter(words.partition(":")[0] for words in told).most_common(1)
    assert most[0][1] <= 2, "one line a measure and direction"
    assert any("March 2026" in words and words.startswith("Median time to finalise") for words in told), told
    chart = as_manager.get(MONTHS)
    assert all(signal in chart.content.decode() for signal in chart.context["signals"])
    assert chart.context["signals"]


def test_a_month_that_is_not_over_is_in_no_limit(as_manager: Client) -> None:
    an_office()
    assert as_manager.get(MONTHS).context["chart"]["rows"][-1][0] == "March 2026"


def test_nothing_is_said_of_the_past_that_the_extracts_lack(as_manager: Client) -> None:
    """Of what was received before October 2025 only what was open then is there: fewer were not open a year ago."""
    an_office(slow_from=date(2024, 1, 1))
    Complaint.objects.filter(finalised_on__lt=date(2025, 10, 1)).delete()
    page = as_manager.get(OVERVIEW)
    assert page.context["sentence"].endswith("are open.")
    months = as_manager.get(MONTHS, {"measure": "received"})
    assert months.context["chart"]["rows"][0][0] == "November 2025"
    assert "nothing is said of before" in months.context["chart"]["source"]
    assert months.context["no_signal"] == "There are too few months to say what is unusual."
    assert months.context["chart"]["heading"] == "There are too few months to say what is unusual"
    flow = as_manager.get("/reports/counted-in/").context["flow"]
    assert flow["rows"][0][0] == "November 2025"
    assert flow["heading"].endswith("than at the start of 1 November 2025")
    assert "April 2026 is counted up to 15 April only." in flow["finding"]


def test_few_complaints_are_shown_one_by_one(as_manager: Client) -> None:
    an_office(a_month=2)
    strip = as_manager.get(MONTHS, {"months": "24"}).context["strip"]
    assert len(strip["rows"]) == 48
    assert "/complaints/" in strip["wide"]
    rows = list(csv.DictReader(io.StringIO(as_manager.get(strip["csv_url"]).content.decode())))
    assert len(rows) == 48 and {row["as_at"] for row in rows} == {"2026-04-15"}
    assert as_manager.get(strip["svg_url"]).content.startswith(b"<svg")
    assert as_manager.get("/reports/strip.csv", {"measure": "received"}).status_code == 404, (
        "nothing to show one by one"
    )
    commissioner = signed_in(a_user(Role.COMMISSIONER)).get(MONTHS, {"months": "24"})
    assert "CO/" not in commissioner.content.decode()
    assert "/complaints/" not in commissioner.context["strip"]["wide"]
    assert b"CO/" not in commissioner.client.get(strip["csv_url"]).content


def test_the_mean_is_called_the_old_measure_and_nothing_is_red_or_green(as_manager: Client) -> None:
    an_office(slow_from=date(2025, 9, 1))
    page = as_manager.get(MONTHS, {"measure": "mean"})
    assert "Mean of closed complaints (the old measure)" in page.content.decode()
    assert "can mislead" in page.content.decode()
    assert "#F46A25" not in page.context["chart"]["wide"]  # the colour of concern


def test_limits_are_worked_out_anew_by_a_named_person_with_a_reason(manager: User, as_manager: Client) -> None:
    an_office(slow_from=date(2025, 3, 1))
    asked = {"measure": "median", "handling": "schedule-3", "months": "36"}
    page = as_manager.get(REBASE, asked | {"month": "2025-09-01"})
    assert (len(page.context["before"]), len(page.context["after"])) == (1, 2)
    before = as_manager.get(MONTHS, asked).context["signals"]

    query = "&".join(f"{name}={value}" for name, value in asked.items())
    reason = "Since March 2025 every complaint is triaged by the new unit, which stays."
    done = as_manager.post(f"{REBASE}?{query}", {"month": "2025-09-01", "reason": reason}, follow=True)

    assert done.status_code == 200
    text = done.content.decode()
    assert reason in text
    assert "Mo Manager" in text
    assert done.context["signals"] != before
    assert [stretch.split(":")[0] for stretch in done.context["stretches"]] == [
        "April 2023 to August 2025",
        "September 2025 to March 2026",
    ]
    event = AuditEvent.objects.get(verb="limits.rebased")
    assert (event.by, event.reason) == (manager, reason)

    as_manager.post(f"{REBASE}{Rebase.objects.get().pk}/take-back/")
    again = as_manager.get(MONTHS, asked)
    assert again.context["signals"] == before
    assert "taken back by Mo Manager" in again.content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": "Because."}, "somebody will ask in a year"),
        ({"month": date(2025, 9, 2)}, "Limits start with a month"),
        ({"month": date(2026, 4, 1)}, "only with a month that is over"),
        ({"measure": "mode"}, "There is no measure called mode."),
        ({"handling": "quick"}, "There is no way of handling called quick"),
    ],
)
def test_limits_are_not_worked_out_anew_without_a_month_and_a_reason(
    manager: User, given: dict[str, Any], sentence: str
) -> None:
    good: dict[str, Any] = {
        "measure": "median",
        "handling": "schedule-3",
        "month": date(2025, 9, 1),
        "newest": date(2026, 3, 1),
        "reason": "The new unit takes every complaint from now on.",
    }
    with pytest.raises(RuleBroken, match=sentence):
        workflow.rebase(**good | given, by=manager)
    assert not Rebase.objects.exists()
    workflow.rebase(**good, by=manager)
    with pytest.raises(RuleBroken, match="already"):
        workflow.rebase(**good, by=manager)
    with pytest.raises(RuleBroken, match="role"):
        workflow.rebase(**good, by=a_user(Role.COMMISSIONER))
    with pytest.raises(RuleBroken, match="taken back"):
        workflow.take_back(workflow.take_back(Rebase.objects.get(), by=manager), by=manager)


def test_still_open_counts_its_curve_as_asked_and_says_so_wherever_it_goes(as_manager: Client) -> None:
    an_office()
    Complaint.objects.filter(pk=Complaint.objects.earliest("-received_on").pk).update(suspended_days=4)
    asked = {"handling": "all", "cohort": "experienced", "suspended": "without", "unit": "calendar", "each": "week"}
    usual, page = (as_manager.get("/reports/counted-in/", query) for query in ({"handling": "all"}, asked))
    assert "1 of those received was suspended for a time and stays in." in usual.content.decode()
    assert usual.context["share"]["publish_url"]
    told = " ".join(page.content.decode().split())
    for words in (
        "All complaints, under way in the last 12 months: half finish in",
        "calendar days",
        "without complaints once suspended",
        "received, finalised and open by week.",
        "1 of those under way was suspended for a time and is left out.",
    ):
        assert words in told, words
    assert not page.context["share"]["publish_url"], "a published curve is counted in one way"
    assert len(page.context["flow"]["rows"]) == 26
    assert not page.context["flow"]["publish_url"]
    row = next(csv.DictReader(io.StringIO(as_manager.get(page.context["share"]["csv_url"]).content.decode())))
    assert (row["unit"], row["series"]) == ("calendar days", "Under way this year")
    assert "in calendar days" in row["filter"]
    wrong = as_manager.get("/reports/counted-in/", {"unit": "weeks"})
    assert "share" not in wrong.context
    assert wrong.context["form"].errors["unit"]


@pytest.mark.parametrize("query", [{"handling": "quick"}, {"measure": "x"}, {"months": "1e9"}, {"handling": "all"}])
@pytest.mark.parametrize("address", [OVERVIEW, MONTHS, "/reports/counted-in/"])
def test_any_question_gets_a_page_also_in_an_empty_office(
    as_manager: Client, address: str, query: dict[str, str]
) -> None:
    assert as_manager.get(address, query).status_code == 200


def test_what_if_is_arithmetic_that_says_so(as_manager: Client) -> None:
    an_office()
    page = as_manager.get("/reports/counted-in/", {"finalised": "3", "received": "1"})
    still_open = Complaint.objects.filter(finalised_on=None).count()
    weeks = f"{still_open / 3:.0f} week"
    assert f"({still_open:,}) would have finished after about {weeks}" in page.context["what_if_words"]
    assert "fall by 2 a week" in page.context["what_if_words"]
    wrong = as_manager.get("/reports/counted-in/", {"finalised": "lots"})
    assert wrong.context["what_if_words"] == ""
    assert "nter a whole number" in wrong.content.decode()


def test_the_marks_of_the_open_report_lead_where_its_table_leads(as_manager: Client) -> None:
    an_office(slow_from=date(2025, 10, 1))
    page = as_manager.get("/reports/counted-in/")
    cells = [cell for row in page.context["flow"]["rows"] for cell in row[2:5] if isinstance(cell, dict)]
    marks = {unescape(url) for url in re.findall(r'href="([^"]*)"', page.context["flow"]["wide"])}
    assert len(cells) > 20 and marks == {cell["url"] for cell in cells}
    assert "open_on=2026-03-31" in page.context["flow"]["rows"][-2][4]["url"]
    this_year, last_year, *numbers = map(unescape, re.findall(r'href="([^"]*)"', page.context["share"]["wide"]))
    still_open = [row[4] for row in page.context["share"]["rows"]]
    assert len(numbers) >= 5 and numbers == [cell["url"] for cell in still_open if isinstance(cell, dict)]
    assert numbers == [cell["url"] for cell in still_open if isinstance(cell, dict)]
    assert len(numbers) >= 5
    for cell in still_open:
        assert cell in ("0", "–") or as_manager.get(cell["url"]).context["page"].total == int(cell["text"]), cell
    assert "received_from=2025-04-16" in this_year and "received_to=2025-04-15" in last_year
    said = " ".join(re.sub("<[^>]+>", "", page.content.decode()).split())
    assert re.search(r"Mean [\d.]+ working days, of \d+ finalised from 16 April 2025 to 15 April 2026", said)
    assert "finalised_from=2025-04-16" in page.context["old_measure"]["url"]
    assert [row[0] for row in page.context["weeks"]][-1] == "9 Apr 2026" and len(page.context["weeks"]) == 12


def test_the_overview_shows_reviews_and_what_the_force_owes(as_manager: Client) -> None:
    an_office()
    review = a_review(Stage.RECS_OPEN, by=a_user(Role.REVIEWS_MANAGER))
    review.recommendations.update(made_on=date(2025, 12, 1), due_on=date(2026, 1, 1))
    tiles = {tile["label"]: tile for tile in as_manager.get(OVERVIEW).context["reviews"]}
    assert tiles["Reviews upheld"]["note"].startswith("in 12 months")
    assert tiles["Force replies overdue"]["value"] == "1"
    for tile in tiles.values():
        assert as_manager.get(tile["url"]).status_code == 200
    nobody = signed_in(a_user(Role.ADMINISTRATOR)).get(OVERVIEW).context["reviews"]
    assert all(tile["url"].startswith("/reviews/figures/") for tile in nobody)


def test_late_complaints_are_a_tile_that_opens_them(as_manager: Client) -> None:
    """A 12-month notice is owed of investigations that were received over a year ago."""
    an_office()
    Complaint.objects.filter(finalised_on=None).update(handling=Handling.OUTSIDE)
    force = Force.objects.get()
    for number in range(2):
        a_complaint(
            force=force, received_on=AS_AT - timedelta(days=500 + number), handling=Handling.LOCAL, area="North"
        )
    a_complaint(force=force, received_on=AS_AT - timedelta(days=500), handling=Handling.OUTSIDE)
    for query, count in (({}, "2"), ({"area": "North"}, "2"), ({"area": "South"}, "0"), ({"handling": "outside"}, "0")):
        (late,) = [tile for tile in as_manager.get(OVERVIEW, query).context["tiles"] if tile["label"] == "Late"]
        assert late["value"] == count, query
        assert as_manager.get(late["url"]).context["page"].total == int(count)
    tiles = signed_in(a_user(Role.ADMINISTRATOR)).get(OVERVIEW).context["tiles"]
    assert not any(tile["url"].startswith("/complaints/") for tile in tiles)


@pytest.mark.parametrize("name", ["share", "waiting", "flow"])
def test_each_chart_is_a_file_that_says_what_it_shows(as_manager: Client, name: str) -> None:
    an_office()
    svg = as_manager.get(f"/reports/counted-in/{name}.svg").content.decode()
    assert "As at 15 April 2026. All of Schedule 3" in re.sub("<[^>]*>+", " ", svg).replace("  ", " ")
    rows = list(csv.DictReader(io.StringIO(as_manager.get(f"/reports/counted-in/{name}.csv").content.decode())))
    assert {(row["as_at"], row["filter"]) for row in rows} == {("2026-04-15", "All of Schedule 3")}
    assert as_manager.get(f"/reports/counted-in/{name}.csv?handling=quick").status_code == 409


def test_the_weeks_balance_with_the_months(db: None) -> None:
    an_office()
    life = stats.life_from_facts(stats.all_complaints(), as_at=stats.as_at_of(stats.forces_with_complaints(), on=AS_AT))
    weeks = stats.flow_by_week(life, until=AS_AT, count=12)
    assert weeks[-1].end == stats.flow_by_month(life, since=AS_AT, until=AS_AT)[-1].end
    took = stats.months(life, BankHoliday.objects.as_calendar(), until=date(2026, 3, 31), count=24)
    assert sum(month.received for month in took) == 24 * 6


def test_an_administrator_reads_figures_and_no_complaint(db: None) -> None:
    an_office()
    client = signed_in(a_user(Role.ADMINISTRATOR))
    page = client.get(OVERVIEW)
    assert page.status_code == 200
    assert "/complaints/?" not in page.content.decode()
    assert client.get("/complaints/").status_code == 404
    assert '<a href="/reports/overview/">Reports' in client.get("/admin/").content.decode()


def test_every_report_page_stands_in_the_section_reports(as_manager: Client) -> None:
    an_office()
    for item in as_manager.get(OVERVIEW).context["report_pages"]:
        page = as_manager.get(item["url"])
        marked = [section["text"] for section in page.context["navigation"] if section["current"]]
        assert marked == ["Reports"], item
        assert [other["text"] for other in page.context["report_pages"] if other["current"]] == [item["text"]]
