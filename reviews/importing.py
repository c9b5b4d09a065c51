"""Past reviews from a file of another system: read with a mapping, row by row, each faulty one held with its reason.

The same sources as the force's extracts (CSV, XLSX, ODS), dates read in declared formats, codes translated by the
mapping; what is not listed is held, never guessed. Several rows of one reference are its recommendations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from complaints.choices import Handling
from complaints.importing.mapping import ColumnMap
from complaints.importing.plain import Held, Shape, open_plain, read_plain_mapping, values_of
from complaints.models import Allegation, Category, Complaint
from complaints.rules import reference_key
from pcc.errors import RuleBroken
from pcc.models import Force, User
from reviews.choices import Channel, Finding, Kind, Outcome, Reply, Stage, WhyInvalid, WhyWithdrawn
from reviews.models import Review
from reviews.rules import EARLIEST, TOO_EARLY, objection_to_kind


@dataclass(frozen=True)
class PastAdvice:
    """A recommendation with what became of it."""

    kind: str
    text: str
    made_on: date | None = None
    due_on: date | None = None
    reply: str = ""
    replied_on: date | None = None
    reply_words: str = ""
    implemented_on: date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class PastReview:
    """A review with its days. What is None never happened, or nobody knows."""

    force: Force
    received_on: date
    channel: str
    stage: str
    brought_as: str = ""
    force_reference: str = ""
    complaint: Complaint | None = None
    handling: str = ""
    theme: Category | None = None
    applicant_name: str = ""
    grounds: str = ""
    capacity: str = "COMPLAINANT"
    outcome_stated_on: date | None = None
    acknowledged_on: date | None = None
    accepted_on: date | None = None
    allocated_to: User | None = None
    asked_on: date | None = None
    arrived_on: date | None = None
    findings: tuple[str, ...] = ()
    allegations: tuple[Allegation, ...] = ()
    outcome: str = ""
    reasons: str = ""
    decided_on: date | None = None
    checked_by: User | None = None
    notified_on: date | None = None
    closed_on: date | None = None
    ended_on: date | None = None
    why_invalid: str = ""
    why_withdrawn: str = ""
    end_reason: str = ""
    late_reason: str = ""
    advice: tuple[PastAdvice, ...] = ()
    learning: tuple[str, ...] = ()


DAYS = (
    "received_on",
    "outcome_stated_on",
    "acknowledged_on",
    "accepted_on",
    "asked_on",
    "arrived_on",
    "decided_on",
    "notified_on",
    "ended_on",
    "closed_on",
    "made_on",
    "replied_on",
    "implemented_on",
)
"""Columns that hold days; those from ``made_on`` on are of a recommendation."""

CODES: dict[str, tuple[str, ...]] = {
    "result": (*Outcome.values, Stage.INVALID, Stage.FORWARDED, Stage.WITHDRAWN),
    "why_invalid": tuple(WhyInvalid.values),
    "channel": tuple(Channel.values),
    "handling": (Handling.OTHERWISE, Handling.LOCAL),
    "kind": tuple(Kind.values),
    "reply": tuple(Reply.values),
}
"""Columns that hold codes, and the codes that a mapping may translate a word of the file to."""

TEXTS = ("reference", "complaint", "theme", "recommendation", "reply_words", "evidence", "reasons", "end_reason")
REQUIRED = ("reference", "received_on", "result")

ORDER = (
    ("acknowledged_on", "received_on"),
    ("accepted_on", "received_on"),
    ("asked_on", "received_on"),
    ("arrived_on", "asked_on"),
    ("decided_on", "received_on"),
    ("notified_on", "decided_on"),
    ("notified_on", "received_on"),
    ("decided_on", "arrived_on"),
    ("closed_on", "notified_on"),
    ("ended_on", "received_on"),
    ("made_on", "notified_on"),
    ("replied_on", "made_on"),
    ("implemented_on", "made_on"),
)
"""Pairs of days: the first may be the same day as the second, never before it."""


SHAPE = Shape(texts=TEXTS, days=DAYS, codes=CODES, order=ORDER, required=REQUIRED)
"""What a row of past reviews has."""


@dataclass(frozen=True)
class Looked:
    """What a file holds: reviews ready to bring in, rows held with reasons, and reviews that are here already."""

    ready: tuple[PastReview, ...]
    held: tuple[Held, ...]
    known: int
    rows: int


def read_review_mapping(text: str) -> ColumnMap:
    """The mapping that this TOML declares. RuleBroken says what is wrong."""
    return read_plain_mapping(text, SHAPE)


def look_at(path: Path, columns: ColumnMap, *, force: Force, on: date) -> Looked:
    """Read the whole file and change nothing. A reference that is here already is left as it is."""
    file = open_plain(path, columns, SHAPE)
    here = set(Review.objects.exclude(brought_as="").values_list("brought_as", flat=True))
    themes = {each.code: each for each in Category.objects.in_force(on).filter(parent=None)}
    ready: dict[str, PastReview] = {}
    held: list[Held] = []
    known: set[str] = set()
    rows = 0
    for each in file.rows:
        line, row = each.line, each.cells
        rows += 1
        if each.fault:
            held.append(Held(line, "", each.fault))
            continue
        reference = row.get("reference", "")
        if reference in here:
            known.add(reference)
            continue
        try:
            facts = values_of(row, columns, file.formats, SHAPE, on=on)
            ready[reference] = _review(facts, before=ready.get(reference), force=force, themes=themes)
        except RuleBroken as refusal:
            held.append(Held(line, reference, str(refusal)))
    bad = {each.reference for each in held}
    return Looked(
        tuple(_matched([each for name, each in ready.items() if name not in bad], force)), tuple(held), len(known), rows
    )


def _review(
    facts: dict[str, Any], *, before: PastReview | None, force: Force, themes: Mapping[str, Category]
) -> PastReview:
    """The review that a row tells of; a further row of one reference adds its recommendation."""
    advice, result = _advice(facts), facts["result"]
    _refuse_advice(advice, result, before.handling if before is not None else facts["handling"])
    if before is not None:
        told = (before.received_on, before.notified_on, before.outcome or before.stage)
        if told != (facts["received_on"], facts["notified_on"], result):
            raise RuleBroken("The rows of this reference disagree on its days or on its result.")
        both = (*before.advice, *advice)
        return replace(before, advice=both, stage=_stage(before.closed_on, both) if before.outcome else before.stage)
    if facts["received_on"] is None or not result:
        raise RuleBroken("The day of receipt and the result are needed: what is still open is logged by hand.")
    if facts["received_on"] < EARLIEST:
        raise RuleBroken(TOO_EARLY)
    if facts["theme"] and facts["theme"] not in themes:
        raise RuleBroken(f"There is no theme {facts['theme']!r}: give the code of a national category.")
    shared = {
        "force": force,
        "brought_as": facts["reference"],
        "force_reference": facts["complaint"],
        "received_on": facts["received_on"],
        "channel": facts["channel"] or Channel.POST,
        "handling": facts["handling"],
        "theme": themes.get(facts["theme"]),
        "outcome_stated_on": facts["outcome_stated_on"],
        "acknowledged_on": facts["acknowledged_on"],
    }
    if result in Outcome.values:
        return _decided(facts, shared, advice)
    ended = facts["ended_on"] or facts["notified_on"] or facts["closed_on"]
    if ended is None:
        raise RuleBroken("The day on which it ended is missing.")
    if result == Stage.INVALID and not facts["why_invalid"]:
        raise RuleBroken("Why it was not valid is missing.")
    return PastReview(
        **shared,
        stage=result,
        ended_on=ended,
        why_invalid=facts["why_invalid"] if result == Stage.INVALID else "",
        why_withdrawn=WhyWithdrawn.SAID if result == Stage.WITHDRAWN else "",
        end_reason=facts["end_reason"],
    )


def _decided(facts: dict[str, Any], shared: dict[str, Any], advice: tuple[PastAdvice, ...]) -> PastReview:
    if facts["notified_on"] is None:
        raise RuleBroken("The day on which the decision was told is missing.")
    upheld = facts["result"] == Outcome.UPHELD
    return PastReview(
        **shared,
        stage=_stage(facts["closed_on"], advice),
        accepted_on=facts["accepted_on"] or facts["received_on"],
        asked_on=facts["asked_on"],
        arrived_on=facts["arrived_on"],
        findings=(Finding.NOT_REASONABLE if upheld else Finding.REASONABLE,),
        outcome=facts["result"],
        reasons=facts["reasons"],
        decided_on=facts["decided_on"] or facts["notified_on"],
        notified_on=facts["notified_on"],
        closed_on=facts["closed_on"],
        advice=advice,
    )


def _stage(closed_on: date | None, advice: tuple[PastAdvice, ...]) -> str:
    return Stage.CLOSED if closed_on else Stage.RECS_OPEN if advice else Stage.NOTIFIED


def _refuse_advice(advice: tuple[PastAdvice, ...], result: str, handling: str) -> None:
    """Each row's recommendation, the first of a review as the further ones, keeps the rules of one made here."""
    if not advice:
        return
    if result not in Outcome.values:
        raise RuleBroken("An application that never came to a decision has no recommendation.")
    if result != Outcome.UPHELD:
        raise RuleBroken("Only an upheld review has recommendations.")
    if handling and (objection := objection_to_kind(advice[0].kind, handling)):
        raise RuleBroken(objection)


