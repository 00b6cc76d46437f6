"""From scenario files to inputs: combine scenarios, and refuse those that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr.budget.combining import (
    Understood,
    all_combined,
    contradictions,
    torn_transfers,
    with_overruled,
)
from ipr.budget.policies import LEAVE_OPEN, Balancing, check_balancing
from ipr.budget.scenario import AddChange, Change, Scenario, load_scenario, verb_of
from ipr.budget.touch import ChangeError, touches_of
from ipr.plan.components import PendingComponent, Recurrence
from ipr.plan.inputs import inputs_of
from ipr.plan.model import BudgetLine, Plan
from ipr.reading.errors import InputError, Problem, in_file_order, refuse, unknown
from ipr.reading.norwegian import visible

JOIN = "+"


@dataclass(frozen=True)
class Step:
    """One change, understood: the scenario it comes from and the inputs it gives a value.

    `inputs` holds absolute values, each in its input's own unit; it is empty where the change
    only answers a condition, or where the combining scenario states the value itself.
    `has_effect` is False where nothing differs from what the plan and earlier steps give.
    """

    origin: str
    change: Change
    inputs: Mapping[str, int]
    has_effect: bool


@dataclass(frozen=True)
class Resolved:
    """A scenario understood against its plan.

    `given` is the plan as it was loaded; `plan` is the plan with the lines the scenario adds
    (still without amount); `parts` are the scenarios it combines; `steps` come in the order of the
    parts' ids, the scenario's own last; `balancing` is its rule, or the one its parts agree on.
    """

    given: Plan
    plan: Plan
    scenario: Scenario
    parts: tuple[Scenario, ...]
    steps: tuple[Step, ...]
    balancing: Balancing

    @property
    def inputs(self) -> dict[str, int]:
        """Return the value of every input the scenario touches."""
        return {name: value for step in self.steps for name, value in step.inputs.items()}


def find_scenario(plan_folder: Path, name: str) -> tuple[Scenario, tuple[Scenario, ...]]:
    """Return the scenario with this id, or the combination `a+b`, and all it combines.

    Raises `InputError` for an unknown id, a faulty file and a circle of combinations.
    """
    ids = name.split(JOIN)
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise refuse("", "scenario", f"«{twice}» står to ganger i {visible(name)}")
    if len(ids) == 1:
        scenario = load_scenario(plan_folder, name)
    else:
        named = [load_scenario(plan_folder, one) for one in ids]
        scenario = Scenario(
            where=JOIN.join(sorted(ids)),
            id=JOIN.join(sorted(ids)),
            title=" + ".join(part.title for part in sorted(named, key=lambda part: part.id)),
            question="Hva blir virkningen av scenarioene til sammen?",
            status="kladd",
            combines=tuple(sorted(ids)),
        )
    parts: dict[str, Scenario] = {}
    _collect(plan_folder, scenario, (scenario.id,), parts)
    return scenario, tuple(parts[key] for key in sorted(parts))


def _collect(
    folder: Path, scenario: Scenario, path: tuple[str, ...], parts: dict[str, Scenario]
) -> None:
    for part_id in scenario.combines:
        if part_id in path:
            circle = " → ".join([*path, part_id])
            raise refuse(scenario.where, "combines", f"scenarioene går i ring: {circle}")
        if part_id in parts:
            continue
        try:
            part = load_scenario(folder, part_id)
        except InputError as error:
            if error.problems[0].key != "scenario":
                raise
            raise refuse(scenario.where, "combines", error.problems[0].text) from None
        parts[part_id] = part
        _collect(folder, part, (*path, part_id), parts)


def resolve(plan: Plan, scenario: Scenario, parts: tuple[Scenario, ...] = ()) -> Resolved:
    """Return the scenario understood against the plan, together with the parts it combines.

    Raises `InputError` naming every change that makes no sense in this plan, and both places
    where two changes touch one input differently.
    """
    sources = [*sorted(parts, key=lambda part: part.id), scenario]
    changes = [(source.id, change) for source in sources for change in source.changes]
    added, problems = _added_lines(plan, changes)
    lines = (*plan.lines, *(_added_line(change) for change in added.values()))
    given, plan = plan, plan.model_copy(update={"lines": lines})
    understood: list[Understood] = []
    for origin, change in changes:
        if isinstance(change, AddChange) and added.get(change.line) is not change:
            continue
        try:
            understood.append(Understood(origin, change, tuple(touches_of(plan, change))))
        except ChangeError as fault:
            problems.append(Problem(change.where, verb_of(change), str(fault)))
    below = all_combined(sources)
    understood = with_overruled(understood, below)
    problems += [*contradictions(understood), *torn_transfers(understood)]
    balancing, faults = _balancing(plan, sources, below)
    problems += faults
    if problems:
        raise InputError(in_file_order(problems))
    return Resolved(given, plan, scenario, parts, tuple(_steps(plan, understood)), balancing)


def _balancing(
    plan: Plan, sources: Sequence[Scenario], below: Mapping[str, set[str]]
) -> tuple[Balancing, list[Problem]]:
    """Return the scenario's own rule, or the one its parts agree on, and what is wrong with it.

    A rule of a scenario stands before the rules of those it combines.
    """
    stating = [source for source in sources if source.balancing]
    rules = [
        source.balancing
        for source in stating
        if source.balancing and not any(source.id in below[above.id] for above in stating)
    ]
    if not rules:
        return LEAVE_OPEN, []
    chosen = rules[0]
    for other in rules[1:]:
        if other.model_copy(update={"where": chosen.where}) != chosen:
            text = f"saldert på en annen måte i {chosen.where} – velg «balancing» i kombinasjonen"
            return chosen, [Problem(other.where, "balancing", text)]
    return chosen, [
        Problem(chosen.where, "balancing", text) for text in check_balancing(plan, chosen)
    ]


def _added_lines(
    plan: Plan, changes: Iterable[tuple[str, Change]]
) -> tuple[dict[str, AddChange], list[Problem]]:
    """Return each line that can be added, by its id, and what is wrong with the others."""
    problems: list[Problem] = []
    groups = [group.id for group in plan.groups]
    lines = {line.id for line in plan.lines}
    added: dict[str, AddChange] = {}
    for _, change in changes:
        if not isinstance(change, AddChange):
            continue
        if change.line in lines:
            text = f"posten «{change.line}» finnes fra før – velg en annen id, eller bruk «set»"
            problems.append(Problem(change.where, "add", text))
        elif change.line in added:
            first = added[change.line].where
            text = f"posten «{change.line}» er alt lagt til i {first} – behold den ene"
            problems.append(Problem(change.where, "add", text))
        elif change.group not in groups:
            problems.append(Problem(change.where, "group", unknown(change.group, groups)))
        else:
            added[change.line] = change
    return added, problems


def _added_line(change: AddChange) -> BudgetLine:
    source = change.source or "lagt til av scenarioet"
    amount = PendingComponent(
        id="amount",
        kind="pending",
        status="ours",
        because=change.because,
        source=source,
        recurrence=Recurrence(kind="continues", status="ours", because=change.because),
        shown_as="Ikke i planen",
    )
    return BudgetLine(
        id=change.line,
        label=change.label,
        group=change.group,
        table_source=source,
        components=(amount,),
    )


def _steps(plan: Plan, understood: list[Understood]) -> Iterator[Step]:
    current = {name: item.value for name, item in inputs_of(plan).items()}
    for item in understood:
        inputs = {touch.name: touch.value for touch in item.standing if touch.kind != "answer"}
        has_effect = any(current[name] != value for name, value in inputs.items())
        current.update(inputs)
        yield Step(item.origin, item.change, inputs, has_effect)
