"""Copies on their way, against a real mail server that is up, down, slow, refuses, or takes and then drops the line."""

import email
import smtplib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from casework.choices import DispatchStage, Kind, Way
from casework.letters import Addressee, Heard, contributed
from casework.letters.rules import LEASE, RETRY_AFTER, TIME_TO_RECALL
from casework.models import Dispatch, Letter, LetterTemplate, Task
from casework.stats.files import timeline
from casework.workflow import letters, outbox, templates
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import Role
from tests.factories import a_case, a_party, a_person, a_user
from tests.waiting import PATIENCE


class MailServer:
    """What a mail server does with a message; ``mode`` says how it behaves."""

    def __init__(self) -> None:
        self.mode = "up"
        self.kept: list[EmailMessage] = []
        self.is_over = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.mode == "unknown":
            return "550 5.1.1 No such person here"
        if self.mode == "busy":
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.mode == "slow":
            self.is_over.wait(1)  # the whole server, which has a thread of its own
        if self.mode == "silent":
            self.is_over.wait(PATIENCE)
        self.kept.append(email.message_from_bytes(envelope.content, _class=EmailMessage))  # type: ignore[arg-type]
        if self.mode == "drops":
            server.transport.abort()
        if self.mode == "too large":
            return "552 5.3.4 Message too big"
        return "250 Kept"


