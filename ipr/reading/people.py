"""Numbers as people write them when they talk to a program: `640 tusen`, `0,64 mill`, `-10 %`.

A file is read strictly (`ipr.reading.norwegian`); here everything is understood that a person can
read in one way only.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from ipr.reading.norwegian import MAX_AMOUNT, amount, visible

_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))
_FORM = re.compile(
    r"(?P<sign>[-+]?) ?(?:(?:kr|nok)\b\.? ?)?(?P<second>-?)"
    r"(?P<digits>\d[\d .,']*?)"
    r" ?(?P<scale>tusen|tus\.?|k|millioner|million|mill\.?|mrd\.?|milliarder|milliard)?"
    r"(?: ?(?:kroner|krone|kr\.?|nok))?(?:,-+|,—|\.-+)?"
)
_SCALES = {"t": 10**3, "k": 10**3, "mil": 10**6, "mrd": 10**9, "milliard": 10**9}


def plain(text: str) -> str:
    """Return a text in small letters, with ordinary spaces, signs and no underscores."""
    folded = unicodedata.normalize("NFKC", text).translate(_MINUSES).lower()
    return " ".join(folded.replace("_", " ").split())


def whole_amount(text: str) -> int:
    """Return whole kroner, negative with a minus; raises `ValueError`, in Norwegian."""
    found = _FORM.fullmatch(plain(text))
    if not found:
        raise ValueError(f"{visible(text)} kan ikke leses som et beløp – skriv for eksempel 75 000")
    scale = _scale(found["scale"] or "")
    value = _number(found["digits"].strip(), scaled=scale > 1, text=text) * scale
    if value != value.to_integral_value():
        raise ValueError(f"{visible(text)} er ikke hele kroner – skriv beløpet uten desimaler")
    if value > MAX_AMOUNT:
        raise ValueError(
            f"{visible(text)} er for stort: det største beløpet er {amount(MAX_AMOUNT)}"
        )
    negative = (found["sign"] == "-") != (found["second"] == "-")
    return -int(value) if negative else int(value)


def decimal_number(text: str) -> Decimal:
    """Return a number with decimals, such as a rate or a percentage; raises `ValueError`."""
    bare = plain(text).removesuffix("%").removesuffix("prosent").strip().replace(" ", "")
    if not re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", bare):
        raise ValueError(f"{visible(text)} er ikke et tall – skriv for eksempel 11,75")
    return Decimal(bare.replace(",", "."))


def is_percentage(text: str) -> bool:
    """Whether a text is a percentage: it ends in `%` or the word."""
    return plain(text).endswith(("%", "prosent"))


def is_difference(text: str) -> bool:
    """Whether a text says more or less, by a sign in front, and not how much there is."""
    return plain(text).startswith(("-", "+"))


def _scale(word: str) -> int:
    for start in ("milliard", "mrd", "mil", "t", "k"):
        if word.startswith(start):
            return _SCALES[start]
    return 1


def _number(digits: str, *, scaled: bool, text: str) -> Decimal:
    """Return what digits with separators mean; a single dot or comma may mean two things."""
    if re.fullmatch(r"\d{1,3}(?:[ .']\d{3})+", digits):
        if scaled and re.fullmatch(r"\d{1,3}\.\d{3}", digits):
            raise ValueError(
                f"{visible(text)} kan leses på to måter – skriv det med komma eller helt ut"
            )
        return Decimal(re.sub(r"\D", "", digits))
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        raise ValueError(
            f"{visible(text)} kan ikke leses som et beløp – skriv for eksempel 75 000"
        ) from None
