"""One input at a time and two at once: kroner per step, over stated ranges, exact thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.sensitivity import (
    BreakEven,
    Sensitivity,
    Span,
    break_even,
    pairs,
    sensitivities,
    span_of,
)
from ipr.budget.reckon import reckon
from ipr.plan.inputs import inputs_of
from tests.plans import PLAN

ROWS = sensitivities(PLAN, {})
NUMBERS = [name for name, item in inputs_of(PLAN).items() if item.unit != "choice"]
LEADER = "lines.tech_hub.project_leader.months"
CARRY, COUNTY, RATE = "funding.carry_over", "funding.county", "assumptions.eur_nok"


def row(name: str, rows: tuple[Sensitivity, ...] = ROWS) -> Sensitivity:
    """The row of one input."""
    return next(one for one in rows if one.item.name == name)


def steps(found: Sensitivity) -> tuple[int | None, ...]:
    """What one step down and one step up do to the reserve."""
    return tuple(end and end.effect_nok for end in (found.down, found.up))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (RATE, (500, -500)),
        # 5/12 of 500 000 is 208 333,33 and 7/12 is 291 666,67: both rounded to whole kroner.
        (LEADER, (41_667, -41_667)),
        (CARRY, (-50_000, 50_000)),
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
    """Each input with a range in the plan has a row, in the plan's order."""
    with_range = [name for name, item in inputs_of(PLAN).items() if item.range]
    assert [one.item.name for one in ROWS] == with_range


@pytest.mark.parametrize("found", ROWS, ids=lambda found: found.item.name)
def test_ends_are_those_of_evaluate(found: Sensitivity) -> None:
    """Every end of every row is what the reckoning gives at that value."""
    for end in filter(None, (found.down, found.up, found.low, found.high)):
        reserve = reckon(PLAN, {found.item.name: end.value}).reserve
        assert (end.reserve_nok, end.effect_nok) == (reserve, reserve - 610_000)


def test_pairs_without_interaction() -> None:
    """Carry-over and county add up: together they take what each takes alone."""
    found = pairs(PLAN, {}, ROWS)
    assert len(found) == len(ROWS) * (len(ROWS) - 1) // 2
    worst = found[0]
    assert {worst.first.item.name, worst.second.item.name} == {CARRY, "lines.inclusion"}
    assert (worst.reserve_nok, worst.effect_nok, worst.sum_nok) == (
        -1_000_000,
        -1_610_000,
        -1_610_000,
    )


def test_pairs_with_interaction() -> None:
    """More months of a leader whose pay grows five per cent cost more than each alone."""
    (found,) = pairs(PLAN, {}, [row(LEADER), row("assumptions.price_growth")])
    assert found.sum_nok == -250_000 - 5 * 25_450
    assert found.effect_nok - found.sum_nok == -12_500  # five per cent of the six months more


def test_span_in_own_unit() -> None:
    """A range in kroner is read in kroner, one of a rate in ten-thousandths."""
    catalogue = inputs_of(PLAN)
    assert span_of(catalogue[CARRY]) == Span(0, 1_500_000, 50_000)
    assert span_of(catalogue[RATE]) == Span(110_000, 140_000, 1_000)
    assert span_of(catalogue["lines.film"]) is None


def sides(found: BreakEven) -> tuple[int, ...]:
    """The threshold and its reserve, then the value beyond and its reserve."""
    near = found.nearest
    assert near
    return near.threshold, near.reserve_at, near.beyond, near.reserve_beyond


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (CARRY, (390_000, 0, 389_999, -1)),
        (COUNTY, (1_890_000, 0, 1_889_999, -1)),
        ("funding.municipalities", (390_000, 0, 389_999, -1)),
        ("lines.film", (760_000, 0, 760_001, -1)),
        ("lines.inclusion", (610_000, 0, 610_001, -1)),
        ("lines.destination.destination_management", (710_000, 0, 710_001, -1)),
        # 675 000 kr for 5 000 EUR: 135,0000 kr per EUR; 0,0001 more is half a krone, rounded up.
        (RATE, (1_350_000, 0, 1_350_001, -1)),
        ("lines.wuoc.membership.foreign_amount", (51_923, 1, 51_924, -12)),
        # Half a year: 860 000 kr is 1 720 000 a year; one krone more is half a krone, rounded up.
        ("lines.tech_hub.project_leader.full_year", (1_720_000, 0, 1_720_001, -1)),
    ],
)
def test_threshold_of_the_plan(name: str, expected: tuple[int, ...]) -> None:
    """Each kind of input has its exact threshold in the plan: reserve 0 there, less beyond."""
    assert sides(break_even(PLAN, {}, name)) == expected


@pytest.mark.parametrize(
    ("name", "inputs", "minimum", "expected"),
    [
        # A wished minimum of 200 000 kroner lifts the threshold of the carry-over as much.
        (CARRY, {}, 200_000, (590_000, 200_000, 589_999, 199_999)),
        # From a shortfall, the threshold is the first value at which the rule holds.
        (COUNTY, {CARRY: 0}, 0, (2_890_000, 0, 2_889_999, -1)),
        # With 110 000 kroner left, eight months of the leader hold and nine do not.
        (LEADER, {CARRY: 500_000}, 0, (8, 26_667, 9, -15_000)),
        # A choice has one too: Cyberland's money inside the frame breaks what held outside.
        ("funding.cyberland_carry_over.counted", {CARRY: 500_000}, 0, (0, 110_000, 1, -40_000)),
    ],
)
def test_thresholds(
    name: str, inputs: dict[str, int], minimum: int, expected: tuple[int, ...]
) -> None:
    """Thresholds follow the wished minimum, the other inputs and the input's own unit."""
    assert sides(break_even(PLAN, inputs, name, minimum)) == expected


def test_none_within_bounds() -> None:
    """No number of months makes the budget fail: there is no threshold, and it says so."""
    assert break_even(PLAN, {}, LEADER) == BreakEven(6, holds=True, nearest=None)


def test_an_unknown_name() -> None:
    """A name that is no input is refused."""
    with pytest.raises(ValueError, match="er ukjent"):
        break_even(PLAN, {}, "lines.nothing")


@given(
    minimum=st.integers(-500_000, 1_500_000),
    carry_over=st.integers(0, 2_000_000),
    months=st.integers(0, 12),
    name=st.sampled_from(NUMBERS),
    other=st.integers(0, 10**7),
)
def test_smallest_change(minimum: int, carry_over: int, months: int, name: str, other: int) -> None:
    """Both sides are neighbours and as reckoned, and values on either side of them agree."""
    inputs = {CARRY: carry_over, LEADER: months}
    found = break_even(PLAN, inputs, name, minimum)
    assert found.holds == (reckon(PLAN, inputs).reserve >= minimum)
    other = min(other, inputs_of(PLAN)[name].largest)
    holds = reckon(PLAN, inputs | {name: other}).reserve >= minimum
    near = found.nearest
    if near is None:
        assert holds == found.holds
        return
    assert abs(near.threshold - near.beyond) == 1
    assert reckon(PLAN, inputs | {name: near.threshold}).reserve == near.reserve_at >= minimum
    assert reckon(PLAN, inputs | {name: near.beyond}).reserve == near.reserve_beyond < minimum
    assert holds == (
        other >= near.threshold if near.threshold > near.beyond else other <= near.threshold
    )
