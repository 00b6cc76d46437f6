"""Monte Carlo: the reserve over many draws of inputs whose distributions the analyst states.

What the analyst states wrongly is a `ValueError` in Norwegian.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ipr.analysis.distributions import Distribution, Floats, Ints, values_at
from ipr.analysis.reserves import known_input, reserve_of
from ipr.budget.amounts import Money
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.model import Plan
from ipr.reading.norwegian import listing

# Part of the rule: draws of one seed are the same whatever their number, and whoever reckons them.
CHUNK = 16_384
WHOLE_E4 = 10_000
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two inputs rise and fall together: Spearman's rank correlation times 10 000."""

    first: str
    second: str
    spearman_e4: int

    def __post_init__(self) -> None:
        if self.first == self.second or abs(self.spearman_e4) > WHOLE_E4:
            raise ValueError(
                "korrelasjonen skal gjelde to ulike forutsetninger og ligge fra −1 til 1"
            )


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn: a distribution for each named input, and how they hang together."""

    distributions: Mapping[str, Distribution]
    correlations: tuple[Correlation, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Draws:
    """The reserve of every draw, in kroner, in the order drawn; shape (S,)."""

    reserve: Ints

    @property
    def number(self) -> int:
        """Return how many draws there are."""
        return len(self.reserve)

    def below(self, minimum_reserve: int = 0) -> int:
        """Return in how many of the draws the reserve is below the minimum: an exact count."""
        return int(np.count_nonzero(self.reserve < minimum_reserve))

    def quantile(self, per_mille: int) -> int:
        """Return the least reserve that at least so many in a thousand of the draws do not exceed.

        Exact: always a reserve that was drawn. Raises `ValueError` outside 0–1000.
        """
        if not 0 <= per_mille <= 1000:
            raise ValueError("a quantile lies from 0 to 1000 per mille")
        place = max(-(-self.number * per_mille // 1000), 1) - 1
        return int(np.partition(self.reserve, place)[place])

    def histogram(self, width_nok: int) -> tuple[tuple[int, int], ...]:
        """Return (from, count) of each bin of this width in kroner, empty ones between included.

        Bins begin at whole multiples of the width, so that 0 is always a border.
        """
        bins = np.floor_divide(self.reserve, width_nok)
        first = int(bins.min())
        counts = np.bincount(bins - first)
        return tuple(((first + place) * width_nok, int(n)) for place, n in enumerate(counts))


def draw_reserves(
    plan: Plan,
    inputs: Mapping[str, int],
    draw: Draw,
    number: int,
    *,
    balancing: Balancing = LEAVE_OPEN,
) -> Draws:
    """Return the reserve of `number` draws; only the reserves are kept, chunk by chunk.

    Raises `ValueError` as `drawn_inputs` and `evaluate` do.
    """
    reserves = np.empty(number, dtype=np.int64)
    for start, drawn in _chunks(plan, inputs, draw, number):
        stop = min(start + CHUNK, number)
        reserves[start:stop] = reserve_of(plan, drawn, balancing)
    return Draws(reserves)


def drawn_inputs(
    plan: Plan, inputs: Mapping[str, int], draw: Draw, number: int, chunk: int
) -> dict[str, Money]:
    """Return the inputs of chunk number `chunk` of the draws: arrays for those that are drawn.

    Each chunk has a stream of its own, PCG64 seeded by the draw's seed and the chunk's number; so
    draws do not depend on how many are asked for, nor on the order of the work. Correlation is a
    Gaussian copula, laid on by the order of the values within a chunk: each input keeps exactly
    its own distribution. Raises `ValueError` for unknown inputs, no distributions, values out of
    bounds, and correlations that cannot all hold at once.
    """
    names, root = check_draw(plan, draw)
    stream = np.random.PCG64(np.random.SeedSequence(draw.seed, spawn_key=(chunk,)))
    even = _even(stream, len(names))
    if draw.correlations:
        even = _together(even, _normal(stream, len(names)), root)
    kept = min(number - chunk * CHUNK, CHUNK)
    drawn: dict[str, Money] = dict(inputs)
    for name, column in zip(names, even, strict=True):
        drawn[name] = values_at(draw.distributions[name], column[:kept])
    return drawn


def _chunks(
    plan: Plan, inputs: Mapping[str, int], draw: Draw, number: int
) -> Iterator[tuple[int, dict[str, Money]]]:
    for chunk in range(-(-number // CHUNK)):
        yield chunk * CHUNK, drawn_inputs(plan, inputs, draw, number, chunk)


def check_draw(plan: Plan, draw: Draw) -> tuple[list[str], Floats]:
    """Return the names of the drawn inputs in alphabetical order, and their correlation's root.

    Raises `ValueError` as `drawn_inputs` does.
    """
    if not draw.distributions:
        raise ValueError("ingen fordeling er oppgitt")
    named = {name for pair in draw.correlations for name in (pair.first, pair.second)}
    if strange := named - set(draw.distributions):
        raise ValueError(f"uten fordeling, men med korrelasjon: {listing(sorted(strange))}")
    for name, distribution in draw.distributions.items():
        known = known_input(plan, name)
        ends = values_at(distribution, np.array([0.0, np.nextafter(1.0, 0.0)]))
        if ends.min() < 0 or ends.max() > known.largest:
            raise ValueError(f"{name}: a value is outside 0..{known.largest}")
    names = sorted(draw.distributions)
    return names, _root(names, draw.correlations)


def _even(stream: np.random.PCG64, columns: int) -> Floats:
    """Return even numbers in [0, 1), shape (columns, CHUNK), from the stream's own 64 bits.

    Not by `Generator`, whose methods may draw otherwise in another version of NumPy.
    """
    raw = np.asarray(stream.random_raw(columns * CHUNK), dtype=np.uint64)
    return (raw >> np.uint64(11)).astype(np.float64).reshape(columns, CHUNK) * 2.0**-53


def _normal(stream: np.random.PCG64, columns: int) -> Floats:
    """Return normal numbers, shape (columns, CHUNK), by Box and Muller's transformation."""
    radius = np.sqrt(-2 * np.log1p(-_even(stream, columns)))
    normal: Floats = radius * np.cos(2 * np.pi * _even(stream, columns))
    return normal


