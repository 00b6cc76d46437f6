"""The distributions an analyst may state for an input, from even numbers in [0, 1) to whole values.

Nothing here is assumed on anyone's behalf: without a stated distribution there is no draw. What
cannot be is a `ValueError` in Norwegian, because the analyst has stated it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TABLE = 4_097  # points of the table by which PERT is turned round


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every whole value from `low` to `high`, both included, is as likely."""

    low: int
    high: int

    def __post_init__(self) -> None:
        _check_ends(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Rises evenly from `low` to the most likely `mode`, and falls evenly to `high`."""

    low: int
    mode: int
    high: int

    def __post_init__(self) -> None:
        _check_mode(self.low, self.mode, self.high)


@dataclass(frozen=True, slots=True)
class Pert:
    """The PERT form of beta: mean (low + 4 mode + high) / 6, with less weight at the ends."""

    low: int
    mode: int
    high: int

    def __post_init__(self) -> None:
        _check_mode(self.low, self.mode, self.high)


@dataclass(frozen=True, slots=True)
class Discrete:
    """The stated values, each with a whole-number weight; equal weights are equally likely."""

    values: tuple[int, ...]
    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.weights) or len(set(self.values)) < len(self.values):
            raise ValueError("hver verdi skal ha én vekt, og ingen verdi kan stå to ganger")
        if any(weight < 0 for weight in self.weights) or not 0 < sum(self.weights) < 2**31:
            raise ValueError(
                "minst én vekt skal være større enn 0, og summen av dem er for stor fra 2³¹"
            )


Distribution = Uniform | Triangular | Pert | Discrete


def values_at(distribution: Distribution, even: Floats) -> Ints:
    """Return the value at each of the even numbers in [0, 1): the distribution turned round.

    Rising in `even`. Triangular and PERT are continuous and rounded half up to whole values.
    """
    match distribution:
        case Uniform(low, high):
            return low + np.floor(even * (high - low + 1)).astype(np.int64)
        case Discrete(values, weights):
            rising = np.argsort(np.array(values, dtype=np.int64))
            ends = np.cumsum(np.array(weights, dtype=np.int64)[rising])
            ticket = np.floor(even * int(ends[-1])).astype(np.int64)
            place = np.searchsorted(ends, ticket, side="right")
            return np.array(values, dtype=np.int64)[rising][place]
        case Triangular(low, mode, high) | Pert(low, mode, high):
            if low == high:
                return np.full(even.shape, low, dtype=np.int64)
            peak = (mode - low) / (high - low)
            turned = _triangular if isinstance(distribution, Triangular) else _pert
            return low + np.floor(turned(even, peak) * (high - low) + 0.5).astype(np.int64)


def _triangular(even: Floats, peak: float) -> Floats:
    """Return the place in 0–1 at each even number, for a triangle with its peak there."""
    rising = np.sqrt(even * peak)
    falling = 1 - np.sqrt((1 - even) * (1 - peak))
    return np.where(even < peak, rising, falling)


def _pert(even: Floats, peak: float) -> Floats:
    """Return the place in 0–1 at each even number, from a table of beta's exact density.

    The points lie closer at both ends, x = (1 − cos πt) / 2; between them the sum is straight.
    """
    turn = np.linspace(0, np.pi, TABLE)
    place = (1 - np.cos(turn)) / 2
    # density times the width of a step, which is in proportion to sin πt
    density = place ** (4 * peak) * (1 - place) ** (4 * (1 - peak)) * np.sin(turn)
    steps = (density[1:] + density[:-1]) / 2
    share = np.concatenate([[0.0], np.cumsum(steps)])
    return np.interp(even, share / share[-1], place)


def _check_ends(low: int, high: int) -> None:
    if not 0 <= low <= high:
        raise ValueError("«low» skal være 0 eller mer, og ikke større enn «high»")


def _check_mode(low: int, mode: int, high: int) -> None:
    _check_ends(low, high)
    if not low <= mode <= high:
        raise ValueError("«mode» skal ligge fra «low» til «high»")
