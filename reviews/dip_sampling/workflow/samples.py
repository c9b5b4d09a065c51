"""Drawing a sample, the files drawn, their papers, and the list of people and words of each."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from complaints.workflow import records
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.references import next_reference
from reviews.dip_sampling import sampling
from reviews.dip_sampling.choices import AllocationStage, Exclusion, ExtractStage, FileStage, KnownAs, Replacement
from reviews.dip_sampling.models import Chase, DrawnFile, Listed, Panel, Paper, Sample
from reviews.dip_sampling.rules import FILE_MOVES, PANEL_MOVES, PAPERS_DUE_AFTER, objection_to_size
from reviews.dip_sampling.rules.nicknames import nickname
from reviews.dip_sampling.stats import populations
from reviews.dip_sampling.stats.populations import Filters

LONGEST_TEXT = 200_000
"""Characters of one paper: some eighty pages."""


@transaction.atomic
def draw_sample(
    panel: Panel,
    *,
    title: str,
    filters: Filters,
    exclude: Collection[str],
    strata: str,
    size: int,
    reserves: int,
    seed: str = "",
    by: User,
    on: date,
) -> Sample:
    """Draw a sample from the closed complaints as they stand, and open a case for each file drawn.

    Without a seed the computer makes one. For a panel with members under 18 the blocked topics are always left out.
    """
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    moves.check(PANEL_MOVES["draw"], panel, by)
    title = title.strip()
    if not title:
        raise RuleBroken("Give the sample a title.")
    codes = set(exclude) | ({Exclusion.BLOCKED_TOPIC} if panel.has_under_18s else set())
    found = populations.population(filters, exclude=codes, strata=strata)
    if refusal := objection_to_size(size, reserves, len(found.units)):
        raise RuleBroken(refusal)
    typed = " ".join(seed.split())
    lot = typed or secrets.token_hex(8)
    drawn = sampling.draw(found.units, size=size, reserves=reserves, seed=lot)
    sample = Sample.objects.create(
        panel=panel,
        title=title,
        reference=next_reference("DIP", year=on.year),
        filters=filters.as_json(),
        excluded_codes=[reason.reason for reason in found.excluded],
        exclusions=[{"code": reason.reason, "count": reason.count} for reason in found.excluded],
        strata=strata,
        allocation=[
            {"stratum": share.stratum, "population": share.population, "drawn": share.drawn} for share in drawn.shares
        ],
        size=size,
        reserves=len(drawn.reserves),
        seed=lot,
        seed_typed=bool(typed),
        algorithm=sampling.ALGORITHM,
        population=[[unit.key, unit.stratum] for unit in found.units],
        fingerprint=sampling.fingerprint(found.units),
        drawn_by=by,
        drawn_at=timezone.now(),
    )
    names = secrets.SystemRandom().sample(range(size + len(drawn.reserves)), size + len(drawn.reserves))
    files = [
        DrawnFile(
            sample=sample,
            complaint_id=found.complaints[unit.key],
            key=unit.key,
            position=place,
            stratum=unit.stratum,
            stage=FileStage.DRAWN if place <= size else FileStage.RESERVE,
            nickname=nickname(names[place - 1]),
        )
        for place, unit in enumerate([*drawn.drawn, *drawn.reserves], start=1)
    ]
    DrawnFile.objects.bulk_create(files)
    _open_cases([file.complaint_id for file in files[:size]], by=by, on=on)
    audit.record("sample.drawn", sample, by=by, size=size, population=len(found.units), fingerprint=sample.fingerprint)
    return sample


def _open_cases(complaints: Collection[int], *, by: User, on: date) -> None:
    """A drawn file is the office's business from now on: it gets a case of its own unless it has one."""
    rows = Complaint.objects.select_for_update(of=("self",)).filter(pk__in=complaints, case=None).order_by("pk")
    for complaint in rows:
        records.put_on_file(complaint, by=by, on=on)


@dataclass(frozen=True)
class Redrawn:
    """A sample drawn again from what it kept, and what has changed in the records since."""

    same: bool
    fingerprint_holds: bool
    order: tuple[str, ...]
    change: populations.Change


def redraw(sample: Sample) -> Redrawn:
    """Draw a sample again from its kept population and seed, and compare. Writes nothing; the draw stands."""
    units = [sampling.Unit(key, stratum) for key, stratum in sample.population]
    again = sampling.draw(units, size=sample.size, reserves=sample.reserves, seed=sample.seed)
    order = tuple(unit.key for unit in (*again.drawn, *again.reserves))
    kept = tuple(sample.files.order_by("position").values_list("key", flat=True))
    now = populations.population(
        Filters.from_json(sample.filters), exclude=sample.excluded_codes, strata=sample.strata, before=sample.pk
    )
    return Redrawn(
        same=order == kept,
        fingerprint_holds=sampling.fingerprint(units) == sample.fingerprint,
        order=order,
        change=populations.changed(units, now.units),
    )


# Files


def _take(name: str, file: DrawnFile, by: User) -> DrawnFile:
    """Lock the file and check that the move is open."""
    file = DrawnFile.objects.select_for_update().get(pk=file.pk)
    moves.check(FILE_MOVES[name], file, by)
    return file


@transaction.atomic
def ask_for_papers(file: DrawnFile, *, by: User, on: date, due_on: date | None = None) -> DrawnFile:
    """The force is asked for the papers of a file."""
    file = _take("ask", file, by)
    due_on = due_on or on + PAPERS_DUE_AFTER
    if due_on < on:
        raise RuleBroken("The papers cannot be due before they are asked for.")
    file.stage, file.asked_on, file.due_on = FileStage.ASKED, on, due_on
    file.save(update_fields=["stage", "asked_on", "due_on"])
    audit.record("drawn_file.papers_asked", file, by=by)
    return file


