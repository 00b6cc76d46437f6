"""The PDF can be read by everyone and kept for ever, and its tags say what is what."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import page
import pytest
from pypdf import PdfReader
from pypdf.generic import TextStringObject

from ipr.present import charts
from ipr.present.blocks.tables import columns, make_table
from ipr.publish.documents import pdf as pdf_module
from ipr.publish.documents.document import Document, Filing
from ipr.publish.documents.pdf import mark_row_headers, write_pdf
from ipr.publish.documents.prose import Paragraph, Quote, Run, Title
from ipr.reading.files import unprintable
from tests.documents import DOCUMENT, FILING, GRID, LONG, SMALL, STYLE, made_pdf
from tests.pdf_reading import Tag, ends_in_a_line_break, read_tags

pytestmark = pytest.mark.slow  # PDFs are made

MISREAD = "PDFA2A-STREAM-LENGTH-001"
PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


def faults(pdf: bytes) -> list[str]:
    """What our own rules find wrong with a PDF."""
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    tags = read_tags(pdf)
    pages = [one.extract_text() for one in reader.pages]
    rows = [row for body in tags.named("/TBody") for row in body.named("/TR")]
    rules = {
        "version": pdf.startswith(b"%PDF-1.7\n"),
        "language": root.get("/Lang") == "nb",
        "title": (reader.metadata or {}).get("/Title") == DOCUMENT.title,
        "author": (reader.metadata or {}).get("/Author") == DOCUMENT.author,
        "title shown": root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not None
        and bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        "tagged": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "outline": outline(reader) == [t.text for t in tags.named("/H1", "/H2")],
        "pictures": bool(tags.named("/Figure"))
        and all(len(str(tag.raw.get("/Alt", ""))) > 5 for tag in tags.named("/Figure")),
        "column headers": bool(tags.named("/THead"))
        and all(
            cell.kind == "/TH" and cell.table_attribute("/Scope") == "/Column"
            for head in tags.named("/THead")
            for cell in head.named("/TH", "/TD")
        ),
        "captions": [len(t.named("/Caption")) for t in tags.named("/Table")] == [0, *[1] * 6],
        "row headers": bool(rows) and all(map(_row_is_headed, rows)),
        "header ids": not _dangling(tags, root),
        "page numbers": all(
            f"Side {number} av {len(pages)}" in " ".join(text.split())
            for number, text in enumerate(pages, start=1)
        ),
        "repeated headers": sum("Budsjettpost" in text for text in pages)
        == sum(bool(re.search(r"(satsinger|oppdrag|prioriteringer) \d", text)) for text in pages),
    }  # fmt: skip
    return [name for name, holds in rules.items() if not holds]


def outline(reader: PdfReader) -> list[str]:
    """The bookmarks, in order."""

    def flat(entries: Any) -> list[str]:
        return [
            title
            for entry in entries
            for title in (flat(entry) if isinstance(entry, list) else [str(entry.title)])
        ]

    return flat(reader.outline)


def _row_is_headed(row: Tag) -> bool:
    """The first cell heads its row, or, alone over all columns, those below."""
    cells = row.named("/TH", "/TD")
    first = cells[0].table_attribute("/Scope")
    if len(cells) == 1:
        return first == "/Column" and int(cells[0].table_attribute("/ColSpan") or 1) > 1
    named = cells[0].raw.get("/ID")
    others = [cell for cell in cells if cell.kind == "/TD"]
    return (
        cells[0].kind == "/TH"
        and first == "/Row"
        and all(named in (cell.table_attribute("/Headers") or ()) for cell in others)
    )


def _dangling(tags: Tag, root: Any) -> set[Any]:
    """Ids that cells name as their headers, or bear, and the tree of ids does not hold."""
    cells = tags.named("/TH", "/TD")
    used = {h for cell in cells for h in cell.table_attribute("/Headers") or ()}
    used |= {cell.raw["/ID"] for cell in cells if "/ID" in cell.raw}
    held: list[Any] = []

    def gather(node: Any) -> None:
        held.extend(node.get("/Names", [])[::2])
        for kid in node.get("/Kids", []):
            gather(kid.get_object())

    gather(root["/StructTreeRoot"].get("/IDTree", {}))
    assert held == sorted(held)
    return used - set(held)


# Rule: what stands in the PDF, and what it is changed to, as long, so that it is found as before.
BREAKS = {
    "version": (b"%PDF-1.7", b"%PDF-1.4"),
    "language": (b"/Lang(nb)", b"/Long(nb)"),
    "title shown": (b"/ViewerPreferences", b"/ViewerPreferencez"),
    "tagged": (b"/MarkInfo", b"/MarkInfx"),
    "outline": (b"/Outlines ", b"/Outlinez "),
    "pictures": (b"/Alt<", b"/Alx<"),
    "column headers": (b"/Scope/Column", b"/Scopx/Column"),
    "captions": (b"/S/Caption/", b"/S/Section/"),
    "row headers": (b"/S/TH/ID(row", b"/S/TD/ID(row"),
    "header ids": (b"/IDTree", b"/IDTred"),
}


def broken(*rules: str) -> bytes:
    """The PDF, broken on purpose in one place for each rule."""
    made = made_pdf()
    for right, wrong in (BREAKS[rule] for rule in rules):
        assert right in made
        made = made.replace(right, wrong, 1)
    return made


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_an_independent_validator_finds_nothing(profile: Any, tmp_path: Path) -> None:
    """The PDF follows PDF/UA-1 and PDF/A-2a."""
    file = tmp_path / "rapport.pdf"
    file.write_bytes(made_pdf())
    failures = [
        failure
        for failure in page.validate_pdf(file, profile=profile).failures
        if not (
            failure.rule_id == MISREAD
            and ends_in_a_line_break(made_pdf(), failure.object_id.object_number)
        )
    ]
    assert failures == []


def test_a_stream_of_another_length_is_no_misreading() -> None:
    """Only a stream whose stated length is its own, and that ends in a line break, is let by."""
    right = b"\n7 0 obj\n<<\n/Length 3\n>>\nstream\nab\r\nendstream"
    assert ends_in_a_line_break(right, 7)
    assert not ends_in_a_line_break(right.replace(b"/Length 3", b"/Length 2"), 7)
    assert not ends_in_a_line_break(right.replace(b"ab\r", b"abc"), 7)


def test_the_validator_sees_a_picture_without_words(tmp_path: Path) -> None:
    """The validator is no rubber stamp: it refuses a picture without alternative text."""
    file = tmp_path / "rapport.pdf"
    file.write_bytes(broken("pictures"))
    assert not page.validate_pdf(file, profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_our_own_rules_hold() -> None:
    """Language, title, author, bookmarks, headers, ids, pictures, page numbers are right."""
    assert faults(made_pdf()) == []


@pytest.mark.parametrize("rules", [[*BREAKS][:-2], *([rule] for rule in [*BREAKS][-2:])])
def test_each_rule_sees_its_breach(rules: list[str]) -> None:
    """A PDF broken on purpose in some places breaks those rules, and no other."""
    assert faults(broken(*rules)) == rules


def test_the_rules_see_another_title_and_author() -> None:
    """A PDF of another title breaks those rules."""
    other = write_pdf(Document("Annen", "", (Title(1, (Run("Annen"),)),)))
    assert {"title", "author"} <= set(faults(other))


def test_without_our_pass_there_are_no_row_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The typesetter's own PDF lacks row headers: the pass over its tags is what marks them."""
    monkeypatch.setattr(pdf_module, "mark_row_headers", lambda made, _: made)
    assert faults(write_pdf(DOCUMENT, STYLE)) == ["row headers"]


