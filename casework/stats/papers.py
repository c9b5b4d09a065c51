"""What documents, evidence and letters tell on the timeline of a file."""

from datetime import date
from typing import Any

from casework.choices import DispatchStage, DocumentStage, LetterStage
from casework.models import Case, Dispatch, Document, EvidenceSeen, Letter
from casework.stats.files import Entry, events_on, happened, of_event, stamp, tells
from pcc.models import User


@tells
def documents(case: Case, user: User) -> list[Entry]:
    """Files handed in, and evidence that was looked at where it is kept."""
    entries = [
        Entry(
            "Documents",
            f"Document added: {document}",
            document.added_at,
            recorded_at=document.added_at,
            by=document.added_by,
            text="In quarantine" if document.stage == DocumentStage.QUARANTINED else "",
            url=document.get_absolute_url(),
            link_text="Open the document",
        )
        for document in Document.objects.visible_to(user).filter(case=case).select_related("added_by")
    ]
    evidence = EvidenceSeen.objects.visible_to(user).filter(case=case).select_related("seen_by")
    return entries + [
        happened(
            "Documents",
            f"Evidence seen: {seen.what}",
            on=seen.seen_on,
            recorded_at=seen.recorded_at,
            by=seen.seen_by,
            text=seen.where,
        )
        for seen in evidence
    ]


STEPS = {
    "letter.sent_for_check": "Letter sent for a second check",
    "letter.signed": "Letter checked by a second person",
    "letter.sent_back": "Letter sent back to its author",
    "letter.check_waived": "Second check of a letter waived",
    "letter.recalled": "Letter taken back",
    "letter.cancelled": "Letter given up",
}
"""Events of a letter as the timeline tells them; issue and copies are told from their rows."""


@tells
def letters(case: Case, user: User) -> list[Entry]:
    """The way of each letter: checked, issued, taken back, and what became of each copy."""
    written = {letter.pk: letter for letter in Letter.objects.visible_to(user).filter(case=case)}
    copies = {copy.pk: copy for copy in Dispatch.objects.visible_to(user).filter(letter__in=written)}
    log = events_on(Letter._meta.label_lower, written, *STEPS, "letter.issued", "letter.gone", "letter.stopped")
    entries, issued, gone = [], {}, {}
    for event in log:
        letter = written[int(event.subject_id)]
        page = {"url": letter.get_absolute_url(), "link_text": "Read the letter"}
        if event.verb == "letter.issued":
            issued[letter.pk] = event
        elif event.verb == "letter.gone":
            gone[event.facts["copy"]] = event
            copy = copies.get(event.facts["copy"])
            if copy is not None and copy.gone_on is None:  # it went, and came back since
                how = DispatchStage(event.facts["stage"]).label.lower()
                entries.append(of_event("Letters", f"Letter {how} to {copy.name}: {letter.subject}", event, **page))
        elif event.verb == "letter.stopped":
            copy = copies.get(event.facts["copy"])
            whose = f" for {copy.name}" if copy else ""
            title = f"Letter{whose} {DispatchStage(event.facts['stage']).label.lower()}: {letter.subject}"
            entries.append(of_event("Letters", title, event, **page))
        else:
            entries.append(of_event("Letters", f"{STEPS[event.verb]}: {letter.subject}", event, **page))
    for letter in written.values():
        if letter.stage == LetterStage.ISSUED and letter.dated_on is not None:
            known = {"recorded_at": letter.issued_at} | stamp(issued.get(letter.pk))
            entries.append(_of_letter(letter, f"Letter issued: {letter.subject}", on=letter.dated_on, **known))
    for copy in copies.values():
        if copy.gone_on is not None:
            letter = written[copy.letter_id]
            title = f"Letter {copy.get_stage_display().lower()} to {copy.name}: {letter.subject}"
            entries.append(_of_letter(letter, title, on=copy.gone_on, **stamp(gone.get(copy.pk))))
    return entries


def _of_letter(letter: Letter, title: str, *, on: date, **known: Any) -> Entry:
    url = letter.get_absolute_url()
    return happened("Letters", title, on=on, url=url, link_text="Read the letter", **known)
