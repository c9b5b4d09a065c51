"""Draws that anybody can repeat: the algorithm against a second telling of it, and what must hold of every draw."""

import subprocess
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as oracle

from pcc.errors import RuleBroken
from reviews.dip_sampling import sampling
from reviews.dip_sampling.sampling import Unit, draw, fingerprint, precision, reading_load, shares

KEYS = st.lists(st.text("ABCDEF/0123456789 ", min_size=1, max_size=12), min_size=1, max_size=60, unique=True)


@st.composite
def populations(make: st.DrawFn) -> list[Unit]:
    return [Unit(key, make(st.sampled_from(["", "North", "South", "West"]))) for key in make(KEYS)]


@given(population=populations(), seed=st.text(min_size=1, max_size=20), data=st.data())
def test_a_draw_is_the_same_however_the_population_is_ordered_and_gives_each_stratum_its_share(
    population: list[Unit], seed: str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(population)))
    reserves = data.draw(st.integers(0, 10))
    first = draw(population, size=size, reserves=reserves, seed=seed)
    again = draw(data.draw(st.permutations(population)), size=size, reserves=reserves, seed=seed)
    assert first == again
    assert len(set(first.drawn) | set(first.reserves)) == size + min(reserves, len(population) - size)
    assert Counter(unit.stratum for unit in first.drawn) == Counter(
        {share.stratum: share.drawn for share in first.shares if share.drawn}
    )
    for share in first.shares:
        assert abs(share.drawn - size * share.population / len(population)) < 1
    assert sum(share.drawn for share in first.shares) == size


def test_the_published_algorithm_gives_this_list() -> None:
    """Kept as it was first drawn: a change of the algorithm is a new version, never a new list under the old name."""
    population = [Unit(f"DEMO CO/{number:05}/25") for number in range(1, 51)]
    drawn = draw(population, size=5, reserves=2, seed="14 May 2026 + 731")
    told = sorted(population, key=lambda unit: sha256(b"14 May 2026 + 731\n" + unit.key.encode()).digest())
    assert [unit.key for unit in (*drawn.drawn, *drawn.reserves)] == [unit.key for unit in told[:7]]
    assert sampling.ALGORITHM == "sha256-order-1"


def test_a_shell_draws_the_same_sample() -> None:
    """The receipt can be checked with the tools of any machine."""
    keys = [f"DEMO CO/{number:05}/25" for number in range(1, 21)]
    script = (
        'while read -r key; do printf "%s %s\\n" "$(printf "seed 1\\n%s" "$key" | sha256sum | cut -c1-64)" "$key"; done'
    )
    told = subprocess.run(
        ["sh", "-c", f"{script} | sort | head -4 | cut -c66-"],
        input="\n".join(keys) + "\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert [unit.key for unit in draw([Unit(key) for key in keys], size=4, seed="seed 1").drawn] == told


def test_every_file_has_the_same_chance() -> None:
    """2,000 seeds, 3 of 12 files: each file is expected 500 times; a chi-squared test at one in a thousand."""
    population = [Unit(f"CO/{number}") for number in range(12)]
    counts = Counter(unit.key for seed in range(2000) for unit in draw(population, size=3, seed=f"seed {seed}").drawn)
    assert oracle.chisquare(list(counts.values())).pvalue > 0.001
    assert len(counts) == 12


@given(population=populations(), data=st.data())
def test_the_fingerprint_tells_any_change_of_the_population_and_no_change_of_order(
    population: list[Unit], data: st.DataObject
) -> None:
    assert fingerprint(data.draw(st.permutations(population))) == fingerprint(population)
    gone = data.draw(st.integers(0, len(population) - 1))
    assert fingerprint(population[:gone] + population[gone + 1 :]) != fingerprint(population)
    moved = [*population[:gone], Unit(population[gone].key, "Elsewhere"), *population[gone + 1 :]]
    assert fingerprint(moved) != fingerprint(population)


def test_largest_remainder() -> None:
    population = [Unit(f"a{n}", "A") for n in range(50)] + [Unit(f"b{n}", "B") for n in range(30)]
    population += [Unit(f"c{n}", "C") for n in range(20)]
    # 7 of 100: 3.5, 2.1 and 1.4 files, so the largest remainder gives the seventh to A.
    assert [(share.stratum, share.drawn) for share in shares(population, 7)] == [("A", 4), ("B", 2), ("C", 1)]


@pytest.mark.parametrize(
    ("size", "population", "low", "high"),
    [(30, 1_000_000, 33, 67), (30, 250, 34, 66), (25, 100_000, 32, 68), (40, 40, 50, 50)],
)
def test_precision_in_percent(size: int, population: int, low: int, high: int) -> None:
    found = precision(size, population)
    assert (round(100 * found.low), round(100 * found.high)) == (low, high)


def test_reading_load_of_the_published_example() -> None:
    assert reading_load(30, readers=14, readers_per_file=14).minutes_each == 240
    shared = reading_load(30, readers=14, readers_per_file=5)
    assert (shared.readings, shared.files_each, shared.minutes_each) == (150, 11, 88)


@pytest.mark.parametrize(
    ("population", "size", "seed"),
    [([Unit("a")], 2, "s"), ([Unit("a")], 0, "s"), ([Unit("a"), Unit("a", "B")], 1, "s"), ([Unit("a")], 1, "")],
)
def test_draws_that_cannot_be(population: list[Unit], size: int, seed: str) -> None:
    with pytest.raises(RuleBroken):
        draw(population, size=size, seed=seed)
