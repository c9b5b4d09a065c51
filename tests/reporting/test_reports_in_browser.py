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


FORCED = {"forced_colors": "active", "color_scheme": "dark"}
UNSEEN = """
() => {
  const light = (colour) => {
    const parts = (colour.match(/[\\d.]+/g) || []).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const seen = (colour) => colour.startsWith("rgb") && (light(colour) + 0.05) / 0.05 >= 3;
  const shapes = [...document.querySelectorAll(".pcc-figure__wide svg :is(text, line, path, circle, rect)")];
  return shapes
    .filter((shape) => !shape.getAttribute("stroke-opacity") && !shape.getAttribute("pointer-events"))
    .filter((shape) => shape.getClientRects().length)
    .filter((shape) => !seen(getComputedStyle(shape).fill) && !seen(getComputedStyle(shape).stroke))
    .map((shape) => shape.outerHTML.slice(0, 160));
}
"""


def test_every_mark_of_a_chart_is_seen_in_colours_that_the_reader_forces(open_screen: object) -> None:
    """White on black, as Windows' contrast themes paint: each shape has a fill or an edge of contrast 3 or more."""
    an_office(slow_from=date(2025, 9, 1))
    screen: Screen = open_screen(1280)  # type: ignore[operator]
    screen.sign_in(a_user(Role.MANAGER).email, PASSWORD)
    screen.page.emulate_media(**FORCED)  # type: ignore[arg-type]
    for page in ("timeliness/?from=2025-01-01&to=2025-12-31&by=month", "counted-in/", "months/", "peers/?ours=Kent"):
        screen.go(f"/reports/{page}")
        screen.page.locator(".pcc-figure__wide svg").first.wait_for()
        assert screen.page.evaluate(UNSEEN) == [], page
        screen.picture()
