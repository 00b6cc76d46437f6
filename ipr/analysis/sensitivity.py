"""Sensitivity: what one step, or a whole stated range, of each input does to the reserve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from ipr.analysis.reserves import reserve_of
from ipr.analysis.spans import Span, span_of
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import Input, Unit, inputs_of
from ipr.plan.model import Plan


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
    unit: Unit
    unit_label: str
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
    return tuple(_sensitivity(plan, inputs, item, span, balancing) for item, span in _spans(plan))


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
    given = int(reserve_of(plan, inputs, balancing))
    found = []
    for one, other in combinations(rows, 2):
        both = {**inputs, one.name: one.worst.value, other.name: other.worst.value}
        reserve = int(reserve_of(plan, both, balancing))
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


def _spans(plan: Plan) -> Iterator[tuple[Input, Span]]:
    for item in inputs_of(plan).values():
        span = span_of(item)
        if span:
            yield item, span


def _values(span: Span) -> tuple[int, ...]:
    """Return the values of a range, its high end included also where no step falls on it."""
    return tuple(sorted({*range(span.low, span.high + 1, span.step), span.high}))


def _sensitivity(
    plan: Plan, inputs: Mapping[str, int], item: Input, span: Span, balancing: Balancing
) -> Sensitivity:
    given = int(reserve_of(plan, inputs, balancing))
    value = inputs.get(item.name, item.value)

    def end(at: int) -> End:
        reserve = int(reserve_of(plan, {**inputs, item.name: at}, balancing))
        return End(at, reserve, reserve - given)

    up = (span.low if value is None else value) + span.step
    down = None if value is None else value - span.step
    return Sensitivity(
        name=item.name,
        label=item.label,
        unit=item.unit,
        unit_label=item.unit_label,
        value=value,
        step=span.step,
        down=None if down is None or down < 0 else end(down),
        up=end(up) if up <= item.largest else None,
        low=end(span.low),
        high=end(span.high),
        because=item.range.because if item.range else "",
    )
