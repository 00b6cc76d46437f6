"""Run a sweep and make its report beside its rows, and move both in when they are whole."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipr.analysis.combinations import Ints
from ipr.analysis.sweep import Each, Sweep
from ipr.analysis.sweep_file import SWEEP_FILE, SweepFile
from ipr.analysis.swept import Swept, sweep_rows
from ipr.doors.folder import PlanFolder
from ipr.plan.inputs import SCALE_E4
from ipr.publish.job import Job
from ipr.publish.manifest import read_job
from ipr.publish.runner import Report, make_reports, output_folder
from ipr.reading.files import write_bytes

CSV_FILE = "resultater.csv"
PARQUET_FILE = "resultater.parquet"
BLOCK = 65_536  # rows made into text at a time
GROUP = 10_000  # numbers are made into text four digits at a time
FOUR_DIGITS = np.array([f"{number:04d}" for number in range(GROUP)], dtype="S4")
FIRST_DIGITS = np.array([str(number or "").rjust(4, "\0") for number in range(GROUP)], dtype="S4")

Cells = NDArray[np.bytes_]  # () or (S,): a part of each row's text; zero bytes are no text


@dataclass(frozen=True, slots=True)
class SweepTask:
    """A sweep to run: its file's bytes, what they say to reckon, and who does each chunk."""

    content: bytes
    file: SweepFile
    sweep: Sweep
    each: Each = map


def make_sweep(
    folder: PlanFolder,
    job: Job,
    task: SweepTask,
    out: Path | None = None,
    *,
    force: bool = False,
    tell: Callable[[str], object] = str,
) -> tuple[Report, Swept | None]:
    """Write the sweep's rows and its report, then what tells of all the reports.

    One that was made before from the same files and versions, and still stands as it was made,
    is not made again, unless `force` says so; then there are no rows. Raises `InputError` as
    `make_reports` and `sweep_rows` do.
    """
    made = read_job(output_folder(folder.name, out) / job.name)
    described = hashlib.sha256(task.content).hexdigest()
    same = made is not None and made.files.get(SWEEP_FILE) == described

    @functools.cache
    def swept() -> Swept:
        return sweep_rows(task.file, task.sweep, task.each)

    def prepare(place: Path) -> None:
        write_rows(swept().table, place)
        write_bytes(place / SWEEP_FILE, task.content)

    if force or not same:
        swept()  # what it cannot reckon is told before there is a folder
    (report,) = make_reports(
        folder, [job], out, force=force or not same, prepare=prepare, tell=tell
    )
    return report, None if report.unchanged else swept()


def write_rows(table: pd.DataFrame, folder: Path) -> None:
    """Write a sweep's rows as CSV, and as Parquet where the extra `sweep` is installed."""
    with (folder / CSV_FILE).open("wb") as file:
        file.write(",".join(["row", *table]).encode() + b"\n")
        for start in range(0, len(table), BLOCK):
            file.write(_lines(table.iloc[start : start + BLOCK]))
    if find_spec("pyarrow"):
        words = [*table.select_dtypes("category")]  # numbers are smaller as they are
        table.to_parquet(folder / PARQUET_FILE, index=True, use_dictionary=words)


def _lines(rows: pd.DataFrame) -> bytes:
    """Return rows as lines of CSV: many times as fast as the usual writers of text."""
    cells = [*_digits(rows.index.to_numpy())]
    for name in rows:
        cells += [np.array(b","), *_cells(rows[name])]
    cells.append(np.array(b"\n"))
    lines = np.empty(
        len(rows), dtype=[(f"{place}", cell.dtype) for place, cell in enumerate(cells)]
    )
    for place, cell in enumerate(cells):
        lines[f"{place}"] = cell
    return lines.tobytes().translate(None, b"\0")


def _cells(column: pd.Series[Any]) -> list[Cells]:
    """Return a column of `table_of` as text in parts that stand side by side; <NA> is empty."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = np.array([*column.cat.categories, ""], dtype="S")  # a missing one has code −1
        return [words[column.cat.codes]]
    if column.dtype == np.bool_:
        return [np.where(column, b"true", b"false")]
    if column.dtype == np.float64:
        whole, decimals = np.divmod(np.rint(column * SCALE_E4).astype(np.int64), SCALE_E4)
        return [*_digits(whole.to_numpy()), np.array(b"."), FOUR_DIGITS[decimals]]
    cells, missing = [*_digits(column.to_numpy(dtype=np.int64, na_value=0))], column.isna()
    return [np.where(missing, b"", cell) for cell in cells] if missing.any() else cells


def _digits(values: Ints) -> Iterator[Cells]:
    """Yield whole numbers as text: a sign, the first digits, and then four at a time."""
    if values.min(initial=0) < 0:
        yield np.where(values < 0, b"-", b"")
    left, groups = np.abs(values), list[Cells]()
    while not groups or left.any():
        left, group = np.divmod(left, GROUP)
        groups.append(np.where(left > 0, FOUR_DIGITS[group], FIRST_DIGITS[group]))
    groups[0][values == 0] = b"0"
    yield from reversed(groups)
