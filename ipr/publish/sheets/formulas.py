"""Cells: each figure of the list as a spreadsheet's formula, exact in floating-point numbers.

A spreadsheet counts in doubles, which hold whole numbers exactly up to 2⁵³ only, so a product is
taken apart: whole part and remainders after each ratio, and one rounding, half up, at the end.
The figures are those of `ipr.budget.reckon`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ipr.budget.figures import Figure, Ratio, Term
from ipr.plan.inputs import SCALE_E4, Input
from ipr.present.wording import CHOICES
from ipr.publish.sheets.paper import Formula

At = Callable[[str], str]
"""The cell of a figure by its name; empty for what no rule of balance has set."""

LARGEST_E4 = 9 * 10**9
"""The largest rate: a remainder (below 10⁶) times a rate is whole and exact up to here."""
MOST_TERMS = 200  # a spreadsheet's function takes 255


def formula(figures: Mapping[str, Figure], figure: Figure, at: At) -> str:
    """Return the formula of a figure that is made of others, but of a product with ratios."""
    terms = [term for term in figure.terms if at(term.name)]
    cells = [_counted(term, at) for term in terms]
    match figure.operation:
        case "product":
            return cells[0]
        case "sum":
            plain = len(terms) == 1 and not _may_lack(figures, terms[0].name)
            return cells[0] if plain else _sum(cells)
        case "amounts":
            return f"IF(COUNT({','.join(cells)})=0,{cells[0]},{_sum(cells)})"
        case "least":
            return f"MIN({','.join(f'N({cell})' for cell in cells)})"
    less = [
        f"N({cell})" if _may_lack(figures, term.name) else cell
        for term, cell in zip(terms[1:], cells[1:], strict=True)
    ]
    left = "-".join([cells[0], *less])
    if figure.operation == "lack":
        left = f"MAX(0,{left})"
    lacks = less and _may_lack(figures, terms[0].name)
    return f"IF(ISNUMBER({cells[0]}),{left},{cells[0]})" if lacks else left


def _counted(term: Term, at: At) -> str:
    if term.when is None:
        return at(term.name)
    choice, wanted = term.when
    return f"N({at(term.name)})*({at(choice)}={wanted})"


def _sum(cells: Sequence[str]) -> str:
    """Return the sum of the cells; what is no number adds nothing."""
    parts = [cells[first : first + MOST_TERMS] for first in range(0, len(cells), MOST_TERMS)]
    return "+".join(f"SUM({','.join(part)})" for part in parts) or "0"


def _may_lack(figures: Mapping[str, Figure], name: str) -> bool:
    """Whether a figure may be without an amount."""
    figure = figures[name]
    first = figure.operation in {"less", "lack"} and _may_lack(figures, figure.terms[0].name)
    return first or figure.operation in {"product", "amounts"}


def given(found: Input, typed: str, words: str) -> str:
    """Return what the reckoning reads of a typed value: a whole number, in the input's own unit.

    `words` is the cell of what stands for a missing amount; empty where none may be missing. Text,
    negative numbers, what is too large and too many decimals give an error, and so does all that
    follows from them.
    """
    if found.unit == "choice":
        read = "NA()"
        for place, word in reversed([*enumerate(found.choices)]):
            read = f'IF({typed}="{CHOICES[word]}",{place},{read})'
        return read
    rate = found.unit == "e4"
    whole = f"ROUND({typed},4)={typed}" if rate else f"INT({typed})={typed}"
    value = f"ROUND({typed}*{SCALE_E4},0)" if rate else typed
    within = f"AND({typed}>=0,{typed}<={largest(found)},{whole})"
    read = f"IF(ISNUMBER({typed}),IF({within},{value},NA()),NA())"
    return f'IF(OR({typed}="",{typed}={words}),{words},{read})' if words else read


def largest(found: Input) -> int:
    """Return the largest value that may be typed, as it is typed."""
    return min(found.largest, LARGEST_E4) // SCALE_E4 if found.unit == "e4" else found.largest


def top(ratio: Ratio, at: At, values: Callable[[str], int | None]) -> Formula:
    """Return the numerator of a ratio."""
    text, value = at(ratio.name), values(ratio.name) or 0
    if ratio.when:
        choice, wanted = ratio.when
        text, value = f"{text}*({at(choice)}={wanted})", value * (values(choice) == wanted)
    return Formula(f"({ratio.base}+{text})" if ratio.base else text, ratio.base + value)


def helpers(ratios: int) -> int:
    """Return how many cells of its own a product of so many ratios needs."""
    return sum(range(2, ratios + 1))


def product(
    amount: str, value: int | None, ratios: Sequence[tuple[Formula, int]], cells: Sequence[str]
) -> tuple[list[Formula], str]:
    """Return the formulas of the `cells` a product needs, and that of the product, half up.

    `ratios` are numerators over denominators. What is left after each is kept in a mixed radix,
    whole + r₁/d₁ + r₂/(d₁·d₂) + …, where the last denominator comes first; so every number on the
    way is below a denominator times a numerator.
    """
    whole, exact, free = amount, Fraction(value or 0), iter(cells)
    rests: list[tuple[str, int]] = []
    found: list[Formula] = []
    for place, (top, scale) in enumerate(ratios, start=1):
        # The half of an even denominator is whole, so the first remainder tells which way to go.
        over, under = (top.text, scale) if scale % 2 == 0 else (f"2*{top.text}", 2 * scale)
        exact *= Fraction(int(top.value), scale)
        steps: list[tuple[str, int]] = []
        carry = ""
        for rest, divisor in reversed(rests):
            steps.insert(0, (f"MOD({rest}*{over}{carry},{divisor})", divisor))
            carry = f"+INT(({rest}*{over}{carry})/{divisor})"
        left, high = f"MOD({whole},{under})*{over}{carry}", f"INT({whole}/{under})*{over}"
        if place == len(ratios):
            rounded = f"{high}+INT((2*({left})+{under})/{2 * under})"
            return found, f"IF(ISNUMBER({amount}),{rounded},{amount})"
        steps = [(f"{high}+INT(({left})/{under})", 1), (f"MOD({left},{under})", under), *steps]
        digit = exact
        for text, divisor in steps:
            digit *= divisor
            found.append(Formula(f"IF(ISNUMBER({amount}),{text},0)", int(digit)))
            digit -= int(digit)
        whole, *others = [next(free) for _ in steps]
        rests = [*zip(others, (divisor for _, divisor in steps[1:]), strict=True)]
    return found, amount
