"""Pages and API of complaints: what is found, what is refused, and what a list costs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Handling
from complaints.models import Complaint
from pcc.models import AuditEvent, User
from tests.factories import a_complaint, a_force, an_allegation

LIST = "/complaints/"
API = "/complaints/api/"


def references(client: Client, query: str = "") -> list[str]:
    """The references on the page of that address, in its order."""
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [complaint.reference for complaint in response.context["page"].rows]


def test_the_list_shows_the_newest_first(as_officer: Client) -> None:
    a_complaint(reference="OLD/1", received_on=date(2023, 1, 2))
    a_complaint(reference="NEW/1", received_on=date(2024, 1, 2))
    assert references(as_officer) == ["NEW/1", "OLD/1"]


@pytest.mark.parametrize("typed", ["CO/00042/24", "co 00042 24", "co-00042-24", "CO00042"])
def test_a_reference_is_found_however_it_is_punctuated(as_officer: Client, typed: str) -> None:
    a_complaint(reference="CO/00042/24")
    a_complaint(reference="CO/00043/24")
    assert [c.reference for c in as_officer.get(LIST, {"q": typed}).context["page"].rows] == ["CO/00042/24"]


def test_filters_of_handling_state_and_dates_work_together(as_officer: Client) -> None:
    a_complaint(reference="A", handling=Handling.LOCAL, received_on=date(2024, 1, 2), finalised_on=date(2024, 2, 1))
    a_complaint(reference="B", handling=Handling.OUTSIDE, received_on=date(2024, 1, 2), finalised_on=date(2024, 2, 1))
    a_complaint(reference="C", handling=Handling.LOCAL, received_on=date(2024, 1, 2))
    query = "?handling=schedule-3&state=finalised&finalised_from=2024-02-01&finalised_to=1/2/2024"
    assert references(as_officer, query) == ["A"]


def test_paging_neither_repeats_nor_loses_a_row_while_rows_arrive(as_officer: Client) -> None:
    for number in range(60):
        a_complaint(reference=f"R{number:02}", received_on=date(2024, 1, 1 + number // 3))
    first = as_officer.get(LIST).context["page"]
    a_complaint(reference="LATE", received_on=date(2024, 3, 1))
    second = as_officer.get(first.next).context["page"]
    third = as_officer.get(second.next).context["page"]
    seen = [complaint.reference for page in (first, second, third) for complaint in page.rows]
    assert sorted(seen) == [f"R{number:02}" for number in range(60)]
    assert third.next is None
    back = as_officer.get(third.previous).context["page"]
    assert [c.pk for c in back.rows] == [c.pk for c in second.rows]


@pytest.mark.parametrize(
    "query",
    [
        {"received_from": "31/31/2024"},
        {"handling": "NONSENSE"},
        {"state": "half"},
        {"q": "x" * 101},
        {"force": "nowhere"},
        {"age": "7"},
        {"overdue": "soon"},
        {"factor": "nonsense"},
        {"young": "perhaps"},
        {"imported": "-1"},
        {"imported": "99999999999999999999"},
    ],
)
def test_an_unreadable_filter_is_told_and_nothing_is_listed(as_officer: Client, query: dict[str, str]) -> None:
    a_complaint()
    page = as_officer.get(LIST, query)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert as_officer.get(API, query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "?sort=colour",
        "?sort=-password",
        "?after=nonsense",
        "?after=W251bGwsIG51bGxd",
        "?before=WyIyMDI0LTAxLTAxIiwgMWU0MDBd",
    ],
)
def test_a_broken_sort_or_page_link_gets_a_sentence(as_officer: Client, query: str) -> None:
    a_complaint()
    response = as_officer.get(LIST + query)
    assert response.status_code == 200
    assert response.context["refused"]


@pytest.mark.parametrize("query", ["?q=%00", "?q=%ED%A0%80", "?area=%00"])
def test_a_nul_or_lone_surrogate_in_the_address_is_refused_with_a_page(as_officer: Client, query: str) -> None:
    response = as_officer.get(LIST + query)
    assert response.status_code in (200, 400)
    assert as_officer.get(API + query).status_code in (200, 400)


def test_an_unknown_filter_of_the_api_is_refused_by_name(as_officer: Client) -> None:
    response = as_officer.get(API, {"officer__collar": "1"})
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["officer__collar"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", [LIST, API])
def test_a_list_costs_the_same_with_one_row_and_with_three(as_officer: Client, rows: int, address: str) -> None:
    force = a_force()
    for _ in range(rows):
        an_allegation(a_complaint(force=force))
    queries(as_officer, address)  # the first of a session notes it
    assert queries(as_officer, address) == EXPECTED[address]


@pytest.mark.parametrize("query", ["", "?state=open&handling=LOCAL&received_from=1/1/2020", "?sort=-finalised"])
def test_a_list_of_several_pages_is_counted_in_the_statement_of_its_rows(as_officer: Client, query: str) -> None:
    force = a_force()
    for number in range(60):
        a_complaint(force=force, reference=f"R{number}", handling=Handling.LOCAL)
    response = as_officer.get(LIST + query)
    assert "Showing <strong>25</strong> of <strong>60</strong>" in response.content.decode()
    assert queries(as_officer, LIST + query) == EXPECTED[LIST]
    last = as_officer.get(as_officer.get(response.context["page"].next).context["page"].next).context["page"]
    assert (len(last.rows), last.total) == (10, 60)
    Complaint.objects.filter(pk__in=[row.pk for row in last.rows]).delete()
    emptied = as_officer.get(as_officer.get(response.context["page"].next).context["page"].next or LIST)
    assert "of <strong>50</strong>" in emptied.content.decode()


EXPECTED = {LIST: 6, API: 4}
"""Session, person, rows and the event; the page offers the choices of its filters, and saved views."""


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_case_page_shows_dates_with_working_days_and_every_allegation(as_officer: Client) -> None:
    complaint = a_complaint(received_on=date(2022, 5, 27), finalised_on=date(2022, 5, 31))
    an_allegation(complaint, category="Use of force", decision="Service acceptable")
    page = as_officer.get(complaint.get_absolute_url()).content.decode()
    assert "2 working days" in page  # Monday 30 May 2022 was an ordinary day: its holiday had moved to 2 June
    assert "Use of force" in page
    assert "Service acceptable" in page


def test_opening_a_complaint_is_an_event(as_officer: Client, officer: User) -> None:
    complaint = a_complaint()
    as_officer.get(complaint.get_absolute_url())
    event = AuditEvent.objects.get(verb="complaint.viewed")
    assert (event.by, event.subject_type, event.subject_id) == (officer, "complaints.complaint", str(complaint.pk))


def test_the_api_gives_the_same_rows_as_the_page(as_officer: Client) -> None:
    for number in range(3):
        a_complaint(received_on=date(2024, 1, 1 + number))
    rows = as_officer.get(API).json()["results"]
    assert sorted(row["reference"] for row in rows) == sorted(references(as_officer))


def test_text_in_any_field_is_shown_as_text(as_officer: Client) -> None:
    hostile = '"><svg onload=alert(1)>'
    complaint = a_complaint(reference=hostile[:80], area=hostile, channel=hostile, result=hostile, categories=[hostile])
    an_allegation(complaint, category=hostile, decision=hostile, action=hostile)
    for address in (LIST, complaint.get_absolute_url()):
        assert "<svg onload" not in as_officer.get(address).content.decode()


def test_a_page_can_be_asked_for_by_an_impossible_number(as_officer: Client) -> None:
    for number in (0, 10**30, 2**63):
        assert as_officer.get(f"{reverse('complaints:list')}{number}/").status_code == 404
        assert as_officer.get(f"{API}{number}/").status_code == 404


def test_a_page_tells_of_a_filter_that_does_not_exist_and_lists_what_it_listed_before(as_officer: Client) -> None:
    a_complaint(reference="CO/00042/24")
    assert "There is no filter called colour." in as_officer.get(LIST, {"colour": "red"}).content.decode()
    assert references(as_officer, "?colour=red") == references(as_officer) == ["CO/00042/24"]