def test_page_numbers_and_repeated_headers_are_really_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A template without footer, or whose headers do not repeat, breaks those two rules."""
    template = pdf_module._TEMPLATE.read_text(encoding="utf-8")
    worse = template.replace("[Side #counter", "[Ark #counter").replace(
        "table.header(..it.head", "table.header(repeat: false, ..it.head"
    )
    (tmp_path / "page.typ").write_text(worse, encoding="utf-8")
    monkeypatch.setattr(pdf_module, "_TEMPLATE", tmp_path / "page.typ")
    found = faults(write_pdf(DOCUMENT, STYLE))
    assert found == ["page numbers", "repeated headers"]


def test_both_columns_of_headers_are_marked() -> None:
    """Where a table has two columns of row headers, both cells head their row."""
    table = next(t for t in read_tags(made_pdf()).named("/Table") if "To radhoder" in t.text)
    for row in table.named("/TBody")[0].named("/TR"):
        assert [cell.kind for cell in row.children] == ["/TH", "/TH", "/TD"]
        assert [c.table_attribute("/Scope") for c in row.children[:2]] == ["/Row", "/Row"]
        assert len(row.children[2].table_attribute("/Headers")) == 3


def test_no_row_is_split_over_two_pages() -> None:
    """Every row's cells stand on one page, in a table that takes several."""
    table = next(t for t in read_tags(made_pdf()).named("/Table") if "Hele budsjettet" in t.text)
    rows = [row for row in table.named("/TR") if len(row.children) == len(LONG.columns)]
    homes = [{page_of(cell) for cell in row.children} for row in rows]
    assert all(len(home) == 1 for home in homes)
    assert len(set.union(*homes)) > 1


