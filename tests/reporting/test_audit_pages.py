"""What the log's pages show, to whom, and that looking leaves a trace as well."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices import Kind
from complaints.models import Complaint
from pcc import audit, jobs, tasks
from pcc.audit import Subject, chain
from pcc.models import AuditEvent, Job, JobState, User
from pcc.reporting.querysets import records_named
from pcc.reporting.rules import kind_of
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_complaint, a_user

assert tasks.verify_audit  # its kind of job is registered
LOG = "/reports/audit/"
EXPORT = "/reports/audit/export/"
CHECK = "/reports/audit/check/"


@pytest.fixture
def auditor(db: None) -> User:
    return a_user(Role.AUDITOR, name="Audra Auditor")


@pytest.fixture
def as_auditor(auditor: User) -> Client:
    return signed_in(auditor)


@pytest.fixture
def complaint(db: None) -> Complaint:
    return a_complaint(reference="CO/00123/24", area="Hidden Heath")


def record_page(thing: Any) -> str:
    return reverse("reporting:audit-record", args=[thing._meta.label_lower, thing.pk])


def verbs(response: Any) -> list[str]:
    """What the listed events are, as the page says them."""
    place = [column["label"] for column in response.context["columns"]].index("What")
    return [row[place]["hint"] for row in response.context["rows"]]


def newest(verb: str) -> AuditEvent:
    return AuditEvent.objects.filter(verb=verb).order_by("-pk")[0]


# The log


def test_the_log_tells_who_did_what_to_which_record_newest_first(
    as_auditor: Client, complaint: Complaint, officer: User
) -> None:
    audit.record("complaint.viewed", complaint, by=officer)
    audit.record("case.unsealed", Subject("casework.case", "9"), by=officer, reason="Asked by the court")
    rows = as_auditor.get(LOG).context["rows"]
    assert [[row[1]["text"], row[2]["text"], row[2]["hint"], row[3]["text"], row[4]["text"]] for row in rows[:2]] == [
        ["Olwen Officer", "Did", "Case unsealed", "Case 9", "Asked by the court"],
        ["Olwen Officer", "Saw", "Complaint viewed", f"Complaint {complaint.pk}", "–"],
    ]


def test_an_auditor_sees_numbers_and_no_content(as_auditor: Client, complaint: Complaint, as_officer: Client) -> None:
    as_officer.get(complaint.get_absolute_url())
    as_officer.get("/complaints/", {"area": "Hidden Heath"})
    complaint.area = "Hidden Hill"
    complaint.save()
    for address in (LOG, record_page(complaint)):
        text = as_auditor.get(address).content.decode()
        assert ("Hidden" in text, complaint.reference in text) == (False, False)


@pytest.fixture
def some_events(complaint: Complaint, officer: User, manager: User) -> None:
    """One event of each kind, a day apart, from 1 March 2024 on."""
    for day, (verb, subject, by) in enumerate(
        [
            ("complaint.viewed", complaint, officer),
            ("complaint.searched", Subject("complaints.complaint"), officer),
            ("case.opened", Subject("casework.case", "5"), manager),
            ("figures.downloaded", None, manager),
            ("record.refused", Subject("complaints.complaint", "77"), officer),
            ("user.signed_in", officer, officer),
        ],
        1,
    ):
        audit.record(verb, subject, by=by)
        _move(AuditEvent.objects.latest("pk"), datetime(2024, 3, day, 12, tzinfo=UTC))


def _move(event: AuditEvent, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE pcc_auditevent SET at = %s WHERE id = %s", [at, event.pk])
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "saw"}, ["Complaint viewed"]),
        ({"kind": "searched"}, ["Complaint searched"]),
        ({"kind": "took"}, ["Figures downloaded"]),
        ({"kind": "refused"}, ["Record refused"]),
        ({"kind": "signed"}, ["User signed in"]),
        ({"kind": "did"}, ["Case opened"]),
        ({"verb": "case.opened"}, ["Case opened"]),
        ({"record": "CO/00123/24"}, ["Complaint viewed"]),
        ({"record": "co-00123-24"}, ["Complaint viewed"]),
        ({"record": "complaint 77"}, ["Record refused"]),
        ({"record": "complaints.complaint 77"}, ["Record refused"]),
        ({"record": "case 5"}, ["Case opened"]),
        ({"since": "2/3/2024", "until": "2024-03-03"}, ["Case opened", "Complaint searched"]),
        ({"kind": "saw", "since": "2/3/2024"}, []),
        ({"person": "null"}, []),
    ],
)
def test_filters_of_the_log(as_auditor: Client, some_events: None, query: dict[str, str], found: list[str]) -> None:
    assert verbs(as_auditor.get(LOG, {"until": "31/12/2024", **query})) == found


def test_the_log_of_one_person(as_auditor: Client, some_events: None, manager: User) -> None:
    assert verbs(as_auditor.get(LOG, {"person": str(manager.key)})) == ["Figures downloaded", "Case opened"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"record": "CO/99999/24"}, "No record has this reference or number"),
        ({"record": "complaint " + "9" * 40}, "No record has this reference or number"),
        ({"since": "soon"}, "rite the date as 31/3/2024 or 2024-03-31."),
        ({"person": "nobody"}, "is not a valid UUID"),
        ({"kind": "other"}, "other is not one of the available choices"),
        ({"name": "x"}, "There is no filter called name. Filters: person, record, kind, since, until, verb."),
        ({"by__email__startswith": "a"}, "There is no filter called by__email__startswith."),
        ({"sort": "-roles"}, "cannot be sorted by roles"),
        ({"after": "x"}, "This link to a page of the list is broken"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told(as_auditor: Client, query: dict[str, str], told: str) -> None:
    response = as_auditor.get(LOG, query)
    assert (response.status_code, told in response.content.decode()) == (200, True)


def test_the_last_day_of_the_calendar_is_no_fault(as_auditor: Client) -> None:
    assert as_auditor.get(LOG, {"until": "31/12/9999", "since": "1/1/0001"}).status_code == 200


def test_looking_into_the_log_is_on_the_log(
    as_auditor: Client, auditor: User, officer: User, complaint: Complaint
) -> None:
    as_auditor.get(LOG, {"person": str(officer.key), "record": "CO/00123/24"})
    event = newest("audit.searched")
    assert (event.by, event.facts) == (
        auditor,
        {"filters": ["person", "record"], "person": officer.pk, "records": [f"complaints.complaint {complaint.pk}"]},
    )


def test_pages_of_the_log_neither_repeat_nor_lose_an_event(as_auditor: Client, officer: User) -> None:
    made = [audit.record("test.done", Subject("test", str(n)), by=officer).subject_id for n in range(120)]
    seen, address = [], LOG + "?verb=test.done"
    while address:
        response = as_auditor.get(address)
        seen += [row[3] for row in response.context["rows"]]
        audit.record("test.done", Subject("test", "late"), by=officer)
        address = response.context["page"].next
    assert seen == [{"text": f"Test {n}", "url": record_url(n)} for n in reversed(made)]


def record_url(number: str) -> str:
    return reverse("reporting:audit-record", args=["test", number])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_costs_the_same_queries_at_any_length(
    as_auditor: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        audit.record("test.done", by=a_user())
    as_auditor.get(LOG)
    with django_assert_num_queries(7):  # session, user; people to choose from; page, count; last check; event
        as_auditor.get(LOG)


# One person


def test_a_persons_page_counts_and_lists_what_they_saw_and_did(
    as_auditor: Client, some_events: None, officer: User, auditor: User
) -> None:
    response = as_auditor.get(reverse("reporting:audit-person", args=[officer.key]))
    assert verbs(response) == ["User signed in", "Record refused", "Complaint searched", "Complaint viewed"]
    assert {tile["label"]: tile["value"] for tile in response.context["tiles"]} == {
        "Saw": "1", "Searched": "1", "Was refused": "1", "Signed in or out": "1",
    }  # fmt: skip
    assert (newest("audit.viewed").by, newest("audit.viewed").subject_id) == (auditor, str(officer.pk))


def test_everybody_on_the_staff_sees_their_own_trail_and_no_other(
    as_officer: Client, some_events: None, officer: User, manager: User
) -> None:
    response = as_officer.get("/reports/audit/mine/")
    assert verbs(response) == ["User signed in", "Record refused", "Complaint searched", "Complaint viewed"]
    assert "/reports/audit/people/" not in response.content.decode()
    for person in (officer, manager):
        assert as_officer.get(reverse("reporting:audit-person", args=[person.key])).status_code == 404


# One record


def test_a_records_page_tells_who_opened_it_and_who_had_it_in_a_list(
    as_auditor: Client, complaint: Complaint, as_officer: Client, as_manager: Client
) -> None:
    as_officer.get(complaint.get_absolute_url())
    as_officer.get(f"/complaints/api/{complaint.pk}/")
    as_officer.get("/complaints/", {"q": "CO/00123/24"})
    as_manager.get("/complaints/")
    as_manager.get("/complaints/api/")
    as_manager.get("/complaints/", {"q": "CO/99999/24"})
    as_auditor.get(record_page(complaint))
    looked = as_auditor.get(record_page(complaint)).context["looked"]
    assert sorted((row[0]["text"], row[1], row[2]) for row in looked) == [
        ("Mo Manager", "0", "2"),
        ("Olwen Officer", "2", "1"),
    ]


def test_a_refused_attempt_shows_on_the_records_page(as_auditor: Client, complaint: Complaint, outsider: User) -> None:
    assert signed_in(outsider).get(complaint.get_absolute_url()).status_code == 404
    stranger = a_user(Role.COMPLAINTS_OFFICER)
    case = a_case(kind=Kind.COMPLAINT)
    complaint.case = case
    complaint.save()
    case.connections.create(user=stranger, kind="CONFLICT", declared_at=timezone.now())
    assert signed_in(stranger).get(complaint.get_absolute_url()).status_code == 404
    assert verbs(as_auditor.get(record_page(complaint))) == ["Record refused"]


def test_a_manager_sees_what_changed_from_what_to_what(as_manager: Client, complaint: Complaint, officer: User) -> None:
    with audit.acting(by=officer):
        complaint.area, complaint.handling = "Hidden Hill", "LOCAL"
        complaint.save()
    response = as_manager.get(record_page(complaint))
    assert sorted(row[1:] for row in response.context["changes"]) == [
        ["Olwen Officer", "Area", "Hidden Heath", "Hidden Hill"],
        ["Olwen Officer", "Handling", "Not stated", complaint.get_handling_display()],
    ]


def test_an_auditor_sees_which_field_changed_and_not_what_it_held(as_auditor: Client, complaint: Complaint) -> None:
    audit.record("complaint.viewed", complaint, by=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_complaint SET area = 'Elsewhere'")
    (row,) = as_auditor.get(record_page(complaint)).context["changes"]
    assert row[1:] == [{"text": "Outside the product", "tone": "orange"}, "Area"]


def test_a_managers_link_from_the_complaint_leads_to_its_trail(
    as_manager: Client, as_officer: Client, complaint: Complaint
) -> None:
    assert record_page(complaint) in as_manager.get(complaint.get_absolute_url()).content.decode()
    assert record_page(complaint) not in as_officer.get(complaint.get_absolute_url()).content.decode()


def test_the_owner_of_the_case_sees_who_looked(as_officer: Client, officer: User) -> None:
    own = a_complaint(case=a_case(owner=officer))
    assert record_page(own) in as_officer.get(own.get_absolute_url()).content.decode()
    assert as_officer.get(record_page(own)).status_code == 200
    assert as_officer.get(record_page(own.case)).status_code == 200
    assert as_officer.get(record_page(a_complaint(case=a_case()))).status_code == 404


@pytest.mark.parametrize("address", ["complaints.complaint/999999", "no.such/1", "x/" + "9" * 30, "pcc.user/999999"])
def test_a_record_that_the_log_does_not_know_is_missing(as_auditor: Client, as_manager: Client, address: str) -> None:
    for client in (as_auditor, as_manager):
        assert client.get(f"/reports/audit/records/{address}/").status_code == 404


def test_a_removed_record_keeps_its_trail(as_auditor: Client, officer: User) -> None:
    gone = a_complaint()
    audit.record("complaint.viewed", gone, by=officer)
    page = record_page(gone)
    gone.delete()
    assert verbs(as_auditor.get(page)) == ["Complaint viewed"]


# The check


@pytest.fixture
def heads(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "audit-heads.log"


def run(client: Client) -> Any:
    """Ask for a check by the button, have it done, and look at the page again."""
    assert client.post(CHECK + "ask/").headers["Location"] == CHECK
    assert 'http-equiv="refresh"' in client.get(CHECK).content.decode()
    assert jobs.run(Job.objects.get(kind="audit.verify", state=JobState.QUEUED).pk) == JobState.DONE
    return client.get(CHECK)


@pytest.mark.django_db(transaction=True)
def test_the_button_checks_the_log_and_the_page_says_that_it_is_whole(auditor: User, heads: Path) -> None:
    client = signed_in(auditor)
    assert client.get(CHECK).context["state"]["text"] == "Whether the log is whole has not been checked yet."
    audit.record("test.done", by=auditor)
    chain.seal()
    response = run(client)
    assert (response.context["state"]["tone"], response.context["named"]) == ("success", [])
    assert client.get(LOG).context["state"]["tone"] == "success"


@pytest.mark.django_db(transaction=True)
def test_a_log_that_is_not_whole_is_loud_on_every_page_of_it(auditor: User, heads: Path) -> None:
    event = audit.record("test.done", by=auditor)
    chain.seal()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE pcc_auditevent SET verb = 'test.undone' WHERE id = %s", [event.pk])
    client = signed_in(auditor)
    response = run(client)
    assert response.context["named"] == [f"Event {event.pk} is not as it was sealed."]
    for page in (CHECK, LOG):
        text = client.get(page).content.decode()
        assert ("The audit log is not whole." in text, 'role="alert"' in text) == (True, True)


def test_a_check_of_long_ago_is_no_comfort(as_auditor: Client) -> None:
    facts = {"sealed": 1, "unsealed": 0, "heads": 1, "faults": 0, "named": [], "sentence": "The log is whole."}
    event = audit.record("audit.verified", Subject("pcc.auditevent"), by=None, **facts)
    assert as_auditor.get(LOG).context["state"]["tone"] == "success"
    _move(event, timezone.now() - timedelta(hours=37))
    assert as_auditor.get(LOG).context["state"]["tone"] == "warning"


# The export


def exported(client: Client, **query: str) -> list[dict[str, str]]:
    response = client.post(
        f"{EXPORT}?{'&'.join(f'{name}={value}' for name, value in query.items())}", {"reason": "SAR 12"}
    )
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode(), newline="")))


@pytest.mark.django_db(transaction=True)
def test_the_export_says_of_each_row_whether_it_is_as_sealed(auditor: User, heads: Path) -> None:
    first, second = (audit.record("test.done", by=auditor, place=place) for place in range(2))
    chain.seal()
    third = audit.record("test.done", by=None, reason="=1+1")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE pcc_auditevent SET facts = '{}' WHERE id = %s", [second.pk])
    client = signed_in(auditor)
    run(client)
    rows = exported(client, verb="test.done")
    assert [(row["event"], row["person"], row["facts"], row["seal"], row["reason"]) for row in rows] == [
        (str(third.pk), "", "{}", "not yet sealed", "'=1+1"),
        (str(second.pk), "Audra Auditor", "{}", "NOT AS SEALED", ""),
        (str(first.pk), "Audra Auditor", '{"place": 0}', "as sealed", ""),
    ]
    checked = newest("audit.verified")
    assert {row["chain"] for row in rows} == {
        f"checked {checked.at.isoformat(timespec='seconds')}: {checked.facts['sentence']}"
    }


def test_an_export_is_on_the_log_with_its_reason(as_auditor: Client, auditor: User, some_events: None) -> None:
    exported(as_auditor, kind="saw")
    event = newest("audit.exported")
    assert (event.by, event.reason, event.facts) == (auditor, "SAR 12", {"filters": ["kind"], "events": 1})


@pytest.mark.parametrize("reason", ["", "  \t "])
def test_an_export_needs_a_reason(as_auditor: Client, reason: str) -> None:
    response = as_auditor.post(EXPORT, {"reason": reason})
    assert "Write why you take this away." in response.content.decode()
    assert not AuditEvent.objects.filter(verb="audit.exported").exists()


def test_an_export_holds_every_event_of_the_filter_once(as_auditor: Client, officer: User) -> None:
    ids = [audit.record("test.done", by=officer).pk for _ in range(2003)]
    assert [int(row["event"]) for row in exported(as_auditor, verb="test.done")] == ids[::-1]


def test_too_large_an_export_says_what_to_do(as_auditor: Client, monkeypatch: Any, some_events: None) -> None:
    monkeypatch.setattr("pcc.reporting.views.audit_export.MOST_EXPORTED", 2)
    response = as_auditor.get(EXPORT)
    assert response.status_code == 409
    assert "More than 2 events match: take fewer days at a time" in response.content.decode()


def test_an_export_by_an_unknown_filter_is_refused(as_auditor: Client) -> None:
    assert as_auditor.get(EXPORT, {"by": "1"}).status_code == 409


# Words


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("complaint.viewed", "saw"),
        ("figures.read", "saw"),
        ("complaint.listed", "saw"),
        ("audit.searched", "searched"),
        ("audit.exported", "took"),
        ("figures.downloaded", "took"),
        ("page.refused", "refused"),
        ("user.sign_in_refused", "refused"),
        ("user.signed_out", "signed"),
        ("case.opened", "did"),
    ],
)
def test_the_kind_of_a_verb(verb: str, code: str) -> None:
    assert kind_of(verb).code == code


def test_a_reference_may_mean_records_of_several_forces_and_a_case(db: None) -> None:
    two = [a_complaint(reference="CAS/2024/7777") for _ in range(2)]
    case = a_case(reference="CAS/2024/7777")
    assert str(records_named("cas/2024/7777")) == f"Complaint {two[0].pk}, Complaint {two[1].pk}, Case {case.pk}"
