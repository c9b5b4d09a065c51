"""What of a panel's files goes once it has been read: texts of extracts, marked sentences, and the force's papers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from pcc import audit
from reviews.dip_sampling.choices import ExtractStage, SessionStage
from reviews.dip_sampling.models import DrawnFile, Extract, Highlight, Paper, Sample, Session
from reviews.dip_sampling.rules import PAPERS_KEPT_FOR


@dataclass(frozen=True)
class Gone:
    """How many extracts lost their text, and how many texts of papers were removed."""

    extracts: int
    papers: int


@transaction.atomic
def expire_texts(*, on: date) -> Gone:
    """Remove the text of extracts and papers of samples whose sessions are all over long enough; scores stay.

    Papers that no session ever read go a year after they were brought in. What stays of a file is its place in the
    draw, its scores, and its list of people and words, against which readers' own words are checked.
    """
    read = _read_out(on=on)
    rows = Extract.objects.select_for_update(of=("self",)).exclude(stage=ExtractStage.EXPIRED)
    gone = list(rows.filter(drawn_file__sample__in=read).order_by("pk"))
    for extract in gone:
        _expire(extract)
    old = Q(added_at__date__lte=on - PAPERS_KEPT_FOR)
    papers = Paper.objects.filter(Q(drawn_file__sample__in=read) | old)
    return Gone(len(gone), _remove(papers))


def _read_out(*, on: date) -> Any:
    """The samples that had a session, and no session that is not over long enough."""
    sessions = Session.objects.filter(sample=OuterRef("pk"))
    over = Q(stage__in=[SessionStage.CLOSED, SessionStage.PUBLISHED], expires_on__lte=on)
    return Sample.objects.filter(Exists(sessions.filter(over)), ~Exists(sessions.exclude(over))).values("pk")


def _expire(extract: Extract) -> None:
    extract.paragraphs.all().delete()
    extract.checks.all().delete()
    extract.pseudonyms.all().delete()
    Highlight.objects.filter(scorecard__allocation__drawn_file=extract.drawn_file_id, approved_at=None).update(quote="")
    extract.stage = ExtractStage.EXPIRED
    extract.save(update_fields=["stage"])
    audit.record("extract.expired", extract, by=None)


def _remove(papers: Any) -> int:
    """Remove these texts, with an event for each file; how many went."""
    rows = dict(papers.select_for_update(of=("self",)).order_by("pk").values_list("pk", "drawn_file"))
    counts = Counter(rows.values())
    Paper.objects.filter(pk__in=rows).delete()
    for file in DrawnFile.objects.filter(pk__in=counts).order_by("pk"):
        audit.record("drawn_file.papers_expired", file, by=None, papers=counts[file.pk])
    return sum(counts.values())
