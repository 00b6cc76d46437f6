"""The sheet of the reckoning: every figure of the list as a live formula, in the list's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ipr.budget.figures import Figure, figures_of
from ipr.plan.model import Plan
from ipr.publish.sheets.cases import Case
from ipr.publish.sheets.formulas import formula, helpers, product, top
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet
from ipr.reading.norwegian import listing

SHEET = "Beregning"
AMOUNT, RATIOS = 2, 3  # columns
BY_RULE = "satt av programmet etter scenarioets regel for balanse"
TOLD = (
    "Hele kroner. Hver delpost avrundes én gang, og en halv krone rundes opp. Mellomregningen er "
    "foldet sammen til høyre (trykk +)."
)
STYLES = {"groups": "subtotal", "frame": "subtotal", "reserve": "total"}


Program = Callable[[str], Cell]
"""The program's figure by its name; a text where there is no amount."""


@dataclass(frozen=True, slots=True)
class _Writing:
    """The sheet while it is written; `places` has the cell of each figure so far."""

    sheet: Sheet
    case: Case
    figures: Mapping[str, Figure]
    result: int
    places: dict[str, Place]

    def at(self, name: str) -> str:
        place = self.places.get(name)
        return "" if place is None else place.here if place.sheet == SHEET else place.anywhere

    def value(self, name: str) -> int | None:
        figure = self.figures[name]
        return self.case.item(name).value if figure.operation == "given" else self.case.figure(name)


def write_reckoning(
    paper: Paper, cases: Sequence[Case], given: Mapping[str, Place], by_program: Program, title: str
) -> dict[str, Place]:
    """Write the sheet and return the cell of each figure by its name.

    What a rule of balance set stands as the program's value, where it is not 0 in all the cases.
    """
    case, figures = cases[0], figures_of(cases[0].plan)
    ratios = max(len(figure.ratios) for figure in figures.values())
    source, own = RATIOS + ratios + 1, helpers(ratios)
    widths = (52, 46, 20, *[14] * ratios, 22, 34, *[16] * own)
    sheet = paper.sheet(SHEET, widths, wide=True, header=title)
    sheet.put(0, 0, SHEET, "title")
    sheet.put(1, 0, TOLD, "plain")
    heads = ["Tall", "Slik regnes det ut", "Beløp", *["Ganges med"] * ratios, "Kroner",
             "Sted i planen", *["Mellomregning"] * own]  # fmt: skip
    numbers = ["head number_head"] * (2 + ratios)
    sheet.line(3, heads, ["head", "head", *numbers, "head aside_head", *numbers[:1] * own])
    writing = _Writing(sheet, case, figures, RATIOS + ratios, dict(given))
    row, chapter = 4, ""
    for name, figure in figures.items():
        nothing = figure.operation == "rule" and not any(one.figure(name) for one in cases)
        if figure.operation == "given" or nothing or _as_its_term(writing, figure):
            continue
        if (now := _chapter(case.plan, figure)) != chapter:
            chapter = now
            sheet.line(row, [chapter, *[None] * source], "group")
            row += 1
        style = STYLES.get(figure.section) or STYLES.get(name, "")
        indent = "aside" if figure.section in {"", "components", "earmarked"} else "text"
        told = [figure.label, _how(writing, figure), *[None] * (ratios + 2), figure.source]
        plain = [f"text {style}"] * (ratios + 3)
        sheet.line(row, told, [f"{indent} {style}", *plain, f"note aside {style}"])
        if figure.ratios:
            _product(writing, figure, row)
        elif figure.operation == "rule":
            sheet.put(row, writing.result, by_program(name), "figure program")
        else:
            live = Formula(formula(figures, figure, writing.at), case.shown(name))
            sheet.put(row, writing.result, live, f"figure {style}")
        writing.places[name] = sheet.place(row, writing.result)
        row += 1
    paper.name(
        {
            _cell_name(name): place
            for name, place in writing.places.items()
            if place.sheet == SHEET and (figures[name].section or figures[name].operation == "rule")
        }
    )
    if own:
        hidden = {"level": 1, "hidden": True}
        sheet.page.set_column(source + 1, source + own, 16, paper.look("plain"), hidden)
        sheet.page.set_column(source + own + 1, source + own + 1, 3, None, {"collapsed": True})
    sheet.page.freeze_panes(4, 1)
    sheet.page.repeat_rows(3)
    sheet.page.print_area(0, 0, row - 1, source)
    return writing.places


def _cell_name(name: str) -> str:
    """Return a name that says kroner, and for a line whether it is net or one component gross."""
    room, _, rest = name.partition(".")
    if room == "lines":
        room = "gross" if "." in rest else "net"
    words = {"funding": "income", "groups": "group", "cuts": "all_cuts"}
    said = words.get(room, room) if rest or room != "asked" else "all_asked"
    return f"{said}_nok.{rest}" if rest else f"{said}_nok"


def _as_its_term(writing: _Writing, figure: Figure) -> bool:
    """Let a step or a line of one term alone stand in that term's own cell, under its own label."""
    terms = [term for term in figure.terms if term.name in writing.places]
    if figure.section not in {"", "lines"} or len(terms) != 1 or terms[0].when:
        return False
    if figure.operation == "product" or writing.figures[terms[0].name].operation == "given":
        return False
    place = writing.places[figure.name] = writing.places[terms[0].name]
    if figure.section:
        writing.sheet.put(place.row, 0, figure.label)
        writing.sheet.put(place.row, place.column + 1, figure.source, "note aside")
    return True


def _chapter(plan: Plan, figure: Figure) -> str:
    """Return the heading a figure stands under."""
    if figure.section == "totals":
        return "Til sammen"
    groups = {line.id: line.group for line in plan.lines}
    group = figure.within if figure.section == "lines" else groups.get(figure.within, figure.id)
    named = {} if figure.section == "funding" else {one.id: one.label for one in plan.groups}
    return named.get(group, "Inntekter")


def _how(writing: _Writing, figure: Figure) -> str:
    """Return in words how a figure comes about, where the list says so."""
    if figure.operation == "rule":
        return BY_RULE
    ratios = [writing.figures[ratio.name].label for ratio in figure.ratios]
    return f"ganges med {listing(ratios)}" if ratios else figure.rule


def _product(writing: _Writing, figure: Figure, row: int) -> None:
    """Write a product: its amount, each ratio as a factor, and what the exact formula needs."""
    sheet, result = writing.sheet, writing.result
    name = figure.terms[0].name
    value, words = writing.value(name), writing.case.shown(figure.name)
    given = Formula(writing.at(name), words if value is None else value)
    amount = sheet.put(row, AMOUNT, given, "figure").here
    ratios = [(top(ratio, writing.at, writing.value), ratio.scale) for ratio in figure.ratios]
    for column, (over, under) in enumerate(ratios, start=RATIOS):
        factor = Formula(f"{over.text}/{under}", int(over.value) / under)
        sheet.put(row, column, factor, "factor")
    cells = [sheet.place(row, result + 2 + place).here for place in range(helpers(len(ratios)))]
    steps, text = product(amount, value, ratios, cells)
    for place, step in enumerate(steps):
        sheet.put(row, result + 2 + place, step, "whole")
    sheet.put(row, result, Formula(text, words), "figure")
