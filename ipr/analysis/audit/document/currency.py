"""Money by its currency word: the numbers of a text that have one beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ipr.analysis.audit.document.written import BLANK, Number, parse

Kind = Literal["marked", "words", "table", "footnote", "sentence"]

_SIGNS = {
    "kr": "NOK", "krone": "NOK", "kroner": "NOK", "nok": "NOK",
    "eur": "EUR", "euro": "EUR", "€": "EUR", "usd": "USD", "us$": "USD", "$": "USD",
    "dollar": "USD",
    "gbp": "GBP", "£": "GBP", "pund": "GBP", "sek": "SEK", "dkk": "DKK",
}  # fmt: skip
_SIGN = "(?:kroner|krone|kr|nok|euro|eur|€|usd|us\\$|\\$|dollar|gbp|£|pund|sek|dkk)"
_FOREIGN = {"norske": "NOK", "svenske": "SEK", "danske": "DKK"}
_SCALE = r"(?:hundre tusen|tusen|mill(?:ion(?:er)?\b|\b\.?)|milliard(?:er)?\b|mrd\b\.?)"
_NEAR = 200  # characters; a page break lies within it
_ONE_BREAK = rf"{BLANK}*\n?{BLANK}*"

# «f.Kr.» and «e.Kr.» are no kroner.
_BEFORE = re.compile(
    rf"(?<!\w)(?<![fe]\.)(?<![fe]\. )(?P<scale>[mt](?=nok)|t(?=kr))?"
    rf"(?P<sign>{_SIGN})\.?:?(?P<gap>\s*)$",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"(?:{_ONE_BREAK}(?P<scale>{_SCALE}))?{_ONE_BREAK}(?P<land>norske |svenske |danske )?"
    rf"(?P<sign>{_SIGN})(?!\w)\.?",
    re.IGNORECASE,
)
_SCALED = re.compile(rf"{_ONE_BREAK}(?P<scale>{_SCALE})", re.IGNORECASE)
_AGAIN = re.compile(rf"{BLANK}*{_SIGN}(?!\w)", re.IGNORECASE)
_DASH = re.compile(r",[-–—]|[ ]?,[ ]?[-–—](?=\s|$)")  # «75 000,-», and «200.000, –» as it happens
_WORDS = {
    word: Fraction(value)
    for value, forms in enumerate(
        ("en|én|ei|ett", "to", "tre", "fire", "fem", "seks", "sju|syv", "åtte", "ni", "ti"), start=1
    )
    for word in forms.split("|")
} | {"en halv": Fraction(1, 2), "halvannen": Fraction(3, 2)}
_WORDED = re.compile(
    rf"(?<!\w)(?P<number>{'|'.join(sorted(_WORDS, key=len, reverse=True))})\s(?P<scale>{_SCALE})"
    rf"\s?(?P<sign>{_SIGN})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A number that is money; `start` and `end` take in its currency word and its minus."""

    number: Number
    value: Fraction
    currency: str
    start: int
    end: int
    kind: Kind
    scale: int = 1


def marked(text: str, every: list[Number]) -> Iterator[Hit]:
    """Yield each number with a currency word (or «,-») beside it, or across a line break."""
    taken = 0  # where the last currency word that has its number ends
    for index, number in enumerate(every):
        before = _BEFORE.search(
            text,
            max(taken, number.start - _NEAR),
            signed_start(text, number.start - len(number.head)),
        )
        after = AFTER.match(text, number.end)
        following = every[index + 1] if index + 1 < len(every) else None
        if before and _leads(before, number):
            hit = _before_hit(text, number, before)
        elif after and _follows(text, number, after, following):
            hit = _after_hit(text, number, after)
        elif dash := _dash(text, number):
            hit = _plain_hit(text, number, dash.end())
        else:
            continue
        if hit:
            taken = hit.end
            yield hit


def _leads(before: re.Match[str], number: Number) -> bool:
    if number.head and not parse(number.head.strip()):
        return False
    if "\n" in before["gap"]:  # «Beløp i kr», and the next line begins with some number
        return number.grouped or (len(number.written) > 2 and not number.like_year)
    return not (number.like_year and before["sign"].lower() in {"kroner", "euro"})


