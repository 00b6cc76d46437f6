"""The document as a Word file with real headings, lists, table headers and language."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from io import BytesIO
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from ipr.present.blocks import TONE_LABELS, Block, Chart, Cover, Text, Tree
from ipr.present.blocks.tables import Table
from ipr.publish.documents.document import Document
from ipr.publish.documents.editions import snippet
from ipr.publish.documents.layout import (
    WHOLE,
    PaperRow,
    PaperTable,
    Slot,
    contents,
    paper_table,
    slots,
    text_width,
)
from ipr.publish.documents.prose import (
    DocumentError,
    Grid,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Runs,
    Title,
    Verbatim,
)
from ipr.publish.documents.word import (
    DEEPEST,
    RULE,
    STRONG_RULE,
    TABLE_STYLE,
    TEXT_WIDTH,
    TINT,
    add_list,
    beside,
    line,
    opened,
    packed,
)
from ipr.publish.style import OURS, Style

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_FEW, _PAGE = 9, 42  # rows that stand on one page, with the header; the latter in groups
KEY_ROOM = 2_100  # for a key figure and its label beside each other, as `text_width` counts
_ALONE_ROOM = 3_200  # where none of them has a note
_ALONE = (  # the tab that goes with it, for those of the style
    '<w:tabs><w:tab w:val="clear" w:pos="4535"/><w:tab w:val="clear" w:pos="4876"/>'
    '<w:tab w:val="right" w:pos="6920"/></w:tabs>'
)
_INDENT = '<w:ind w:left="{}"/>'  # twentieths of a point
_FORM = (
    "keep",
    "page",
    "numbered",
    "border",
    "tabs",
    "spacing",
    "indent",
)  # in the standard's order
_KEEP = "<w:keepNext/>"
_LINE = f'w:val="single" w:sz="8" w:space="0" w:color="{STRONG_RULE}"/>'
_EDGES = {  # of a row's cells
    "head": f'<w:tcBorders><w:bottom {_LINE}</w:tcBorders><w:vAlign w:val="bottom"/>',
    "total": f"<w:tcBorders><w:top {_LINE}<w:bottom {_LINE}</w:tcBorders>",
}
BOLD, ITALIC, RAISED = "<w:b/>", "<w:i/>", '<w:vertAlign w:val="superscript"/>'
SMALL = '<w:sz w:val="18"/>'


def write_docx(document: Document, style: Style = OURS) -> bytes:
    """The Word file, byte for byte the same for the same document and versions.

    Raises DocumentError for a chart without its PNG.
    """
    word = opened(document, style)
    writer = _Writer(word, style)
    writer.letterhead(document.subtitle)
    for place, slot in enumerate(slots(document)):
        if place == document.contents_at:
            writer.contents(contents(document))
        writer.part(slot, place)
    if making := document.filing.making:
        writer.paragraph(run(making), "Tabellnote")
    names = nsdecls("w", "r", "wp", "a", "pic")
    word.element.body[:0] = parse_xml(f"<w:body {names}>{''.join(writer.made)}</w:body>")[:]
    return packed(word)


def write_snippet(document: Document, style: Style = OURS) -> bytes:
    """A Word file of what is pasted into another paper: no letterhead, no bytes if nothing is."""
    found = snippet(document)
    return write_docx(found, replace(style, council_name="", logo=b"")) if found else b""


def run(text: str, looks: str = "") -> str:
    """A stretch of text; `looks` are its properties, in the standard's order."""
    told = escape(text, quote=False)
    for sign, mark in (("\t", "tab"), ("\n", "br")):
        told = told.replace(sign, f'</w:t><w:{mark}/><w:t xml:space="preserve">')
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{told}</w:t></w:r>'


def field(instruction: str, shown: str, looks: str = "") -> str:
    """A field with what it shows until Word reckons it anew."""
    begin, separate, end = (
        f'<w:r><w:rPr>{looks}</w:rPr><w:fldChar w:fldCharType="{step}"/></w:r>'
        for step in ("begin", "separate", "end")
    )
    told = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    return f"{begin}<w:r><w:rPr>{looks}</w:rPr>{told}</w:r>{separate}{run(shown, looks)}{end}"


