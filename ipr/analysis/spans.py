"""The values an input is tried out over: from low to high in steps, in the input's own unit."""

from __future__ import annotations

from dataclasses import dataclass

from ipr.plan.inputs import SCALE_E4, Input


@dataclass(frozen=True, slots=True)
class Span:
    """The least and greatest value to try and the step between them, as ints in one unit."""

    low: int
    high: int
    step: int


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
