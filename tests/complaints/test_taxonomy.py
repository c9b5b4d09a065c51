"""The national taxonomy as shipped: two schemes, each in its time, with where each row comes from."""

from datetime import date

import pytest

from complaints.choices import Decision
from complaints.models import Category, Factor
from complaints.rules import UNVERIFIED_DECISIONS, code_named, decisions_for

pytestmark = pytest.mark.django_db

NATIONAL = "NATIONAL-2020"


def test_the_eleven_categories_run_from_a_to_l_without_i() -> None:
    codes = Category.objects.filter(scheme=NATIONAL, parent=None).order_by("code").values_list("code", flat=True)
    assert "".join(codes) == "ABCDEFGHJKL"


def test_each_subcategory_stands_under_the_category_of_its_letter() -> None:
    pairs = Category.objects.filter(parent__isnull=False).values_list(
        "code", "parent__code", "scheme", "parent__scheme"
    )
    assert [pair for pair in pairs if pair[0][0] != pair[1] or pair[2] != pair[3]] == []
    assert len(pairs) == 45


def test_each_row_says_where_it_comes_from_and_few_are_verified() -> None:
    rows = [*Category.objects.all(), *Factor.objects.all()]
    assert [str(row) for row in rows if not row.source] == []
    verified = set(Category.objects.filter(verified=True).values_list("code", flat=True))
    assert verified == {*"ABCDEFGHJKL", "B1"}
    assert not Factor.objects.filter(verified=True).exists()


def test_one_scheme_ends_the_day_before_the_next_begins() -> None:
    assert set(Category.objects.in_force(date(2020, 1, 31)).values_list("scheme", flat=True)) == {"IPCC-2012"}
    assert set(Category.objects.in_force(date(2020, 2, 1)).values_list("scheme", flat=True)) == {NATIONAL}


@pytest.mark.parametrize("scheme_on", [date(2019, 6, 1), date(2024, 6, 1)])
def test_every_category_is_found_by_its_own_code_and_name(scheme_on: date) -> None:
    rows = list(Category.objects.in_force(scheme_on))
    for row in rows:
        assert code_named(f"{row.code} {row.name}", rows, on=scheme_on) == row


def test_every_decision_can_end_some_route_and_unverified_ones_are_marked() -> None:
    reachable = {
        decision for handling in ("OUTSIDE", "OTHERWISE", "LOCAL") for decision in decisions_for(handling, special=None)
    }
    assert reachable == set(Decision)
    assert set(Decision) > UNVERIFIED_DECISIONS
