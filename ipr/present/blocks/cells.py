"""The parts blocks are made of (columns, rows, notes, nodes) and how a cell is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from ipr.reading.norwegian import NBSP, amount, count, decimal_e4, decimals_e4, signed
from ipr.reading.norwegian import date as written_date

Kind = Literal[
    "text", "value", "amount", "change", "percent_e4", "rate_e4", "months", "date", "count"
]
Role = Literal["body", "group", "subtotal", "total"]
NUMERIC = frozenset({"amount", "change", "percent_e4", "rate_e4", "months", "count"})
RIGHT = NUMERIC | {"value"}  # aligned to the right
MONEY = frozenset({"amount", "change", "value"})
NOTHING = "–"

# Pydantic checks types without bending them: True is no amount, "5" is no amount.
STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True, config=STRICT)
class Missing:
    """A cell without a figure, with the words that stand there: never 0."""

    text: str


Value = int | str | Missing | None


@dataclass(frozen=True, slots=True, config=STRICT)
class Column:
    """One column: key for code, label for readers, kind for format and alignment.

    Cells of the kinds amount and change are whole kroner, *_e4 are integers times 10 000,
    months and count plain integers, date a text like "2025-11-14", text a text, and value a text
    with an amount in kroner, or a figure with its unit. The columns that are row headers say
    `header=True`; where none does, the first is.
    """

    key: str
    label: str
    kind: Kind = "text"
    header: bool = False


@dataclass(frozen=True, slots=True, config=STRICT)
class Note:
    """A footnote; an empty mark makes it a line that belongs to the whole table."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True, config=STRICT)
class Row:
    """One row; in a `group` row the first cell is the heading and the others are None."""

    cells: tuple[Value, ...]
    role: Role = "body"
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class Verdict:
    """The state of the budget (`ipr.budget.consequences.State`), and the sentences that say so."""

    kind: Literal["balanced", "balanced_after_cuts", "depends_on_others", "short"]
    text: str


@dataclass(frozen=True, slots=True, config=STRICT)
class KeyFigure:
    """A label and its figure, ready to print, for the cover; a note stands small below it."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, config=STRICT)
class Node:
    """One figure of an explanation with the terms it is made of; its texts are ready to print."""

    label: str
    value: str
    change: str = ""
    reason: str = ""
    source: str = ""
    children: tuple[Node, ...] = ()


def header_places(columns: Sequence[Column]) -> tuple[int, ...]:
    """Places of the columns whose cells are row headers."""
    return tuple(i for i, c in enumerate(columns) if c.header) or (0,)


def printed(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """Every cell as the text a reader sees; a column of rates has one number of decimals.

    A group row has its heading and empty texts; marks are not part of the texts.
    """
    places = [_decimals(column, [row.cells[i] for row in rows]) for i, column in enumerate(columns)]
    return tuple(
        tuple(
            "" if row.role == "group" and cell is None else _printed(cell, column, least)
            for cell, column, least in zip(row.cells, columns, places, strict=True)
        )
        for row in rows
    )


def _decimals(column: Column, cells: Sequence[Value]) -> int:
    least = 2 if column.kind == "rate_e4" else 0
    if not column.kind.endswith("_e4"):
        return least
    return max([least, *(decimals_e4(cell) for cell in cells if isinstance(cell, int))])


def _printed(cell: Value, column: Column, least: int) -> str:
    if cell is None:
        return NOTHING
    if isinstance(cell, Missing):
        return cell.text
    if isinstance(cell, int):
        return _number(cell, column.kind, least)
    return written_date(date.fromisoformat(cell)) if column.kind == "date" else cell


def _number(cell: int, kind: Kind, least: int) -> str:
    match kind:
        case "change":
            return signed(cell)
        case "rate_e4":
            return decimal_e4(cell, least)
        case "percent_e4":
            return f"{decimal_e4(cell, least)}{NBSP}%"
        case "months":
            return count(cell, "måned", "måneder")
        case _:
            return amount(cell)


def table_problems(
    caption: str, columns: Sequence[Column], rows: Sequence[Row], footnotes: Sequence[Note]
) -> Iterator[str]:
    """Whatever does not fit: rows to columns, cells to kinds, marks to notes."""
    where = f"tabellen «{caption}»"
    if not caption.strip():
        yield "en tabell må ha en overskrift"
    repeated = [k for k, n in Counter(c.key for c in columns).items() if n > 1]
    if repeated or not columns:
        yield f"{where}: kolonnene må finnes og ha ulike nøkler {repeated}"
        return
    known = {note.mark for note in footnotes}
    for number, row in enumerate(rows, start=1):
        here = f"{where}, rad {number}"
        yield from (f"{here}: {problem}" for problem in _row_problems(columns, row))
        yield from (f"{here}: ingen note «{m}»" for m in row.marks if m not in known)


def _row_problems(columns: Sequence[Column], row: Row) -> Iterator[str]:
    if len(row.cells) != len(columns):
        yield f"{len(row.cells)} celler i {len(columns)} kolonner"
    elif row.role == "group":
        if not isinstance(row.cells[0], str) or any(c is not None for c in row.cells[1:]):
            yield "en grupperad har bare tekst i første celle"
    else:
        for column, cell in zip(columns, row.cells, strict=True):
            if not _fits(cell, column.kind):
                yield f"«{column.label}»: {cell!r} passer ikke"


def _fits(cell: Value, kind: Kind) -> bool:
    if cell is None or isinstance(cell, Missing):
        return True
    if kind != "date" or isinstance(cell, int):
        return isinstance(cell, int if kind in NUMERIC else str)
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True
