"""Check a plan against itself: ids, reasons, ranges and references."""

from __future__ import annotations

from collections.abc import Iterator

from ipr.plan.components import Range
from ipr.plan.inputs import SCALE_E4, Unit, component_name, inputs_of, long_names
from ipr.plan.model import BudgetLine, Plan
from ipr.reading.errors import unknown

FIGURES = ("frame", "allocated", "reserve")

Loc = tuple[str | int, ...]
Fault = tuple[Loc, str]
"""Where in the plan's tree a fault stands, and what it is, in Norwegian."""


def check_plan(plan: Plan) -> list[Fault]:
    """Return what in a plan lacks a reason or refers to nothing; an empty list is good.

    Whether it adds up is for `ipr.doors.folder.check_sums`.
    """
    return [
        *_check_ids(plan),
        *_check_reasons(plan),
        *_check_ranges(plan),
        *_check_dates(plan),
        *_check_references(plan),
    ]


def _check_ids(plan: Plan) -> Iterator[Fault]:
    rooms: list[tuple[Loc, list[str]]] = [
        (("funding",), [item.id for item in plan.funding]),
        (("groups",), [item.id for item in plan.groups]),
        (("lines",), [item.id for item in plan.lines]),
        (("conditions",), [item.id for item in plan.conditions]),
        (("milestones",), [item.id for item in plan.milestones]),
        (("strategic_cases",), [item.id for item in plan.strategic_cases]),
        (("assumptions",), [item.id for item in plan.assumptions]),
        (("ambiguities",), [item.id for item in plan.ambiguities]),
        (("goals",), [item.id for item in plan.goals]),
        *(
            (("lines", index, "components"), [item.id for item in line.components])
            for index, line in enumerate(plan.lines)
        ),
    ]
    for loc, ids in rooms:
        for index, found in enumerate(ids):
            if found in ids[:index]:
                yield (*loc, index, "id"), f"id-en «{found}» er brukt før"


def _check_reasons(plan: Plan) -> Iterator[Fault]:
    for index, funding in enumerate(plan.funding):
        if funding.status in {"derived", "ours"} and not funding.because:
            yield ("funding", index, "status"), f"«{funding.status}» krever en grunn i «because»"
    for number, line in enumerate(plan.lines):
        for index, component in enumerate(line.components):
            if component.status in {"derived", "ours"} and not component.because:
                loc = ("lines", number, "components", index, "status")
                yield loc, f"«{component.status}» krever en grunn i «because»"


def _check_ranges(plan: Plan) -> Iterator[Fault]:
    places: list[tuple[Loc, Range | None, Unit]] = [
        *((("funding", index), item.range, "nok") for index, item in enumerate(plan.funding)),
        *(
            (("assumptions", index), item.range, "e4")
            for index, item in enumerate(plan.assumptions)
        ),
        *(
            (
                ("lines", number, "components", index),
                item.range,
                "months" if item.kind == "part_year" else "nok",
            )
            for number, line in enumerate(plan.lines)
            for index, item in enumerate(line.components)
        ),
    ]
    for loc, found, unit in places:
        if found:
            yield from (((*loc, "range", key), text) for key, text in _range_faults(found, unit))


def _range_faults(found: Range, unit: Unit) -> Iterator[tuple[str, str]]:
    for key, value in (("low", found.low_e4), ("high", found.high_e4), ("step", found.step_e4)):
        if unit != "e4" and value % SCALE_E4:
            yield key, f"tallet skal være helt ({'måneder' if unit == 'months' else 'kroner'})"
    if found.low_e4 < 0:
        yield "low", "tallet skal være 0 eller mer"
    if found.low_e4 > found.high_e4:
        yield "low", "«low» er større enn «high»"
    if unit == "months" and found.high_e4 > 12 * SCALE_E4:
        yield "high", "her er det måneder – tillatt er 0 til 12"
    if found.step_e4 <= 0:
        yield "step", "trinnet skal være større enn 0"


def places_of(plan: Plan) -> set[str]:
    """Return all that a condition, a milestone or an ambiguity may say that it touches."""
    lines = {f"lines.{line.id}" for line in plan.lines}
    parts = {f"lines.{line.id}.{component.id}" for line, component in plan.components}
    return {*inputs_of(plan), *long_names(plan), *FIGURES, *lines, *parts}


def _check_dates(plan: Plan) -> Iterator[Fault]:
    """Yield the days that show that a plan was copied from an earlier year's as it was."""
    if plan.status == "proposal":
        for key, value in (("case", plan.case), ("date", plan.date)):
            if value is not None:
                yield (key,), "hører bare til en vedtatt plan («status: adopted»)"
    days = {item.id: item.date for item in plan.milestones}
    for index, milestone in enumerate(plan.milestones):
        if milestone.date and milestone.date.year < plan.year - 1:
            text = f"{milestone.date} er mer enn ett år før planens år ({plan.year})"
            yield ("milestones", index, "date"), text
    for index, condition in enumerate(plan.conditions):
        day = days.get(condition.decision.milestone or "") if condition.decision else None
        if day and day.year < plan.year:
            loc: Loc = ("conditions", index, "decision", "milestone")
            yield (
                loc,
                f"svaret kom {day}, før planens år ({plan.year}) – rett datoen eller vilkåret",
            )


