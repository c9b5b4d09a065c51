"""Extracts: written, signed by two people, checked, released, recalled."""

import json
import secrets
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling import redaction
from reviews.dip_sampling.choices import ContentNote, ExtractStage, HitKind, KnownAs, Part, Section
from reviews.dip_sampling.models import (
    DrawnFile,
    Extract,
    Hit,
    LeakCheck,
    Listed,
    Paragraph,
    Pseudonym,
    Signature,
)
from reviews.dip_sampling.redaction import Known, Passage
from reviews.dip_sampling.rules import EXTRACT_MOVES, FILE_MOVES, SECTION_ORDER
from reviews.dip_sampling.rules.facts import facts_for_extract
from reviews.dip_sampling.rules.reading import TOLD_AS
from reviews.dip_sampling.workflow import jigsaw

CHANGED_SINCE = (
    "Somebody has changed the extract since you opened this page. Nothing is saved: open it in another window, "
    "compare, and put there what you changed."
)

LONGEST_EXTRACT = 40_000
"""Characters that a reader is given at most: an hour of reading."""

FACTS = ("about_when", "about_where", "about_what", "age_band", "content_notes", "minutes")
"""What an extract says besides its paragraphs."""


# What is known of a file


@dataclass(frozen=True)
class Entry:
    """Something the checker looks for, and the entry of this file's list that it comes from, if any."""

    known: Known
    listed: int | None = None


def entries_of(file: DrawnFile) -> list[Entry]:
    """Everything a check of this file looks for: its list, its own references, and those of linked complaints.

    Linked are complaints that the office linked to it, either way round. Three queries.
    """
    return entries_for([file])[file.pk]


def entries_for(files: Collection[DrawnFile]) -> dict[int, list[Entry]]:
    """What a check of each of these files looks for, by the file's id. Three queries, however many files."""
    linked = jigsaw.linked_to_each([file.complaint_id for file in files])
    about = {file.complaint_id for file in files}.union(*linked.values())
    rows = list(Listed.objects.filter(drawn_file__complaint__in=about).select_related("drawn_file").order_by("pk"))
    complaints = {row.pk: row for row in Complaint.objects.filter(pk__in=about).select_related("case")}
    found: dict[int, list[Entry]] = {}
    for file in files:
        others = linked[file.complaint_id]
        mine = [row for row in rows if row.drawn_file_id == file.pk or row.drawn_file.complaint_id in others]
        found[file.pk] = [_listed_entry(row, file) for row in mine]
        for complaint in (complaints[file.complaint_id], *(complaints[pk] for pk in sorted(others))):
            found[file.pk] += _references(complaint, linked=complaint.pk != file.complaint_id)
    return found


def _listed_entry(row: Listed, file: DrawnFile) -> Entry:
    own = row.drawn_file_id == file.pk
    known = Known(row.text, tuple(row.others), row.known_as, row.get_part_display(), linked=not own)
    return Entry(known, row.pk if own else None)


def _references(complaint: Complaint, *, linked: bool) -> list[Entry]:
    references = (complaint.reference, complaint.case.reference if complaint.case else "")
    part = str(Part.REFERENCE.label)
    return [Entry(Known(one, (), KnownAs.NUMBER, part, linked=linked)) for one in references if one]


def passages_of(extract: Extract) -> list[Passage]:
    """Everything that a reader would see of an extract, named by its place."""
    about = [
        Passage(words, getattr(extract, name))
        for name, words in (
            ("about_when", "When"),
            ("about_where", "Where"),
            ("about_what", "What about"),
            ("age_band", "Age"),
        )
        if getattr(extract, name)
    ]
    return about + [
        Passage(f"{Section(row.section).label}, paragraph {row.position}", row.text) for row in in_order(extract)
    ]


def in_order(extract: Extract) -> list[Paragraph]:
    """The paragraphs as a reader meets them."""
    return sorted(extract.paragraphs.all(), key=lambda row: (SECTION_ORDER[Section(row.section)], row.position))


