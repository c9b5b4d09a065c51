"""A record that is shut to somebody: it answers like a missing one, and no list, search or count holds it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection
from complaints.models import Complaint
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_complaint, a_user

SHUT = ["sealed", "conflict", "own"]


def _shut(how: str, complaint: Complaint, *, to: User, by: User) -> None:
    """Shut a complaint's case to one person: sealed without them, or theirs, or a declared conflict."""
    assert complaint.case is not None
    if how == "sealed":
        casework.seal(complaint.case, reason="A colleague is named", named=[by], review_on=timezone.localdate(), by=by)
    else:
        kind = Connection.CONFLICT if how == "conflict" else Connection.OWN_CASE
        casework.connect_staff(complaint.case, user=to, kind=kind, by=by)


def _refusals(by: User) -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(verb="record.refused", by=by).order_by("pk")
    return list(events.values_list("subject_type", "subject_id"))


@pytest.mark.parametrize("how", SHUT)
@pytest.mark.parametrize("route", ["complaints:complaint", "complaints:api-complaint", "reporting:audit-record"])
def test_a_complaint_shut_to_a_person_answers_like_a_missing_one(how: str, route: str, db: None) -> None:
    """By link or by guess: the same 404 with the same body, and one event that names what was tried."""
    shut_out, manager = a_user(Role.MANAGER, Role.COMPLAINTS_OFFICER), a_user(Role.MANAGER)
    complaint = a_complaint(case=a_case())
    _shut(how, complaint, to=shut_out, by=manager)
    client = signed_in(shut_out)

    hidden = client.get(_address(route, complaint.pk))
    missing = client.get(_address(route, complaint.pk + 10_000))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert body_of(hidden) == body_of(missing)
    assert _refusals(shut_out) == [
        ("complaints.complaint", str(complaint.pk)),
        ("complaints.complaint", str(complaint.pk + 10_000)),
    ]
    assert signed_in(manager).get(_address(route, complaint.pk)).status_code == 200


def _address(route: str, pk: int) -> str:
    return reverse(route, args=["complaints.complaint", pk] if route == "reporting:audit-record" else [pk])


@pytest.mark.parametrize("how", SHUT)
def test_a_complaint_shut_to_a_person_is_in_no_list_search_or_count_of_theirs(how: str, db: None) -> None:
    shut_out, manager = a_user(Role.MANAGER), a_user(Role.MANAGER)
    shut = a_complaint(reference="CO/91919/24", case=a_case())
    a_complaint(reference="CO/91920/24", force=shut.force)
    _shut(how, shut, to=shut_out, by=manager)

    def told(user: User) -> list[Any]:
        client = signed_in(user)
        listed, searched = (client.get(reverse("complaints:list"), {"q": q} if q else {}) for q in ("", shut.reference))
        by_api, found = (
            client.get(reverse("complaints:api-list"), {"q": q} if q else {}) for q in ("", shut.reference)
        )
        return [
            (listed.context["total"], shut.reference in listed.content.decode()),
            (searched.context["total"], len(searched.context["rows"])),
            ([row["reference"] for row in by_api.json()["results"]], found.json()["results"] != []),
        ]

    assert told(shut_out) == [(1, False), (0, 0), (["CO/91920/24"], False)]
    assert told(manager) == [(2, True), (1, 1), (["CO/91920/24", "CO/91919/24"], True)]
    shown = AuditEvent.objects.filter(by=shut_out, facts__has_key="shown").values_list("facts__shown", flat=True)
    assert all(shut.pk not in ids for ids in shown)


@pytest.mark.parametrize("how", ["conflict", "own"])
def test_an_auditor_does_not_learn_who_looked_at_their_own_case(how: str, db: None) -> None:
    auditor, manager = a_user(Role.AUDITOR), a_user(Role.MANAGER)
    complaint = a_complaint(case=a_case())
    signed_in(manager).get(complaint.get_absolute_url())
    address = _address("reporting:audit-record", complaint.pk)
    assert signed_in(auditor).get(address).status_code == 200
    _shut(how, complaint, to=auditor, by=manager)
    assert signed_in(auditor).get(address).status_code == 404
    assert _refusals(auditor) == [("complaints.complaint", str(complaint.pk))]


def test_rights_taken_away_are_gone_on_the_next_request_of_the_same_session(officer: User) -> None:
    complaint = a_complaint()
    client = signed_in(officer)
    doors = [reverse(name, args=[complaint.pk]) for name in ("complaints:complaint", "complaints:api-complaint")]
    doors += [reverse(name) for name in ("complaints:list", "complaints:api-list")]
    assert [client.get(door).status_code for door in doors] == [200] * 4
    officer.groups.clear()
    assert [client.get(door).status_code for door in doors] == [404] * 4
    assert AuditEvent.objects.filter(verb="page.refused", by=officer).count() == 4


@pytest.mark.parametrize("name", ["case__reference", "categories__contains", "force__name__startswith", "_connector"])
def test_a_filter_that_was_not_declared_is_refused(name: str, manager: User) -> None:
    assert signed_in(manager).get(reverse("complaints:api-list"), {name: "x"}).status_code == 400


def body_of(response: Any) -> bytes:
    """The body without the token that each page has anew, and without the minute in which it would be printed."""
    lines = response.content.splitlines()
    return b"\n".join(line for line in lines if b"csrfmiddlewaretoken" not in line and b"Printed by" not in line)
