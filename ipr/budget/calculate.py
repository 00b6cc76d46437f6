"""The whole calculation of one scenario: plan and scenario reckoned, and the bridge between."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ipr.budget.evaluate import Outcome, evaluate
from ipr.budget.resolve import Resolved, Step, find_scenario, resolve
from ipr.plan.find import find_plan_folder
from ipr.plan.load import load_plan
from ipr.plan.model import Plan


@dataclass(frozen=True)
class BridgeStep:
    """What one change does to the reserve, in kroner, after the changes before it."""

    step: Step
    before_nok: int
    after_nok: int

    @property
    def change_nok(self) -> int:
        """Return the change of the reserve in kroner; negative where it falls."""
        return self.after_nok - self.before_nok


@dataclass(frozen=True)
class Calculation:
    """A scenario's answer: `original` is the plan's outcome, `outcome` the scenario's.

    `bridge` leads from the plan's reserve to the scenario's, one step for each change, in order.
    """

    resolved: Resolved
    original: Outcome
    outcome: Outcome
    bridge: tuple[BridgeStep, ...]


@dataclass(frozen=True)
class Compared:
    """One figure before and after, in kroner; None where there is no amount yet.

    `change_nok` is what the scenario adds; an amount that was missing adds the whole of itself.
    """

    name: str
    original_nok: int | None
    change_nok: int
    revised_nok: int | None


def compared(calculation: Calculation, name: str) -> Compared:
    """Return a figure (by its name, as in `Outcome.figure`) in the plan and in the scenario."""
    original, revised = (
        None if (amount := outcome.figure(name)) is None else int(amount)
        for outcome in (calculation.original, calculation.outcome)
    )
    return Compared(name, original, (revised or 0) - (original or 0), revised)


def calculate(plan: Plan, plan_folder: Path, name: str) -> Calculation:
    """Return the calculation of a scenario by its id, or of a combination `a+b`.

    Raises `InputError` for an unknown id, a faulty file and contradictions.
    """
    return calculate_resolved(resolve(plan, *find_scenario(plan_folder, name)))


def load_calculation(plan: str, scenario: str) -> Calculation:
    """Return the calculation of a scenario, read from the folder of the plan with this name.

    Raises `InputError` for an unknown plan or scenario and for faulty files.
    """
    folder = find_plan_folder(plan)
    return calculate(load_plan(folder), folder, scenario)


def calculate_resolved(resolved: Resolved) -> Calculation:
    """Return the calculation of a scenario already understood against its plan."""
    minimum = resolved.scenario.balancing.minimum_reserve_nok
    original = evaluate(resolved.plan, minimum_reserve=minimum)
    inputs: dict[str, int] = {}
    outcome, bridge = original, []
    for step in resolved.steps:
        inputs = inputs | dict(step.inputs)
        after = evaluate(resolved.plan, inputs, minimum_reserve=minimum)
        bridge.append(BridgeStep(step, int(outcome.reserve), int(after.reserve)))
        outcome = after
    return Calculation(resolved, original, outcome, tuple(bridge))
