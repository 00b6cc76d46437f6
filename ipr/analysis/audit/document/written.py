"""Numbers as Norwegian text and tables write them, before anyone knows if they are money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

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


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text, from `start` to `end`; `head` is what stood before it in its chain."""

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


def numbers(text: str) -> list[Number]:
    """Return every number of a text in order; dates, versions and the like have no value.

    Digits held together by single separators are one chain. A chain that is no number as a whole
    is read from its end, at its spaces: `2026 500 000` is a year and then 500 000.
    """
    found = [_read(chain.start(), chain.group()) for chain in _CHAIN.finditer(text)]
    return list(_joined(text, found))


def parse(written: str, *, scaled: bool = False) -> tuple[Fraction, bool] | None:
    """Return the value and whether it is grouped in threes; None for what is no number.

    With `scaled` a comma is a decimal comma: `2,500` millions are two and a half.
    """
    if scaled and (found := _DECIMAL.fullmatch(written)) and "," in written:
        return _fraction(found["whole"], found["part"]), False
    if found := _GROUPED.fullmatch(written):
        part = found["part"] or ""
        whole = re.sub("[^0-9]", "", found["whole"].removesuffix(part))
        return _fraction(whole, part.lstrip(",")), True
    if _BARE.fullmatch(written):
        return Fraction(int(written)), False
    found = _DECIMAL.fullmatch(written)
    if found and (scaled or len(found["part"]) <= 2):
        return _fraction(found["whole"], found["part"]), False
    return None


def _fraction(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))


def _read(start: int, chain: str) -> Number:
    end = start + len(chain)
    starts = [0, *(space.end() for space in re.finditer(_SPACE, chain))]
    for at in starts:
        if (found := parse(chain[at:])) and (at == 0 or found[1] or at == starts[-1]):
            return Number(start + at, end, chain[at:], *found, head=chain[:at])
    return Number(start, end, chain, None, grouped=False)


def _joined(text: str, found: list[Number]) -> Iterator[Number]:
    """Put together what a line break has cut in two: `2 500` and `000` on the next line."""
    waiting: Number | None = None
    for number in found:
        if waiting is None:
            waiting = number
        elif whole := _across(text, waiting, number):
            waiting = whole
        else:
            yield waiting
            waiting = number
    if waiting is not None:
        yield waiting


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
    whole = parse(f"{left.written} {right.head}{right.written}")
    return replace(left, end=right.end, value=whole[0], grouped=True) if whole else None
