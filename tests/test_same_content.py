"""What one format says, all say: text, headings, tables and pictures' words, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from ipr.present.blocks import Chart, Cover, Text, Verdict
from ipr.present.blocks.tables import Column, Row, Table
from ipr.publish.documents.document import Document, Filing, Part
from ipr.publish.documents.docx import write_docx
from ipr.publish.documents.html import write_html
from ipr.publish.documents.pdf import write_pdf
from ipr.publish.documents.prose import DocumentError, Run, Title
from tests.documents import (
    DOCUMENT,
    ODD,
    PARTS,
    SMALL,
    STYLE,
    made_docx,
    made_html,
    made_pdf,
)
from tests.pdf_reading import Tag, read_tags

pytestmark = pytest.mark.slow  # every format is made

# ("heading", level, words) or ("text", words) or ("table", rows of cells)
Line = tuple[Any, ...]


def text_line(text: str) -> Iterator[Line]:
    """A line of text; a term of an explanation has its words in the order its format wants."""
    words = sorted(text.replace("·", " ").split())
    if words:
        yield "text", *words


def cell(text: str) -> str:
    """A cell's text with one kind of space between words."""
    return " ".join(text.split())


def html_lines(page: str) -> list[Line]:
    """The lines of a web page, less the link past its head and the handle of folded tables."""
    return list(_html(lxml_html.fromstring(page).find("body")))


def _html(node: Any) -> Iterator[Line]:
    if not isinstance(node.tag, str) or _is_aside(node):
        return
    if node.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        yield "heading", int(node.tag[1]), cell(node.text_content())
    elif node.tag == "table":
        for caption in node.iter("caption"):
            yield from text_line(caption.text or "")
            for unit in caption:
                yield from text_line(unit.text_content())
        yield "table", *(tuple(cell(c.text_content()) for c in row) for row in node.iter("tr"))
    elif _is_line(node):
        whole = node.text_content()
        for line in whole.split("\n") if node.tag == "pre" else (whole,):
            yield from text_line(line)
    elif node.get("class") == "aside":
        yield from text_line(" ".join(span.text_content() for span in node))
    else:
        yield from text_line(node.text or "")
        for child in node:
            yield from _html(child)
            yield from text_line(child.tail or "")


def _is_aside(node: Any) -> bool:
    """Whether a part of the page says nothing of its own."""
    handle = node.tag == "summary" and node.get("class") != "caption"
    return node.tag == "svg" or handle or node.get("class") == "skip"


def _is_line(node: Any) -> bool:
    """Whether a part of the page is one line of words, perhaps with some of them in bold."""
    led = node.tag == "li" and {child.tag for child in node} == {"strong"}
    lines = {"p", "dt", "dd", "figcaption", "summary", "pre"}
    return led or node.tag in lines or node.get("class") == "term"


def pdf_lines(pdf: bytes) -> list[Line]:
    """The lines of a PDF, from its tags."""
    lines = list(_pdf(read_tags(pdf)))
    return [line for line in lines if line[:1] != ("text",) or "Innhold:" not in line]


def _pdf(tag: Tag) -> Iterator[Line]:
    if re.fullmatch(r"/Title|/H\d", tag.kind):
        level = 1 if tag.kind == "/Title" else int(tag.kind[2:]) + 1
        yield "heading", level, cell(tag.text)
    elif tag.kind == "/Table":
        for caption in tag.named("/Caption"):
            yield from _pdf(caption)
        rows = [row.named("/TH", "/TD") for row in tag.named("/TR")]
        yield "table", *(tuple(cell(c.text) for c in row) for row in rows)
    elif tag.kind == "/P" or not [c for c in tag.children if c.kind not in {"/Strong", "/Span"}]:
        yield from text_line(tag.text)
    else:
        assert not "".join(part for part in tag.own if isinstance(part, str)).strip()
        for child in tag.children:
            yield from _pdf(child)


def docx_lines(file: bytes) -> list[Line]:
    """The lines of a Word file's body."""
    return list(_docx(docx.Document(BytesIO(file))))


def _docx(word: Any) -> Iterator[Line]:
    for part in word.iter_inner_content():
        if isinstance(part, WordTable):
            yield "table", *(tuple(_word_cells(row)) for row in part.rows)
        elif isinstance(part, WordParagraph):
            name = part.style.name
            if name == "Title" or name.startswith("Heading"):
                level = 1 if name == "Title" else int(name.split()[1]) + 1
                yield "heading", level, cell(part.text)
            elif name == "Nøkkeltall":
                for text in part.text.split("\t"):
                    yield from text_line(text)
            else:
                for text in part.text.split("\n"):
                    yield from text_line(text)


def _word_cells(row: Any) -> Iterator[str]:
    before = None
    for one in row.cells:
        if one._tc is not before:  # a merged cell comes once for each column
            yield cell(one.text)
        before = one._tc


