"""Where a text has a table of money: its rows, their trailing numbers, and the footnotes below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ipr.analysis.audit.document.written import BLANK, Number

_MONEY = re.compile(
    r"(?<!\w)(?:(?P<foreign>euro?|€)|kroner|kr|nok|mnok|tnok|tkr|beløp|budsjett(?:ert)?)(?!\w)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"(?<!\w)(?:(?:1[ .\u00a0]?000|(?:hele )?tusen)\s*(?:kr|kroner|nok)|tnok|tkr)(?!\w)",
    re.IGNORECASE,
)
_MILLIONS = re.compile(
    r"(?<!\w)(?:mill(?:ion(?:er)?)?\.?\s*(?:kr|kroner|nok)|mnok)(?!\w)", re.IGNORECASE
)
_MARKS = r"(?:\*+|[¹²³†‡]+)"
_END = re.compile(
    rf"(?:{BLANK}?(?:kr\.?|kroner|,[-–—]))?(?P<marks>{_MARKS})?{BLANK}*$", re.IGNORECASE
)
_NOTE = re.compile(rf"{BLANK}*(?P<mark>{_MARKS}|[0-9]\))")
_BETWEEN_COLUMNS = re.compile(rf"{_MARKS}?{BLANK}+[-−]?")
_UNIT = re.compile(rf"{BLANK}*(?:kr\.?|nok)?{BLANK}*[-−]?$", re.IGNORECASE)
_FEWEST_ROWS = 2  # one line that ends in a number is a sentence as well as a row
_WIDEST_GAP = 2  # lines in a row without an amount: a group's heading, a line that awaits its own


@dataclass(frozen=True, slots=True)
class TableNumber:
    """A number of a money table or of a footnote under one; its value is in `scale` × `currency`.

    `label` is the row's label, or the mark of the footnote.
    """

    number: Number
    kind: Literal["table", "footnote"]
    label: str
    currency: str
    scale: int
    marks: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    numbers: tuple[Number, ...]


def money_cells(text: str, every: list[Number]) -> dict[int, TableNumber]:
    """Return the numbers in money tables and in their footnotes, by where they start.

    A table begins after a line that names money (kroner, beløp, budsjett …) and ends where more
    than two lines running have no trailing number. It has at least two rows, and more rows than
    other lines between them.
    """
    cells: dict[int, TableNumber] = {}
    unit: tuple[str, int] | None = None
    rows: list[list[TableNumber]] = []
    gap = others = 0
    note = ""
    blank = False
    for line in _lines(text, every):
        if not line.text.strip():
            blank = True
            continue
        mark = _NOTE.match(line.text)
        if mark and unit and (note or _is_table(rows, others)):
            note = mark["mark"]
        elif note and blank:
            note, unit, rows = "", None, []
        blank = False
        if note and unit:
            cells |= {
                n.start: TableNumber(n, "footnote", note, *unit) for n in line.numbers if n.grouped
            }
            continue
        row = _row(line, unit)
        if row and not rows and row[0].label[:1].islower():
            row = []  # a sentence that goes on, with a line that happens to end in a number
        if row:
            others += gap if rows else 0
            gap = 0
            rows.append(row)
            if _is_table(rows, others):
                cells |= {cell.number.start: cell for found in rows for cell in found}
            continue
        gap += 1
        heading = _unit(line)
        if gap > _WIDEST_GAP or (heading and not _is_table(rows, others)):
            rows, others, gap = [], 0, 0
            unit = heading
    return cells


def _is_table(rows: list[list[TableNumber]], others: int) -> bool:
    return len(rows) >= _FEWEST_ROWS and len(rows) > others


def _lines(text: str, every: list[Number]) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        yield _Line(start, line, tuple(n for n in every if start <= n.start and n.end <= end))
        start = end + 1


def _unit(line: _Line) -> tuple[str, int] | None:
    found = _MONEY.search(line.text)
    scale = 10**6 if _MILLIONS.search(line.text) else 1_000 if _THOUSANDS.search(line.text) else 1
    amounts = [n for n in line.numbers if n.grouped and (scale == 1 or n.value != scale)]
    if amounts or (not found and scale == 1):
        return None
    return ("EUR" if found and found["foreign"] else "NOK"), scale


def _row(line: _Line, unit: tuple[str, int] | None) -> list[TableNumber]:
    """Return the trailing numbers of a line, one for each column of money."""
    if unit is None or not line.numbers:
        return []
    end = _END.match(line.text, line.numbers[-1].end - line.start)
    if not end:
        return []
    cells: list[Number] = []
    for number in reversed(line.numbers):
        beside = cells and not _BETWEEN_COLUMNS.fullmatch(
            line.text, number.end - line.start, cells[0].start - len(cells[0].head) - line.start
        )
        if beside or not _is_amount(number, unit[1]):
            break
        cells.insert(0, number)
    if not cells:
        return []
    first = cells[0].start - len(cells[0].head) - line.start
    label = _UNIT.sub("", line.text[:first]).strip()
    if label and not any(character.isalpha() for character in label):
        return []
    marks = end["marks"] or ""
    return [TableNumber(n, "table", label, *unit, marks if n is cells[-1] else "") for n in cells]


def _is_amount(number: Number, scale: int) -> bool:
    if number.value is None or number.like_year:
        return False
    if number.head and not re.fullmatch(r"(?:19|20)[0-9]{2}\s", number.head):
        return False
    return number.grouped or scale > 1 or (number.written.isdigit() and len(number.written) > 3)
