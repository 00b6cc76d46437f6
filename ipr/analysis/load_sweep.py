"""From a sweep file to what is to be reckoned, with every fault in it and its place."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from ipr.analysis.distributions import Discrete, Distribution, Pert, Triangular, Uniform
from ipr.analysis.draws import Correlation, Draw, check_draw
from ipr.analysis.sweep import Drawn, Enumerated, Grid, Sweep, rows_of
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
from ipr.analysis.switches import Switch, amount_switch, condition_switch
from ipr.budget.change import find_input, step_of
from ipr.budget.folder import PlanFolder
from ipr.budget.resolve import Resolved, find_scenario, resolve
from ipr.budget.rules import check_balancing
from ipr.budget.scenario import Scenario, SetChange
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, refuse, unknown
from ipr.reading.norwegian import amount
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import Mapping

MOST_VALUES = 1_000_000  # of one input
MOST_DRAWS = 10**9

Got = TypeVar("Got")
Item = TypeVar("Item", Varied, DrawnInput, TriedCondition, Correlated)


@dataclass(frozen=True, slots=True)
class _Faults:
    """The faults of a file, gathered on the way."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, key: str, text: str) -> None:
        self.found.append(Problem(where, key, text))

    def tried(self, where: str, key: str, make: Callable[[], Got]) -> Got | None:
        """Return what is made, or note the `ValueError`, whose text is Norwegian."""
        try:
            return make()
        except ValueError as error:
            self.add(where, key, str(error))
            return None

    def each(self, items: Iterable[Item], make: Callable[[Item], Got]) -> list[Got]:
        """Return what is made of each item, and note what is wrong with the others."""
        made = [self.tried(item.where, "", functools.partial(make, item)) for item in items]
        return [each for each in made if each is not None]

    def named(
        self, items: Iterable[Item], make: Callable[[Item], tuple[str, Got]]
    ) -> dict[str, Got]:
        """Return what is made of each item by its name, and note a name that comes twice."""
        found: dict[str, Got] = {}

        def once(item: Item) -> str:
            name, made = make(item)
            if name in found:
                raise ValueError(f"«{name}» står to ganger")
            found[name] = made
            return name

        self.each(items, once)
        return found


def load_sweep(folder: PlanFolder, tree: Mapping) -> tuple[SweepFile, Sweep]:
    """Return a sweep's file and what it says to reckon; raises `InputError` with every fault."""
    kind = tree.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        text = unknown(kind, KINDS) if isinstance(kind, str) else "nøkkelen mangler"
        raise refuse(tree.key_where.get("kind", tree.where), "kind", text)
    file: SweepFile = read_record(KINDS[kind], tree)
    return file, understand(folder, file)


def understand(folder: PlanFolder, file: SweepFile) -> Sweep:
    """Return what a sweep file says to reckon; raises `InputError` with every fault it has."""
    start = _start(folder, file)
    faults = _Faults()
    if file.balancing:
        for text in check_balancing(start.plan, file.balancing):
            faults.add(file.balancing.where, "balancing", text)
    variation = _variation(start.plan, file, faults)
    sweep = Sweep(start.plan, start.values, variation, file.balancing or start.balancing)
    if not faults.found:
        faults.tried(file.where, "", lambda: rows_of(sweep))
    if faults.found:
        raise InputError(faults.found)
    return sweep


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


def _variation(plan: Plan, file: SweepFile, faults: _Faults) -> Grid | Drawn | Enumerated:
    match file:
        case GridFile():
            varied: Grid | Drawn | Enumerated = _grid(plan, file, faults)
            nothing = not file.inputs
        case DrawsFile():
            varied, nothing = _drawn(plan, file, faults), not file.inputs
        case CombinationsFile():
            varied, nothing = _enumerated(plan, file, faults), not file.conditions + file.amounts
    if nothing:
        faults.add(file.where, "", "ingenting varierer – skriv minst én forutsetning")
    return varied


def _grid(plan: Plan, file: GridFile, faults: _Faults) -> Grid:
    return Grid(faults.named(file.inputs, lambda item: _values(plan, item)))


def _drawn(plan: Plan, file: DrawsFile, faults: _Faults) -> Drawn:
    if not 1 <= file.number <= MOST_DRAWS:
        faults.add(file.where, "number", f"antallet skal være fra 1 til {amount(MOST_DRAWS)}")
    distributions = faults.named(file.inputs, lambda item: _distribution(plan, item))
    correlations = faults.each(file.correlations, lambda item: _correlation(plan, item))
    draw = Draw(distributions, tuple(correlations), file.seed)
    if not faults.found:
        faults.tried(file.where, "correlations", lambda: check_draw(plan, draw))
    return Drawn(draw, file.number)


