"""The document as one self-contained, accessible web page."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ipr.present.blocks import Chart, Placed, Table
from ipr.publish.documents.document import Document, Part, Provenance, needs_data
from ipr.publish.documents.outline import after_heading, anchors, contents, numbers
from ipr.publish.documents.prose import (
    Grid,
    Listing,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Title,
    Verbatim,
)
from ipr.publish.documents.widths import (
    PAGE,
    PHONE,
    grid_shares,
    least_grid,
    least_width,
    table_shares,
)
from ipr.publish.style import Style

TEMPLATES = Path(__file__).parents[1] / "templates"
# Every page of ours is written by these templates, read in one way.
PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_KINDS: dict[type, str] = {
    Title: "title",
    Paragraph: "paragraph",
    Listing: "list",
    Grid: "grid",
    Verbatim: "verbatim",
    Quote: "quote",
    Rule: "rule",
}


def write_html(
    document: Document, provenance: Provenance, style: Style | None = None, home: str = ""
) -> str:
    """The page as text: no script, no request to anywhere, the same for the same document.

    `home` is the address of the page that leads to this one and others.
    """
    style = style or Style()
    logo = b64encode(style.logo).decode("ascii")
    quiet = [after_heading(document, place) for place in range(len(document.parts))]
    found = zip(document.parts, numbers(document), anchors(document), quiet, strict=True)
    parts = [
        (part, anchor, _placed_html(part, number, quiet, data=needs_data(document, place)))
        for place, (part, number, anchor, quiet) in enumerate(found)
    ]
    return PAGES.get_template("page.html.j2").render(
        document=document,
        parts=parts,
        contents=contents(document),
        home=home,
        made=_table(provenance.table(), "") if provenance.rows else "",
        style=style,
        logo=logo,
        kind=_kind,
        grid=_grid_place,
    )


def _kind(part: Part) -> str:
    return _KINDS.get(type(part), "block")


def _placed_html(part: Part, number: str, quiet: bool, *, data: bool) -> Markup:  # noqa: FBT001
    """A block's own HTML, numbered; nothing for prose, which the template writes.

    Without `data`, a chart's table, which follows as a part of its own, is left out.
    """
    if isinstance(part, Prose):
        return Markup()
    if isinstance(part, Table):
        return _table(part, number)
    if not isinstance(part, Chart):
        return Markup(part.html())  # noqa: S704 - a block escapes every text, and a test says so
    folded = _table(part.table, "") if data and part.table else ""
    return Markup(part.html(Placed(number, quiet=quiet), folded))  # noqa: S704 - as above


def _table(table: Table, number: str) -> Markup:
    least = least_width(table)
    placed = Placed(number, table_shares(table), least > PHONE, least > PAGE)
    return Markup(table.html(placed))  # noqa: S704 - as above


def _grid_place(grid: Grid) -> dict[str, object]:
    """The columns' widths of a table written in Markdown, and whether it may scroll."""
    cols = "".join(f'<col style="width:{share / 10:.1f}%">' for share in grid_shares(grid))
    return {"cols": Markup(f"<colgroup>{cols}</colgroup>"), "scrolls": least_grid(grid) > PHONE}  # noqa: S704 - only numbers
