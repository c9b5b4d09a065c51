"""What is known to be wrong with kept figures, or was until now: what report pages say before anything else."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Value
from django.db.models.fields.json import KT
from django.utils import timezone

from pcc.models import Job, JobState
from pcc.reporting.models import Stamp
from reviews import stats as reviews

LONGEST = timedelta(hours=24)
"""Figures are computed every night: older ones say so."""


def faults(*, now: datetime) -> tuple[str, ...]:
    """A sentence for each check or computation of kept figures that failed, and for figures older than a day.

    What the newest check found wrong is told until the next one, though it has been computed anew. Changes that have
    just been made and wait to be counted are no fault. Nothing where nothing is known to be wrong.
    """
    of_complaints = Stamp.objects.values_list(Value("complaints"), "computed_at", "stale_because")
    checks = Job.objects.filter(kind="figures.check", state=JobState.DONE).order_by("-pk")[:1]
    found: dict[str, list[tuple[datetime, str]]] = {}
    for what, *stamp in of_complaints.union(
        reviews.stamps(), checks.values_list(Value(CHECKED), "ended_at", KT("result__named")), all=True
    ):
        found.setdefault(what, []).append(tuple(stamp))
    ((checked_at, named),) = found.pop(CHECKED, [(now, NOTHING_WRONG)])
    told = [words for what, stamps in sorted(found.items()) for words in _told(what, stamps, now=now)]
    if named != NOTHING_WRONG:
        at = timezone.localtime(checked_at)
        told.append(
            f"The check of {at:%-d %B %Y} at {at:%H:%M} found figures of complaints that differed from the complaints: "
            f"{named}. All figures are computed anew after such a check."
        )
    return tuple(told)


CHECKED, NOTHING_WRONG = "checked", "none"


def _told(what: str, stamps: list[tuple[datetime, str]], *, now: datetime) -> Iterator[str]:
    """The sentences about figures of one matter."""
    for because in dict.fromkeys(because for _, because in stamps if because):
        yield f"Figures of {what}: {because}"
    oldest = min(at for at, _ in stamps)
    if now - oldest > LONGEST:
        at = timezone.localtime(oldest)
        yield f"Figures of {what} were last computed on {at:%-d %B %Y} at {at:%H:%M}, more than 24 hours ago."
