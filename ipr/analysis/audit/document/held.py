"""Every amount in the plan data that the plan's document may write, and where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ipr.budget.reckon import Outcome, reckon
from ipr.plan.components import Component
from ipr.plan.inputs import amount_input, inputs_of
from ipr.plan.model import BudgetLine, Plan

Place = tuple[Literal["text", "row", "note"], str]
"""A heading of the text, the label of a row, or the mark of a footnote, as `plain_name` has it."""


@dataclass(frozen=True, slots=True)
class Held:
    """An amount in the plan data: whole units of `currency`, and where the plan has it.

    `name` is that of an input, or says which figure it is (`lines.ID.total`, `lines.ID.text`,
    `frame`, `reserve`, `sums.…`). `stated` means that the plan is said to write it; others are
    sums and derived amounts, which a document may have and need not. `times` is how many times the
    text writes it in one place.
    """

    name: str
    value: int
    currency: str
    source: str
    stated: bool
    places: tuple[Place, ...] = ()
    times: int = 1


def held_amounts(plan: Plan) -> Iterator[Held]:
    """Yield every amount of the plan data that its document may write, in the plan's order."""
    outcome = reckon(plan)
    reserve_row: Place = ("row", plain_name(_last(plan.reserve_table_source)))
    yield Held("frame", plan.frame_nok, "NOK", plan.frame_source, stated=True)
    for item in plan.funding:
        notes = _notes(plan, item.earmarked_for) if item.earmarked_for else ()
        places = (*places_of(item.source), *notes)
        stated = item.status in {"stated", "planning_assumption"}
        yield Held(f"funding.{item.id}", item.amount_nok, "NOK", item.source, stated, places)
    for line in plan.lines:
        yield from _line_held(outcome, line)
    yield Held(
        "reserve",
        plan.reserve_nok,
        "NOK",
        plan.reserve_table_source,
        stated=True,
        places=(reserve_row,),
    )
    for name, value in _sums(outcome):
        yield Held(f"sums.{name}", value, "NOK", "sum av planens tall", stated=False)


def _line_held(outcome: Outcome, line: BudgetLine) -> Iterator[Held]:
    plan = outcome.plan
    row: Place = ("row", plain_name(line.label))
    notes = _notes(plan, line.id)
    for component in line.components:
        in_table = component.source == line.table_source
        places = ((row,) if in_table else places_of(component.source)) + notes
        for name, value, currency, stated in _component_amounts(outcome, line, component):
            yield Held(name, value, currency, component.source, stated, places)
    # Where the text writes the parts of a line, it need not write their sum.
    alone = len(line.components) == 1
    if line.text_nok is not None and line.source:
        name = f"lines.{line.id}.text"
        text, times = places_of(line.source), line.text_times
        yield Held(name, line.text_nok, "NOK", line.source, alone, text, times)
    if line.total_nok is not None:
        rows: tuple[Place, ...] = (row, ("row", plain_name(_last(line.table_source))), *notes)
        yield Held(
            f"lines.{line.id}.total",
            line.total_nok,
            "NOK",
            line.table_source,
            stated=True,
            places=rows,
        )


def _component_amounts(
    outcome: Outcome, line: BudgetLine, component: Component
) -> Iterator[tuple[str, int, str, bool]]:
    """Yield name, value, currency and whether the plan writes it: the amount, and what it gives."""
    name = amount_input(outcome.plan, line, component)
    amount = inputs_of(outcome.plan)[name].value
    in_year = outcome[f"lines.{line.id}.{component.id}"]
    if amount is None or in_year is None:
        return
    stated = component.status in {"stated", "planning_assumption"}
    if component.kind == "foreign_currency":
        yield name, amount, component.currency, stated
    else:
        yield name, amount, "NOK", stated
    if component.kind in {"part_year", "foreign_currency"}:
        yield f"lines.{line.id}.{component.id}", in_year, "NOK", False


def _sums(outcome: Outcome) -> Iterator[tuple[str, int]]:
    plan = outcome.plan
    yield "new_funds", outcome["recurring"]
    yield (
        "carried_over",
        sum(item.amount_nok for item in plan.funding if item.recurrence == "one_off"),
    )
    yield "funding", sum(item.amount_nok for item in plan.funding)
    yield "allocated", sum(line.total_nok or 0 for line in plan.lines)
    yield "gross_activity", outcome["gross_activity"]
    printed: dict[str, int] = {}
    for group in plan.groups:
        priced = [line.total_nok for line in plan.lines_of(group.id) if line.total_nok]
        if len(priced) > 1:  # one amount is no sum
            yield f"groups.{group.id}", sum(priced)
        if group.printed_as:
            printed[group.printed_as] = printed.get(group.printed_as, 0) + sum(priced)
    for number, value in enumerate(printed.values(), start=1):
        yield f"printed_groups.{number}", value


def parts_of(source: str) -> list[str]:
    """Return the headings a source names: `1 Kapittel › Overskrift; 2 Budsjett` has three."""
    places = re.split(r"\s*;\s*", source)
    return [part for place in places for part in re.sub(r", note\w*\b.*$", "", place).split(" › ")]


def _last(source: str) -> str:
    return source.rpartition(" › ")[2]


def places_of(source: str) -> tuple[Place, ...]:
    """Return the headings of the text that a source names, as places."""
    return tuple(("text", plain_name(_last(place))) for place in re.split(r"\s*;\s*", source))


def _notes(plan: Plan, line_id: str) -> tuple[Place, ...]:
    return tuple(("note", note.mark) for note in plan.footnotes if note.belongs_to == line_id)


def plain_name(name: str) -> str:
    """Return a heading or label without its chapter number, footnote mark, case and odd spaces."""
    bare = re.sub(r"^\s*[0-9]+(?:\.[0-9]+)*\.?\s+|[*¹²³†‡]+\s*$|:\s*$", "", name.strip())
    return " ".join(bare.split()).casefold()
