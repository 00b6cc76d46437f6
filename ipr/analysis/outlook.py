"""The years after the plan, by what becomes of each component: an illustration, no budget.

Each year is the plan evaluated once more with changed inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipr.analysis.outlook_cells import View, YearCell, components_of, fate, later_cells, own_cells
from ipr.budget.amounts import rounded_product
from ipr.budget.figures import MONTHS_OF_YEAR
from ipr.budget.reckon import Outcome, reckon
from ipr.plan.inputs import PRICE_GROWTH, WHOLE_E4, amount_input, inputs_of
from ipr.plan.model import Funding, Plan

_CARRIER_IDS = ("carry_over", *(f"carry_over_{number}" for number in range(2, 100)))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is assumed of the years ahead; percentages per year, scaled by 10 000.

    `price_growth_e4` acts on price-sensitive components, `income_growth_e4` on funding that
    continues. With `carry_reserve`, what is left of a year's reserve is the next year's one-off
    money; a shortfall is not carried.
    """

    last_year: int = 2029
    price_growth_e4: int = 0
    income_growth_e4: int = 0
    carry_reserve: bool = False


@dataclass(frozen=True, slots=True)
class OutlookYear:
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


@dataclass(frozen=True, slots=True)
class Outlook:
    """A scenario's years, the plan's own year first, seen in one way."""

    view: View
    ahead: Ahead
    years: tuple[OutlookYear, ...]


def outlook(
    plan: Plan, inputs: Mapping[str, int], view: View, ahead: Ahead | None = None
) -> Outlook:
    """Return the years from the plan's own to the last one, with `inputs` as the starting point.

    In later years a component that does not go on is 0, a part-year component counts all twelve
    months, and one-off funding is gone but for a carried reserve. Raises `ValueError` for a
    growth below 0 or without anything to act on.
    """
    ahead = ahead or Ahead()
    _check(plan, ahead)
    if ahead.carry_reserve:
        plan = _with_carrier(plan)
    first = reckon(plan, inputs)
    silent = view == "bound"
    years = [_year(plan.year, first, tuple(own_cells(first)), silent=silent)]
    for year in range(plan.year + 1, ahead.last_year + 1):
        carried = max(int(years[-1].outcome.reserve), 0) if ahead.carry_reserve else 0
        later = _later_inputs(plan, inputs, view, year, ahead)
        if carried:
            later[_carriers(plan)[0]] = carried
        outcome = reckon(plan, later)
        cells = tuple(later_cells(outcome, inputs, view, year))
        years.append(_year(year, outcome, cells, carried=carried))
    return Outlook(view, ahead, tuple(years))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a scenario moves over the years, in kroner: the plan's own year first, then later ones.

    An amount that is not known moves nothing.
    """

    name: str
    label: str
    by_year: tuple[int, ...]

    @property
    def total_nok(self) -> int:
        """Return what the years come to."""
        return sum(self.by_year)


def effects(
    plan: Plan, inputs: Mapping[str, int], ahead: Ahead | None = None
) -> tuple[Effect, ...]:
    """Return each component and income that `inputs` move in some year, continued without one-offs.

    The balancing rule's cuts are of one year and not among them.
    """
    before, after = (outlook(plan, given, "continued", ahead).years for given in ({}, inputs))
    found = []
    for place, cell in enumerate(after[0].cells):
        moved = tuple(
            (new.cells[place].amount_nok or 0) - (old.cells[place].amount_nok or 0)
            for old, new in zip(before, after, strict=True)
        )
        if any(moved):
            found.append(Effect(cell.name, cell.label, moved))
    return tuple(found)


def index_e4(growth_e4: int, years: int, level_e4: int = 0) -> int:
    """Return the growth in per cent, scaled by 10 000, after so many years of growth.

    Compounded exactly in whole numbers from a starting `level_e4`, and rounded half up once to
    the four decimals a percentage has: on 1 000 000 kroner at most half a krone.
    """
    grown = (WHOLE_E4 + level_e4) * (WHOLE_E4 + growth_e4) ** years
    return int(rounded_product(grown, [(1, WHOLE_E4**years)])) - WHOLE_E4


def _check(plan: Plan, ahead: Ahead) -> None:
    if min(ahead.price_growth_e4, ahead.income_growth_e4) < 0:
        raise ValueError("a growth below 0 is not supported")
    if ahead.price_growth_e4 and PRICE_GROWTH not in inputs_of(plan):
        raise ValueError(f"the plan has no {PRICE_GROWTH} to act on")


def _carriers(plan: Plan) -> list[str]:
    """Return the inputs that a carried reserve may come in by: free funding that is one-off."""
    return [f"funding.{item.id}" for item in plan.free_funding if item.recurrence == "one_off"]


def _with_carrier(plan: Plan) -> Plan:
    """Return a plan with one-off funding to bring a reserve along: its own, or one of ours."""
    if _carriers(plan):
        return plan
    carrier = Funding(
        id=next(name for name in _CARRIER_IDS if name not in {item.id for item in plan.funding}),
        label="Overført fra året før",
        amount_nok=0,
        status="ours",
        because="Planen har ingen inntekt som bare kommer én gang.",
        source="egen forutsetning",
        recurrence="one_off",
    )
    return plan.model_copy(update={"funding": (*plan.funding, carrier)})


def _later_inputs(
    plan: Plan, inputs: Mapping[str, int], view: View, year: int, ahead: Ahead
) -> dict[str, int]:
    """Return the inputs of a later year: what is over is 0, what goes on is whole and grown."""
    catalogue, later, years = inputs_of(plan), dict(inputs), year - plan.year
    for item in plan.funding:
        name = f"funding.{item.id}"
        growth = WHOLE_E4 + index_e4(ahead.income_growth_e4, years)
        amount = inputs.get(name, item.amount_nok)
        grown = int(rounded_product(amount, [(growth, WHOLE_E4)]))
        later[name] = grown if item.recurrence == "continues" else 0
    for line, component in components_of(plan):
        name = amount_input(plan, line, component)
        known = inputs.get(name, catalogue[name].value) is not None
        if known and not fate(component, view, year).goes_on:
            later[name] = 0
        elif component.kind == "part_year":
            later[f"lines.{line.id}.{component.id}.months"] = MONTHS_OF_YEAR
    if PRICE_GROWTH in catalogue:
        level = inputs.get(PRICE_GROWTH, catalogue[PRICE_GROWTH].value or 0)
        later[PRICE_GROWTH] = index_e4(ahead.price_growth_e4, years, level)
    return later


def _year(
    year: int,
    outcome: Outcome,
    cells: tuple[YearCell, ...],
    *,
    carried: int = 0,
    silent: bool = False,
) -> OutlookYear:
    allocated, reserve = int(outcome.allocated), int(outcome.reserve)
    return OutlookYear(
        year=year,
        outcome=outcome,
        cells=cells,
        carried_nok=carried,
        allocated_nok=None if silent else allocated,
        left_nok=None if silent else int(outcome.recurring) - allocated,
        reserve_nok=None if silent else reserve,
    )
