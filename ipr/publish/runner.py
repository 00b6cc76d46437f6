"""Make reports: skip what stands already, let workers make the rest, put each in its place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ipr.budget.folder import PlanFolder
from ipr.plan.find import working_folder
from ipr.publish.documents.notebook import parameter_names
from ipr.publish.job import FAILED_NAME, NOTEBOOK_NAME, Job
from ipr.publish.manifest import (
    file_hashes,
    manifest_or_new,
    record,
    stands,
    with_inputs,
)
from ipr.publish.overview import write_overview
from ipr.publish.style import load_style
from ipr.publish.workers import Task, run_tasks
from ipr.reading.errors import os_reason, refuse
from ipr.reading.files import clear_leftovers, move_in, our_prefix

TEMPORARY = "ipr-"  # how our names in the system's own temporary folder begin


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was asked for: where it is, and what went wrong, if anything did.

    An `unchanged` one stood there already, made from the very same files and versions.
    """

    job: Job
    folder: Path
    faults: tuple[str, ...] = ()
    unchanged: bool = False


def output_folder(plan: str, out: Path | None) -> Path:
    """Return the folder that holds the reports of a plan: `outputs/<plan>`, or under `out`."""
    return (out or working_folder() / "outputs") / plan


def make_reports(
    folder: PlanFolder,
    jobs: Sequence[Job],
    out: Path | None = None,
    *,
    at_once: int | None = None,
    force: bool = False,
    prepare: Callable[[Path], None] | None = None,
) -> Iterator[Report]:
    """Make each report, and yield each as it ends; then write what tells of them all.

    What the reports are made from is read, and the notebooks' parameters checked, before anything
    runs: raises `InputError`. A report that fails leaves its notebook as `feilet.ipynb` and the
    previous report in place. One that was made before from the same files and versions, and still
    stands as it was made, is not made again, unless `force` says so. `prepare` lays in each
    report's empty folder what its notebook is to find there.
    """
    jobs = checked(folder, jobs)
    target = output_folder(folder.name, out)
    known = manifest_or_new(target).reports
    target.mkdir(parents=True, exist_ok=True)
    clear_leftovers(target)
    clear_leftovers(Path(tempfile.gettempdir()), TEMPORARY)
    todo: list[Job] = []
    try:
        for job in jobs:
            made, place = known.get(job.name), target / job.name
            if not force and made and made.same_source(job) and stands(place, made):
                (place / FAILED_NAME).unlink(missing_ok=True)
                yield Report(job, place, unchanged=True)
            else:
                todo.append(job)
        with fresh_folders(target, len(todo)) as places, _handed_on(folder) as handed:
            if prepare:
                for place in places:
                    prepare(place)
            tasks = [Task(job, place, handed) for job, place in zip(todo, places, strict=True)]
            for done in run_tasks(tasks, at_once or os.cpu_count() or 1):
                faults = put_in_place(done.task, target, done.faults)
                yield Report(done.task.job, target / done.task.job.name, faults)
    finally:
        write_overview(target, folder)


def checked(folder: PlanFolder, jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs with the hashes of all they are made from; raises `InputError`."""
    load_style(folder)
    for job in jobs:
        check_parameters(job)
    return [with_inputs(job, folder) for job in jobs]


def check_parameters(job: Job) -> None:
    """Refuse a notebook that does not take the parameters the report is run with."""
    name = job.notebook_path.name
    try:
        # As JSON: what reads notebooks is slow to load, and an unchanged report needs no more.
        found = parameter_names(json.loads(job.notebook_path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        raise refuse(name, "", "notatboken finnes ikke eller kan ikke leses") from None
    missing = sorted(set(job.parameters) - found)
    if missing:
        names = ", ".join(f"«{parameter}»" for parameter in missing)
        text = (
            f"cellen merket «parameters» mangler {names} – gi parametrene en verdi der (merket "
            "settes i JupyterLab med tannhjulet oppe til høyre, under «Cell Tags»)"
        )
        raise refuse(name, "parameters", text)


def put_in_place(task: Task, target: Path, faults: tuple[str, ...]) -> tuple[str, ...]:
    """Move a whole report to its place; of a failed one only the notebook, under its own name."""
    place = target / task.job.name
    try:
        if not faults:
            made = task.job.made(file_hashes(task.place))
            move_in(task.place, place)
            record(target, made)
        elif (task.place / NOTEBOOK_NAME).is_file():
            place.mkdir(exist_ok=True)
            (task.place / NOTEBOOK_NAME).replace(place / FAILED_NAME)
    except OSError as error:
        return (*faults, f"kan ikke skrive til «{place.name}»: {os_reason(error)}")
    return faults


@contextmanager
def _handed_on(folder: PlanFolder) -> Iterator[Path]:
    """Yield a private file that the folder is handed on in; all they need for a while is beside."""
    with tempfile.TemporaryDirectory(
        prefix=our_prefix(TEMPORARY), ignore_cleanup_errors=True
    ) as place:
        handed = Path(place, "plan.pickle")
        folder.hand_on(handed)
        yield handed


@contextmanager
def fresh_folders(target: Path, number: int) -> Iterator[list[Path]]:
    """Yield so many empty, hidden folders; the names tell whose they are. Then they are gone."""
    made: list[Path] = []
    try:
        for _ in range(number):
            made.append(Path(tempfile.mkdtemp(dir=target, prefix=our_prefix())))
            made[-1].chmod(0o755)
        yield made
    finally:
        for place in made:
            shutil.rmtree(place, ignore_errors=True)
