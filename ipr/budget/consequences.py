"""What a scenario brings with it: the state of the budget, and what in the plan it touches.

Conditions, what the plan leaves open, the timeline and the verdict all read this, so that none of
them speaks of another scenario than the figures do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange

State = Literal["balanced", "balanced_after_cuts", "depends_on_others", "short"]
"""Whether the budget holds: by itself, by cuts, only if funders give more, or not at all.

`short` is also a reserve below the minimum the scenario wishes. Money that is only asked for is
no balance.
"""


def state_of(result: Result) -> State:
    """Return the state the scenario leaves the budget in."""
    outcome = result.outcome
    if outcome.shortfall:
        return "short"
    if outcome["asked"]:
        return "depends_on_others"
    return "balanced_after_cuts" if outcome["cuts"] else "balanced"


def touched(result: Result) -> frozenset[str]:
    """Return the names of all that a scenario touches.

    Its inputs; the components its decisions are about, also where the money is kept; the lines a
    rule cuts and the funders it asks; and `reserve` and `frame` where they move. The plan itself
    touches what hangs on decisions that remain.
    """
    plan, outcome, original = result.plan, result.outcome, result.original
    decided = {
        step.change.condition for step in result.steps if isinstance(step.change, DecideChange)
    }
    moved = [name for name in ("frame", "reserve") if outcome[name] != original[name]]
    names = {
        *result.values,
        *(f"lines.{key}" for key, cut in outcome.cuts.items() if cut),
        *(f"funding.{key}" for key, asked in outcome.asked.items() if asked),
        *moved,
    }
    alone = not names and not decided
    for condition in plan.conditions:
        if condition.decision and (alone or condition.id in decided):
            names |= {*condition.decision.components}
    return frozenset(names)


def is_touched(places: Iterable[str], names: frozenset[str]) -> bool:
    """Whether one of these names is one of the places, or lies below or above it."""
    return any(
        name == place or name.startswith(f"{place}.") or place.startswith(f"{name}.")
        for place in places
        for name in names
    )
