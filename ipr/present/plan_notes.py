"""The texts and tables of the plan's own report: what it says, and what it leaves open."""

from __future__ import annotations

from ipr.budget.reckon import Outcome
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Row, Table, Text
from ipr.present.wording import KINDS, share_of_frame
from ipr.reading.norwegian import kroner, listing


def plan_summary(plan: Plan, outcome: Outcome) -> Text:
    """Return the plan in a few sentences: frame, lines, reserve, and what has no amount yet."""
    missing = [line.label for line in plan.lines if outcome.lines[line.id] is None]
    share = share_of_frame(int(outcome.reserve), int(outcome.frame))
    told = [
        f"Rammen er {kroner(outcome.frame)}, og {kroner(outcome.allocated)} er fordelt til poster.",
        f"{plan.reserve_label} er {share} av rammen.",
    ]
    if missing:
        told.append(f"Uten beløp i planen: {listing(missing)}. Det er ikke det samme som 0 kroner.")
    return Text(paragraphs=(" ".join(told),))


def conditions_table(plan: Plan) -> Table:
    """Return every condition, assumption and open question of the plan."""
    rows = tuple(
        Row((item.label, listing([KINDS[kind] for kind in item.kinds]) or "–", item.text,
             item.source))
        for item in plan.conditions
    )  # fmt: skip
    columns = (
        Column("label", "Vilkår"),
        Column("kind", "Hva det gjelder"),
        Column("text", "Hva planen sier"),
        Column("source", "Sted i planen"),
    )
    return Table(f"Vilkår og åpne spørsmål i planen for {plan.year}", columns, rows)


def plan_ambiguities(plan: Plan) -> Text:
    """Return what the plan leaves open or says in two ways, and how each is treated."""
    return Text(
        items=tuple(f"{item.text} {item.handling}" for item in plan.ambiguities),
        leads=tuple(f"{item.label.rstrip('?.')}{'?' if item.label.endswith('?') else '.'}"
                    for item in plan.ambiguities),
    )  # fmt: skip