def digest_of(extract: Extract) -> str:
    """SHA-256 of everything a reader would see: signatures and checks hold for this and nothing else."""
    seen = {name: getattr(extract, name) for name in FACTS} | {
        "paragraphs": [[row.section, row.position, row.text] for row in in_order(extract)]
    }
    return sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# Writing


def _take(name: str, extract: Extract, by: User) -> Extract:
    """Lock the extract, read what its moves ask for anew, and check that the move is open.

    Not for the release, which alone asks for the list of the file as well.
    """
    Extract.objects.select_for_update().get(pk=extract.pk)
    extract = Extract.objects.for_detail().get(pk=extract.pk)
    moves.check(EXTRACT_MOVES[name], extract, by)
    return extract


def with_list(extract: Extract) -> Extract:
    """The extract with ``list_count`` and ``list_digest``, which its release reads."""
    entries = entries_of(extract.drawn_file)
    told: Any = extract
    told.list_count = sum(1 for entry in entries if entry.listed is not None)
    told.list_digest = redaction.digest_of_list(entry.known for entry in entries)
    return extract


@transaction.atomic
def start_extract(file: DrawnFile, *, by: User) -> Extract:
    """Begin the extract of a file: the allowed facts, generalised, and no text at all."""
    file = DrawnFile.objects.select_for_update().get(pk=file.pk)
    moves.check(FILE_MOVES["write"], file, by)
    if Extract.objects.filter(drawn_file=file).exists():
        raise RuleBroken("The extract of this file has been begun already.")
    extract = Extract.objects.create(
        drawn_file=file, **facts_for_extract(file.complaint), written_by=by, changed_at=timezone.now()
    )
    audit.record("extract.started", extract, by=by)
    return extract


@transaction.atomic
def edit_extract(
    extract: Extract,
    *,
    facts: Mapping[str, Any] | None = None,
    sections: Mapping[str, str] | None = None,
    seen: str | None = None,
    by: User,
) -> Extract:
    """Change facts and parts of an extract. What differs voids every signature and every check.

    ``sections`` holds the whole text of each part to change, paragraphs apart by an empty line. ``seen`` is the digest
    of what the person was shown: RuleBroken when somebody has changed it since, or a name that they took out would
    come back.
    """
    extract = _take("edit", extract, by)
    if seen is not None and seen != extract.digest:
        raise RuleBroken(CHANGED_SINCE)
    facts, sections = dict(facts or {}), dict(sections or {})
    assert set(facts) <= set(FACTS) and set(sections) <= set(Section.values)
    if unknown := set(facts.get("content_notes", ())) - set(ContentNote.values):
        raise RuleBroken(f"There is no content note {sorted(unknown)[0]}.")
    for name, value in facts.items():
        setattr(extract, name, value)
    extract.save(update_fields=sorted(facts)) if facts else None
    for section, text in sections.items():
        extract.paragraphs.filter(section=section).delete()
        Paragraph.objects.bulk_create(
            Paragraph(extract=extract, section=section, position=place, text=paragraph)
            for place, paragraph in enumerate(paragraphs_in(text), start=1)
        )
    if sum(len(row.text) for row in extract.paragraphs.all()) > LONGEST_EXTRACT:
        raise RuleBroken(f"Nobody reads so much on a phone: keep the extract under {LONGEST_EXTRACT:,} characters.")
    digest = digest_of(extract)
    if digest == extract.digest:
        return extract
    _void(extract, digest)
    audit.record("extract.edited", extract, by=by, fields=sorted([*facts, *sections]), digest=digest)
    return extract


def paragraphs_in(text: str) -> list[str]:
    """Paragraphs are apart by an empty line; spaces and line breaks within one are single spaces."""
    parts = text.replace("\r\n", "\n").replace("\x00", "").split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]


def _void(extract: Extract, digest: str) -> None:
    now = timezone.now()
    extract.signatures.filter(voided_at=None).update(voided_at=now)
    extract.checks.filter(voided_at=None).update(voided_at=now)
    extract.digest, extract.stage, extract.press_checked, extract.changed_at = digest, ExtractStage.WRITING, False, now
    extract.save(update_fields=["digest", "stage", "press_checked", "changed_at"])


