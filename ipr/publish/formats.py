"""From an executed notebook to the documents beside it; the figures are checked on the way."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ipr.analysis.sweep_file import SWEEP_FOLDER
from ipr.budget.load import load_plan
from ipr.budget.result import Result, scenario_result
from ipr.budget.scenario import SCENARIO_FOLDER, SUFFIX
from ipr.plan.load import plan_file
from ipr.present.shown import MIME
from ipr.present.tables import BUDGET_TABLE, budget_table
from ipr.publish.documents.document import Document, DocumentError, Provenance, read_document
from ipr.publish.documents.html import write_html
from ipr.publish.documents.notebook import read_notebook
from ipr.publish.manifest import CODE, LOGO, inputs_now
from ipr.publish.results import RESULT_NAME, conclusion_of, result_text
from ipr.publish.run import NOTEBOOK_NAME, Job
from ipr.publish.style import Style
from ipr.publish.style_file import STYLE_FILE, load_style
from ipr.reading.errors import InputError
from ipr.reading.files import write_bytes, write_text
from ipr.reading.norwegian import date as written_date
from ipr.reading.norwegian import short_hash

FORMATS = ("html", "pdf", "docx", "xlsx")
WORKBOOK_NAME = "regneark.xlsx"
_WHAT = {STYLE_FILE: "Stil", LOGO: "Logo", CODE: "Programkode"}
VERSIONED = (
    "ipr-workbook",
    "numpy",
    "matplotlib",
    "papermill",
    "typst",
    "python-docx",
    "pypdf",
)


def publish_notebook(job: Job) -> list[str]:
    """Write the job's documents beside its executed notebook; return what is wrong instead.

    Nothing is published where the notebook's figures are not those of the reckoning.
    """
    path = Path(job.folder, NOTEBOOK_NAME)
    plan_folder = Path(job.plan_folder)
    plan = load_plan(plan_folder)
    calculation = (
        scenario_result(plan, plan_folder, job.parameters["scenario"])
        if "scenario" in job.parameters
        else None
    )
    if calculation is not None:
        faults = check_figures(read_notebook(path), calculation)
        if faults:
            return faults
    try:
        document = read_document(path, author=plan.council.name)
        provenance, style = Provenance(tuple(_provenance(job))), load_style(plan_folder)
        write_documents(path, document, provenance, style, job.formats)
        if calculation is not None:
            if "xlsx" in job.formats:
                from ipr.publish.sheets.book import write_workbook  # noqa: PLC0415 - slow to load

                workbook = write_workbook(calculation, provenance, style)
                write_bytes(path.with_name(WORKBOOK_NAME), workbook)
            write_text(path.with_name(RESULT_NAME), result_text(conclusion_of(calculation)))
    except DocumentError as error:
        return [str(error)]
    except InputError as error:  # in the style file
        return [str(problem) for problem in error.problems]
    return []


def write_documents(
    notebook: Path,
    document: Document,
    provenance: Provenance,
    style: Style,
    formats: Sequence[str] = FORMATS,
) -> None:
    """Write the document in each format, beside its notebook; raises DocumentError."""
    if "html" in formats:
        write_text(notebook.with_suffix(".html"), write_html(document, provenance, style))
    if "pdf" in formats:
        from ipr.publish.documents.pdf import write_pdf  # noqa: PLC0415 - slow to load

        write_bytes(notebook.with_suffix(".pdf"), write_pdf(document, provenance, style))
    if "docx" in formats:
        from ipr.publish.documents.docx import write_docx  # noqa: PLC0415 - slow to load

        write_bytes(notebook.with_suffix(".docx"), write_docx(document, provenance, style))


def check_figures(notebook: Any, calculation: Result) -> list[str]:
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


def _provenance(job: Job) -> Iterator[tuple[str, str]]:
    """Yield what lets a reader make the report again: hashes, versions, command."""
    folder, notebook = Path(job.plan_folder), Path(job.notebook)
    inputs = inputs_now(folder, notebook, job.parameters)
    for name, found in inputs.items():
        stem = name.removeprefix(f"{SCENARIO_FOLDER}/").removesuffix(SUFFIX)
        if name.startswith(f"{SCENARIO_FOLDER}/"):
            yield "Scenario", f"{stem}, {short_hash(found)}"
        elif name.startswith(f"{SWEEP_FOLDER}/"):
            yield "Gjennomregning", f"{Path(name).stem}, {short_hash(found)}"
        elif name == plan_file(folder).name:
            yield "Plan", f"{folder.name}, {short_hash(found)}"
        else:
            yield _WHAT.get(name, "Notatbok"), f"{name}, {short_hash(found)}"
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONED)
    yield "Programvare", f"Python {platform.python_version()}, {versions}"
    yield "Kommando", job.command
    if job.date is not None:
        yield "Dato", written_date(dt.date.fromisoformat(job.date))
