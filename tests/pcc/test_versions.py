"""Two edits of one record, put together."""

from hypothesis import given
from hypothesis import strategies as st

from pcc.versions import Clash, Merged, merge


def test_what_only_one_of_two_people_changed_is_kept() -> None:
    before = {"area": "North", "channel": "Post", "result": ""}
    merged = merge(
        before=before, mine={"area": "North", "channel": "Phone", "result": ""}, theirs=before | {"area": "South"}
    )
    assert merged == Merged(values={"area": "South", "channel": "Phone", "result": ""}, theirs=("area",))


def test_what_both_changed_differently_is_a_clash_that_keeps_mine() -> None:
    merged = merge(before={"area": "North"}, mine={"area": "East"}, theirs={"area": "South"})
    assert merged == Merged(
        values={"area": "East"}, theirs=("area",), clashes=(Clash("area", "North", "East", "South"),)
    )


def test_what_both_changed_to_the_same_is_no_clash() -> None:
    assert merge(before={"area": "North"}, mine={"area": "South"}, theirs={"area": "South"}).clashes == ()


def test_without_the_version_that_the_form_showed_every_difference_is_a_clash() -> None:
    merged = merge(before=None, mine={"area": "East", "channel": ""}, theirs={"area": "South", "channel": ""})
    assert merged.clashes == (Clash("area", None, "East", "South"),)


VALUES = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"})


@given(before=VALUES, mine=VALUES, theirs=VALUES)
def test_no_edit_of_either_person_is_lost_without_a_word(
    before: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    merged = merge(before=before, mine=mine, theirs=theirs)
    clashes = {clash.field for clash in merged.clashes}
    for name in before:
        if mine[name] != before[name]:
            assert merged.values[name] == mine[name]
        if theirs[name] != before[name] and name not in clashes:
            assert merged.values[name] == theirs[name]
