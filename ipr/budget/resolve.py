"""From scenario files to inputs: combine scenarios, and refuse those that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from ipr.budget.scenario import AddChange, Change, Scenario, load_scenario
from ipr.budget.touch import ANSWER, ChangeFault, Touch, touches_of
from ipr.errors import InputError, Problem, refuse, unknown
from ipr.plan.components import PendingComponent, Recurrence
from ipr.plan.inputs import inputs_of
from ipr.plan.model import BudgetLine, Plan

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

    `plan` is the plan with the lines the scenario adds (still without amount); `parts` are the
    scenarios it combines; `steps` come in the order of the parts' ids, the scenario's own last.
    """

    plan: Plan
    scenario: Scenario
    parts: tuple[Scenario, ...]
    steps: tuple[Step, ...]

    @property
    def inputs(self) -> dict[str, int]:
        """Return the value of every input the scenario touches."""
        return {name: value for step in self.steps for name, value in step.inputs.items()}


@dataclass(frozen=True)
class _Understood:
    """A change with what it touches."""

    origin: str
    change: Change
    touches: tuple[Touch, ...]


def find_scenario(plan_folder: Path, name: str) -> tuple[Scenario, tuple[Scenario, ...]]:
    """Return the scenario with this id, or the combination `a+b`, and all it combines.

    Raises `InputError` for an unknown id, a faulty file and a circle of combinations.
    """
    ids = name.split(JOIN)
    if len(ids) == 1:
        scenario = load_scenario(plan_folder, name)
    else:
        named = [load_scenario(plan_folder, one) for one in ids]
        scenario = Scenario(
            where=name,
            id=JOIN.join(sorted(set(ids))),
            title=" + ".join(part.title for part in sorted(named, key=lambda part: part.id)),
            question="Hva blir virkningen av scenarioene til sammen?",
            status="kladd",
            combines=tuple(sorted(set(ids))),
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
        try:
            part = parts.get(part_id) or load_scenario(folder, part_id)
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
    plan, problems = _with_added_lines(plan, changes)
    understood: list[_Understood] = []
    for origin, change in changes:
        try:
            understood.append(_Understood(origin, change, tuple(touches_of(plan, change))))
        except ChangeFault as fault:
            problems.append(Problem(change.where, _verb_shown(change), str(fault)))
    overridden = _own_values(understood, scenario.id) if parts else {}
    problems += _contradictions(understood, overridden)
    if problems:
        raise InputError(problems)
    return Resolved(plan, scenario, parts, tuple(_steps(plan, understood, overridden)))


def _with_added_lines(plan: Plan, changes: list[tuple[str, Change]]) -> tuple[Plan, list[Problem]]:
    """Return the plan with each added line, its amount still missing, and what is wrong."""
    problems: list[Problem] = []
    groups = [group.id for group in plan.groups]
    lines = {line.id: line for line in plan.lines}
    for _, change in changes:
        if not isinstance(change, AddChange):
            continue
        if change.line in lines:
            text = f"posten «{change.line}» finnes fra før – velg en annen id, eller bruk «set»"
            problems.append(Problem(change.where, "add", text))
        elif change.group not in groups:
            problems.append(Problem(change.where, "group", unknown(change.group, groups)))
        else:
            lines[change.line] = _added_line(change)
    return plan.model_copy(update={"lines": tuple(lines.values())}), problems


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


def _verb_shown(change: Change) -> str:
    return type(change).__name__.removesuffix("Change").lower()


def _own_values(understood: list[_Understood], scenario_id: str) -> dict[str, Change]:
    """Return the inputs the combining scenario sets itself, which its parts then do not decide."""
    return {
        touch.name: item.change
        for item in understood
        if item.origin == scenario_id
        for touch in item.touches
        if touch.kind == "set"
    }


def _contradictions(
    understood: list[_Understood], overridden: Mapping[str, Change]
) -> Iterator[Problem]:
    touched: dict[str, list[tuple[_Understood, Touch]]] = {}
    for item in understood:
        for touch in item.touches:
            touched.setdefault(touch.name, []).append((item, touch))
    for name, pairs in touched.items():
        for (first, first_touch), (second, second_touch) in combinations(pairs, 2):
            if _agree(first, first_touch, second, second_touch):
                continue
            mine, others = overridden.get(name), {id(first.change), id(second.change)}
            if mine is not None and id(mine) in others and first.origin != second.origin:
                other = first if second.change is mine else second
                if len([touch for touch in other.touches if touch.kind != "answer"]) == 1:
                    continue
            shown = f"vilkåret «{name.removeprefix(ANSWER)}»" if ANSWER in name else f"«{name}»"
            yield Problem(
                second.change.where,
                _verb_shown(second.change),
                f"{shown} er alt endret på en annen måte i {first.change.where} – "
                "behold den ene, eller si verdien med «set» i scenarioet som kombinerer dem",
            )


def _agree(first: _Understood, one: Touch, second: _Understood, other: Touch) -> bool:
    if one.kind == other.kind == "release":
        return True
    apart = first.origin != second.origin
    return apart and one == other and one.kind in {"set", "answer"}


def _steps(
    plan: Plan, understood: list[_Understood], overridden: Mapping[str, Change]
) -> Iterator[Step]:
    current = {name: item.value for name, item in inputs_of(plan).items()}
    for item in understood:
        inputs = {
            touch.name: touch.value
            for touch in item.touches
            if touch.kind != "answer" and overridden.get(touch.name, item.change) is item.change
        }
        has_effect = any(current[name] != value for name, value in inputs.items())
        current.update(inputs)
        yield Step(item.origin, item.change, inputs, has_effect)
