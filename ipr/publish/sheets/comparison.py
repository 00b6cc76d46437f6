"""The totals of all scenarios, and a picture of what is left in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipr.publish.sheets.paper import GRID, KRONER, Formula, Place, Sheet
from ipr.publish.sheets.results import CHART_WIDTH, VERDICTS, verdict_formula
from ipr.publish.sheets.scenarios import CHOOSER, chosen_title
from ipr.publish.sheets.view import View
from ipr.reading.norwegian import amount, listing

SHEET = "Sammenligning"
PICTURE_SHEET = "Oversiktsfigur"
TOTALS = (
    ("Ramme", "frame"),
    ("Fordelt", "allocated"),
    ("Igjen", "reserve"),
    ("Mangler", "shortfall"),
)


def write_comparison(
    sheet: Sheet,
    picture: Sheet,
    views: Sequence[View],
    figures: Mapping[str, Place],
    title: str,
) -> None:
    """Write the totals of every scenario as the program's values, under the chosen one's, live.

    What is left in each scenario is drawn on the sheet `picture`.
    """
    plan = views[0].plan
    sheet.put(0, 0, title, "title")
    told = (
        "Øverst: scenarioet som er valgt på arket «Resultat», med formler. Under: programmets tall."
    )
    sheet.put(1, 0, told, "plain")
    words = [plan.reserve_label if name == "reserve" else label for label, name in TOTALS]
    heads = ["Scenario", "Tittel", *words, "Endring fra planen", "Resultat"]
    styles = ["head", "head", *["head number_head"] * 5, "head aside_head"]
    sheet.line(3, heads, styles)
    live = views[0]
    sheet.put(4, 0, Formula(CHOOSER.anywhere, live.scenario), "bold")
    sheet.put(4, 1, chosen_title(views), "text bold")
    for column, (_, name) in enumerate(TOTALS, start=2):
        cell = Formula(figures[name].anywhere, live.figures[name] or 0)
        sheet.put(4, column, cell, "figure bold")
    before, after = live.original["reserve"] or 0, live.figures["reserve"] or 0
    difference = f"{sheet.place(4, 4).here}-{before}"
    sheet.put(4, 6, Formula(difference, after - before), "change bold")
    verdict = verdict_formula(sheet.place(4, 4).here, sheet.place(4, 5).here, live)
    sheet.put(4, 7, verdict, "aside bold")
    first = last = 6
    for last, view in enumerate(views, start=first):
        _scenario_row(sheet, last, view)
    sheet.page.freeze_panes(4, 1)
    sheet.page.repeat_rows(3)
    _chart(sheet, picture, views, first, last)


def _scenario_row(sheet: Sheet, row: int, view: View) -> None:
    before, after = view.original["reserve"] or 0, view.figures["reserve"] or 0
    sheet.line(row, [view.scenario, view.title], "text")
    for column, (_, name) in enumerate(TOTALS, start=2):
        sheet.put(row, column, view.figures[name] or 0, "figure program")
    sheet.put(row, 6, after - before, "change program")
    verdict = (
        VERDICTS[0] if after < 0 else VERDICTS[1] if view.figures["shortfall"] else VERDICTS[2]
    )
    sheet.put(row, 7, verdict, "aside program")


def _chart(sheet: Sheet, picture: Sheet, views: Sequence[View], first: int, last: int) -> None:
    """Draw what is left in each scenario, with a text for those who do not see it."""
    reserve = views[0].plan.reserve_label
    told = [f"{view.title} {amount(view.figures['reserve'] or 0)}" for view in views]
    paper = picture.paper
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
    chart.set_title({"none": True})
    picture.put(0, 0, f"{reserve} i hvert scenario", "title")
    picture.put(
        1, 0, "Kroner, regnet ut av programmet. Tallene står på arket «Sammenligning».", "plain"
    )
    chart.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
    grid = {"visible": True, "line": {"color": GRID}}
    chart.set_x_axis({"num_format": KRONER, "major_gridlines": grid})
    chart.set_legend({"none": True})
    chart.set_size({"width": CHART_WIDTH, "height": 100 + 26 * len(views)})
    alt = f"Liggende søyler i kroner, regnet ut av programmet: {listing(told)}."
    picture.page.insert_chart(3, 0, chart, {"description": alt, "object_position": 1})
