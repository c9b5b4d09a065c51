"""The chain over the audit log: each event is sealed to the one before it, so that a change or a gap shows.

The seal of an event is the SHA-256 of the seal before it followed by the event as canonical JSON. The same events
always give the same chain, however often and by whomever it is sealed; so a chain made anew after a change differs
from its *head* as it was written out, to a file and a log that lie outside the database.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from pcc.locks import Lock, wait_for
from pcc.models import AuditEvent, AuditSeal

log = structlog.get_logger("pcc.audit")

NOTHING = bytes(32)  # what the first seal is sealed to
AT_ONCE = 5000  # rows held in memory
MOST_NAMED = 20  # faults that a verdict spells out; all are counted

COLUMNS = (
    "id",
    "at",
    "verb",
    "by_id",
    "roles",
    "subject_type",
    "subject_id",
    "facts",
    "reason",
    "request_id",
    "address",
)
"""What is sealed: every column of an event."""

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def digest_of(event: tuple[Any, ...], *, after: bytes) -> bytes:
    """The seal of an event, given as the values of COLUMNS, after the seal before it."""
    told = dict(zip(COLUMNS, event, strict=True))
    told["at"] = told["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(after + _canonical.encode(told).encode()).digest()


@dataclass(frozen=True)
class Head:
    """The end of the chain at a moment: how many events are sealed, the last of them, and its seal in hex."""

    count: int
    event: int
    digest: str
    at: str


@dataclass(frozen=True)
class Sealed:
    """What a sealing did. It is postponed when the log was being written to for longer than it may wait."""

    events: int
    head: Head | None
    postponed: bool = False


def heads_file() -> Path:
    """Where heads are written out to: beside the database's folder, for somebody to carry away."""
    return Path(settings.HOME) / "audit-heads.log"


def unsealed() -> int:
    """How many events wait for their seal; up to a thousand are counted."""
    last = AuditSeal.objects.order_by("-number").values_list("event_id", flat=True).first() or 0
    return AuditEvent.objects.filter(pk__gt=last)[:1000].count()


