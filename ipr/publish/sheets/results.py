"""What a reader looks at: whether the budget balances, each row, the pictures, and the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ipr.budget.figures import figures_of, section_of
from ipr.present.answers import verdict
from ipr.present.charts import NEUTRAL
from ipr.present.scenario.budget import TOTALS, bridge_table, budget_columns, budget_rows
from ipr.publish.sheets.inputs import CHANGED_NOW, REFUSED, Case, in_words, stale
from ipr.publish.sheets.paper import GRID, KRONER, Cell, Formula, Paper, Place, Program, Sheet
from ipr.publish.style import PAPER, Style
from ipr.reading.norwegian import amount, listing

RESULT_SHEET, PICTURE_SHEET, OVERVIEW_SHEET = "Resultat", "Figur", "Oversiktsfigur"
CHECK_SHEET = "Kontroll"
WIDTHS = (52, 22, 16, 22)
AMENDED_WIDTHS = (52, 18, 18, 16, 18)
VERDICT = Place(RESULT_SHEET, 3, 1)
HEAD_ROW = 5
NO_CHANGE = "–"
ORIGINAL, REVISED = 1, 3  # columns of amounts; where there are more, the last is the revised
SINCE = "etter at filen ble laget"
"""What is said of changed values; the balancing rule of the scenario adds what is now stale."""

STALE = {"leave_open": "", "ask_funders": "; det som er bedt om, er ikke regnet om"}
CUTS_STALE = "; kuttene er ikke regnet om"
AGREES, DIFFERS, MISSING = "stemmer", "avviker", "mangler"
CHECK_HEADS = ["head", *["head number_head"] * 3, "head aside_head"]
FIRST_CHECK = 6  # row
WIDTH = 700  # pixels
ROW_HEIGHT = 20  # pixels
BESIDE = 5  # the first column beside the print, of what the steps are drawn from
BY_PROGRAM = "Kroner, regnet ut av programmet. Tallene endrer seg ikke når inndata endres."


class Said(NamedTuple):
    """What the verdict's cell may say, as formulas, and the longest the first of them may be.

    `verdict` is said as long as no value is changed; `tail` then ends the sentence on those.
    """

    verdict: str
    longest: str
    tail: str


def tail_of(case: Case) -> str:
    """Return what must be said when a value of this scenario has been changed in the file."""
    return SINCE + STALE.get(case.result.balancing.policy, CUTS_STALE)


def verdict_text(case: Case) -> str:
    """Return whether the budget balances, in the sentence of the report."""
    return verdict(case.result).text


def heads_of(case: Case, *, alone: bool, amends: bool) -> list[str]:
    """Return the heads of the budget's columns, as in every format.

    Where a scenario of the file amends an adopted budget, one more has the budget before the case;
    the words of an amendment are only those of a file that it is `alone` in.
    """
    heads = [column.label for column in budget_columns(case.plan, amended=alone and amends)]
    return [*heads[:2], "Før saken", *heads[2:]] if amends and not alone else heads


def head_styles(heads: Sequence[str]) -> list[str]:
    """Return the styles of such heads: amounts to the right."""
    return ["head", *["head number_head"] * (len(heads) - 1)]


def write_result(
    sheet: Sheet,
    case: Case,
    figures: Mapping[str, str],
    said: Said,
    heads: Sequence[str],
    before: Program,
) -> None:
    """Write the verdict, and each row of the budget in the plan and in the scenario.

    `heads` are those of `heads_of`; where one is for it, `before` gives the budget before the case.
    """
    last = len(heads) - 1
    sheet.put(VERDICT.row, 0, "Er budsjettet i balanse?", "bold")
    stale_most = f"10 verdier er endret {SINCE}{max(STALE.values(), key=len)}"
    longest = max(stale_most, said.longest, key=len)
    now = Formula(stale(said.tail, said.verdict), verdict_text(case))
    sheet.put(VERDICT.row, VERDICT.column, now, "text bold", last, longest)
    area = (VERDICT.row, VERDICT.column, VERDICT.row, last)
    sheet.mark(area, f'ISNUMBER(SEARCH("verdi",{VERDICT.here}))', "warning")
    sheet.heads(HEAD_ROW, heads, head_styles(heads))
    row = HEAD_ROW
    sums = [one for one in section_of(case.plan, "totals") if one.name not in TOTALS]
    others = [("Andre summer", "", "group"), *((one.label, one.name, "body") for one in sums)]
    rows = [*budget_rows(case.plan), *others]
    for row, (label, name, kind) in enumerate(rows, start=HEAD_ROW + 1):
        role = "" if kind == "body" else kind
        cells: Sequence[Cell] = [None] * last
        looks = [role] * last
        if name:
            known = [in_words(case.plan, name, case.planned[name]), before(name)][: last - 2]
            since = (case.before if last > REVISED else case.planned)[name]
            old, new = (sheet.place(row, column).here for column in (last - 2, last))
            cells = [*known, *_change(case, name, figures[name], since, old, new)]
            looks = [f"figure {role} program"] * (last - 2) + [f"change {role}", f"figure {role}"]
        sheet.line(row, [label, *cells], [f"text {role}" if role else "aside", *looks])
    of = "planen og for budsjettet før saken" if last > REVISED else "planen"
    told = f"Grå celler er programmets tall for {of}. Resten er formler. Positiv endring er økning."
    sheet.put(row + 2, 0, told, "plain")
    sheet.page.print_area(0, 0, row + 2, last)


def _change(
    case: Case, name: str, figure: str, since: int | None, old: str, new: str
) -> tuple[Formula, Formula]:
    """Return a figure's change since the amount in the cell `old`, and the figure, in `new`."""
    after = case.figures[name]
    live = f'IFERROR({figure},"{REFUSED}")'
    difference = f"IF(ISNUMBER({old}),{new}-{old},{new})"
    gone = f'IF(AND(ISNUMBER({old}),{new}<>"{REFUSED}"),-{old},"{NO_CHANGE}")'
    change = NO_CHANGE if since is None and after is None else (after or 0) - (since or 0)
    text = f"IF(ISNUMBER({new}),{difference},{gone})"
    return Formula(text, change), Formula(live, case.shown(name))


