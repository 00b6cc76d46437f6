"""Exact arithmetic on whole kroner: products of ratios, and sums.

Integers only. Every function works on one int or on an int64 array of S values alike. NumPy is
slow to load, so only those who bring arrays load it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import reduce
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import TypeIs

    Kroner = NDArray[np.int64]
    Money = int | Kroner
else:
    Kroner = Money = Any
"""Whole kroner (or another whole number): one, or S of them side by side."""

LARGEST_INT = 2**62


def is_array(value: object) -> TypeIs[Kroner]:
    """Whether a value is an array; whoever has one has loaded NumPy."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def rounded_product(amount: Money, ratios: list[tuple[Money, int]]) -> Money:
    """Return amount × all numerators / all denominators, rounded once, half up.

    Exact: where int64 could overflow on the way, the same is done in Python's own integers.
    """
    numerators = [numerator for numerator, _ in ratios]
    denominator = prod(bottom for _, bottom in ratios)
    if denominator == 1:
        return amount
    factors = [2 * amount, *numerators]
    if prod(map(largest, factors)) + denominator >= LARGEST_INT:
        factors = [factor.astype(object) if is_array(factor) else factor for factor in factors]
    product: Any = reduce(lambda left, right: left * right, factors)
    product += denominator  # in place where it is an array: it is ours
    product //= 2 * denominator
    return product.astype("int64", copy=False) if is_array(product) else int(product)


def at_least_zero(amount: Money) -> Money:
    """Return the amount, or 0 where it is negative."""
    return amount.clip(0) if is_array(amount) else max(amount, 0)


def smaller(left: Money, right: Money) -> Money:
    """Return the smaller of two amounts, element by element."""
    if is_array(left):
        return left.clip(max=right)
    return right.clip(max=left) if is_array(right) else min(left, right)


def total(amounts: Iterable[Any]) -> Money:
    """Return the sum of the amounts; 0 where there are none."""
    numbers: int = 0
    found: NDArray[np.int64] | None = None
    ours = False
    for amount in amounts:
        if not is_array(amount):
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


def largest(value: Money) -> int:
    """Return the largest absolute value; 0 where there is none."""
    if is_array(value):
        return max(int(value.max()), -int(value.min())) if value.size else 0
    return abs(int(value))
