"""Nobody in a file is recognisable to a member.

Every identifying field of the demonstration's files (a tenth of them, made in the same way) holds a word of its own,
and no page, file, API answer, e-mail or export that a member can reach holds one of them. Nor does any hold what others
said before one's own is in.
"""

import io
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import unescape
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.core import mail
from django.core.signals import request_started
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from complaints.models import Allegation, Complaint
from pcc.models import User
from pcc.reporting.demo import panels as demo
from pcc.roles import Role
from reviews.dip_sampling.choices import AllocationStage, SessionStage
from reviews.dip_sampling.models import DrawnFile, Paper, Seat, Session
from reviews.dip_sampling.workflow import panels, scoring, sessions
from tests.conftest import signed_in
from tests.factories import a_force, a_user, an_allegation
from tests.panel_factories import a_coordinator, an_open_session, closed_complaints

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<(?:a|link|script|img)[^>]*\s(?:href|src)="([^"#]+)')


def word(number: int) -> str:
    """A word that stands nowhere else."""
    return "Qz" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:06}") + "xyv"


def text_fields(model: type[models.Model]) -> list[str]:
    """The fields of free text: whatever can hold a name, a place or a number of somebody."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and not field.generated
        and (field.max_length or 99) >= 10
    ]


def fill(rows: list[Any], words: set[str]) -> None:
    """Put a word of its own into every text of these rows."""
    model = type(rows[0])
    names = text_fields(model)
    for row in rows:
        for name in names:
            words.add(mark := word(len(words)))
            setattr(row, name, mark)
    model._base_manager.bulk_update(rows, names)
    assert len(words) >= len(rows) * len(names)


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[User, set[str]]:
    """The demonstration's panel over complaints full of canaries; its member who can sign in, and the canaries."""
    monkeypatch.setattr(demo, "FILES", 3)
    monkeypatch.setattr(demo, "ON_SIDE", dict.fromkeys(demo.ON_SIDE, 8))
    words: set[str] = set()
    force = a_force()
    today, now = timezone.localdate(), timezone.now()
    ended = today - timezone.timedelta(days=100)
    complaints = closed_complaints(40, force=force)
    fill(complaints, words)
    Complaint.objects.update(received_on=ended, finalised_on=ended)
    people = {"coordinator": a_coordinator(), "second": a_user(Role.REVIEWS_MANAGER)}
    member = a_user(Role.PANEL_MEMBER, alias="Efe", email="efe@example.org")
    assert demo.load(force, **people, member=member, on=today, at=now)
    drawn = DrawnFile.objects.filter(papers__isnull=False).distinct()
    fill([an_allegation(file.complaint) for file in drawn.select_related("complaint")], words)
    fill([file.complaint.case for file in drawn.select_related("complaint__case") if file.complaint.case], words)
    assert Allegation.objects.count() == drawn.count() == 7
    for file in drawn.prefetch_related("listed"):
        words |= {part for entry in file.listed.all() for part in entry.text.split() if part != "Court"}
    papers = " ".join(Paper.objects.values_list("text", flat=True))
    assert sum(one in papers for one in words) > 7 * 4  # the papers are full of them, too
    return member, words


def crawled(client: Client, *starts: str) -> dict[str, str]:
    """The text of everything to which a link leads, from these addresses on."""
    waiting, found = deque(starts), dict.fromkeys(starts, "")
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        found[address] = told(response)
        for link in LINK.findall(found[address]):
            target = unescape(link)
            if target.startswith("/") and not target.startswith(ELSEWHERE) and target not in found:
                found[target] = ""
                waiting.append(target)
    return found


def told(response: Any) -> str:
    """Everything that an answer says, in its head and its body; a PDF as its words and as its bytes."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    words = body.decode(errors="replace") + str(response.headers)
    if body.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(io.BytesIO(body))
        words += " ".join(page.get_textpage().get_text_range() for page in document)
    return words


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, name)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


ELSEWHERE = ("//", "/static/", "/account/2fa/")
"""Addresses of others; and a second factor's pages, which show a secret of its own each time."""

