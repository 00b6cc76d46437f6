"""The two plans the tests are tried on, each read once: Lillehammer's, and a made-up one."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from ipr.analysis.explain import Explanation
from ipr.budget.result import Result
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.model import Plan

ROOT = Path(__file__).resolve().parent.parent
LILLEHAMMER = PlanFolder.open(ROOT / "data" / "lillehammer-2026")
NORDFJELLA = PlanFolder.open(ROOT / "tests" / "cases" / "nordfjella-2027")
FOLDERS = {folder.name: folder for folder in (LILLEHAMMER, NORDFJELLA)}
CASES = [(name, one) for name, folder in FOLDERS.items() for one in folder.scenario_ids]
"""Every scenario of both: the plan's name and the scenario's id."""
PLAN, SECOND_PLAN = LILLEHAMMER.plan, NORDFJELLA.plan


@functools.cache
def shipped(scenario_id: str, plan: str = LILLEHAMMER.name) -> Result:
    """The result of a scenario that stands in one of the two folders, reckoned once."""
    return scenario_result(FOLDERS[plan], scenario_id)


def terms_of(root: Explanation) -> Iterator[Explanation]:
    """An explanation and all below it, each before its terms."""
    yield root
    for child in root.children:
        yield from terms_of(child)


def only_ranges_of(plan: Plan, *names: str) -> Plan:
    """The plan where only these incomes have a range."""
    funding = tuple(
        item if item.id in names else item.model_copy(update={"range": None})
        for item in plan.funding
    )
    lines = tuple(
        line.model_copy(
            update={
                "components": tuple(
                    part.model_copy(update={"range": None}) for part in line.components
                )
            }
        )
        for line in plan.lines
    )
    rates = tuple(one.model_copy(update={"range": None}) for one in plan.assumptions)
    return plan.model_copy(update={"funding": funding, "lines": lines, "assumptions": rates})
