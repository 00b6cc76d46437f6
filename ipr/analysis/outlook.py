"""The years after the plan, by what becomes of each component: an illustration, no budget.

Each year is the plan evaluated once more with changed inputs, and each of its cells says on whose
word it rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from ipr.budget.amounts import Money, rounded_product
from ipr.budget.figures import MONTHS_OF_YEAR
from ipr.budget.reckon import Outcome, reckon
from ipr.plan.inputs import (
    OUR_OWN,
    PRICE_GROWTH,
    WHOLE_E4,
    amount_input,
    component_label,
    inputs_of,
)
from ipr.plan.model import BudgetLine, Component, Funding, PartYearComponent, Plan

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

YEARS = 3  # after the plan's own: with that, as many as a four-year plan has
Marking = Literal["plan", "derived", "assumption"]
"""Whose word a cell rests on: the plan's own, what follows from it, or our assumption."""

MARKING_OF: dict[str, Marking] = {
    "stated": "plan",
    "planning_assumption": "plan",
    "derived": "derived",
    "ours": "assumption",
}


class Ahead(NamedTuple):
    """What is assumed of the years after the plan's own.

    `price_growth_e4`, per cent a year times 10 000 and not below 0, acts on price-sensitive
    components. With `carry_reserve`, what is left of a year's reserve is the next year's one-off
    money; a shortfall is not carried.
    """

    price_growth_e4: int = 0
    carry_reserve: bool = False


class YearCell(NamedTuple):
    """One component or funding in one year, in kroner, and whose word it rests on.

    `name` is `lines.<line>.<component>` (gross) or `funding.<id>`. `amount_nok` is None where
    the amount is not known, or the view is silent about it, which is not 0. `because` is the
    reason the plan file gives, empty where it gives none.
    """

    name: str
    label: str
    year: int
    amount_nok: int | None
    marking: Marking
    because: str


class OutlookYear(NamedTuple):
    """One year: its outcome and its cells, first the components, then the funding.

    `allocated_nok` is what the lines take (net), `left_nok` what recurring funding leaves of
    itself then, `carried_nok` the reserve brought from the year before, `reserve_nok` what is
    left of all. They are None in the plan's own year where the view says nothing of it.
    """

    year: int
    outcome: Outcome
    cells: tuple[YearCell, ...]
    carried_nok: int
    allocated_nok: int | None
    left_nok: int | None
    reserve_nok: int | None


Years = tuple[OutlookYear, ...]
"""A scenario's years, the plan's own year first, seen in one way."""


def outlook(plan: Plan, inputs: Mapping[str, int], view: View, ahead: Ahead | None = None) -> Years:
    """Return the years from the plan's own to the last one, with `inputs` as the starting point.

    In later years a component that does not go on is 0, a part-year component counts all twelve
    months, and one-off funding is gone but for a carried reserve.
    """
    ahead, carrier = ahead or Ahead(), carrier_of(plan)
    if ahead.carry_reserve and carrier not in {item.id for item in plan.funding}:
        plan = plan.model_copy(update={"funding": (*plan.funding, _new_carrier(carrier))})
    years: list[OutlookYear] = []
    for year in range(plan.year, plan.year + YEARS + 1):
        given, carried = dict(inputs), 0
        if years:
            given = _later_inputs(plan, inputs, view, year, ahead)
        if years and ahead.carry_reserve:
            carried = given[f"funding.{carrier}"] = max(int(years[-1].outcome.reserve), 0)
        outcome = reckon(plan, given)
        net, reserve = int(outcome.allocated), int(outcome.reserve)
        silent = view == "bound" and not years
        told = (None,) * 3 if silent else (net, int(outcome.recurring) - net, reserve)
        cells = tuple(_cells(outcome, inputs, view, year))
        years.append(OutlookYear(year, outcome, cells, carried, *told))
    return tuple(years)


def goes_on(component: Component, view: View, year: int) -> bool:
    """Whether a component goes on in a year after the plan's, seen in this way."""
    return component.recurrence.kind in LIVES_ON[view] and not _over(component, year)


def _over(component: Component, year: int) -> bool:
    until = component.recurrence.until
    return until is not None and year > until


def carrier_of(plan: Plan) -> str:
    """Return the id of the income a reserve is brought along by: the plan's one-off money, if any.

    Where it has none, it is the id of one that can be added.
    """
    own = plan.one_off_funding
    taken = "carry_over" in {item.id for item in plan.funding}
    return own[0].id if own else f"carry_over_{plan.year}" if taken else "carry_over"


def _new_carrier(carrier: str) -> Funding:
    return Funding(
        id=carrier,
        label="Overført fra året før",
        amount_nok=0,
        status="ours",
        because="Planen har ingen inntekt som bare kommer én gang.",
        source=OUR_OWN,
        recurrence="one_off",
    )


