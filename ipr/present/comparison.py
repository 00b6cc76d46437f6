"""Scenarios side by side, as a reader sees them: what differs, line by line, and the reserves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipr.budget.consequences import state_of
from ipr.budget.figures import figures_of
from ipr.budget.result import Result
from ipr.plan.inputs import inputs_of
from ipr.present import charts
from ipr.present.answers import STATE_WORDS, WORST_FIRST, reserve_text, verdict_word
from ipr.present.blocks import Chart, Column, Cover, KeyFigure, Missing, Note, Row, Table, Verdict
from ipr.present.plan_tables import line_amount
from ipr.present.wording import POLICIES, bare_value, case_text, change_label, plan_status
from ipr.reading.norwegian import kroner, listing

TOTALS = ("frame", "allocated", "reserve")


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
    plan = against.plan
    states = [state_of(one) for one in found]
    worst = next(state for state in WORST_FIRST if state in states)
    same = "Alle scenarioene er i balanse." if worst == "balanced" else ""
    parts = [
        f"{one.scenario.title}: {STATE_WORDS[state]}"
        for one, state in zip(found, states, strict=True)
    ]
    names = [f"«{one.scenario.title}»" for one in found]
    attached = f" {case_text(case)[:1].upper()}{case_text(case)[1:]}." if case else ""
    reserves = [one.reserve for one in (against, *found)]
    return Cover(
        title=title or f"Sammenligning: {listing([one.scenario.title for one in found])}",
        subtitle=f"{plan.council.name}. {plan.title} ({plan_status(plan)}).{attached}",
        question=question or f"Hva skiller {listing(names)} fra «{against.scenario.title}»?",
        answer=f"{spread_text(min(reserves), max(reserves))}.",
        verdict=Verdict(worst, same or f"{'; '.join(parts)}."),
        key_figures=tuple(
            KeyFigure(one.scenario.title, reserve_text(one)) for one in (against, *found)
        ),
    )


def spread_text(low: int, high: int) -> str:
    """Return how far reserves lie apart: `Fra 390 000 kroner for lite til 860 000 igjen`."""
    words = ["for lite" if nok < 0 else "igjen" for nok in (low, high)]
    first, last = (kroner(abs(nok)) if nok else "ingenting" for nok in (low, high))
    if low == high:
        return f"Alle har {last} {words[1]}"
    return f"Fra {first} {'' if words[0] == words[1] else f'{words[0]} '}til {last} {words[1]}"


def compared_reasons_table(found: Sequence[Result]) -> Table:
    """Return what each scenario changes and why, and what it does where money lacks."""
    rows: list[Row] = []
    for one in found:
        rows.append(Row((one.scenario.title, None), "group"))
        for step in one.steps:
            source = f" (Kilde: {step.change.source})" if step.change.source else ""
            label = change_label(one.plan, step.change)
            rows.append(Row((label, f"{step.change.because}{source}")))
        balancing = one.balancing
        wish = f", og minst {kroner(balancing.minimum_reserve_nok)} skal være igjen"
        rule = POLICIES[balancing.policy] + (wish if balancing.minimum_reserve_nok else "")
        rows.append(Row(("Hvis noe mangler", f"{rule[:1].upper()}{rule[1:]}.")))
    columns = (Column("label", "Hva som endres"), Column("because", "Hvorfor"))
    return Table("Hva scenarioene endrer, og hvorfor", columns, tuple(rows))


def compared_inputs_table(found: Sequence[Result], against: Result) -> Table:
    """Return every input that is not the same in all of them, one column for each scenario."""
    everyone = (against, *found)
    catalogues = [inputs_of(one.plan) for one in everyone]
    names = dict.fromkeys(name for catalogue in catalogues for name in catalogue)
    rows = []
    for name in names:
        label = next(catalogue[name].label for catalogue in catalogues if name in catalogue)
        values = [
            bare_value(catalogue[name], one.values.get(name, catalogue[name].value))
            if name in catalogue
            else "finnes ikke"
            for one, catalogue in zip(everyone, catalogues, strict=True)
        ]
        if len(set(values)) > 1:
            rows.append(Row((label, *values)))
    rows = rows or [Row(("Ingen forskjeller", *("–" for _ in everyone)))]
    columns = (Column("label", "Forutsetning"), *_columns(everyone, "value"))
    return Table("Forutsetninger som er ulike", columns, tuple(rows))


def compared_lines_table(found: Sequence[Result], against: Result) -> Table:
    """Return the incomes and lines that are not the same in all of them, and the totals."""
    everyone = (against, *found)
    plans = [one.plan for one in everyone]
    rows = [
        Row((item.label, *(int(one.outcome.funding[item.id]) for one in everyone)))
        for item in plans[0].free_funding
    ]
    lines = {line.id: line for plan in plans for line in plan.lines}
    for line_id, line in lines.items():
        cells = [
            line_amount(one.outcome, line) if line_id in one.outcome.lines else Missing("–")
            for one in everyone
        ]
        rows.append(Row((line.label, *cells)))
    rows = [row for row in rows if len(set(row.cells[1:])) > 1]
    for name in TOTALS:
        amounts = [int(one.outcome[name]) for one in everyone]
        label = figures_of(plans[0])[name].label
        rows.append(Row((label, *amounts), "total" if name == "reserve" else "subtotal"))
    columns = (Column("label", "Budsjettpost"), *_columns(everyone, "amount"))
    note = Note("", "Poster som er like i alle scenarioene, er utelatt.")
    return Table("Beløp som er ulike", columns, tuple(rows), footnotes=(note,))


def verdicts_table(found: Sequence[Result], against: Result) -> Table:
    """Return each scenario's reserve, its distance to the reference, and its verdict."""
    reference = int(against.outcome.reserve)
    rows = tuple(
        Row(
            (
                one.scenario.title,
                int(one.outcome.reserve),
                int(one.outcome.reserve) - reference,
                verdict_word(one),
            )
        )
        for one in (against, *found)
    )
    columns = (
        Column("title", "Scenario"),
        Column("reserve_nok", against.plan.reserve_label, "amount"),
        Column("change_nok", "Forskjell", "change"),
        Column("verdict", "Resultat"),
    )
    note = Note("", f"Forskjellen er mot «{against.scenario.title}».")
    return Table("Resultatene", columns, rows, footnotes=(note,))


def reserves_chart(found: Sequence[Result], against: Result) -> Chart:
    """Return the reserves side by side, the reference first."""
    items = [(one.scenario.title, one.reserve) for one in (against, *found)]
    amounts = [nok for _, nok in items]
    drawn = charts.bars(
        spread_text(min(amounts), max(amounts)), items, verdicts_table(found, against), strong=(0,)
    )
    return replace(drawn, unit=f"{against.plan.reserve_label}, i kroner")


def _columns(everyone: Sequence[Result], kind: str) -> list[Column]:
    return [
        Column(one.scenario.id, one.scenario.title, kind)  # type: ignore[arg-type]
        for one in everyone
    ]
