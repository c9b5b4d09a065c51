"""The verbs of an import, the command, and what is left when a part is killed, with the real servers."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from complaints.choices import ImportState
from complaints.models import Complaint, ImportBatch, Mapping
from complaints.workflow import extracts
from pcc import jobs, services
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, Job
from pcc.roles import Role
from tests.factories import a_force, a_user
from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]
DETROIT = ROOT / "tests" / "data" / "detroit_police_complaints_2016_2019.csv"
DETROIT_MAPPING = ROOT / "docs" / "examples" / "detroit.toml"
AT = datetime(2025, 1, 10, 12, tzinfo=UTC)
MAPPING = """
[columns]
reference = "Ref"
received_on = "Received"
[dates]
format = "%d/%m/%Y"
time_zone = "Europe/London"
"""
NO_SUCH_DAY = "The extract cannot have been taken on {}: give a day from 1995 to today."
CONTENT = b"Ref,Received\nCO/1,01/03/2024\nCO/2,32/03/2024\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def receive(content: bytes = CONTENT, **given: Any) -> ImportBatch:
    by = given.pop("by", None)
    mapping = given.pop("mapping", None) or extracts.keep_mapping("m", text=MAPPING, by=by, at=AT)
    defaults = {"name": "extract.csv", "mapping": mapping, "taken_on": date(2024, 12, 31), "by": by, "at": AT}
    if "force" not in given:
        given["force"] = a_force()
    return extracts.receive_extract(io.BytesIO(content), **defaults | given)


def test_a_received_file_lies_under_a_random_key_for_this_account_alone(officer, tmp_path):
    batch = receive(by=officer, name="..\\..\\C:/My Folder/ex\0tract.csv")

    path = tmp_path / "extracts" / batch.file_key
    assert path.read_bytes() == CONTENT
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert (batch.file_name, batch.file_bytes, batch.state) == ("extract.csv", len(CONTENT), ImportState.CHECKING)
    assert (batch.job.kind, batch.job.params) == ("complaints.check", {"batch": batch.pk})
    assert AuditEvent.objects.get(verb="extract.received").by == officer


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"taken_on": None}, "Say on which day the force took the extract: open complaints are measured to that day."),
        ({"taken_on": date(2025, 1, 11)}, NO_SUCH_DAY.format("11 January 2025")),
        ({"taken_on": date(1994, 12, 31)}, NO_SUCH_DAY.format("31 December 1994")),
        ({"content": b""}, "The file is empty."),
        ({"content": b"x" * 1_048_577}, "The file is larger than 1 MB: ask the force for it in parts."),
    ],
)  # fmt: skip
def test_what_cannot_be_received_leaves_nothing_behind(db, settings, tmp_path, given, sentence):
    settings.EXTRACT_MAX_BYTES = 1_048_576

    with pytest.raises(RuleBroken) as refusal:
        receive(**given)

    assert str(refusal.value) == sentence
    assert (ImportBatch.objects.count(), list((tmp_path).glob("extracts/*"))) == (0, [])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER}))
def test_only_those_who_bring_extracts_in_may(db, role):
    outsider = a_user(role)
    batch = receive()

    for verb in (
        lambda: extracts.keep_mapping("x", text=MAPPING, by=outsider, at=AT),
        lambda: receive(by=outsider, mapping=batch.mapping),
        lambda: extracts.load(batch, by=outsider),
        lambda: extracts.check_again(batch, by=outsider),
    ):
        with pytest.raises(RuleBroken, match="Your role does not allow this"):
            verb()


def test_a_mapping_gets_a_new_version_only_when_it_changes(officer):
    first = extracts.keep_mapping("m", text=MAPPING, by=officer, at=AT)
    again = extracts.keep_mapping(" m ", text=MAPPING, by=officer, at=AT)
    changed = extracts.keep_mapping("m", text=MAPPING + "\n", by=officer, at=AT)

    assert again == first
    assert list(Mapping.objects.order_by("version").values_list("name", "version")) == [("m", 1), ("m", 2)]
    assert changed.header_digest == first.header_digest


def test_an_extract_is_brought_in_once_and_only_after_its_check(db):
    batch = receive()
    with pytest.raises(RuleBroken, match="This extract is being checked, so it cannot be brought in now"):
        extracts.load(batch, by=None)
    jobs.run(batch.job_id)

    loading = extracts.load(batch, by=None)
    with pytest.raises(RuleBroken, match="This extract is being brought in, so it cannot be brought in now"):
        extracts.load(batch, by=None)
    jobs.run(loading.job_id)

    loading.refresh_from_db()
    assert (loading.state, loading.loaded, loading.held) == (ImportState.LOADED, 1, 1)
    with pytest.raises(RuleBroken, match="This extract is brought in, so it cannot be brought in now"):
        extracts.load(batch, by=None)
    with pytest.raises(RuleBroken, match="This extract is brought in, so it cannot be checked now"):
        extracts.check_again(batch, by=None)


def test_a_stopped_check_can_be_asked_again(db):
    batch = receive()
    Job.objects.filter(pk=batch.job_id).update(state="STOPPED", ended_at=timezone.now())

    batch = extracts.check_again(batch, by=None)
    jobs.run(batch.job_id)

    batch.refresh_from_db()
    assert (batch.state, batch.read) == (ImportState.CHECKED, 2)


def test_a_stopped_load_leaves_nothing_and_can_be_asked_again(db):
    batch = receive()
    jobs.run(batch.job_id)
    batch = extracts.load(batch, by=None)
    Job.objects.filter(pk=batch.job_id).update(state="STOPPED", ended_at=timezone.now())
    assert Complaint.objects.count() == 0

    batch = extracts.load(batch, by=None)
    jobs.run(batch.job_id)

    assert (ImportBatch.objects.get().state, Complaint.objects.count()) == (ImportState.LOADED, 1)


@pytest.mark.parametrize(
    "harm", [lambda path: path.unlink(), lambda path: path.write_bytes(CONTENT + b"CO/3,01/03/2024\n")]
)
def test_a_stored_file_that_is_not_the_one_received_is_refused(db, tmp_path, harm):
    batch = receive()
    harm(tmp_path / "extracts" / batch.file_key)

    jobs.run(batch.job_id)

    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert batch.problem == "The stored file is not the one that was received: bring the extract in again."


def test_a_load_that_a_newer_extract_overtook_is_refused(db):
    force = a_force(name="Northshire Police")
    older, newer = receive(force=force, taken_on=date(2024, 11, 30)), receive(force=force)
    for batch in (older, newer):
        jobs.run(batch.job_id)
    older = extracts.load(older, by=None)
    jobs.run(extracts.load(newer, by=None).job_id)

    jobs.run(older.job_id)

    older.refresh_from_db()
    assert older.state == ImportState.FAILED
    assert older.problem.startswith("An extract of Northshire Police taken on 31 December 2024 is already in;")


def test_files_that_no_batch_names_are_tidied_after_a_day(db, tmp_path):
    batch = receive()
    fresh, old = tmp_path / "extracts" / "fresh", tmp_path / "extracts" / "old"
    for path in (fresh, old, tmp_path / "extracts" / batch.file_key):
        path.touch()
    for path in (old, tmp_path / "extracts" / batch.file_key):
        os.utime(path, (1, 1))

    jobs.run(jobs.ask("complaints.tidy", by=None).pk)

    assert {path.name for path in (tmp_path / "extracts").iterdir()} == {"fresh", batch.file_key}


# The command.


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_complaints", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def files(tmp_path) -> tuple[str, str]:
    extract, mapping = tmp_path / "extract.csv", tmp_path / "north.toml"
    extract.write_bytes(CONTENT)
    mapping.write_text(MAPPING)
    return str(extract), f"--mapping={mapping}"


def test_the_command_gives_an_account_with_the_reasons(db, files):
    a_force(code="north", name="Northshire Police")

    assert command(*files, "--force=north", "--taken-on=2024-12-31").splitlines() == [
        "extract.csv, taken on 31 December 2024, Northshire Police",
        "Read as utf-8, columns divided by commas.",
        "",
        "          2 rows read",
        "          1 loaded",
        "          1 held",
        "          0 counted once, being the same as another in every column",
        "          0 skipped, being empty",
        "",
        "          2 complaints in the file",
        "          1 new",
        "          0 changed",
        "          0 the same as before",
        "          1 held",
        "          0 no longer in the extract",
        "          0 warnings",
        "",
        "Held:",
        "          1 row of 1 case: This is not a date in the declared format.",
        "",
        "The first of them:",
        "  Row 3, Received '32/03/2024': This is not a date written like “31/12/2025”.",
        "",
        "Brought in: 1 complaint, and 1 held.",
    ]


def test_the_command_says_what_it_loads_with_a_warning(db, files):
    a_force(code="north")
    Path(files[1].removeprefix("--mapping=")).write_text(MAPPING.replace("[dates]", 'area = "Area"\n[dates]'))
    Path(files[0]).write_bytes(b"Ref,Received,Area\nCO/1,01/03/2024,North\nCO/1,01/03/2024,South\n")
    assert command(*files, "--force=north", "--taken-on=2024-12-31").splitlines()[-7:-2] == [
        "Loaded with a warning:",
        "          1 row of 1 case: The rows of this case differ, so it is loaded as mixed.",
        "",
        "The first of them:",
        "  Row 2, Area 'North and South': The rows of this case differ here, so it is loaded as mixed.",
    ]


def test_the_command_gives_every_count_as_json(db, files):
    a_force(code="north")
    account = json.loads(command(*files, "--force=north", "--taken-on=2024-12-31", "--format=json"))

    assert {name: value for name, value in account.items() if value not in (0, [], "")} == {
        "batch": ImportBatch.objects.get().pk,
        "state": "LOADED",
        "force": "north",
        "file": "extract.csv",
        "digest": ImportBatch.objects.get().file_digest,
        "encoding": "utf-8",
        "delimiter": ",",
        "taken_on": "2024-12-31",
        "read": 2,
        "loaded": 1,
        "held": 1,
        "cases_read": 2,
        "cases_new": 1,
        "cases_held": 1,
        "held_by_problem": [{"problem": "UNREADABLE_DATE", "rows": 1, "cases": 1}],
        "held_rows": [
            {
                "row": 3,
                "file": "complaints",
                "reference": "CO/2",
                "column": "Received",
                "value": "32/03/2024",
                "problem": "UNREADABLE_DATE",
                "reason": "This is not a date written like “31/12/2025”.",
            }
        ],
    }


def test_a_dry_run_changes_nothing(db, files):
    a_force(code="north")

    assert command(*files, "--force=north", "--taken-on=2024-12-31", "--dry-run").endswith(
        "This was a dry run: nothing was changed.\n"
    )
    assert (Complaint.objects.count(), ImportBatch.objects.get().state) == (0, ImportState.CHECKED)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--force=south"], "There is no force with the code south (there is: north). "
         'Add it with manage.py add_force south "Name of the force", then run this again.'),
        (["--force=north"], "Say on which day the force took the extract: open complaints are measured to that day."),
        (["--force=north", "--taken-on=soon"],
         "Error: argument --taken-on: 'soon' is not a date; write it as 2026-04-30"),
    ],
)  # fmt: skip
def test_the_command_refuses_in_a_sentence(db, files, arguments, sentence):
    a_force(code="north")

    with pytest.raises(CommandError) as refusal:
        command(*files, *arguments)

    assert str(refusal.value) == sentence


def test_the_command_says_what_is_wrong_with_a_file_or_mapping(db, files, tmp_path):
    a_force(code="north")
    there = ("--force=north", "--taken-on=2024-12-31")
    extract, mapping = files
    (tmp_path / "extract.csv").write_bytes(b'Ref,Received\nCO/1,"\n')

    for arguments, sentence in (
        (
            (extract, mapping, *there),
            "Nothing was brought in.\nA quote opened in the row that begins in line 2 is never ",
        ),
        ((str(tmp_path / "none.csv"), mapping, *there), f"The file {tmp_path}/none.csv cannot be read: No such file"),
        ((str(tmp_path), mapping, *there), f"The file {tmp_path} cannot be read: Is a directory."),
        ((extract, f"--mapping={tmp_path}/no.toml", *there), f"The mapping {tmp_path}/no.toml cannot be read: No such"),
        ((extract, f"--mapping={extract}", *there), "The mapping is not TOML: "),
    ):
        with pytest.raises(CommandError) as refusal:
            command(*arguments)
        assert str(refusal.value).startswith(sentence)


# Killed at any point, with the real servers.

PROVIDE = """
import sys
from pcc import services
print(services.provide(durable=False).redis_url, flush=True)
sys.stdin.read()
"""
WORKER = (
    "-W",
    "ignore",
    "-m",
    "celery",
    "--app",
    "pcc",
    "worker",
    "--beat",
    "--concurrency",
    "1",
    "--loglevel",
    "ERROR",
)


@dataclass
class Office:
    """A home and a database of its own, a broker, and the processes that a test starts with them."""

    home: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def open(self) -> None:
        foreign = ("PCC_", "DATABASE_URL", "REDIS_URL")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        own = {"PCC_HOME": str(self.home), "PCC_BEAT_SCHEDULE": str(self.home / "beat")}
        self.environment = inherited | own | {"DATABASE_URL": self.database_url}
        provider = self.start("-c", PROVIDE)
        assert provider.stdout is not None
        self.environment["REDIS_URL"] = provider.stdout.readline().strip()
        self.manage("add_force", "detroit", "Detroit Police Department")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def manage(self, *arguments: str) -> str:
        process = self.start("manage.py", *arguments)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        return out

    def ask(self, sql: str) -> Any:
        with psycopg.connect(self.environment["DATABASE_URL"], cursor_factory=psycopg.ClientCursor) as database:
            return database.execute(sql).fetchone()

    def kill(self, process: subprocess.Popen[str]) -> None:
        """kill -9, children included."""
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def servers(self) -> list[str]:
        """Keepers and servers of this home that have not ended yet."""
        places = (f"{self.home}/", str(services.Home.at(self.home).sockets("")))
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                found.append(path.read_text())
        return [command for command in found if any(place in command for place in places)]

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                self.kill(process)


@pytest.fixture(scope="module")
def office(another_database: Callable[[str], str]) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="pcc-test-") as folder:
        Path(folder).chmod(0o755)
        office = Office(Path(folder) / "home", another_database("pcc_office"))
        try:
            office.open()
            yield office
        finally:
            office.close()
            wait_until(lambda: not office.servers())


IMPORT = (
    *("manage.py", "import_complaints", str(DETROIT), "--mapping", str(DETROIT_MAPPING)),
    *("--force", "detroit", "--format=json"),
)
HELD = "SELECT count(*) FROM complaints_complaint"
EVERYTHING = """
    SELECT (SELECT count(*) FROM complaints_complaint), (SELECT count(DISTINCT reference) FROM complaints_complaint),
           (SELECT count(*) FROM complaints_allegation), (SELECT sum(allegation_count) FROM complaints_complaint),
           (SELECT count(*) FROM complaints_complaint WHERE version > 1),
           (SELECT count(*) FROM complaints_complaintevent),
           (SELECT count(*) FROM complaints_importbatch WHERE state = 'LOADED' AND read <> 19735)
