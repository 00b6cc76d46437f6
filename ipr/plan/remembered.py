"""What follows from a plan is worked out once: a plan never changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ipr.plan.model import Plan

Answer = TypeVar("Answer")
MOST_RECENT = 64


def remembered(of_plan: Callable[[Plan], Answer]) -> Callable[[Plan], Answer]:
    """Return the function with its answers for the latest plans remembered.

    A plan never changes, and a sweep asks for its inputs at every chunk. By identity, for a plan is
    long to hash; the plan is kept beside its answer, so that its identity is nobody else's.
    """
    recent: dict[int, tuple[Plan, Answer]] = {}

    @wraps(of_plan)
    def answer(plan: Plan) -> Answer:
        known = recent.get(id(plan))
        if known is None or known[0] is not plan:
            if len(recent) >= MOST_RECENT:
                recent.clear()
            known = recent[id(plan)] = (plan, of_plan(plan))
        return known[1]

    return answer
