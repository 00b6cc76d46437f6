"""A sweep: many rows of inputs, reckoned chunk by chunk into one table in memory, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ipr.analysis.combinations import UNTOUCHED, Answer, Switch
from ipr.analysis.draws import CHUNK, Draw, Ints, drawn_inputs
from ipr.budget.amounts import Money
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.reading.norwegian import E4

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 10_000_000  # about 75 bytes each
FIGURES = ("frame", "allocated", "reserve", "shortfall")
MOST_ANSWERS = 40  # of one switch, for them to be counted one by one
MOST_BINS = 14
QUANTILES = (50, 250, 500, 750, 950)  # per mille

Bools = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]
Each = Callable[[Callable[[int], Columns], range], Iterable[Columns]]


class Sweep(NamedTuple):
    """What to reckon: a plan, the inputs to start from, what varies, and the rule.

    What varies is so many draws, or every combination of some switches, the last turning fastest.
    """

    plan: Plan
    inputs: Mapping[str, int]
    varied: tuple[Switch, ...] | Draw
    balancing: Balancing = LEAVE_OPEN

    @property
    def switches(self) -> tuple[Switch, ...]:
        """Return the switches that are combined; none where inputs are drawn."""
        return () if isinstance(self.varied, Draw) else self.varied

    @property
    def rows(self) -> int:
        """Return how many rows there are to reckon."""
        if isinstance(self.varied, Draw):
            return self.varied.number
        return prod(switch.size for switch in self.varied)


def combined(sweep: Sweep, places: Ints) -> tuple[dict[str, Ints], Bools, Bools]:
    """Return the inputs of combinations, which are possible, and which repeat another.

    `places` has shape (S, number of switches): where each switch's chosen answer stands. An input
    that still awaits its amount is `UNTOUCHED`. Two answers that give one input different values
    contradict each other, as in scenarios that are combined: such a row is not possible, and the
    first switch's value stands in it. An input tried at the very value that an answer before it
    gives is the row where it is left alone.
    """
    possible = np.ones(len(places), dtype=np.bool_)
    repeated = np.zeros(len(places), dtype=np.bool_)
    chosen: dict[str, Ints] = {}
    for switch, place in zip(sweep.switches, places.T, strict=True):
        for name, values in switch.gives.items():
            value = values[place]
            if name in chosen:
                earlier = chosen[name]
                both = (value != UNTOUCHED) & (earlier != UNTOUCHED)
                possible &= ~both | (value == earlier)
                if not switch.words:
                    repeated |= both & (value == earlier)
                value = np.where(earlier == UNTOUCHED, value, earlier)
            chosen[name] = value
    for name, value in chosen.items():
        given = sweep.inputs.get(name, inputs_of(sweep.plan)[name].value)
        if given is not None:
            chosen[name] = np.where(value == UNTOUCHED, given, value)
    return chosen, possible, repeated


def counted(sweep: Sweep, values: Mapping[str, Ints]) -> dict[str, Money]:
    """Return inputs to reckon with: what still awaits its amount counts 0."""
    return {**sweep.inputs, **{name: np.maximum(value, 0) for name, value in values.items()}}


def reckon_chunk(sweep: Sweep, chunk: int) -> Columns:
    """Return the rows of one chunk as whole numbers: inputs, `possible`, and figures in kroner.

    Inputs are in their own unit, `UNTOUCHED` where they await an amount; a condition's column
    holds the place of its answer.
    """
    start = chunk * CHUNK
    size = min(CHUNK, sweep.rows - start)
    possible, kept = np.ones(size, dtype=np.bool_), np.ones(size, dtype=np.bool_)
    if isinstance(sweep.varied, Draw):
        inputs = drawn_inputs(sweep.inputs, sweep.varied, chunk)
        columns = {name: np.asarray(inputs[name]) for name in sorted(sweep.varied.distributions)}
    else:
        sizes = tuple(switch.size for switch in sweep.varied)
        places = np.array(np.unravel_index(np.arange(start, start + size), sizes)).T
        values, possible, repeated = combined(sweep, places)
        inputs, kept = counted(sweep, values), ~repeated
        columns = {}
        for switch, place in zip(sweep.varied, places.T, strict=True):
            columns[switch.column] = place
            if not switch.words:  # left alone, an input is what it is given
                tried = switch.gives[switch.id][place]
                columns[switch.id] = np.where(tried == UNTOUCHED, values[switch.id], tried)
    outcome = reckon(sweep.plan, inputs, sweep.balancing)
    columns["possible"] = possible
    for name in FIGURES:
        columns[name] = np.broadcast_to(np.asarray(outcome[name], np.int64), (size,))
    return columns if kept.all() else {name: one[kept] for name, one in columns.items()}


def table_of(sweep: Sweep, each: Each = map) -> pd.DataFrame:
    """Return the table of all rows, in order, one for each distinct combination.

    `each` does the work as `map` does, or as the `map` of an executor of `concurrent.futures`.
    A varied input has a column of its own name: whole kroner, whole units of a foreign currency
    or months (Int64), rates as numbers with four decimals, choices as words; <NA> where it awaits
    an amount. A condition has `conditions.<id>` with the answer's id; where there are conditions,
    `possible` is False where answers contradict each other, and the figures are then <NA>.
    `frame`, `allocated`, `reserve` and `shortfall` are whole kroner (Int64).
    Raises `ValueError` as `reckon` does.
    """
    import pandas as pd  # noqa: PLC0415 - slow, and few notebooks hold a sweep

    columns, end = Columns(), 0
    for part in each(partial(reckon_chunk, sweep), range(-(-sweep.rows // CHUNK))):
        start, end = end, end + len(part["possible"])
        for name, values in part.items():
            if start == 0:  # joined afterwards, the parts would take as much memory again
                columns[name] = np.empty(sweep.rows, values.dtype)
            columns[name][start:end] = values
    columns = {name: values[:end] for name, values in columns.items()}
    possible = columns.pop("possible")
    figures = {name: pd.arrays.IntegerArray(columns.pop(name), ~possible) for name in FIGURES}
    words = {switch.column: switch.words for switch in sweep.switches if switch.words}
    told = {"possible": possible} if words else {}
    table = {
        name: _readable(sweep.plan, name, values, words.get(name, ()))
        for name, values in columns.items()
    }
    return pd.DataFrame(table | told | figures, copy=False).rename_axis("row")


def _readable(plan: Plan, name: str, values: Ints, words: tuple[str, ...]) -> object:
    """Return a column of places of words or of an input's values in the unit a reader knows."""
    import pandas as pd  # noqa: PLC0415 - as above

    if words := words or inputs_of(plan)[name].choices:
        return pd.Categorical.from_codes(values, pd.Index(words))
    if inputs_of(plan)[name].unit == "e4":
        return values / E4
    return pd.arrays.IntegerArray(values, values == UNTOUCHED)


