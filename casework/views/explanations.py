"""An explanation as a page prints it: words, tables, a calendar of five weeks, and a text to copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from pcc.clocks import Explanation, Pause, Reading, State, StepKind, Unit
from pcc.working_days import WorkingCalendar, in_words

STATES = {State.CANNOT_TELL: "unknown"}
WEEKS = 5


def as_due(explanation: Explanation) -> dict[str, Any]:
    """The inputs of the component ``contextual_date``: its words are the explanation's own."""
    missed = explanation.state == State.LATE and explanation.met_on is not None
    state = "missed" if missed else STATES.get(explanation.state, explanation.state.value)
    return {"state": state, "date": explanation.due_on, "words": explanation.words}


def headline(explanation: Explanation) -> str:
    """The answer in one line: ``Due on Friday 25 December 2026``."""
    if explanation.due_on is None:
        return "No due date while paused" if explanation.start else "No due date yet"
    past = explanation.met_on is not None or explanation.due_on < explanation.as_at
    return f"{'The last day was' if past else 'The last day is'} {in_words(explanation.due_on)}"


def step_rows(explanation: Explanation) -> list[list[str]]:
    """The steps but for the days left out."""
    steps = [step for step in explanation.steps if step.kind != StepKind.SKIPPED]
    return [[short(step.on) if step.on else "Not known", step.words] for step in steps]


STEP_COLUMNS = [{"label": "Date"}, {"label": "What it does"}]
SKIPPED_COLUMNS = [{"label": "Day"}, {"label": "Why it is not counted"}]


def skipped_rows(explanation: Explanation) -> list[list[str]]:
    """Each day that the count leaves out because it is not a working day."""
    rows = []
    for step in explanation.steps:
        if step.kind == StepKind.SKIPPED and step.on is not None:
            why = step.words.rpartition("(")[2].removesuffix(").")
            rows.append([in_words(step.on), why])
    return rows


def short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


UNITS = {
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "calendar day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
}


def amount(number: int, unit: Unit) -> str:
    return f"{number} {UNITS[unit]}{'' if number == 1 else 's'}"


BINDS = {"office": "This office", "force": "The force", "applicant": "The applicant"}


def rule_facts(explanation: Explanation) -> list[dict[str, Any]]:
    """The rule: words, source, version, whether checked, and the calendar counted on."""
    rule = explanation.rule
    checked = (
        "Yes: somebody has read the source and found this time limit there"
        if rule.verified
        else {"text": "Not verified", "tone": "yellow"}
    )
    bounds = [
        f"from {rule.in_force_from:%-d %B %Y}" if rule.in_force_from else "",
        f"to {rule.in_force_to:%-d %B %Y}" if rule.in_force_to else "",
    ]
    calendar = explanation.calendar_name.replace("-", " ").title().replace(" And ", " and ")
    return [
        {"key": "In plain words", "value": rule.text},
        {"key": "Whose time limit", "value": BINDS[rule.binds]},
        {"key": "Legal reference", "value": rule.source},
        {"key": "Checked against its source", "value": checked},
        {"key": "Rule and version", "value": f"{rule.code}, version {rule.version}"},
        {"key": "In force", "value": " ".join(filter(None, bounds)) or "Not bounded"},
        {"key": "Bank holidays", "value": f"{calendar}, calendar version {explanation.calendar_version}"},
    ]


NOT_VERIFIED = (
    "Nobody has yet checked this time limit against its source. Check it before you rely on the date or write it to "
    "somebody."
)


def copy_text(explanation: Explanation) -> str:
    """The explanation as a paragraph for a letter or a note."""
    rule = explanation.rule
    unchecked = "" if rule.verified else " This time limit has not been checked against its source."
    met = f" Done on {in_words(explanation.met_on)}: {explanation.words}." if explanation.met_on else ""
    return (
        f"{rule.name}. {explanation.sentence}{met} Rule: {rule.source} (version {rule.version} of the rule "
        f"{rule.code}; calendar {explanation.calendar_name}, version {explanation.calendar_version})."
        f"{unchecked} As at {in_words(explanation.as_at)}."
    )


READING_COLUMNS = [{"label": "Read from"}, {"label": "Start"}, {"label": "Last day"}, {"label": "Then"}]


def reading_rows(readings: Iterable[Reading], starts: dict[str, date | None], met_on: date | None) -> list[list[str]]:
    """What each possible start would give."""
    rows = []
    for reading in readings:
        start = starts[reading.label]
        then = "–"
        if met_on and reading.due_on:
            then = "In time" if met_on <= reading.due_on else "Late"
        last = in_words(reading.due_on) if reading.due_on else "None while paused"
        rows.append([reading.label, in_words(start) if start else "Not known", last, then])
    return rows


# The calendar of five weeks


@dataclass(frozen=True)
class Square:
    """A day of the drawing: what stands under its number, and how it is filled."""

    day: date
    word: str
    fill: str
    ink: str
    edge: str