def write_picture(
    sheet: Sheet,
    case: Case,
    figures: Mapping[str, str],
    heads: Sequence[str],
    before: Program,
    *,
    steps: bool,
) -> None:
    """Draw what the frame goes to `before` the case and in the scenario, and the steps between."""
    sheet.put(0, 0, "Hva rammen går til", "title")
    labels = [heads[0], *heads[-3:]]
    sheet.line(2, labels, head_styles(labels))
    shown = [*section_of(case.plan, "groups"), figures_of(case.plan)["reserve"]]
    row, told = 3, []
    for row, figure in enumerate(shown, start=3):
        since, after = case.before[figure.name] or 0, case.figures[figure.name] or 0
        live = Formula(figures[figure.name], after)
        old, new = (sheet.place(row, column).here for column in (ORIGINAL, REVISED))
        difference = Formula(f"{new}-{old}", after - since)
        styles = ["text", "figure program", "change", "figure"]
        sheet.line(row, [figure.label, before(figure.name), difference, live], styles)
        told.append(f"{figure.label} {amount(since)} og {amount(after)}")
    style = sheet.paper.style
    line = {"color": style.accent_pair, "width": 1.5}  # told apart without colour too
    looks: dict[int, dict[str, Any]] = {
        ORIGINAL: {"fill": {"color": PAPER}, "border": line},
        REVISED: {"fill": {"color": style.accent}},
    }
    series = [
        {"name": [sheet.name, 2, column], "gap": 60} | _span(sheet, (3, row), column) | look
        for column, look in looks.items()
    ]
    ends = f"{labels[ORIGINAL].lower()} og {labels[REVISED].lower()}"
    alt = f"Liggende stolper i kroner, {ends}. Da filen ble laget, var tallene: {listing(told)}."
    row = _chart(sheet, row + 2, series, 90 + 44 * len(shown), alt, legend="bottom")
    if steps and case.result.bridge_steps:
        row = _write_steps(sheet, case, row + 1)
    sheet.page.print_area(0, 0, row, REVISED)


