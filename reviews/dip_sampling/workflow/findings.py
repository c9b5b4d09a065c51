"""You said, they did: from a finding to what a later sample shows."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from pcc import audit, moves
from pcc.errors import RuleBroken, said
from pcc.models import User
from pcc.moves import check_role
from reviews.dip_sampling.choices import FindingStage, Position, SessionStage
from reviews.dip_sampling.models import Finding, ForceReply, Question, Sample, Session
from reviews.dip_sampling.models.findings import digest_of
from reviews.dip_sampling.rules import FINDING_MOVES, RUNS_PANELS


def _take(name: str, finding: Finding, by: User) -> Finding:
    Finding.objects.select_for_update().get(pk=finding.pk)
    finding = Finding.objects.for_list().get(pk=finding.pk)
    moves.check(FINDING_MOVES[name], finding, by)
    return finding


@transaction.atomic
def add_finding(session: Session, *, text: str, question: Question | None = None, by: User, on: date) -> Finding:
    """Put down what the panel asks of the force, in the panel's words."""
    check_role(by, RUNS_PANELS)
    if session.stage not in (SessionStage.CLOSED, SessionStage.PUBLISHED):
        raise RuleBroken("A session has findings once it is closed.")
    text = said(text, "Write what the panel found, in its own words.")
    finding = Finding.objects.create(session=session, question=question, text=text, raised_on=on, raised_by=by)
    audit.record("finding.added", finding, by=by, session=session.pk)
    return finding


def seen_of(finding: Finding) -> str:
    """What somebody saw of the words of a finding: another when they have changed since."""
    return digest_of("\n".join(f"{name}: {text}" for name, text in sorted(finding.texts.items())))


def _as_seen(name: str, finding: Finding, seen: str, by: User) -> Finding:
    finding = _take(name, finding, by)
    if seen != seen_of(finding):
        raise RuleBroken("Its words have changed since you opened this page: open it again, and read them once more.")
    return finding


@transaction.atomic
def clear(finding: Finding, *, seen: str, by: User) -> Finding:
    """A person has read every word of it, and what a check finds in them, and nobody is named. Changed words wait anew.

    ``seen`` is what the person was shown (``seen_of``).
    """
    finding = _as_seen("clear", finding, seen, by)
    finding.cleared = sorted(digest_of(text) for text in finding.texts.values())
    finding.cleared_by, finding.cleared_at = by, timezone.now()
    finding.save(update_fields=["cleared", "cleared_by", "cleared_at"])
    audit.record("finding.cleared", finding, by=by, texts=sorted(finding.texts))
    return finding


@transaction.atomic
def reword(finding: Finding, *, words: Mapping[str, str], seen: str, by: User) -> Finding:
    """Change words that identify somebody, by name of the text. What was sent to the force stays as it was sent.

    ``seen`` as for ``clear``. What the words were stays in the history. RuleBroken when nothing is left of a text.
    """
    finding = _as_seen("reword", finding, seen, by)
    changed = {
        name: said(text, "Leave out what identifies somebody, and keep the rest.")
        for name, text in words.items()
        if name in open_words(finding) and text.strip() != finding.texts[name]
    }
    if not changed:
        raise RuleBroken("Nothing has been changed.")
    if reply := changed.pop("reply", ""):
        finding.reply.text = reply
        finding.reply.save(update_fields=["text"])
    for name, text in changed.items():
        setattr(finding, name, text)
    finding.save(update_fields=list(changed))
    audit.record("finding.reworded", finding, by=by, fields=sorted([*changed, *(["reply"] if reply else [])]))
    return finding


def open_words(finding: Finding) -> dict[str, str]:
    """The texts that may still be changed: not what the force has been sent."""
    was_sent = finding.stage != FindingStage.RAISED
    return {name: text for name, text in finding.texts.items() if not (was_sent and name == "text")}


@transaction.atomic
def send(finding: Finding, *, reply_due_on: date, by: User, on: date) -> Finding:
    """The finding goes to the force, with a day by which it replies."""
    finding = _take("send", finding, by)
    if reply_due_on < on:
        raise RuleBroken("The reply cannot be due before the finding is sent.")
    finding.stage, finding.sent_on, finding.reply_due_on = FindingStage.SENT, on, reply_due_on
    finding.save(update_fields=["stage", "sent_on", "reply_due_on"])
    audit.record("finding.sent", finding, by=by)
    return finding


@transaction.atomic
def reply(finding: Finding, *, position: str, text: str, by: User, on: date) -> ForceReply:
    """What the force replied."""
    finding = _take("reply", finding, by)
    if position not in Position.values:
        raise RuleBroken("Say whether the force accepts the finding.")
    text = said(text, "Write what the force replied.")
    row = ForceReply.objects.create(finding=finding, position=position, text=text, replied_on=on, recorded_by=by)
    finding.stage = FindingStage.REPLIED
    finding.save(update_fields=["stage"])
    audit.record("finding.replied", finding, by=by, position=position)
    return row


@transaction.atomic
def record_change(finding: Finding, *, what_changed: str, by: User, on: date) -> Finding:
    """What has changed since."""
    finding = _take("change", finding, by)
    finding.what_changed = said(what_changed, "Say what changed.")
    finding.stage, finding.changed_on = FindingStage.CHANGED, on
    finding.save(update_fields=["stage", "changed_on", "what_changed"])
    audit.record("finding.changed", finding, by=by)
    return finding


@transaction.atomic
def check_in(finding: Finding, *, sample: Sample, note: str, by: User) -> Finding:
    """What a later sample shows of it."""
    finding = _take("check", finding, by)
    if sample.drawn_at <= finding.session.sample.drawn_at:
        raise RuleBroken("A finding is checked in a sample that was drawn later.")
    finding.checked_note = said(note, "Say what the later sample shows.")
    finding.stage, finding.checked_in = FindingStage.CHECKED, sample
    finding.save(update_fields=["stage", "checked_in", "checked_note"])
    audit.record("finding.checked", finding, by=by, sample=sample.pk)
    return finding
