"""From an executed notebook to the documents beside it; the figures are checked on the way."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ipr.budget.calculate import Calculation, calculate
from ipr.budget.scenario import scenario_file
from ipr.files import digest, write_text
from ipr.norwegian import short_hash
from ipr.plan.load import load_plan, plan_file
from ipr.present.shown import MIME
from ipr.present.tables import BUDGET_TABLE, budget_table
from ipr.publish.document import DocumentError, Provenance, read_document
from ipr.publish.html import write_html
from ipr.publish.notebook import read_notebook
from ipr.publish.run import NOTEBOOK_NAME, Job

FORMATS = ("html",)
VERSIONED = ("ipr-workbook", "numpy", "pandas", "matplotlib", "papermill")


def publish_notebook(job: Job) -> list[str]:
    """Write the job's documents beside its executed notebook; return what is wrong instead.

    Nothing is published where the notebook's figures are not those of the reckoning.
    """
    path = Path(job.folder, NOTEBOOK_NAME)
    plan_folder = Path(job.plan_folder)
    plan = load_plan(plan_folder)
    calculation = (
        calculate(plan, plan_folder, job.parameters["scenario"])
        if "scenario" in job.parameters
        else None
    )
    if calculation is not None:
        faults = check_figures(read_notebook(path), calculation)
        if faults:
            return faults
    try:
        document = read_document(path, author=plan.council.name)
    except DocumentError as error:
        return [str(error)]
    provenance = Provenance(tuple(_provenance(job, calculation)))
    if "html" in job.formats:
        write_text(path.with_suffix(".html"), write_html(document, provenance))
    return []


def check_figures(notebook: Any, calculation: Calculation) -> list[str]:
    """Return what shows that a report's budget is not the reckoning's; an empty list is good."""
    tables = [
        block
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for block in _blocks(output.get("data", {}).get(MIME))
        if block.get("id") == BUDGET_TABLE
    ]
    if not tables:
        return ["rapporten mangler tabellen med hele budsjettet"]
    expected = budget_table(calculation).to_data()["rows"]
    if any(table["rows"] != expected for table in tables):
        return ["tallene i rapportens budsjett er ikke de som regnestykket gir"]
    return []


def _blocks(data: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if data is not None:
        yield data
        for inner in data.get("blocks", []):
            yield from _blocks(inner)


def _provenance(job: Job, calculation: Calculation | None) -> Iterator[tuple[str, str]]:
    """Yield what lets a reader make the report again: hashes, versions, command."""
    folder = Path(job.plan_folder)
    yield "Plan", f"{folder.name}, {short_hash(digest(plan_file(folder)))}"
    if calculation is not None:
        resolved = calculation.resolved
        for scenario in (*resolved.parts, resolved.scenario):
            file = scenario_file(folder, scenario.id)
            if file.is_file():  # a combination `a+b` has no file of its own
                yield "Scenario", f"{scenario.id}, {short_hash(digest(file))}"
    notebook = Path(job.notebook)
    yield "Notatbok", f"{notebook.name}, {short_hash(digest(notebook))}"
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONED)
    yield "Programvare", f"Python {platform.python_version()}, {versions}"
    yield "Kommando", job.command
