"""The formula of a rounded product, exact in a spreadsheet's floating-point numbers.

A spreadsheet counts in doubles, which hold no more than 15 or 16 digits, so the product of an
amount and two rates is taken apart: whole part and remainder after each rate, and one rounding,
half up, at the end. Every number on the way is whole and small enough to be exact. The figures
are those of `ipr.budget.amounts.rounded_product`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ipr.budget.figures import MONTHS_OF_YEAR
from ipr.plan.components import Component
from ipr.plan.inputs import NOT_COMPENSATED, PRICE_GROWTH, SCALE_E4, WHOLE_E4
from ipr.plan.model import BudgetLine
from ipr.present.wording import CHOICES
from ipr.publish.sheets.paper import Formula, Place

Inputs = Mapping[str, Place]
"""The cell of each input."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One rate an amount is multiplied by: whole numerator over whole denominator."""

    numerator: Formula
    denominator: int

    @property
    def value(self) -> Fraction:
        """The rate as it is when the file is made."""
        return Fraction(int(self.numerator.value), self.denominator)


ONE = Ratio(Formula("1", 1), 1)


def ratios_of(
    line: BudgetLine, component: Component, inputs: Inputs, values: Mapping[str, Any]
) -> tuple[Ratio, Ratio] | None:
    """Return a component's own rate and its price growth, None where it has neither."""
    full = f"lines.{line.id}.{component.id}"
    own = price = ONE
    match component.kind:
        case "foreign_currency":
            own = _rate(f"assumptions.{component.rate}", 0, SCALE_E4, inputs, values)
        case "part_year":
            months = f"{full}.months"
            own = Ratio(Formula(inputs[months].anywhere, values[months]), MONTHS_OF_YEAR)
        case "ex_vat":
            rate = _rate(f"assumptions.{component.rate}", WHOLE_E4, WHOLE_E4, inputs, values)
            word = CHOICES["added_not_compensated"]
            taxed = (
                f'IF({inputs[f"{full}.vat"].anywhere}="{word}",{rate.numerator.text},{WHOLE_E4})'
            )
            paid = values[f"{full}.vat"] == NOT_COMPENSATED
            own = Ratio(Formula(taxed, rate.numerator.value if paid else WHOLE_E4), WHOLE_E4)
    if component.price == "sensitive":
        price = _rate(PRICE_GROWTH, WHOLE_E4, WHOLE_E4, inputs, values)
    return None if own is price is ONE else (own, price)


def _rate(name: str, base: int, whole: int, inputs: Inputs, values: Mapping[str, Any]) -> Ratio:
    """Return base plus an assumption, both as integers times 10 000, over the whole."""
    scaled = f"ROUND({inputs[name].anywhere}*{SCALE_E4},0)"
    text = f"{base}+{scaled}" if base else scaled
    return Ratio(Formula(text, base + values[name]), whole)


@dataclass(frozen=True, slots=True)
class Cells:
    """Where one product stands: the amount, and for each rate numerator over denominator.

    `whole` and `rest` are the cells of the whole part and the remainder after each rate.
    """

    amount: str
    top: tuple[str, str]
    bottom: tuple[str, str]
    whole: tuple[str, str]
    rest: tuple[str, str]


def steps(cells: Cells, amount: int | None, ratios: tuple[Ratio, Ratio]) -> tuple[Formula, ...]:
    """Return whole part and remainder after the first rate, and the same after the second."""
    found: list[Formula] = []
    start, value = cells.amount, amount or 0
    for place, ratio in enumerate(ratios):
        top, bottom = cells.top[place], cells.bottom[place]
        whole = f"INT({start}/{bottom})*{top}+INT(MOD({start},{bottom})*{top}/{bottom})"
        rest = f"MOD(MOD({start},{bottom})*{top},{bottom})"
        parts = divmod(value * int(ratio.numerator.value), ratio.denominator)
        for text, part in zip((whole, rest), parts, strict=True):
            guarded = f"IF(ISNUMBER({cells.amount}),{text},0)"
            found.append(Formula(guarded, part))
        start, value = cells.whole[place], parts[0]
    return tuple(found)


def rounded(cells: Cells) -> str:
    """Return the formula of the product in whole kroner, rounded once, half up."""
    (first, second), (n1, n2), (d1, d2) = cells.rest, cells.top, cells.bottom
    del n1
    both = f"({second}*{d1}+{first}*{n2})"
    product = f"{d1}*{d2}"
    text = f"{cells.whole[1]}+INT((2*{both}+{product})/(2*{product}))"
    return f"IF(ISNUMBER({cells.amount}),{text},{cells.amount})"
