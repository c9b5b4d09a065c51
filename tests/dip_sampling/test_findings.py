"""You said, they did: words that nobody can be told from, on their way from the panel to a later sample."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from reviews.dip_sampling.choices import SessionStage
from reviews.dip_sampling.models import Finding, Session
from reviews.dip_sampling.workflow import findings, sessions
from tests.conftest import signed_in
from tests.panel_factories import ON, a_finding, a_sample, an_open_session, cleared, closed_complaints

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> Session:
    session = an_open_session(members=2, files=1)
    return sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())


@pytest.fixture
def by(closed: Session) -> User:
    return closed.sample.drawn_by


def fresh(finding: Finding) -> Finding:
    return Finding.objects.for_list().get(pk=finding.pk)


def test_from_what_the_panel_said_to_what_a_later_sample_shows(closed: Session, by: User) -> None:
    finding = a_finding(closed, "Say sorry where it is due", by=by, reply="We will")
    findings.record_change(finding, what_changed="A line in the template", by=by, on=ON)
    with pytest.raises(RuleBroken, match="drawn later"):
        findings.check_in(finding, sample=closed.sample, note="Better", by=by)
    closed_complaints(4)
    later = a_sample(closed.panel, by=by)
    assert findings.check_in(finding, sample=later, note="9 of 10 letters say sorry", by=by).checked_in == later
    assert closed.stage == SessionStage.CLOSED


def test_a_session_has_findings_once_it_is_closed() -> None:
    session = an_open_session(members=2, files=1)
    with pytest.raises(RuleBroken, match="once it is closed"):
        findings.add_finding(session, text="Say sorry", by=session.sample.drawn_by, on=ON)


def test_nobody_outside_sees_words_before_a_person_cleared_what_the_check_finds_in_them(
    closed: Session, by: User
) -> None:
    """Members, the report as page and PDF, and the force: each a door of its own."""
    sessions.publish_results(closed, by=by, at=timezone.now())
    finding = findings.add_finding(closed, text="PC Canary should say sorry to Bea Finchly.", by=by, on=ON)
    desk, member = signed_in(by), signed_in(closed.panel.seats.first().user)  # type: ignore[union-attr]
    addresses = [reverse(name, args=[closed.pk]) for name in ("reading:result", "panels:report")]
    outside = list(zip((member, desk), addresses, strict=True))

    def told() -> list[str]:
        return [client.get(address).content.decode() for client, address in outside]

    assert not any("Canary" in page for page in told())
    assert "wait to be cleared" in told()[1]
    with pytest.raises(RuleBroken, match="Clear its words first"):
        findings.send(finding, reply_due_on=ON, by=by, on=ON)
    clearing = reverse("panels:finding-clear", args=[finding.pk])
    page = desk.get(clearing).content.decode()
    assert "Canary: it stands on the list (officer)" in page
    assert "Finchly: it is spelt almost like an entry on the list (person who complained)" in page

    seen = {"seen": findings.seen_of(fresh(finding))}
    wording = reverse("panels:finding-reword", args=[finding.pk])
    assert "Canary: it stands on the list" in desk.get(wording).content.decode()
    assert "leave out what identifies" in desk.post(wording, {**seen, "text": " "}).content.decode()
    desk.post(wording, {**seen, "text": "An officer should say sorry."}, follow=True)
    stale = desk.post(clearing, seen).content.decode()
    assert "have changed since you opened this page" in stale and not fresh(finding).cleared
    assert "Nothing" in desk.get(clearing).content.decode()
    desk.post(clearing, {"seen": findings.seen_of(fresh(finding))}, follow=True)
    assert all("An officer should say sorry." in page for page in told())
    assert "wait to be cleared" not in told()[1]
    assert AuditEvent.objects.get(verb="finding.cleared").facts == {"texts": ["text"]}


def test_each_further_word_waits_for_itself_and_what_was_cleared_stays_told(closed: Session, by: User) -> None:
    sessions.publish_results(closed, by=by, at=timezone.now())
    finding = a_finding(closed, "Say sorry where it is due.", by=by)
    findings.send(finding, reply_due_on=ON + timedelta(days=28), by=by, on=ON)
    findings.reply(finding, position="ACCEPTED", text="We spoke to Ada Canary.", by=by, on=ON)
    member = signed_in(closed.panel.seats.first().user)  # type: ignore[union-attr]
    page = member.get(reverse("reading:result", args=[closed.pk])).content.decode()
    assert "Say sorry where it is due." in page and "The police have not answered yet" in page and "Canary" not in page
    with pytest.raises(RuleBroken, match="Nothing has been changed"):  # what the force was sent stays as it was sent
        findings.reword(finding, words={"text": "Something else"}, seen=findings.seen_of(fresh(finding)), by=by)
    words = {"reply": "We spoke to the officer."}
    finding = cleared(findings.reword(finding, words=words, seen=findings.seen_of(fresh(finding)), by=by), by=by)
    assert "We spoke to the officer." in member.get(reverse("reading:result", args=[closed.pk])).content.decode()
    with pytest.raises(RuleBroken, match="cleared already"):
        cleared(finding, by=by)
