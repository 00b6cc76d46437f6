"""The events a plan itself names: a no to a condition, another reading, a range's worse end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ipr.analysis.sensitivity import Sensitivity
from ipr.analysis.switches import Option, Switch, amount_switch, condition_switch
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Condition, Plan, Response


def events_of(
    plan: Plan, inputs: Mapping[str, int], rows: Sequence[Sensitivity]
) -> tuple[Switch, ...]:
    """Return the plan's discrete events as switches, each with «nothing happens» first.

    A condition's no is tried where it moves money of a known amount: an answer that leaves all
    as it is, and one that asks for an amount nobody has stated, are left out. Earmarked money may
    be counted the other way. An input with a range, `rows`, may come to its worse end.
    """
    found = [
        *_conditions(plan, inputs),
        *_readings(plan, inputs),
        *(amount_switch(plan, row.name, [row.worst.value]) for row in rows if _hurts(row)),
    ]
    return tuple(found)


def _conditions(plan: Plan, inputs: Mapping[str, int]) -> Iterator[Switch]:
    for condition in plan.conditions:
        if condition.decision is None:
            continue
        switch = condition_switch(plan, condition.id, _responses(condition))
        nothing, *denials = switch.options
        moved = [option for option in denials if _moves(plan, inputs, option)]
        if moved:
            yield Switch(switch.id, (nothing, *moved))


def _responses(condition: Condition) -> tuple[Response, ...]:
    """Return the responses to try; none is named where the plan itself says what follows."""
    decision = condition.decision
    if decision is None or decision.if_denied == "release":
        return ()
    return tuple(response for response in decision.responses if response != "cover") or ("keep",)


def _moves(plan: Plan, inputs: Mapping[str, int], option: Option) -> bool:
    catalogue = inputs_of(plan)
    return any(
        value != inputs.get(name, catalogue[name].value) for name, value in option.inputs.items()
    )


def _readings(plan: Plan, inputs: Mapping[str, int]) -> Iterator[Switch]:
    for name, item in inputs_of(plan).items():
        if name.startswith("funding.") and item.unit == "choice":
            now = inputs.get(name, item.value)
            others = [place for place in range(len(item.choices)) if place != now]
            yield amount_switch(plan, name, others)


def _hurts(row: Sensitivity) -> bool:
    return row.worst.effect_nok < 0
