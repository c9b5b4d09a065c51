"""Words in a picture: numbers, months and how much room a text takes, so that no two texts meet."""

from collections.abc import Sequence
from datetime import date

from pcc.figures import rounded

SIZE = 14
"""Pixels of every text. A drawing may shrink to six sevenths of its width on a page before a letter falls under 12."""
LINE = 17
"""Pixels from one line of text to the next."""

_WIDTHS = {
    0.24: "ijl'|",
    0.29: " .,:;!/\\tfI[]()-",
    0.36: 'r*"`{}',
    0.52: "acekszvxyJ°",
    0.57: "bdghnopqu0123456789#$_?LF",
    0.62: "+<>=~^TZ−–",
    0.68: "ABEKPSVXY&",
    0.74: "CDHNRUw",
    0.8: "GOQ",
    0.86: "mM",
    1.0: "W%@—…",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def width_of(text: str, *, bold: bool = False) -> float:
    """The pixels a text takes in Arial at SIZE, a little too many rather than too few; unknown letters count full."""
    return SIZE * (1.08 if bold else 1) * sum(_WIDTH.get(letter, 1.0) for letter in text)


def shortened(text: str, room: float) -> str:
    """The text, cut with an ellipsis where it takes more pixels than there is room."""
    if width_of(text) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrapped(text: str, room: float, *, most: int = 3) -> list[str]:
    """The text in at most ``most`` lines, none wider than the room; what does not fit is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, room) for line in lines]


def spread(centres: Sequence[float], heights: Sequence[float], *, top: float, bottom: float) -> list[float]:
    """Centres moved as little as needed, in their order, so that boxes of these heights neither meet nor leave.

    When there are more than the room holds, they still keep apart and run over the bottom.
    """
    order = sorted(range(len(centres)), key=lambda place: centres[place])
    placed = [0.0] * len(centres)
    edge = top
    for place in order:
        placed[place] = max(centres[place], edge + heights[place] / 2)
        edge = placed[place] + heights[place] / 2
    edge = max(bottom, top + sum(heights))
    for place in reversed(order):
        placed[place] = min(placed[place], edge - heights[place] / 2)
        edge = placed[place] - heights[place] / 2
    return placed


def days(number: float) -> str:
    """A number of days to one decimal, halves up, as pages show it: 145.8."""
    return rounded(number)


def exact(number: float, *, decimals: int) -> str:
    """A number as a table shows it, halves up as everywhere, with a true minus sign and never one before nought."""
    return rounded(number, decimals).replace("-", "−")


def short(number: float, *, decimals: int) -> str:
    """A number as a picture shows it: millions as m, thousands of millions as bn, no decimals from 10,000 on."""
    if abs(number) >= 999_950_000:
        return f"{exact(number / 1e9, decimals=1).removesuffix('.0')}bn"
    if abs(number) >= 1_000_000:
        return f"{exact(number / 1e6, decimals=1).removesuffix('.0')}m"
    if abs(number) >= 10_000:
        return exact(number, decimals=0)
    return exact(number, decimals=decimals)


def month_name(key: str) -> str:
    """2026-10 as October 2026."""
    return f"{date.fromisoformat(f'{key}-01'):%B %Y}"


def day_name(key: str) -> str:
    """2026-10-05 as 5 October 2026."""
    return f"{date.fromisoformat(key):%-d %B %Y}"


def joined(parts: Sequence[str]) -> str:
    """Parts of a sentence as a list: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
