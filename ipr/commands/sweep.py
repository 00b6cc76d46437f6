"""The command that reckons a whole sweep: its tables, its report, and what it came to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tqdm import tqdm

from ipr.analysis.load_sweep import load_sweep
from ipr.analysis.sweep import Columns, Each, rows_of
from ipr.analysis.swept import Swept
from ipr.commands.cluster import ClusterError, cluster
from ipr.commands.run import report_arguments
from ipr.commands.told import asked_folder, near
from ipr.doors.folder import SUFFIX, SWEEP_FOLDER, PlanFolder, sweep_file
from ipr.publish.job import FORMATS, sweep_job
from ipr.publish.sweep_report import SweepTask, make_sweep
from ipr.reading.errors import refuse, unknown
from ipr.reading.fields import read_id
from ipr.reading.files import read_bytes
from ipr.reading.norwegian import amount, count, kroner
from ipr.reading.strict_yaml import yaml_tree


def sweep_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sweep's file, how its report is made, and who reckons."""
    parser.add_argument(
        "file", metavar="FIL", help="fila som beskriver gjennomregningen, eller navnet i sweeps/"
    )
    report_arguments(parser, [name for name in FORMATS if name != "xlsx"])  # rows are a table
    parser.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        help="adressen til en Dask-klynge som skal regne (krever tillegget «cluster»)",
    )


def do_sweep(asked: argparse.Namespace) -> bool:
    """Reckon every row a sweep file describes and make the report; False if that failed."""
    folder = asked_folder(asked)
    name, content = find_sweep(folder, asked.file)
    file, sweep = load_sweep(folder, yaml_tree(f"{name}{SUFFIX}", content))
    job = sweep_job(folder.name, name, asked.formats, asked.date)
    print(f"{name}: {count(rows_of(sweep), 'rad', 'rader')} å regne ut")
    try:
        with _each(asked.scheduler) as each:
            task = SweepTask(content, file, sweep, each)
            report, swept = make_sweep(folder, job, task, asked.out, force=asked.force, tell=print)
    except ClusterError as error:
        print(f"{job.name} feilet: {error}. Ingenting er lagt ut.", file=sys.stderr)
        return False
    if swept is not None:
        _tell(swept)
    if report.faults:
        print(f"{job.name} feilet: {'; '.join(report.faults)}", file=sys.stderr)
        return False
    print(f"{'Uendret' if report.unchanged else 'Laget'}: {near(report.folder)}")
    return True


def find_sweep(folder: PlanFolder, named: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a sweep file: a path, or the name of one of the plan's own.

    Raises `InputError` where there is none, and where its name cannot name a folder.
    """
    path = Path(named)
    own = not path.is_file() or path.resolve().parent == folder.path / SWEEP_FOLDER
    name = path.stem if path.is_file() else named.removesuffix(SUFFIX)
    if own and name not in folder.sweep_names:
        raise refuse("", "FIL", f"gjennomregningen {unknown(name, folder.sweep_names)}")
    try:
        read_id(name)
    except ValueError as error:
        raise refuse(path.name, "", f"filnavnet blir navnet på mappen: {error}") from None
    return name, folder.content(sweep_file(name)) if own else read_bytes(path)


@contextmanager
def _each(scheduler: str | None) -> Iterator[Each]:
    """Yield what does each chunk, here or on a cluster, under a progress bar shown to a person."""

    def shown(each: Each, do: Callable[[int], Columns], chunks: range) -> Iterable[Columns]:
        form = "{desc}: {percentage:3.0f} % |{bar}| {elapsed}"
        done = each(do, chunks)
        return tqdm(done, desc="Regner", total=len(chunks), bar_format=form, disable=None)

    if scheduler is None:
        yield partial(shown, map)
        return
    with cluster(scheduler) as each:
        yield partial(shown, each)


def _tell(swept: Swept) -> None:
    print(f"I {amount(swept.not_covered)} av {amount(swept.possible)} mangler det penger.")
    ends = f"fra {kroner(swept.lowest_nok)} til {kroner(swept.highest_nok)}"
    print(f"{swept.sweep.plan.reserve_label} er {ends}.")
