"""The document as a Word file with real headings, lists, table headers and language."""

from __future__ import annotations

import functools
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.shared import Mm

from ipr.present.blocks import TONE_LABELS, Block, Chart, Cover, Table, Text, Tree
from ipr.publish.documents.document import (
    Document,
    DocumentError,
    Part,
    Provenance,
    leads_on,
    needs_data,
)
from ipr.publish.documents.outline import (
    after_heading,
    anchors,
    contents,
    numbers,
    snippet,
)
from ipr.publish.documents.prose import (
    Grid,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Title,
    Verbatim,
)
from ipr.publish.documents.word.order import (
    DEEPEST,
    add_caption,
    add_contents,
    add_tree,
    mark_heading,
    new_list,
)
from ipr.publish.documents.word.style import RULE, STRONG_RULE, border, prepare
from ipr.publish.documents.word.table import add_grid, add_table, add_table_style
from ipr.publish.documents.word.text import add_runs
from ipr.publish.style import Style
from ipr.reading.files import repacked


def write_docx(document: Document, provenance: Provenance, style: Style | None = None) -> bytes:
    """The Word file, byte for byte the same for the same document and versions.

    Raises DocumentError for a chart without its PNG.
    """
    style = style or Style()
    word = docx.Document()
    prepare(word, document, style)
    add_table_style(word)
    # Each paragraph asks for its style by name, and the library looks through all of them.
    word.part.get_style_id = functools.cache(word.part.get_style_id)  # type: ignore[method-assign]
    writer = _Writer(word, style)
    writer.letterhead()
    headings = contents(document)
    found = zip(document.parts, numbers(document), anchors(document), strict=True)
    for place, (part, number, anchor) in enumerate(found):
        writer.number, writer.quiet = number, after_heading(document, place)
        writer.part(part, data=needs_data(document, place))
        if anchor:
            mark_heading(word.paragraphs[-1], anchor, place)
        if place == 0 and headings:
            add_contents(word, headings)
        if isinstance(part, Paragraph) and leads_on(document, place):
            word.paragraphs[-1].paragraph_format.keep_with_next = True
    if provenance.rows:
        add_table(word, provenance.table())
        # Otherwise what must stand after the last table may take a page of its own.
        word.paragraphs[-1].style = "Tabellslutt"
    made = BytesIO()
    word.save(made)
    return repacked(made.getvalue())


def write_snippet(document: Document, style: Style | None = None) -> bytes:
    """A Word file of what is pasted into another paper: no letterhead, no bytes if nothing is."""
    found = snippet(document)
    bare = replace(style or Style(), council_name="", logo=b"")
    return write_docx(found, Provenance(()), bare) if found else b""


