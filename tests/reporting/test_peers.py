"""Published tables of other bodies: read with care, averaged by cases, compared without a ranking."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from pcc.errors import RuleBroken
from pcc.models import User
from pcc.reporting.importing import peers as importing
from pcc.reporting.models import PeerTable
from pcc.roles import Role
from reviews.choices import Stage
from tests.conftest import signed_in
from tests.factories import a_force, a_user
from tests.review_factories import a_review

FIXTURES = Path(importing.__file__).parents[1] / "fixtures"
TABLE, DESCRIPTION = (
    (FIXTURES / f"iopc_2024_25_by_force.{kind}").read_text(encoding="utf-8") for kind in ("csv", "toml")
)
SMALL = 'title = "T"\npublisher = "P"\nsince = 2024-04-01\nuntil = 2025-03-31\nsource = "S"\nlicence = "L"\n'
SMALL += 'body = "b"\ntotal = "All"\n[[measure]]\ncode = "r"\nlabel = "R"\nkind = "rate"\nn = "n"\nk = "k"\n'
PAGE = "/reports/peers/"


def test_the_shipped_table_is_what_the_reader_reads(db: None) -> None:
    shipped = PeerTable.objects.get()
    held = {(one.measure, one.body, one.n, one.k, one.mean) for one in shipped.figures.all()}
    read = importing.read(TABLE, DESCRIPTION)
    assert held == {(one["measure"], one["body"], one["n"], one["k"], one["mean"]) for one in read.figures}
    assert len({one["body"] for one in read.figures}) == 44
    assert tuple(shipped.measures) == read.measures


def test_means_of_the_group_are_weighted_by_cases_and_equal_the_printed_ones(as_manager: Client) -> None:
    means = {row[0]: row[1] for row in as_manager.get(PAGE).context["means"]}
    assert {label: round(float(mean)) for label, mean in means.items()} == {
        "Outside Schedule 3": 22,
        "Under Schedule 3, with suspended time": 146,
        "Under Schedule 3, without suspended time": 138,
    }


def test_our_body_is_named_and_the_others_are_not_ranked(as_manager: Client) -> None:
    a_force(name="West Midlands Police")
    page = as_manager.get(PAGE)
    text = page.content.decode()
    assert "West Midlands: 18 of 71: 25%" in page.context["sentence"]
    assert "West Midlands" in page.context["chart"]["wide"]
    names = [row[0] for row in page.context["chart"]["rows"]]
    assert names == sorted(names)
    assert "Worked out here: all reviews less those of" in text
    assert "the unit is not certain" in text
    assert "no league table" in text


def test_of_a_handful_only_counts_are_told(as_manager: Client) -> None:
    rows = {row[0]: row for row in as_manager.get(PAGE, {"measure": "all-reviews"}).context["chart"]["rows"]}
    assert rows["City of London (with Action Fraud)"][1:4] == ["1", "3", "–"]


@pytest.mark.parametrize(
    "query", [{"measure": "x"}, {"ours": "Atlantis"}, {"measure": "iopc-investigated", "ours": ""}]
)
def test_any_question_gets_a_page(as_manager: Client, query: dict[str, str]) -> None:
    assert as_manager.get(PAGE, query).status_code == 200


COPIED = "Body\tDone\tUpheld\tDays\nNorth\t1,000\t120\t30\nSouth\t40\t10\t55.5\nTOTAL\t1,040\t130\t31\n"
LOADED = {
    "table": COPIED,
    "title": "Reviews 2025/26",
    "publisher": "Somebody",
    "since": "2025-04-01",
    "until": "2026-03-31",
    "source": "Table 3",
    "licence": "Open Government Licence v3.0",
    "caution": "Days: working days, the notes say.",
    "body": "Body",
    "total": "TOTAL",
    "kind_1": "rate",
    "label_1": "Reviews upheld",
    "value_1": "Upheld",
    "n_1": "Done",
    "derived_1": "Added up here.",
}


def test_a_manager_loads_a_table_that_was_copied_from_a_spreadsheet(as_manager: Client, manager: User) -> None:
    page = as_manager.get(as_manager.get(PAGE).context["load_url"])
    assert page.status_code == 200
    shown = as_manager.post("/reports/peers/load/", LOADED, follow=True)
    text = shown.content.decode()
    table = PeerTable.objects.get(title="Reviews 2025/26")
    assert table.loaded_by == manager
    assert "Added up here." in text and "working days, the notes say" in text
    assert [row[:3] for row in shown.context["chart"]["rows"]] == [["North", "120", "1,000"], ["South", "10", "40"]]
    assert len(shown.context["tables"]) == 2
    older = as_manager.get(f"{PAGE}{shown.context['tables'][1]['url']}")
    assert older.context["table"] != table
    again = as_manager.post("/reports/peers/load/", LOADED)
    assert "is loaded already" in again.content.decode() and "South" in again.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"table": COPIED.replace("\t10\t", "\t11\t")}, "The rows add up to 131, and the total says 130."),
        ({"value_1": "Overturned"}, "The table has no column Overturned."),
        ({"kind_1": ""}, "Say what of the table is compared"),
        ({"n_1": ""}, "This is needed for what is compared."),
        ({"until": "2024-03-31"}, "the earlier one first"),
        ({"table": "Body"}, "The table has no rows."),
        ({"table": COPIED + "West\t5\n"}, "is not a number"),
    ],
)
def test_a_table_that_cannot_be_gets_a_sentence_and_keeps_what_was_typed(
    as_manager: Client, change: dict[str, str], sentence: str
) -> None:
    page = as_manager.post("/reports/peers/load/", LOADED | change)
    text = page.content.decode()
    assert sentence in text and "Reviews 2025/26" in text
    assert not PeerTable.objects.filter(title="Reviews 2025/26").exists()


def test_a_table_of_means_alone_shows_them(as_manager: Client) -> None:
    mean = {"kind_1": "mean", "label_1": "Days to finalise", "value_1": "Days"}
    page = as_manager.post("/reports/peers/load/", LOADED | mean, follow=True)
    assert page.context["sentence"] == "This table has means and no rates."
    assert page.context["means"][0][:3] == ["Days to finalise", "31.0", "1,040"]
    assert as_manager.get("/reports/peers.csv").status_code == 409


def test_our_own_reviews_are_a_mark_beside_the_published_ones(as_manager: Client, officer: User) -> None:
    before = as_manager.get(PAGE).context["chart"]["rows"]
    for upheld in (True, False, False):
        a_review(Stage.NOTIFIED, by=officer, upheld=upheld)
    page = as_manager.get(PAGE)
    assert "Our own reviews, 12 months to" in page.context["sentence"] and "1 of 3" in page.context["sentence"]
    rows = page.context["chart"]["rows"]
    assert len(rows) == len(before) + 1 and [row[1] for row in rows if row[0].startswith("Our own")] == ["1"]
    assert "Our own reviews" in page.context["chart"]["wide"]
    assert "Our own" not in as_manager.get(PAGE, {"measure": "all-reviews"}).context["sentence"]
    (cell,) = [row[2] for row in rows if row[0].startswith("Our own")]
    assert as_manager.get(cell["url"]).context["total"] == int(cell["text"]) == 3
    assert [unescape(url) for url in re.findall(r'href="([^"]*)"', page.context["chart"]["wide"])] == [cell["url"]]
    assert "/reviews/" not in as_manager.get("/reports/peers.svg").content.decode()
    chart = signed_in(a_user(Role.ADMINISTRATOR)).get(PAGE).context["chart"]
    assert "href" not in chart["wide"] and all(isinstance(row[2], str) for row in chart["rows"])


@pytest.mark.parametrize("table", ["0", "x", "99999999999"])
def test_a_table_that_is_none_is_missing(as_manager: Client, table: str) -> None:
    assert as_manager.get(PAGE, {"table": table}).status_code == 404


def test_without_a_table_the_page_says_how_to_load_one(as_manager: Client) -> None:
    PeerTable.objects.all().delete()
    assert "load_peers" in as_manager.get(PAGE).content.decode()
    assert as_manager.get("/reports/peers.csv").status_code == 404


def test_the_funnel_is_a_file_with_its_source(as_manager: Client) -> None:
    text = as_manager.get("/reports/peers.csv", {"ours": "Kent"}).content.decode()
    assert "name,k,n,share,position,as_at,filter" in text
    assert "Kent is named" in text
    assert as_manager.get("/reports/peers.svg").content.startswith(b"<svg")


@pytest.mark.parametrize(
    ("table", "description", "sentence"),
    [
        ("b,n,k\nA,5,6\n", SMALL, "6 of 5 is not a share"),
        ("b,n,k\nA,five,1\n", SMALL, "Row 2, n: 'five' is not a number"),
        ("b,n,k\nA,-1,0\n", SMALL, "Row 2, n: -1 cannot be"),
        ("b,n,k\nA,5,1\nA,6,1\n", SMALL, "more than once: A"),
        ("b,n,k\nA,5,1\nAll,6,1\n", SMALL, "add up to 5, and the total says 6"),
        ("b,n\nA,5\n", SMALL, "no column k"),
        ("", SMALL, "no rows"),
        ("b,n,k\nA,5,1\n", "title = ", "cannot be read"),
        ("b,n,k\nA,5,1\n", 'title = "T"', "lacks: publisher"),
        ("b,n,k\nA,5,1\n", SMALL.replace("2025-03-31", "2020-03-31"), "the earlier one first"),
        ("b,n,k\nA,5,1\n", SMALL.replace('"rate"', '"rank"'), "A measure needs"),
        ("b,n,k\nA,5,1,9\n", SMALL, "Row 2 has more cells than there are headings"),
        ("b,n,n,k\nA,5,6,1\n", SMALL, "more than one column n"),
        ("b,n,k\n,5,1\n", SMALL, "Row 2, b: a body needs a name"),
        (f"b,n,k\n{'A' * 121},5,1\n", SMALL, "at most 120 characters"),
        (f"b,n,k\n{'A' * 140_000},5,1\n", SMALL, "Row 2 of the table cannot be read"),
        ("b,n,k\nA\0,5,1\n", SMALL, "The table is no text"),
        ("b,n,k\nA,nan,1\n", SMALL, "Row 2, n: 'nan' is not a number"),
        (f"b,n,k\nA,{'9' * 5000},1\n", SMALL, "cannot be"),
        ("b,n,k\nAll,5,1\n", SMALL, "no body beside its total"),
        ("b,n,k\nA,5,1\n", SMALL.replace('"T"', f'"{"T" * 201}"'), "title is longer than 200"),
        ("b,n,k\nA,5,1\n", SMALL.replace('"S"', "5"), "source must be words"),
        ("b,n,k\nA,5,1\n", SMALL.partition("[[")[0] + "measure = 5\n", "must each begin with"),
        ("b,n,k\nA,5,1\n", SMALL + SMALL[SMALL.index("[[") :], "Two figures are both called R"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_with_a_sentence(table: str, description: str, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        importing.read(table, description)


@pytest.mark.parametrize(
    "table", ["\ufeffb;n;k\rA;1,000;1\r;;\r", "b\tn\tk\t\n\nA\t1000\t1\t\n", " b , n,k\nA,1000, 1\n"]
)
def test_a_table_is_read_however_a_spreadsheet_writes_it(table: str) -> None:
    figures = importing.read(table, SMALL).figures
    assert figures == ({"body": "A", "n": 1000, "k": 1, "mean": None, "measure": "r"},)


def test_an_operator_loads_a_table_once(db: None, tmp_path: Path) -> None:
    table, description = tmp_path / "t.csv", tmp_path / "t.toml"
    table.write_text("b,n,k\nA,50,10\nB,40,5\nAll,90,15\n")
    description.write_text(SMALL)
    call_command("load_peers", str(table), str(description))
    assert PeerTable.objects.get(title="T").figures.count() == 2
    with pytest.raises(CommandError, match="loaded already"):
        call_command("load_peers", str(table), str(description))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_peers", str(tmp_path / "none.csv"), str(description))
