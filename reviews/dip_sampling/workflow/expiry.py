"""What of a panel's files goes once it has been read: texts of extracts, marked sentences, papers, and lists."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from pcc import audit
from reviews.dip_sampling.choices import ExtractStage, FindingStage, SessionStage
from reviews.dip_sampling.models import (
    Answer,
    DrawnFile,
    Extract,
    Finding,
    Highlight,
    LateAnswer,
    Listed,
    Paper,
    Sample,
    Session,
)
from reviews.dip_sampling.rules import LISTS_KEPT_FOR, PAPERS_KEPT_FOR


@dataclass(frozen=True)
class Gone:
    """How many extracts lost their text, how many texts of papers were removed, and how many files lost their list."""

    extracts: int
    papers: int
    lists: int = 0


@transaction.atomic
def expire_texts(*, on: date) -> Gone:
    """Remove the text of extracts and papers of samples whose sessions are all over long enough; scores stay.

    The list of people and words of a file goes with them, or as soon after as no words of its sessions are to be
    checked against it, at the latest a year after the close. What no session ever read goes a year after anybody
    worked on it, papers a year after they came in. What stays of a file is its place in the draw and its scores.
    """
    read, unread = _read_out(on=on), _unread(on=on)
    over = Q(drawn_file__sample__in=read) | Q(drawn_file__in=unread)
    rows = Extract.objects.select_for_update(of=("self",)).exclude(stage=ExtractStage.EXPIRED)
    gone = list(rows.filter(over).order_by("pk"))
    lists = Listed.objects.filter(over).exclude(drawn_file__sample__in=_with_words_to_check(on=on))
    lists_gone = _remove(lists, "drawn_file.list_expired", "entries")
    for extract in gone:
        _expire(extract)
    old = Q(added_at__date__lte=on - PAPERS_KEPT_FOR)
    papers_gone = _remove(Paper.objects.filter(over | old), "drawn_file.papers_expired", "papers")
    return Gone(len(gone), papers_gone.total(), len(lists_gone))


def _read_out(*, on: date) -> Any:
    """The samples that had a session, and no session that is not over long enough."""
    sessions = Session.objects.filter(sample=OuterRef("pk"))
    over = Q(stage__in=[SessionStage.CLOSED, SessionStage.PUBLISHED], expires_on__lte=on)
    return Sample.objects.filter(Exists(sessions.filter(over)), ~Exists(sessions.exclude(over))).values("pk")


def _unread(*, on: date) -> Any:
    """The files of samples without a session on which nobody has worked for a year."""
    since = on - PAPERS_KEPT_FOR
    touched = [
        Paper.objects.filter(drawn_file=OuterRef("pk"), added_at__date__gt=since),
        Listed.objects.filter(drawn_file=OuterRef("pk"), added_at__date__gt=since),
        Extract.objects.filter(drawn_file=OuterRef("pk"), changed_at__date__gt=since),
    ]
    files = DrawnFile.objects.exclude(Exists(Session.objects.filter(sample=OuterRef("sample"))))
    return files.exclude(Q(*(Exists(rows) for rows in touched), _connector=Q.OR)).values("pk")


def _with_words_to_check(*, on: date) -> list[int]:
    """The samples with a session whose readers' words wait to be cleared, or whose findings are still on their way.

    A year after the close of a session its words wait no longer.
    """
    reasons = Answer.objects.exclude(why="").filter(
        scorecard__allocation__session=OuterRef("pk"), scorecard__submitted_at__isnull=False, why_cleared_at=None
    )
    late = LateAnswer.objects.exclude(why="").filter(allocation__session=OuterRef("pk"), settled_at=None)
    sessions = Session.objects.filter(closed_at__date__gt=on - LISTS_KEPT_FOR)
    waiting = set(sessions.filter(Exists(reasons) | Exists(late)).values_list("sample", flat=True))
    findings = Finding.objects.for_list().filter(session__in=sessions.values("pk"))
    waiting |= {one.session.sample_id for one in findings if one.stage != FindingStage.CHECKED or one.waits}
    return sorted(waiting)


def _expire(extract: Extract) -> None:
    extract.paragraphs.all().delete()
    extract.checks.all().delete()
    extract.pseudonyms.all().delete()
    Highlight.objects.filter(scorecard__allocation__drawn_file=extract.drawn_file_id, approved_at=None).update(quote="")
    extract.stage = ExtractStage.EXPIRED
    extract.save(update_fields=["stage"])
    audit.record("extract.expired", extract, by=None)


def _remove(found: Any, verb: str, counted: str) -> Counter[int]:
    """Remove these rows of files, with an event for each file; how many went, by file."""
    rows = dict(found.select_for_update(of=("self",)).order_by("pk").values_list("pk", "drawn_file"))
    counts = Counter(rows.values())
    found.model.objects.filter(pk__in=rows).delete()
    for file in DrawnFile.objects.filter(pk__in=counts).order_by("pk"):
        facts: Any = {counted: counts[file.pk]}
        audit.record(verb, file, by=None, **facts)
    return counts
