"""The spreadsheet with live formulas: one for each scenario, and one with all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import quoteattr

from xlsxwriter.utility import xl_col_to_name

from ipr.budget.figures import figures_of
from ipr.budget.result import Result
from ipr.plan.model import Plan
from ipr.publish.documents.document import NOT_FILED, Filing
from ipr.publish.sheets.inputs import (
    Case,
    allowed,
    cases_of,
    given_of,
    in_words,
    value_cell,
    value_style,
    words_of,
    write_inputs,
)
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet, new_book, quoted
from ipr.publish.sheets.reckoning import write_reckoning
from ipr.publish.sheets.results import (
    AMENDED_WIDTHS,
    OVERVIEW_SHEET,
    PICTURE_SHEET,
    RESULT_SHEET,
    SINCE,
    VERDICT,
    WIDTHS,
    Said,
    heads_of,
    tail_of,
    verdict_text,
    write_checks,
    write_overview,
    write_picture,
    write_result,
)
from ipr.publish.style import OURS, Style
from ipr.reading.files import repacked

README_SHEET, COMPARISON_SHEET = "Les meg", "Sammenligning"
SCENARIO_SHEET, PROGRAM_SHEET = "Scenarioer", "Programtall"
CHOOSER = Place(RESULT_SHEET, 1, 1)
NUMBER = Place(SCENARIO_SHEET, 1, 3)
# Where a column stands for each scenario: their ids, their titles, what is said of changes; and
# the first of the inputs, which have the same rows on both sheets.
HEAD_ROW, TITLE_ROW, TAIL_ROW, FIRST_ROW, FIRST_COLUMN = 3, 4, 2, 5, 4
FIRST_COMPARED = 6
TOTALS = ("frame", "allocated", "reserve", "shortfall")
VERDICT_COLUMN = 3 + len(TOTALS)  # one more where a scenario amends an adopted budget
COMMENT_LENGTH = 255
BEFORE_SCENARIOS = b"<sheetProtection "  # the element they follow by the format's order
SHEETS = (
    (RESULT_SHEET, "Hver inntekt, post og sum i planen og i scenarioet, med endringen."),
    (PICTURE_SHEET, "Hva rammen går til, og veien fra planen til scenarioet."),
    ("Inndata", "Hvert tall og valg regnestykket bygger på, med kilde og begrunnelse."),
    ("Beregning", "Regnestykket, formel for formel: delposter, poster, grupper og summer."),
    ("Kontroll", "Summer som skal være like, og programmets tall ved siden av formlenes."),
)
SHEETS_OF_ALL = (
    (COMPARISON_SHEET, "Alle scenarioene slik programmet har regnet dem, og det som er valgt nå."),
    (OVERVIEW_SHEET, "Hva som er igjen av rammen i hvert scenario."),
    *SHEETS[:2],
    (SCENARIO_SHEET, "Inndata for hvert scenario. De gule cellene kan endres."),
    *SHEETS[2:],
    (PROGRAM_SHEET, "Programmets tall for hver post i hvert scenario."),
)
READING = """\
Gule celler er inndata som kan endres. Alt annet er låst, men uten passord.
Grå celler er tall programmet har satt. De endrer seg ikke når inndata endres.
Alle andre tall er formler og regnes om med det samme.
Kutt og ekstra bidrag etter en regel for balanse er regnet ut av programmet og står som grå tall. \
Endres inndata, må programmet kjøres på nytt for at de skal bli riktige.
Tekst, negative tall, deler av en krone og mer enn 12 måneder regnes ikke med: \
alt som hviler på en slik verdi, blir «ugyldig», og det står i rødt på arket «Resultat».
Celler har navn: reserve_nok er det som er igjen av rammen, frame_nok er rammen, \
og hver inndatacelle heter det samme som i scenariofilene.
Beløp kan være inntil 1 000 000 000 000 kroner. Kurser og prosenter kan ha fire desimaler.
""".splitlines()

PENDING = """\
En post uten beløp viser planens egne ord, for eksempel «{words}». \
Den er ikke regnet med, og det er ikke det samme som 0. \
Skriv et beløp i den gule cellen for å regne den med."""


def write_workbook(result: Result, filing: Filing = NOT_FILED, style: Style = OURS) -> bytes:
    """Return the spreadsheet of one scenario, the same bytes whenever and wherever it is made.

    Every figure is a live formula with the program's own figure stored as its value; what a
    balancing rule cut or asked for stands as values.
    """
    case, title = cases_of([result])[0], result.scenario.title
    with new_book(title, case.plan, filing, style) as (paper, content):
        widths = AMENDED_WIDTHS if result.amended else WIDTHS
        shown, picture = paper.sheet(RESULT_SHEET, widths), paper.sheet(PICTURE_SHEET, WIDTHS)
        given = write_inputs(paper, case)
        figures = write_reckoning(paper, [case], given, case.shown)
        shown.put(0, 0, title, "title")
        shown.put(1, 0, result.scenario.question, last=len(widths) - 1)
        heads = heads_of(case, alone=True, amends=result.amended is not None)
        told = verdict_text(case)
        said = Said(quoted(told), told, quoted(tail_of(case)))
        write_result(shown, case, figures, said, heads, case.shown_before)
        write_picture(picture, case, figures, heads, case.shown_before, steps=True)
        write_checks(paper, case, figures, case.shown)
        _write_readme(paper, case.plan, SHEETS, filing)
    return repacked(content.getvalue())


def write_scenarios_workbook(
    results: Sequence[Result], filing: Filing = NOT_FILED, style: Style = OURS, title: str = ""
) -> bytes:
    """Return one spreadsheet with all these scenarios of one plan, and a cell that chooses one.

    The first is chosen when the file is opened. Without a title of its own the file is that of
    all the plan's scenarios. Raises `ValueError` where there is none.
    """
    if not results:
        raise ValueError("no scenario to write")
    cases = cases_of(results)
    case, choice = cases[0], _Choice(cases)
    title = title or f"{case.plan.title}: alle scenarioer"
    with new_book(title, case.plan, filing, style) as (paper, content):
        widths = (52, 34, *[15] * (6 if choice.amends else 5), 60)
        comparison = paper.sheet(COMPARISON_SHEET, widths, wide=True)
        overview = paper.sheet(OVERVIEW_SHEET, widths, wide=True)
        heads = heads_of(case, alone=False, amends=choice.amends)
        shown = paper.sheet(RESULT_SHEET, AMENDED_WIDTHS if choice.amends else WIDTHS)
        picture = paper.sheet(PICTURE_SHEET, WIDTHS)
        _write_choice(shown, choice)
        _write_scenario_inputs(paper, choice)
        given = write_inputs(paper, case, (choice.typed, choice.by_program))
        figures = write_reckoning(paper, cases, given, choice.figure)
        write_result(shown, case, figures, choice.said, heads, choice.before)
        write_picture(picture, case, figures, heads, choice.before, steps=False)
        write_checks(paper, case, figures, choice.figure)
        _write_program_figures(paper, choice)
        _write_comparison(comparison, choice, figures)
        write_overview(overview, cases, comparison, FIRST_COMPARED)
        _write_readme(paper, case.plan, SHEETS_OF_ALL, filing)
    chooser = f"xl/worksheets/sheet{shown.page.index + 1}.xml"

    def managed(name: str, part: bytes) -> bytes:
        if name != chooser:
            return part
        end = part.index(b"/>", part.index(BEFORE_SCENARIOS)) + 2
        return part[:end] + _scenario_manager(cases) + part[end:]

    return repacked(content.getvalue(), managed)


def _pending(plan: Plan) -> list[str]:
    """Return how an amount that is missing is read, in the words of a plan that has one."""
    words = [part.shown_as for _, part in plan.components if part.kind == "pending"]
    return [PENDING.format(words=words[0])] if words else []


def _write_readme(
    paper: Paper, plan: Plan, sheets: Sequence[tuple[str, str]], filing: Filing
) -> None:
    sheet = paper.sheet(README_SHEET, (24, 84))
    sheet.put(0, 0, paper.title, "title")
    sheet.put(1, 0, f"{plan.council.name}. {plan.title}.", "plain")
    sheet.put(3, 0, "Arkene", "section")
    for row, (name, told) in enumerate(sheets, start=4):
        sheet.page.write_url(row, 0, f"internal:'{name}'!A1", paper.look("link"), name)
        sheet.put(row, 1, told)
    first = 5 + len(sheets)
    sheet.put(first, 0, "Slik leses arbeidsboken", "section")
    reading = [*_pending(plan), *READING]
    for row, told in enumerate(reading, start=first + 1):
        sheet.put(row, 0, told, last=1)
    first += len(reading) + 2
    if filing.made_from:
        sheet.put(first, 0, "Etterprøving", "section")
    for row, cells in enumerate(filing.made_from, start=first + 1):
        sheet.line(row, cells)


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


@dataclass(frozen=True)
class _Choice:
    """Formulas for what the chosen scenario has: its inputs, and the program's figures of it."""

    cases: Sequence[Case]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of every figure on the sheets with a column for each scenario, inputs first."""
        case = self.cases[0]
        names = dict.fromkeys((*(one.name for one in given_of(case)), *figures_of(case.plan)))
        return {name: row for row, name in enumerate(names, start=FIRST_ROW)}

    def typed(self, name: str) -> str:
        """Return the formula of an input's value, as it stands among the open cells."""
        return self._pick(SCENARIO_SHEET, self.rows[name])

    def by_program(self, name: str) -> str:
        """Return the formula of what the program had for a figure or an input."""
        return self._pick(PROGRAM_SHEET, self.rows[name])

    def figure(self, name: str) -> Formula:
        """Return the program's figure of the chosen scenario."""
        return Formula(self.by_program(name), self.cases[0].shown(name))

    @property
    def title(self) -> str:
        """The formula of the chosen scenario's title."""
        return self._pick(SCENARIO_SHEET, TITLE_ROW)

    @property
    def said(self) -> Said:
        """What may be said of the chosen scenario: its sentence where all are compared."""
        longest = max(map(verdict_text, self.cases), key=len)
        column = xl_col_to_name(VERDICT_COLUMN + self.amends, col_abs=True)
        rows = f"{column}${FIRST_COMPARED + 1}:{column}${FIRST_COMPARED + len(self.cases)}"
        verdict = f"INDEX({COMPARISON_SHEET}!{rows},{NUMBER.anywhere})"
        return Said(verdict, longest, self._pick(PROGRAM_SHEET, TAIL_ROW))

    def span(self, sheet: str, row: int, last_row: int = 0) -> str:
        """Return the cells of all scenarios in a row, or in the rows down to the last."""
        last = xl_col_to_name(FIRST_COLUMN + len(self.cases) - 1, col_abs=True)
        first = xl_col_to_name(FIRST_COLUMN, col_abs=True)
        return f"{sheet}!{first}${row + 1}:{last}${max(row, last_row) + 1}"

    @property
    def amends(self) -> bool:
        """Whether one of the scenarios amends an adopted budget."""
        return any(case.result.amended for case in self.cases)

    def among(self, amounts: Sequence[int | str]) -> str:
        """Return the one of these that is the chosen scenario's, or the only one."""
        texts = [f'"{one}"' if isinstance(one, str) else str(one) for one in amounts]
        return f"CHOOSE({NUMBER.anywhere},{','.join(texts)})" if len(texts) > 1 else texts[0]

    def before(self, name: str) -> Cell:
        """Return a figure of the chosen scenario before the case; the same in all as a value."""
        known = [case.shown_before(name) for case in self.cases]
        return Formula(self.among(known), known[0]) if len({*known}) > 1 else known[0]

    def _pick(self, sheet: str, row: int) -> str:
        return f"INDEX({self.span(sheet, row)},1,{NUMBER.anywhere})"


