"""Where each part stands in its document, and how wide a table's columns are, in every format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ipr.present.blocks import Chart, Tree
from ipr.present.blocks.tables import RIGHT, Missing, Note, Table
from ipr.publish.documents.document import Document, Part
from ipr.publish.documents.prose import Grid, Run, Runs, Title, words
from ipr.publish.style import Style
from ipr.reading.norwegian import NBSP

MANY = 7  # headings; with more, a list of them leads the way
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})

# In hundredths of the table's type size.
ROOM = 5900  # side by side on an A4 page
GAP = 150  # of air in each column
STEP = 25
PHONE, PAGE = 1900, 3400  # at the least: of a page 320 pixels wide, and where cards end
FIGURE = 850  # of a column of figures, where there is room
FIRST = 1000  # of the first column, where there is room and it has more than that to say
LONGEST_WORDS = (2000, 1400, 1100, 900, 700)  # tried in turn, in a table with little room
WHOLE = 1000
UNSURE = 2  # lines of a table, more or less, for they are an estimate

_NARROW = dict.fromkeys("fijlrtI.,:;!|'()[]-/ \u00a0\u202f", 40)
_WIDTHS = _NARROW | dict.fromkeys("mwæMWÆŒœ@%…—−+", 95)  # in hundredths of the type size


@dataclass(frozen=True, slots=True)
class Slot:
    """A part with what its place in the document gives it.

    `number` is `Tabell 2` or `Figur 1`, `anchor` a heading's address, empty for other parts. A part
    right below a heading is `quiet`, for two bold lines never follow each other; one that
    `leads_on` stands beside the table, chart or tree that follows. `data` is what a chart must show
    itself: its table, where none of the document's says the same.
    """

    part: Part
    number: str = ""
    anchor: str = ""
    quiet: bool = False
    leads_on: bool = False
    data: Table | None = None


def slots(document: Document) -> Iterator[Slot]:
    """Every part in its place; tables and charts are numbered, no two addresses are alike."""
    seen: Counter[str] = Counter()
    before: Part | None = None
    tables = [part for part in document.parts if isinstance(part, Table)]
    for part, after in zip(document.parts, [*document.parts[1:], None], strict=True):
        number = anchor = ""
        if isinstance(part, Table | Chart):
            kind = "Tabell" if isinstance(part, Table) else "Figur"
            seen[kind] += 1
            number = f"{kind} {seen[kind]}"
        elif isinstance(part, Title):
            spelt = words(part.runs).lower().translate(_LETTERS)
            anchor = re.sub(r"[^a-z0-9]+", "-", spelt).strip("-") or "avsnitt"
            seen[anchor] += 1
            anchor += f"-{seen[anchor]}" if seen[anchor] > 1 else ""
        data = part.table if isinstance(part, Chart) else None
        if data and any(_same(data, table) for table in tables):
            data = None
        leads_on = isinstance(after, Grid | Table | Chart | Tree)
        yield Slot(part, number, anchor, isinstance(before, Title), leads_on, data)
        before = part


def _same(one: Table, other: Table) -> bool:
    return (one.columns, one.rows, one.unit) == (other.columns, other.rows, other.unit)


def headings(document: Document) -> tuple[tuple[str, str], ...]:
    """Address and words of each heading right below the title."""
    return tuple(
        (slot.anchor, words(slot.part.runs))
        for slot in slots(document)
        if isinstance(slot.part, Title) and slot.part.level == 2
    )


def contents(document: Document) -> tuple[tuple[str, str], ...]:
    """As `headings`, where there are so many that a list of them leads the way."""
    found = headings(document)
    return found if len(found) > MANY else ()


def council_over(document: Document, style: Style) -> str:
    """The council's name as it stands over the title; empty where the line there has it already."""
    return "" if style.council_name in document.subtitle else style.council_name


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row's cells, which of them say that there is no figure, and its footnote marks."""

    cells: tuple[Runs, ...]
    missing: tuple[bool, ...]
    role: str = "body"
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table, from a block or from Markdown, as it is printed; `widths` are thousandths.

    `right` says which columns stand to the right, `headers` which head their rows.
    """

    head: tuple[Runs, ...]
    rows: tuple[PaperRow, ...]
    widths: tuple[int, ...]
    right: tuple[bool, ...]
    headers: tuple[int, ...] = (0,)
    caption: str = ""
    unit: str = ""
    footnotes: tuple[Note, ...] = ()


def paper_table(table: Table | Grid) -> PaperTable:
    """A table as Word and PDF print it."""
    if isinstance(table, Grid):
        nothing = (False,) * len(table.head)
        rows = tuple(PaperRow(row, nothing) for row in table.rows)
        return PaperTable(table.head, rows, column_shares(table), nothing)
    return PaperTable(
        tuple((Run(column.label),) for column in table.columns),
        tuple(
            PaperRow(
                tuple((Run(text),) for text in texts),
                tuple(isinstance(cell, Missing) for cell in row.cells),
                row.role,
                row.marks,
            )
            for row, texts in zip(table.rows, table.texts(), strict=True)
        ),
        column_shares(table),
        tuple(column.kind in RIGHT for column in table.columns),
        table.header_columns,
        table.caption,
        table.unit_line,
        table.footnotes,
    )


def _columns(table: Table | Grid) -> tuple[list[tuple[str, ...]], list[bool]]:
    """The words of each column, its heading first, and which columns hold figures.

    A group's heading, whose one cell spans the table, is left out.
    """
    if isinstance(table, Grid):
        rows = [[words(cell) for cell in row] for row in (table.head, *table.rows)]
        return list(zip(*rows, strict=True)), [False] * len(table.head)
    found = zip(table.rows, table.texts(), strict=True)
    texts = [texts for row, texts in found if row.role != "group"]
    labels = [column.label for column in table.columns]
    figures = [column.kind in RIGHT for column in table.columns]
    return list(zip(labels, *texts, strict=True)), figures


def least_width(table: Table | Grid) -> int:
    """How narrow the table can be without breaking a word or a figure, its longest words apart."""
    return sum(_least(column, LONGEST_WORDS[2]) + GAP for column in _columns(table)[0])


@lru_cache(maxsize=64)  # of the tables of a report, each of which several files hold
def column_shares(table: Table | Grid) -> tuple[int, ...]:
    """Shares, in thousandths, that break no word while there is room, and lines where it helps.

    Each column is first as wide as its longest word; a figure is one word, held together by
    no-break spaces. Where that leaves too little for the rest, long words may be hyphenated.
    Columns of figures are equally wide, where their words let them be, and as wide as those of
    other tables where the words have room enough, so that the figures of tables under each other
    stand in line. The first column, which the others are about, is no narrow strip. What is left
    goes, bit by bit, to the column that takes most lines, of these the one with most cells that
    do, and, when no cell needs more than one line, to the last column of text; or first to the
    column that alone makes most rows higher, where the whole table is then lower.
    """
    columns, figures = _columns(table)
    room = ROOM - GAP * len(columns)
    cells = [[text_width(text) for text in column] for column in columns]
    lengths = [max(column) for column in cells]
    for longest in LONGEST_WORDS:
        widths = [_least(column, longest) for column in columns]
        if sum(widths) <= room * 8 // 10:
            break
    widest = max([0, *(w for w, figure in zip(widths, figures, strict=True) if figure)])
    for alike in (max(FIGURE, widest), widest):
        grown = [alike if figure else w for w, figure in zip(widths, figures, strict=True)]
        if sum(grown) <= room * 8 // 10:
            widths = grown
            break
    widths[0] += max(0, min(FIRST - widths[0], lengths[0] - widths[0], room - sum(widths)))
    usual, low = (_filled(widths, cells, figures, by_height=way) for way in (False, True))
    much, less = (
        sum(map(max, zip(*_taken(cells, way, figures), strict=True))) for way in (usual, low)
    )
    widths = low if less + UNSURE < much else usual
    whole = sum(widths) + GAP * len(widths)
    shares = [(width + GAP) * WHOLE // whole for width in widths]
    return (WHOLE - sum(shares[1:]), *shares[1:])


def _taken(
    cells: Sequence[Sequence[int]], widths: Sequence[int], figures: Sequence[bool]
) -> list[list[int]]:
    """How many lines each cell takes, column by column; a figure adds none."""
    return [
        [0 if figure else _lines(length, width) for length in column]
        for column, width, figure in zip(cells, widths, figures, strict=True)
    ]


def _filled(
    least: Sequence[int],
    cells: Sequence[Sequence[int]],
    figures: Sequence[bool],
    *,
    by_height: bool,
) -> list[int]:
    """The widths with all room given away, bit by bit, to the column that needs it most.

    That is the one with the longest cell or, `by_height`, that alone makes most rows higher.
    """
    widths = [*least]
    last = max((i for i, figure in enumerate(figures) if not figure), default=0)
    for _ in range((ROOM - GAP * len(widths) - sum(widths)) // STEP):
        taken = _taken(cells, widths, figures)
        alone = _lines_of_its_own(taken) if by_height else [0] * len(taken)
        lines = [max(column) for column in taken]
        broken = [
            sum(map(width.__lt__, column)) for width, column in zip(widths, cells, strict=True)
        ]
        most = max(range(len(lines)), key=lambda i: (alone[i], lines[i], broken[i], -i))
        widths[most if lines[most] > 1 else last] += STEP
    return widths


def _lines_of_its_own(taken: Sequence[Sequence[int]]) -> list[int]:
    """How many lines each column alone adds to the height of a table, of the lines of its cells."""
    alone = [0] * len(taken)
    for row in zip(*taken, strict=True):
        *_, second, highest = sorted((1, 1, *row))
        if highest > second:  # else it is shared, or the row is no higher than one line
            alone[row.index(highest)] += highest - second
    return alone


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
    return sum(_WIDTHS.get(c, 63) for c in text)


def _lines(length: int, width: int) -> int:
    """How many lines a text takes, about: breaking at words wastes a tenth."""
    return 1 if length <= width else -(-length * 11 // (width * 10))
