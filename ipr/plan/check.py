"""Check a plan against itself: ids, reasons, ranges, days and references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from ipr.plan.inputs import Unit, component_name, inputs_of, long_names
from ipr.plan.model import (
    Alignment,
    Ambiguity,
    Assumption,
    BudgetLine,
    Ceiling,
    ComponentBase,
    Condition,
    Decision,
    ExVatComponent,
    Footnote,
    ForeignCurrencyComponent,
    Funding,
    Milestone,
    PartYearComponent,
    Plan,
    Range,
)
from ipr.reading.errors import unknown
from ipr.reading.norwegian import E4
from ipr.reading.records import Record

FIGURES = ("frame", "allocated", "reserve")
_MOST_YEARS_AHEAD = 20  # of a deadline; a year later still is a slip

Loc = tuple[str | int, ...]
Fault = tuple[Loc, str]
"""Where in the plan's tree a fault stands, and what it is, in Norwegian."""

# Each field that names something else in the plan, and the room where that must be found.
_REFERENCES: dict[type[Record], tuple[tuple[str, str], ...]] = {
    Funding: (("earmarked_for", "lines"),),
    BudgetLine: (("group", "groups"),),
    Alignment: (("goal", "goals"),),
    ForeignCurrencyComponent: (("rate", "assumptions"),),
    ExVatComponent: (("rate", "assumptions"),),
    Condition: (("touches", "places"),),
    Decision: (("components", "components"), ("milestone", "milestones")),
    Ceiling: (("input", "amounts"),),
    Milestone: (("touches", "places"),),
    Ambiguity: (("touches", "places"),),
    Footnote: (("belongs_to", "lines"),),
}


def check_plan(plan: Plan) -> list[Fault]:
    """Return what in a plan lacks a reason or refers to nothing; an empty list is good.

    Whether it adds up is for `ipr.doors.folder.check_sums`.
    """
    found = [*_check_dates(plan)]
    rooms = _rooms(plan)
    for loc, record in records((), plan):
        found += chain(_check_ids(loc, record), _check_references(loc, record, rooms))
        if isinstance(record, Funding | ComponentBase | Assumption):
            found += _check_value(loc, record, rooms["assumptions"])
        match record:
            case Funding():
                found += _check_earmarking(loc, record)
            case Condition(ceiling=Ceiling() as ceiling):
                found += _check_ceiling(plan, loc, record, ceiling)
            case Decision():
                found += _check_decision(plan, loc, record)
    return found


def records(loc: Loc, record: Record) -> Iterator[tuple[Loc, Record]]:
    """Yield a record and all within it, each with its place in the plan's tree."""
    yield loc, record
    for name, value in record:
        if isinstance(value, Record):
            yield from records((*loc, name), value)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from records((*loc, name, index), item)


def places_of(plan: Plan) -> set[str]:
    """Return all that a condition, a milestone or an ambiguity may say that it touches."""
    lines = {f"lines.{line.id}" for line in plan.lines}
    parts = {f"lines.{line.id}.{component.id}" for line, component in plan.components}
    return {*inputs_of(plan), *long_names(plan), *FIGURES, *lines, *parts}


def _rooms(plan: Plan) -> dict[str, list[str]]:
    """Return what a reference may name, by room."""
    lists = ("groups", "lines", "goals", "assumptions", "milestones")
    return {name: [item.id for item in getattr(plan, name)] for name in lists} | {
        "components": [component_name(plan, line, part) for line, part in plan.components],
        "amounts": [name for name, item in inputs_of(plan).items() if item.unit == "nok"],
        "places": [*places_of(plan)],
    }


def _check_ids(loc: Loc, record: Record) -> Iterator[Fault]:
    for name, value in record:
        items: tuple[Any, ...] = value if isinstance(value, tuple) else ()
        ids = [item.id for item in items if hasattr(item, "id")]
        for index, found in enumerate(ids):
            if found in ids[:index]:
                yield (*loc, name, index, "id"), f"id-en «{found}» er brukt før"


def _check_references(loc: Loc, record: Record, rooms: Mapping[str, list[str]]) -> Iterator[Fault]:
    for field, room in _REFERENCES.get(type(record), ()):
        value = getattr(record, field)
        named = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for index, name in named:
            if name is not None and name not in rooms[room]:
                place = (*loc, field) if index is None else (*loc, field, index)
                yield place, unknown(name, rooms[room])


