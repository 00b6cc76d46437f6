"""The spreadsheet with live formulas: one for each scenario, and one with all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from xml.sax.saxutils import quoteattr

import xlsxwriter

from ipr.budget.result import Result
from ipr.plan.model import Plan
from ipr.publish.documents.document import LONGEST_PROPERTY, Filing, Provenance
from ipr.publish.sheets.cases import Case, cases_of
from ipr.publish.sheets.checks import write_checks
from ipr.publish.sheets.inputs import write_inputs
from ipr.publish.sheets.paper import FONT, SIZE, Paper, Sheet
from ipr.publish.sheets.pictures import (
    OVERVIEW_SHEET,
    PICTURE_SHEET,
    write_overview,
    write_picture,
)
from ipr.publish.sheets.reckoning import write_reckoning
from ipr.publish.sheets.results import AMENDED_WIDTHS, RESULT_SHEET, WIDTHS, tail_of, write_result
from ipr.publish.sheets.scenarios import (
    CHOOSER,
    FIRST_COMPARED,
    Choice,
    write_choice,
    write_comparison,
    write_program_figures,
    write_scenario_inputs,
)
from ipr.publish.sheets.scenarios import SHEET as COMPARISON_SHEET
from ipr.publish.style import Style
from ipr.reading.files import repacked

COMMENT_LENGTH = 255
BEFORE_SCENARIOS = b"<sheetProtection "  # the element they follow by the format's order
README_SHEET = "Les meg"
NO_PROVENANCE, NOT_FILED = Provenance(()), Filing()
SHEETS = (
    ("Resultat", "Hver inntekt, post og sum i planen og i scenarioet, med endringen."),
    ("Figur", "Hva rammen går til, og veien fra planen til scenarioet."),
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
Tekst, negative tall, deler av en krone og mer enn 12 måneder regnes ikke med: \
alt som hviler på en slik verdi, blir «ugyldig», og det står i rødt på arket «Resultat».
Celler har navn: reserve_nok er det som er igjen av rammen, frame_nok er rammen, \
og hver inndatacelle heter det samme som i scenariofilene.
Beløp kan være inntil 1 000 000 000 000 kroner. Kurser og prosenter kan ha fire desimaler.
""".splitlines()


def write_workbook(
    result: Result,
    provenance: Provenance = NO_PROVENANCE,
    style: Style | None = None,
    filing: Filing = NOT_FILED,
) -> bytes:
    """Return the spreadsheet of one scenario, the same bytes whenever and wherever it is made.

    Every figure is a live formula with the program's own figure stored as its value; what a
    balancing rule cut or asked for stands as values.
    """
    case, title = cases_of([result])[0], result.scenario.title
    with _book(case.plan, title, style, filing) as (paper, content):
        widths = AMENDED_WIDTHS if result.amended else WIDTHS
        shown, picture = _first_sheets(paper, title, widths)
        given = write_inputs(paper, case, title)
        figures = write_reckoning(paper, [case], given, case.shown, title)
        shown.put(0, 0, title, "title")
        shown.put(1, 0, result.scenario.question, last=len(widths) - 1)
        write_result(shown, case, figures, f'"{tail_of(case)}"', alone=True)
        write_picture(picture, case, figures, alone=True)
        write_checks(paper, case, figures, case.shown, title)
        _readme(paper, title, case, SHEETS, provenance)
    return repacked(content.getvalue())


