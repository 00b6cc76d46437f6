"""The reserve that follows from the inputs: the one door from analysis to the reckoning."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.budget.amounts import Money
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan


def reserve_of(plan: Plan, inputs: Mapping[str, Money], balancing: Balancing = LEAVE_OPEN) -> Money:
    """Return the reserve in kroner, shape () or (S,), after the balancing rule has done its work.

    Raises `ValueError` as `evaluate` does.
    """
    reserve: Money = reckon(plan, inputs, balancing).reserve
    return reserve


def known_input(plan: Plan, name: str) -> Input:
    """Return the input with this name; raises `ValueError` where the plan has none."""
    catalogue = inputs_of(plan)
    if name not in catalogue:
        raise ValueError(f"{name!r} is no input of this plan")
    return catalogue[name]
