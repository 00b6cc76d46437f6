"""How a scenario is balanced, as a reader sees it: who pays, who is spared and why."""

from __future__ import annotations

from ipr.budget.result import Result
from ipr.budget.rules import locks
from ipr.present.blocks import Column, Group, Row, Table, Text
from ipr.present.wording import LOCKS
from ipr.reading.norwegian import kroner

RULES = {
    "leave_open": "Scenarioet dekker det ikke. Det må rådet avgjøre.",
    "ranked": "Postene kuttes i den rekkefølgen scenarioet har valgt.",
    "pro_rata": "Postene som ikke er bundet, kuttes like mye i prosent.",
    "ask_funders": "Bidragsyterne bes om resten.",
}
"""What each balancing rule does, as a sentence after what is lacking."""


def balancing_block(result: Result) -> Text | Group:
    """Return which lines or funders cover what is lacking, or that there is nothing to cover."""
    missing = int(result.unbalanced.shortfall)
    minimum = result.balancing.minimum_reserve_nok
    wish = f" opp til ønsket minstereserve på {kroner(minimum)}" if minimum else ""
    if not missing:
        kept = f", og minst {kroner(minimum)} er igjen" if minimum else ""
        return Text(paragraphs=(f"Ingenting mangler{kept}. Ingen poster er kuttet.",))
    told = f"{_capital(kroner(missing))} mangler{wish}. {RULES[result.balancing.policy]}"
    left = int(result.outcome.shortfall)
    if left and left != missing:
        told += f" Etter det mangler fortsatt {kroner(left)}."
    return Group((Text(paragraphs=(told,)), *_paying(result), *_locked(result)))


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
        Column("before_nok", "Før", "amount"),
        Column("change_nok", "Endring", "change"),
        Column("after_nok", "Etter", "amount"),
    )
    return [Table("Slik dekkes det som mangler", columns, tuple(rows))]


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
        Column("reason", "Fordi"),
        Column("because", "Begrunnelse"),
    )
    return [Table("Poster som er bundet og ikke kuttes", columns, rows)] if rows else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
