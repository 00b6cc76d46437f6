"""What is given: the scenarios over one plan, and the sheet of every number and choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ipr.budget.figures import GIVEN, MINIMUM, Figure, figures_of
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.result import Registered, Result
from ipr.plan.inputs import OUR_OWN, Input, inputs_of
from ipr.plan.model import BudgetLine, Plan
from ipr.present.wording import CHOICES, STANDING, value_text
from ipr.publish.sheets.paper import At, Cell, Formula, Paper, Place, Sheet, Value
from ipr.reading.norwegian import E4, amount

SHEET = "Inndata"
CHANGED_NOW, REFUSED_NOW = Place(SHEET, 2, 3), Place(SHEET, 3, 3)
HEAD_ROW = 5
FIRST_ROW = HEAD_ROW + 1
USED, SHOWN_AS, PROGRAM, READ = 3, 8, 9, 11  # columns
YES, NO, REFUSED = "ja", "nei", "ugyldig"
LARGEST_E4 = 9 * 10**9
"""The largest rate: a remainder (below 10⁶) times a rate is whole and exact up to here."""
OF_LINES = {"lines", "gross", "available", "earmarked", "cut"}
"""The rooms of figures whose names go on with the id of a line."""
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
    ("Hvor tallet kommer fra", 26, "head aside_head"),
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


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario over `plan`, which may have lines that other scenarios add.

    `planned`, `before` and `figures` are whole kroner by the figure's name: in the plan, before
    the case (an amended budget, or the plan), and in the scenario. None is no amount yet; a line
    that is not of the scenario stands as in the plan. `items` are the inputs, by their figures.
    """

    result: Result
    plan: Plan
    planned: Outcome
    before: Mapping[str, int | None]
    figures: Mapping[str, int | None]
    items: Mapping[str, Registered]

    def shown(self, name: str) -> int | str:
        """Return the scenario's figure, or the plan's own words where there is no amount."""
        return in_words(self.plan, name, self.figures[name])

    def shown_before(self, name: str) -> int | str:
        """Return the figure before the case, likewise."""
        return in_words(self.plan, name, self.before[name])


def cases_of(results: Sequence[Result]) -> tuple[Case, ...]:
    """Return the scenarios of one plan, all over the plan with every line that any of them adds.

    Where two scenarios add a line of the same id in different groups, one of them is renamed.
    """
    lines: dict[str, BudgetLine] = {}
    owns: list[dict[str, str]] = []
    for result in results:
        own = {_free_id(line, lines): line.id for line in result.plan.lines}
        for new, old in own.items():
            lines.setdefault(new, result.plan.line(old).model_copy(update={"id": new}))
        owns.append(own)
    plan = results[0].plan.model_copy(update={"lines": tuple(lines.values())})
    planned = reckon(plan)
    return tuple(_case(one, plan, planned, own) for one, own in zip(results, owns, strict=True))


def _case(result: Result, plan: Plan, planned: Outcome, own: Mapping[str, str]) -> Case:
    """Return a scenario over `plan`; `own` has the ids in its own plan of the lines it has."""
    reckoned = (one.name for one in figures_of(plan).values() if one.operation != "given")
    names = {name: _own_name(name, own) for name in reckoned}
    before, figures = (
        {name: planned[name] if known is None else found(known) for name, known in names.items()}
        for found in (result.before, result.outcome.figures.__getitem__)
    )
    register, items = result.register, {MINIMUM: _minimum(result)}
    for name, found in inputs_of(plan).items():
        known = _own_name(name, own)
        items[GIVEN + name] = Registered(found, None) if known is None else register[known]
    return Case(result, plan, planned, before, figures, items)


def _own_name(name: str, own: Mapping[str, str]) -> str | None:
    """Return what a figure is called in the scenario's own plan; None of a line it has not."""
    room, _, rest = name.partition(".")
    line, dot, part = rest.partition(".")
    if room not in OF_LINES:
        return name
    return f"{room}.{own[line]}{dot}{part}" if line in own else None


def _free_id(line: BudgetLine, lines: Mapping[str, BudgetLine]) -> str:
    """Return the line's id, or that id with a number where it stands for another line."""
    wanted, number, told = line.id, 1, (line.group, line.label)
    while wanted in lines and (lines[wanted].group, lines[wanted].label) != told:
        number += 1
        wanted = f"{line.id}_{number}"
    return wanted


