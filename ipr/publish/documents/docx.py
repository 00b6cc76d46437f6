"""The document as a Word file with real headings, lists, table headers and language."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
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
    council_over,
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
from ipr.publish.documents.word import TEXT_WIDTH, add_list, opened, packed
from ipr.publish.documents.wordml import (
    BOLD,
    DEEPEST,
    INDENT,
    ITALIC,
    KEEP,
    RAISED,
    RULE,
    SHADE,
    SMALL,
    STRONG_RULE,
    beside,
    bookmark,
    cell_of,
    field,
    line,
    numbered,
    row_of,
    run,
    table_of,
)
from ipr.publish.style import OURS, Style

_FEW, _PAGE = 9, 42  # rows that stand on one page, with the header; the latter in groups
KEY_ROOM = 2_100  # for a key figure and its label beside each other, as `text_width` counts
_ALONE_ROOM = 3_200  # where none of them has a note
_ALONE = (  # the tab that goes with it, for those of the style
    '<w:tabs><w:tab w:val="clear" w:pos="4535"/><w:tab w:val="clear" w:pos="4876"/>'
    '<w:tab w:val="right" w:pos="6920"/></w:tabs>'
)
_FORM = ("keep", "page", "numbered", "border", "tabs", "spacing", "indent")  # the standard's order
_LINE = f'w:val="single" w:sz="8" w:space="0" w:color="{STRONG_RULE}"/>'
_EDGES = {  # of a row's cells
    "head": f'<w:tcBorders><w:bottom {_LINE}</w:tcBorders><w:vAlign w:val="bottom"/>',
    "total": f"<w:tcBorders><w:top {_LINE}<w:bottom {_LINE}</w:tcBorders>",
}


def write_docx(document: Document, style: Style = OURS) -> bytes:
    """The Word file, byte for byte the same for the same document and versions.

    Raises DocumentError for a chart without its PNG.
    """
    word = opened(document, style)
    writer = _Writer(word, style)
    writer.letterhead(council_over(document, style))
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
                target = self.word.part.relate_to(one.href, RT.HYPERLINK, is_external=True)
                made = f'<w:hyperlink r:id="{target}">{made}</w:hyperlink>'
            told += made
        return told

    def letterhead(self, council: str) -> None:
        """Write the logo, and the name of the council where it stands there."""
        if self.style.logo:
            logo = self.picture(self.style.logo, self.style.logo_alt, height=Mm(12))
            self.paragraph(logo, "Råd")
        if council:
            self.paragraph(run(council), "Råd")

    def contents(self, found: tuple[tuple[str, str], ...]) -> None:
        """The list of headings, ready to read, which Word can make anew with page numbers."""
        if not found:
            return
        self.paragraph(run("Innhold"), "Innholdstittel")
        links = [
            f'<w:hyperlink w:anchor="{bookmark(anchor)}">{run(words)}</w:hyperlink>'
            for anchor, words in found
        ]
        before, after = field('TOC \\o "1-1" \\h \\z \\u')
        *most, last = [before + links[0], *links[1:]]
        for link in most:
            self.paragraph(link, "TOC 1", keep=KEEP)  # no list of contents is parted by a page
        self.paragraph(last + after, "TOC 1")

    def part(self, slot: Slot, place: int = 0) -> None:
        """Write one part in its slot; `place` is that in the document, of a part that has one."""
        match part := slot.part:
            case Title():
                self.title(part, slot.anchor, place)
            case Paragraph():
                self.paragraph(self.runs(part.runs), keep=KEEP if slot.leads_on else "")
            case Listing():
                self.listing(part, 0)
            case Verbatim():
                self.paragraph(run(part.text), "Utskrift")
            case Quote():
                around = self.aside
                self.aside = {"border": beside(STRONG_RULE, 12), "indent": INDENT.format(340)}
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
            numbered=numbered(depth, number),
            indent="" if number else INDENT.format(340 * (min(depth, DEEPEST) + 1)),
        )

    def caption(self, number: str, words: str, unit: str = "", looks: str = "") -> None:
        """A caption whose number Word counts on, when it is pasted among others, and the unit."""
        told = run(words, looks)
        if number:
            kind, shown = number.split(" ")
            before, after = field(f"SEQ {kind} \\* ARABIC", looks)
            counted = before + run(shown, looks) + after
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
        for note in table.footnotes:
            mark = run(note.mark, RAISED) + run(" ") if note.mark else ""
            keep = "" if note is table.footnotes[-1] else KEEP
            self.paragraph(mark + run(note.text), "Tabellnote", keep=keep)
        if not table.footnotes:
            self.paragraph(style="Tabellslutt")  # Word joins tables that touch

    def grid(self, table: PaperTable) -> str:
        """The table itself: its first row and column are headers, its widths fixed."""
        widths = [round(TEXT_WIDTH * share // WHOLE / 635) for share in table.widths]
        kept = _kept_together(table)
        rows = [self.row(table, PaperRow(table.head, (False,) * len(widths), "head"), widths)]
        rows += [self.row(table, row, widths, keep=i in kept) for i, row in enumerate(table.rows)]
        return table_of(rows, widths, table.caption)

    def row(self, table: PaperTable, row: PaperRow, widths: list[int], *, keep: bool = True) -> str:
        marks = "".join(run(mark, RAISED) for mark in row.marks)
        bold = BOLD if row.role != "body" else ""
        if row.role == "group":
            span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
            words = self.runs(row.cells[0], bold) + marks
            return row_of(cell_of(words, sum(widths), span + SHADE, right=False, keep=True))
        cells = []
        for place, (runs, missing) in enumerate(zip(row.cells, row.missing, strict=True)):
            words = self.runs(runs, bold + (ITALIC if missing else ""))
            words += marks if place == table.headers[0] else ""
            right = table.right[place] or missing
            looks = _EDGES.get(row.role, "")
            cells.append(cell_of(words, widths[place], looks, right=right, keep=keep))
        return row_of("".join(cells), "<w:tblHeader/>" if row.role == "head" else "")

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
        drawn.docPr.id, drawn.docPr.name = self.pictures, f"Bilde {self.pictures}"
        drawn.docPr.set("descr", alt)
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
            self.paragraph(told, "Forklaring", numbered=numbered(depth, number))


def _kept_together(table: PaperTable) -> set[int]:
    """The rows that stand on the same page as the next; the last, with the notes.

    A table of a few rows stands on one page; of a longer the first rows. Groups are not torn: a
    table with groups stands on one page where that holds it.
    """
    rows = len(table.rows)
    grouped = any(row.role == "group" for row in table.rows)
    kept = rows - 1 if rows < (_PAGE if grouped else _FEW) else 3
    return {*range(kept), *([rows - 1] if table.footnotes else [])}