def page_of(tag: Tag) -> int:
    """The number of the page object a cell's content stands on."""
    found = {t.raw.raw_get("/Pg").idnum for t in tag.walk() if "/Pg" in t.raw}
    assert len(found) == 1
    return found.pop()


def test_long_words_are_hyphenated_and_read_whole() -> None:
    """In a narrow column a long compound takes two lines, and is told as the one word it is."""
    table = next(t for t in read_tags(made_pdf()).named("/Table") if "Lange ord" in t.text)
    cell = table.named("/TBody")[0].named("/TH")[0]
    assert cell.text == "Arrangementstilskuddsordningen"
    assert "\u00ad" in "".join(part for part in cell.own if isinstance(part, str))


def test_the_cover_stands_on_the_first_page() -> None:
    """Title, question, verdict and key figures are on page 1."""
    first = " ".join(PdfReader(BytesIO(made_pdf())).pages[0].extract_text().split())
    for words in (DOCUMENT.title, "Hvor mye blir igjen?", "Udekket: 40", "4 000 000"):
        assert words in first.replace("\u00a0", " ")


# Signs drawn with the same shapes are read back as one of them.
TWINS = str.maketrans("‐∆ǩ", "-ΔǨ")


def typefaces(pdf: bytes) -> set[bytes]:
    """The names of the typefaces in a PDF."""
    return set(re.findall(rb"/BaseFont ?/\w+\+([\w-]+)", pdf))


def test_a_short_table_keeps_its_notes() -> None:
    """Wherever on a page a table of a few rows begins, its last row and its note are together."""
    rows = [(f"Rad {n}", "ord " * 50) for n in range(8)]
    table = make_table("T", columns(label="Post", because="Fordi"), rows, "Merknaden.")
    for lines in range(30, 34):
        filler = [Paragraph((Run(f"Linje {n}."),)) for n in range(lines)]
        parts = (Title(1, (Run("T"),)), *filler, table)
        reader = PdfReader(BytesIO(write_pdf(Document("T", "", parts))))
        texts = [one.extract_text() for one in reader.pages]
        (noted,) = (text for text in texts if "Merknaden." in text)
        assert "Rad 7" in noted, lines


def test_only_shipped_fonts_are_used() -> None:
    """The typefaces in the file are our one family and that of code, whatever this machine has."""
    names = {re.sub(rb"-.*", b"", name) for name in typefaces(made_pdf())}
    assert names == {b"SourceSans3", b"DejaVuSansMono"}


