"""All scenarios side by side: the cell that chooses one, and the inputs and figures of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipr.publish.sheets.inputs import open_inputs, value_cell
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet, letters
from ipr.publish.sheets.results import RESULT_SHEET, rows_of
from ipr.publish.sheets.state import words_for
from ipr.publish.sheets.view import NO_AMOUNT, View

SCENARIO_SHEET = "Scenarioer"
PROGRAM_SHEET = "Programtall"
CHOOSER = Place(RESULT_SHEET, 1, 1)
NUMBER = Place(SCENARIO_SHEET, 1, 3)
HEAD_ROW = 3  # of the scenarios' ids, on both sheets that have a column for each
TITLE_ROW = 4
FIRST_ROW = 5
FIRST_COLUMN = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """Formulas for what the chosen scenario has: its inputs, and the program's figures of it."""

    views: Sequence[View]

    def input(self, name: str) -> str:
        """Return the formula of an input's value, or of the words for a missing one."""
        row = FIRST_ROW + list(self.views[0].inputs).index(name)
        found = self._pick(SCENARIO_SHEET, row)
        return f'IF({found}="","{NO_AMOUNT}",{found})'

    def figure(self, name: str) -> Formula:
        """Return the program's figure for the chosen scenario."""
        row = FIRST_ROW + figure_names(self.views).index(name)
        return Formula(self._pick(PROGRAM_SHEET, row), _cell(self.views[0], name))

    def balanced(self) -> dict[str, Cell]:
        """Return what the balancing rule took or asked for, where it does so in any scenario."""
        return {
            name: self.figure(name)
            for name in figure_names(self.views)
            if name.startswith(("cut.", "asked."))
        }

    def _pick(self, sheet: str, row: int) -> str:
        first, last = letters(FIRST_COLUMN), letters(FIRST_COLUMN + len(self.views) - 1)
        span = f"{sheet}!${first}${row + 1}:${last}${row + 1}"
        return f"INDEX({span},1,{NUMBER.anywhere})"


def figure_names(views: Sequence[View]) -> list[str]:
    """Return the names of all figures that any of the scenarios has, in one order."""
    return list(dict.fromkeys(name for view in views for name in view.figures))


def _cell(view: View, name: str) -> int | str:
    """Return a figure as its cell holds it; nothing cut and nothing asked for is 0 kroner."""
    if name not in view.figures:
        return 0
    value = view.figures[name]
    return words_for(view, name) if value is None else value


def write_choice(sheet: Sheet, views: Sequence[View]) -> None:
    """Write the cell that chooses a scenario, with what that scenario is called and asks."""
    sheet.put(0, 0, views[0].plan.title, "title")
    sheet.put(CHOOSER.row, 0, "Velg scenario i den gule cellen", "bold")
    sheet.put(CHOOSER.row, CHOOSER.column, views[0].scenario, "input literal bold")
    ids = _span(HEAD_ROW, len(views))
    sheet.page.data_validation(
        CHOOSER.row,
        CHOOSER.column,
        CHOOSER.row,
        CHOOSER.column,
        {
            "validate": "list",
            "source": f"={ids}",
            "error_title": "Ukjent scenario",
            "error_message": "Velg et scenario fra listen.",
        },
    )
    sheet.put(2, 0, chosen_title(views), "plain")
    sheet.paper.name("valgt_scenario", CHOOSER)


def chosen_title(views: Sequence[View]) -> Formula:
    """Return the formula of the chosen scenario's title."""
    text = f"INDEX({_span(TITLE_ROW, len(views))},1,{NUMBER.anywhere})"
    return Formula(text, views[0].title)


def _span(row: int, count: int) -> str:
    first, last = letters(FIRST_COLUMN), letters(FIRST_COLUMN + count - 1)
    return f"{SCENARIO_SHEET}!${first}${row + 1}:${last}${row + 1}"


