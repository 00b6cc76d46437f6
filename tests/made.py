"""A folder of reports as a run leaves it, made in a moment: the documents are only stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.publish.job import Job, scenario_job
from ipr.publish.listed import file_stem
from ipr.publish.manifest import file_hashes, with_inputs, write_job
from ipr.publish.names import RESULT_NAME
from ipr.publish.overview import write_overview
from ipr.publish.owned import owned
from ipr.publish.results import conclusion_of, result_text
from ipr.publish.runner import output_folder

ENDINGS = ("docx", "html", "ipynb", "pdf")


def made_reports(plan_folder: Path, out: Path, ids: Sequence[str], *others: Job) -> Path:
    """Make stand-ins for these scenarios' reports and other ones; return the plan's folder."""
    target = output_folder(plan_folder.name, out)
    with owned(target):
        pass
    for job in (*(scenario_job(plan_folder.name, name) for name in ids), *others):
        put_report(plan_folder, target, job)
    overview(plan_folder, target)
    return target


def made_file(target: Path, name: str, ending: str) -> Path:
    """Where a file of a report without a date lies."""
    return target / name / f"{file_stem(scenario_job(target.name, name))}.{ending}"


def put_report(plan_folder: Path, target: Path, job: Job) -> None:
    """Put one stand-in in its place, with its record."""
    folder = PlanFolder.open(plan_folder)
    place = target / job.name
    place.mkdir(parents=True)
    for ending in ENDINGS:
        made = place / f"{file_stem(job)}.{ending}"
        made.write_text(f"{job.name} {ending}", encoding="utf-8")
    if "scenario" in job.parameters:
        found = scenario_result(folder, job.name)
        (place / RESULT_NAME).write_text(result_text(conclusion_of(found)), encoding="utf-8")
    write_job(place, with_inputs(job, folder).made(file_hashes(place)))


def overview(plan_folder: Path, target: Path) -> None:
    """Write page, results and manifest, as a run does at its end."""
    write_overview(target, PlanFolder.open(plan_folder))
