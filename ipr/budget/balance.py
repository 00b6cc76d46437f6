"""Balance a budget by the rule a scenario chooses, exact to the krone.

Integers only. Every function works on one int or on an int64 array of S values alike, and none
loads NumPy: who brings an array has done so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ipr.budget.amounts import LARGEST_INT, Money, at_least_zero, is_array, largest, smaller, total
from ipr.budget.rules import AskFunders, Balancing, ProRata, Ranked, floors_of_payers
from ipr.plan.model import Plan

ROWS = 8_192  # rows worked on at a time: small enough for the processor's cache

# Below this the float quotient of a by b, cut off, is the whole part of a / b: where b does not
# divide a, a / b lies 1 / b or more below the next whole number q, and rounding moves it by at
# most q / 2⁵³, which is less as long as a + b < 2⁵³. Float division is several times as fast.
EXACT_IN_FLOAT = 2**53

Shared = Callable[[Sequence[Any], Any], list[Any]]
"""How a need is shared over claims: what each line can give, or the share of each funder."""


def balance(
    plan: Plan, balancing: Balancing, lines: Mapping[str, Money | None], reserve: Money
) -> dict[str, Money]:
    """Return what the rule does to a budget with these net amounts by line and this reserve.

    By the name of its figure: `cut.<line>`, what each line that may be cut gives, 0 where it
    gives nothing (a line without amount is not named), and `asked.<funding>`, extra funding.
    The need is what the reserve lacks of the rule's minimum; without a need nothing changes.
    `ranked` and `pro_rata` round the need up to whole steps and cut exactly that, or all that can
    be cut where that is less. `pro_rata` shares by largest remainder, a tie going to the first id;
    a line gives no more whole steps than it has, and only where all whole steps are not enough do
    the amounts below a step pay, in kroner. `ask_funders` asks for exactly the need, to the krone.
    The rule has passed `check_balancing`. Rule: docs/decisions/0007-the-reckoning.md.
    """
    need = at_least_zero(balancing.minimum_reserve_nok - reserve)
    if isinstance(balancing, AskFunders):
        shares = {f"asked.{key}": share for key, share in sorted(balancing.shares.items())}
        return _by_rows(_asked, shares, need)
    floors = floors_of_payers(plan, balancing)
    rooms = {
        f"cut.{key}": at_least_zero(amount - floor) if floor else amount
        for key, floor in floors.items()
        if (amount := lines[key]) is not None
    }
    if isinstance(balancing, ProRata):
        return _by_rows(partial(_in_proportion, balancing.step_nok), rooms, need)
    cuts: dict[str, Money] = {}
    left: Any = 0
    if isinstance(balancing, Ranked):
        left = _in_steps(need, balancing.step_nok) * balancing.step_nok
    for name, room in rooms.items():
        cuts[name] = smaller(room, left)
        left = left - cuts[name]
    return cuts


def _by_rows(shared: Shared, claims: Mapping[str, Any], need: Any) -> dict[str, Money]:
    """Return how the need is shared over the claims; of arrays, some of those in need at a time."""
    if not is_array(need):
        return dict(zip(claims, shared([*claims.values()], need), strict=True))
    found: dict[str, Any] = {name: need.copy() for name in claims}  # 0 where there is no need
    for start in range(0, need.size, ROWS):
        rows = start + need[start : start + ROWS].nonzero()[0]
        parts = [claim[rows] if is_array(claim) else claim for claim in claims.values()]
        for name, part in zip(claims, shared(parts, need[rows]), strict=True):
            found[name][rows] = part
    return found


def _in_proportion(step: int, rooms: Sequence[Any], need: Any) -> list[Any]:
    """Cut the lines in proportion to what each can give: whole steps first, kroner where short.

    No line gives more whole steps than it has. Where all whole steps of all lines are not enough,
    what each has left below a step pays the rest in the same way.
    """
    wanted = _in_steps(need, step)
    steps = [_in_steps(room, step, up=False) for room in rooms]
    cuts = [units * step for units in apportion(smaller(wanted, total(steps)), rooms, steps)]
    rest = smaller(wanted * step, total(rooms)) - total(cuts)
    if largest(rest):
        below = [room - cut for room, cut in zip(rooms, cuts, strict=True)]
        more = apportion(rest, below, below)
        cuts = [cut + krone for cut, krone in zip(cuts, more, strict=True)]
    return cuts


def _asked(shares: Sequence[Any], need: Any) -> list[Any]:
    """Ask the funders for the need by their shares; each may be asked for any amount."""
    return apportion(need, shares, [need] * len(shares))


def _in_steps(amount: Any, step: int, *, up: bool = True) -> Any:
    if step == 1:
        return amount  # slow to divide
    return -(-amount // step) if up else amount // step


def apportion(units: Any, weights: Sequence[Any], most: Sequence[Any]) -> list[Any]:
    """Return how many of the units each claimant gets; they sum exactly to the units.

    The units are shared in proportion to `weights`: first the whole part of each exact share,
    then one more to those with the largest remainders; of equal remainders the first claimant
    goes first. None gets more than its `most`; what it cannot take goes on to the next. All are 0
    or more, the units are no more than the sum of `most`, and no exact share is above the
    claimant's `most`: the caller sees to that.
    """
    whole = total(weights)
    whole = whole + (whole == 0)  # nothing to share, then
    bound = largest(whole) * max(largest(units) + 1, len(weights) + 1)
    if bound >= LARGEST_INT:
        # int64 could overflow on the way: the same in Python's own integers.
        units, *weights = (n.astype(object) if is_array(n) else n for n in (units, *weights))
    floats = is_array(units) and bound < EXACT_IN_FLOAT
    shares, keys = [], []
    for place, weight in enumerate(weights):
        key = weight * units
        share = (key / whole).astype("int64") if floats else key // whole
        key -= share * whole  # what is left of its exact share
        key *= len(weights)
        key += len(weights) - place  # no two are alike, and all above 0
        shares.append(share)
        keys.append(key)
    left = units - total(shares)
    while largest(left):
        for place, limit in enumerate(most):
            keys[place] *= shares[place] < limit  # 0 for who has all it can take
        lowest = _highest(keys, smaller(left + (left == 0), len(keys)))
        lowest = lowest + ((lowest == 0) | (left == 0))  # these get none
        for place, key in enumerate(keys):
            shares[place] += key >= lowest
        left = units - total(shares)
    return [share.astype("int64", copy=False) if is_array(share) else share for share in shares]


def _highest(keys: Sequence[Any], place: Any) -> Any:
    """Return the key that stands in this place, 1 being that of the highest."""
    if not is_array(place):
        return sorted(keys)[-place]
    import numpy as np  # noqa: PLC0415 - loaded already by the caller who gave an array

    ordered = np.sort(np.stack(keys), axis=0)
    from_lowest = (len(keys) - place).astype(np.int64)
    return np.take_along_axis(ordered, from_lowest[np.newaxis], axis=0)[0]