class OnAnyPort(Controller):
    """It listens where the system lets it, so that nobody takes a port that was found free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    handler = MailServer()
    running = OnAnyPort(handler, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, PATIENCE
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    handler.is_over.set()
    running.stop()


@pytest.fixture
def chief(db: None) -> User:
    return a_user(Role.REVIEWS_MANAGER)


@pytest.fixture
def template(chief: User) -> LetterTemplate:
    return templates.approve(LetterTemplate.objects.get(code="review_withdrawn", version=1), by=chief)


@pytest.fixture
def issued(template: LetterTemplate, officer: User) -> Letter:
    case = a_case(kind=Kind.REVIEW, owner=officer)
    ann = a_party(case, person=a_person(name="Ann Example", email="ann@home.example"), by=officer)
    letter = letters.draft(
        case,
        code="review_withdrawn",
        values={"force_name": "Anyshire Police", "force_reference": "CO/00123/24"},
        addressees=[Addressee("Ann Example", email="ann@home.example", party=ann.pk)],
        by=officer,
    )
    return letters.issue(letter, by=officer)


def the_hold_is_over(letter: Letter) -> Dispatch:
    Dispatch.objects.filter(letter=letter).update(next_try_at=timezone.now() - timedelta(seconds=1))
    return letter.dispatches.get()


def test_a_copy_is_held_for_two_minutes_and_then_goes_once(issued: Letter, server: MailServer) -> None:
    copy = issued.dispatches.get()
    assert copy.next_try_at is not None and issued.issued_at is not None
    assert copy.next_try_at - issued.issued_at == TIME_TO_RECALL
    assert outbox.send_due()["sent"] == 0

    the_hold_is_over(issued)
    assert outbox.send_due() == {"sent": 1, "later": 0, "stopped": 0, "lost": 0}
    assert outbox.send_due()["sent"] == 0
    (message,) = server.kept
    copy.refresh_from_db()
    assert (copy.stage, copy.gone_on) == (DispatchStage.SENT, timezone.localdate())
    assert (message["To"], message["Message-ID"]) == ("ann@home.example", copy.message_id)
    body = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Dear Ann Example" in body and "CO/00123/24" in body
    assert not message.is_multipart()


def test_the_subject_line_tells_nothing_of_the_matter(issued: Letter, server: MailServer) -> None:
    the_hold_is_over(issued)
    outbox.send_due()
    subject = str(server.kept[0]["Subject"])
    assert issued.case.reference in subject
    for word in ("review", "closed", "Ann", "CO/00123/24", "Anyshire"):
        assert word not in subject


def test_the_pdf_goes_along_only_for_who_wants_it(issued: Letter, server: MailServer) -> None:
    the_hold_is_over(issued)
    Dispatch.objects.filter(letter=issued).update(attach_pdf=True)
    outbox.send_due()
    (attached,) = [part for part in server.kept[0].walk() if part.get_filename()]
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_payload(decode=True).startswith(b"%PDF")  # type: ignore[union-attr]


def test_while_the_server_is_down_a_copy_is_tried_again_later_each_time(issued: Letter, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    copy = the_hold_is_over(issued)
    first_id = copy.message_id
    for wait in RETRY_AFTER:
        before = timezone.now()
        assert outbox.send_due()["later"] == 1
        copy.refresh_from_db()
        assert copy.next_try_at is not None
        assert before + wait <= copy.next_try_at <= timezone.now() + wait
        the_hold_is_over(issued)
    assert outbox.send_due()["stopped"] == 1
    copy.refresh_from_db()
    assert (copy.stage, copy.message_id) == (DispatchStage.REFUSED, first_id)
    assert "cannot be reached" in copy.said
    assert Task.objects.get(case=issued.case).owner == issued.case.owner


@pytest.mark.parametrize(
    ("mode", "stage", "kept"),
    [
        ("busy", DispatchStage.HELD, 0),
        ("slow", DispatchStage.SENT, 1),
        ("unknown", DispatchStage.REFUSED, 0),
        ("too large", DispatchStage.REFUSED, 1),
        ("drops", DispatchStage.UNSURE, 1),
    ],
)
def test_each_answer_of_a_server_leads_to_one_stage_and_to_one_copy_at_most(
    mode: str, stage: DispatchStage, kept: int, issued: Letter, server: MailServer
) -> None:
    server.mode = mode
    copy = the_hold_is_over(issued)
    outbox.send_due()
    outbox.send_due()
    copy.refresh_from_db()
    assert (copy.stage, len(server.kept)) == (stage, kept)
    stopped = stage in (DispatchStage.REFUSED, DispatchStage.UNSURE)
    assert Task.objects.filter(case=issued.case).count() == stopped


def test_a_server_that_does_not_answer_in_time_leaves_nobody_sure(
    issued: Letter, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in = smtplib.SMTP.data

    def impatient(line: smtplib.SMTP, message: Any) -> Any:
        """All before is given its time: what is tried is silence after the message was handed over."""
        assert line.sock is not None
        line.sock.settimeout(0.3)
        return hand_in(line, message)

    monkeypatch.setattr(smtplib.SMTP, "data", impatient)
    server.mode = "silent"
    copy = the_hold_is_over(issued)
    outbox.send_due()
    copy.refresh_from_db()
    assert copy.stage == DispatchStage.UNSURE


def test_after_a_broken_line_a_person_decides(issued: Letter, server: MailServer, officer: User) -> None:
    server.mode = "drops"
    copy = the_hold_is_over(issued)
    outbox.send_due()
    server.mode = "up"
    again = outbox.send_again(copy, by=officer)
    outbox.send_due()
    assert [message["Message-ID"] for message in server.kept] == [again.message_id] * 2
    with pytest.raises(RuleBroken):
        outbox.say_arrived(copy, on=timezone.localdate(), by=officer)


def test_a_copy_whose_sender_was_killed_is_not_sent_again_by_itself(issued: Letter, server: MailServer) -> None:
    copy = the_hold_is_over(issued)
    Dispatch.objects.filter(pk=copy.pk).update(
        stage=DispatchStage.SENDING, attempts=1, leased_until=timezone.now() + LEASE
    )
    assert outbox.send_due()["lost"] == 0
    Dispatch.objects.filter(pk=copy.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert outbox.send_due() == {"sent": 0, "later": 0, "stopped": 0, "lost": 1}
    assert (server.kept, Task.objects.filter(case=issued.case).count()) == ([], 1)


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_copy_once(template: LetterTemplate, officer: User, server: MailServer) -> None:
    case = a_case(kind=Kind.REVIEW, owner=officer)
    people = [Addressee(f"Person {number}", email=f"p{number}@home.example") for number in range(8)]
    values = {"force_name": "Anyshire Police", "force_reference": "CO/00123/24"}
    letter = letters.draft(case, code="review_withdrawn", values=values, addressees=people, by=officer)
    letter = letters.issue(letter, by=officer)
    Dispatch.objects.filter(letter=letter).update(next_try_at=timezone.now() - timedelta(seconds=1))

    def send(_: int) -> int:
        try:
            return outbox.send_due()["sent"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 8
    assert sorted(message["To"] for message in server.kept) == sorted(one.email for one in people)


def test_a_bounce_becomes_a_task_once(issued: Letter, server: MailServer) -> None:
    copy = the_hold_is_over(issued)
    outbox.send_due()
    assert outbox.bounced(copy.message_id, said="550 mailbox full")
    assert outbox.bounced(copy.message_id, said="550 mailbox full")
    assert not outbox.bounced("<somebody@elsewhere.example>", said="")
    assert not outbox.bounced("", said="")
    copy.refresh_from_db()
    assert (copy.stage, copy.gone_on) == (DispatchStage.REFUSED, None)
    assert "came back" in Task.objects.get(case=issued.case).text


def test_the_timeline_tells_the_way_of_a_letter_in_its_order(
    issued: Letter, server: MailServer, officer: User, chief: User
) -> None:
    letters.recall(issued, by=officer)
    letters.send_for_check(issued, by=officer)
    letters.sign(issued, by=chief)
    letters.issue(issued, by=officer)
    the_hold_is_over(issued)
    outbox.send_due()
    outbox.bounced(issued.dispatches.get().message_id, said="550 mailbox full")
    told = [entry for entry in timeline(issued.case, officer) if entry.kind == "Letters"]
    assert [(entry.title.partition(":")[0], entry.by) for entry in told] == [
        ("Letter for Ann Example came back", None),
        ("Letter sent to Ann Example", None),
        ("Letter issued", officer),
        ("Letter checked by a second person", chief),
        ("Letter sent for a second check", officer),
        ("Letter taken back", officer),
    ]
    server.mode = "unknown"
    again = letters.issue(letters.draft(issued.case, code="review_withdrawn", values=issued.values,
                                        addressees=[Addressee("Ann Example", email="ann@home.example")],
                                        by=officer), by=officer)  # fmt: skip
    the_hold_is_over(again)
    outbox.send_due()
    told = [entry.title.partition(":")[0] for entry in timeline(issued.case, officer)]
    assert told[0] == "Letter for Ann Example came back"


def test_an_address_that_changed_meanwhile_stops_the_copy(issued: Letter, server: MailServer) -> None:
    copy = the_hold_is_over(issued)
    person = copy.party.person  # type: ignore[union-attr]
    person.email = "moved@home.example"
    person.save()
    assert outbox.send_due()["sent"] == 0
    copy.refresh_from_db()
    assert (copy.stage, server.kept) == (DispatchStage.REFUSED, [])
    assert "has changed" in copy.said


def test_post_is_marked_by_a_person_and_the_room_above_hears_of_the_first_copy(
    template: LetterTemplate, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contributed, "_listeners", {})
    heard = []
    contributed.hears(Kind.REVIEW)(lambda letter, what, on, by: heard.append((what, on)))
    case = a_case(kind=Kind.REVIEW, owner=officer)
    people = [Addressee(name, Way.POST, address="1 High Street\nAnytown") for name in ("Ann Example", "Bob Example")]
    values = {"force_name": "Anyshire Police", "force_reference": "CO/00123/24"}
    letter = letters.draft(case, code="review_withdrawn", values=values, addressees=people, by=officer)
    today = timezone.localdate()
    letter = letters.issue(letter, on=today - timedelta(days=3), by=officer)
    first, second = letter.dispatches.order_by("pk")
    with pytest.raises(RuleBroken, match="from its date to today"):
        outbox.mark_posted(first, on=today - timedelta(days=4), by=officer)
    outbox.mark_posted(first, on=today - timedelta(days=2), by=officer)
    outbox.mark_posted(second, on=today, by=officer)
    assert heard == [(Heard.ISSUED, today - timedelta(days=3)), (Heard.GONE, today - timedelta(days=2))]
    with pytest.raises(RuleBroken):
        outbox.mark_posted(first, on=today, by=officer)
    assert outbox.send_due()["sent"] == 0
