"""The sheet of the reckoning: components, lines, groups and what is left, all as formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ipr.plan.components import Component
from ipr.plan.inputs import amount_input
from ipr.plan.model import BudgetLine, Funding
from ipr.present.wording import CHOICES
from ipr.publish.workbook_formulas import ONE, Cells, Ratio, ratios_of, rounded, steps
from ipr.publish.workbook_inputs import InputSheet
from ipr.publish.workbook_paper import Cell, Formula, Paper, Place, Sheet, letters
from ipr.publish.workbook_view import MINIMUM, NO_AMOUNT, View

SHEET = "Beregning"
WIDTHS = (44, 34, 15, 15, 13, 17, 16, *[15] * 8)
AMOUNT, RATE, PRICE, UNROUNDED, RESULT, HELPERS = 2, 3, 4, 5, 6, 7
EARMARKED, BALANCED = 3, 4
HELPER_HEADS = (
    "Første sats: teller",
    "Første sats: nevner",
    "Prisvekst: teller",
    "Prisvekst: nevner",
    "Etter første sats: hele",
    "Etter første sats: rest",
    "Etter prisvekst: hele",
    "Etter prisvekst: rest",
)
NO_RATES = "–"
BALANCING = {"cuts": "cut.", "asked": "asked."}


@dataclass(slots=True)
class Reckoning:
    """The sheet while it is written: the row being written, and the cell of each figure so far.

    `balanced` gives what the balancing rule took from a line or asked of a funder: `cut.<line>`,
    `asked.<funding>`. These are the program's values, not formulas.
    """

    sheet: Sheet
    view: View
    inputs: InputSheet
    balanced: Mapping[str, Cell]
    row: int = 0
    figures: dict[str, Place] = field(default_factory=dict)

    def put(self, column: int, cell: Cell, styles: str = "figure") -> Place:
        """Write one cell of the row being written."""
        return self.sheet.put(self.row, column, cell, styles)

    def figure(self, name: str, column: int, text: str, styles: str = "figure") -> None:
        """Write the formula of a figure, with the program's figure as its value for now."""
        value = self.view.figures[name]
        words = self.view_words(name) if value is None else value
        self.figures[name] = self.put(column, Formula(text, words), styles)

    def view_words(self, name: str) -> str:
        """Return what stands for an amount that is missing: never 0."""
        return words_for(self.view, name)

    def balance(self, name: str, column: int) -> Place | None:
        """Write what the balancing rule took or asked for, where it did; marked as a value."""
        if name not in self.balanced:
            return None
        self.figures[name] = self.put(column, self.balanced[name], "figure program")
        return self.figures[name]

    def heading(self, title: str, labels: Sequence[str]) -> None:
        """Write the title of a table and its column heads."""
        self.row += 1
        self.put(0, title, "section")
        self.row += 1
        for column, label in enumerate(labels):
            self.put(column, label, "head" if column < AMOUNT else "head number_head")
        self.row += 1


def words_for(view: View, name: str) -> str:
    """Return the plan's own words for a figure `lines.…` that has no amount yet."""
    _, line_id, *part = name.split(".")
    line = view.plan.line(line_id)
    named = [item for item in line.components if item.id in part]
    pending = [item for item in line.components if item.kind == "pending"]
    words = [item.shown_as for item in (named or pending) if item.kind == "pending"]
    return words[0] if words else NO_AMOUNT


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
    state.row = 1
    _funding(state)
    _components(state)
    _lines(state)
    _totals(state)
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
    free = [item for item in plan.funding if item.earmarked_for is None]
    state.heading(
        "1 Inntekter", ("Inntekt", "Hva slags", "Beløp", "Bedt om i tillegg", "", "", "Sum")
    )
    first = state.row
    for item in free:
        kind = "hvert år" if item.recurrence == "continues" else "bare én gang"
        _income(state, item, f"i rammen, {kind}")
    sums = f"SUM({_span(first, state.row - 1, RESULT)})"
    state.put(0, "Økonomisk ramme", "total")
    for column in range(1, RESULT):
        state.put(column, None, "total")
    state.figure("frame", RESULT, sums, "total figure")
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
    name = amount_input(line, component)
    value = state.view.values[name]
    words = state.view_words(f"lines.{line.id}.{component.id}")
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


def _lines(state: Reckoning) -> None:
    heads = ("Post", "Merknad", "Alle delposter", "Øremerket betaler", "Saldering", "", "Netto")
    state.heading("3 Poster", heads)
    plan = state.view.plan
    for group in plan.groups:
        lines = [line for line in plan.lines if line.group == group.id]
        if not lines:
            continue
        state.put(0, group.label, "group")
        for column in range(1, RESULT):
            state.put(column, None, "group")
        span = _span(state.row + 1, state.row + len(lines), RESULT)
        state.figure(f"groups.{group.id}", RESULT, f"SUM({span})", "group figure")
        state.row += 1
        for line in lines:
            _line(state, line)
            state.row += 1


