"""The page of figures of correspondence: its numbers, what they lead to, and the same numbers by API and as files."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from casework.choices import Channel, MailOutcome, MailStage, Recipient, RouteChoice
from casework.models import Correspondence, Theme
from casework.workflow import past, seal
from casework.workflow.past import PastEnquiry, PastPiece
from pcc.models import AuditEvent, BankHoliday, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_user

PAGE = "/reports/correspondence/"


def back(working: int) -> date:
    """So many working days before today."""
    calendar, day = BankHoliday.objects.as_calendar(), timezone.localdate()
    while calendar.between(day, timezone.localdate()) < working:
        day -= timedelta(days=1)
    return day


@pytest.fixture
def lying_there(caseworker: User) -> list[Correspondence]:
    """Something of everything that a number can count."""
    noise, thanks = Theme.objects.get(name="Anti-social behaviour"), Theme.objects.get(name="Thanks")
    shared: dict[str, Any] = {"owner": caseworker, "text": "Hello", "theme": noise, "area": "North & South"}
    sorted_as = {"route": RouteChoice.CASEWORK}
    asked = PastEnquiry(Recipient.FORCE, "Them", "Is it so?", asked_on=back(38), due_on=back(28))
    pieces = [
        PastPiece(back(60), Channel.EMAIL, MailStage.CLOSED, **shared, **sorted_as, acknowledged_on=back(58),
                  replied_on=back(50), ended_on=back(50), outcome=MailOutcome.ANSWERED),
        PastPiece(back(60), Channel.LETTER, MailStage.CLOSED, **shared, **sorted_as, replied_on=back(35),
                  ended_on=back(30), outcome=MailOutcome.ANSWERED),
        PastPiece(back(40), Channel.EMAIL, MailStage.WAITING_ON_FORCE, **shared, **sorted_as, enquiries=(asked,)),
        PastPiece(back(30), Channel.PHONE, MailStage.CLOSED, owner=caseworker, theme=thanks, route=RouteChoice.CASEWORK,
                  acknowledged_on=back(29), ended_on=back(29), outcome=MailOutcome.NO_REPLY),
        PastPiece(back(15), Channel.EMAIL, MailStage.OPEN, **shared, **sorted_as, from_elected=True),
        PastPiece(back(15), Channel.FORM, MailStage.REPLIED, **shared, route=RouteChoice.FOI, replied_on=back(2)),
        PastPiece(back(3), Channel.EMAIL, MailStage.NEW, text="He has got a knife"),
        PastPiece(back(20), Channel.EMAIL, MailStage.DISCARDED, ended_on=back(19)),
    ]  # fmt: skip
    return past.load(pieces, by=caseworker, source="test")


def period(**more: str) -> str:
    return f"{PAGE}?{urlencode({'from': str(back(70)), 'to': str(timezone.localdate()), 'by': 'theme'} | more)}"


def numbers_of(context: Any) -> list[tuple[str, str]]:
    """Every number of the page that leads somewhere: what is printed, and where it leads."""
    cells = [cell for row in [*context["rows"], context["foot"]] for cell in row if isinstance(cell, dict)]
    cells += [row["value"] for row in context["apart"] if isinstance(row["value"], dict)]
    led = [(cell["text"], cell["url"]) for cell in cells]
    led += [(tile["value"], tile["url"]) for tile in context["tiles"] if tile["value"].isdigit()]
    for picture in context["shown"].drawings.values():
        led += [(str(bar.value), bar.url) for bar in getattr(picture, "bars", ()) if bar.url]
    return led


@pytest.mark.parametrize("by", ["theme", "channel", "area", "waiting", "month", "fy"])
@pytest.mark.usefixtures("lying_there")
def test_every_number_leads_to_exactly_what_it_counts(by: str, caseworker: User) -> None:
    client = signed_in(caseworker)
    page = client.get(period(by=by))
    led = numbers_of(page.context)
    assert len(led) > 20
    for number, url in led:
        listed = client.get(url)
        assert (listed.status_code, listed.context["total"]) == (200, int(number)), (number, url)


@pytest.mark.usefixtures("lying_there")
def test_page_api_file_and_command_tell_the_same_numbers(caseworker: User) -> None:
    client = signed_in(caseworker)
    shown = client.get(period()).context["report"].as_json()
    assert (shown["received"], shown["replied"], shown["in_time"], shown["base"]) == (7, 3, 2, 5)
    assert (shown["overdue"], shown["not_due"], shown["without_reply"], shown["discarded"]) == (2, 1, 1, 1)
    assert client.get(period().replace(PAGE, "/reports/api/correspondence/")).json() == shown
    written = list(csv.DictReader(io.StringIO(client.get(period().replace(PAGE, PAGE[:-1] + ".csv")).content.decode())))
    assert [row["received"] for row in written] == [*(str(row["received"]) for row in shown["rows"]), "7"]
    out = io.StringIO()
    call_command(
        "figures",
        "casework",
        "--from",
        shown["from"],
        "--to",
        shown["to"],
        "--by",
        "theme",
        "--format",
        "csv",
        stdout=out,
    )
    assert list(csv.DictReader(io.StringIO(out.getvalue()))) == written
    assert AuditEvent.objects.filter(verb="figures.downloaded").get().facts == {"figure": "casework", "form": "csv"}


def test_a_sealed_matter_counts_and_its_rows_do_not_show(
    lying_there: list[Correspondence], caseworker: User, manager: User
) -> None:
    seal(
        lying_there[0].case,
        reason="A colleague is named",
        named=[manager],
        review_on=timezone.localdate() + timedelta(days=30),
        by=manager,
    )
    client = signed_in(caseworker)
    page = client.get(period())
    assert page.context["report"].total.received == 7
    assert page.context["hidden"] == "1 of the matters counted is not shown to you in the lists."
    assert client.get(page.context["tiles"][0]["url"]).context["total"] == 6
    assert signed_in(manager).get(period()).context["hidden"] == ""


@pytest.mark.usefixtures("lying_there")
def test_who_reads_figures_alone_has_no_ways_to_the_rows() -> None:
    page = signed_in(a_user(Role.COMMISSIONER)).get(period())
    assert not [url for _, url in numbers_of(page.context) if "/cases/" in url]


@pytest.mark.parametrize("name", ["received", "waiting", "ages"])
@pytest.mark.parametrize("kind", ["csv", "svg"])
@pytest.mark.usefixtures("lying_there")
def test_each_picture_is_had_as_a_file(name: str, kind: str, caseworker: User) -> None:
    answer = signed_in(caseworker).get(period().replace(PAGE, f"{PAGE}{name}.{kind}"))
    assert answer.status_code == 200
    assert f"{name}-as-at-" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "2024-05-01", "to": "2024-04-01"}, "The period ends before it starts"),
        ({"from": "soon", "to": "2024-04-01"}, "31/3/2024"),
        ({"by": "ward"}, "ward is not one of the available choices"),
        ({"ward": "1"}, "These figures know no ward."),
    ],
)
def test_bad_input_gets_a_sentence_on_the_page_and_by_api(
    asked: dict[str, str], sentence: str, as_manager: Client
) -> None:
    assert sentence in as_manager.get(period(**asked)).content.decode()
    answer = as_manager.get(period(**asked).replace(PAGE, "/reports/api/correspondence/"))
    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert as_manager.get(period(**asked).replace(PAGE, "/reports/correspondence.csv")).status_code == 409


@pytest.mark.parametrize("number", [1, 3])
def test_the_figures_cost_the_same_for_one_and_for_three(
    number: int, caseworker: User, as_manager: Client, django_assert_max_num_queries: Any
) -> None:
    piece = PastPiece(back(3), Channel.EMAIL, MailStage.NEW, text="Hello")
    past.load([piece] * number, by=caseworker, source="test")
    as_manager.get(period())
    with django_assert_max_num_queries(13):
        as_manager.get(period())


@pytest.mark.usefixtures("lying_there")
def test_the_annual_report_and_the_managers_home_tell_the_same_numbers(as_manager: Client) -> None:
    year = timezone.localdate().year
    said = {
        one["heading"]: one["text"] for one in as_manager.get(f"/reports/annual/?year={year}").context["statements"]
    }
    report = as_manager.get(period(**{"from": f"{year}-01-01", "to": f"{year}-12-31"})).context["report"]
    assert said["Correspondence"].startswith(
        f"{report.total.received} pieces of correspondence were received in {year}"
    )
    assert said["Correspondence answered in time"].startswith(f"Replied to in time: {report.total.reply.words}.")
    tiles = as_manager.get("/").context["letters"]
    assert [tile["label"] for tile in tiles] == ["Received", "Answered in time", "Overdue", "Open now"]
    assert as_manager.get(tiles[3]["url"]).context["total"] == int(tiles[3]["value"]) == report.in_hand
