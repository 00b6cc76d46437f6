"""The lower half of the reckoning: lines net of earmarked money, groups, and what is left."""

from __future__ import annotations

from ipr.plan.model import BudgetLine
from ipr.present.wording import CHOICES
from ipr.publish.sheets.paper import Formula
from ipr.publish.sheets.state import (
    AMOUNT,
    BALANCED,
    BALANCING,
    EARMARKED,
    RESULT,
    Reckoning,
    span,
    words_for,
)
from ipr.publish.sheets.view import MINIMUM


def write_lines(state: Reckoning) -> None:
    """Write every group with its lines: all components, what earmarked money pays, cut and net."""
    heads = ("Post", "Merknad", "Alle delposter", "Øremerket betaler", "Kutt", "", "Netto")
    state.heading("3 Poster", heads)
    plan = state.view.plan
    for group in plan.groups:
        lines = [line for line in plan.lines if line.group == group.id]
        if not lines:
            continue
        state.put(0, group.label, "group")
        for column in range(1, RESULT):
            state.put(column, None, "group")
        cells = span(state.row + 1, state.row + len(lines), RESULT)
        state.figure(f"groups.{group.id}", RESULT, f"SUM({cells})", "group figure")
        state.row += 1
        for line in lines:
            _line(state, line)
            state.row += 1


def _line(state: Reckoning, line: BudgetLine) -> None:
    state.put(0, line.label, "text")
    cells = [state.figures[f"lines.{line.id}.{part.id}"] for part in line.components]
    span = f"{cells[0].here}:{cells[-1].here}"
    pending = [place for place, part in zip(cells, line.components, strict=True)
               if part.kind == "pending"]  # fmt: skip
    words = (pending or cells)[0].here
    amounts = [state.view.figures[f"lines.{line.id}.{part.id}"] for part in line.components]
    priced = [amount for amount in amounts if amount is not None]
    name = f"lines.{line.id}"
    state.put(1, _remark(state, line), "text")
    gross = Formula(
        f"IF(COUNT({span})=0,{words},SUM({span}))",
        sum(priced) if priced else words_for(state.view, name),
    )
    total = state.put(AMOUNT, gross).here
    net = total
    if earmarked := _earmarked(state, line):
        text = f"MIN(IF(ISNUMBER({total}),{total},0),{earmarked})"
        state.figure(f"earmarked.{line.id}", EARMARKED, text)
        net += f"-{state.figures[f'earmarked.{line.id}'].here}"
    if cut := state.balance(f"cut.{line.id}", BALANCED):
        net += f"-{cut.here}"
    state.figure(name, RESULT, total if net == total else f"IF(ISNUMBER({total}),{net},{total})")


def _remark(state: Reckoning, line: BudgetLine) -> str:
    if f"cut.{line.id}" in state.balanced:
        return "kuttet er satt av programmet"
    return "låst" if line.lock else ""


def _earmarked(state: Reckoning, line: BudgetLine) -> str:
    """Return the sum of earmarked money outside the frame that may pay this line."""
    word = CHOICES["outside"]
    terms = []
    for item in state.view.plan.funding:
        if item.earmarked_for == line.id:
            amount = state.figures[f"funding.{item.id}"].here
            if item.counted:
                counted = state.inputs.used[f"funding.{item.id}.counted"].anywhere
                amount = f'IF({counted}="{word}",{amount},0)'
                terms.append(amount)
    return "+".join(terms)


def write_totals(state: Reckoning) -> None:
    """Write what is allocated, what is left, and the sums beside it."""
    state.heading("4 Sammendrag", ("Størrelse", "Hvordan den regnes ut", "", "", "", "", "Kroner"))
    allocated = _sum_of(state, "groups.")
    _total(state, "allocated", ("Fordelt til postene", "summen av gruppene"), allocated)
    left = f"{_at(state, 'frame')}-{_at(state, 'allocated')}"
    reserve = (state.view.plan.reserve_label, "ramme minus fordelt")
    _total(state, "reserve", reserve, left, "total")
    minimum = state.inputs.used[MINIMUM].anywhere
    missing = ("Mangler", "opp til ønsket minstereserve, ellers 0")
    _total(state, "shortfall", missing, f"MAX(0,{minimum}-{_at(state, 'reserve')})")
    for name, label in (("cuts", "Kutt, til sammen"), ("asked", "Bedt om i tillegg, til sammen")):
        if terms := _sum_of(state, BALANCING[name]):
            _total(state, name, (label, "satt av programmet etter scenarioets regel"), terms)
    gross = ("Brutto aktivitet", "delpostene minus kutt, før øremerkede midler")
    _total(state, "gross_activity", gross, _gross(state))
    for name, kind, label in (
        ("recurring", "continues", "Inntekter hvert år"),
        ("one_off", "one_off", "Inntekter bare én gang"),
    ):
        _total(state, name, (label, "av rammen"), _incomes(state, kind))
    rest = f"MAX(0,{_at(state, 'allocated')}-{_at(state, 'recurring')})"
    words = ("Hviler på engangsmidler", "fordelt minus årlige inntekter")
    _total(state, "rests_on_one_off", words, rest)


def _at(state: Reckoning, name: str) -> str:
    return state.figures[name].here


def _sum_of(state: Reckoning, room: str) -> str:
    return "+".join(_at(state, name) for name in state.figures if name.startswith(room))


def _gross(state: Reckoning) -> str:
    names = [
        f"lines.{line.id}.{part.id}" for line in state.view.plan.lines for part in line.components
    ]
    total = f"SUM({_at(state, names[0])}:{_at(state, names[-1])})"
    return f"{total}-{_at(state, 'cuts')}" if "cuts" in state.figures else total


def _incomes(state: Reckoning, recurrence: str) -> str:
    """Return the sum of the frame's incomes of one kind, 0 where there is none."""
    free = [item for item in state.view.plan.funding if item.earmarked_for is None]
    kind = [item for item in free if item.recurrence == recurrence]
    return "+".join(_at(state, f"funding.{item.id}") for item in kind) or "0"


def _total(state: Reckoning, name: str, told: tuple[str, str], text: str, styles: str = "") -> None:
    label, how = told
    state.put(0, label, f"text {styles}".strip())
    state.put(1, how, f"text {styles}".strip())
    for column in range(AMOUNT, RESULT):
        state.put(column, None, styles or "plain")
    state.figure(name, RESULT, text, f"figure {styles}".strip())
    state.row += 1
