"""The table: typed columns and rows, as accessible HTML, as aligned text and as a pandas frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic.dataclasses import dataclass

from ipr.present.blocks.cells import (
    MONEY,
    NUMERIC,
    RIGHT,
    STRICT,
    Column,
    Missing,
    Note,
    Row,
    Shown,
    element,
    fits,
    printed,
)

if TYPE_CHECKING:
    import pandas as pd

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Placed:
    """How a block stands on a page: its number, its columns' widths, and whether it needs room.

    A narrow page shows `cards` instead of rows; one that `scrolls` also elsewhere can be reached
    by the keyboard. A `quiet` caption is not bold, for the line above it is.
    """

    number: str = ""
    shares: tuple[int, ...] = ()
    cards: bool = False
    scrolls: bool = False
    quiet: bool = False

    @property
    def at(self) -> str:
        """What gives the caption its address within the page."""
        return f' id="{self.number.lower().replace(" ", "-")}"' if self.number else ""


@dataclass(frozen=True, slots=True, config=STRICT)
class Table(Shown):
    """A table with caption and typed columns; `unit` stands with the caption if there is money.

    Raises ValueError where a row does not fit the columns, a cell its kind, a mark its note.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = "kroner"
    footnotes: tuple[Note, ...] = ()
    id: str = ""
    type: Literal["table"] = "table"

    def __post_init__(self) -> None:
        """Check that rows, cells and marks fit."""
        if problems := "; ".join(self._problems()):
            raise ValueError(problems)

    def _problems(self) -> Iterator[str]:
        where, keys = f"tabellen «{self.caption}»", [column.key for column in self.columns]
        if not self.caption.strip():
            yield "en tabell må ha en overskrift"
        if not keys or len(set(keys)) < len(keys):
            repeated = sorted({key for key in keys if keys.count(key) > 1})
            yield f"{where}: kolonnene må finnes og ha ulike nøkler {repeated}"
            return
        known = {note.mark for note in self.footnotes}
        for number, row in enumerate(self.rows, start=1):
            here, (first, *rest) = f"{where}, rad {number}", row.cells or (None,)
            if len(row.cells) != len(keys):
                yield f"{here}: {len(row.cells)} celler i {len(keys)} kolonner"
            elif row.role == "group":
                if not isinstance(first, str) or any(cell is not None for cell in rest):
                    yield f"{here}: en grupperad har bare tekst i første celle"
            else:
                for column, cell in zip(self.columns, row.cells, strict=True):
                    if not fits(cell, column.kind):
                        yield f"{here}: «{column.label}»: {cell!r} passer ikke"
            yield from (f"{here}: ingen note «{mark}»" for mark in row.marks if mark not in known)

    @property
    def header_columns(self) -> tuple[int, ...]:
        """Places of the columns whose cells are row headers."""
        return tuple(i for i, c in enumerate(self.columns) if c.header) or (0,)

    @property
    def unit_line(self) -> str:
        """The line under the caption: `Hele kroner` if there is money, another unit as it is."""
        kinds = {column.kind for column in self.columns}
        if self.unit == "kroner":
            mixed = kinds & MONEY == {"value"}
            whole = "Hele kroner, der ikke annet står" if mixed else "Hele kroner"
            return whole if kinds & MONEY else ""
        return f"{self.unit[:1].upper()}{self.unit[1:]}" if kinds & NUMERIC else ""

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every cell as a reader sees it, row by row, without footnote marks.

        A group row has its heading and empty texts.
        """
        places = enumerate(self.columns)
        columns = [printed(column, [row.cells[i] for row in self.rows]) for i, column in places]
        return tuple(
            (texts[0], *("" for _ in texts[1:])) if row.role == "group" else texts
            for row, texts in zip(self.rows, zip(*columns, strict=True), strict=True)
        )

    def html(self, placed: Placed | None = None) -> str:
        """Caption, a scope on every header cell, groups as row groups, then the notes.

        `placed` on a page, the caption stands above the table, and cards keep their roles.
        """
        stated = escape(self.unit_line)
        name = f'aria-label="{escape(self.caption)}"'
        notes = "".join(
            f"<p>{_marks([n.mark])}{' ' if n.mark else ''}{escape(n.text)}</p>"
            for n in self.footnotes
        )
        below = f'\n<div class="footnotes">{notes}</div>' if notes else ""
        if placed is None:
            under = f' <span class="unit">{stated}</span>' if stated else ""
            return (
                f'<div class="scroll" role="region" {name} tabindex="0">\n<table>\n'
                f"<caption>{escape(self.caption)}{under}</caption>\n{self._inner(_no_role)}\n"
                f"</table>\n</div>{below}"
            )
        number = f'<span class="nr">{placed.number}.</span> ' if placed.number else ""
        under = f'<p class="unit">{stated}</p>\n' if stated else ""
        region = f' class="scroll" role="region" {name} tabindex="0"' if placed.scrolls else ""
        kind = ' role="table" class="cards"' if placed.cards else ""
        cols = "".join(f'<col style="width:{share / 10:.1f}%">' for share in placed.shares)
        widths = f"<colgroup>{cols}</colgroup>\n" if cols else ""
        inner = self._inner(_a_role if placed.cards else _no_role)
        return (
            f'<div class="placed">\n<p class="caption"{placed.at}>{number}{escape(self.caption)}'
            f"</p>\n{under}<div{region}>\n<table {name}{kind}>\n{widths}{inner}\n</table>\n"
            f"</div>{below}\n</div>"
        )

    def _inner(self, role: Callable[[str], str]) -> str:
        """Heads and rows: one `tbody` a group, whose heading is the header of its own rows."""
        heads = "".join(
            f'<th scope="col"{role("columnheader")}{_number(column)}>{escape(column.label)}</th>'
            for column in self.columns
        )
        rows = [self._row(*found, role) for found in zip(self.rows, self.texts(), strict=True)]
        starts = [i for i, row in enumerate(self.rows) if row.role == "group" or i == 0]
        bodies = ["\n".join(rows[a:b]) for a, b in pairwise([*starts, len(rows)])]
        group = role("rowgroup")
        return "\n".join(
            [
                f"<thead{group}><tr{role('row')}>{heads}</tr></thead>",
                *(f"<tbody{group}>\n{body}\n</tbody>" for body in bodies),
            ]
        )

    def _row(self, row: Row, texts: Sequence[str], role: Callable[[str], str]) -> str:
        marks = _marks(row.marks)
        if row.role == "group":
            span = f' colspan="{len(texts)}"' if len(texts) > 1 else ""
            return (
                f'<tr class="group"{role("row")}><th scope="rowgroup"{role("rowheader")}{span}>'
                f"{escape(texts[0])}{marks}</th></tr>"
            )
        cells = []
        for place, (column, words) in enumerate(zip(self.columns, texts, strict=True)):
            inner, kind = escape(words), _number(column)
            if place in self.header_columns:
                inner += marks if place == self.header_columns[0] else ""
                cells.append(f'<th scope="row"{role("rowheader")}{kind}>{inner}</th>')
            else:
                said = role("cell")
                label = f'{said} data-label="{escape(column.label)}"' if said else ""
                kind = ' class="missing"' if isinstance(row.cells[place], Missing) else kind
                cells.append(f"<td{label}{kind}>{inner}</td>")
        kind = "" if row.role == "body" else f' class="{row.role}"'
        return f"<tr{kind}{role('row')}>{''.join(cells)}</tr>"

    def plain(self) -> str:
        """Caption, heads, a rule, the rows (numbers to the right), then the notes."""
        heads = tuple(column.label for column in self.columns)
        texts = [
            (f"{first}{''.join(row.marks)}", *rest)
            for row, (first, *rest) in zip(self.rows, self.texts(), strict=True)
        ]
        # A group's heading runs over all columns and shall not widen the first.
        wide = [t for t, row in zip(texts, self.rows, strict=True) if row.role != "group"]
        widths = [max(map(len, column)) for column in zip(heads, *wide, strict=True)]

        def aligned(line: Sequence[str]) -> str:
            cells = (
                words.rjust(width) if column.kind in NUMERIC else words.ljust(width)
                for words, column, width in zip(line, self.columns, widths, strict=True)
            )
            return _GAP.join(cells).rstrip()

        return "\n".join(
            [
                f"{self.caption} ({self.unit_line.lower()})" if self.unit_line else self.caption,
                aligned(heads),
                _GAP.join("-" * width for width in widths),
                *map(aligned, texts),
                *(f"{note.mark} {note.text}".strip() for note in self.footnotes),
            ]
        )

    def to_frame(self) -> pd.DataFrame:
        """The rows but group headings: a column per key (`Int64` or `string`), then `role`.

        Kroner as in the table, rates and percentages times 10 000, dates as "2025-11-14"; `role`
        is body, subtotal or total.
        """
        import pandas as pd  # noqa: PLC0415 - slow to load

        kept = [row for row in self.rows if row.role != "group"]
        found = {
            column.key: pd.Series(
                [None if isinstance(row.cells[i], Missing) else row.cells[i] for row in kept],
                dtype="Int64" if column.kind in NUMERIC else "string",
            )
            for i, column in enumerate(self.columns)
        }
        return pd.DataFrame({**found, "role": pd.Series([r.role for r in kept], dtype="string")})


def _a_role(name: str) -> str:
    """Say that a part of a table is one also where its style makes it cards."""
    return f' role="{name}"'


def _no_role(_: str) -> str:
    return ""


def _number(column: Column) -> str:
    return ' class="number"' if column.kind in RIGHT else ""


def _marks(marks: Sequence[str]) -> str:
    return "".join(element("sup", mark, "mark") for mark in marks)