def _line(state: Reckoning, line: BudgetLine) -> None:
    state.put(0, line.label, "text")
    cells = [state.figures[f"lines.{line.id}.{part.id}"] for part in line.components]
    span = f"{cells[0].here}:{cells[-1].here}"
    pending = [place for place, part in zip(cells, line.components, strict=True)
               if part.kind == "pending"]  # fmt: skip
    words = (pending or cells)[0].here
    amounts = [state.view.figures[f"lines.{line.id}.{part.id}"] for part in line.components]
    priced = [amount for amount in amounts if amount is not None]
    name = f"lines.{line.id}"
    state.put(1, _remark(state, line), "text")
    gross = Formula(
        f"IF(COUNT({span})=0,{words},SUM({span}))",
        sum(priced) if priced else state.view_words(name),
    )
    total = state.put(AMOUNT, gross).here
    net = total
    if earmarked := _earmarked(state, line):
        text = f"MIN(IF(ISNUMBER({total}),{total},0),{earmarked})"
        state.figure(f"earmarked.{line.id}", EARMARKED, text)
        net += f"-{state.figures[f'earmarked.{line.id}'].here}"
    if cut := state.balance(f"cut.{line.id}", BALANCED):
        net += f"-{cut.here}"
    state.figure(name, RESULT, total if net == total else f"IF(ISNUMBER({total}),{net},{total})")


def _remark(state: Reckoning, line: BudgetLine) -> str:
    if f"cut.{line.id}" in state.balanced:
        return "kuttet er satt av programmet"
    return "låst" if line.lock else ""


def _earmarked(state: Reckoning, line: BudgetLine) -> str:
    """Return the sum of earmarked money outside the frame that may pay this line."""
    word = CHOICES["outside"]
    terms = []
    for item in state.view.plan.funding:
        if item.earmarked_for == line.id:
            amount = state.figures[f"funding.{item.id}"].here
            if item.counted:
                counted = state.inputs.used[f"funding.{item.id}.counted"].anywhere
                amount = f'IF({counted}="{word}",{amount},0)'
                terms.append(amount)
    return "+".join(terms)


def _totals(state: Reckoning) -> None:
    view, plan = state.view, state.view.plan
    state.heading("4 Sammendrag", ("Størrelse", "Hvordan den regnes ut", "", "", "", "", "Kroner"))
    groups = "+".join(
        place.here for name, place in state.figures.items() if name.startswith("groups.")
    )
    components = [f"lines.{line.id}.{part.id}" for line in plan.lines for part in line.components]
    span = f"{state.figures[components[0]].here}:{state.figures[components[-1]].here}"
    cuts = "".join(
        f"-{place.here}" for name, place in state.figures.items() if name.startswith("cut.")
    )
    minimum = state.inputs.used[MINIMUM].anywhere
    at: Callable[[str], str] = lambda name: state.figures[name].here  # noqa: E731
    kinds = {
        kind: "+".join(
            at(f"funding.{item.id}")
            for item in plan.funding
            if item.earmarked_for is None and item.recurrence == kind
        )
        for kind in ("continues", "one_off")
    }
    _total(state, "allocated", "Fordelt til postene", "summen av gruppene", groups)
    text = f"{at('frame')}-{at('allocated')}"
    _total(state, "reserve", plan.reserve_label, "ramme minus fordelt", text, "total")
    text = f"MAX(0,{minimum}-{at('reserve')})"
    _total(state, "shortfall", "Mangler", "opp til ønsket minstereserve (0 hvis ingen)", text)
    for name, label in (("cuts", "Kutt, til sammen"), ("asked", "Bedt om i tillegg, til sammen")):
        terms = [place.here for key, place in state.figures.items() if key.startswith(BALANCING[name])]
        if terms:
            _total(state, name, label, "satt av programmet etter scenarioets regel", "+".join(terms))
    text = f"SUM({span})" + (f"-{at('cuts')}" if "cuts" in state.figures else "")
    _total(
        state, "gross_activity", "Brutto aktivitet", "alle delposter, før øremerkede midler", text
    )
    _total(state, "recurring", "Inntekter hvert år", "av rammen", kinds["continues"] or "0")
    _total(state, "one_off", "Inntekter bare én gang", "av rammen", kinds["one_off"] or "0")
    text = f"MAX(0,{at('allocated')}-{at('recurring')})"
    _total(
        state, "rests_on_one_off", "Hviler på engangsmidler", "fordelt minus årlige inntekter", text
    )
    for name in ("frame", "allocated", "reserve", "shortfall", "gross_activity",
                 "recurring", "one_off", "rests_on_one_off"):  # fmt: skip
        state.sheet.paper.name(f"{name}_nok", state.figures[name])


def _total(state: Reckoning, name: str, label: str, how: str, text: str, styles: str = "") -> None:
    state.put(0, label, f"text {styles}".strip())
    state.put(1, how, f"text {styles}".strip())
    for column in range(AMOUNT, RESULT):
        state.put(column, None, styles or "plain")
    state.figure(name, RESULT, text, f"figure {styles}".strip())
    state.row += 1


def _span(first: int, last: int, column: int) -> str:
    letter = letters(column)
    return f"${letter}${first + 1}:${letter}${last + 1}"
