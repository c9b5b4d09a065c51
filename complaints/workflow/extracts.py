"""Mappings kept; extracts received, checked and brought in."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from casework.documents import store
from casework.documents.store import Stored
from complaints.choices import ImportState
from complaints.importing import changes, comparing, landing, settling, staging
from complaints.importing.looking import UNMAPPED
from complaints.importing.mapping import ColumnMap, header_digest, read_mapping
from complaints.importing.sources import open_source
from complaints.models import ImportBatch, Mapping, RowFix
from complaints.rules import EARLIEST, in_words
from complaints.workflow.words import ask_for_reading
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.locks import Lock, wait_for
from pcc.models import Force, Job, User
from pcc.moves import check_role
from pcc.roles import BRINGS_IN_EXTRACTS

ABANDONED_AFTER = timedelta(days=1)
"""When a file in the folder of extracts that no batch names is what a crash left behind."""


def keep_mapping(name: str, *, text: str, by: User | None, at: datetime) -> Mapping:
    """The mapping of that name with this text: the newest, or the next version. RuleBroken if it is unsound."""
    check_role(by, BRINGS_IN_EXTRACTS)
    name = name.strip()[:80]
    if not name or not name.isprintable():
        raise RuleBroken("Give the mapping a name.")
    columns = read_mapping(text)
    with transaction.atomic():
        wait_for(Lock.MAPPING, name)  # two people saving at once get two versions
        newest = Mapping.objects.filter(name=name).order_by("-version").first()
        if newest and newest.text == text:
            return newest
        kept = Mapping.objects.create(
            name=name,
            version=newest.version + 1 if newest else 1,
            text=text,
            header_digest=header_digest(columns.all_headers),
            made_by=by,
            made_at=at,
        )
        audit.record("mapping.kept", kept, by=by, version=kept.version)
    return kept


@dataclass(frozen=True)
class Upload:
    """A file as it arrives: its bytes, and the name it came under."""

    file: BinaryIO
    name: str


def receive_extract(
    file: BinaryIO,
    *,
    name: str,
    allegations: Upload | None = None,
    force: Force,
    mapping: Mapping | None = None,
    taken_on: date | None,
    request_key: str = "",
    by: User | None,
    at: datetime,
) -> ImportBatch:
    """Keep the file, or the two linked ones, and ask for its check.

    Without a mapping, the newest one kept for files with the same headers is taken; where there is none, the extract
    waits until somebody says what its columns are. Without ``taken_on``, the day the force took it, the mapping must
    say. RuleBroken without a day, with a day that cannot be, for a file that cannot be read, or beside a newer extract.
    The file is on the disk before its row is in the database. A ``request_key`` that this person has used before gives
    the extract that it brought, or is refused when the file is another.
    """
    check_role(by, BRINGS_IN_EXTRACTS)
    columns = read_mapping(mapping.text) if mapping else None
    day = taken_on or (columns.taken_on if columns else None)
    if day is None:
        raise RuleBroken("Say on which day the force took the extract: open complaints are measured to that day.")
    if not EARLIEST <= day <= timezone.localdate(at):
        raise RuleBroken(f"The extract cannot have been taken on {in_words(day)}: give a day from 1995 to today.")
    _refuse_older(force, day)
    if columns and bool(columns.link) != bool(allegations):
        raise RuleBroken(
            "This mapping is for two linked files: give the file of allegations as well."
            if columns.link
            else "This mapping is for one file: choose one that links a file of allegations, or leave that file out."
        )
    first = _store(file)
    try:
        second = _store(allegations.file) if allegations else Stored("", "", 0)
        if request_key and (earlier := _of_request(request_key, first, second, by=by)):
            return earlier
        if mapping is None:
            mapping = _remembered(first, second)
    except RuleBroken:
        _forget(first)
        raise
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            force=force,
            mapping=mapping,
            state=ImportState.CHECKING if mapping else ImportState.MAPPING,
            file_name=_plain_name(name),
            file_key=first.key,
            file_digest=first.digest,
            file_bytes=first.bytes + second.bytes,
            allegations_name=_plain_name(allegations.name) if allegations else "",
            allegations_key=second.key,
            allegations_digest=second.digest,
            taken_on=day,
            request_key=request_key,
            asked_by=by,
            asked_at=at,
        )
        carry_fixes_over(batch)
        if mapping:
            ask(batch, "complaints.check", ImportState.CHECKING, by=by)
        audit.record("extract.received", batch, by=by, force=force.pk, digest=first.digest, bytes=batch.file_bytes)
    return batch


def _of_request(key: str, first: Stored, second: Stored, *, by: User | None) -> ImportBatch | None:
    """The extract that came under this key before; the files of the second time go again."""
    earlier = ImportBatch.objects.filter(asked_by=by, request_key=key).first()
    if earlier is None:
        return None
    _forget(second)
    if (earlier.file_digest, earlier.allegations_digest) != (first.digest, second.digest):
        raise RuleBroken("This idempotency key came with another file before: give each file a key of its own.")
    _forget(first)
    return earlier


def carry_fixes_over(batch: ImportBatch) -> None:
    """What was put right in the newest extract of this very file is put right again, in the caller's transaction."""
    before = (
        ImportBatch.objects.filter(
            force=batch.force, file_digest=batch.file_digest, allegations_digest=batch.allegations_digest
        )
        .exclude(pk=batch.pk)
        .order_by("-pk")
        .first()
    )
    if before:
        RowFix.objects.bulk_create(
            RowFix(
                batch=batch,
                number=fix.number,
                column=fix.column,
                before=fix.before,
                value=fix.value,
                reason=fix.reason,
                fixed_by=fix.fixed_by,
                fixed_at=fix.fixed_at,
            )
            for fix in before.fixes.select_related("fixed_by")
        )


