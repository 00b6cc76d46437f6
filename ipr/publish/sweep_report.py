"""Run a sweep and make its report beside its tables, and move both in when they are whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr.analysis.run_sweep import SweepResult, run_sweep
from ipr.analysis.sweep import Sweep
from ipr.analysis.sweep_file import SWEEP_FILE
from ipr.analysis.workers import Workers
from ipr.budget.load import load_plan
from ipr.publish.formats import FORMATS
from ipr.publish.manifest import manifest_or_new, sha256, stands
from ipr.publish.overview import write_overview
from ipr.publish.reports import (
    NOTEBOOKS,
    Report,
    Request,
    check_parameters,
    command_line,
    job_of,
    output_folder,
    put_in_place,
    source_of,
)
from ipr.publish.supervise import fresh_folder, run_jobs
from ipr.reading.files import write_bytes

SWEEP_NOTEBOOK = NOTEBOOKS / "07_gjennomregning.ipynb"


@dataclass(frozen=True, slots=True)
class SweepTask:
    """A sweep to run: its file, what the file says to reckon, and who reckons it.

    `progress` is called with chunks done and chunks in all.
    """

    path: Path
    sweep: Sweep
    workers: Workers
    progress: Callable[[int, int], None] | None = None


def sweep_request(
    plan_folder: Path,
    path: Path,
    formats: Sequence[str] = FORMATS,
    date: str | None = None,
) -> Request:
    """Return the request for a sweep's report; its folder is named after the sweep's file."""
    return Request(
        # No scenario's id begins with «_», so this folder is nobody else's.
        name=f"_gjennomregning-{path.stem}",
        notebook=SWEEP_NOTEBOOK,
        parameters={"plan": plan_folder.name, "sweep": path.stem},
        command=command_line(f"ipr sweep {path.stem}", plan_folder, date),
        formats=tuple(formats),
        date=date,
    )


def make_sweep(
    plan_folder: Path,
    request: Request,
    task: SweepTask,
    out: Path | None = None,
    *,
    force: bool = False,
) -> tuple[Report, SweepResult | None]:
    """Write the sweep's tables and its report, then what tells of all the reports.

    One that was made before from the same files and versions, and still stands as it was made,
    is not made again, unless `force` says so; then there is no result. Raises `InputError` as
    `make_reports` does.
    """
    check_parameters(request)
    target = output_folder(plan_folder, out)
    place, source = target / request.name, source_of(plan_folder, request)
    entry = manifest_or_new(target).reports.get(request.name)
    same = entry and entry.source == source and entry.files.get(SWEEP_FILE) == sha256(task.path)
    if entry and same and not force and stands(place, entry):
        return Report(request, place, unchanged=True), None
    target.mkdir(parents=True, exist_ok=True)
    made = fresh_folder(target)
    try:
        result = run_sweep(task.sweep, made, task.workers, task.progress)
        write_bytes(made / SWEEP_FILE, task.path.read_bytes())
        (done,) = run_jobs([job_of(plan_folder, request, str(made))], 1)
        faults = put_in_place(made, place, source, done.faults)
        return Report(request, place, faults), result
    finally:
        shutil.rmtree(made, ignore_errors=True)
        write_overview(target, load_plan(plan_folder), plan_folder, NOTEBOOKS)
