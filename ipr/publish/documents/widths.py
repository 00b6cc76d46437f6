"""How wide each column of a table is, from what stands in it: one answer for every format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import starmap

from ipr.present.blocks import Table
from ipr.present.blocks.cells import NUMERIC
from ipr.publish.documents.prose import Grid, words
from ipr.reading.norwegian import NBSP

# In hundredths of the table's type size.
ROOM = 5900  # side by side on an A4 page
GAP = 150  # of air in each column
STEP = 25
LONGEST_WORDS = (2000, 1400, 1100, 900, 700)  # tried in turn, in a table with little room
WHOLE = 1000

_NARROW = frozenset("fijlrtI.,:;!|'()[]-/ \u00a0\u202f")
_WIDE = frozenset("mwæMWÆŒœ@%…—−+")


def table_shares(table: Table) -> tuple[int, ...]:
    """The columns' shares of the table's width, in thousandths that sum to 1000."""
    rows = [
        texts
        for row, texts in zip(table.rows, table.texts(), strict=True)
        if row.role != "group"  # its one cell spans the table
    ]
    texts_only = [i for i, column in enumerate(table.columns) if column.kind not in NUMERIC]
    head = [column.label for column in table.columns]
    return column_shares(head, rows, texts_only[-1] if texts_only else 0)


def grid_shares(grid: Grid) -> tuple[int, ...]:
    """As `table_shares`, for a table written in Markdown."""
    head = [words(cell) for cell in grid.head]
    rows = [[words(cell) for cell in row] for row in grid.rows]
    return column_shares(head, rows, len(head) - 1)


def column_shares(head: Sequence[str], rows: Sequence[Sequence[str]], last: int) -> tuple[int, ...]:
    """Shares, in thousandths, that break no word while there is room, and lines where it helps.

    Each column is first as wide as its longest word; a figure is one word, held together by
    no-break spaces. Where that leaves too little for the rest, long words may be hyphenated.
    What is left goes, bit by bit, to the column that takes most lines, and, when no cell needs
    more than one line, to the column at place `last`.
    """
    columns = list(zip(head, *rows, strict=True))
    room = ROOM - GAP * len(columns)
    lengths = [max(map(text_width, column)) for column in columns]
    for longest in LONGEST_WORDS:
        widths = [_least(column, longest) for column in columns]
        if sum(widths) <= room * 8 // 10:
            break
    for _ in range((room - sum(widths)) // STEP):
        lines = list(starmap(_lines, zip(lengths, widths, strict=True)))
        widths[lines.index(max(lines)) if max(lines) > 1 else last] += STEP
    return _thousandths([width + GAP for width in widths])


def _least(column: Sequence[str], longest: int) -> int:
    """The width of the column's longest word; one of letters alone claims at most `longest`."""
    label, *cells = column
    claims = [text_width(word) for word in label.split(" ")]
    for word in (word for text in cells for word in re.split(r"(?<=-)| ", text)):
        whole = any(c.isdigit() or c == NBSP for c in word)
        claims.append(text_width(word) if whole else min(text_width(word), longest))
    return max(claims)


def text_width(text: str) -> int:
    """How wide a text is at most, about, bold or not, in hundredths of its type size."""
    return sum(40 if c in _NARROW else 95 if c in _WIDE else 63 for c in text)


def _lines(length: int, width: int) -> int:
    """How many lines a text takes, about: breaking at words wastes a tenth."""
    return 1 if length <= width else -(-length * 11 // (width * 10))


def _thousandths(parts: Sequence[int]) -> tuple[int, ...]:
    """The parts' shares, the first taking what rounding leaves."""
    shares = [part * WHOLE // sum(parts) for part in parts]
    return (WHOLE - sum(shares[1:]), *shares[1:])
