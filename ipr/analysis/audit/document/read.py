"""Read the text of a plan's document: a text file, or a PDF that has text."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

from ipr.reading.errors import refuse
from ipr.reading.files import read_bytes

LARGEST_DOCUMENT = 50_000_000  # bytes


def read_document(path: Path) -> str:
    """Return the text of a `.txt` (UTF-8) or `.pdf` file, in NFC.

    Raises `InputError` for other kinds of file, other encodings, and a PDF without text.
    """
    kind = path.suffix.lower()
    if kind not in {".txt", ".pdf"}:
        raise refuse(path.name, "", "dokumentet må være en tekstfil (.txt) eller en PDF (.pdf)")
    raw = read_bytes(path, LARGEST_DOCUMENT)
    text = _pdf_text(path, raw) if kind == ".pdf" else _plain_text(path, raw)
    lines = re.sub("\r\n?|[\f\v\x85\u2028\u2029]", "\n", text)
    return unicodedata.normalize("NFC", lines)


def _plain_text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "dokumentet er ikke UTF-8 – lagre det med tegnkoding UTF-8"
        raise refuse(f"{path.name}:{line}", "", message) from None


def _pdf_text(path: Path, raw: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = "PDF-en kan ikke leses – er den skadet eller beskyttet med passord?"
        raise refuse(path.name, "", message) from None
    text = "\n\n".join(pages)
    if not text.strip():
        message = "PDF-en inneholder ingen tekst – er den skannet, må teksten gjenkjennes først"
        raise refuse(path.name, "", message)
    return text
