"""A sweep file: in YAML, what varies, over which values or distributions, and why.

It is read with every fault in it and its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from ipr.analysis.combinations import Switch, amount_switch, condition_switch
from ipr.analysis.draws import Distribution, Draw, Shape, root_of
from ipr.analysis.sweep import MOST_ROWS, Each, Reckoned, Sweep, table_of
from ipr.budget.reckon import AmountTooLargeError
from ipr.budget.resolve import Resolved, resolve
from ipr.budget.rules import Balancing, check_balancing
from ipr.budget.scenario import Scenario, plan_scenario
from ipr.doors.folder import SWEEP_FILE, PlanFolder, open_folder, sweep_file
from ipr.doors.scenarios import find_scenario
from ipr.plan.inputs import find_input
from ipr.plan.load import RESULTS_VARIABLE
from ipr.plan.model import Plan, Response
from ipr.reading.errors import InputError, Problem, refuse, unknown
from ipr.reading.fields import Amount, Id, Raw, SignedRateE4, Text, Title, Whole
from ipr.reading.norwegian import E4, amount, count
from ipr.reading.records import Located, read_record
from ipr.reading.strict_yaml import Mapping, read_yaml

ALLOWED = f"tillatt er 1 til {amount(MOST_ROWS)}"
SHAPES: dict[Shape, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "discrete": ("values", "weights"),
}
"""The keys of each distribution, besides those of every input."""


class Stated(Located):
    """An input and what it may be: a list of values, or from `low` to `high`."""

    name: Text = Field(alias="input")
    values: tuple[Raw, ...] = ()
    low: Raw | None = None
    high: Raw | None = None
    because: Text

    @property
    def points(self) -> tuple[str, ...]:
        """Return the values, or the ends with the mode or the step, as they are written."""
        ends = (getattr(self, key, None) for key in ("low", "mode", "high", "step"))
        return self.values or tuple(text for text in ends if text)


class Varied(Stated):
    """An input and the values to try: a list, or from `low` to `high` in whole steps."""

    step: Raw | None = None

    def understood(self, plan: Plan) -> tuple[str, Sequence[int]]:
        """Return the input's full name and the values to try of it."""
        found = find_input(plan, self.name)
        name, ends = found.name, (self.low, self.high, self.step)
        if any(ends) if self.values else not all(ends):
            raise ValueError("skriv enten «values», eller «low», «high» og «step»")
        values = [found.read(text) for text in self.points]
        if self.values:
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


class DrawnInput(Stated):
    """An input and its distribution, as the analyst states it."""

    shape: Shape = Field(alias="distribution")
    mode: Raw | None = None
    weights: tuple[Whole, ...] = ()

    def understood(self, plan: Plan) -> tuple[str, Distribution]:
        """Return the input's full name and its distribution, which has its own keys only."""
        wanted = SHAPES[self.shape]
        if self.model_fields_set & {key for keys in SHAPES.values() for key in keys} != set(wanted):
            keys = ", ".join(f"«{key}»" for key in sorted(wanted))
            raise ValueError(f"«{self.shape}» skal ha {keys} og ikke noe annet")
        found = find_input(plan, self.name)
        values = tuple(found.read(text) for text in self.points)
        return found.name, Distribution(self.shape, values, self.weights)


class Correlated(Located):
    """Two inputs that hang together: Spearman's rank correlation, from −1 to 1."""

    between: tuple[Text, ...]
    spearman_e4: SignedRateE4 = Field(alias="spearman")
    because: Text

    def understood(self, plan: Plan) -> tuple[str, tuple[tuple[str, str], int]]:
        """Return whose correlation it is, as text and by name, and it."""
        if len(self.between) != 2:
            raise ValueError("«between» skal nevne to forutsetninger")
        first, second = sorted(find_input(plan, name).name for name in self.between)
        if first == second or abs(self.spearman_e4) > E4:
            raise ValueError(
                "korrelasjonen skal gjelde to ulike forutsetninger og ligge fra −1 til 1"
            )
        return f"korrelasjonen mellom {first} og {second}", ((first, second), self.spearman_e4)


class TriedCondition(Located):
    """A condition, the responses to a no to try, and the amounts to cover."""

    condition: Id
    responses: tuple[Response, ...] = ()
    amounts_nok: tuple[Amount, ...] = Field(default=(), alias="amounts")

    def understood(self, plan: Plan) -> tuple[str, Switch]:
        """Return the condition's id and its switch."""
        if bool(self.amounts_nok) != ("cover" in self.responses):
            raise ValueError("«cover» og «amounts» hører sammen: beløpene rådet kan betale ekstra")
        if any(len(set(each)) < len(each) for each in (self.responses, self.amounts_nok)):
            raise ValueError("samme følge eller beløp står to ganger")
        asked = (self.condition, self.responses, self.amounts_nok)
        return self.condition, condition_switch(plan, *asked)


