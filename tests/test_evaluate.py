"""The reckoning's laws, over random plans and inputs, against a second reckoning in fractions."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ipr.budget.amounts import Money, rounded_product
from ipr.budget.reckon import AmountTooLargeError, Outcome, reckon
from ipr.plan.inputs import Input, amount_input, inputs_of
from ipr.plan.model import (
    BudgetLine,
    ExVatComponent,
    ForeignCurrencyComponent,
    PartYearComponent,
    PendingComponent,
    Plan,
)
from tests.plans import PLAN
from tests.strategies import TOTALS, plans

HUGE = 10**12
MAPPINGS = ("funding", "components", "earmarked", "lines", "groups")


def half_up(number: Fraction) -> int:
    """The nearest whole number, a half up."""
    return int((number + Fraction(1, 2)).__floor__())


def component_by_hand(
    plan: Plan, line: BudgetLine, component: Any, values: Mapping[str, int | None]
) -> int | None:
    """A component's kroner in exact fractions, rounded once at the end."""
    name = f"lines.{line.id}.{component.id}"
    amount = values[amount_input(plan, line, component)]
    if amount is None:
        return None
    exact = Fraction(amount)
    if isinstance(component, ForeignCurrencyComponent):
        exact *= Fraction(values[f"assumptions.{component.rate}"] or 0, 10_000)
    if isinstance(component, PartYearComponent):
        exact *= Fraction(values[f"{name}.months"] or 0, 12)
    if isinstance(component, ExVatComponent) and values[f"{name}.vat"] == 2:
        exact *= 1 + Fraction(values[f"assumptions.{component.rate}"] or 0, 1_000_000)
    if component.price == "sensitive":
        exact *= 1 + Fraction(values["assumptions.price_growth"] or 0, 1_000_000)
    return half_up(exact)


def lines_by_hand(plan: Plan, values: Mapping[str, int | None]) -> dict[str, int | None]:
    """Each line's kroner less the earmarked money outside the frame that pays for it."""
    found: dict[str, int | None] = {}
    for line in plan.lines:
        parts = [component_by_hand(plan, line, component, values) for component in line.components]
        priced = [part for part in parts if part is not None]
        outside = sum(
            values[f"funding.{item.id}"] or 0
            for item in plan.funding
            if item.earmarked_for == line.id and values[f"funding.{item.id}.counted"] == 0
        )
        found[line.id] = max(sum(priced) - outside, 0) if priced else None
    return found


def values_of(item: Input, largest: int = 10**9) -> st.SearchStrategy[int]:
    """Values an input may take, some at its ends."""
    most = min(item.largest, largest)
    return st.one_of(st.integers(0, min(most, 1_000)), st.integers(0, most), st.just(most))


@st.composite
def plans_and_inputs(draw: st.DrawFn, largest: int = 10**6) -> tuple[Plan, dict[str, int]]:
    """A plan and values for some of its inputs."""
    plan = draw(plans())
    items = draw(st.lists(st.sampled_from(list(inputs_of(plan).values())), unique_by=id))
    return plan, {item.name: draw(values_of(item, largest)) for item in items}


def in_plan(plan: Plan) -> dict[str, int | None]:
    """The value of every input in the plan."""
    return {name: item.value for name, item in inputs_of(plan).items()}


def figures(outcome: Outcome) -> dict[str, Any]:
    """Every figure of an outcome by a name."""
    found = {name: getattr(outcome, name) for name in TOTALS}
    for mapping in MAPPINGS:
        found |= {f"{mapping} {name}": value for name, value in getattr(outcome, mapping).items()}
    return found


def check_laws(outcome: Outcome) -> None:
    """The laws that every outcome keeps."""
    priced = [amount for amount in outcome.lines.values() if amount is not None]
    gross = [amount for amount in outcome.components.values() if amount is not None]
    for holds in (
        np.equal(outcome.frame, outcome.allocated + outcome.reserve),
        np.equal(outcome.frame, outcome.recurring + outcome.one_off),
        np.equal(outcome.allocated, sum(priced)),
        np.equal(outcome.allocated, sum(outcome.groups.values())),
        np.equal(outcome.gross_activity, sum(gross)),
        np.equal(outcome.gross_activity, outcome.allocated + sum(outcome.earmarked.values())),
        np.equal(outcome.shortfall, np.maximum(np.negative(outcome.reserve), 0)),
        np.equal(outcome.rests_on_one_off, np.maximum(outcome.allocated - outcome.recurring, 0)),
        *(np.greater_equal(amount, 0) for amount in priced),
    ):
        assert np.all(holds)


@given(plans())
def test_no_inputs_is_the_plan(plan: Plan) -> None:
    """Without inputs every figure is the one the plan prints, and as with the plan's own values."""
    outcome = reckon(plan)
    assert outcome.frame == plan.frame_nok
    assert outcome.reserve == plan.reserve_nok
    assert dict(outcome.lines) == {line.id: line.total_nok for line in plan.lines}
    assert {item.id: item.amount_nok for item in plan.funding} == dict(outcome.funding)
    given_all = {name: value for name, value in in_plan(plan).items() if value is not None}
    assert figures(reckon(plan, given_all)) == figures(outcome)


