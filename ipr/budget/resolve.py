"""From scenario files to inputs: combine scenarios, and refuse those that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ipr.budget.change import ChangeError, Step, check_ceilings, step_of
from ipr.budget.figures import section_of
from ipr.budget.rules import LEAVE_OPEN, Balancing, check_balancing
from ipr.budget.scenario import AddChange, Scenario, TransferChange, verb_of
from ipr.plan.inputs import told_apart
from ipr.plan.model import BudgetLine, PendingComponent, Plan, Recurrence
from ipr.reading.errors import InputError, Problem, in_file_order, unknown

NOT_IN_PLAN = "Ikke i planen"
"""What a line that a scenario adds has in the plan."""
ANSWER = "conditions."
OTHER_RULE = "saldert på en annen måte i {where} – velg «balancing» i kombinasjonen"


@dataclass(frozen=True)
class Resolved:
    """A scenario understood against its plan.

    `given` is the plan as it was loaded; `plan` is the plan with the lines the scenario adds
    (still without amount), and with those told apart that are called the same; `parts` are the
    scenarios it combines; `steps`, those that still hold, come in the order of the parts' ids, the
    scenario's own last; `balancing` is its rule, or the one its parts agree on.
    """

    given: Plan
    plan: Plan
    scenario: Scenario
    parts: tuple[Scenario, ...]
    steps: tuple[Step, ...]
    balancing: Balancing

    @property
    def values(self) -> dict[str, int]:
        """Return the value of every input the scenario touches."""
        return {name: value for step in self.steps for name, value in step.inputs.items()}


def resolve(plan: Plan, scenario: Scenario, parts: tuple[Scenario, ...] = ()) -> Resolved:
    """Return the scenario understood against the plan, together with the parts it combines.

    Raises `InputError` naming every change that makes no sense in this plan, and both places
    where two changes touch one input differently.
    """
    sources = [*sorted(parts, key=lambda part: part.id), scenario]
    changes = [(source.id, change) for source in sources for change in source.changes]
    adding = [change for _, change in changes if isinstance(change, AddChange)]
    added, problems = _added_lines(plan, adding)
    given = plan
    if added:  # else it is the very same plan, of which much is remembered
        lines = (*plan.lines, *(_added_line(change) for change in added.values()))
        plan = plan.model_copy(update={"lines": lines})
    plan = told_apart(plan)
    steps: list[Step] = []
    for origin, change in changes:
        if isinstance(change, AddChange) and added.get(change.line) is not change:
            continue
        try:
            step = step_of(plan, change, origin)
            steps.append(step)
            check_ceilings(plan, step)
        except ChangeError as fault:
            told = ((key or verb_of(change), text) for key, text in fault.faults)
            problems += [Problem(change.at(key), key, text) for key, text in told]
    above = all_above(sources)
    standing = tuple(_standing(steps, above))
    # What is adopted is where an amendment begins: there one end may be set by itself.
    adopted = {part.id for part in parts if scenario.amends in {part.id, *above[part.id]}}
    fresh = [pair for pair in zip(steps, standing, strict=True) if pair[0].origin not in adopted]
    problems += [*_contradictions(standing), *_torn_transfers(fresh)]
    balancing, faults = _balancing(plan, sources, above)
    problems += [*faults, *_unanswerable(plan, scenario)]
    if problems:
        raise InputError(in_file_order(problems))
    # Of what a scenario above has set anew, nothing is left; an answer holds without money too.
    kept = tuple(step for step in standing if step.inputs or step.answer)
    return Resolved(given, plan, scenario, parts, kept, balancing)


def _unanswerable(plan: Plan, scenario: Scenario) -> Iterator[Problem]:
    """Yield a problem where a scenario's question asks for something that is no figure."""
    known = [figure.name for figure in section_of(plan, "totals", "funding", "lines", "components")]
    if scenario.answers not in known:
        yield Problem(scenario.at("answers"), "answers", unknown(scenario.answers, known))


def _balancing(
    plan: Plan, sources: Sequence[Scenario], above: Mapping[str, set[str]]
) -> tuple[Balancing, list[Problem]]:
    """Return the scenario's own rule, or the one its parts agree on, and what is wrong with it.

    A rule of a scenario stands before the rules of those it combines.
    """
    stated = {source.id: source.balancing for source in sources if source.balancing}
    rules = [rule for key, rule in stated.items() if not above[key] & stated.keys()]
    if not rules:
        return LEAVE_OPEN, []
    chosen = rules[0]
    for other in rules[1:]:
        if other.model_copy(update={"where": chosen.where}) != chosen:
            text = OTHER_RULE.format(where=chosen.where)
            return chosen, [Problem(other.where, "balancing", text)]
    faults = check_balancing(plan, chosen)
    return chosen, [Problem(chosen.where, "balancing", text) for text in faults]