class Tried(NamedTuple):
    """One answer of one switch: how many possible rows hold it, and how many are not covered."""

    switch: str
    answer: Answer
    rows: int
    not_covered: int


@dataclass(frozen=True, eq=False)
class Reckoned:
    """A sweep and its rows (see `table_of`); reserves are kroner.

    A row is not covered where the shortfall is above 0. The first row is always possible: in it
    nothing happens.
    """

    sweep: Sweep
    table: pd.DataFrame

    @cached_property
    def reserves(self) -> Ints:
        """Return the reserve of every possible row."""
        return self.table["reserve"].dropna().to_numpy(dtype=np.int64)

    @property
    def possible(self) -> int:
        """Return how many rows are possible."""
        return len(self.reserves)

    @cached_property
    def not_covered(self) -> int:
        """Return how many of the possible rows are not covered."""
        return int((self.table["shortfall"] > 0).sum())

    @cached_property
    def lowest_nok(self) -> int:
        """Return the lowest reserve."""
        return int(self.reserves.min())

    @cached_property
    def highest_nok(self) -> int:
        """Return the highest reserve."""
        return int(self.reserves.max())

    @property
    def width_nok(self) -> int:
        """Return a round width in kroner that divides the reserves into few enough bins."""
        return width_of(self.lowest_nok, self.highest_nok)

    @property
    def bins(self) -> tuple[tuple[int, int], ...]:
        """Return (from, rows) of each bin of `width_nok`, with 0 as a border."""
        width, places = self.width_nok, self.reserves // self.width_nok
        first = int(places.min())
        counts = enumerate(np.bincount(places - first), start=first)
        return tuple((place * width, int(number)) for place, number in counts)

    @property
    def quantiles(self) -> tuple[tuple[int, int], ...]:
        """Return (per mille, the least reserve that so many of the draws do not exceed), exact."""
        if not isinstance(self.sweep.varied, Draw):
            return ()
        ranks = [max(-(-self.possible * share // 1000), 1) - 1 for share in QUANTILES]
        ordered = np.partition(self.reserves, ranks)
        return tuple(zip(QUANTILES, ordered[ranks].tolist(), strict=True))

    @property
    def tried(self) -> tuple[Tried, ...]:
        """Return what each answer gave, of the switches that have few enough of them."""
        known = self.table[self.table["reserve"].notna()]
        broken, found = known["shortfall"] > 0, list[Tried]()
        for switch in self.sweep.switches:
            if switch.words or switch.size <= MOST_ANSWERS:
                column = known[switch.column]
                groups = broken.groupby(column, sort=False, dropna=False, observed=True)
                for told, rows, missed in groups.agg(["size", "sum"]).itertuples():
                    answer = _answer(self.sweep.plan, switch, told)
                    found.append(Tried(switch.id, answer, int(rows), int(missed)))
        return tuple(found)


def _answer(plan: Plan, switch: Switch, told: Any) -> Answer:
    """Return an answer as the switch has it, from what stands in its column."""
    import pandas as pd  # noqa: PLC0415 - as above

    if switch.words:
        return str(told)
    item = inputs_of(plan)[switch.id]
    if item.choices:
        return item.choices.index(told)
    whole = told * E4 if item.unit == "e4" else told
    return None if pd.isna(told) else round(whole)


def width_of(lowest: int, highest: int) -> int:
    """Return 1, 2 or 5 times a power of ten: the width of at most 14 bins and a part of one."""
    width, factor = 1, 0
    while (highest - lowest) // width + 2 > MOST_BINS:
        width = width * 5 // 2 if factor % 3 == 1 else width * 2
        factor += 1
    return width


class EventSet(NamedTuple):
    """Events that break the budget together, and no fewer of them: (switch, answer)."""

    events: tuple[tuple[str, Answer], ...]
    reserve_nok: int


def minimal_sets(sweep: Sweep, largest: int) -> Iterator[EventSet]:
    """Yield each smallest set of events that breaks the budget, sets of fewer events first.

    Broken is where the reserve is below the balancing rule's minimum. The events of a set happen
    and all others do not. A set is minimal where no part of it breaks the budget by itself; the
    empty set is the only one where it is broken already. Larger sets than `largest` are not sought.
    """
    switches = sweep.switches
    found: list[Ints] = []  # the place of each switch's answer; 0 is that nothing happens
    for size in range(min(largest, len(switches)) + 1):
        sets = []
        for columns in combinations(range(len(switches)), size):
            answers = list(product(*(range(1, switches[column].size) for column in columns)))
            happening = np.zeros((len(answers), len(switches)), dtype=np.int64)
            if answers:  # a value that is the given one is no event
                happening[:, columns] = answers
            sets.append(happening)
        places = np.concatenate(sets)
        for part in found:
            places = places[(places[:, part > 0] != part[part > 0]).any(axis=1)]
        values, possible, _ = combined(sweep, places)
        outcome = reckon(sweep.plan, counted(sweep, values), sweep.balancing)
        broken = np.flatnonzero(possible & (np.asarray(outcome.shortfall) > 0))
        reserves = np.broadcast_to(outcome.reserve, len(places))
        for row, reserve in zip(places[broken], reserves[broken], strict=True):
            found.append(row)
            happens = [
                (switches[at].id, switches[at].answer(row[at]))
                for at in np.flatnonzero(row).tolist()
            ]
            yield EventSet(tuple(happens), int(reserve))
