"""Charts draw what they hold, hold what they draw, and stay readable at both sizes."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcc import charts
from pcc.charts import (
    Axis,
    Bar,
    Bars,
    Chart,
    Columns,
    Curve,
    Dot,
    Flows,
    Funnels,
    Interval,
    Intervals,
    Limits,
    Line,
    Meaning,
    Point,
    Rule,
    Series,
    Share,
    Signal,
    Spark,
    Strip,
)
from pcc.charts.lettering import days, exact, short, shortened, spread, width_of, wrapped
from pcc.exports import csv_text
from pcc.figures import AtAge, Body, Flow, Funnel, Rate, ShareFinished, Step, funnel

GOLDEN = Path(__file__).parent / "golden_charts"
SIZES = (640, 320)
SMALLEST = 12
SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert('1') & \"2\"</script>\x00"


def months(first: str, count: int) -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:7]) - 1
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(start, start + count)]


def a_series(name: str, values: list[float | None], *, first: str = "2024-01") -> Series:
    keys = months(first, len(values))
    return Series(name, tuple(Point(key, value) for key, value in zip(keys, values, strict=True)))


def a_line(*series: Series, **more: Any) -> Line:
    return Line(**{"heading": "Half take 24 days", "unit": "Working days", "series": series} | more)


def by_month() -> Line:
    """Two years of medians and 90th percentiles with links and a missing month."""
    keys = [key for key in months("2024-11", 24) if key != "2025-06"]
    return a_line(
        *(
            Series(
                name,
                tuple(
                    Point(key, start - place * fall, url=f"/complaints/?month={key}&x=1", n=200 + place)
                    for place, key in enumerate(keys)
                ),
            )
            for name, start, fall in (("Median", 40, 0.7), ("90th percentile", 120, 1.5))
        ),
        finding="Median and 90th percentile fell together.",
    )


def behaviour() -> Line:
    """A process behaviour chart, rebased once, with three points that stand out."""
    values = [45, 38, 47, 52, 44, 72, 49, 41, 43, 40, 39, 44, 31, 28, 24, 27, 30, 29]
    signals = {
        5: Signal(Meaning.CONCERN, "above the upper limit"),
        14: Signal(Meaning.IMPROVING, "in a run below the mean"),
        15: Signal(Meaning.CHANGED, "in a run below the mean"),
    }
    points = tuple(
        Point(key, value, signal=signals.get(place))
        for place, (key, value) in enumerate(zip(months("2025-04", len(values)), values, strict=True))
    )
    limits = (Limits("2025-04", "2026-03", 46.2, 24.1, 68.3), Limits("2026-04", "2026-09", 28.2, 20.5, 35.9))
    return a_line(Series("Median", points), limits=limits)


def four_names() -> Line:
    years = [f"{year}-{(year + 1) % 100:02}" for year in range(2010, 2026)]
    names = ("Delivery of duties and service", "Police powers", "Use of force", "Discrimination")
    return a_line(
        *(Series(name, tuple(Point(year, 5 + place * 0.1) for year in years)) for place, name in enumerate(names)),
        axis=Axis.NAME,
    )


def weeks() -> Line:
    days_of = [f"2026-{month:02}-{day:02}" for month in range(1, 12) for day in (1, 8, 15, 22)]
    return a_line(Series("Came in", tuple(Point(day, place % 9) for place, day in enumerate(days_of))), axis=Axis.DAY)


def finalised() -> Columns:
    keys = months("2025-11", 12)
    points = tuple(Point(key, 50 + place * 7 % 30, url=f"/m/{key}") for place, key in enumerate(keys))
    return Columns(heading="More are finalised", unit="Complaints", parts=(Series("Finalised", points),))


def by_age() -> Columns:
    bands = ("0 to 28", "29 to 60", "61 to 120", "121 to 250", "over 250")
    parts = tuple(
        a_series(name, [float((place + 1) * (month % 5 + 3)) for month in range(20)])
        for place, name in enumerate(bands)
    )
    return Columns(heading="More are old", unit="Open complaints", parts=parts, ordered=True)


def what_about() -> Bars:
    names = ["Delivery of duties and service", "Use of force", "Individual behaviours, being rude or overbearing"]
    counted = (*zip(names, (412, 120, 256), strict=True), *((f"Kind {number}", number) for number in range(9)))
    bars = tuple(Bar(name, number, url="/list", focus=name == "Use of force") for name, number in counted)
    return Bars(heading="Most are about service", unit="Allegations", bars=bars)


def a_finish(*steps: Step, until: int, at: tuple[AtAge, ...] = ()) -> ShareFinished:
    return ShareFinished(n=1100, finished=900, left_out=0, until=until, steps=steps, at=at)


def a_step(age: int, share: float, low: float | None = None, high: float | None = None) -> Step:
    return Step(age, share, low, high, at_risk=20, finished=1)


def a_flow(since: str, start: int, came_in: int, went_out: int, end: int) -> Flow:
    return Flow(np.datetime64(since), start, came_in, went_out, end)


def a_curve(name: str, *, slow: int, until: int) -> Curve:
    shares = {age: age / (age + slow) for age in range(241)}
    steps = [a_step(age, shares[age], shares[age] * 0.9, shares[age] + 0.02) for age in range(2, until, 3)]
    at = tuple(
        AtAge(age, shares[age] if age <= until else None, None, None, at_risk=1100 - age * 4)
        for age in (0, 10, 28, 60, 90, 120, 180, 240)
    )
    return Curve(name, a_finish(*steps, until=until, at=at))


def share_finished() -> Share:
    curves = (
        a_curve("Received in 2025-26", slow=20, until=200),
        a_curve("Received in 2024-25", slow=40, until=235),
        Curve("Received in 2026-27", a_finish(until=-1)),
    )
    return Share(heading="Half finish in 20 days", unit="working days", standard=(28, "28-day standard"), curves=curves)


def slow_share() -> Share:
    return Share(heading="h", standard=(170, "A standard"), curves=(a_curve("2026", slow=900, until=200),))


def keeping_up() -> Flows:
    flows, still_open = [], 180
    for place in range(52):
        came_in, went_out = 18 + place * 7 % 11, 17 + place * 5 % 9
        end = still_open + came_in - went_out
        flows.append(a_flow(f"{date(2025, 10, 6) + timedelta(weeks=place)}", still_open, came_in, went_out, end))
        still_open = end
    return Flows(heading="More come in than go out", flows=tuple(flows))


def each_review() -> Strip:
    ages = [place * place % 97 // 2 for place in range(104)]
    dots = tuple(
        Dot(f"REV/2026/{place}", age, url=f"/reviews/{place}/", late=age > 28) for place, age in enumerate(ages)
    )
    return Strip(
        heading="Some are late", unit="Working days", decimals=0, dots=dots,
        rules=(Rule("Standard", 28), Rule("Median", 22)),
    )  # fmt: skip


def upheld() -> Intervals:
    intervals = (
        Interval("Reviews decided in 2023-24", Rate(20, 104, 20 / 104, 0.128, 0.278), focus=True),
        Interval("Decided in 2022-23, the year before", Rate(12, 104, 12 / 104, 0.067, 0.191), url="/reviews/"),
        Interval("By panel", Rate(3, 7, 3 / 7, 0.16, 0.75)),
        Interval("None", Rate(0, 30, 0.0, 0.0, 0.114)),
    )
    return Intervals(heading="One in five is upheld", unit="Share upheld", rule=Rule("All", 0.22), intervals=intervals)


def others() -> Funnels:
    sizes = (30, 40, 55, 60, 80, 90, 110, 150, 180, 200, 240, 260, 310, 400, 520)
    bodies = (
        Body("Our office", 20, 104, 20 / 104, 0, "as expected"),
        Body("A rather far away constabulary", 90, 200, 0.45, 8, "very high"),
        *(
            Body(f"Body {place}", round(size * share), size, share, 2, "high" if share > 0.3 else "as expected")
            for place, size in enumerate(sizes)
            for share in (0.12 + place % 5 * 0.05,)
        ),
    )
    found = Funnel(average=0.2, dispersion=1, spread=0, bodies=bodies)
    return Funnels(heading="We are like others", unit="Upheld", funnel=found, ours="Our office")


def with_values(*values: float | None) -> list[Chart]:
    """One chart of each kind with just these values."""
    series = a_series("Median", list(values))
    known = [value for value in values if value is not None]
    return [
        a_line(series),
        Columns(heading="h", unit="u", parts=(series,)),
        Bars(heading="h", unit="u", bars=tuple(Bar(f"Bar {place}", value) for place, value in enumerate(known))),
        Strip(heading="h", unit="u", dots=tuple(Dot(f"Case {place}", value) for place, value in enumerate(known))),
        Spark(heading="h", unit="u", series=series),
    ]


KINDS: list[Callable[[], Chart]] = [
    by_month, behaviour, four_names, weeks, finalised, by_age, what_about,
    share_finished, slow_share, keeping_up, each_review, upheld, others,
]  # fmt: skip
EMPTY: list[Chart] = [
    Share(heading="h", curves=()),
    Share(heading="h", curves=(Curve("2026", a_finish(until=-1)),)),
    Flows(heading="h", flows=()),
    Intervals(heading="h", intervals=()),
    Funnels(heading="h", funnel=funnel([])),
]
ONE: list[Chart] = [
    Share(heading="h", curves=(Curve("2026", a_finish(a_step(1, 1.0), until=1, at=(AtAge(0, 0.0, None, None, 12),))),)),
    Flows(heading="h", flows=(a_flow("2026-10", 10**9, 0, 10**9, 0),), axis=Axis.MONTH),
    Intervals(heading="h", intervals=(Interval("All of them", Rate(10**9, 10**9, 1.0, 0.999, 1.0), url="/"),)),
    Intervals(heading="h", intervals=(Interval("None of one", Rate(0, 1, 0.0, 0.0, 0.79)),)),
    Funnels(heading="h", funnel=funnel([("Us", 0, 1)]), ours="Us"),
    Funnels(heading="h", funnel=funnel([("Us", 1, 10**9), ("Them", 10**9, 10**9)]), ours="Us"),
]
ODD: dict[str, tuple[float | None, ...]] = {
    "nothing": (),
    "no figure": (None, None),
    "one": (24.0,),
    "all equal": (7.0,) * 12,
    "all nought": (0.0,) * 12,
    "huge": (1e9, 2.5e8, 999_999_999.0, 12.0),
    "tiny": (0.0001, 0.0003),
    "negative": (-5.0, 3.0, -1e6),
    "missing months": (3.0, None, None, 5.0, None, 9.0),
    "ten years": tuple(float(place % 13) for place in range(130)),
}
EVERY: dict[str, Chart] = {make.__name__: make() for make in KINDS} | {
    f"{type(chart).__name__}, {name}": chart for name, values in ODD.items() for chart in with_values(*values)
}
EVERY |= {f"{type(chart).__name__}, empty {place}": chart for place, chart in enumerate(EMPTY)}
EVERY |= {f"{type(chart).__name__}, one {place}": chart for place, chart in enumerate(ONE)}


@pytest.fixture(params=EVERY)
def chart(request: pytest.FixtureRequest) -> Chart:
    return EVERY[request.param]


def drawn(chart: Chart, width: int) -> ElementTree.Element:
    return ElementTree.fromstring(charts.svg(chart, width=width))  # noqa: S314 - our own drawing


def boxes(picture: ElementTree.Element) -> list[tuple[str, float, float, float, float]]:
    """Each text with its left, right, top and bottom, as wide as the estimate says."""
    found = []
    for text in picture.iter(f"{SVG}text"):
        words = text.text or ""
        wide = width_of(words, bold=text.get("font-weight") == "bold")
        before = {"start": 0.0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
        left, base = float(text.attrib["x"]) - before, float(text.attrib["y"])
        found.append((words, left, left + wide, base - 10, base + 3))
    return found


# What every chart promises


@pytest.mark.parametrize("width", SIZES)
def test_a_drawing_has_attributes_and_no_style(chart: Chart, width: int) -> None:
    picture = drawn(chart, width)
    assert {"style", "class"} & {name for element in picture.iter() for name in element.attrib} == set()
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        "svg", "title", "desc", "text", "line", "path", "rect", "circle", "a",
    }  # fmt: skip


@pytest.mark.parametrize("width", SIZES)
def test_a_drawing_is_named_by_its_heading_and_described_by_its_points(chart: Chart, width: int) -> None:
    picture = drawn(chart, width)
    title, description = picture[0], picture[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert picture.get("aria-labelledby") == title.get("id")
    assert picture.get("aria-describedby") == description.get("id")
    assert title.text == chart.heading
    assert description.text == " ".join(part for part in (chart.finding, charts.sentence(chart)) if part)


@pytest.mark.parametrize("width", SIZES)
def test_a_drawing_is_one_image_unless_it_holds_links(chart: Chart, width: int) -> None:
    picture = drawn(chart, width)
    links = list(picture.iter(f"{SVG}a"))
    assert picture.get("role") == ("group" if links else "img")
    assert [link for link in links if not link.get("aria-label") or link.find(f"{SVG}title") is None] == []


@pytest.mark.parametrize("width", SIZES)
def test_no_text_is_small_even_where_a_page_leaves_less_room(chart: Chart, width: int) -> None:
    room = {640: 581, 320: 290}[width]  # the room at a window of 641 and of 320 pixels
    sizes = [float(size) for element in drawn(chart, width).iter() if (size := element.get("font-size"))]
    assert min(sizes) * room / width >= SMALLEST


@pytest.mark.parametrize("width", SIZES)
def test_no_two_texts_meet(chart: Chart, width: int) -> None:
    meeting = [
        (one[0], two[0])
        for one, two in combinations(boxes(drawn(chart, width)), 2)
        if one[1] < two[2] and two[1] < one[2] and one[3] < two[4] and two[3] < one[4]
    ]
    assert meeting == []


@pytest.mark.parametrize("width", SIZES)
def test_no_text_leaves_the_paper(chart: Chart, width: int) -> None:
    picture = drawn(chart, width)
    high = float(picture.attrib["height"])
    outside = [
        words
        for words, left, right, top, bottom in boxes(picture)
        if left < -0.5 or right > width + 0.5 or top < -1 or bottom > high + 1
    ]
    assert outside == []


@pytest.mark.parametrize("width", SIZES)
def test_every_coordinate_is_a_number(chart: Chart, width: int) -> None:
    assert (
        re.search(r"\b(nan|inf|None)\b", re.sub(r"<(title|desc|text).*?</\1>", "", charts.svg(chart, width=width)))
        is None
    )


def test_the_table_has_a_cell_for_each_column(chart: Chart) -> None:
    header, rows = charts.table(chart)
    assert {len(row) for row in rows} <= {len(header)}


def test_records_hold_the_fields_they_name(chart: Chart) -> None:
    fields, rows = charts.records(chart)
    assert {tuple(row) for row in rows} <= {fields}


def test_two_drawings_of_one_chart_share_no_id(chart: Chart) -> None:
    wide, narrow = ({element.get("id") for element in drawn(chart, width).iter()} - {None} for width in SIZES)
    assert wide & narrow == set()


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize(
    "chart",
    [
        Line(
            heading=NASTY, finding=NASTY, unit=NASTY, axis=Axis.NAME,
            series=(Series(NASTY, (Point(NASTY, 1, url='/?a="<b>&', signal=Signal(Meaning.CHANGED, NASTY)),)),),
        ),
        Columns(heading=NASTY, unit=NASTY, axis=Axis.NAME, parts=(Series(NASTY, (Point(NASTY, 1, url="/"),)),)),
        Bars(heading=NASTY, unit=NASTY, bars=(Bar(NASTY, 1, url="/"),)),
        Share(
            heading=NASTY, unit=NASTY, standard=(1, NASTY), curves=(Curve(NASTY, a_finish(a_step(1, 0.5), until=9)),),
        ),
        Strip(heading=NASTY, unit=NASTY, dots=(Dot(NASTY, 1, url="/"),), rules=(Rule(NASTY, 1),)),
        Intervals(
            heading=NASTY, unit=NASTY, rule=Rule(NASTY, 0.5),
            intervals=(Interval(NASTY, Rate(5, 10, 0.5, 0.1, 0.9), url="/"),),
        ),
        Funnels(heading=NASTY, unit=NASTY, ours=NASTY, funnel=funnel([(NASTY, 2, 40)])),
        Spark(heading=NASTY, series=Series(NASTY, (Point(NASTY, 1),)), axis=Axis.NAME),
    ],
    ids=lambda chart: type(chart).__name__,
)  # fmt: skip
def test_words_are_never_markup(chart: Chart, width: int) -> None:
    picture = drawn(chart, width)
    assert list(picture.iter(f"{SVG}script")) == []
    assert picture[0].text == NASTY.removesuffix("\x00")


@pytest.mark.parametrize("name", ["by_month", "behaviour"])
def test_a_drawing_is_as_it_was_approved(name: str) -> None:
    """After a wanted change, look at the new drawing in a browser and keep it in the place of the old one."""
    for width in SIZES:
        approved = (GOLDEN / f"{name}-{width}.svg").read_text(encoding="utf-8")
        assert charts.svg(EVERY[name], width=width) == approved


# Lines


def test_the_table_of_a_line_has_every_month_with_its_points() -> None:
    chart = a_line(a_series("Median", [24.04, None, 1234.5]), Series("90th percentile", (Point("2024-03", 99, n=7),)))
    assert charts.table(chart) == (
        ("Month", "Number", "Median", "90th percentile"),
        (
            ("January 2024", "–", "24.0", "–"),
            ("February 2024", "–", "–", "–"),
            ("March 2024", "7", "1,234.5", "99.0"),
        ),
    )


def test_the_table_of_a_behaviour_chart_says_limits_and_what_stands_out() -> None:
    header, rows = charts.table(behaviour())
    assert header == ("Month", "Median", "Lower limit", "Mean", "Upper limit", "Stands out")
    assert rows[5] == ("September 2025", "72.0", "24.1", "46.2", "68.3", "above the upper limit")


def test_the_records_of_a_line_are_its_points() -> None:
    assert charts.records(a_line(a_series("Median", [24.046, None]))) == (
        ("at", "series", "value", "n", "unit"),
        (
            {"at": "2024-01", "series": "Median", "value": 24.05, "n": None, "unit": "Working days"},
            {"at": "2024-02", "series": "Median", "value": None, "n": None, "unit": "Working days"},
        ),
    )


def test_records_become_a_file_that_no_spreadsheet_takes_for_formulas() -> None:
    bars = Bars(heading="h", unit="Complaints", bars=(Bar("=1+1", 3), Bar("Use of force", 4)))
    assert csv_text(*charts.records(bars)) == ("name,value,unit\r\nUse of force,4,Complaints\r\n'=1+1,3,Complaints\r\n")


def test_the_sentence_of_a_line_says_first_last_extremes_and_gaps() -> None:
    assert charts.sentence(a_line(a_series("Median", [24, None, 12, 30, 26]))) == (
        "Median: from 24.0 in January 2024 to 26.0 in May 2024; lowest 12.0 in March 2024, highest 30.0 in April 2024. "
        "No figure for 1 of 5 places in time."
    )


def test_the_sentence_of_a_behaviour_chart_names_each_signal() -> None:
    assert charts.sentence(behaviour()).endswith(
        "Stands out: September 2025 (above the upper limit), June 2026 (in a run below the mean) "
        "and July 2026 (in a run below the mean)."
    )


def test_a_missing_month_breaks_the_line() -> None:
    paths = drawn(a_line(a_series("Median", [1, 2, None, 3, 4])), 640).iter(f"{SVG}path")
    assert [path.attrib["d"].count("L") for path in paths if path.get("stroke") == "#12436D"] == [1, 1]


def test_a_month_without_a_key_is_missing_too() -> None:
    chart = a_line(Series("Median", (Point("2024-11", 1), Point("2025-02", 2))))
    assert [row[0] for row in charts.table(chart).rows] == [
        "November 2024", "December 2024", "January 2025", "February 2025",
    ]  # fmt: skip


def test_a_month_leads_to_its_records_by_one_link_for_all_series() -> None:
    links = list(drawn(by_month(), 640).iter(f"{SVG}a"))
    assert len(links) == 23
    assert links[0].attrib == {
        "href": "/complaints/?month=2024-11&x=1",
        "aria-label": "November 2024: median 40.0, 90th percentile 120.0, 200 counted",
    }


def test_a_point_above_the_centre_points_up_and_one_below_points_down() -> None:
    paths = [path for path in drawn(behaviour(), 640).iter(f"{SVG}path") if path.get("fill") != "none"]
    assert [path.get("fill") for path in paths] == ["#F46A25", "#12436D", "#A285D1"]


def test_more_series_than_a_reader_can_tell_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4 series"):
        a_line(*(a_series(str(place), [1.0]) for place in range(5)))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_without_a_place_on_a_scale_is_refused(value: float) -> None:
    for kind in (
        lambda: a_line(a_series("Median", [value])),
        lambda: Columns(heading="h", parts=(a_series("Median", [value]),)),
        lambda: Bars(heading="h", bars=(Bar("a", value),)),
    ):
        with pytest.raises(ValueError, match="finite"):
            kind()


# Columns and bars


def test_the_table_of_stacked_columns_adds_them_up() -> None:
    chart = Columns(heading="h", parts=(a_series("Young", [3, None, 5]), a_series("Old", [1, None, 1200])))
    assert charts.table(chart) == (
        ("Month", "Young", "Old", "All"),
        (
            ("January 2024", "3", "1", "4"),
            ("February 2024", "–", "–", "–"),
            ("March 2024", "5", "1,200", "1,205"),
        ),
    )


def test_the_sentence_of_stacked_columns_says_the_whole_and_its_last_parts() -> None:
    chart = Columns(heading="h", parts=(a_series("young", [3, 5]), a_series("old", [1, 12])))
    assert charts.sentence(chart) == (
        "All: 17 in February 2024; fewest 4 in January 2024, most 17 in February 2024. Of the last: young 5 and old 12."
    )


def test_columns_stand_on_nought() -> None:
    chart = Columns(heading="h", parts=(a_series("Change", [10, -10]),))
    up, down = drawn(chart, 640).iter(f"{SVG}rect")
    assert float(up.attrib["y"]) + float(up.attrib["height"]) == pytest.approx(float(down.attrib["y"]), abs=0.2)
    assert up.attrib["height"] == down.attrib["height"]


def test_parts_of_a_whole_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        Columns(heading="h", parts=(a_series("a", [1]), a_series("b", [-1])))


def test_bars_are_sorted_and_the_short_ones_are_drawn_as_one_but_kept_in_the_table() -> None:
    chart = Bars(
        heading="h", unit="Allegations", most=2, bars=tuple(Bar(name, len(name)) for name in ("a", "bb", "cccc", "ddd"))
    )
    assert charts.table(chart) == (
        ("Name", "Allegations"),
        (("cccc", "4"), ("ddd", "3"), ("bb", "2"), ("a", "1")),
    )
    words = [text.text for text in drawn(chart, 640).iter(f"{SVG}text")]
    assert words == ["Allegations", "cccc", "4", "ddd", "3", "Other (2 kinds)", "3"]
    assert charts.sentence(chart) == "Most: cccc 4, ddd 3 and Other (2 kinds) 3; 1 more in the table."


def test_bars_in_order_keep_it_and_are_all_drawn() -> None:
    bars = tuple(Bar(f"Band {place}", place) for place in range(12))
    chart = Bars(heading="h", bars=bars, in_order=True)
    assert [row[0] for row in charts.table(chart).rows] == [bar.name for bar in bars]
    names = [text.text for text in drawn(chart, 640).iter(f"{SVG}text")][::2]
    assert names == [bar.name for bar in bars]


# Shares, flows, dots and funnels


def test_the_table_of_shares_has_a_row_for_each_reading() -> None:
    ends = (AtAge(28, None, None, None, at_risk=3), AtAge(60, None, None, None, at_risk=0))
    at = (AtAge(10, 0.125, 0.05, 0.3, at_risk=40), *ends)
    chart = Share(
        heading="h", unit="working days", curves=(Curve("2026", a_finish(a_step(9, 0.125), until=20, at=at)),)
    )
    assert charts.table(chart) == (
        ("Age in working days", "Finished", "Could be", "Still open, of those that old"),
        (("10", "13%", "5% to 30%", "40"), ("28", "–", "–", "3"), ("60", "–", "–", "–")),
    )


def test_the_numbers_still_open_lead_to_their_complaints() -> None:
    at = tuple(AtAge(age, 0.1, None, None, at_risk=1_040 - age) for age in (10, 28, 60))
    curve = Curve("2026", a_finish(a_step(9, 0.125), until=90, at=at), open_urls={10: "/list?lasted=10", 60: "/list"})
    for width in SIZES:
        links = list(drawn(Share(heading="h", unit="working days", curves=(curve,)), width).iter(f"{SVG}a"))
        assert [(link.get("href"), link.get("aria-label")) for link in links] == [
            ("/list?lasted=10", "2026: 1,030 still open at 10 working days"),
            ("/list", "2026: 980 still open at 60 working days"),
        ]
        targets = [link.find(f"{SVG}rect") for link in links]
        assert [float(target.attrib["height"]) for target in targets if target is not None] == [24, 24]


def test_the_sentence_of_shares_never_goes_beyond_the_curve() -> None:
    steps = (a_step(5, 0.4), a_step(24, 0.5), a_step(72, 0.8))
    curves = (Curve("2026", a_finish(*steps, until=80)), Curve("2027", a_finish(until=-1)))
    assert charts.sentence(Share(heading="h", unit="working days", curves=curves)) == (
        "2026: Half finish in 24 working days; three quarters in 72; nine in ten is not yet reached. "
        "2027: Too few cases to say how long they take."
    )


def test_periods_that_do_not_balance_are_not_drawn() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Flows(heading="h", flows=(a_flow("2026-10-05", 10, 5, 4, 12),))


def test_the_table_and_the_sentence_of_a_flow_balance() -> None:
    flows = (a_flow("2026-09-01", 10, 5, 3, 12), a_flow("2026-10-01", 12, 1, 4, 9))
    chart = Flows(heading="h", axis=Axis.MONTH, flows=flows)
    assert charts.table(chart).rows == (
        ("September 2026", "10", "5", "3", "12"),
        ("October 2026", "12", "1", "4", "9"),
    )
    assert charts.sentence(chart) == "Open at the start: 10. Came in: 6. Went out: 7. Open at the end: 9."


def test_every_case_of_a_strip_is_a_dot_that_meets_no_other() -> None:
    for width in SIZES:
        assert len(list(drawn(each_review(), width).iter(f"{SVG}a"))) == 104
        circles = [
            (float(one.attrib["cx"]), float(one.attrib["cy"]), float(one.attrib["r"]))
            for one in drawn(each_review(), width).iter(f"{SVG}circle")
        ]
        assert [
            1 for a, b in combinations(circles, 2) if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < (2 * a[2]) ** 2 - 1
        ] == []


def test_more_cases_than_a_reader_can_see_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 150 cases"):
        Strip(heading="h", dots=tuple(Dot("", 1) for _ in range(151)))


def test_a_rate_is_told_with_its_base_and_a_small_one_as_counts() -> None:
    assert charts.table(upheld()) == (
        ("Name", "Number", "Of", "Share", "Could be from", "To"),
        (
            ("Reviews decided in 2023-24", "20", "104", "19%", "13%", "28%"),
            ("Decided in 2022-23, the year before", "12", "104", "12%", "7%", "19%"),
            ("By panel", "3", "7", "–", "–", "–"),
            ("None", "0", "30", "0%", "0%", "11%"),
        ),
    )
    assert charts.sentence(upheld()).startswith("Reviews decided in 2023-24: 20 of 104: 19% (13% to 28%). ")


def test_the_table_of_a_funnel_is_in_order_of_names_and_ranks_nobody() -> None:
    names = [row[0] for row in charts.table(others()).rows]
    assert names == sorted(names)


def test_a_funnel_names_ours_and_those_outside_alone() -> None:
    words = [text.text for text in drawn(others(), 640).iter(f"{SVG}text")]
    assert [word for word in words if word == "Our office" or (word or "").startswith(("A rather", "Body"))] == [
        "Our office", "A rather far away constabulary", "Body 4", "Body 9", "Body 14",
    ]  # fmt: skip


def test_the_sentence_of_a_sparkline_says_its_ends() -> None:
    chart = Spark(heading="h", series=a_series("Median", [24, None, 30]))
    assert charts.sentence(chart) == "Median: 24.0 in January 2024 to 30.0 in March 2024."


# Letters and numbers


@pytest.mark.parametrize(
    ("number", "words"),
    [(145.83, "145.8"), (1234.5, "1,234.5"), (0, "0.0"), (-3.25, "-3.3")],
)
def test_days_show_one_decimal(number: float, words: str) -> None:
    assert days(number) == words


@pytest.mark.parametrize(
    ("number", "decimals", "in_table", "in_picture"),
    [
        (24, 1, "24.0", "24.0"),
        (-5, 0, "−5", "−5"),
        (-0.04, 1, "0.0", "0.0"),
        (9_999.94, 1, "9,999.9", "9,999.9"),
        (12_345.6, 1, "12,345.6", "12,346"),
        (1e6, 0, "1,000,000", "1m"),
        (2_540_000, 0, "2,540,000", "2.5m"),
        (999_999_999, 0, "999,999,999", "1bn"),
        (1e9, 0, "1,000,000,000", "1bn"),
    ],
)
def test_numbers_are_whole_in_tables_and_short_in_pictures(
    number: float, decimals: int, in_table: str, in_picture: str
) -> None:
    assert (exact(number, decimals=decimals), short(number, decimals=decimals)) == (in_table, in_picture)


@given(st.text(), st.floats(20, 400))
def test_a_wrapped_text_keeps_to_its_room(text: str, room: float) -> None:
    lines = wrapped(text, room, most=2)
    assert len(lines) <= 2
    assert max(map(width_of, lines), default=0) <= room


def test_a_shortened_text_ends_in_an_ellipsis() -> None:
    assert shortened("Delivery of duties", 84) == "Delivery of…"


@given(st.lists(st.tuples(st.floats(-50, 400), st.floats(10, 60)), max_size=6))
def test_spread_boxes_never_meet(given_boxes: list[tuple[float, float]]) -> None:
    centres, heights = [box[0] for box in given_boxes], [box[1] for box in given_boxes]
    placed = spread(centres, heights, top=0, bottom=340)
    ordered = sorted(zip(placed, heights, strict=True))
    assert all(one + high / 2 <= two - tall / 2 + 1e-6 for (one, high), (two, tall) in pairwise(ordered))
    assert all(middle - high / 2 >= -1e-6 for middle, high in ordered)


@given(
    st.integers(1, 400),
    st.integers(0, 30),
    st.sampled_from(SIZES),
)
def test_labels_of_months_thin_out_and_never_meet(count: int, start: int, width: int) -> None:
    keys = months("2001-01", start + count)[start:]
    picture = drawn(a_line(Series("M", tuple(Point(key, 1.0) for key in keys))), width)
    foot = [box for box in boxes(picture) if box[3] > float(picture.attrib["height"]) - 42]
    assert foot
    assert [1 for one, two in combinations(foot, 2) if one[1] < two[2] and two[1] < one[2] and one[3] == two[3]] == []
