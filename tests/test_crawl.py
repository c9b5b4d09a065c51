"""Every page as every role: from the home page along every link, nothing refuses, nothing breaks, nothing is empty."""

import io
import re
from collections import deque
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone

from complaints.choices import Handling
from complaints.models import Vanishing
from complaints.workflow import extracts
from pcc import jobs
from pcc.models import BankHoliday, Force, Job
from pcc.reporting import workflow
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_complaint, a_force, a_user, an_allegation
from tests.review_factories import a_review

MOST_PAGES = 150
LINK = re.compile(r'<a[^>]*\shref="([^"#]+)')


MAPPING = '[columns]\nreference = "Ref"\nreceived_on = "Received"\n[dates]\nformat = "%d/%m/%Y"\ntime_zone = "UTC"\n'


def an_extract(force: Force, state: str) -> None:
    """One with a held row, a changed complaint and one that vanished; or one whose columns nobody has named."""
    columns = "Reference,When" if state == "waiting" else "Ref,Received"
    content = f"{columns}\n,01/02/2026\nCO/{state},01/02/2026\n"
    batch = extracts.receive_extract(
        io.BytesIO(content.encode()),
        name="extract.csv",
        force=force,
        mapping=None
        if state == "waiting"
        else extracts.keep_mapping("Crawl", text=MAPPING, by=None, at=timezone.now()),
        taken_on=date(2026, 10, 1),
        by=None,
        at=timezone.now(),
    )
    if state != "waiting":
        jobs.run(batch.job_id or 0)
    if state == "loaded":
        batch = extracts.load(batch, by=None)
        jobs.run(batch.job_id or 0)
        gone = a_complaint(force=force, vanished_on=date(2026, 10, 1))
        Vanishing.objects.create(complaint=gone, batch=batch, noticed_on=date(2026, 10, 1))


@pytest.fixture(scope="module")
def a_busy_office(db_of_file: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Something behind every kind of link: open and finalised complaints, a held row, a case, jobs that ended."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        _fill()
        yield


def _fill() -> None:
    force = a_force()
    for month in range(1, 7):
        complaint = a_complaint(
            force=force, received_on=date(2026, 1, 5), finalised_on=date(2026, month, 20), handling=Handling.LOCAL
        )
        an_allegation(complaint)
    a_complaint(force=force, received_on=date(2026, 2, 2), case=a_case())
    a_review("RECS_OPEN", by=a_user(Role.COMPLAINTS_OFFICER))
    a_review("FILE_REQUESTED", by=a_user(Role.COMPLAINTS_OFFICER))
    for state in ("checked", "loaded", "waiting"):
        an_extract(force, state)
    workflow.refresh(force, on=date(2026, 10, 1), calendar=BankHoliday.objects.as_calendar())
    jobs.run(Job.objects.create(kind="figures.refresh_all").pk)


def shape(address: str) -> tuple[str, tuple[str, ...]]:
    """Pages of one kind: the path with numbers taken out, and which parameters it has."""
    parts = urlsplit(address)
    return re.sub(r"\d+", "N", parts.path), tuple(sorted(name for name, _ in parse_qsl(parts.query)))


@pytest.mark.parametrize("role", Role)
def test_no_link_leads_to_a_refusal_or_a_fault(role: Role, a_busy_office: None, db: None) -> None:
    client = signed_in(a_user(role))
    waiting, seen = deque(["/"]), {shape("/")}
    opened = 0
    while waiting and opened < MOST_PAGES:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        opened += 1
        assert response.status_code == 200, (role, address, response.status_code)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        text = b"".join(response).decode() if response.streaming else response.content.decode()
        for link in LINK.findall(text):
            target = unescape(link)
            if target.startswith("?"):
                target = urlsplit(address).path + target
            if target.startswith("/") and not target.startswith(("//", "/static/")) and shape(target) not in seen:
                seen.add(shape(target))
                waiting.append(target)
    assert opened > 1
