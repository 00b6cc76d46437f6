"""The reckoning: from a plan and its inputs to frame, allocated, reserve and shortfall.

Integers only. Every function works on one int or on an int64 array of S values alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from ipr.budget.balancing import balance
from ipr.budget.policies import LEAVE_OPEN, Balancing
from ipr.plan.amounts import Money, at_least_zero, earmarked_amount, line_amounts, total
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan


@dataclass(frozen=True)
class Outcome:
    """What follows from a plan and its inputs; every figure is whole kroner, an int or (S,).

    `funding`: by id, earmarked money included. `components`: gross amounts by
    `<line>.<component>`. `earmarked`: money from outside the frame that pays a line's activity.
    `cuts` and `asked`: what the balancing rule takes from each line it may cut, and asks of each
    funder; both are in the figures. `lines`: net amounts, None where a line has no amount yet.
    `groups`: the sum of each group's lines. `frame` = `allocated` + `reserve`; `shortfall` is what
    the reserve lacks of the rule's minimum. `recurring` and `one_off` are the two kinds of money
    in the frame; `rests_on_one_off` is the part of the lines that recurring money does not cover.
    """

    plan: Plan
    inputs: Mapping[str, Money]
    balancing: Balancing = field(compare=False)  # it remembers the line it was read from
    funding: Mapping[str, Money]
    components: Mapping[str, Money | None]
    earmarked: Mapping[str, Money]
    cuts: Mapping[str, Money]
    asked: Mapping[str, Money]
    lines: Mapping[str, Money | None]
    groups: Mapping[str, Money]
    frame: Money
    allocated: Money
    reserve: Money
    shortfall: Money
    gross_activity: Money
    recurring: Money
    one_off: Money
    rests_on_one_off: Money

    def figure(self, name: str) -> Money | None:
        """Return a figure by the name of an input, or `frame`, `reserve` and so on.

        Raises `KeyError` for a name that is no figure in kroner.
        """
        room, _, rest = name.partition(".")
        if room == "funding" and rest in self.funding:
            return self.funding[rest]
        if room == "lines" and rest in self.lines:
            return self.lines[rest]
        if room == "lines" and rest in self.components:
            return self.components[rest]
        if room == "groups" and rest in self.groups:
            return self.groups[rest]
        if name in TOTALS:
            return getattr(self, name)  # type: ignore[no-any-return]
        raise KeyError(name)


TOTALS = (
    "frame",
    "allocated",
    "reserve",
    "shortfall",
    "gross_activity",
    "recurring",
    "one_off",
    "rests_on_one_off",
)


def evaluate(
    plan: Plan,
    inputs: Mapping[str, Money] | None = None,
    balancing: Balancing = LEAVE_OPEN,
) -> Outcome:
    """Return what follows from the plan when the named inputs have these values.

    `inputs` maps names of `inputs_of(plan)` to an int or an int64 array of S values, in the unit
    of the input; what is not named stands as in the plan. `balancing` is the rule that covers a
    shortfall; it has passed `check_balancing`. Figures have shape () or (S,).
    Raises `ValueError` for an unknown name, a value out of bounds, arrays of unlike length, and a
    component that comes to more than the largest amount.
    Rule: docs/decisions/0007-the-reckoning.md, after chapters 2 and 5 of the plan.
    """
    given = MappingProxyType({name: _own(value) for name, value in (inputs or {}).items()})
    values = _values(plan, given)
    size = _size(given)
    components: dict[str, Money | None] = {}
    earmarked: dict[str, Money] = {}
    lines: dict[str, Money | None] = {}
    for line in plan.lines:
        parts = line_amounts(line, values)
        components |= parts
        priced = [part for part in parts.values() if part is not None]
        gross = total(priced)
        paid = earmarked[line.id] = earmarked_amount(plan, line, gross, values)
        lines[line.id] = total((gross, -paid)) if priced else None
    funding = {item.id: values[f"funding.{item.id}"] for item in plan.funding}
    free = [item for item in plan.funding if item.earmarked_for is None]
    wanted = total(_priced(lines.values()))
    left = total(funding[item.id] for item in free) - wanted
    balanced = balance(plan, balancing, lines, left)
    for line_id, cut in balanced.cuts.items():
        lines[line_id] = _less(lines[line_id], cut)
    for funding_id, extra in balanced.asked.items():
        funding[funding_id] = funding[funding_id] + extra
    recurring = total(funding[item.id] for item in free if item.recurrence == "continues")
    one_off = total(funding[item.id] for item in free if item.recurrence == "one_off")
    cut_away = total(balanced.cuts.values())
    allocated = wanted - cut_away
    groups = {
        group.id: total(_priced(lines[line.id] for line in plan.lines if line.group == group.id))
        for group in plan.groups
    }
    return Outcome(
        plan=plan,
        inputs=given,
        balancing=balancing,
        funding=_shaped(funding, size),
        components=_shaped(components, size),
        earmarked=_shaped(earmarked, size),
        cuts=_shaped(balanced.cuts, size),
        asked=_shaped(balanced.asked, size),
        lines=_shaped(lines, size),
        groups=_shaped(groups, size),
        frame=_shape(recurring + one_off, size),
        allocated=_shape(allocated, size),
        reserve=_shape(recurring + one_off - allocated, size),
        shortfall=_shape(balanced.uncovered, size),
        gross_activity=_shape(total(_priced(components.values())) - cut_away, size),
        recurring=_shape(recurring, size),
        one_off=_shape(one_off, size),
        rests_on_one_off=_shape(at_least_zero(allocated - recurring), size),
    )


def _priced(amounts: Iterable[Money | None]) -> Iterator[Money]:
    return (amount for amount in amounts if amount is not None)


def _less(amount: Money | None, cut: Money) -> Money | None:
    return None if amount is None else amount - cut


def _values(plan: Plan, given: Mapping[str, Money]) -> dict[str, Any]:
    """Return the value of every input, as given or as in the plan, each within its bounds."""
    catalogue = inputs_of(plan)
    for name, value in given.items():
        if name not in catalogue:
            raise ValueError(f"{name!r} is no input of this plan")
        _check_bounds(name, value, catalogue[name].largest)
    return {name: given.get(name, item.value) for name, item in catalogue.items()}


def _own(value: Money) -> Money:
    """Return a value that the caller cannot change, and a numpy scalar as Python's int."""
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
    return int(value) if isinstance(value, np.integer) else value


def _check_bounds(name: str, value: Money, largest: int) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, np.ndarray):
        whole = type(value) is np.ndarray and value.dtype == np.int64 and value.ndim == 1
    if not whole:
        raise ValueError(f"{name}: expected an int or a one-dimensional int64 array")
    if np.any(np.less(value, 0)) or np.any(np.greater(value, largest)):
        raise ValueError(f"{name}: a value is outside 0..{largest}")


def _size(given: Mapping[str, Money]) -> int | None:
    sizes = {value.size for value in given.values() if isinstance(value, np.ndarray)}
    if len(sizes) > 1:
        raise ValueError(f"arrays of unlike length: {sorted(sizes)}")
    return sizes.pop() if sizes else None


def _shape(figure: Any, size: int | None) -> Any:
    if figure is None or (size is None) or isinstance(figure, np.ndarray):
        return figure
    return np.broadcast_to(np.int64(figure), (size,))


def _shaped(figures: Mapping[str, Any], size: int | None) -> Mapping[str, Any]:
    return MappingProxyType({name: _shape(figure, size) for name, figure in figures.items()})