class SweepBase(Located):
    """What every sweep file has; `scenario` (an id, or `a+b`) is what it starts from."""

    title: Title
    question: Text
    scenario: Text | None = None
    balancing: Balancing | None = None


class GridFile(SweepBase):
    """Every combination of the stated values."""

    kind: Literal["grid"]
    inputs: tuple[Varied, ...]


class DrawsFile(SweepBase):
    """So many draws from the stated distributions."""

    kind: Literal["draws"]
    number: Amount
    seed: Whole
    inputs: tuple[DrawnInput, ...]
    correlations: tuple[Correlated, ...] = ()


class CombinationsFile(SweepBase):
    """Every combination of answers to conditions and stated amounts."""

    kind: Literal["combinations"]
    conditions: tuple[TriedCondition, ...] = ()
    amounts: tuple[Varied, ...] = ()


SweepFile = GridFile | DrawsFile | CombinationsFile
KINDS: dict[str, type[SweepFile]] = {
    "grid": GridFile,
    "draws": DrawsFile,
    "combinations": CombinationsFile,
}


@dataclass(frozen=True, eq=False)
class Swept(Reckoned):
    """A sweep with its rows and the file that describes it."""

    file: SweepFile


def load_swept(plan: str, sweep: str) -> Swept:
    """Return a sweep with its rows: of the file beside the report being made, or the plan's own.

    Raises `InputError` for an unknown plan or sweep and for faulty files.
    """
    folder = open_folder(plan)
    beside = Path(os.environ.get(RESULTS_VARIABLE, "."), SWEEP_FILE)
    tree = read_yaml(beside) if beside.is_file() else folder.tree(sweep_file(sweep))
    return sweep_rows(*load_sweep(folder, tree))


def sweep_rows(file: SweepFile, sweep: Sweep, each: Each = map) -> Swept:
    """Return a sweep with all its rows reckoned; raises `InputError` for an amount too large."""
    try:
        return Swept(sweep, table_of(sweep, each), file)
    except AmountTooLargeError as error:
        raise refuse(file.where, "", str(error)) from None


def load_sweep(folder: PlanFolder, tree: Mapping) -> tuple[SweepFile, Sweep]:
    """Return a sweep's file and what it says to reckon; raises `InputError` with every fault."""
    kind = tree.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        text = unknown(kind, KINDS) if isinstance(kind, str) else "nøkkelen mangler"
        raise refuse(tree.key_where.get("kind", tree.where), "kind", text)
    file: SweepFile = read_record(KINDS[kind], tree)
    found = (plan_scenario(folder.plan), tuple[Scenario, ...]())
    if file.scenario:
        found = find_scenario(folder, file.scenario, file.where)
    start, rule = resolve(folder.plan, *found), file.balancing
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
    if not sweep.varied:
        yield Problem(file.where, "", "ingenting varierer – skriv minst én forutsetning")
    elif not 1 <= sweep.rows <= MOST_ROWS:
        text = f"filen ber om {count(sweep.rows, 'rad', 'rader')} – {ALLOWED}"
        yield Problem(tree.key_where[key], key, text)


def _varied(start: Resolved, file: SweepFile, problems: list[Problem]) -> tuple[Switch, ...] | Draw:
    """Return what a file says to vary, and note what is wrong with it."""

    def made(items: Iterable[Any]) -> dict[str, Any]:
        """Return what each item means, by its name; none may come twice."""
        found: dict[str, Any] = {}
        for item in items:
            try:
                name, meant = item.understood(start.plan)
            except ValueError as error:
                problems.append(Problem(item.where, "", str(error)))
                continue
            if name in found:
                problems.append(Problem(item.where, "", f"«{name}» står to ganger"))
            found[name] = meant
        return found

    match file:
        case GridFile():
            return tuple(
                Switch(name, {name: np.array(values, dtype=np.int64)})
                for name, values in made(file.inputs).items()
            )
        case CombinationsFile():
            conditions, amounts = made(file.conditions).values(), made(file.amounts).items()
            tried = (amount_switch(start.plan, *one, start.values) for one in amounts)
            return (*conditions, *tried)
        case DrawsFile():
            distributions, correlations = made(file.inputs), made(file.correlations)
            draw = Draw(distributions, file.number, dict(correlations.values()), file.seed)
            try:
                if not problems:
                    root_of(draw)
            except ValueError as error:
                problems.append(Problem(file.where, "", str(error)))
            return draw
