"""Read what a learner answers, as kindly as it can be read in one way only."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from ipr.reading.norwegian import MAX_AMOUNT, listing, visible

Kind = Literal["amount", "number", "choice", "word"]

_LONGEST = 200  # characters of an answer; the longest choice is well below it
_UNITS = re.compile(r"\b(?:kroner|krone|kr|nok|norske)\b\.?")
_NUMBER_WORDS = re.compile(r"\b(?:prosent|pst|kroner|krone|kr|nok|per|euro|eur)\b\.?|[%€/]")
_TAIL = re.compile(r",\s*(?:-+|00)$")
_GROUPED = re.compile(r"\d{1,3}(?:[ .,'’]\d{3})+|\d+(?: \d{3})*")
_SCALED = re.compile(r"(\d+(?:[.,]\d+)?) ?(mill|million|millioner|tusen|k)\.?")
_SCALES = {"k": 1_000, "tusen": 1_000}
_MILLION = 1_000_000
_DECIMAL = re.compile(r"-?\d+(?:[.,]\d+)?")
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))


def canonical(kind: Kind, answer: object, choices: Mapping[str, str], decimals: int = 0) -> str:
    """Return the one form of an answer that all ways of writing it have in common.

    `choices` maps each letter to its text; `decimals` is how many a number is rounded to.
    Raises ValueError, in Norwegian, for what cannot be read as an answer of this kind.
    """
    match kind:
        case "amount":
            return str(whole_kroner(answer))
        case "number":
            return str(number(answer).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
        case "choice":
            return _chosen(answer, choices)
        case "word":
            return _word(answer)


def whole_kroner(answer: object) -> int:
    """Return kroner as people write them: `610 000`, `610.000,-`, `0,61 mill. kr`, `−40 000`.

    A whole float is taken for its number, because a division in a cell gives one.
    Raises ValueError, in Norwegian, for anything else.
    """
    if not isinstance(answer, str):
        return _whole(answer)
    text = _plain(_UNITS.sub(" ", _plain(answer)))
    sign, bare = _signed(_TAIL.sub("", text))
    if found := _SCALED.fullmatch(bare):
        exact = Decimal(found[1].replace(",", ".")) * _SCALES.get(found[2], _MILLION)
        if exact != int(exact):
            raise ValueError(f"{visible(answer)} er ikke hele kroner.")
        return sign * int(exact)
    if not _GROUPED.fullmatch(bare):
        raise ValueError(_unread(answer))
    return sign * int(re.sub(r"\D", "", bare))


def number(answer: object) -> Decimal:
    """Return a number that may have decimals: `13,6 prosent`, `13.56`, `12`.

    Raises ValueError, in Norwegian, for anything else.
    """
    if isinstance(answer, str):
        text = _plain(_NUMBER_WORDS.sub(" ", _plain(answer))).replace("- ", "-")
        if not _DECIMAL.fullmatch(text):
            raise ValueError(f"{visible(answer)} er ikke et tall. Skriv for eksempel 12,5.")
        return _bounded(Decimal(text.replace(",", ".")))
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal):
        raise ValueError(_several(answer, "12,5"))
    value = Decimal(str(answer))
    if not value.is_finite():
        raise ValueError("Svaret er ikke et tall. Skriv for eksempel 12,5.")
    return _bounded(value)


def _whole(answer: object) -> int:
    if isinstance(answer, bool):
        raise ValueError(_several(answer, "75 000"))
    if isinstance(answer, float):
        if not answer.is_integer():
            raise ValueError("Svaret skal være i hele kroner, uten desimaler.")
        return int(answer)
    try:
        return int(_bounded(Decimal(operator.index(answer))))  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(_several(answer, "75 000")) from None


def _bounded(value: Decimal) -> Decimal:
    """Return the value; what is far above any budget could not be rounded or printed."""
    if abs(value) > MAX_AMOUNT:
        raise ValueError("Tallet er for stort.")
    return value


def _several(answer: object, example: str) -> str:
    """Return what to do about an answer that is no number, or several: `610,000` is a pair."""
    if isinstance(answer, tuple | list | set):
        return f'Python leste svaret som flere tall. Sett det i anførselstegn: "{example}".'
    return f'Svaret skal være ett tall. Skriv for eksempel "{example}", med anførselstegn.'


def _unread(answer: str) -> str:
    shown = visible(answer)
    if "%" in answer or "prosent" in answer.lower():
        return f"{shown} er prosent. Her spørres det etter kroner, for eksempel 75 000."
    if re.search(r"\d\s*[-+*/]\s*\d", answer):
        return f"{shown} er et regnestykke. Skriv det uten anførselstegn, så regner Python det ut."
    return f"{shown} kan ikke leses som kroner. Skriv for eksempel 75 000."


def _chosen(answer: object, choices: Mapping[str, str]) -> str:
    text = _word(answer)
    for letter, told in choices.items():
        if text in {letter, _word(told), _word(f"{letter} {told}"), _word(f"{letter}) {told}")}:
            return letter
    letters = listing([f'"{letter}"' for letter in choices], "eller")
    raise ValueError(f"Svar med én av bokstavene: {letters}.")


def _word(answer: object) -> str:
    """Return words without case and punctuation; what is an amount, as its number."""
    try:
        return str(whole_kroner(answer))
    except ValueError:
        if not isinstance(answer, str):
            raise ValueError("Svar med ord, i anførselstegn.") from None
    text = re.sub(r"[^\w ]", " ", _plain(answer))
    if not text.strip():
        raise ValueError("Svaret er tomt.")
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return the text in small letters with ordinary spaces and minus signs."""
    if len(text) > _LONGEST:
        raise ValueError("Svaret er for langt.")
    folded = unicodedata.normalize("NFKC", text).translate(_MINUSES).casefold()
    return " ".join(folded.replace("_", " ").split())


def _signed(text: str) -> tuple[int, str]:
    for mark, sign in (("minus", -1), ("-", -1), ("pluss", 1), ("+", 1)):
        if text.startswith(mark):
            return sign, text.removeprefix(mark).strip()
    return 1, text
