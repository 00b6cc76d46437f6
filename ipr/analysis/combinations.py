"""Every combination of discrete switches: how many are not covered, and what is enough for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from ipr.analysis.reserves import reserve_of
from ipr.analysis.switches import Ints, Switch, inputs_at
from ipr.budget.amounts import Money
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.model import Plan
from ipr.reading.norwegian import amount

CHUNK = 16_384  # combinations reckoned at a time
MOST = 2**62


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some combinations in a row, from number `start`.

    `digits` (S, switches) holds the place of each chosen option, `inputs` what they give,
    `reserve` the kroner that follow, and `possible` is False where options contradict each other.
    """

    start: int
    digits: Ints
    inputs: Mapping[str, Money]
    reserve: Ints
    possible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many possible combinations hold an option, and how many of these are not covered."""

    switch: str
    option: str
    combinations: int
    not_covered: int


@dataclass(frozen=True, slots=True)
class Count:
    """What all combinations come to; reserves are kroner, None where none was possible.

    `total` = `contradictory` + possible ones; `not_covered` of these have too small a reserve.
    """

    total: int
    contradictory: int
    not_covered: int
    lowest_nok: int | None
    highest_nok: int | None
    events: tuple[EventCount, ...]


@dataclass(frozen=True, slots=True)
class EventSet:
    """Events that break the budget together, and no fewer of them: (switch, option) by id."""

    events: tuple[tuple[str, str], ...]
    reserve_nok: int


def number_of(switches: Sequence[Switch]) -> int:
    """Return how many combinations there are; raises `ValueError` (Norwegian) above 2⁶²."""
    return numbered([len(switch.options) for switch in switches])


def numbered(bases: Sequence[int]) -> int:
    """Return the product of the bases; raises `ValueError` (Norwegian) above 2⁶²."""
    number = prod(bases)
    if number > MOST:
        raise ValueError(f"{amount(number)} kombinasjoner er for mange – ta bort noen")
    return number


def digits_of(switches: Sequence[Switch], start: int, stop: int) -> Ints:
    """Return the chosen options of the combinations numbered start..stop−1, shape (S, switches).

    The last switch turns fastest.
    """
    return mixed_radix([len(switch.options) for switch in switches], start, stop)


def chunks(
    plan: Plan,
    inputs: Mapping[str, int],
    switches: Sequence[Switch],
    *,
    balancing: Balancing = LEAVE_OPEN,
    chunk: int = CHUNK,
) -> Iterator[Chunk]:
    """Yield all combinations, chunk by chunk; memory is that of one chunk whatever their number.

    Raises `ValueError` above 2⁶² combinations.
    """
    total = number_of(switches)
    for start in range(0, total, chunk):
        digits = digits_of(switches, start, min(start + chunk, total))
        yield _reckoned(plan, inputs, switches, digits, start=start, balancing=balancing)


def count(switches: Sequence[Switch], found: Iterable[Chunk], minimum_reserve: int = 0) -> Count:
    """Return how many of the combinations have a reserve below the minimum, in kroner."""
    total = contradictory = not_covered = 0
    extremes: list[int] = []
    holding = [np.zeros(len(switch.options), dtype=np.int64) for switch in switches]
    breaking = [np.zeros(len(switch.options), dtype=np.int64) for switch in switches]
    for chunk in found:
        broken = chunk.possible & (chunk.reserve < minimum_reserve)
        total += len(chunk.digits)
        contradictory += int(np.count_nonzero(~chunk.possible))
        not_covered += int(np.count_nonzero(broken))
        if chunk.possible.any():
            reserve = chunk.reserve[chunk.possible]
            seen = [*extremes, int(reserve.min()), int(reserve.max())]
            extremes = [min(seen), max(seen)]
        for column, switch in enumerate(switches):
            size = len(switch.options)
            holding[column] += np.bincount(chunk.digits[chunk.possible, column], minlength=size)
            breaking[column] += np.bincount(chunk.digits[broken, column], minlength=size)
    events = tuple(
        EventCount(switch.id, option.id, int(holding[column][place]), int(breaking[column][place]))
        for column, switch in enumerate(switches)
        for place, option in enumerate(switch.options)
    )
    lowest, highest = extremes or (None, None)
    return Count(total, contradictory, not_covered, lowest, highest, events)


def minimal_sets(
    plan: Plan,
    inputs: Mapping[str, int],
    switches: Sequence[Switch],
    minimum_reserve: int = 0,
    *,
    largest: int | None = None,
    balancing: Balancing = LEAVE_OPEN,
) -> Iterator[EventSet]:
    """Yield each smallest set of events that breaks the budget, sets of fewer events first.

    The events of a set happen and all others do not. A set is minimal where no part of it breaks
    the budget by itself; the empty set is the only one where the budget is broken already.
    Sets of more than `largest` events are not sought.
    """
    found: list[tuple[Ints, Ints]] = []
    for size in range((len(switches) if largest is None else largest) + 1):
        open_sets = False
        for digits in _candidates(switches, size):
            fresh = digits[~_holds_any(digits, found)]
            if not len(fresh):
                continue
            chunk = _reckoned(plan, inputs, switches, fresh, start=0, balancing=balancing)
            broken = chunk.possible & (chunk.reserve < minimum_reserve)
            open_sets |= bool((chunk.possible & ~broken).any())
            for row, reserve in zip(fresh[broken], chunk.reserve[broken], strict=True):
                columns = np.flatnonzero(row)
                found.append((columns, row[columns]))
                yield EventSet(_named(switches, row), int(reserve))
        if not open_sets:
            return


def _reckoned(
    plan: Plan,
    inputs: Mapping[str, int],
    switches: Sequence[Switch],
    digits: Ints,
    *,
    start: int,
    balancing: Balancing,
) -> Chunk:
    filled, possible = inputs_at(plan, inputs, switches, digits)
    reserve = np.broadcast_to(
        np.asarray(reserve_of(plan, filled, balancing), dtype=np.int64), (len(digits),)
    )
    return Chunk(start, digits, filled, reserve, possible)


def mixed_radix(bases: Sequence[int], start: int, stop: int) -> Ints:
    """Return the numbers start..stop−1 as digits in these bases, shape (stop−start, bases)."""
    left = np.arange(start, stop, dtype=np.int64)
    digits = np.empty((stop - start, len(bases)), dtype=np.int64)
    for column in reversed(range(len(bases))):
        left, digits[:, column] = np.divmod(left, bases[column])
    return digits


def _candidates(switches: Sequence[Switch], size: int) -> Iterator[Ints]:
    """Yield the digits of every set of `size` events, about a chunk at a time."""
    blocks: list[Ints] = []
    for columns in combinations(range(len(switches)), size):
        bases = [len(switches[column].options) - 1 for column in columns]
        total = prod(bases)
        for start in range(0, total, CHUNK):
            stop = min(start + CHUNK, total)
            block = np.zeros((stop - start, len(switches)), dtype=np.int64)
            block[:, columns] = mixed_radix(bases, start, stop) + 1
            blocks.append(block)
            if sum(map(len, blocks)) >= CHUNK:
                yield np.concatenate(blocks)
                blocks = []
    if blocks:
        yield np.concatenate(blocks)


def _holds_any(digits: Ints, found: list[tuple[Ints, Ints]]) -> NDArray[np.bool_]:
    """Return which rows hold a set already found; a set found in the same chunk is no part."""
    holds = np.zeros(len(digits), dtype=np.bool_)
    for columns, options in found:
        holds |= (digits[:, columns] == options).all(axis=1)
    return holds


def _named(switches: Sequence[Switch], row: Ints) -> tuple[tuple[str, str], ...]:
    return tuple(
        (switch.id, switch.options[place].id)
        for switch, place in zip(switches, row, strict=True)
        if place
    )