def _advice(facts: dict[str, Any]) -> tuple[PastAdvice, ...]:
    """The recommendation of a row, where it has one."""
    if not (facts["kind"] or facts["recommendation"]):
        return ()
    if not facts["kind"]:
        raise RuleBroken("The kind of the recommendation is missing.")
    if facts["implemented_on"] and not facts["reply"]:
        raise RuleBroken("A recommendation that was done was answered first: the reply is missing.")
    if facts["implemented_on"] and facts["reply"] == Reply.REJECTED:
        raise RuleBroken("The force refused this recommendation, and yet it has a day on which it was done.")
    replied = facts["replied_on"] if facts["reply"] else None
    if facts["reply"] and replied is None:
        raise RuleBroken("The day of the force's reply is missing.")
    return (
        PastAdvice(
            kind=facts["kind"],
            text=facts["recommendation"] or Kind(facts["kind"]).label,
            made_on=facts["made_on"] or facts["notified_on"],
            reply=facts["reply"],
            replied_on=replied,
            reply_words=facts["reply_words"] or ("Not stated in the file." if facts["reply"] else ""),
            implemented_on=facts["implemented_on"],
            evidence=facts["evidence"] or ("Not stated in the file." if facts["implemented_on"] else ""),
        ),
    )


def _matched(found: list[PastReview], force: Force) -> list[PastReview]:
    """Each review with its complaint, where exactly that reference of the force is here."""
    keys = {reference_key(each.force_reference) for each in found if each.force_reference}
    here = {each.reference_key: each for each in Complaint.objects.filter(force=force, reference_key__in=keys)}
    return [
        replace(each, complaint=here.get(reference_key(each.force_reference))) if each.force_reference else each
        for each in found
    ]
