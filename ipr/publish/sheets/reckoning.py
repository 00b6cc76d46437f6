"""The sheet of the reckoning, all as formulas: incomes, components, lines, and what is left."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.plan.components import Component
from ipr.plan.inputs import amount_input
from ipr.plan.model import BudgetLine, Funding
from ipr.publish.sheets.formulas import ONE, Cells, Ratio, ratios_of, rounded, steps
from ipr.publish.sheets.inputs import InputSheet, name_figures
from ipr.publish.sheets.lines import write_lines, write_totals
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place
from ipr.publish.sheets.state import (
    AMOUNT,
    HELPER_HEADS,
    HELPERS,
    NO_RATES,
    PRICE,
    RATE,
    RESULT,
    SHEET,
    UNROUNDED,
    WIDTHS,
    Reckoning,
    span,
    words_for,
)
from ipr.publish.sheets.view import View


def write_reckoning(
    paper: Paper, view: View, inputs: InputSheet, balanced: Mapping[str, Cell], header: str
) -> dict[str, Place]:
    """Write the sheet and return the cell of each figure, by its name in `View.figures`."""
    sheet = paper.sheet(SHEET, WIDTHS, wide=True, header=header)
    state = Reckoning(sheet, view, inputs, balanced)
    sheet.put(0, 0, "Beregning", "title")
    told = (
        "Hele kroner. Hver delpost avrundes én gang, og en halv krone rundes opp. "
        "Mellomregningen for delpostene står i kolonnene H til O (trykk + over kolonne P)."
    )
    sheet.put(1, 0, told, "plain")
    state.row = 2
    _funding(state)
    _components(state)
    write_lines(state)
    write_totals(state)
    name_figures(paper, state.figures)
    last = HELPERS + len(HELPER_HEADS) - 1
    hidden = {"level": 1, "hidden": True}
    sheet.page.set_column(HELPERS, last, WIDTHS[HELPERS], paper.look("plain"), hidden)
    sheet.page.set_column(last + 1, last + 1, 3, None, {"collapsed": True})
    sheet.page.freeze_panes(2, 1)
    sheet.page.repeat_rows(0)
    sheet.page.print_area(0, 0, state.row, RESULT)
    return state.figures


def _funding(state: Reckoning) -> None:
    plan = state.view.plan
    free = list(plan.free_funding)
    state.heading(
        "1 Inntekter", ("Inntekt", "Hva slags", "Beløp", "Bedt om i tillegg", "", "", "Sum")
    )
    first = state.row
    for item in free:
        kind = "hvert år" if item.recurrence == "continues" else "bare én gang"
        _income(state, item, f"i rammen, {kind}")
    sums = f"SUM({span(first, state.row - 1, RESULT)})"
    state.put(0, "Økonomisk ramme", "subtotal")
    for column in range(1, RESULT):
        state.put(column, None, "subtotal")
    state.figure("frame", RESULT, sums, "subtotal figure")
    state.row += 1
    for item in plan.funding:
        if item.earmarked_for is not None:
            _income(state, item, f"øremerket: {plan.line(item.earmarked_for).label}")


def _income(state: Reckoning, item: Funding, kind: str) -> None:
    name = f"funding.{item.id}"
    state.put(0, item.label, "text")
    state.put(1, kind, "text")
    given = state.view.values[name]
    amount = state.put(AMOUNT, Formula(state.inputs.used[name].anywhere, given or 0))
    asked = state.balance(f"asked.{item.id}", RATE)
    text = f"{amount.here}+{asked.here}" if asked else amount.here
    state.figure(name, RESULT, text)
    state.row += 1


def _components(state: Reckoning) -> None:
    heads = ("Post", "Delpost", "Beløp", "Kurs, del av året eller merverdiavgift", "Prisvekst",
             "Før avrunding", "Kroner", *HELPER_HEADS)  # fmt: skip
    state.heading("2 Delposter", heads)
    for line in state.view.plan.lines:
        for component in line.components:
            state.put(0, line.label, "text")
            state.put(1, component.label or "", "text")
            _component(state, line, component)
            state.row += 1


def _component(state: Reckoning, line: BudgetLine, component: Component) -> None:
    name = amount_input(state.view.plan, line, component)
    value = state.view.values[name]
    words = words_for(state.view, f"lines.{line.id}.{component.id}")
    used, shown = state.inputs.used[name].anywhere, state.inputs.shown_as[name].anywhere
    given = Formula(f"IF(ISNUMBER({used}),{used},{shown})", words if value is None else value)
    amount = state.put(AMOUNT, given).here
    result = f"lines.{line.id}.{component.id}"
    ratios = ratios_of(line, component, state.inputs.used, state.view.values)
    if ratios is None:
        for column in (RATE, PRICE, UNROUNDED):
            state.put(column, NO_RATES, "words")
        state.figure(result, RESULT, amount)
        return
    cells = _cells(state.row, amount)
    exact = (value or 0) * ratios[0].value * ratios[1].value
    for column, top, bottom, ratio in zip(
        (RATE, PRICE), cells.top, cells.bottom, ratios, strict=True
    ):
        state.put(column, Formula(f"{top}/{bottom}", float(ratio.value)), "factor")
    product = f"IF(ISNUMBER({amount}),{amount}*{_at(RATE, state)}*{_at(PRICE, state)},{amount})"
    state.put(UNROUNDED, Formula(product, words if value is None else float(exact)), "exact")
    state.figure(result, RESULT, rounded(cells))
    _helpers(state, cells, ratios, value)


def _at(column: int, state: Reckoning) -> str:
    return state.sheet.place(state.row, column).here


def _cells(row: int, amount: str) -> Cells:
    names = [Place(SHEET, row, HELPERS + place).here for place in range(len(HELPER_HEADS))]
    n1, d1, n2, d2, q1, r1, q2, r2 = names
    return Cells(amount, (n1, n2), (d1, d2), (q1, q2), (r1, r2))


def _helpers(
    state: Reckoning, cells: Cells, ratios: tuple[Ratio, Ratio], amount: int | None
) -> None:
    column = HELPERS
    for ratio in ratios:
        state.put(column, 1 if ratio is ONE else ratio.numerator, "whole")
        state.put(column + 1, ratio.denominator, "whole")
        column += 2
    for step in steps(cells, amount, ratios):
        state.put(column, step, "whole")
        column += 1
