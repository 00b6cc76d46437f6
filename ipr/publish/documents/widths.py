"""How wide each column of a table is, from what stands in it: one answer for every format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import starmap

from ipr.present.blocks import Table
from ipr.present.blocks.cells import RIGHT
from ipr.publish.documents.prose import Grid, words
from ipr.reading.norwegian import NBSP

# In hundredths of the table's type size.
ROOM = 5900  # side by side on an A4 page
GAP = 150  # of air in each column
STEP = 25
PHONE, PAGE = 1900, 3400  # at the least: of a page 320 pixels wide, and where cards end
FIGURE = 850  # of a column of figures, where there is room
FIRST = 1000  # of the first column, where there is room and it has more than that to say
LONGEST_WORDS = (2000, 1400, 1100, 900, 700)  # tried in turn, in a table with little room
WHOLE = 1000

_NARROW = frozenset("fijlrtI.,:;!|'()[]-/ \u00a0\u202f")
_WIDE = frozenset("mwæMWÆŒœ@%…—−+")


def table_shares(table: Table) -> tuple[int, ...]:
    """The columns' shares of the table's width, in thousandths that sum to 1000.

    Columns of figures are equally wide, where their words let them be, so that the figures of
    tables under each other stand in line.
    """
    rows = [
        texts
        for row, texts in zip(table.rows, table.texts(), strict=True)
        if row.role != "group"  # its one cell spans the table
    ]
    figures = [column.kind in RIGHT for column in table.columns]
    head = [column.label for column in table.columns]
    return column_shares(head, rows, figures)


def least_width(table: Table) -> int:
    """How narrow the table can be without breaking a word or a figure, its longest words apart."""
    rows = [
        texts for row, texts in zip(table.rows, table.texts(), strict=True) if row.role != "group"
    ]
    return _narrowest([column.label for column in table.columns], rows)


def least_grid(grid: Grid) -> int:
    """As `least_width`, for a table written in Markdown."""
    rows = [[words(cell) for cell in row] for row in grid.rows]
    return _narrowest([words(cell) for cell in grid.head], rows)


def _narrowest(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    columns = list(zip(head, *rows, strict=True))
    return sum(_least(column, LONGEST_WORDS[2]) + GAP for column in columns)


def grid_shares(grid: Grid) -> tuple[int, ...]:
    """As `table_shares`, for a table written in Markdown."""
    head = [words(cell) for cell in grid.head]
    rows = [[words(cell) for cell in row] for row in grid.rows]
    return column_shares(head, rows, [False] * len(head))


def column_shares(
    head: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[bool]
) -> tuple[int, ...]:
    """Shares, in thousandths, that break no word while there is room, and lines where it helps.

    Each column is first as wide as its longest word; a figure is one word, held together by
    no-break spaces. Where that leaves too little for the rest, long words may be hyphenated. The
    first column, which the others are about, is no narrow strip. What is left goes, bit by bit, to
    the column that takes most lines, and, when no cell needs more than one line, to the last column
    of text.
    """
    columns = list(zip(head, *rows, strict=True))
    room = ROOM - GAP * len(columns)
    lengths = [max(map(text_width, column)) for column in columns]
    for longest in LONGEST_WORDS:
        widths = [_least(column, longest) for column in columns]
        if sum(widths) <= room * 8 // 10:
            break
    for wider in (_figures_alike(widths, figures), [min(FIRST, lengths[0]), *widths[1:]]):
        grown = list(map(max, wider, widths))
        widths = grown if sum(grown) <= room else widths
    last = max((i for i, figure in enumerate(figures) if not figure), default=0)
    for _ in range((room - sum(widths)) // STEP):
        taken = starmap(_lines, zip(lengths, widths, strict=True))
        lines = [0 if figure else found for figure, found in zip(figures, taken, strict=True)]
        widths[lines.index(max(lines)) if max(lines) > 1 else last] += STEP
    return _thousandths([width + GAP for width in widths])


def _figures_alike(widths: Sequence[int], figures: Sequence[bool]) -> list[int]:
    """The widths with columns of figures as wide as the widest of them, or as is usual."""
    alike = max([FIGURE, *(w for w, figure in zip(widths, figures, strict=True) if figure)])
    return [alike if figure else w for w, figure in zip(widths, figures, strict=True)]


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