def _remembered(first: Stored, second: Stored) -> Mapping | None:
    """The newest mapping for files with these headers. Removes the second file when one of them cannot be read."""
    try:
        headers = [*open_source(folder() / first.key, UNMAPPED).headers]
        if second.key:
            headers += open_source(folder() / second.key, UNMAPPED).headers
    except RuleBroken:
        _forget(second)
        raise
    return Mapping.objects.filter(header_digest=header_digest(headers)).order_by("-made_at", "-pk").first()


def check_again(batch: ImportBatch, *, by: User | None) -> ImportBatch:
    """Ask for the check once more, after its job failed or was stopped."""
    check_role(by, BRINGS_IN_EXTRACTS)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("job").get(pk=batch.pk)
        if batch.state not in (ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED) or is_at_work(batch):
            raise RuleBroken(f"This extract is {batch.get_state_display().lower()}, so it cannot be checked now.")
        ask(batch, "complaints.check", ImportState.CHECKING, by=by)
    return batch


def load(batch: ImportBatch, *, by: User | None) -> ImportBatch:
    """Ask for a checked extract to be brought in: the rows that are ready together, or none of them."""
    check_role(by, BRINGS_IN_EXTRACTS)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("job", "force").get(pk=batch.pk)
        interrupted = batch.state == ImportState.LOADING and not is_at_work(batch)
        if batch.state != ImportState.CHECKED and not interrupted:
            raise RuleBroken(f"This extract is {batch.get_state_display().lower()}, so it cannot be brought in now.")
        _refuse_older(batch.force, batch.taken_on)
        ask(batch, "complaints.load", ImportState.LOADING, by=by)
    return batch


