"""The Word file has real styles, headers, widths, language and words for pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from PIL import Image

from ipr.present.blocks import Cover, KeyFigure, Verdict
from ipr.present.blocks.tables import columns, make_table
from ipr.present.charts import FAMILY, FONTS
from ipr.publish.documents import docx as docx_writer
from ipr.publish.documents.document import Document
from ipr.publish.documents.docx import write_docx
from ipr.publish.documents.prose import Run, Title
from ipr.publish.documents.word import _OWN, TEXT_WIDTH
from tests.documents import DOCUMENT, PARTS, REASONS, made_docx

pytestmark = pytest.mark.slow  # Word files are made


def opened() -> Any:
    """The Word file, read anew."""
    return docx.Document(BytesIO(made_docx()))


def faults(word: Any) -> list[str]:
    """What our rules find wrong with a Word file."""
    core = word.core_properties
    tables = word.tables
    headings = [p for p in word.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    rules = {
        "title": core.title == DOCUMENT.title,
        "author": core.author == DOCUMENT.author,
        "filed": (core.subject, core.keywords.split(", "))
        == (DOCUMENT.filing.subject, list(DOCUMENT.filing.keywords)),
        "language": core.language == "nb-NO" and languages(word) == {"nb-NO"},
        "dates": {core.created, core.modified} == {DOCUMENT.filing.moment},
        "headings": [p.style.name for p in headings]
        == ["Title", "Heading 1", "Heading 2", "Heading 1", "Heading 1", "Heading 1"],
        "pictures": all(len(words) > 5 for words in alts(word)),
        "header rows": bool(tables)
        and all(t.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for t in tables),
        "whole rows": all(
            row._tr.find(f".//{qn('w:cantSplit')}") is not None for t in tables for row in t.rows
        ),
        "row headers": all(look(t, "firstColumn") == look(t, "firstRow") == "1" for t in tables),
        "widths": all(widths_agree(t) for t in tables),
        "page number": [f.get(qn("w:instr")).strip() for f in fields(word)] == ["PAGE", "NUMPAGES"],
    }  # fmt: skip
    return [name for name, holds in rules.items() if not holds]


def languages(word: Any) -> set[str]:
    """Every language that the styles or the text state."""
    stated = [*word.styles.element.iter(qn("w:lang")), *word.element.body.iter(qn("w:lang"))]
    return {one.get(qn("w:val")) for one in stated}


def alts(word: Any) -> list[str]:
    """What stands for each picture."""
    return [one.get("descr", "") for one in word.element.body.iter(qn("wp:docPr"))]


def look(table: Any, key: str) -> str | None:
    """Whether the table says that its first row or column is a header."""
    found: str | None = table._tbl.tblPr.find(qn("w:tblLook")).get(qn(f"w:{key}"))
    return found


def widths_agree(table: Any) -> bool:
    """Each cell is as wide as its column, and the table as wide as the text."""
    columns = [column.width for column in table.columns]
    same = all(
        cell.width == width
        for row in table.rows
        if len(row._tr.tc_lst) == len(columns)
        for cell, width in zip(row.cells, columns, strict=True)
    )
    return same and abs(sum(columns) - TEXT_WIDTH) < 20_000  # half a millimetre


def fields(word: Any) -> list[Any]:
    """The fields of the footer."""
    return list(word.sections[0].footer._element.iter(qn("w:fldSimple")))


def _drop(word: Any, name: str) -> None:
    for one in list(word.element.body.iter(qn(name)))[:1]:
        one.getparent().remove(one)


def _drop_look(word: Any) -> None:
    word.tables[0]._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstColumn"), "0")


BREAKS: dict[str, Callable[[Any], None]] = {
    "title": lambda word: setattr(word.core_properties, "title", "Word Document"),
    "author": lambda word: setattr(word.core_properties, "author", "python-docx"),
    "language": lambda word: next(word.styles.element.iter(qn("w:lang"))).set(qn("w:val"), "en-US"),
    "filed": lambda word: setattr(word.core_properties, "subject", ""),
    "dates": lambda word: setattr(word.core_properties, "created", datetime(2013, 1, 1)),  # noqa: DTZ001
    "headings": lambda word: setattr(word.paragraphs[3], "style", "Normal"),
    "pictures": lambda word: next(word.element.body.iter(qn("wp:docPr"))).set("descr", ""),
    "header rows": lambda word: _drop(word, "w:tblHeader"),
    "whole rows": lambda word: _drop(word, "w:cantSplit"),
    "row headers": _drop_look,
    "widths": lambda word: setattr(word.tables[1].columns[0], "width", 100_000),
    "page number": lambda word: fields(word)[0].set(qn("w:instr"), "DATE"),
}


def test_the_rules_hold() -> None:
    """Properties, language, styles, table headers, widths, alternative texts, page numbers."""
    assert faults(opened()) == []


@pytest.mark.parametrize("rule", BREAKS)
def test_each_rule_sees_its_breach(rule: str) -> None:
    """A Word file broken on purpose in one place breaks that rule, and only that."""
    word = opened()
    BREAKS[rule](word)
    assert faults(word) == [rule]


def test_a_long_reason_gets_room_and_a_figure_none_to_spare() -> None:
    """The column with the reasons is the widest; an amount's is as wide as its longest word."""
    table = next(t for t in opened().tables if t.rows[0].cells[-1].text == "Begrunnelse")
    widths = [column.width for column in table.columns]
    assert widths[-1] == max(widths)
    assert len(REASONS.columns) == len(widths)


