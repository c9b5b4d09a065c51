"""Lists of past correspondence, as offices keep them in spreadsheets: read with a mapping, each faulty row held.

It lies in this room, because the readers of files belong to the room of extracts, which stands above correspondence.
Every row that is read is ready, held with its reason, here already, or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from casework.choices import Channel, MailOutcome, MailStage, RouteChoice
from casework.importing.mail import plain
from casework.models import Correspondence, Theme
from casework.workflow.correspondence import LONGEST_TYPED
from casework.workflow.past import PastPiece
from complaints.importing.mapping import ColumnMap
from complaints.importing.plain import Held, Shape, open_plain, read_plain_mapping, values_of
from complaints.rules import EARLIEST, in_words
from pcc import jobs
from pcc.errors import RuleBroken

LONGEST = {
    "reference": 80,
    "subject": 300,
    "text": LONGEST_TYPED,
    "sender_name": 150,
    "sender_email": 254,
    "sender_phone": 40,
    "theme": 60,
    "area": 120,
}
"""The texts of a row, and how long each may be."""

SHAPE = Shape(
    texts=tuple(LONGEST),
    days=("received_on", "acknowledged_on", "replied_on", "ended_on"),
    codes={
        "channel": tuple(Channel.values),
        "from_elected": ("yes", "no"),
        "route": tuple(RouteChoice.values),
        "outcome": tuple(MailOutcome.values),
    },
    order=(
        ("acknowledged_on", "received_on"),
        ("replied_on", "received_on"),
        ("replied_on", "acknowledged_on"),
        ("ended_on", "received_on"),
        ("ended_on", "replied_on"),
    ),
    required=("reference", "received_on"),
)
"""What a row of past correspondence has."""

STANDARD = """\
# Which heading of your list means what. Leave out what it does not have; reference and received_on must be there.
[columns]
reference = "Reference"
received_on = "Received"
channel = "Channel"
subject = "Subject"
text = "Summary"
sender_name = "From"
sender_email = "E-mail"
from_elected = "From an elected member"
theme = "Theme"
area = "Area"
acknowledged_on = "Acknowledged"
replied_on = "Replied"
ended_on = "Closed"
outcome = "Outcome"

[dates]
format = "%d/%m/%Y"

# What the words of your list mean to us.
[values.channel]
"Email" = "EMAIL"
"E-mail" = "EMAIL"
"Letter" = "LETTER"
"Post" = "LETTER"
"Phone" = "PHONE"
"Web form" = "FORM"
"In person" = "PERSON"
"Social media" = "SOCIAL"

[values.outcome]
"Answered" = "ANSWERED"
"Told who can help" = "SIGNPOSTED"
"Handed over" = "HANDED_OVER"
"Resolved" = "RESOLVED"
"No remit" = "NO_REMIT"
"Duplicate" = "DUPLICATE"
"No reply wanted" = "NO_REPLY"

