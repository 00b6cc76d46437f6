"""The sheets a reader looks at: the result against the plan, and what the frame goes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ipr.publish.sheets.paper import GRID, KRONER, Formula, Paper, Place, Sheet
from ipr.publish.sheets.state import words_for
from ipr.publish.sheets.view import View
from ipr.reading.norwegian import amount, listing

RESULT_SHEET = "Resultat"
PICTURE_SHEET = "Figur"
NO_CHANGE = "–"
CHART_WIDTH = 700  # pixels
VERDICTS = (
    "Ikke i balanse: fordelt beløp er større enn rammen",
    "I balanse, men under ønsket minstereserve",
    "I balanse",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the result: a heading where `name` is empty, or else a figure by its name."""

    label: str
    name: str = ""
    styles: str = ""


def rows_of(view: View) -> Iterator[Shown]:
    """Yield the rows of the budget: incomes, groups with their lines, and the totals."""
    plan = view.plan
    yield Shown("Inntekter", styles="group")
    for item in plan.funding:
        if item.earmarked_for is None:
            yield Shown(item.label, f"funding.{item.id}", "inner")
    yield Shown("Økonomisk ramme", "frame", "subtotal")
    for group in plan.groups:
        lines = [line for line in plan.lines if line.group == group.id]
        if lines:
            yield Shown(group.label, f"groups.{group.id}", "group")
            for line in lines:
                yield Shown(line.label, f"lines.{line.id}", "inner")
    yield Shown("Til sammen", styles="group")
    yield Shown("Fordelt til postene", "allocated")
    yield Shown(plan.reserve_label, "reserve", "total")
    yield Shown("Mangler opp til ønsket minstereserve", "shortfall")
    yield Shown("Del av postene som hviler på engangsmidler", "rests_on_one_off")


def verdict_formula(reserve: str, shortfall: str, view: View) -> Formula:
    """Return whether the budget balances, as a live sentence."""
    reserve_nok, shortfall_nok = view.figures["reserve"] or 0, view.figures["shortfall"]
    now = VERDICTS[0] if reserve_nok < 0 else VERDICTS[1] if shortfall_nok else VERDICTS[2]
    quoted = [f'"{text}"' for text in VERDICTS]
    text = f"IF({reserve}<0,{quoted[0]},IF({shortfall}>0,{quoted[1]},{quoted[2]}))"
    return Formula(text, now)


def write_result(
    sheet: Sheet, view: View, figures: Mapping[str, Place], first_row: int
) -> dict[str, int]:
    """Write the result from `first_row` on: verdict, then original, change and revised.

    Returns the rows of the groups and the reserve, by their names.
    """
    row = first_row
    sheet.put(row, 0, "Er budsjettet i balanse?", "bold")
    verdict = verdict_formula(figures["reserve"].anywhere, figures["shortfall"].anywhere, view)
    sheet.put(row, 1, verdict, "bold")
    row += 2
    heads = ("Kroner", "Opprinnelig budsjett", "Endring", "Revidert budsjett")
    sheet.line(row, heads, ["head", *["head number_head"] * 3])
    head = row
    places: dict[str, int] = {}
    for row, shown in enumerate(rows_of(view), start=head + 1):
        _result_row(sheet, row, shown, view, figures)
        if shown.name.startswith("groups.") or shown.name == "reserve":
            places[shown.name] = row
    row += 2
    told = (
        "Grå celler er programmets tall for planen. Resten er formler. Positiv endring er økning."
    )
    sheet.put(row, 0, told, "plain")
    sheet.page.freeze_panes(head + 1, 1)
    sheet.page.repeat_rows(head)
    return places


def _result_row(
    sheet: Sheet, row: int, shown: Shown, view: View, figures: Mapping[str, Place]
) -> None:
    sheet.put(row, 0, shown.label, "aside" if shown.styles == "inner" else f"text {shown.styles}")
    if not shown.name:
        for column in (1, 2, 3):
            sheet.put(row, column, None, shown.styles)
        return
    before, after = view.original[shown.name], view.figures[shown.name]
    words = words_for(view, shown.name) if None in {before, after} else ""
    original = sheet.put(row, 1, words if before is None else before,
                         f"figure {shown.styles} program")  # fmt: skip
    revised = sheet.place(row, 3)
    old, new = original.here, revised.here
    difference = f"IF(ISNUMBER({old}),{new}-{old},{new})"
    gone = f'IF(ISNUMBER({old}),-{old},"{NO_CHANGE}")'
    change = NO_CHANGE if before is None and after is None else (after or 0) - (before or 0)
    text = f"IF(ISNUMBER({new}),{difference},{gone})"
    sheet.put(row, 2, Formula(text, change), f"change {shown.styles}")
    live = Formula(figures[shown.name].anywhere, words if after is None else after)
    sheet.put(row, 3, live, f"figure {shown.styles}")


def write_picture(sheet: Sheet, paper: Paper, view: View, rows: Mapping[str, int]) -> None:
    """Draw what the frame goes to, before and after, beside the same numbers as a table."""
    sheet.put(0, 0, "Hva rammen går til", "title")
    heads = ("Kroner", "Opprinnelig", "Endring", "Revidert")
    sheet.line(2, heads, ["head", *["head number_head"] * 3])
    first = last = 3
    for last, (name, source) in enumerate(rows.items(), start=first):
        before, after = view.original[name] or 0, view.figures[name] or 0
        label = next(shown.label for shown in rows_of(view) if shown.name == name)
        sheet.put(last, 0, label, "text")
        for column, value in ((1, before), (2, after - before), (3, after)):
            text = Place(RESULT_SHEET, source, column).anywhere
            sheet.put(last, column, Formula(text, value), "change" if column == 2 else "figure")
    chart = paper.book.add_chart({"type": "bar"})
    style = paper.style
    outlined = {"fill": {"color": "#ffffff"}, "border": {"color": style.accent_pair, "width": 1.5}}
    fills = ((1, outlined), (3, {"fill": {"color": style.accent}}))
    for column, fill in fills:  # told apart without colour too
        chart.add_series(
            {
                "name": [sheet.name, 2, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "gap": 60,
                **fill,
            }
        )
    grid = {"visible": True, "line": {"color": GRID}}
    chart.set_title({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
    chart.set_x_axis({"num_format": KRONER, "major_gridlines": grid})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": CHART_WIDTH, "height": 90 + 44 * len(rows)})
    options = {"description": _alt(view), "object_position": 1}
    sheet.page.insert_chart(last + 2, 0, chart, options)


def _alt(view: View) -> str:
    named = [(shown.label, shown.name) for shown in rows_of(view)
             if shown.name.startswith("groups.") or shown.name == "reserve"]  # fmt: skip
    told = [
        f"{label} {amount(view.original[name] or 0)} og {amount(view.figures[name] or 0)}"
        for label, name in named
    ]
    return (
        "Liggende søyler i kroner, opprinnelig og revidert budsjett. Da filen ble laget, var "
        f"tallene: {listing(told)}."
    )
