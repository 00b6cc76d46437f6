"""Break-even: how far one input can move before the reserve no longer reaches a minimum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipr.analysis.sensitivity import span_of
from ipr.budget.amounts import Money
from ipr.budget.change import find_input
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import Input
from ipr.plan.model import Plan

Ints = NDArray[np.int64]
GRID = 16_384  # values looked at before bisection; an input of no more values is tried in full


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two neighbouring values of an input: at `threshold` the rule holds, at `beyond` it does not.

    Values are in the input's own unit, reserves in whole kroner.
    """

    threshold: int
    reserve_at: int
    beyond: int
    reserve_beyond: int


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where the rule «reserve ≥ minimum» begins or ceases to hold as one input moves alone.

    `value` is the input as given, None for a component that still awaits its amount; `reserve`
    the kroner that follow. `crossings` come nearest first, from 0 to `largest`, the input's bound
    or the most that can be reckoned with. Without balancing there are no others, for the reserve
    only rises or only falls with an input; under a balancing rule a large range is looked through
    in equal steps, and crossings within a step may hide.
    """

    name: str
    value: int | None
    reserve: int
    minimum_reserve: int
    largest: int
    crossings: tuple[Crossing, ...]

    @property
    def holds(self) -> bool:
        """Return whether the rule holds at the value as given."""
        return self.reserve >= self.minimum_reserve

    @property
    def nearest(self) -> Crossing | None:
        """Return the crossing that takes the smallest change, or None where there is none."""
        return self.crossings[0] if self.crossings else None


def break_even(
    plan: Plan,
    inputs: Mapping[str, int],
    name: str,
    minimum_reserve: int = 0,
    *,
    balancing: Balancing = LEAVE_OPEN,
) -> BreakEven:
    """Return the exact thresholds of one input, the others standing as in `inputs`.

    Raises `ValueError` for an unknown name and as `reckon` does.
    """
    moved = find_input(plan, name)
    value = inputs.get(name, moved.value)

    def reserves(values: Ints) -> Ints:
        given: dict[str, Money] = {**inputs, name: values}
        return np.asarray(reckon(plan, given, balancing).reserve, dtype=np.int64)

    reserve = int(reckon(plan, inputs, balancing).reserve)
    largest = _reach(reserves, moved.largest)
    few = largest < GRID
    grid = np.arange(largest + 1) if few else _grid(moved, value, reserve, largest)
    found = _crossings(reserves, grid, minimum_reserve)
    return BreakEven(
        name=name,
        value=value,
        reserve=reserve,
        minimum_reserve=minimum_reserve,
        largest=largest,
        crossings=tuple(sorted(found, key=lambda crossing: _distance(crossing, value or 0))),
    )


def _reach(reserves: Callable[[Ints], Ints], largest: int) -> int:
    """Return the largest value that can be reckoned with: some amounts grow past all bounds."""

    def reckons(value: int) -> bool:
        try:
            reserves(np.array([value], dtype=np.int64))
        except ValueError:
            return False
        return True

    if reckons(largest):
        return largest
    low, high = 0, largest
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reckons(middle) else (low, middle)
    return low


def _grid(moved: Input, value: int | None, reserve: int, largest: int) -> Ints:
    """Return the values to look at first: near ones closely, and far ones widely.

    «Near» reaches over the plan's stated range, twice the value and twice the reserve.
    """
    span = span_of(moved)
    widest = max(value or 0, abs(reserve), span.high if span else 0, GRID)
    near = min(2 * widest, largest)
    close = np.linspace(0, near, GRID, dtype=np.int64)
    far = np.geomspace(near, largest, 64).astype(np.int64)
    ends = np.array([0, value or 0, largest], dtype=np.int64)
    return np.unique(np.concatenate([close, np.minimum(far, largest), ends]))


def _crossings(
    reserves: Callable[[Ints], Ints], grid: Ints, minimum_reserve: int
) -> list[Crossing]:
    """Return a pair of neighbours for each change of verdict along the grid, by bisection."""
    holds = reserves(grid) >= minimum_reserve
    turns = np.flatnonzero(holds[1:] != holds[:-1])
    low, high, low_holds = grid[turns], grid[turns + 1], holds[turns]
    while np.any(high - low > 1):
        middle = low + (high - low) // 2
        like_low = (reserves(middle) >= minimum_reserve) == low_holds
        low, high = np.where(like_low, middle, low), np.where(like_low, high, middle)
    threshold, beyond = np.where(low_holds, low, high), np.where(low_holds, high, low)
    if not threshold.size:
        return []
    proof = zip(threshold, reserves(threshold), beyond, reserves(beyond), strict=True)
    return [Crossing(*map(int, figures)) for figures in proof]


def _distance(crossing: Crossing, value: int) -> tuple[int, int]:
    return min(abs(crossing.threshold - value), abs(crossing.beyond - value)), crossing.threshold