"""
AS_IT_MUST_BE = (4_405, 4_405, 19_432, 19_432, 0, 0, 0)
one_after_another = pytest.mark.xdist_group("office")


@one_after_another
@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("complaints.check", "Reading"),
        ("complaints.check", "Comparing"),
        ("complaints.load", "Reading"),
        ("complaints.load", "Comparing"),
        ("complaints.load", "Writing"),
    ],
)
def test_an_import_killed_at_any_step_leaves_all_or_nothing(office, kind, step):
    before = office.ask(HELD)
    last = office.ask("SELECT coalesce(max(id), 0) FROM pcc_job")[0]
    process = office.start(*IMPORT)
    wait_until(
        lambda: office.ask(
            f"SELECT count(*) FROM pcc_job WHERE id > {last} AND kind = '{kind}' AND step LIKE '{step}%'"
        )[0]
    )

    office.kill(process)

    assert office.ask(HELD) == before
    assert office.ask("SELECT count(*) FROM complaints_importbatch WHERE state = 'LOADED'")[0] == 0


@one_after_another
def test_after_all_those_kills_an_import_brings_everything_in_once(office):
    account = json.loads(office.manage(*IMPORT[1:]))

    assert (account["cases_new"], account["cases_held"], account["read"]) == (4_405, 77, 19_735)
    assert office.ask(EVERYTHING) == AS_IT_MUST_BE


@one_after_another
def test_a_worker_killed_while_it_brings_an_extract_in_loses_and_doubles_nothing(office):
    office.manage(*IMPORT[1:], "--dry-run")
    office.manage(
        "shell",
        "-c",
        "from complaints.models import ImportBatch; from complaints.workflow import extracts; "
        "extracts.load(ImportBatch.objects.latest('pk'), by=None)",
    )
    job = office.ask("SELECT max(id) FROM pcc_job WHERE kind = 'complaints.load'")[0]
    for step in ("Reading", "Comparing"):
        worker = office.start(*WORKER)
        reached = f"SELECT 1 FROM pcc_job WHERE id = {job} AND step LIKE '{step}%'"
        wait_until(partial(office.ask, reached))
        office.kill(worker)
        office.ask(f"UPDATE pcc_job SET step = '' WHERE id = {job} RETURNING id")

    office.start(*WORKER)
    wait_until(lambda: office.ask(f"SELECT 1 FROM pcc_job WHERE id = {job} AND state = 'DONE'"))

    assert office.ask(EVERYTHING) == AS_IT_MUST_BE
    assert office.ask(f"SELECT attempts FROM pcc_job WHERE id = {job}") == (3,)


@one_after_another
def test_two_imports_at_once_wait_for_each_other(office):
    both = [office.start(*IMPORT) for _ in range(2)]
    threads = [threading.Thread(target=process.communicate) for process in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert [process.returncode for process in both] == [0, 0]
    assert office.ask(EVERYTHING) == AS_IT_MUST_BE


KEPT = """
    SELECT count(*), sum(count), md5(string_agg(concat_ws(' ', year, received, finalised, suspended), ',' ORDER BY id))
    FROM reporting_keptyear
