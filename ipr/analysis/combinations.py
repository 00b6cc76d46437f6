"""Switches: questions with a few answers each, and what their combinations come to together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from ipr.analysis.sensitivity import Sensitivity
from ipr.budget.amounts import Money
from ipr.budget.change import find_input, step_of
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Decision, Plan, Response

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Answer = str | int | None
UNTOUCHED = -1  # no input goes below 0


@dataclass(frozen=True, eq=False, slots=True)
class Switch:
    """A question with its answers.

    `gives` holds, for each input that an answer touches, the input's value under each answer, in
    its own unit; `UNTOUCHED` where it stands as given. `words` are the ids of the answers to a
    condition, of which the first is that nothing happens; a switch without words is an input,
    and its answers are the values tried.
    """

    id: str
    gives: Mapping[str, Ints]
    words: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return how many answers there are."""
        return len(self.words) or len(self.gives[self.id])

    def answer(self, place: int) -> Answer:
        """Return an answer: its id, or the input's value, None where it stands as given."""
        if self.words:
            return self.words[place]
        value = int(self.gives[self.id][place])
        return None if value == UNTOUCHED else value


def condition_switch(
    plan: Plan, condition: str, responses: Sequence[Response] = (), cover_nok: Sequence[int] = ()
) -> Switch:
    """Return the switch of a condition: granted, or denied with each response to be tried.

    `cover_nok` are the amounts to try for the response `cover`, in kroner. Raises `ChangeError`
    where a response makes no sense for the condition in this plan.
    """
    return _answers(condition, _denials(plan, condition, responses, cover_nok))


def amount_switch(
    plan: Plan, name: str, values: Sequence[int], inputs: Mapping[str, int] | None = None
) -> Switch:
    """Return the switch of an input: as given, or each of these values in its own unit.

    A value that is the given one (in `inputs`, or else the plan) is no second answer. Raises
    `ValueError` for an unknown input and a value out of bounds.
    """
    known = find_input(plan, name)
    if any(not 0 <= value <= known.largest for value in values):
        raise ValueError(f"{name}: a value is outside 0..{known.largest}")
    given = (inputs or {}).get(name, known.value)
    others = [value for value in dict.fromkeys(values) if value != given]
    return Switch(name, {name: np.array([UNTOUCHED, *others], dtype=np.int64)})


def events_of(
    plan: Plan, inputs: Mapping[str, int], rows: Sequence[Sensitivity]
) -> tuple[Switch, ...]:
    """Return the events a plan itself names as switches, each with «nothing happens» first.

    A condition's no is tried where it moves money of a known amount: an answer that leaves all
    as it is, and one that asks for an amount nobody has stated, are left out. Earmarked money may
    be counted the other way, and is then not tried as missing too: that is the same money. An
    input with a range, `rows`, may come to its worse end.
    """
    catalogue, found = inputs_of(plan), []
    given = {name: inputs.get(name, item.value) for name, item in catalogue.items()}
    for condition in plan.conditions:
        if condition.decision is not None:
            moving = [
                (word, gives)
                for word, gives in _denials(plan, condition.id, _responses(condition.decision), ())
                if any(value != given[name] for name, value in gives.items())
            ]
            found += [_answers(condition.id, moving)] if moving else []
    for name, item in catalogue.items():
        if name.startswith("funding.") and item.unit == "choice":
            found.append(amount_switch(plan, name, range(len(item.choices)), inputs))
    read = {switch.id.removesuffix(".counted") for switch in found}
    worst = {
        row.name: row.worst for row in rows if row.worst.effect_nok < 0 and row.name not in read
    }
    found += [amount_switch(plan, name, [end.value], inputs) for name, end in worst.items()]
    return tuple(found)


def _responses(decision: Decision) -> tuple[Response, ...]:
    """Return the responses to try; none is named where the plan itself says what follows."""
    if decision.if_denied == "release":
        return ()
    return tuple(response for response in decision.responses if response != "cover") or ("keep",)


def _denials(
    plan: Plan, condition: str, responses: Sequence[Response], cover_nok: Sequence[int]
) -> list[tuple[str, dict[str, int]]]:
    """Return each no to a condition: its id, and the inputs it gives a value."""
    found = []
    for response in responses or (None,):
        for nok in cover_nok if response == "cover" else (None,):
            change = DecideChange(
                condition=condition, answer="denied", response=response, amount_nok=nok, because="–"
            )
            word = "_".join(str(part) for part in ("denied", response, nok) if part is not None)
            found.append((word, dict(step_of(plan, change).values)))
    return found


