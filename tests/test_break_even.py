"""Break-even: the exact threshold of one input, with the value on both sides as proof."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis import break_even as module
from ipr.analysis.break_even import BreakEven, Crossing, break_even
from ipr.budget.reckon import reckon
from ipr.budget.rules import ProRata
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from tests.plans import PLAN

NUMBERS = [name for name, item in inputs_of(PLAN).items() if item.unit != "choice"]


def sides(found: BreakEven) -> tuple[int, ...]:
    """The threshold and its reserve, then the value beyond and its reserve."""
    near = found.nearest
    assert near
    return near.threshold, near.reserve_at, near.beyond, near.reserve_beyond


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("funding.carry_over", (390_000, 0, 389_999, -1)),
        ("funding.county", (1_890_000, 0, 1_889_999, -1)),
        ("funding.municipalities", (390_000, 0, 389_999, -1)),
        ("lines.film", (760_000, 0, 760_001, -1)),
        ("lines.inclusion", (610_000, 0, 610_001, -1)),
        ("lines.destination.destination_management", (710_000, 0, 710_001, -1)),
        # 675 000 kr for 5 000 EUR: 135,0000 kr per EUR; 0,0001 more is half a krone, rounded up.
        ("assumptions.eur_nok", (1_350_000, 0, 1_350_001, -1)),
        ("lines.wuoc.membership.foreign_amount", (51_923, 1, 51_924, -12)),
        # Half a year: 860 000 kr is 1 720 000 a year; one krone more is half a krone, rounded up.
        ("lines.tech_hub.project_leader.full_year", (1_720_000, 0, 1_720_001, -1)),
    ],
)
def test_threshold_of_the_plan(name: str, expected: tuple[int, ...]) -> None:
    """Each kind of input has its exact threshold in the plan: reserve 0 there, less beyond."""
    assert sides(break_even(PLAN, {}, name)) == expected


@pytest.mark.parametrize("name", NUMBERS)
def test_the_figures_are_those_of_evaluate(name: str) -> None:
    """Both sides of every threshold are what the reckoning gives, and they are neighbours."""
    found = break_even(PLAN, {}, name, 50_000)
    for crossing in found.crossings:
        at, beyond = ({name: value} for value in (crossing.threshold, crossing.beyond))
        assert reckon(PLAN, at).reserve == crossing.reserve_at >= 50_000
        assert reckon(PLAN, beyond).reserve == crossing.reserve_beyond < 50_000
        assert abs(crossing.threshold - crossing.beyond) == 1


@given(
    minimum=st.integers(-500_000, 1_500_000),
    carry_over=st.integers(0, 2_000_000),
    months=st.integers(0, 12),
    name=st.sampled_from(NUMBERS),
)
def test_smallest_change(minimum: int, carry_over: int, months: int, name: str) -> None:
    """No value nearer than the threshold changes the verdict, whatever the other inputs are."""
    leader = "lines.tech_hub.project_leader.months"
    inputs = {"funding.carry_over": carry_over, leader: months}
    found = break_even(PLAN, inputs, name, minimum)
    assert len(found.crossings) <= 1
    assert found.holds == (reckon(PLAN, inputs).reserve >= minimum)
    value = found.value or 0
    near = found.nearest
    turn = near and (near.beyond if found.holds else near.threshold)
    step = 0 if turn is None else (1 if turn > value else -1)
    ends = (0, found.largest) if turn is None else (turn - step, value)
    for end in ends:
        assert (reckon(PLAN, inputs | {name: end}).reserve >= minimum) == found.holds


def test_a_wished_minimum() -> None:
    """A wished minimum of 200 000 kroner lifts the threshold of the carry-over as much."""
    found = break_even(PLAN, {}, "funding.carry_over", 200_000)
    assert sides(found) == (590_000, 200_000, 589_999, 199_999)


def test_from_a_shortfall() -> None:
    """Where the rule does not hold, the threshold is the first value at which it does."""
    found = break_even(PLAN, {"funding.carry_over": 0}, "funding.county")
    assert not found.holds
    assert sides(found) == (2_890_000, 0, 2_889_999, -1)


def test_none_within_bounds() -> None:
    """No number of months makes the budget fail: there is no threshold, and it says so."""
    found = break_even(PLAN, {}, "lines.tech_hub.project_leader.months")
    assert found.holds
    assert found.crossings == ()
    assert found.nearest is None


def test_months() -> None:
    """With 110 000 kroner left, eight months of the leader hold and nine do not."""
    name = "lines.tech_hub.project_leader.months"
    found = break_even(PLAN, {"funding.carry_over": 500_000}, name)
    assert sides(found) == (8, 26_667, 9, -15_000)


def test_a_choice() -> None:
    """A choice has a threshold too: Cyberland's money inside the frame breaks what held outside."""
    inputs = {"funding.carry_over": 500_000}
    found = break_even(PLAN, inputs, "funding.cyberland_carry_over.counted")
    assert sides(found) == (0, 110_000, 1, -40_000)


def test_an_unknown_name() -> None:
    """A name that is no input is refused."""
    with pytest.raises(ValueError, match="er ukjent"):
        break_even(PLAN, {}, "lines.nothing")


def test_several_crossings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reserve that rises and falls, as under balancing, gives every crossing, nearest first."""

    def saw(_plan: Plan, inputs: dict[str, object], _balancing: object = None) -> object:
        reserve = abs(inputs.get("lines.film", 150_000) - 400_000) - 100_000  # type: ignore[operator]
        return SimpleNamespace(reserve=reserve)

    monkeypatch.setattr(module, "reckon", saw)
    found = break_even(PLAN, {}, "lines.film", balancing=ProRata(step_nok=5_000))
    assert found.crossings == (
        Crossing(300_000, 0, 300_001, -1),
        Crossing(500_000, 0, 499_999, -1),
    )


def test_under_balancing() -> None:
    """Cuts keep the reserve at the wished minimum until there is nothing more to cut."""
    inputs, name = {"funding.carry_over": 0}, "funding.county"
    rule = ProRata(step_nok=5_000)
    found = break_even(PLAN, inputs, name, balancing=rule)
    assert found.holds
    threshold, reserve_at, past, reserve_past = sides(found)
    at, beyond = (inputs | {name: value} for value in (threshold, past))
    assert reckon(PLAN, at, rule).reserve == reserve_at == 0
    assert reckon(PLAN, beyond, rule).reserve == reserve_past == -1
    locked = sum(line.total_nok for line in PLAN.lines if line.lock)
    assert threshold == locked - 1_000_000
