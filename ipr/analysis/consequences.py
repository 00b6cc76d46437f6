"""What a scenario brings with it: the state of the budget, and what in the plan it touches.

Conditions, what the plan leaves open, the timeline and the verdict all read this, so that none of
them speaks of another scenario than the figures do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from ipr.budget.reckon import Outcome, reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result
from ipr.budget.rules import ProRata, floors_of_payers
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Condition, Decision, Response
from ipr.reading.errors import InputError
from ipr.reading.norwegian import percent

State = Literal["balanced", "balanced_after_cuts", "depends_on_others", "short"]
"""Whether the budget holds: by itself, by cuts, only if funders give more, or not at all.

`short` is also a reserve below the minimum the scenario wishes. Money that is only asked for is
no balance.
"""


def state_of(result: Result) -> State:
    """Return the state the scenario leaves the budget in."""
    outcome = result.outcome
    if outcome.shortfall:
        return "short"
    if outcome["asked"]:
        return "depends_on_others"
    return "balanced_after_cuts" if outcome["cuts"] else "balanced"


def touched(result: Result) -> frozenset[str]:
    """Return the names of all that a scenario touches.

    Its inputs; the components its decisions are about, also where the money is kept; the lines a
    rule cuts and the funders it asks; and `reserve` and `frame` where they move. The plan itself
    touches what hangs on decisions that remain.
    """
    plan, outcome, original = result.plan, result.outcome, result.original
    decided = decided_in(result)
    moved = [name for name in ("frame", "reserve") if outcome[name] != original[name]]
    names = {
        *result.values,
        *(f"lines.{key}" for key, cut in outcome.cuts.items() if cut),
        *(f"funding.{key}" for key, asked in outcome.asked.items() if asked),
        *moved,
    }
    alone = not names and not decided
    for condition, decision in plan.decisions.items():
        if alone or condition in decided:
            names |= {*decision.components}
    return frozenset(names)


def decisions_in(result: Result) -> list[DecideChange]:
    """Return the scenario's answers to conditions, in order."""
    return [step.change for step in result.steps if isinstance(step.change, DecideChange)]


def decided_in(result: Result) -> set[str]:
    """Return the ids of the conditions that the scenario answers."""
    return {change.condition for change in decisions_in(result)}


def decisions_left(result: Result) -> dict[str, Decision]:
    """Return the decisions that the scenario does not answer, by the ids of their conditions."""
    decided = decided_in(result)
    return {key: one for key, one in result.plan.decisions.items() if key not in decided}


def hanging(outcome: Outcome, components: Collection[str]) -> dict[str, int]:
    """Return what of the council's own money hangs on these components, in kroner by line.

    No more than the line's own amount: earmarked money and what is cut hang on nothing. Lines of
    which nothing hangs are not among them.
    """
    sums = {}
    for line in outcome.plan.lines:
        own = [name for name in components if name.split(".")[1] == line.id]
        hangs = sum(int(outcome[name] or 0) for name in own)
        sums[line.id] = min(hangs, int(outcome.lines[line.id] or 0))
    return {line: nok for line, nok in sums.items() if nok > 0}


def is_touched(places: Iterable[str], names: Collection[str]) -> bool:
    """Whether one of these names is one of the places, or lies below or above it."""
    return any(
        name == place or name.startswith(f"{place}.") or place.startswith(f"{name}.")
        for place in places
        for name in names
    )


