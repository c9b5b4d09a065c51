"""The API of case files: what it gives, to whom, at what cost, and what it leaves on the log."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import Connection, PartyRole
from casework.models import Case
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_document, a_letter, a_party, a_person, a_task, a_user

PARTS = ("people", "notes", "tasks", "documents", "letters", "clocks", "timeline")


def of(part: str, case: Case) -> str:
    return reverse(f"casework:api-{part}", args=[case.pk])


def filled(case: Case, *, by: User) -> Case:
    ann = a_party(case, person=a_person(name="Ann Example", email="ann@home.example"), by=by)
    given: dict[str, Any] = {"represents": ann, "consent_on": case.opened_on, "consent_evidence": "Form"}
    a_party(case, person=a_person(name="Rob Helper"), role=PartyRole.REPRESENTATIVE, by=by, **given)
    workflow.add_note(case, text="Rang her", on=case.opened_on, by=by)
    a_task(case, by=by)
    a_document(case=case, by=by)
    a_letter(case=case, by=by)
    a_clock(case=case, code="casework_reply", by=by)
    return case


def test_a_file_is_read_part_by_part(officer: User) -> None:
    case, client = filled(a_case(owner=officer), by=officer), signed_in(officer)
    rows = {part: client.get(of(part, case)).json() for part in PARTS}
    assert client.get(of("case", case)).json()["reference"] == case.reference
    assert client.get(reverse("casework:api-cases")).json()["results"][0]["owner"] == "Olwen Officer"
    helper, ann = rows["people"]["results"]
    assert (ann["name"], ann["role"], ann["email"]) == ("Ann Example", "COMPLAINANT", "ann@home.example")
    assert (helper["role"], helper["represents"], helper["consent_evidence"]) == ("REPRESENTATIVE", ann["id"], "Form")
    assert [row["text"] for row in rows["notes"]["results"]] == ["Rang her"]
    assert [row["text"] for row in rows["tasks"]["results"]] == ["Write back"]
    assert rows["documents"]["results"][0]["name"] == "letter.pdf"
    assert "key" not in rows["documents"]["results"][0]
    assert rows["letters"]["results"][0]["copies"][0]["name"] == "Ann Example"
    assert [row["code"] for row in rows["clocks"]["results"]] == ["casework_reply"]
    assert "Rang her" in [entry["text"] for entry in rows["timeline"]]
    looks = (
        AuditEvent.objects.filter(verb="case.viewed", by=officer).order_by("pk").values_list("facts__part", flat=True)
    )
    assert list(looks) == [*PARTS, "file"]


@pytest.mark.parametrize("how", ["sealed", "conflict", "team"])
@pytest.mark.parametrize("part", ["case", *PARTS])
def test_what_is_shut_answers_like_what_is_missing(part: str, how: str, officer: User, manager: User) -> None:
    case = a_case()
    if how == "sealed":
        workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    elif how == "conflict":
        workflow.connect_staff(case, user=officer, kind=Connection.CONFLICT, by=manager)
    else:
        Case.objects.filter(pk=case.pk).update(team=workflow.add_team("Others", members=[], by=manager))
    client = signed_in(officer)
    shut, missing = client.get(of(part, case)), client.get(reverse(f"casework:api-{part}", args=[10**9]))
    assert (shut.status_code, shut.content) == (missing.status_code, missing.content) == (404, missing.content)
    assert client.get(reverse("casework:api-cases")).json()["results"] == []
    refused = AuditEvent.objects.filter(verb="record.refused", by=officer).values_list("subject_type", "subject_id")
    assert set(refused) == {("casework.case", str(case.pk)), ("casework.case", str(10**9))}


def test_a_letter_is_read_with_its_words_by_whoever_sees_its_file(officer: User, manager: User) -> None:
    letter = a_letter(case=a_case(), by=officer)
    address, client = reverse("casework:api-letter", args=[letter.pk]), signed_in(officer)
    whole = client.get(address).json()
    assert (whole["id"], whole["template"], whole["copies"][0]["name"]) == (letter.pk, "full_reply", "Ann Example")
    assert whole["words"][0] == {"heading": "", "text": "Dear [[recipient_name]]"}
    assert AuditEvent.objects.filter(verb="letter.viewed", by=officer).count() == 1
    workflow.seal(letter.case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    shut, missing = client.get(address), client.get(reverse("casework:api-letter", args=[10**9]))
    assert (shut.status_code, shut.content) == (404, missing.content)


def test_an_emergency_opens_pages_and_not_the_api(manager: User) -> None:
    case, lead = a_case(), a_user(Role.SAFEGUARDING_LEAD)
    workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    workflow.open_sealed(case.reference, reason="Somebody will be hurt unless we look", by=lead)
    client = signed_in(lead)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert client.get(of("case", case)).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_a_part_takes_no_more_queries_for_more_rows(part: str, officer: User) -> None:
    case, client = a_case(), signed_in(officer)

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(of(part, case)).status_code == 200
        return len(queries)

    filled(case, by=officer)
    taken()
    one = taken()
    for number in range(2):
        a_party(case, person=a_person(name=f"Somebody {'ab'[number]}"), by=officer)
        workflow.add_note(case, text="Rang", on=case.opened_on, by=officer)
        a_task(case, text=f"Again {number}", by=officer)
        a_document(case=case, by=officer, name=f"{number}.pdf")
        a_letter(case=case, by=officer)
        a_clock(case=case, code=("casework_acknowledgement", "subject_access_reply")[number], by=officer)
    assert taken() == one


def test_nothing_is_written_and_no_filter_is_guessed(officer: User) -> None:
    case, client = a_case(), signed_in(officer)
    for part in ("case", *PARTS):
        assert client.post(of(part, case), {"text": "x"}).status_code in (403, 405)
    assert client.get(of("notes", case), {"text__regex": "("}).status_code == 400
