"""How a component's kroner are reckoned from its inputs, in words and numbers a reader follows."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.budget.register import Registered
from ipr.budget.scenario import SetChange
from ipr.plan.amounts import MONTHS_OF_YEAR, NOT_COMPENSATED, PRICE_GROWTH
from ipr.plan.components import Component
from ipr.plan.inputs import VAT, amount_input
from ipr.plan.model import BudgetLine
from ipr.reading.norwegian import NBSP, amount, date, decimal_e4, kroner, percent_e4

COMPENSATED = VAT.index("added_compensated")


def component_inputs(
    inputs: Mapping[str, Registered], line: BudgetLine, component: Component
) -> tuple[str, ...]:
    """Return the names of the inputs a component's figure is made of, its amount first.

    A rate that plays no part, such as a price growth of 0 in plan and scenario, is left out.
    """
    full = f"lines.{line.id}.{component.id}"
    names = [amount_input(line, component)]
    match component.kind:
        case "foreign_currency":
            names.append(f"assumptions.{component.rate}")
        case "part_year":
            names.append(f"{full}.months")
        case "ex_vat":
            names.append(f"{full}.vat")
            if NOT_COMPENSATED in _values(inputs, f"{full}.vat"):
                names.append(f"assumptions.{component.rate}")
    if component.price == "sensitive" and any(_values(inputs, PRICE_GROWTH)):
        names.append(PRICE_GROWTH)
    return tuple(names)


def component_note(inputs: Mapping[str, Registered], line: BudgetLine, component: Component) -> str:
    """Return how the figure comes about: `5 000 EUR × 13,00 NOK per EUR`.

    Empty where it is simply its amount; the plan's own words where there is no amount yet.
    """
    full = f"lines.{line.id}.{component.id}"
    given = inputs[amount_input(line, component)]
    if given.value is None:
        return given.found.shown_as or ""
    note = kroner(given.value)
    match component.kind:
        case "foreign_currency":
            rate = inputs[f"assumptions.{component.rate}"]
            money = f"{amount(given.value)}{NBSP}{given.found.unit_label}"
            note = f"{money} × {_rate(rate)}"
        case "part_year":
            months = inputs[f"{full}.months"].value
            note = f"{note} × {months} av {MONTHS_OF_YEAR} måneder"
        case "ex_vat":
            match inputs[f"{full}.vat"].value:
                case vat if vat == NOT_COMPENSATED:
                    rate = inputs[f"assumptions.{component.rate}"]
                    note = f"{note} + {percent_e4(rate.value or 0)} merverdiavgift"
                case vat if vat == COMPENSATED:
                    note = f"{note}; merverdiavgiften kompenseres"
    growth = inputs[PRICE_GROWTH].value if component.price == "sensitive" else 0
    if growth:
        note = f"{note} + {percent_e4(growth)} prisvekst"
    return _dated("" if note == kroner(given.value) else note, given)


def _rate(rate: Registered) -> str:
    return f"{decimal_e4(rate.value or 0)}{NBSP}{rate.found.unit_label}"


def _dated(note: str, given: Registered) -> str:
    days = [
        change.from_date
        for change in given.changes
        if isinstance(change, SetChange) and change.from_date
    ]
    return "; ".join(part for part in (note, f"fra {date(days[0])}" if days else "") if part)


def _values(inputs: Mapping[str, Registered], name: str) -> tuple[int | None, int | None]:
    """Return an input's value in the plan and in the scenario."""
    return inputs[name].found.value, inputs[name].value
