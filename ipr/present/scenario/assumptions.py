"""What is the plan's and what is ours: the assumptions a scenario changes, or the plan rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ipr.budget.change import Step
from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Group, Heading, Note, Row, Table, Text
from ipr.present.wording import STATUS, bare_value, follows, value_text
from ipr.reading.norwegian import amount

HEADING = "Hva er planens, og hva er vårt?"
MOST, FIRST = 6, 4
"""How many rows the table may have, and how many it shows where there are more."""

WE = Note("", "«Vi» er den som har laget beregningen.")


def assumptions_block(result: Result) -> Group:
    """Return what the scenario changes, whose it is, and why; for the plan what it rests on.

    Where scenarios are combined, their changes stand together.
    """
    adopted = result.amended.values if result.amended else {}
    rows = [
        row for step in result.own_steps for row in _rows(result.plan, step, bare_value, adopted)
    ]
    columns = (
        Column("label", "Forutsetning"),
        Column("plan", "Før saken" if result.amended else "Planen", "value"),
        Column("scenario", "Her", "value"),
        Column("because", "Hvor tallet kommer fra"),
    )
    if rows:
        shown = tuple(rows if len(rows) <= MOST else rows[:FIRST])
        left = len(rows) - len(shown)
        more = f"{amount(left)} til står under «Alle forutsetninger» i den fulle utgaven."
        notes = (WE, Note("", more)) if left else (WE,)
        found = Table("Forutsetningene som er endret", columns, shown, footnotes=notes)
        return Group((Heading(HEADING), found))
    rows = [
        Row((item.label, bare_value(inputs_of(result.plan)[f"funding.{item.id}"], item.amount_nok),
             _sentences(STATUS[item.status], item.because or "")))
        for item in result.plan.free_funding
        if item.status != "stated"
    ]  # fmt: skip
    if not rows:
        return Group(())
    caption = "Inntektene som planen legger til grunn"
    few = (columns[0], columns[1], columns[3])
    return Group((Heading(HEADING), Table(caption, few, tuple(rows))))


def changes_text(result: Result) -> Text:
    """Return what the scenario changes as a list, for where a table is too wide."""
    items = tuple(
        f"{row.cells[0]}: {row.cells[1]} → {row.cells[2]}"
        for step in result.steps
        for row in _rows(result.plan, step, value_text)
    )
    return Text(items=items) if items else Text(paragraphs=("Ingen forutsetninger er endret.",))


def _rows(
    plan: Plan,
    step: Step,
    shown: Callable[[Input, int | None], str],
    adopted: Mapping[str, int] | None = None,
) -> Iterator[Row]:
    """Yield a row for each answer and input that a change touches; `adopted` stood before it."""
    change = step.change
    if isinstance(change, DecideChange):
        label = plan.condition(change.condition).label
        here = "ja" if change.answer == "granted" else f"nei, {follows(plan, change)}"
        taken = "ja" if "assumption" in plan.condition(change.condition).kinds else "ikke avgjort"
        yield Row((label, taken, here, _sentences("vårt eksempel", change.because)))
        return
    for name, value in step.inputs.items():
        found = inputs_of(plan)[name]
        if value == found.value:
            whose = "planens tall"
        else:
            whose = "vår lesing" if found.unit == "choice" else "vårt eksempel"
        told = _sentences(whose, change.because)
        before = (adopted or {}).get(name, found.value)
        yield Row((found.label, shown(found, before), shown(found, value), told))


def _sentences(whose: str, because: str) -> str:
    """Return whose a value is and why, each as a sentence."""
    told = " ".join(part for part in (f"{whose[:1].upper()}{whose[1:]}.", because) if part)
    return told if told.endswith((".", "!", "?")) else f"{told}."
