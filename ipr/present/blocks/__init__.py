"""The blocks a notebook cell ends in: frozen, showing themselves, and kept as plain data."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import field, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from ipr.present.blocks import markup, plain, tables
from ipr.present.blocks.cells import (
    STRICT,
    Column,
    KeyFigure,
    Missing,
    Node,
    Note,
    Row,
    Value,
    Verdict,
    header_places,
    printed,
    table_problems,
)
from ipr.present.blocks.shown import MIME, SCHEMA, Shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "MIME", "SCHEMA", "Block", "Chart", "Column", "Cover", "Group", "Heading", "KeyFigure",
    "Missing", "Node", "Note", "Row", "Table", "Text", "Tree", "Value", "Verdict",
    "block_from_data",
]  # fmt: skip


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
        found = table_problems(self.caption, self.columns, self.rows, self.footnotes)
        if problems := "; ".join(found):
            raise ValueError(problems)

    @property
    def header_columns(self) -> tuple[int, ...]:
        """Places of the columns whose cells are row headers."""
        return header_places(self.columns)

    @property
    def unit_line(self) -> str:
        """`Hele kroner`, or nothing where the table holds no money."""
        return tables.unit_line(self.unit, self.columns)

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every cell as a reader sees it, row by row, without footnote marks."""
        return printed(self.columns, self.rows)

    def html(self) -> str:
        """The table with caption, column and row headers, and its footnotes."""
        return tables.table(self.caption, self.unit, self.columns, self.rows, self.footnotes)

    def plain(self) -> str:
        """The table in aligned columns."""
        return plain.table(self.caption, self.unit, self.columns, self.rows, self.footnotes)

    def to_frame(self) -> pd.DataFrame:
        """The rows but group headings: a column per key (`Int64` or `string`), then `role`."""
        from ipr.present.blocks.frames import frame  # noqa: PLC0415 - pandas is slow to load

        return frame(self.columns, self.rows)


@dataclass(frozen=True, slots=True, config=STRICT)
class Chart(Shown):
    """A picture with what it shows as caption, words for those who do not see it, and its data.

    `unit` stands below the caption and `source` below the picture. One made by others has no data.

    The pictures, whose strokes depend on the machine, are stored beside the structured form.
    """

    caption: str
    alt: str
    table: Table | None = None
    svg: Annotated[str, Field(exclude=True)] = field(default="", compare=False, repr=False)
    png: Annotated[bytes, Field(exclude=True)] = field(default=b"", compare=False, repr=False)
    unit: str = ""
    source: str = ""
    type: Literal["chart"] = "chart"

    def __post_init__(self) -> None:
        """Check that there are words for the picture."""
        if not self.caption.strip() or not self.alt.strip():
            raise ValueError("en figur må ha figurtekst og alternativ tekst")

    def html(self) -> str:
        """The picture drawn inline, its caption, and its data to fold out."""
        data = self.table.html() if self.table else ""
        words = (self.caption, self.unit, self.source)
        return markup.chart(words, self.alt, self.svg or self.png, data)

    def plain(self) -> str:
        """Caption and words."""
        return plain.chart(self.caption, self.alt)

    def to_frame(self) -> pd.DataFrame | None:
        """The chart's data, as `Table.to_frame`."""
        return self.table.to_frame() if self.table else None

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        del include, exclude
        # The pictures alone: code hosts strip drawings out of HTML, but show a PNG.
        drawing = {"image/svg+xml": self.svg} if self.svg else {}
        picture = {"image/png": b64encode(self.png).decode("ascii")} if self.png else {}
        return {**drawing, **picture, "text/plain": self.plain(), MIME: self.to_data()}


