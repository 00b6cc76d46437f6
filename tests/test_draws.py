"""Draws from stated distributions: reproducible, counted exactly, true to what is stated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.draws import (
    CHUNK,
    TABLE,
    Distribution,
    Draw,
    Floats,
    Ints,
    drawn_inputs,
)
from ipr.analysis.sweep import QUANTILES, Reckoned, Sweep, table_of
from ipr.budget.reckon import reckon
from tests.plans import PLAN

CARRY, COUNTY, RATE = "funding.carry_over", "funding.county", "assumptions.eur_nok"
STATED: dict[str, Distribution] = {
    CARRY: Distribution("triangular", (0, 1_000_000, 1_500_000)),
    COUNTY: Distribution("discrete", (2_500_000, 2_250_000), (3, 1)),
    RATE: Distribution("pert", (110_000, 117_500, 140_000)),
}
EVERYWHERE = (np.arange(200_000) + 0.5) / 200_000


def ranks(values: object) -> Floats:
    """The rank of each value."""
    return np.argsort(np.argsort(values, kind="stable")).astype(np.float64)  # type: ignore[call-overload,no-any-return]


def spearman(drawn: dict[str, object], one: str, other: str) -> float:
    """The rank correlation of two drawn inputs."""
    return float(np.corrcoef(ranks(drawn[one]), ranks(drawn[other]))[0, 1])


def reserves_of(draw: Draw) -> Ints:
    """The reserve of each draw."""
    return Reckoned(Sweep(PLAN, {}, draw), table_of(Sweep(PLAN, {}, draw))).reserves


def test_same_seed_same_draws() -> None:
    """The same seed gives the same draws, another seed others."""
    again = [reserves_of(Draw(STATED, 1000, seed=7)) for _ in range(2)]
    assert np.array_equal(*again)
    assert not np.array_equal(again[0], reserves_of(Draw(STATED, 1000, seed=8)))


@pytest.mark.parametrize("number", [1, 100, CHUNK, CHUNK + 1])
def test_fewer_draws_are_the_first_of_more(number: int) -> None:
    """Asking for more draws adds to the ones already seen, correlated or not."""
    together = {(CARRY, RATE): -5_000}
    many = reserves_of(Draw(STATED, 2 * CHUNK + 5, together, seed=3))
    assert len(many) == 2 * CHUNK + 5
    assert np.array_equal(reserves_of(Draw(STATED, number, together, seed=3)), many[:number])


def test_chunks_have_streams_of_their_own() -> None:
    """The draws of one chunk are not those of another over again."""
    reserves = reserves_of(Draw(STATED, 2 * CHUNK))
    assert not np.array_equal(reserves[:CHUNK], reserves[CHUNK:])


def test_known_draws() -> None:
    """The first draws of a seed are these, on every machine and with every version of NumPy."""
    draw = Draw({CARRY: Distribution("uniform", (0, 1_000_000))}, 5, seed=2026)
    drawn = drawn_inputs({}, draw, 0)
    assert np.asarray(drawn[CARRY]).tolist() == [382_691, 20_440, 931_965, 526_682, 769_047]


def test_every_reserve_is_evaluated() -> None:
    """Each draw's reserve is what the reckoning gives for that draw alone, and none is dropped."""
    draw, inputs = Draw(STATED, 50, seed=1), {"lines.film": 0}
    drawn = drawn_inputs(inputs, draw, 0)
    reserves = table_of(Sweep(PLAN, inputs, draw))["reserve"].tolist()
    for row in range(50):
        one = {name: int(np.asarray(drawn[name])[row]) for name in STATED} | inputs
        assert reckon(PLAN, one).reserve == reserves[row]
    few = Draw({CARRY: Distribution("discrete", (0, 500_000), (1, 1))}, 50)
    assert len(table_of(Sweep(PLAN, {}, few))) == 50  # draws that are alike are draws