def _answers(condition: str, denials: Sequence[tuple[str, Mapping[str, int]]]) -> Switch:
    names = dict.fromkeys(name for _, gives in denials for name in gives)
    columns = {
        name: np.array([UNTOUCHED, *(gives.get(name, UNTOUCHED) for _, gives in denials)])
        for name in names
    }
    return Switch(condition, columns, ("granted", *(word for word, _ in denials)))


def mixed_radix(bases: Sequence[int], start: int, stop: int) -> Ints:
    """Return the numbers start..stop−1 as digits in these bases, shape (stop−start, bases).

    The last digit turns fastest: the digits are places of answers in switches of those sizes.
    """
    left = np.arange(start, stop, dtype=np.int64)
    digits = np.empty((stop - start, len(bases)), dtype=np.int64)
    for column in reversed(range(len(bases))):
        left, digits[:, column] = np.divmod(left, bases[column])
    return digits


def chosen_at(switches: Sequence[Switch], digits: Ints) -> tuple[dict[str, Ints], Bools, Bools]:
    """Return what combinations give each input, which are possible, and which repeat another.

    `digits` has shape (S, number of switches): the place of each switch's chosen answer. Two
    answers that give one input different values contradict each other, as in scenarios that are
    combined: such a row is not possible, and the first switch's value stands in it. An input
    tried at the very value that an answer before it gives is the row where it is left alone.
    """
    possible = np.ones(len(digits), dtype=np.bool_)
    repeated = np.zeros(len(digits), dtype=np.bool_)
    chosen: dict[str, Ints] = {}
    for switch, digit in zip(switches, digits.T, strict=True):
        for name, values in switch.gives.items():
            value = values[digit]
            if name in chosen:
                earlier = chosen[name]
                both = (value != UNTOUCHED) & (earlier != UNTOUCHED)
                possible &= ~both | (value == earlier)
                if not switch.words:
                    repeated |= both & (value == earlier)
                value = np.where(earlier == UNTOUCHED, value, earlier)
            chosen[name] = value
    return chosen, possible, repeated


def filled(plan: Plan, inputs: Mapping[str, int], chosen: Mapping[str, Ints]) -> dict[str, Money]:
    """Return the inputs with what is chosen; what still awaits its amount counts 0."""
    catalogue, found = inputs_of(plan), dict[str, Money](inputs)
    for name, value in chosen.items():
        given = inputs.get(name, catalogue[name].value or 0)
        found[name] = np.where(value == UNTOUCHED, np.int64(given), value)
    return found


@dataclass(frozen=True, slots=True)
class EventSet:
    """Events that break the budget together, and no fewer of them: (switch, answer)."""

    events: tuple[tuple[str, Answer], ...]
    reserve_nok: int


def minimal_sets(
    plan: Plan,
    inputs: Mapping[str, int],
    switches: Sequence[Switch],
    *,
    largest: int | None = None,
    balancing: Balancing = LEAVE_OPEN,
) -> Iterator[EventSet]:
    """Yield each smallest set of events that breaks the budget, sets of fewer events first.

    Broken is where the reserve is below the balancing rule's minimum. The events of a set happen
    and all others do not. A set is minimal where no part of it breaks the budget by itself; the
    empty set is the only one where it is broken already. Larger sets than `largest` are not sought.
    """
    found: list[tuple[Ints, Ints]] = []
    for size in range((len(switches) if largest is None else largest) + 1):
        open_sets = False
        for columns in combinations(range(len(switches)), size):
            bases = [switches[column].size - 1 for column in columns]
            digits = np.zeros((prod(bases), len(switches)), dtype=np.int64)
            digits[:, columns] = mixed_radix(bases, 0, len(digits)) + 1
            for places, answers in found:
                digits = digits[(digits[:, places] != answers).any(axis=1)]
            if not len(digits):
                continue
            chosen, possible, _ = chosen_at(switches, digits)
            outcome = reckon(plan, filled(plan, inputs, chosen), balancing)
            reserve = np.broadcast_to(outcome.reserve, len(digits))
            broken = possible & np.broadcast_to(np.asarray(outcome.shortfall) > 0, len(digits))
            open_sets |= bool((possible & ~broken).any())
            for row, left in zip(digits[broken].tolist(), reserve[broken], strict=True):
                places = np.array(columns, dtype=np.int64)
                found.append((places, np.array(row, dtype=np.int64)[places]))
                events = tuple((switches[at].id, switches[at].answer(row[at])) for at in columns)
                yield EventSet(events, int(left))
        if not open_sets:
            return
