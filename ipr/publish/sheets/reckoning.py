"""The sheet of the reckoning: every figure of the list as a live formula, in the list's order.

A spreadsheet counts in doubles, which hold whole numbers exactly up to 2⁵³ only, so a product is
taken apart: whole part and remainders after each ratio, and one rounding, half up, at the end.
The figures are those of `ipr.budget.reckon`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ipr.budget.figures import Figure, Ratio, Term, figures_of
from ipr.plan.model import Plan
from ipr.publish.sheets.inputs import Case
from ipr.publish.sheets.paper import At, Formula, Paper, Place, Program, Sheet
from ipr.reading.norwegian import listing

SHEET = "Beregning"
AMOUNT, RATIOS = 2, 3  # columns
MOST_TERMS = 200  # a spreadsheet's function takes 255
BY_RULE = "satt av programmet etter scenarioets regel for balanse"
TOLD = (
    "Hele kroner. Hver delpost avrundes én gang, og en halv krone rundes opp. Mellomregningen er "
    "foldet sammen til høyre (trykk +)."
)
STYLES = {"groups": "subtotal", "frame": "subtotal", "reserve": "total"}


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
        given = figure.operation == "given"
        return self.case.items[name].value if given else self.case.figures[name]

    def numerator(self, ratio: Ratio) -> Formula:
        text, value = self.at(ratio.name), self.value(ratio.name) or 0
        if ratio.when:
            choice, wanted = ratio.when
            text = f"{text}*({self.at(choice)}={wanted})"
            value *= self.value(choice) == wanted
        return Formula(f"({ratio.base}+{text})" if ratio.base else text, ratio.base + value)


def write_reckoning(
    paper: Paper, cases: Sequence[Case], given: Mapping[str, Place], by_program: Program
) -> dict[str, str]:
    """Write the sheet and return the cell of each figure by its name: `Beregning!$F$12`.

    What a rule of balance set stands as the program's value, where it is not 0 in all the cases.
    """
    case, figures = cases[0], figures_of(cases[0].plan)
    ratios = max(len(figure.ratios) for figure in figures.values())
    result, own = RATIOS + ratios, helpers(ratios)
    source = result + 1
    widths = (52, 46, 20, *[14] * ratios, 22, 34, *[16] * own)
    sheet = paper.sheet(SHEET, widths, wide=True)
    sheet.put(0, 0, SHEET, "title")
    sheet.put(1, 0, TOLD, "plain")
    heads = ["Tall", "Slik regnes det ut", "Beløp", *["Ganges med"] * ratios, "Kroner",
             "Sted i planen", *["Mellomregning"] * own]  # fmt: skip
    numbers = ["head number_head"] * (2 + ratios)
    sheet.heads(3, heads, ["head", "head", *numbers, "head aside_head", *numbers[:1] * own])
    writing = _Writing(sheet, case, figures, result, dict(given))
    row, chapter = 4, ""
    for name, figure in figures.items():
        nothing = figure.operation == "rule" and not any(one.figures[name] for one in cases)
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
            sheet.put(row, result, by_program(name), "figure program")
        else:
            live = Formula(formula(figures, figure, writing.at), case.shown(name))
            sheet.put(row, result, live, f"figure {style}")
        writing.places[name] = sheet.place(row, result)
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
    sheet.page.print_area(0, 0, row - 1, source)
    return {name: place.anywhere for name, place in writing.places.items()}


def _cell_name(name: str) -> str:
    """Return a name that says kroner, and for a line whether it is net or one component gross."""
    room, _, rest = name.partition(".")
    if not rest:
        return f"all_{room}_nok" if room in {"cuts", "asked"} else f"{room}_nok"
    words = {"funding": "income", "groups": "group", "lines": "gross" if "." in rest else "net"}
    return f"{words.get(room, room)}_nok.{rest}"


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
    ratios = [(writing.numerator(ratio), ratio.scale) for ratio in figure.ratios]
    for column, (over, under) in enumerate(ratios, start=RATIOS):
        factor = Formula(f"{over.text}/{under}", int(over.value) / under)
        sheet.put(row, column, factor, "factor")
    cells = [sheet.place(row, result + 2 + place).here for place in range(helpers(len(ratios)))]
    steps, text = product(amount, value, ratios, cells)
    for place, step in enumerate(steps):
        sheet.put(row, result + 2 + place, step, "whole")
    sheet.put(row, result, Formula(text, words), "figure")


def formula(figures: Mapping[str, Figure], figure: Figure, at: At) -> str:
    """Return the formula of a figure that is made of others, but of a product with ratios."""
    terms = [term for term in figure.terms if at(term.name)]
    cells = [_counted(term, at) for term in terms]
    match figure.operation:
        case "product":
            return cells[0]
        case "sum":
            plain = len(terms) == 1 and not _may_lack(figures, terms[0].name)
            return cells[0] if plain else _sum(cells)
        case "amounts":
            return f"IF(COUNT({','.join(cells)})=0,{cells[0]},{_sum(cells)})"
        case "least":
            return f"MIN({','.join(f'N({cell})' for cell in cells)})"
    less = [
        f"N({cell})" if _may_lack(figures, term.name) else cell
        for term, cell in zip(terms[1:], cells[1:], strict=True)
    ]
    left = "-".join([cells[0], *less])
    if figure.operation == "lack":
        left = f"MAX(0,{left})"
    lacks = less and _may_lack(figures, terms[0].name)
    return f"IF(ISNUMBER({cells[0]}),{left},{cells[0]})" if lacks else left


def _counted(term: Term, at: At) -> str:
    if term.when is None:
        return at(term.name)
    choice, wanted = term.when
    return f"N({at(term.name)})*({at(choice)}={wanted})"


def _sum(cells: Sequence[str]) -> str:
    """Return the sum of the cells; what is no number adds nothing."""
    parts = [cells[first : first + MOST_TERMS] for first in range(0, len(cells), MOST_TERMS)]
    return "+".join(f"SUM({','.join(part)})" for part in parts) or "0"


def _may_lack(figures: Mapping[str, Figure], name: str) -> bool:
    """Whether a figure may be without an amount."""
    figure = figures[name]
    first = figure.operation in {"less", "lack"} and _may_lack(figures, figure.terms[0].name)
    return first or figure.operation in {"product", "amounts"}


def helpers(ratios: int) -> int:
    """Return how many cells of its own a product of so many ratios needs."""
    return sum(range(2, ratios + 1))


def product(
    amount: str, value: int | None, ratios: Sequence[tuple[Formula, int]], cells: Sequence[str]
) -> tuple[list[Formula], str]:
    """Return the formulas of the `cells` a product needs, and that of the product, half up.

    `ratios` are numerators over denominators. What is left after each is kept in a mixed radix,
    whole + r₁/d₁ + r₂/(d₁·d₂) + …, where the last denominator comes first; so every number on the
    way is below a denominator times a numerator.
    """
    whole, exact, free = amount, Fraction(value or 0), iter(cells)
    rests: list[tuple[str, int]] = []
    found: list[Formula] = []
    for place, (top, scale) in enumerate(ratios, start=1):
        # The half of an even denominator is whole, so the first remainder tells which way to go.
        over, under = (top.text, scale) if scale % 2 == 0 else (f"2*{top.text}", 2 * scale)
        exact *= Fraction(int(top.value), scale)
        steps: list[tuple[str, int]] = []
        carry = ""
        for rest, divisor in reversed(rests):
            steps.insert(0, (f"MOD({rest}*{over}{carry},{divisor})", divisor))
            carry = f"+INT(({rest}*{over}{carry})/{divisor})"
        left, high = f"MOD({whole},{under})*{over}{carry}", f"INT({whole}/{under})*{over}"
        if place == len(ratios):
            rounded = f"{high}+INT((2*({left})+{under})/{2 * under})"
            return found, f"IF(ISNUMBER({amount}),{rounded},{amount})"
        steps = [(f"{high}+INT(({left})/{under})", 1), (f"MOD({left},{under})", under), *steps]
        digit = exact
        for text, divisor in steps:
            digit *= divisor
            found.append(Formula(f"IF(ISNUMBER({amount}),{text},0)", int(digit)))
            digit -= int(digit)
        whole, *others = [next(free) for _ in steps]
        rests = [*zip(others, (divisor for _, divisor in steps[1:]), strict=True)]
    return found, amount
