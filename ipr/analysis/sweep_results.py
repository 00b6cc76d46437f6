"""The results of a sweep read part by part: counts, quantiles, and what each value tried gave."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from ipr.analysis.load_sweep import load_sweep
from ipr.analysis.run_sweep import PARQUET_FILE
from ipr.analysis.sweep import Drawn, Enumerated, Grid, Sweep, chunks_of, reckon_chunk
from ipr.analysis.sweep_file import SWEEP_FILE, SweepFile
from ipr.analysis.switches import Ints
from ipr.budget.folder import open_folder, sweep_file
from ipr.plan.find import RESULTS_VARIABLE
from ipr.plan.inputs import SCALE_E4, Input, inputs_of
from ipr.reading.strict_yaml import read_yaml

MOST_VALUES = 40  # of one input, for them to be counted one by one
MOST_BINS = 14
QUANTILES = (50, 250, 500, 750, 950)  # per mille
FINE = 65_536

Batches = Callable[[list[str]], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, slots=True)
class Tried:
    """One value of one column: how many possible rows hold it, and how many are not covered.

    `value` is in the unit of the input, None where it awaits an amount, or a condition's option.
    """

    column: str
    value: int | str | None
    rows: int
    not_covered: int


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep and what it came to; reserves are kroner, None where no row was possible.

    `bins` are (from, rows) of equal `width_nok`, with 0 as a border. `quantiles` are (per mille,
    reserve): the least reserve that so many of the draws do not exceed; only of draws.
    """

    file: SweepFile
    sweep: Sweep
    rows: int
    possible: int
    not_covered: int
    lowest_nok: int | None
    highest_nok: int | None
    width_nok: int
    bins: tuple[tuple[int, int], ...]
    quantiles: tuple[tuple[int, int], ...]
    tried: tuple[Tried, ...]


def load_swept(plan: str, sweep: str) -> Swept:
    """Return a sweep's results: those beside the report being made, or else reckoned now.

    Raises `InputError` for an unknown plan or sweep and for faulty files.
    """
    folder = open_folder(plan)
    beside = Path(os.environ.get(RESULTS_VARIABLE, "."))
    made = (beside / PARQUET_FILE).is_file() and (beside / SWEEP_FILE).is_file()
    tree = read_yaml(beside / SWEEP_FILE) if made else folder.tree(sweep_file(sweep))
    file, described = load_sweep(folder, tree)
    return swept(file, described, stored(beside) if made else reckoned(described))


def stored(folder: Path) -> Batches:
    """Return the rows as they stand in a folder's Parquet file."""

    def batches(columns: list[str]) -> Iterator[pa.RecordBatch]:
        with parquet.ParquetFile(folder / PARQUET_FILE) as table:
            yield from table.iter_batches(columns=columns)

    return batches


def reckoned(sweep: Sweep) -> Batches:
    """Return the rows as the sweep reckons them, anew each time they are asked for."""

    def batches(columns: list[str]) -> Iterator[pa.RecordBatch]:
        for chunk in range(chunks_of(sweep)):
            yield reckon_chunk(sweep, chunk).select(columns)

    return batches


def swept(file: SweepFile, sweep: Sweep, batches: Batches) -> Swept:
    """Return what a sweep's rows come to; memory is that of one part, whatever their number."""
    rows = possible = not_covered = 0
    ends: list[int] = []
    columns = _counted(sweep)
    holding: dict[str, Counter[object]] = {name: Counter() for name in columns}
    breaking: dict[str, Counter[object]] = {name: Counter() for name in columns}
    for batch in batches([*columns, "reserve", "shortfall"]):
        known = pc.is_valid(batch.column("reserve"))
        broken = pc.fill_null(pc.greater(batch.column("shortfall"), 0), fill_value=False)
        rows += batch.num_rows
        possible += pc.sum(known).as_py() or 0
        not_covered += pc.sum(broken).as_py() or 0
        found = pc.min_max(batch.column("reserve")).as_py().values()
        ends += [end for end in found if end is not None]
        ends = [min(ends), max(ends)] if ends else []
        for name in columns:
            holding[name] += _values(batch.column(name).filter(known))
            breaking[name] += _values(batch.column(name).filter(broken))
    lowest, highest = ends or (None, None)

    def reserves() -> Iterator[Ints]:
        for batch in batches(["reserve"]):
            yield batch.column("reserve").drop_null().to_numpy(zero_copy_only=False)

    drawn = isinstance(sweep.variation, Drawn)
    width = width_of(lowest, highest)
    return Swept(
        file=file,
        sweep=sweep,
        rows=rows,
        possible=possible,
        not_covered=not_covered,
        lowest_nok=lowest,
        highest_nok=highest,
        width_nok=width,
        bins=_bins(reserves(), lowest, highest, width),
        quantiles=quantiles(reserves, possible, lowest, highest) if drawn else (),
        tried=tuple(_tried(sweep, columns, holding, breaking)),
    )