@jobs.carries_out("complaints.check")
def carry_out_check(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Read and check a whole extract and say what it would change; a file that cannot be taken ends as FAILED."""
    batch = ImportBatch.objects.select_related("force", "mapping").get(pk=job.params["batch"])
    if batch.state != ImportState.CHECKING:
        return {}
    try:
        with transaction.atomic():
            counts = _stage(batch, progress)
            with connection.cursor() as cursor:
                _note_changes(cursor, batch)
            batch.same_as = ImportBatch.objects.already_in(batch)
            batch.state, batch.problem = ImportState.CHECKED, ""
            _save_counts(batch, counts, "same_as", "state", "problem", "encoding", "delimiter", "sheet")
    except RuleBroken as refusal:
        batch.state, batch.problem = ImportState.FAILED, str(refusal)
        batch.save(update_fields=["state", "problem"])
        return {"problem": str(refusal)}
    return asdict(counts)


@jobs.carries_out("complaints.load")
def carry_out_load(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Bring a checked extract in, all that is ready of it or nothing; another of the same force waits meanwhile."""
    batch = ImportBatch.objects.select_related("force", "mapping").get(pk=job.params["batch"])
    wait_for_turn(batch.force)
    batch.refresh_from_db(fields=["state"])
    if batch.state != ImportState.LOADING:
        return {}
    try:
        with transaction.atomic():
            counts = _stage(batch, progress)
            progress("Writing complaints and allegations", counts.read, counts.read)
            with connection.cursor() as cursor:
                comparing.lock_what_changes(cursor, columns_of(batch), force_id=batch.force_id)
                _note_changes(cursor, batch)
                landing.land(
                    cursor,
                    columns_of(batch),
                    force_id=batch.force_id,
                    batch_id=batch.pk,
                    taken_on=batch.taken_on,
                    newer=_is_newer(batch),
                )
            batch.state, batch.loaded_at = ImportState.LOADED, timezone.now()
            _save_counts(batch, counts, "state", "loaded_at")
            audit.record("extract.imported", batch, by=job.asked_by, force=batch.force_id, **asdict(counts))
            jobs.ask("figures.refresh", by=None, key=f"force {batch.force_id}", force=batch.force_id)
            ask_for_reading()
    except IntegrityError as broken:
        rule = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None)
        return _stop(batch, f"Nothing was brought in, because a complaint would break the rule {rule}.")
    except RuleBroken as refusal:
        return _stop(batch, str(refusal))
    return asdict(counts)


@jobs.carries_out("complaints.tidy")
def carry_out_tidying(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Remove files of extracts that no batch names: what a crash left between the file and its row."""
    named = {key for pair in ImportBatch.objects.values_list("file_key", "allegations_key") for key in pair}
    before = (timezone.now() - ABANDONED_AFTER).timestamp()
    left = [path for path in folder().iterdir() if path.name not in named and path.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    if left:
        audit.record("extract.files_tidied", by=None, files=len(left))
    return {"files": len(left)}


jobs.nightly("complaints.tidy")


def take_marks(forces: Sequence[Force]) -> dict[int, set[date | None]]:
    """Remove the marks of changed months that can be seen now, and return the months by force; None is the open ones.

    Call it in the transaction that recomputes: a mark written meanwhile stays for the next time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM complaints_changedmonth WHERE force_id = ANY(%s) RETURNING force_id, month",
            [[force.pk for force in forces]],
        )
        marks = cursor.fetchall()
    months: dict[int, set[date | None]] = {}
    for force, month in marks:
        months.setdefault(force, set()).add(month)
    return months


def folder() -> Path:
    """Where extracts lie: outside the web root, readable by this account alone."""
    path = Path(settings.MEDIA_ROOT) / "extracts"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _refuse_older(force: Force, day: date) -> None:
    """An older extract would undo what a newer one said."""
    newest = ImportBatch.objects.newest_day(force)
    if newest and day < newest:
        raise RuleBroken(
            f"An extract of {force} taken on {in_words(newest)} is already in; one taken on {in_words(day)} is older "
            "and would undo what the newer one says."
        )


