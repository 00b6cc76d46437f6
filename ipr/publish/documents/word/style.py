"""The Word file's page, styles, lists, language and properties; the looks live here alone."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ipr.present.drawn import FAMILY, FONTS
from ipr.publish.documents.document import LONGEST_PROPERTY, Document
from ipr.publish.documents.word.order import field
from ipr.publish.style import Style

FONT = FAMILY
INSTEAD = "Arial"  # for a program that does not read the fonts in the file
EMBEDDED = {"embedRegular": "SourceSans3-Regular.ttf", "embedBold": "SourceSans3-Bold.ttf"}
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
LANGUAGE = "nb-NO"
TEXT_WIDTH = Mm(168)
INK, MUTED, RULE, STRONG_RULE, TINT = "1C232B", "525B66", "C9CED4", "767E87", "F2F5F8"

# name: based on, size (pt), bold, colour, space before and after (pt), keep with next
_STYLES: dict[str, tuple[str, float, bool, str, float, float, bool]] = {
    "Normal": ("", 10, False, INK, 0, 3, False),
    "Title": ("Normal", 20, True, INK, 4, 3, True),
    "Subtitle": ("Normal", 9, False, MUTED, 0, 4, False),
    "Heading 1": ("Normal", 13, True, INK, 8, 2, True),
    "Heading 2": ("Normal", 11.5, True, INK, 9, 3, True),
    "Heading 3": ("Normal", 11, True, INK, 10, 4, True),
    "Heading 4": ("Normal", 10.5, True, INK, 8, 4, True),
    "Heading 5": ("Normal", 10.5, True, INK, 8, 4, True),
    "Caption": ("Normal", 10, False, INK, 2, 2, True),
    "Innholdstittel": ("Normal", 10.5, True, INK, 8, 2, True),
    "TOC 1": ("Normal", 10, False, INK, 0, 0, False),
    "Kilde": ("Normal", 8.5, False, MUTED, 2, 8, False),
    "Header": ("Normal", 9, False, MUTED, 0, 0, False),
    "Footer": ("Normal", 9, False, MUTED, 0, 0, False),
    "List Bullet": ("Normal", 10, False, INK, 0, 1, False),
    "List Number": ("Normal", 10, False, INK, 0, 2, False),
    "Råd": ("Normal", 9, False, MUTED, 0, 1, True),
    "Spørsmål": ("Normal", 11.5, False, INK, 2, 5, True),
    "Konklusjon": ("Normal", 12.5, True, INK, 3, 4, True),
    "Nøkkeltall": ("Normal", 10.5, False, INK, 1, 1, True),
    "Enhet": ("Normal", 9, False, MUTED, 0, 2, True),
    "Tabelltekst": ("Normal", 9, False, INK, 0.5, 0.5, False),
    "Tabelltall": ("Tabelltekst", 9, False, INK, 0.5, 0.5, False),
    "Tabellnote": ("Normal", 8.5, False, MUTED, 2, 2, False),
    "Tabellslutt": ("Normal", 1, False, INK, 0, 0, False),
    "Merknad": ("Normal", 10.5, False, INK, 2, 4, False),
    "Forklaring": ("Normal", 10, False, INK, 2, 2, False),
    "Utskrift": ("Normal", 9, False, INK, 6, 8, False),
}


def prepare(word: Any, document: Document, style: Style) -> None:
    """Give an empty Word document its page, styles, language, footer and properties."""
    known = {style.name for style in word.styles}  # asked by name it also takes another's id
    for name, values in _STYLES.items():
        _define(word, name, values, known=name in known)
    _link_style(word, style)
    word.styles["Tabelltall"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    border(word.styles["Title"].element, "top", style.accent, 36, 10)
    border(word.styles["Konklusjon"].element, "left", style.accent, 36, 8)
    border(word.styles["Merknad"].element, "left", STRONG_RULE, 24, 8)
    shade(word.styles["Konklusjon"].element.get_or_add_pPr(), TINT)
    for name in ("Konklusjon", "Merknad"):
        word.styles[name].paragraph_format.left_indent = Mm(4)
    word.styles["Utskrift"].font.name = "Consolas"
    shade(word.styles["Utskrift"].element.get_or_add_pPr(), TINT)
    tabs = word.styles["Nøkkeltall"].paragraph_format.tab_stops
    tabs.add_tab_stop(Mm(80), WD_TAB_ALIGNMENT.RIGHT)
    tabs.add_tab_stop(Mm(86))
    word.styles["Forklaring"].paragraph_format.tab_stops.add_tab_stop(
        TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT
    )
    _embed_fonts(word)
    _language(word)
    _hyphenation(word)
    _page(word, document.title)
    _properties(word, document)


def border(element: Any, side: str, colour: str, eighths: int, space: int) -> None:
    """A line beside the paragraphs of a style or one paragraph; width in eighths of a point."""
    properties = element.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        # The schema fixes the order of a paragraph's properties.
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind",
            "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr",
        )  # fmt: skip
    for old in borders.findall(qn(f"w:{side}")):
        borders.remove(old)
    line = OxmlElement(f"w:{side}")
    values = {"val": "single", "sz": str(eighths), "space": str(space), "color": colour.lstrip("#")}
    for key, value in values.items():
        line.set(qn(f"w:{key}"), value)
    borders.append(line)


def shade(properties: Any, colour: str) -> None:
    """Fill the ground of a paragraph style or a cell."""
    fill = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    properties.insert_element_before(
        fill, "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl",
        "w:rPr", "w:noWrap", "w:tcMar", "w:vAlign", "w:hideMark",
    )  # fmt: skip


def _define(
    word: Any, name: str, values: tuple[str, float, bool, str, float, float, bool], *, known: bool
) -> None:
    based, size, bold, colour, before, after, keep = values
    style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if based:
        style.base_style = word.styles[based]
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    paragraph = style.element.pPr
    for line in paragraph.findall(qn("w:pBdr")) if paragraph is not None else ():
        paragraph.remove(line)
    fonts = parse_xml(
        f'<w:rFonts {nsdecls("w")} w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" '
        f'w:eastAsia="{FONT}"/>'
    )
    properties.append(fonts)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    form.line_spacing = 1.0 if name.startswith(("Tabell", "Title")) else 1.02
    form.widow_control = True
    style.quick_style = True
    style.hidden = False


def _link_style(word: Any, style: Style) -> None:
    link = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(style.accent.lstrip("#").upper())
    link.font.underline = True


def _embed_fonts(word: Any) -> None:
    """Put the family into the file, masked as ECMA-376 part 4 section 2.8.1 says."""
    table = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    faces = ""
    for tag, name in EMBEDDED.items():
        key, data = uuid5(NAMESPACE_URL, name), (FONTS / name).read_bytes()
        masked = bytes(a ^ b for a, b in zip(data[:32], key.bytes[::-1] * 2, strict=True))
        place = PackURI(f"/word/fonts/{name.removesuffix('.ttf')}.odttf")
        font = Part(place, FONT_TYPE, masked + data[32:], table.package)
        link = table.relate_to(font, RELATIONSHIP_TYPE.FONT)
        faces += f'<w:{tag} r:id="{link}" w:fontKey="{{{str(key).upper()}}}"/>'
    table._blob = (  # noqa: SLF001 - a part that the library carries without reading it
        f'<w:fonts {nsdecls("w", "r")}><w:font w:name="{FONT}"><w:altName w:val="{INSTEAD}"/>'
        '<w:panose1 w:val="020B0503030403020204"/><w:charset w:val="00"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>{faces}</w:font></w:fonts>'
    ).encode()
    zoom = word.settings.element.find(qn("w:zoom"))
    zoom.addnext(OxmlElement("w:embedTrueTypeFonts"))


def _language(word: Any) -> None:
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    settings = word.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    # Otherwise Word opens the file as one made by an earlier version, and says so.
    for one in settings.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def _hyphenation(word: Any) -> None:
    """Words may be hyphenated in tables, where a long one may need it, and nowhere else."""
    settings = word.settings.element
    settings.find(qn("w:defaultTabStop")).addnext(OxmlElement("w:autoHyphenation"))
    for name, suppressed in (("Normal", "1"), ("Tabelltekst", "0")):
        made = OxmlElement("w:suppressAutoHyphens")
        made.set(qn("w:val"), suppressed)
        word.styles[name].element.get_or_add_pPr().insert_element_before(
            made, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
        )


def _page(word: Any, title: str) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(21)
    section.top_margin, section.bottom_margin = Mm(12), Mm(13)
    section.header_distance = section.footer_distance = Mm(6)
    footer = section.footer.paragraphs[0]
    footer.style = word.styles["Footer"]
    for old in footer.style.element.iter(qn("w:tabs")):
        old.getparent().remove(old)
        break
    footer.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    border(footer._p, "top", RULE, 4, 6)  # noqa: SLF001 - the library's own way to the XML
    footer.add_run(f"{title}\tSide ")
    footer._p.append(field("PAGE", "1"))  # noqa: SLF001 - as above
    footer.add_run(" av ")
    footer._p.append(field("NUMPAGES", "1"))  # noqa: SLF001 - as above


def _properties(word: Any, document: Document) -> None:
    core, filing = word.core_properties, document.filing
    core.title, core.author, core.language = document.title, document.author, LANGUAGE
    core.subject, core.keywords = (
        words[:LONGEST_PROPERTY] for words in (filing.subject, ", ".join(filing.keywords))
    )
    core.last_modified_by, core.comments = document.author, ""
    core.created = core.modified = filing.moment
    core.revision = 1
    # The picture of the library's own template says nothing about this document.
    relations = word.part.package.rels
    for key, relation in list(relations.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del relations[key]