def in_words(plan: Plan, name: str, amount: int | None) -> int | str:
    """Return the amount, or where there is none the words of the input that lacks it: never 0."""
    if amount is not None:
        return amount
    figure = figures_of(plan)[name]
    while figure.terms:
        figure = figures_of(plan)[figure.terms[0].name]
    return words_of(inputs_of(plan)[figure.id])


def words_of(found: Input) -> str:
    """Return what stands for an input that has no amount yet."""
    return value_text(found, None)


def _minimum(result: Result) -> Registered:
    """Return the reserve the scenario wishes to keep, as an input like the others."""
    chosen = result.balancing.minimum_reserve_nok
    found = Input(
        name=f"balancing.{MINIMUM}",
        label=figures_of(result.plan)[MINIMUM].label,
        unit="nok",
        unit_label="kroner",
        value=0,
        status="ours",
        source="scenarioets regel for balanse" if chosen else OUR_OWN,
        because="Det rådet minst vil ha igjen. Uten et ønske er grensen 0 kroner.",
    )
    return Registered(found, chosen)


def given_of(case: Case) -> tuple[Figure, ...]:
    """Return the figures that are inputs, in the list's order."""
    return tuple(one for one in figures_of(case.plan).values() if one.operation == "given")


def write_inputs(paper: Paper, case: Case, chosen: tuple[At, At] | None = None) -> dict[str, Place]:
    """Write the sheet and return the cell each input is reckoned with, by its figure's name.

    With `chosen` the inputs follow a choice of scenario: formulas for what is typed and for what
    the program set, by the figure's name. Without, they are open to change.
    """
    sheet = paper.sheet(SHEET, [width for _, width, _ in COLUMNS], wide=True)
    sheet.put(0, 0, SHEET, "title")
    sheet.put(1, 0, FOLLOWS if chosen else TYPED, "plain")
    sheet.heads(HEAD_ROW, [label for label, _, _ in COLUMNS], [style for _, _, style in COLUMNS])
    figures = figures_of(case.plan).values()
    may_lack = {one.terms[0].name for one in figures if one.operation == "product"}
    used: dict[str, Place] = {}
    read: dict[str, Place] = {}
    row, room = FIRST_ROW, ""
    for figure in given_of(case):
        item = case.items[figure.name]
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
    differs = f'OR($K{FIRST_ROW + 1}="{YES}",$K{FIRST_ROW + 1}="{REFUSED}")'
    sheet.mark((FIRST_ROW, USED, row - 1, USED), differs)
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


def given(found: Input, typed: str, words: str) -> str:
    """Return what the reckoning reads of a typed value: a whole number, in the input's own unit.

    `words` is the cell of what stands for a missing amount; empty where none may be missing. Text,
    negative numbers, what is too large and too many decimals give an error, and so does all that
    follows from them.
    """
    if found.unit == "choice":
        read = "NA()"
        for place, word in reversed([*enumerate(found.choices)]):
            read = f'IF({typed}="{CHOICES[word]}",{place},{read})'
        return read
    rate = found.unit == "e4"
    whole = f"ROUND({typed},4)={typed}" if rate else f"INT({typed})={typed}"
    value = f"ROUND({typed}*{E4},0)" if rate else typed
    within = f"AND({typed}>=0,{typed}<={_largest(found)},{whole})"
    read = f"IF(ISNUMBER({typed}),IF({within},{value},NA()),NA())"
    return f'IF(OR({typed}="",{typed}={words}),{words},{read})' if words else read


def _largest(found: Input) -> int:
    """Return the largest value that may be typed, as it is typed."""
    return min(found.largest, LARGEST_E4) // E4 if found.unit == "e4" else found.largest


def value_cell(found: Input, value: int | None) -> Value:
    """Return a value as a cell holds it: a rate in its own unit, a choice as a word."""
    if value is None:
        return None
    if found.unit == "e4":
        return value / E4
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
    limits = {"criteria": "between", "minimum": 0, "maximum": _largest(found)}
    return {"validate": kind} | limits | told


def stale(tail: str, otherwise: str) -> str:
    """Return the formula of a sentence on values refused or changed, or else of `otherwise`.

    `tail` is the text or the cell of what is said of changed values.
    """
    refused, changed = REFUSED_NOW.anywhere, CHANGED_NOW.anywhere
    many = f'{refused}&" verdier er ikke gyldige"'
    wrong = f'IF({refused}=1,"1 verdi er ikke gyldig",{many})&". Se arket «{SHEET}»."'
    moved = f'IF({changed}=1,"1 verdi er",{changed}&" verdier er")&" endret "&{tail}'
    return f"IF({refused}>0,{wrong},IF({changed}>0,{moved},{otherwise}))"
