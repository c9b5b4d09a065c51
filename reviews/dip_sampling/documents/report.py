"""The report of a panel's session, to read as a page and to hand out as a tagged PDF: nobody can be told from it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst
from django.utils import timezone

from pcc.figures import CONFIDENTIAL, FEWEST_SHOWN, rounded
from reviews.dip_sampling.models import Answer, Finding, Highlight, Session
from reviews.dip_sampling.stats.disclosure import hidden
from reviews.dip_sampling.stats.results import PANEL_RESULTS, PanelReport, QuestionResult

TEMPLATE = Path(__file__).parent / "report.typ"
HEADER = ("What the panel was asked", "Readings", "Could be", "Files by majority", "Could not tell", "Agreement")
CAUTION = (
    "A percentage counts readings: one member's answer on one file. Readings of one file are not independent, so the "
    "range comes from drawing the files anew. Disagreement is a finding, not a fault."
)


@dataclass(frozen=True)
class Asked:
    """A finding on its way: what the panel said, what the force replied, what changed, what a later sample shows."""

    said: str
    stage: str
    replied: str
    changed: str
    later: str


@dataclass(frozen=True)
class Report:
    """A session in words: for paper, as a page and as a tagged PDF."""

    title: str
    office: str
    panel: str
    held: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    caution: str
    split: str
    agreed: str
    quotes: tuple[str, ...]
    words: tuple[str, ...]
    findings: tuple[Asked, ...]
    about: tuple[tuple[str, str], ...]
    footer: str


def report(
    session: Session,
    told: PanelReport,
    *,
    quotes: Sequence[Highlight],
    reasons: Sequence[Answer],
    findings: Sequence[Finding],
    office: str,
    made: str,
) -> Report:
    """The report of a closed session. ``quotes`` are approved and ``reasons`` cleared, and of
    ``findings`` it tells what is cleared; ``made`` is today in words."""
    rows: list[tuple[str, ...]] = []
    hidden_because: dict[str, list[str]] = {}
    for question in told.questions:
        row, why = _row(question)
        rows.append(row)
        if why:
            hidden_because.setdefault(why, []).append(question.measure.capitalize())
    held = session.opens_at.astimezone(timezone.get_current_timezone())
    return Report(
        title=f"What the panel said: {session.title}",
        office=office,
        panel=told.panel,
        held=f"Session of {held:%-d %B %Y}. {told.question_set}. Sample {told.sample}.",
        sentence=f"{told.readers} members read {told.files} files and said what they think of how each was handled.",
        header=HEADER,
        rows=tuple(rows),
        notes=tuple(
            f"{'; '.join(measures) if len(measures) < len(rows) else 'All of them'}: {why}"
            for why, measures in hidden_because.items()
        ),
        caution=CAUTION,
        split=_split(told),
        agreed=_agreed(told),
        quotes=tuple(f"“{row.quote}” ({row.get_tone_display().lower()})" for row in quotes),
        words=tuple(f"“{row.why}”" for row in reasons),
        findings=tuple(_asked(row) for row in findings if row.told),
        about=PANEL_RESULTS.as_rows(),
        footer=f"{office}. Made on {made}.",
    )


def _row(question: QuestionResult) -> tuple[tuple[str, ...], str]:
    """A question as a row, and why something of it is hidden, if it is."""
    away, why = hidden(question.as_json())

    def shown(name: str, text: str) -> str:
        return CONFIDENTIAL if name in away else text

    share = question.share
    row = (
        question.measure.capitalize(),
        shown("percent", f"{rounded((share.value or 0) * 100, 0)}% ({question.on_side} of {question.readings})"),
        shown("percent", f"{rounded((share.low or 0) * 100, 0)}% to {rounded((share.high or 0) * 100, 0)}%"),
        shown("files_majority", f"{question.files_majority} of {question.files}"),
        shown("cant_tell", str(question.cant_tell)),
        shown("percent", question.agreed_words),
    )
    return row, why


def _split(told: PanelReport) -> str:
    if told.files < FEWEST_SHOWN:
        return "Too few files were read to say which of them split the panel."
    names = [name for name, cells in told.heat if any(cell.is_split for cell in cells)]
    return f"{', '.join(names)} split the panel." if names else "No file split the panel."


def _agreed(told: PanelReport) -> str:
    lines = [
        f"{question.measure}: {question.agreed_on_side} of {question.agreed_files} files"
        for question in told.questions
        if question.agreed_files
    ]
    if not lines:
        return ""
    return f"After talking, the panel agreed on some files ({'; '.join(lines)}). First answers stand as they are."


def _asked(row: Finding) -> Asked:
    told, reply = row.told, getattr(row, "reply", None)
    later = told.get("checked_note", "")
    return Asked(
        said=told["text"],
        stage=row.get_stage_display(),
        replied=f"{reply.get_position_display()}: {told['reply']}" if reply and "reply" in told else "",
        changed=told.get("what_changed", ""),
        later=f"{later} (sample {row.checked_in.reference})" if later and row.checked_in else "",
    )


def as_pdf(made: Report) -> bytes:
    """The report as a tagged PDF (PDF/UA-1). The words go in as data: nothing in them is markup."""
    inputs = {"report": json.dumps(asdict(made))}
    pdf = typst.compile(TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf
