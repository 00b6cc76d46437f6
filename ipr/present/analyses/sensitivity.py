"""What each assumption does to the reserve, as a reader sees it: tornado, steps, thresholds, pairs.

All figures are before any balancing rule has covered a shortfall, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipr.analysis.break_even import BreakEven, break_even
from ipr.analysis.sensitivity import (
    End,
    Sensitivity,
    pairs,
    sensitivities,
    span_of,
    tornado,
)
from ipr.budget.result import Result
from ipr.plan.inputs import Input, inputs_of
from ipr.present import charts
from ipr.present.answers import reserve_text, verdict
from ipr.present.blocks import Chart, Column, Cover, KeyFigure, Missing, Note, Row, Table, Text
from ipr.present.wording import case_line, plan_status, value_text
from ipr.reading.norwegian import NBSP, amount, kroner

UNBALANCED = Note("", "Én ting endres om gangen, uten kutt.")
NO_RANGES = Text(paragraphs=("Planens data sier ikke hvor mye noe kan endre seg.",))
MOST_PAIRS = 10


def sensitivities_of(calculation: Result) -> tuple[Sensitivity, ...]:
    """Return what each input with a range does, from the scenario's inputs, widest swing first."""
    resolved = calculation
    return tornado(sensitivities(resolved.plan, resolved.values))


def sensitivity_cover(calculation: Result) -> Cover:
    """Return the head of the sensitivity report: what matters most, and how it stands now."""
    plan, scenario = calculation.plan, calculation.scenario
    reserve = plan.reserve_label.lower()
    about = f" {case_line(calculation)}." if scenario.id else ""
    return Cover(
        title=f"Følsomhet: {scenario.title}",
        subtitle=f"{plan.council.name}. {plan.title} ({plan_status(plan)}).{about}",
        question=f"Hvilke forutsetninger betyr mest for {reserve}, og hva skal til for at "
        "det mangler penger?",
        answer=_finding(calculation),
        verdict=verdict(calculation),
        key_figures=(KeyFigure(f"{plan.reserve_label} nå", reserve_text(calculation)),),
    )


def _finding(calculation: Result) -> str:
    """Return which assumption matters most, and where the money ends as it moves alone."""
    rows = sensitivities_of(calculation)
    if not rows:
        return NO_RANGES.paragraphs[0]
    plan, widest = calculation.plan, rows[0]
    item = inputs_of(plan)[widest.name]
    found = break_even(plan, calculation.values, item.name, _minimum(calculation))
    if found.nearest is None:
        return f"{widest.label} betyr mest."
    at = value_text(item, found.nearest.threshold)
    under = found.nearest.beyond < found.nearest.threshold
    if found.holds:
        word = "under" if under else "over"
        return f"{widest.label} betyr mest. Blir det {word} {at}, mangler det penger."
    word = "minst" if under else "høyst"
    return f"{widest.label} betyr mest. Pengene rekker når det blir {word} {at}."


def tornado_chart(calculation: Result) -> Chart | Text:
    """Return a bar to each side for the two ends of every stated range, widest swing first."""
    plan, rows = calculation.plan, sensitivities_of(calculation)
    if not rows:
        return NO_RANGES
    catalogue = inputs_of(plan)
    items = [
        (
            row.label,
            [
                (end.effect_nok, value_text(catalogue[row.name], end.value))
                for end in (row.low, row.high)
            ],
        )
        for row in rows
    ]
    now = int(calculation.unbalanced.reserve)
    table = _tornado_table(calculation, rows)
    drawn = charts.tornado(_finding(calculation), now, items, table)
    return replace(drawn, unit=f"{plan.reserve_label}, i kroner")


def tornado_table(calculation: Result) -> Table | Text:
    """Return the effect of both ends of every stated range, widest swing first."""
    rows = sensitivities_of(calculation)
    return _tornado_table(calculation, rows) if rows else NO_RANGES


def _tornado_table(calculation: Result, rows: tuple[Sensitivity, ...]) -> Table:
    plan = calculation.plan
    catalogue = inputs_of(plan)
    told = tuple(
        Row(
            (
                row.label,
                value_text(catalogue[row.name], row.value),
                value_text(catalogue[row.name], row.low.value),
                row.low.effect_nok,
                value_text(catalogue[row.name], row.high.value),
                row.high.effect_nok,
            )
        )
        for row in rows
    )
    columns = (
        Column("label", "Forutsetning"),
        Column("value", "Nå"),
        Column("low", "Lavest"),
        Column("low_effect_nok", "Virkning av lavest", "change"),
        Column("high", "Høyest"),
        Column("high_effect_nok", "Virkning av høyest", "change"),
    )
    caption = f"Hva ytterpunktene gjør med {plan.reserve_label.lower()}"
    return Table(caption, columns, told, footnotes=(UNBALANCED,))


def steps_table(calculation: Result) -> Table | Text:
    """Return what one step of each input is worth in kroner, and why its range is as it is."""
    plan = calculation.plan
    rows = sensitivities(plan, calculation.values)
    if not rows:
        return NO_RANGES
    catalogue = inputs_of(plan)
    told = tuple(
        Row(
            (
                row.label,
                value_text(catalogue[row.name], row.step),
                _effect(row.down),
                _effect(row.up),
                row.because,
            )
        )
        for row in rows
    )
    columns = (
        Column("label", "Forutsetning"),
        Column("step", "Så mye"),
        Column("down_nok", "Mindre", "change"),
        Column("up_nok", "Mer", "change"),
        Column("because", "Hvor mye det kan endre seg, og hvorfor"),
    )
    notes = [UNBALANCED, Note("", "En strek betyr at det ikke er mulig.")]
    if any(row.value is None for row in rows):
        text = "For en post uten beløp er «mer» regnet fra det laveste beløpet."
        notes.append(Note("", text))
    return Table("Hva en liten endring betyr", columns, told, footnotes=tuple(notes))


def _effect(end: End | None) -> int | Missing:
    return Missing("–") if end is None else end.effect_nok


def thresholds_table(calculation: Result) -> Table:
    """Return, for each income and each input with a range, where the budget ceases to balance."""
    plan, minimum = calculation.plan, _minimum(calculation)
    free = {f"funding.{item.id}" for item in plan.free_funding}
    rows: list[Row] = []
    for item in inputs_of(plan).values():
        if item.name in free or item.range:
            found = break_even(plan, calculation.values, item.name, minimum)
            rows += _threshold_rows(item, found)
    columns = (
        Column("label", "Forutsetning"),
        Column("value", "Nå"),
        Column("threshold", "Minst eller høyst"),
        Column("beyond", "Rett forbi"),
        Column("in_range", "Kan det skje?"),
    )
    wish = "0 kroner" if minimum == 0 else f"minst {kroner(minimum)}"
    goal = f"{wish} eller mer" if minimum == 0 else wish
    notes = (
        Note("", f"Det siste tallet der {plan.reserve_label.lower()} er {goal}."),
        Note("", "I parentes står det som da er igjen av rammen, uten kutt."),
    )
    return Table(
        "Så langt rekker pengene, én ting om gangen", columns, tuple(rows), footnotes=notes
    )


def _threshold_rows(item: Input, found: BreakEven) -> Iterator[Row]:
    now = value_text(item, found.value)
    if not found.crossings:
        why = "alltid dekket" if found.holds else "aldri dekket"
        yield Row((item.label, now, Missing("ingen grense"), Missing(why), "–"))
    span = span_of(item)
    for crossing in found.crossings:
        at = f"{value_text(item, crossing.threshold)} ({amount(crossing.reserve_at)})"
        beyond = f"{value_text(item, crossing.beyond)} ({amount(crossing.reserve_beyond)})"
        inside = "–"
        if span is not None:
            reached = span.low <= crossing.threshold and crossing.beyond <= span.high
            reached &= span.low <= crossing.beyond and crossing.threshold <= span.high
            inside = "ja" if reached else "nei"
        yield Row((item.label, now, at, beyond, inside))


def _minimum(calculation: Result) -> int:
    return calculation.balancing.minimum_reserve_nok


def pairs_table(calculation: Result) -> Table | Text:
    """Return what two inputs do together at the worse ends of their ranges, the worst first."""
    plan, inputs = calculation.plan, calculation.values
    rows = sensitivities_of(calculation)
    catalogue = inputs_of(plan)
    found = pairs(plan, inputs, tuple(row for row in rows if row.worst.effect_nok < 0))
    if not found:
        return Text(paragraphs=("Ingen to ting gir mindre igjen av rammen enn nå.",))
    told = tuple(
        Row(
            (
                _valued(catalogue[pair.first], pair.first_value),
                _valued(catalogue[pair.second], pair.second_value),
                pair.sum_nok,
                pair.effect_nok,
                pair.reserve_nok,
            )
        )
        for pair in found[:MOST_PAIRS]
    )
    columns = (
        Column("first", "Den ene"),
        Column("second", "Den andre"),
        Column("sum_nok", "Hver for seg", "change"),
        Column("effect_nok", "Sammen", "change"),
        Column("reserve_nok", plan.reserve_label, "amount"),
    )
    notes = [Note("", "Begge står slik at minst er igjen av rammen.")]
    if len(found) > MOST_PAIRS:
        text = f"De {MOST_PAIRS} verste av {amount(len(found))}{NBSP}par."
        notes.append(Note("", text))
    return Table("To forutsetninger om gangen", columns, told, footnotes=tuple(notes))


def _valued(item: Input, value: int) -> str:
    return f"{item.label}: {value_text(item, value)}"
