"""Mappings: what they may say, and what is said of those that are unsound."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.importing.looking import date_formats
from complaints.importing.mapping import ColumnMap, read_mapping, write_mapping
from pcc.errors import RuleBroken

LEAST = """
[columns]
reference = "Ref"
received_on = "Received"
[dates]
format = "%d/%m/%Y"
time_zone = "Europe/London"
"""
NO_REFERENCE = "[columns] must name the column of reference."
NO_DAY = "[columns] must name the column of received_on."
NO_ZONE = '[dates] must name the time zone in which dates are written, as in time_zone = "Europe/London".'


def test_the_example_is_read():
    columns = read_mapping((Path(__file__).parents[2] / "docs" / "examples" / "detroit.toml").read_text())

    assert columns.headers == {
        "reference": "BPC",
        "received_on": "Report_Date",
        "finalised_on": "Closed",
        "area": "Unit",
        "channel": "Entry",
        "result": "Administrative_Closure",
        "category": "Allegation",
        "decision": "Finding",
    }
    assert set(columns.formats.values()) == {("%Y/%m/%d %H:%M:%S+00",)}
    assert (columns.zone, columns.taken_on) == (ZoneInfo("UTC"), date(2020, 5, 31))


def test_a_date_field_may_have_a_format_of_its_own():
    text = LEAST.replace("received_on =", 'finalised_on = "Closed"\nreceived_on =').replace(
        "time_zone", 'finalised_on = ["%Y-%m-%d", "%d %b %y"]\ntime_zone'
    )

    assert read_mapping(text).formats == {"received_on": ("%d/%m/%Y",), "finalised_on": ("%Y-%m-%d", "%d %b %y")}


@pytest.mark.parametrize(
    ("text", "objections"),
    [
        ("", [NO_REFERENCE, NO_DAY, NO_ZONE]),
        ("colour = 1\n" + LEAST, [
          "A mapping has no 'colour'; it may have allegation, columns, dates, file, ignored, taken_on, values."]),
        (LEAST.replace("received_on", "recieved_on"), [
            "[columns] has no 'recieved_on'; it may have area, channel, finalised_on, first_contact_on, handling, "
            "logged_on, received_on, reference, result, suspended_days, young_person.",
            "[columns] must name the column of received_on.",
        ]),
        (LEAST.replace('"Ref"', "7"),
         ["columns.reference must be text between quotes.", NO_REFERENCE]),
        (LEAST.replace('"Ref"', '"Received"'), ["The column 'Received' is mapped twice."]),
        (LEAST.replace("%d/%m/%Y", "%d/%m"),
         ["dates.format: '%d/%m' must say day (%d), month (%m, %b or %B) and year (%Y or %y) once each."]),
        (LEAST.replace("%d/%m/%Y", "%d/%m/%Y %Q"), ["dates.format: %Q cannot be used in '%d/%m/%Y %Q'."]),
        (LEAST.replace("%d/%m/%Y", "%d/%m/%Y %"), ["dates.format: % cannot be used in '%d/%m/%Y %'."]),
        (LEAST.replace("Europe/London", "Europe/Londinium"), ["'Europe/Londinium' is not a time zone."]),
        (LEAST.replace("Europe/London", "../../etc/passwd"), ["'../../etc/passwd' is not a time zone."]),
        (LEAST.replace('format = "%d/%m/%Y"\n', ""),
         ['[dates] must declare how dates are written, as in format = "%d/%m/%Y".']),
        (LEAST + '[file]\nencoding = "klingon"\n',
         ["file.encoding must be one of 'utf-8', 'windows-1252', 'iso-8859-1', 'iso-8859-15', 'utf-16'."]),
        (LEAST + '[file]\ndelimiter = "x"\n', ["file.delimiter must be one of ',', ';', '\\t', '|'."]),
        (LEAST + '[ignored]\ncolumns = ["Ref"]\n', ["The column 'Ref' is both mapped and ignored."]),
        (LEAST + '[ignored]\ncolumns = "Ref"\n', ["ignored.columns must be a list of columns."]),
        (LEAST + '[values.handling]\nA = "LOCAL"\n', ["[values.handling] translates a field that has no column."]),
        (LEAST.replace("[dates]", 'handling = "Route"\n[values.handling]\nA = "Abroad"\n[dates]'),
         ["values.handling: 'A' must become one of DIRECTED, INDEPENDENT, LOCAL, NOT_STATED, OTHERWISE, OUTSIDE."]),
        ("taken_on = 1994-12-31\n" + LEAST, ["taken_on must be a date from 1995 on, as in 2026-04-30."]),
        ("columns = 3\n", ["[columns] must be a table.", NO_REFERENCE, NO_DAY, NO_ZONE]),
    ],
)  # fmt: skip
def test_an_unsound_mapping_says_all_that_is_wrong_with_it(text, objections):
    with pytest.raises(RuleBroken) as refusal:
        read_mapping(text)

    assert str(refusal.value).splitlines() == objections


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("a = ", "The mapping is not TOML: Invalid value"),
        ("a = " + "[" * 50_000, "The mapping is not TOML that can be read: it is nested too deep."),
        ("a = " + "9" * 5_000, "The mapping is not TOML: "),
        ("a = '\udc80'", "The mapping holds characters that are not text."),
        ("#" * 100_001, "A mapping has at most 100,000 characters; this has 100,001."),
    ],
)
def test_what_is_no_mapping_at_all_is_refused(text, beginning):
    with pytest.raises(RuleBroken) as refusal:
        read_mapping(text)

    assert str(refusal.value).startswith(beginning)


VALUE = st.recursive(
    st.sampled_from(['"Ref"', '"%d/%m/%Y"', '"Europe/London"', "1", "true", "2024-01-01", "2024-01-01T00:00:00", '""']),
    lambda inner: st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]"),
    max_leaves=4,
)
NAME = st.sampled_from(
    ["reference", "received_on", "format", "time_zone", "columns", "encoding", "handling", "taken_on"]
)
SECTION = st.sampled_from(
    ["columns", "allegation", "dates", "file", "ignored", "values", "values.handling", "values.area"]
)


@given(st.dictionaries(SECTION, st.dictionaries(NAME, VALUE, max_size=4), max_size=5), st.text(max_size=20))
def test_whatever_is_written_is_read_or_refused_in_a_sentence(sections, rest):
    text = "".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in table.items())
        for name, table in sections.items()
    )
    for each in (text, text + rest):
        try:
            read_mapping(each)
        except RuleBroken as refusal:
            assert str(refusal)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(lambda text: text.strip())
HEADER_WORDS = WORDS.map(str.strip)


@given(
    st.lists(HEADER_WORDS, min_size=6, max_size=6, unique=True),
    st.dictionaries(HEADER_WORDS, st.text(st.characters(categories=("L", "N", "P")), max_size=8), max_size=3),
    st.booleans(),
    st.sampled_from(["", ";", "\t"]),
)
def test_a_mapping_made_on_screen_reads_back_as_it_was_meant(headers, codes, linked, delimiter):
    columns = ColumnMap(
        headers=dict(zip(("reference", "received_on", "area", "category"), headers, strict=False)),
        formats={"received_on": ("%d/%m/%Y", "%d %B %Y")},
        zone=ZoneInfo("Europe/London"),
        values={"area": codes},
        ignored=frozenset(headers[4:5]),
        delimiter=delimiter,
        taken_on=date(2026, 4, 30),
        link=headers[5] if linked else "",
    )

    assert read_mapping(write_mapping(columns)) == columns


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["01/02/2024", "03/04/2024"], [("%d/%m/%Y", 2), ("%m/%d/%Y", 2)]),
        (["01/02/2024", "25/12/2024"], [("%d/%m/%Y", 2), ("%m/%d/%Y", 1)]),
        (["2024-02-01"], [("%Y-%m-%d", 1)]),
        (["2016/01/25 00:00:00+00"], [("%Y/%m/%d %H:%M:%S+00", 1)]),
        (["2024-02-01T10:30:00.123456+01:00"], [("%Y-%m-%dT%H:%M:%S.%f%z", 1)]),
        (["1 March 2024"], [("%d %B %Y", 1)]),
        (["Mar 1, 24"], [("%b %d, %y", 1)]),
        (["1.2.24 3:05 PM"], [("%d.%m.%y %I:%M %p", 1), ("%m.%d.%y %I:%M %p", 1)]),
        (["North", "01/02/2024", "South"], []),
        (["45352", "", "31/31/2024"], []),
        ([], []),
    ],
)
def test_formats_are_inferred_and_never_chosen_where_two_fit(cells, expected):
    assert date_formats([cell for cell in cells if cell]) == expected


@given(st.lists(st.text(max_size=20), max_size=5))
def test_whatever_stands_in_a_column_each_inferred_format_can_be_declared(cells):
    for pattern, read in date_formats(cells):
        assert 2 * read >= len(cells)
        assert read_mapping(LEAST.replace("%d/%m/%Y", pattern.replace('"', "'"))).formats