def _counted(sweep: Sweep) -> list[str]:
    """Return the columns whose values are few enough to be counted one by one."""
    match sweep.variation:
        case Grid(values):
            return [name for name, tried in values.items() if len(tried) <= MOST_VALUES]
        case Enumerated(conditions, amounts):
            few = [switch.id for switch in amounts if len(switch.options) <= MOST_VALUES]
            return [*(f"conditions.{switch.id}" for switch in conditions), *few]
        case _:
            return []


def _values(column: pa.Array) -> Counter[object]:
    counts = pc.value_counts(column)
    return Counter({item["values"]: item["counts"] for item in counts.to_pylist()})


def _tried(
    sweep: Sweep,
    columns: Sequence[str],
    holding: Mapping[str, Counter[object]],
    breaking: Mapping[str, Counter[object]],
) -> Iterator[Tried]:
    catalogue = inputs_of(sweep.plan)
    for name in columns:
        for value, number in holding[name].items():
            shown = _whole(catalogue.get(name), value)
            yield Tried(name, shown, number, breaking[name][value])


def _whole(item: Input | None, value: object) -> int | str | None:
    """Return a column's value as the input's own int, or as it is."""
    if isinstance(value, Decimal):
        return int(value * SCALE_E4)
    if item is not None and isinstance(value, str):
        return item.choices.index(value)
    return value if isinstance(value, int | str) else None


def width_of(lowest: int | None, highest: int | None) -> int:
    """Return a round width in kroner that divides the reserves into few enough bins."""
    width, factor = 1, 0
    spread = (highest or 0) - (lowest or 0)
    while spread // width + 2 > MOST_BINS:
        width = width * 5 // 2 if factor % 3 == 1 else width * 2
        factor += 1
    return width


def _bins(
    reserves: Iterator[Ints], lowest: int | None, highest: int | None, width: int
) -> tuple[tuple[int, int], ...]:
    if lowest is None or highest is None:
        return ()
    first = lowest // width
    counts = np.zeros(highest // width - first + 1, dtype=np.int64)
    for values in reserves:
        counts += np.bincount(np.floor_divide(values, width) - first, minlength=len(counts))
    return tuple(((first + place) * width, int(n)) for place, n in enumerate(counts))


def quantiles(
    reserves: Callable[[], Iterator[Ints]], number: int, lowest: int | None, highest: int | None
) -> tuple[tuple[int, int], ...]:
    """Return the exact quantiles by looking at the rows again, each time at narrower bins."""
    if lowest is None or highest is None:
        return ()
    spans = dict.fromkeys(QUANTILES, (lowest, highest))
    while any(low < high for low, high in spans.values()):
        counts = {span: np.zeros(FINE + 1, dtype=np.int64) for span in spans.values()}
        for values in reserves():
            for (low, high), found in counts.items():
                inside = values[(values >= low) & (values <= high)]
                places = (inside - low) // _fine(low, high) + 1
                found[:] += np.bincount(places, minlength=FINE + 1)
                found[0] += np.count_nonzero(values < low)
        for per_mille, (low, high) in spans.items():
            rank = max(-(-number * per_mille // 1000), 1)
            place = int(np.searchsorted(np.cumsum(counts[low, high]), rank)) - 1
            start = low + place * _fine(low, high)
            spans[per_mille] = start, min(start + _fine(low, high) - 1, high)
    return tuple((per_mille, low) for per_mille, (low, _) in spans.items())


def _fine(low: int, high: int) -> int:
    return -(-(high - low + 1) // FINE)
