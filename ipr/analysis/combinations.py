"""Switches: questions with a few answers each, of which a sweep tries all combinations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ipr.analysis.consequences import is_touched
from ipr.analysis.draws import Ints
from ipr.analysis.sensitivity import sensitivities
from ipr.budget.change import step_of
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Decision, Plan, Response

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
    def column(self) -> str:
        """Return the name of its column in the table of a sweep."""
        return f"conditions.{self.id}" if self.words else self.id

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
    return _switch(condition, _denials(plan, condition, responses, cover_nok))


def _denials(
    plan: Plan, condition: str, responses: Sequence[Response], cover_nok: Sequence[int] = ()
) -> dict[str, Mapping[str, int]]:
    """Return what each answer of no gives the inputs, by the answer's id."""
    denials: dict[str, Mapping[str, int]] = {}
    for response in responses or (None,):
        for nok in cover_nok if response == "cover" else (None,):
            change = DecideChange(
                condition=condition, answer="denied", response=response, amount_nok=nok, because="–"
            )
            word = "_".join(str(part) for part in ("denied", response, nok) if part is not None)
            denials[word] = step_of(plan, change).inputs
    return denials


def _switch(condition: str, denials: Mapping[str, Mapping[str, int]]) -> Switch:
    gives = {
        name: np.array([UNTOUCHED, *(no.get(name, UNTOUCHED) for no in denials.values())])
        for no in denials.values()
        for name in no
    }
    return Switch(condition, gives, ("granted", *denials))


def amount_switch(
    plan: Plan, name: str, values: Sequence[int], inputs: Mapping[str, int] | None = None
) -> Switch:
    """Return the switch of an input: as given, or each of these values in its own unit.

    A value that is the given one (in `inputs`, or else the plan) is no second answer.
    """
    given = (inputs or {}).get(name, inputs_of(plan)[name].value)
    others = [value for value in dict.fromkeys(values) if value != given]
    return Switch(name, {name: np.array([UNTOUCHED, *others], dtype=np.int64)})


def events_of(
    plan: Plan, inputs: Mapping[str, int], answered: Collection[str] = ()
) -> tuple[Switch, ...]:
    """Return the events a plan itself names as switches, each with «nothing happens» first.

    `answered` are the ids of conditions that have their answer, so that no other is tried.
    A condition's no is tried where it moves money of a known amount: an answer that leaves all
    as it is, and one that asks for an amount nobody has stated, are left out. Earmarked money may
    be counted the other way where the plan is unclear about it, and is then not tried as missing
    too: that is the same money. An
    input with a range may come to its worse end.
    """
    catalogue, found = inputs_of(plan), []
    for condition, decision in plan.decisions.items():
        responses = _responses(decision)
        if condition in answered or not (responses or decision.if_denied == "release"):
            continue
        denials = _denials(plan, condition, responses)
        moving = {
            word: gives
            for word, gives in denials.items()
            if any(inputs.get(name, catalogue[name].value) != gives[name] for name in gives)
        }
        found += [_switch(condition, moving)] if moving else []
    unclear = {name for one in plan.ambiguities for name in one.touches}
    for name, item in catalogue.items():
        earmarked = name.startswith("funding.") and item.unit == "choice"
        if earmarked and is_touched(unclear, {name}):
            found.append(amount_switch(plan, name, range(len(item.choices)), inputs))
    moved = {switch.id.removesuffix(".counted") for switch in found}
    for row in sensitivities(plan, inputs):
        if row.worst.effect_nok < 0 and row.item.name not in moved:
            found.append(amount_switch(plan, row.item.name, [row.worst.value], inputs))
    return tuple(found)


def _responses(decision: Decision) -> tuple[Response, ...]:
    """Return the responses to try: none where the plan says what follows, or all ask an amount."""
    if decision.if_denied == "release":
        return ()
    return tuple(response for response in decision.responses if response != "cover")