@given(plans_and_inputs())
def test_figures_are_those_by_hand(found: tuple[Plan, dict[str, int]]) -> None:
    """Components and lines are exact, rounded once, half up; a missing amount stays missing."""
    plan, inputs = found
    outcome = reckon(plan, inputs)
    values = in_plan(plan) | inputs
    assert dict(outcome.components) == {
        f"{line.id}.{component.id}": component_by_hand(plan, line, component, values)
        for line in plan.lines
        for component in line.components
    }
    assert dict(outcome.lines) == lines_by_hand(plan, values)
    check_laws(outcome)


@given(plans_and_inputs())
def test_one_krone_less_funding_is_one_krone_less_reserve(
    found: tuple[Plan, dict[str, int]],
) -> None:
    """The reserve falls kroner for kroner with unearmarked funding, and no line moves."""
    plan, inputs = found
    before = reckon(plan, inputs)
    for item in plan.funding:
        amount = before.funding[item.id]
        if item.earmarked_for or amount == 0:
            continue
        after = reckon(plan, inputs | {f"funding.{item.id}": int(amount) - 1})
        assert after.reserve == before.reserve - 1
        assert after.frame == before.frame - 1
        assert after.lines == before.lines


@given(plans_and_inputs())
def test_earmarked_money_pays_no_more_than_its_line(found: tuple[Plan, dict[str, int]]) -> None:
    """Money from outside the frame pays at most its own line, and the frame never moves with it."""
    plan, inputs = found
    outcome = reckon(plan, inputs)
    for line in plan.lines:
        parts = [outcome.components[f"{line.id}.{part.id}"] for part in line.components]
        gross = sum(part for part in parts if part is not None)
        assert 0 <= outcome.earmarked.get(line.id, 0) <= gross
    for item in plan.funding:
        if item.earmarked_for:
            inside = reckon(plan, inputs | {f"funding.{item.id}.counted": 1})
            assert inside.frame == outcome.frame
            assert inside.gross_activity == outcome.gross_activity
            assert inside.reserve <= outcome.reserve


@given(plans())
def test_missing_is_not_zero(plan: Plan) -> None:
    """A line without amount has none; given 0 it has 0, and every total stands."""
    outcome = reckon(plan)
    for line in plan.lines:
        if not all(isinstance(part, PendingComponent) for part in line.components):
            continue
        assert outcome.lines[line.id] is None
        zeros = {amount_input(plan, line, part): 0 for part in line.components}
        after = reckon(plan, zeros)
        assert after.lines[line.id] == 0
        assert [getattr(after, name) for name in TOTALS] == [
            getattr(outcome, name) for name in TOTALS
        ]


@st.composite
def plans_and_arrays(draw: st.DrawFn) -> tuple[Plan, dict[str, Money], int]:
    """A plan, inputs of which some are arrays of one length, and that length."""
    plan, inputs = draw(plans_and_inputs())
    size = draw(st.integers(0, 4))
    mixed: dict[str, Money] = dict(inputs)
    catalogue = inputs_of(plan)
    for name in inputs:
        if draw(st.booleans()):
            rows = st.lists(values_of(catalogue[name], 10**6), min_size=size, max_size=size)
            mixed[name] = np.array(draw(rows), dtype=np.int64)
    return plan, mixed, size


@given(plans_and_arrays())
def test_arrays_are_scalars_side_by_side(found: tuple[Plan, dict[str, Money], int]) -> None:
    """Row k of every figure is the figure of row k of the inputs, arrays and ints mixed."""
    plan, inputs, size = found
    assume(any(isinstance(value, np.ndarray) for value in inputs.values()))
    together = reckon(plan, inputs)
    check_laws(together)
    for value in figures(together).values():
        assert value is None or (value.dtype == np.int64 and value.shape == (size,))
    for row in range(size):
        alone = reckon(
            plan,
            {
                name: int(value[row]) if isinstance(value, np.ndarray) else value
                for name, value in inputs.items()
            },
        )
        assert {
            name: None if value is None else int(value[row])
            for name, value in figures(together).items()
        } == figures(alone)


@given(
    st.lists(st.integers(0, HUGE), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, HUGE), st.sampled_from([12, 10_000, 1_000_000])), max_size=3),
)
def test_product_is_exact_at_any_size(amounts: list[int], ratios: list[tuple[int, int]]) -> None:
    """Amounts up to 10¹² times ratios are exact, half up, also where int64 would overflow."""
    share = prod((Fraction(top, bottom) for top, bottom in ratios), start=Fraction(1))
    expected = [half_up(amount * share) for amount in amounts]
    assert [rounded_product(amount, list(ratios)) for amount in amounts] == expected
    array = np.array(amounts, dtype=np.int64)
    tops: list[tuple[Money, int]] = [
        (np.full(len(amounts), top, dtype=np.int64), bottom) for top, bottom in ratios
    ]
    if max(expected) < 2**63:
        for found in (rounded_product(array, list(ratios)), rounded_product(array, tops)):
            assert isinstance(found, np.ndarray)
            assert found.dtype == np.int64
            assert found.tolist() == expected