def _follows(text: str, number: Number, after: re.Match[str], following: Number | None) -> bool:
    """Whether a currency word after a number is its own: in `2026 kr 500 000` it is the next's."""
    if number.like_year and not re.fullmatch(f"{BLANK}?", text[number.end : after.start("sign")]):
        return False  # the heading of a column of years, beside one of kroner
    if following is None or text[after.end() : following.start].strip() or after["scale"]:
        return True
    if "\n" in text[after.end() : following.start] and not following.grouped:
        return True
    return not number.like_year and (number.grouped or not following.grouped)


def _before_hit(text: str, number: Number, before: re.Match[str]) -> Hit | None:
    if number.head:  # «kr 500 000 2026»: what stands next to the currency word is the amount
        written = number.head.rstrip()
        start = number.start - len(number.head)
        number = Number(start, start + len(written), written, *(parse(written) or (None, False)))
    scale = {"m": 10**6, "t": 1_000, "": 1}[(before["scale"] or "").lower()]
    scaled = _SCALED.match(text, number.end)
    end = scaled.end() if scaled else number.end
    if scaled:
        scale = _scale(scaled["scale"])
    elif dash := _dash(text, number):
        end = dash.end()
    if scaled and (again := _AGAIN.match(text, end)):  # «kr 2,5 mill. kroner»
        end = again.end()
    return _hit(text, number, _SIGNS[before["sign"].lower()], (before.start(), end), scale)


def _after_hit(text: str, number: Number, after: re.Match[str]) -> Hit | None:
    land = (after["land"] or "").strip().lower()
    currency = _FOREIGN.get(land, _SIGNS[after["sign"].lower()])
    scale = _scale(after["scale"]) if after["scale"] else 1
    line = text[text.rfind("\n", 0, number.start) + 1 : number.start]
    if number.value == 1_000 and re.search(r"(?<!\w)i(?: hele)? $", line):
        return None  # «Tall i 1 000 kroner» is a unit
    end = after.end("sign")
    return _hit(text, number, currency, (signed_start(text, number.start), end), scale)


def _plain_hit(text: str, number: Number, end: int) -> Hit | None:
    return _hit(text, number, "NOK", (signed_start(text, number.start), end), 1)


def _hit(text: str, number: Number, currency: str, span: tuple[int, int], scale: int) -> Hit | None:
    exact = parse(number.written, scaled=True) if scale > 1 else None
    value = exact[0] if exact else number.value
    if value is None:
        return None
    sign = -1 if signed_start(text, number.start) < number.start else 1
    return Hit(number, sign * value * scale, currency, *span, "marked", scale)


def _dash(text: str, number: Number) -> re.Match[str] | None:
    found = _DASH.match(text, number.end)
    glued = found and found.group().startswith(",") and found.group()[1] != " "
    return found if glued or number.grouped else None


def _scale(word: str) -> int:
    lower = word.lower()
    if lower.startswith(("milliard", "mrd")):
        return 10**9
    return {"h": 100_000, "t": 1_000, "m": 10**6}[lower[0]]


def signed_start(text: str, start: int) -> int:
    """Return where a number that starts here begins with the minus attached to it, if any."""
    minus = text[max(0, start - 1) : start] in {"-", "−"}
    free = start < 2 or text[start - 2].isspace() or text[start - 2] in "(."
    return start - 1 if minus and free else start


def ranges(text: str, every: list[Number], hits: dict[int, Hit]) -> Iterator[Hit]:
    """Yield the other end where one end of a range is money: `100 000–150 000 kroner`."""
    for left, right in pairwise(every):
        known = [hits.get(left.start), hits.get(right.start)]
        if left.grouped != right.grouped or not re.fullmatch(
            " ?[-–—] ?", text[left.end : right.start]
        ):
            continue
        for end, other in ((left, known[1]), (right, known[0])):
            if other and end.start not in hits and end.value is not None and not end.like_year:
                value = end.value * other.scale
                yield replace(other, number=end, value=value, start=end.start, end=end.end)


def worded(text: str) -> Iterator[Hit]:
    """Yield the amounts written with words alone: `to millioner kroner`."""
    for found in _WORDED.finditer(text):
        value = _WORDS[found["number"].lower()] * _scale(found["scale"])
        number = Number(found.start(), found.end("number"), found["number"], value, grouped=False)
        currency = _SIGNS[found["sign"].lower()]
        yield Hit(number, value, currency, found.start(), found.end(), "words")
