"""Numbers: what follows from a plan and its inputs, by the list of figures.

Integers only. Every function works on one int or on an int64 array of S values alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from numbers import Integral
from types import MappingProxyType
from typing import Any

from ipr.budget.amounts import (
    Money,
    at_least_zero,
    is_array,
    largest,
    rounded_product,
    smaller,
    total,
)
from ipr.budget.balance import balance
from ipr.budget.figures import GIVEN, MINIMUM, Figure, Ratio, Term, figures_of
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.reading.norwegian import MAX_AMOUNT, kroner

BEYOND = f"beløpet blir større enn {kroner(MAX_AMOUNT)}"


class AmountTooLargeError(ValueError):
    """A component comes to more kroner than any amount may be; the text is Norwegian."""

    def __init__(self, component: str, line_id: str) -> None:
        super().__init__(f"{component}: {BEYOND}")
        self.line_id = line_id


def _figure(name: str) -> property:
    return property(lambda outcome: outcome.figures[name])


def _room(name: str) -> property:
    return property(lambda outcome: outcome.room(name))


@dataclass(frozen=True)
class Outcome:
    """What follows from a plan and its inputs: every figure by its name, whole kroner or missing.

    A figure is an int, or an int64 array (S,) where an input was one; None where a component or a
    line has no amount yet. Names and meanings are those of `figures_of(plan)`; the best known are
    attributes too. `lines` are net by id, `components` gross by `<line>.<component>`, `cuts` what
    the balancing rule takes from each line and `asked` what it asks of each funder; both are in
    the figures. `inputs` are those that do not stand as in the plan, each in its own unit.
    """

    plan: Plan
    inputs: Mapping[str, Money]
    figures: Mapping[str, Any]

    frame = _figure("frame")
    allocated = _figure("allocated")
    reserve = _figure("reserve")
    shortfall = _figure("shortfall")
    gross_activity = _figure("gross_activity")
    recurring = _figure("recurring")
    one_off = _figure("one_off")
    rests_on_one_off = _figure("rests_on_one_off")
    funding = _room("funding")
    components = _room("components")
    earmarked = _room("earmarked")
    lines = _room("lines")
    groups = _room("groups")
    cuts = _room("cut")
    asked = _room("asked")

    def __getitem__(self, name: str) -> Any:
        """Return a figure by its name; raises `KeyError` for a name that is no figure in kroner."""
        return self.figures[name]

    def room(self, room: str) -> dict[str, Any]:
        """Return the figures of a section by id, or those named `cut.…` or `asked.…`."""
        return {
            figure.id: self.figures[figure.name]
            for figure in figures_of(self.plan).values()
            if (figure.section or figure.name.partition(".")[0]) == room
        }


def reckon(
    plan: Plan,
    inputs: Mapping[str, Money] | None = None,
    balancing: Balancing = LEAVE_OPEN,
) -> Outcome:
    """Return what follows from the plan when the named inputs have these values.

    `inputs` maps names of `inputs_of(plan)` to an int or an int64 array of S values, in the unit
    of the input (rates times 10 000); what is not named stands as in the plan. `balancing` is the
    rule that covers a shortfall; it has passed `check_balancing`.
    Raises `ValueError` for an unknown name, a value out of bounds, arrays of unlike length, and a
    component that comes to more than the largest amount.
    """
    catalogue, figures = inputs_of(plan), figures_of(plan)
    given = {name: _own(catalogue, name, value) for name, value in (inputs or {}).items()}
    sizes = {value.size for value in given.values() if is_array(value)}
    if len(sizes) > 1:
        raise ValueError(f"arrays of unlike length: {sorted(sizes)}")
    known: dict[str, Any] = {
        GIVEN + name: given.get(name, item.value) for name, item in catalogue.items()
    }
    known[MINIMUM] = balancing.minimum_reserve_nok
    for name, figure in figures.items():
        if figure.operation != "given":
            known[name] = 0 if figure.operation == "rule" else _value(figure, known)
    if balancing.policy != "leave_open":
        lines = {line.id: known[f"lines.{line.id}"] for line in plan.lines}
        moved = balance(plan, balancing, lines, known["reserve"])
        known |= moved
        for name, figure in figures.items():
            if any(term.name in moved for term in figure.terms):
                moved[name] = known[name] = _value(figure, known)
    shown = {name: known[name] for name in figures if not name.startswith(GIVEN)}
    if sizes:
        (size,) = sizes
        shown = {name: _column(figure, size) for name, figure in shown.items()}
    return Outcome(plan, MappingProxyType(given), MappingProxyType(shown))


def _own(catalogue: Mapping[str, Input], name: str, value: Any) -> Money:
    """Return an input's value, checked, as Python's int or an array that no one can write into."""
    if name not in catalogue:
        raise ValueError(f"{name!r} is no input of this plan")
    if is_array(value):
        whole = type(value).__name__ == "ndarray" and value.dtype == "int64" and value.ndim == 1
    else:
        whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole:
        raise ValueError(f"{name}: expected an int or a one-dimensional int64 array")
    bounds = (value.min(initial=0), value.max(initial=0)) if is_array(value) else (value, value)
    if bounds[0] < 0 or bounds[1] > catalogue[name].largest:
        raise ValueError(f"{name}: a value is outside 0..{catalogue[name].largest}")
    if not is_array(value):
        return int(value)
    mine = value.copy()
    mine.flags.writeable = False
    return mine


def _value(figure: Figure, known: Mapping[str, Any]) -> Any:
    terms = [_counted(term, known) for term in figure.terms]
    if figure.operation in {"sum", "amounts"}:
        present = [term for term in terms if term is not None]
        return total(present) if present or figure.operation == "sum" else None
    first, others = terms[0], [term for term in terms[1:] if term is not None]
    match figure.operation:
        case "product":
            return _product(figure, first, known)
        case "least":
            return reduce(smaller, others, 0 if first is None else first)
        case _ if first is None:
            return None
        case _:
            less = total(others)
            left = first if isinstance(less, int) and not less else first - less
            return at_least_zero(left) if figure.operation == "lack" else left


def _counted(term: Term | Ratio, known: Mapping[str, Any]) -> Any:
    value = known[term.name]
    if term.when is None:
        return value
    choice, wanted = term.when
    return value * (known[choice] == wanted)


def _product(figure: Figure, amount: Any, known: Mapping[str, Any]) -> Any:
    if amount is None:
        return None
    ratios = [(ratio.base + _counted(ratio, known), ratio.scale) for ratio in figure.ratios]
    try:
        product = rounded_product(amount, ratios)
    except OverflowError:
        raise AmountTooLargeError(figure.name, figure.within) from None
    if largest(product) > MAX_AMOUNT:
        raise AmountTooLargeError(figure.name, figure.within)
    return product


def _column(figure: Any, size: int) -> Any:
    if figure is None or is_array(figure):
        return figure
    import numpy as np  # noqa: PLC0415 - loaded already by the caller who gave an array

    return np.broadcast_to(np.int64(figure), (size,))
