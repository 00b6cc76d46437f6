"""How a scenario is balanced, as a reader sees it: who pays, who is spared and why."""

from __future__ import annotations

from ipr.budget.result import Result
from ipr.budget.rules import locks
from ipr.present.blocks import Column, Group, Row, Table, Text
from ipr.present.wording import LOCKS, POLICIES
from ipr.reading.norwegian import kroner


def balancing_block(calculation: Result) -> Text | Group:
    """Return which lines or funders cover the shortfall, or that there is none to cover."""
    missing = int(calculation.unbalanced.shortfall)
    rule = POLICIES[calculation.balancing.policy]
    minimum = calculation.balancing.minimum_reserve_nok
    wish = f" med en minstereserve på {kroner(minimum)}" if minimum else ""
    if not missing:
        return Text(paragraphs=(f"Budsjettet går opp uten saldering{wish}.",))
    told = f"Før saldering mangler {kroner(missing)}{wish}. Regelen er: {rule}."
    left = int(calculation.outcome.shortfall)
    if left:
        told += f" Etter saldering mangler fortsatt {kroner(left)}."
    return Group((Text(paragraphs=(told,)), *_paying(calculation), *_locked(calculation)))


def _paying(calculation: Result) -> list[Table]:
    """Return what each line gives and each funder is asked for, in kroner."""
    plan, before, after = (
        calculation.plan,
        calculation.unbalanced,
        calculation.outcome,
    )
    rows = [
        Row((line.label, _whole(before.lines[line.id]), -int(cut), _whole(after.lines[line.id])))
        for line in plan.lines
        if (cut := after.cuts.get(line.id, 0))
    ]
    rows += [
        Row((item.label, int(before.funding[item.id]), int(extra), int(after.funding[item.id])))
        for item in plan.funding
        if (extra := after.asked.get(item.id, 0))
    ]
    if not rows:
        return []
    columns = (
        Column("label", "Post eller inntekt"),
        Column("before_nok", "Før saldering", "amount"),
        Column("change_nok", "Endring", "change"),
        Column("after_nok", "Etter saldering", "amount"),
    )
    return [Table("Hvem som dekker det som mangler", columns, tuple(rows))]


def _whole(amount: object) -> int | None:
    return None if amount is None else int(amount)  # type: ignore[call-overload]


def _locked(calculation: Result) -> list[Table]:
    """Return the lines the rule spares, and the decision or agreement that locks each."""
    plan = calculation.plan
    rows = tuple(
        Row((plan.line(line_id).label, LOCKS[lock.reason], lock.because))
        for line_id, lock in locks(plan, calculation.balancing).items()
    )
    columns = (
        Column("label", "Post som ikke kuttes"),
        Column("reason", "Låst av"),
        Column("because", "Begrunnelse"),
    )
    return [Table("Poster regelen ikke rører", columns, rows)] if rows else []
