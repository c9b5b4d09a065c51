"""What somebody with an account would try: ids walked, parts of other records, forms without their token."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from complaints.choices import LinkKind
from complaints.models import Complaint
from complaints.workflow import records
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.choices import Stage
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_complaint, a_correction, a_suspension, a_user
from tests.review_factories import a_review
from tests.test_permissions import EVERYBODY, TABLE, make_addresses
from tests.test_shut_records import body_of

TRACES = {"pcc_auditevent", "pcc_auditseal", "django_session", "usersessions_usersession"}
"""Tables that a look may write to: who looked, and when the session was last used."""


@pytest.fixture
def addresses(db: None) -> dict[str, str]:
    return make_addresses()


# Ids and references


def test_walking_ids_finds_what_is_ones_own_and_for_the_rest_the_missing_page(officer: User, manager: User) -> None:
    shut, mine = a_complaint(case=a_case()), [a_complaint() for _ in range(3)]
    casework.seal(shut.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    client = signed_in(officer)
    walked = range(max(0, shut.pk - 25), mine[-1].pk + 25)
    answers = {pk: client.get(reverse("complaints:complaint", args=[pk])) for pk in walked}
    assert {pk for pk, answer in answers.items() if answer.status_code == 200} == {one.pk for one in mine}
    assert {body_of(answer) for pk, answer in answers.items() if answer.status_code != 200} == {
        body_of(client.get(reverse("complaints:complaint", args=[10**9])))
    }


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_an_id_that_no_database_holds_is_a_missing_page(officer: User, number: int) -> None:
    client = signed_in(officer)
    for name in ("complaints:complaint", "complaints:api-complaint", "casework:case", "casework:why"):
        assert client.get(reverse(name, args=[number])).status_code == 404, name


def test_a_part_is_found_through_its_own_record_alone(officer: User) -> None:
    """The id of one's own complaint does not open the suspension, link, label or correction of another."""
    mine, theirs, other = a_complaint(), a_complaint(), a_complaint()
    suspension = a_suspension(theirs, by=officer)
    correction = a_correction(theirs, by=officer)
    link = records.link(theirs, other=other, kind=LinkKind.RELATED, by=officer)
    label = records.put_label(theirs, name="To read", by=officer).label
    records.put_label(mine, name="Another", by=officer)
    client = signed_in(officer)
    parts = {"end-suspension": suspension.pk, "unlink": link.pk, "take-label-off": label.pk, "accept": correction.pk}
    for name, part in parts.items():
        assert client.get(reverse(f"complaints:{name}", args=[theirs.pk, part])).status_code == 200, name
        assert client.get(reverse(f"complaints:{name}", args=[mine.pk, part])).status_code == 404, name
        assert client.post(reverse(f"complaints:{name}", args=[mine.pk, part])).status_code == 404, name