def write_scenario_inputs(paper: Paper, views: Sequence[View], header: str) -> None:
    """Write the inputs of every scenario side by side, open to change, beside the plan's."""
    widths = (40, 14, 30, 17, *[20] * len(views))
    sheet = paper.sheet(SCENARIO_SHEET, widths, wide=True, header=header, pages=0)
    sheet.put(0, 0, "Scenarioer", "title")
    sheet.put(1, 0, "Uthevede verdier er andre enn i planen. Valgt scenario er nummer", "plain")
    number = f"MATCH({CHOOSER.anywhere},{_span(HEAD_ROW, len(views))},0)"
    sheet.put(NUMBER.row, NUMBER.column, Formula(number, 1), "whole")
    _column_heads(sheet, ("Forutsetning", "Enhet", "Navn", "I planen"), views)
    row = FIRST_ROW
    for name, item in views[0].inputs.items():
        found = item.found
        in_plan = value_cell(found, found.value)
        style = {"e4": "rate", "choice": "words"}.get(found.unit, "figure")
        sheet.line(row, [found.label, found.unit_label, name], ["text", "text", "note"])
        sheet.put(row, 3, (found.shown_as or NO_AMOUNT) if in_plan is None else in_plan, style)
        values = [value_cell(found, view.inputs[name].value) for view in views]
        open_inputs(sheet, row, FIRST_COLUMN, found, values)
        row += 1
    first, last = letters(FIRST_COLUMN), FIRST_COLUMN + len(views) - 1
    cell = f"{first}{FIRST_ROW + 1}"
    rule = f'=AND({cell}<>"",{cell}<>$D{FIRST_ROW + 1})'
    look = paper.book.add_format({"bold": True, "bg_color": "#f4c9a3"})
    sheet.page.conditional_format(
        FIRST_ROW,
        FIRST_COLUMN,
        row - 1,
        last,
        {"type": "formula", "criteria": rule, "format": look},
    )
    _freeze(sheet)


def _column_heads(sheet: Sheet, labels: Sequence[str], views: Sequence[View]) -> None:
    sheet.line(HEAD_ROW, [*labels, *(view.scenario for view in views)], "head")
    sheet.line(TITLE_ROW, [*[None] * FIRST_COLUMN, *(view.title for view in views)], "note")


def _freeze(sheet: Sheet) -> None:
    sheet.page.freeze_panes(FIRST_ROW, 1)
    sheet.page.repeat_rows(HEAD_ROW, TITLE_ROW)
    sheet.page.repeat_columns(0)


def write_program_figures(paper: Paper, views: Sequence[View], header: str) -> None:
    """Write every figure of every scenario as the program has reckoned it."""
    widths = (44, 40, 4, 17, *[20] * len(views))
    sheet = paper.sheet(PROGRAM_SHEET, widths, wide=True, header=header, pages=0)
    sheet.put(0, 0, "Programmets tall", "title")
    sheet.put(1, 0, "Kroner, regnet ut av programmet. Tallene endrer seg ikke her.", "plain")
    _column_heads(sheet, ("Tall", "Navn", "", "I planen"), views)
    labels = _labels(views[0])
    for row, name in enumerate(figure_names(views), start=FIRST_ROW):
        original = views[0].original.get(name, 0)
        in_plan = words_for(views[0], name) if original is None else original
        sheet.line(row, [labels.get(name, ""), name, None], ["text", "note", "note"])
        sheet.put(row, 3, in_plan, "figure program")
        for column, view in enumerate(views, start=FIRST_COLUMN):
            sheet.put(row, column, _cell(view, name), "figure program")
    _freeze(sheet)


def _labels(view: View) -> dict[str, str]:
    labels = {shown.name: shown.label for shown in rows_of(view) if shown.name}
    labels |= {
        "gross_activity": "Brutto aktivitet",
        "recurring": "Inntekter hvert år",
        "one_off": "Inntekter bare én gang",
        "cuts": "Kutt, til sammen",
        "asked": "Bedt om i tillegg, til sammen",
    }
    for item in view.plan.funding:
        labels[f"funding.{item.id}"] = item.label
        labels[f"asked.{item.id}"] = f"{item.label}: bedt om i tillegg"
    for line in view.plan.lines:
        labels[f"earmarked.{line.id}"] = f"{line.label}: øremerkede midler"
        labels[f"cut.{line.id}"] = f"{line.label}: kutt"
        for part in line.components:
            labels[f"lines.{line.id}.{part.id}"] = f"{line.label}: {part.label or part.id}"
    return labels
