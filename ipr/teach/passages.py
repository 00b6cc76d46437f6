"""Places in the plan that fold out beside a lesson: what they say, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ipr.budget.reckon import reckon
from ipr.plan.components import Component
from ipr.plan.inputs import component_label
from ipr.plan.model import BudgetLine, Plan
from ipr.present.wording import STATUS
from ipr.reading.norwegian import NBSP, amount, kroner

STATED = {"stated", "planning_assumption"}  # what the plan writes, and not what follows from it


def passage(
    plan: Plan, heading: str | None, hidden: Iterable[int], without: Sequence[str] = ()
) -> str:
    """Return a place in the plan to fold out: its figures and what it says, in our words.

    Without a heading there is nothing to fold out. Amounts in `hidden` are those a learner is asked
    for, and show as question marks; conditions in `without` (ids) are left out.
    """
    if not heading:
        return ""
    points = [
        f"{item.label}: {kroner(item.amount_nok)} ({STATUS[item.status]})"
        for item in plan.funding
        if _stands(item.source, heading) and item.status in STATED
    ]
    points += [
        f"{component_label(line, part)}: {_stated(plan, line, part)} ({STATUS[part.status]})"
        for line in plan.lines
        for part in line.components
        if _stands(part.source, heading)
        and not _stands(line.table_source, heading)
        and (part.status in STATED or part.kind == "part_year")
    ]
    points += [
        f"{line.label}: {_printed(line)}"
        for line in plan.lines
        if _stands(line.table_source, heading)
    ]
    if _stands(plan.reserve_table_source, heading):
        points.append(f"{plan.reserve_label}: {kroner(plan.reserve_nok)}")
    points += [
        item.text
        for item in plan.conditions
        if _stands(item.source, heading) and item.id not in without
    ]
    points += [
        f"{item.label}: {item.when}." for item in plan.milestones if _stands(item.source, heading)
    ]
    text, asked = "\n".join(f"- {point}" for point in points), False
    for nok in sorted(hidden, key=abs, reverse=True):
        shown = amount(abs(nok)).replace(NBSP, "[ \u00a0]")
        text, times = re.subn(rf"(?<!\d)(?<!\d[ {NBSP}]){shown}(?![ {NBSP}]?\d)", "?", text)
        asked = asked or bool(times)
    told = " Et spørsmålstegn står for et beløp du blir spurt om her." if asked else ""
    return (
        f"<details><summary>Slå opp i planen: «{heading}»</summary>\n\n{text}\n\n"
        f"Gjengitt med våre ord fra «{plan.document}».{told}\n\n</details>"
    )


def _stands(source: str | None, heading: str) -> bool:
    return any(part.strip().startswith(heading) for part in (source or "").split(";"))


def _stated(plan: Plan, line: BudgetLine, part: Component) -> str:
    """Return an amount the way the plan comes to it: in its currency, or for part of a year."""
    match part.kind:
        case "foreign_currency":
            return f"{amount(part.foreign_amount)}{NBSP}{part.currency}"
        case "part_year":
            nok = reckon(plan).components[f"{line.id}.{part.id}"]
            return f"{kroner(int(nok or 0))} for {part.months} måneder"
        case "pending":
            return part.shown_as
        case _:
            return kroner(part.amount_nok)


def _printed(line: BudgetLine) -> str:
    if line.total_nok is not None:
        return kroner(line.total_nok)
    return next((getattr(part, "shown_as", "") for part in line.components), "")
