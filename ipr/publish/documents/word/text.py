"""Stretches of text in the Word file, in their styles."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ipr.publish.documents.prose import Runs

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def add_runs(paragraph: Any, runs: Runs) -> None:
    """Stretches of text, each in its style, links among them."""
    for run in runs:
        made = paragraph.add_run(run.text)
        if run.strong:
            made.bold = True
        if run.emphasis:
            made.italic = True
        if run.code:
            made.font.name = "Consolas"
        if run.href:
            made.style = "Hyperlink"
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(run.href, _LINK, is_external=True))
            made._r.addprevious(link)  # noqa: SLF001
            link.append(made._r)  # noqa: SLF001
