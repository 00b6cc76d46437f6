"""The document as plain data that the PDF's template lays out: texts, widths, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ipr.present.blocks import TONE_LABELS, Block, Chart, Cover, Missing, Row, Table, Text, Tree
from ipr.present.blocks.cells import RIGHT
from ipr.publish.documents.document import (
    Document,
    DocumentError,
    Part,
    Provenance,
    leads_on,
    needs_data,
)
from ipr.publish.documents.outline import after_heading, anchors, numbers
from ipr.publish.documents.prose import (
    Grid,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Runs,
    Title,
    Verbatim,
    words,
)
from ipr.publish.documents.widths import grid_shares, table_shares
from ipr.publish.style import Style


def document_data(document: Document, provenance: Provenance, style: Style) -> dict[str, Any]:
    """The data of the whole document; pictures are SVG text, or a PNG's bytes as numbers."""
    found = zip(document.parts, numbers(document), anchors(document), strict=True)
    parts = [
        _part(part)
        | {
            "sticky": leads_on(document, place),
            "number": number,
            "anchor": anchor,
            "quiet": after_heading(document, place),
        }
        for place, (part, number, anchor) in enumerate(found)
    ]
    for place, part in enumerate(parts):
        if not needs_data(document, place):
            part["data"] = None
    if provenance.rows:
        parts.append({"kind": "end", "table": _table(provenance.table())})
    return {
        "title": document.title,
        "author": document.author,
        "subject": document.filing.subject,
        "keywords": list(document.filing.keywords),
        "language": document.language,
        "council": style.council_name,
        "accent": style.accent,
        "pair": style.accent_pair,
        "logo": list(style.logo),
        "logo_alt": style.logo_alt,
        "headings": [
            {"anchor": anchor, "words": words(part.runs)}
            for part, anchor in zip(document.parts, anchors(document), strict=True)
            if isinstance(part, Title) and part.level == 2
        ],
        "contents_at": document.contents_at,
        "parts": parts,
    }


def printed_tables(document: Document, provenance: Provenance) -> list[tuple[int, ...]]:
    """Places of the header columns of each table, in the order the PDF shows them."""
    found: list[tuple[int, ...]] = []
    for place, part in enumerate(document.parts):
        if isinstance(part, Grid):
            found.append((0,))
        elif isinstance(part, Table):
            found.append(part.header_columns)
        elif isinstance(part, Chart) and part.table and needs_data(document, place):
            found.append(part.table.header_columns)
    return [*found, provenance.table().header_columns] if provenance.rows else found


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Title():
            return {
                "kind": "title",
                "level": part.level,
                "runs": _runs(part.runs),
                "starts_page": part.starts_page,
            }
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(part.runs)}
        case Listing():
            points = [[_part(inner) for inner in point] for point in part.points]
            return {"kind": "list", "ordered": part.ordered, "points": points}
        case Verbatim() | Rule():
            return {"kind": type(part).__name__.lower(), **asdict(part)}
        case Quote():
            return {"kind": "quote", "parts": [_part(inner) for inner in part.parts]}
        case _:
            return _block(part)


def _block(block: Block | Grid) -> dict[str, Any]:
    match block:
        case Grid():
            return {"kind": "table", **_grid(block)}
        case Table():
            return {"kind": "table", **_table(block)}
        case Chart():
            return {"kind": "chart", **_chart(block)}
        case Text():
            label = TONE_LABELS[block.tone]
            return {"kind": "text", **_plain(block), "points": block.points, "tone_label": label}
        case Cover() | Tree():
            return {"kind": block.type, **_plain(block)}
        case _:
            raise TypeError(type(block))


def _plain(part: Cover | Text | Tree) -> dict[str, Any]:
    return {key: value for key, value in asdict(part).items() if key != "type"}


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [asdict(run) for run in runs]


def _chart(chart: Chart) -> dict[str, Any]:
    if not chart.svg and not chart.png:
        raise DocumentError(f"figuren «{chart.caption}» mangler bildet")
    return {
        "caption": chart.caption,
        "unit": chart.unit,
        "source": chart.source,
        "alt": chart.alt,
        "picture": chart.svg or list(chart.png),
        "data": chart.table and _table(chart.table),
    }


def _table(table: Table) -> dict[str, Any]:
    texts = table.texts()
    rows = [_row(table, row, texts[i]) for i, row in enumerate(table.rows)]
    return {
        "caption": table.caption,
        "unit": table.unit_line,
        "widths": table_shares(table),
        "right": [column.kind in RIGHT for column in table.columns],
        "head": [_words(column.label) for column in table.columns],
        "rows": rows,
        "footnotes": [asdict(note) for note in table.footnotes],
    }


def _row(table: Table, row: Row, texts: Sequence[str]) -> dict[str, Any]:
    return {
        "role": row.role,
        "marks": row.marks,
        "marked": table.header_columns[0],
        "cells": [_words(text) for text in texts],
        "missing": [isinstance(cell, Missing) for cell in row.cells],
    }


def _grid(grid: Grid) -> dict[str, Any]:
    nothing = [False] * len(grid.head)
    rows = [
        {"role": "body", "marks": (), "marked": 0, "missing": nothing,
         "cells": [_runs(cell) for cell in row]}
        for row in grid.rows
    ]  # fmt: skip
    return {
        "caption": "",
        "unit": "",
        "widths": grid_shares(grid),
        "right": nothing,
        "head": [_runs(cell) for cell in grid.head],
        "rows": rows,
        "footnotes": [],
    }


def _words(text: str) -> list[dict[str, Any]]:
    """A cell's text as the one run it is."""
    return [{"text": text, "strong": False, "emphasis": False, "code": False, "href": ""}]
