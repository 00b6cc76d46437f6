"""Runs of reports of a small plan, by processes that go on from one test to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from ipr.doors.folder import PlanFolder
from ipr.publish.job import Job
from ipr.publish.owned import HIDDEN
from ipr.publish.runner import Report, make_reports
from ipr.publish.work.process import PATIENCE_SECONDS, Worker
from tests.small_plan import write_plan, write_scenario

PARAMETERS = 'plan: str = ""\nscenario: str = ""'
GOOD = """\
from ipr.doors.scenarios import load_result
from ipr.present.scenario.budget import budget_table

budget_table(load_result(plan, scenario))"""
IDLE: list[Staying] = []
"""Processes that have loaded what they need, and wait for a test that makes reports."""


class Staying(Worker):
    """A process that waits for another test, in the same working folder, when its run has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path.cwd()

    def end(self, patience: float = PATIENCE_SECONDS) -> None:
        """End it only where it has died."""
        self.tasks = 0
        if self.process.poll() is not None:
            super().end(patience)
        elif self not in IDLE:
            IDLE.append(self)


def idle_worker() -> Worker:
    """One that waits, or a new one: what is named on a command's line lies in its folder."""
    place = next((place for place, one in enumerate(IDLE) if one.place == Path.cwd()), None)
    return Staying() if place is None else IDLE.pop(place)


def small(folder: Path, *less: str) -> Path:
    """A small plan with its own scenario and some that have less money."""
    write_plan(folder)
    write_scenario(folder, "planen")
    for name in less:
        write_scenario(folder, name, "set: funding.rest, to: 100")
    return folder


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """Write a notebook of a title, a cell of parameters, and these cells."""
    v4 = nbformat.v4
    tagged = v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    made = [v4.new_markdown_cell("# Rapport"), tagged, *map(v4.new_code_cell, cells)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=made), path)
    return path


def job(notebook: Path, scenario: str, plan: str = "liten-2026") -> Job:
    """A scenario's report by this notebook, as a web page only."""
    return Job(
        name=scenario,
        notebook=str(notebook),
        parameters={"plan": plan, "scenario": scenario},
        command=f"ipr run {scenario}",
        formats=("html",),
    )


def make(plan: Path, out: Path, *jobs: Job, at_once: int = 1, run: Any = None) -> dict[str, Report]:
    """Make the reports; each by its name."""
    made = make_reports(PlanFolder.open(plan), jobs, out, at_once=at_once, run=run)
    return {report.job.name: report for report in made}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that a reader sees, and what was made for a while."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in HIDDEN
    }
