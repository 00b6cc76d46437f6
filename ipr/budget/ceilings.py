"""Ceilings (*inntil*): the most the plan lets an input be, and who goes above it, and why."""

from __future__ import annotations

from dataclasses import dataclass

from ipr.budget.change import ChangeError, Step, step_of
from ipr.budget.scenario import VERBS, Change, Scenario, verb_of
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Ceiling, Condition, Plan
from ipr.reading.norwegian import kroner

KEY = "above_ceiling"
_VALUE_KEYS = dict(zip(VERBS, ("to", "by", "percent", "transfer", "amount", "amount"), strict=True))


@dataclass(frozen=True, slots=True)
class Exceeded:
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
            f"være større, si hvorfor i endringen: «{KEY}: …»",
            _VALUE_KEYS[verb_of(step.change)],
        )
    if reason is not None and not found:
        raise ChangeError("endringen går ikke over noe tak i planen – slett linjen", KEY)


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


def with_reason(plan: Plan, scenario: Scenario, because: str) -> Scenario:
    """Return the scenario where each change above a ceiling gives this reason, if it has none."""
    return scenario.model_copy(
        update={"changes": tuple(_reasoned(plan, one, because) for one in scenario.changes)}
    )


def _reasoned(plan: Plan, change: Change, because: str) -> Change:
    try:
        above = exceeded(plan, (step_of(plan, change),))
    except ChangeError:  # told where the scenario is resolved
        return change
    if change.above_ceiling or not above:
        return change
    return change.model_copy(update={KEY: because})
