"""A folder of reports as a run leaves it, made in a moment: the documents are only stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipr.budget.load import load_plan
from ipr.budget.result import scenario_result
from ipr.publish.manifest import Entry, Source, file_hashes, inputs_now, record, versions
from ipr.publish.overview import write_overview
from ipr.publish.reports import NOTEBOOKS, Request, output_folder, scenario_requests
from ipr.publish.results import RESULT_NAME, conclusion_of, result_text

DOCUMENTS = ("rapport.docx", "rapport.html", "rapport.ipynb", "rapport.pdf")


def made_reports(plan_folder: Path, out: Path, ids: Sequence[str], *others: Request) -> Path:
    """Make stand-ins for these scenarios' reports and other ones; return the plan's folder."""
    target = output_folder(plan_folder, out)
    for request in (*scenario_requests(plan_folder, ids), *others):
        put_report(plan_folder, target, request)
    overview(plan_folder, target)
    return target


def put_report(plan_folder: Path, target: Path, request: Request) -> None:
    """Put one stand-in in its place, and note it in the manifest."""
    place = target / request.name
    place.mkdir(parents=True)
    for name in DOCUMENTS:
        (place / name).write_text(f"{request.name} {name}", encoding="utf-8")
    if "scenario" in request.parameters:
        found = conclusion_of(load_plan(plan_folder), plan_folder, request.name)
        (place / RESULT_NAME).write_text(result_text(scenario_result(found)), encoding="utf-8")
    source = Source(
        notebook=request.notebook.name,
        parameters=dict(request.parameters),
        command=request.command,
        formats=tuple(sorted(request.formats)),
        date=request.date,
        inputs=inputs_now(plan_folder, request.notebook, request.parameters),
        versions=versions(),
    )
    record(place, Entry(source=source, files=file_hashes(place)))


def overview(plan_folder: Path, target: Path) -> None:
    """Write page, results and manifest, as a run does at its end."""
    write_overview(target, load_plan(plan_folder), plan_folder, NOTEBOOKS)
