"""Sensitivity: what one step, or a whole stated range, of each input does to the reserve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import SCALE_E4, Input, inputs_of
from ipr.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Span:
    """The least and greatest value to try and the step between them, as ints in one unit."""

    low: int
    high: int
    step: int


@dataclass(frozen=True, slots=True)
class End:
    """One value of an input and what it does: the reserve there, and its change, in kroner."""

    value: int
    reserve_nok: int
    effect_nok: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one input does to the reserve, the others standing as given.

    `value` is the input as given, in its unit; None where it awaits an amount, and then one step
    up is counted from the low end of its range. `down` and `up` are one `step` away, None where
    that is out of bounds; `low` and `high` are the ends of the range, which is stated `because`.
    """

    name: str
    label: str
    value: int | None
    step: int
    down: End | None
    up: End | None
    low: End
    high: End
    because: str

    @property
    def worst(self) -> End:
        """Return the end of the range with the lower reserve; the low end where they are equal."""
        return min(self.low, self.high, key=lambda end: end.reserve_nok)

    @property
    def swing_nok(self) -> int:
        """Return how far apart the reserves at the ends of the range are, in kroner."""
        return abs(self.high.reserve_nok - self.low.reserve_nok)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two inputs at the worse end of their ranges at once.

    `effect_nok` is what both together do to the reserve, `sum_nok` what they do one at a time;
    the difference is what the one changes in the other's effect.
    """

    first: str
    second: str
    first_value: int
    second_value: int
    reserve_nok: int
    effect_nok: int
    sum_nok: int


def sensitivities(
    plan: Plan, inputs: Mapping[str, int], *, balancing: Balancing = LEAVE_OPEN
) -> tuple[Sensitivity, ...]:
    """Return the sensitivity of each input with a range in the plan, in the plan's order."""
    return tuple(
        _sensitivity(plan, inputs, item, span, balancing)
        for item in inputs_of(plan).values()
        if (span := span_of(item))
    )


def span_of(item: Input) -> Span | None:
    """Return the range the plan states for an input, or None where it states none.

    Raises `ValueError` for a range that is not in whole units of the input, has no step, or ends
    before it begins.
    """
    if item.range is None:
        return None
    scale = 1 if item.unit == "e4" else SCALE_E4
    scaled = (item.range.low_e4, item.range.high_e4, item.range.step_e4)
    if any(value % scale for value in scaled):
        raise ValueError(f"{item.name}: the range is not in whole units")
    low, high, step = (value // scale for value in scaled)
    if step <= 0 or low > high:
        raise ValueError(f"{item.name}: the range has no step, or ends before it begins")
    return Span(low, high, step)


def tornado(rows: tuple[Sensitivity, ...]) -> tuple[Sensitivity, ...]:
    """Return the rows with the widest swing first; equal ones by name."""
    return tuple(sorted(rows, key=lambda row: (-row.swing_nok, row.name)))


def pairs(
    plan: Plan,
    inputs: Mapping[str, int],
    rows: tuple[Sensitivity, ...],
    *,
    balancing: Balancing = LEAVE_OPEN,
) -> tuple[Pair, ...]:
    """Return what every two of the inputs do at the worse ends of their ranges, worst first.

    `rows` are the sensitivities from the same inputs and under the same balancing.
    """
    given = int(reckon(plan, inputs, balancing).reserve)
    found = []
    for one, other in combinations(rows, 2):
        both = {**inputs, one.name: one.worst.value, other.name: other.worst.value}
        reserve = int(reckon(plan, both, balancing).reserve)
        found.append(
            Pair(
                first=one.name,
                second=other.name,
                first_value=one.worst.value,
                second_value=other.worst.value,
                reserve_nok=reserve,
                effect_nok=reserve - given,
                sum_nok=one.worst.effect_nok + other.worst.effect_nok,
            )
        )
    return tuple(sorted(found, key=lambda pair: (pair.reserve_nok, pair.first, pair.second)))


def _sensitivity(
    plan: Plan, inputs: Mapping[str, int], item: Input, span: Span, balancing: Balancing
) -> Sensitivity:
    given = int(reckon(plan, inputs, balancing).reserve)
    value = inputs.get(item.name, item.value)

    def end(at: int) -> End:
        reserve = int(reckon(plan, {**inputs, item.name: at}, balancing).reserve)
        return End(at, reserve, reserve - given)

    up = (span.low if value is None else value) + span.step
    down = None if value is None else value - span.step
    return Sensitivity(
        name=item.name,
        label=item.label,
        value=value,
        step=span.step,
        down=None if down is None or down < 0 else end(down),
        up=end(up) if up <= item.largest else None,
        low=end(span.low),
        high=end(span.high),
        because=item.range.because if item.range else "",
    )
