"""The document in an executed notebook: its prose and its blocks, in order, and nothing else."""

from __future__ import annotations

import datetime as dt
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ipr.present.blocks import (
    MIME,
    Block,
    Chart,
    Column,
    Cover,
    Group,
    Heading,
    Row,
    Table,
    Tree,
    block_from_data,
)
from ipr.publish.documents.notebook import read_notebook
from ipr.publish.documents.prose import DocumentError, Grid, Prose, Run, Title, prose, words

__all__ = [
    "HIDDEN",
    "LONGEST_PROPERTY",
    "Document",
    "DocumentError",
    "Filing",
    "Part",
    "Provenance",
    "leads_on",
    "needs_data",
    "read_document",
    "to_document",
]

LONGEST_PROPERTY = 255  # of a text among the properties of an office file
HIDDEN = frozenset({"skjul", "parameters", "injected-parameters"})

Part = Prose | Block


@dataclass(frozen=True, slots=True)
class Filing:
    """What an archive sorts a document by: its day, what it answers, words to find it by."""

    date: dt.date | None = None
    subject: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def moment(self) -> dt.datetime:
        """The document's day at midnight; a fixed one where it has none, as an archive needs one.

        The same document has the same, whenever it is made.
        """
        day = self.date or dt.date(2000, 1, 1)
        return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a reader gets, ready to be written in any format.

    Headings are `Title` parts, groups are taken apart; a `Cover` is the heading of level 1.
    """

    title: str
    author: str
    parts: tuple[Part, ...]
    filing: Filing = Filing()
    language: Literal["nb"] = "nb"


def leads_on(document: Document, place: int) -> bool:
    """Whether what follows a part is a table, chart or tree, which it should stand beside."""
    return isinstance(_after(document, place), Grid | Table | Chart | Tree)


def needs_data(document: Document, place: int) -> bool:
    """Whether a chart must show its data itself, or the table after it says the same."""
    chart, after = document.parts[place], _after(document, place)
    if not isinstance(chart, Chart) or not isinstance(after, Table):
        return True
    own = chart.table
    return (own.columns, own.rows, own.unit) != (after.columns, after.rows, after.unit)


def _after(document: Document, place: int) -> Part | None:
    return document.parts[place + 1] if place + 1 < len(document.parts) else None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a document was made from and by: label and text, line by line."""

    rows: tuple[tuple[str, str], ...]

    def table(self) -> Table:
        """The lines as the table that ends every document."""
        columns = (Column("what", "Hva"), Column("value", "Verdi"))
        return Table("Slik er dokumentet laget", columns, tuple(Row(row) for row in self.rows))


def read_document(path: Path, author: str = "") -> Document:
    """Read the document in an executed notebook file; raises as `to_document`."""
    return to_document(read_notebook(path), author)


def to_document(notebook: Any, author: str = "") -> Document:
    """Gather the prose and the blocks of an executed notebook (nbformat 4).

    Raises DocumentError for a cell that failed or never ran, for an output without a structured
    block, and for headings that do not make an outline: nothing is left out silently. Cells
    tagged `skjul`, `parameters` or `injected-parameters` are left out on purpose.
    """
    parts: list[Part] = []
    for number, cell in enumerate(notebook.cells, start=1):
        try:
            found = list(_cell_parts(cell))
        except (DocumentError, ValueError) as error:
            raise DocumentError(f"celle {number}: {error}") from error
        if not HIDDEN & set(cell.metadata.get("tags", ())):
            parts.extend(found)
    return Document(_title(parts), author, tuple(parts))


def _cell_parts(cell: Any) -> Iterator[Part]:
    if cell.cell_type == "markdown":
        yield from prose(cell.source)
    elif cell.cell_type == "code":
        if cell.execution_count is None and cell.source.strip():
            raise DocumentError("koden er ikke kjørt")
        for output in cell.outputs:
            yield from _output_parts(output)
    else:
        raise DocumentError(f"kan ikke trykke en celle av typen «{cell.cell_type}»")


def _output_parts(output: Any) -> Iterator[Part]:
    if output.output_type == "error":
        raise DocumentError(f"koden stoppet med {output.ename}: {output.evalue}")
    if output.output_type == "stream":
        raise DocumentError(f"koden skrev tekst utenom en blokk: «{output.text.strip()[:80]}»")
    data = output.data
    if MIME in data:
        png = b64decode(data["image/png"]) if "image/png" in data else b""
        yield from _flat(block_from_data(data[MIME], png, data.get("image/svg+xml", "")))
    elif dict(data) != {"text/plain": "None"}:
        kinds = ", ".join(sorted(data))
        raise DocumentError(f"resultatet er ikke en blokk, men {kinds}")


def _flat(block: Block) -> Iterator[Part]:
    if isinstance(block, Group):
        for inner in block.blocks:
            yield from _flat(inner)
    elif isinstance(block, Heading):
        yield Title(block.level, (Run(block.text),), block.starts_page)
    else:
        yield block


def _title(parts: list[Part]) -> str:
    """The one heading of level 1, after checking that no level is skipped below it."""
    headings = list(_headings(parts))
    tops = [text for level, text in headings if level == 1]
    if len(tops) != 1:
        found = ", ".join(f"«{text}»" for text in tops) or "ingen"
        raise DocumentError(f"dokumentet må ha én overskrift på øverste nivå; det har {found}")
    before = 0
    for level, text in headings:
        if level > before + 1:
            raise DocumentError(f"overskriften «{text}» hopper fra nivå {before} til nivå {level}")
        before = level
    return tops[0]


def _headings(parts: list[Part]) -> Iterator[tuple[int, str]]:
    for part in parts:
        if isinstance(part, Cover):
            yield 1, part.title
        elif isinstance(part, Title):
            yield part.level, words(part.runs)
