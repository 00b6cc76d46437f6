"""The table: typed columns and rows, as accessible HTML, as aligned text and as a pandas frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from itertools import pairwise, zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from ipr.present.blocks.shown import Shown, element
from ipr.reading.norwegian import amount, decimal_e4, decimals_e4, signed, written_date

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "value", "amount", "change", "rate_e4", "date", "count"]
Role = Literal["body", "group", "subtotal", "total"]
NUMERIC = frozenset({"amount", "change", "rate_e4", "count"})
RIGHT = NUMERIC | {"value"}  # aligned to the right
MONEY = frozenset({"amount", "change", "value"})
NOTHING = "–"
_GAP, _WIDEST, _LABEL = "  ", 100, 48  # characters: of a table of figures as text, of its labels


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell without a figure, with the words that stand there: never 0."""

    text: str


Value = int | str | Missing | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key for code, label for readers, kind for format and alignment.

    Cells of the kinds amount and change are whole kroner, rate_e4 integers times 10 000, count
    plain integers, date a text like "2025-11-14", text a text, and value a text with an amount in
    kroner, or a figure with its unit. The columns that are row headers say `header=True`; where
    none does, the first is.
    """

    key: str
    label: str
    kind: Kind = "text"
    header: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; an empty mark makes it a line that belongs to the whole table."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row; in a `group` row the first cell is the heading and the others are None."""

    cells: tuple[Value, ...]
    role: Role = "body"
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """How a block stands on a page: its number, and how many per mille wide each column is.

    `cards` take the place of rows on a narrow page, one that `scrolls` also elsewhere can be
    reached by the keyboard, and a `quiet` caption is not bold, for the line above it is.
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


@dataclass(frozen=True, slots=True)
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
            here = f"{where}, rad {number}"
            if len(row.cells) != len(keys):
                yield f"{here}: {len(row.cells)} celler i {len(keys)} kolonner"
            elif row.role == "group":
                if not isinstance(row.cells[0], str) or any(c is not None for c in row.cells[1:]):
                    yield f"{here}: en grupperad har bare tekst i første celle"
            else:
                found = zip(self.columns, row.cells, strict=True)
                misfits = ((column, cell) for column, cell in found if not fits(cell, column.kind))
                yield from (f"{here}: «{one.label}»: {cell!r} passer ikke" for one, cell in misfits)
            yield from (f"{here}: ingen note «{mark}»" for mark in row.marks if mark not in known)

    @property
    def header_columns(self) -> tuple[int, ...]:
        """Places of the columns whose cells are row headers."""
        return tuple(i for i, c in enumerate(self.columns) if c.header) or (0,)

    @property
    def unit_line(self) -> str:
        """The line under the caption: `Hele kroner` if there is money, another unit as it is."""
        kinds = {column.kind for column in self.columns}
        if self.unit != "kroner":
            return f"{self.unit[:1].upper()}{self.unit[1:]}" if kinds & NUMERIC else ""
        mixed = ", der ikke annet står" if "value" in kinds else ""
        return f"Hele kroner{mixed}" if kinds & MONEY else ""

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every cell as a reader sees it, without footnote marks; a group's row has its heading."""
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
        caption, unit = escape(self.caption), self.unit_line
        notes = "".join(
            f"<p>{_marks([n.mark])}{' ' if n.mark else ''}{escape(n.text)}</p>"
            for n in self.footnotes
        )
        below = f'\n<div class="footnotes">{notes}</div>' if notes else ""
        region = f' class="scroll" role="region" aria-label="{caption}" tabindex="0"'
        if placed is None:
            under = f" {element('span', unit, 'unit')}" if unit else ""
            return (
                f"<div{region}>\n<table>\n<caption>{caption}{under}</caption>\n"
                f"{self._inner(''.format)}\n</table>\n</div>{below}"
            )
        number = f'<span class="nr">{placed.number}.</span> ' if placed.number else ""
        under = f"{element('p', unit, 'unit')}\n" if unit else ""
        kind = ' role="table" class="cards"' if placed.cards else ""
        cols = "".join(f'<col style="width:{share / 10:.1f}%">' for share in placed.shares)
        widths = f"<colgroup>{cols}</colgroup>\n" if cols else ""
        # What is shown as cards is told to be a table by roles, which its style takes away.
        inner = self._inner(' role="{}"'.format if placed.cards else "".format)
        return (
            f'<div class="placed">\n<p class="caption"{placed.at}>{number}{caption}</p>\n{under}'
            f'<div{region if placed.scrolls else ""}>\n<table aria-label="{caption}"{kind}>\n'
            f"{widths}{inner}\n</table>\n</div>{below}\n</div>"
        )

    def _inner(self, role: Callable[[str], str]) -> str:
        """Heads and rows: one `tbody` a group, whose heading is the header of its own rows."""
        heads = "".join(
            f'<th scope="col"{role("columnheader")}{_number(column)}>{escape(column.label)}</th>'
            for column in self.columns
        )
        rows = [self._row(*found, role) for found in zip(self.rows, self.texts(), strict=True)]
        starts = [i for i, one in enumerate(self.rows) if one.role == "group" or i == 0]
        group, row = role("rowgroup"), role("row")
        parts = [f"<thead{group}><tr{row}>{heads}</tr></thead>"]
        for a, b in pairwise([*starts, len(rows)]):
            parts += [f"<tbody{group}>", *rows[a:b], "</tbody>"]
        return "\n".join(parts)

    def _row(self, row: Row, texts: Sequence[str], role: Callable[[str], str]) -> str:
        marks = _marks(row.marks)
        if row.role == "group":
            span = f' colspan="{len(texts)}"' if len(texts) > 1 else ""
            head = f'<th scope="rowgroup"{role("rowheader")}{span}>{escape(texts[0])}{marks}</th>'
            return f'<tr class="group"{role("row")}>{head}</tr>'
        cells = []
        for place, (column, words) in enumerate(zip(self.columns, texts, strict=True)):
            inner, kind = escape(words), _number(column)
            if place in self.header_columns:
                inner += marks if place == self.header_columns[0] else ""
                cells.append(f'<th scope="row"{role("rowheader")}{kind}>{inner}</th>')
                continue
            label = f' data-label="{escape(column.label)}"' if role("cell") else ""
            kind = ' class="missing"' if isinstance(row.cells[place], Missing) else kind
            cells.append(f"<td{role('cell')}{label}{kind}>{inner}</td>")
        kind = "" if row.role == "body" else f' class="{row.role}"'
        return f"<tr{kind}{role('row')}>{''.join(cells)}</tr>"

    def plain(self) -> str:
        """Caption, heads, a rule, the rows (numbers to the right), then the notes.

        Where figures would stand far beyond a terminal's edge, long labels and heads are broken.
        """
        heads = tuple(column.label for column in self.columns)
        texts = [
            (f"{first}{''.join(row.marks)}", *rest)
            for row, (first, *rest) in zip(self.rows, self.texts(), strict=True)
        ]
        # A group's heading runs over all columns and shall not widen the first.
        wide = [t for t, row in zip(texts, self.rows, strict=True) if row.role != "group"]
        written = [*zip(heads, *wide, strict=True)]
        widths = [max(map(len, column)) for column in written]
        broken = sum(widths) > _WIDEST and all(one.kind in NUMERIC for one in self.columns[1:])
        if broken:
            least = [max(map(len, [*head.split(), *cells])) for head, *cells in written[1:]]
            widths = [min(widths[0], _LABEL), *least]

        def aligned(line: Sequence[str]) -> str:
            parts = [
                wrap(words, width) if broken and any(line[1:]) else [words]
                for words, width in zip(line, widths, strict=True)
            ]
            return "\n".join(map(in_columns, zip_longest(*parts, fillvalue="")))

        def in_columns(line: Sequence[str]) -> str:
            cells = (
                words.rjust(width) if column.kind in NUMERIC else words.ljust(width)
                for words, column, width in zip(line, self.columns, widths, strict=True)
            )
            return _GAP.join(cells).rstrip()

        unit = f" ({self.unit_line.lower()})" if self.unit_line else ""
        rule = _GAP.join("-" * width for width in widths)
        notes = (f"{note.mark} {note.text}".strip() for note in self.footnotes)
        head = (f"{self.caption}{unit}", aligned(heads), rule)
        return "\n".join([*head, *map(aligned, texts), *notes])

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


