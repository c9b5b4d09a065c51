"""Frozen figures, questions to the audit log, and records as it names them: by kind and id, never by what they hold.

And what people decided about figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, Min, Q, QuerySet

from casework.models import Case, StaffConnection
from complaints.models import Complaint, ImportBatch
from complaints.rules import reference_key
from pcc.audit import Change, Subject, history_of
from pcc.models import AuditEvent, AuditEventQuerySet, Force, Job, User
from pcc.reporting.rules import DID, KINDS
from pcc.roles import READS_FIGURES, Role

if TYPE_CHECKING:
    from pcc.reporting.models import PeerTable, Publication, Rebase, Snapshot  # noqa: F401 - the models import this module


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> Self:
        """Frozen figures are for those who read the current ones: they hold numbers, and no record."""
        return self.all() if user.roles & READS_FIGURES else self.none()

    def of_one(self, snapshot: "Snapshot") -> Self:
        """The figure as first published and all its revisions, the newest first."""
        first = snapshot.original_id or snapshot.pk
        return self.filter(Q(pk=first) | Q(original=first)).order_by("-revision")


NAMED = {
    "complaint": Complaint,
    "case": Case,
    "extract": ImportBatch,
    "person": User,
    "force": Force,
    "job": Job,
}
"""Records as people name them. Other kinds are named as the log does: ``complaints.allegation 12``."""

_names = {model._meta.label_lower: name for name, model in NAMED.items()}


def everybody() -> QuerySet[User]:
    """Everybody who has an account, for those who may read what they all did."""
    return User.objects.order_by("name", "pk")


def name_of(subject_type: str, subject_id: str) -> str:
    """A record as the log knows it: ``Complaint 12``; a list of them: ``Complaints``."""
    if subject_type == AuditEvent._meta.label_lower:
        return "The audit log"
    name = _names.get(subject_type, subject_type.rpartition(".")[2])
    return f"{name.capitalize()} {subject_id}" if subject_id else f"{name}s".capitalize()


@dataclass(frozen=True)
class Records:
    """The records that somebody means by a reference, or by a kind and a number."""

    subjects: tuple[Subject, ...]

    def __str__(self) -> str:
        return ", ".join(name_of(subject.type, subject.id) for subject in self.subjects)


def records_named(text: str) -> Records:
    """The records with this reference, or of this kind and number (``complaint 12``); perhaps none. Two queries.

    Gives away ids and nothing else, so it asks no scope: whoever may read the log may learn them.
    """
    kind, _, number = text.strip().lower().rpartition(" ")
    if kind and number.isdecimal() and len(number) < 19:
        model = NAMED.get(kind) or next((found for found in apps.get_models() if found._meta.label_lower == kind), None)
        if model is not None:
            return Records((Subject(model._meta.label_lower, str(int(number))),))
    key = reference_key(text)
    complaints = Complaint.objects.filter(reference_key=key) if key else Complaint.objects.none()
    cases = Case.objects.filter(reference__iexact=text.strip())
    return Records(
        tuple(
            Subject(rows.model._meta.label_lower, str(pk))
            for rows in (complaints, cases)
            for pk in rows.order_by("pk").values_list("pk", flat=True)[:20]
        )
    )


def of_kind(events: AuditEventQuerySet, code: str) -> AuditEventQuerySet:
    """The events of one kind of act."""
    return (
        events.exclude(_ends_in(KINDS))
        if code == DID.code
        else events.filter(_ends_in(kind for kind in KINDS if kind.code == code))
    )


def _ends_in(kinds: Iterable[Any]) -> Q:
    wanted = Q(pk__in=())
    for kind in kinds:
        for ending in kind.endings:
            wanted |= Q(verb__endswith=ending)
    return wanted


def trail_of(subject: Subject) -> AuditEventQuerySet:
    """Every event about one record. Only for somebody who may see the record, or who may read the log."""
    return AuditEvent.objects.about(subject.type, subject.id)


@dataclass(frozen=True)
class Looked:
    """What one person did with one record: how often opened, how often shown in a list, and when."""

    person: User | None
    opened: int
    listed: int
    first: datetime
    last: datetime


def who_looked(subject: Subject) -> list[Looked]:
    """The people who had the record in front of them, opened or in a list, the last one first. Three queries."""
    opened = _by_person(of_kind(trail_of(subject), "saw").exclude(verb="audit.viewed"))  # that is this very question
    listed = _by_person(AuditEvent.objects.lists_showing(subject.type, int(subject.id)))
    people = User.objects.in_bulk({pk for pk in (*opened, *listed) if pk is not None})
    looked = []
    for pk in {**opened, **listed}:
        rows = [found[pk] for found in (opened, listed) if pk in found]
        looked.append(
            Looked(
                people.get(pk),
                opened=opened.get(pk, {}).get("times", 0),
                listed=listed.get(pk, {}).get("times", 0),
                first=min(row["first"] for row in rows),
                last=max(row["last"] for row in rows),
            )
        )
    return sorted(looked, key=lambda one: one.last, reverse=True)


def _by_person(events: AuditEventQuerySet) -> dict[int | None, dict[str, Any]]:
    rows: Iterable[Any] = events.order_by().values("by").annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
    return {row["by"]: row for row in rows}


def changes_of(subject: Subject) -> list[Change]:
    """The row history of a record that is still there; none for a kind that is not a table's."""
    model = next((found for found in apps.get_models() if found._meta.label_lower == subject.type), None)
    record = model._default_manager.filter(pk=subject.id).first() if model else None
    return history_of(record) if record else []


