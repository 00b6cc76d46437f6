"""The Word file before there is a word in it: page, styles, lists, language and properties."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zipfile import ZipFile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ipr.present.charts import FAMILY, FONTS
from ipr.publish.documents.document import LONGEST_PROPERTY, Document
from ipr.publish.style import Style
from ipr.reading.files import repacked

FONT = FAMILY
INSTEAD = "Arial"  # for a program that does not read the fonts in the file
EMBEDDED = {"embedRegular": "SourceSans3-Regular.ttf", "embedBold": "SourceSans3-Bold.ttf"}
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
LANGUAGE = "nb-NO"
TEXT_WIDTH = Mm(168)
TABLE_STYLE = "IPR-tabell"
DEEPEST = 8  # of the nine levels of a list in Word, from 0
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


# Where the schema has what we add to a paragraph's properties, and all that comes after it.
_ORDER = (
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "contextualSpacing", "jc",
    "outlineLvl", "rPr",
)  # fmt: skip


def opened(document: Document, style: Style) -> Any:
    """A Word document with no words yet but the title at the foot of each page."""
    word = docx.Document(BytesIO(_template(style)))
    _foot(word, document.title)
    _properties(word, document)
    return word


def packed(word: Any) -> bytes:
    """The document's file, the same bytes whenever and wherever it is made."""
    made = BytesIO()
    word.save(made)
    return repacked(made.getvalue(), begun=_packed_fonts())


def line(side: str, colour: str, eighths: int, space: int) -> str:
    """A line beside a paragraph, as one of its properties; width in eighths of a point."""
    return (
        f'<w:pBdr><w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" '
        f'w:color="{colour.lstrip("#")}"/></w:pBdr>'
    )


def beside(colour: str, eighths: int) -> str:
    """The line to the left of what stands out."""
    return line("left", colour, eighths, 8)


