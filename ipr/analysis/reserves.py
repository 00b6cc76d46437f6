"""The reserve that follows from the inputs: the one door from analysis to the reckoning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipr.budget.evaluate import evaluate
from ipr.plan.amounts import Money
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan


def reserve_of(plan: Plan, inputs: Mapping[str, Money], balancing: Any = None) -> Money:
    """Return the reserve in kroner, shape () or (S,), under the balancing policy if one is given.

    Raises `ValueError` as `evaluate` does.
    """
    settings = {} if balancing is None else {"balancing": balancing}
    return evaluate(plan, inputs, **settings).reserve


def known_input(plan: Plan, name: str) -> Input:
    """Return the input with this name; raises `ValueError` where the plan has none."""
    catalogue = inputs_of(plan)
    if name not in catalogue:
        raise ValueError(f"{name!r} is no input of this plan")
    return catalogue[name]
