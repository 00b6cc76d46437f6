"""Scenarios side by side: what differs, line by line, and the reserves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from ipr.analysis.consequences import state_of
from ipr.budget.figures import figures_of
from ipr.budget.result import Result
from ipr.present import charts
from ipr.present.answers import STATE_WORDS, WORST_FIRST, reserve_text, verdict_word
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Cover, Group, KeyFigure, Verdict
from ipr.present.blocks.tables import Column, Kind, Missing, Row, Table, columns, make_table
from ipr.present.changes import step_label
from ipr.present.plan import line_amount
from ipr.present.wording import (
    bare_value,
    capital,
    case_text,
    left_over,
    plan_line,
    ruled,
)
from ipr.reading.norwegian import kroner, listing

SUMS = ("frame", "allocated", "reserve")


def comparison_cover(
    found: Sequence[Result],
    against: Result,
    *,
    title: str = "",
    question: str = "",
    case: str = "",
) -> Cover:
    """Return the head of a comparison, which can be attached to a case by itself.

    Title, question and case are its own where they are given.
    """
    plan, everyone = against.plan, (against, *found)
    states = [state_of(one) for one in found]
    worst = next(state for state in WORST_FIRST if state in states)
    names = listing([f"«{one.scenario.title}»" for one in found])
    called = names if len(found) > 1 else found[0].scenario.title
    return Cover(
        title=title or f"Sammenligning: {called}",
        subtitle=plan_line(plan, capital(case_text(case)) if case else ""),
        question=question or f"Hva skiller {names} fra «{against.scenario.title}»?",
        answer=f"{spread_text([one.reserve for one in everyone])}.",
        verdict=Verdict(worst, f"{_states(found, against)}."),
        key_figures=tuple(KeyFigure(one.scenario.title, reserve_text(one)) for one in everyone),
    )


def _states(found: Sequence[Result], against: Result) -> str:
    """Return how each stands, the one compared with last; in one word where all are balanced."""
    everyone = (*found, against)
    if {state_of(one) for one in everyone} == {"balanced"}:
        return "Alle scenarioene er i balanse" if len(found) > 1 else "Scenarioet er i balanse"
    return "; ".join(f"«{one.scenario.title}»: {_stands(one)}" for one in everyone)


def _stands(one: Result) -> str:
    """Return how a budget stands, in running text."""
    state = state_of(one)
    if state != "short":
        return STATE_WORDS[state]
    if one.reserve < 0:
        return f"mangler {kroner(-one.reserve)}"
    return f"{kroner(one.shortfall)} mindre igjen enn ønsket"


def spread_text(reserves: Sequence[int]) -> str:
    """Return how far reserves lie apart: `Fra 390 000 kroner for lite til 860 000 igjen`."""
    low, high = min(reserves), max(reserves)
    first, last = left_over(low), left_over(high)
    if low == high:
        who = {1: "Scenarioet", 2: "Begge"}.get(len(reserves), "Alle")
        return f"{who} har {last}"
    if (low < 0) == (high < 0):  # the last says it of both
        first = first.removesuffix(" for lite" if low < 0 else " igjen")
    return f"Fra {first} til {last}"


def compared_reasons_table(found: Sequence[Result]) -> Table:
    """Return what each scenario changes and why, and what it does where money lacks."""
    rows: list[Row | tuple[str, str]] = []
    for one in found:
        rows.append(Row((one.scenario.title, None), "group"))
        for step in one.steps:
            source = f" (Kilde: {step.change.source})" if step.change.source else ""
            rows.append((step_label(one.plan, step), f"{step.change.because}{source}"))
        if not one.steps:
            rows.append(("Ingenting", "–"))
        rule = one.balancing
        if rule.policy != "leave_open":
            rows.append(("Hvis noe mangler", f"{capital(ruled(rule))}."))
        if rule.minimum_reserve_nok:
            rows.append(("Ønsket igjen", f"Minst {kroner(rule.minimum_reserve_nok)}."))
    heads = columns(label="Hva som endres", because="Hvorfor")
    return make_table("Hva scenarioene endrer, og hvorfor", heads, rows)


def compared_inputs_table(found: Sequence[Result], against: Result) -> Table | Group:
    """Return every input that is not the same in all of them, one column for each scenario.

    Nothing where all are the same.
    """
    everyone = (against, *found)
    registers = [one.register for one in everyone]
    rows = []
    for name in dict.fromkeys(chain(*registers)):
        known = [register.get(name) for register in registers]
        label = next(item.found.label for item in known if item)
        values = [bare_value(item.found, item.value) if item else "finnes ikke" for item in known]
        if len(set(values)) > 1:
            rows.append((label, *values))
    heads = _columns("Forutsetning", everyone, "value")
    return make_table("Forutsetninger som er ulike", heads, rows) if rows else NOTHING_TO_SAY


def compared_lines_table(found: Sequence[Result], against: Result) -> Table | Group:
    """Return the incomes and lines that are not the same in all of them, and the totals.

    Nothing where all are the same.
    """
    everyone = (against, *found)
    lines = {line.id: line for one in everyone for line in one.plan.lines}
    shown: list[tuple[int | str | Missing, ...]] = [
        (item.label, *(one.outcome.funding[item.id] for one in everyone))
        for item in against.plan.free_funding
    ]
    for key, line in lines.items():
        amounts = (
            line_amount(one.outcome, line) if key in one.outcome.lines else Missing("–")
            for one in everyone
        )
        shown.append((line.label, *amounts))
    rows = [Row(cells) for cells in shown if len(set(cells[1:])) > 1]
    if not rows:
        return NOTHING_TO_SAY
    for name in SUMS:
        cells = (
            figures_of(against.plan)[name].label,
            *(one.outcome.figures[name] for one in everyone),
        )
        rows.append(Row(cells, "total" if name == "reserve" else "subtotal"))
    heads = _columns("Budsjettpost", everyone, "amount")
    left_out = "Poster som er like i alle scenarioene, er utelatt."
    alike = len(rows) - len(SUMS) < len(shown)
    return make_table("Beløp som er ulike", heads, rows, left_out if alike else "")


def verdicts_table(found: Sequence[Result], against: Result) -> Table:
    """Return each scenario's reserve, its distance to the reference, and its verdict."""
    rows = (
        (one.scenario.title, one.reserve, one.reserve - against.reserve, verdict_word(one))
        for one in (against, *found)
    )
    heads = columns(title="Scenario", reserve_nok=against.plan.reserve_label,
                    change_nok="Forskjell", verdict="Resultat")  # fmt: skip
    return make_table("Resultatene", heads, rows, f"Forskjellen er mot «{against.scenario.title}».")


def reserves_chart(found: Sequence[Result], against: Result) -> Chart:
    """Return the reserves side by side, the reference first."""
    everyone = (against, *found)
    items = [(one.scenario.title, one.reserve) for one in everyone]
    caption = spread_text([nok for _, nok in items])
    drawn = charts.bars(caption, items, verdicts_table(found, against), strong=(0,))
    return replace(drawn, unit=f"{against.plan.reserve_label}, i kroner")


def _columns(label: str, everyone: Sequence[Result], kind: Kind) -> tuple[Column, ...]:
    found = [Column("label", label)]
    ids = [one.scenario.id for one in everyone]  # all that are built in Python have the same
    for place, one in enumerate(everyone):
        key = ids[place] if ids.count(ids[place]) == 1 else f"{ids[place]}_{place}"
        found.append(Column(key, one.scenario.title, kind))
    return tuple(found)
