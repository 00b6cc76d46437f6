"""The command that reckons a whole sweep: its tables, its report, and what it came to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ipr.analysis.load_sweep import load_sweep
from ipr.analysis.run_sweep import SweepResult
from ipr.analysis.sweep import chunks_of, rows_of
from ipr.analysis.workers import Workers, cluster, processes
from ipr.budget.folder import SUFFIX, SWEEP_FOLDER, PlanFolder, sweep_file
from ipr.commands.making import making_arguments
from ipr.commands.told import asked_folder, near
from ipr.plan.model import Plan
from ipr.publish.job import sweep_job
from ipr.publish.sweep_report import SweepTask, make_sweep
from ipr.reading.errors import refuse, unknown
from ipr.reading.fields import read_id
from ipr.reading.files import read_bytes
from ipr.reading.norwegian import amount, count, kroner
from ipr.reading.strict_yaml import yaml_tree


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sweep's file, how its report is made, and who reckons."""
    parser.add_argument(
        "file", metavar="FIL", help="fila som beskriver gjennomregningen, eller navnet i sweeps/"
    )
    making_arguments(parser)
    parser.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        help="adressen til en Dask-klynge som skal regne (krever tillegget «cluster»)",
    )


def run(asked: argparse.Namespace) -> bool:
    """Reckon every row a sweep file describes and make the report; False if that failed."""
    folder = asked_folder(asked)
    name, content = find_sweep(folder, asked.file)
    _, described = load_sweep(folder, yaml_tree(f"{name}{SUFFIX}", content))
    job = sweep_job(folder.name, name, asked.formats, asked.date)
    print(f"{name}: {count(rows_of(described), 'rad', 'rader')} å regne ut")
    try:
        with _workers(asked) as workers, _bar(chunks_of(described)) as bar:
            task = SweepTask(content, described, workers, lambda done, _: _show(bar, done))
            report, result = make_sweep(folder, job, task, asked.out, force=asked.force)
    except BrokenExecutor:
        print("Arbeiderne ble stoppet gang på gang. Ingenting er lagt ut.", file=sys.stderr)
        return False
    if result is not None:
        _tell(folder.plan, result)
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
def _workers(asked: argparse.Namespace) -> Iterator[Workers]:
    if asked.scheduler is None:
        yield processes(asked.jobs or 1)
    elif asked.jobs is not None:
        raise refuse("", "--jobs", "kan ikke brukes sammen med --scheduler")
    else:
        with cluster(asked.scheduler) as workers:
            yield workers


def _bar(chunks: int) -> tqdm[Any]:
    """Return a progress bar, which is shown only to a person."""
    form = "{desc}: {percentage:3.0f} % |{bar}| {elapsed}"
    return tqdm(total=chunks, desc="Regner", bar_format=form, disable=None)


def _show(bar: tqdm[Any], done: int) -> None:
    bar.update(done - bar.n)


def _tell(plan: Plan, result: SweepResult) -> None:
    print(f"I {amount(result.not_covered)} av {amount(result.possible)} mangler det penger.")
    if result.lowest_nok is not None and result.highest_nok is not None:
        ends = f"fra {kroner(result.lowest_nok)} til {kroner(result.highest_nok)}"
        print(f"{plan.reserve_label} er {ends}.")
