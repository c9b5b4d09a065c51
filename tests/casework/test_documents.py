"""Documents of a case: taken in once, scanned, put aside, handed out only when whole, and never beyond the quota."""

import io
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import workflow as cases
from casework.choices import DocumentStage, Fixity, Scan
from casework.documents import store
from casework.documents.scanner import Scanner, ScannerDown
from casework.models import Document
from casework.workflow import documents
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, Job, User
from pcc.roles import Role
from tests.casework.test_document_kinds import zipped
from tests.conftest import signed_in
from tests.factories import PDF, a_case, a_document, a_user
from tests.waiting import PATIENCE, wait_until

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def body_of(response: Any) -> bytes:
    """The page without the token that each answer has anew, and without the minute in which it would be printed."""
    lines = response.content.splitlines()
    return b"\n".join(line for line in lines if b"csrfmiddlewaretoken" not in line and b"Printed by" not in line)


# A scanner: a small server that speaks clamd's protocol, and clamd itself where it is installed


class Answering(socketserver.BaseRequestHandler):
    """One conversation: a command, then chunks, then a verdict."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.request.recv(1)
        if command == b"zVERSION\0":
            self.request.sendall(b"ClamAV 1.4.3/27000/Wed Nov 25 2026\0")
            return
        content = b""
        while size := struct.unpack("!I", self._exactly(4))[0]:
            content += self._exactly(size)
        self.request.sendall(self.server.answer(content))  # type: ignore[attr-defined]

    def _exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            part = self.request.recv(size - len(got))
            if not part:
                raise ConnectionError
            got += part
        return got


def verdict(content: bytes) -> bytes:
    return b"stream: Eicar-Signature FOUND\0" if b"EICAR-STANDARD" in content else b"stream: OK\0"


@pytest.fixture
def clamd(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> Iterator[socketserver.ThreadingUnixStreamServer]:
    address = str(tmp_path_factory.mktemp("clamd") / "s")
    server = socketserver.ThreadingUnixStreamServer(address, Answering)
    server.answer = verdict  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLAMD_SOCKET = address
    yield server
    server.shutdown()
    server.server_close()


def test_a_file_is_scanned_as_it_comes_in(clamd: Any, officer: User) -> None:
    clean = a_document(by=officer)
    assert (clean.stage, clean.scan, clean.may_leave) == (DocumentStage.READY, Scan.CLEAN, True)

    harmful = a_document(by=officer, name="note.txt", content=EICAR)
    assert (harmful.stage, harmful.scan, harmful.signature) == (
        DocumentStage.QUARANTINED,
        Scan.INFECTED,
        "Eicar-Signature",
    )
    with pytest.raises(RuleBroken, match="in quarantine"):
        documents.hand_out(harmful, by=officer)
    with pytest.raises(RuleBroken, match="stays in quarantine"):
        documents.release(harmful, reason="It is a test file", by=a_user(Role.MANAGER))


def test_without_a_scanner_it_is_said_that_nothing_was_scanned(officer: User, settings: Any) -> None:
    settings.CLAMD_SOCKET = ""
    document = a_document(by=officer)
    assert (document.stage, document.get_scan_display()) == (DocumentStage.READY, "Not scanned")


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK maybe\0", b"\0"],
    ids=["limit", "nothing", "other words", "empty"],
)
def test_anything_but_a_verdict_keeps_the_file_in(answer: bytes, clamd: Any, officer: User) -> None:
    clamd.answer = lambda content: answer
    document = a_document(by=officer)
    assert (document.stage, document.scan) == (DocumentStage.WAITING, Scan.NOT_YET)
    with pytest.raises(RuleBroken, match="has not looked"):
        documents.hand_out(document, by=officer)


def test_while_the_scanner_is_down_files_wait_and_go_on_when_it_is_back(
    clamd: Any, officer: User, settings: Any
) -> None:
    address, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, "/nonexistent/clamd.sock"
    first, second = a_document(by=officer), a_document(by=officer, name="note.txt", content=EICAR)
    assert documents.ask_scanning()
    job = Job.objects.get(kind="documents.scan")
    assert jobs.run(job.pk) == "DONE"
    assert Job.objects.get(pk=job.pk).result == {"scanned": 0, "harmful": 0, "waiting": 2}

    settings.CLAMD_SOCKET = address
    assert documents.ask_scanning()
    jobs.run(Job.objects.get(kind="documents.scan", state="QUEUED").pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage) == (DocumentStage.READY, DocumentStage.QUARANTINED)
    assert not documents.ask_scanning()


def test_a_scanner_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # Should the client wait without an end, the line is cut in the end, which is another fault than its own.
        cut = threading.Timer(PATIENCE, silent.close)
        cut.start()
        try:
            with pytest.raises(ScannerDown) as given_up:
                Scanner(f"tcp:127.0.0.1:{silent.getsockname()[1]}", seconds=0.2).scan(io.BytesIO(b"x"))
        finally:
            cut.cancel()
    assert isinstance(given_up.value.__cause__, TimeoutError)


@pytest.fixture(scope="module")
def real_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """clamd itself with one signature of ours, where it is installed."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        pytest.skip("clamd is not installed here; the small server above speaks its protocol")
    folder = tmp_path_factory.mktemp("clamav")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    address = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {address}\nForeground yes\nFixStaleSocket yes\n"
    )
    daemon = subprocess.Popen(
        [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: address.exists() or daemon.poll() is not None)
        if not address.exists():
            pytest.skip("clamd does not start here")
        yield str(address)
    finally:
        daemon.kill()
        daemon.wait()


def test_clamd_itself_finds_what_is_plain_and_what_is_zipped(real_clamd: str) -> None:
    scanner = Scanner(real_clamd)
    assert scanner.version().startswith("ClamAV")
    assert scanner.scan(io.BytesIO(PDF)).is_clean
    assert scanner.scan(io.BytesIO(EICAR)).signature.startswith("Test.Eicar")
    assert not scanner.scan(io.BytesIO(zipped({"a/note.txt": EICAR}))).is_clean


# Keeping and handing out


def test_what_is_kept_lies_under_a_random_key_with_its_digest(officer: User, settings: Any) -> None:
    document = a_document(by=officer, name="../../letter.pdf")
    path = store.path_of(document.key)
    assert document.name == "letter.pdf"
    assert path.read_bytes() == PDF
    assert (document.digest, document.bytes) == (sha256(PDF).hexdigest(), len(PDF))
    assert "letter" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert AuditEvent.objects.filter(verb="document.taken_in", subject_id=str(document.pk)).count() == 1


def test_a_refused_file_leaves_nothing_behind(officer: User, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = len(PDF)
    a_document(by=officer)
    for content in (PDF + b"\n", b""):
        with pytest.raises(RuleBroken):
            a_document(by=officer, content=content)
    assert len(list(store.lying())) == Document.objects.count() == 1


def test_a_changed_or_missing_file_is_not_handed_out_and_the_night_names_it(officer: User) -> None:
    changed, missing, whole = (a_document(by=officer) for _ in range(3))
    path = store.path_of(changed.key)
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    store.remove(missing.key)
    left = store.write(io.BytesIO(b"left by a crash"))
    old = time.time() - timedelta(days=2).total_seconds()
    os.utime(store.path_of(left.key), (old, old))

    with pytest.raises(RuleBroken, match="bytes have changed"):
        documents.hand_out(changed, by=officer)
    with documents.hand_out(whole, by=officer) as file:
        assert file.read() == PDF

    job = Job.objects.create(kind="documents.check")
    assert jobs.run(job.pk) == "DONE"
    assert Job.objects.get(pk=job.pk).result == {"checked": 3, "amiss": [changed.pk, missing.pk], "cleared": 1}
    states = {document.pk: document.fixity for document in Document.objects.all()}
    assert states == {changed.pk: Fixity.DAMAGED, missing.pk: Fixity.MISSING, whole.pk: Fixity.WHOLE}


def test_quarantine_and_release_need_a_reason_and_the_right_role(officer: User, manager: User) -> None:
    document = a_document(by=officer)
    with pytest.raises(RuleBroken, match="Say why"):
        documents.quarantine(document, reason=" ", by=officer)
    document = documents.quarantine(document, reason="It came from a stranger", by=officer)
    with pytest.raises(RuleBroken, match="role"):
        documents.release(document, reason="It is fine", by=officer)
    document = documents.release(document, reason="The sender is known", by=manager)
    assert (document.stage, document.scan) == (DocumentStage.READY, Scan.NOT_SCANNED)


def test_evidence_seen_elsewhere_is_recorded_without_a_file(officer: User) -> None:
    case = a_case()
    given = {"what": "Body-worn video", "where": "Force evidence system", "by": officer}
    with pytest.raises(RuleBroken, match="still to come"):
        documents.record_evidence_seen(case, seen_on=timezone.localdate() + timedelta(days=1), **given)
    seen = documents.record_evidence_seen(case, seen_on=date(2026, 3, 2), reference="BWV-17", **given)
    assert (seen.case, seen.seen_by, Document.objects.count()) == (case, officer, 0)


@pytest.mark.django_db(transaction=True)
def test_the_quota_of_a_case_holds_when_many_hand_in_at_once(settings: Any) -> None:
    settings.DOCUMENT_CASE_BYTES = 3 * len(PDF)
    case = a_case()
    people = [a_user(Role.CASEWORKER) for _ in range(8)]

    def hand_in(person: User) -> bool:
        try:
            a_document(by=person, case=case)
        except RuleBroken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(hand_in, people))
    assert sum(taken) == Document.objects.count() == len(list(store.lying())) == 3


@pytest.mark.django_db(transaction=True)
def test_the_quota_of_a_person_holds_over_many_cases_at_once(settings: Any, officer: User) -> None:
    settings.DOCUMENT_DAY_BYTES = 2 * len(PDF)
    held = [a_case() for _ in range(6)]

    def hand_in(case: Any) -> bool:
        try:
            a_document(by=officer, case=case)
        except RuleBroken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(hand_in, held)) == Document.objects.count() == 2


