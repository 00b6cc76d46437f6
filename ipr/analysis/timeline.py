"""The running reserve through the year: what is left when each decision has taken its part.

A decision has a day only where the plan or the scenario gives it one; the others stand last, as
undated. An amount that is not known is carried as unknown, never as 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ipr.budget.change import Step
from ipr.budget.reckon import reckon
from ipr.budget.resolve import Resolved
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Milestone, Plan
from ipr.reading.norwegian import date as written_date
from ipr.reading.norwegian import listing


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One decision and the reserve after it, in whole kroner.

    `when` is the time in Norwegian, empty where nothing gives one; `date` the day it is sorted by.
    `step` and `amount_nok` are None for a decision that the plan foresees and the scenario gives
    no amount: it is open, not 0. `amount_nok` is what the decision takes from the reserve;
    negative where it gives back. `after_nok` is then what is left, less the unknown amounts of
    this row and those before it where `unknown` says so. `reveals` is the income that becomes
    known then, where the scenario leaves it as in the plan.
    """

    date: dt.date | None
    when: str
    label: str
    decided_by: str | None
    step: Step | None
    amount_nok: int | None
    after_nok: int
    unknown: bool
    reveals: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A scenario's reserve through the year, before any balancing, in whole kroner.

    `opening_nok` is the plan's reserve; each row takes from it.
    """

    opening_nok: int
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    step: Step | None
    milestone: Milestone | None
    day: dt.date | None


def timeline(resolved: Resolved) -> Timeline:
    """Return the running reserve of a scenario, sorted by day, undated decisions last.

    A change stands on its own `from_date` or `milestone`; a decision on the milestone of its
    condition; another change on the milestone that names its input together with the reserve or
    the frame. Milestones that someone decides and that take from the reserve are rows also where
    the scenario has no amount for them, and so is the day an income of the frame becomes known.
    """
    plan = resolved.plan
    entries = [_entry(plan, step) for step in resolved.steps if step.inputs]
    used = {entry.milestone.id for entry in entries if entry.milestone}
    entries += [
        _Entry(None, item, item.date)
        for item in plan.milestones
        if item.id not in used
        and ((item.decided_by and "reserve" in item.touches) or revealed(plan, item))
    ]
    entries.sort(key=lambda entry: entry.day or dt.date.max)
    opening = int(reckon(plan).reserve)
    return Timeline(opening, tuple(_rows(plan, entries, opening)))


def revealed(plan: Plan, milestone: Milestone) -> str:
    """Return the label of the income of the frame that becomes known at a milestone, or nothing."""
    free = {f"funding.{item.id}": item.label for item in plan.free_funding}
    known = [free[place] for place in milestone.touches if place in free]
    return listing(known) if "frame" in milestone.touches else ""


def _entry(plan: Plan, step: Step) -> _Entry:
    milestone = milestone_of(plan, step)
    day = step.change.from_date or (milestone.date if milestone else None)
    return _Entry(step, milestone, day)


def milestone_of(plan: Plan, step: Step) -> Milestone | None:
    """Return the milestone that dates a step, or None where nothing does."""
    by_id = {item.id: item for item in plan.milestones}
    if step.change.milestone:
        return by_id[step.change.milestone]
    if isinstance(step.change, DecideChange):
        decision = plan.condition(step.change.condition).decision
        return by_id.get(decision.milestone or "") if decision else None
    for item in plan.milestones:
        named = any(
            name == place or name.startswith(f"{place}.")
            for name in step.inputs
            for place in item.touches
        )
        if named and {"reserve", "frame"} & set(item.touches):
            return item
    return None


def _rows(plan: Plan, entries: list[_Entry], opening: int) -> Iterator[TimelineRow]:
    inputs: dict[str, int] = {}
    reserve, unknown = opening, False
    for entry in entries:
        step, milestone = entry.step, entry.milestone
        inputs |= step.inputs if step else {}
        before, reserve = reserve, int(reckon(plan, inputs).reserve)
        reveals = revealed(plan, milestone) if milestone and step is None else ""
        unknown = unknown or (step is None and not reveals)
        yield TimelineRow(
            date=entry.day,
            when=_when(entry),
            label=_label(plan, step) or (milestone.label if milestone else ""),
            decided_by=_decided_by(plan, entry),
            step=step,
            amount_nok=before - reserve if step else None,
            after_nok=reserve,
            unknown=unknown,
            reveals=reveals,
        )


def _when(entry: _Entry) -> str:
    if entry.step and entry.step.change.from_date:
        return f"fra {written_date(entry.step.change.from_date)}"
    return entry.milestone.when if entry.milestone else ""


def _decided_by(plan: Plan, entry: _Entry) -> str | None:
    if entry.step and isinstance(entry.step.change, DecideChange):
        decision = plan.condition(entry.step.change.condition).decision
        return decision.decided_by if decision else None
    return entry.milestone.decided_by if entry.milestone else None


def _label(plan: Plan, step: Step | None) -> str:
    if step is None:
        return ""
    if isinstance(step.change, DecideChange):
        return plan.condition(step.change.condition).label
    catalogue = inputs_of(plan)
    return listing([catalogue[name].label for name in step.inputs])
