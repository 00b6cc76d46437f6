"""Make the reports of a plan's scenarios, each moved into its place when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr.budget.calculate import Calculation, calculate
from ipr.errors import InputError, Problem, refuse
from ipr.files import move_in
from ipr.plan.find import PROJECT
from ipr.plan.load import load_plan
from ipr.present.wording import verdict_word
from ipr.publish.formats import FORMATS
from ipr.publish.notebook import parameter_names, read_notebook
from ipr.publish.run import NOTEBOOK_NAME, Job
from ipr.publish.supervise import fresh_folder, run_jobs

SCENARIO_NOTEBOOK = PROJECT / "notebooks" / "02_scenario.ipynb"
PARAMETERS = {"plan", "scenario"}
FAILED = "feilet.ipynb"


@dataclass(frozen=True, slots=True)
class Report:
    """One scenario's report: where it is, its reserve and verdict, or what went wrong."""

    scenario: str
    folder: Path
    reserve_nok: int
    verdict: str
    faults: tuple[str, ...]


def output_folder(plan_folder: Path, out: Path | None) -> Path:
    """Return the folder that holds the reports of a plan: `outputs/<plan>`, or under `out`."""
    return (out or PROJECT / "outputs") / plan_folder.name


def make_reports(
    plan_folder: Path,
    names: Sequence[str],
    out: Path | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    at_once: int | None = None,
    notebook: Path = SCENARIO_NOTEBOOK,
) -> Iterator[Report]:
    """Make the report of each named scenario, and yield each as it ends.

    Every scenario is reckoned before anything runs: raises `InputError` with all their faults.
    A report that fails leaves its notebook as `feilet.ipynb` and the previous report in place.
    """
    plan = load_plan(plan_folder)
    calculations: dict[str, Calculation] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            calculations[name] = calculate(plan, plan_folder, name)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    check_parameters(notebook)
    target = output_folder(plan_folder, out)
    jobs = [
        Job(
            notebook=str(notebook),
            plan_folder=str(plan_folder),
            parameters={"plan": plan_folder.name, "scenario": calculation.resolved.scenario.id},
            command=f"ipr run {calculation.resolved.scenario.id}",
            formats=tuple(formats),
            folder=str(fresh_folder(target)),
        )
        for calculation in calculations.values()
    ]
    by_id = {found.resolved.scenario.id: found for found in calculations.values()}
    try:
        for done in run_jobs(jobs, at_once or os.cpu_count() or 1):
            calculation = by_id[done.job.parameters["scenario"]]
            faults = _put_in_place(Path(done.job.folder), target, calculation, done.faults)
            yield Report(
                calculation.resolved.scenario.id,
                target / calculation.resolved.scenario.id,
                int(calculation.outcome.reserve),
                verdict_word(calculation),
                faults,
            )
    finally:
        for job in jobs:
            shutil.rmtree(job.folder, ignore_errors=True)


def check_parameters(notebook: Path) -> None:
    """Refuse a notebook that does not take the two parameters every report is run with."""
    try:
        found = parameter_names(read_notebook(notebook))
    except (OSError, ValueError):
        raise refuse(notebook.name, "", "notatboken finnes ikke eller kan ikke leses") from None
    missing = sorted(PARAMETERS - found)
    if missing:
        names = ", ".join(f"«{name}»" for name in missing)
        text = f"cellen merket «parameters» mangler {names} – gi parametrene en verdi der"
        raise refuse(notebook.name, "parameters", text)


def _put_in_place(
    made: Path, target: Path, calculation: Calculation, faults: tuple[str, ...]
) -> tuple[str, ...]:
    """Move a whole report to its place; of a failed one only the notebook, under its own name."""
    place = target / calculation.resolved.scenario.id
    try:
        if not faults:
            move_in(made, place)
        elif (made / NOTEBOOK_NAME).is_file():
            place.mkdir(exist_ok=True)
            (made / NOTEBOOK_NAME).replace(place / FAILED)
    except OSError as error:
        return (*faults, f"kan ikke skrive til «{place.name}» ({error.strerror})")
    return faults
