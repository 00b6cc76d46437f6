"""Sensitivity: what one input does to the reserve, and how far it can move before money lacks.

All figures are before any balancing rule has covered a shortfall.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from ipr.budget.reckon import AmountTooLargeError, reckon
from ipr.plan.inputs import Input, find_input, inputs_of
from ipr.plan.model import Plan
from ipr.reading.norwegian import E4

TRIAL = 1_000_000  # a value at which a proportion is seen


class Span(NamedTuple):
    """The least and greatest value to try and the step between them, as ints in one unit."""

    low: int
    high: int
    step: int


class End(NamedTuple):
    """One value of an input and what it does: the reserve there, and its change, in kroner."""

    value: int
    reserve_nok: int
    effect_nok: int


class Sensitivity(NamedTuple):
    """What one input does to the reserve, the others standing as given.

    `value` is the input as given, in its unit; None where it awaits an amount, and then one step
    up is counted from the low end of its range. `down` and `up` are one `step` away, None where
    that is out of bounds; `low` and `high` are the ends of the range.
    """

    item: Input
    value: int | None
    step: int
    down: End | None
    up: End | None
    low: End
    high: End

    @property
    def worst(self) -> End:
        """Return the end of the range with the lower reserve; the low end where they are equal."""
        return min(self.low, self.high, key=lambda end: end.reserve_nok)

    @property
    def swing_nok(self) -> int:
        """Return how far apart the reserves at the ends of the range are, in kroner."""
        return abs(self.high.reserve_nok - self.low.reserve_nok)


class Pair(NamedTuple):
    """Two inputs at the worse end of their ranges at once, and what both do to the reserve."""

    first: Sensitivity
    second: Sensitivity
    reserve_nok: int
    effect_nok: int

    @property
    def sum_nok(self) -> int:
        """Return what they do one at a time; both together may do more, or less."""
        return self.first.worst.effect_nok + self.second.worst.effect_nok


class Crossing(NamedTuple):
    """Two neighbouring values of an input: at `threshold` the rule holds, at `beyond` it does not.

    Values are in the input's own unit, reserves in whole kroner.
    """

    threshold: int
    reserve_at: int
    beyond: int
    reserve_beyond: int


class BreakEven(NamedTuple):
    """Where the rule «reserve ≥ minimum» begins or ceases to hold as one input moves alone.

    `value` is the input as given, None for a component that still awaits its amount; `holds` says
    whether the rule holds there. There is at most one crossing, for the reserve only rises or only
    falls with an input; `nearest` is None where no value the input may take changes the verdict.
    """

    value: int | None
    holds: bool
    nearest: Crossing | None


def span_of(item: Input) -> Span | None:
    """Return the range the plan states for an input, in its unit, or None where it states none."""
    if item.range is None:
        return None
    scale, ends = 1 if item.unit == "e4" else E4, item.range
    return Span(*(end // scale for end in (ends.low_e4, ends.high_e4, ends.step_e4)))


def sensitivities(plan: Plan, inputs: Mapping[str, int]) -> tuple[Sensitivity, ...]:
    """Return the sensitivity of each input with a range in the plan, in the plan's order."""
    given, found = reckon(plan, inputs).reserve, []

    def end(item: Input, value: int) -> End:
        reserve = reckon(plan, {**inputs, item.name: value}).reserve
        return End(value, reserve, reserve - given)

    for item in inputs_of(plan).values():
        if span := span_of(item):
            value = inputs.get(item.name, item.value)
            less = -1 if value is None else value - span.step
            more = span.step + (span.low if value is None else value)
            down = end(item, less) if less >= 0 else None
            up = end(item, more) if more <= item.largest else None
            low, high = end(item, span.low), end(item, span.high)
            found.append(Sensitivity(item, value, span.step, down, up, low, high))
    return tuple(found)


def pairs(plan: Plan, inputs: Mapping[str, int], rows: Sequence[Sensitivity]) -> tuple[Pair, ...]:
    """Return what every two of the inputs do at the worse ends of their ranges, worst first.

    `rows` are the sensitivities from the same inputs.
    """
    given, found = reckon(plan, inputs).reserve, []
    for one, other in combinations(rows, 2):
        both = {one.item.name: one.worst.value, other.item.name: other.worst.value}
        reserve = reckon(plan, {**inputs, **both}).reserve
        found.append(Pair(one, other, reserve, reserve - given))
    found.sort(key=lambda pair: (pair.reserve_nok, pair.first.item.name, pair.second.item.name))
    return tuple(found)


def break_even(
    plan: Plan, inputs: Mapping[str, int], name: str, minimum_reserve: int = 0
) -> BreakEven:
    """Return the exact threshold of one input, the others standing as in `inputs`.

    Raises `ValueError` for an unknown name and as `reckon` does.
    """
    item = find_input(plan, name)

    def reserve_at(value: int) -> int | None:
        """Return the reserve, or None past the input's bound and past what is reckoned with."""
        if value > item.largest:
            return None
        try:
            return int(reckon(plan, {**inputs, name: value}).reserve)
        except AmountTooLargeError:
            return None

    def turned(value: int) -> bool:
        """Whether the verdict is another than at 0."""
        reserve = reserve_at(value)
        return (reserve is not None and reserve >= minimum_reserve) != first

    at_zero, trial = reserve_at(0) or 0, min(item.largest, TRIAL)
    first, low, high = at_zero >= minimum_reserve, 0, item.largest + 1
    slope = (reserve_at(trial) or 0) - at_zero
    if slope:  # most inputs are in proportion, and a look near where they would turn saves many
        near = (minimum_reserve - at_zero) * trial // slope
        for value in (near - near // 1_000 - 1, near + near // 1_000 + 1):
            if low <= value < high:
                low, high = (low, value) if turned(value) else (value + 1, high)
    turn = bisect_left(range(item.largest + 1), x=True, lo=low, hi=high, key=turned)
    threshold, beyond = (turn - 1, turn) if first else (turn, turn - 1)
    at, past = reserve_at(threshold), reserve_at(beyond)
    return BreakEven(
        value=inputs.get(name, item.value),
        holds=reckon(plan, inputs).reserve >= minimum_reserve,
        nearest=None if at is None or past is None else Crossing(threshold, at, beyond, past),
    )
