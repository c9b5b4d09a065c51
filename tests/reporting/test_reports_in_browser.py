"""The report pages in a real browser, at a desk and on a phone: read, published by two people, read by the public."""

from datetime import date

import pytest

from complaints.choices import Handling
from complaints.models import Complaint
from pcc.reporting import workflow
from pcc.reporting.models import Publication
from pcc.roles import Role
from tests.browser import Screen
from tests.factories import PASSWORD, a_force, a_publication, a_user
from tests.reporting.test_overview import an_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "overview/",
    "timeliness/?from=2025-01-01&to=2025-12-31&by=handling",
    "counted-in/",
    "months/?measure=mean",
    "peers/?ours=Kent",
    "annual/?year=2025",
    "publishing/",
)


def test_a_manager_reads_the_report_and_publishes_it_with_a_second_person(screen: Screen) -> None:
    an_office(slow_from=date(2025, 9, 1))
    manager, signer = a_user(Role.MANAGER), a_user(Role.REVIEWS_MANAGER)
    screen.sign_in(manager.email, PASSWORD)
    for page in PAGES:
        screen.go(f"/reports/{page}")
        screen.judged()
    screen.go("/reports/months/rebase/?measure=median&month=2025-09-01")
    screen.judged()
    screen.go("/reports/publishing/new/?from=2025-01-01&to=2025-12-31&by=month")
    screen.judged()
    screen.fill(title="Resolution times 2025")
    screen.button("Propose to publish")
    assert "somebody else has to sign it" in screen.judged()
    screen.link("Brief of one page")
    screen.judged()

    row = workflow.sign(Publication.objects.get(), findings_accepted=True, by=signer)
    screen.go("/published/")
    screen.judged()
    screen.go(row.get_public_url())
    assert "Open Government Licence" in screen.judged()


def test_the_public_page_fits_the_narrowest_screen(open_screen: object) -> None:
    force = a_force()
    for number in range(12):
        Complaint.objects.create(
            force=force,
            reference=f"N/{number}",
            reference_key=f"N{number}",
            received_on=date(2024, 1, 8),
            finalised_on=date(2024, 1 + number, 20),
            handling=Handling.LOCAL,
        )
    row = workflow.sign(a_publication(by="month"), findings_accepted=True, by=a_user(Role.REVIEWS_MANAGER))
    screen: Screen = open_screen(320)  # type: ignore[operator]
    screen.go(row.get_public_url())
    assert "[c]" in screen.judged()