LEAVES = re.compile(r"api|export|csv|file|download|pdf|print|record|history|timeline|search|results|certificate")


def tried(client: Client, *keys: int) -> dict[str, str]:
    """What a member gets who types the addresses of APIs, files and exports by hand, with each of these ids."""
    found = {}
    for name in routes(get_resolver().url_patterns):
        for key in keys if LEAVES.search(name) else ():
            for given in ([], [key], [key, "csv"]):
                with suppress(NoReverseMatch):
                    address = reverse(name, args=given)
                    if not address.startswith(ELSEWHERE):
                        found[address] = told(client.get(address))
    return found


@contextmanager
def heard() -> Iterator[set[str]]:
    """The names of the routes that are asked for meanwhile."""
    names: set[str] = set()

    def hear(environ: dict[str, Any], **_: Any) -> None:
        with suppress(Resolver404):
            names.add(resolve(environ["PATH_INFO"]).view_name)

    request_started.connect(hear)
    try:
        yield names
    finally:
        request_started.disconnect(hear)


def answered(client: Client, file: Any) -> Iterator[str]:
    """What a member is told who reads a file, marks a sentence, answers, skips, and hands it in."""
    at = lambda page, *more: reverse(f"reading:{page}", args=[file.pk, *more])  # noqa: E731
    given = round(timezone.now().timestamp() * 1000)
    for address, body in (
        (at("start"), {}),
        (at("mark"), {"sentence": "1-1", "tone": "COLD"}),
        (at("mark"), {"sentence": "99-1", "tone": "COLD"}),
        (at("question", 1), {}),
        (at("question", 1), {"value": "NO", "key": uuid4(), "why": "It was cold"}),
        (at("save"), {"place": 2, "value": "NO", "key": uuid4(), "given": given}),
        (at("save"), {"place": 2}),
    ):
        yield told(client.post(address, body, follow=True))
        yield told(client.get(at("read")))
    yield from crawled(client, at("read"), at("question", 4), at("check")).values()
    yield told(client.post(at("check"), follow=True))


def test_no_canary_reaches_a_member(office: tuple[User, set[str]], django_capture_on_commit_callbacks: Any) -> None:
    with heard() as names:
        every_door(*office, django_capture_on_commit_callbacks)
    theirs = {name for name in routes(get_resolver().url_patterns) if name.startswith("reading:")}
    assert theirs - names == set()  # a new page of members has to be gone through, too


def every_door(member: User, words: set[str], django_capture_on_commit_callbacks: Any) -> None:
    """Go through everything that a member can, and find no canary in any of it."""
    seat = Seat.objects.get(user=member)
    coordinator = Session.objects.first().panel.made_by  # type: ignore[union-attr]
    with django_capture_on_commit_callbacks(execute=True):
        panels.send_door(seat, by=coordinator)
    client = Client()
    link = re.search(r"/reading/in/\w+/", str(mail.outbox[-1].body))
    assert link
    seen = [told(client.get(link[0])), told(client.post(link[0], follow=True))]
    with django_capture_on_commit_callbacks(execute=True):
        seen.append(told(client.post(reverse("reading:help"), {"kind": "TALK"}, follow=True)))
    tonight = Session.objects.get(stage=SessionStage.OPEN)
    file, other, third = tonight.allocations.filter(seat=seat).order_by("position")[:3]
    pages = crawled(client, "/")
    seen += pages.values()
    seen += answered(client, file)
    seen.append(told(client.post(reverse("reading:swap", args=[other.pk]), follow=True)))
    seen.append(told(client.post(reverse("reading:declare", args=[third.pk]), follow=True)))
    seen.append(told(client.post(reverse("reading:promise", args=[seat.pk]), follow=True)))
    seen.append(told(client.post(reverse("reading:size"), {"size": "large", "back": "/reading/"}, follow=True)))
    again = crawled(client, "/")
    assert {"/reading/results/", f"/reading/certificate/{seat.pk}.pdf"} <= set(again)
    assert any("They did" in text for text in again.values()) and "What the police did" in "".join(seen)
    seen += again.values()
    drawn = file.drawn_file
    seen += tried(client, drawn.pk, drawn.complaint_id, tonight.pk).values()
    sessions.close_session(tonight, by=coordinator, at=timezone.now())
    seen += crawled(client, "/").values()
    seen.append(told(client.post(reverse("reading:leave"), follow=True)))
    seen.append(told(client.post(reverse("reading:code"), {"code": "NEVERWAS2345"})))
    seen += [str(letter.message()) for letter in mail.outbox]

    text = "\n".join(seen).casefold()
    assert len(words) > 250 and len(seen) > 100
    assert [one for one in sorted(words) if one.casefold() in text] == []