@lru_cache(maxsize=4)
def _template(style: Style) -> bytes:
    """The library's own empty document in our looks, without the styles that nobody uses."""
    word = docx.Document()
    for key, relation in list(word.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del word.part.rels[key]
    for key, relation in list(word.part.package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of another document
            del word.part.package.rels[key]
    styles = word.styles.element
    for old in styles.findall(qn("w:style")):
        if old.get(qn("w:type")) == "table" and old.get(qn("w:styleId")) != "TableNormal":
            styles.remove(old)
    _define_styles(word, style)
    _embed_fonts(word)
    _language(word)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(21)
    section.top_margin, section.bottom_margin = Mm(12), Mm(13)
    section.header_distance = section.footer_distance = Mm(6)
    made = BytesIO()
    word.save(made)
    return made.getvalue()


def _define_styles(word: Any, style: Style) -> None:
    known = {style.name for style in word.styles}  # asked by name it also takes another's id
    for name, values in _STYLES.items():
        _define(word, name, values, known=name in known)
    link = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(style.accent.lstrip("#").upper())
    link.font.underline = True
    word.styles["Tabelltall"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Konklusjon", "Merknad"):
        word.styles[name].paragraph_format.left_indent = Mm(4)
    word.styles["Utskrift"].font.name = "Consolas"
    tabs = word.styles["Nøkkeltall"].paragraph_format.tab_stops
    tabs.add_tab_stop(Mm(80), WD_TAB_ALIGNMENT.RIGHT)
    tabs.add_tab_stop(Mm(86))
    for name in ("Forklaring", "Footer"):
        tabs = word.styles[name].paragraph_format.tab_stops
        tabs.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
    for name, added in (
        ("Title", line("top", style.accent, 36, 10)),
        ("Konklusjon", beside(style.accent, 36)),
        ("Konklusjon", shade),
        ("Merknad", beside(STRONG_RULE, 24)),
        ("Utskrift", shade),
        # Words may be hyphenated in tables, where a long one may need it, and nowhere else.
        ("Normal", '<w:suppressAutoHyphens w:val="1"/>'),
        ("Tabelltekst", '<w:suppressAutoHyphens w:val="0"/>'),
    ):
        _add(word.styles[name].element, added)
    word.styles.element.append(_table_style())


def _add(element: Any, xml: str) -> None:
    """Give a paragraph, or a style, one more property, in its place among the others."""
    made = parse_xml(f"<w:pPr {nsdecls('w')}>{xml}</w:pPr>")[0]
    later = _ORDER[_ORDER.index(made.tag.rpartition("}")[2]) + 1 :]
    element.get_or_add_pPr().insert_element_before(made, *(f"w:{name}" for name in later))


def _table_style() -> Any:
    """The tables' own style: thin lines between rows, a strong one under the bold heading."""
    thin, strong = (
        f'w:val="single" w:sz="{width}" w:space="0" w:color="{colour}"'
        for width, colour in ((4, RULE), (8, STRONG_RULE))
    )
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders><w:bottom {thin}/><w:insideH {thin}/></w:tblBorders>"
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f"<w:bottom {strong}/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


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
    paragraph = style.element.get_or_add_pPr()
    for old in [*paragraph.findall(qn("w:pBdr")), *paragraph.findall(qn("w:tabs"))]:
        paragraph.remove(old)
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


def _embed_fonts(word: Any) -> None:
    """Say that the family is in the file, where `_packed_fonts` puts it."""
    table = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    faces = ""
    for tag, name in EMBEDDED.items():
        font = Part(PackURI(_font_place(name)), FONT_TYPE, b"", table.package)
        link = table.relate_to(font, RELATIONSHIP_TYPE.FONT)
        faces += f'<w:{tag} r:id="{link}" w:fontKey="{{{str(_font_key(name)).upper()}}}"/>'
    table._blob = (  # noqa: SLF001 - a part that the library carries without reading it
        f'<w:fonts {nsdecls("w", "r")}><w:font w:name="{FONT}"><w:altName w:val="{INSTEAD}"/>'
        '<w:panose1 w:val="020B0503030403020204"/><w:charset w:val="00"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>{faces}</w:font></w:fonts>'
    ).encode()
    word.settings.element.find(qn("w:zoom")).addnext(OxmlElement("w:embedTrueTypeFonts"))


@cache
def _packed_fonts() -> bytes:
    """A zip file of the faces, masked as ECMA-376 part 4 section 2.8.1 says."""
    made = BytesIO()
    with ZipFile(made, "w") as package:
        for name in EMBEDDED.values():
            key, data = _font_key(name).bytes[::-1], (FONTS / name).read_bytes()
            masked = bytes(a ^ b for a, b in zip(data[:32], key * 2, strict=True))
            package.writestr(_font_place(name).lstrip("/"), masked + data[32:])
    return repacked(made.getvalue())


def _font_place(name: str) -> str:
    return f"/word/fonts/{name.removesuffix('.ttf')}.odttf"


def _font_key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


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
    settings.find(qn("w:defaultTabStop")).addnext(OxmlElement("w:autoHyphenation"))


def _foot(word: Any, title: str) -> None:
    footer = word.sections[0].footer.paragraphs[0]
    footer.style = word.styles["Footer"]
    _add(footer._p, line("top", RULE, 4, 6))  # noqa: SLF001 - the library's own way to the XML
    for words, reckoned in ((f"{title}\tSide ", "PAGE"), (" av ", "NUMPAGES")):
        footer.add_run(words)
        footer._p.append(  # noqa: SLF001 - as above
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr=" {reckoned} ">'
                "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
            )
        )


def _properties(word: Any, document: Document) -> None:
    core, filing = word.core_properties, document.filing
    core.title, core.author, core.language = document.title, document.author, LANGUAGE
    core.subject, core.keywords = (
        words[:LONGEST_PROPERTY] for words in (filing.subject, ", ".join(filing.keywords))
    )
    core.last_modified_by, core.comments = document.author, ""
    core.created = core.modified = filing.moment
    core.revision = 1


def add_list(word: Any, kind: str) -> int:
    """Add a list, which begins at one, and return its number; its kind is Word's own.

    `bullet`, `decimal`, or `none`; each level stands 6 mm further in.
    """
    root = word.part.numbering_part.element
    every = root.findall(qn("w:abstractNum"))
    key = 1 + max(int(one.get(qn("w:abstractNumId"))) for one in every)
    hang = 0 if kind == "none" else 340
    suffix = "nothing" if kind == "none" else "tab"
    levels = ""
    for depth in range(DEEPEST + 1):
        mark = {"decimal": f"%{depth + 1}.", "bullet": "–" if depth % 2 else "•", "none": ""}[kind]
        levels += (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{340 * depth + hang}" w:hanging="{hang}"/></w:pPr></w:lvl>'
        )
    made = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    every[-1].addnext(made)
    return int(root.add_num(key).numId)
