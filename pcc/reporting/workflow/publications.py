"""Publishing a figure: proposed by one person with what may be shown, signed by another, and readable for good."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.figures import Figure
from pcc.models import User
from pcc.reporting.choices import PublicationStage
from pcc.reporting.models import Publication, Snapshot
from pcc.reporting.rules import PUBLICATION_MOVES, SHORTEST_REASON
from pcc.reporting.stats import HIDES, ROUNDS, against_others, as_published
from pcc.reporting.workflow.snapshots import freeze, revise


@transaction.atomic
def propose(figure: Figure, *, title: str, note: str, by: User, small: str = HIDES) -> Publication:
    """Freeze a figure and propose to publish it, small numbers hidden or all counts rounded; nothing is public yet."""
    return _proposed(freeze(figure, title=title, by=by), note=note, small=small, by=by)


@transaction.atomic
def propose_revision(publication: Publication, figure: Figure, *, name: str, reason: str, by: User) -> Publication:
    """Propose a corrected figure beside a published one. Both stay readable."""
    publication = _held(publication)
    if publication.stage != PublicationStage.PUBLISHED:
        raise RuleBroken("Only a figure that is published can be revised.")
    if Publication.objects.waiting().filter(slug=publication.slug).exists():
        raise RuleBroken("A revision of this figure is waiting to be signed already.")
    snapshot = revise(publication.snapshot, figure, name=name, reason=reason, by=by)
    small = ROUNDS if publication.table.get("rounded_to") else HIDES
    return _proposed(snapshot, note=publication.note, small=small, by=by)


def _proposed(snapshot: Snapshot, *, note: str, small: str, by: User) -> Publication:
    original = snapshot.original or snapshot
    table = as_published(snapshot.asked, snapshot.numbers, small=small)
    made = Publication.objects.create(
        snapshot=snapshot,
        slug=f"{slugify(original.title)[:60].strip('-') or 'figure'}-{original.pk}",
        note=note.strip(),
        table=table,
        findings=[*table["findings"], *against_others(snapshot, table)],
        proposed_by=by,
        proposed_at=timezone.now(),
    )
    audit.record("publication.proposed", made, by=by, figure=snapshot.definition_code, digest=snapshot.row_digest)
    return made


@transaction.atomic
def sign(publication: Publication, *, findings_accepted: bool, by: User) -> Publication:
    """Publish what somebody else proposed. RuleBroken while findings have not been accepted."""
    publication = _held(publication)
    moves.check(PUBLICATION_MOVES["sign"], publication, by)
    if publication.findings and not findings_accepted:
        raise RuleBroken("Read what the disclosure check found, and say that you have weighed it.")
    _decide(publication, PublicationStage.PUBLISHED, by=by)
    audit.record("publication.signed", publication, by=by, findings=len(publication.findings))
    return publication


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, by: User) -> Publication:
    """Do not publish what was proposed. It stays on record."""
    return _ended("withdraw", PublicationStage.WITHDRAWN, publication, reason=reason, by=by)


@transaction.atomic
def take_down(publication: Publication, *, reason: str, by: User) -> Publication:
    """Take a published figure away from the public at once, such as one that tells too much; its page says so."""
    return _ended("take_down", PublicationStage.TAKEN_DOWN, publication, reason=reason, by=by)


def _ended(name: str, stage: str, publication: Publication, *, reason: str, by: User) -> Publication:
    publication = _held(publication)
    moves.check(PUBLICATION_MOVES[name], publication, by)
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleBroken("Say why, so that somebody who asks in a year can be told.")
    publication.reason = reason.strip()
    _decide(publication, stage, by=by)
    audit.record(f"publication.{stage.lower()}", publication, by=by, reason=publication.reason)
    return publication


def _held(publication: Publication) -> Publication:
    return Publication.objects.select_for_update(of=("self",)).select_related("snapshot").get(pk=publication.pk)


def _decide(publication: Publication, stage: str, *, by: User) -> None:
    publication.stage, publication.decided_by, publication.decided_at = stage, by, timezone.now()
    publication.save(update_fields=["stage", "decided_by", "decided_at", "reason"])
