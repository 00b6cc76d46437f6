"""What a sweep came to: counts, bins, quantiles, and what each value tried gave."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipr.analysis.combinations import Answer, Ints, Switch
from ipr.analysis.draws import Draw
from ipr.analysis.load_sweep import load_sweep
from ipr.analysis.sweep import Each, Sweep, column_of, table_of
from ipr.analysis.sweep_file import SWEEP_FILE, SweepFile
from ipr.budget.reckon import AmountTooLargeError
from ipr.doors.folder import open_folder, sweep_file
from ipr.plan.inputs import SCALE_E4, inputs_of
from ipr.plan.load import RESULTS_VARIABLE
from ipr.plan.model import Plan
from ipr.reading.errors import refuse
from ipr.reading.strict_yaml import read_yaml

MOST_ANSWERS = 40  # of one switch, for them to be counted one by one
MOST_BINS = 14
QUANTILES = (50, 250, 500, 750, 950)  # per mille


@dataclass(frozen=True, slots=True)
class Tried:
    """One answer of one switch: how many possible rows hold it, and how many are not covered."""

    switch: str
    answer: Answer
    rows: int
    not_covered: int


@dataclass(frozen=True, eq=False, slots=True)
class Reckoned:
    """A sweep and its rows (see `table_of`); reserves are kroner.

    A row is not covered where the shortfall is above 0. The first row is always possible: in it
    nothing happens.
    """

    sweep: Sweep
    table: pd.DataFrame

    @property
    def reserves(self) -> Ints:
        """Return the reserve of every possible row."""
        return self.table["reserve"].dropna().to_numpy(dtype=np.int64)

    @property
    def possible(self) -> int:
        """Return how many rows are possible."""
        return len(self.reserves)

    @property
    def not_covered(self) -> int:
        """Return how many of the possible rows are not covered."""
        return int((self.table["shortfall"] > 0).sum())

    @property
    def lowest_nok(self) -> int:
        """Return the lowest reserve."""
        return int(self.reserves.min())

    @property
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
        """Return (per mille, the least reserve that so many of the draws do not exceed)."""
        if not isinstance(self.sweep.varied, Draw):
            return ()
        return quantiles(self.reserves, QUANTILES)

    @property
    def tried(self) -> tuple[Tried, ...]:
        """Return what each answer gave, of the switches that have few enough of them."""
        plan, varied = self.sweep.plan, self.sweep.varied
        known = self.table[self.table["reserve"].notna()]
        found = []
        for switch in () if isinstance(varied, Draw) else varied:
            if switch.words or switch.size <= MOST_ANSWERS:
                column = known[column_of(switch)]
                groups = (known["shortfall"] > 0).groupby(
                    column, sort=False, dropna=False, observed=True
                )
                for told, (rows, broken) in groups.agg(["size", "sum"]).iterrows():
                    answer = _answer(plan, switch, told)
                    found.append(Tried(switch.id, answer, int(rows), int(broken)))
        return tuple(found)


@dataclass(frozen=True, eq=False, slots=True)
class Swept(Reckoned):
    """A sweep with the file that describes it."""

    file: SweepFile


def reckoned(sweep: Sweep) -> Reckoned:
    """Return the sweep with all its rows reckoned; raises `ValueError` as `reckon` does."""
    return Reckoned(sweep, table_of(sweep))


def sweep_rows(file: SweepFile, sweep: Sweep, each: Each = map) -> Swept:
    """Return a sweep with all its rows reckoned; raises `InputError` for an amount too large."""
    try:
        return Swept(sweep, table_of(sweep, each), file)
    except AmountTooLargeError as error:
        raise refuse(file.where, "", str(error)) from None


def load_swept(plan: str, sweep: str) -> Swept:
    """Return a sweep with its rows: of the file beside the report being made, or the plan's own.

    Raises `InputError` for an unknown plan or sweep and for faulty files.
    """
    folder = open_folder(plan)
    beside = Path(os.environ.get(RESULTS_VARIABLE, "."), SWEEP_FILE)
    tree = read_yaml(beside) if beside.is_file() else folder.tree(sweep_file(sweep))
    return sweep_rows(*load_sweep(folder, tree))


def width_of(lowest: int, highest: int) -> int:
    """Return 1, 2 or 5 times a power of ten: the width of at most 14 bins and a part of one."""
    width, factor = 1, 0
    while (highest - lowest) // width + 2 > MOST_BINS:
        width = width * 5 // 2 if factor % 3 == 1 else width * 2
        factor += 1
    return width


def quantiles(reserves: Ints, per_mille: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return (per mille, the least reserve that so many in a thousand do not exceed), exact."""
    ranks = {share: max(-(-len(reserves) * share // 1000), 1) - 1 for share in per_mille}
    ordered = np.partition(reserves, list(ranks.values()))
    return tuple((share, int(ordered[rank])) for share, rank in ranks.items())


def _answer(plan: Plan, switch: Switch, told: Any) -> Answer:
    """Return an answer as the switch has it, from what stands in its column."""
    if switch.words or pd.isna(told):
        return str(told) if switch.words else None
    item = inputs_of(plan)[switch.id]
    if item.unit == "choice":
        return item.choices.index(told)
    return round(told * SCALE_E4) if item.unit == "e4" else int(told)