def _added_lines(
    plan: Plan, changes: Iterable[AddChange]
) -> tuple[dict[str, AddChange], list[Problem]]:
    """Return each line that can be added, by its id, and what is wrong with the others."""
    added: dict[str, AddChange] = {}
    problems: list[Problem] = []
    groups, lines = [group.id for group in plan.groups], {line.id for line in plan.lines}
    for change in changes:
        key, name = "add", f"posten «{change.line}»"
        if change.line in lines:
            text = f"{name} finnes fra før – velg en annen id, eller bruk «set»"
        elif change.line in added:
            text = f"{name} er allerede lagt til i {added[change.line].where} – behold den ene"
        elif change.group not in groups:
            key, text = "group", unknown(change.group, groups)
        else:
            added[change.line] = change
            continue
        problems.append(Problem(change.at(key), key, text))
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
        shown_as=NOT_IN_PLAN,
    )
    return BudgetLine(
        id=change.line,
        label=change.label,
        group=change.group,
        table_source=source,
        components=(amount,),
    )


def all_above(sources: Sequence[Scenario]) -> dict[str, set[str]]:
    """Return for each scenario the ids of those that combine or amend it, however far above."""

    @cache
    def above(scenario_id: str) -> set[str]:
        direct = {other.id for other in sources if scenario_id in other.built_on}
        return direct.union(*map(above, direct))

    return {source.id: above(source.id) for source in sources}


def _standing(steps: Sequence[Step], above: Mapping[str, set[str]]) -> Iterator[Step]:
    """Yield the steps, each without the inputs that a scenario above its own sets."""
    setters: dict[str, set[str]] = {}
    for step in steps:
        for name in step.inputs if step.kind == "set" else ():
            setters.setdefault(name, set()).add(step.origin)
    for step in steps:
        over = above[step.origin]
        own = {
            name: value
            for name, value in step.inputs.items()
            if over.isdisjoint(setters.get(name, ()))
        }
        yield step._replace(inputs=own)


def _contradictions(steps: Sequence[Step]) -> Iterator[Problem]:
    """Yield a problem for each input or condition touched in another way by a step before."""
    touched: dict[str, list[Step]] = {}
    for step in steps:
        answered = [f"{ANSWER}{step.answer[0]}"] if step.answer else []
        for name in [*answered, *step.inputs]:
            before = touched.setdefault(name, [])
            other = next((one for one in before if not _agree(one, step, name)), None)
            if other:
                text = contradiction(name, other, step)
                yield Problem(step.change.where, verb_of(step.change), text)
            before.append(step)


def _agree(first: Step, second: Step, name: str) -> bool:
    if name.startswith(ANSWER):
        return first.origin != second.origin and first.answer == second.answer
    if first.kind == second.kind == "release":
        return True
    both_set = first.kind == second.kind == "set"
    return both_set and first.origin != second.origin and first.inputs[name] == second.inputs[name]


def contradiction(name: str, first: Step, second: Step) -> str:
    """Return what is said of an input or a condition that two steps change in two ways."""
    is_answer = name.startswith(ANSWER)
    shown = f"vilkåret «{name.removeprefix(ANSWER)}»" if is_answer else f"«{name}»"
    if first.origin == second.origin:
        return f"{shown} er allerede endret i {first.change.where} – behold bare én av endringene"
    told = f"{shown} er endret på en annen måte i {first.change.where} – behold den ene"
    if is_answer:
        return told
    return f"{told}, eller si verdien med «set» i scenarioet som kombinerer eller endrer dem"


def _torn_transfers(steps: Iterable[tuple[Step, Step]]) -> Iterator[Problem]:
    """Yield a problem for each transfer of which one end only still stands: money would vanish.

    Each step comes with what is left of it.
    """
    for step, left in steps:
        lost = [name for name in step.inputs if name not in left.inputs]
        if isinstance(step.change, TransferChange) and len(lost) == 1:
            text = (
                f"et scenario som bygger på dette, setter «{lost[0]}», men ikke den andre enden av "
                "flyttingen – sett begge (den andre kan stå som den er), eller ingen av dem"
            )
            yield Problem(step.change.where, verb_of(step.change), text)