def _together(even: Floats, normal: Floats, root: Floats) -> Floats:
    """Return the even numbers of each column in the order of the correlated normal numbers."""
    ordered = np.empty_like(even)
    for column, values, target in zip(ordered, even, root @ normal, strict=True):
        column[np.argsort(target, kind="stable")] = np.sort(values)
    return ordered


def _root(names: list[str], correlations: Iterable[Correlation]) -> Floats:
    """Return the triangular root of the normal numbers' correlation.

    Spearman's r becomes Pearson's 2 sin(π r / 6), which a Gaussian copula of that rank has.
    """
    matrix: Floats = np.eye(len(names))
    seen: set[frozenset[str]] = set()
    for pair in correlations:
        both = frozenset((pair.first, pair.second))
        if both in seen:
            raise ValueError(f"to korrelasjoner gjelder {listing(sorted(both))}")
        seen.add(both)
        one, other = names.index(pair.first), names.index(pair.second)
        pearson = 2 * np.sin(np.pi * pair.spearman_e4 / WHOLE_E4 / 6)
        matrix[one, other] = matrix[other, one] = pearson
    return _lower_root(matrix)


def _lower_root(matrix: Floats) -> Floats:
    """Return Cholesky's root, also where a correlation is exactly 1 or −1.

    There is only one, whereas roots by eigenvectors differ in sign between machines.
    """
    root: Floats = np.zeros_like(matrix)
    for column in range(len(matrix)):
        rest = matrix[column:, column] - root[column:, :column] @ root[column, :column]
        if rest[0] < -TOLERANCE or (rest[0] <= TOLERANCE and np.any(np.abs(rest) > TOLERANCE)):
            raise ValueError("korrelasjonene kan ikke gjelde samtidig")
        if rest[0] > TOLERANCE:
            root[column:, column] = rest / np.sqrt(rest[0])
    return root