@st.composite
def foreign(draw: st.DrawFn) -> tuple[Plan, str, str]:
    """A plan with a component in foreign currency, and the names of its amount and rate."""
    plan = draw(plans())
    found = [
        (amount_input(plan, line, part), f"assumptions.{part.rate}")
        for line in plan.lines
        for part in line.components
        if isinstance(part, ForeignCurrencyComponent)
    ]
    assume(found)
    return plan, *found[0]


@given(foreign(), st.integers(1, HUGE), st.integers(1, HUGE))
def test_amount_beyond_the_largest_is_refused(
    found: tuple[Plan, str, str], amount: int, rate: int
) -> None:
    """A product beyond 10¹² kroner is refused for ints and arrays alike, never wrapped around."""
    plan, amount_name, rate_name = found
    inputs: dict[str, Money] = {amount_name: amount, rate_name: rate, "assumptions.price_growth": 0}
    arrays: dict[str, Money] = {name: np.array([1, value]) for name, value in inputs.items()}
    arrays["assumptions.price_growth"] = 0
    if half_up(Fraction(amount * rate, 10_000)) > HUGE:
        for wrong in (inputs, arrays):
            with pytest.raises(AmountTooLargeError, match="beløpet blir større enn"):
                reckon(plan, wrong)


def test_refused_inputs() -> None:
    """An unknown name, a truth value, a fraction, another shape or bound is refused."""
    name = f"funding.{PLAN.funding[0].id}"
    masked = np.ma.masked_array(np.array([1, 2]), mask=[True, False])  # type: ignore[no-untyped-call]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"funding.ingen": 1}, "'funding.ingen' is no input of this plan"),
        ({"reserve": 1}, "'reserve' is no input of this plan"),
        ({"": 1}, "'' is no input of this plan"),
        *(
            ({name: value}, f"{name}: expected an int or a one-dimensional int64 array")
            for value in (
                True,
                np.True_,
                1.0,
                np.float64(1),
                None,
                "1",
                [1],
                Fraction(1),
                np.array(1),
                np.array([[1]]),
                np.array([1.0]),
                np.array([True]),
                np.array([1], dtype=np.int32),
                np.array([1], dtype=np.uint64),
                np.array([1], dtype=object),
                masked,
            )
        ),
        *(
            ({name: value}, rf"{name}: a value is outside 0\.\.{HUGE}")
            for value in (-1, HUGE + 1, 10**30, np.array([0, -1]), np.array([HUGE + 1]))
        ),
    ]
    for inputs, text in wrong:
        with pytest.raises(ValueError, match=text):
            reckon(PLAN, inputs)


def test_bounds_are_allowed() -> None:
    """0 and the largest amount are values, also as numpy's own ints."""
    name = f"funding.{PLAN.funding[0].id}"
    for value in (0, HUGE, np.int64(HUGE), np.int32(5), np.uint8(7)):
        outcome = reckon(PLAN, {name: value})
        assert outcome.funding[PLAN.funding[0].id] == value
        assert type(outcome.frame) is int


def test_unlike_lengths_are_refused() -> None:
    """Two arrays of unlike length are refused, even where numpy would stretch one."""
    names = [name for name, item in inputs_of(PLAN).items() if item.unit == "nok"][:2]
    for lengths in ((1, 2), (2, 3), (0, 1)):
        arrays = {
            name: np.zeros(length, dtype=np.int64)
            for name, length in zip(names, lengths, strict=True)
        }
        with pytest.raises(ValueError, match="arrays of unlike length"):
            reckon(PLAN, arrays)


def test_outcome_stands_when_the_caller_changes_its_arrays() -> None:
    """An outcome holds its own copy of the inputs, and no one can write into it."""
    name = PLAN.funding[0].id
    mine = np.array([1, 2], dtype=np.int64)
    inputs: dict[str, Money] = {f"funding.{name}": mine}
    outcome = reckon(PLAN, inputs)
    mine[0] = 99
    inputs.clear()
    amounts = outcome.funding[name]
    assert isinstance(amounts, np.ndarray)
    assert amounts.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        amounts[0] = 5
    assert list(outcome.inputs) == [f"funding.{name}"]
    for mapping in (outcome.inputs, outcome.figures):
        with pytest.raises(TypeError):
            operator.setitem(mapping, "x", 1)  # type: ignore[call-overload]


def test_figure_by_name() -> None:
    """Every figure is found by its name, and a name that is none is an error."""
    outcome = reckon(PLAN)
    for name in TOTALS:
        assert outcome[name] == getattr(outcome, name)
    for room, amounts in (
        ("funding", outcome.funding),
        ("lines", outcome.lines),
        ("lines", outcome.components),
        ("groups", outcome.groups),
    ):
        for name, amount in amounts.items():
            assert outcome[f"{room}.{name}"] == amount
    for name in ("", "lines", "lines.ingen", "plan", "inputs", "assumptions.eur_nok", "figure"):
        with pytest.raises(KeyError):
            outcome[name]