@transaction.atomic
def suggest_section(
    extract: Extract, *, section: str, day_1: date | None = None, seen: str | None = None, by: User
) -> Extract:
    """Fill one part with the text of the papers, marks in the place of what the checker finds. A person goes on.

    ``seen`` as for ``edit_extract``.
    """
    extract = _take("edit", extract, by)
    papers = extract.drawn_file.papers.filter(section=section).order_by("pk")
    text = "\n\n".join(paper.text for paper in papers)
    if not text:
        raise RuleBroken("There is no text of the force's papers for this part yet.")
    entries = entries_of(extract.drawn_file)
    labels = labels_for(extract, entries)
    found = redaction.suggestions(text, [entry.known for entry in entries], labels, day_1=day_1)
    return edit_extract(extract, sections={section: redaction.apply(text, found)}, seen=seen, by=by)


def labels_for(extract: Extract, entries: Collection[Entry]) -> dict[int, str]:
    """The pseudonym of each listed entry in this extract, by its place among ``entries``; new ones drawn by lot."""
    have = dict(extract.pseudonyms.values_list("listed", "label"))
    letters = [letter for letter in string.ascii_uppercase if letter not in "IO"]
    used = {label.rpartition(" ")[2] for label in have.values()}
    free = [letter for letter in letters if letter not in used]
    free += [first + second for first in letters for second in letters if first + second not in used]
    missing = [entry.listed for entry in entries if entry.listed is not None and entry.listed not in have]
    lot = secrets.SystemRandom()
    for listed in Listed.objects.filter(pk__in=missing).order_by("pk"):
        letter = lot.choice([one for one in free if len(one) == len(free[0])])
        free.remove(letter)
        word = "person" if listed.part == Part.COMPLAINANT else str(Part(listed.part).label)
        have[listed.pk] = Pseudonym.objects.create(extract=extract, listed=listed, label=f"{word} {letter}").label
    return {place: have[entry.listed] for place, entry in enumerate(entries) if entry.listed is not None}


@dataclass(frozen=True)
class Who:
    """A line of "who is who": the mark in the text, and what it stands for in plain words."""

    label: str
    part: str


def who_is_who(extract: Extract) -> list[Who]:
    """The pseudonyms that the extract's text uses, in the order in which a reader meets them."""
    text = "\n".join(row.text for row in in_order(extract))
    rows = extract.pseudonyms.select_related("listed")
    found = sorted((text.find(f"[{row.label}]"), row.label, TOLD_AS[Part(row.listed.part)]) for row in rows)
    return [Who(label, part) for place, label, part in found if place >= 0]


# Signing and checking


@transaction.atomic
def sign(extract: Extract, *, seen: str, by: User) -> Extract:
    """A person has read the whole extract and found nobody in it; ``seen`` is the digest of what they were shown."""
    extract = _take("sign", extract, by)
    if seen != extract.digest:
        raise RuleBroken("The extract has changed since you opened this page: read it again, then sign.")
    if not extract.paragraphs.exists():
        raise RuleBroken("There is no text in it yet.")
    Signature.objects.create(extract=extract, by=by, at=timezone.now(), digest=extract.digest)
    extract.stage = ExtractStage.AGREED if extract.stage == ExtractStage.SIGNED else ExtractStage.SIGNED
    extract.save(update_fields=["stage"])
    audit.record("extract.signed", extract, by=by, digest=extract.digest)
    return extract