@dataclass(frozen=True, slots=True, config=STRICT)
class Text(Shown):
    """A few sentences, then a list; `tone` marks a note or a warning.

    `leads` are the words each item of the list begins with, in bold: one for each, or none.
    """

    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    ordered: bool = False
    tone: markup.Tone = "plain"
    leads: tuple[str, ...] = ()
    type: Literal["text"] = "text"

    def __post_init__(self) -> None:
        """Check that the leads are as many as the items."""
        if self.leads and len(self.leads) != len(self.items):
            raise ValueError("en liste må ha like mange innledninger som punkter, eller ingen")

    @property
    def points(self) -> tuple[tuple[str, str], ...]:
        """Each item of the list with what it begins with, in bold; that is empty where none."""
        return tuple(zip(self.leads or [""] * len(self.items), self.items, strict=True))

    def html(self) -> str:
        """Paragraphs and a list."""
        return markup.text(self.paragraphs, self.points, self.tone, ordered=self.ordered)

    def plain(self) -> str:
        """Paragraphs and a list, a line each."""
        return plain.text(self.paragraphs, self.points, self.tone, ordered=self.ordered)


@dataclass(frozen=True, slots=True, config=STRICT)
class Heading(Shown):
    """A heading that comes and goes with what stands under it; on paper it may begin a page."""

    text: str
    level: Annotated[int, Field(ge=1, le=6)] = 2
    starts_page: bool = False
    type: Literal["heading"] = "heading"

    def html(self) -> str:
        """The heading."""
        return markup.heading(self.text, self.level)

    def plain(self) -> str:
        """The heading's words."""
        return self.text


@dataclass(frozen=True, slots=True, config=STRICT)
class Cover(Shown):
    """The head of a report: its title is the document's only heading of level 1."""

    title: str
    subtitle: str
    question: str
    answer: str
    verdict: Verdict
    key_figures: tuple[KeyFigure, ...] = ()
    type: Literal["cover"] = "cover"

    def html(self) -> str:
        """Title, question, verdict, answer and key figures."""
        titles = (self.title, self.subtitle)
        return markup.cover(titles, self.question, self.answer, self.verdict, self.key_figures)

    def plain(self) -> str:
        """The same, a line each."""
        titles = (self.title, self.subtitle)
        return plain.cover(titles, self.question, self.answer, self.verdict, self.key_figures)


@dataclass(frozen=True, slots=True, config=STRICT)
class Tree(Shown):
    """An explanation: a figure, its terms, theirs, down to the plan's headings."""

    caption: str
    root: Node
    type: Literal["tree"] = "tree"

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every node with its depth (root 0), each before its children."""
        stack = [(0, self.root)]
        while stack:
            depth, node = stack.pop()
            yield depth, node
            stack.extend((depth + 1, child) for child in reversed(node.children))

    def html(self) -> str:
        """A nested list."""
        return markup.tree(self.caption, self.root)

    def plain(self) -> str:
        """An indented list."""
        return plain.tree(self.caption, tuple(self.walk()))


@dataclass(frozen=True, slots=True, config=STRICT)
class Group(Shown):
    """Several blocks that one cell shows, or none where there is nothing to say.

    A chart ends a cell of its own, with its PNG.
    """

    blocks: tuple[Block, ...]
    type: Literal["group"] = "group"

    def __post_init__(self) -> None:
        """Refuse charts, whose picture the notebook could not keep."""
        if any(isinstance(block, Chart) for block in self.blocks):
            raise ValueError("en figur må stå i sin egen celle, ikke i en gruppe")

    def html(self) -> str:
        """The blocks, one after the other."""
        return "\n".join(block.html() for block in self.blocks)

    def plain(self) -> str:
        """The blocks, an empty line between them."""
        return "\n\n".join(block.plain() for block in self.blocks)


Block = Annotated[
    Table | Chart | Text | Heading | Cover | Tree | Group, Field(discriminator="type")
]
_ADAPTER: TypeAdapter[Block] = TypeAdapter(Block, config=ConfigDict(defer_build=True))


def block_from_data(data: dict[str, Any], png: bytes = b"", svg: str = "") -> Block:
    """The block that `to_data` described; `png` and `svg` give a chart its pictures back.

    Raises ValueError for another schema, an unknown type, or anything that does not fit.
    """
    if data.get("schema") != SCHEMA:
        raise ValueError(f"ukjent utgave av blokkformatet: {data.get('schema')!r}")
    known = {key: value for key, value in data.items() if key != "schema"}
    block = _ADAPTER.validate_json(json.dumps(known))
    return replace(block, png=png, svg=svg) if isinstance(block, Chart) else block