def bookmark(anchor: str) -> str:
    """A heading's address as Word takes it: letters, digits and low lines, at most forty."""
    return f"IPR_{anchor.replace('-', '_')}"[:40]


class _Writer:
    """Writes part after part as the text of a Word document's body."""

    def __init__(self, word: Any, style: Style) -> None:
        self.word, self.style = word, style
        self.made: list[str] = []
        self.pictures = 0
        self.aside: dict[str, str] = {}  # what paragraphs of a quote look like

    def paragraph(self, inner: str = "", style: str = "", **form: str) -> None:
        """Add a paragraph; `form` are properties of its own, by the names in `_FORM`."""
        form |= self.aside
        named = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
        properties = named + "".join(form.get(name, "") for name in _FORM)
        self.made.append(f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>")

    def runs(self, runs: Runs, looks: str = "") -> str:
        """Stretches of text, each in its style, links among them."""
        told = ""
        for one in runs:
            link = '<w:rStyle w:val="Hyperlink"/>' if one.href else ""
            code = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>' if one.code else ""
            bold = BOLD if one.strong or BOLD in looks else ""
            italic = ITALIC if one.emphasis or ITALIC in looks else ""
            made = run(one.text, f"{link}{code}{bold}{italic}")
            if one.href:
                target = self.word.part.relate_to(one.href, _LINK, is_external=True)
                made = f'<w:hyperlink r:id="{target}">{made}</w:hyperlink>'
            told += made
        return told

    def letterhead(self, subtitle: str) -> None:
        """Write the logo, and the council's name where the line over the title has it not."""
        if self.style.logo:
            logo = self.picture(self.style.logo, self.style.logo_alt, height=Mm(12))
            self.paragraph(logo, "Råd")
        if self.style.council_name not in subtitle:
            self.paragraph(run(self.style.council_name), "Råd")

    def contents(self, found: tuple[tuple[str, str], ...]) -> None:
        """The list of headings, ready to read, which Word can make anew with page numbers."""
        if not found:
            return
        self.paragraph(run("Innhold"), "Innholdstittel")
        links = [
            f'<w:hyperlink w:anchor="{bookmark(anchor)}">{run(words)}</w:hyperlink>'
            for anchor, words in found
        ]
        before, _, after = field('TOC \\o "1-1" \\h \\z \\u', "").partition(run(""))
        links[0], links[-1] = before + links[0], links[-1] + after
        for link in links[:-1]:
            self.paragraph(link, "TOC 1", keep=_KEEP)  # no list of contents is parted by a page
        self.paragraph(links[-1], "TOC 1")

    def part(self, slot: Slot, place: int = 0) -> None:
        """Write one part in its slot; `place` is that in the document, of a part that has one."""
        match part := slot.part:
            case Title():
                self.title(part, slot.anchor, place)
            case Paragraph():
                self.paragraph(self.runs(part.runs), keep=_KEEP if slot.leads_on else "")
            case Listing():
                self.listing(part, 0)
            case Verbatim():
                self.paragraph(run(part.text), "Utskrift")
            case Quote():
                around = self.aside
                self.aside = {"border": beside(STRONG_RULE, 12), "indent": _INDENT.format(340)}
                for inner in part.parts:
                    self.part(Slot(inner))
                self.aside = around
            case Rule():
                self.paragraph(border=line("bottom", RULE, 4, 1))
            case Grid() | Table():
                self.table(part, slot.number)
            case _:
                self.block(part, slot)

    def block(self, block: Block, slot: Slot) -> None:
        match block:
            case Chart():
                self.chart(block, slot)
            case Cover():
                self.cover(block)
            case Text():
                self.text(block)
            case Tree():
                self.tree(block)
            case _:
                raise TypeError(type(block))

    def title(self, title: Title, anchor: str, place: int) -> None:
        name = "Title" if title.level == 1 else f"Heading {title.level - 1}"
        page = "<w:pageBreakBefore/>" if title.starts_page else ""
        inner = self.runs(title.runs)
        if anchor:
            named = f'<w:bookmarkStart w:id="{place}" w:name="{bookmark(anchor)}"/>'
            inner = f'{named}{inner}<w:bookmarkEnd w:id="{place}"/>'
        self.paragraph(inner, name, page=page)

    def listing(self, listing: Listing, depth: int, number: int = 0) -> None:
        number = number or add_list(self.word, "decimal" if listing.ordered else "bullet")
        for point in listing.points:
            for place, inner in enumerate(point):
                if isinstance(inner, Listing):
                    same = inner.ordered == listing.ordered
                    self.listing(inner, depth + 1, number if same else 0)
                elif isinstance(inner, Paragraph):
                    at = number if place == 0 else 0
                    self.point(self.runs(inner.runs), at, depth, ordered=listing.ordered)
                else:
                    self.part(Slot(inner))

    def point(self, inner: str, number: int, depth: int = 0, *, ordered: bool) -> None:
        """A paragraph of a list; without a number it goes on with the point above."""
        self.paragraph(
            inner,
            "List Number" if ordered else "List Bullet",
            numbered=_numbered(depth, number),
            indent="" if number else _INDENT.format(340 * (min(depth, DEEPEST) + 1)),
        )

    def caption(self, number: str, words: str, unit: str = "", looks: str = "") -> None:
        """A caption whose number Word counts on, when it is pasted among others, and the unit."""
        told = run(words, looks)
        if number:
            kind, shown = number.split(" ")
            counted = field(f"SEQ {kind} \\* ARABIC", shown, looks)
            told = run(f"{kind} ", looks) + counted + run(". ", looks) + told
        self.paragraph(told, "Caption", spacing='<w:spacing w:after="0"/>' if unit else "")
        if unit:
            self.paragraph(run(unit), "Enhet")

    def table(self, given: Table | Grid, number: str = "") -> None:
        """Number, caption and unit, then the table, then its notes."""
        table = paper_table(given)
        if table.caption:
            self.caption(number, table.caption, table.unit)
        self.made.append(self.grid(table))
        for left, note in zip(range(len(table.footnotes))[::-1], table.footnotes, strict=True):
            mark = run(note.mark, RAISED) + run(" ") if note.mark else ""
            self.paragraph(mark + run(note.text), "Tabellnote", keep=_KEEP if left else "")
        if not table.footnotes:
            self.paragraph(style="Tabellslutt")  # Word joins tables that touch

    def grid(self, table: PaperTable) -> str:
        """The table itself: its first row and column are headers, its widths fixed."""
        widths = [round(TEXT_WIDTH * share // WHOLE / 635) for share in table.widths]
        kept = _kept_together(table)
        rows = [self.row(table, PaperRow(table.head, (False,) * len(widths), "head"), widths)]
        rows += [self.row(table, row, widths, keep=i in kept) for i, row in enumerate(table.rows)]
        named = f'<w:tblCaption w:val="{escape(table.caption)}"/>' if table.caption else ""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="0" w:type="auto"/>'
            '<w:jc w:val="left"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
            f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{named}</w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def row(self, table: PaperTable, row: PaperRow, widths: list[int], *, keep: bool = True) -> str:
        marks = "".join(run(mark, RAISED) for mark in row.marks)
        bold = BOLD if row.role != "body" else ""
        if row.role == "group":
            span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
            shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
            words = self.runs(row.cells[0], bold) + marks
            return _row(_cell(words, sum(widths), span + shade, right=False, keep=True))
        cells = []
        for place, (runs, missing) in enumerate(zip(row.cells, row.missing, strict=True)):
            words = self.runs(runs, bold + (ITALIC if missing else ""))
            words += marks if place == table.headers[0] else ""
            right = table.right[place] or missing
            looks = _EDGES.get(row.role, "")
            cells.append(_cell(words, widths[place], looks, right=right, keep=keep))
        return _row("".join(cells), "<w:tblHeader/>" if row.role == "head" else "")

    def chart(self, chart: Chart, slot: Slot) -> None:
        if not chart.png:
            raise DocumentError(f"figuren «{chart.caption}» mangler bildet")
        self.caption(slot.number, chart.caption, chart.unit, "" if slot.quiet else BOLD)
        picture = self.picture(chart.png, chart.alt, width=Mm(145))
        self.paragraph(picture)
        if slot.data:
            self.table(slot.data)

    def picture(self, png: bytes, alt: str, **size: Any) -> str:
        self.pictures += 1
        drawn = self.word.part.new_pic_inline(BytesIO(png), **size)
        for name, value in (
            ("id", str(self.pictures)), ("name", f"Bilde {self.pictures}"), ("descr", alt)
        ):  # fmt: skip
            drawn.docPr.set(name, value)
        return f"<w:r><w:drawing>{drawn.xml}</w:drawing></w:r>"

    def cover(self, cover: Cover) -> None:
        texts = (cover.subtitle, cover.title, cover.question)
        for words, name in zip(texts, ("Subtitle", "Title", "Spørsmål"), strict=True):
            if words:
                self.paragraph(run(words), name)
        warned = cover.verdict.kind != "balanced"
        border = beside(self.style.accent_pair, 36) if warned else ""
        self.paragraph(run(cover.verdict.text), "Konklusjon", border=border)
        if cover.answer:
            self.paragraph(run(cover.answer))
        noted = any(key.note for key in cover.key_figures)
        room, tabs = (KEY_ROOM, "") if noted else (_ALONE_ROOM, _ALONE)
        for key in cover.key_figures:
            note = run(f"\t{key.note}") if key.note else ""
            # An amount that has no room beside its label stands below it.
            wide = text_width(f"{key.label}{key.text}") > room
            label = run(key.label + ("\n\t" if wide else "\t"))
            self.paragraph(label + run(key.text, BOLD) + note, "Nøkkeltall", tabs=tabs)

    def text(self, text: Text) -> None:
        style, border = "", ""
        if text.tone != "plain":
            colour = self.style.accent_pair if text.tone == "warning" else STRONG_RULE
            style, border = "Merknad", beside(colour, 24)
            self.paragraph(run(TONE_LABELS[text.tone], BOLD), style, border=border)
        for words in text.paragraphs:
            self.paragraph(run(words), style, border=border)
        number = add_list(self.word, "decimal" if text.ordered else "bullet") if text.items else 0
        for lead, item in text.points:
            led = run(f"{lead} ", BOLD) if lead else ""
            self.point(led + run(item), number, ordered=text.ordered)

    def tree(self, tree: Tree) -> None:
        """An explanation as a list in lists: label and value, and small below, why and whence."""
        self.caption("", tree.caption)
        number = add_list(self.word, "none")
        for depth, node in tree.walk():
            change = f"({node.change}) " if node.change else ""
            asides = " · ".join(words for words in (node.reason, node.source) if words)
            below = run(f"\n{asides}", SMALL) if asides else ""
            told = run(f"{node.label}\t{change}") + run(node.value, BOLD) + below
            self.paragraph(told, "Forklaring", numbered=_numbered(depth, number))


def _numbered(depth: int, number: int) -> str:
    level = f'<w:ilvl w:val="{min(depth, DEEPEST)}"/>'
    return f'<w:numPr>{level}<w:numId w:val="{number}"/></w:numPr>'


def _kept_together(table: PaperTable) -> set[int]:
    """The rows that stand on the same page as the next; the last, with the notes.

    A table of a few rows stands on one page; of a longer the first rows. Groups are not torn: a
    table with groups stands on one page where that holds it.
    """
    rows = len(table.rows)
    grouped = any(row.role == "group" for row in table.rows)
    kept = rows - 1 if rows < (_PAGE if grouped else _FEW) else 3
    return {*range(kept), *([rows - 1] if table.footnotes else [])}


def _row(cells: str, looks: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{looks}</w:trPr>{cells}</w:tr>"


def _cell(words: str, width: int, looks: str, *, right: bool, keep: bool) -> str:
    style = "Tabelltall" if right else "Tabelltekst"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{looks}</w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{_KEEP if keep else ""}</w:pPr>{words}</w:p></w:tc>'
    )