@pytest.mark.parametrize("how", ["sealed", "missing"])
def test_naming_a_record_that_one_may_not_see_is_refused_like_one_that_is_not_there(
    officer: User, manager: User, how: str
) -> None:
    complaint, other = a_complaint(), a_complaint(reference="CO/777/24", case=a_case())
    if how == "sealed":
        casework.seal(other.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    reference = other.reference if how == "sealed" else "CO/778/24"
    typed = {"reference": reference, "kind": LinkKind.RELATED, "note": "Same officer"}
    answer = signed_in(officer).post(reverse("complaints:link", args=[complaint.pk]), typed)
    text = answer.content.decode()
    assert "There is no complaint with this reference." in text
    assert "Same officer" in text, "what was typed is kept"


# Forms


def test_no_form_is_taken_without_its_token(officer: User, addresses: dict[str, str]) -> None:
    """Neither without one, nor with somebody else's, nor with it in the address, nor as JSON in plain text."""
    everything = a_user(*Role)
    strict, another = Client(enforce_csrf_checks=True), Client()
    strict.force_login(everything)
    another.force_login(officer)
    strict.get("/account/sessions/")
    another.get("/account/sessions/")
    foreign = another.session.get("_csrftoken", "x" * 32)
    before = contents()
    for address in (addresses[name] for name in TABLE):
        answers = [
            strict.post(address, {"reason": "x"}),
            strict.post(address, {"reason": "x", "csrfmiddlewaretoken": foreign}),
            strict.post(f"{address}{'&' if '?' in address else '?'}csrfmiddlewaretoken={foreign}"),
            strict.post(address, '{"reason": "x"}', content_type="text/plain"),
        ]
        assert {answer.status_code for answer in answers} <= {403, 405, 415}, address
    assert contents() == before


def contents() -> dict[str, str | None]:
    """A digest of every table's rows, but for the traces that looking leaves."""
    found: dict[str, str | None] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in TRACES:
                cursor.execute(
                    f"SELECT coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM \"{table}\" t"
                )
                found[table] = cursor.fetchone()[0]
    return found


def test_looking_changes_nothing(addresses: dict[str, str]) -> None:
    everything = a_user(*Role)
    client = signed_in(everything)
    client.get("/")
    before = contents()
    for name, (_, roles) in TABLE.items():
        if roles == EVERYBODY or everything.roles & roles:
            for look in (client.get, client.head, client.options):
                assert look(addresses[name]).status_code in (200, 302, 403, 404, 405), name
    assert contents() == before


# Taking away and opening what was shut


def test_who_takes_the_log_away_or_opens_what_was_shut_shows_again_who_they_are(manager: User, officer: User) -> None:
    case = a_clock(by=officer).case
    casework.seal(case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    auditor = a_user(Role.AUDITOR)
    doors: list[tuple[User, str, Any]] = [
        (auditor, reverse("reporting:audit-export"), {"reason": "SAR 12"}),
        (manager, reverse("casework:lift-seal", args=[case.pk]), {"reason": "No longer needed"}),
        (manager, reverse("casework:let-in", args=[case.pk]), {"reason": "A mistake"}),
    ]
    for person, address, typed in doors:
        client = signed_in(person)
        assert client.get(address).status_code == 200, address
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            for answer in (client.get(address), client.post(address, typed)):
                assert answer.status_code == 302, address
                assert answer["Location"].startswith(reverse("account_reauthenticate")), address
    assert case.seals.filter(lifted_at=None).exists()
    assert not AuditEvent.objects.filter(verb__in=["audit.exported", "case.unsealed"]).exists()


def test_one_attempt_at_a_shut_record_leaves_one_event(officer: User, manager: User) -> None:
    shut = a_complaint(case=a_case())
    casework.seal(shut.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    client = signed_in(officer)
    attempts = [
        reverse("complaints:complaint", args=[shut.pk]),
        reverse("complaints:timeline", args=[shut.pk]),
        reverse("complaints:edit", args=[shut.pk, "dates"]),
        reverse("complaints:api-complaint", args=[shut.pk]),
        reverse("casework:case", args=[shut.case_id]),
    ]
    for number, address in enumerate(attempts, start=1):
        assert client.get(address).status_code == 404
        assert AuditEvent.objects.filter(verb="record.refused", by=officer).count() == number
    assert Complaint.objects.visible_to(officer).filter(pk=shut.pk).count() == 0


@pytest.mark.parametrize("digits", ["²", "①", "9" * 40, "-1"])
def test_what_only_looks_like_a_number_finds_nothing_and_is_no_fault(officer: User, digits: str) -> None:
    client, review = signed_in(officer), a_review(Stage.IN_ASSESSMENT, by=officer)
    answers = (
        client.get(reverse("reviews:declare-several"), {"review": digits}),
        client.get(reverse("casework:hand-over"), {"giver": digits}),
        client.post(reverse("reviews:take-allegation", args=[review.pk]), {"number": digits}),
    )
    assert [answer.status_code for answer in answers] == [302, 200, 404]
