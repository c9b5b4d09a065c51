"""Where messages belong: every route says who can help, and a suggestion says why it is made."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules.triage import SIGNS, WAYS, Route, may_upset, suggestions

RULES = tomllib.loads((Path(__file__).parents[2] / "pcc/fixtures/clock_rules.toml").read_text())


def test_every_route_says_who_can_help_and_has_words_ready() -> None:
    assert list(WAYS) == list(Route)
    for way in WAYS.values():
        assert way.title and way.who_can_help.endswith(".") and way.words.endswith(".") and way.source


def test_clocks_named_by_routes_are_rules() -> None:
    assert {way.clock for way in WAYS.values()} - {""} <= set(RULES)


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("I would like to request a review of my complaint. I have the outcome letter.", [Route.REVIEW]),
        ("Please treat this as a Freedom of Information request.", [Route.FOI]),
        ("Send me all the information you hold about me (subject access).", [Route.SUBJECT_ACCESS]),
        ("There are speeding cars and off road bikes in our street every night.", [Route.LOCAL_ISSUE]),
        ("I want to make a complaint: the officer was rude to my son.", [Route.FORCE_COMPLAINT]),
        ("The chief constable told me himself to go away.", [Route.CHIEF_CONSTABLE]),
        ("My neighbour says he will kill me, it is happening now", [Route.DANGER, Route.LOCAL_ISSUE]),
        ("Thank you for coming to our fair.", []),
        ("A review of the film we saw", []),
        ("The foibles of neighbourly love", [Route.LOCAL_ISSUE]),
    ],
)
def test_what_the_words_suggest(text: str, routes: list[Route]) -> None:
    assert [one.route for one in suggestions(text)] == routes


def test_a_suggestion_says_why() -> None:
    (found,) = suggestions("FOI request", "This is under the Freedom of  Information Act 2000")
    assert found.sentence == "It says “foi request” and “freedom of information”."
    (one,) = suggestions("subject access")
    assert one.sentence == "It says “subject access”."


@pytest.mark.parametrize(
    ("text", "warned"),
    [("You are scum and I know where you live", True), ("I want to end my life", True), ("Many thanks", False)],
)
def test_who_reads_is_warned_first(text: str, warned: bool) -> None:
    assert may_upset(text) is warned


@given(st.text(max_size=3000))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert [one.route for one in suggestions(text)] == sorted(
        {one.route for one in suggestions(text)}, key=list(WAYS).index
    )


@pytest.mark.parametrize("route", SIGNS)
def test_the_worst_text_is_read_to_its_end(route: Route) -> None:
    for worst in ("appl" * 12_500, "information you hold " * 2_500, "f" * 50_000, "complain about the " * 2_500):
        SIGNS[route].search(worst)
