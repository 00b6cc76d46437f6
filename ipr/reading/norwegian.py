"""Numbers, dates and lists as bokmål writes them, and the strict way back to numbers."""

from __future__ import annotations

import datetime as dt
import operator
import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, SupportsIndex

NBSP = "\u00a0"
MINUS = "\u2212"
E4 = 10_000
MAX_AMOUNT = 10**12

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
_UNIT = re.compile(r"(?<=\d) (?=(?:kroner|prosent|euro|måned|måneder|EUR|NOK|%)(?![^\W_]))")
MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_GROUPING = (" ", NBSP, "\u202f", "_")
_BARE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]*)(?:([.,])([0-9]{1,4}))?")


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


def percent(
    numerator: SupportsIndex,
    denominator: SupportsIndex,
    decimals: int = 2,
    unit: Literal["prosent", "%"] = "prosent",
) -> str:
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
    return f"{sign}{text}{NBSP}{unit}"


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


def percent_e4(value: SupportsIndex, unit: Literal["prosent", "%"] = "prosent") -> str:
    """A percentage stored times 10 000, no more decimals than needed: `25 prosent`."""
    return f"{decimal_e4(value, least=0)}{NBSP}{unit}"


def date(day: dt.date) -> str:
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


def visible(text: str, longest: int = 40) -> str:
    """Text from a file as an error message may quote it: in «», cut, nothing invisible left."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return f"«{''.join(_seen(c) for c in shown)}»"


def parse_amount(text: str) -> int:
    """Read whole kroner written bare or grouped in threes by one kind of space or underscore.

    Raises ValueError, with a Norwegian sentence, for whatever could be read in another way.
    """
    bare = _ungrouped(text)
    if bare is None or not _BARE.fullmatch(bare) or bare == "-0":
        raise ValueError(f"{visible(text)} er ikke et beløp i hele kroner: {_hint(text)}")
    # The length is looked at first: int() of a very long text is slow and may be refused.
    if len(bare) > len(str(MAX_AMOUNT)) + 1 or abs(int(bare)) > MAX_AMOUNT:
        raise ValueError(
            f"{visible(text)} er for stort: det største beløpet er {amount(MAX_AMOUNT)}"
        )
    return int(bare)


def parse_decimal_e4(text: str) -> int:
    """Read a rate or percentage with up to four decimals exactly, as an integer times 10 000.

    Decimal comma or point; `11.755` is refused, for it may mean 11 755. Raises ValueError with
    a Norwegian sentence.
    """
    found = _DECIMAL.fullmatch(text)
    if not found or text in {"-0", "-0,0", "-0.0"}:
        raise ValueError(f"{visible(text)} er ikke et tall som kan leses: {_decimal_hint(text)}")
    sign, whole, point, part = found.groups(default="")
    if point == "." and len(part) == 3 and whole != "0":
        message = (
            f"{visible(text)} kan leses på to måter: skriv {whole},{part} med komma hvis det er "
            f"desimaler, eller {whole}{part} hvis det er tusener"
        )
        raise ValueError(message)
    if len(whole) > len(str(MAX_AMOUNT // E4)) or int(whole) > MAX_AMOUNT // E4:
        raise ValueError(
            f"{visible(text)} er for stort: det største tallet er {amount(MAX_AMOUNT // E4)}"
        )
    scaled = int(whole) * E4 + int(part.ljust(4, "0"))
    return -scaled if sign else scaled


def _ungrouped(text: str) -> str | None:
    """The digits without their separators, or None where the grouping is not in threes."""
    separators = {c for c in text if c in _GROUPING}
    if not separators:
        return text
    if len(separators) > 1:
        return None
    separator = separators.pop()
    if not re.fullmatch(rf"-?[1-9][0-9]{{0,2}}(?:{re.escape(separator)}[0-9]{{3}})+", text):
        return None
    return text.replace(separator, "")


def _seen(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return f"\\u{ord(character):04x}" if hidden else character


def _grouped(digits: str) -> str:
    return typed(int(digits)) if len(digits) < 20 else digits


def _hint(text: str) -> str:
    """What is wrong with a text that is no amount, and how to write it."""
    for pattern, hint in _HINTS:
        if found := re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL):
            digits = re.sub(r"[^0-9]", "", found.groupdict().get("n") or "")
            return hint.format(n=_grouped(digits) if digits else "75 000")
    return "skriv det med siffer, for eksempel 75 000"


def _decimal_hint(text: str) -> str:
    for pattern, hint in _DECIMAL_HINTS:
        if re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL):
            return hint
    return "bruk siffer og høyst ett desimalkomma – skriv for eksempel 11,75"


_SPACE = r"[ \u00a0\u202f_]"
_NUMBER = rf"(?P<n>[0-9]{{1,3}}(?:{_SPACE}?[0-9]{{3}})*|[0-9]+)"
_EMPTY = "her står det ingenting – skriv for eksempel "
_HINTS = (  # the first that fits is given; {n} is the number that was probably meant
    (r"\s*", f"{_EMPTY}75 000"),
    (r"\s.*|.*\s", "det står mellomrom foran eller bak – skriv bare tallet, for eksempel 75 000"),
    (rf"\u2212{_NUMBER}", "minustegnet må være en vanlig bindestrek – skriv -{n}"),
    (r"-?(?P<n>[0-9]{1,3}) ?(?:tusen|k)", "skriv tallet helt ut, for eksempel {n} 000"),
    (r"-?0+", "skriv 0"),
    (r"-?(?P<n>0[0-9]+)", "et beløp kan ikke begynne med 0 – skriv {n}"),
    (r"\+.*", "et beløp skal ikke ha plusstegn – skriv bare sifrene, for eksempel 75 000"),
    (
        r"-?(?P<n>[0-9]{1,3}(?:[.,][0-9]{3})+)",
        "punktum og komma kan ikke skille tusener – skriv {n}",
    ),
    (rf"-?{_NUMBER}[.,][0-9-]*", "beløp er hele kroner uten desimaler – skriv for eksempel {n}"),
    (r"-?[0-9.,]+e[+-]?[0-9]+", "tallet må skrives helt ut – skriv for eksempel 1 000 000"),
    (r"-?0[xob][0-9a-f_]+", "tallet må skrives med vanlige siffer – skriv for eksempel 75 000"),
    (rf"-?{_NUMBER} ?(?:kr|kroner|nok|,-)\.?", "enheten skal ikke skrives – skriv bare {n}"),
    (rf"(?:kr|nok)\.? ?{_NUMBER}", "enheten skal ikke skrives – skriv bare {n}"),
    (rf"-?{_NUMBER} ?%", "her skal det stå kroner, ikke prosent – en prosent hører til «scale»"),
    (r"[-+.]?(?:nan|inf|infinity)", "det er ikke et tall – skriv for eksempel 75 000"),
    (r".*(?![0-9])\d.*", "sifrene må være 0–9 – skriv for eksempel 75 000"),
    (
        rf"-?[0-9]+({_SPACE})(?:[0-9]|{_SPACE})*(?!\1){_SPACE}.*",
        "bruk samme slags mellomrom i hele tallet, for eksempel 1 500 000",
    ),
    (rf"-?(?:[0-9]|{_SPACE})+", "sifrene må stå i grupper på tre, for eksempel 1 500 000"),
)
_DECIMAL_HINTS = (
    (r"\s*", f"{_EMPTY}11,75"),
    (r"-?[0-9]+[.,][0-9]{5,}", "det kan ha høyst fire desimaler"),
    (r".*%.*", "prosenttegnet skal ikke skrives – skriv for eksempel 11,75"),
    (r"\u2212.*", "minustegnet må være en vanlig bindestrek – skriv for eksempel -10"),
    (r"-?0[0-9].*", "et tall kan ikke begynne med 0 foran andre siffer – skriv for eksempel 11,75"),
    (r"[0-9.,]+e[+-]?[0-9]+", "tallet må skrives helt ut – skriv for eksempel 11,75"),
)


def unbroken(text: str) -> str:
    """The text with no-break spaces within its amounts, and before what they are amounts of."""
    whole = _GROUPED.sub(lambda found: found.group().replace(" ", NBSP), text)
    return _UNIT.sub(NBSP, whole)
