"""The cells of a table of years: what of each amount lives on, and on whose word it rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ipr.budget.amounts import Money
from ipr.budget.reckon import Outcome
from ipr.plan.components import Component, Recurrence, Status
from ipr.plan.inputs import PRICE_GROWTH, amount_input, component_label, inputs_of
from ipr.plan.model import BudgetLine, Funding, Plan

View = Literal["bound", "continued", "everything"]
VIEWS: dict[View, str] = {
    "bound": "bundet av planens ord",
    "continued": "videreført uten engangstiltak",
    "everything": "alt videreført",
}
LIVES_ON: dict[View, frozenset[str]] = {
    "bound": frozenset({"bound"}),
    "continued": frozenset({"bound", "continues", "pending"}),
    "everything": frozenset({"bound", "continues", "pending", "one_off"}),
}
"""The kinds of recurrence that go on in each view; what is pending has no amount unless given."""

Marking = Literal["plan", "derived", "assumption"]
"""Whose word a cell rests on: the plan's own, what follows from it, or our assumption."""

_MARKINGS: dict[str, Marking] = {"stated": "plan", "derived": "derived", "ours": "assumption"}

_OWN_MARKINGS: dict[Status, Marking] = {
    "stated": "plan",
    "planning_assumption": "plan",
    "derived": "derived",
    "ours": "assumption",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """Whether a component goes on in a later year, and whose word that is.

    `counted` is False where the view is silent about the component, which is not the same as 0.
    """

    goes_on: bool
    counted: bool
    marking: Marking
    because: str


def fate(component: Component, view: View, year: int) -> Fate:
    """Return what becomes of a component in a year after the plan's, seen in this way."""
    recurrence = component.recurrence
    over = _is_over(recurrence, year)
    goes_on = recurrence.kind in LIVES_ON[view] and not over
    again = goes_on and recurrence.kind == "one_off"  # that it is done again is our guess
    return Fate(
        goes_on=goes_on,
        counted=goes_on or view != "bound" or over or recurrence.kind == "ends",
        marking="assumption" if again else _MARKINGS[recurrence.status],
        because=recurrence.because,
    )


def _is_over(recurrence: Recurrence, year: int) -> bool:
    return recurrence.until is not None and year > recurrence.until


@dataclass(frozen=True, slots=True)
class YearCell:
    """One component or funding in one year, in kroner, and whose word it rests on.

    `name` is `lines.<line>.<component>` (gross) or `funding.<id>`. `amount_nok` is None where
    the amount is not known, or the view is silent about it. `because` is the reason the plan
    file gives, empty where it gives none.
    """

    name: str
    label: str
    year: int
    amount_nok: int | None
    marking: Marking
    because: str


def components_of(plan: Plan) -> Iterator[tuple[BudgetLine, Component]]:
    """Yield every component of the plan with its line, in the plan's order."""
    for line in plan.lines:
        for component in line.components:
            yield line, component


def own_cells(outcome: Outcome) -> Iterator[YearCell]:
    """Yield the cells of the plan's own year; what the outcome's inputs change is assumption."""
    plan, changed = outcome.plan, _changed(outcome.plan, outcome.inputs)
    for line, component in components_of(plan):
        guessed = bool(changed & _names_behind(plan, line, component))
        yield _component_cell(
            outcome,
            line,
            component,
            plan.year,
            "assumption" if guessed else _OWN_MARKINGS[component.status],
            component.because or "",
        )
    for item in plan.funding:
        guessed = f"funding.{item.id}" in changed
        marking = "assumption" if guessed else _OWN_MARKINGS[item.status]
        yield _funding_cell(outcome, item, plan.year, marking)


def later_cells(
    outcome: Outcome, inputs: Mapping[str, Money], view: View, year: int
) -> Iterator[YearCell]:
    """Yield the cells of a later year, whose outcome follows from the starting `inputs`.

    What the starting inputs change, what prices raise, and all funding is assumption.
    """
    plan, changed = outcome.plan, _changed(outcome.plan, inputs)
    if _changed(plan, outcome.inputs) & {PRICE_GROWTH}:
        changed |= {PRICE_GROWTH}
    for line, component in components_of(plan):
        then = fate(component, view, year)
        guessed = then.goes_on and bool(changed & _names_behind(plan, line, component, later=True))
        marking = "assumption" if guessed else then.marking
        cell = _component_cell(outcome, line, component, year, marking, then.because)
        yield cell if then.counted else _silent(cell, then)
    for item in plan.funding:
        yield _funding_cell(outcome, item, year, "assumption")


def _changed(plan: Plan, inputs: Mapping[str, Money]) -> set[str]:
    catalogue = inputs_of(plan)
    return {name for name, value in inputs.items() if value != catalogue[name].value}


def _names_behind(
    plan: Plan, line: BudgetLine, component: Component, *, later: bool = False
) -> set[str]:
    """Return the inputs a component's amount hangs on; in later years its months are twelve."""
    full = f"lines.{line.id}.{component.id}"
    names = {amount_input(plan, line, component), f"{full}.vat"}
    if not later:
        names.add(f"{full}.months")
    if component.kind in {"foreign_currency", "ex_vat"}:
        names.add(f"assumptions.{component.rate}")
    if component.price == "sensitive":
        names.add(PRICE_GROWTH)
    return names


def _component_cell(
    outcome: Outcome,
    line: BudgetLine,
    component: Component,
    year: int,
    marking: Marking,
    because: str,
) -> YearCell:
    amount = outcome.components[f"{line.id}.{component.id}"]
    return YearCell(
        name=f"lines.{line.id}.{component.id}",
        label=component_label(line, component),
        year=year,
        amount_nok=None if amount is None else int(amount),
        marking=marking,
        because=because,
    )


def _silent(cell: YearCell, then: Fate) -> YearCell:
    return YearCell(cell.name, cell.label, cell.year, None, then.marking, cell.because)


def _funding_cell(outcome: Outcome, item: Funding, year: int, marking: Marking) -> YearCell:
    return YearCell(
        name=f"funding.{item.id}",
        label=item.label,
        year=year,
        amount_nok=int(outcome.funding[item.id]),
        marking=marking,
        because=item.because or "",
    )
