"""Fetching mail from a real IMAP server: nothing lost, nothing twice, and what goes wrong is told plainly."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from casework.models import Correspondence, MailFetch, Message
from casework.workflow import mailbox
from pcc.roles import Role
from tests import imap_server
from tests.conftest import signed_in
from tests.factories import a_user
from tests.imap_server import SECRET, USER, Server
from tests.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


class Box:
    """A server, and the address under which the office has its mailbox there."""

    def __init__(self, server: Server, port: int) -> None:
        self.server, self.port = server, port
        self.inbox = server.inbox

    def address(self, *, secret: str = SECRET, folder: str = "INBOX", query: str = "", scheme: str = "imap") -> str:
        return f"{scheme}://{USER}:{quote(secret, safe='')}@127.0.0.1:{self.port}/{folder}{query}"

    def fetch(self, **how: Any) -> MailFetch:
        run = mailbox.fetch(self.address(**how), by=None)
        assert run is not None
        return run


@pytest.fixture
def box(silence: "Silence") -> Iterator[Box]:
    with imap_server.running() as (server, port):
        yield Box(server, port)
        silence.ends.set()


class Silence:
    """The server says nothing from the moment a message is asked for until the test is over."""

    def __init__(self) -> None:
        self.began, self.ends = threading.Event(), threading.Event()

    def fall(self) -> None:
        self.began.set()
        self.ends.wait(PATIENCE)


@pytest.fixture
def silence() -> Iterator[Silence]:
    silence = Silence()
    yield silence
    silence.ends.set()


def raw(number: int, text: str = "The lights are off.") -> bytes:
    return f"From: ann{number}@example.org\r\nSubject: Letter {number}\r\n\r\n{text}\r\n".encode()


def counted(run: MailFetch) -> tuple[int, int, int, str]:
    return run.taken, run.known, run.failed, run.error


def test_what_is_unread_is_taken_in_as_it_came_and_marked(box: Box) -> None:
    for number in range(3):
        box.inbox.add(raw(number))
    box.inbox.add(raw(9)).flags.add(r"\Seen")
    assert counted(box.fetch()) == (3, 0, 0, "")
    assert all(r"\Seen" in message.flags for message in box.inbox.messages)
    message = Message.objects.get(subject="Letter 1")
    assert bytes(message.original.raw) == raw(1)
    assert message.arrived_at == imap_server.ARRIVED, "when the server got it, which its sender cannot write"
    assert counted(box.fetch()) == (0, 0, 0, "")


def test_one_that_the_server_does_not_hand_out_stops_none_of_the_rest(box: Box) -> None:
    stored = [box.inbox.add(raw(number)) for number in range(3)]
    stored[1].is_refused = True
    run = box.fetch()
    assert (run.taken, run.failed) == (2, 1)
    assert run.error == "The mail server does not hand out a message: it stays unread in the mailbox."
    assert [r"\Seen" in each.flags for each in stored] == [True, False, True]
    stored[1].is_refused = False
    assert counted(box.fetch()) == (1, 0, 0, "")


def test_one_that_cannot_be_kept_stops_none_of_the_rest(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = [box.inbox.add(raw(number)) for number in range(3)]
    with connection.cursor() as cursor:  # the database itself refuses the second
        cursor.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger AS $$ BEGIN IF NEW.subject = 'Letter 1' THEN "
            "RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql; "
            "CREATE TRIGGER refuse_one BEFORE INSERT ON casework_message FOR EACH ROW EXECUTE FUNCTION refuse_one()"
        )
    run = box.fetch()
    assert (run.taken, run.failed) == (2, 1)
    assert "stays unread in the mailbox" in run.error
    assert [r"\Seen" in each.flags for each in stored] == [True, False, True]
    assert Correspondence.objects.count() == 2, "nothing of the second is left behind"


def test_a_message_that_breaks_the_line_each_time_stops_none_of_the_rest(box: Box) -> None:
    stored = [box.inbox.add(raw(number)) for number in range(4)]
    stored[1].breaks_off = box.server.break_off
    run = box.fetch()
    assert (run.taken, run.failed) == (3, 1)
    assert run.error.startswith("The mail server broke off")
    assert [r"\Seen" in each.flags for each in stored] == [True, False, True, True]
    stored[1].breaks_off = None
    assert counted(box.fetch()) == (1, 0, 0, "")
    assert Message.objects.count() == 4


def test_taken_in_and_not_marked_it_is_known_the_next_time(box: Box) -> None:
    stored = box.inbox.add(raw(1))
    box.fetch()
    stored.flags.clear()  # as if the work had been killed before the mark
    assert counted(box.fetch()) == (0, 1, 0, "")
    assert r"\Seen" in stored.flags


def test_messages_that_are_taken_in_move_to_the_folder_that_the_office_names(box: Box) -> None:
    stored = box.inbox.add(raw(1))
    assert counted(box.fetch(query="?move=Taken")) == (1, 0, 0, "")
    assert [each.raw for each in box.server.folders["TAKEN"].messages] == [raw(1)]
    assert stored.flags == {r"\Seen", r"\Deleted"}
    box.inbox.add(raw(2))
    run = box.fetch(query="?move=Nowhere")
    assert (run.taken, run.failed) == (1, 1)
    assert run.error == ("A message was taken in and could not be moved to the folder Nowhere. Is there such a folder?")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"secret": "wrong"}, "The mail server 127.0.0.1 refuses the user name or the password."),
        ({"folder": "Attic"}, "The mail server 127.0.0.1 has no folder Attic."),
    ],
)
def test_what_is_wrong_stands_on_the_inbox_without_the_secret(
    box: Box, settings: Any, how: dict[str, str], told: str
) -> None:
    box.inbox.add(raw(1))
    assert box.fetch(**how).error == told
    settings.MAILBOX_URL = box.address(**how)
    page = signed_in(a_user(Role.CASEWORKER)).get("/cases/correspondence/").content.decode()
    assert told in page
    assert "wrong" not in page and SECRET not in page


def test_a_folder_that_may_be_read_only_is_told(box: Box) -> None:
    box.inbox.add(raw(1))
    box.inbox.is_read_only = True
    assert box.fetch().error == "The folder INBOX at 127.0.0.1 may be read only: messages cannot be marked."
    assert not Message.objects.exists()


def test_a_server_with_tls_is_trusted_only_with_a_certificate_that_holds(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.inbox.add(raw(1))
    certificate, key = imap_server.a_certificate(tmp_path)
    with imap_server.behind_tls(box.port, certificate, key) as port:
        box.port = port
        assert box.fetch(scheme="imaps").error == (
            "The mail server 127.0.0.1 does not answer (SSLCertVerificationError)."
        )
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert counted(box.fetch(scheme="imaps")) == (1, 0, 0, "")


def test_silence_is_told_and_ends(box: Box, silence: Silence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.importing.mailbox.SECONDS", 1)
    box.inbox.add(raw(1)).breaks_off = silence.fall
    run = box.fetch()
    assert run.taken == 0
    # The line it had broke off, or the server did not answer when it was called anew.
    assert run.error.startswith("The mail server") and "(TimeoutError)." in run.error


def test_that_nobody_has_looked_for_long_is_told(settings: Any) -> None:
    settings.MAILBOX_URL = "maildir:///somewhere"
    began = timezone.now() - timedelta(minutes=40)
    MailFetch.objects.create(began_at=began, ended_at=began, source="INBOX")
    page = signed_in(a_user(Role.CASEWORKER)).get("/cases/correspondence/").content.decode()
    assert "every five minutes" in page
    assert "not been looked into since" in page


def nobody_fetches() -> bool:
    """The database has noticed that the process is gone, and has let go of its lock."""
    with mailbox._alone() as free:
        return free


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_the_next_fetch_goes_on(box: Box, silence: Silence) -> None:
    for number in range(6):
        box.inbox.add(raw(number))
    box.inbox.messages[3].breaks_off = silence.fall
    database = connection.settings_dict
    code = (
        "import os, django; django.setup(); from django.db import connection; "
        f"connection.settings_dict['NAME'] = {database['NAME']!r}; "
        f"from casework.workflow import mailbox; mailbox.fetch({box.address()!r}, by=None)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | {"DJANGO_SETTINGS_MODULE": "pcc.settings"}
    )
    wait_until(silence.began.is_set)  # the fourth is asked for, so the third is marked
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert Message.objects.count() == 3
    box.inbox.messages[3].breaks_off = None
    silence.ends.set()
    wait_until(nobody_fetches)
    run = box.fetch()
    assert (run.taken + run.known, run.failed, run.error) == (3, 0, "")
    assert Message.objects.count() == 6
