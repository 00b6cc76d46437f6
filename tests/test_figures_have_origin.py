"""Every kroner figure a report prints is one the reckoning, the plan or the scenario holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import combinations
from typing import Any

import pytest

from ipr.analysis.outlook import effects
from ipr.analysis.sensitivity import break_even, sensitivities
from ipr.analysis.timeline import timeline
from ipr.budget.consequences import alternatives, readings
from ipr.budget.explain import explain, figure_names
from ipr.budget.reckon import Outcome
from ipr.budget.result import Result, sum_of
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import inputs_of
from ipr.present.blocks import Table, Text
from ipr.present.scenario.budget import changed_lines_block
from tests.plans import CASES, FOLDERS, LILLEHAMMER
from tests.reports import SCENARIO_NOTEBOOK, shown_by

SPACES = "\u00a0\u202f "
GROUPED = re.compile(rf"(?<![\d,.])\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?![\d,])")
NAMED = re.compile(rf"(?<![\d,.])(?<!\d[{SPACES}])(\d+)[{SPACES}](?:kroner|krone|kr)\b")


@pytest.mark.slow
@pytest.mark.parametrize(("plan", "name"), CASES)
def test_no_figure_comes_from_nowhere(plan: str, name: str) -> None:
    """Each amount in the report of each shipped scenario, of both plans, is held somewhere."""
    calculation = scenario_result(FOLDERS[plan], name)
    parameters, place = {"plan": plan, "scenario": name}, FOLDERS[plan].path.parent
    text = "\n".join(str(block) for block in shown_by(SCENARIO_NOTEBOOK, place, parameters))
    printed = amounts_in(text)
    assert printed
    assert printed - held(calculation) == set()


def test_a_figure_from_nowhere_is_seen() -> None:
    """A sentence with an amount that nothing holds makes the difference the test looks for."""
    calculation = scenario_result(LILLEHAMMER, "lavere-overforing")
    slipped = Text(paragraphs=("Reserven blir 110 001 kroner, og 987 kroner til.",))
    assert amounts_in(str(slipped)) - held(calculation) == {110_001, 987}


def amounts_in(text: str) -> set[int]:
    """Return every number written as an amount: grouped in threes, or followed by kroner."""
    found = [re.sub(rf"[{SPACES}]", "", one) for one in GROUPED.findall(text)]
    return {int(number) for number in [*found, *NAMED.findall(text)]}


def held(calculation: Result) -> set[int]:
    """Return every amount the outcomes, the explanations, the plan and the scenario hold."""
    outcomes = (calculation.original, calculation.unbalanced, calculation.outcome)
    figures = [figures_of(outcome) for outcome in outcomes]
    numbers = {value for figure in figures for value in figure.values()}
    for name in figures[0]:
        numbers |= {one.get(name, 0) - other.get(name, 0) for one in figures for other in figures}
    for name in figure_names(calculation.plan):
        for term in explain(calculation, name).walk():
            numbers |= {term.value_nok or 0, term.change_nok or 0}
    numbers |= {item.value or 0 for item in inputs_of(calculation.plan).values()}
    numbers |= set(calculation.values.values())
    numbers |= {
        value - (inputs_of(calculation.plan)[name].value or 0)
        for name, value in calculation.values.items()
    }
    parts = [*calculation.bridge_steps, *alternatives(calculation), timeline(calculation)]
    parts += sensitivities(calculation.plan, calculation.values)
    minimum = calculation.balancing.minimum_reserve_nok
    for item in calculation.plan.funding:
        name = f"funding.{item.id}"
        parts.append(
            break_even(calculation.plan, calculation.values, name, minimum_reserve=minimum)
        )
    parts += [*readings(calculation), *effects(calculation.plan, calculation.values)]
    numbers |= {one.total_nok for one in effects(calculation.plan, calculation.values)}
    numbers |= margins(calculation) | together(calculation)
    numbers |= {number for part in parts for number in numbers_in(part)}
    numbers |= {step.change_nok for step in calculation.bridge_steps}
    written = [calculation.plan, calculation.scenario, *calculation.parts]
    texts = json.dumps([one.model_dump(mode="json") for one in written], ensure_ascii=False)
    stated = {int(number) for number in re.findall(r"(?<![\w.])\d+(?![\w.])", texts)}
    return {abs(number) for number in numbers | stated} | amounts_in(texts)


def margins(calculation: Result) -> set[int]:
    """Return how far each income is from its break-even."""
    found = set()
    for item in calculation.plan.funding:
        name, minimum = f"funding.{item.id}", calculation.balancing.minimum_reserve_nok
        one = break_even(calculation.plan, calculation.values, name, minimum_reserve=minimum)
        if one.nearest and one.value is not None:
            found.add(one.value - one.nearest.threshold)
    return found


def together(calculation: Result) -> set[int]:
    """Return what rows that are shown as one come to, and what hangs on each set of answers."""
    table = changed_lines_block(calculation).blocks[1]
    assert isinstance(table, Table)
    named = {str(row.cells[0]) for row in table.rows}
    cut = {key for key, nok in calculation.outcome.cuts.items() if nok}
    free = {f"funding.{item.id}" for item in calculation.plan.free_funding}
    incomes = [row for row in calculation.rows("funding") if row.name in free]
    sums = set()
    for group in (incomes, calculation.rows("lines")):
        folded = [row for row in group if row.label not in named]
        for some in (
            [row for row in folded if row.id in cut],
            [row for row in folded if row.id not in cut],
        ):
            one = sum_of("", some) if some else None
            sums |= {one.original or 0, one.change or 0, one.revised or 0} if one else set()
    decisions = [one.decision for one in calculation.plan.conditions if one.decision]
    names = {name for one in decisions for name in one.components}
    amounts = [int(calculation.outcome[name] or 0) for name in names]
    sums |= {sum(some) for n in range(len(amounts) + 1) for some in combinations(amounts, n)}
    return sums | {sum(row.amount_nok or 0 for row in timeline(calculation).rows if not row.when)}


def figures_of(outcome: Outcome) -> dict[str, int]:
    """Return every figure of an outcome by a name of its own; what is missing counts as absent."""
    found: dict[str, int] = {}
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        if isinstance(value, int):
            found[field.name] = value
        elif isinstance(value, Mapping) and field.name != "inputs":
            found |= {f"{field.name}.{k}": int(v) for k, v in value.items() if v is not None}
    return found


def numbers_in(value: Any) -> Iterator[int]:
    """Yield every integer inside a result of an analysis."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_in(item)
    elif is_dataclass(value) and type(value).__module__.startswith("ipr.analysis"):
        for field in fields(value):
            yield from numbers_in(getattr(value, field.name))
    elif is_dataclass(value):
        yield from (n for f in fields(value) for n in numbers_in(getattr(value, f.name, 0)))
