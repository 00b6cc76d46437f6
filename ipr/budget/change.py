"""What one change does to which inputs: the six verbs, understood against the plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple, TypeVar

from ipr.budget.amounts import rounded_product
from ipr.budget.scenario import (
    VERBS,
    AddChange,
    Change,
    DecideChange,
    RaiseChange,
    ScaleChange,
    SetChange,
    TransferChange,
    verb_of,
)
from ipr.plan.inputs import WHOLE_E4, Input, amount_input, component_name, find_input, inputs_of
from ipr.plan.model import Ceiling, Condition, Decision, Plan
from ipr.reading.errors import unknown
from ipr.reading.fields import read_signed_amount, read_signed_rate
from ipr.reading.norwegian import kroner, listing

FULL_YEAR = ".full_year"
ABOVE_CEILING = "above_ceiling"
Kind = Literal["set", "raise", "release"]
Said = TypeVar("Said")
Read = TypeVar("Read")
Values = dict[str, int]
"""Inputs by name, each with its value in its own unit."""

VERB_KEYS = dict(zip(VERBS, ("to", "by", "percent", "transfer", "amount", "amount"), strict=True))
"""Each verb, and the key of the value that it gives."""


class Step(NamedTuple):
    """One change, understood: the scenario it comes from, and the inputs it gives a value.

    `inputs` are absolute, each in its own unit; those that a scenario above this one sets itself
    are left out. `kind` tells two changes of one input apart: two releases agree, as do two equal
    sets. `answer` is a condition's id and the words chosen.
    """

    origin: str
    change: Change
    inputs: Values
    kind: Kind = "set"
    answer: tuple[str, ...] = ()


class ChangeError(ValueError):
    """A change that cannot be understood against the plan.

    `faults` are keys of the change whose values are at fault, each with what is wrong in
    Norwegian; the key is empty where it is the verb's own.
    """

    def __init__(self, text: str, key: str = "", *more: tuple[str, str]) -> None:
        self.faults = ((key, text), *more)
        super().__init__(text)


def step_of(plan: Plan, change: Change, origin: str = "") -> Step:
    """Return what a change does in the plan; raises `ChangeError` where it makes no sense."""
    _check_time(plan, change)
    kind: Kind = "raise"
    answer: tuple[str, ...] = ()
    match change:
        case SetChange():
            found = _read(partial(find_input, plan, wanted=change.to), change.target)
            kind, values = "set", {found.name: _read(found.read, change.to, "to")}
        case RaiseChange():
            found, number = _number(plan, change.target, "raise")
            reader = read_signed_rate if found.unit == "e4" else read_signed_amount
            values = {found.name: number + _read(reader, change.by, "by")}
        case ScaleChange():
            values = _scaled(plan, change)
        case TransferChange():
            values = _moved(plan, change)
        case AddChange():
            return Step(origin, change, {f"lines.{change.line}": change.amount_nok})
        case DecideChange():
            decision = _decidable(plan, change.condition)
            response = _response(decision, change)
            answer = (change.condition, change.answer, response, str(change.amount_nok))
            kind = "release" if response == "release" else "raise"
            values = _decided(plan, decision, response, change.amount_nok)
    for name, value in values.items():
        _read(inputs_of(plan)[name].within, value, VERB_KEYS[verb_of(change)])
    return Step(origin, change, values, kind, answer)


def _check_time(plan: Plan, change: Change) -> None:
    """Refuse a day outside the plan's year, an unknown milestone, and both at once."""
    if change.from_date is not None and change.from_date.year != plan.year:
        text = f"{change.from_date} er ikke i planens år – datoen skal være i {plan.year}"
        raise ChangeError(text, "from_date")
    known = [item.id for item in plan.milestones]
    if change.milestone is not None and change.milestone not in known:
        raise ChangeError(unknown(change.milestone, known), "milestone")
    if change.milestone is not None and change.from_date is not None:
        raise ChangeError("velg enten «from_date» eller «milestone»", "milestone")


def _number(plan: Plan, name: str, verb: str) -> tuple[Input, int]:
    """Return the input a scenario names and its number in the plan, which the verb goes on from."""
    difference = "%" if verb == "scale" else "+"
    found = _read(partial(find_input, plan, wanted=difference), name)
    if found.unit == "choice":
        raise ChangeError(f"«{found.name}» er et valg – bruk «set: {found.name}, to: …»")
    if found.value is None:
        raise ChangeError(
            f"«{found.name}» har ikke noe beløp i planen, så «{verb}» kan ikke brukes – "
            "bruk «set» med et beløp"
        )
    return found, found.value


def _scaled(plan: Plan, change: ScaleChange) -> Values:
    found, number = _number(plan, change.target, "scale")
    if found.unit == "months":
        raise ChangeError("måneder kan ikke endres i prosent – bruk «set» eller «raise»")
    share = WHOLE_E4 + change.percent_e4
    if share < 0:
        raise ChangeError("et beløp kan ikke reduseres med mer enn 100 prosent", "percent")
    return {found.name: int(rounded_product(number, [(share, WHOLE_E4)]))}


