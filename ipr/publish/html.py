"""The document as one self-contained, accessible web page."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ipr.publish.document import Document, Part, Provenance
from ipr.publish.prose import Grid, Listing, Paragraph, Title
from ipr.publish.style import Style

_KINDS: dict[type, str] = {Title: "title", Paragraph: "paragraph", Listing: "list", Grid: "grid"}

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def write_html(document: Document, provenance: Provenance, style: Style | None = None) -> str:
    """The page as text: no script, no request to anywhere, the same for the same document."""
    style = style or Style()
    logo = b64encode(style.logo).decode("ascii")
    return _PAGES.get_template("page.html.j2").render(
        document=document, provenance=provenance, style=style, logo=logo, kind=_kind, block=_block
    )


def _kind(part: Part) -> str:
    return _KINDS.get(type(part), "block")


def _block(part: Part) -> Markup:
    """A block's own HTML, which has escaped its texts already."""
    if isinstance(part, Title | Paragraph | Listing | Grid):
        raise TypeError(type(part))
    return Markup(part.html())  # noqa: S704 - markup.py escapes every text, and a test says so
