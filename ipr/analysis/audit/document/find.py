"""Find every amount of money in the text of a plan, however it is written, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ipr.analysis.audit.document.columns import TableNumber, money_cells
from ipr.analysis.audit.document.currency import (
    AFTER,
    Hit,
    Kind,
    marked,
    ranges,
    signed_start,
    worded,
)
from ipr.analysis.audit.document.written import BLANK, Number, numbers

# A count is followed by what it counts; an amount whose unit is left out stands alone: before a
# stop, a small word or a verb in the passive («150 000 overføres»).
_ALONE = re.compile(
    rf"\*{{0,3}}(?:{BLANK}*(?:$|[.,;:)\]!?»”\"]|\n{BLANK}*(?:$|\W)|[-–—]\s)"
    r"|\s+(?:(?:til|fra|i|på|av|er|var|blir|ble|og|eller|som|for|med|mot|pr|per|hver|hvert|årlig|"
    r"ved|skal|vil|kan|må|kom|kommer|gikk|går|gjelder|utgjør|inngår|står|ligger|overført|avsatt|hvorav)(?!\w)|[^\W\d_]{4,}es(?!\w)))",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s*(?:,|og|eller|til|[-–—])\s*", re.IGNORECASE)
_NAME = re.compile(  # what such a word introduces is the number of something
    r"(?:§|(?<!\w)(?:nr|nummer|tlf|telefon|mobil|faks|konto|org|sak|postboks|side|delmål|kapittel))"
    r"[.:]?\s*$",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]\s+(?=[A-ZÆØÅ])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Found:
    """One amount of money in a text.

    `value` is whole units of `currency` (øre are rounded, half up), negative where a minus is
    attached. `line` and `column` count from 1 and show its first digit or word. `text` is the
    amount as it is written, with its currency word; a line break is shown as a space. `kind` says
    what makes it money: a currency word (`marked`, `words`), a row of a money table, a footnote
    under one, or a marked amount in the same `sentence`. `label` is the row's label or the
    footnote's mark, and empty elsewhere.
    """

    value: int
    currency: str
    text: str
    line: int
    column: int
    kind: Kind
    label: str = ""


def find_amounts(text: str) -> tuple[Found, ...]:
    """Return every amount of money in a text, in order.

    Money is a number with a currency word beside it (also across a line break), a trailing number
    in a row under a heading that names money, a number that stands alone in a footnote to such a
    table, or one grouped in threes that stands alone in a sentence with a marked amount.
    """
    every = numbers(text)
    cells = money_cells(text, every)
    hits = {hit.number.start: hit for hit in marked(text, every)}
    hits |= {hit.number.start: hit for hit in ranges(text, every, hits)}
    for start, cell in cells.items():
        if start not in hits and (cell.kind == "table" or _alone(text, every, cell.number)):
            hits[start] = _cell_hit(text, cell)
    hits |= {hit.number.start: hit for hit in _in_sentence(text, every, hits)}
    hits |= {hit.number.start: hit for hit in worded(text)}
    return tuple(_found(text, hits[start], cells.get(start)) for start in sorted(hits))


def _cell_hit(text: str, cell: TableNumber) -> Hit:
    start = signed_start(text, cell.number.start)
    sign = -1 if start < cell.number.start else 1
    value = sign * (cell.number.value or Fraction(0)) * cell.scale
    end = cell.number.end + len(cell.marks)
    return Hit(cell.number, value, cell.currency, start, end, cell.kind, cell.scale)


def _in_sentence(text: str, every: list[Number], hits: dict[int, Hit]) -> Iterator[Hit]:
    stops = [0, *(stop.end() for stop in _STOP.finditer(text)), len(text)]
    for first, last in pairwise(stops):
        inside = [number for number in every if first <= number.start < last]
        known = [hits[n.start] for n in inside if n.start in hits]
        kinds = [hit for hit in known if hit.kind == "marked"]
        for number in inside:
            if kinds and number.start not in hits and _alone(text, every, number):
                span = (number.start, number.end)
                value = number.value or Fraction(0)
                yield Hit(number, value, kinds[0].currency, *span, "sentence")


def _alone(text: str, every: list[Number], number: Number) -> bool:
    if not number.grouped or (number.head and not re.fullmatch(r"[0-9]{4}\s", number.head)):
        return False
    if text[number.start - 1 : number.start].isalpha() or _NAME.search(
        text[max(0, number.start - 20) : number.start]
    ):
        return False
    follower = next((other for other in every if other.start > number.start), None)
    if follower and _NEXT.fullmatch(text, number.end, follower.start):
        return bool(AFTER.match(text, follower.end)) or _alone(text, every, follower)
    return _ALONE.match(text, number.end) is not None


def _found(text: str, hit: Hit, cell: TableNumber | None) -> Found:
    start = hit.number.start
    return Found(
        value=int((2 * hit.value + 1) // 2),
        currency=hit.currency,
        text=" ".join(text[hit.start : hit.end].split()),
        line=text.count("\n", 0, start) + 1,
        column=start - text.rfind("\n", 0, start),
        kind=hit.kind,
        label=cell.label if cell else "",
    )
