"""The other answers to what the plan leaves open, reckoned beside the one chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ipr.budget.reckon import reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result
from ipr.budget.scenario import Change, DecideChange, Scenario
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Condition, Response
from ipr.reading.errors import InputError


@dataclass(frozen=True, slots=True)
class Alternative:
    """A response to a refusal and the reserve it gives, in kroner.

    `reserve_nok` is None for a `cover` that is not chosen: it needs an amount that the scenario
    does not state, and the reserve falls krone for krone with it. It is None too for a response
    that contradicts another change of the scenario.
    """

    condition: Condition
    response: Response
    chosen: bool
    amount_nok: int | None
    reserve_nok: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read the plan, and the reserve it gives the scenario, in kroner.

    `found` is the choice; `value` the way it is read here, `other` the other way.
    """

    found: Input
    value: int
    other: int
    reserve_nok: int


def readings(calculation: Result) -> tuple[Reading, ...]:
    """Return the other ways to read what the plan says of its money that move the reserve.

    Earmarked money may stand inside the frame or outside it. Another choice, such as of a tax, is
    read another way only where the scenario has chosen.
    """
    plan, values, rule = calculation.plan, calculation.values, calculation.balancing
    found = []
    for item in inputs_of(plan).values():
        asked = item.name.startswith("funding.") or item.name in values
        value = values.get(item.name, item.value)
        if item.unit != "choice" or value is None or not asked:
            continue
        others = [at for at in range(len(item.choices)) if at != value]
        reserves = [int(reckon(plan, {**values, item.name: at}, rule).reserve) for at in others]
        moved = [
            Reading(item, value, at, reserve)
            for at, reserve in zip(others, reserves, strict=True)
            if reserve != calculation.reserve
        ]
        found += moved[:1]
    return tuple(found)


def alternatives(calculation: Result) -> tuple[Alternative, ...]:
    """Return every response to each refusal whose consequence the plan does not state.

    The reserves are those of the whole scenario with only the response changed.
    """
    return tuple(
        found
        for step in calculation.steps
        if isinstance(step.change, DecideChange) and step.change.answer == "denied"
        for found in _responses(calculation, step.change)
    )


def _responses(calculation: Result, change: DecideChange) -> Iterator[Alternative]:
    condition = calculation.plan.condition(change.condition)
    if condition.decision is None or condition.decision.if_denied != "unstated":
        return
    for response in condition.decision.responses:
        chosen = response == change.response
        amount = change.amount_nok if chosen else None
        if response == "cover" and not chosen:
            yield Alternative(condition, response, chosen, None, None)
            continue
        other = change
        if not chosen:
            said = {"response": response, "amount_nok": None, "above_ceiling": None}
            other = change.model_copy(update=said)
        reserve = _reserve(calculation, change, other)
        yield Alternative(condition, response, chosen, amount, reserve)


def _reserve(calculation: Result, change: Change, other: Change) -> int | None:
    resolved = calculation
    scenario, *parts = (
        _with(source, change, other) for source in (resolved.scenario, *resolved.parts)
    )
    try:
        again = resolve(resolved.given, scenario, tuple(parts))
    except InputError:  # another change touches what this response would touch
        return None
    return int(reckon(again.plan, again.values, again.balancing).reserve)


def _with(scenario: Scenario, change: Change, other: Change) -> Scenario:
    changes = tuple(other if one is change else one for one in scenario.changes)
    return scenario.model_copy(update={"changes": changes})
