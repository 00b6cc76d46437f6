"""The sheet of inputs: every number and choice, the one that is used, and what it is read as."""

from __future__ import annotations

from typing import Any

from ipr.budget.figures import Figure, figures_of
from ipr.budget.result import Registered
from ipr.plan.inputs import SCALE_E4, Input
from ipr.present.scenario.explanation import STANDING
from ipr.present.wording import CHOICES
from ipr.publish.sheets.cases import Case, words_of
from ipr.publish.sheets.formulas import At, given, largest
from ipr.publish.sheets.paper import Cell, Formula, Paper, Place, Sheet, Value
from ipr.reading.norwegian import amount

SHEET = "Inndata"
CHANGED_NOW = Place(SHEET, 2, 3)
REFUSED_NOW = Place(SHEET, 3, 3)
HEAD_ROW = 5
FIRST_ROW = HEAD_ROW + 1
USED, SHOWN_AS, PROGRAM, CHANGED, READ = 3, 8, 9, 10, 11  # columns
YES, NO, REFUSED = "ja", "nei", "ugyldig"
ROOMS = {
    "funding": "Inntekter",
    "lines": "Poster",
    "assumptions": "Forutsetninger",
    "balancing": "Minstereserve",
}
COLUMNS = (
    ("Forutsetning", 40, "head"),
    ("Enhet", 14, "head"),
    ("I planen", 22, "head number_head"),
    ("Brukes i regnestykket", 22, "head number_head"),
    ("Hvordan verdien er kjent", 26, "head aside_head"),
    ("Begrunnelse", 48, "head"),
    ("Kilde", 34, "head"),
    ("Navn i regnearket", 34, "head"),
    ("Vises uten beløp", 18, "head"),
    ("Verdi fra programmet", 22, "head number_head"),
    ("Endret her", 12, "head number_head"),
    ("Regnes med", 18, "head number_head"),
)
TYPED = (
    "Skriv i de gule cellene. Resten av arbeidsboken regnes om med det samme. "
    "Kolonnene helt til høyre viser verdien programmet satte, og om den er endret."
)
FOLLOWS = (
    "Verdiene følger scenarioet som er valgt på arket «Resultat». De kan endres på arket "
    "«Scenarioer»."
)


def given_of(case: Case) -> tuple[Figure, ...]:
    """Return the figures that are inputs, in the list's order."""
    return tuple(one for one in figures_of(case.plan).values() if one.operation == "given")


def write_inputs(
    paper: Paper, case: Case, header: str, chosen: tuple[At, At] | None = None
) -> dict[str, Place]:
    """Write the sheet and return the cell each input is reckoned with, by its figure's name.

    With `chosen` the inputs follow a choice of scenario: formulas for what is typed and for what
    the program set, by the figure's name. Without, they are open to change.
    """
    sheet = paper.sheet(SHEET, [width for _, width, _ in COLUMNS], wide=True, header=header)
    sheet.put(0, 0, "Inndata", "title")
    sheet.put(1, 0, FOLLOWS if chosen else TYPED, "plain")
    sheet.line(HEAD_ROW, [label for label, _, _ in COLUMNS], [style for _, _, style in COLUMNS])
    figures = figures_of(case.plan).values()
    may_lack = {one.terms[0].name for one in figures if one.operation == "product"}
    used: dict[str, Place] = {}
    read: dict[str, Place] = {}
    row, room = FIRST_ROW, ""
    for figure in given_of(case):
        item = case.item(figure.name)
        if (own := item.found.name.partition(".")[0]) != room:
            room = own
            sheet.line(row, [ROOMS[room], *[None] * READ], "group")
            row += 1
        picks = chosen and tuple(one(figure.name) for one in chosen)
        _write_row(sheet, row, item, picks, lacks=figure.name in may_lack)
        used[item.found.name] = sheet.place(row, USED)
        read[figure.name] = sheet.place(row, READ)
        row += 1
    paper.name(used)
    column = f"$K${FIRST_ROW + 1}:$K${row}"
    sheet.put(2, 0, "Verdier som er endret etter at filen ble laget", "plain")
    changed = f'COUNTIF({column},"{YES}")+{REFUSED_NOW.here}'
    sheet.put(2, CHANGED_NOW.column, Formula(changed, 0), "figure bold")
    sheet.put(3, 0, "Av dem ugyldige, som ikke regnes med", "plain")
    refused = Formula(f'COUNTIF({column},"{REFUSED}")', 0)
    sheet.put(3, REFUSED_NOW.column, refused, "figure bold")
    differs = f'=OR($K{FIRST_ROW + 1}="{YES}",$K{FIRST_ROW + 1}="{REFUSED}")'
    rule = {"type": "formula", "criteria": differs, "format": paper.look("marked")}
    sheet.page.conditional_format(FIRST_ROW, USED, row - 1, USED, rule)
    sheet.page.freeze_panes(FIRST_ROW, 1)
    sheet.page.repeat_rows(HEAD_ROW)
    sheet.page.print_area(0, 0, row - 1, 6)
    return read


