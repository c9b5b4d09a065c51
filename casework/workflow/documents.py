"""Every write to the papers of a case: taken in, scanned, put aside, checked against the disk."""

from datetime import date, timedelta
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from casework.choices import DocumentStage, Fixity, Scan
from casework.documents import kinds, store
from casework.documents.rules import DOCUMENT_MOVES, MOST_OF_CASE, held_back
from casework.documents.scanner import Scanner, ScannerDown, Verdict
from casework.models import Case, Document, EvidenceSeen, Message
from casework.rules import WORKS_CASES
from casework.workflow.cases import touch
from pcc import audit, jobs, moves
from pcc.errors import RuleBroken
from pcc.locks import Lock, wait_for
from pcc.models import Job, User
from pcc.moves import check_role
from pcc.versions import mark_of, refuse_changed

FOUND = "The scanner found harmful content in it."
ABANDONED_AFTER = timedelta(days=1)
"""When a file that no row names is what a crash left behind."""


def take_in(
    case: Case,
    file: BinaryIO,
    *,
    name: str,
    by: User | None,
    title: str = "",
    releasable: bool = False,
    message: Message | None = None,
) -> Document:
    """Keep a file with the case; ``by`` is None for what came in by itself, ``message`` the one that it came with.

    RuleBroken, in a sentence about this file, when its kind, size or content is not taken or the case is full. What
    the scanner finds harmful is kept in quarantine and not refused: look at ``stage``. While the scanner does not
    answer, the file is kept and does not leave; ``scan_waiting`` takes it up again.
    """
    check_role(by, WORKS_CASES)
    name = kinds.plain_name(name)
    kind = kinds.look_at(file, name=name)
    stored = store.write(file)
    try:
        stage, facts = _scanned(stored.key)
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            _refuse_over_quota(case, by, stored.bytes)
            document = Document.objects.create(
                case=case,
                message=message,
                key=stored.key,
                name=name,
                kind=kind.code,
                bytes=stored.bytes,
                digest=stored.digest,
                title=title.strip()[:200],
                releasable=releasable,
                stage=stage,
                fixity_at=timezone.now(),
                added_by=by,
                added_at=timezone.now(),
                **facts,
            )
            touch(case)
            audit.record(
                "document.taken_in", document, by=by, case=case.pk, kind=kind.code, bytes=stored.bytes,
                digest=stored.digest, stage=stage, scan=document.scan,
            )  # fmt: skip
    except BaseException:
        store.remove(stored.key)
        raise
    return document


def _refuse_over_quota(case: Case, by: User | None, size: int) -> None:
    """The case is locked by the caller; what a person hands in is locked here, after it."""
    held = case.documents.aggregate(files=Count("pk"), bytes=Sum("bytes", default=0))
    if held["files"] >= MOST_OF_CASE or held["bytes"] + size > settings.DOCUMENT_CASE_BYTES:
        raise RuleBroken(
            f"This case is full: it holds {held['files']} documents of {held['bytes'] // 1024**2} MB together. Record "
            "where the rest is kept as evidence seen elsewhere."
        )
    if by is None:
        return
    wait_for(Lock.DOCUMENTS_OF_PERSON, by.pk)
    since = timezone.now() - timedelta(days=1)
    today = Document.objects.filter(added_by=by, added_at__gt=since).aggregate(bytes=Sum("bytes", default=0))["bytes"]
    if today + size > settings.DOCUMENT_DAY_BYTES:
        raise RuleBroken(
            f"You have handed in {today // 1024**2} MB within a day, and the limit is "
            f"{settings.DOCUMENT_DAY_BYTES // 1024**2} MB. Go on tomorrow, or ask a colleague."
        )


# The scanner


def scanner() -> Scanner | None:
    """The scanner of this office; None where none is given."""
    return Scanner(settings.CLAMD_SOCKET) if settings.CLAMD_SOCKET else None


