"""The files that a sample is drawn from: which closed complaints fit, and which are left out and why."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from casework.models import Seal
from complaints.choices import SCHEDULE_3, UNDER_18, Handling
from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from reviews.dip_sampling.choices import Exclusion, Strata
from reviews.dip_sampling.models import DrawnFile
from reviews.dip_sampling.rules.facts import is_blocked_topic
from reviews.dip_sampling.sampling import Unit
from reviews.models import Review
from reviews.rules import OPEN

ALWAYS_EXCLUDED = (Exclusion.LIVE, Exclusion.SEALED)
"""What is left out whatever the designer says."""


@dataclass(frozen=True)
class Filters:
    """Which closed complaints a sample is about: finalised from ``since`` to ``until``, both included."""

    since: date
    until: date
    force: str = ""
    handling: str = ""
    area: str = ""
    category: str = ""
    young: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """What ``as_json`` gave. Names that this version does not know are refused by the constructor."""
        days = {name: date.fromisoformat(kept[name]) for name in ("since", "until")}
        return cls(**kept | days)

    def set_names(self) -> Iterator[str]:
        """The filters in use besides the period."""
        for field in fields(self):
            if field.name not in ("since", "until") and getattr(self, field.name):
                yield field.name


@dataclass(frozen=True)
class Excluded:
    """How many files a reason took out."""

    reason: Exclusion
    count: int


@dataclass(frozen=True)
class Population:
    """The files that could be drawn, by key; and how many of those that match were left out for which reason."""

    units: tuple[Unit, ...]
    complaints: dict[str, int]
    excluded: tuple[Excluded, ...]
    matched: int


FACTS = ("pk", "force__code", "reference", "handling", "area", "result", "categories", "young_person", "age_band")


def key_of(force: str, reference: str) -> str:
    """What names a file for ever: the force and its reference."""
    return f"{force} {reference}"


def population(
    filters: Filters, *, exclude: Collection[str], strata: str = Strata.NONE, before: int | None = None
) -> Population:
    """The population of a sample as the records stand.

    ``exclude`` are reasons besides those that always count. ``before`` is the id of a sample that is drawn already: it
    and later ones do not count as earlier samples, so that its population can be put together again.
    """
    reasons = [*ALWAYS_EXCLUDED, *(code for code in Exclusion if code in set(exclude) - set(ALWAYS_EXCLUDED))]
    sealed = Seal.objects.filter(case=OuterRef("case"), lifted_at=None)
    drawn = DrawnFile.objects.filter(complaint=OuterRef("pk")).exclude(stage="RESERVE")
    if before is not None:
        drawn = drawn.filter(sample__lt=before)
    reviewed = Review.objects.filter(complaint=OuterRef("pk"), stage__in=OPEN)
    rows = _matching(filters).annotate(sealed=Exists(sealed), drawn=Exists(drawn), reviewed=Exists(reviewed))
    counts: Counter[Exclusion] = Counter()
    units, complaints, matched = [], {}, 0
    for facts in rows.values(*FACTS, "vanished_on", "referral", "sealed", "drawn", "reviewed").iterator(
        chunk_size=5000
    ):
        matched += 1
        if reason := next((code for code in reasons if _EXCLUDES[code](facts)), None):
            counts[reason] += 1
            continue
        key = key_of(facts["force__code"], facts["reference"])
        units.append(Unit(key, stratum_of(facts, strata)))
        complaints[key] = facts["pk"]
    return Population(
        units=tuple(sorted(units)),
        complaints=complaints,
        excluded=tuple(Excluded(code, counts[code]) for code in reasons),
        matched=matched,
    )


_EXCLUDES: dict[Exclusion, Any] = {
    Exclusion.LIVE: lambda facts: facts["vanished_on"] is not None,
    Exclusion.SEALED: lambda facts: facts["sealed"],
    Exclusion.REFERRED: lambda facts: (
        bool(facts["referral"]) or facts["handling"] in (Handling.DIRECTED, Handling.INDEPENDENT)
    ),
    Exclusion.UNDER_REVIEW: lambda facts: facts["reviewed"],
    Exclusion.BLOCKED_TOPIC: lambda facts: is_blocked_topic(facts["categories"]),
    Exclusion.SAMPLED_BEFORE: lambda facts: facts["drawn"],
}


def _matching(filters: Filters) -> ComplaintQuerySet:
    rows = Complaint.objects.finalised(since=filters.since, until=filters.until)
    if filters.force:
        rows = rows.filter(force__code=filters.force)
    if filters.handling == "schedule-3":
        rows = rows.filter(handling__in=SCHEDULE_3)
    elif filters.handling:
        rows = rows.filter(handling=filters.handling)
    if filters.area:
        rows = rows.filter(area__iexact=filters.area)
    if filters.category:
        rows = rows.filter(categories__contains=[filters.category])
    if filters.young:
        rows = rows.filter(Q(young_person=True) | Q(age_band__in=UNDER_18))
    return rows


def stratum_of(facts: dict[str, Any], strata: str) -> str:
    """The stratum of a complaint; "Not stated" where the force does not say."""
    if strata == Strata.HANDLING:
        return str(Handling(facts["handling"]).label)
    if strata == Strata.AREA:
        return facts["area"] or "Not stated"
    if strata == Strata.RESULT:
        return facts["result"] or "Not stated"
    if strata == Strata.AGE:
        return "Under 18" if facts["young_person"] or facts["age_band"] in UNDER_18 else "18 or over, or not stated"
    return ""


def took_most(filters: Filters) -> str:
    """The filter without which most closed complaints would match; empty when none is in use."""
    blank = Filters(since=filters.since, until=filters.until)
    sizes = {name: _matching(replace(filters, **{name: getattr(blank, name)})).count() for name in filters.set_names()}
    return max(sizes, key=lambda name: sizes[name], default="")


@dataclass(frozen=True)
class Change:
    """How a population differs from the one that was drawn from: keys that came, went, or changed stratum."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.moved)


def changed(then: Collection[Unit], now: Collection[Unit]) -> Change:
    """What is different now. Sorted keys, so that two runs say the same."""
    before = {unit.key: unit.stratum for unit in then}
    after = {unit.key: unit.stratum for unit in now}
    return Change(
        came=tuple(sorted(after.keys() - before.keys())),
        went=tuple(sorted(before.keys() - after.keys())),
        moved=tuple(sorted(key for key in before.keys() & after.keys() if before[key] != after[key])),
    )