def _write_choice(sheet: Sheet, choice: _Choice) -> None:
    """Write the cell that chooses a scenario, with what that scenario is called."""
    chosen = choice.cases[0].result.scenario
    sheet.put(0, 0, choice.cases[0].plan.title, "title")
    sheet.put(CHOOSER.row, 0, "Velg scenario i den gule cellen", "bold")
    sheet.put(CHOOSER.row, CHOOSER.column, chosen.id, "input literal bold")
    rule = {
        "validate": "list",
        "source": f"={choice.span(SCENARIO_SHEET, HEAD_ROW)}",
        "error_title": "Ukjent scenario",
        "error_message": "Velg et scenario fra listen.",
    }
    sheet.page.data_validation(CHOOSER.row, CHOOSER.column, CHOOSER.row, CHOOSER.column, rule)
    sheet.put(2, 0, Formula(choice.title, chosen.title), "plain")
    sheet.paper.name({"valgt_scenario": CHOOSER})


def _write_scenario_inputs(paper: Paper, choice: _Choice) -> None:
    """Write the inputs of every scenario side by side, open to change, beside the plan's."""
    cases = choice.cases
    sheet = _side_by_side(paper, SCENARIO_SHEET, ("Forutsetning", "Enhet", "Navn"), cases)
    sheet.put(1, 0, "Uthevede verdier er andre enn i planen. Valgt scenario er nummer", "plain")
    number = f"MATCH({CHOOSER.anywhere},{choice.span(SCENARIO_SHEET, HEAD_ROW)},0)"
    sheet.put(NUMBER.row, NUMBER.column, Formula(number, 1), "whole")
    row, last = FIRST_ROW, FIRST_COLUMN + len(cases) - 1
    for row, figure in enumerate(given_of(cases[0]), start=FIRST_ROW):
        found = cases[0].items[figure.name].found
        style, in_plan = value_style(found), value_cell(found, found.value)
        known: list[Cell] = [found.label, found.unit_label, found.name]
        known.append(words_of(found) if in_plan is None else in_plan)
        values = [value_cell(found, case.items[figure.name].value) for case in cases]
        styles = ["text", "text", "note", style, *[f"{style} input"] * len(cases)]
        sheet.line(row, [*known, *values], styles)
        sheet.page.data_validation(row, FIRST_COLUMN, row, last, allowed(found))
    cell = f"{xl_col_to_name(FIRST_COLUMN)}{FIRST_ROW + 1}"
    differs = f'AND({cell}<>"",{cell}<>$D{FIRST_ROW + 1})'
    sheet.mark((FIRST_ROW, FIRST_COLUMN, row, last), differs)