def html_alts(page: str) -> list[str]:
    """What stands for each picture of a web page."""
    tree = lxml_html.fromstring(page)
    return [e.get("alt") or e.get("aria-label") for e in tree.iter("img", "svg")]


def pdf_alts(pdf: bytes) -> list[str]:
    """What stands for each picture of a PDF."""
    return [str(tag.raw["/Alt"]) for tag in read_tags(pdf).named("/Figure")]


def docx_alts(file: bytes) -> list[str]:
    """What stands for each picture of a Word file."""
    body = docx.Document(BytesIO(file)).element.body
    return [e.get("descr") for e in body.iter(qn("wp:docPr"))]


def test_every_format_says_the_same() -> None:
    """Headings, text and tables are equal, in the same order, in HTML, PDF and DOCX."""
    lines = html_lines(made_html())
    assert pdf_lines(made_pdf()) == lines
    assert docx_lines(made_docx()) == lines
    assert sum(line[0] == "table" for line in lines) == 7
    assert sum(line[0] == "heading" for line in lines) == 6


def test_every_format_gives_the_same_words_for_a_picture() -> None:
    """The alternative texts, the logo's first, are equal in all formats."""
    alts = html_alts(made_html())
    assert alts[0] == STYLE.logo_alt
    assert len(alts) == 4
    assert pdf_alts(made_pdf()) == alts
    assert docx_alts(made_docx()) == alts


def test_what_the_parts_say_is_in_the_lines() -> None:
    """The extraction is not empty-handed: odd text, a chart's table, a term, a missing amount."""
    lines = html_lines(made_html())
    assert next(text_line(ODD)) in lines
    rows = (("Planen", "–", "610 000"), ("Overføring", "−500 000", "110 000"))
    assert ("table", ("Trinn", "Endring", "Nå"), *rows, ("Til slutt", "–", "110 000")) in lines
    assert next(text_line("Økonomisk ramme 4 000 000 (−500 000)")) in lines
    assert any("Avventer hovedprosjekt" in row for line in lines if line[0] == "table"
               for row in line[1:])  # fmt: skip


def without(text: str) -> Document:
    """The document less the parts that say a text."""
    return replace(DOCUMENT, parts=tuple(p for p in PARTS if text not in str(p)))


@pytest.mark.parametrize(
    ("write", "lines", "text"),
    [
        (write_html, html_lines, "Merk dette."),
        (write_pdf, pdf_lines, "To radhoder"),
        (write_docx, docx_lines, "ledd for ledd"),
    ],
)
def test_a_lost_part_is_seen(
    write: Callable[..., Any], lines: Callable[[Any], list[Line]], text: str
) -> None:
    """A format that left out a note, a table or an explanation would differ from the others."""
    assert lines(write(without(text), STYLE)) != html_lines(made_html())


@pytest.mark.parametrize("write", [write_pdf, write_docx])
def test_a_chart_without_picture_is_refused_in_words(write: Callable[..., Any]) -> None:
    """What cannot be shown is a DocumentError, not a crash and not a gap."""
    bare = Document("T", "", (Title(1, (Run("T"),)), Chart("Tom", "Ord", SMALL)))
    with pytest.raises(DocumentError, match="Tom"):
        write(bare)


def test_a_charts_data_stand_once_where_a_table_has_them() -> None:
    """Of two charts, the one whose numbers stand in a table of the document shows none itself."""
    tables = [line for line in html_lines(made_html()) if line[0] == "table"]
    small = [line for line in tables if line[1] == ("Trinn", "Endring", "Nå")]
    assert len(small) == 2
    assert made_html().count("<details>") == 1
    assert sum(part is SMALL for part in PARTS) == 1


PRINTED = st.text(
    st.sampled_from("abcæøåÆØÅ 019 .,:;-–−…«»\"'#$%&*+/<=>?@[\\]^_`{|}~()§é€½\u00a0"), min_size=1
).filter(str.strip)


@settings(max_examples=10)
@given(st.lists(PRINTED, min_size=3, max_size=3))
def test_any_text_comes_out_as_it_is(texts: list[str]) -> None:
    """Text that looks like markup, code or formulas is the same text in every format."""
    one, two, three = (text.strip() for text in texts)
    table = Table(two, (Column("a", three), Column("b", one)), (Row((one, two)), Row((three, one))))
    cover = Cover(one, two, three, one, Verdict("balanced", two))
    parts: tuple[Part, ...] = (cover, Text((three,), (one, two)), table)
    document = Document(one, two, parts, Filing(made_from=((two, three),)))
    lines = html_lines(write_html(document))
    assert pdf_lines(write_pdf(document)) == lines
    assert docx_lines(write_docx(document)) == lines
    assert any(line[0] == "table" and line[2] == (cell(one), cell(two)) for line in lines)