class _Writer:
    """Writes part after part into a Word document, which has a memory of its own."""

    def __init__(self, word: Any, style: Style) -> None:
        self.word = word
        self.style = style
        self.pictures = 0
        self.number, self.quiet = "", False

    def letterhead(self) -> None:
        if self.style.logo:
            paragraph = self.word.add_paragraph(style="Råd")
            self.picture(paragraph, self.style.logo, self.style.logo_alt, height=Mm(12))
        if self.style.council_name:
            self.word.add_paragraph(self.style.council_name, style="Råd")

    def part(self, part: Part, *, data: bool = True) -> None:
        """One part; a chart with the table of its data, where asked for."""
        match part:
            case Title():
                self.title(part)
            case Paragraph():
                add_runs(self.word.add_paragraph(), part.runs)
            case Listing():
                self.listing(part, 0)
            case Verbatim():
                self.word.add_paragraph(part.text, style="Utskrift")
            case Quote():
                self.quote(part)
            case Rule():
                border(self.word.add_paragraph()._p, "bottom", RULE, 4, 1)  # noqa: SLF001
            case Grid():
                add_grid(self.word, part, add_runs)
            case _:
                self.block(part, data=data)

    def block(self, block: Block, *, data: bool) -> None:
        match block:
            case Table():
                add_table(self.word, block, self.number)
            case Chart():
                self.chart(block, data=data)
            case Cover():
                self.cover(block)
            case Text():
                self.text(block)
            case Tree():
                add_tree(self.word, block)
            case _:
                raise TypeError(type(block))

    def title(self, title: Title) -> None:
        name = "Title" if title.level == 1 else f"Heading {title.level - 1}"
        paragraph = self.word.add_paragraph(style=name)
        paragraph.paragraph_format.page_break_before = title.starts_page or None
        add_runs(paragraph, title.runs)

    def quote(self, quote: Quote) -> None:
        before = len(self.word.paragraphs)
        for inner in quote.parts:
            self.part(inner)
        for paragraph in self.word.paragraphs[before:]:
            paragraph.paragraph_format.left_indent = Mm(6)
            border(paragraph._p, "left", STRONG_RULE, 12, 8)  # noqa: SLF001

    def listing(self, listing: Listing, depth: int, number: int = 0) -> None:
        number = number or new_list(self.word, ordered=listing.ordered)
        for point in listing.points:
            for place, inner in enumerate(point):
                if isinstance(inner, Listing):
                    same = inner.ordered == listing.ordered
                    self.listing(inner, depth + 1, number if same else 0)
                elif isinstance(inner, Paragraph):
                    paragraph = self.point(number if place == 0 else 0, depth, listing.ordered)
                    add_runs(paragraph, inner.runs)
                else:
                    self.part(inner)

    def point(self, number: int, depth: int, ordered: bool) -> Any:  # noqa: FBT001
        """A paragraph of a list; without a number it goes on with the point above."""
        paragraph = self.word.add_paragraph(style="List Number" if ordered else "List Bullet")
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
        properties.get_or_add_ilvl().val = min(depth, DEEPEST)
        properties.get_or_add_numId().val = number
        if not number:
            paragraph.paragraph_format.left_indent = Mm(6 * (min(depth, DEEPEST) + 1))
        return paragraph

    def chart(self, chart: Chart, *, data: bool) -> None:
        if not chart.png:
            raise DocumentError(f"figuren «{chart.caption}» mangler bildet")
        caption = add_caption(self.word, self.number, chart.caption, bold=not self.quiet)
        if chart.unit:
            caption.paragraph_format.space_after = 0
            self.word.add_paragraph(chart.unit, style="Enhet")
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = bool(chart.source)
        self.picture(paragraph, chart.png, chart.alt, width=Mm(145))
        if chart.source:
            self.word.add_paragraph(chart.source, style="Kilde")
        if data and chart.table:
            add_table(self.word, chart.table)

    def picture(self, paragraph: Any, png: bytes, alt: str, **size: Any) -> None:
        self.pictures += 1
        drawn = paragraph.add_run().add_picture(BytesIO(png), **size)
        properties = drawn._inline.docPr  # noqa: SLF001
        properties.set("descr", alt)
        properties.set("name", f"Bilde {self.pictures}")

    def cover(self, cover: Cover) -> None:
        add = self.word.add_paragraph
        texts = (cover.subtitle, cover.title, cover.question)
        for words, name in zip(texts, ("Subtitle", "Title", "Spørsmål"), strict=True):
            if words:
                add(words, style=name)
        verdict = add(cover.verdict.text, style="Konklusjon")
        if cover.verdict.kind != "balanced":
            border(verdict._p, "left", self.style.accent_pair, 36, 8)  # noqa: SLF001
        if cover.answer:
            add(cover.answer)
        for key in cover.key_figures:
            paragraph = add(f"{key.label}\t", style="Nøkkeltall")
            paragraph.add_run(key.text).bold = True
            if key.note:
                paragraph.add_run(f"\t{key.note}")

    def text(self, text: Text) -> None:
        toned = text.tone != "plain"
        colour = self.style.accent_pair if text.tone == "warning" else STRONG_RULE
        if toned:
            label = self.word.add_paragraph(style="Merknad")
            label.add_run(TONE_LABELS[text.tone]).bold = True
            border(label._p, "left", colour, 24, 8)  # noqa: SLF001
        for words in text.paragraphs:
            paragraph = self.word.add_paragraph(words, style="Merknad" if toned else None)
            if toned:
                border(paragraph._p, "left", colour, 24, 8)  # noqa: SLF001
        number = new_list(self.word, ordered=text.ordered) if text.items else 0
        for lead, item in text.points:
            point = self.point(number, 0, text.ordered)
            if lead:
                point.add_run(f"{lead} ").bold = True
            point.add_run(item)
