"""From the wish for a file to the file in a person's hands: asked for, written by a worker, taken once, removed."""

import hashlib
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify

from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.exports.books import BOOKS
from pcc.exports.cells import Cell
from pcc.models import Export, FileKind, Job, JobState, User
from pcc.roles import Role

KEPT_FOR = timedelta(days=1)
SHOWN_EVERY = 500
"""After how many rows progress is written."""

NOT_ALLOWED = "You are no longer permitted to take this away."
BOOK_KINDS = [(kind.value, str(kind.label)) for kind in FileKind if kind in BOOKS]
"""The kinds of file in which a list can be had."""


@dataclass(frozen=True)
class Column:
    """A column of a list as a file: its heading, and what stands in it for a row."""

    heading: str
    value: Callable[[Any], Cell]


@dataclass(frozen=True)
class Listing:
    """A list that can be taken away.

    ``rows`` gives what this person may see of it now, narrowed and sorted as the query of its address says; ``told``
    the filters in force in words, a label and a text each. Both raise RuleBroken for a query that cannot be. ``route``
    names the list's page. ``counted`` gives further columns, for what is counted up to the day on which it leaves.
    """

    kind: str
    title: str
    route: str
    roles: frozenset[Role]
    columns: Sequence[Column]
    rows: Callable[[User, QueryDict, date], "models.QuerySet[Any]"]
    told: Callable[[User, QueryDict, date], Sequence[tuple[str, str]]]
    counted: Callable[[date], Sequence[Column]] = lambda _: ()


@dataclass(frozen=True)
class Bound:
    """Papers that are had as one PDF, and no list.

    ``may`` says whether a person may have them under the query they asked with; ``page`` is where they are asked for.
    ``write`` writes the file, showing how far it is, and returns how many parts are in it and what it is called.
    """

    kind: str
    may: Callable[[User, QueryDict], bool]
    page: Callable[[QueryDict], str]
    write: Callable[[Path, Export, jobs.Progress], tuple[int, str]]


_listings: dict[str, Listing] = {}
_bound: dict[str, Bound] = {}


def offer(listing: Listing) -> Listing:
    """Have this list be had as a file."""
    _listings[listing.kind] = listing
    return listing


def offer_bound(papers: Bound) -> None:
    """Have these papers be had as one file."""
    _bound[papers.kind] = papers


def page_for(export: Export) -> str:
    """Where the file is asked for again, where it is no list; empty for a list."""
    papers = _bound.get(export.listing)
    return papers.page(QueryDict(export.query)) if papers else ""


def _may_have(export: Export, person: User) -> bool:
    """Whether this person may have the file now."""
    papers = _bound.get(export.listing)
    if papers is None:
        return listing_for(export.listing, person) is not None
    return person.is_active and papers.may(person, QueryDict(export.query))


def listing_for(kind: str, person: User) -> Listing | None:
    """The list of that kind if this person may take it away; None otherwise, and when there is no such list."""
    listing = _listings.get(kind)
    return listing if listing and person.is_active and listing.roles & person.roles else None


def listing_of(kind: str) -> Listing:
    """The list of that kind, whoever asks. RuleBroken when nobody offers it any more."""
    if kind not in _listings:
        raise RuleBroken(f"There is no list called {kind}.")
    return _listings[kind]


def ask(kind: str, *, query: str, file_kind: FileKind, reason: str, by: User, at: datetime) -> Export:
    """Ask for a list as a file. ``query`` is the query of its address. RuleBroken without a right, a reason or rows."""
    listing = listing_for(kind, by)
    if listing is None:
        raise RuleBroken(NOT_ALLOWED)
    if not (reason := reason.strip()):
        raise RuleBroken("Say what the file is for.")
    listing.rows(by, QueryDict(query), timezone.localdate(at))
    return _asked(kind, query=query, file_kind=file_kind, reason=reason, by=by, at=at)


def ask_bound(kind: str, *, query: str, reason: str, by: User, at: datetime) -> Export:
    """Ask for papers as one PDF. RuleBroken without a right or a reason."""
    if not _bound[kind].may(by, QueryDict(query)):
        raise RuleBroken(NOT_ALLOWED)
    if not (reason := reason.strip()):
        raise RuleBroken("Say whom the file is for.")
    return _asked(kind, query=query, file_kind=FileKind.PDF, reason=reason, by=by, at=at)


@transaction.atomic
def _asked(kind: str, *, query: str, file_kind: FileKind, reason: str, by: User, at: datetime) -> Export:
    export = Export.objects.create(
        listing=kind, query=query, file_kind=file_kind, reason=reason, asked_by=by, asked_at=at
    )
    export.job = jobs.ask("exports.write", by=by, key=f"export {export.pk}", export=export.pk)
    export.save(update_fields=["job"])
    audit.record("export.asked", export, by=by, reason=reason, listing=kind, file=file_kind)
    return export


