"""What an executed notebook shows, held against the reckoning and written in each format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ipr.budget.result import Result
from ipr.doors.folder import SCENARIO_FOLDER, SWEEP_FOLDER, PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.present.blocks.tables import Table
from ipr.present.scenario.budget import budget_table
from ipr.present.wording import case_text
from ipr.publish.documents.document import Document, Filing, printable, to_document, under_name
from ipr.publish.documents.docx import write_docx, write_snippet
from ipr.publish.documents.editions import on_paper
from ipr.publish.documents.html import write_html
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.documents.prose import DocumentError
from ipr.publish.job import Job
from ipr.publish.listed import SNIPPET, file_stem
from ipr.publish.manifest import CODE, DISTRIBUTION, LOGO, versions
from ipr.publish.names import NOTEBOOK_NAME, RESULT_NAME
from ipr.publish.results import conclusion_of, result_text
from ipr.publish.sheets.book import write_scenarios_workbook, write_workbook
from ipr.publish.style import STYLE_FILE, Style, load_style
from ipr.reading.files import write_bytes, write_text
from ipr.reading.norwegian import short_hash, written_date

_WHAT = {STYLE_FILE: "Stil", LOGO: "Logo", CODE: "Programkode"}
VERSIONED = ("Python", DISTRIBUTION, "numpy", "matplotlib", "papermill", "typst", "python-docx")
WRITERS: dict[str, Callable[..., Any]] = {"html": write_html, "pdf": write_pdf, "docx": write_docx}


def write_report(job: Job, folder: PlanFolder, place: Path, notebook: Any) -> list[str]:
    """Write a report's files beside its notebook; return what went wrong, an empty list is good.

    Nothing is written where the notebook's figures are not those of the reckoning.
    """
    style = load_style(folder)
    try:
        document, calculation = filed(job, folder, notebook, style)
        filing = document.filing
        stem = file_stem(job, filing.date)
        short = to_document(notebook, document.author, filing, short=True)
        short = under_name(short, style.council_name)
        if "html" in job.formats:
            page = write_html(document, style, "../index.html")
            write_text(place / f"{stem}.html", page)
        write_papers(job, place, document, short, style)
        if "docx" in job.formats and (snippet := write_snippet(document, style)):
            write_bytes(place / f"{file_stem(job, filing.date, SNIPPET)}.docx", snippet)
    except DocumentError as error:
        return [str(error)]
    if calculation and not job.is_own:
        write_text(place / RESULT_NAME, result_text(conclusion_of(calculation)))
    if "xlsx" in job.formats and (calculations := _in_workbook(job, folder)):
        if len(calculations) == 1:
            workbook = write_workbook(calculations[0], filing, style)
        else:
            workbook = write_scenarios_workbook(calculations, filing, style, document.title)
        write_bytes(place / f"{stem}.xlsx", workbook)
    (place / NOTEBOOK_NAME).replace(place / f"{stem}.ipynb")
    return []


def filed(
    job: Job, folder: PlanFolder, notebook: Any, style: Style
) -> tuple[Document, Result | None]:
    """Return the document of an executed notebook, and the scenario it is of, if any.

    Raises DocumentError as `to_document`, and where its budget is not the reckoning's. A report by
    an analyst's own notebook may go without it, but not show another.
    """
    scenario = job.parameters.get("scenario")
    calculation = scenario_result(folder, scenario) if scenario else None
    filing = _filing(job, folder, calculation)
    document = to_document(notebook, folder.plan.council.name, filing)
    document = under_name(document, style.council_name)
    if calculation is None:
        return document, None
    budget = printable(budget_table(calculation))
    shown = [part for part in document.parts if isinstance(part, Table) and part.id == budget.id]
    if not shown and not job.is_own:
        raise DocumentError("rapporten mangler tabellen med hele budsjettet")
    if any(table.rows != budget.rows for table in shown):
        text = "tallene i rapportens budsjett er ikke de som regnestykket gir"
        raise DocumentError(f"{text} – kjør alle cellene på nytt")
    return document, calculation


def _filing(job: Job, folder: PlanFolder, calculation: Result | None) -> Filing:
    """Return what a report is filed with: the day asked for or the scenario's own, and the rest."""
    plan, scenario = folder.plan, calculation.scenario if calculation else None
    date = scenario.date if scenario else None
    given = job.parameters
    case = (scenario.case if scenario else None) or given.get("case")
    return Filing(
        dt.date.fromisoformat(job.date) if job.date else date,
        scenario.question if scenario else given.get("question", ""),
        (*([case_text(case)] if case else []), plan.council.name, plan.title, *job.scenarios),
        tuple(_made_from(job, folder)),
    )


def _in_workbook(job: Job, folder: PlanFolder) -> list[Result]:
    """Return the scenarios of a report's spreadsheet: its own, or those compared, `against` first.

    A report that is about no scenario has none.
    """
    named = job.scenarios
    return [scenario_result(folder, name) for name in (*named[-1:], *named[:-1])]


def write_papers(job: Job, place: Path, document: Document, short: Document, style: Style) -> None:
    """Write PDF and Word in each edition, as far as they are asked for; raises DocumentError."""
    papers = sorted({"pdf", "docx"} & set(job.formats))
    for edition, told in on_paper(job.edition, document, short, style) if papers else ():
        stem = file_stem(job, document.filing.date, edition)
        for ending in papers:
            write_bytes(place / f"{stem}.{ending}", WRITERS[ending](told, style))


def _made_from(job: Job, folder: PlanFolder) -> Iterator[tuple[str, str]]:
    """Yield what lets a reader make the report again: hashes, versions, command."""
    for name, found in job.inputs.items():
        stem = PurePosixPath(name).stem
        if name.startswith(f"{SCENARIO_FOLDER}/"):
            yield "Scenario", f"{stem}, {short_hash(found)}"
        elif name.startswith(f"{SWEEP_FOLDER}/"):
            yield "Gjennomregning", f"{stem}, {short_hash(found)}"
        elif name == folder.plan_file:
            yield "Plan", f"{folder.name}, {short_hash(found)}"
        else:
            yield _WHAT.get(name, "Notatbok"), f"{name}, {short_hash(found)}"
    yield "Programvare", ", ".join(f"{name} {versions()[name]}" for name in VERSIONED)
    if job.scenarios or not job.is_own:  # no command makes a notebook of one's own of no scenario
        yield "Kommando", job.command
    if job.date is not None:
        yield "Dato", written_date(dt.date.fromisoformat(job.date))