def _check_value(
    loc: Loc, record: Funding | ComponentBase | Assumption, assumptions: list[str]
) -> Iterator[Fault]:
    """Yield what is wrong with how a value is known, and how far it is tried out."""
    months = isinstance(record, PartYearComponent)
    unit: Unit = "e4" if isinstance(record, Assumption) else "months" if months else "nok"
    if record.status in {"derived", "ours"} and not record.because:
        yield (*loc, "status"), f"«{record.status}» krever en grunn i «because»"
    priced = isinstance(record, ComponentBase) and record.price == "sensitive"
    if priced and "price_growth" not in assumptions:
        yield (*loc, "price"), "«sensitive» krever forutsetningen «price_growth»"
    for key, text in _range_faults(record.range, unit) if record.range else ():
        yield (*loc, "range", key), text


def _range_faults(found: Range, unit: Unit) -> Iterator[tuple[str, str]]:
    for key, value in (("low", found.low_e4), ("high", found.high_e4), ("step", found.step_e4)):
        if unit != "e4" and value % E4:
            yield key, f"tallet skal være helt ({'måneder' if unit == 'months' else 'kroner'})"
    if found.low_e4 < 0:
        yield "low", "tallet skal være 0 eller mer"
    if found.low_e4 > found.high_e4:
        yield "low", "«low» er større enn «high»"
    if unit == "months" and found.high_e4 > 12 * E4:
        yield "high", "her er det måneder – tillatt er 0 til 12"
    if found.step_e4 <= 0:
        yield "step", "trinnet skal være større enn 0"


def _check_dates(plan: Plan) -> Iterator[Fault]:
    """Yield the days that show a plan copied from an earlier year's as it was, or a slip."""
    if plan.status == "proposal":
        for key, value in (("case", plan.case), ("date", plan.date)):
            if value is not None:
                yield (key,), "hører bare til en vedtatt plan («status: adopted»)"
    for index, milestone in enumerate(plan.milestones):
        later = milestone.date.year - plan.year if milestone.date else 0
        if not -1 <= later <= _MOST_YEARS_AHEAD:
            far = "ett år før" if later < 0 else f"{_MOST_YEARS_AHEAD} år etter"
            text = f"{milestone.date} er mer enn {far} planens år ({plan.year})"
            yield ("milestones", index, "date"), text


def _check_earmarking(loc: Loc, funding: Funding) -> Iterator[Fault]:
    if funding.earmarked_for is None and funding.counted is not None:
        yield (*loc, "counted"), "gjelder bare øremerkede midler («earmarked_for»)"
    if funding.earmarked_for is not None and funding.counted is None:
        yield loc, "øremerkede midler krever «counted»: outside eller inside"


def _check_ceiling(plan: Plan, loc: Loc, condition: Condition, ceiling: Ceiling) -> Iterator[Fault]:
    if "ceiling" not in condition.kinds:
        yield (*loc, "ceiling"), "et tak krever «ceiling» i «kinds»"
    found = inputs_of(plan).get(ceiling.input)
    if found and found.unit == "nok" and (found.value or 0) > ceiling.most_nok:
        yield (*loc, "ceiling", "most_nok"), "planens eget beløp er større enn taket"


def _check_decision(plan: Plan, loc: Loc, decision: Decision) -> Iterator[Fault]:
    days = {item.id: item.date for item in plan.milestones}
    day = days.get(decision.milestone or "")
    if day and day.year < plan.year:
        text = f"svaret kom {day}, før planens år ({plan.year}) – rett datoen eller vilkåret"
        yield (*loc, "milestone"), text
    if decision.if_denied == "unstated" and not decision.responses:
        yield (*loc, "if_denied"), "«unstated» krever «responses»: keep, release eller cover"
    if decision.if_denied == "release" and decision.responses:
        yield (*loc, "responses"), "planen sier selv hva et nei fører til – slett linjen"
    parts = {component_name(plan, line, part): part for line, part in plan.components}
    covered = [parts[name] for name in decision.components if name in parts]
    plain = [item for item in covered if item.kind == "amount" and item.price == "fixed"]
    known = len(covered) == len(decision.components)
    if known and "cover" in decision.responses and (len(covered) != 1 or len(plain) != 1):
        text = "«cover» krever at avgjørelsen gjelder én delpost med et fast beløp i kroner"
        yield (*loc, "responses"), text
