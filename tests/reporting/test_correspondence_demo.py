"""The correspondence of the demonstration, asserted through the figures that everybody reads."""

import json
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from casework.choices import EnquiryStage, MailStage
from casework.models import CaseClock, Correspondence, Enquiry, Message
from casework.rules.correspondence import IN_HAND
from casework.rules.triage import suggestions
from casework.stats import correspondence as stats
from pcc.models import BankHoliday
from pcc.reporting.demo.correspondence import OPEN_ONES, YEARS, load
from pcc.roles import Role
from tests.factories import a_user

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


pytestmark = pytest.mark.xdist_group("correspondence of the demonstration")


@pytest.fixture
def demonstration(loaded: int, db: None) -> int:
    return loaded


@pytest.fixture(scope="module")
def loaded(db_of_file: None) -> int:
    return load(
        calendar=BankHoliday.objects.as_calendar(),
        caseworker=a_user(Role.CASEWORKER),
        until=TODAY,
        at=NOW,
    )


def told(start: int, *, by: str = "all") -> stats.Report:
    return stats.figures(
        stats.all_correspondence(),
        calendar=BankHoliday.objects.as_calendar(),
        since=date(start, 4, 1),
        until=date(start + 1, 3, 31),
        on=TODAY,
        by=by,
    )


def test_the_demonstration_has_the_published_number_of_pieces(demonstration: int) -> None:
    year = told(2023)
    assert (year.total.received, year.total.discarded, year.total.open) == (257, YEARS[2023][1], 0)
    assert [told(start).total.received for start in range(2021, 2026)] == [
        YEARS[start][0] for start in range(2021, 2026)
    ]
    assert sum(line.received for line in told(2023, by="month").lines) == 257
    assert sum(line.received for line in told(2023, by="theme").lines) == 257
    assert year.total.reply is not None
    assert 0.7 < year.total.reply.value < 0.95
    assert year.total.replied + year.total.without_reply == 257

    now = told(2026)
    assert now.in_hand == len(OPEN_ONES)
    assert dict(now.waiting_on) == {
        "office": sum(one.asked is None for one in OPEN_ONES), "force": 3, "partner": 2, "person": 1
    }  # fmt: skip
    assert (now.total.joined, now.total.discarded > 0) == (1, True)
    assert set(Correspondence.objects.values_list("stage", flat=True)) >= {*IN_HAND, "CLOSED", "MERGED", "DISCARDED"}


def test_what_lies_there_today_has_something_for_everybody(demonstration: int) -> None:
    new = Correspondence.objects.filter(stage=MailStage.NEW)
    found = {
        suggestions(message.subject, message.text)[0].route.value
        for message in Message.objects.filter(case__correspondence__in=new)
        if suggestions(message.subject, message.text)
    }
    assert found >= {"DANGER", "REVIEW", "FOI", "SUBJECT_ACCESS", "CHIEF_CONSTABLE", "COMMISSIONER", "OFFICE_STAFF"}
    assert new.filter(may_upset=True).count() == 2
    asked = Enquiry.objects.filter(stage=EnquiryStage.ASKED)
    assert (asked.filter(due_on__lt=TODAY).count(), asked.filter(due_on__gte=TODAY).count()) == (3, 3)
    assert CaseClock.objects.filter(met_on=None, due_on__lt=TODAY, rule__code="casework_reply_to_mp").count() == 1
    assert not Correspondence.objects.filter(received_at__gt=NOW).exists()
    for item in Correspondence.objects.all():
        assert re.fullmatch(r"(?:[a-z.]+@example\.org)?", item.sender_email)
        assert re.fullmatch(r"(?:01632 960[0-9]{3})?", item.sender_phone)


def test_the_command_prints_the_very_numbers_in_each_format(demonstration: int) -> None:
    def printed(*more: str) -> str:
        out = StringIO()
        call_command("figures", "casework", "--from", "2023-04-01", "--to", "2024-03-31", *more, stdout=out)
        return out.getvalue()

    figures = json.loads(printed("--by", "quarter", "--format", "json"))
    assert (figures["received"], figures["version"], figures["base"]) == (257, 1, figures["replied"])
    assert sum(row["received"] for row in figures["rows"]) == 257
    assert [row["key"] for row in figures["rows"]] == ["2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"]
    assert printed("--by", "channel", "--format", "csv").count("\n") == 2 + 6
    assert re.search(r"All +257 ", printed())
