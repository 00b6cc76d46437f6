"""The running reserve through the year: what is left when each decision has taken its part.

A decision has a day only where the plan or the scenario gives it one; the others stand last, as
undated. An amount that is not known is carried as unknown, never as 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Literal, NamedTuple

from ipr.analysis.consequences import is_touched
from ipr.budget.change import Step
from ipr.budget.reckon import reckon
from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Milestone, Plan
from ipr.reading.norwegian import listing, written_date


class TimelineRow(NamedTuple):
    """One decision and the reserve after it, in whole kroner.

    `when` is the time in Norwegian, empty where nothing gives one; `date` the day it is sorted by.
    `step` and `amount_nok` are of a `change` only. What is `open` is a decision that the plan
    foresees and the scenario gives no amount: it is unknown, not 0. What `reveals` makes an income
    known, which `label` names, where the scenario leaves it as in the plan. `amount_nok` is what
    the decision takes from the reserve; negative where it gives back. `after_nok` is then what is
    left, less the unknown amounts of this row and those before it where `unknown` says so.
    `waits` are the inputs that what is `open` is to give an amount, by name.
    """

    date: dt.date | None
    when: str
    label: str
    decided_by: str | None
    kind: Literal["change", "reveals", "open"]
    step: Step | None = None
    amount_nok: int | None = None
    after_nok: int = 0
    unknown: bool = False
    waits: tuple[str, ...] = ()


class Timeline(NamedTuple):
    """A scenario's reserve through the year, before any balancing, in whole kroner.

    `opening_nok` is the reserve it begins at, that of the plan or, where it has `begun`, of the
    adopted budget that is amended; each row takes from it.
    """

    opening_nok: int
    rows: tuple[TimelineRow, ...]
    begun: bool = False


def timeline(result: Result) -> Timeline:
    """Return the running reserve of a scenario, sorted by day, undated decisions last.

    What has its time only in words comes between.

    A change stands on its own `from_date` or `milestone`; a decision on the milestone of its
    condition; another change on the milestone that names its input together with the reserve or
    the frame. Only what takes from the reserve, gives back, or gives a pending line its amount is
    a row. Milestones that take from the reserve, and that someone decides or that give a pending
    amount, are rows also where the scenario has no amount for them, and so is the day an income of
    the frame becomes known.
    Of an amendment, only what it adds is a row, unless a rule has cut in what was adopted.
    """
    plan, adopted = result.plan, result.amended
    if adopted and adopted.reserve != adopted.unbalanced.reserve:
        adopted = None  # what its rule has cut or asked for has no day
    used = {
        milestone.id
        for step in result.steps
        if (step.inputs or isinstance(step.change, DecideChange))
        and (milestone := milestone_of(plan, step))
    }
    steps, inputs = (result.own_steps, adopted.values) if adopted else (result.steps, {})
    rows = [_decision(plan, step) for step in steps if step.inputs]
    values = result.values
    for item in plan.milestones:
        row = foreseen(plan, item, values)
        if row and (item.id not in used or awaited(plan, item)):
            rows.append(row)
    rows.sort(key=lambda row: (row.date or dt.date.max, not row.when))
    opening = reserve = int(reckon(plan, inputs).reserve)
    unknown, told = False, []
    for row in rows:
        inputs = inputs | (row.step.inputs if row.step else {})
        before, reserve = reserve, int(reckon(plan, inputs).reserve)
        unknown = unknown or row.kind == "open"
        taken = before - reserve if row.step else None
        if taken != 0 or _gives(plan, row):
            told.append(row._replace(amount_nok=taken, after_nok=reserve, unknown=unknown))
    return Timeline(opening, tuple(told), begun=adopted is not None)


def _gives(plan: Plan, row: TimelineRow) -> bool:
    """Whether a row gives an amount to what has none in the plan, be it 0."""
    names = row.step.inputs if row.step else ()
    return any(inputs_of(plan)[name].value is None for name in names)


def awaited(plan: Plan, item: Milestone) -> tuple[str, ...]:
    """Return the inputs whose amount a date is to give, by name.

    They are the incomes of the frame that become known or, where it makes none known, the pending
    amounts among what the date touches.
    """
    free = {f"funding.{one.id}" for one in plan.free_funding}
    if "frame" in item.touches and (known := [one for one in item.touches if one in free]):
        return tuple(known)
    return tuple(
        name
        for name, one in inputs_of(plan).items()
        if one.value is None and is_touched(item.touches, {name})
    )


def foreseen(
    plan: Plan, item: Milestone, given: Collection[str] = frozenset()
) -> TimelineRow | None:
    """Return the row of a date that still is to give an amount; None where nothing is to come.

    `given` are the inputs that have their amount by name.
    """
    waits = awaited(plan, item)
    left = [name for name in waits if name not in given]
    reveals = bool(waits) and waits[0].startswith("funding.")
    decides = bool(item.decided_by or waits) and "reserve" in item.touches
    if (waits and not left) or not (reveals or decides):
        return None
    label = listing([inputs_of(plan)[name].label for name in left]) if reveals else item.label
    kind: Literal["reveals", "open"] = "reveals" if reveals else "open"
    return TimelineRow(
        item.date, item.when, label, item.decided_by, kind, waits=() if reveals else tuple(left)
    )


def milestone_of(plan: Plan, step: Step) -> Milestone | None:
    """Return the milestone that dates a step, or None where nothing does."""
    by_id = {item.id: item for item in plan.milestones}
    if step.change.milestone:
        return by_id[step.change.milestone]
    if isinstance(step.change, DecideChange):
        return by_id.get(plan.decisions[step.change.condition].milestone or "")
    for item in plan.milestones:
        if is_touched(item.touches, step.inputs) and {"reserve", "frame"} & set(item.touches):
            return item
    return None


def _decision(plan: Plan, step: Step) -> TimelineRow:
    """Return when a change stands, what it is about and who decides it."""
    milestone, day = milestone_of(plan, step), step.change.from_date
    label = listing([inputs_of(plan)[name].label for name in step.inputs])
    decided_by = milestone.decided_by if milestone else None
    if isinstance(step.change, DecideChange):
        label = plan.condition(step.change.condition).label
        label = f"«{label}» slår ikke til" if step.change.answer == "denied" else label
        decided_by = plan.decisions[step.change.condition].decided_by
    at, when = (milestone.date, milestone.when) if milestone else (None, "")
    if day:
        at, when = day, f"fra {written_date(day)}"
    return TimelineRow(at, when, label, decided_by, "change", step)