def _write_steps(sheet: Sheet, case: Case, first: int) -> int:
    """Draw the way from the plan's reserve to the scenario's; return the row below."""
    table = bridge_table(case.result)
    sheet.put(first, 0, table.caption, "section")
    sheet.put(first + 1, 0, BY_PROGRAM, "plain")
    labels = [column.label for column in table.columns]
    sheet.line(first + 2, labels, head_styles(labels))
    row, told, paints = first + 3, [], []
    for row, found in enumerate(table.rows, start=first + 3):
        cells: Any = found.cells
        label, change, after = cells
        low, high = sorted((after, 0 if change is None else after - change))
        # Two bars from 0 upwards and downwards, on top of what is not drawn.
        unseen = low if low > 0 else min(0, high)
        bars = (unseen, max(high, 0) - max(low, 0), min(low, 0) - min(high, 0))
        sheet.line(row, [label, change, after], ["text", "change program", "figure program"])
        for column, value in enumerate(bars, start=BESIDE):
            sheet.put(row, column, value, "pale")
        told.append(f"{label} {amount(after)}")
        paints.append(_paint(sheet.paper.style, change, after))
    looks: list[dict[str, Any]] = [{"fill": {"none": True}}, *[{"points": paints}] * 2]
    series = [
        {"gap": 40} | _span(sheet, (first + 3, row), column) | look
        for column, look in enumerate(looks, start=BESIDE)
    ]
    alt = f"Trinndiagram i kroner, regnet ut av programmet. Etter hvert trinn: {listing(told)}."
    return _chart(sheet, row + 2, series, 100 + 30 * len(told), alt, subtype="stacked")


def _paint(style: Style, change: int | None, after: int) -> dict[str, Any]:
    """Return how a step, or what is left, is filled, as in the report: hatched where negative."""
    colour = NEUTRAL if change is None else style.accent if change >= 0 else style.accent_pair
    if (after if change is None else change) >= 0:
        return {"fill": {"color": colour}}
    return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": PAPER, "bg_color": colour}}


