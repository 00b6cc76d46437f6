"""What two pages have room for: where changes and cuts are many, only the largest stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from ipr.budget.result import Result

CROWDED, FEW_ROWS = 12, 2
"""How many changes and cuts two pages have room for, and how many are shown where there are more.
"""


def crowded(result: Result) -> bool:
    """Whether only the largest changes and cuts are shown one by one, for want of room."""
    changes, cuts = len(result.own_steps), sum(map(bool, result.outcome.cuts.values()))
    return min(changes, cuts) > 1 and changes + cuts > CROWDED


def places_of_largest(amounts: Sequence[int], most: int) -> list[int]:
    """Return the places of the `most` largest amounts, whatever their sign, in their own order."""
    by_size = sorted(range(len(amounts)), key=lambda place: -abs(amounts[place]))
    return sorted(by_size[:most])
