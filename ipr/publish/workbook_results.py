"""The sheets a reader looks at: the result against the plan, and the checks of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ipr.norwegian import amount, listing
from ipr.publish.workbook_inputs import InputSheet
from ipr.publish.workbook_paper import GRID, KRONER, Cell, Formula, Paper, Place, Sheet
from ipr.publish.workbook_reckoning import words_for
from ipr.publish.workbook_view import View

RESULT_SHEET = "Resultat"
PICTURE_SHEET = "Figur"
CHECK_SHEET = "Kontroll"
NO_CHANGE = "–"
CHART_WIDTH = 700  # pixels
AGREES, DIFFERS, MISSING = "stemmer", "avviker", "mangler"
BALANCED = (("Kutt, til sammen", "cuts"), ("Bedt om i tillegg, til sammen", "asked"))
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
    yield Shown("Økonomisk ramme", "frame", "total")
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
    told = "Grå celler er programmets tall for planen. Resten er formler. Positiv endring er økning."
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


def write_picture(paper: Paper, view: View, rows: Mapping[str, int], header: str) -> None:
    """Draw what the frame goes to, before and after, beside the same numbers as a table."""
    sheet = paper.sheet(PICTURE_SHEET, (52, 20, 18, 20), wide=False, header=header)
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
    for column, colour in ((1, paper.style.accent_pair), (3, paper.style.accent)):
        chart.add_series(
            {
                "name": [sheet.name, 2, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
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


Expected = Callable[[str], Cell]
"""The program's figure by its name; a text where there is no amount."""


def write_checks(
    paper: Paper,
    view: View,
    figures: Mapping[str, Place],
    inputs: InputSheet,
    expected: Expected,
    header: str,
) -> None:
    """Write the sums that must agree, and the program's figures beside the formulas'."""
    sheet = paper.sheet(CHECK_SHEET, (62, 18, 18, 15, 15), wide=False, header=header)
    sheet.put(0, 0, "Kontroll", "title")
    sheet.put(2, 0, "Stemmer alt?", "bold")
    sheet.put(3, 0, "Inndata som er endret etter at filen ble laget", "text")
    heads = ("Summer som skal være like", "Den ene", "Den andre", "Differanse", "Resultat")
    row = 5
    sheet.line(row, heads, ["head", *["head number_head"] * 3, "head"])
    first = row + 1
    for label, left, right, value in _sums(view, figures):
        row += 1
        _check_row(sheet, row, label, Formula(left, value), Formula(right, value))
    row += 2
    heads = ("Tall", "Regnearket", "Programmet", "Differanse", "Resultat")
    sheet.line(row, heads, ["head", *["head number_head"] * 3, "head"])
    for label, name in _figure_rows(view, figures):
        row += 1
        amount_now = view.figures[name]
        live = words_for(view, name) if amount_now is None else amount_now
        _check_row(sheet, row, label, Formula(figures[name].anywhere, live), expected(name))
    column = f"$E${first + 1}:$E${row + 1}"
    verdict = f'IF(COUNTIF({column},"{DIFFERS}")=0,"Alt stemmer","Noe avviker")'
    if inputs.changed is None:
        sheet.put(2, 1, Formula(verdict, "Alt stemmer"), "bold")
        told = "Tallene i «Programmet» gjelder verdiene filen ble laget med."
        sheet.put(3, 0, told, "text")
    else:
        sheet.put(3, 1, Formula(inputs.changed, 0), "figure")
        text = f'IF($B$4>0,"Inndata er endret, så programmets tall gjelder ikke",{verdict})'
        sheet.put(2, 1, Formula(text, "Alt stemmer"), "bold")
    sheet.page.conditional_format(first, 4, row, 4, {
        "type": "cell", "criteria": "==", "value": f'"{DIFFERS}"',
        "format": paper.book.add_format({"bold": True, "bg_color": "#f4c9a3"}),
    })  # fmt: skip
    sheet.page.freeze_panes(5, 1)
    sheet.page.repeat_rows(0)
    sheet.page.print_area(0, 0, row, 4)


def _check_row(sheet: Sheet, row: int, label: str, live: Formula, known: Cell) -> None:
    sheet.put(row, 0, label, "text")
    left = sheet.put(row, 1, live, "figure").here
    right = sheet.put(row, 2, known, "figure" if isinstance(known, Formula) else "figure program")
    both = f"AND(ISNUMBER({left}),ISNUMBER({right.here}))"
    same = f'IF(ISNUMBER({left})=ISNUMBER({right.here}),0,"{MISSING}")'
    difference = f"IF({both},{left}-{right.here},{same})"
    gap = sheet.put(row, 3, Formula(difference, 0), "change").here
    sheet.put(row, 4, Formula(f'IF({gap}=0,"{AGREES}","{DIFFERS}")', AGREES), "text")


def _sums(view: View, figures: Mapping[str, Place]) -> Iterator[tuple[str, str, str, int]]:
    """Yield label, the two formulas, and what both come to."""
    at = {name: place.anywhere for name, place in figures.items()}
    reserve = view.plan.reserve_label
    frame, gross = view.figures["frame"] or 0, view.figures["gross_activity"] or 0
    yield f"Ramme = fordelt + {reserve}", at["frame"], f"{at['allocated']}+{at['reserve']}", frame
    kinds = f"{at['recurring']}+{at['one_off']}"
    yield "Ramme = årlige inntekter + engangsmidler", at["frame"], kinds, frame
    earmarked = "".join(f"+{place}" for name, place in at.items() if name.startswith("earmarked."))
    text = f"{at['allocated']}{earmarked}"
    yield "Brutto aktivitet = fordelt + øremerket", at["gross_activity"], text, gross


def _figure_rows(view: View, figures: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
    plan = view.plan
    yield from ((shown.label, shown.name) for shown in rows_of(view) if shown.name)
    yield "Brutto aktivitet", "gross_activity"
    yield "Inntekter hvert år", "recurring"
    yield "Inntekter bare én gang", "one_off"
    yield from ((label, name) for label, name in BALANCED if name in figures)
    for line in plan.lines:
        if f"earmarked.{line.id}" in figures:
            yield f"{line.label}: øremerkede midler", f"earmarked.{line.id}"
        for part in line.components:
            if len(line.components) > 1:
                yield f"{line.label}: {part.label or part.id}", f"lines.{line.id}.{part.id}"