def write_overview(sheet: Sheet, cases: Sequence[Case], table: Sheet, first: int) -> None:
    """Draw what is left in each scenario; the titles and the figures stand in the table."""
    reserve = figures_of(cases[0].plan)["reserve"].label
    told = [f"{one.result.scenario.title} {amount(one.figures['reserve'] or 0)}" for one in cases]
    sheet.put(0, 0, f"{reserve} i hvert scenario", "title")
    sheet.put(1, 0, f"Kroner, regnet ut av programmet. Se arket «{table.name}».", "plain")
    series = _span(table, (first, first + len(cases) - 1), 4) | {
        "name": f"{reserve}, kroner",
        "fill": {"color": sheet.paper.style.accent},
        "invert_if_negative": True,
        "invert_if_negative_color": sheet.paper.style.accent_pair,
        "data_labels": {"value": True, "num_format": KRONER},
        "gap": 50,
    }
    alt = f"Liggende stolper i kroner, regnet ut av programmet: {listing(told)}."
    most = -min(0, *(one.figures["reserve"] or 0 for one in cases))
    step = 10 ** (len(str(most)) - 1)
    least = -(most * 3 // 2 // step + 1) * step if most else None  # room for the bar's figure
    _chart(sheet, 3, [series], 100 + 34 * len(cases), alt, least=least, width=2 * WIDTH)


def _span(sheet: Sheet, rows: tuple[int, int], column: int) -> dict[str, Any]:
    first, last = rows
    return {
        "categories": [sheet.name, first, 0, last, 0],
        "values": [sheet.name, first, column, last, column],
    }


def _chart(
    sheet: Sheet, row: int, series: Sequence[Any], height: int, alt: str, **more: Any
) -> int:
    """Draw lying bars, the first on top, told for those who do not see them; return the row below.

    `more` may have XlsxWriter's `subtype` of bars, the place of a `legend`, the `least` amount on
    the axis, and the `width` in pixels.
    """
    chart = sheet.paper.book.add_chart({"type": "bar", "subtype": more.get("subtype")})
    for one in series:
        chart.add_series(one)
    chart.set_title({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
    grid = {"visible": True, "line": {"color": GRID}}
    chart.set_x_axis({"num_format": KRONER, "major_gridlines": grid, "min": more.get("least")})
    chart.set_legend({"position": more["legend"]} if "legend" in more else {"none": True})
    chart.set_size({"width": more.get("width", WIDTH), "height": height})
    sheet.page.insert_chart(row, 0, chart, {"description": alt, "object_position": 1})
    return row + height // ROW_HEIGHT + 2


def write_checks(paper: Paper, case: Case, figures: Mapping[str, str], by_program: Program) -> None:
    """Write the sums that must agree, and the program's figures beside the formulas'."""
    sheet = paper.sheet(CHECK_SHEET, (60, 22, 22, 13, 13))
    sheet.put(0, 0, CHECK_SHEET, "title")
    sheet.put(2, 0, "Stemmer alt?", "bold")
    sheet.put(3, 0, "Inndata som er endret etter at filen ble laget", "text")
    sheet.put(3, 1, Formula(CHANGED_NOW.anywhere, 0), "figure")
    heads = ("Summer som skal være like", "Den ene", "Den andre", "Differanse", "Resultat")
    sheet.line(FIRST_CHECK - 1, heads, CHECK_HEADS)
    row = FIRST_CHECK
    for row, (label, name, left, right) in enumerate(_sums(case, figures), start=FIRST_CHECK):
        both = case.shown(name)
        _check_row(sheet, row, label, Formula(left, both), Formula(right, both))
    heads = ("Tall", "Regnearket", "Programmet", "Differanse", "Resultat")
    sheet.line(row + 2, heads, CHECK_HEADS)
    row += 3
    for name, figure in figures_of(case.plan).items():
        if figure.section not in {"", "inputs"}:
            live = Formula(figures[name], case.shown(name))
            _check_row(sheet, row, figure.label, live, by_program(name))
            row += 1
    column = f"$E${FIRST_CHECK + 1}:$E${row}"
    agree = f'IF(COUNTIF({column},"{AGREES}")=COUNTA({column})-1,"Alt stemmer","Noe avviker")'
    text = f'IF($B$4>0,"Inndata er endret, så programmets tall gjelder ikke",{agree})'
    sheet.put(2, 1, Formula(text, "Alt stemmer"), "bold")
    rule = {"type": "cell", "criteria": "==", "value": f'"{DIFFERS}"'}
    look = {"format": paper.look("marked")}
    sheet.page.conditional_format(FIRST_CHECK, 4, row - 1, 4, rule | look)
    sheet.page.freeze_panes(FIRST_CHECK - 1, 1)
    sheet.page.repeat_rows(0)
    sheet.page.print_area(0, 0, row - 1, 4)


def _check_row(sheet: Sheet, row: int, label: str, live: Formula, known: Cell) -> None:
    left, right, gap = (sheet.place(row, column).here for column in (1, 2, 3))
    both = f"AND(ISNUMBER({left}),ISNUMBER({right}))"
    same = f'IF(ISNUMBER({left})=ISNUMBER({right}),0,"{MISSING}")'
    difference = Formula(f"IF({both},{left}-{right},{same})", 0)
    result = Formula(f'IF({gap}=0,"{AGREES}","{DIFFERS}")', AGREES)
    styles = ["text", "figure", "figure" if isinstance(known, Formula) else "figure program"]
    sheet.line(row, [label, live, known, difference, result], [*styles, "change", "aside"])


def _sums(case: Case, at: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield label, figure, its formula and another that must come to the same."""
    labels = {name: figure.label for name, figure in figures_of(case.plan).items()}
    for one, other in (("allocated", "reserve"), ("recurring", "one_off")):
        label = f"{labels['frame']} = {labels[one]} + {labels[other]}"
        yield label, "frame", at["frame"], f"{at[one]}+{at[other]}"
    parts = "+".join(f"N({at[one.name]})" for one in section_of(case.plan, "components")) or "0"
    label = f"{labels['gross_activity']} = alle delposter − kutt"
    yield label, "gross_activity", at["gross_activity"], f"{parts}-{at['cuts']}"