[values.from_elected]
"Yes" = "yes"
"No" = "no"
"""
"""The mapping that the page begins with: of a list with headings like our own template."""

HEADINGS = (
    "Reference",
    "Received",
    "Channel",
    "Subject",
    "Summary",
    "From",
    "E-mail",
    "From an elected member",
    "Theme",
    "Area",
    "Acknowledged",
    "Replied",
    "Closed",
    "Outcome",
)
"""The headings of the template, in the order in which people fill it in."""

SHOWN_EVERY = 500
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Looked:
    """What a list holds: matters ready to bring in, rows held with reasons, rows that are here already, empty ones."""

    ready: tuple[PastPiece, ...]
    held: tuple[Held, ...]
    known: int
    skipped: int
    read: int


def read_letters_mapping(text: str) -> ColumnMap:
    """The mapping that this TOML declares. RuleBroken says what is wrong."""
    return read_plain_mapping(text, SHAPE)


def look_at(path: Path, columns: ColumnMap, *, on: date, progress: jobs.Progress | None = None) -> Looked:
    """Read the whole list and change nothing. A reference that is here already, of the same day, is left as it is."""
    file = open_plain(path, columns, SHAPE)
    brought = Correspondence.objects.exclude(brought_as="").values_list("brought_as", "received_on")
    here = dict(brought)
    themes = {theme.name.casefold(): theme for theme in Theme.objects.all()}
    ready: dict[str, tuple[int, PastPiece]] = {}
    held: list[Held] = []
    read = known = skipped = 0
    for row in file.rows:
        read += 1
        if read > MOST_ROWS:
            raise RuleBroken(f"The list has more than {MOST_ROWS:,} rows: bring it in year by year.")
        if progress is not None and read % SHOWN_EVERY == 0:
            progress("Reading rows", read, max(read, file.lines))
        if row.fault:
            held.append(Held(row.line, "", row.fault))
            continue
        if not any(row.cells.values()):
            skipped += 1
            continue
        reference = _plain(row.cells.get("reference", ""))
        try:
            piece = _piece(row.cells, columns, file.formats, themes=themes, on=on)
            if reference in here:
                _refuse_other_day(reference, piece, here[reference])
                known += 1
            elif reference in ready:
                _refuse_other_facts(reference, piece, *ready[reference])
                known += 1
            else:
                ready[reference] = (row.line, piece)
        except RuleBroken as refusal:
            held.append(Held(row.line, reference[:80], str(refusal)))
    return Looked(tuple(piece for _, piece in ready.values()), tuple(held), known, skipped, read)


def _refuse_other_day(reference: str, piece: PastPiece, received_on: date) -> None:
    if piece.received_on != received_on:
        raise RuleBroken(
            f"{reference} is here already, received on {in_words(received_on)}, and is another matter: "
            "give the references of this list something before them, such as its year."
        )


def _refuse_other_facts(reference: str, piece: PastPiece, line: int, first: PastPiece) -> None:
    if piece != first:
        raise RuleBroken(f"{reference} stands in line {line} as well, and says something else there.")


def _plain(text: str) -> str:
    """One line without characters that cannot be shown."""
    return " ".join(plain(text).split())


def _piece(
    row: Mapping[str, str],
    columns: ColumnMap,
    formats: Mapping[str, tuple[str, ...]],
    *,
    themes: Mapping[str, Theme],
    on: date,
) -> PastPiece:
    """The matter that a row tells of; RuleBroken for what cannot be one."""
    facts = values_of(row, columns, formats, SHAPE, on=on)
    for name, longest in LONGEST.items():
        facts[name] = plain(facts[name]).strip() if name == "text" else _plain(facts[name])
        if len(facts[name]) > longest:
            raise RuleBroken(f"{columns.headers[name]}: this is longer than {longest:,} characters.")
    if not facts["reference"]:
        raise RuleBroken("The reference is missing.")
    if facts["received_on"] is None:
        raise RuleBroken("The day of receipt is missing.")
    if facts["received_on"] < EARLIEST:
        raise RuleBroken(f"{columns.headers['received_on']}: {in_words(facts['received_on'])} is before 1995.")
    if facts["sender_email"]:
        try:
            validate_email(facts["sender_email"])
        except ValidationError:
            raise RuleBroken(f"{columns.headers['sender_email']}: write the address as name@example.org.") from None
    facts["from_elected"] = facts["from_elected"] == "yes"
    facts["channel"] = facts["channel"] or Channel.CSV
    facts["theme"] = _theme(facts["theme"], columns, themes)
    facts["stage"] = _stage(facts)
    facts["brought_as"] = facts.pop("reference")
    return PastPiece(**facts)


def _theme(name: str, columns: ColumnMap, themes: Mapping[str, Theme]) -> Theme | None:
    if not name:
        return None
    meant = columns.values.get("theme", {}).get(name, name)
    if theme := themes.get(meant.casefold()):
        return theme
    raise RuleBroken(
        f"{columns.headers['theme']}: there is no theme {meant!r}. Add it to the office's themes, or say under "
        "[values.theme] which of them it is."
    )


def _stage(facts: dict[str, Any]) -> MailStage:
    """Where a matter stands by the days that the list gives."""
    if facts["outcome"] and facts["ended_on"] is None:
        raise RuleBroken("How it ended is there, and the day on which it ended is missing.")
    if facts["ended_on"] is not None:
        if not facts["outcome"] and facts["replied_on"] is None:
            raise RuleBroken("The day on which it ended is there, and how it ended is missing.")
        facts["outcome"] = facts["outcome"] or MailOutcome.ANSWERED
        return MailStage.CLOSED
    if facts["replied_on"] is not None:
        return MailStage.REPLIED
    if facts["acknowledged_on"] is not None:
        return MailStage.ACKNOWLEDGED
    return MailStage.TRIAGED if facts["route"] else MailStage.NEW
