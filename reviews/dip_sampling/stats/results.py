"""The results of a session: per question by file and by reading, with agreement, and the files that split the panel."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import Count

from pcc.exports import csv_text
from pcc.figures import Definition, percent, read_definitions, rounded
from reviews.dip_sampling.choices import ON_SCALE, AllocationStage, AnswerCode, Reported, Scale
from reviews.dip_sampling.models import AgreedScore, Answer, DrawnFile, Question, Seat, Session
from reviews.dip_sampling.rules.questions import is_yes
from reviews.dip_sampling.stats.agreement import NOT_TOLD, Interval, alpha_by_file, pair_agreement, share_by_file

FEWEST_READINGS = 5
"""Below this number of readings nothing is told: it could be worked out who said what."""

SPLIT_FROM = 0.4
"""A file splits the panel when the smaller side has at least this share of those who could tell."""

MOSTLY, MIXED = 0.8, 0.6
"""Pair agreement from which the panel mostly agreed, and from which it was mixed; below, it was split."""

_read = read_definitions(Path(__file__).resolve().parents[1] / "fixtures" / "definitions.toml")
DEFINITIONS = tuple(_read.values())
PANEL_RESULTS = _read["panel"]


@dataclass(frozen=True)
class Cell:
    """One question on one file: readings on the published side, of how many; None where it is too few to tell."""

    on_side: int | None
    readings: int | None
    is_split: bool


LOW = Cell(None, None, False)


@dataclass(frozen=True)
class QuestionResult:
    """What the panel said to one question. Where ``hidden``, there were too few readings and every number is None."""

    code: str
    text: str
    measure: str
    reported: str
    hidden: bool
    readings: int | None = None
    on_side: int | None = None
    cant_tell: int | None = None
    answers: Mapping[str, int] = field(default_factory=dict)
    files: int | None = None
    files_majority: int | None = None
    share: Interval = NOT_TOLD
    alpha: Interval = NOT_TOLD
    agreement: float | None = None
    files_split: int | None = None
    agreed_files: int = 0
    agreed_on_side: int = 0

    @property
    def words(self) -> str:
        """The result as it may be published: always with its base."""
        if self.hidden or self.share.value is None:
            return f"Fewer than {FEWEST_READINGS} readings: not shown."
        return (
            f"{percent(self.share.value)} of readings ({self.on_side} of {self.readings}); "
            f"most readers in {self.files_majority} of {self.files} files"
        )

    @property
    def agreed_words(self) -> str:
        """How far readers agreed, in a word."""
        if self.agreement is None:
            return "not told"
        return "mostly agreed" if self.agreement >= MOSTLY else "mixed" if self.agreement >= MIXED else "split"

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "question": self.text,
            "measure": self.measure,
            "counted": self.reported,
            "hidden": self.hidden,
            "readings": self.readings,
            "on_side": self.on_side,
            "percent": _percent(self.share.value),
            "percent_low": _percent(self.share.low),
            "percent_high": _percent(self.share.high),
            "cant_tell": self.cant_tell,
            "answers": dict(self.answers),
            "files": self.files,
            "files_majority": self.files_majority,
            "files_split": self.files_split,
            "alpha": _two(self.alpha.value),
            "alpha_low": _two(self.alpha.low),
            "alpha_high": _two(self.alpha.high),
            "pair_agreement_percent": _percent(self.agreement),
            "agreed_after_discussion_files": self.agreed_files,
            "agreed_after_discussion_on_side": self.agreed_on_side,
        }


def _percent(share: float | None) -> float | None:
    return None if share is None else float(rounded(share * 100, 2))


def _two(value: float | None) -> float | None:
    return None if value is None else float(rounded(value, 2))


@dataclass(frozen=True)
class PanelReport:
    """Everything that page, CSV, API and command line tell of a session: one computation, printed four ways."""

    session: int
    title: str
    panel: str
    sample: str
    question_set: str
    readers: int
    files: int
    questions: tuple[QuestionResult, ...]
    heat: tuple[tuple[str, tuple[Cell, ...]], ...]
    definition: Definition = PANEL_RESULTS

    def as_json(self) -> dict[str, Any]:
        return {
            "figure": self.definition.code,
            "definition_version": self.definition.version,
            "session": self.session,
            "title": self.title,
            "panel": self.panel,
            "sample": self.sample,
            "question_set": self.question_set,
            "readers": self.readers,
            "files": self.files,
            "questions": [question.as_json() for question in self.questions],
            "by_file": [
                {
                    "file": name,
                    "cells": [
                        {"on_side": cell.on_side, "readings": cell.readings, "split": cell.is_split} for cell in cells
                    ],
                }
                for name, cells in self.heat
            ],
        }

    def as_csv(self) -> str:
        """A row a question, the columns of ``as_json`` without those of answers."""
        rows = [question.as_json() for question in self.questions]
        for row in rows:
            row |= {f"answered_{code.lower()}": row["answers"].get(code) for code in AnswerCode.values}
            del row["answers"]
        return csv_text(list(rows[0]) if rows else ["code"], rows)


@dataclass(frozen=True)
class Reading:
    """One answer that counts: its id, which file, which question, by which seat."""

    pk: int
    file: int
    question: int
    seat: int
    value: str


def readings_of(session: Session) -> list[Reading]:
    """Every answer on a scorecard that was handed in. One query."""
    rows = Answer.objects.filter(
        scorecard__allocation__session=session,
        scorecard__allocation__stage=AllocationStage.DONE,
        scorecard__submitted_at__isnull=False,
    ).order_by("pk")
    columns = ("pk", "scorecard__allocation__drawn_file", "question", "scorecard__allocation__seat", "value")
    return [Reading(*row) for row in rows.values_list(*columns)]


def panel(session: Session) -> PanelReport:
    """The results of a session as its scorecards stand. Four queries, whatever its size."""
    questions = list(session.question_set.questions.all())
    readings = readings_of(session)
    names = dict(
        DrawnFile.objects.filter(pk__in={one.file for one in readings})
        .order_by("position")
        .values_list("pk", "nickname")
    )
    agreed = list(AgreedScore.objects.filter(session=session).values_list("question", "value"))
    results = tuple(_result(question, readings, list(names), agreed) for question in questions)
    columns = [_column(question, readings, list(names)) for question in questions]
    heat = tuple(
        (f"File {name}", tuple(column[place] for column in columns)) for place, name in enumerate(names.values())
    )
    return PanelReport(
        session=session.pk,
        title=session.title,
        panel=session.panel.name,
        sample=session.sample.reference,
        question_set=str(session.question_set),
        readers=len({one.seat for one in readings}),
        files=len(names),
        questions=results,
        heat=heat,
    )


def _is_on_side(question: Question, value: str) -> bool:
    yes = is_yes(value, question.counts_as_yes)
    return yes is not None and yes == (question.reported == Reported.YES)


def _result(
    question: Question, readings: Sequence[Reading], files: Sequence[int], agreed: Sequence[tuple[int, str]]
) -> QuestionResult:
    about = (question.code, question.text, question.measure, str(Reported(question.reported).value))
    mine = [one for one in readings if one.question == question.pk]
    if len(mine) < FEWEST_READINGS:
        return QuestionResult(*about, hidden=True)
    by_file = {file: [one for one in mine if one.file == file] for file in files}
    by_file = {file: rows for file, rows in by_file.items() if rows}
    on_side = [sum(_is_on_side(question, one.value) for one in rows) for rows in by_file.values()]
    base = [len(rows) for rows in by_file.values()]
    scale = ON_SCALE[Scale(question.scale)]
    counts = np.array([[sum(one.value == code for one in rows) for code in scale] for rows in by_file.values()], float)
    sides = _sides(question, by_file.values())
    answers = Counter(one.value for one in mine)
    settled = [value for number, value in agreed if number == question.pk]
    return QuestionResult(
        *about,
        hidden=False,
        readings=len(mine),
        on_side=sum(on_side),
        cant_tell=answers[AnswerCode.CANT_TELL],
        answers={code: answers[code] for code in (*scale, AnswerCode.CANT_TELL)},
        files=len(by_file),
        files_majority=sum(2 * k > n for k, n in zip(on_side, base, strict=True)),
        share=share_by_file(on_side, base),
        alpha=alpha_by_file(counts, ordinal=question.scale == Scale.FOUR),
        agreement=pair_agreement(sides),
        files_split=sum(_is_split(row) for row in sides),
        agreed_files=len(settled),
        agreed_on_side=sum(_is_on_side(question, value) for value in settled),
    )


def _sides(question: Question, files: Any) -> Any:
    """How many of the readers of each file said yes, and how many no, those left out who could not tell."""
    told = [[is_yes(one.value, question.counts_as_yes) for one in rows] for rows in files]
    return np.array([[row.count(True), row.count(False)] for row in told], float)


def _is_split(sides: Any) -> bool:
    total = sides.sum()
    return bool(total >= 2 and sides.min() / total >= SPLIT_FROM)


def _column(question: Question, readings: Sequence[Reading], files: Sequence[int]) -> list[Cell]:
    """One question on every file, small cells hidden, and others so that no hidden one follows from the total."""
    by_file = [[one for one in readings if one.file == file and one.question == question.pk] for file in files]
    sizes = [len(rows) for rows in by_file]
    hidden = {place for place, size in enumerate(sizes) if 0 < size < FEWEST_READINGS}
    told = sorted((place for place, size in enumerate(sizes) if size >= FEWEST_READINGS), key=lambda at: sizes[at])
    while told and hidden and (len(hidden) < 2 or sum(sizes[place] for place in hidden) < FEWEST_READINGS):
        hidden.add(told.pop(0))
    return [_cell(question, rows) if place not in hidden and rows else LOW for place, rows in enumerate(by_file)]


def _cell(question: Question, rows: Sequence[Reading]) -> Cell:
    sides = _sides(question, [rows])[0]
    return Cell(sum(_is_on_side(question, one.value) for one in rows), len(rows), _is_split(sides))


@dataclass(frozen=True)
class Work:
    """What a member did in one session: files handed in, and the hours for which the session was open."""

    session: str
    files: int
    hours: float


def work_of(seat: Seat) -> list[Work]:
    """The closed sessions in which a member handed in a file, in their order. One query."""
    rows = (
        Session.objects.filter(allocations__seat=seat, allocations__stage=AllocationStage.DONE, closed_at__isnull=False)
        .annotate(files_read=Count("allocations"))
        .order_by("opens_at", "pk")
        .values_list("title", "files_read", "opened_at", "closed_at")
    )
    return [
        Work(title, files, (closed_at - opened_at).total_seconds() / 3600)
        for title, files, opened_at, closed_at in rows
        if closed_at and opened_at
    ]