def _write_program_figures(paper: Paper, choice: _Choice) -> None:
    """Write every input and figure of every scenario as the program has it."""
    cases = choice.cases
    sheet = _side_by_side(paper, PROGRAM_SHEET, ("Tall", "Navn", ""), cases)
    sheet.put(1, 0, "Satt og regnet ut av programmet. Tallene endrer seg ikke her.", "plain")
    for column, case in enumerate(cases, start=FIRST_COLUMN):
        sheet.put(TAIL_ROW, column, tail_of(case), "note")
    plan, figures = cases[0].plan, figures_of(cases[0].plan)
    for name, row in choice.rows.items():
        if figures[name].operation == "given":
            found = cases[0].items[name].found
            style, known = value_style(found), found.name
            values = (found.value, *(case.items[name].value for case in cases))
            cells: list[Cell] = [value_cell(found, value) for value in values]
        else:
            style, known = "figure", name
            planned = in_words(plan, name, cases[0].planned[name])
            cells = [planned, *(case.shown(name) for case in cases)]
        styles = ["text", "note", "note", *[f"{style} program"] * len(cells)]
        sheet.line(row, [figures[name].label, known, None, *cells], styles)


def _side_by_side(paper: Paper, name: str, labels: Sequence[str], cases: Sequence[Case]) -> Sheet:
    """Add a sheet with the plan's column and one for each scenario."""
    sheet = paper.sheet(name, (44, 20, 34, 20, *[20] * len(cases)), wide=True, small=True)
    sheet.put(0, 0, name, "title")
    scenarios = [case.result.scenario for case in cases]
    sheet.line(HEAD_ROW, [*labels, "I planen", *(one.id for one in scenarios)], "head")
    sheet.line(TITLE_ROW, [*[None] * FIRST_COLUMN, *(one.title for one in scenarios)], "note")
    sheet.page.freeze_panes(FIRST_ROW, 1)
    sheet.page.repeat_rows(HEAD_ROW, TITLE_ROW)
    sheet.page.repeat_columns(0)
    return sheet