# Pages


def hand_in(client: Client, case: Any, *files: SimpleUploadedFile) -> Any:
    return client.post(reverse("casework:add-documents", args=[case.pk]), {"files": list(files)})


def test_of_several_files_the_sound_ones_are_kept_and_each_other_has_its_sentence(
    as_officer: Client, settings: Any, clamd: Any
) -> None:
    settings.DOCUMENT_MAX_BYTES = 1000
    case = a_case()
    response = hand_in(
        as_officer,
        case,
        SimpleUploadedFile("good.pdf", PDF),
        SimpleUploadedFile("large.pdf", PDF + bytes(1000)),
        SimpleUploadedFile("page.pdf", b"<html>"),
        SimpleUploadedFile("virus.txt", EICAR),
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "large.pdf: The file is larger than" in page
    assert "page.pdf: The name says that this is PDF" in page
    assert "Kept already" in page
    assert sorted(case.documents.values_list("name", "stage")) == [("good.pdf", "READY"), ("virus.txt", "QUARANTINED")]


def test_no_file_chosen_is_said(as_officer: Client) -> None:
    assert "Choose at least one file" in hand_in(as_officer, a_case()).content.decode()


@pytest.mark.parametrize("name", ['say "hi".pdf', "naïve 👋.pdf", "a;b\\c.pdf"])
def test_a_download_is_one_header_and_runs_nowhere(name: str, as_officer: Client, officer: User) -> None:
    document = a_document(by=officer, name=name)
    response = as_officer.get(reverse("casework:download", args=[document.pk]))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(verb="document.downloaded", by=officer).count() == 1


def test_what_must_not_leave_is_refused_on_its_page(as_officer: Client, officer: User) -> None:
    document = documents.quarantine(a_document(by=officer), reason="Sent by mistake", by=officer)
    response = as_officer.get(reverse("casework:download", args=[document.pk]))
    assert (response.status_code, "in quarantine" in response.content.decode()) == (409, True)


@pytest.mark.parametrize("route", ["document", "download", "describe-document", "quarantine-document"])
def test_a_document_of_a_sealed_case_answers_like_a_missing_one(route: str, officer: User, manager: User) -> None:
    case = a_case()
    document = a_document(by=officer, case=case)
    cases.seal(case, reason="A colleague is named", named=[manager], review_on=timezone.localdate(), by=manager)
    client = signed_in(officer)
    hidden = client.get(reverse(f"casework:{route}", args=[document.pk]))
    missing = client.get(reverse(f"casework:{route}", args=[document.pk + 1000]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert body_of(hidden) == body_of(missing)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_document_as_for_three(
    rows: int, as_officer: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    case = a_case()
    for _ in range(rows):
        a_document(by=officer, case=case)
        documents.record_evidence_seen(case, what="Video", where="Force", seen_on=date(2026, 3, 2), by=officer)
    with django_assert_max_num_queries(14):
        response = as_officer.get(reverse("casework:documents", args=[case.pk]))
    assert response.content.decode().count("letter.pdf") == rows


def test_each_act_on_a_document_has_its_page(officer: User, manager: User) -> None:
    document = a_document(by=officer)
    client, chief = signed_in(officer), signed_in(manager)

    def act(who: Client, route: str, **given: Any) -> None:
        response = who.post(reverse(f"casework:{route}", args=[document.pk]), given)
        assert response.status_code == 302, response.content.decode()
        document.refresh_from_db()

    act(client, "describe-document", title="Outcome letter", releasable="on")
    assert (str(document), document.releasable) == ("Outcome letter", True)
    act(client, "quarantine-document", reason="Sent by mistake")
    assert document.stage == DocumentStage.QUARANTINED
    act(chief, "release-document", reason="It is ours")
    assert document.stage == DocumentStage.READY
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Outcome letter" in page and "Not scanned" in page
    evidence = {"what": "Video", "where": "Force", "seen_on_day": "2", "seen_on_month": "3", "seen_on_year": "2026"}
    response = client.post(reverse("casework:record-evidence", args=[document.case_id]), evidence, follow=True)
    assert "Evidence seen elsewhere" in response.content.decode()