# What others say is nobody's before one's own is in


def test_no_door_shows_what_others_said_before_ones_own_is_in() -> None:
    """Two readers of one file: the first has handed in and marked a sentence, the second has begun."""
    session = an_open_session(members=2, files=1)
    first, second = session.allocations.select_related("seat__user", "session").order_by("pk")
    clock: dict[str, Any] = {"at": timezone.now(), "on": timezone.localdate()}
    for row in (first, second):
        scoring.start(row, by=row.seat.user, **clock)
    client = signed_in(second.seat.user)
    before = {**crawled(client, "/"), **tried(client, second.pk, session.pk, first.pk)}

    for question in session.question_set.questions.all():
        about = {"value": "MOSTLY", "why": "Zebracrossing", "key": uuid4(), "by": first.seat.user}
        scoring.answer(first, question=question, **about, **clock)
    scoring.mark(first, paragraph=2, sentence=1, tone="KIND", by=first.seat.user, **clock)
    scoring.finish(first, by=first.seat.user, **clock)
    for sort in ("", "?sort=-done", "?sort=scores", "?order=others", "?stage=DONE", "?page=2"):
        assert plain(told(client.get(f"/reading/{sort}"))) == plain(before["/"])
    after = {**crawled(client, "/"), **tried(client, second.pk, session.pk, first.pk)}
    assert {address for address in after if plain(after[address]) != plain(before[address])} == set()
    for page in ("read", "file", "check", "done", "mark", "result"):
        key = session.pk if page == "result" else first.pk
        assert client.get(reverse(f"reading:{page}", args=[key])).status_code == 404
    assert client.get(reverse("reading:done", args=[second.pk])).status_code == 409
    for route in ("results", "results-csv", "api-results"):
        assert client.get(reverse(f"panels:{route}", args=[session.pk])).status_code == 404

    scoring.answer(second, question=session.question_set.questions.all()[0], value="NO", key=uuid4(),
                   by=second.seat.user, **clock)  # fmt: skip
    scoring.finish(second, by=second.seat.user, **clock)
    page = told(client.get(reverse("reading:done", args=[second.pk])))
    assert "“Nobody said sorry.”" in page and "This felt kind" in page
    assert first.seat.alias not in page and "Zebracrossing" not in page and "Mostly" not in page
    sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())
    result = told(client.get(reverse("reading:result", args=[session.pk])))
    assert "What I said" in result and "Mostly" not in result and "Zebracrossing" not in result
    assert Session.objects.get().allocations.filter(stage=AllocationStage.DONE).count() == 2


def plain(text: str) -> str:
    """A page without what differs from one asking to the next: tokens, keys and the time."""
    text = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|data-now="\d+"|id="\w*_key"', "", text)
    return re.sub(r"\d{1,2} \w{3} \d{4} \d\d:\d\d|\b\d\d:\d\d\b|Expires[^,]*, [^,}]*|\d+ seconds?", "", text)