def test_the_list_of_contents_stands_where_the_paper_has_it() -> None:
    """Before the first part that only the full edition has, so that the two pages stay two."""
    headings = [Title(2, (Run(f"Del {n}"),)) for n in range(8)]
    document = Document("T", "", (Title(1, (Run("T"),)), *headings), contents_at=3)
    told = [p.text for p in docx.Document(BytesIO(write_docx(document))).paragraphs if p.text]
    assert told[:4] == ["T", "Del 0", "Del 1", "Innhold"]
    assert told[-6:] == [f"Del {n}" for n in range(2, 8)]


def test_a_list_of_contents_is_not_parted_by_a_page() -> None:
    """Each of its lines but the last keeps with the next, as its heading does."""
    headings = [Title(2, (Run(f"Del {n}"),)) for n in range(8)]
    word = docx.Document(BytesIO(write_docx(Document("T", "", tuple(headings)))))
    lines = [p for p in word.paragraphs if p.style.name == "toc 1"]
    assert [bool(p.paragraph_format.keep_with_next) for p in lines] == [True] * 7 + [False]


def test_the_notes_of_a_table_stand_together() -> None:
    """All but the last of them keep with the next, as the table's last row keeps with the first."""
    heads = columns(label="Post", amount_nok="Beløp")
    table = make_table("T", heads, [("Film", 5)], "Den ene.", "Den andre.", "Den siste.")
    word = docx.Document(BytesIO(write_docx(Document("T", "", (Title(1, (Run("T"),)), table)))))
    notes = [p for p in word.paragraphs if p.style.name == "Tabellnote"]
    assert [bool(p.paragraph_format.keep_with_next) for p in notes] == [True, True, False]


def test_each_ordered_list_begins_at_one() -> None:
    """Every list has a numbering of its own."""
    word = opened()
    numbers = [
        p._p.pPr.numPr.numId.val
        for p in word.paragraphs
        if p.style.name == "List Number" and p._p.pPr.numPr.numId.val
    ]
    assert len(numbers) == 6  # three lists of two points
    assert len(set(numbers)) == 3
    held = {one.get(qn("w:numId")) for one in word.part.numbering_part.element.iter(qn("w:num"))}
    assert {str(number) for number in numbers} <= held


def test_the_accent_is_the_councils() -> None:
    """The style's colours are in the title's line and the verdict's, and links are real."""
    with ZipFile(BytesIO(made_docx())) as package:
        styles = package.read("word/styles.xml").decode()
        body = package.read("word/document.xml").decode()
        links = package.read("word/_rels/document.xml.rels").decode()
    assert styles.count('w:color="004488"') == 2
    assert 'w:color="993300"' in body  # the verdict of a shortfall
    assert "https://example.org/a?b=1&amp;c=2" in links


def test_the_file_carries_its_typeface() -> None:
    """Each embedded face, unmasked by its key, is the file we ship; a usual one may stand in."""
    with ZipFile(BytesIO(made_docx())) as package:
        table = parse_xml(package.read("word/fontTable.xml"))
        links = parse_xml(package.read("word/_rels/fontTable.xml.rels"))
        targets = {link.get("Id"): f"word/{link.get('Target')}" for link in links}
        (font,) = table
        assert font.get(qn("w:name")) == FAMILY
        assert font[0].get(qn("w:val")) == "Arial"
        for face in font[-2:]:
            masked = package.read(targets[face.get(qn("r:id"))])
            key = UUID(face.get(qn("w:fontKey"))).bytes[::-1]
            bare = bytes(a ^ b for a, b in zip(masked[:32], key * 2, strict=True)) + masked[32:]
            assert bare in {file.read_bytes() for file in FONTS.glob("*.ttf")}
        assert b"embedTrueTypeFonts" in package.read("word/settings.xml")


