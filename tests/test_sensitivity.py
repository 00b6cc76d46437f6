"""Sensitivity: kroner per step and over the stated ranges, one input at a time and in pairs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ipr.analysis.sensitivity import Sensitivity, Span, pairs, sensitivities, span_of, tornado
from ipr.budget.reckon import reckon
from ipr.plan.components import Range
from ipr.plan.inputs import inputs_of
from tests.plans import PLAN

ROWS = sensitivities(PLAN, {})
LEADER = "lines.tech_hub.project_leader.months"


def row(name: str, rows: tuple[Sensitivity, ...] = ROWS) -> Sensitivity:
    """The row of one input."""
    return next(item for item in rows if item.name == name)


def steps(found: Sensitivity) -> tuple[int | None, int | None]:
    """What one step down and one step up do to the reserve."""
    return (
        found.down.effect_nok if found.down else None,
        found.up.effect_nok if found.up else None,
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("assumptions.eur_nok", (500, -500)),
        # 5/12 of 500 000 is 208 333,33 and 7/12 is 291 666,67: both rounded to whole kroner.
        (LEADER, (41_667, -41_667)),
        ("funding.carry_over", (-50_000, 50_000)),
        # Price-sensitive lines: 570+75+150+250+100+150+50+250+250+150+200+250+100 thousand.
        ("assumptions.price_growth", (None, -25_450)),
        ("lines.inclusion", (None, -50_000)),
    ],
)
def test_one_step(name: str, expected: tuple[int | None, int | None]) -> None:
    """One step moves the reserve by the kroner of domain knowledge; below zero there is none."""
    assert steps(row(name)) == expected


def test_a_month_depends_on_rounding() -> None:
    """From seven months, a month down is 41 667 kroner and a month up 41 666."""
    assert steps(row(LEADER, sensitivities(PLAN, {LEADER: 7}))) == (41_667, -41_666)


def test_no_step_past_the_bound() -> None:
    """There is no thirteenth month."""
    assert row(LEADER, sensitivities(PLAN, {LEADER: 12})).up is None


def test_every_input_with_a_range() -> None:
    """Each input with a range in the plan has a row, with the reason of the range."""
    with_range = [name for name, item in inputs_of(PLAN).items() if item.range]
    assert [item.name for item in ROWS] == with_range
    assert all(item.because for item in ROWS)


@pytest.mark.parametrize("found", ROWS, ids=lambda found: found.name)
def test_the_figures_are_those_of_evaluate(found: Sensitivity) -> None:
    """Every end of every row is what the reckoning gives at that value."""
    for end in filter(None, (found.down, found.up, found.low, found.high)):
        reserve = reckon(PLAN, {found.name: end.value}).reserve
        assert (end.reserve_nok, end.effect_nok) == (reserve, reserve - 610_000)


def test_tornado() -> None:
    """The input that moves the reserve most comes first, and the rows are the same."""
    found = tornado(ROWS)
    assert sorted(found, key=ROWS.index) == list(ROWS)
    assert [item.name for item in found[:3]] == [
        "funding.carry_over",
        "lines.inclusion",
        "funding.county",
    ]
    swings = [item.swing_nok for item in found]
    assert swings == sorted(swings, reverse=True)


def test_pairs_without_interaction() -> None:
    """Carry-over and county add up: together they take what each takes alone."""
    found = pairs(PLAN, {}, ROWS)
    assert len(found) == len(ROWS) * (len(ROWS) - 1) // 2
    worst = found[0]
    assert {worst.first, worst.second} == {"funding.carry_over", "lines.inclusion"}
    assert (worst.reserve_nok, worst.effect_nok, worst.effect_nok - worst.sum_nok) == (
        -1_000_000,
        -1_610_000,
        0,
    )


def test_pairs_with_interaction() -> None:
    """More months of a leader whose pay grows five per cent cost more than each alone."""
    found = next(
        pair
        for pair in pairs(PLAN, {}, ROWS)
        if (pair.first, pair.second) == (LEADER, "assumptions.price_growth")
    )
    assert found.sum_nok == -250_000 - 5 * 25_450
    assert found.effect_nok - found.sum_nok == -12_500  # five per cent of the six months more


def test_span_in_own_unit() -> None:
    """A range in kroner is read in kroner, one of a rate in ten-thousandths."""
    catalogue = inputs_of(PLAN)
    assert span_of(catalogue["funding.carry_over"]) == Span(0, 1_500_000, 50_000)
    assert span_of(catalogue["assumptions.eur_nok"]) == Span(110_000, 140_000, 1_000)
    assert span_of(catalogue["lines.film"]) is None


@pytest.mark.parametrize(
    ("low", "high", "step"), [(5_000, 20_000, 10_000), (0, 20_000, 0), (20_000, 10_000, 10_000)]
)
def test_span_refused(low: int, high: int, step: int) -> None:
    """Half a month, no step, or an end before the beginning is refused."""
    months = inputs_of(PLAN)[LEADER]
    bad = Range(low_e4=low, high_e4=high, step_e4=step, because="prøve")
    with pytest.raises(ValueError, match="range"):
        span_of(replace(months, range=bad))