@transaction.atomic
def seal(*, heads: Path | None = None) -> Sealed:
    """Seal every event that is settled, and write the new head out once this is committed."""
    wait_for(Lock.AUDIT_LOG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pcc_settled_audit_event()")
        settled = cursor.fetchone()[0]
    if settled is None:
        return Sealed(0, None, postponed=True)
    newest = AuditSeal.objects.order_by("-number").first()
    number, last, digest = (newest.number, newest.event_id, bytes(newest.digest)) if newest else (0, 0, NOTHING)
    before = number
    while events := list(_events().filter(pk__gt=last, pk__lte=settled)[:AT_ONCE]):
        digests = []
        for event in events:
            digest = digest_of(event, after=digest)
            digests.append(digest)
        _append(number + 1, [event[0] for event in events], digests)
        number, last = number + len(events), events[-1][0]
    if number == before:
        return Sealed(0, None)
    head = Head(number, last, digest.hex(), timezone.now().isoformat(timespec="seconds"))
    file = heads or heads_file()
    transaction.on_commit(lambda: write_out(head, file=file))
    return Sealed(number - before, head)


def _append(first: int, event_ids: list[int], digests: list[bytes]) -> None:
    """Add seals from that number on: as arrays, in a third of the time that model instances take."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pcc_auditseal (number, event_id, digest) "
            "SELECT %s + place - 1, id, digest FROM unnest(%s::bigint[], %s::bytea[]) "
            "WITH ORDINALITY AS sealed (id, digest, place)",
            [first, event_ids, digests],
        )


def _events() -> Any:
    return AuditEvent.objects.order_by("pk").values_list(*COLUMNS)


def write_out(head: Head, *, file: Path) -> None:
    """Add the head to the file, on disk before this returns, and to the log."""
    line = (json.dumps(asdict(head)) + "\n").encode()
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    log.info("audit_sealed", head=asdict(head))


@dataclass(frozen=True)
class Fault:
    """Something about the log that is not as it was sealed. ``event`` is the row it names, where it can."""

    kind: str
    event: int | None
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole log found."""

    sealed: int
    unsealed: int
    heads: int
    faults: tuple[Fault, ...]
    fault_count: int

    @property
    def whole(self) -> bool:
        return self.fault_count == 0

    @property
    def sentence(self) -> str:
        if self.whole:
            agree = f"written-out heads that agree: {self.heads:,}"
            return f"The log is whole: {self.sealed:,} sealed, all as they were; {agree}."
        more = f" ({self.fault_count:,} faults in all)" if self.fault_count > 1 else ""
        return f"The log is not whole. {self.faults[0].sentence}{more}"


class _Faults:
    """All faults counted, the first ones kept."""

    def __init__(self) -> None:
        self.named: list[Fault] = []
        self.count = 0

    def add(self, kind: str, event: int | None, sentence: str) -> None:
        self.count += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(Fault(kind, event, sentence))


@transaction.atomic
def verify(*, heads: Path | None = None, show: Callable[[int], None] = lambda done: None) -> Verdict:
    """Walk chain and log side by side, and compare them with the heads that were written out.

    ``heads`` is the file of heads, by default the one that sealing writes. ``show`` hears how many seals are done.
    Memory stays the same however long the log is.
    """
    faults = _Faults()
    # The seals are read as of an earlier moment than the events, so each sealed event must be there.
    seals = _server_side(AuditSeal.objects.order_by("number").values_list("number", "event_id", "digest"))
    seal = next(seals, None)
    events = _server_side(_events())
    event = next(events, None)
    witness = _Witness(heads or heads_file(), faults)
    number, last, digest, whole_before = 0, 0, NOTHING, True
    while seal is not None:
        this_number, event_id, sealed = seal[0], seal[1], bytes(seal[2])
        if this_number != number + 1:
            whole_before = False
            faults.add("seal missing", None, _seals_missing(number + 1, this_number - 1, last, event_id))
        while event is not None and event[0] < event_id:
            faults.add("extra", event[0], f"Event {event[0]} was added after its neighbours had been sealed.")
            event = next(events, None)
        if event is None or event[0] != event_id:
            faults.add("missing", event_id, f"Event {event_id} was sealed and is gone.")
        else:
            if whole_before and digest_of(event, after=digest) != sealed:
                faults.add("changed", event_id, f"Event {event_id} is not as it was sealed.")
            event = next(events, None)
        number, last, digest, whole_before = this_number, event_id, sealed, True
        witness.compare(number, last, digest)
        if number % AT_ONCE == 0:
            show(number)
        seal = next(seals, None)
    waiting = 0
    while event is not None:
        waiting += 1
        event = next(events, None)
    witness.end(number, last)
    return Verdict(number, waiting, witness.agreed, tuple(faults.named), faults.count)


def _server_side(rows: Any) -> Iterator[tuple[Any, ...]]:
    return iter(rows.iterator(chunk_size=AT_ONCE))


def _seals_missing(first: int, to: int, after: int, before: int) -> str:
    which = f"Seal {first} is" if first == to else f"Seals {first} to {to} are"
    return f"{which} missing: what was sealed there lies after event {after} and before event {before}."


class _Witness:
    """The heads that were written out, read along with the chain."""

    def __init__(self, file: Path, faults: _Faults) -> None:
        self.agreed = 0
        self._faults = faults
        self._agreed_event = 0
        self._broken = False
        self._file = file
        self._heads = self._read()
        self._next = next(self._heads, None)

    def _read(self) -> Iterator[Head]:
        try:
            lines = self._file.open(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            if AuditSeal.objects.exists():
                told = f"No file of heads is at {self._file}: a cut tail or a chain made anew could not be seen."
                self._faults.add("no heads", None, told)
            return
        with lines:
            for number, line in enumerate(lines, 1):
                try:
                    read = json.loads(line)
                    yield Head(int(read["count"]), int(read["event"]), str(read["digest"]), str(read["at"]))
                except (ValueError, TypeError, KeyError):
                    self._faults.add("head unreadable", None, f"Line {number} of {self._file} is not a head.")

    def compare(self, number: int, event: int, digest: bytes) -> None:
        """Hold every head of this place against the seal there, and earlier ones that were written out of order."""
        while self._next is not None and self._next.count <= number:
            head, self._next = self._next, next(self._heads, None)
            if head.count == number:
                self._hold(head, event, digest)
            else:
                found = AuditSeal.objects.filter(number=head.count).first()
                if found is not None:  # where the seal itself is missing, that has been told
                    self._hold(head, found.event_id, bytes(found.digest))

    def _hold(self, head: Head, event: int, digest: bytes) -> None:
        if (head.event, head.digest) == (event, digest.hex()):
            self.agreed += 1
            self._agreed_event = max(self._agreed_event, event)
        else:
            self._disagree(head)

    def _disagree(self, head: Head) -> None:
        """All heads after a wrong one are wrong too, so only the first is told."""
        if self._broken:
            return
        self._broken = True
        told = (
            f"The chain was made anew: the head written out on {head.at}, at event {head.event}, is not the chain's. "
            f"What was changed or removed lies after event {self._agreed_event} and not after event {head.event}."
        )
        self._faults.add("sealed anew", head.event, told)

    def end(self, number: int, event: int) -> None:
        """What is left are heads beyond the chain's end."""
        if (head := self._next) is None:
            return
        furthest = head
        for head in self._heads:
            furthest = max(furthest, head, key=lambda one: one.count)
        told = (
            f"The end is cut off: a head written out on {furthest.at} counts {furthest.count:,} sealed events, up to "
            f"event {furthest.event}, but the chain has {number:,}. What is missing begins after event {event}."
        )
        self._faults.add("cut", event, told)


def as_sealed(events: Sequence[AuditEvent]) -> dict[int, bool]:
    """Whether each of these events is as it was sealed, against its seal and the one before; those not sealed are not
    in the answer. Two queries, for a page or a batch of an export: ``verify`` walks the whole chain."""
    seals = {seal.event_id: seal for seal in AuditSeal.objects.filter(event_id__in=[event.pk for event in events])}
    before = AuditSeal.objects.in_bulk([seal.number - 1 for seal in seals.values()])
    found = {}
    for event in events:
        if (seal := seals.get(event.pk)) is None:
            continue
        previous = before.get(seal.number - 1)
        after = bytes(previous.digest) if previous else NOTHING
        values = tuple(getattr(event, column) for column in COLUMNS)
        found[event.pk] = digest_of(values, after=after) == bytes(seal.digest)
    return found
