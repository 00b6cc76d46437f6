"""The texts and tables of the plan's own report: what it says, and what it leaves open."""

from __future__ import annotations

from ipr.budget.reckon import Outcome
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Note, Row, Table, Text
from ipr.present.wording import KINDS, plan_standing, share_of_frame
from ipr.reading.norwegian import kroner, listing


def plan_summary(plan: Plan, outcome: Outcome) -> Text:
    """Return the plan in a few sentences: frame, lines, reserve, and what has no amount yet."""
    missing = [line.label for line in plan.lines if outcome.lines[line.id] is None]
    share = share_of_frame(int(outcome.reserve), int(outcome.frame))
    told = [
        f"Rammen er {kroner(outcome.frame)}, og {kroner(outcome.allocated)} er fordelt til poster.",
        f"{plan.reserve_label} er {share} av rammen.",
    ]
    if plan.status == "adopted":
        told.insert(0, f"Planen er {plan_standing(plan)}.")
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


def people_table(plan: Plan) -> Table:
    """Return who owns each line, who takes part, and which goals it serves, as the plan says."""
    goals = {goal.id: goal.label for goal in plan.goals}
    rows = tuple(
        Row((
            line.label,
            line.owner or "planen sier det ikke",
            listing(line.partners) or "–",
            listing([
                " ".join(part for part in (goals[one.goal], one.strategy) if part)
                for one in line.goals
            ]) or "–",
        ))
        for line in plan.lines
        if line.owner or line.partners or line.goals
    )  # fmt: skip
    columns = (
        Column("label", "Budsjettpost"),
        Column("owner", "Eier"),
        Column("partners", "Samarbeider med"),
        Column("goals", "Mål"),
    )
    notes = tuple(Note("", f"{goal.label}: {goal.text}") for goal in plan.goals if goal.text)
    return Table("Hvem som eier og deltar", columns, rows, footnotes=notes)


def milestones_table(plan: Plan) -> Table:
    """Return what the plan gives a time, in its order, and who decides."""
    rows = tuple(
        Row((item.when, item.label, item.decided_by, item.source)) for item in plan.milestones
    )
    columns = (
        Column("when", "Når"),
        Column("label", "Hva"),
        Column("decided_by", "Hvem avgjør"),
        Column("source", "Sted i planen"),
    )
    return Table("Datoer og frister i planen", columns, rows)


def strategic_cases(plan: Plan) -> Text:
    """Return the cases the council works for without money of their own."""
    return Text(items=tuple(item.label for item in plan.strategic_cases))