@transaction.atomic
def run_check(extract: Extract, *, by: User) -> LeakCheck:
    """Look for everything that is known of the file and of linked files in all that a reader would see.

    With it goes the jigsaw check: what the extract gives away together with others of the panel, or by rare facts.
    What was dismissed in the check before stays dismissed, with its reason, where the same was found again.
    """
    extract = _take("check", extract, by)
    known = [entry.known for entry in entries_of(extract.drawn_file)]
    found = [*redaction.check(passages_of(extract), known), *jigsaw.findings_of(extract)]
    before = {
        (hit.where, hit.found, hit.because): hit
        for check in extract.checks.filter(voided_at=None)
        for hit in check.hits.exclude(dismissed_at=None)
    }
    now = timezone.now()
    extract.checks.filter(voided_at=None).update(voided_at=now)
    check = LeakCheck.objects.create(
        extract=extract,
        at=now,
        by=by,
        digest=extract.digest,
        checker=redaction.CHECKER,
        looked_for=redaction.looked_for(known),
        list_digest=redaction.digest_of_list(known),
    )
    hits = []
    for one in found:
        old = before.get((one.where, one.text, one.because))
        dismissal = (
            {
                "dismissed_by": old.dismissed_by,
                "dismissed_at": old.dismissed_at,
                "dismissed_because": old.dismissed_because,
            }
            if old
            else {}
        )
        hits.append(
            Hit(
                check_run=check,
                kind=one.kind,
                where=one.where,
                start=one.start,
                end=one.end,
                found=one.text,
                because=one.because,
                **dismissal,
            )
        )
    Hit.objects.bulk_create(hits)
    audit.record("extract.checked", extract, by=by, hits=len(hits), digest=extract.digest, checker=redaction.CHECKER)
    return check


@transaction.atomic
def dismiss(hit: Hit, *, reason: str, by: User) -> int:
    """A person says why a hit names nobody; the same text found for the same reason goes with it. How many went."""
    extract = _take("dismiss", hit.check_run.extract, by)
    if hit.check_run.voided_at is not None:
        raise RuleBroken("This check is over: run it again on the extract as it is now.")
    if not reason.strip():
        raise RuleBroken("Say why this gives nobody away.")
    same = Hit.objects.filter(
        check_run=hit.check_run_id, found__iexact=hit.found, because=hit.because, dismissed_at=None
    )
    gone = same.update(dismissed_by=by, dismissed_at=timezone.now(), dismissed_because=reason.strip())
    if not gone:
        raise RuleBroken("This hit was dismissed already.")
    audit.record("extract.hit_dismissed", extract, by=by, hit=hit.pk, hits=gone, kind=HitKind(hit.kind))
    return gone


# Release and recall


@transaction.atomic
def release(extract: Extract, *, press_checked: bool, by: User) -> Extract:
    """Give the extract to readers: two people signed it as it is, no hit is open, the list is not empty."""
    Extract.objects.select_for_update().get(pk=extract.pk)
    found = with_list(Extract.objects.for_detail().get(pk=extract.pk))
    found.press_checked = press_checked
    moves.check(EXTRACT_MOVES["release"], found, by)
    weighed = {(hit.found, hit.because) for check in found.newest_checks for hit in check.hits.all()}  # type: ignore[attr-defined]
    if any((one.text, one.because) not in weighed for one in jigsaw.findings_of(found)):
        raise RuleBroken("Since the leak check something else has come together with this extract: run it again.")
    found.stage, found.released_by, found.released_at = ExtractStage.RELEASED, by, timezone.now()
    found.save(update_fields=["stage", "press_checked", "released_by", "released_at"])
    audit.record("extract.released", found, by=by, digest=found.digest)
    return found


@transaction.atomic
def recall(extract: Extract, *, reason: str, by: User) -> Extract:
    """Take a released extract back: it is dead at the next request of any reader."""
    extract = _take("recall", extract, by)
    if not reason.strip():
        raise RuleBroken("Say why the extract is recalled.")
    extract.stage, extract.recalled_by, extract.recalled_at = ExtractStage.RECALLED, by, timezone.now()
    extract.recalled_because = reason.strip()
    extract.save(update_fields=["stage", "recalled_by", "recalled_at", "recalled_because"])
    audit.record("extract.recalled", extract, by=by, digest=extract.digest)
    return extract


@transaction.atomic
def reopen(extract: Extract, *, by: User) -> Extract:
    """Write a recalled extract again: nothing of its signatures and checks is left."""
    extract = _take("reopen", extract, by)
    _void(extract, extract.digest)
    audit.record("extract.reopened", extract, by=by)
    return extract
