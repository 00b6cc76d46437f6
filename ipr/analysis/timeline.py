"""The running reserve by date of decision: what is left when each case has taken its part."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipr.analysis.reserves import reserve_of
from ipr.budget.change import Step
from ipr.budget.resolve import Resolved
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.budget.scenario import DecideChange, SetChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Milestone, Plan
from ipr.reading.norwegian import date as written_date
from ipr.reading.norwegian import listing


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One decision and the reserve before and after it, in whole kroner.

    `when` is the time in Norwegian, `date` the latest day meant, None where the plan gives none.
    `label` is the case, `what` the inputs or the condition the scenario touches. `milestone` is
    its id, None for a change dated only by its own `from_date`. `step` and `amount_nok` are None
    for a decision the plan foresees and the scenario gives no amount: it is open, not 0.
    `amount_nok` is what the decision takes from the reserve; negative where it gives back.
    """

    milestone: str | None
    date: dt.date | None
    when: str
    label: str
    what: str
    decided_by: str | None
    step: Step | None
    amount_nok: int | None
    before_nok: int
    after_nok: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A scenario's reserve through the year, in whole kroner.

    `opening_nok` is the reserve once the changes that hang on no decision (`undated`) are made;
    each row takes from it, and `closing_nok` is the scenario's reserve.
    """

    opening_nok: int
    undated: tuple[Step, ...]
    rows: tuple[TimelineRow, ...]
    closing_nok: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the year a step stands: the milestone it hangs on, or its own day."""

    milestone: Milestone | None
    day: dt.date | None


def timeline(
    resolved: Resolved,
    order: Sequence[str] = (),
    *,
    hangs_on: Mapping[str, str] | None = None,
    balancing: Balancing = LEAVE_OPEN,
) -> Timeline:
    """Return the running reserve of a scenario, decision by decision.

    A step hangs on the milestone that `hangs_on` names for one of its inputs (say, a line the
    scenario adds), or else on the one its condition names, or else on the first milestone with
    someone to decide it that touches one of its inputs, or else on its own `from_date`; other
    steps are made before the first decision. Decisions come in the order of the plan's
    milestones; those whose ids are in `order` come first, in that order.
    Raises `ValueError` for an id that is no milestone of the plan.
    """
    plan, hangs_on = resolved.plan, hangs_on or {}
    sequence = _sequence(plan, order)
    known = {item.id: item for item in sequence}
    if strange := set(hangs_on.values()) - set(known):
        raise ValueError(f"no milestones of the plan: {sorted(strange)}")
    named = {name: known[milestone] for name, milestone in hangs_on.items()}
    placed = [(step, _place(plan, step, named)) for step in resolved.steps]
    undated = tuple(step for step, place in placed if place is None)
    inputs = _merged(undated)
    opening = reserve = int(reserve_of(plan, inputs, balancing))
    rows: list[TimelineRow] = []
    for step, place in _in_order(sequence, placed):
        inputs = inputs | (dict(step.inputs) if step else {})
        after = int(reserve_of(plan, inputs, balancing))
        rows.append(_row(plan, step, place, before=reserve, after=after))
        reserve = after
    return Timeline(opening, undated, tuple(rows), reserve)


def _sequence(plan: Plan, order: Sequence[str]) -> list[Milestone]:
    known = {item.id: item for item in plan.milestones}
    unknown = [name for name in order if name not in known]
    if unknown or len(set(order)) < len(order):
        raise ValueError(f"no milestones of the plan, or named twice: {unknown or list(order)}")
    return [known[name] for name in (*order, *(name for name in known if name not in order))]


def _merged(steps: Iterable[Step]) -> dict[str, int]:
    return {name: value for step in steps for name, value in step.inputs.items()}


def _place(plan: Plan, step: Step, named: Mapping[str, Milestone]) -> _Place | None:
    """Return where a step stands in the year, or None where nothing dates it."""
    milestone = next((named[name] for name in step.inputs if name in named), None)
    milestone = milestone or _milestone(plan, step)
    day = step.change.from_date if isinstance(step.change, SetChange) else None
    return _Place(milestone, day) if milestone or day else None


def _milestone(plan: Plan, step: Step) -> Milestone | None:
    touched = set(step.inputs)
    if isinstance(step.change, DecideChange):
        decision = plan.condition(step.change.condition).decision
        if decision and decision.milestone:
            return next(item for item in plan.milestones if item.id == decision.milestone)
        touched |= set(decision.components) if decision else set()
    for milestone in filter(_is_decision, plan.milestones):
        if any(_lies_in(name, touch) for name in touched for touch in milestone.touches):
            return milestone
    return None


def _is_decision(milestone: Milestone) -> bool:
    return bool(milestone.decided_by and milestone.touches)


def _lies_in(name: str, touch: str) -> bool:
    return name == touch or name.startswith(f"{touch}.")


def _in_order(
    sequence: list[Milestone], placed: list[tuple[Step, _Place | None]]
) -> Iterator[tuple[Step | None, _Place]]:
    """Yield each dated step, and each decision without one, in the order of the year."""
    rank = {item.id: number for number, item in enumerate(sequence)}
    dates = _running_dates(sequence)
    used = {place.milestone.id for _, place in placed if place and place.milestone}
    open_decisions = [
        (None, _Place(item, None))
        for item in sequence
        if _is_decision(item) and item.id not in used
    ]
    dated = [(step, place) for step, place in placed if place is not None]

    def key(item: tuple[Step | None, _Place]) -> tuple[float, dt.date]:
        place = item[1]
        if place.milestone:
            return rank[place.milestone.id], dt.date.min
        day = place.day or dt.date.max
        return bisect_right(dates, day) - 0.5, day

    yield from sorted([*dated, *open_decisions], key=key)


def _running_dates(sequence: list[Milestone]) -> list[dt.date]:
    """Return the latest day reached at each milestone; an undated one stands as those before."""
    latest, dates = dt.date.min, []
    for item in sequence:
        latest = max(latest, item.date or latest)
        dates.append(latest)
    return dates


def _row(plan: Plan, step: Step | None, place: _Place, *, before: int, after: int) -> TimelineRow:
    milestone, what = place.milestone, _what(plan, step)
    decided_by = milestone.decided_by if milestone else None
    if step and isinstance(step.change, DecideChange):
        decision = plan.condition(step.change.condition).decision
        decided_by = decision.decided_by if decision else decided_by
    return TimelineRow(
        milestone=milestone.id if milestone else None,
        date=milestone.date if milestone else place.day,
        when=milestone.when if milestone else f"fra {written_date(place.day or dt.date.max)}",
        label=milestone.label if milestone else what,
        what=what,
        decided_by=decided_by,
        step=step,
        amount_nok=before - after if step else None,
        before_nok=before,
        after_nok=after,
    )


def _what(plan: Plan, step: Step | None) -> str:
    if step is None:
        return ""
    if isinstance(step.change, DecideChange):
        return plan.condition(step.change.condition).label
    catalogue = inputs_of(plan)
    return listing([catalogue[name].label for name in step.inputs])
