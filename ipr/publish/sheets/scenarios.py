"""All scenarios side by side: the cell that chooses one, their inputs, figures and totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipr.budget.figures import figures_of
from ipr.publish.sheets.cases import Case, in_words, words_of
from ipr.publish.sheets.inputs import allowed, given_of, value_cell, value_style
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet, letters
from ipr.publish.sheets.results import RESULT_SHEET, SINCE, VERDICT, state_of, tail_of

SHEET = "Sammenligning"
SCENARIO_SHEET = "Scenarioer"
PROGRAM_SHEET = "Programtall"
CHOOSER = Place(RESULT_SHEET, 1, 1)
NUMBER = Place(SCENARIO_SHEET, 1, 3)
HEAD_ROW, TITLE_ROW, TAIL_ROW = 3, 4, 2  # of the scenarios' ids, titles, and words on changes
FIRST_ROW = 5  # on both sheets that have a column for each scenario; inputs stand in the same rows
FIRST_COLUMN = 4
TOTALS = ("frame", "allocated", "reserve", "shortfall")
FIRST_COMPARED = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """Formulas for what the chosen scenario has: its inputs, and the program's figures of it."""

    cases: Sequence[Case]

    def typed(self, name: str) -> str:
        """Return the formula of an input's value, as it stands among the open cells."""
        return self._pick(SCENARIO_SHEET, self._row(name))

    def by_program(self, name: str) -> str:
        """Return the formula of what the program had for a figure or an input."""
        return self._pick(PROGRAM_SHEET, self._row(name))

    def figure(self, name: str) -> Formula:
        """Return the program's figure of the chosen scenario."""
        return Formula(self.by_program(name), self.cases[0].shown(name))

    @property
    def title(self) -> str:
        """The formula of the chosen scenario's title."""
        return self._pick(SCENARIO_SHEET, TITLE_ROW)

    @property
    def tail(self) -> str:
        """The formula of what is said of changed values in the chosen scenario."""
        return self._pick(PROGRAM_SHEET, TAIL_ROW)

    def _row(self, name: str) -> int:
        return FIRST_ROW + list(in_order(self.cases[0])).index(name)

    def _pick(self, sheet: str, row: int) -> str:
        return f"INDEX({span(sheet, len(self.cases), row)},1,{NUMBER.anywhere})"


def in_order(case: Case) -> tuple[str, ...]:
    """Return the name of every figure, the inputs first."""
    return tuple(dict.fromkeys((*(one.name for one in given_of(case)), *figures_of(case.plan))))


def span(sheet: str, count: int, row: int, last_row: int = 0) -> str:
    """Return the cells of all scenarios in a row, or in the rows down to the last."""
    first, last = letters(FIRST_COLUMN), letters(FIRST_COLUMN + count - 1)
    return f"{sheet}!${first}${row + 1}:${last}${max(row, last_row) + 1}"


def write_choice(sheet: Sheet, choice: Choice) -> None:
    """Write the cell that chooses a scenario, with what that scenario is called."""
    cases = choice.cases
    sheet.put(0, 0, cases[0].plan.title, "title")
    sheet.put(CHOOSER.row, 0, "Velg scenario i den gule cellen", "bold")
    chosen = cases[0].result.scenario.id
    sheet.put(CHOOSER.row, CHOOSER.column, chosen, "input literal bold")
    rule = {
        "validate": "list",
        "source": f"={span(SCENARIO_SHEET, len(cases), HEAD_ROW)}",
        "error_title": "Ukjent scenario",
        "error_message": "Velg et scenario fra listen.",
    }
    sheet.page.data_validation(CHOOSER.row, CHOOSER.column, CHOOSER.row, CHOOSER.column, rule)
    sheet.put(2, 0, Formula(choice.title, cases[0].result.scenario.title), "plain")
    sheet.paper.name({"valgt_scenario": CHOOSER})


def write_scenario_inputs(paper: Paper, cases: Sequence[Case], header: str) -> None:
    """Write the inputs of every scenario side by side, open to change, beside the plan's."""
    sheet = _side_by_side(paper, SCENARIO_SHEET, ("Forutsetning", "Enhet", "Navn"), cases, header)
    sheet.put(1, 0, "Uthevede verdier er andre enn i planen. Valgt scenario er nummer", "plain")
    number = f"MATCH({CHOOSER.anywhere},{span(SCENARIO_SHEET, len(cases), HEAD_ROW)},0)"
    sheet.put(NUMBER.row, NUMBER.column, Formula(number, 1), "whole")
    row, last = FIRST_ROW, FIRST_COLUMN + len(cases) - 1
    for row, figure in enumerate(given_of(cases[0]), start=FIRST_ROW):
        found = cases[0].item(figure.name).found
        style, in_plan = value_style(found), value_cell(found, found.value)
        known: list[Cell] = [found.label, found.unit_label, found.name]
        known.append(words_of(found) if in_plan is None else in_plan)
        values = [value_cell(found, case.item(figure.name).value) for case in cases]
        styles = ["text", "text", "note", style, *[f"{style} input"] * len(cases)]
        sheet.line(row, [*known, *values], styles)
        sheet.page.data_validation(row, FIRST_COLUMN, row, last, allowed(found))
    cell = f"{letters(FIRST_COLUMN)}{FIRST_ROW + 1}"
    rule = {"type": "formula", "format": paper.look("marked"),
            "criteria": f'=AND({cell}<>"",{cell}<>$D{FIRST_ROW + 1})'}  # fmt: skip
    sheet.page.conditional_format(FIRST_ROW, FIRST_COLUMN, row, last, rule)