PLAIN, OFF, LEFT_OUT, MARKED, OUTSIDE = "#ffffff", "#e3e8eb", "#d5e5f2", "#12384d", "#f7f9fa"
INK, FAINT, LIGHT, LINE = "#16202a", "#4a5861", "#ffffff", "#aab7bf"
SIDE, GAP, HEAD = 40, 22, 22


def weeks_shown(start: date, end: date) -> list[date | None]:
    """The Mondays of the weeks to draw: five, the first two and the last three of a longer time, None for a gap."""
    first, last = start - timedelta(days=start.weekday()), end - timedelta(days=end.weekday())
    between = (last - first).days // 7 + 1
    if between <= WEEKS:
        return [first + timedelta(weeks=number) for number in range(WEEKS)]
    ends = [last - timedelta(weeks=number) for number in (2, 1, 0)]
    begins = [first, first + timedelta(weeks=1)]
    return [*begins, None, *ends]


def _square(day: date, explanation: Explanation, pauses: Sequence[Pause], calendar: WorkingCalendar) -> Square:
    start, due_on, met_on = explanation.start, explanation.due_on, explanation.met_on
    if day == due_on:
        return Square(day, "last" if day != met_on else "done", MARKED, LIGHT, MARKED)
    if day == start:
        return Square(day, "start", PLAIN, INK, MARKED)
    if day == met_on:
        return Square(day, "done", PLAIN, INK, MARKED)
    if start is None or day < start or (due_on is not None and day > due_on):
        return Square(day, "", OUTSIDE, FAINT, LINE)
    if any(pause.start < day and (pause.end is None or day <= pause.end) for pause in pauses):
        return Square(day, "paused", LEFT_OUT, INK, LINE)
    loaded = calendar.first <= day <= calendar.last
    if loaded and not calendar.is_working(day):
        counts = explanation.rule.unit != Unit.WORKING_DAYS
        word = "holiday" if day in calendar.holidays else ""
        return Square(day, word, PLAIN if counts else OFF, INK if counts else FAINT, LINE)
    return Square(day, "", PLAIN, INK, LINE)


def strip(explanation: Explanation, pauses: Sequence[Pause], calendar: WorkingCalendar) -> SafeString | str:
    """Five weeks around the count as a drawing; empty without a start. The steps say the same in words."""
    start, due_on = explanation.start, explanation.due_on
    if start is None:
        return ""
    end = due_on or max(explanation.as_at, start)
    rows = weeks_shown(start, end)
    height = HEAD + sum(GAP if monday is None else SIDE for monday in rows) + 2
    summary = f"Calendar from {in_words(start)}" + (f" to the last day, {in_words(due_on)}." if due_on else ", paused.")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 282 {height}" width="282" height="{height}" role="img" '
        f'aria-label="{escape(summary)}" font-family="arial, sans-serif">'
    ]
    for place, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        parts.append(_text(place * SIDE + SIDE // 2 + 1, 14, name, FAINT, 11))
    top = HEAD
    for place, monday in enumerate(rows):
        if monday is None:
            missing = (rows[place + 1] - rows[place - 1]).days // 7 - 1  # a gap has a week on either side
            parts.append(_text(141, top + 15, f"{missing} week{'s' if missing > 1 else ''} not drawn", FAINT, 11))
            top += GAP
            continue
        for weekday in range(7):
            day = monday + timedelta(days=weekday)
            square = _square(day, explanation, pauses, calendar)
            named = weekday + place == 0 or day.day == 1 or (place and rows[place - 1] is None and weekday == 0)
            parts.append(_drawn(square, 1 + weekday * SIDE, top, month=bool(named)))
        top += SIDE
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308 - numbers and our own words; every text is escaped


def _drawn(square: Square, x: int, y: int, *, month: bool) -> str:
    number = f"{square.day.day} {square.day:%b}" if month else str(square.day.day)
    rect = f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" fill="{square.fill}" stroke="{LINE}"/>'
    if square.edge == MARKED:
        rect += (
            f'<rect x="{x + 2}" y="{y + 2}" width="{SIDE - 4}" height="{SIDE - 4}" fill="{square.fill}" '
            f'stroke="{MARKED}" stroke-width="2"/>'
        )
    word = _text(x + SIDE // 2, y + 33, square.word, square.ink, 10) if square.word else ""
    size = 11 if month else 13  # a day with its month is as wide as its square
    return rect + _text(x + SIDE // 2, y + (19 if square.word else 25), number, square.ink, size) + word


def _text(x: int, y: int, words: str, ink: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle" fill="{ink}" font-size="{size}">{escape(words)}</text>'


def printed(explanation: Explanation, pauses: Sequence[Pause], calendar: WorkingCalendar) -> dict[str, Any]:
    """Everything that a page of an explanation prints."""
    return {
        "explanation": explanation,
        "headline": headline(explanation),
        "due": as_due(explanation),
        "step_columns": STEP_COLUMNS,
        "steps": step_rows(explanation),
        "skipped_columns": SKIPPED_COLUMNS,
        "skipped": skipped_rows(explanation),
        "strip": strip(explanation, pauses, calendar),
        "rule_facts": rule_facts(explanation),
        "not_verified": "" if explanation.rule.verified else NOT_VERIFIED,
        "copy": copy_text(explanation),
    }