def _enumerated(plan: Plan, file: CombinationsFile, faults: _Faults) -> Enumerated:
    conditions = faults.named(file.conditions, lambda item: _condition(plan, item))
    amounts = faults.named(file.amounts, lambda item: _amounts(plan, item))
    return Enumerated(tuple(conditions.values()), tuple(amounts.values()))


def _condition(plan: Plan, item: TriedCondition) -> tuple[str, Switch]:
    if bool(item.amounts_nok) != ("cover" in item.responses):
        raise ValueError("«cover» og «amounts» hører sammen: beløpene rådet kan dekke")
    if any(len(set(each)) < len(each) for each in (item.responses, item.amounts_nok)):
        raise ValueError("samme følge eller beløp står to ganger")
    switch = condition_switch(plan, item.condition, item.responses, item.amounts_nok)
    return switch.id, switch


def _amounts(plan: Plan, item: Varied) -> tuple[str, Switch]:
    name, values = _values(plan, item)
    return name, amount_switch(plan, name, values)


def read_value(plan: Plan, name: str, text: str) -> tuple[str, int]:
    """Return an input's full name and a value of it, read as a scenario's `set` reads it.

    Raises `ChangeError` for an unknown name and a value that cannot be.
    """
    found = find_input(plan, name)
    day = dt.date(plan.year, 1, 1) if found.value is None else None
    change = SetChange(target=found.name, to=text, from_date=day, because="–")
    ((name, value),) = step_of(plan, change).values.items()
    return name, value


def _values(plan: Plan, item: Varied) -> tuple[str, tuple[int, ...]]:
    """Return an input's full name and the values to try of it."""
    name = find_input(plan, item.name).name
    ends = [text for text in (item.low, item.high, item.step) if text is not None]
    if bool(item.values) == bool(ends) or len(ends) not in {0, 3}:
        raise ValueError("skriv enten «values», eller «low», «high» og «step»")
    if item.values:
        values = tuple(read_value(plan, name, text)[1] for text in item.values)
        if len(set(values)) < len(values):
            raise ValueError(f"«{name}» har samme verdi to ganger")
        return name, values
    low, high, step = (read_value(plan, name, text)[1] for text in ends)
    if step == 0 or low > high or (high - low) % step:
        raise ValueError("«step» skal gå opp i avstanden fra «low» til «high», og ikke være 0")
    if (high - low) // step >= MOST_VALUES:
        raise ValueError(f"det blir mer enn {amount(MOST_VALUES)} verdier – velg et større trinn")
    return name, tuple(range(low, high + 1, step))


def _distribution(plan: Plan, item: DrawnInput) -> tuple[str, Distribution]:
    """Return an input's full name and its distribution, whose keys are those and no others."""
    wanted = {
        "uniform": {"low", "high"},
        "triangular": {"low", "mode", "high"},
        "pert": {"low", "mode", "high"},
        "discrete": {"values", "weights"},
    }[item.distribution]
    present = {"low": item.low, "mode": item.mode, "high": item.high}
    given = {key for key, value in present.items() if value is not None}
    given |= {"values"} if item.values else set()
    given |= {"weights"} if item.weights else set()
    if given != wanted:
        keys = ", ".join(f"«{key}»" for key in sorted(wanted))
        raise ValueError(f"«{item.distribution}» skal ha {keys} og ikke noe annet")
    name = find_input(plan, item.name).name

    def read(text: str | None) -> int:
        return read_value(plan, name, text or "")[1]

    match item.distribution:
        case "uniform":
            return name, Uniform(read(item.low), read(item.high))
        case "triangular":
            return name, Triangular(read(item.low), read(item.mode), read(item.high))
        case "pert":
            return name, Pert(read(item.low), read(item.mode), read(item.high))
        case "discrete":
            return name, Discrete(tuple(map(read, item.values)), item.weights)


def _correlation(plan: Plan, item: Correlated) -> Correlation:
    if len(item.between) != 2:
        raise ValueError("«between» skal nevne to forutsetninger")
    first, second = (find_input(plan, name).name for name in item.between)
    return Correlation(first, second, item.spearman_e4)
