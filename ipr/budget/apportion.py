"""Share a whole number by weights, exactly: the method of the largest remainder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

LARGEST = 2**63 - 1


def apportion(units: Whole, weights: Whole, most: Whole) -> Whole:
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
    whole = np.maximum(weights.sum(axis=0), 1)
    shares, remainders = _divided(weights, units, whole)
    _place_leftover(shares, remainders, most, units)
    return shares.astype(np.int64, copy=False)


def _divided(weights: Whole, units: Whole, whole: Whole) -> tuple[Whole, Whole]:
    """Return the whole part of each exact share, and what remains, in parts of `whole`."""
    shares, remainders = np.empty_like(weights), np.empty_like(weights)
    for weight, share, remainder in zip(weights, shares, remainders, strict=True):
        product = weight * units
        share[:] = product // whole
        remainder[:] = product - share * whole
    return shares, remainders


def _place_leftover(shares: Whole, remainders: Whole, most: Whole, units: Whole) -> None:
    """Add one to those with the largest remainders, and again while units are left over."""
    left = units - shares.sum(axis=0)
    keys = _keys(remainders)
    keys[shares >= most] = -1  # has all it can take
    # The smallest key that still gets one: with nothing left, above all keys.
    ordered = np.sort(keys, axis=0)
    taken = np.minimum(left, len(keys)).astype(np.int64)
    place = np.minimum(len(keys) - taken, len(keys) - 1)
    smallest = np.take_along_axis(ordered, place[np.newaxis], axis=0)[0]
    gets_one = (keys >= np.maximum(smallest, 0)) & (left > 0)
    shares += gets_one
    again = np.flatnonzero((smallest < 0) & (left > 0))  # fewer could take one than were left
    if again.size:
        part = shares[:, again]
        _place_leftover(part, remainders[:, again], most[:, again], units[again])
        shares[:, again] = part


def _keys(remainders: Whole) -> Whole:
    """Return numbers, no two alike, that order by remainder and then by row, first row highest."""
    count = len(remainders)
    rows_backwards = np.arange(count - 1, -1, -1, dtype=np.int64)
    keys: Whole = remainders * count + rows_backwards[:, np.newaxis]
    return keys