def write_scenarios_workbook(
    results: Sequence[Result],
    provenance: Provenance = NO_PROVENANCE,
    style: Style | None = None,
    title: str = "",
    filing: Filing = NOT_FILED,
) -> bytes:
    """Return one spreadsheet with all these scenarios of one plan, and a cell that chooses one.

    The first is chosen when the file is opened. Without a title of its own the file is that of
    all the plan's scenarios. Raises `ValueError` where there is none.
    """
    if not results:
        raise ValueError("no scenario to write")
    cases = cases_of(results)
    case, choice = cases[0], Choice(cases)
    title = title or f"{case.plan.title}: alle scenarioer"
    with _book(case.plan, title, style, filing) as (paper, content):
        widths = (52, 34, *[15] * 5, 34)
        comparison = paper.sheet(COMPARISON_SHEET, widths, wide=True, header=title)
        overview = paper.sheet(OVERVIEW_SHEET, widths, wide=True, header=title)
        shown, picture = _first_sheets(paper, title)
        write_choice(shown, choice)
        write_scenario_inputs(paper, cases, title)
        given = write_inputs(paper, case, title, (choice.typed, choice.by_program))
        figures = write_reckoning(paper, cases, given, choice.figure, title)
        write_result(shown, case, figures, choice.tail, alone=False)
        write_picture(picture, case, figures, alone=False)
        write_checks(paper, case, figures, choice.figure, title)
        write_program_figures(paper, cases, title)
        write_comparison(comparison, choice, figures, title)
        write_overview(overview, cases, comparison, FIRST_COMPARED)
        _readme(paper, title, case, SHEETS_OF_ALL, provenance)
    chooser = f"xl/worksheets/sheet{shown.page.index + 1}.xml"

    def managed(name: str, part: bytes) -> bytes:
        if name != chooser:
            return part
        end = part.index(b"/>", part.index(BEFORE_SCENARIOS)) + 2
        return part[:end] + _scenario_manager(cases) + part[end:]

    return repacked(content.getvalue(), managed)


@contextmanager
def _book(
    plan: Plan, title: str, style: Style | None, filing: Filing
) -> Iterator[tuple[Paper, BytesIO]]:
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
    filed = {"subject": filing.subject[:LONGEST_PROPERTY], "created": filing.moment}
    words = ", ".join(filing.keywords)[:LONGEST_PROPERTY]
    book.set_properties({"title": title, "author": plan.council.name, "keywords": words, **filed})
    book.set_size(2400, 1600)
    yield Paper(book, style or Style()), content
    book.close()


def _first_sheets(
    paper: Paper, header: str, widths: Sequence[float] = WIDTHS
) -> tuple[Sheet, Sheet]:
    """Add the sheets a reader looks at first; what they show is written last."""
    return (paper.sheet(RESULT_SHEET, widths, wide=False, header=header),
            paper.sheet(PICTURE_SHEET, WIDTHS, wide=False, header=header))  # fmt: skip


def _readme(
    paper: Paper,
    title: str,
    case: Case,
    sheets: Sequence[tuple[str, str]],
    provenance: Provenance,
) -> None:
    sheet = paper.sheet(README_SHEET, (24, 84), wide=False, header=title)
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, f"{case.plan.council.name}. {case.plan.title}.", "plain")
    sheet.put(3, 0, "Arkene", "section")
    row = 4
    for name, told in sheets:
        sheet.page.write_url(row, 0, f"internal:'{name}'!A1", paper.look("link"), name)
        sheet.put(row, 1, told)
        row += 1
    sheet.put(row + 1, 0, "Slik leses arbeidsboken", "section")
    row += 2
    for told in READING:
        sheet.put(row, 0, told, last=1)
        row += 1
    if provenance.rows:
        sheet.put(row + 1, 0, "Etterprøving", "section")
        for place, cells in enumerate(provenance.rows, start=row + 2):
            sheet.line(place, cells)


def _scenario_manager(cases: Sequence[Case]) -> bytes:
    """Return the Scenario Manager's entries: each puts its scenario's id in the choosing cell."""
    cell = CHOOSER.here.replace("$", "")
    entries = "".join(
        f'<scenario name={quoteattr(one.id)} locked="1" count="1" '
        f"comment={quoteattr(one.title[:COMMENT_LENGTH])}>"
        f"<inputCells r={quoteattr(cell)} val={quoteattr(one.id)}/></scenario>"
        for one in (case.result.scenario for case in cases)
    )
    return f'<scenarios current="0" show="0">{entries}</scenarios>'.encode()
