"""The sheet of checks: sums that must agree, and the program's figures beside the formulas'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ipr.budget.figures import figures_of, section_of
from ipr.publish.sheets.cases import Case
from ipr.publish.sheets.inputs import CHANGED_NOW
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet
from ipr.publish.sheets.reckoning import Program

SHEET = "Kontroll"
AGREES, DIFFERS, MISSING = "stemmer", "avviker", "mangler"
HEAD_STYLES = ["head", *["head number_head"] * 3, "head aside_head"]
FIRST_ROW = 6


def write_checks(
    paper: Paper,
    case: Case,
    figures: Mapping[str, Place],
    by_program: Program,
    header: str,
) -> None:
    """Write the sums that must agree, and the program's figures beside the formulas'."""
    sheet = paper.sheet(SHEET, (60, 22, 22, 13, 13), wide=False, header=header)
    sheet.put(0, 0, SHEET, "title")
    sheet.put(2, 0, "Stemmer alt?", "bold")
    sheet.put(3, 0, "Inndata som er endret etter at filen ble laget", "text")
    sheet.put(3, 1, Formula(CHANGED_NOW.anywhere, 0), "figure")
    heads = ("Summer som skal være like", "Den ene", "Den andre", "Differanse", "Resultat")
    sheet.line(FIRST_ROW - 1, heads, HEAD_STYLES)
    row = FIRST_ROW
    for row, (label, name, left, right) in enumerate(_sums(case, figures), start=FIRST_ROW):
        both = case.shown(name)
        _check_row(sheet, row, label, Formula(left, both), Formula(right, both))
    heads = ("Tall", "Regnearket", "Programmet", "Differanse", "Resultat")
    sheet.line(row + 2, heads, HEAD_STYLES)
    row += 3
    for name, figure in figures_of(case.plan).items():
        if figure.section not in {"", "inputs"}:
            live = Formula(figures[name].anywhere, case.shown(name))
            _check_row(sheet, row, figure.label, live, by_program(name))
            row += 1
    column = f"$E${FIRST_ROW + 1}:$E${row}"
    verdict = f'IF(COUNTIF({column},"{AGREES}")=COUNTA({column})-1,"Alt stemmer","Noe avviker")'
    text = f'IF($B$4>0,"Inndata er endret, så programmets tall gjelder ikke",{verdict})'
    sheet.put(2, 1, Formula(text, "Alt stemmer"), "bold")
    rule = {"type": "cell", "criteria": "==", "value": f'"{DIFFERS}"'}
    look = {"format": paper.look("marked")}
    sheet.page.conditional_format(FIRST_ROW, 4, row - 1, 4, rule | look)
    sheet.page.freeze_panes(FIRST_ROW - 1, 1)
    sheet.page.repeat_rows(0)
    sheet.page.print_area(0, 0, row - 1, 4)


def _check_row(sheet: Sheet, row: int, label: str, live: Formula, known: Cell) -> None:
    sheet.put(row, 0, label, "text")
    left = sheet.put(row, 1, live, "figure").here
    right = sheet.put(row, 2, known, "figure" if isinstance(known, Formula) else "figure program")
    both = f"AND(ISNUMBER({left}),ISNUMBER({right.here}))"
    same = f'IF(ISNUMBER({left})=ISNUMBER({right.here}),0,"{MISSING}")'
    difference = f"IF({both},{left}-{right.here},{same})"
    gap = sheet.put(row, 3, Formula(difference, 0), "change").here
    sheet.put(row, 4, Formula(f'IF({gap}=0,"{AGREES}","{DIFFERS}")', AGREES), "aside")


def _sums(case: Case, places: Mapping[str, Place]) -> Iterator[tuple[str, str, str, str]]:
    """Yield label, figure, its formula and another that must come to the same."""
    labels = {name: figure.label for name, figure in figures_of(case.plan).items()}
    at = {name: place.anywhere for name, place in places.items()}
    for one, other in (("allocated", "reserve"), ("recurring", "one_off")):
        label = f"{labels['frame']} = {labels[one]} + {labels[other]}"
        yield label, "frame", at["frame"], f"{at[one]}+{at[other]}"
    parts = "+".join(f"N({at[one.name]})" for one in section_of(case.plan, "components")) or "0"
    label = f"{labels['gross_activity']} = alle delposter − kutt"
    yield label, "gross_activity", at["gross_activity"], f"{parts}-{at['cuts']}"
