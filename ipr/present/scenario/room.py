"""What two pages have room for: where changes and cuts are many, only the largest stand alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ipr.budget.result import Result

Item = TypeVar("Item")

CROWDED, FEW_ROWS = 12, 2
"""How many changes and cuts two pages have room for, and how many are shown where there are more.
"""


def crowded(result: Result) -> bool:
    """Whether only the largest changes and cuts are shown one by one, for want of room."""
    changes, cuts = len(result.own_steps), sum(map(bool, result.outcome.cuts.values()))
    return min(changes, cuts) > 1 and changes + cuts > CROWDED


def largest(
    items: Sequence[Item], size: Callable[[Item], int], most: int
) -> tuple[list[Item], list[Item]]:
    """Return the `most` items of largest size, whatever its sign, and the rest, in their order."""
    by_size = sorted(range(len(items)), key=lambda place: -abs(size(items[place])))
    kept, rest = (sorted(places) for places in (by_size[:most], by_size[most:]))
    return [items[place] for place in kept], [items[place] for place in rest]