def _later_inputs(
    plan: Plan, inputs: Mapping[str, int], view: View, year: int, ahead: Ahead
) -> dict[str, int]:
    """Return the inputs of a later year: what is over is 0, what goes on is whole and dearer."""
    catalogue, later = inputs_of(plan), dict(inputs)
    for item in plan.funding:
        if item.recurrence != "continues":
            later[f"funding.{item.id}"] = 0
    for line, part in plan.components:
        name = amount_input(plan, line, part)
        known = inputs.get(name, catalogue[name].value) is not None
        if known and not goes_on(part, view, year):
            later[name] = 0
        elif part.kind == "part_year":
            later[f"lines.{line.id}.{part.id}.months"] = MONTHS_OF_YEAR
    if PRICE_GROWTH in catalogue:
        level = inputs.get(PRICE_GROWTH, catalogue[PRICE_GROWTH].value or 0)
        later[PRICE_GROWTH] = index_e4(ahead.price_growth_e4, year - plan.year, level)
    return later


def index_e4(growth_e4: int, years: int, level_e4: int = 0) -> int:
    """Return the growth in per cent, scaled by 10 000, after so many years of growth.

    Compounded exactly in whole numbers from a starting `level_e4`, and rounded half up once to
    the four decimals a percentage has: on 1 000 000 kroner at most half a krone.
    """
    grown = (WHOLE_E4 + level_e4) * (WHOLE_E4 + growth_e4) ** years
    return int(rounded_product(grown, [(1, WHOLE_E4**years)])) - WHOLE_E4


def _cells(
    outcome: Outcome, inputs: Mapping[str, int], view: View, year: int
) -> Iterator[YearCell]:
    """Yield the cells of a year whose outcome follows from the starting `inputs`.

    What those change, what prices raise, and all funding of later years is assumption.
    """
    plan, later = outcome.plan, year > outcome.plan.year
    changed = _changed(plan, inputs)
    if later:
        changed |= _changed(plan, outcome.inputs) & {PRICE_GROWTH}
    for line, part in plan.components:
        name, after = f"lines.{line.id}.{part.id}", part.recurrence
        guessed = bool(changed & _names_behind(plan, line, part, later=later))
        amount, marking, because = outcome[name], MARKING_OF[part.status], part.because or ""
        if later:
            lives = goes_on(part, view, year)
            marking, because = MARKING_OF[after.status], after.because
            # That something is done once more, or for all of a year, is our guess.
            ours = after.kind == "one_off" or _is_part(line, part, inputs)
            guessed = lives and (guessed or ours)
            if not lives and view == "bound" and not _over(part, year) and after.kind != "ends":
                amount = None  # the plan's words say nothing of it
        label = component_label(plan, line, part)
        yield YearCell(name, label, year, amount, "assumption" if guessed else marking, because)
    for item in plan.funding:
        name = f"funding.{item.id}"
        marking = "assumption" if later or name in changed else MARKING_OF[item.status]
        yield YearCell(name, item.label, year, outcome[name], marking, item.because or "")


def made_whole(
    years: Years, inputs: Mapping[str, int]
) -> Iterator[tuple[BudgetLine, PartYearComponent, int]]:
    """Yield each component that later years have all twelve months of, and its months before.

    That it then goes on all year is our assumption.
    """
    ahead = years[1].outcome
    for line, part in ahead.plan.components:
        there = ahead[f"lines.{line.id}.{part.id}"]
        if part.kind == "part_year" and there and _is_part(line, part, inputs):
            yield line, part, _months(line, part, inputs)


def _is_part(line: BudgetLine, part: Component, inputs: Mapping[str, int]) -> bool:
    return part.kind == "part_year" and _months(line, part, inputs) < MONTHS_OF_YEAR


def _months(line: BudgetLine, part: PartYearComponent, inputs: Mapping[str, int]) -> int:
    """Return how many months a component has in the plan or, where these are twelve, here."""
    here = inputs.get(f"lines.{line.id}.{part.id}.months", part.months)
    return part.months if part.months < MONTHS_OF_YEAR else here


def _changed(plan: Plan, inputs: Mapping[str, Money]) -> set[str]:
    catalogue = inputs_of(plan)
    return {name for name, value in inputs.items() if value != catalogue[name].value}


def _names_behind(plan: Plan, line: BudgetLine, part: Component, *, later: bool) -> set[str]:
    """Return the inputs a component's amount hangs on; in later years its months are twelve."""
    full = f"lines.{line.id}.{part.id}"
    names = {amount_input(plan, line, part), f"{full}.vat"}
    if not later:
        names.add(f"{full}.months")
    if part.kind in {"foreign_currency", "ex_vat"}:
        names.add(f"assumptions.{part.rate}")
    if part.price == "sensitive":
        names.add(PRICE_GROWTH)
    return names


def effects(plan: Plan, inputs: Mapping[str, int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each component and income that `inputs` move in some year, continued without one-offs.

    Each is its label and what is moved, in kroner: in the plan's own year first, then in later
    ones. An amount that is not known moves nothing. The balancing rule's cuts are of one year and
    not among them.
    """
    before, after = (outlook(plan, given, "continued") for given in ({}, inputs))
    for place, cell in enumerate(after[0].cells):
        moved = tuple(
            (new.cells[place].amount_nok or 0) - (old.cells[place].amount_nok or 0)
            for old, new in zip(before, after, strict=True)
        )
        if any(moved):
            yield cell.label, moved