def tied(result: Result) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that stood alike for the last steps of a proportional cut.

    First those that had to give a step more, then those that had not: their ids decided. None
    where no lines stood alike.
    """
    step, rooms = _pro_rata(result)
    units, total = result.outcome["cuts"] // step, sum(rooms.values())
    parts = {key: divmod(units * room, total) for key, room in rooms.items()}
    extra = {
        key: int(result.outcome.cuts.get(key, 0)) // step - whole
        for key, (whole, _) in parts.items()
    }
    for _, rest in parts.values():
        alike = [one for one, (_, other) in parts.items() if rest and other == rest]
        if {extra[one] for one in alike} == {0, 1}:
            gave, spared = (tuple(sorted(k for k in alike if extra[k] == more)) for more in (1, 0))
            return gave, spared
    return (), ()


def too_small(result: Result) -> tuple[str, ...]:
    """Return the lines that give nothing because a step of the cut is more than they have."""
    step, rooms = _pro_rata(result)
    cuts = result.outcome.cuts
    return tuple(key for key, room in rooms.items() if 0 < room < step and not cuts.get(key, 0))


def cut_shares(result: Result) -> set[str]:
    """Return how large a part of what each line could give a proportional cut takes, in words.

    To one decimal: more than one are told apart by a reader who reckons.
    """
    _, rooms = _pro_rata(result)
    cuts = result.outcome.cuts
    return {percent(cuts.get(key, 0), room, 1) for key, room in rooms.items() if room}


def _pro_rata(result: Result) -> tuple[int, dict[str, int]]:
    """Return the step of a proportional cut, and what each line had above its floor before it.

    There is no line where no such cut is made.
    """
    rule, before = result.balancing, result.unbalanced.lines
    if not isinstance(rule, ProRata) or not result.outcome["cuts"]:
        return 1, {}
    floors = floors_of_payers(result.plan, rule)
    known = {key: amount for key in floors if (amount := before[key]) is not None}
    return rule.step_nok, {key: max(nok - floors[key], 0) for key, nok in known.items()}


def cut_beside_conditions(result: Result) -> Iterator[tuple[str, Condition]]:
    """Yield each cut line of which a part, and not all of it, still hangs on a condition.

    A cut is not placed on a component. A condition that is answered here is none any more.
    """
    plan, outcome, left = result.plan, result.outcome, decisions_left(result)
    for line in [one for one in plan.lines if outcome.cuts.get(one.id)]:
        names = (f"lines.{line.id}.{part.id}" for part in line.components)
        parts = [name for name in names if outcome[name]]
        for key, decision in left.items():
            condition = plan.condition(key)
            on_it = [is_touched((name,), decision.components) for name in parts]
            if "condition" in condition.kinds and any(on_it) and not all(on_it):
                yield line.id, condition


class Alternative(NamedTuple):
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


class Reading(NamedTuple):
    """Another way to read the plan, and the reserve it gives the scenario, in kroner.

    `found` is the choice; `value` the way it is read here, `other` the other way. `unclear` is
    whether the plan leaves it open; if not, the other way is its own.
    """

    found: Input
    value: int
    other: int
    reserve_nok: int
    unclear: bool


def readings(result: Result) -> Iterator[Reading]:
    """Yield the other ways to read what the plan says of its money that move the reserve.

    Earmarked money may stand inside the frame or outside it, where the plan is unclear about it.
    Another choice, such as of a tax, is read another way only where the scenario has chosen. What
    the plan is clear about is read as it says, where the scenario does not.
    """
    plan, values, rule = result.plan, result.values, result.balancing
    places = {name for one in plan.ambiguities for name in one.touches}
    for item in inputs_of(plan).values():
        value, own = values.get(item.name, item.value), item.value
        unclear = is_touched(places, {item.name})
        asked = (item.name.startswith("funding.") and unclear) or item.name in values
        if item.unit == "choice" and value is not None and own is not None and asked:
            ways = dict.fromkeys([own, *range(len(item.choices))]) if unclear else (own,)
            for other in [at for at in ways if at != value]:
                reserve = int(reckon(plan, {**values, item.name: other}, rule).reserve)
                if reserve != result.reserve:
                    yield Reading(item, value, other, reserve, unclear)
                    break


def alternatives(result: Result) -> Iterator[Alternative]:
    """Yield every response to each refusal whose consequence the plan does not state.

    The reserves are those of the whole scenario with only the response changed.
    """
    for change in decisions_in(result):
        if change.answer == "granted":
            continue
        condition = result.plan.condition(change.condition)
        decision = result.plan.decisions[change.condition]
        for response in decision.responses if decision.if_denied == "unstated" else ():
            chosen = response == change.response
            reserve = result.reserve if chosen else None
            if not chosen and response != "cover":
                reserve = _reserve(result, change, response)
            amount_nok = change.amount_nok if chosen else None
            yield Alternative(condition, response, chosen, amount_nok, reserve)


def _reserve(result: Result, change: DecideChange, response: Response) -> int | None:
    """Return the reserve with another response; None where that contradicts another change."""
    said = {"response": response, "amount_nok": None, "above_ceiling": None}
    other = change.model_copy(update=said)
    scenario, *parts = (
        source.model_copy(
            update={"changes": tuple(other if one is change else one for one in source.changes)}
        )
        for source in (result.scenario, *result.parts)
    )
    try:
        again = resolve(result.given, scenario, tuple(parts))
    except InputError:
        return None
    return int(reckon(again.plan, again.values, again.balancing).reserve)
