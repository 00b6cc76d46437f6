"""What a Word file is written with: stretches of text, fields, lines, rows and cells, as XML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

INK, MUTED, RULE, STRONG_RULE, TINT = "1C232B", "525B66", "C9CED4", "767E87", "F2F5F8"
TABLE_STYLE = "IPR-tabell"
DEEPEST = 8  # of the nine levels of a list in Word, from 0
BOLD, ITALIC, RAISED = "<w:b/>", "<w:i/>", '<w:vertAlign w:val="superscript"/>'
SMALL = '<w:sz w:val="18"/>'
KEEP = "<w:keepNext/>"
SHADE = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
INDENT = '<w:ind w:left="{}"/>'  # twentieths of a point


def run(text: str, looks: str = "") -> str:
    """A stretch of text; `looks` are its properties, in the standard's order."""
    told = escape(text, quote=False)
    for sign, mark in (("\t", "tab"), ("\n", "br")):
        told = told.replace(sign, f'</w:t><w:{mark}/><w:t xml:space="preserve">')
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{told}</w:t></w:r>'


def field(instruction: str, looks: str = "") -> tuple[str, str]:
    """What stands before and after that which a field shows until Word reckons it anew."""
    begin, separate, end = (
        f'<w:r><w:rPr>{looks}</w:rPr><w:fldChar w:fldCharType="{step}"/></w:r>'
        for step in ("begin", "separate", "end")
    )
    told = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    return f"{begin}<w:r><w:rPr>{looks}</w:rPr>{told}</w:r>{separate}", end


def bookmark(anchor: str) -> str:
    """A heading's address as Word takes it: letters, digits and low lines, at most forty."""
    return f"IPR_{anchor.replace('-', '_')}"[:40]


def line(side: str, colour: str, eighths: int, space: int) -> str:
    """A line beside a paragraph, as one of its properties; width in eighths of a point."""
    return (
        f'<w:pBdr><w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" '
        f'w:color="{colour.lstrip("#")}"/></w:pBdr>'
    )


def beside(colour: str, eighths: int) -> str:
    """The line to the left of what stands out, as `line`."""
    return line("left", colour, eighths, 8)


def numbered(depth: int, number: int) -> str:
    """The mark of a paragraph in the list with this number, as one of its properties."""
    level = f'<w:ilvl w:val="{min(depth, DEEPEST)}"/>'
    return f'<w:numPr>{level}<w:numId w:val="{number}"/></w:numPr>'


def table_of(rows: Iterable[str], widths: Sequence[int], caption: str) -> str:
    """A table whose first row and column are headers; its widths, in twentieths of a point, stand.

    A caption is for those who do not see it.
    """
    named = f'<w:tblCaption w:val="{escape(caption)}"/>' if caption else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="0" w:type="auto"/>'
        '<w:jc w:val="left"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{named}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row_of(cells: str, looks: str = "") -> str:
    """A row that no page parts; `looks` are more of its properties."""
    return f"<w:tr><w:trPr><w:cantSplit/>{looks}</w:trPr>{cells}</w:tr>"


def cell_of(words: str, width: int, looks: str, *, right: bool, keep: bool) -> str:
    """A cell of one paragraph, to the right or not, kept on the page of what follows or not."""
    style = "Tabelltall" if right else "Tabelltekst"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{looks}</w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{KEEP if keep else ""}</w:pPr>{words}</w:p></w:tc>'
    )
