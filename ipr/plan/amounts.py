"""What one line comes to in kroner, from the values of its inputs.

Integers only. Every function works on one int or on an int64 array of S values alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipr.plan.components import Component
from ipr.plan.inputs import COUNTED, SCALE_E4, VAT, amount_input
from ipr.plan.model import BudgetLine, Plan
from ipr.reading.norwegian import MAX_AMOUNT, kroner

Money = int | NDArray[np.int64]
"""Whole kroner (or another whole number): one, or S of them side by side."""

MONTHS_OF_YEAR = 12
WHOLE_E4 = 100 * SCALE_E4  # a hundred per cent, where a percentage is scaled by 10 000
PRICE_GROWTH = "assumptions.price_growth"
LARGEST_INT = 2**62
BEYOND = f"beløpet blir større enn {kroner(MAX_AMOUNT)}"
OUTSIDE = COUNTED.index("outside")
NOT_COMPENSATED = VAT.index("added_not_compensated")


class AmountTooLargeError(ValueError):
    """A component comes to more kroner than any amount may be; the text is Norwegian."""


def line_amounts(line: BudgetLine, values: Mapping[str, Any]) -> dict[str, Money | None]:
    """Return the gross amount of each component of a line, by `<line>.<component>`.

    `values` holds every input of the plan by name; a component without an amount gives None.
    """
    return {
        f"{line.id}.{component.id}": component_amount(line, component, values)
        for component in line.components
    }


def component_amount(
    line: BudgetLine, component: Component, values: Mapping[str, Any]
) -> Money | None:
    """Return one component in kroner: its amount times its ratios, rounded once, half up.

    Raises `AmountTooLargeError` where it comes to more than the largest amount.
    """
    amount = values[amount_input(line, component)]
    if amount is None:
        return None
    full = f"lines.{line.id}.{component.id}"
    ratios: list[tuple[Money, int]] = []
    match component.kind:
        case "foreign_currency":
            ratios.append((values[f"assumptions.{component.rate}"], SCALE_E4))
        case "part_year":
            ratios.append((values[f"{full}.months"], MONTHS_OF_YEAR))
        case "ex_vat":
            taxed = values[f"{full}.vat"] == NOT_COMPENSATED
            ratios.append((WHOLE_E4 + values[f"assumptions.{component.rate}"] * taxed, WHOLE_E4))
    if component.price == "sensitive":
        ratios.append((WHOLE_E4 + values[PRICE_GROWTH], WHOLE_E4))
    try:
        product = rounded_product(amount, ratios)
    except OverflowError:
        raise AmountTooLargeError(f"{full}: {BEYOND}") from None
    if _largest(product) > MAX_AMOUNT:
        raise AmountTooLargeError(f"{full}: {BEYOND}")
    return product


def earmarked_amount(
    plan: Plan, line: BudgetLine, gross: Money, values: Mapping[str, Any]
) -> Money:
    """Return the earmarked money that pays this line from outside the frame.

    It can pay no more than the line's own activity: what is left of it serves no other line.
    """
    found = [item.id for item in plan.funding if item.earmarked_for == line.id]
    if not found:
        return 0
    available = total(
        values[f"funding.{name}"] * (values[f"funding.{name}.counted"] == OUTSIDE) for name in found
    )
    return smaller(gross, available)


def rounded_product(amount: Money, ratios: list[tuple[Money, int]]) -> Money:
    """Return amount × all numerators / all denominators, rounded once, half up.

    Exact: where int64 could overflow on the way, the same is done in Python's own integers.
    """
    numerators = [numerator for numerator, _ in ratios]
    denominator = reduce(lambda left, right: left * right, (bottom for _, bottom in ratios), 1)
    if denominator == 1:
        return amount
    factors = [2 * amount, *numerators]
    bound = reduce(lambda left, right: left * right, map(_largest, factors), 1) + denominator
    if bound >= LARGEST_INT:
        factors = [
            factor.astype(object) if isinstance(factor, np.ndarray) else factor
            for factor in factors
        ]
    product: Any = reduce(lambda left, right: left * right, factors)
    product += denominator  # in place where it is an array: it is ours
    product //= 2 * denominator
    return product.astype(np.int64, copy=False) if isinstance(product, np.ndarray) else int(product)


def at_least_zero(amount: Money) -> Money:
    """Return the amount, or 0 where it is negative."""
    return np.maximum(amount, 0) if isinstance(amount, np.ndarray) else max(amount, 0)


def smaller(left: Money, right: Money) -> Money:
    """Return the smaller of two amounts, element by element."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.minimum(left, right)
    return min(left, right)


def total(amounts: Iterable[Any]) -> Money:
    """Return the sum of the amounts; 0 where there are none."""
    numbers: int = 0
    found: NDArray[np.int64] | None = None
    ours = False
    for amount in amounts:
        if not isinstance(amount, np.ndarray):
            numbers += amount
        elif found is None:
            found = amount
        elif ours:
            found += amount  # in place: a sum of many arrays needs only one more
        else:
            found, ours = found + amount, True
    if found is None:
        return numbers
    return found + numbers if numbers else found


def _largest(value: Money) -> int:
    if isinstance(value, np.ndarray):
        return max(int(value.max()), -int(value.min())) if value.size else 0
    return abs(int(value))
