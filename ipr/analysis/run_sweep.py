"""Run a sweep on one core, on many or on a cluster, and stream its table to CSV and Parquet."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from ipr.analysis.sweep import Sweep, chunks_of, reckon_chunk, schema_of
from ipr.analysis.workers import Workers, in_order, one_core
from ipr.reading.files import folder_beside

CSV_FILE = "resultater.csv"
PARQUET_FILE = "resultater.parquet"


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep came to: how many rows, how many of them possible, how many not covered.

    A row is not covered where the shortfall is above 0. Reserves are kroner, None where no row
    was possible. The tables stand in `folder`.
    """

    folder: Path
    rows: int
    possible: int
    not_covered: int
    lowest_nok: int | None
    highest_nok: int | None


def run_sweep(
    sweep: Sweep,
    folder: Path,
    workers: Workers | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SweepResult:
    """Write the sweep's table to `folder` as CSV and Parquet, and return what it came to.

    The rows come in order, whoever reckons them. Memory is that of the few chunks under way. The
    folder is written whole or not at all. `progress` is called with chunks done and chunks in all.
    """
    workers, chunks = workers or one_core(), chunks_of(sweep)
    result = SweepResult(folder, 0, 0, 0, None, None)
    schema = schema_of(sweep)
    with (
        folder_beside(folder) as beside,
        (beside / CSV_FILE).open("wb") as rows,
        parquet.ParquetWriter(
            beside / PARQUET_FILE, schema, use_dictionary=_words(schema)
        ) as columns,
    ):
        work = in_order(workers, functools.partial(_written, sweep), range(chunks))
        for done, (batch, text) in enumerate(work, start=1):
            rows.write(text)
            columns.write_batch(batch)
            result = _with(result, batch)
            if progress:
                progress(done, chunks)
    return result


def _written(sweep: Sweep, chunk: int) -> tuple[pa.RecordBatch, bytes]:
    """Return a chunk and its lines of CSV, with the header in the first: work for a worker."""
    batch, sink = reckon_chunk(sweep, chunk), pa.BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=chunk == 0))
    return batch, sink.getvalue().to_pybytes()


def _words(schema: pa.Schema) -> list[str]:
    """Return the columns of words, which few values fill: numbers are smaller as they are."""
    return [column.name for column in schema if pa.types.is_string(column.type)]


def _with(result: SweepResult, batch: pa.RecordBatch) -> SweepResult:
    reserve, shortfall = batch.column("reserve"), batch.column("shortfall")
    ends = [result.lowest_nok, result.highest_nok, *pc.min_max(reserve).as_py().values()]
    known = [end for end in ends if end is not None]
    return SweepResult(
        folder=result.folder,
        rows=result.rows + batch.num_rows,
        possible=result.possible + batch.num_rows - reserve.null_count,
        not_covered=result.not_covered + (pc.sum(pc.greater(shortfall, 0)).as_py() or 0),
        lowest_nok=min(known, default=None),
        highest_nok=max(known, default=None),
    )