def _is_newer(batch: ImportBatch) -> bool:
    newest = ImportBatch.objects.newest_day(batch.force)
    return newest is None or batch.taken_on > newest


def is_at_work(batch: ImportBatch) -> bool:
    """Whether a job of this batch waits or runs."""
    return batch.job is not None and not batch.job.is_over


def ask(batch: ImportBatch, kind: str, state: ImportState, *, by: User | None) -> None:
    """Ask for a job of this batch, in the caller's transaction."""
    batch.state, batch.problem = state, ""
    batch.job = jobs.ask(kind, by=by, key=f"batch {batch.pk}", batch=batch.pk)
    batch.save(update_fields=["state", "problem", "job"])


def _stop(batch: ImportBatch, problem: str) -> dict[str, Any]:
    batch.state, batch.problem, batch.loaded_at = ImportState.FAILED, problem, None
    batch.save(update_fields=["state", "problem", "loaded_at"])
    return {"problem": problem}


def _note_changes(cursor: Any, batch: ImportBatch) -> None:
    changes.note(
        cursor,
        columns_of(batch),
        force_id=batch.force_id,
        batch_id=batch.pk,
        taken_on=batch.taken_on,
        newer=_is_newer(batch),
    )


def _save_counts(batch: ImportBatch, counts: comparing.Counts, *names: str) -> None:
    for name, value in asdict(counts).items():
        setattr(batch, name, value)
    batch.save(update_fields=[*asdict(counts), *names])


def wait_for_turn(force: Force) -> None:
    """Until the end of this transaction no other extract of the force comes in; it waits as long as it must."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
    wait_for(Lock.EXTRACT, force.pk)


def _stage(batch: ImportBatch, progress: jobs.Progress) -> comparing.Counts:
    """Read, check, settle and compare the extract; keep what is to be told of its rows."""
    _refuse_older(batch.force, batch.taken_on)
    columns = columns_of(batch)
    source = open_source(_unchanged(batch.file_key, batch.file_digest), columns.of_cases())
    linked = None
    if columns.link:
        linked = open_source(_unchanged(batch.allegations_key, batch.allegations_digest), columns.of_allegations())
    batch.encoding, batch.delimiter, batch.sheet = source.encoding, source.delimiter, source.sheet
    fixes: dict[int, dict[str, str]] = {}
    for fix in batch.fixes.all():
        fixes.setdefault(fix.number, {})[fix.column] = fix.value
    with connection.cursor() as cursor:
        staged = staging.stage(
            cursor, columns, source, allegations=linked, fixes=fixes, taken_on=batch.taken_on, progress=progress
        )
        progress("Comparing with the complaints that are there", source.lines, source.lines)
        settling.settle(cursor, columns)
        comparing.compare(cursor, columns, force_id=batch.force_id)
        counts = comparing.count(
            cursor, read=staged.read, blank=staged.blank, force_id=batch.force_id, newer=_is_newer(batch)
        )
        comparing.tell(cursor, batch_id=batch.pk)
    return counts


def columns_of(batch: ImportBatch) -> ColumnMap:
    """The mapping of a batch, read. RuleBroken while its columns wait."""
    if batch.mapping is None:
        raise RuleBroken("Say first what the columns of this extract are.")
    return read_mapping(batch.mapping.text)


def _unchanged(key: str, digest: str) -> Path:
    path = folder() / key
    if not key or store.digest_of(path) != digest:
        raise RuleBroken("The stored file is not the one that was received: bring the extract in again.")
    return path


def _plain_name(name: str) -> str:
    """The file's own name without folders, as far as it can be printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "extract"


def _forget(stored: Stored) -> None:
    if stored.key:
        (folder() / stored.key).unlink(missing_ok=True)


def _store(file: BinaryIO) -> Stored:
    path = folder() / secrets.token_hex(16)
    return store.put(file, path, most=settings.EXTRACT_MAX_BYTES, advice=": ask the force for it in parts")
