"""Shares by largest remainder, exact, for S budgets side by side."""

from __future__ import annotations

import numpy as np

from ipr.budget.amounts import Kroner

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
