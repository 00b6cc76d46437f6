"""The sheets of a workbook with all scenarios: the choice, the inputs and the figures of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipr.norwegian import amount, listing
from ipr.publish.workbook_inputs import open_inputs, value_cell
from ipr.publish.workbook_paper import GRID, KRONER, Cell, Formula, Paper, Place, Sheet, letters
from ipr.publish.workbook_results import (
    CHART_WIDTH,
    RESULT_SHEET,
    VERDICTS,
    rows_of,
    verdict_formula,
    words_for,
)
from ipr.publish.workbook_view import NO_AMOUNT, View

COMPARISON_SHEET = "Sammenligning"
SCENARIO_SHEET = "Scenarioer"
PROGRAM_SHEET = "Programtall"
CHOOSER = Place(RESULT_SHEET, 1, 1)
NUMBER = Place(SCENARIO_SHEET, 1, 3)
HEAD_ROW = 3  # of the scenarios' ids, on both sheets that have a column for each
TITLE_ROW = 4
FIRST_ROW = 5
FIRST_COLUMN = 4
TOTALS = (
    ("Ramme", "frame"),
    ("Fordelt", "allocated"),
    ("Igjen", "reserve"),
    ("Mangler", "shortfall"),
)


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
    titles = f"INDEX({_span(TITLE_ROW, len(views))},1,{NUMBER.anywhere})"
    sheet.put(2, 0, Formula(titles, views[0].title), "plain")
    sheet.paper.name("valgt_scenario", CHOOSER)


def _span(row: int, count: int) -> str:
    first, last = letters(FIRST_COLUMN), letters(FIRST_COLUMN + count - 1)
    return f"{SCENARIO_SHEET}!${first}${row + 1}:${last}${row + 1}"


def write_scenario_inputs(paper: Paper, views: Sequence[View], header: str) -> None:
    """Write the inputs of every scenario side by side, open to change, beside the plan's."""
    widths = (40, 14, 30, 17, *[20] * len(views))
    sheet = paper.sheet(SCENARIO_SHEET, widths, wide=True, header=header)
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
        FIRST_ROW, FIRST_COLUMN, row - 1, last, {"type": "formula", "criteria": rule, "format": look}
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
    sheet = paper.sheet(PROGRAM_SHEET, widths, wide=True, header=header)
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


def write_comparison(
    sheet: Sheet, paper: Paper, views: Sequence[View], figures: Mapping[str, Place]
) -> None:
    """Write the totals of every scenario as the program's values, under the chosen one's, live."""
    plan = views[0].plan
    sheet.put(0, 0, f"{plan.title}: alle scenarioer", "title")
    told = "Øverst: scenarioet som er valgt på arket «Resultat», med formler. Under: programmets tall."
    sheet.put(1, 0, told, "plain")
    words = [plan.reserve_label if name == "reserve" else label for label, name in TOTALS]
    heads = ["Scenario", "Tittel", *words, "Endring fra planen", "Resultat"]
    styles = ["head", "head", *["head number_head"] * 5, "head"]
    sheet.line(3, heads, styles)
    live = views[0]
    title = f"INDEX({_span(TITLE_ROW, len(views))},1,{NUMBER.anywhere})"
    sheet.put(4, 0, Formula(CHOOSER.anywhere, live.scenario), "bold")
    sheet.put(4, 1, Formula(title, live.title), "text bold")
    for column, (_, name) in enumerate(TOTALS, start=2):
        cell = Formula(figures[name].anywhere, live.figures[name] or 0)
        sheet.put(4, column, cell, "figure bold")
    before, after = live.original["reserve"] or 0, live.figures["reserve"] or 0
    difference = f"{sheet.place(4, 4).here}-{before}"
    sheet.put(4, 6, Formula(difference, after - before), "change bold")
    verdict = verdict_formula(sheet.place(4, 4).here, sheet.place(4, 5).here, live)
    sheet.put(4, 7, verdict, "text bold")
    first = last = 6
    for last, view in enumerate(views, start=first):
        _scenario_row(sheet, last, view)
    sheet.page.freeze_panes(4, 1)
    sheet.page.repeat_rows(3)
    _chart(sheet, paper, views, first, last)


def _scenario_row(sheet: Sheet, row: int, view: View) -> None:
    before, after = view.original["reserve"] or 0, view.figures["reserve"] or 0
    sheet.line(row, [view.scenario, view.title], "text")
    for column, (_, name) in enumerate(TOTALS, start=2):
        sheet.put(row, column, view.figures[name] or 0, "figure program")
    sheet.put(row, 6, after - before, "change program")
    verdict = VERDICTS[0] if after < 0 else VERDICTS[1] if view.figures["shortfall"] else VERDICTS[2]
    sheet.put(row, 7, verdict, "text program")


def _chart(sheet: Sheet, paper: Paper, views: Sequence[View], first: int, last: int) -> None:
    """Draw what is left in each scenario, with a text for those who do not see it."""
    reserve = views[0].plan.reserve_label
    told = [f"{view.title} {amount(view.figures['reserve'] or 0)}" for view in views]
    chart = paper.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": f"{reserve}, kroner",
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, 4, last, 4],
            "fill": {"color": paper.style.accent},
            "invert_if_negative": True,
            "invert_if_negative_color": paper.style.accent_pair,
            "data_labels": {"value": True, "num_format": KRONER},
            "gap": 50,
        }
    )
    chart.set_title({"name": f"{reserve} i hvert scenario, kroner", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
    grid = {"visible": True, "line": {"color": GRID}}
    chart.set_x_axis({"num_format": KRONER, "major_gridlines": grid})
    chart.set_legend({"none": True})
    chart.set_size({"width": int(CHART_WIDTH * 1.4), "height": 100 + 26 * len(views)})
    alt = f"Liggende søyler i kroner, regnet ut av programmet: {listing(told)}."
    sheet.page.insert_chart(last + 2, 0, chart, {"description": alt, "object_position": 1})