def _write_comparison(sheet: Sheet, choice: _Choice, figures: Mapping[str, str]) -> None:
    """Write the totals of every scenario as the program's values, under the chosen one's, live."""
    live = choice.cases[0]
    sheet.put(0, 0, sheet.paper.title, "title")
    told = "Øverst: det som er valgt på arket «Resultat», med formler. Under: programmets tall."
    sheet.put(1, 0, told, "plain")
    last = FIRST_ROW + len(given_of(live)) - 1
    typed, stated = (choice.span(name, FIRST_ROW, last) for name in (SCENARIO_SHEET, PROGRAM_SHEET))
    moved = f"SUMPRODUCT(({typed}<>{stated})*1)"
    text = f'"Endrede verdier på arket «{SCENARIO_SHEET}» {SINCE}: "&{moved}'
    also = '". Tallene under er ikke regnet om."'
    sheet.put(2, 0, Formula(f'IF({moved}=0,"",{text}&{also})', ""), "plain warning")
    labels = [figures_of(live.plan)[name].label for name in TOTALS]
    before = {"Endring fra planen": [live.planned["reserve"] or 0]}
    if choice.amends:
        before["Endring fra før saken"] = [case.before["reserve"] or 0 for case in choice.cases]
    numbers = len(labels) + len(before)
    styles = ["head", "head", *["head number_head"] * numbers, "head aside_head"]
    sheet.heads(FIRST_COMPARED - 2, ["Tittel", "Scenario", *labels, *before, "Resultat"], styles)
    styles = ["text", "text", *["figure"] * len(labels), *["change"] * len(before), "aside"]
    for row, case in enumerate((live, *choice.cases), start=FIRST_COMPARED - 1):
        scenario, amounts = case.result.scenario, [case.figures[name] or 0 for name in TOTALS]
        place = max(0, row - FIRST_COMPARED)
        known = [(case.figures["reserve"] or 0) - one[place % len(one)] for one in before.values()]
        cells: list[Cell] = [scenario.title, scenario.id, *amounts, *known, verdict_text(case)]
        if now := row < FIRST_COMPARED:
            totals = [figures[name] for name in TOTALS]
            left = sheet.place(row, 2 + TOTALS.index("reserve")).here
            changes = [f"{left}-{choice.among(one)}" for one in before.values()]
            texts = (choice.title, CHOOSER.anywhere, *totals, *changes, VERDICT.anywhere)
            cells = [Formula(one, cell) for one, cell in zip(texts, cells, strict=True)]  # type: ignore[arg-type]
        sheet.line(row, cells, [f"{style} {'bold' if now else 'program'}" for style in styles])
