"""A sweep file: in YAML, what varies, over which values or distributions, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from ipr.analysis.distributions import Discrete, Distribution, Pert, Triangular, Uniform
from ipr.analysis.draws import Correlation, Draw, check_draw
from ipr.analysis.sweep import Drawn, Enumerated, Grid, Sweep, rows_of
from ipr.analysis.switches import Switch, amount_switch, condition_switch
from ipr.budget.policies import Balancing, check_balancing
from ipr.budget.resolve import Resolved, find_scenario, resolve
from ipr.budget.scenario import Scenario, SetChange
from ipr.budget.touch import find_input, touches_of
from ipr.errors import InputError, Problem, refuse, unknown
from ipr.fields import Amount, Id, Raw, SignedRateE4, Text, Whole
from ipr.plan.model import Plan, Response
from ipr.records import Located, read_record
from ipr.strict_yaml import read_yaml

MOST_VALUES = 1_000_000  # of one input in a list or range


class Varied(Located):
    """An input and the values to try: a list, or from `low` to `high` in whole steps."""

    name: Text = Field(alias="input")
    values: tuple[Raw, ...] = ()
    low: Raw | None = None
    high: Raw | None = None
    step: Raw | None = None
    because: Text


class DrawnInput(Located):
    """An input and its distribution, as the analyst states it."""

    name: Text = Field(alias="input")
    distribution: Literal["uniform", "triangular", "pert", "discrete"]
    low: Raw | None = None
    mode: Raw | None = None
    high: Raw | None = None
    values: tuple[Raw, ...] = ()
    weights: tuple[Whole, ...] = ()
    because: Text


class Correlated(Located):
    """Two inputs that hang together: Spearman's rank correlation, from −1 to 1."""

    between: tuple[Text, ...]
    spearman_e4: SignedRateE4 = Field(alias="spearman")
    because: Text


class TriedCondition(Located):
    """A condition, the responses to a no to try, and the amounts to cover."""

    condition: Id
    responses: tuple[Response, ...] = ()
    amounts_nok: tuple[Amount, ...] = Field(default=(), alias="amounts")


class SweepBase(Located):
    """What every sweep file has; `scenario` (an id, or `a+b`) is what it starts from."""

    title: Text
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
KINDS: dict[str, type[GridFile] | type[DrawsFile] | type[CombinationsFile]] = {
    "grid": GridFile,
    "draws": DrawsFile,
    "combinations": CombinationsFile,
}


def load_sweep(plan: Plan, plan_folder: Path, path: Path) -> tuple[SweepFile, Sweep]:
    """Return a sweep file and what it says to reckon; raises `InputError` with every fault."""
    tree = read_yaml(path)
    kind = str(tree.get("kind", ""))
    if kind not in KINDS:
        found = unknown(kind, KINDS) if "kind" in tree else "nøkkelen mangler"
        raise refuse(tree.key_where.get("kind", tree.where), "kind", found)
    file = read_record(KINDS[kind], tree)
    return file, understand(plan, plan_folder, file)


def understand(plan: Plan, plan_folder: Path, file: SweepFile) -> Sweep:
    """Return what a sweep file says to reckon; raises `InputError` with every fault it has."""
    start = _start(plan, plan_folder, file)
    balancing = file.balancing or start.balancing
    faults = _Faults()
    for text in check_balancing(start.plan, balancing) if file.balancing else []:
        faults.add(file.where, "balancing", text)
    variation = _variation(start.plan, file, faults)
    sweep = Sweep(start.plan, start.inputs, variation, balancing)
    if not faults.found:
        faults.tried(file.where, "", lambda: rows_of(sweep))
    if faults.found:
        raise InputError(faults.found)
    return sweep


Got = TypeVar("Got")


@dataclass
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


def _start(plan: Plan, plan_folder: Path, file: SweepFile) -> Resolved:
    if file.scenario is None:
        empty = Scenario(where=file.where, id="", title="–", question="–", status="kladd")
        return resolve(plan, empty)
    try:
        return resolve(plan, *find_scenario(plan_folder, file.scenario))
    except InputError as error:
        if error.problems[0].key != "scenario":
            raise
        raise refuse(file.where, "scenario", error.problems[0].text) from None


def _variation(plan: Plan, file: SweepFile, faults: _Faults) -> Grid | Drawn | Enumerated:
    named = file.amounts if isinstance(file, CombinationsFile) else file.inputs
    conditions = file.conditions if isinstance(file, CombinationsFile) else ()
    if not named and not conditions:
        faults.add(file.where, "", "ingenting varierer – skriv minst én forutsetning")
    for item, key in _repeated([(item, item.name) for item in named]):
        faults.add(item.where, "input", f"«{key}» står to ganger")
    for tried, key in _repeated([(item, item.condition) for item in conditions]):
        faults.add(tried.where, "condition", f"«{key}» står to ganger")
    match file:
        case GridFile():
            return Grid(_made(faults, file.inputs, lambda item: values_of(plan, item)))
        case DrawsFile():
            return _drawn(plan, file, faults)
        case CombinationsFile():
            return _enumerated(plan, file, faults)


NamedRecord = TypeVar("NamedRecord", Varied, DrawnInput, TriedCondition)


def _repeated(named: list[tuple[NamedRecord, str]]) -> Iterator[tuple[NamedRecord, str]]:
    for place, (item, name) in enumerate(named):
        if name in {earlier for _, earlier in named[:place]}:
            yield item, name
