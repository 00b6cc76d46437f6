"""The sheet of inputs: every number and choice of the plan, and the one the formulas use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ipr.budget.result import Registered
from ipr.plan.inputs import SCALE_E4, Input
from ipr.present.explanation import STANDING
from ipr.present.wording import CHOICES
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet, Value
from ipr.publish.sheets.view import NO_AMOUNT, View

SHEET = "Inndata"
FIRST_ROW = 4
PLAN, USED, SHOWN_AS, PROGRAM, CHANGED = 2, 3, 8, 9, 10  # columns
YES, NO = "ja", "nei"
ROOMS = {
    "funding": "Inntekter",
    "lines": "Poster",
    "assumptions": "Forutsetninger",
    "balancing": "Minstereserve",
}
COLUMNS = (
    ("Forutsetning", 40),
    ("Enhet", 14),
    ("I planen", 22),
    ("Brukes i regnestykket", 22),
    ("Hvordan verdien er kjent", 24),
    ("Begrunnelse", 48),
    ("Kilde", 34),
    ("Navn i regnearket", 34),
    ("Vises uten beløp", 18),
    ("Verdi fra programmet", 22),
    ("Endret her", 12),
)


SUMS = {"cuts": "all_cuts", "asked": "all_asked"}
SINGULAR = {"funding": "income", "groups": "group"}


@dataclass(frozen=True, slots=True)
class InputSheet:
    """Where the inputs stand: `used` is the cell the formulas read, `shown_as` the text without.

    `changed` is a formula for how many of the cells are no longer as the program wrote them; it is
    None where the cells follow a choice of scenario.
    """

    used: Mapping[str, Place]
    shown_as: Mapping[str, Place]
    changed: str | None


def write_inputs(
    paper: Paper,
    view: View,
    header: str,
    chosen: Callable[[str], str] | None = None,
) -> InputSheet:
    """Write the sheet of inputs. With `chosen` (a formula for each name) they follow a choice."""
    sheet = paper.sheet(SHEET, [width for _, width in COLUMNS], wide=True, header=header)
    last = SHOWN_AS if chosen else CHANGED
    told = (
        "Verdiene følger scenarioet som er valgt på arket «Resultat». De kan endres på arket "
        "«Scenarioer»."
        if chosen
        else "Skriv i de gule cellene. Resten av arbeidsboken regnes om med det samme. "
        "Kolonnene helt til høyre viser verdien programmet satte, og om den er endret."
    )
    sheet.put(0, 0, "Inndata", "title")
    sheet.put(1, 0, told, "plain")
    sheet.line(3, [label for label, _ in COLUMNS[: last + 1]], _heads(last + 1))
    used: dict[str, Place] = {}
    shown: dict[str, Place] = {}
    row = FIRST_ROW
    room = ""
    for name, registered in view.inputs.items():
        # What gives a value is known of one scenario; of a choice between them only the plan's is.
        item = Registered(registered.found, registered.value) if chosen else registered
        if (own := name.partition(".")[0]) != room:
            room = own
            sheet.line(row, [ROOMS[room], *[None] * last], "group")
            row += 1
        cells = _row(item, name, last)
        used[name] = sheet.place(row, USED)
        shown[name] = sheet.place(row, SHOWN_AS)
        for column, (cell, style) in enumerate(cells):
            sheet.put(row, column, cell, style)
        value = value_cell(item.found, item.value)
        if chosen:
            live = NO_AMOUNT if value is None else value
            sheet.put(row, USED, Formula(chosen(name), live), _value_style(item.found))
        else:
            used_now = _open(sheet, row, USED, item.found, value).here
            program = sheet.place(row, PROGRAM).here
            sheet.put(
                row, CHANGED, Formula(f'IF({used_now}={program},"{NO}","{YES}")', NO), "words"
            )
        row += 1
    for name, defined in defined_names(used).items():
        paper.name(defined, used[name])
    sheet.page.freeze_panes(FIRST_ROW, 1)
    sheet.page.repeat_rows(3)
    sheet.page.print_area(0, 0, row - 1, 6)
    changed = None if chosen else _changed(sheet, row - 1)
    return InputSheet(used, shown, changed)


def _heads(count: int) -> list[str]:
    styles = dict.fromkeys(range(count), "head")
    styles |= dict.fromkeys((PLAN, USED, PROGRAM, CHANGED), "head number_head") | {
        USED + 1: "head aside_head"
    }
    return [styles[column] for column in range(count)]


def _row(item: Registered, name: str, last: int) -> list[tuple[Cell, str]]:
    """Return the cells of an input; the one the formulas use is written afterwards."""
    found = item.found
    plain = _value_style(found)
    in_plan = value_cell(found, found.value)
    cells: list[tuple[Cell, str]] = [
        (found.label, "text"),
        (found.unit_label, "text"),
        ((found.shown_as or NO_AMOUNT, "words") if in_plan is None else (in_plan, plain)),
        (None, plain),
        (STANDING[item.standing], "aside"),
        (item.reason, "text"),
        (item.source or "ikke oppgitt", "text"),
        (name, "note"),
        (found.shown_as or NO_AMOUNT, "note"),
        (value_cell(found, item.value), f"{plain} program"),
    ]
    return cells[: last + 1]


def value_cell(found: Input, value: int | None) -> Value:
    """Return a value as a cell holds it: a rate in its own unit, a choice as a word."""
    if value is None:
        return None
    if found.unit == "e4":
        return value / SCALE_E4
    return CHOICES[found.choices[value]] if found.unit == "choice" else value


def _value_style(found: Input) -> str:
    return {"e4": "rate", "choice": "words"}.get(found.unit, "figure")


def _open(sheet: Sheet, row: int, column: int, found: Input, value: Cell) -> Place:
    """Write a cell the reader may change, and let it take only what the reckoning takes."""
    sheet.page.data_validation(row, column, row, column, _allowed(found))
    return sheet.put(row, column, value, f"{_value_style(found)} input")


def open_inputs(sheet: Sheet, row: int, column: int, found: Input, values: Iterable[Cell]) -> None:
    """Write the cells of one input for several scenarios, side by side, each open to change."""
    for place, value in enumerate(values, start=column):
        _open(sheet, row, place, found, value)


def _allowed(found: Input) -> dict[str, Any]:
    if found.unit == "choice":
        words = [CHOICES[word] for word in found.choices]
        told = "Velg et av ordene i listen."
        return {
            "validate": "list",
            "source": words,
            "error_title": "Ikke et valg",
            "error_message": told,
        }
    if found.unit == "e4":
        told = "Skriv et tall som er 0 eller mer, med inntil fire desimaler."
        bounds = {"validate": "decimal", "minimum": 0, "maximum": found.largest // SCALE_E4}
    else:
        unit = "måneder" if found.unit == "months" else "kroner"
        unit = found.unit_label if found.unit == "currency" else unit
        top = "12" if found.unit == "months" else "1 000 000 000 000"
        told = f"Skriv et helt tall fra 0 til {top} (hele {unit[:30]})."
        bounds = {"validate": "integer", "minimum": 0, "maximum": found.largest}
    return bounds | {
        "criteria": "between",
        "error_title": "Ikke et gyldig tall",
        "error_message": told,
    }


def _changed(sheet: Sheet, last_row: int) -> str:
    """Return a formula for how many cells differ from what the program wrote, and mark them."""
    look = sheet.paper.book.add_format({"bold": True, "bg_color": "#f4c9a3"})
    rule = {"type": "formula", "criteria": f"=$D{FIRST_ROW + 1}<>$J{FIRST_ROW + 1}", "format": look}
    sheet.page.conditional_format(FIRST_ROW, USED, last_row, USED, rule)
    return f'COUNTIF({SHEET}!$K${FIRST_ROW + 1}:$K${last_row + 1},"{YES}")'


def defined_names(names: Iterable[str]) -> dict[str, str]:
    """Return the name each cell gets in a spreadsheet, where `-` is no letter and case is none."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        wanted = next(spelled for spelled in _spellings(name) if spelled not in taken)
        taken.add(wanted)
        found[name] = wanted
    return found


def name_figures(paper: Paper, figures: Mapping[str, Place]) -> None:
    """Give every figure's cell a name: `reserve_nok`, `net_nok.<line>`, `group_nok.other`."""
    wanted = {name: _figure_name(name) for name in figures}
    spelled = defined_names(wanted.values())
    for name, defined in wanted.items():
        paper.name(spelled[defined], figures[name])


def _figure_name(name: str) -> str:
    """Return a name that says kroner, and for a line whether it is net or one component gross."""
    room, _, rest = name.partition(".")
    if not rest:
        return f"{SUMS.get(room, room)}_nok"
    if room == "lines":
        return f"{'gross' if '.' in rest else 'net'}_nok.{rest}"
    return f"{SINGULAR.get(room, room)}_nok.{rest}"


def _spellings(name: str) -> Iterator[str]:
    plain = re.sub(r"[^a-z0-9_.]", "_", name)
    yield plain
    number = 2
    while True:
        yield f"{plain}_{number}"
        number += 1
