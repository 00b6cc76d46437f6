"""Read what a learner answers, as kindly as it can be read in one way only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Literal

from ipr.reading.norwegian import MAX_AMOUNT, listing, visible

# The lessons as pages read answers with the same rules: templates/lesson.js, and a test says so.
Kind = Literal["amount", "number", "choice", "word"]

_LONGEST = 200  # characters of an answer; the longest choice is well below it
_PHRASE = 5  # words of the longest phrase that is known inside a sentence
_QUOTES = " \"'«»“”„‘’`´"
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))
_SPOKEN = ((r"×|·|\bx\b|\bganger\b", "*"), (r"÷|(?<=\d) ?: ?(?=\d)|\bdelt på\b", "/"),
           (r"\bpluss\b", "+"), (r"\bminus\b", "-"), (r"\bnull\b", "0"))  # fmt: skip
_LACKING = r"\b(?:i (?:underskudd|minus)|underskudd|udekket|merforbruk|for lite|mangler)\b"
_FILLING = (
    r"\b(?:kroner|krone|kr|nok|norske|svaret|det|er|blir|igjen|til overs|i overskudd)\b\.?|,-+|"
    r",00(?!\d)"
)
_RATIO = r"/ ?(?:euro|eur|kr)\b|\b(?:prosent|pst|per|euro|eur)\b\.?|[%€]"
_SPACED = r"(?<![\d.,])\d+(?: \d{3})+(?!\d)"
_SCALED = r"(\d+(?:[.,]\d+)?) ?(mill|million|millioner|tusen|k)\b\.?"
# Thousands with points or commas: one such group is decimals where decimals are asked for.
_GROUPED = {"amount": r"(?<![\d.,])\d{1,3}(?:[.,'’]\d{3})+(?!\d)",
            "number": r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?!\d)"}  # fmt: skip


def tokens(
    kind: Kind, answer: object, choices: Mapping[str, str], decimals: int = 0
) -> tuple[str, ...]:
    """Return the forms an answer may be known by; the first is the whole of it.

    An amount or a number has one form however it is written, a choice its letter, and words are
    known by themselves and by every phrase within them. `choices` maps each letter to its text;
    `decimals` is how many a number is rounded to. Raises ValueError, in Norwegian, for what
    cannot be read as an answer of this kind.
    """
    text = plain(answer)
    match kind:
        case "amount":
            return (str(whole_kroner(text)),)
        case "number":
            return (str(_rounded(number(text) * 10**decimals)),)
        case "choice":
            return (_chosen(text, choices),)
        case "word":
            return _phrases(text)


def plain(answer: object) -> str:
    """Return an answer in small letters, with ordinary spaces and signs and without quotes."""
    try:
        text = str(answer)
    except ValueError:  # Python writes no number of several thousand digits
        raise ValueError("Tallet er for stort.") from None
    if len(text) > _LONGEST:
        raise ValueError("Svaret er for langt.")
    folded = unicodedata.normalize("NFKC", text).translate(_MINUSES).lower()
    spaced = " ".join(folded.replace("_", " ").split())
    return spaced.strip(_QUOTES).removeprefix("...").strip(_QUOTES)


def whole_kroner(answer: object) -> int:
    """Return kroner as people write them: `610 000`, `0,61 mill. kr`, `(40 000)`, `3 − 2`.

    Raises ValueError, in Norwegian, for anything else.
    """
    text = plain(answer)
    if "%" in text or "prosent" in text:
        raise ValueError(f"{visible(text)} er prosent. Her spørres det etter kroner.")
    value = _calculated(text, "amount")
    if value is None:
        raise ValueError(f"{visible(text)} kan ikke leses som kroner. Skriv for eksempel 75 000.")
    if value.denominator != 1:
        raise ValueError(f"{visible(text)} er ikke hele kroner. Skriv svaret uten desimaler.")
    return int(value)


def number(answer: object) -> Fraction:
    """Return a number that may have decimals: `13,6 prosent`, `13.56`, `100 * 5 / 7`.

    Raises ValueError, in Norwegian, for anything else.
    """
    text = plain(answer)
    value = _calculated(re.sub(_RATIO, " ", text), "number")
    if value is None:
        raise ValueError(f"{visible(text)} er ikke et tall. Skriv for eksempel 12,5.")
    return value


def _calculated(text: str, kind: Kind) -> Fraction | None:
    """Return what a number or a sum comes to, or None where the text is neither.

    After an equals sign stands the answer. Accountants write what is lacking in parentheses.
    """
    text = text.rpartition("=")[2]
    lacking = re.search(_LACKING, text) is not None
    text = re.sub(_FILLING, " ", re.sub(_LACKING, " ", text))
    for spoken, sign in _SPOKEN:
        text = re.sub(spoken, sign, text)
    text = re.sub(r"^\(([\d ., ]+)\)$", r"-\1", " ".join(text.split()).rstrip(". "))
    text = re.sub(_SPACED, lambda found: found[0].replace(" ", ""), text)
    text = re.sub(_SCALED, _scaled, text)
    text = re.sub(_GROUPED[kind], lambda found: re.sub(r"\D", "", found[0]), text)
    parts = re.findall(r"\d+(?:[.,]\d+)?|\S", text)
    try:
        value = _sum(parts)
    except (IndexError, ValueError, ZeroDivisionError):
        return None
    if parts:
        return None
    if abs(value) > MAX_AMOUNT:
        raise ValueError("Tallet er for stort.")
    return -value if lacking and value > 0 else value


def _scaled(found: re.Match[str]) -> str:
    factor = 1000 if found[2] in {"tusen", "k"} else 10**6
    return f"({Fraction(found[1].replace(',', '.')) * factor})"


def _sum(parts: list[str]) -> Fraction:
    value = _product(parts)
    while parts and parts[0] in {"+", "-"}:
        value = value + _product(parts) if parts.pop(0) == "+" else value - _product(parts)
    return value


def _product(parts: list[str]) -> Fraction:
    value = _factor(parts)
    while parts and parts[0] in {"*", "/"}:
        value = value * _factor(parts) if parts.pop(0) == "*" else value / _factor(parts)
    return value


def _factor(parts: list[str]) -> Fraction:
    part = parts.pop(0)
    if part in {"+", "-"}:
        return _factor(parts) if part == "+" else -_factor(parts)
    if part == "(":
        value = _sum(parts)
        if parts.pop(0) != ")":
            raise ValueError(part)
        return value
    if not part.isascii():
        raise ValueError(part)
    return Fraction(part.replace(",", "."))


def _rounded(value: Fraction) -> int:
    """Return the nearest whole number, half away from zero."""
    up = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return up if value >= 0 else -up


def _chosen(text: str, choices: Mapping[str, str]) -> str:
    said = _words(text).removeprefix("svar ").removeprefix("alternativ ")
    for letter, told in choices.items():
        if said in {letter, _words(plain(told)), _words(plain(f"{letter} {told}"))}:
            return letter
    raise ValueError(f"Svar med én av bokstavene: {listing(list(choices), 'eller')}.")


def _phrases(text: str) -> tuple[str, ...]:
    """Return the whole answer without punctuation, then each run of its words, longest first."""
    try:
        return (str(whole_kroner(text)),)
    except ValueError:
        words = _words(text).split()
    if not words:
        raise ValueError("Svaret er tomt.")
    runs = sorted(
        (words[a:b] for a, b in combinations(range(len(words) + 1), 2) if b - a <= _PHRASE),
        key=len,
        reverse=True,
    )
    return tuple(dict.fromkeys([" ".join(words), *(" ".join(run) for run in runs)]))


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", text).split())
