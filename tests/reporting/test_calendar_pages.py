"""A bank holiday from preview to act, years from a file, versions of clock rules, and the bench."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pcc
from casework import workflow as casework
from casework.choices import Result
from casework.models import CaseClock
from complaints import stats
from complaints.choices import SuspensionReason
from complaints.models import Complaint
from complaints.workflow import records
from pcc.errors import RuleBroken
from pcc.models import ENGLAND_AND_WALES, UNITED_KINGDOM, AuditEvent, BankHoliday, CalendarDay, ClockRule, Job, User
from pcc.reporting import workflow
from pcc.reporting.stats import adding, ending, impact
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_complaint, a_user

DAY = date(2026, 6, 22)
"""A Monday, and a working day before somebody makes it a holiday."""

JUBILEE: dict[str, Any] = {"label": "Day of celebration", "source": "Royal Proclamation of 1 June 2026"}


@pytest.fixture
def administrator(db: None) -> User:
    return a_user(Role.ADMINISTRATOR, name="Ada Administrator")


def token(calendar: str = ENGLAND_AND_WALES, day: date = DAY) -> str:
    return impact(adding(calendar, day=day, label=JUBILEE["label"])).token


def add(by: User, calendar: str = ENGLAND_AND_WALES, day: date = DAY) -> BankHoliday:
    return workflow.add_holiday(calendar, day=day, token=token(calendar, day), by=by, **JUBILEE)


def address(day: date = DAY, calendar: str = ENGLAND_AND_WALES) -> str:
    asked = {"calendar": calendar, "day": day.isoformat(), **JUBILEE}
    return f"{reverse('reporting:add-holiday')}?{urlencode(asked)}"


def three_clocks(officer: User) -> list[CaseClock]:
    """One that runs, one finished a day late, one finished long before that day; each of its own case."""
    running = a_clock(code="review_duration", started_on=date(2026, 6, 1), by=officer)
    late = a_clock(code="review_file_supply", started_on=date(2026, 6, 15), by=officer)
    casework.meet_clock(late, on=date(2026, 6, 30), by=officer)
    early = a_clock(code="review_file_supply", started_on=date(2026, 6, 8), by=officer)
    casework.meet_clock(early, on=date(2026, 6, 10), by=officer)
    return [running, late, early]


def test_the_preview_tells_what_moves_and_what_flips_and_which_months_are_restated(officer: User) -> None:
    running, late, early = three_clocks(officer)
    a_complaint(received_on=date(2026, 6, 1), finalised_on=date(2026, 7, 3))
    a_complaint(received_on=date(2026, 6, 1), finalised_on=date(2026, 7, 10))
    a_complaint(received_on=date(2026, 6, 22), finalised_on=date(2026, 8, 10))
    a_complaint(received_on=date(2026, 6, 19))

    effect = impact(adding(ENGLAND_AND_WALES, day=DAY, label="Day of celebration"))

    assert [(change.clock, change.was_due, change.due_on) for change in effect.moving] == [
        (running.pk, date(2026, 7, 9), date(2026, 7, 10))
    ]
    assert [(change.clock, change.was_result, change.result) for change in effect.flipping] == [
        (late.pk, Result.LATE, Result.IN_TIME)
    ]
    assert [(change.clock, change.due_on) for change in effect.ended] == [(early.pk, date(2026, 6, 23))]
    assert [(month.month, month.complaints) for month in effect.months] == [(date(2026, 7, 1), 2)]
    assert effect.open_complaints == 1
    assert [name for name, *_ in effect.versions] == [ENGLAND_AND_WALES, UNITED_KINGDOM]


def test_what_is_applied_is_what_was_shown(officer: User, administrator: User) -> None:
    clocks = three_clocks(officer)
    effect = impact(adding(ENGLAND_AND_WALES, day=DAY, label=JUBILEE["label"]))
    before = AuditEvent.objects.count()

    row = workflow.add_holiday(ENGLAND_AND_WALES, day=DAY, token=effect.token, by=administrator, **JUBILEE)

    promised = {change.clock: (change.due_on, change.result) for change in effect.clocks}
    applied = {clock.pk: (clock.due_on, clock.result) for clock in CaseClock.objects.all()}
    assert applied == promised
    assert set(applied) == {clock.pk for clock in clocks}
    versions = {name: BankHoliday.objects.as_calendar(name).version for name in (ENGLAND_AND_WALES, UNITED_KINGDOM)}
    assert versions == {name: then for name, _, then in effect.versions}
    assert set(CaseClock.objects.values_list("calendar_version", flat=True)) == {versions[ENGLAND_AND_WALES]}
    assert list(BankHoliday.objects.filter(date=DAY).values_list("calendar", "label", "source", "added_by")) == [
        (name, JUBILEE["label"], JUBILEE["source"], administrator.pk) for name in (ENGLAND_AND_WALES, UNITED_KINGDOM)
    ]
    assert Job.objects.filter(kind="figures.refresh_all", asked_by=administrator).count() == 1
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.get(verb="calendar.holiday_added")
    assert (event.subject_id, event.facts["clocks_moved"], event.facts["verdicts_flipped"]) == (str(row.pk), 1, 1)


@pytest.mark.parametrize("name", [ENGLAND_AND_WALES, UNITED_KINGDOM])
def test_the_table_of_days_follows_the_calendar(name: str, administrator: User) -> None:
    days = CalendarDay.objects.filter(calendar=name).order_by("date").values_list("date", "ordinal")
    before = dict(days.all())

    row = add(administrator, name)

    calendar = BankHoliday.objects.as_calendar(name)
    after = dict(days.all())
    assert list(after.values()) == calendar.ordinals.tolist()
    assert {day: ordinal - after[day] for day, ordinal in before.items()} == {day: int(day >= DAY) for day in before}

    workflow.end_holiday(row, reason="Withdrawn", token=impact(ending(row)).token, by=administrator)
    assert dict(days.all()) == before


def test_every_clock_stands_as_its_explanation_says_after_holidays_came_and_went(
    officer: User, administrator: User
) -> None:
    three_clocks(officer)
    a_clock(code="freedom_of_information_reply", started_on=date(2026, 6, 8), by=officer)
    row = add(administrator)
    add(administrator, UNITED_KINGDOM, date(2026, 6, 25))
    workflow.end_holiday(row, reason="Withdrawn", token=impact(ending(row)).token, by=administrator)

    for clock in CaseClock.objects.for_explaining():
        calendar = BankHoliday.objects.as_calendar(clock.rule.calendar)
        assert clock.due_on == clock.explain(calendar, as_at=DAY).due_on


def test_a_preview_that_is_no_longer_true_is_not_applied(officer: User, administrator: User) -> None:
    looked_at = token()
    a_clock(code="review_duration", started_on=date(2026, 6, 1), by=officer)
    events = AuditEvent.objects.count()

    with pytest.raises(workflow.ImpactChanged, match="Something has changed since you looked"):
        workflow.add_holiday(ENGLAND_AND_WALES, day=DAY, token=looked_at, by=administrator, **JUBILEE)

    assert not BankHoliday.objects.filter(date=DAY).exists()
    assert AuditEvent.objects.count() == events


def test_a_day_of_england_and_wales_that_the_united_kingdom_has_is_added_once(administrator: User) -> None:
    add(administrator, UNITED_KINGDOM)

    add(administrator, ENGLAND_AND_WALES)

    assert list(BankHoliday.objects.filter(date=DAY).order_by("pk").values_list("calendar", flat=True)) == [
        UNITED_KINGDOM,
        ENGLAND_AND_WALES,
    ]


def test_a_day_of_the_united_kingdom_stays_while_england_and_wales_has_it(administrator: User) -> None:
    add(administrator)
    other = BankHoliday.objects.get(calendar=UNITED_KINGDOM, date=DAY)

    with pytest.raises(RuleBroken, match="is a holiday of england and wales too"):
        ending(other)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2029, 5, 8), "The holidays of 2029 have not been loaded: the England and Wales calendar runs from 1995"),
        (date(2026, 12, 25), "Friday 25 December 2026 is already a holiday there: Christmas Day."),
    ],
)
def test_a_day_that_cannot_be_added_is_refused(day: date, sentence: str, administrator: User) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        add(administrator, day=day)


def test_days_of_suspension_are_counted_by_the_calendar_as_it_is(officer: User, administrator: User) -> None:
    complaint = a_complaint(received_on=date(2026, 6, 1), finalised_on=date(2026, 7, 3))
    records.suspend(
        complaint,
        began_on=date(2026, 6, 15),
        ended_on=date(2026, 6, 26),
        reason=SuspensionReason.INQUEST,
        by=officer,
        on=date(2026, 7, 6),
    )
    asked = stats.Asked(date(2026, 7, 1), date(2026, 7, 31), suspension="without")

    def told() -> tuple[int, float]:
        calendar = BankHoliday.objects.as_calendar()
        took = stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=date(2026, 7, 6)).total.working
        assert took
        return Complaint.objects.get().suspended_days, took.mean

    suspended, days = told()
    assert impact(adding(ENGLAND_AND_WALES, day=DAY, label="A day")).suspended == 1
    row = add(administrator)
    assert told() == (suspended - 1, days), "a day off within a suspension makes it shorter, and not what is left"
    workflow.end_holiday(row, reason="Withdrawn", token=impact(ending(row)).token, by=administrator)
    assert told() == (suspended, days)


def test_a_holiday_on_a_weekend_moves_nothing(officer: User, administrator: User) -> None:
    three_clocks(officer)
    a_complaint(received_on=date(2026, 6, 1), finalised_on=date(2026, 7, 3))

    effect = impact(adding(ENGLAND_AND_WALES, day=DAY - timedelta(days=1), label="Sunday"))

    assert (effect.clocks, effect.months, effect.open_complaints) == ((), (), 0)


def test_only_an_administrator_changes_calendars_and_rules(manager: User) -> None:
    row = BankHoliday.objects.get(calendar=ENGLAND_AND_WALES, date=date(2026, 12, 25))
    rule = ClockRule.objects.get(code="casework_reply")

    for act in (
        lambda: add(manager),
        lambda: workflow.end_holiday(row, reason="x", token=impact(ending(row)).token, by=manager),
        lambda: workflow.change_rule(rule, reason="x", by=manager),
    ):
        with pytest.raises(RuleBroken, match="Your role does not allow this"):
            act()


# Pages


def test_an_administrator_walks_from_the_day_to_the_act(officer: User, administrator: User) -> None:
    three_clocks(officer)
    client = signed_in(administrator)

    preview = client.get(address())
    given = {"token": preview.context["effect"].token}
    done = client.post(address(), given)

    words = preview.content.decode()
    assert "Clocks that move: 1" in words
    assert "Verdicts that become the other one: 1" in words
    assert (done.status_code, done["Location"]) == (302, "/reports/calendars/?year=2026")
    assert "Day of celebration" in client.get(done["Location"]).content.decode()


def test_an_administrator_sees_how_many_clocks_move_but_no_reference(officer: User, administrator: User) -> None:
    clock, *_ = three_clocks(officer)

    words = signed_in(administrator).get(address()).content.decode()

    assert clock.case.reference not in words
    assert "In cases that you may not see" in words


def test_an_administrator_who_also_sees_cases_gets_the_references_of_those(officer: User) -> None:
    both = a_user(Role.ADMINISTRATOR, Role.MANAGER)
    seen, sealed, _ = three_clocks(officer)
    reviewer = a_user(Role.REVIEWS_MANAGER)
    casework.seal(
        sealed.case,
        reason="A colleague",
        named=[officer, reviewer],
        review_on=timezone.localdate(),
        by=reviewer,
    )

    words = signed_in(both).get(address()).content.decode()

    assert seen.case.reference in words
    assert sealed.case.reference not in words


def test_an_old_preview_is_shown_anew_and_can_then_be_consented_to(officer: User, administrator: User) -> None:
    client = signed_in(administrator)
    old = client.get(address()).context["effect"].token
    a_clock(code="review_duration", started_on=date(2026, 6, 1), by=officer)

    again = client.post(address(), {"token": old})

    assert again.status_code == 200
    assert "Something has changed since you looked" in again.content.decode()
    assert not BankHoliday.objects.filter(date=DAY).exists()
    fresh = again.context["effect"].token
    assert f'value="{fresh}"' in again.content.decode()
    assert client.post(address(), {"token": fresh}).status_code == 302


def test_looking_at_a_preview_changes_nothing(officer: User, administrator: User) -> None:
    three_clocks(officer)
    before = list(CaseClock.objects.order_by("pk").values())

    signed_in(administrator).get(address())

    assert list(CaseClock.objects.order_by("pk").values()) == before
    assert not BankHoliday.objects.filter(date=DAY).exists()


def test_a_day_of_a_year_not_loaded_is_refused_on_the_page_with_what_to_do(administrator: User) -> None:
    words = signed_in(administrator).get(address(date(2029, 5, 8))).content.decode()

    assert "Bring in the whole year with the command load_holidays." in words


def test_a_holiday_is_ended_with_a_reason_and_stays_on_the_page(officer: User, administrator: User) -> None:
    row = add(administrator)
    client = signed_in(administrator)
    page = reverse("reporting:end-holiday", args=[row.pk])
    given = {"token": client.get(page).context["effect"].token}

    without = client.post(page, given)
    done = client.post(page, given | {"reason": "The proclamation was withdrawn"})

    assert "Say why this is not a holiday." in without.content.decode()
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.ended_reason, row.ended_at is not None) == ("The proclamation was withdrawn", True)
    assert "The proclamation was withdrawn" in client.get(done["Location"]).content.decode()
    assert "has already been ended" in client.get(page).content.decode()


def test_the_list_of_holidays_has_both_calendars_of_the_year_asked_for(as_officer: Client) -> None:
    page = as_officer.get(reverse("reporting:calendars"), {"year": "2026"})

    titles = [(calendar["caption"], len(calendar["rows"])) for calendar in page.context["calendars"]]
    assert titles == [("England and Wales, 2026", 8), ("United Kingdom, 2026", 14)]
    assert "Add a bank holiday" not in page.content.decode()


@pytest.mark.parametrize("year", ["1800", "9999", "x", "２０２６", "-1", ""])
def test_a_year_that_is_none_of_ours_gives_the_nearest_that_is(year: str, as_officer: Client) -> None:
    assert as_officer.get(reverse("reporting:calendars"), {"year": year}).status_code == 200


def test_the_preview_costs_the_same_for_one_clock_and_for_three(officer: User) -> None:
    client = signed_in(a_user(Role.ADMINISTRATOR, Role.MANAGER))
    client.get(address())

    costs = []
    for more in (1, 2):
        for _ in range(more):
            a_clock(code="review_duration", started_on=date(2026, 6, 1), by=officer)
        with CaptureQueriesContext(connection) as queries:
            client.get(address())
        costs.append(len(queries))

    assert costs == [costs[0]] * 2


# Years from a file


def a_year(year: int, *calendars: str, skip: int = 0) -> list[dict[str, str]]:
    """Eight invented holidays of a year for each calendar, less those skipped."""
    days = [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]
    return [
        {"calendar": name, "date": date(year, *day).isoformat(), "label": "Holiday", "source": "The published list"}
        for name in calendars
        for day in days[skip:]
    ]


def a_file(tmp_path: Path, rows: list[dict[str, str]]) -> str:
    path = tmp_path / "holidays.csv"
    text = io.StringIO()
    writer = csv.DictWriter(text, ["calendar", "date", "label", "source"])
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return str(path)


@pytest.mark.django_db
def test_a_whole_year_comes_in_from_a_file_and_moves_nothing(tmp_path: Path, officer: User) -> None:
    clock = a_clock(code="review_duration", started_on=date(2026, 6, 1), by=officer)
    said = io.StringIO()

    call_command("load_holidays", a_file(tmp_path, a_year(2029, ENGLAND_AND_WALES, UNITED_KINGDOM)), stdout=said)

    assert said.getvalue() == "england-and-wales: 2029 loaded.\nunited-kingdom: 2029 loaded.\n"
    for name in (ENGLAND_AND_WALES, UNITED_KINGDOM):
        calendar = BankHoliday.objects.as_calendar(name)
        assert calendar.last == date(2029, 12, 31)
        rows = CalendarDay.objects.filter(calendar=name).order_by("date")
        assert list(rows.values_list("ordinal", flat=True)) == calendar.ordinals.tolist()
    assert CaseClock.objects.get(pk=clock.pk).due_on == clock.due_on
    assert AuditEvent.objects.get(verb="calendar.years_loaded").facts == {
        "years": {ENGLAND_AND_WALES: [2029], UNITED_KINGDOM: [2029]}
    }


BOTH = (ENGLAND_AND_WALES, UNITED_KINGDOM)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "The file has no holidays."),
        (a_year(2030, *BOTH), "is loaded to 2028: bring in 2029 next"),
        (a_year(2028, *BOTH), "is loaded to 2028: bring in 2029 next"),
        (a_year(2029, *BOTH) + a_year(2031, *BOTH), "no year twice or out of turn"),
        (a_year(2029, *BOTH, skip=1), "2029 has 7 holidays for England and Wales"),
        (a_year(2029, ENGLAND_AND_WALES), "The calendar united-kingdom lacks the year 2029"),
        (a_year(2029, *BOTH) + a_year(2029, UNITED_KINGDOM)[:1], "A day of 2029 is in the file twice"),
        (a_year(2029, "mars"), "Line 2: there is no calendar “mars”"),
        (
            [{"calendar": UNITED_KINGDOM, "date": "1.1.29", "label": "x", "source": "y"}],
            "Line 2: “1.1.29” is not a day",
        ),
        (
            [{"calendar": UNITED_KINGDOM, "date": "2029-01-01", "label": "", "source": "y"}],
            "Line 2: “label” is missing",
        ),
    ],
)
def test_a_file_with_anything_wrong_loads_nothing(tmp_path: Path, rows: list[dict[str, str]], sentence: str) -> None:
    before = BankHoliday.objects.count()

    with pytest.raises(CommandError, match=f"Nothing was loaded. .*{sentence}"):
        call_command("load_holidays", a_file(tmp_path, rows))

    assert BankHoliday.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_holidays", str(path))


# Clock rules


def given_of(rule: ClockRule, **change: Any) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in workflow.EDITABLE} | change


@pytest.mark.django_db
def test_the_shipped_rules_are_the_rows_of_the_database() -> None:
    from pcc.clocks import rules_from  # noqa: PLC0415 - beside what it checks

    shipped = Path(pcc.__file__).parent / "fixtures" / "clock_rules.toml"

    rows = {rule.code: rule.as_rule() for rule in ClockRule.objects.newest()}

    assert rows == rules_from(shipped.read_text(encoding="utf-8"))


def test_editing_makes_the_next_version_and_running_clocks_keep_theirs(officer: User, administrator: User) -> None:
    clock = a_clock(code="casework_reply", started_on=date(2026, 6, 1), by=officer)
    rule = clock.rule

    made = workflow.change_rule(rule, reason="Agreed in May", by=administrator, **given_of(rule, amount=15))

    assert (made.version, made.amount, made.made_by, made.made_because) == (2, 15, administrator, "Agreed in May")
    kept = CaseClock.objects.get(pk=clock.pk)
    assert (kept.rule.version, kept.due_on) == (1, clock.due_on)
    newer = a_clock(code="casework_reply", started_on=date(2026, 6, 1), by=officer)
    assert (newer.rule.version, newer.due_on) == (2, date(2026, 6, 22))
    event = AuditEvent.objects.get(verb="clock_rule.changed")
    assert (event.reason, event.facts) == ("Agreed in May", {"code": "casework_reply", "fields": ["amount"]})


@pytest.mark.parametrize(
    ("code", "change", "reason", "sentence"),
    [
        ("casework_reply", {}, "x", "Nothing differs from the version that there is."),
        ("casework_reply", {"amount": 15}, " ", "Say why the rule changes."),
        ("casework_reply", {"amount": 0}, "x", "The amount must be from 1 to 1000."),
        (
            "casework_reply",
            {"in_force_from": date(2026, 2, 1), "in_force_to": date(2026, 1, 1)},
            "x",
            "A rule cannot end before it comes into force.",
        ),
        ("progress_update", {"unit": "working_days"}, "x", "This rule repeats"),
    ],
)
def test_an_edit_that_cannot_be_is_refused(
    code: str, change: dict[str, Any], reason: str, sentence: str, administrator: User
) -> None:
    rule = ClockRule.objects.get(code=code)

    with pytest.raises(RuleBroken, match=sentence):
        workflow.change_rule(rule, reason=reason, by=administrator, **given_of(rule, **change))


def test_two_people_editing_one_version_make_one_next_version(administrator: User) -> None:
    rule = ClockRule.objects.get(code="casework_reply")
    workflow.change_rule(rule, reason="First", by=administrator, **given_of(rule, amount=15))

    with pytest.raises(RuleBroken, match="Somebody has made version 2 meanwhile"):
        workflow.change_rule(rule, reason="Second", by=administrator, **given_of(rule, amount=12))


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_keeps_each_version_as_it_was(act: str) -> None:
    rules = ClockRule.objects.filter(code="casework_reply")

    with pytest.raises(DatabaseError), transaction.atomic():
        rules.update(amount=1) if act == "update" else rules.delete()


def test_an_administrator_edits_a_rule_on_its_page(administrator: User) -> None:
    client = signed_in(administrator)
    page = reverse("reporting:change-rule", args=["casework_reply"])
    form = client.get(page).context["form"]
    given = {name: value for name, value in form.initial.items() if value not in (None, False)}

    done = client.post(page, given | {"amount": 15, "reason": "Agreed in May"})
    stale = client.post(page, given | {"amount": 12, "reason": "Agreed in May"})

    assert (done.status_code, done["Location"]) == (302, "/reports/rules/casework_reply/")
    assert "Version 2: 15 working days" in client.get(done["Location"]).content.decode()
    assert "Somebody has made version 2 meanwhile" in stale.content.decode()


def test_a_rule_that_nobody_checked_says_so(as_officer: Client) -> None:
    unchecked = as_officer.get(reverse("reporting:rule", args=["casework_reply"])).content.decode()
    checked = as_officer.get(reverse("reporting:rule", args=["review_application"])).content.decode()

    assert ("Nobody has yet checked" in unchecked, "Nobody has yet checked" in checked) == (True, False)


# The bench


def tried(client: Client, **asked: str) -> Any:
    return client.get(reverse("reporting:bench"), asked)


def test_the_bench_works_a_rule_out_from_its_address(as_officer: Client) -> None:
    page = tried(as_officer, rule="review_application", start="2026-11-27", met="2026-12-22", as_at="2027-01-05")

    shown = page.context["shown"]
    assert shown["headline"] == "The last day was Friday 25 December 2026"
    assert shown["due"]["words"] == "Met – 3 days early"
    assert "nothing in the rule moves it" in page.content.decode()
    assert 'value="2026-11-27"' in page.content.decode()


def test_the_bench_leaves_pauses_out(as_officer: Client) -> None:
    page = tried(
        as_officer,
        rule="review_application",
        start="1/3/2024",
        pause_1_from="20/3/2024",
        pause_1_to="27/3/2024",
        as_at="2024-04-01",
    )

    assert page.context["shown"]["headline"] == "The last day is Friday 5 April 2024"


def test_the_bench_keeps_nothing(as_officer: Client) -> None:
    tried(as_officer, rule="review_application", start="2026-11-27")

    assert CaseClock.objects.count() == 0
    assert AuditEvent.objects.get(verb="clock_rule.tried").facts == {"code": "review_application"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"start": ""}, "Give the start date."),
        ({"start": "31/2/2026"}, "Write the date as"),
        ({"start": "2019-01-01"}, "was not in force on Tuesday 1 January 2019"),
        ({"start": "2026-01-01", "occurrence": "2"}, "has no period number 2"),
        ({"start": "2026-01-01", "rule": "no_such_rule"}, "Select a valid choice"),
        ({"start": "2026-01-01", "pause_1_to": "2026-01-09"}, "Give the day on which this pause begins."),
        ({"start": "2026-01-01", "pause_1_from": "2026-01-09", "pause_1_to": "2026-01-05"}, "cannot have ended before"),
        ({"start": "1066-10-14"}, "was not in force on"),
    ],
)
def test_the_bench_answers_what_it_cannot_work_out_with_a_sentence(
    asked: dict[str, str], sentence: str, as_officer: Client
) -> None:
    page = tried(as_officer, **{"rule": "review_application"} | asked)

    assert page.status_code == 200
    assert sentence.lower() in page.content.decode().lower()


def test_the_bench_agrees_with_a_real_clock(as_officer: Client, officer: User) -> None:
    clock = a_clock(case=a_case(), code="review_duration", started_on=date(2026, 3, 2), by=officer)

    page = tried(as_officer, rule="review_duration", start="2026-03-02")

    assert page.context["shown"]["explanation"].due_on == clock.due_on
