"""How wide each column of a table is, from what stands in it: one answer for every format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap

from ipr.present.blocks import Table
from ipr.publish.prose import Grid, words

ROOM = 88  # characters of table text side by side on an A4 page
GAP = 2  # characters of air beside each column
WHOLE = 1000


def table_shares(table: Table) -> tuple[int, ...]:
    """The columns' shares of the table's width, in thousandths that sum to 1000."""
    rows = [
        texts
        for row, texts in zip(table.rows, table.texts(), strict=True)
        if row.role != "group"  # its one cell spans the table
    ]
    return column_shares([column.label for column in table.columns], rows)


def grid_shares(grid: Grid) -> tuple[int, ...]:
    """As `table_shares`, for a table written in Markdown."""
    head = [words(cell) for cell in grid.head]
    return column_shares(head, [[words(cell) for cell in row] for row in grid.rows])


def column_shares(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Shares, in thousandths, that break no word while there is room, and lines where it helps.

    Each column is first as wide as its longest word; a figure is one word, held together by
    no-break spaces. What is left goes, bit by bit, to the column that takes most lines, and at
    last, when no cell needs more than one line, to the first.
    """
    columns = list(zip(head, *rows, strict=True))
    widths = [max(len(word) for text in column for word in f"{text} ".split(" ")) or 1
              for column in columns]  # fmt: skip
    for _ in range(ROOM - GAP * len(columns) - sum(widths)):
        lines = list(starmap(_lines, zip(columns, widths, strict=True)))
        widths[lines.index(max(lines)) if max(lines) > 1 else 0] += 1
    return _thousandths([width + GAP for width in widths])


def _lines(column: Sequence[str], width: int) -> int:
    """How many lines the longest cell takes, about: breaking at words wastes a tenth."""
    longest = max(map(len, column))
    return 1 if longest <= width else -(-longest * 11 // (width * 10))


def _thousandths(parts: Sequence[int]) -> tuple[int, ...]:
    """The parts' shares, the first taking what rounding leaves."""
    shares = [part * WHOLE // sum(parts) for part in parts]
    return (WHOLE - sum(shares[1:]), *shares[1:])
