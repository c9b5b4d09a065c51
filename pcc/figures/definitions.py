"""What a figure counts, so that anybody can defend it; and a figure as it can be frozen."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

KEPT_PLACES = 12
"""Decimals of a frozen figure's numbers. What is shown is rounded once, from these: a number that was rounded to two
decimals before gives another one, one time in twenty."""


@dataclass(frozen=True)
class Definition:
    """What a figure counts. A change of what is counted is a new version, with the day since which it holds.

    ``earlier`` are the versions that counted before this one, the newest first.
    """

    code: str
    version: int
    since: date
    name: str
    population: str
    start: str
    end: str
    unit: str
    left_out: str
    source: str
    earlier: "tuple[Definition, ...]" = ()

    def as_rows(self) -> tuple[tuple[str, str], ...]:
        """The definition as names and texts: for a page, a document, a terminal and a frozen figure alike."""
        return (
            ("Population", self.population),
            ("From", self.start),
            ("To", self.end),
            ("Unit", self.unit),
            ("Left out", self.left_out),
            ("Source", self.source),
            ("Version", f"{self.version}, since {self.since.day} {self.since:%B %Y}"),
        )


def read_definitions(path: Path) -> dict[str, Definition]:
    """The definitions of a TOML file, by code, in its order: the newest version of each, with the earlier ones.

    ValueError where the versions of one do not count up from 1, or a later one holds since an earlier day.
    """
    found: dict[str, Definition] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["definition"]:
        before = found.get(entry["code"])
        earlier = (replace(before, earlier=()), *before.earlier) if before else ()
        new = Definition(**entry, earlier=earlier)
        if new.version != len(earlier) + 1 or (before and new.since < before.since):
            raise ValueError(f"Version {new.version} of {new.code} in {path.name} does not follow the one before it.")
        found[new.code] = new
    return found


@dataclass(frozen=True)
class LeftOut:
    """How many things a figure leaves out, and why."""

    reason: str
    count: int


@dataclass(frozen=True)
class Figure:
    """A figure that can be frozen: its numbers, and all that somebody needs to work it out again.

    ``asked`` holds the filters as text; ``calendar`` the version of the calendar of working days, empty where none is
    used; ``rows`` the number of records counted, and ``digest`` that of their ids (see ``digest_of``).
    """

    definition: Definition
    asked: Mapping[str, str]
    since: date
    until: date
    as_at: date
    calendar: str
    numbers: Mapping[str, Any]
    left_out: tuple[LeftOut, ...]
    rows: int
    digest: str


def digest_of(ids: npt.ArrayLike) -> str:
    """SHA-256 of the ids in rising order, one a line: two counts of the same records have the same digest."""
    ordered = np.sort(np.asarray(ids, dtype=np.int64))
    return hashlib.sha256("\n".join(map(str, ordered.tolist())).encode()).hexdigest()