@jobs.carries_out("exports.write")
def write(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Write the file that was asked for. Rights are looked at now: what was shut meanwhile is not in it."""
    export = Export.objects.select_related("asked_by").get(pk=job.params["export"])
    if not _may_have(export, export.asked_by):
        raise RuleBroken(NOT_ALLOWED)
    as_at = timezone.now()
    key = secrets.token_hex(16)
    desk = folder() / f"{key}.writing"
    desk.mkdir(mode=0o700)
    try:
        if export.listing in _bound:
            written, name = _bound[export.listing].write(desk / "file", export, progress)
        else:
            written = _write_book(desk / "file", export, as_at=as_at, progress=progress)
            name = f"{export.listing}-{timezone.localtime(as_at):%Y-%m-%d-%H%M}"
        (desk / "file").replace(folder() / key)
    finally:
        shutil.rmtree(desk, ignore_errors=True)
    path = folder() / key
    with path.open("rb") as file:
        export.file_digest = hashlib.file_digest(file, "sha256").hexdigest()
    export.file_key, export.file_bytes, export.rows, export.as_at = key, path.stat().st_size, written, as_at
    export.file_name = f"{slugify(settings.MARKING)}-{name}.{export.file_kind}"
    export.save(update_fields=["file_key", "file_digest", "file_bytes", "rows", "as_at", "file_name"])
    audit.record(
        "export.written", export, by=export.asked_by, listing=export.listing, rows=written, digest=export.file_digest
    )
    return {"rows": written}


def _write_book(
    path: Path,
    export: Export,
    *,
    as_at: datetime,
    progress: jobs.Progress,
) -> int:
    """Every row into the book, as it comes from the database: how many there were."""
    listing = listing_of(export.listing)
    on = timezone.localdate(as_at)
    rows = listing.rows(export.asked_by, QueryDict(export.query), on)
    total = rows.order_by().count()
    progress("Writing rows", 0, total)
    columns = [*listing.columns, *listing.counted(on)]
    headings = [column.heading for column in columns]
    book = BOOKS[export.file_kind](path, title=listing.title, headings=headings, marking=settings.MARKING)
    written = 0
    for row in rows.iterator(chunk_size=2000):
        book.add([column.value(row) for column in columns])
        written += 1
        if written % SHOWN_EVERY == 0:
            progress("Writing rows", written, max(total, written))
    told = listing.told(export.asked_by, QueryDict(export.query), on)
    book.finish(
        [
            (settings.MARKING, None),
            ("List", listing.title),
            ("Office", settings.OFFICE["name"]),
            ("As at", as_at),
            *[(f"Filter: {label}", text) for label, text in told],
            *([] if told else [("Filter", "None")]),
            ("Rows", written),
            ("Made for", str(export.asked_by)),
            ("It holds", "What this person could see of the list at that moment, narrowed by these filters."),
        ]
    )
    progress("Writing rows", written, written)
    return written


def take(export: Export, *, by: User, at: datetime) -> IO[bytes]:
    """The file, opened, for the person who asked for it: once. RuleBroken says why not."""
    with transaction.atomic():
        export = Export.objects.select_for_update(of=["self"]).select_related("job").get(pk=export.pk)
        if export.asked_by_id != by.pk or not _may_have(export, by):
            raise RuleBroken(NOT_ALLOWED)
        if refusal := objection_to_taking(export, at=at):
            raise RuleBroken(refusal)
        path = folder() / export.file_key
        try:
            file = path.open("rb")
        except FileNotFoundError as gone:
            raise RuleBroken("The file is no longer there. Ask for it again.") from gone
        export.taken_at = export.removed_at = at
        export.save(update_fields=["taken_at", "removed_at"])
        audit.record("export.downloaded", export, by=by, listing=export.listing, rows=export.rows)
        transaction.on_commit(partial(_remove, path))
    return file


def objection_to_taking(export: Export, *, at: datetime) -> str:
    """Why the file cannot be taken now; empty when it can."""
    if export.taken_at:
        return "This file has been taken: each can be had once. Ask for it again."
    if export.removed_at or (export.as_at and at - export.as_at > KEPT_FOR):
        return "This file was removed, a day after it was written. Ask for it again."
    if not export.file_key:
        state = export.job.get_state_display().lower() if export.job else "waiting"
        if export.job and export.job.state == JobState.DONE:
            state = "not written"
        return f"This file is not ready: its job is {state}."
    return ""


def waits_for_removal(*, at: datetime) -> bool:
    """Whether a file lies there longer than it may."""
    return Export.objects.filter(removed_at=None, as_at__lt=at - KEPT_FOR).exists() or bool(_left_over(at))


@jobs.carries_out("exports.remove")
def remove_old(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Remove files a day after they were written, taken or not, and what a crash left behind."""
    at = timezone.now()
    old = Export.objects.select_for_update().filter(removed_at=None, as_at__lt=at - KEPT_FOR)
    found = list(old.values_list("pk", "file_key"))
    Export.objects.filter(pk__in=[pk for pk, _ in found]).update(removed_at=at)
    paths = [*(folder() / key for _, key in found), *_left_over(at)]
    if paths:
        audit.record("export.removed", by=job.asked_by, exports=[pk for pk, _ in found], files=len(paths))
    for path in paths:
        transaction.on_commit(partial(_remove, path))
    return {"removed": len(found)}


def _left_over(at: datetime) -> list[Path]:
    """Files and folders that are older than any export may lie, whatever left them."""
    before = (at - KEPT_FOR).timestamp()
    found = []
    for path in folder().iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                found.append(path)
    return found


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def folder() -> Path:
    """Where files wait to be taken: outside the web root, readable by this account alone."""
    path = Path(settings.MEDIA_ROOT) / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