def test_pictures_are_sharp() -> None:
    """A chart is a PNG of 200 dots an inch or more at the size it is shown."""
    shown = list(opened().inline_shapes)[1]
    with ZipFile(BytesIO(made_docx())) as package:
        pictures = [
            Image.open(BytesIO(package.read(name)))
            for name in package.namelist()
            if name.startswith("word/media/")
        ]
    widest = max(pictures, key=lambda picture: picture.width)
    assert 199 <= widest.width / shown.width.inches <= 230


def test_nothing_in_the_package_tells_the_day_or_the_library() -> None:
    """Every part has the one date; the library's own picture and comment are gone."""
    with ZipFile(BytesIO(made_docx())) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in package.namelist())
        assert b"python-docx" not in package.read("docProps/core.xml")


def test_word_opens_it_in_its_present_form() -> None:
    """The file says the version it is made for, so that Word does not limit itself."""
    modes = [
        one.get(qn("w:val"))
        for one in opened().settings.element.iter(qn("w:compatSetting"))
        if one.get(qn("w:name")) == "compatibilityMode"
    ]
    assert modes == ["15"]


# Word refuses a file whose properties stand in another order than the standard's.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing jc "
    "outlineLvl rPr sectPr",
    "pBdr": "top left bottom right between bar",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs u vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked rsid pPr rPr tblPr trPr tcPr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr",
}


def disordered(word: Any) -> list[str]:
    """Properties that stand where the standard does not have them."""
    found = []
    roots = (word.element, word.styles.element, word.part.numbering_part.element)
    for root in (*roots, word.sections[0].footer._element):
        for name, order in ORDER.items():
            places = {qn(f"w:{key}"): place for place, key in enumerate(order.split())}
            for one in root.iter(qn(f"w:{name}")):
                known = [places[child.tag] for child in one if child.tag in places]
                if known != sorted(known) or len(set(known)) < len(known):
                    found.append(f"{name}: {[child.tag.split('}')[1] for child in one]}")
    return found


def test_properties_stand_in_the_standards_order() -> None:
    """Word opens the file without repairing it: each property is in its place, once."""
    assert disordered(opened()) == []


def test_disorder_is_seen() -> None:
    """A property moved last is found."""
    word = opened()
    properties = word.tables[0]._tbl.tblPr
    properties.append(properties[0])
    assert len(disordered(word)) == 1


def test_without_a_style_there_is_no_letterhead() -> None:
    """The usual style has neither logo nor name above the line over the title."""
    word = docx.Document(BytesIO(write_docx(Document("T", "", PARTS))))
    assert [one.style.name for one in word.paragraphs[:2]] == ["Subtitle", "Title"]


def test_each_of_our_styles_is_used() -> None:
    """A style in the list of Word's user that no part is written in would only be in the way."""
    writers = "".join(
        path.read_text("utf-8") for path in Path(docx_writer.__file__).parent.glob("*.py")
    )
    assert not [one for one in _OWN if writers.count(f'"{one}"') < 2]


def test_a_key_figure_never_touches_its_label() -> None:
    """An amount stands beside a short label, and below one that takes the room it needs.

    Where there are no notes, there is room for longer ones.
    """
    long = "Avsetning til tiltak og annet uforutsett"
    for label, note, broken in (
        ("Igjen", "mer", False),
        (long, "mer", True),
        (long, "", False),
        (f"{long} i hele planperioden", "", True),
    ):
        key = KeyFigure(label, "219\u00a0289\u00a0012\u00a0kroner", note)
        cover = Cover("T", "", "H?", "S.", Verdict("balanced", "I balanse."), (key,))
        made = docx.Document(BytesIO(write_docx(Document("T", "A", (cover,)))))
        (told,) = (one for one in made.paragraphs if one.style.name == "Nøkkeltall")
        ending = f"\t{note}" if note else ""
        assert told.text == f"{label}{chr(10) if broken else ''}\t{key.text}{ending}"
