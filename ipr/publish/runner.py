"""Make reports: skip what stands already, let workers make the rest, put each in its place."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ipr.doors.folder import PlanFolder
from ipr.plan.load import working_folder
from ipr.publish.documents.notebook import parameters_of
from ipr.publish.job import Job
from ipr.publish.manifest import file_hashes, read_job, stand, with_inputs
from ipr.publish.overview import load_ahead, write_overview
from ipr.publish.owned import (
    Tell,
    check_ours,
    discard,
    drop_failed,
    fresh_folder,
    keep_failed,
    owned,
    private_folder,
    put_in_place,
)
from ipr.publish.style import load_style
from ipr.publish.work.workers import HANDED_NAME, Done, Task, run_tasks
from ipr.reading.errors import InputError, os_reason, refuse


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
    """Return the folder that holds the reports of a plan: `outputs/<plan>`, or under `out`.

    Raises `InputError` for a name that is no text: workers are told of it.
    """
    folder = (out or working_folder() / "outputs") / plan
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise refuse("", "--out", "navnet på mappen er ikke UTF-8 – velg en annen mappe") from None
    return folder


def make_reports(  # noqa: PLR0913 - each is one wish of a command's
    folder: PlanFolder,
    jobs: Sequence[Job],
    out: Path | None = None,
    *,
    at_once: int | None = None,
    force: bool = False,
    prepare: Callable[[Path], None] | None = None,
    tell: Tell = str,
    run: Callable[[Sequence[Task], int], Iterator[Done]] | None = None,
) -> Iterator[Report]:
    """Make each report, and yield each as it ends; then write what tells of them all.

    What the reports are made from is read, and the notebooks' parameters checked, before anything
    runs: raises `InputError`; `InUseError` where another run is at work in the folder. A report
    that fails leaves its notebook as `feilet.ipynb` and the previous report in place. One that was
    made before from the same files and versions, and still stands as it was made, is not made
    again, unless `force` says so. `prepare` lays in each report's empty folder what its notebook
    is to find there; `tell` is given a sentence for each file that was set aside, since it was
    not as we made it. `run` does the tasks, as `run_tasks` does.
    """
    jobs = checked(folder, jobs)
    target = output_folder(folder.name, out)
    check_ours(target / job.name for job in jobs)
    with owned(target, tell):
        todo: list[Job] = []
        whole: set[str] = set()
        try:
            for job in jobs:
                place = target / job.name
                made = None if force else read_job(place)
                if made and made.same_source(job) and stand(place, made.files):
                    drop_failed(place, made)
                    whole.add(job.name)
                    yield Report(job, place, unchanged=True)
                else:
                    todo.append(job)
            with private_folder() as private, _tasks(todo, target, private) as tasks:
                if tasks:
                    folder.hand_on(private / HANDED_NAME)
                    # While the workers work, this process would only wait.
                    threading.Thread(target=load_ahead, daemon=True).start()
                if prepare:
                    for task in tasks:
                        prepare(task.place)
                at_once = at_once or os.cpu_count() or 1
                for done in (run or run_tasks)(tasks, at_once) if tasks else ():
                    report = publish(done, target / done.task.job.name, tell)
                    if not report.faults:
                        whole.add(report.job.name)
                    yield report
        finally:
            write_overview(target, folder, tell, whole)


def checked(folder: PlanFolder, jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs with the hashes of all they are made from; raises `InputError`."""
    load_style(folder)
    known = {path: parameters_in(path) for path in {job.notebook_path: None for job in jobs}}
    for job in jobs:
        check_parameters(job, known[job.notebook_path])
    return [with_inputs(job, folder) for job in jobs]


def parameters_in(notebook: Path) -> set[str]:
    """Return the names of the parameters that a notebook takes; raises `InputError`."""
    try:
        # As JSON: what reads notebooks is slow to load, and an unchanged report needs no more.
        return {*parameters_of(json.loads(notebook.read_text(encoding="utf-8")))}
    except (OSError, ValueError, KeyError, TypeError):
        text = "notatboken finnes ikke eller kan ikke leses"
        raise refuse(notebook.name, "", text) from None


def check_parameters(job: Job, known: set[str]) -> None:
    """Refuse a notebook that does not take the parameters the report is run with."""
    if missing := sorted(job.parameters.keys() - known):
        names = ", ".join(f"«{parameter}»" for parameter in missing)
        text = (
            f"cellen merket «parameters» mangler {names} – gi parametrene en verdi der (merket "
            "settes i JupyterLab med tannhjulet oppe til høyre, under «Cell Tags»)"
        )
        raise refuse(job.notebook_path.name, "parameters", text)


def publish(done: Done, place: Path, tell: Tell) -> Report:
    """Put a whole report in its place; of a failed one only the notebook, under its own name."""
    job, made, faults = done.task.job, done.task.place, done.faults
    try:
        if faults:
            keep_failed(made, place, job, tell)
        else:
            put_in_place(made, place, job.made(file_hashes(made)), tell)
    except OSError as error:
        faults = (*faults, f"kan ikke skrive til «{place.name}»: {os_reason(error)}")
    except InputError as error:
        faults = tuple(str(problem) for problem in error.problems)
    return Report(job, place, faults)


@contextmanager
def _tasks(jobs: Iterable[Job], target: Path, private: Path) -> Iterator[list[Task]]:
    """Yield a task for each job, with an empty, hidden folder of its own; afterwards it is gone."""
    tasks: list[Task] = []
    try:
        for job in jobs:
            tasks.append(Task(job, fresh_folder(target, job.name), private / HANDED_NAME))  # noqa: PERF401 - those made are to go
        yield tasks
    finally:
        for task in tasks:
            with suppress(OSError):  # then the next run does it
                discard(task.place, target / task.job.name, str)
