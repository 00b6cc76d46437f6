"""How little each income may be before the money does not reach."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.analysis.break_even import BreakEven, break_even
from ipr.budget.consequences import State, state_of
from ipr.budget.result import Result
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Group, Heading, Missing, Note, Row, Table
from ipr.reading.norwegian import NBSP, kroner, percent

HEADING = "Hva tåler budsjettet?"
LEAST: Mapping[State, str] = {
    "balanced": "Minst",
    "short": "Minst",
    "balanced_after_cuts": "Minst, uten kutt",
    "depends_on_others": "Minst, uten å be om mer",
}


def tolerance_block(result: Result) -> Group:
    """Return how little each income may be, alone, as the scenario stands before its rule."""
    minimum = result.balancing.minimum_reserve_nok
    table = _table(result.plan, result.values, minimum, LEAST[state_of(result)])
    return Group((Heading(HEADING), table))


def plan_tolerance_table(plan: Plan) -> Table:
    """Return how little each income may be, alone, before the plan's reserve is gone."""
    return _table(plan, {}, 0, LEAST["balanced"])


def _table(plan: Plan, inputs: Mapping[str, int], minimum_nok: int, least: str) -> Table:
    rows = []
    for item in plan.free_funding:
        found = break_even(plan, inputs, f"funding.{item.id}", minimum_reserve=minimum_nok)
        threshold = found.nearest.threshold if found.nearest else Missing("ingen grense")
        rows.append(Row((item.label, found.value, threshold, _margin(found))))
    columns = (
        Column("label", "Inntekt"),
        Column("value_nok", "Her", "amount"),
        Column("threshold_nok", least, "amount"),
        Column("margin", "Margin"),
    )
    wish = f" Ønsket er at {kroner(minimum_nok)} er igjen." if minimum_nok else ""
    note = Note("", f"Én inntekt endres om gangen.{wish}")
    return Table("Så lite kan hver inntekt bli", columns, tuple(rows), footnotes=(note,))


def _margin(found: BreakEven) -> str:
    """Return how far an income may fall, or how much more it must be."""
    if found.nearest is None or found.value is None:
        return "–"
    margin = found.value - found.nearest.threshold
    if margin == 0:
        return "ingen"
    share = f" ({percent(abs(margin), found.value, 1)})" if found.value else ""
    return f"{kroner(abs(margin))}{NBSP}{'mindre' if margin > 0 else 'mer'}{share}"
