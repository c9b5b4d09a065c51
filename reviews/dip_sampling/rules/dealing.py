"""How files are dealt out: each its readers, readers about the same number of files, and nothing twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


def dealt_out(
    files: Sequence[int],
    seats: Sequence[int],
    *,
    kept: Iterable[tuple[int, int]] = (),
    never: Iterable[tuple[int, int]] = (),
    readers_per_file: int,
    files_per_reader: int,
) -> list[tuple[int, int]]:
    """Pairs (file, seat) to add, so that each file has its readers and readers have about the same number of files.

    ``kept`` are pairs that stand: work that is dealt out already is never taken away, so dealing twice adds nothing.
    ``never`` are pairs that must not be: conflicts, and files that a reader gave back. Nobody gets more than
    ``files_per_reader``. Files that have the fewest possible readers are dealt first, each to the reader who has least.
    """
    load = dict.fromkeys(seats, 0)
    readers: dict[int, set[int]] = {file: set() for file in files}
    for file, seat in kept:
        if seat in load:
            load[seat] += 1
        if file in readers:
            readers[file].add(seat)
    deal = _Deal(list(files), list(seats), set(never), readers, load, readers_per_file, files_per_reader)
    while deal.give():
        deal.even_out()
    return deal.added


@dataclass
class _Deal:
    """A deal under way."""

    files: list[int]
    seats: list[int]
    never: set[tuple[int, int]]
    readers: dict[int, set[int]]
    load: dict[int, int]
    readers_per_file: int
    files_per_reader: int
    added: list[tuple[int, int]] = field(default_factory=list)

    def possible(self, file: int) -> list[int]:
        """The seats that may be given a file, with room for it."""
        return [
            seat
            for seat in self.seats
            if seat not in self.readers[file]
            and (file, seat) not in self.never
            and self.load[seat] < self.files_per_reader
        ]

    def give(self) -> bool:
        """Give each file the readers it lacks, one a round, so that a shortage is shared; whether any was given."""
        before = len(self.added)
        places = {seat: place for place, seat in enumerate(self.seats)}
        for _ in range(self.readers_per_file):
            for turn, file in enumerate(sorted(self.files, key=lambda one: len(self.possible(one)))):
                free = self.possible(file)
                if free and len(self.readers[file]) < self.readers_per_file:
                    self._add(file, min(free, key=lambda one: (self.load[one], (places[one] - turn) % len(places))))
        return len(self.added) > before

    def _add(self, file: int, seat: int) -> None:
        self.readers[file].add(seat)
        self.load[seat] += 1
        self.added.append((file, seat))

    def even_out(self) -> None:
        """Move files of this deal from readers who have most to readers who have least, as far as it goes."""
        while move := self._move():
            file, giver, taker = move
            self.added.remove((file, giver))
            self.readers[file].remove(giver)
            self.load[giver] -= 1
            self._add(file, taker)

    def _move(self) -> tuple[int, int, int] | None:
        for giver in sorted(self.seats, key=lambda seat: -self.load[seat]):
            for taker in sorted(self.seats, key=lambda seat: self.load[seat]):
                if self.load[giver] - self.load[taker] < 2:
                    break
                for file, seat in self.added:
                    if seat == giver and taker in self.possible(file):
                        return file, giver, taker
        return None