def test_every_character_that_a_file_may_hold_is_printed() -> None:
    """The fonts have each character that the readers let in, upright and bold."""
    signs = [sign for sign in map(chr, range(0x20, 0xFFFF)) if not unprintable(sign)]
    seen = "".join(sign for sign in signs if not sign.isspace())
    words = Paragraph((Run(seen), Run(seen, strong=True)))
    made = write_pdf(Document("T", "", (Title(1, (Run("T"),)), words)))
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(made)).pages)
    text, seen = (normalize("NFKC", words).translate(TWINS) for words in (text, seen))
    assert {sign for sign in seen if sign not in text} == set()
    families = {re.sub(rb"-.*", b"", name) for name in typefaces(made)}
    assert families <= {b"SourceSans3", b"DejaVuSans"}  # no other steps in for a character


def test_a_table_in_a_quotation_is_headed_too() -> None:
    """A table written in Markdown has row headers wherever it stands."""
    quoted = Document("T", "", (Title(1, (Run("T"),)), Quote((GRID,))))
    (table,) = read_tags(write_pdf(quoted)).named("/Table")
    rows = table.named("/TBody")[0].named("/TR")
    assert [[cell.kind for cell in row.children] for row in rows] == [["/TH", "/TD"]] * 2


def test_a_pdf_with_other_tables_than_promised_is_refused() -> None:
    """The pass over the tags stops rather than mark the wrong cells."""
    with pytest.raises(ValueError, match="tables"):
        mark_row_headers(made_pdf(), [(0,)])
    with pytest.raises(ValueError, match="tree of ids"):
        mark_row_headers(made_pdf().replace(b"/IDTree", b"/Others"), [(0,)] * 7)


@pytest.mark.parametrize(("filing", "day"), [(FILING, "2026-01-15"), (Filing(), "2000-01-01")])
def test_no_date_but_the_documents_own_is_in_the_file(filing: Filing, day: str) -> None:
    """The day a report is made does not show: it is the document's, or a fixed one."""
    made = write_pdf(replace(DOCUMENT, filing=filing))
    assert set(re.findall(rb"(\d{4}-\d\d-\d\d)T", made)) == {day.encode()}
    stated = PdfReader(BytesIO(made)).metadata or {}
    dates = {stated[key] for key in stated if key.endswith("Date")}
    assert dates == {f"D:{day.replace('-', '')}000000Z"}


def test_an_archive_finds_what_the_document_is_about() -> None:
    """Subject and keywords, the case's number among them, are in the file's properties."""
    stated = PdfReader(BytesIO(made_pdf())).metadata or {}
    assert stated["/Subject"] == FILING.subject
    assert stated["/Keywords"] == ", ".join(FILING.keywords)


def test_title_and_author_are_text() -> None:
    """Title and author of a document with odd letters come out whole."""
    odd = "«Å» & <b> – 100\u00a0%"
    reader = PdfReader(BytesIO(write_pdf(Document(odd, odd, (Title(1, (Run(odd),)),)))))
    assert reader.metadata is not None
    assert (reader.metadata["/Title"], reader.metadata["/Author"]) == (odd, odd)
    assert isinstance(reader.metadata["/Title"], TextStringObject)


def test_the_words_of_many_bars_can_be_read() -> None:
    """A chart of many bars is shrunk to seven tenths at most; one of some to a third of a page."""
    heights = []
    for number in (3, 8, 22):
        bars = [(f"Post {place}", place) for place in range(number)]
        document = Document("T", "A", (Title(1, (Run("T"),)), charts.bars("Poster", bars, SMALL)))
        (figure,) = read_tags(write_pdf(document)).named("/Figure")
        laid = [one.get_object() for one in figure.raw["/A"]]
        _, low, _, high = next(one["/BBox"] for one in laid if "/BBox" in one)
        heights.append(float(high - low) * 25.4 / 72)
    assert heights[0] < heights[1] < 87
    assert 130 < heights[2] < 160
