"""From a sweep file to what is to be reckoned, with every fault in it and its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from ipr.analysis.combinations import Switch, amount_switch, condition_switch
from ipr.analysis.draws import (
    Correlation,
    Discrete,
    Distribution,
    Draw,
    Pert,
    Triangular,
    Uniform,
    check_draw,
)
from ipr.analysis.sweep import MOST_ROWS, Sweep, rows_of
from ipr.analysis.sweep_file import (
    KINDS,
    CombinationsFile,
    Correlated,
    DrawnInput,
    DrawsFile,
    GridFile,
    SweepFile,
    TriedCondition,
    Varied,
)
from ipr.budget.change import find_input, step_of
from ipr.budget.resolve import Resolved, resolve
from ipr.budget.rules import check_balancing
from ipr.budget.scenario import Scenario, SetChange
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import find_scenario
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, refuse, unknown
from ipr.reading.norwegian import amount, count, listing
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import Mapping

ALLOWED = f"tillatt er 1 til {amount(MOST_ROWS)}"
SHAPES = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "discrete": ("values", "weights"),
}

Made = TypeVar("Made")
Item = TypeVar("Item", Varied, DrawnInput, TriedCondition, Correlated)


def load_sweep(folder: PlanFolder, tree: Mapping) -> tuple[SweepFile, Sweep]:
    """Return a sweep's file and what it says to reckon; raises `InputError` with every fault."""
    kind = tree.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        text = unknown(kind, KINDS) if isinstance(kind, str) else "nøkkelen mangler"
        raise refuse(tree.key_where.get("kind", tree.where), "kind", text)
    file: SweepFile = read_record(KINDS[kind], tree)
    start = _start(folder, file)
    rule = file.balancing
    faults = check_balancing(start.plan, rule) if rule else ()
    problems = [Problem(rule.where, "balancing", text) for text in faults] if rule else []
    varied = _varied(start, file, problems)
    sweep = Sweep(start.plan, start.values, varied, rule or start.balancing)
    if not problems:
        problems += _wrong_size(file, tree, sweep)
    if problems:
        raise InputError(problems)
    return file, sweep


def _wrong_size(file: SweepFile, tree: Mapping, sweep: Sweep) -> Iterator[Problem]:
    """Yield what is wrong with the number of rows: none vary, or there are too many."""
    key = next(key for key in ("number", "inputs", "amounts", "conditions", "kind") if key in tree)
    if not (isinstance(sweep.varied, Draw) or sweep.varied):
        yield Problem(file.where, "", "ingenting varierer – skriv minst én forutsetning")
    elif not 1 <= rows_of(sweep) <= MOST_ROWS:
        text = f"filen ber om {count(rows_of(sweep), 'rad', 'rader')} – {ALLOWED}"
        yield Problem(tree.key_where[key], key, text)


def _start(folder: PlanFolder, file: SweepFile) -> Resolved:
    """Return the scenario the sweep starts from, or an empty one."""
    if file.scenario is None:
        return resolve(folder.plan, Scenario(title="–", question="–", status="kladd"))
    try:
        return resolve(folder.plan, *find_scenario(folder, file.scenario))
    except InputError as error:
        if error.problems[0].key != "scenario":
            raise
        raise refuse(file.where, "scenario", error.problems[0].text) from None


