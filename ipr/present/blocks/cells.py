"""What blocks share: how they show themselves, what they are made of, how a cell is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from ipr.reading.norwegian import amount, decimal_e4, decimals_e4, signed
from ipr.reading.norwegian import date as written_date

Kind = Literal["text", "value", "amount", "change", "rate_e4", "date", "count"]
Role = Literal["body", "group", "subtotal", "total"]
NUMERIC = frozenset({"amount", "change", "rate_e4", "count"})
RIGHT = NUMERIC | {"value"}  # aligned to the right
MONEY = frozenset({"amount", "change", "value"})
NOTHING = "–"

MIME = "application/vnd.ipr.block+json"
SCHEMA = 1

# Jupyter shows each block by itself, so each brings the little style it needs.
_STYLE = """<style>
.ipr{max-width:60rem;line-height:1.5}
.ipr table{border-collapse:collapse;font-size:inherit}
.ipr caption{text-align:left;font-weight:600;padding:.3em 0;caption-side:top}
.ipr .unit{display:block;font-weight:400;opacity:.8}
.ipr th,.ipr td{text-align:left!important;vertical-align:top;padding:.25em .7em;font-weight:400;\
white-space:normal;max-width:32rem}
.ipr thead th{font-weight:600;border-bottom:2px solid}
.ipr .number{text-align:right!important;font-variant-numeric:tabular-nums}
.ipr td.number{white-space:nowrap}
.ipr .group th,.ipr .total th,.ipr .total td,.ipr .subtotal th{font-weight:600}
.ipr .total th,.ipr .total td{border-top:2px solid}
.ipr td.missing{font-style:italic;text-align:right!important}
.ipr .note,.ipr .warning,.ipr .wrong,.ipr .verdict{border-left:.3em solid;padding-left:.8em}
.ipr .wrong{border-left-style:dashed}
.ipr .tone{font-weight:600;margin-bottom:0}
.ipr .right{border:.2em solid #2e8b57;border-radius:.6em;padding:.3em 1em;margin:.4em 0;\
background:rgba(46,139,87,.15);width:fit-content;min-width:16em}
.ipr .right .tone{font-size:1.5em;font-weight:700;margin:.2em 0}
.ipr .right .tone::before{content:"\\2713\\00a0" / "";color:#2e8b57;font-size:1.2em}
.ipr .value{font-weight:600;font-variant-numeric:tabular-nums}
.ipr dl.key{display:flex;flex-wrap:wrap;gap:.5em 2em}.ipr dd{margin:0;font-weight:600}
.ipr .scroll{overflow-x:auto}
</style>"""

# Pydantic checks types without bending them: True is no amount, "5" is no amount.
STRICT = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Shown:
    """A block: shows itself as HTML, as plain text, and as structured data."""

    __slots__ = ()

    def html(self) -> str:
        """The block as escaped, accessible HTML without style or script."""
        raise NotImplementedError

    def plain(self) -> str:
        """The block as text in aligned columns."""
        raise NotImplementedError

    def to_data(self) -> dict[str, Any]:
        """The block as plain JSON values, with its type and the schema's version."""
        data: dict[str, Any] = TypeAdapter(type(self)).dump_python(self, mode="json")
        return {**data, "schema": SCHEMA}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        del include, exclude  # Jupyter's signature; a block is always shown whole
        return {
            "text/html": f'{_STYLE}\n<div class="ipr" lang="nb">\n{self.html()}\n</div>',
            "text/plain": self.plain(),
            MIME: self.to_data(),
        }

    def __str__(self) -> str:
        return self.plain()


@dataclass(frozen=True, slots=True, config=STRICT)
class Missing:
    """A cell without a figure, with the words that stand there: never 0."""

    text: str


Value = int | str | Missing | None


@dataclass(frozen=True, slots=True, config=STRICT)
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


@dataclass(frozen=True, slots=True, config=STRICT)
class Note:
    """A footnote; an empty mark makes it a line that belongs to the whole table."""

    mark: str
    text: str


def columns(**labels: str) -> tuple[Column, ...]:
    """Columns by key and label: one that ends in `_nok` holds kroner, `change_nok` a change."""
    kinds: dict[str, Kind] = {key: "amount" for key in labels if key.endswith("_nok")}
    kinds["change_nok"] = "change"
    return tuple(Column(key, label, kinds.get(key, "text")) for key, label in labels.items())


def below(*texts: str) -> tuple[Note, ...]:
    """Lines that belong to the whole table; an empty one is none."""
    return tuple(Note("", text) for text in texts if text)


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


def element(tag: str, words: str, kind: str = "") -> str:
    """Words in an element of their own, or nothing where there are none."""
    classed = f' class="{kind}"' if kind else ""
    return f"<{tag}{classed}>{escape(words)}</{tag}>" if words else ""


def printed(column: Column, cells: Sequence[Value]) -> list[str]:
    """A column's cells as the texts a reader sees; its rates have one number of decimals."""
    write: Callable[[int], str] = signed if column.kind == "change" else amount
    if column.kind == "rate_e4":
        needed = (decimals_e4(cell) for cell in cells if isinstance(cell, int))
        write = partial(decimal_e4, least=max([2, *needed]))
    texts = []
    for cell in cells:
        match cell:
            case None:
                texts.append(NOTHING)
            case Missing(text):
                texts.append(text)
            case int():
                texts.append(write(cell))
            case _:
                day = column.kind == "date"
                texts.append(written_date(date.fromisoformat(cell)) if day else cell)
    return texts


def fits(cell: Value, kind: Kind) -> bool:
    """Whether a cell may stand in a column of this kind."""
    if cell is None or isinstance(cell, Missing):
        return True
    if kind != "date" or isinstance(cell, int):
        return isinstance(cell, int if kind in NUMERIC else str)
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True
