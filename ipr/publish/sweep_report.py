"""Run a sweep and make its report beside its tables, and move both in when they are whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ipr.analysis.run_sweep import SweepResult, run_sweep
from ipr.analysis.sweep import Sweep
from ipr.analysis.sweep_file import SWEEP_FILE
from ipr.analysis.workers import Workers
from ipr.budget.folder import PlanFolder
from ipr.publish.job import Job
from ipr.publish.manifest import manifest_or_new
from ipr.publish.runner import Report, make_reports, output_folder
from ipr.reading.files import write_bytes


@dataclass(frozen=True, slots=True)
class SweepTask:
    """A sweep to run: its file's bytes, what they say to reckon, and who reckons it.

    `progress` is called with chunks done and chunks in all.
    """

    content: bytes
    sweep: Sweep
    workers: Workers
    progress: Callable[[int, int], None] | None = None


def make_sweep(
    folder: PlanFolder, job: Job, task: SweepTask, out: Path | None = None, *, force: bool = False
) -> tuple[Report, SweepResult | None]:
    """Write the sweep's tables and its report, then what tells of all the reports.

    One that was made before from the same files and versions, and still stands as it was made,
    is not made again, unless `force` says so; then there is no result. Raises `InputError` as
    `make_reports` does.
    """
    made = manifest_or_new(output_folder(folder.name, out)).reports.get(job.name)
    described = hashlib.sha256(task.content).hexdigest()
    same = made is not None and made.files.get(SWEEP_FILE) == described
    results: list[SweepResult] = []

    def prepare(place: Path) -> None:
        results.append(run_sweep(task.sweep, place, task.workers, task.progress))
        write_bytes(place / SWEEP_FILE, task.content)

    (report,) = make_reports(folder, [job], out, force=force or not same, prepare=prepare)
    return report, results[0] if results else None
