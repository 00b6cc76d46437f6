"""What of a plan's milestones and conditions is open in the year after."""

from __future__ import annotations

import datetime as dt
import re

from ipr.plan.check import places_of
from ipr.plan.inputs import component_name
from ipr.plan.model import Condition, Decision, Funding, Milestone, Plan


def with_what_is_open(plan: Plan, draft: Plan) -> Plan:
    """Return the draft with the milestones still to come, and the conditions still open."""
    past = {f"funding.{item.id}" for item in plan.free_funding if item.recurrence == "one_off"}
    new = [item for item in draft.funding if item.recurrence == "one_off"]
    known = places_of(draft)
    milestones = [
        milestone
        for item in plan.milestones
        if (milestone := _milestone(plan, item, known, again=bool(past & set(item.touches))))
    ]
    to_come = {item.id for item in milestones}
    conditions = [
        condition
        for item in plan.conditions
        if not past & set(item.touches)
        and (condition := _condition(plan, draft, item, known, to_come))
    ]
    taken = {item.id for item in plan.conditions}
    conditions += [_to_confirm(plan, item, taken) for item in new]
    return draft.model_copy(
        update={"milestones": tuple(milestones), "conditions": tuple(conditions)}
    )


def _milestone(plan: Plan, item: Milestone, known: set[str], *, again: bool) -> Milestone | None:
    """Return a milestone that is still to come; one of the carry-over comes again a year later."""
    touches = tuple(name for name in item.touches if name in known)
    if item.touches and not touches:
        return None
    kept = {"touches": touches, "source": from_plan(plan, item.source)}
    if again and item.date:
        day = 28 if (item.date.month, item.date.day) == (2, 29) else item.date.day
        moved = item.date.replace(year=item.date.year + 1, day=day)
        return item.model_copy(update={**kept, "date": moved, "when": bumped(plan, item.when)})
    over = item.date <= dt.date(plan.year, 12, 31) if item.date else _is_of(plan, item.when)
    return None if over else item.model_copy(update=kept)


def _is_of(plan: Plan, text: str) -> bool:
    """Whether a text speaks of the plan's year alone: no later year is in it."""
    years = [int(found) for found in re.findall(r"\b20[0-9]{2}\b", text)]
    return bool(years) and max(years) <= plan.year


def _condition(
    plan: Plan, draft: Plan, item: Condition, known: set[str], to_come: set[str]
) -> Condition | None:
    """Return a condition that is open in the draft too; one of the year that ends is dropped."""
    touches = tuple(name for name in item.touches if name in known)
    decision = _decision(plan, draft, item.decision, to_come) if item.decision else None
    answered = item.decision and item.decision.milestone and decision and not decision.milestone
    stale = "timing" in item.kinds or _is_of(plan, item.text) or _is_of(plan, item.label)
    if stale or answered or (item.touches and not touches) or (item.decision and not decision):
        return None
    source = from_plan(plan, item.source)
    return item.model_copy(update={"touches": touches, "decision": decision, "source": source})


def _decision(plan: Plan, draft: Plan, found: Decision, to_come: set[str]) -> Decision | None:
    """Return a decision on the components that are left; None where none is."""
    names = {
        component_name(plan, line, part): f"{line.id}.{part.id}" for line, part in plan.components
    }
    left = {f"{line.id}.{part.id}": (line, part) for line, part in draft.components}
    parts = [left[names[name]] for name in found.components if names[name] in left]
    if not parts:
        return None
    milestone = found.milestone if found.milestone in to_come else None
    components = tuple(component_name(draft, line, part) for line, part in parts)
    return found.model_copy(update={"components": components, "milestone": milestone})


def _to_confirm(plan: Plan, item: Funding, taken: set[str]) -> Condition:
    own = "carry_over_to_confirm"
    return Condition(
        id=own if own not in taken else f"{own}_{plan.year}",
        ref="Utkast",
        kinds=("assumption",),
        label=f"{item.label} må bekreftes",
        text=f"Beløpet er det planen for {plan.year} lot stå igjen. Regnskapet kan vise noe annet.",
        source=item.source,
        touches=(f"funding.{item.id}", "frame"),
    )


def from_plan(plan: Plan, source: str) -> str:
    """Return a source as one of the plan that the draft is made from."""
    return source if source.startswith("Planen for ") else f"Planen for {plan.year}: {source}"


def bumped(plan: Plan, text: str) -> str:
    """Return a text with the plan's year, and the one before, each a year later."""
    years = rf"\b({plan.year - 1}|{plan.year})\b"
    return re.sub(years, lambda found: str(int(found[1]) + 1), text)
