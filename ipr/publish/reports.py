"""Make reports, each by running a notebook, and move each into its place when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr.budget.calculate import Calculation, calculate
from ipr.errors import InputError, Problem, refuse
from ipr.files import move_in
from ipr.plan.find import PROJECT
from ipr.plan.load import load_plan
from ipr.plan.model import Plan
from ipr.publish.formats import FORMATS
from ipr.publish.notebook import parameter_names, read_notebook
from ipr.publish.run import NOTEBOOK_NAME, Job
from ipr.publish.supervise import fresh_folder, run_jobs

NOTEBOOKS = PROJECT / "notebooks"
SCENARIO_NOTEBOOK = NOTEBOOKS / "02_scenario.ipynb"
COMPARISON_NOTEBOOK = NOTEBOOKS / "03_sammenligning.ipynb"
FAILED = "feilet.ipynb"


@dataclass(frozen=True, slots=True)
class Request:
    """One report to make: its folder's name, the notebook, its parameters, the command for it."""

    name: str
    notebook: Path
    parameters: Mapping[str, str]
    command: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was asked for: where it is, and what went wrong, if anything did."""

    request: Request
    folder: Path
    faults: tuple[str, ...]


def output_folder(plan_folder: Path, out: Path | None) -> Path:
    """Return the folder that holds the reports of a plan: `outputs/<plan>`, or under `out`."""
    return (out or PROJECT / "outputs") / plan_folder.name


def calculate_all(plan: Plan, plan_folder: Path, names: Sequence[str]) -> dict[str, Calculation]:
    """Return the calculation of each named scenario, by its id, in the order given.

    Raises `InputError` with the faults of them all.
    """
    found: dict[str, Calculation] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            calculation = calculate(plan, plan_folder, name)
        except InputError as error:
            problems += error.problems
        else:
            found[calculation.resolved.scenario.id] = calculation
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def scenario_requests(plan_folder: Path, ids: Sequence[str]) -> list[Request]:
    """Return the request for each scenario's report."""
    return [
        Request(
            name=scenario_id,
            notebook=SCENARIO_NOTEBOOK,
            parameters={"plan": plan_folder.name, "scenario": scenario_id},
            command=f"ipr run {scenario_id}",
        )
        for scenario_id in ids
    ]


def comparison_request(plan_folder: Path, ids: Sequence[str], against: str) -> Request:
    """Return the request for the report that compares scenarios with one of them."""
    return Request(
        # No scenario's id begins with «_», so this folder is nobody else's.
        name=f"_sammenligning-{'-'.join([*ids, 'mot', against])}"[:100],
        notebook=COMPARISON_NOTEBOOK,
        parameters={"plan": plan_folder.name, "scenarios": " ".join(ids), "against": against},
        command=f"ipr compare {' '.join(ids)} --against {against}",
    )


def make_reports(
    plan_folder: Path,
    requests: Sequence[Request],
    out: Path | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    at_once: int | None = None,
) -> Iterator[Report]:
    """Make each report, and yield each as it ends.

    The plan and the notebooks' parameters are checked before anything runs: raises `InputError`.
    A report that fails leaves its notebook as `feilet.ipynb` and the previous report in place.
    """
    load_plan(plan_folder)
    for request in requests:
        check_parameters(request)
    target = output_folder(plan_folder, out)
    jobs: dict[str, Request] = {}
    try:
        for request in requests:
            jobs[str(fresh_folder(target))] = request
        waiting = [
            Job(
                notebook=str(request.notebook),
                plan_folder=str(plan_folder),
                parameters=dict(request.parameters),
                command=request.command,
                formats=tuple(formats),
                folder=folder,
            )
            for folder, request in jobs.items()
        ]
        for done in run_jobs(waiting, at_once or os.cpu_count() or 1):
            request = jobs[done.job.folder]
            place = target / request.name
            faults = _put_in_place(Path(done.job.folder), place, done.faults)
            yield Report(request, place, faults)
    finally:
        for folder in jobs:
            shutil.rmtree(folder, ignore_errors=True)


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


def _put_in_place(made: Path, place: Path, faults: tuple[str, ...]) -> tuple[str, ...]:
    """Move a whole report to its place; of a failed one only the notebook, under its own name."""
    try:
        if not faults:
            move_in(made, place)
        elif (made / NOTEBOOK_NAME).is_file():
            place.mkdir(exist_ok=True)
            (made / NOTEBOOK_NAME).replace(place / FAILED)
    except OSError as error:
        return (*faults, f"kan ikke skrive til «{place.name}» ({error.strerror})")
    return faults
