"""What is known to be wrong with kept figures, or was until now: what report pages say before anything else."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from pcc.reporting.stats.kept import KnownForce

LONGEST = timedelta(hours=24)
"""Figures are computed every night: older ones say so."""


def faults(forces: Iterable[KnownForce], *, now: datetime) -> tuple[str, ...]:
    """A sentence for each check or computation of kept figures that failed, and for figures older than a day.

    ``forces`` are all of ``known_forces()``. What the newest check found wrong is told until the next one, though it
    has been computed anew. Changes that have just been made and wait to be counted are no fault. Nothing where nothing
    is known to be wrong.
    """
    known = list(forces)
    of_complaints = [(force.computed_at, force.stale_because) for force in known]
    of_office = known[:1]  # the same stands with each force
    told = [
        *_told("complaints", of_complaints, now=now),
        *_told("reviews", [(one.reviews_computed_at, one.reviews_stale_because) for one in of_office], now=now),
    ]
    for one in of_office:
        if one.checked_at is not None and one.check_named not in (None, NOTHING_WRONG):
            at = timezone.localtime(one.checked_at)
            told.append(
                f"The check of {at:%-d %B %Y} at {at:%H:%M} found figures of complaints that differed from the "
                f"complaints: {one.check_named}. All figures are computed anew after such a check."
            )
    return tuple(told)


NOTHING_WRONG = "none"


def _told(what: str, stamps: Iterable[tuple[datetime | None, str | None]], *, now: datetime) -> Iterator[str]:
    """The sentences about figures of one matter; a stamp without a moment is of figures never computed."""
    known = [(at, because) for at, because in stamps if at is not None]
    for because in dict.fromkeys(because for _, because in known if because):
        yield f"Figures of {what}: {because}"
    oldest = min((at for at, _ in known), default=now)
    if now - oldest > LONGEST:
        at = timezone.localtime(oldest)
        yield f"Figures of {what} were last computed on {at:%-d %B %Y} at {at:%H:%M}, more than 24 hours ago."
