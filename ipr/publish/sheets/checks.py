"""The sheet of checks: sums that must agree, and the program's figures beside the formulas'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ipr.publish.sheets.inputs import InputSheet
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet
from ipr.publish.sheets.results import rows_of
from ipr.publish.sheets.state import words_for
from ipr.publish.sheets.view import View

SHEET = "Kontroll"
AGREES, DIFFERS, MISSING = "stemmer", "avviker", "mangler"
BALANCED = (("Kutt, til sammen", "cuts"), ("Bedt om i tillegg, til sammen", "asked"))

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
    sheet = paper.sheet(SHEET, (60, 22, 22, 13, 13), wide=False, header=header)
    sheet.put(0, 0, "Kontroll", "title")
    sheet.put(2, 0, "Stemmer alt?", "bold")
    sheet.put(3, 0, "Inndata som er endret etter at filen ble laget", "text")
    heads = ("Summer som skal være like", "Den ene", "Den andre", "Differanse", "Resultat")
    row = 5
    sheet.line(row, heads, ["head", *["head number_head"] * 3, "head aside_head"])
    first = row + 1
    for label, left, right, value in _sums(view, figures):
        row += 1
        _check_row(sheet, row, label, Formula(left, value), Formula(right, value))
    row += 2
    heads = ("Tall", "Regnearket", "Programmet", "Differanse", "Resultat")
    sheet.line(row, heads, ["head", *["head number_head"] * 3, "head aside_head"])
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
    sheet.put(row, 4, Formula(f'IF({gap}=0,"{AGREES}","{DIFFERS}")', AGREES), "aside")


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
    for shown in rows_of(view):
        if shown.name:
            label = f"Sum {shown.label}" if shown.name.startswith("groups.") else shown.label
            yield label, shown.name
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
