"""The document as a PDF that anyone can read (PDF/UA-1) and an archive keeps (PDF/A-2a)."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import typst
from pypdf import PdfReader

from ipr.present.drawn import FONTS
from ipr.publish.documents.document import Document, DocumentError, Provenance
from ipr.publish.documents.pdf_tags import mark_row_headers
from ipr.publish.documents.typst_data import document_data, printed_tables
from ipr.publish.style import Style

_TEMPLATE = Path(__file__).parents[1] / "templates" / "page.typ"
# The latter is for code, and for a sign that our own family lacks.
_FONTS = [FONTS, Path(mpl.get_data_path()) / "fonts" / "ttf"]


def write_pdf(document: Document, provenance: Provenance, style: Style | None = None) -> bytes:
    """The PDF, byte for byte the same for the same document and versions.

    Raises DocumentError where the document cannot be laid out, such as a chart without picture.
    """
    data = document_data(document, provenance, style or Style())
    project = {"main.typ": _TEMPLATE.read_bytes(), "data.json": json.dumps(data).encode()}
    try:
        made: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs lack projects
            project,
            font_paths=_FONTS,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=document.filing.moment,
        )
    except typst.TypstError as error:
        raise DocumentError(f"kan ikke lage PDF: {error}") from error
    return mark_row_headers(made, printed_tables(document, provenance))


def pages_in(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(BytesIO(pdf)).pages)
