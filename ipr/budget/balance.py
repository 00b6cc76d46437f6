"""Balance a budget by the rule a scenario chooses, exact to the krone.

Integers only. Every function works on one int or on an int64 array of S values alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ipr.budget.amounts import Kroner, Money
from ipr.budget.rules import AskFunders, Balancing, ProRata, Ranked, floors_of_payers
from ipr.plan.model import Plan

ROWS = 8_192  # rows worked on at a time: small enough for the processor's cache


@dataclass(frozen=True, slots=True)
class Balanced:
    """What a rule does to a budget; every figure is whole kroner, an int or (S,).

    `cuts`: what each line that may be cut gives, 0 where it gives nothing; a line without amount
    and a line the rule does not touch are not named. `asked`: extra funding by the funding's id.
    `reserve`: after cuts and extra funding, with what the step made too much.
    `uncovered`: what the reserve still lacks of the rule's minimum reserve.
    """

    cuts: Mapping[str, Money]
    asked: Mapping[str, Money]
    uncovered: Money
    reserve: Money


def balance(
    plan: Plan, balancing: Balancing, lines: Mapping[str, Money | None], reserve: Money
) -> Balanced:
    """Return what the rule does to a budget with these net amounts by line and this reserve.

    The need is what the reserve lacks of the rule's minimum; without a need nothing changes.
    `ranked` and `pro_rata` round the need up to whole steps and cut exactly that, or all that can
    be cut where that is less. `pro_rata` shares by largest remainder, a tie going to the first id;
    a line gives no more whole steps than it has, and only where all whole steps are not enough do
    the amounts below a step pay, in kroner. `ask_funders` asks for exactly the need, to the krone.
    The rule has passed `check_balancing`. Raises `KeyError` for a line the rule may cut that is
    not in `lines`, and `ValueError` for other than ints and int64 arrays of one length.
    Rule: docs/decisions/0007-the-reckoning.md.
    """
    floors = floors_of_payers(plan, balancing)
    amounts = {key: amount for key in floors if (amount := lines[key]) is not None}
    size = _size([reserve, *amounts.values()])
    reserves = _column(reserve, size)
    need = np.maximum(balancing.minimum_reserve_nok - reserves, 0)
    columns = {key: _column(amount, size) for key, amount in amounts.items()}
    cuts: dict[str, Kroner] = {}
    asked: dict[str, Kroner] = {}
    gained = np.zeros_like(need)
    match balancing:
        case Ranked():
            cuts, gained = _ranked(columns, floors, _rounded_up(need, balancing.step_nok))
        case ProRata():
            cuts, gained = _pro_rata(columns, floors, need, balancing.step_nok)
        case AskFunders():
            asked, gained = _asked(balancing.shares, need), need
    return Balanced(
        cuts=MappingProxyType({key: _given_back(cut, size) for key, cut in cuts.items()}),
        asked=MappingProxyType({key: _given_back(part, size) for key, part in asked.items()}),
        uncovered=_given_back(np.maximum(need - gained, 0), size),
        reserve=_given_back(reserves + gained, size),
    )


def _ranked(
    amounts: Mapping[str, Kroner], floors: Mapping[str, int], wanted: Kroner
) -> tuple[dict[str, Kroner], Kroner]:
    """Cut each line in turn down to its floor until nothing more is wanted; cuts and their sum."""
    cuts = {key: np.empty_like(wanted) for key in amounts}
    paid = np.empty_like(wanted)
    for rows in _slices(wanted.size):
        left = wanted[rows].copy()
        for key, amount in amounts.items():
            cut = cuts[key][rows]
            _room(amount[rows], floors[key], out=cut)
            np.minimum(cut, left, out=cut)
            left -= cut
        np.subtract(wanted[rows], left, out=paid[rows])
    return cuts, paid


def _pro_rata(
    amounts: Mapping[str, Kroner], floors: Mapping[str, int], need: Kroner, step: int
) -> tuple[dict[str, Kroner], Kroner]:
    """Share the need over all lines in proportion to what each can give; cuts and their sum."""
    cuts = {key: np.zeros_like(need) for key in amounts}
    paid = np.zeros_like(need)
    for rows in _slices(need.size):
        lacking = np.flatnonzero(need[rows])
        rooms = np.empty((len(amounts), lacking.size), dtype=np.int64)
        for room, (key, amount) in zip(rooms, amounts.items(), strict=True):
            _room(amount[rows][lacking], floors[key], out=room)
        shared = _shared(rooms, _rounded_up(need[rows][lacking], step), step)
        for key, cut in zip(amounts, shared, strict=True):
            cuts[key][rows][lacking] = cut
        paid[rows][lacking] = shared.sum(axis=0)
    return cuts, paid


def _shared(rooms: Kroner, wanted: Kroner, step: int) -> Kroner:
    """Return what each line gives of the wanted sum, given what it can give; both (L, S) or (S,).

    First whole steps by largest remainder, no line more than it has whole steps for. Only where
    all whole steps of all lines are not enough, what each has left below a step pays the rest in
    kroner, shared in the same way.
    """
    steps = rooms if step == 1 else rooms // step
    units = np.minimum(wanted // step, steps.sum(axis=0))
    cuts = apportion(units, rooms, steps) * step
    rest = np.minimum(wanted, rooms.sum(axis=0)) - cuts.sum(axis=0)
    short = np.flatnonzero(rest)
    if short.size:
        below = rooms[:, short] - cuts[:, short]
        cuts[:, short] += apportion(rest[short], below, below)
    return cuts


def _asked(shares: Mapping[str, int], need: Kroner) -> dict[str, Kroner]:
    """Share the need over the funders by their shares, to the krone."""
    weights = {key: share for key, share in sorted(shares.items()) if share}
    asked = {key: np.zeros_like(need) for key in weights}
    for rows in _slices(need.size):
        part = need[rows]
        shape = (len(weights), part.size)
        column = np.array([*weights.values()], dtype=np.int64)[:, np.newaxis]
        # A funder may be asked for any amount, so a single weight is no limit.
        limit = np.broadcast_to(part, shape)
        for key, amount in zip(
            weights, apportion(part, np.broadcast_to(column, shape), limit), strict=True
        ):
            asked[key][rows] = amount
    return {key: asked.get(key, np.zeros_like(need)) for key in shares}


def _room(amount: Kroner, floor: int, out: Kroner) -> None:
    """Write what a line can give into `out`: what it has above its floor."""
    np.maximum(amount, floor, out=out)
    if floor:
        out -= floor


def _rounded_up(need: Kroner, step: int) -> Kroner:
    return need if step == 1 else -(-need // step) * step


def _slices(size: int) -> Iterator[slice]:
    for start in range(0, size, ROWS):
        yield slice(start, start + ROWS)


def _size(figures: Iterable[Money]) -> int | None:
    """Return the common length of the arrays, None where all are single ints."""
    sizes = set()
    for figure in figures:
        if isinstance(figure, np.ndarray):
            if figure.dtype != np.int64 or figure.ndim != 1:
                raise ValueError("expected an int or a one-dimensional int64 array")
            sizes.add(figure.size)
        elif not isinstance(figure, int | np.integer) or isinstance(figure, bool):
            raise ValueError("expected an int or a one-dimensional int64 array")
    if len(sizes) > 1:
        raise ValueError(f"arrays of unlike length: {sorted(sizes)}")
    return sizes.pop() if sizes else None


def _column(figure: Money, size: int | None) -> Kroner:
    """Return a figure as an array; a single int is the same in all rows."""
    if isinstance(figure, np.ndarray):
        return figure
    return np.full(1 if size is None else size, figure, dtype=np.int64)


def _given_back(column: Kroner, size: int | None) -> Money:
    return int(column[0]) if size is None else column


LARGEST = 2**63 - 1

# Below this the float quotient of a by b, cut off, is the whole part of a / b: where b does not
# divide a, a / b lies 1 / b or more below the next whole number q, and rounding moves it by at
# most q / 2⁵³, which is less as long as a + b < 2⁵³. Float division is several times as fast.
EXACT_IN_FLOAT = 2**53


def apportion(units: Kroner, weights: Kroner, most: Kroner) -> Kroner:
    """Return how many of the units each claimant gets, shape (L, S); sums exactly to the units.

    `units` (S,) are shared in proportion to `weights` (L, S): first the whole part of each exact
    share, then one more to those with the largest remainders; of equal remainders the first row
    goes first. No claimant gets more than `most` (L, S); what it cannot take goes on to the next.
    All are 0 or more, the units are no more than the sum of `most`, and no exact share is above
    the claimant's `most`: the caller sees to that.
    """
    if not units.size or not weights.size:
        return np.zeros_like(weights)
    product_bound = int(units.max()) * int(weights.max())
    key_bound = int(weights.max()) * len(weights) ** 2
    if max(product_bound, key_bound) > LARGEST:
        # int64 would overflow on the way: the same in Python's own integers.
        units, weights, most = (each.astype(object) for each in (units, weights, most))
    shares, keys = _divided(weights, units)
    _place_leftover(shares, keys, most, units)
    return shares.astype(np.int64, copy=False)


def _divided(weights: Kroner, units: Kroner) -> tuple[Kroner, Kroner]:
    """Return the whole part of each exact share, and a key to rank them by; both (L, S).

    A key orders by remainder and then by row, the first row highest; no two are alike.
    """
    whole = np.maximum(weights.sum(axis=0), 1)
    shares, keys = np.empty_like(weights), np.empty_like(weights)
    exact = int(weights.max()) * int(units.max()) + int(whole.max()) < EXACT_IN_FLOAT
    for weight, share, remainder in zip(weights, shares, keys, strict=True):
        product = weight * units
        if exact:
            share[:] = product / whole
        else:
            np.floor_divide(product, whole, out=share)
        np.multiply(share, whole, out=remainder)
        np.subtract(product, remainder, out=remainder)
    keys *= len(keys)
    keys += np.arange(len(keys) - 1, -1, -1, dtype=np.int64)[:, np.newaxis]
    return shares, keys


def _place_leftover(shares: Kroner, keys: Kroner, most: Kroner, units: Kroner) -> None:
    """Add one to those with the highest keys, and again while units are left over."""
    left = units - shares.sum(axis=0)
    keys[shares >= most] = -1  # has all it can take
    # The lowest key that still gets one; where nothing is left, the highest, which then gets none.
    ordered = np.sort(keys, axis=0)
    taken = np.clip(left, 1, len(keys)).astype(np.int64)
    lowest = np.take_along_axis(ordered, len(keys) - taken[np.newaxis], axis=0)[0]
    shares += (keys >= np.maximum(lowest, 0)) & (left > 0)
    again = np.flatnonzero((lowest < 0) & (left > 0))  # fewer could take one than were left
    if again.size:
        part = shares[:, again]
        _place_leftover(part, keys[:, again], most[:, again], units[again])
        shares[:, again] = part