def _check_references(plan: Plan) -> Iterator[Fault]:
    lines = [line.id for line in plan.lines]
    places = places_of(plan)
    for index in range(len(plan.funding)):
        yield from _check_earmarking(plan, index)
    for index, line in enumerate(plan.lines):
        yield from _check_line_references(plan, index, line)
    for index, condition in enumerate(plan.conditions):
        loc: Loc = ("conditions", index)
        yield from _refer_all((*loc, "touches"), condition.touches, places)
        if condition.decision:
            yield from _check_decision(plan, index)
        yield from _check_ceiling(plan, index)
    for index, milestone in enumerate(plan.milestones):
        yield from _refer_all(("milestones", index, "touches"), milestone.touches, places)
    for index, ambiguity in enumerate(plan.ambiguities):
        yield from _refer_all(("ambiguities", index, "touches"), ambiguity.touches, places)
    for index, footnote in enumerate(plan.footnotes):
        yield from _refer(("footnotes", index, "belongs_to"), footnote.belongs_to, lines)


def _check_earmarking(plan: Plan, index: int) -> Iterator[Fault]:
    funding = plan.funding[index]
    if funding.earmarked_for is None:
        if funding.counted is not None:
            yield ("funding", index, "counted"), "gjelder bare øremerkede midler («earmarked_for»)"
        return
    if funding.counted is None:
        yield ("funding", index), "øremerkede midler krever «counted»: outside eller inside"
    lines = [line.id for line in plan.lines]
    yield from _refer(("funding", index, "earmarked_for"), funding.earmarked_for, lines)


def _check_line_references(plan: Plan, index: int, line: BudgetLine) -> Iterator[Fault]:
    assumptions = [item.id for item in plan.assumptions]
    yield from _refer(("lines", index, "group"), line.group, [group.id for group in plan.groups])
    for number, alignment in enumerate(line.goals):
        goals = [goal.id for goal in plan.goals]
        yield from _refer(("lines", index, "goals", number, "goal"), alignment.goal, goals)
    for number, component in enumerate(line.components):
        loc: Loc = ("lines", index, "components", number)
        if component.kind in {"foreign_currency", "ex_vat"}:
            yield from _refer((*loc, "rate"), component.rate, assumptions)
        if component.price == "sensitive" and "price_growth" not in assumptions:
            yield (*loc, "price"), "«sensitive» krever forutsetningen «price_growth»"


def _check_decision(plan: Plan, index: int) -> Iterator[Fault]:
    decision = plan.conditions[index].decision
    if decision is None:
        return
    loc: Loc = ("conditions", index, "decision")
    names = [component_name(plan, line, component) for line, component in plan.components]
    yield from _refer_all((*loc, "components"), decision.components, names)
    if decision.milestone:
        milestones = [item.id for item in plan.milestones]
        yield from _refer((*loc, "milestone"), decision.milestone, milestones)
    if decision.if_denied == "unstated" and not decision.responses:
        yield (*loc, "if_denied"), "«unstated» krever «responses»: keep, release eller cover"
    if decision.if_denied == "release" and decision.responses:
        yield (*loc, "responses"), "planen sier selv hva et nei fører til – slett linjen"
    covered = [
        component
        for line, component in plan.components
        if component_name(plan, line, component) in decision.components
    ]
    plain = [item for item in covered if item.kind == "amount" and item.price == "fixed"]
    known = all(name in names for name in decision.components)
    if known and "cover" in decision.responses and (len(covered) != 1 or len(plain) != 1):
        text = "«cover» krever at avgjørelsen gjelder én delpost med et fast beløp i kroner"
        yield (*loc, "responses"), text


def _check_ceiling(plan: Plan, index: int) -> Iterator[Fault]:
    """Yield what is wrong with the most that a condition lets an input be."""
    condition = plan.conditions[index]
    ceiling = condition.ceiling
    if ceiling is None:
        return
    loc: Loc = ("conditions", index, "ceiling")
    if "ceiling" not in condition.kinds:
        yield loc, "et tak krever «ceiling» i «kinds»"
    amounts = {name: item.value for name, item in inputs_of(plan).items() if item.unit == "nok"}
    yield from _refer((*loc, "input"), ceiling.input, [*amounts])
    if (amounts.get(ceiling.input) or 0) > ceiling.most_nok:
        yield (*loc, "most_nok"), "planens eget beløp er større enn taket"


def _refer(loc: Loc, name: str, allowed: list[str]) -> Iterator[Fault]:
    if name not in allowed:
        yield loc, unknown(name, allowed)


def _refer_all(loc: Loc, names: tuple[str, ...], allowed: set[str] | list[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name not in allowed:
            yield (*loc, index), unknown(name, allowed)
