"""The command that reckons a whole sweep: its tables, its report, and what it came to."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from pathlib import Path

from tqdm import tqdm

from ipr.analysis.sweep import Columns, Each
from ipr.analysis.sweep_file import Swept, load_sweep, sweep_rows
from ipr.commands.cluster import ClusterError, cluster
from ipr.commands.run import report_arguments, scheduler_argument
from ipr.commands.told import asked_folder, near
from ipr.doors.folder import SUFFIX, SWEEP_FILE, SWEEP_FOLDER, PlanFolder, sweep_file
from ipr.present.combinations import left_out
from ipr.present.wording import lacks
from ipr.publish.job import FORMATS, Job, sweep_job
from ipr.publish.manifest import read_job
from ipr.publish.runner import Report, make_reports, output_folder
from ipr.publish.sweep_rows import write_rows
from ipr.reading.errors import refuse, unknown
from ipr.reading.fields import read_id
from ipr.reading.files import read_bytes, write_bytes
from ipr.reading.norwegian import amount, count, kroner
from ipr.reading.strict_yaml import yaml_tree


def sweep_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sweep's file, how its report is made, and who reckons."""
    parser.add_argument(
        "file", metavar="FIL", help="filen som beskriver gjennomregningen, eller navnet i sweeps/"
    )
    report_arguments(parser, [name for name in FORMATS if name != "xlsx"])  # rows are a table
    scheduler_argument(parser, "regne")


def do_sweep(asked: argparse.Namespace) -> bool:
    """Reckon every row a sweep file describes and make the report; False if that failed."""
    folder = asked_folder(asked)
    name, content = find_sweep(folder, asked.file)
    file, sweep = load_sweep(folder, yaml_tree(f"{name}{SUFFIX}", content))
    job = sweep_job(folder.name, name).asked_for(asked.formats, asked.date, asked.edition)
    print(f"{name}: {count(sweep.rows, 'rad', 'rader')} å regne ut")
    try:
        with _each(asked.scheduler) as each:
            swept = cache(partial(sweep_rows, file, sweep, each))
            report = _make(folder, job, asked, content, swept)
            if not report.unchanged:
                _tell(swept())
    except ClusterError as error:
        print(f"{job.name} feilet: {error}. Ingenting er lagt ut.", file=sys.stderr)
        return False
    if report.faults:
        print(f"{job.name} feilet: {'; '.join(report.faults)}", file=sys.stderr)
        return False
    print(f"{'Uendret' if report.unchanged else 'Laget'}: {near(report.folder)}")
    return True


def _make(
    folder: PlanFolder,
    job: Job,
    asked: argparse.Namespace,
    content: bytes,
    swept: Callable[[], Swept],
) -> Report:
    """Write the sweep's rows, its file and its report, and move them in when they are whole.

    One that was made before from the same files and versions, and still stands as it was made,
    is not made again, and then nothing is reckoned.
    """
    made = read_job(output_folder(folder.name, asked.out) / job.name)
    same = made is not None and made.files.get(SWEEP_FILE) == hashlib.sha256(content).hexdigest()
    force = asked.force or not same

    def prepare(place: Path) -> None:
        write_rows(swept().table, place)
        write_bytes(place / SWEEP_FILE, content)

    if force:
        swept()  # what it cannot reckon is told before there is a folder
    (report,) = make_reports(folder, [job], asked.out, force=force, prepare=prepare, tell=print)
    return report


def find_sweep(folder: PlanFolder, named: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a sweep file: a path, or the name of one of the plan's own.

    Raises `InputError` where there is none, and where its name cannot name a folder.
    """
    path = Path(named)
    own = not path.is_file() or path.resolve().parent == folder.path / SWEEP_FOLDER
    name = path.stem if path.is_file() else named.removesuffix(SUFFIX)
    if own and not folder.sweep_names:
        text = f"planen har ingen gjennomregninger – skriv en i mappen {SWEEP_FOLDER}/ ved siden av"
        raise refuse("", "FIL", text)
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

    def shown(do: Callable[[int], Columns], chunks: range) -> Iterable[Columns]:
        form = "{desc}: {percentage:3.0f} % |{bar}| {elapsed}"
        done = each(do, chunks)
        return tqdm(done, desc="Regner", total=len(chunks), bar_format=form, disable=None)

    with nullcontext(map) if scheduler is None else cluster(scheduler) as each:
        yield shown


def _tell(swept: Swept) -> None:
    missed = f"{amount(swept.not_covered)} av {amount(swept.possible)}"
    left = left_out(swept)
    told = f"I {missed} {lacks(swept.sweep.balancing.minimum_reserve_nok)}."
    print(f"{told} {left}" if left else told)
    ends = f"fra {kroner(swept.lowest_nok)} til {kroner(swept.highest_nok)}"
    print(f"{swept.sweep.plan.reserve_label} er {ends}.")
