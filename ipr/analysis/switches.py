"""Discrete switches: a question with a few possible answers, each giving inputs a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipr.analysis.reserves import known_input
from ipr.budget.amounts import Money
from ipr.budget.change import step_of
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan, Response

Ints = NDArray[np.int64]
UNTOUCHED = -1  # no input goes below 0


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its id, and the inputs it gives a value, each in its own unit."""

    id: str
    inputs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Switch:
    """A question with its options; the first is that nothing happens and touches no input."""

    id: str
    options: tuple[Option, ...]


def condition_switch(
    plan: Plan,
    condition_id: str,
    responses: Sequence[Response] = (),
    cover_nok: Sequence[int] = (),
) -> Switch:
    """Return the switch of a condition: granted, or denied with each response to be tried.

    `cover_nok` are the amounts to try for the response `cover`, in kroner. Raises `ChangeError`
    where a response makes no sense for the condition in this plan.
    """
    tried: list[tuple[Response | None, int | None]] = []
    for response in responses or (None,):
        amounts = cover_nok if response == "cover" else (None,)
        tried += [(response, amount) for amount in amounts]
    denied = [
        Option(_denial_id(response, amount), _denied(plan, condition_id, response, amount))
        for response, amount in tried
    ]
    return Switch(condition_id, (Option("granted", {}), *denied))


def amount_switch(plan: Plan, name: str, values: Sequence[int]) -> Switch:
    """Return the switch of an input: as given, or each of these values in its own unit.

    Raises `ValueError` for an unknown input, a value out of bounds and, in Norwegian, a value
    named twice.
    """
    largest = known_input(plan, name).largest
    if any(not 0 <= value <= largest for value in values):
        raise ValueError(f"{name}: a value is outside 0..{largest}")
    if len(set(values)) < len(values):
        raise ValueError(f"«{name}» har samme verdi to ganger")
    options = [Option(str(value), {name: value}) for value in values]
    return Switch(name, (Option("as_given", {}), *options))


def _denial_id(response: Response | None, amount: int | None) -> str:
    return "_".join(str(part) for part in ("denied", response, amount) if part is not None)


def _denied(
    plan: Plan, condition_id: str, response: Response | None, amount: int | None
) -> dict[str, int]:
    change = DecideChange(
        condition=condition_id, answer="denied", response=response, amount_nok=amount, because="–"
    )
    return dict(step_of(plan, change).values)


def inputs_at(
    plan: Plan, inputs: Mapping[str, int], switches: Sequence[Switch], digits: Ints
) -> tuple[dict[str, Money], NDArray[np.bool_]]:
    """Return the inputs of each combination, and which combinations are possible.

    `digits` has shape (S, number of switches): the place of each switch's chosen option. Two
    options that give one input different values contradict each other, as in scenarios that are
    combined: such a row is not possible, and the first switch's value stands in it. A component
    that awaits its amount counts 0 where no option gives it one, as it does in the reserve.
    """
    possible = np.ones(len(digits), dtype=np.bool_)
    chosen: dict[str, Ints] = {}
    for switch, digit in zip(switches, digits.T, strict=True):
        for name, table in _tables(switch):
            value = table[digit]
            if name not in chosen:
                chosen[name] = value
                continue
            earlier = chosen[name]
            possible &= (value == earlier) | (value == UNTOUCHED) | (earlier == UNTOUCHED)
            chosen[name] = np.where(earlier == UNTOUCHED, value, earlier)
    catalogue = inputs_of(plan)
    filled: dict[str, Money] = dict(inputs)
    for name, value in chosen.items():
        given = inputs.get(name, catalogue[name].value or 0)
        filled[name] = np.where(value == UNTOUCHED, np.int64(given), value)
    return filled, possible


def _tables(switch: Switch) -> Iterator[tuple[str, Ints]]:
    """Yield each input a switch touches, with its value for each option."""
    names = dict.fromkeys(name for option in switch.options for name in option.inputs)
    for name in names:
        values = [option.inputs.get(name, UNTOUCHED) for option in switch.options]
        yield name, np.array(values, dtype=np.int64)
