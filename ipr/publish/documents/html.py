"""The document as one self-contained, accessible web page."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ipr.present.blocks import Chart, Table
from ipr.publish.documents.document import Document, Part, Provenance, needs_data
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
from ipr.publish.documents.widths import grid_shares, table_shares
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


def write_html(document: Document, provenance: Provenance, style: Style | None = None) -> str:
    """The page as text: no script, no request to anywhere, the same for the same document."""
    style = style or Style()
    logo = b64encode(style.logo).decode("ascii")
    return PAGES.get_template("page.html.j2").render(
        document=document,
        provenance=provenance,
        style=style,
        logo=logo,
        kind=_kind,
        block=_block,
        columns=_columns,
        needs_data=partial(needs_data, document),
    )


def _kind(part: Part) -> str:
    return _KINDS.get(type(part), "block")


def _block(part: Part, *, data: bool = True) -> Markup:
    """A block's own HTML, which has escaped its texts already, with the columns' widths.

    Without `data`, a chart's table, which follows as a part of its own, is left out.
    """
    if isinstance(part, Prose):
        raise TypeError(type(part))
    html = part.html()
    if not data:
        html = re.sub(r"<details>.*</details>\n", "", html, flags=re.DOTALL)
    table = part.table if isinstance(part, Chart) else part
    if isinstance(table, Table):
        html = html.replace("</caption>\n", f"</caption>\n{_cols(table_shares(table))}\n", 1)
    return Markup(html)  # noqa: S704 - markup.py escapes every text, and a test says so


def _columns(grid: Grid) -> Markup:
    return Markup(_cols(grid_shares(grid)))  # noqa: S704 - only numbers


def _cols(shares: tuple[int, ...]) -> str:
    """The columns' widths; the page's style lets a narrow page go beyond them."""
    cols = "".join(f'<col style="width:{share / 10:.1f}%">' for share in shares)
    return f"<colgroup>{cols}</colgroup>"
