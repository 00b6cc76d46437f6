"""Numbers, dates and lists as bokmål writes them."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Sequence
from typing import SupportsIndex
from unicodedata import category

NBSP = "\u00a0"
MINUS = "\u2212"
E4 = 10_000
MAX_AMOUNT = 10**12

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
_UNIT = re.compile(r"(?<=\d) (?=(?:kroner|prosent|euro|måned|måneder|EUR|NOK|%)(?![^\W_]))")
_CASE = re.compile(r"(?<=\bsak) (?=\d)")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_DAY = re.compile(rf"(?<=\d\.) (?=(?:{'|'.join(MONTHS)})\b)")


def amount(value: SupportsIndex) -> str:
    """Whole number, grouped in threes by U+00A0, with U+2212 as minus: `610 000`."""
    number = operator.index(value)
    digits = f"{abs(number):,}".replace(",", NBSP)
    return f"{MINUS}{digits}" if number < 0 else digits


def typed(value: SupportsIndex) -> str:
    """Whole number as one types it into a file, with ordinary signs: `610 000`, `-5 000`."""
    return amount(value).replace(NBSP, " ").replace(MINUS, "-")


def signed(value: SupportsIndex) -> str:
    """A change: `+50 000`, `−50 000` or `0`."""
    return f"+{amount(value)}" if operator.index(value) > 0 else amount(value)


def kroner(value: SupportsIndex) -> str:
    """Whole kroner in running text, held together by U+00A0: `610 000 kroner`, `1 krone`."""
    word = "krone" if abs(operator.index(value)) == 1 else "kroner"
    return f"{amount(value)}{NBSP}{word}"


def signed_kroner(value: SupportsIndex) -> str:
    """A change in running text: `+50 000 kroner`."""
    text = kroner(value)
    return f"+{text}" if operator.index(value) > 0 else text


def percent(numerator: SupportsIndex, denominator: SupportsIndex, decimals: int = 2) -> str:
    """The exact ratio of two integers as percent, a half rounded away from zero.

    `percent(610_000, 4_500_000)` is `13,56 prosent`. Raises ZeroDivisionError for denominator 0.
    """
    top, bottom = operator.index(numerator), operator.index(denominator)
    scaled, rest = divmod(abs(top) * 100 * 10**decimals, abs(bottom))
    if 2 * rest >= abs(bottom):
        scaled += 1
    whole, part = divmod(scaled, 10**decimals)
    text = amount(whole) + (f",{part:0{decimals}d}" if decimals else "")
    sign = MINUS if scaled and (top < 0) != (bottom < 0) else ""
    return f"{sign}{text}{NBSP}prosent"


def share_of(part: SupportsIndex, whole: SupportsIndex, decimals: int = 1) -> str:
    """How large a part is, in running text, where rounding must not make it none or all of it.

    `12,5 prosent`, `under 0,1 prosent`, `over 99,9 prosent`. The whole is not 0, no part below it.
    """
    some, total, steps = operator.index(part), operator.index(whole), 100 * 10**decimals
    if some > 0 and 2 * some * steps < total:
        return f"under {percent(1, steps, decimals)}"
    if some < total and 2 * (total - some) * steps <= total:
        return f"over {percent(steps - 1, steps, decimals)}"
    return percent(some, total, decimals)


def decimal_e4(value: SupportsIndex, least: int = 2) -> str:
    """A rate stored as an integer times 10 000, with at least `least` decimals: `13,00`."""
    number = operator.index(value)
    whole, part = divmod(abs(number), E4)
    decimals = max(least, decimals_e4(number))
    text = amount(whole) + (f",{part:04d}"[: decimals + 1] if decimals else "")
    return f"{MINUS}{text}" if number < 0 else text


def decimals_e4(value: SupportsIndex) -> int:
    """How many decimals (0–4) a number stored times 10 000 needs to be written exactly."""
    return len(f"{abs(operator.index(value)) % E4:04d}".rstrip("0"))


def percent_e4(value: SupportsIndex) -> str:
    """A percentage stored times 10 000, no more decimals than needed: `25 prosent`."""
    return f"{decimal_e4(value, least=0)}{NBSP}prosent"


def written_date(day: dt.date) -> str:
    """A day in words: `14. november 2025`."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def listing(items: Sequence[str], word: str = "og") -> str:
    """`a, b og c`; one item is itself, none is the empty string."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def count(number: SupportsIndex, one: str, many: str) -> str:
    """A number with its noun in the right form: `1 scenario`, `3 scenarioer`."""
    noun = one if abs(operator.index(number)) == 1 else many
    return f"{amount(number)}{NBSP}{noun}"


def short_hash(digest: str) -> str:
    """The first twelve characters of a hexadecimal hash, enough to tell two files apart."""
    return digest[:12]


def quoted(text: str) -> str:
    """A name in quotation marks, single ones within them: `«Prisen ‘Årets nabo’»`."""
    return f"«{text.replace('«', '‘').replace('»', '’')}»"


def visible(text: str, longest: int = 40) -> str:
    """Text from a file as an error message may quote it: in «», cut, nothing invisible left."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    seen = (f"\\u{ord(c):04x}" if category(c) in _UNSEEN else c for c in shown)
    return f"«{''.join(seen)}»"


def unbroken(text: str) -> str:
    """The text with no-break spaces within its amounts, and before what they are amounts of.

    A day is held to its month too, and a case to its number.
    """
    whole = _GROUPED.sub(lambda found: found.group().replace(" ", NBSP), text)
    for gap in (_UNIT, _DAY, _CASE):
        whole = gap.sub(NBSP, whole)
    return whole
