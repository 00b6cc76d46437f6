"""The document as one self-contained, accessible web page."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ipr.present.blocks import Chart
from ipr.present.blocks.tables import Placed, Table
from ipr.publish.documents.document import Document, Part
from ipr.publish.documents.layout import (
    PAGE,
    PHONE,
    Slot,
    column_shares,
    contents,
    council_over,
    least_width,
    slots,
)
from ipr.publish.documents.prose import Prose
from ipr.publish.style import OURS, Style

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


def write_html(document: Document, style: Style = OURS, home: str = "") -> str:
    """The page as text: no script, no request to anywhere, the same for the same document.

    `home` is the address of the page that leads to this one and others.
    """
    parts = [(slot.part, slot.anchor, _block(slot)) for slot in slots(document)]
    return PAGES.get_template("page.html.j2").render(
        document=document,
        parts=parts,
        contents=contents(document),
        council=council_over(document, style),
        home=home,
        made=document.filing.making,
        style=style,
        kind=_kind,
        column_shares=column_shares,
        least_width=least_width,
        phone=PHONE,
    )


def _kind(part: Part) -> str:
    return type(part).__name__.lower()


def _block(slot: Slot) -> str:
    """A block's own HTML, numbered, in which every text is escaped; the template writes prose."""
    part = slot.part
    if isinstance(part, Prose):
        return ""
    if isinstance(part, Table):
        return _table(part, slot.number)
    if not isinstance(part, Chart):
        return part.html()
    folded = _table(slot.data, "") if slot.data else ""
    return part.html(Placed(slot.number, quiet=slot.quiet), folded)


def _table(table: Table, number: str) -> str:
    least = least_width(table)
    return table.html(Placed(number, column_shares(table), least > PHONE, least > PAGE))
