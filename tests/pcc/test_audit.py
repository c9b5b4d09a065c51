"""The log under attack: what is refused, what is found out, and what is refused with it when it cannot be written."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pghistory.core
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from complaints.models import Complaint
from pcc import audit, jobs, tasks
from pcc.audit import Subject, append_only_models, chain, history_of
from pcc.audit.chain import Head, Verdict
from pcc.models import AuditEvent, AuditSeal, Force, Job, JobState, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_complaint, a_force, a_user
from tests.waiting import PATIENCE

TRACES = [AuditEvent, AuditSeal, *pghistory.core.event_models()]
NAMES = sorted(model._meta.db_table for model in TRACES)


def sql(text: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall() if cursor.description else []


def past_the_triggers(*statements: str) -> None:
    """What a superuser of the database can do, and nobody else."""
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            sql(statement)


# Append-only


def test_the_log_its_seals_and_every_row_history_are_append_only() -> None:
    assert {"pcc_auditevent", "pcc_auditseal", "pcc_userevent", "complaints_complaintevent"} <= set(NAMES)
    assert set(TRACES) <= set(append_only_models())


@pytest.mark.parametrize("model", TRACES, ids=lambda model: model._meta.db_table)
@pytest.mark.parametrize("attempt", ["UPDATE {} SET {}={}", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_is_append_only(model: Any, attempt: str, db: None) -> None:
    """Also as superuser, and for TRUNCATE also when the table is empty."""
    table = model._meta.db_table
    if not attempt.startswith("TRUNCATE"):
        _add_a_row(model)
    with pytest.raises(DatabaseError, match=r"append-only|Cannot update or delete"), transaction.atomic():
        key = model._meta.pk.column
        sql(attempt.format(f'"{table}"', key, key))


def _add_a_row(model: Any) -> None:
    """A row that says nothing, past every check but the triggers under test."""
    values = {
        "bigint": "1",
        "integer": "1",
        "smallint": "1",
        "boolean": "false",
        "date": "now()",
        "timestamp with time zone": "now()",
        "jsonb": "'{}'",
        "bytea": "''",
        "uuid": "gen_random_uuid()",
        "text": "''",
        "character varying": "''",
        "ARRAY": "'{}'",
    }
    columns = sql(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'",
        model._meta.db_table,
    )
    names = ", ".join(f'"{name}"' for name, _ in columns)
    filled = ", ".join(values[kind] for _, kind in columns)
    sql(f'INSERT INTO "{model._meta.db_table}" ({names}) OVERRIDING SYSTEM VALUE VALUES ({filled})')


# Sealing


@pytest.fixture
def heads(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "audit-heads.log"


def write(number: int) -> list[int]:
    """Events of many shapes; their ids."""
    user = a_user(name="Zoë O'Neil")
    return [
        audit.record(
            "complaint.viewed",
            Subject("complaints.complaint", str(place)),
            by=user if place % 2 else None,
            reason="“Why?”\n" * (place % 3),
            shown=[place, -1, 10**20],
            share=0.1,
            nested={"ü": None, "a": True},
        ).pk
        for place in range(number)
    ]


pytest_commits = pytest.mark.django_db(transaction=True)


@pytest_commits
def test_a_sealed_log_is_whole(heads: Path) -> None:
    write(7)
    assert chain.seal().events == 7
    write(3)
    assert chain.seal().events == 3
    write(2)
    assert chain.verify() == Verdict(sealed=10, unsealed=2, heads=2, faults=(), fault_count=0)


@pytest_commits
def test_sealing_with_nothing_new_does_nothing(heads: Path) -> None:
    write(2)
    chain.seal()
    assert chain.seal() == chain.Sealed(0, None)
    assert len(heads.read_text().splitlines()) == 1


@pytest_commits
def test_the_same_events_give_the_same_chain_in_one_sealing_or_many(heads: Path) -> None:
    write(3)
    chain.seal()
    write(4)
    chain.seal()
    in_two = list(AuditSeal.objects.order_by("number").values_list("number", "event_id", "digest"))
    past_the_triggers("DELETE FROM pcc_auditseal")
    chain.seal()
    assert list(AuditSeal.objects.order_by("number").values_list("number", "event_id", "digest")) == in_two


@pytest_commits
def test_the_head_is_written_out_when_the_seals_are_committed(heads: Path) -> None:
    ids = write(3)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        chain.seal()
        raise ZeroDivisionError
    assert not heads.exists()
    chain.seal()
    last = AuditSeal.objects.get(number=3)
    (line,) = heads.read_text().splitlines()
    assert json.loads(line) | {"at": ""} == {
        "count": 3, "event": ids[-1], "digest": bytes(last.digest).hex(), "at": "",
    }  # fmt: skip
    assert heads.stat().st_mode & 0o777 == 0o600


@pytest_commits
def test_an_event_that_is_not_yet_committed_is_waited_for_or_left_for_later(heads: Path) -> None:
    """Its id lies below those of events that are committed: sealing those would shut it out for ever."""
    wrote, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(1)
                wrote.set()
                go_on.wait(PATIENCE)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(PATIENCE)
    write(1)
    assert chain.seal() == chain.Sealed(0, None, postponed=True)
    go_on.set()
    thread.join()
    assert chain.seal().events == 2
    assert chain.verify().whole


@pytest_commits
def test_twenty_writers_while_it_is_sealed_leave_no_event_out_and_none_twice(heads: Path) -> None:
    user = a_user()
    done = threading.Event()
    failures: list[BaseException] = []

    def run(work: Any) -> threading.Thread:
        def body() -> None:
            try:
                work()
            except BaseException as failure:  # told by the assertion below
                failures.append(failure)
            finally:
                connections.close_all()

        thread = threading.Thread(target=body)
        thread.start()
        return thread

    def scribble() -> None:
        for place in range(15):
            with transaction.atomic():
                audit.record("test.written", user, by=user, place=place)
                if place % 5 == 4:
                    transaction.set_rollback(True)

    def keep_sealing() -> None:
        while not done.is_set():
            chain.seal()

    writers = [run(scribble) for _ in range(20)]
    sealers = [run(keep_sealing) for _ in range(2)]
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    while chain.seal().postponed:
        pass

    assert failures == []
    written = list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))
    assert len(written) == 20 * 12
    assert list(AuditSeal.objects.order_by("number").values_list("event_id", flat=True)) == written
    assert (chain.verify().sealed, chain.verify().faults) == (240, ())


@pytest_commits
def test_beat_asks_for_sealing_only_when_there_is_something_new(heads: Path) -> None:
    assert tasks.ask_sealing() == 0
    write(2)
    assert (tasks.ask_sealing(), tasks.ask_sealing()) == (2, 2)
    job = Job.objects.get()
    assert jobs.run(job.pk) == JobState.DONE
    job.refresh_from_db()
    assert job.result == {"sealed": 2}
    assert tasks.ask_sealing() == 0


# Checking


@pytest.fixture
def ids(transactional_db: None, heads: Path) -> list[int]:
    """Twelve events, sealed in three goes of four."""
    return [pk for _ in range(3) for pk in _sealed(4)]


def _sealed(number: int) -> list[int]:
    made = write(number)
    chain.seal()
    return made


def kinds(verdict: Verdict) -> list[tuple[str, int | None]]:
    return [(fault.kind, fault.event) for fault in verdict.faults]


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "verb = 'complaint.listed'",
        "by_id = NULL",
        "roles = 'AUDITOR'",
        "subject_type = ''",
        "subject_id = '77'",
        "facts = facts || '{\"share\": 0.2}'",
        "reason = reason || ' '",
        "request_id = 'x'",
        "address = '::1'",
    ],
)
def test_a_change_in_any_column_is_found_and_the_row_named(ids: list[int], change: str) -> None:
    past_the_triggers(f"UPDATE pcc_auditevent SET {change} WHERE id = {ids[5]}")
    assert kinds(chain.verify()) == [("changed", ids[5])]


@pytest.mark.parametrize("place", [0, 5, 11])
def test_a_removed_row_is_named(ids: list[int], place: int) -> None:
    past_the_triggers(f"DELETE FROM pcc_auditevent WHERE id = {ids[place]}")
    assert kinds(chain.verify()) == [("missing", ids[place])]


def test_a_row_slipped_in_among_sealed_ones_is_named(ids: list[int]) -> None:
    past_the_triggers(
        f"DELETE FROM pcc_auditseal WHERE event_id >= {ids[6]}",
        f"UPDATE pcc_auditevent SET id = id + 100 WHERE id >= {ids[6]}",
    )
    chain.seal()
    past_the_triggers(
        f"INSERT INTO pcc_auditevent SELECT {ids[6] + 1}, at, verb, roles, subject_type, subject_id, facts, reason, "
        f"request_id, address, by_id FROM pcc_auditevent WHERE id = {ids[0]}"
    )
    assert ("extra", ids[6] + 1) in kinds(chain.verify())


def test_a_removed_row_and_its_seal_leave_a_gap_between_two_named_events(ids: list[int]) -> None:
    past_the_triggers(
        f"DELETE FROM pcc_auditevent WHERE id = {ids[5]}", f"DELETE FROM pcc_auditseal WHERE event_id = {ids[5]}"
    )
    (fault,) = chain.verify().faults
    assert fault.sentence == (
        f"Seal 6 is missing: what was sealed there lies after event {ids[4]} and before event {ids[6]}."
    )


def test_a_changed_row_sealed_anew_is_found_by_the_heads_outside(ids: list[int]) -> None:
    past_the_triggers(
        f"UPDATE pcc_auditevent SET subject_id = '99' WHERE id = {ids[5]}",
        f"DELETE FROM pcc_auditseal WHERE event_id >= {ids[5]}",
    )
    chain.seal()
    verdict = chain.verify()
    assert kinds(verdict) == [("sealed anew", ids[7])]
    assert f"after event {ids[3]} and not after event {ids[7]}" in verdict.faults[0].sentence


def test_a_removed_row_sealed_anew_and_renumbered_is_found_too(ids: list[int]) -> None:
    past_the_triggers(
        f"DELETE FROM pcc_auditevent WHERE id = {ids[5]}", f"DELETE FROM pcc_auditseal WHERE event_id >= {ids[5]}"
    )
    chain.seal()
    assert ("sealed anew", ids[7]) in kinds(chain.verify())


def test_a_tail_cut_from_log_and_chain_is_found_by_the_heads_outside(ids: list[int]) -> None:
    past_the_triggers(
        f"DELETE FROM pcc_auditevent WHERE id > {ids[9]}", f"DELETE FROM pcc_auditseal WHERE event_id > {ids[9]}"
    )
    verdict = chain.verify()
    assert kinds(verdict) == [("cut", ids[9])]
    assert f"begins after event {ids[9]}" in verdict.faults[0].sentence


def test_everything_removed_is_found_too(ids: list[int]) -> None:
    past_the_triggers("DELETE FROM pcc_auditevent", "DELETE FROM pcc_auditseal")
    assert kinds(chain.verify()) == [("cut", 0)]


def test_a_seal_rewritten_names_its_event(ids: list[int]) -> None:
    past_the_triggers(f"UPDATE pcc_auditseal SET digest = sha256('x') WHERE event_id = {ids[5]}")
    assert kinds(chain.verify()) == [("changed", ids[5]), ("changed", ids[6])]


def test_without_written_out_heads_the_log_does_not_count_as_whole(ids: list[int], heads: Path) -> None:
    heads.unlink()
    assert kinds(chain.verify()) == [("no heads", None)]


def test_heads_may_be_written_in_any_order_and_twice(ids: list[int], heads: Path) -> None:
    lines = heads.read_text().splitlines()
    heads.write_text("\n".join([lines[1], lines[0], lines[2], lines[0]]) + "\n")
    assert chain.verify() == Verdict(12, 0, 4, (), 0)


def test_a_spoilt_line_among_the_heads_is_told(ids: list[int], heads: Path) -> None:
    heads.write_text("not a head\n" + heads.read_text() + '{"count": 1}\n')
    assert kinds(chain.verify()) == [("head unreadable", None)] * 2


def test_all_faults_are_counted_and_the_first_twenty_named(ids: list[int]) -> None:
    made = _sealed(30)
    past_the_triggers(f"DELETE FROM pcc_auditevent WHERE id >= {made[0]}")
    verdict = chain.verify()
    assert (verdict.fault_count, kinds(verdict)) == (30, [("missing", pk) for pk in made[:20]])


def test_the_command_says_that_the_log_is_whole(ids: list[int], capsys: Any) -> None:
    write(1)
    call_command("verify_audit")
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "The log is whole: 12 sealed, all as they were; written-out heads that agree: 3."
    assert out[1].startswith("1 event is not yet sealed. Checked in ")


def test_the_command_names_the_row_and_ends_with_1(ids: list[int], capsys: Any) -> None:
    past_the_triggers(f"UPDATE pcc_auditevent SET verb = 'x' WHERE id = {ids[5]}")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (ended.value.code, told["whole"], told["sealed"]) == (1, False, 12)
    assert told["faults"] == [
        {"kind": "changed", "event": ids[5], "sentence": f"Event {ids[5]} is not as it was sealed."}
    ]


def test_the_command_holds_the_chain_against_heads_from_elsewhere(ids: list[int], heads: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "carried-away.log"
    elsewhere.write_bytes(heads.read_bytes())
    past_the_triggers("DELETE FROM pcc_auditseal")
    heads.unlink()
    chain.seal()
    call_command("verify_audit", "--heads", str(elsewhere))
    past_the_triggers("DELETE FROM pcc_auditseal", f"DELETE FROM pcc_auditevent WHERE id = {ids[0]}")
    heads.unlink()
    chain.seal()
    call_command("verify_audit")
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--heads", str(elsewhere))


def test_the_command_refuses_heads_that_are_not_there(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("verify_audit", "--heads", str(tmp_path / "none"))


def test_the_job_puts_its_verdict_on_the_log(ids: list[int]) -> None:
    past_the_triggers(f"UPDATE pcc_auditevent SET verb = 'x' WHERE id = {ids[5]}")
    auditor = a_user(Role.AUDITOR)
    job = jobs.ask("audit.verify", by=auditor)
    assert jobs.run(job.pk) == JobState.DONE
    event = AuditEvent.objects.get(verb="audit.verified")
    assert (event.by, event.facts["faults"], event.facts["event"]) == (auditor, 1, ids[5])


# Fail closed


@pytest.fixture
def deaf_log(transactional_db: None) -> Iterator[None]:
    """A log that takes nothing."""
    sql(
        "CREATE FUNCTION deaf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$; "
        "CREATE TRIGGER deaf BEFORE INSERT ON pcc_auditevent FOR EACH ROW EXECUTE FUNCTION deaf()"
    )
    yield
    sql("DROP TRIGGER deaf ON pcc_auditevent; DROP FUNCTION deaf()")


@pytest.fixture
def complaint(transactional_db: None) -> Complaint:
    return a_complaint(reference="CO/77777/24")


@pytest.mark.parametrize(
    "address", ["/complaints/{}/", "/complaints/api/{}/", "/complaints/?q=77777", "/complaints/api/"]
)
def test_what_cannot_be_logged_is_not_shown(address: str, complaint: Complaint, deaf_log: None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(a_user(Role.MANAGER))
    answer = client.get(address.format(complaint.pk))
    assert answer.status_code == 500
    assert "77777" not in answer.content.decode()


def test_what_cannot_be_logged_is_not_done(transactional_db: None, deaf_log: None, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        call_command("add_force", "west", "West Police")
    assert Force.objects.count() == 0


# Row history


@pytest.fixture
def force(db: None) -> Force:
    return a_force(code="north", name="North")


def _changes(thing: Any) -> list[tuple[str, Any, Any, str]]:
    return [(change.field, change.old, change.new, change.who) for change in history_of(thing)]


def test_the_history_tells_who_changed_which_field_from_what_to_what(force: Force, manager: User) -> None:
    with audit.acting(by=manager, request_id="r-1"):
        force.name, force.reference_pattern = "Northern", "CO/1"
        force.save()
    with audit.acting(by=None, request_id="job-9"):
        force.name = "The North"
        force.save()
    assert _changes(force) == [
        ("name", "Northern", "The North", "The system"),
        ("reference_pattern", "", "CO/1", "Mo Manager"),
        ("name", "North", "Northern", "Mo Manager"),
    ]
    assert [change.request_id for change in history_of(force)] == ["job-9", "r-1", "r-1"]
    assert all(change.at <= timezone.now() for change in history_of(force))


def test_a_change_straight_in_the_database_shows_as_outside_the_product(force: Force) -> None:
    sql("UPDATE pcc_force SET name = 'Elsewhere' WHERE id = %s", force.pk)
    assert _changes(force) == [("name", "North", "Elsewhere", "Outside the product")]


def test_a_removed_record_says_so(force: Force) -> None:
    sql("DELETE FROM pcc_force WHERE id = %s", force.pk)
    assert _changes(force) == [("", None, None, "Outside the product")]


def test_a_change_through_a_page_carries_the_person_and_the_request(force: Force) -> None:
    administrator = a_user(Role.ADMINISTRATOR, name="Ada Administrator")
    signed_in(administrator).post(
        f"/admin/pcc/force/{force.pk}/change/", {"code": "north", "name": "Nordic", "reference_pattern": ""}
    )
    (change,) = history_of(force)
    assert (change.who, change.old, change.new) == ("Ada Administrator", "North", "Nordic")
    assert change.request_id == AuditEvent.objects.get(verb="force.changed").request_id != ""


def test_passwords_are_in_no_history(officer: User) -> None:
    officer.set_password("another battery staple horse")
    officer.name = "Olwen"
    officer.save()
    assert [change.field for change in history_of(officer)] == ["name"]


def test_a_record_without_history_has_no_changes(db: None) -> None:
    assert history_of(Job.objects.create(kind="x")) == []


def test_a_record_that_nobody_changed_has_no_changes(force: Force) -> None:
    assert history_of(force) == []


# The application's own database role


@pytest.fixture
def application(transactional_db: None) -> Iterator[str]:
    role = f"pcc_application_{connection.settings_dict['NAME']}"
    sql(f"CREATE ROLE {role}")
    call_command("grant_application", role)
    yield role
    sql(f"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")


def test_the_application_role_does_its_work(application: str, heads: Path) -> None:
    manager = a_user(Role.MANAGER)
    complaint = a_complaint()
    sql(f"SET ROLE {application}")
    with audit.acting(by=manager, request_id="r-1"):
        complaint.area = "Elsewhere"
        complaint.save()
    assert signed_in(manager).get(complaint.get_absolute_url()).status_code == 200
    assert chain.seal().events == AuditEvent.objects.count()
    assert chain.verify().whole
    assert _changes(complaint) == [("area", "", "Elsewhere", str(manager))]
    complaint.delete()


def test_the_application_role_has_no_right_to_change_a_trace(application: str) -> None:
    rights = ["SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    had = sql(
        "SELECT name, held FROM unnest(%s::text[]) AS name, unnest(%s::text[]) AS held "
        "WHERE has_table_privilege(%s, name, held)",
        NAMES,
        rights,
        application,
    )
    assert sorted(had) == [(name, "SELECT") for name in NAMES]


@pytest.mark.parametrize(
    "attempt",
    [
        "DELETE FROM pcc_auditevent",
        "UPDATE pcc_auditseal SET digest = ''",
        "TRUNCATE complaints_complaintevent",
        "ALTER TABLE pcc_auditevent DISABLE TRIGGER ALL",
        "DROP TRIGGER pgtrigger_append_only_eaa4d ON pcc_auditseal",
        "SET session_replication_role = replica",
        "CREATE TABLE hidden (id int)",
        "DROP TABLE pcc_force",
        "ALTER TABLE pcc_force ADD COLUMN x int",
        "CREATE OR REPLACE FUNCTION pcc_settled_audit_event() RETURNS bigint LANGUAGE sql AS 'SELECT 0'",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE django_migrations SET name = 'x'",
        "COPY pcc_force TO PROGRAM 'cat'",
        "SELECT pg_read_file('PG_VERSION')",
    ],
)
def test_the_application_role_is_refused(application: str, attempt: str) -> None:
    a_force()
    sql(f"SET ROLE {application}")
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner|superuser"):
        sql(attempt)


def test_a_temporary_table_of_the_same_name_does_not_mislead_sealing(application: str, heads: Path) -> None:
    write(3)
    sql(f"SET ROLE {application}")
    sql("CREATE TEMPORARY TABLE pcc_auditevent (id bigint)")
    assert sql("SELECT pcc_settled_audit_event() > 0") == [(True,)]
    sql("DROP TABLE pg_temp.pcc_auditevent")


@pytest.mark.parametrize(
    ("attributes", "refusal"), [("SUPERUSER", "is a superuser"), ("IN ROLE owner_of_tables", "owns tables")]
)
def test_a_role_that_no_grant_could_hold_back_is_refused(transactional_db: None, attributes: str, refusal: str) -> None:
    owner = sql("SELECT current_user")[0][0]
    with transaction.atomic():
        sql(f"CREATE ROLE pcc_unfit {attributes.replace('owner_of_tables', owner)}")
        with pytest.raises(CommandError, match=refusal):
            call_command("grant_application", "pcc_unfit")
        transaction.set_rollback(True)


def test_a_role_that_does_not_exist_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no role nobody_of_that_name"):
        call_command("grant_application", "nobody_of_that_name")


def test_the_grants_can_be_printed_for_somebody_else_to_run(transactional_db: None, capsys: Any) -> None:
    with transaction.atomic():
        sql("CREATE ROLE pcc_printed")
        call_command("grant_application", "pcc_printed", "--print")
        assert 'GRANT SELECT, INSERT ON "pcc_auditevent" TO "pcc_printed";' in capsys.readouterr().out
        assert sql("SELECT has_table_privilege('pcc_printed', 'pcc_auditevent', 'SELECT')") == [(False,)]
        transaction.set_rollback(True)


def test_a_head_beside_the_chain_reads_back(heads: Path) -> None:
    head = Head(1, 2, "ab", f"{date(2026, 1, 2)}T00:00:00+00:00")
    chain.write_out(head, file=heads)
    chain.write_out(head, file=heads)
    assert [Head(**json.loads(line)) for line in heads.read_text().splitlines()] == [head, head]
