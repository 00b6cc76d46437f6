"""Monte Carlo: draws of inputs from distributions the analyst states.

Nothing is assumed on anyone's behalf: without a stated distribution there is no draw. What
cannot be is a `ValueError` in Norwegian, because the analyst has stated it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ipr.budget.amounts import Money
from ipr.reading.norwegian import E4, listing

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Part of the rule: draws of one seed are the same whatever their number, and whoever reckons them.
CHUNK = 16_384
TOLERANCE = 1e-9
TABLE = 4_097  # points of the table by which PERT is turned round
Shape = Literal["uniform", "triangular", "pert", "discrete"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How likely each whole value of an input is, as the analyst states it.

    `uniform`: the values from `low` to `high`, both included, are all as likely.
    `triangular`: rises evenly from `low` to the most likely `mode`, and falls evenly to `high`.
    `pert`: the PERT form of beta, mean (low + 4 mode + high) / 6, with less weight at the ends.
    `discrete`: the stated values, each with a whole-number weight.
    The ends and the mode stand in `values`, from the lowest.
    """

    shape: Shape
    values: tuple[int, ...]
    weights: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        values, weights = self.values, self.weights
        if self.shape != "discrete":
            if not 0 <= values[0] <= values[-1]:
                raise ValueError("«low» skal være 0 eller mer, og ikke større enn «high»")
            if not values[0] <= values[1] <= values[-1]:
                raise ValueError("«mode» skal ligge fra «low» til «high»")
        elif len(values) != len(weights) or len(set(values)) < len(values):
            raise ValueError("hver verdi skal ha én vekt, og ingen verdi kan stå to ganger")
        elif any(weight < 0 for weight in weights) or not 0 < sum(weights) < 2**31:
            raise ValueError(
                "minst én vekt skal være større enn 0, og summen av dem er for stor fra 2³¹"
            )

    def at(self, even: Floats) -> Ints:
        """Return the value at each of the even numbers in [0, 1): the distribution turned round.

        Rising in `even`. Triangular and PERT are continuous and rounded half up to whole values.
        """
        low, high = self.values[0], self.values[-1]
        if self.shape == "uniform":
            return low + np.floor(even * (high - low + 1)).astype(np.int64)
        if self.shape == "discrete":
            values = np.array(self.values, dtype=np.int64)
            rising = np.argsort(values)
            ends = np.cumsum(np.array(self.weights, dtype=np.int64)[rising])
            ticket = np.floor(even * int(ends[-1])).astype(np.int64)
            return values[rising][np.searchsorted(ends, ticket, side="right")]
        if low == high:
            return np.full(even.shape, low, dtype=np.int64)
        turned = _pert if self.shape == "pert" else _triangular
        place = turned(even, (self.values[1] - low) / (high - low))
        return low + np.floor(place * (high - low) + 0.5).astype(np.int64)


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


@dataclass(frozen=True, slots=True)
class Draw:
    """So many draws of a distribution for each named input, and how these hang together.

    `correlations` are Spearman's, of ranks, times 10 000, for pairs of inputs.
    """

    distributions: Mapping[str, Distribution]
    number: int
    correlations: Mapping[tuple[str, str], int] = field(default_factory=dict)
    seed: int = 0


def drawn_inputs(inputs: Mapping[str, int], draw: Draw, chunk: int) -> dict[str, Money]:
    """Return the inputs of chunk number `chunk` of the draws: arrays for those that are drawn.

    Each chunk has a stream of its own, PCG64 seeded by the draw's seed and the chunk's number; so
    draws do not depend on how many are asked for, nor on the order of the work. Correlation is a
    Gaussian copula, laid on by the order of the values within a chunk: each input keeps exactly
    its own distribution. Raises `ValueError` as `root_of` does.
    """
    stream = np.random.PCG64(np.random.SeedSequence(draw.seed, spawn_key=(chunk,)))
    names = sorted(draw.distributions)
    even = _even(stream, len(names))
    if draw.correlations:  # the even numbers of each column, in the order of the normal numbers
        for column, target in zip(even, root_of(draw) @ _normal(stream, len(names)), strict=True):
            column[np.argsort(target, kind="stable")] = np.sort(column)
    kept = min(draw.number - chunk * CHUNK, CHUNK)
    drawn: dict[str, Money] = dict(inputs)
    for name, column in zip(names, even, strict=True):
        drawn[name] = draw.distributions[name].at(column[:kept])
    return drawn


def _even(stream: np.random.PCG64, columns: int) -> Floats:
    """Return even numbers in [0, 1), shape (columns, CHUNK), as every version of NumPy draws them.

    `Generator` may draw otherwise in another version.
    """
    return np.random.RandomState(stream).random_sample((columns, CHUNK))


def _normal(stream: np.random.PCG64, columns: int) -> Floats:
    """Return normal numbers, shape (columns, CHUNK), by Box and Muller's transformation."""
    radius = np.sqrt(-2 * np.log1p(-_even(stream, columns)))
    normal: Floats = radius * np.cos(2 * np.pi * _even(stream, columns))
    return normal


def root_of(draw: Draw) -> Floats:
    """Return the triangular root of the normal numbers' correlation: Cholesky's.

    Spearman's r becomes Pearson's 2 sin(π r / 6), which a Gaussian copula of that rank has. There
    is only one such root, also where a correlation is exactly 1 or −1, whereas roots by
    eigenvectors differ in sign between machines. Raises `ValueError` where nothing is drawn or an
    input is not, and where the correlations cannot all hold at once.
    """
    if not draw.distributions:
        raise ValueError("ingen fordeling er oppgitt")
    if strange := {*chain(*draw.correlations)} - {*draw.distributions}:
        raise ValueError(f"uten fordeling, men med korrelasjon: {listing(sorted(strange))}")
    names = sorted(draw.distributions)
    matrix: Floats = np.eye(len(names))
    for pair, spearman_e4 in draw.correlations.items():
        one, other = map(names.index, pair)
        pearson = 2 * np.sin(np.pi * spearman_e4 / E4 / 6)
        matrix[one, other] = matrix[other, one] = pearson
    root: Floats = np.zeros_like(matrix)
    for column in range(len(matrix)):
        rest = matrix[column:, column] - root[column:, :column] @ root[column, :column]
        if rest[0] < -TOLERANCE or (rest[0] <= TOLERANCE and np.any(np.abs(rest) > TOLERANCE)):
            raise ValueError("korrelasjonene kan ikke gjelde samtidig")
        if rest[0] > TOLERANCE:
            root[column:, column] = rest / np.sqrt(rest[0])
    return root
