"""The paper a chart is drawn on: marks with presentation attributes only, so that they look the same everywhere.

Texts and axes take the colour of the page (currentColor), which a reader's own colours may replace; a mark has a shape
or a dash beside its colour.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from pcc.charts.lettering import LINE, SIZE, width_of

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
LIGHT_PURPLE, LIGHT_GREY = "#A285D1", "#BFBFBF"
ORDINARY = "#6F777B"
"""Grey of what is within ordinary variation, or beside the point."""
SEQUENCE = ("#12436D", "#2073BC", "#6BACE6")
INK = "currentColor"
_DARK = frozenset({DARK_BLUE, DARK_PINK})
"""Colours that a reader's own black page would swallow: they get an edge in ink, hardly seen on white."""


class Shape(StrEnum):
    CIRCLE = "CIRCLE"
    SQUARE = "SQUARE"
    DIAMOND = "DIAMOND"
    UP = "UP"
    DOWN = "DOWN"


@dataclass(frozen=True)
class Look:
    """How one series differs from the others: by colour, by dash and by shape."""

    colour: str
    dash: str
    shape: Shape


_LOOKS = (
    Look(DARK_BLUE, "", Shape.CIRCLE),
    Look(ORANGE, "7 4", Shape.SQUARE),
    Look(TURQUOISE, "2 3", Shape.UP),
    Look(DARK_PINK, "9 3 2 3", Shape.DIAMOND),
)
MOST_SERIES = 4


def looks(count: int) -> tuple[Look, ...]:
    """The looks of so many series: two are dark blue and orange; more than four would need another chart."""
    if count > MOST_SERIES:
        raise ValueError(f"A chart shows at most {MOST_SERIES} series, not {count}: split it.")
    return _LOOKS[:count]


def _n(number: float) -> str:
    """A coordinate to a tenth of a pixel, without needless noughts."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _said(words: str) -> str:
    """The words as text of an element."""
    return escape(_NOT_XML.sub("", words))


def _quoted(value: str) -> str:
    """The value as an attribute, with its quotes."""
    return quoteattr(_NOT_XML.sub("", value))


class Paper:
    """An SVG in the making, ``width`` by ``height`` pixels. Every text given to it is escaped."""

    def __init__(self, *, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.has_links = False
        self._parts: list[str] = []

    def _put(self, tag: str, **attributes: str | float) -> None:
        self._parts.append(f"<{tag}{_attributes(attributes)}/>")

    def text(self, words: str, x: float, y: float, *, anchor: str = "start", bold: bool = False) -> None:
        """One line of text with its baseline at y, kept inside the paper from side to side."""
        wide = width_of(words, bold=bold)
        before = {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        x = min(max(x, before), max(before, self.width - wide + before))
        more = _attributes({"x": x, "y": y} | ({} if anchor == "start" else {"text-anchor": anchor}))
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(f"<text{more}{weight}>{_said(words)}</text>")

    def texts(
        self, lines: Sequence[str], x: float, middle: float, *, anchor: str = "start", bold: bool = False
    ) -> None:
        """Lines of text one under another, centred on the height ``middle``."""
        first = middle - (len(lines) - 1) * LINE / 2 + SIZE * 0.35
        for place, words in enumerate(lines):
            self.text(words, x, first + place * LINE, anchor=anchor, bold=bold)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str = INK, thick: float = 1, dash: str = "",
        faint: bool = False,
    ) -> None:  # fmt: skip
        self._put("line", x1=x1, y1=y1, x2=x2, y2=y2, **_stroke(colour, thick, dash, faint=faint))

    def path(
        self, points: Sequence[tuple[float, float]], *, colour: str = INK, thick: float = 2, dash: str = ""
    ) -> None:
        """A line through points; nothing for fewer than two."""
        if len(points) > 1:
            drawn = _d(points)
            if colour in _DARK:
                self._put("path", d=drawn, fill="none", **_stroke(INK, thick + 1, dash))
            self._put("path", d=drawn, fill="none", **_stroke(colour, thick, dash))

    def area(self, points: Sequence[tuple[float, float]], *, colour: str, opacity: float) -> None:
        look: dict[str, str | float] = {"fill": colour, "fill-opacity": f"{opacity}"}
        self._put("path", d=f"{_d(points)}Z", **look)

    def rect(self, x: float, y: float, width: float, height: float, *, colour: str) -> None:
        self._put("rect", x=x, y=y, width=width, height=height, **_fill(colour))

    def mark(self, shape: Shape, x: float, y: float, *, colour: str, radius: float = 3.5) -> None:
        """A shape centred on a place, about two radii across."""
        r = radius
        if shape is Shape.CIRCLE:
            self._put("circle", cx=x, cy=y, r=r, **_fill(colour))
        elif shape is Shape.SQUARE:
            self.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, colour=colour)
        else:
            corners = {
                Shape.UP: ((0, -1.2), (1.2, 0.9), (-1.2, 0.9)),
                Shape.DOWN: ((0, 1.2), (1.2, -0.9), (-1.2, -0.9)),
                Shape.DIAMOND: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
            }[shape]
            self._put("path", d=f"{_d([(x + across * r, y + down * r) for across, down in corners])}Z", **_fill(colour))

    def place(self, other: "Paper", y: float) -> None:
        """Another drawing on this one, moved down by ``y``."""
        self._parts.append(f'<g transform="translate(0 {_n(y)})">{"".join(other._parts)}</g>')
        self.has_links = self.has_links or other.has_links

    @contextmanager
    def link(self, url: str, name: str) -> Iterator[None]:
        """What is drawn inside leads to the records; ``name`` says it aloud. Nothing around it when there is no url."""
        if not url:
            yield
            return
        self.has_links = True
        self._parts.append(f"<a href={_quoted(url)} aria-label={_quoted(name)}><title>{_said(name)}</title>")
        yield
        self._parts.append("</a>")

    def target(self, x: float, y: float, width: float, height: float) -> None:
        """An unseen area that makes a link easy to hit."""
        self._put("rect", x=x, y=y, width=width, height=height, fill="none", **{"pointer-events": "all"})

    def svg(self, *, title: str, description: str, key: str) -> str:
        """The whole drawing; ``key`` makes its ids unlike those of other drawings on a page.

        A drawing is one image to a screen reader, unless it holds links: then it is a group, so that they are reached.
        """
        role = "group" if self.has_links else "img"
        wide, high = _n(self.width), _n(self.height)
        named = f'role="{role}" aria-labelledby="{key}-t" aria-describedby="{key}-d"'
        size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        letters = f'font-family="arial, sans-serif" font-size="{SIZE}" fill="{INK}"'
        words = f'<title id="{key}-t">{_said(title)}</title><desc id="{key}-d">{_said(description)}</desc>'
        drawn = "".join(self._parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {named} {size} {letters}>{words}{drawn}</svg>'


def _attributes(attributes: dict[str, str | float]) -> str:
    """Attributes of our own making: words of others go through ``_quoted``."""
    return "".join(
        [f' {name}="{value if isinstance(value, str) else _n(value)}"' for name, value in attributes.items()]
    )


def _fill(colour: str) -> dict[str, str | float]:
    return {"fill": colour, **({"stroke": INK, "stroke-width": 0.5} if colour in _DARK else {})}


def _stroke(colour: str, thick: float, dash: str, *, faint: bool = False) -> dict[str, str | float]:
    return {
        "stroke": colour,
        "stroke-width": thick,
        **({"stroke-dasharray": dash} if dash else {}),
        **({"stroke-opacity": "0.16"} if faint else {}),
    }


def _d(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
