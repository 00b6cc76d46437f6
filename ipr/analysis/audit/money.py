"""The numbers of a text, and which of them a currency word makes money, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ipr.reading.numbers import scale_of

Kind = Literal["marked", "words", "table", "footnote", "sentence"]

BLANK = "[^\\S\n]"  # white space that is no line break, no-break spaces among it
_SPACE = "[ \u00a0\u2009\u202f]"
_CHAIN = re.compile(rf"[0-9]+(?:(?:{_SPACE}|[.,'’])[0-9]+)*")
_BREAK = re.compile(rf"{BLANK}*\n{BLANK}*")
_FIRST = "[1-9][0-9]{0,2}"
_GROUPED = re.compile(
    rf"(?P<whole>{_FIRST}(?:(?:(?:{_SPACE}[0-9]{{3}})+|(?:\.[0-9]{{3}})+)(?P<part>,[0-9]{{1,2}})?"
    rf"|(?:,[0-9]{{3}})+|(?:['’][0-9]{{3}})+))"
)
_BARE = re.compile(r"0|[1-9][0-9]*")
_DECIMAL = re.compile(r"(?P<whole>0|[1-9][0-9]*)[.,](?P<part>[0-9]+)")

_SIGNS = {
    "kr": "NOK", "krone": "NOK", "kroner": "NOK", "nok": "NOK",
    "eur": "EUR", "euro": "EUR", "€": "EUR", "usd": "USD", "us$": "USD", "$": "USD",
    "dollar": "USD",
    "gbp": "GBP", "£": "GBP", "pund": "GBP", "sek": "SEK", "dkk": "DKK",
}  # fmt: skip
_SIGN = f"(?:{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})"
_FOREIGN = {"norske ": "NOK", "svenske ": "SEK", "danske ": "DKK"}
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
# «kr 2,5 mill. kroner» has its currency word twice
_SCALED = re.compile(rf"{_ONE_BREAK}(?P<scale>{_SCALE})(?:{BLANK}*{_SIGN}(?!\w))?", re.IGNORECASE)
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
_STOP = re.compile(r"[.!?]\s+(?=[A-ZÆØÅ])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text, from `start` to `end`; `head` is what stood before it in its chain.

    Dates, versions and the like have no value; `grouped` tells of groups of three.
    """

    start: int
    end: int
    written: str
    value: Fraction | None
    grouped: bool
    head: str = ""

    @property
    def like_year(self) -> bool:
        """Whether the number may be a year: four bare digits from 1900 to 2099."""
        return re.fullmatch("(?:19|20)[0-9]{2}", self.written) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """A number that is money; `start` and `end` take in its currency word and its minus.

    `kind` says what makes it money, `label` is that of its table's row, or its footnote's mark.
    """

    number: Number
    value: Fraction
    currency: str
    start: int
    end: int
    kind: Kind
    scale: int = 1
    label: str = ""


def numbers(text: str) -> list[Number]:
    """Return every number of a text in order.

    Digits held together by single separators are one chain. A chain that is no number as a whole
    is read from its end, at its spaces: `2026 500 000` is a year and then 500 000. What a line
    break has cut in two is put together: `2 500` and `000` on the next line.
    """
    found: list[Number] = []
    for chain in _CHAIN.finditer(text):
        number = _read(chain.start(), chain.group())
        whole = _across(text, found[-1], number) if found else None
        if whole:
            found[-1] = whole
        else:
            found.append(number)
    return found


def _parse(written: str, *, scaled: bool = False) -> tuple[Fraction, bool] | None:
    """Return the value and whether it is grouped in threes; None for what is no number.

    With `scaled` a comma is a decimal comma: `2,500` millions are two and a half.
    """
    decimal = _DECIMAL.fullmatch(written)
    grouped = _GROUPED.fullmatch(written)
    if grouped and not (scaled and decimal and "," in written):
        part = grouped["part"] or ""
        whole = re.sub("[^0-9]", "", grouped["whole"].removesuffix(part))
        return _fraction(whole, part.lstrip(",")), True
    if _BARE.fullmatch(written):
        return Fraction(int(written)), False
    if decimal and (scaled or len(decimal["part"]) <= 2):
        return _fraction(decimal["whole"], decimal["part"]), False
    return None


def _fraction(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))


def _read(start: int, chain: str) -> Number:
    end = start + len(chain)
    starts = [0, *(space.end() for space in re.finditer(_SPACE, chain))]
    for at in starts:
        if (found := _parse(chain[at:])) and (at == 0 or found[1] or at == starts[-1]):
            return Number(start + at, end, chain[at:], *found, head=chain[:at])
    return Number(start, end, chain, None, grouped=False)


def _across(text: str, left: Number, right: Number) -> Number | None:
    # No number begins with 0, so `000` goes on. A `2` is only taken for millions after «kr».
    if left.value is None or not _BREAK.fullmatch(text, left.end, right.start):
        return None
    goes_on = re.fullmatch(rf"0[0-9]{{2}}(?:{_SPACE}[0-9]{{3}})*", right.head + right.written)
    marked = re.search(
        rf"(?<!\w)(?:kr|nok)\.?{BLANK}*$", text[max(0, left.start - 9) : left.start], re.IGNORECASE
    )
    parted = marked and re.fullmatch(_FIRST, left.written) and right.grouped and not right.head
    if not goes_on and not parted:
        return None
    whole = _parse(f"{left.written} {right.head}{right.written}")
    return replace(left, end=right.end, value=whole[0], grouped=True) if whole else None


