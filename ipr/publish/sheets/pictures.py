"""The sheets of pictures: what the frame goes to, the way from the plan, and all that is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ipr.budget.figures import figures_of, section_of
from ipr.present.scenario.tables import bridge_table
from ipr.publish.sheets.cases import Case
from ipr.publish.sheets.paper import GRID, KRONER, Formula, Place, Sheet
from ipr.publish.sheets.results import ORIGINAL, head_styles, heads_of
from ipr.reading.norwegian import amount, listing

PICTURE_SHEET = "Figur"
OVERVIEW_SHEET = "Oversiktsfigur"
REVISED = ORIGINAL + 2  # column
WIDTH = 700  # pixels
ROW_HEIGHT = 20  # pixels
BESIDE = 5  # the first column beside the print, of what the steps are drawn from
BY_PROGRAM = "Kroner, regnet ut av programmet. Tallene endrer seg ikke når inndata endres."


def write_picture(sheet: Sheet, case: Case, figures: Mapping[str, Place], *, alone: bool) -> None:
    """Draw what the frame goes to, in the plan and in the scenario.

    Where the scenario is `alone` in the file, the steps between them too, and an amendment is
    beside the budget before the case.
    """
    sheet.put(0, 0, "Hva rammen går til", "title")
    heads = heads_of(case, alone=alone)
    labels = [heads[0], *heads[-3:]]
    sheet.line(2, labels, head_styles(labels))
    shown = [*section_of(case.plan, "groups"), figures_of(case.plan)["reserve"]]
    row, told = 3, []
    for row, figure in enumerate(shown, start=3):
        known = case.before(figure.name) if alone else case.planned[figure.name]
        before, after = known or 0, case.figure(figure.name) or 0
        live = Formula(figures[figure.name].anywhere, after)
        old, new = (sheet.place(row, column).here for column in (ORIGINAL, REVISED))
        difference = Formula(f"{new}-{old}", after - before)
        styles = ["text", "figure program", "change", "figure"]
        sheet.line(row, [figure.label, before, difference, live], styles)
        told.append(f"{figure.label} {amount(before)} og {amount(after)}")
    style = sheet.paper.style
    line = {"color": style.accent_pair, "width": 1.5}  # told apart without colour too
    looks: dict[int, dict[str, Any]] = {
        ORIGINAL: {"fill": {"color": "#ffffff"}, "border": line},
        REVISED: {"fill": {"color": style.accent}},
    }
    series = [
        {"name": [sheet.name, 2, column], "gap": 60} | _span(sheet, (3, row), column) | look
        for column, look in looks.items()
    ]
    ends = f"{labels[ORIGINAL].lower()} og {labels[REVISED].lower()}"
    alt = f"Liggende søyler i kroner, {ends}. Da filen ble laget, var tallene: {listing(told)}."
    row = _chart(sheet, row + 2, series, 90 + 44 * len(shown), alt, legend="bottom")
    if alone and case.result.bridge_steps:
        row = _write_steps(sheet, case, row + 1)
    sheet.page.print_area(0, 0, row, REVISED)


def _write_steps(sheet: Sheet, case: Case, first: int) -> int:
    """Draw the way from the plan's reserve to the scenario's; return the row below."""
    table = bridge_table(case.result)
    sheet.put(first, 0, table.caption, "section")
    sheet.put(first + 1, 0, BY_PROGRAM, "plain")
    labels = [column.label for column in table.columns]
    sheet.line(first + 2, labels, head_styles(labels))
    row, told = first + 3, []
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
    style = sheet.paper.style
    fills = ({"none": True}, {"color": style.accent}, {"color": style.accent_pair})
    series = [
        {"fill": fill, "gap": 40} | _span(sheet, (first + 3, row), column)
        for column, fill in enumerate(fills, start=BESIDE)
    ]
    alt = f"Fossefall i kroner, regnet ut av programmet. Etter hvert trinn: {listing(told)}."
    return _chart(sheet, row + 2, series, 100 + 30 * len(told), alt, subtype="stacked")


def write_overview(sheet: Sheet, cases: Sequence[Case], table: Sheet, first: int) -> None:
    """Draw what is left in each scenario; the titles and the figures stand in the table."""
    reserve = figures_of(cases[0].plan)["reserve"].label
    told = [f"{one.result.scenario.title} {amount(one.figure('reserve') or 0)}" for one in cases]
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
    alt = f"Liggende søyler i kroner, regnet ut av programmet: {listing(told)}."
    most = -min(0, *(one.figure("reserve") or 0 for one in cases))
    step = 10 ** (len(str(most)) - 1)
    least = -(most * 3 // 2 // step + 1) * step if most else None  # room for the bar's figure
    room = {"least": least, "width": 2 * WIDTH}
    _chart(sheet, 3, [series], 100 + 34 * len(cases), alt, **room)


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
    axis = {"num_format": KRONER, "major_gridlines": grid, "min": more.get("least")}
    chart.set_x_axis(axis)
    chart.set_legend({"position": more["legend"]} if "legend" in more else {"none": True})
    chart.set_size({"width": more.get("width", WIDTH), "height": height})
    sheet.page.insert_chart(row, 0, chart, {"description": alt, "object_position": 1})
    return row + height // ROW_HEIGHT + 2