def write_program_figures(paper: Paper, cases: Sequence[Case], header: str) -> None:
    """Write every input and figure of every scenario as the program has it."""
    sheet = _side_by_side(paper, PROGRAM_SHEET, ("Tall", "Navn", ""), cases, header)
    sheet.put(1, 0, "Satt og regnet ut av programmet. Tallene endrer seg ikke her.", "plain")
    for column, case in enumerate(cases, start=FIRST_COLUMN):
        sheet.put(TAIL_ROW, column, tail_of(case), "note")
    plan, figures = cases[0].plan, figures_of(cases[0].plan)
    for row, name in enumerate(in_order(cases[0]), start=FIRST_ROW):
        if figures[name].operation == "given":
            found = cases[0].item(name).found
            style, known = value_style(found), found.name
            values = (found.value, *(case.item(name).value for case in cases))
            cells: list[Cell] = [value_cell(found, value) for value in values]
        else:
            style, known = "figure", name
            planned = in_words(plan, name, cases[0].planned[name])
            cells = [planned, *(case.shown(name) for case in cases)]
        styles = ["text", "note", "note", *[f"{style} program"] * len(cells)]
        sheet.line(row, [figures[name].label, known, None, *cells], styles)


def _side_by_side(
    paper: Paper, name: str, labels: Sequence[str], cases: Sequence[Case], header: str
) -> Sheet:
    """Add a sheet with the plan's column and one for each scenario."""
    sheet = paper.sheet(
        name, (44, 20, 34, 20, *[20] * len(cases)), wide=True, header=header, pages=0
    )
    sheet.put(0, 0, name, "title")
    scenarios = [case.result.scenario for case in cases]
    sheet.line(HEAD_ROW, [*labels, "I planen", *(one.id for one in scenarios)], "head")
    sheet.line(TITLE_ROW, [*[None] * FIRST_COLUMN, *(one.title for one in scenarios)], "note")
    sheet.page.freeze_panes(FIRST_ROW, 1)
    sheet.page.repeat_rows(HEAD_ROW, TITLE_ROW)
    sheet.page.repeat_columns(0)
    return sheet


def write_comparison(
    sheet: Sheet, choice: Choice, figures: Mapping[str, Place], title: str
) -> None:
    """Write the totals of every scenario as the program's values, under the chosen one's, live."""
    cases, live = choice.cases, choice.cases[0]
    sheet.put(0, 0, title, "title")
    told = "Øverst: det som er valgt på arket «Resultat», med formler. Under: programmets tall."
    sheet.put(1, 0, told, "plain")
    last = FIRST_ROW + len(given_of(live)) - 1
    typed, known = (span(name, len(cases), FIRST_ROW, last)
                    for name in (SCENARIO_SHEET, PROGRAM_SHEET))  # fmt: skip
    moved = f"SUMPRODUCT(({typed}<>{known})*1)"
    text = f'"Endrede verdier på arket «{SCENARIO_SHEET}» {SINCE}: "&{moved}'
    also = '". Tallene under er ikke regnet om."'
    sheet.put(2, 0, Formula(f'IF({moved}=0,"",{text}&{also})', ""), "plain warning")
    labels = [figures_of(live.plan)[name].label for name in TOTALS]
    heads = ["Tittel", "Scenario", *labels, "Endring fra planen", "Resultat"]
    styles = ["head", "head", *["head number_head"] * (len(TOTALS) + 1), "head aside_head"]
    sheet.line(FIRST_COMPARED - 2, heads, styles)
    styles = ["text", "text", *["figure"] * len(TOTALS), "change", "aside"]
    before = live.planned["reserve"] or 0
    for row, case in enumerate((live, *cases), start=FIRST_COMPARED - 1):
        scenario, amounts = case.result.scenario, [case.figure(name) or 0 for name in TOTALS]
        change = (case.figure("reserve") or 0) - before
        cells: list[Cell] = [scenario.title, scenario.id, *amounts, change, state_of(case)]
        if now := row < FIRST_COMPARED:
            totals = [figures[name].anywhere for name in TOTALS]
            difference = f"{sheet.place(row, 2 + TOTALS.index('reserve')).here}-{before}"
            texts = (choice.title, CHOOSER.anywhere, *totals, difference, VERDICT.anywhere)
            cells = [Formula(one, cell) for one, cell in zip(texts, cells, strict=True)]  # type: ignore[arg-type]
        sheet.line(row, cells, [f"{style} {'bold' if now else 'program'}" for style in styles])
    sheet.page.freeze_panes(FIRST_COMPARED - 1, 1)
    sheet.page.repeat_rows(FIRST_COMPARED - 2)
