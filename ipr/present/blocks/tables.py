"""A table as escaped, accessible HTML: as a notebook shows it, or placed on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from ipr.present.blocks.cells import (
    MONEY,
    NUMERIC,
    RIGHT,
    Column,
    Missing,
    Note,
    Row,
    Value,
    header_places,
    printed,
)


def unit_line(unit: str, columns: Sequence[Column]) -> str:
    """The line under the caption: `Hele kroner` where there is money, another unit as it is."""
    if unit == "kroner":
        kinds = {column.kind for column in columns} & MONEY
        mixed = "Hele kroner, der ikke annet står" if kinds == {"value"} else "Hele kroner"
        return mixed if kinds else ""
    return f"{unit[:1].upper()}{unit[1:]}" if any(c.kind in NUMERIC for c in columns) else ""


@dataclass(frozen=True, slots=True)
class Placed:
    """How a table stands on a page: its number, its columns' widths, and whether it needs room.

    A narrow page shows `cards` instead of rows; one that `scrolls` also elsewhere can be reached
    by the keyboard. A `quiet` caption is not bold, for the line above it is.
    """

    number: str = ""
    shares: tuple[int, ...] = ()
    cards: bool = False
    scrolls: bool = False
    quiet: bool = False

    @property
    def id(self) -> str:
        """The address of the caption within the page."""
        return self.number.lower().replace(" ", "-")


def table(
    caption: str,
    unit: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    footnotes: Sequence[Note],
    placed: Placed | None = None,
) -> str:
    """A table: caption, a scope on every header cell, groups as row groups, then its notes."""
    stated = unit_line(unit, columns)
    under = f' <span class="unit">{escape(stated)}</span>' if stated else ""
    role = _roles(placed)
    heads = "".join(
        f'<th scope="col"{role("columnheader")}{_number_class(c)}>{escape(c.label)}</th>'
        for c in columns
    )
    head = f"<thead{role('rowgroup')}><tr{role('row')}>{heads}</tr></thead>"
    body = "\n".join(_bodies(columns, rows, placed))
    notes = "".join(f"<p>{_mark(n.mark)}{escape(n.text)}</p>" for n in footnotes)
    below = f'\n<div class="footnotes">{notes}</div>' if notes else ""
    if placed is None:
        return (
            f'<div class="scroll" role="region" aria-label="{escape(caption)}" tabindex="0">\n'
            f"<table>\n<caption>{escape(caption)}{under}</caption>\n{head}\n{body}\n</table>\n"
            f"</div>{below}"
        )
    under = f'<p class="unit">{escape(stated)}</p>\n' if stated else ""
    name = f'aria-label="{escape(caption)}"'
    kind = ' class="cards"' if placed.cards else ""
    region = f' class="scroll" role="region" {name} tabindex="0"' if placed.scrolls else ""
    return (
        f'<div class="placed">\n{numbered(caption, placed)}{under}<div{region}>\n'
        f"<table {name}{role('table')}{kind}>\n{_cols(placed.shares)}{head}\n{body}\n</table>\n"
        f"</div>{below}\n</div>"
    )


def numbered(caption: str, placed: Placed) -> str:
    """The beginning of a caption that stands above what it names: number and words."""
    number = f'<span class="nr">{placed.number}.</span> ' if placed.number else ""
    at = f' id="{placed.id}"' if placed.number else ""
    return f'<p class="caption"{at}>{number}{escape(caption)}</p>\n'


def _cols(shares: Sequence[int]) -> str:
    """The columns' widths; the page's style lets a narrow page go beyond them."""
    cols = "".join(f'<col style="width:{share / 10:.1f}%">' for share in shares)
    return f"<colgroup>{cols}</colgroup>\n" if cols else ""


def _roles(placed: Placed | None) -> Callable[[str], str]:
    """What says that a table is one also where its style makes it cards."""
    cards = placed is not None and placed.cards
    return lambda role: f' role="{role}"' if cards else ""


def _bodies(columns: Sequence[Column], rows: Sequence[Row], placed: Placed | None) -> Iterable[str]:
    """One `tbody` per group, so that a group heading is the header of its own rows."""
    texts = printed(columns, rows)
    role = _roles(placed)
    starts = [i for i, row in enumerate(rows) if row.role == "group" or i == 0]
    for start, end in pairwise([*starts, len(rows)]):
        inner = "\n".join(_row(columns, rows[i], texts[i], placed) for i in range(start, end))
        yield f"<tbody{role('rowgroup')}>\n{inner}\n</tbody>"


def _row(columns: Sequence[Column], row: Row, texts: Sequence[str], placed: Placed | None) -> str:
    role = _roles(placed)
    marks = "".join(f'<sup class="mark">{escape(m)}</sup>' for m in row.marks)
    if row.role == "group":
        span = f' colspan="{len(columns)}"' if len(columns) > 1 else ""
        return (
            f'<tr class="group"{role("row")}><th scope="rowgroup"{role("rowheader")}{span}>'
            f"{escape(texts[0])}{marks}</th></tr>"
        )
    headers = header_places(columns)
    cells = "".join(
        _cell(
            column,
            row.cells[i],
            f"{escape(texts[i])}{marks if i == headers[0] else ''}",
            placed,
            head=i in headers,
        )
        for i, column in enumerate(columns)
    )
    kind = "" if row.role == "body" else f' class="{row.role}"'
    return f"<tr{kind}{role('row')}>{cells}</tr>"


def _cell(column: Column, cell: Value, inner: str, placed: Placed | None, *, head: bool) -> str:
    if head:
        role = _roles(placed)("rowheader")
        return f'<th scope="row"{role}{_number_class(column)}>{inner}</th>'
    role = _roles(placed)("cell")
    label = f' data-label="{escape(column.label)}"' if role else ""
    kind = ' class="missing"' if isinstance(cell, Missing) else _number_class(column)
    return f"<td{role}{label}{kind}>{inner}</td>"


def _number_class(column: Column) -> str:
    return ' class="number"' if column.kind in RIGHT else ""


def _mark(mark: str) -> str:
    return f'<sup class="mark">{escape(mark)}</sup> ' if mark else ""