def _scanned(key: str) -> tuple[DocumentStage, dict[str, Any]]:
    """Where a stored file stands once the scanner was asked, and the fields that say so."""
    asked = scanner()
    if asked is None:
        return DocumentStage.READY, {"scan": Scan.NOT_SCANNED}
    try:
        with store.path_of(key).open("rb") as file:
            verdict = asked.scan(file)
    except (ScannerDown, OSError):
        return DocumentStage.WAITING, {"scan": Scan.NOT_YET}
    return _told(verdict)


def _told(verdict: Verdict) -> tuple[DocumentStage, dict[str, Any]]:
    now = timezone.now()
    if verdict.is_clean:
        return DocumentStage.READY, {"scan": Scan.CLEAN, "scanned_at": now}
    return DocumentStage.QUARANTINED, {
        "scan": Scan.INFECTED,
        "scanned_at": now,
        "signature": verdict.signature[:200],
        "quarantined_because": FOUND,
    }


def ask_scanning() -> bool:
    """Ask for a scan of what waits for it; says whether anything does. Cheap: it is asked every minute."""
    waits = Document.objects.filter(stage=DocumentStage.WAITING).exists()
    if waits:
        jobs.ask("documents.scan", by=None, key="waiting")
    return waits


@jobs.carries_out("documents.scan")
def scan_waiting(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Scan every document that waits. The first one that gets no answer ends the job: the rest go on waiting."""
    waiting = list(Document.objects.filter(stage=DocumentStage.WAITING).order_by("added_at", "pk"))
    scanned = found = 0
    for number, found_waiting in enumerate(waiting):
        show("Scanning documents", number, len(waiting))
        stage, facts = _scanned(found_waiting.key)
        if stage == DocumentStage.WAITING:
            break
        document = Document.objects.select_for_update().get(pk=found_waiting.pk)
        if document.stage != DocumentStage.WAITING:
            continue
        _set(document, stage=stage, **facts)
        audit.record("document.scanned", document, by=None, case=document.case_id, stage=stage, scan=document.scan)
        scanned += 1
        found += stage == DocumentStage.QUARANTINED
    return {"scanned": scanned, "harmful": found, "waiting": len(waiting) - scanned}


def _set(document: Document, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(document, name, value)
    document.save(update_fields=list(fields))


# What people do


def _held(document: Document, name: str, by: User) -> Document:
    """Lock the document, read it anew, and check that the move is open."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    moves.check(DOCUMENT_MOVES[name], document, by)
    return document


def mark_of_document(document: Document) -> str:
    """What a form shows of what is said of a document, to tell whether somebody changed it meanwhile."""
    return mark_of(document.title, document.releasable)


@transaction.atomic
def describe(document: Document, *, title: str, releasable: bool, seen: str = "", by: User) -> Document:
    """Say what a document is, and whether it may go into a bundle for somebody outside.

    ``seen`` marks what the form showed.
    """
    document = _held(document, "rename", by)
    goes = "may go into a bundle" if document.releasable else "stays in the office"
    refuse_changed(seen, now=mark_of_document(document), what=f"The document is now called “{document}” and {goes}.")
    changed = [
        name
        for name, value in (("title", title.strip()[:200]), ("releasable", releasable))
        if getattr(document, name) != value
    ]
    if changed:
        _set(document, title=title.strip()[:200], releasable=releasable)
        audit.record("document.described", document, by=by, case=document.case_id, fields=changed)
    return document


@transaction.atomic
def quarantine(document: Document, *, reason: str, by: User) -> Document:
    """Put a document aside, so that nobody can download it."""
    document = _held(document, "quarantine", by)
    if not reason.strip():
        raise RuleBroken("Say why the document is put into quarantine.")
    _set(document, stage=DocumentStage.QUARANTINED, quarantined_because=reason.strip()[:300])
    audit.record("document.quarantined", document, by=by, case=document.case_id)
    return document


def release(document: Document, *, reason: str, by: User) -> Document:
    """Let a document out of quarantine: it is scanned anew first, and only then leaves."""
    with transaction.atomic():
        document = _held(document, "release", by)
        if not reason.strip():
            raise RuleBroken("Say why the document is let out of quarantine.")
        _set(document, stage=DocumentStage.WAITING, scan=Scan.NOT_YET, quarantined_because="")
        audit.record("document.released", document, by=by, case=document.case_id, reason=reason.strip())
    stage, facts = _scanned(document.key)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        if document.stage == DocumentStage.WAITING and stage != DocumentStage.WAITING:
            _set(document, stage=stage, **facts)
            audit.record("document.scanned", document, by=None, case=document.case_id, stage=stage, scan=document.scan)
    return document


@transaction.atomic
def record_evidence_seen(
    case: Case, *, what: str, where: str, seen_on: date, by: User, reference: str = "", note: str = ""
) -> EvidenceSeen:
    """Record evidence that was looked at where it is kept, without a copy of it."""
    check_role(by, WORKS_CASES)
    if not what.strip() or not where.strip():
        raise RuleBroken("Say what was seen, and where it is kept.")
    if seen_on > timezone.localdate():
        raise RuleBroken("It cannot have been seen on a day that is still to come.")
    seen = EvidenceSeen.objects.create(
        case=case,
        what=what.strip()[:200],
        where=where.strip()[:200],
        reference=reference.strip()[:100],
        seen_on=seen_on,
        note=note.strip(),
        seen_by=by,
        recorded_at=timezone.now(),
    )
    touch(case)
    audit.record("evidence.seen", seen, by=by, case=case.pk)
    return seen


# Handing out, and the disk


def hand_out(document: Document, *, by: User) -> BinaryIO:
    """The open file, once its bytes are found to be those that were taken in; RuleBroken when it must not leave.

    ``document`` comes from ``visible_to``. The event says that it was taken away.
    """
    if refusal := held_back(document):
        raise RuleBroken(refusal)
    document = note_fixity(document)
    if refusal := held_back(document):
        raise RuleBroken(refusal)
    audit.record("document.downloaded", document, by=by, case=document.case_id, digest=document.digest)
    return store.path_of(document.key).open("rb")


def note_fixity(document: Document) -> Document:
    """Compare the file on the disk with the digest taken when it came in, and note what changed."""
    found = store.digest_of(store.path_of(document.key))
    fixity = Fixity.WHOLE if found == document.digest else Fixity.DAMAGED if found else Fixity.MISSING
    if fixity != document.fixity:
        with transaction.atomic():
            document = Document.objects.select_for_update().get(pk=document.pk)
            _set(document, fixity=fixity, fixity_at=timezone.now())
            audit.record("document.fixity", document, by=None, case=document.case_id, fixity=fixity, found=found)
    return document


@jobs.carries_out("documents.check")
def check_all(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Check every file against its digest, name those that are not as taken in, and clear what a crash left."""
    documents = Document.objects.order_by("pk")
    total = documents.count()
    amiss = []
    for number, document in enumerate(documents.iterator(chunk_size=500)):
        if number % 20 == 0:
            show("Checking documents against the disk", number, total)
        if note_fixity(document).fixity != Fixity.WHOLE:
            amiss.append(document.pk)
    return {"checked": total, "amiss": amiss, "cleared": _clear_abandoned()}


def _clear_abandoned() -> int:
    """Remove files that no row names and that are older than a day; returns how many."""
    old = (timezone.now() - ABANDONED_AFTER).timestamp()
    left = {key for key, written in store.lying() if written < old}
    named = Document.objects.filter(key__in=left).values_list("key", flat=True)
    abandoned = left - set(named)
    for key in abandoned:
        store.remove(key)
    return len(abandoned)


jobs.nightly("documents.check")
