"""Reviews as their figures see them: the days of each, what was recommended, what was found, read once."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from pcc import clocks
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar
from reviews.choices import CheckResult, Reply
from reviews.models import AllegationFinding, ForceRequest, Recommendation, Review, SecondCheck
from reviews.querysets import ReviewQuerySet
from reviews.stats.themes import ALL, NONE, ids_of

Rows = TypeVar("Rows", bound=QuerySet[Any])

GROUPINGS = ("all", "year", "fy", "quarter", "month", "theme", "handling")
HANDLINGS = ("all", "otherwise", "local", "not-stated")


@dataclass(frozen=True)
class Span:
    """One review as its figures see it: its days, its ending, and the days with the force."""

    pk: int
    received: date
    acknowledged: date | None
    accepted: date | None
    decided: date | None
    notified: date | None
    ended: date | None
    stage: str
    outcome: str
    handling: str
    theme: int | None
    waits: tuple[clocks.Pause, ...]

    def working(self, calendar: WorkingCalendar) -> int:
        assert self.notified is not None
        return calendar.between(self.received, self.notified)

    def without_force(self, calendar: WorkingCalendar) -> int:
        """Working days until the decision was told, without those in which only the force was waited for."""
        assert self.notified is not None
        return clocks.elapsed(self.received, self.notified, self.waits, calendar)


@dataclass(frozen=True)
class Advice:
    """One recommendation as figures see it."""

    made: date
    review: int
    reply: str
    implemented: bool
    refused: bool


WAYS: dict[str, str] = {
    "from_acknowledged": "Acknowledged to decision told, working days",
    "from_accepted": "Accepted as valid to decision told, working days",
    "to_decided": "Received to decided, working days",
    "in_calendar_days": "Received to decision told, calendar days",
}
"""Other ways of measuring a completed review, by the name of the cell that keeps its days."""


def other_days(span: Span, calendar: WorkingCalendar) -> dict[str, int]:
    """How long a completed review took by each other way; one whose days are not known or not in order is left out."""
    assert span.notified is not None
    pairs = {
        "from_acknowledged": (span.acknowledged, span.notified),
        "from_accepted": (span.accepted, span.notified),
        "to_decided": (span.received, span.decided),
    }
    days = {
        name: calendar.between(first, last) for name, (first, last) in pairs.items() if first and last and first <= last
    }
    return days | {"in_calendar_days": (span.notified - span.received).days}


def spans_of(rows: ReviewQuerySet) -> list[Span]:
    """These reviews with their waits for the force. Two queries."""
    waits: dict[int, list[clocks.Pause]] = {}
    for review, asked_on, completed_on in ForceRequest.objects.filter(review__in=rows.order_by()).values_list(
        "review", "asked_on", "completed_on"
    ):
        waits.setdefault(review, []).append(clocks.Pause(start=asked_on, end=completed_on, reason="with the force"))
    columns = (
        "pk",
        "received_on",
        "acknowledged_on",
        "accepted_on",
        "decided_on",
        "notified_on",
        "ended_on",
        "stage",
        "outcome",
        "handling",
        "theme",
    )
    names = [each.name for each in fields(Span)]
    return [
        Span(**dict(zip(names, [*row, tuple(waits.get(row[0], ()))], strict=True)))
        for row in rows.values_list(*columns)
    ]


def advice_of(rows: ReviewQuerySet) -> list[Advice]:
    """The recommendations made in these reviews."""
    made = Recommendation.objects.made().filter(review__in=rows.order_by())
    return [
        Advice(made_on, review, reply, implemented_on is not None, reply == Reply.REJECTED)
        for made_on, review, reply, implemented_on in made.values_list("made_on", "review", "reply", "implemented_on")
        if made_on is not None
    ]


def findings_of(rows: ReviewQuerySet) -> dict[int, list[str]]:
    """The findings on the allegations of these reviews, by review."""
    found: dict[int, list[str]] = {}
    findings = AllegationFinding.objects.filter(review__in=rows.order_by()).exclude(finding="")
    for review, finding in findings.values_list("review", "finding"):
        found.setdefault(review, []).append(finding)
    return found


def refuse_unknown(*, by: str, handling: str) -> None:
    """RuleBroken when ``by`` or ``handling`` is not one of ours."""
    if by not in GROUPINGS:
        raise RuleBroken(f"Figures cannot be broken down by {by}. They can by: {', '.join(GROUPINGS[1:])}.")
    if handling not in HANDLINGS:
        raise RuleBroken(f"There is no way of handling called {handling}. There are: {', '.join(HANDLINGS)}.")


def code_of(handling: str) -> str:
    """A way of handling as rows have it."""
    return handling.upper().replace("-", "_")


def narrowed(rows: Rows, *, handling: str, theme: str) -> Rows:
    """Those of these rows, reviews or cells, that are of one way of handling and of the theme of that key."""
    if handling != "all":
        rows = rows.filter(handling=code_of(handling))
    if theme == NONE:
        return rows.filter(theme=None)
    return rows if theme == ALL else rows.filter(theme__in=ids_of(theme))


def waived(rows: ReviewQuerySet, *, since: date, until: date) -> int:
    """Second checks of these reviews that were waived in the period."""
    checks = SecondCheck.objects.filter(result=CheckResult.WAIVED, checked_on__range=(since, until))
    return checks.filter(decision__review__in=rows.order_by()).count()


def all_reviews() -> ReviewQuerySet:
    """Every review of the office, sealed ones too: figures count them, only their drilling leaves them out."""
    return Review.objects.all()
