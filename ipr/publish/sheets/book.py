"""The spreadsheet with live formulas: one for each scenario, and one with all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

import xlsxwriter

from ipr.budget.result import Result
from ipr.plan.model import Plan
from ipr.publish.documents.document import Provenance
from ipr.publish.sheets.checks import write_checks
from ipr.publish.sheets.comparison import PICTURE_SHEET as OVERVIEW_SHEET
from ipr.publish.sheets.comparison import SHEET as COMPARISON_SHEET
from ipr.publish.sheets.comparison import write_comparison
from ipr.publish.sheets.inputs import write_inputs
from ipr.publish.sheets.package import packed, scenario_manager
from ipr.publish.sheets.paper import FONT, SIZE, Paper, Sheet
from ipr.publish.sheets.reckoning import write_reckoning
from ipr.publish.sheets.results import (
    PICTURE_SHEET,
    RESULT_SHEET,
    write_picture,
    write_result,
)
from ipr.publish.sheets.scenarios import (
    CHOOSER,
    Chosen,
    write_choice,
    write_program_figures,
    write_scenario_inputs,
)
from ipr.publish.sheets.state import words_for
from ipr.publish.sheets.view import View, view_of, views_of
from ipr.publish.style import Style

CREATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a date that says nothing; the file's own year 0
README_SHEET = "Les meg"
RESULT_WIDTHS = (52, 22, 16, 22)
NO_PROVENANCE = Provenance(())
SHEETS = (
    ("Resultat", "Opprinnelig budsjett, endring og revidert budsjett."),
    ("Figur", "Hva rammen går til, opprinnelig og revidert."),
    ("Inndata", "Hvert tall og valg regnestykket bygger på, med kilde og begrunnelse."),
    ("Beregning", "Regnestykket, formel for formel: delposter, poster, grupper og summer."),
    ("Kontroll", "Summer som skal være like, og programmets tall ved siden av formlenes."),
)
SHEETS_OF_ALL = (
    ("Sammenligning", "Alle scenarioene slik programmet har regnet dem, og det som er valgt nå."),
    ("Oversiktsfigur", "Hva som er igjen av rammen i hvert scenario."),
    *SHEETS[:2],
    ("Scenarioer", "Inndata for hvert scenario. De gule cellene kan endres."),
    *SHEETS[2:],
    ("Programtall", "Programmets tall for hver post i hvert scenario."),
)
READING = """\
Gule celler er inndata som kan endres. Alt annet er låst, men uten passord.
Grå celler er tall programmet har satt. De endrer seg ikke når inndata endres.
Alle andre tall er formler og regnes om med det samme.
En post uten beløp viser planens egne ord, for eksempel «Avventer hovedprosjekt». \
Den er ikke regnet med, og det er ikke det samme som 0. \
Skriv et beløp i den gule cellen for å regne den med.
Kutt og ekstra bidrag etter en regel for balanse er regnet ut av programmet og står som grå tall. \
Endres inndata, må programmet kjøres på nytt for at de skal bli riktige.
Celler har navn: reserve_nok er det som er igjen av rammen, frame_nok er rammen, \
og hver inndatacelle heter det samme som i scenariofilene.
Beløp kan være inntil 1 000 000 000 000 kroner. Kurser og prosenter kan ha fire desimaler.
""".splitlines()


def write_workbook(
    calculation: Result,
    provenance: Provenance = NO_PROVENANCE,
    style: Style | None = None,
) -> bytes:
    """Return the spreadsheet of one scenario, the same bytes whenever and wherever it is made.

    Every figure is a live formula with the program's own figure stored as its value; what a
    balancing rule cut or asked for stands as values.
    """
    view = view_of(calculation)
    with _book(view.plan, view.title, style) as (paper, content):
        _readme(paper, view.title, view, SHEETS, provenance)
        result, picture = _result_sheets(paper, view.title)
        inputs = write_inputs(paper, view, view.title)
        taken = {name: amount for name, amount in view.figures.items()
                 if name.startswith(("cut.", "asked."))}  # fmt: skip
        figures = write_reckoning(paper, view, inputs, taken, view.title)
        result.put(0, 0, view.title, "title")
        result.across(1, 3, view.question, "text")
        rows = write_result(result, view, figures, first_row=3)
        write_picture(picture, paper, view, rows)
        write_checks(paper, view, figures, inputs, lambda name: _expected(view, name), view.title)
        result.page.activate()
    return packed(content.getvalue(), {})


def write_scenarios_workbook(
    calculations: Sequence[Result],
    provenance: Provenance = NO_PROVENANCE,
    style: Style | None = None,
    title: str = "",
) -> bytes:
    """Return one spreadsheet with all these scenarios of one plan, and a cell that chooses one.

    The first is chosen when the file is opened. Without a title of its own the file is that of
    all the plan's scenarios. Raises `ValueError` where there is none.
    """
    if not calculations:
        raise ValueError("no scenario to write")
    views = views_of(calculations)
    view, title = views[0], title or f"{views[0].plan.title}: alle scenarioer"
    with _book(view.plan, title, style) as (paper, content):
        _readme(paper, title, view, SHEETS_OF_ALL, provenance)
        comparison = paper.sheet(COMPARISON_SHEET, (30, 52, *[15] * 5, 32), wide=True, header=title)
        overview = paper.sheet(OVERVIEW_SHEET, RESULT_WIDTHS, wide=False, header=title)
        result, picture = _result_sheets(paper, title)
        write_choice(result, views)
        chosen = Chosen(views)
        write_scenario_inputs(paper, views, title)
        inputs = write_inputs(paper, view, title, chosen.input)
        figures = write_reckoning(paper, view, inputs, chosen.balanced(), title)
        rows = write_result(result, view, figures, first_row=5)
        write_picture(picture, paper, view, rows)
        write_checks(paper, view, figures, inputs, chosen.figure, title)
        write_program_figures(paper, views, title)
        write_comparison(comparison, overview, views, figures, title)
        comparison.page.activate()
    part = f"xl/worksheets/sheet{result.page.index + 1}.xml"
    return packed(content.getvalue(), {part: scenario_manager(views, CHOOSER)})


@contextmanager
def _book(plan: Plan, title: str, style: Style | None) -> Iterator[tuple[Paper, BytesIO]]:
    """Yield the paper of a new workbook in memory, and its bytes, which are whole afterwards."""
    content = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": title, "author": plan.council.name, "created": CREATED})
    book.set_size(2400, 1600)
    yield Paper(book, style or Style()), content
    book.close()


def _result_sheets(paper: Paper, header: str) -> tuple[Sheet, Sheet]:
    """Add the sheets a reader looks at first; what they show is written last."""
    result, picture = (
        paper.sheet(name, RESULT_WIDTHS, wide=False, header=header)
        for name in (RESULT_SHEET, PICTURE_SHEET)
    )
    return result, picture


def _expected(view: View, name: str) -> int | str:
    amount = view.figures[name]
    return words_for(view, name) if amount is None else amount


def _readme(
    paper: Paper,
    title: str,
    view: View,
    sheets: Sequence[tuple[str, str]],
    provenance: Provenance,
) -> None:
    sheet = paper.sheet(README_SHEET, (24, 84), wide=False, header=title)
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, f"{view.plan.council.name}. {view.plan.title}.", "plain")
    sheet.put(3, 0, "Arkene", "section")
    row = 4
    for name, told in sheets:
        sheet.page.write_url(row, 0, f"internal:'{name}'!A1", paper.look("link"), name)
        sheet.put(row, 1, told)
        row += 1
    sheet.put(row + 1, 0, "Slik leses arbeidsboken", "section")
    row += 2
    for told in READING:
        sheet.across(row, 1, told, "text")
        row += 1
    if provenance.rows:
        sheet.put(row + 1, 0, "Etterprøving", "section")
        for place, cells in enumerate(provenance.rows, start=row + 2):
            sheet.line(place, cells)
