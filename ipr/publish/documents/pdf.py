"""The document as a PDF that anyone can read (PDF/UA-1) and an archive keeps (PDF/A-2a)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from importlib.metadata import distribution
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import typst

from ipr.present.blocks import TONE_LABELS, Chart, Text
from ipr.present.blocks.tables import Table
from ipr.present.charts import FONTS
from ipr.publish.documents.document import Document
from ipr.publish.documents.layout import council_over, headings, paper_table, slots
from ipr.publish.documents.prose import DocumentError, Grid
from ipr.publish.style import OURS, Style

_TEMPLATE = Path(__file__).parents[1] / "templates" / "page.typ"
_ROW = re.compile(rb"\d+ 0 obj\n<</Type/StructElem/S/TR/P (\d+) 0 R/K\[([^]]*)\]")
_PARENT = re.compile(rb"/P (\d+) 0 R")
_HEADERS = re.compile(rb"(/O/Table/Headers\[[^]]*)\]")
_IDS = re.compile(rb"(/IDTree<</Names\[[^]]*)\]")


def write_pdf(document: Document, style: Style = OURS) -> bytes:
    """The PDF, byte for byte the same for the same document and versions.

    Raises DocumentError where the document cannot be laid out, such as a chart without picture.
    """
    return mark_row_headers(*_laid_out(document, style))


def pages_of(document: Document, style: Style) -> int:
    """How many pages the document's PDF has; raises as `write_pdf` does."""
    made, _ = _laid_out(document, style)
    return int(re.findall(rb"/Type/Pages/Count (\d+)", made)[0])


def _laid_out(document: Document, style: Style) -> tuple[bytes, list[tuple[int, ...]]]:
    data, headers = printed(document, style)
    return _typeset(_TEMPLATE.read_bytes(), data, document.filing.moment), headers


@lru_cache(maxsize=1)  # an edition is laid out to count its pages, and then to be kept
def _typeset(template: bytes, data: str, moment: dt.datetime) -> bytes:
    try:
        made: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs lack projects
            {"main.typ": template, "data.json": data.encode()},
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=moment,
        )
    except typst.TypstError as error:
        raise DocumentError(f"kan ikke lage PDF: {error}") from error
    return made


@cache
def _fonts() -> typst.Fonts:
    """Our own family, and another for code and for a sign that ours lacks."""
    # Matplotlib's fonts, without the library: it takes long to load, and draws nothing here.
    others = distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS, Path(str(others))])


def printed(document: Document, style: Style) -> tuple[str, list[tuple[int, ...]]]:
    """The whole document as JSON, and the places of the header columns of each table in it.

    Each part says its kind and its fields; a picture is SVG text, or a PNG's bytes as numbers.
    """
    headers: list[tuple[int, ...]] = []

    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            return list(value)
        if isinstance(value, Table | Grid):
            value = paper_table(value)
            headers.append(value.headers)
            return {"kind": "table"} | _fields(value)
        if isinstance(value, Chart):
            return _chart(value)
        more: dict[str, Any] = {}
        if isinstance(value, Text):
            more = {"points": value.points, "tone_label": TONE_LABELS[value.tone]}
        return {"kind": type(value).__name__.lower()} | _fields(value) | more

    filing = document.filing
    told = {
        "title": document.title,
        "author": document.author,
        "subject": filing.subject,
        "keywords": filing.keywords,
        "style": style,
        "council": council_over(document, style),
        "headings": headings(document),
        "contents_at": document.contents_at,
        "slots": list(slots(document)),
        "made": filing.making,
    }
    return json.dumps(told, default=plain), headers


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _chart(chart: Chart) -> dict[str, Any]:
    if not chart.svg and not chart.png:
        raise DocumentError(f"figuren «{chart.caption}» mangler bildet")
    words = {name: getattr(chart, name) for name in ("caption", "unit", "alt")}
    return {"kind": "chart", **words, "picture": chart.svg or chart.png}


def mark_row_headers(pdf: bytes, header_columns: Sequence[tuple[int, ...]]) -> bytes:
    """Make the cells in each table's header columns headers of their rows.

    The typesetter cannot mark them itself: its PDF, of plain objects and one table of where they
    are, is taken apart and put together again. `header_columns` has the places of each table's
    header columns, in the tables' order. Each such cell becomes a TH with scope Row, and every
    other cell of its row names it. Raises ValueError where the PDF does not have as many tables, or
    is not of that make.
    """
    start = int(pdf.rpartition(b"startxref")[2].split()[0])
    places = [int(place) for place in re.findall(rb"(\d{10}) \d{5} n", pdf[start:])]
    objects = [pdf[a:b] for a, b in pairwise([*places, start])]
    tables = [n for n, text in enumerate(objects, start=1) if b"/S/Table/" in text[:60]]
    if len(tables) != len(header_columns):
        raise ValueError(f"{len(tables)} tables in the PDF, {len(header_columns)} expected")
    heads = dict(zip(tables, header_columns, strict=True))
    ids: list[bytes] = []
    for row in filter(None, map(_ROW.match, list(objects))):
        cells = [int(number) for number in re.findall(rb"(\d+) 0 R", row[2])]
        section = _PARENT.search(objects[int(row[1]) - 1])
        if section and not any(b"/S/TH/" in objects[cell - 1][:60] for cell in cells):
            ids += _mark(objects, cells, heads[int(section[1])])
    root = next(place for place, text in enumerate(objects) if b"/StructTreeRoot" in text[:60])
    objects[root], found = _IDS.subn(rb"\1" + b"".join(ids) + b"]", objects[root])
    if tables and not found:
        raise ValueError("the PDF's tags have no tree of ids")
    return _joined(pdf[: places[0]], objects, pdf[start:].partition(b"trailer")[2])


def _mark(objects: list[bytes], cells: Sequence[int], places: tuple[int, ...]) -> Iterator[bytes]:
    """Mark the cells of a row, and yield each new id with the cell that bears it."""
    names = {place: b"(row%06d)" % cells[place] for place in places}
    for place, number in enumerate(cells):
        text = objects[number - 1]
        if b"/O/Table/Headers[" not in text:
            raise ValueError(f"the cell {number} of the PDF names no headers")
        if place in names:
            text = text.replace(b"/S/TD", b"/S/TH/ID" + names[place], 1)
            text = text.replace(b"/O/Table", b"/O/Table/Scope/Row", 1)
            yield b"%s%d 0 R" % (names[place], number)
        else:
            text = _HEADERS.sub(rb"\1" + b"".join(names.values()) + b"]", text, count=1)
        objects[number - 1] = text


def _joined(head: bytes, objects: Sequence[bytes], trailer: bytes) -> bytes:
    """Put a PDF together: its objects, where each begins, and what ends it."""
    *places, start = accumulate(map(len, objects), initial=len(head))
    entries = "".join(f"{place:010} 00000 n\r\n" for place in places)
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f\r\n{entries}trailer".encode()
    said, _, _ = trailer.partition(b"startxref")
    return b"".join([head, *objects, table, said, b"startxref\n%d\n%%%%EOF" % start])