@pytest.mark.parametrize(
    ("distribution", "mean", "variance"),
    [
        (
            Distribution("triangular", (0, 1_000_000, 1_500_000)),
            2_500_000 / 3,
            (1e12 + 2.25e12 - 1.5e12) / 18,
        ),
        (
            Distribution("pert", (0, 1_000_000, 1_500_000)),
            5_500_000 / 6,
            (5.5 / 6) * (3.5 / 6) * 1e12 / 7,
        ),
        (Distribution("pert", (0, 0, 600_000)), 100_000, 100_000 * 500_000 / 7),
        (Distribution("uniform", (0, 600_000)), 300_000, 600_000**2 / 12),
        (Distribution("discrete", (0, 400_000), (1, 3)), 300_000, 3e10),
    ],
)
def test_mean_and_variance(distribution: Distribution, mean: float, variance: float) -> None:
    """Each distribution has the mean and the variance of its formula."""
    values = distribution.at(EVERYWHERE)
    assert values.mean() == pytest.approx(mean, rel=1e-4)
    assert values.var() == pytest.approx(variance, rel=1e-3)


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution("uniform", (3, 12)),
        Distribution("triangular", (3, 6, 12)),
        Distribution("pert", (3, 6, 12)),
        Distribution("pert", (5, 5, 5)),
        Distribution("discrete", (9, 3), (1, 2)),
    ],
)
def test_values_rise_within_the_ends(distribution: Distribution) -> None:
    """Values rise with the even number and never leave the stated ends."""
    even = np.concatenate([[0.0], EVERYWHERE, [np.nextafter(1, 0)]])
    values = distribution.at(even)
    assert np.all(np.diff(values) >= 0)
    assert (values[0], values[-1]) == (min(distribution.values), max(distribution.values))


def test_uniform_is_exactly_even() -> None:
    """Each of the ten whole values from 3 to 12 is as likely."""
    counts = np.bincount(Distribution("uniform", (3, 12)).at(EVERYWHERE))
    assert counts[3:].tolist() == [20_000] * 10


def test_discrete_weights_are_exact() -> None:
    """A weight of one in four is met by exactly a quarter of the even numbers."""
    values = Distribution("discrete", (5, 1, 3), (1, 0, 3)).at(EVERYWHERE)
    assert np.bincount(values).tolist() == [0, 0, 0, 150_000, 0, 50_000]


def test_pert_table_is_fine_enough() -> None:
    """PERT with the mode at one end has a known inverse; the table meets it to one in 10⁶."""
    even = EVERYWHERE[::10]
    exact = 10**9 * (1 - (1 - even) ** 0.2)  # density 5 (1 − x)⁴
    found = Distribution("pert", (0, 0, 10**9)).at(even)
    assert np.abs(found - exact).max() < 10**9 / 10**6
    assert TABLE > 4_000


@pytest.mark.parametrize("spearman_e4", [-10_000, -6_000, 0, 3_000, 8_000, 10_000])
def test_correlation_as_stated(spearman_e4: int) -> None:
    """Two inputs have the rank correlation stated, each with its own distribution untouched."""
    both: dict[str, Distribution] = {
        CARRY: Distribution("uniform", (0, 10**6)),
        RATE: Distribution("triangular", (0, 10**6, 10**7)),
    }
    pair = {(CARRY, RATE): spearman_e4}
    found = drawn_inputs({}, Draw(both, CHUNK, pair, seed=5), 0)
    alone = drawn_inputs({}, Draw(both, CHUNK, seed=5), 0)
    assert spearman(found, CARRY, RATE) == pytest.approx(spearman_e4 / 10_000, abs=0.02)  # type: ignore[arg-type]
    for name in both:
        assert np.array_equal(np.sort(np.asarray(found[name])), np.sort(np.asarray(alone[name])))


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=40))
def test_quantiles_are_exact(reserves: list[int]) -> None:
    """A quantile is the least drawn reserve that so large a part of the draws do not exceed."""
    table = pd.DataFrame({"reserve": pd.array(reserves, dtype="Int64")})
    found = Reckoned(Sweep(PLAN, {}, Draw({}, len(reserves))), table).quantiles
    for per_mille, value in found:
        not_above = [
            r
            for r in sorted(reserves)
            if 1000 * sum(x <= r for x in reserves) >= per_mille * len(reserves)
        ]
        assert value == not_above[0]
    assert [per_mille for per_mille, _ in found] == list(QUANTILES)