def _varied(start: Resolved, file: SweepFile, problems: list[Problem]) -> tuple[Switch, ...] | Draw:
    """Return what a file says to vary, and note what is wrong with it."""

    def made(
        items: Iterable[Item], make: Callable[[Plan, Item], tuple[str, Made]]
    ) -> dict[str, Made]:
        """Return what is made of each item by its name; none may come twice."""
        found: dict[str, Made] = {}
        for item in items:
            try:
                name, one = make(start.plan, item)
            except ValueError as error:
                problems.append(Problem(item.where, "", str(error)))
                continue
            if name in found:
                problems.append(Problem(item.where, "", f"«{name}» står to ganger"))
            found[name] = one
        return found

    match file:
        case GridFile():
            return tuple(
                Switch(name, {name: np.array(values, dtype=np.int64)})
                for name, values in made(file.inputs, _values).items()
            )
        case CombinationsFile():
            amounts = made(file.amounts, _values)
            return (
                *made(file.conditions, _condition).values(),
                *(
                    amount_switch(start.plan, name, values, start.values)
                    for name, values in amounts.items()
                ),
            )
        case DrawsFile():
            distributions = made(file.inputs, _distribution)
            correlations = made(file.correlations, _correlation)
            draw = Draw(distributions, file.number, tuple(correlations.values()), file.seed)
            try:
                if not problems:
                    check_draw(start.plan, draw)
            except ValueError as error:
                problems.append(Problem(file.where, "", str(error)))
            return draw


def _condition(plan: Plan, item: TriedCondition) -> tuple[str, Switch]:
    if bool(item.amounts_nok) != ("cover" in item.responses):
        raise ValueError("«cover» og «amounts» hører sammen: beløpene rådet kan dekke")
    if any(len(set(each)) < len(each) for each in (item.responses, item.amounts_nok)):
        raise ValueError("samme følge eller beløp står to ganger")
    switch = condition_switch(plan, item.condition, item.responses, item.amounts_nok)
    return switch.id, switch


def read_value(plan: Plan, name: str, text: str) -> tuple[str, int]:
    """Return an input's full name and a value of it, read as a scenario's `set` reads it.

    Raises `ChangeError` for an unknown name and a value that cannot be.
    """
    found = find_input(plan, name)
    day = dt.date(plan.year, 1, 1) if found.value is None else None
    change = SetChange(target=found.name, to=text, from_date=day, because="–")
    ((name, value),) = step_of(plan, change).values.items()
    return name, value


def _values(plan: Plan, item: Varied) -> tuple[str, Sequence[int]]:
    """Return an input's full name and the values to try of it."""
    name = find_input(plan, item.name).name
    ends = [text for text in (item.low, item.high, item.step) if text is not None]
    if bool(item.values) == bool(ends) or len(ends) not in {0, 3}:
        raise ValueError("skriv enten «values», eller «low», «high» og «step»")
    values = [read_value(plan, name, text)[1] for text in item.values or ends]
    if item.values:
        if len(set(values)) < len(values):
            raise ValueError(f"«{name}» har samme verdi to ganger")
        return name, values
    low, high, step = values
    if step == 0 or low > high or (high - low) % step:
        raise ValueError("«step» skal gå opp i avstanden fra «low» til «high», og ikke være 0")
    tried = range(low, high + 1, step)
    if len(tried) > MOST_ROWS:
        raise ValueError(f"det blir {amount(len(tried))} verdier – {ALLOWED}")
    return name, tried


def _distribution(plan: Plan, item: DrawnInput) -> tuple[str, Distribution]:
    """Return an input's full name and its distribution, whose keys are those and no others."""
    wanted = SHAPES[item.distribution]
    if item.model_fields_set & {"low", "mode", "high", "values", "weights"} != set(wanted):
        keys = ", ".join(f"«{key}»" for key in sorted(wanted))
        raise ValueError(f"«{item.distribution}» skal ha {keys} og ikke noe annet")
    name = find_input(plan, item.name).name

    def read(text: str | None) -> int:
        return read_value(plan, name, text or "")[1]

    match item.distribution:
        case "uniform":
            return name, Uniform(read(item.low), read(item.high))
        case "discrete":
            return name, Discrete(tuple(map(read, item.values)), item.weights)
        case shape:
            kind = Pert if shape == "pert" else Triangular
            return name, kind(read(item.low), read(item.mode), read(item.high))


def _correlation(plan: Plan, item: Correlated) -> tuple[str, Correlation]:
    if len(item.between) != 2:
        raise ValueError("«between» skal nevne to forutsetninger")
    first, second = (find_input(plan, name).name for name in item.between)
    both = listing(sorted((first, second)))
    return f"korrelasjonen mellom {both}", Correlation(first, second, item.spearman_e4)