@transaction.atomic
def chase(file: DrawnFile, *, note: str = "", by: User, on: date) -> Chase:
    """The force is reminded of papers that it owes."""
    file = _take("chase", file, by)
    row = Chase.objects.create(drawn_file=file, on=on, note=note.strip(), by=by)
    audit.record("drawn_file.chased", file, by=by)
    return row


@transaction.atomic
def add_paper(
    file: DrawnFile, *, section: str, source: str, text: str, remarks: Collection[str] = (), by: User, on: date
) -> Paper:
    """Keep the text of the force's papers for one part of a file; with it the papers are here."""
    file = _take("add_paper", file, by)
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise RuleBroken("There is no text in it: paste the words, or bring a file that has a text layer.")
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"This is longer than {LONGEST_TEXT:,} characters: bring in the part that readers need.")
    paper = Paper.objects.create(
        drawn_file=file,
        section=section,
        source=source,
        text=text,
        remarks=list(remarks),
        added_by=by,
        added_at=timezone.now(),
    )
    if file.stage != FileStage.ARRIVED:
        file.stage, file.arrived_on = FileStage.ARRIVED, on
        file.save(update_fields=["stage", "arrived_on"])
    audit.record("drawn_file.paper_added", file, by=by, paper=paper.pk, section=section, source=source)
    return paper


@transaction.atomic
def list_word(
    file: DrawnFile, *, known_as: str, part: str, text: str, others: Collection[str] = (), by: User
) -> Listed:
    """Put a person, place, number or word on the list of a file, with every other form in which it occurs."""
    file = _take("list", file, by)
    text = " ".join(text.split())
    forms = sorted({" ".join(other.split()) for other in others} - {"", text})
    if not any(letter.isalnum() for letter in text):
        raise RuleBroken("Write the name, place, number or word as it stands in the papers.")
    if known_as != KnownAs.NUMBER and len("".join(filter(str.isalnum, text))) < 2:
        raise RuleBroken("One letter would be found in every line: write the whole name.")
    if file.listed.filter(text__iexact=text).exists():
        raise RuleBroken("This is on the list already: add further forms to it there.")
    entry = Listed.objects.create(
        drawn_file=file,
        known_as=known_as,
        part=part,
        text=text,
        others=forms,
        added_by=by,
        added_at=timezone.now(),
    )
    audit.record("drawn_file.word_listed", file, by=by, listed=entry.pk, part=part)
    return entry


@transaction.atomic
def add_forms(entry: Listed, *, others: Collection[str], by: User) -> Listed:
    """Add further forms of an entry: aliases, nicknames, short forms."""
    _take("list", entry.drawn_file, by)
    entry = Listed.objects.select_for_update().get(pk=entry.pk)
    forms = sorted(({" ".join(other.split()) for other in others} | set(entry.others)) - {"", entry.text})
    if forms == entry.others:
        raise RuleBroken(f"These forms of {entry.text} are on the list already.")
    if refused := [form for form in forms if not any(letter.isalnum() for letter in form)]:
        raise RuleBroken(f"“{refused[0]}” has no letter or digit in it: write the form as it stands in the papers.")
    entry.others = forms
    entry.save(update_fields=["others"])
    audit.record("drawn_file.forms_added", entry.drawn_file, by=by, listed=entry.pk)
    return entry


@transaction.atomic
def strike_word(entry: Listed, *, reason: str, by: User) -> None:
    """Take an entry off the list of a file, saying why."""
    file = _take("list", entry.drawn_file, by)
    if not reason.strip():
        raise RuleBroken("Say why this no longer needs to be looked for.")
    struck = entry.pk
    entry.delete()
    audit.record("drawn_file.word_struck", file, by=by, reason=reason.strip(), listed=struck)


@transaction.atomic
def replace_file(file: DrawnFile, *, because: str, note: str = "", by: User, on: date) -> DrawnFile:
    """Put the next file in reserve in the place of one that cannot be read: of its stratum first, else of any.

    RuleBroken when a released extract must be recalled first, or no reserve is left.
    """
    file = _take("replace", file, by)
    if because not in Replacement.values:
        raise RuleBroken("Say why the file is replaced.")
    extract = getattr(file, "extract", None)
    if extract is not None and extract.stage == ExtractStage.RELEASED:
        raise RuleBroken("Its extract is with readers: recall the extract first.")
    if file.allocations.filter(stage__in=[AllocationStage.STARTED, AllocationStage.DONE]).exists():
        raise RuleBroken("Somebody has read it already: its readings stand, and it cannot be replaced.")
    spare = DrawnFile.objects.select_for_update().filter(sample=file.sample_id, stage=FileStage.RESERVE)
    taken = spare.filter(stratum=file.stratum).order_by("position").first() or spare.order_by("position").first()
    if taken is None:
        raise RuleBroken("No file is left in reserve: this sample stays one file short, or is drawn anew.")
    file.stage, file.replaced_because, file.replaced_note = FileStage.REPLACED, because, note.strip()
    file.replaced_by_person, file.replaced_at = by, timezone.now()
    file.save(update_fields=["stage", "replaced_because", "replaced_note", "replaced_by_person", "replaced_at"])
    taken.stage, taken.replaces = FileStage.DRAWN, file
    taken.save(update_fields=["stage", "replaces"])
    _open_cases([taken.complaint_id], by=by, on=on)
    audit.record("drawn_file.replaced", file, by=by, reason=note.strip(), because=because, taken=taken.pk)
    return taken