def _moved(plan: Plan, change: TransferChange) -> Values:
    """Move kroner between two lines, or between two incomes, so that the reserve stands."""
    ends, faults = [], []
    for key, name in (("from", change.taken_from), ("to", change.target)):
        try:
            ends.append(_movable(plan, name))
        except ChangeError as fault:
            faults.append((key, str(fault)))
    if faults:
        (key, text), *more = faults
        raise ChangeError(text, key, *more)
    (giver, given), (taker, taken) = ends
    rooms = {room_of(plan, giver), room_of(plan, taker)}
    if len(rooms) > 1 or "" in rooms:
        raise ChangeError(
            "«transfer» flytter mellom to poster eller mellom to inntekter som ikke er øremerket "
            "– bruk to endringer med «raise» ellers"
        )
    if giver == taker:
        raise ChangeError("«from» og «to» er det samme – velg to ulike", "to")
    return {giver.name: given - change.amount_nok, taker.name: taken + change.amount_nok}


def _movable(plan: Plan, name: str) -> tuple[Input, int]:
    """Return an input in kroner of the year, and its amount in the plan."""
    found, number = _number(plan, name, "transfer")
    if found.unit != "nok":
        raise ChangeError(f"«{found.name}» er ikke i kroner – «transfer» flytter bare kroner")
    if found.name.endswith(FULL_YEAR):
        raise ChangeError(
            f"«{found.name}» er et helårsbeløp, og bare en del av det står i budsjettet – "
            "bruk «raise» eller «set»"
        )
    return found, number


def room_of(plan: Plan, item: Input) -> str:
    """Return what kroner are moved within to and from an input: `lines`, `funding`, or nothing."""
    if item.unit != "nok" or item.value is None or item.name.endswith(FULL_YEAR):
        return ""
    room, _, name = item.name.partition(".")
    return room if room == "lines" or name in {one.id for one in plan.free_funding} else ""


def _decided(plan: Plan, decision: Decision, response: str, more_nok: int | None) -> Values:
    amounts = {
        component_name(plan, line, part): amount_input(plan, line, part)
        for line, part in plan.components
    }
    names = [amounts[name] for name in decision.components]
    if response == "release":
        return dict.fromkeys(names, 0)
    if response == "cover" and more_nok is not None:
        found, number = _number(plan, names[0], "decide")
        return {found.name: number + more_nok}
    return {}


def _decidable(plan: Plan, condition_id: str) -> Decision:
    decidable = plan.decisions
    if condition_id in decidable:
        return decidable[condition_id]
    if condition_id in {item.id for item in plan.conditions}:
        known = listing(sorted(decidable), "eller")
        raise ChangeError(f"«{condition_id}» er ikke et ja eller nei – tillatt er {known}")
    raise ChangeError(unknown(condition_id, decidable))


def _response(decision: Decision, change: DecideChange) -> str:
    """Return what follows from the answer; raises `ChangeError` where the file must choose."""
    if change.response != "cover" and change.amount_nok is not None:
        raise ChangeError("hører bare til «response: cover»", "amount")
    if change.answer == "granted":
        if change.response is not None:
            raise ChangeError("et ja følger planen – slett «response»", "response")
        return "keep"
    if decision.if_denied == "release":
        if change.response == "cover":
            raise ChangeError(
                "planen nevner ikke at rådet betaler mer – velg release eller keep", "response"
            )
        return change.response or "release"
    choices = listing([f"«{word}»" for word in decision.responses], "eller")
    if change.response is None:
        raise ChangeError(f"planen sier ikke hva et nei fører til – velg «response»: {choices}")
    if change.response not in decision.responses:
        raise ChangeError(unknown(change.response, decision.responses), "response")
    if change.response == "cover" and change.amount_nok is None:
        raise ChangeError(
            "«response: cover» krever «amount»: hvor mye rådet betaler ekstra, i kroner"
        )
    return change.response


def _read(reader: Callable[[Said], Read], said: Said, key: str = "") -> Read:
    """Return what a reader makes of a value; what it refuses is told of the value's key."""
    try:
        return reader(said)
    except ValueError as error:
        raise ChangeError(str(error), key) from None


class Exceeded(NamedTuple):
    """A ceiling of the plan's, the condition that sets it, the amount above it, and the reason."""

    condition: Condition
    ceiling: Ceiling
    amount_nok: int
    because: str


def check_ceilings(plan: Plan, step: Step) -> None:
    """Raise `ChangeError` for an amount above a ceiling without a reason, and the other way."""
    reason, found = step.change.above_ceiling, exceeded(plan, (step,))
    if found and reason is None:
        first = found[0]
        label = inputs_of(plan)[first.ceiling.input].label
        raise ChangeError(
            f"«{label}» blir {kroner(first.amount_nok)} – tillatt er inntil "
            f"{kroner(first.ceiling.most_nok)} (vilkåret «{first.condition.label}»); skal beløpet "
            f"være større, si hvorfor i endringen: «{ABOVE_CEILING}: …»",
            VERB_KEYS[verb_of(step.change)],
        )
    if reason is not None and not found:
        raise ChangeError("endringen går ikke over noe tak i planen – slett linjen", ABOVE_CEILING)


def exceeded(plan: Plan, steps: tuple[Step, ...]) -> tuple[Exceeded, ...]:
    """Return each ceiling that the values standing after these steps are above, with the reason."""
    standing = {name: (value, step) for step in steps for name, value in step.inputs.items()}
    return tuple(
        Exceeded(condition, ceiling, value, step.change.above_ceiling or "")
        for condition in plan.conditions
        if (ceiling := condition.ceiling) and ceiling.input in standing
        for value, step in [standing[ceiling.input]]
        if value > ceiling.most_nok
    )