def _write_row(
    sheet: Sheet, row: int, item: Registered, chosen: tuple[str, ...] | None, *, lacks: bool
) -> None:
    found, style, words = item.found, value_style(item.found), words_of(item.found)
    typed, shown_as, program, read = (
        sheet.place(row, column).here for column in (USED, SHOWN_AS, PROGRAM, READ)
    )
    value = value_cell(found, item.value)
    used: Cell = value
    by_program = used
    if chosen:
        # What gives a value is known of one scenario; of a choice between them only the plan's is.
        live, item = words if value is None else value, Registered(found, item.value)
        used, by_program = (Formula(f'IF({one}="",{shown_as},{one})', live) for one in chosen)
    in_plan = value_cell(found, found.value)
    reckoned = given(found, typed, shown_as if lacks else "")
    told = f'IF(ISERROR({read}),"{REFUSED}",IF({typed}={program},"{NO}","{YES}"))'
    cells: list[tuple[Cell, str]] = [
        (found.label, "text"),
        (found.unit_label, "text"),
        (words if in_plan is None else in_plan, style),
        (used, style if chosen else f"{style} input"),
        (STANDING[item.standing], "aside"),
        (item.reason, "text"),
        (item.source or "ikke oppgitt", "text"),
        (found.name, "note"),
        (words, "note"),
        (by_program, f"{style} program"),
        (Formula(told, NO), "words"),
        (Formula(reckoned, words if item.value is None else item.value), "whole"),
    ]
    for column, (cell, styles) in enumerate(cells):
        sheet.put(row, column, cell, styles)
    if not chosen:
        sheet.page.data_validation(row, USED, row, USED, allowed(found))


def value_cell(found: Input, value: int | None) -> Value:
    """Return a value as a cell holds it: a rate in its own unit, a choice as a word."""
    if value is None:
        return None
    if found.unit == "e4":
        return value / SCALE_E4
    return CHOICES[found.choices[value]] if found.unit == "choice" else value


def value_style(found: Input) -> str:
    """Return the style of an input's cell."""
    return {"e4": "rate", "choice": "words"}.get(found.unit, "figure")


def allowed(found: Input) -> dict[str, Any]:
    """Return the rule for what may be typed, which tells the one who types; formulas refuse too."""
    if found.unit == "choice":
        words = [CHOICES[word] for word in found.choices]
        told = {"error_title": "Ikke et valg", "error_message": "Velg et av ordene i listen."}
        return {"validate": "list", "source": words} | told
    kind, text = "decimal", "Skriv et tall som er 0 eller mer, med inntil fire desimaler."
    if found.unit != "e4":
        unit = {"months": "måneder", "currency": found.unit_label}.get(found.unit, "kroner")
        kind, most = "integer", amount(found.largest)
        text = f"Skriv et helt tall fra 0 til {most} (hele {unit[:30]})."
    told = {"error_title": "Ikke et gyldig tall", "error_message": text}
    return {"validate": kind, "criteria": "between", "minimum": 0,
            "maximum": largest(found)} | told  # fmt: skip


def stale(tail: str, otherwise: str) -> str:
    """Return the formula of a sentence on values refused or changed, or else of `otherwise`.

    `tail` is the text or the cell of what is said of changed values.
    """
    refused, changed = REFUSED_NOW.anywhere, CHANGED_NOW.anywhere
    wrong = f'{_count(refused)}&" ikke gyldig. Se arket «{SHEET}»."'
    moved = f'{_count(changed)}&" endret "&{tail}'
    return f"IF({refused}>0,{wrong},IF({changed}>0,{moved},{otherwise}))"


def _count(cell: str) -> str:
    return f'IF({cell}=1,"1 verdi er",{cell}&" verdier er")'
