"""Make one report: run its notebook, then write what it shows in each format."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ipr.doors.folder import PlanFolder, taken_up
from ipr.publish.job import NOTEBOOK_NAME, Job
from ipr.publish.work.kernel import run_notebook
from ipr.publish.work.workers import Task
from ipr.reading.errors import InputError, os_reason


def load_writers() -> None:
    """Load what writes the documents, which is slow, while the first notebook runs."""
    import_module("ipr.publish.work.written")


def answer_to(line: str) -> list[str]:
    """Make the report of a task that is told in a line, and return what went wrong."""
    task = Task.from_line(line)
    try:
        return make_report(task.job, taken_up(str(task.handed)), task.place, task.handed)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    except OSError as error:
        return [f"kan ikke skrive rapporten: {os_reason(error)}"]


def make_report(job: Job, folder: PlanFolder, place: Path, handed: Path) -> list[str]:
    """Make a report in an empty folder, and return what went wrong; an empty list is good.

    The notebook is run with the folder that is handed on in a file; what it shows is written in
    each format asked for.
    """
    path = place / NOTEBOOK_NAME
    notebook, faults = run_notebook(job, folder, path, handed)
    if faults:
        return faults
    from ipr.publish.work.written import write_report  # noqa: PLC0415 - loaded meanwhile

    return write_report(job, folder, place, notebook)
