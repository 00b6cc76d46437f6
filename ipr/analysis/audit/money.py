"""The numbers of a text, and which of them a currency word makes money, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from ipr.reading.numbers import scale_of

Kind = Literal["marked", "words", "table", "footnote", "sentence"]


BLANK = "[^\\S\n]"  # white space that is no line break, no-break spaces among it
_SPACE = "[ \u00a0\u2009\u202f]"
_BREAK = rf"{BLANK}*\n{BLANK}*"
_ONE_BREAK = rf"{BLANK}*\n?{BLANK}*"
_FIRST = "[1-9][0-9]{0,2}"
_THREE = f"(?:{_SPACE}[0-9]{{3}})"
# Grouped in threes: by spaces, also where a line break cuts it in two, by points, commas or marks.
# No number begins with 0, so a line with `000` goes on; one with more digits only does after «kr».
_GROUPED = (
    rf"{_FIRST}(?:{_THREE}*{_BREAK}0[0-9]{{2}}{_THREE}*|{_THREE}+|(?:\.[0-9]{{3}})+)(?:,[0-9]{{1,2}})?"
    rf"|{_FIRST}(?:(?:,[0-9]{{3}})+|(?:['’][0-9]{{3}})+)"
    rf"|(?:(?<=kr{_SPACE})|(?<=kr\.{_SPACE})|(?<=nok{_SPACE}))"
    rf"{_FIRST}{_BREAK}[1-9][0-9]{{2}}{_THREE}+"
)
# Else what single separators hold together, and `000` after a space: no number if it is not whole.
_NUMBER = re.compile(
    rf"(?:(?<![^\s(.])[-−])?"
    rf"(?P<written>(?P<grouped>(?:{_GROUPED})(?![0-9]|[.,'’][0-9]|{_SPACE}0[0-9]))"
    rf"|[0-9]+(?:[.,'’][0-9]+|{_SPACE}0[0-9]+)*)",
    re.IGNORECASE,
)
_GROUPS = re.compile("(?P<whole>.*?)(?:,(?P<part>[0-9]{1,2}))?", re.DOTALL)
_DECIMAL = re.compile("(?P<whole>0|[1-9][0-9]*)(?:[.,](?P<part>[0-9]+))?")
_YEAR = re.compile("(?:19|20)[0-9]{2}")

LONGEST = 100  # characters: what is longer is no amount, and Python refuses to read thousands

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
# «75 000,-», and «200.000, –» as it happens
_DASH = re.compile(r"(?P<glued>,[-–—])|[ ]?,[ ]?[-–—](?=\s|$)")
_RANGE = re.compile(" ?[–—] ?|-| - |- ")
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


class Number(NamedTuple):
    """One number in a text; dates, versions and the like have no value.

    `start` is where its minus stands, if it has one, `first` its first digit or word. `grouped`
    tells of groups of three, `stuck` of another number right before it, as in a telephone number;
    a year is no such.
    """

    start: int
    first: int
    end: int
    written: str
    grouped: bool
    stuck: bool

    def value(self, *, scaled: bool = False) -> Fraction | None:
        """Return what it is; scaled, a comma is decimal: `2,500` millions are two and a half."""
        if self.written.lower() in _WORDS:
            return _WORDS[self.written.lower()]
        found = _DECIMAL.fullmatch(self.written)
        if self.grouped and not (scaled and found and "," in self.written):
            found = _GROUPS.fullmatch(self.written)
        part = (found and found["part"]) or ""
        if not found or (len(part) > 2 and not scaled) or len(self.written) > LONGEST:
            return None
        return Fraction(int(re.sub("[^0-9]", "", found["whole"]) + part), 10 ** len(part))

    @property
    def like_year(self) -> bool:
        """Whether the number may be a year: four bare digits from 1900 to 2099."""
        return _YEAR.fullmatch(self.written) is not None


class Money(NamedTuple):
    """What makes a number money; it reaches from `start` to `end` with its currency word."""

    currency: str
    scale: int
    start: int
    end: int
    kind: Kind = "marked"
    label: str = ""


def numbers(text: str) -> list[Number]:
    """Return every number of a text in order."""
    every: list[Number] = []
    for found in _NUMBER.finditer(text):
        first, end = found.span("written")
        gap = text[every[-1].end : first] if every else ""
        stuck = re.fullmatch(_SPACE, gap) is not None and not every[-1].like_year
        grouped = found["grouped"] is not None
        every.append(Number(found.start(), first, end, found["written"], grouped, stuck))
    return every


def in_words(text: str, every: list[Number]) -> dict[Number, Money]:
    """Return what is money by its words: those beside a number, or the amount itself in words."""
    money = dict(_marked(text, every))
    return money | dict(_ranges(text, every, money)) | dict(_worded(text))


def _marked(text: str, every: list[Number]) -> Iterator[tuple[Number, Money]]:
    """Yield each number with a currency word (or «,-») beside it, or across a line break."""
    taken = 0  # where the last currency word that has its number ends
    for number, following in zip(every, [*every, None][1:], strict=True):
        before = _BEFORE.search(text, max(taken, number.start - _NEAR), number.start)
        after = AFTER.match(text, number.end)
        dash = _DASH.match(text, number.end)
        if number.value(scaled=True) is None:
            continue
        if before and _leads(before, number):
            currency, end = _SIGNS[before["sign"].lower()], number.end
            scale = {"m": 10**6, "t": 1_000}.get((before["scale"] or "").lower(), 1)
            if scaled := _SCALED.match(text, end):
                scale, end = scale_of(scaled["scale"].lower()), scaled.end()
            elif dash and (dash["glued"] or number.grouped):
                end = dash.end()
            how = Money(currency, scale, before.start(), end)
        elif after and _follows(text, number, after, following):
            line = text[text.rfind("\n", 0, number.start) + 1 : number.start]
            if number.value() == 1_000 and re.search(r"(?<!\w)i(?: hele)? $", line):
                continue  # «Tall i 1 000 kroner» is a unit
            sign = _SIGNS[after["sign"].lower()]
            currency = _FOREIGN.get((after["land"] or "").lower(), sign)
            scale = scale_of((after["scale"] or "").lower())
            how = Money(currency, scale, number.start, after.end("sign"))
        elif dash and (dash["glued"] or number.grouped):
            how = Money("NOK", 1, number.start, dash.end())
        else:
            continue
        if how.scale > 1 or number.value() is not None:
            taken = how.end
            yield number, how


def _leads(before: re.Match[str], number: Number) -> bool:
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


def _ranges(
    text: str, every: list[Number], money: dict[Number, Money]
) -> Iterator[tuple[Number, Money]]:
    """Yield the other end where one end of a range is money: `100 000–150 000 kroner`."""
    for left, right in pairwise(every):
        if left.grouped == right.grouped and _RANGE.fullmatch(text, left.end, right.start):
            for end, other in ((left, money.get(right)), (right, money.get(left))):
                if other and end not in money and end.value() is not None and not end.like_year:
                    yield end, other._replace(start=end.start, end=end.end)


def _worded(text: str) -> Iterator[tuple[Number, Money]]:
    """Yield the amounts written with words alone: `to millioner kroner`."""
    for found in _WORDED.finditer(text):
        word, scale = found["number"], scale_of(found["scale"].lower())
        span = found.start(), *found.span("number")
        number = Number(*span, word, grouped=False, stuck=False)
        currency = _SIGNS[found["sign"].lower()]
        yield number, Money(currency, scale, found.start(), found.end(), "words")
