"""A member asks for somebody: told at once, tried again until a message goes, escalated, and plain to see meanwhile."""

import re
import socket
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from celery.signals import task_postrun
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from pcc.celery import app
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.dip_sampling import tasks
from reviews.dip_sampling.models import Flag, Seat, Session
from reviews.dip_sampling.workflow import flags
from tests.casework.test_letters_outbox import MailServer, OnAnyPort
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import a_panel, a_seat, an_open_session
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return a_user(Role.SAFEGUARDING_LEAD, email="lead@opcc.example")


@pytest.fixture
def seat() -> Seat:
    return a_seat(a_panel())


def to_whom() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def test_a_flag_reaches_the_lead_at_once_and_says_nothing_in_the_mail(
    lead: User, seat: Seat, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        flag = flags.raise_flag(seat, kind="HAPPENED_TO_ME", words="canaryword", by=seat.user)
    assert to_whom() == ["lead@opcc.example"]
    told = mail.outbox[0].subject + mail.outbox[0].body
    assert f"/panels/flags/{flag.pk}/" in told
    assert not {"canaryword", seat.alias, "HAPPENED"} & set(told.replace("\n", " ").split())
    assert AuditEvent.objects.get(verb="flag.raised").facts == {"kind": "HAPPENED_TO_ME", "seat": seat.pk}
    flag.refresh_from_db()
    assert flag.told_at and not flag.escalated_at and "was told at" in flag.who_is_told


def test_the_lead_is_led_to_the_file_that_was_open_and_sees_no_papers(lead: User) -> None:
    session = an_open_session(members=2, files=1)
    mine, other = session.allocations.select_related("seat__user", "drawn_file__extract")
    page = signed_in(mine.seat.user).get(reverse("reading:file", args=[mine.pk])).content.decode()
    way = f"{reverse('reading:help')}?file={mine.pk}"
    assert way in page
    for address in (way, f"{reverse('reading:help')}?file={other.pk}", f"{reverse('reading:help')}?file=x"):
        signed_in(mine.seat.user).post(address, {"kind": "HAPPENED_TO_ME"})
    about = [flag.drawn_file for flag in Flag.objects.order_by("pk")]
    assert about == [mine.drawn_file, None, None], "never the file of somebody else"
    extract = mine.drawn_file.extract
    desk = signed_in(lead)
    told = desk.get(Flag.objects.earliest("pk").get_absolute_url()).content.decode()
    assert extract.get_absolute_url() in told
    shown = desk.get(extract.get_absolute_url()).content.decode()
    assert (
        "Nobody said sorry." in shown
        and "Canary" not in shown
        and reverse("panels:extract-recall", args=[extract.pk]) in shown
    )


def test_an_unanswered_flag_escalates_and_again_every_hour_and_an_answered_one_never(
    lead: User, seat: Seat, django_capture_on_commit_callbacks: Any
) -> None:
    manager, start = a_user(Role.MANAGER), timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        waiting = flags.raise_flag(seat, kind="DISTRESS", by=seat.user)
        answered = flags.acknowledge(flags.raise_flag(seat, kind="TALK", by=seat.user), by=lead)
    mail.outbox.clear()
    everybody = sorted(user.email for user in (lead, manager, seat.panel.made_by) if user.email)
    for minutes, found, told in ((14, 0, []), (16, 1, everybody), (17, 0, []), (75, 0, []), (77, 1, everybody)):
        assert flags.look_after(at=start + timedelta(minutes=minutes)) == found
        assert to_whom() == told
        mail.outbox.clear()
    waiting.refresh_from_db()
    assert waiting.escalated_at == start + timedelta(minutes=16)
    assert "has not answered. Coordinators and managers were told, too." in waiting.who_is_told
    page = signed_in(manager).get(waiting.get_absolute_url())
    assert page.status_code == 200 and "I am on it" in page.content.decode()
    assert signed_in(manager).get(answered.get_absolute_url()).status_code == 404
    assert flags.close(answered, note="Rang home", by=lead).closed_by == lead
    assert flags.acknowledge(waiting, by=manager).who_is_told == ""
    assert flags.look_after(at=start + timedelta(hours=9)) == 0


def test_without_a_lead_who_can_be_written_to_others_are_told_at_once(
    seat: Seat, django_capture_on_commit_callbacks: Any
) -> None:
    manager = a_user(Role.MANAGER)
    with django_capture_on_commit_callbacks(execute=True):
        flag = flags.raise_flag(seat, kind="SAFETY", words="Canary", by=seat.user)
    flag.refresh_from_db()
    assert manager.email in to_whom()
    assert flag in Flag.objects.visible_to(seat.panel.made_by)
    assert "No safeguarding lead has an e-mail address" in flag.who_is_told
    assert not any("Canary" in message.body or seat.alias in message.body for message in mail.outbox)
    later = a_user(Role.SAFEGUARDING_LEAD)
    mail.outbox.clear()
    assert flags.look_after(at=timezone.now() + timedelta(minutes=1)) == 1
    assert to_whom() == [later.email]


def test_where_nobody_at_all_can_be_written_to_every_page_says_so(
    seat: Seat, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.update(email=None)
    with django_capture_on_commit_callbacks(execute=True):
        flags.raise_flag(seat, kind="SAFETY", by=seat.user)
    desk = signed_in(seat.panel.made_by)
    for page in ("home", "panels:list", "panels:flags"):
        assert "Nobody has been told by e-mail." in desk.get(reverse(page)).content.decode(), page


# With a real mail server that is down and comes back, a real broker and a real worker


class AtSocket(OnAnyPort):
    """A mail server at a port that was kept for it, and that answered nobody before."""

    kept: socket.socket

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.kept)


@pytest.fixture
def kept(settings: Any) -> Iterator[socket.socket]:
    """A port of a mail server that is down: it is taken, and nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *one.getsockname(), PATIENCE
        yield one


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of this test alone at the broker, and a worker that serves it."""
    name = f"flags-{uuid.uuid4()}"
    with start_worker(app, queues=[name], perform_ping_check=False, shutdown_timeout=PATIENCE):
        yield name


def look(queue: str, flag: Flag) -> Flag:
    """What the flag is like once the worker has looked after it, as beat would ask it to."""
    Flag.objects.filter(pk=flag.pk).update(tried_at=timezone.now() - timedelta(minutes=1))
    done: list[str] = []

    def hear(task_id: str, state: str, **_: Any) -> None:
        done.append(state)

    task_postrun.connect(hear)
    try:
        app.send_task(app.conf.beat_schedule["look after flags of panel members"]["task"], queue=queue)
        wait_until(lambda: done)
    finally:
        task_postrun.disconnect(hear)
    assert done == ["SUCCESS"]
    return Flag.objects.select_related("seat").get(pk=flag.pk)


@pytest.mark.django_db(transaction=True)
def test_while_the_mail_server_is_down_everybody_is_told_the_truth_and_then_the_lead_is(
    kept: socket.socket, queue: str, lead: User
) -> None:
    session: Session = an_open_session(members=1, files=1, readers_per_file=1)
    seat, coordinator, manager = session.panel.seats.get(), session.sample.drawn_by, a_user(Role.MANAGER)
    asked = signed_in(seat.user).post(reverse("reading:help"), {"kind": "DISTRESS"}, follow=True).content.decode()
    assert "Do not wait: tell a grown-up near you" in asked and "Somebody has been told" not in asked
    flag = Flag.objects.select_related("seat").get()
    assert flag.told_at is None and flag.escalated_at
    for person, page in ((coordinator, "home"), (coordinator, "panels:list"), (manager, "home"), (lead, "home")):
        told = signed_in(person).get(reverse(page)).content.decode()
        assert f"{seat.alias} asks for somebody. Nobody has been told by e-mail." in told
        assert "The mail server took no message, last tried at" in told

    flag = look(queue, flag)
    assert flag.told_at is None
    assert AuditEvent.objects.filter(verb="flag.not_told").count() == 1  # once, however often it is tried

    running = AtSocket(MailServer(), hostname="127.0.0.1", port=kept.getsockname()[1], ready_timeout=PATIENCE)
    running.kept, arrived = kept, running.handler.kept
    running.start()
    try:
        flag = look(queue, flag)
        assert [message["To"] for message in arrived] == [lead.email]
        assert flag.lead_told_at and not flag.not_told
        again = signed_in(seat.user).post(reverse("reading:help"), {"kind": "TALK"}, follow=True).content.decode()
        assert "Somebody has been told" in again
        Flag.objects.exclude(pk=flag.pk).update(stage="ACKNOWLEDGED")

        arrived.clear()
        Flag.objects.filter(pk=flag.pk).update(raised_at=timezone.now() - timedelta(minutes=16))
        flag = look(queue, flag)
        assert {message["To"] for message in arrived} >= {lead.email, manager.email, coordinator.email}
        assert not any(re.search(f"{seat.alias}|upset|DISTRESS", message.as_string()) for message in arrived)
        assert "has not answered" in flag.who_is_told
    finally:
        running.stop()


def test_beat_asks_for_it_by_a_name_that_workers_know() -> None:
    asked = app.conf.beat_schedule["look after flags of panel members"]
    assert asked["task"] == tasks.look_after_flags.name and asked["schedule"] <= 30
