"""The parts a budget line is made of, and what every part says of its amount.

Fields ending in `_nok` are whole kroner, `_months` months, `_e4` exact numbers times 10 000.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from ipr.reading.fields import Amount, Id, Months, NumberE4, Text, Year
from ipr.reading.records import Record
from ipr.reading.strict_yaml import kind_of

Status = Literal["stated", "derived", "planning_assumption", "ours"]
"""How the plan holds a value: written in it, derived from it, assumed by it, or our assumption."""

Vat = Literal["as_printed", "added_compensated", "added_not_compensated"]


class Range(Record):
    """How far an input is tried out, in the input's own unit, scaled by 10 000."""

    low_e4: NumberE4 = Field(alias="low")
    high_e4: NumberE4 = Field(alias="high")
    step_e4: NumberE4 = Field(alias="step")
    because: Text


class Recurrence(Record):
    """What becomes of a component after the plan's year, and whose words that is."""

    kind: Literal["bound", "continues", "one_off", "ends", "pending"]
    until: Year | None = None
    status: Literal["stated", "derived", "ours"]
    because: Text


class ComponentBase(Record):
    """What every component has, whatever its amount is made of."""

    id: Id
    label: Text | None = None
    status: Status
    because: Text | None = None
    source: Text
    recurrence: Recurrence
    price: Literal["sensitive", "fixed"] = "fixed"
    range: Range | None = None


class AmountComponent(ComponentBase):
    """An amount in whole kroner."""

    kind: Literal["amount"] = "amount"
    amount_nok: Amount


class ForeignCurrencyComponent(ComponentBase):
    """A whole amount of foreign currency, at the rate named by an assumption (kroner per unit)."""

    kind: Literal["foreign_currency"]
    foreign_amount: Amount
    currency: Text
    rate: Id


class PartYearComponent(ComponentBase):
    """A full-year amount in kroner and the months of it that fall in the plan's year."""

    kind: Literal["part_year"]
    full_year_nok: Amount
    months: Months


class ExVatComponent(ComponentBase):
    """An amount in kroner and how value added tax comes to it."""

    kind: Literal["ex_vat"]
    amount_nok: Amount
    vat: Vat
    rate: Id


class PendingComponent(ComponentBase):
    """A component the plan gives no amount: it is missing, never 0."""

    kind: Literal["pending"]
    shown_as: Text


def _component_kind(data: object) -> str:
    if isinstance(data, dict):
        kind = data.get("kind", "amount")
        return kind if isinstance(kind, str) else kind_of(kind)
    return str(getattr(data, "kind", "amount"))


Component = Annotated[
    Annotated[AmountComponent, Tag("amount")]
    | Annotated[ForeignCurrencyComponent, Tag("foreign_currency")]
    | Annotated[PartYearComponent, Tag("part_year")]
    | Annotated[ExVatComponent, Tag("ex_vat")]
    | Annotated[PendingComponent, Tag("pending")],
    Discriminator(_component_kind),
]