def columns(**labels: str | tuple[str, Kind]) -> tuple[Column, ...]:
    """Columns by key, each with its label, and its kind where the key does not say it.

    A key that ends in `_nok` has amounts, `change_nok` a change, and any other text.
    """
    kinds: dict[str, Kind] = {key: "amount" for key in labels if key.endswith("_nok")}
    kinds["change_nok"] = "change"
    return tuple(
        Column(key, said, kinds.get(key, "text")) if isinstance(said, str) else Column(key, *said)
        for key, said in labels.items()
    )


def make_table(
    caption: str, heads: tuple[Column, ...], rows: Iterable[Row | tuple[Value, ...]], *below: str
) -> Table:
    """A table of rows, or their bare cells, and the lines below it; an empty line is none."""
    shown = tuple(row if isinstance(row, Row) else Row(row) for row in rows)
    notes = tuple(Note("", one) for one in below if one)
    return Table(caption, heads, shown, footnotes=notes)


def _number(column: Column) -> str:
    return ' class="number"' if column.kind in RIGHT else ""


def _marks(marks: Sequence[str]) -> str:
    return "".join(element("sup", mark, "mark") for mark in marks)


def printed(column: Column, cells: Sequence[Value]) -> list[str]:
    """A column's cells as the texts a reader sees; its rates have one number of decimals."""
    write: Callable[[int], str] = signed if column.kind == "change" else amount
    if column.kind == "rate_e4":
        needed = (decimals_e4(cell) for cell in cells if isinstance(cell, int))
        write = partial(decimal_e4, least=max([2, *needed]))
    if column.kind == "date":
        cells = [
            written_date(date.fromisoformat(one)) if isinstance(one, str) else one for one in cells
        ]

    def text(cell: Value) -> str:
        if isinstance(cell, Missing):
            return cell.text
        return write(cell) if isinstance(cell, int) else NOTHING if cell is None else cell

    return [text(cell) for cell in cells]


def fits(cell: Value, kind: Kind) -> bool:
    """Whether a cell may stand in a column of this kind."""
    if cell is None or isinstance(cell, Missing):
        return True
    if isinstance(cell, int) or kind in NUMERIC:
        return isinstance(cell, int) and not isinstance(cell, bool) and kind in NUMERIC
    try:
        return isinstance(cell, str) and (kind != "date" or bool(date.fromisoformat(cell)))
    except ValueError:
        return False