"""
MARKS = "SELECT count(*) FROM complaints_changedmonth"


@one_after_another
def test_a_worker_killed_in_the_middle_of_a_refresh_leaves_the_figures_as_they_were(office):
    def done(kind: str) -> str:
        return office.manage(
            *("shell", "-v0", "-c"),
            f"from pcc import jobs; job = jobs.ask('{kind}', by=None); jobs.run(job.pk); job.refresh_from_db();"
            "print(job.state, job.result)",
        )

    for process in office.started[1:]:  # all but the one that provides the broker
        if process.poll() is None:
            office.kill(process)
    assert done("figures.refresh_all").startswith("DONE")
    before = office.ask(KEPT)
    assert before[1] == 4_405
    changed = "UPDATE complaints_complaint SET suspended_days = suspended_days + 1 RETURNING force_id, finalised_on"
    office.ask(
        f"WITH changed AS ({changed}), marked AS (INSERT INTO complaints_changedmonth (force_id, month) "
        "SELECT DISTINCT force_id, date_trunc('month', finalised_on)::date FROM changed RETURNING id) "
        "SELECT count(*) FROM marked"
    )
    marks = office.ask(MARKS)
    assert marks[0] > 1
    asked = (
        "from pcc import jobs; from pcc.models import Force; print(jobs.ask('figures.refresh', by=None, force={}).pk)"
    )
    force = office.ask("SELECT id FROM pcc_force WHERE code = 'detroit'")[0]
    job = int(office.manage("shell", "-v0", "-c", asked.format(force)))

    with psycopg.connect(office.environment["DATABASE_URL"]) as held:
        held.execute("LOCK TABLE reporting_stamp IN SHARE MODE")  # the last thing that a refresh writes
        worker = office.start(*WORKER)
        waiting = "wait_event_type = 'Lock' AND query LIKE '%INSERT INTO reporting_stamp%'"
        wait_until(lambda: office.ask(f"SELECT 1 FROM pg_stat_activity WHERE {waiting}"))
        assert office.ask(KEPT) == before  # the new columns are written, and seen by nobody
        office.kill(worker)
    assert (office.ask(KEPT), office.ask(MARKS)) == (before, marks)

    worker = office.start(*WORKER)
    wait_until(lambda: office.ask(f"SELECT 1 FROM pcc_job WHERE id = {job} AND state = 'DONE'"))
    office.kill(worker)
    after = office.ask(KEPT)
    assert after[:2] == before[:2] and after[2] != before[2]
    assert office.ask(MARKS) == (0,)
    assert "'drifted': 0" in done("figures.check")
