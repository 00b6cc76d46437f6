"""The whole calculation of one scenario: plan and scenario reckoned, and the bridge between."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from ipr.budget.evaluate import Outcome, evaluate
from ipr.budget.policies import LeaveOpen
from ipr.budget.resolve import Resolved, Step, find_scenario, resolve
from ipr.budget.scenario import Scenario, verb_of
from ipr.plan.amounts import AmountTooLargeError
from ipr.plan.find import find_plan_folder
from ipr.plan.load import load_plan
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, refuse
from ipr.reading.norwegian import kroner


@dataclass(frozen=True)
class BridgeStep:
    """What one change does to the reserve, in kroner, after the changes before it.

    `step` is None for the last step, where the balancing rule has covered a shortfall.
    """

    step: Step | None
    before_nok: int
    after_nok: int

    @property
    def change_nok(self) -> int:
        """Return the change of the reserve in kroner; negative where it falls."""
        return self.after_nok - self.before_nok


@dataclass(frozen=True)
class Calculation:
    """A scenario's answer: `original` is the plan's outcome, `outcome` the scenario's.

    `unbalanced` is the scenario's outcome before its balancing rule has cut or asked for anything.
    `bridge` leads from the plan's reserve to the scenario's, one step for each change, in order.
    """

    resolved: Resolved
    original: Outcome
    unbalanced: Outcome
    outcome: Outcome
    bridge: tuple[BridgeStep, ...]


@dataclass(frozen=True)
class Compared:
    """One figure before and after, in kroner; None where there is no amount yet.

    `change_nok` is what the scenario adds; an amount that was missing adds the whole of itself,
    and one that is still missing has no change.
    """

    name: str
    original_nok: int | None
    change_nok: int | None
    revised_nok: int | None


def compared(calculation: Calculation, name: str) -> Compared:
    """Return a figure (by its name, as in `Outcome.figure`) in the plan and in the scenario."""
    original, revised = (
        None if (amount := outcome.figure(name)) is None else int(amount)
        for outcome in (calculation.original, calculation.outcome)
    )
    if original is None and revised is None:
        return Compared(name, None, None, None)
    return Compared(name, original, (revised or 0) - (original or 0), revised)


def calculate(plan: Plan, plan_folder: Path, name: str) -> Calculation:
    """Return the calculation of a scenario by its id, or of a combination `a+b`.

    Raises `InputError` for an unknown id, a faulty file and contradictions.
    """
    return calculate_resolved(resolve(plan, *find_scenario(plan_folder, name)))


def calculate_plan(plan: Plan) -> Calculation:
    """Return the calculation of the plan itself: a scenario without id that changes nothing."""
    question = "Hva følger av planen slik den er?"
    return calculate_resolved(
        resolve(plan, Scenario(title=plan.title, question=question, status="kladd"))
    )


def load_calculation(plan: str, scenario: str = "") -> Calculation:
    """Return the calculation of a scenario, read from the folder of the plan with this name.

    Without a scenario it is that of the plan itself. Raises `InputError` for an unknown plan or
    scenario and for faulty files.
    """
    folder = find_plan_folder(plan)
    found = load_plan(folder)
    return calculate(found, folder, scenario) if scenario else calculate_plan(found)


def load_calculations(plan: str, scenarios: str) -> tuple[Calculation, ...]:
    """Return the calculations of several scenarios, their ids in one text with spaces between.

    Raises `InputError` as `load_calculation` does.
    """
    return tuple(load_calculation(plan, name) for name in scenarios.split())


def calculate_resolved(resolved: Resolved) -> Calculation:
    """Return the calculation of a scenario already understood against its plan.

    Raises `InputError` where a scenario to be decided on does not balance and does not say why,
    and where the figures of an adopted one are no longer those that were adopted.
    """
    original = outcome = evaluate(resolved.plan)
    inputs: dict[str, int] = {}
    bridge = []
    for step in resolved.steps:
        inputs = inputs | dict(step.inputs)
        try:
            after = evaluate(resolved.plan, inputs)
        except AmountTooLargeError as error:
            raise refuse(step.change.where, verb_of(step.change), str(error)) from None
        bridge.append(BridgeStep(step, int(outcome.reserve), int(after.reserve)))
        outcome = after
    wish = LeaveOpen(minimum_reserve_nok=resolved.balancing.minimum_reserve_nok)
    before = evaluate(resolved.plan, inputs, wish)
    outcome = evaluate(resolved.plan, inputs, resolved.balancing)
    if outcome.reserve != before.reserve:
        bridge.append(BridgeStep(None, int(before.reserve), int(outcome.reserve)))
    found = Calculation(resolved, original, before, outcome, tuple(bridge))
    problems = check_standing(found)
    if problems:
        raise InputError(problems)
    return found


def figures_mark(outcome: Outcome) -> str:
    """Return a mark of an outcome's figures: another figure gives another mark."""
    figures = {
        "frame": int(outcome.frame),
        "reserve": int(outcome.reserve),
        "lines": {
            name: None if amount is None else int(amount) for name, amount in outcome.lines.items()
        },
    }
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def check_standing(found: Calculation) -> list[Problem]:
    """Return what a scenario's status asks for and its figures do not give."""
    scenario, outcome = found.resolved.scenario, found.outcome
    problems = []
    explained = scenario.unbalanced and scenario.unbalanced_because
    if scenario.status in {"innstilling", "vedtatt"} and outcome.shortfall and not explained:
        text = (
            f"et scenario med status «{scenario.status}» skal være i balanse, men "
            f"{kroner(outcome.shortfall)} mangler – velg «balancing», eller skriv "
            "«unbalanced: deliberate» og grunnen i «unbalanced_because»"
        )
        problems.append(Problem(scenario.where, "status", text))
    if scenario.status == "vedtatt" and scenario.frozen != (mark := figures_mark(outcome)):
        text = (
            f"tallene er ikke lenger de som ble vedtatt (merket er nå «{mark}»)"
            if scenario.frozen
            else f'et vedtatt scenario skal ha merket av tallene sine – skriv «frozen: "{mark}"»'
        )
        problems.append(Problem(scenario.where, "frozen", text))
    return problems