def trail_owner_may_see(subject: Subject, user: User) -> Any:
    """The record itself, for whom its trail opens besides auditors: managers who see it, and its owner. None if not."""
    rows: Any
    if subject.type == "complaints.complaint":
        rows = Complaint.objects.visible_to(user)
        mine = Q(case__owner=user)
    elif subject.type == "casework.case":
        rows = Case.objects.visible_to(user)
        mine = Q(owner=user)
    elif subject.type == "complaints.importbatch":
        rows = ImportBatch.objects.visible_to(user)
        mine = Q(pk__in=())
    else:
        return None
    return (rows if Role.MANAGER in user.roles else rows.filter(mine)).filter(pk=subject.id).first()


def is_party_to(user: User, subject: Subject) -> bool:
    """Whether the record belongs to a case that is the user's own or that they declared a conflict in."""
    connected = StaffConnection.objects.filter(user=user, ended_at=None)
    if subject.type == "complaints.complaint":
        return connected.filter(case__complaint=int(subject.id)).exists()
    return subject.type == "casework.case" and connected.filter(case=int(subject.id)).exists()


class RebaseQuerySet(models.QuerySet["Rebase"]):
    def visible_to(self, user: User) -> Self:
        """Whoever reads figures may read why their limits are what they are."""
        return self if user.roles & READS_FIGURES else self.none()

    def standing(self) -> Self:
        """Those that have not been taken back."""
        return self.filter(taken_back_at=None)

    def of(self, *, measure: str, handling: str) -> Self:
        """Those of one chart, by month, with the people who made them."""
        rows = self.filter(measure=measure, handling=handling)
        return rows.select_related("made_by", "taken_back_by").order_by("month", "made_at")


class PeerTableQuerySet(models.QuerySet["PeerTable"]):
    def visible_to(self, user: User) -> Self:
        """Published tables are for everybody who reads figures."""
        return self if user.roles & READS_FIGURES else self.none()


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: User) -> Self:
        """Proposals and what became of them are for those who read figures. The public reads ``public()`` alone."""
        return self if user.roles & READS_FIGURES else self.none()

    def for_list(self) -> Self:
        return self.select_related("snapshot", "proposed_by", "decided_by")

    def waiting(self) -> Self:
        """Proposed, and not decided."""
        return self.filter(stage="PROPOSED")

    def public(self) -> Self:
        """What anybody may read, the newest revision first."""
        return self.filter(stage="PUBLISHED").select_related("snapshot").order_by("-snapshot__revision")

    def once_public(self) -> Self:
        """What anybody may read, and what was taken down: its address has to say so."""
        rows = self.filter(stage__in=("PUBLISHED", "TAKEN_DOWN")).select_related("snapshot")
        return rows.order_by("-snapshot__revision")

    def newest_of_each(self) -> "list[Publication]":
        """The newest revision of each figure, the latest published first."""
        newest: dict[str, Publication] = {}
        for row in self:
            newest.setdefault(row.slug, row)
        return sorted(newest.values(), key=lambda row: row.decided_at or row.proposed_at, reverse=True)
