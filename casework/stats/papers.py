"""What documents, evidence and letters tell on the timeline of a file."""

from casework.choices import DocumentStage, LetterStage
from casework.models import Case, Dispatch, Document, EvidenceSeen, Letter
from casework.stats.files import Entry, happened, tells
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


@tells
def letters(case: Case, user: User) -> list[Entry]:
    """Letters issued, with the day on which each copy went."""
    issued = Letter.objects.visible_to(user).filter(case=case, stage=LetterStage.ISSUED).select_related("issued_by")
    entries = [
        happened(
            "Letters",
            f"Letter issued: {letter.subject}",
            on=letter.dated_on,
            recorded_at=letter.issued_at,
            by=letter.issued_by,
            url=letter.get_absolute_url(),
            link_text="Read the letter",
        )
        for letter in issued
        if letter.dated_on is not None
    ]
    copies = Dispatch.objects.visible_to(user).filter(letter__case=case, gone_on__isnull=False).select_related("letter")
    return entries + [
        happened(
            "Letters",
            f"Letter {copy.get_stage_display().lower()} to {copy.name}: {copy.letter.subject}",
            on=copy.gone_on,
            url=copy.letter.get_absolute_url(),
            link_text="Read the letter",
        )
        for copy in copies
        if copy.gone_on is not None
    ]
