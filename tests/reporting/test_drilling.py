"""Every number of a report opens the records it counts, and as many: whatever the office's records look like."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from complaints.choices import Handling, ImportState
from complaints.filters import asked
from complaints.models import Complaint
from complaints.rules import reference_key
from pcc.models import BankHoliday, Force, User
from pcc.reporting import workflow
from pcc.roles import Role
from tests.factories import a_batch, a_complaint, a_force, a_notice, a_user

AS_AT, EARLIER = date(2026, 4, 15), date(2026, 4, 9)
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
NUMBER = re.compile(r"(?<![\d.,-])\d[\d,]*(?![\d.-])")
CURVE = "% finished"
"""The name of a curve says a share and opens the complaints that it is a share of."""


def a_row(force: Force, number: int, taken_on: date) -> Complaint:
    received = taken_on - timedelta(days=number * 10)
    ended = received + timedelta(days=10 + number % 40 * 9)
    reference = f"CO/{force.code}/{number:03}"
    return Complaint(
        force=force,
        reference=reference,
        reference_key=reference_key(reference),
        received_on=received,
        logged_on=received + timedelta(days=number % 4) if number % 7 else None,
        first_contact_on=received + timedelta(days=number % 9) if number % 5 else None,
        finalised_on=ended if ended <= taken_on and number % 11 else None,
        handling=list(Handling)[number % len(Handling)],
        area=["Hallowmere", "Tinderbrook", ""][number % 3],
        categories=["Other", "Individual behaviours"][: number % 3],
        suspended_days=number % 6,
    )


@pytest.fixture
def an_untidy_office(db: None) -> None:
    """Two forces, one with an older extract; complaints that an extract lost, that somebody entered by hand since, and
    one that somebody finalised by hand since; of every way of handling, with and without areas, categories, notices."""
    older, newer = a_force(), a_force()
    for force, taken_on in ((older, EARLIER), (newer, AS_AT)):
        a_batch(force=force, taken_on=taken_on, state=ImportState.LOADED, loaded_at=f"{taken_on}T12:00:00Z")
        Complaint.objects.bulk_create([a_row(force, number, taken_on) for number in range(80)])
        gone = {"force": force, "handling": Handling.LOCAL, "vanished_on": taken_on}
        a_complaint(**gone, received_on=taken_on - timedelta(days=40))
        a_complaint(
            **gone, received_on=taken_on - timedelta(days=40), finalised_on=taken_on.replace(day=1) - timedelta(days=2)
        )
        a_complaint(force=force, received_on=taken_on + timedelta(days=1), handling=Handling.LOCAL)
    a_complaint(
        force=newer,
        received_on=AS_AT - timedelta(days=90),
        finalised_on=AS_AT + timedelta(days=1),
        handling=Handling.LOCAL,
    )
    for force in (older, newer):
        workflow.refresh(force, on=AS_AT, calendar=BankHoliday.objects.as_calendar())
    officer = a_user(Role.COMPLAINTS_OFFICER)
    for complaint in Complaint.objects.filter(handling=Handling.LOCAL, received_on__lt=date(2025, 2, 1))[:6]:
        a_notice(complaint, by=officer, received_on=complaint.received_on + timedelta(days=366))


def links_of(page: str) -> Iterator[tuple[str, str]]:
    """What the links of a page say and where they lead, marks of drawings with them."""
    for attributes, inner in LINK.findall(page[page.index("<main") : page.index("</main>")]):
        address = re.search(r'href="([^"]*)"', attributes)
        spoken = re.search(r'aria-label="([^"]*)"', attributes)
        said = spoken[1] if spoken else re.sub(r"<svg.*?</svg>|<[^>]+>", " ", inner, flags=re.DOTALL)
        if address:
            yield " ".join(unescape(said).split()), unescape(address[1])


TIMES = "timeliness/?from=2025-01-01&to=2026-04-30&"
PAGES = [
    "overview/?handling=all",
    "overview/?handling=local",
    "counted-in/?handling=all",
    "counted-in/?handling=schedule-3&area=not-stated&category=Other",
    "counted-in/?handling=all&cohort=experienced&suspended=without&unit=calendar&each=week",
    *(f"months/?months=24&handling=all&measure={measure}" for measure in ("median", "received")),
    "why/?year=2025&before=2024&handling=all",
    "why/?year=2025&before=2024&stated=100&area=Hallowmere",
    *(f"{TIMES}by={by}" for by in ("quarter", "fy", "handling", "category", "area", "force")),
    f"{TIMES}by=handling&basis=received",
    f"{TIMES}by=month&area=not-stated&category=Other",
    *(f"{TIMES}by=month&measure={what}" for what in ("log", "contact", "notice")),
    f"{TIMES}by=area&measure=log&basis=received",
    f"{TIMES}by=area&measure=open",
]


def test_a_number_opens_as_many_complaints_as_it_says(
    an_untidy_office: None, manager: User, as_manager: Client
) -> None:
    counted: dict[str, int] = {}
    wrong = []
    for page in PAGES:
        links = [
            (said, address)
            for said, address in links_of(as_manager.get(f"/reports/{page}").content.decode())
            if urlsplit(address).path == "/complaints/" and CURVE not in said
        ]
        assert links, page
        for said, address in links:
            if address not in counted:
                rows = asked(manager, QueryDict(urlsplit(address).query), timezone.localdate()).qs
                counted[address] = rows.order_by().count()
            if counted[address] not in [int(number.replace(",", "")) for number in NUMBER.findall(said)]:
                wrong.append((page, said, address, counted[address]))
    assert wrong == []
