"""Tables in the Word file: widths, header rows, row headers, groups and totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu

from ipr.present.blocks import Missing, Row, Table
from ipr.present.blocks.cells import RIGHT
from ipr.publish.documents.prose import Grid, Run, Runs
from ipr.publish.documents.widths import WHOLE, grid_shares, table_shares
from ipr.publish.documents.word.order import add_caption
from ipr.publish.documents.word.style import RULE, STRONG_RULE, TEXT_WIDTH, TINT, shade

TABLE_STYLE = "IPR-tabell"
_FEW, _PAGE = 9, 42  # rows, with the header
WriteRuns = Callable[[Any, Runs], None]


def add_table_style(word: Any) -> None:
    """The tables' own style: thin lines between rows, a strong one under the bold heading."""
    line, strong = (
        f'w:val="single" w:sz="{width}" w:space="0" w:color="{colour}"'
        for width, colour in ((4, RULE), (8, STRONG_RULE))
    )
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    word.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">'
            f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
            f"<w:tblPr><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
            f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
            f"<w:bottom {strong}/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
        )
    )


def add_table(word: Any, table: Table, number: str = "") -> None:
    """Number, caption and unit, then the table, then its notes."""
    caption = add_caption(word, number, table.caption)
    if table.unit_line:
        caption.paragraph_format.space_after = 0
        word.add_paragraph(table.unit_line, style="Enhet")
    right = [column.kind in RIGHT for column in table.columns]
    made = _empty(word, table_shares(table), len(table.rows) + 1, table.caption)
    _head(made, [(Run(column.label),) for column in table.columns], right, _plain)
    texts = table.texts()
    for line, row in enumerate(table.rows):
        _row(made.rows[line + 1], table, row, texts[line], right)
    grouped = any(row.role == "group" for row in table.rows)
    _keep_together(made, notes=bool(table.footnotes), grouped=grouped)
    for note in table.footnotes:
        paragraph = word.add_paragraph(style="Tabellnote")
        if note.mark:
            paragraph.add_run(note.mark).font.superscript = True
            paragraph.add_run(" ")
        paragraph.add_run(note.text)
    if not table.footnotes:
        word.add_paragraph(style="Tabellslutt")  # Word joins tables that touch


def add_grid(word: Any, grid: Grid, write: WriteRuns) -> None:
    """A table written in Markdown."""
    made = _empty(word, grid_shares(grid), len(grid.rows) + 1, "")
    right = [False] * len(grid.head)
    _head(made, grid.head, right, write)
    for line, row in enumerate(grid.rows):
        for cell, runs in zip(made.rows[line + 1].cells, row, strict=True):
            _paragraph(cell, right=False)
            write(cell.paragraphs[0], runs)
    word.add_paragraph(style="Tabellslutt")


def _keep_together(made: Any, *, notes: bool, grouped: bool) -> None:
    """A table of a few rows on one page; of a longer the first rows; the last with its notes.

    Groups are not torn: a table with groups stands on one page where that holds it.
    """
    rows = list(made.rows)
    most = _PAGE if grouped else _FEW
    kept = rows[:-1] if len(rows) <= most else rows[:4]
    for row in [*kept, rows[-1]] if notes else kept:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _row(made: Any, table: Table, row: Row, texts: Sequence[str], right: Sequence[bool]) -> None:
    cells = made.cells
    if row.role == "group":
        cell = cells[0].merge(cells[-1]) if len(cells) > 1 else cells[0]
        paragraph = _paragraph(cell, right=False)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(texts[0]).bold = True
        _marks(paragraph, row)
        shade(cell._tc.get_or_add_tcPr(), TINT)  # noqa: SLF001
        return
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        missing = isinstance(row.cells[place], Missing)
        paragraph = _paragraph(cell, right=right[place] or missing)
        run = paragraph.add_run(text)
        run.bold = row.role != "body"
        run.italic = missing
        if place == table.header_columns[0]:
            _marks(paragraph, row)
    if row.role == "total":
        _edge(made, STRONG_RULE, 8)


def _empty(word: Any, shares: Sequence[int], rows: int, caption: str) -> Any:
    made = word.add_table(rows, len(shares), style=TABLE_STYLE)
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    widths = [Emu(TEXT_WIDTH * share // WHOLE) for share in shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for row in made.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    _properties(made, caption)
    return made


def _properties(made: Any, caption: str) -> None:
    """The first row and column are headers; the table has a style and a name."""
    properties = made._tbl.tblPr  # noqa: SLF001
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(
        parse_xml(
            f'<w:tblLook {nsdecls("w")} w:val="00A0" w:firstRow="1" w:lastRow="0" '
            'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
    )
    if caption:
        named = OxmlElement("w:tblCaption")
        named.set(qn("w:val"), caption)
        properties.append(named)


def _head(made: Any, labels: Sequence[Runs], right: Sequence[bool], write: WriteRuns) -> None:
    row = made.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    for cell, runs, to_right in zip(row.cells, labels, right, strict=True):
        paragraph = _paragraph(cell, right=to_right)
        write(paragraph, runs)
        for run in paragraph.runs:
            run.bold = True
        paragraph.paragraph_format.keep_with_next = True
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    _edge(row, STRONG_RULE, 8, sides=("bottom",))


def _edge(row: Any, colour: str, eighths: int, sides: Sequence[str] = ("top", "bottom")) -> None:
    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="{colour}"/>'
            for side in sides
        )
        borders = parse_xml(f"<w:tcBorders {nsdecls('w')}>{lines}</w:tcBorders>")
        for old in properties.findall(qn("w:tcBorders")):
            properties.remove(old)
        properties.insert_element_before(
            borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:vAlign", "w:hideMark"
        )


def _paragraph(cell: Any, *, right: bool) -> Any:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Tabelltall" if right else "Tabelltekst"
    return paragraph


def _marks(paragraph: Any, row: Row) -> None:
    for mark in row.marks:
        paragraph.add_run(mark).font.superscript = True


def _plain(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        paragraph.add_run(run.text)