def money_of(
    text: str,
    number: Number,
    unit: tuple[str, int],
    end: int,
    kind: Kind = "marked",
    label: str = "",
) -> Hit | None:
    """Return a number in a currency and a scale as money, negative where a minus is attached.

    Its currency word stands to the `end`. None where it is no number after all.
    """
    currency, scale = unit
    exact = _parse(number.written, scaled=True) if scale > 1 and kind == "marked" else None
    value = exact[0] if exact else number.value
    if value is None:
        return None
    start = _signed_start(text, number.start)
    sign = -1 if start < number.start else 1
    return Hit(number, sign * value * scale, currency, start, end, kind, scale, label)


def _signed_start(text: str, start: int) -> int:
    """Return where a number that starts here begins with the minus attached to it, if any."""
    minus = text[max(0, start - 1) : start] in {"-", "−"}
    free = start < 2 or text[start - 2].isspace() or text[start - 2] in "(."
    return start - 1 if minus and free else start


def marked(text: str, every: list[Number]) -> Iterator[Hit]:
    """Yield each number with a currency word (or «,-») beside it, or across a line break."""
    taken = 0  # where the last currency word that has its number ends
    for number, following in zip(every, [*every, None][1:], strict=True):
        stop = _signed_start(text, number.start - len(number.head))
        before = _BEFORE.search(text, max(taken, number.start - _NEAR), stop)
        after = AFTER.match(text, number.end)
        if before and _leads(before, number):
            hit = _led(text, number, before)
        elif after and _follows(text, number, after, following):
            hit = _followed(text, number, after)
        elif dash := _dash(text, number):
            hit = money_of(text, number, ("NOK", 1), dash.end())
        else:
            continue
        if hit:
            taken = hit.end
            yield hit


def _leads(before: re.Match[str], number: Number) -> bool:
    if number.head and not _parse(number.head.strip()):
        return False
    if "\n" in before["gap"]:  # «Beløp i kr», and the next line begins with some number
        return number.grouped or (len(number.written) > 2 and not number.like_year)
    return not (number.like_year and before["sign"].lower() in {"kroner", "euro"})


def _led(text: str, number: Number, before: re.Match[str]) -> Hit | None:
    if number.head:  # «kr 500 000 2026»: what stands next to the currency word is the amount
        written = number.head.rstrip()
        start = number.start - len(number.head)
        number = Number(start, start + len(written), written, *(_parse(written) or (None, False)))
    scale, end = {"m": 10**6, "t": 1_000}.get((before["scale"] or "").lower(), 1), number.end
    if scaled := _SCALED.match(text, end):
        scale, end = scale_of(scaled["scale"].lower()), scaled.end()
    elif dash := _dash(text, number):
        end = dash.end()
    hit = money_of(text, number, (_SIGNS[before["sign"].lower()], scale), end)
    return hit and replace(hit, start=before.start())


def _follows(text: str, number: Number, after: re.Match[str], following: Number | None) -> bool:
    """Whether a currency word after a number is its own: in `2026 kr 500 000` it is the next's."""
    if number.like_year and not re.fullmatch(f"{BLANK}?", text[number.end : after.start("sign")]):
        return False  # the heading of a column of years, beside one of kroner
    if following is None or text[after.end() : following.start].strip() or after["scale"]:
        return True
    if "\n" in text[after.end() : following.start] and not following.grouped:
        return True
    return not number.like_year and (number.grouped or not following.grouped)


def _followed(text: str, number: Number, after: re.Match[str]) -> Hit | None:
    line = text[text.rfind("\n", 0, number.start) + 1 : number.start]
    if number.value == 1_000 and re.search(r"(?<!\w)i(?: hele)? $", line):
        return None  # «Tall i 1 000 kroner» is a unit
    currency = _FOREIGN.get((after["land"] or "").lower(), _SIGNS[after["sign"].lower()])
    scale = scale_of((after["scale"] or "").lower())
    return money_of(text, number, (currency, scale), after.end("sign"))


def _dash(text: str, number: Number) -> re.Match[str] | None:
    found = _DASH.match(text, number.end)
    glued = found and found.group().startswith(",") and found.group()[1] != " "
    return found if glued or number.grouped else None


def ranges(text: str, every: list[Number], hits: dict[int, Hit]) -> Iterator[Hit]:
    """Yield the other end where one end of a range is money: `100 000–150 000 kroner`."""
    for left, right in pairwise(every):
        dash = re.fullmatch(" ?[-–—] ?", text[left.end : right.start])
        if left.grouped != right.grouped or not dash:
            continue
        for end, other in ((left, hits.get(right.start)), (right, hits.get(left.start))):
            if other and end.start not in hits and end.value is not None and not end.like_year:
                value = end.value * other.scale
                yield replace(other, number=end, value=value, start=end.start, end=end.end)


def worded(text: str) -> Iterator[Hit]:
    """Yield the amounts written with words alone: `to millioner kroner`."""
    for found in _WORDED.finditer(text):
        value = _WORDS[found["number"].lower()] * scale_of(found["scale"].lower())
        number = Number(found.start(), found.end("number"), found["number"], value, grouped=False)
        currency = _SIGNS[found["sign"].lower()]
        yield Hit(number, value, currency, found.start(), found.end(), "words")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence or paragraph of a text begins and ends."""
    return list(pairwise([0, *(stop.end() for stop in _STOP.finditer(text)), len(text)]))
