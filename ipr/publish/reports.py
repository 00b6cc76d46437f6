"""Make reports, each by running a notebook, and move each into its place when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr.budget.load import load_plan
from ipr.budget.result import Result, scenario_result
from ipr.plan.find import PROJECT
from ipr.plan.model import Plan
from ipr.publish.documents.notebook import parameter_names, read_notebook
from ipr.publish.formats import FORMATS
from ipr.publish.manifest import (
    Entry,
    Source,
    file_hashes,
    inputs_now,
    manifest_or_new,
    record,
    stands,
    versions,
)
from ipr.publish.overview import write_overview
from ipr.publish.run import FAILED_NAME, NOTEBOOK_NAME, Job
from ipr.publish.style_file import load_style
from ipr.publish.supervise import clear_leftovers, fresh_folder, run_jobs
from ipr.reading.errors import InputError, Problem, os_reason, refuse
from ipr.reading.files import move_in

NOTEBOOKS = PROJECT / "notebooks"
SCENARIO_NOTEBOOK = NOTEBOOKS / "02_scenario.ipynb"
COMPARISON_NOTEBOOK = NOTEBOOKS / "03_sammenligning.ipynb"


@dataclass(frozen=True, slots=True)
class Request:
    """One report to make: its folder's name, the notebook, its parameters, the command for it.

    `date` (year-month-day) is printed in the report, which otherwise has none.
    """

    name: str
    notebook: Path
    parameters: Mapping[str, str]
    command: str
    formats: tuple[str, ...] = FORMATS
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was asked for: where it is, and what went wrong, if anything did.

    An `unchanged` one stood there already, made from the very same files and versions.
    """

    request: Request
    folder: Path
    faults: tuple[str, ...] = ()
    unchanged: bool = False


def output_folder(plan_folder: Path, out: Path | None) -> Path:
    """Return the folder that holds the reports of a plan: `outputs/<plan>`, or under `out`."""
    return (out or PROJECT / "outputs") / plan_folder.name


def results_of(plan: Plan, plan_folder: Path, names: Sequence[str]) -> dict[str, Result]:
    """Return the calculation of each named scenario, by its id, in the order given.

    Raises `InputError` with the faults of them all.
    """
    found: dict[str, Result] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            calculation = scenario_result(plan, plan_folder, name)
        except InputError as error:
            problems += error.problems
        else:
            found[calculation.scenario.id] = calculation
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def scenario_requests(
    plan_folder: Path,
    ids: Sequence[str],
    formats: Sequence[str] = FORMATS,
    date: str | None = None,
) -> list[Request]:
    """Return the request for each scenario's report."""
    return [
        Request(
            name=scenario_id,
            notebook=SCENARIO_NOTEBOOK,
            parameters={"plan": plan_folder.name, "scenario": scenario_id},
            command=command_line(f"ipr run {scenario_id}", plan_folder, date),
            formats=tuple(formats),
            date=date,
        )
        for scenario_id in ids
    ]


def comparison_request(
    plan_folder: Path,
    ids: Sequence[str],
    against: str,
    formats: Sequence[str] = FORMATS,
    date: str | None = None,
) -> Request:
    """Return the request for the report that compares scenarios with one of them."""
    return Request(
        # No scenario's id begins with «_», so this folder is nobody else's.
        name=f"_sammenligning-{'-'.join([*ids, 'mot', against])}"[:100],
        notebook=COMPARISON_NOTEBOOK,
        parameters={"plan": plan_folder.name, "scenarios": " ".join(ids), "against": against},
        command=command_line(f"ipr compare {' '.join(ids)} --against {against}", plan_folder, date),
        formats=tuple(formats),
        date=date,
    )


def command_line(words: str, plan_folder: Path, date: str | None) -> str:
    """Return the command that makes a report again, also when a newer plan has come."""
    dated = f" --date {date}" if date else ""
    return f"{words} --plan {plan_folder.name}{dated}"


def make_reports(
    plan_folder: Path,
    requests: Sequence[Request],
    out: Path | None = None,
    *,
    at_once: int | None = None,
    force: bool = False,
) -> Iterator[Report]:
    """Make each report, and yield each as it ends; then write what tells of them all.

    The plan and the notebooks' parameters are checked before anything runs: raises `InputError`.
    A report that fails leaves its notebook as `feilet.ipynb` and the previous report in place.
    One that was made before from the same files and versions, and still stands as it was made,
    is not made again, unless `force` says so.
    """
    plan = load_plan(plan_folder)
    load_style(plan_folder)
    for request in requests:
        check_parameters(request)
    target = output_folder(plan_folder, out)
    sources = {request.name: source_of(plan_folder, request) for request in requests}
    known = manifest_or_new(target).reports
    target.mkdir(parents=True, exist_ok=True)
    clear_leftovers(target)
    jobs: dict[str, Request] = {}
    try:
        for request in requests:
            entry, place = known.get(request.name), target / request.name
            if (
                not force
                and entry
                and entry.source == sources[request.name]
                and stands(place, entry)
            ):
                (place / FAILED_NAME).unlink(missing_ok=True)
                yield Report(request, place, unchanged=True)
            else:
                jobs[str(fresh_folder(target))] = request
        waiting = [job_of(plan_folder, request, folder) for folder, request in jobs.items()]
        for done in run_jobs(waiting, at_once or os.cpu_count() or 1):
            request = jobs[done.job.folder]
            place, source = target / request.name, sources[request.name]
            faults = put_in_place(Path(done.job.folder), place, source, done.faults)
            yield Report(request, place, faults)
    finally:
        for folder in jobs:
            shutil.rmtree(folder, ignore_errors=True)
        write_overview(target, plan, plan_folder, NOTEBOOKS)


def source_of(plan_folder: Path, request: Request) -> Source:
    """Return what a report would be made from and by."""
    return Source(
        notebook=request.notebook.name,
        parameters=dict(request.parameters),
        command=request.command,
        formats=tuple(sorted(request.formats)),
        date=request.date,
        inputs=inputs_now(plan_folder, request.notebook, request.parameters),
        versions=versions(),
    )


def job_of(plan_folder: Path, request: Request, folder: str) -> Job:
    """Return the work of making a report in a folder."""
    return Job(
        notebook=str(request.notebook),
        plan_folder=str(plan_folder),
        parameters=dict(request.parameters),
        command=request.command,
        formats=request.formats,
        folder=folder,
        date=request.date,
    )


def check_parameters(request: Request) -> None:
    """Refuse a notebook that does not take the parameters the report is run with."""
    name = request.notebook.name
    try:
        found = parameter_names(read_notebook(request.notebook))
    except (OSError, ValueError):
        raise refuse(name, "", "notatboken finnes ikke eller kan ikke leses") from None
    missing = sorted(set(request.parameters) - found)
    if missing:
        names = ", ".join(f"«{parameter}»" for parameter in missing)
        text = f"cellen merket «parameters» mangler {names} – gi parametrene en verdi der"
        raise refuse(name, "parameters", text)


def put_in_place(
    made: Path, place: Path, source: Source, faults: tuple[str, ...]
) -> tuple[str, ...]:
    """Move a whole report to its place; of a failed one only the notebook, under its own name."""
    try:
        if not faults:
            entry = Entry(source=source, files=file_hashes(made))
            move_in(made, place)
            record(place, entry)
        elif (made / NOTEBOOK_NAME).is_file():
            place.mkdir(exist_ok=True)
            (made / NOTEBOOK_NAME).replace(place / FAILED_NAME)
    except OSError as error:
        return (*faults, f"kan ikke skrive til «{place.name}»: {os_reason(error)}")
    return faults
