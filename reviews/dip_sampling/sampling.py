"""Draws that anybody can repeat, in any language, from the seed and the list of keys.

Algorithm ``sha256-order-1``:

1. Each file that could be drawn has a key, and a stratum (the same for all when the sample is not divided).
2. The ticket of a file is the SHA-256, in small hexadecimal digits, of the UTF-8 text: seed, line feed, key.
3. Each stratum gets its share of the sample by largest remainder: size x stratum / population, rounded down; the files
   left over go one each to the largest remainders, ties to the stratum whose name comes first.
4. Of each stratum the files with the lowest tickets are drawn, as many as its share.
5. The files drawn, of all strata, are put in the order of their tickets. Reserves are drawn in the same way from what
   is left, and follow.

The fingerprint of a population is the SHA-256 of its lines, key, tab, stratum, line feed, in the order of the keys.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pcc.errors import RuleBroken

ALGORITHM = "sha256-order-1"

MINUTES_A_FILE = 8
"""What reading and scoring a file takes, about."""


@dataclass(frozen=True, order=True)
class Unit:
    """A file that could be drawn: a key that names it for ever, and its stratum."""

    key: str
    stratum: str = ""


@dataclass(frozen=True)
class Share:
    """A stratum: how many files it has, and how many of them are drawn."""

    stratum: str
    population: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """What was drawn, in order; the reserves, in order; and the share of each stratum."""

    drawn: tuple[Unit, ...]
    reserves: tuple[Unit, ...]
    shares: tuple[Share, ...]


def ticket(seed: str, key: str) -> str:
    """The lot of a file under a seed: 64 hexadecimal digits."""
    return sha256(f"{seed}\n{key}".encode()).hexdigest()


def fingerprint(population: Iterable[Unit]) -> str:
    """A digest of the population that is the same however its files are ordered."""
    lines = "".join(f"{unit.key}\t{unit.stratum}\n" for unit in sorted(population))
    return sha256(lines.encode()).hexdigest()


def shares(population: Sequence[Unit], size: int) -> tuple[Share, ...]:
    """How many files each stratum gives to a sample of ``size``, by largest remainder; strata by name."""
    sizes = Counter(unit.stratum for unit in population)
    total = len(population)
    whole = {stratum: size * count // total for stratum, count in sizes.items()}
    rest = sorted(sizes, key=lambda stratum: (-(size * sizes[stratum] % total), stratum))
    extra = set(rest[: size - sum(whole.values())])
    return tuple(Share(name, sizes[name], whole[name] + (name in extra)) for name in sorted(sizes))


def draw(population: Iterable[Unit], *, size: int, reserves: int = 0, seed: str) -> Draw:
    """Draw ``size`` files and then up to ``reserves`` more, by the algorithm above.

    RuleBroken when the population is smaller than the sample, holds a key twice, or the seed is empty.
    """
    units = sorted(population)
    if not seed:
        raise RuleBroken("A draw needs a seed.")
    if not 1 <= size <= len(units):
        raise RuleBroken(f"{size} files cannot be drawn from {len(units)}.")
    if len({unit.key for unit in units}) < len(units):
        raise RuleBroken("Each file can be in the population once.")
    ordered = sorted(units, key=lambda unit: (ticket(seed, unit.key), unit.key))
    parts = shares(units, size)
    drawn = _lowest(ordered, parts)
    rest = [unit for unit in ordered if unit not in set(drawn)]
    further = min(reserves, len(rest))
    spare = _lowest(rest, shares(rest, further)) if further else ()
    return Draw(drawn, spare, parts)


def _lowest(ordered: Sequence[Unit], parts: Iterable[Share]) -> tuple[Unit, ...]:
    """Of files in the order of their tickets, the first of each stratum, as many as its share."""
    left = {share.stratum: share.drawn for share in parts}
    found = []
    for unit in ordered:
        if left[unit.stratum]:
            left[unit.stratum] -= 1
            found.append(unit)
    return tuple(found)


@dataclass(frozen=True)
class Precision:
    """What a result of 50% in the sample says of the population: 95% of such samples would cover the truth."""

    low: float
    high: float


def precision(size: int, population: int) -> Precision:
    """The interval around a result of half and half: Wilson's, with the correction for a small population.

    ``low`` and ``high`` are shares from 0 to 1. All files read leaves no doubt but that of the readers.
    """
    if not 1 <= size <= population:
        raise RuleBroken(f"{size} files cannot be drawn from {population}.")
    if size == population:
        return Precision(0.5, 0.5)
    z = 1.959963984540054
    worth = size * (population - 1) / (population - size)
    half = z * math.sqrt(0.25 / worth + z * z / (4 * worth * worth)) / (1 + z * z / worth)
    return Precision(0.5 - half, 0.5 + half)


@dataclass(frozen=True)
class Load:
    """What a sample asks of its readers: readings in all, files a reader, and minutes a reader."""

    readings: int
    files_each: int
    minutes_each: int


def reading_load(size: int, *, readers: int, readers_per_file: int) -> Load:
    """The load when each file is read ``readers_per_file`` times and the work is shared evenly, rounded up."""
    per_file = min(readers_per_file, readers)
    each = math.ceil(size * per_file / readers)
    return Load(size * per_file, each, each * MINUTES_A_FILE)
