"""The Word file before there is a word in it: page, styles, lists, language and properties."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zipfile import ZipFile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from ipr.present.charts import FAMILY, FONTS
from ipr.publish.documents.document import Document
from ipr.publish.documents.wordml import (
    DEEPEST,
    INK,
    MUTED,
    RULE,
    SHADE,
    STRONG_RULE,
    TABLE_STYLE,
    beside,
    line,
)
from ipr.publish.style import Style
from ipr.reading.files import repacked

INSTEAD = "Arial"  # for a program that does not read the fonts in the file
EMBEDDED = {"embedRegular": "SourceSans3-Regular.ttf", "embedBold": "SourceSans3-Bold.ttf"}
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
LANGUAGE = "nb-NO"
TEXT_WIDTH = Mm(168)
_TEXT = 9524  # the same in twentieths of a point

# size (pt), bold, kept with the next, colour, space before and after (pt)
Looks = tuple[float, bool, bool, str, float, float]
_WORDS: dict[str, Looks] = {  # Word's own styles, in our looks
    "Normal": (10, False, False, INK, 0, 3),
    "Title": (20, True, True, INK, 4, 3),
    "Subtitle": (9, False, False, MUTED, 0, 4),
    "Heading 1": (13, True, True, INK, 8, 2),
    "Heading 2": (11.5, True, True, INK, 9, 3),
    "Heading 3": (11, True, True, INK, 10, 4),
    "Heading 4": (10.5, True, True, INK, 8, 4),
    "Heading 5": (10.5, True, True, INK, 8, 4),
    "Caption": (10, False, True, INK, 2, 2),
    "TOC 1": (10, False, False, INK, 0, 0),
    "Footer": (9, False, False, MUTED, 0, 0),
    "List Bullet": (10, False, False, INK, 0, 1),
    "List Number": (10, False, False, INK, 0, 2),
}
_OWN: dict[str, Looks] = {
    "Innholdstittel": (10.5, True, True, INK, 8, 2),
    "Råd": (9, False, True, MUTED, 0, 1),
    "Spørsmål": (11.5, False, True, INK, 2, 5),
    "Konklusjon": (12.5, True, True, INK, 3, 4),
    "Nøkkeltall": (10.5, False, True, INK, 1, 1),
    "Enhet": (9, False, True, MUTED, 0, 2),
    "Tabelltekst": (9, False, False, INK, 0.5, 0.5),
    "Tabelltall": (9, False, False, INK, 0.5, 0.5),
    "Tabellnote": (8.5, False, False, MUTED, 2, 2),
    "Tabellslutt": (1, False, False, INK, 0, 0),
    "Merknad": (10.5, False, False, INK, 2, 4),
    "Forklaring": (10, False, False, INK, 2, 2),
    "Utskrift": (9, False, False, INK, 6, 8),
}
_STYLES = _WORDS | _OWN
_HEADS = tuple(name for name in _STYLES if name.startswith("Heading"))
_SPELT = {name: name.lower() for name in (*_HEADS, "Caption", "TOC 1", "Footer")}  # in the file
_KEPT = {"DefaultParagraphFont", "NoList", "TableNormal"}  # of the library's own document


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


@lru_cache(maxsize=4)
def _template(style: Style) -> bytes:
    """The library's own empty document in our looks, without the styles that nobody uses."""
    word = docx.Document()
    for holder, unused in (
        (word.part, "/stylesWithEffects"),
        (word.part.package, "/thumbnail"),  # a picture of another document
    ):
        for key in [key for key, one in holder.rels.items() if one.reltype.endswith(unused)]:
            del holder.rels[key]
    styles = word.styles.element
    for old in styles.findall(qn("w:style")):
        if old.get(qn("w:styleId")) not in _KEPT:
            styles.remove(old)
    ours = f"<w:styles {nsdecls('w')}>{''.join(_styles(style))}</w:styles>"
    styles.extend(parse_xml(ours)[:])
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


def _styles(style: Style) -> Iterator[str]:
    """Every style as XML: of paragraphs, of a link, and of tables."""
    # In the schema's order: what stands before the spacing of a paragraph, and what after it.
    edge = f"<w:tabs>{_tab('right', _TEXT)}</w:tabs>"
    before = {
        "Title": line("top", style.accent, 36, 10),
        "Footer": line("top", RULE, 4, 6) + edge,
        "Konklusjon": beside(style.accent, 36) + SHADE,
        "Merknad": beside(STRONG_RULE, 24),
        "Utskrift": SHADE,
        "Nøkkeltall": f"<w:tabs>{_tab('right', 4535)}{_tab('left', 4876)}</w:tabs>",
        "Forklaring": edge,
        # Words may be hyphenated in tables, where a long one may need it, and nowhere else.
        "Normal": '<w:suppressAutoHyphens w:val="1"/>',
        "Tabelltekst": '<w:suppressAutoHyphens w:val="0"/>',
        "Tabelltall": '<w:suppressAutoHyphens w:val="0"/>',
    }
    close = "<w:contextualSpacing/>"
    moved = '<w:ind w:left="227"/>'
    after = {"Title": close, "List Bullet": close, "List Number": close, "Konklusjon": moved,
             "Merknad": moved, "Tabelltall": '<w:jc w:val="right"/>'}  # fmt: skip
    after |= {f"Heading {n}": f'<w:outlineLvl w:val="{n - 1}"/>' for n in range(1, 6)}
    for name in _STYLES:
        yield _paragraph_style(name, before.get(name, ""), after.get(name, ""))
    yield (
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
        f'<w:color w:val="{style.accent.lstrip("#").upper()}"/><w:u w:val="single"/></w:rPr>'
        "</w:style>"
    )
    # Thin lines between the rows of a table, a strong one under the bold heading.
    thin, strong = (
        f'w:val="single" w:sz="{width}" w:space="0" w:color="{colour}"'
        for width, colour in ((4, RULE), (8, STRONG_RULE))
    )
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    yield (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders><w:bottom {thin}/><w:insideH {thin}/></w:tblBorders>"
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f"<w:bottom {strong}/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


def _tab(kind: str, place: int) -> str:
    return f'<w:tab w:val="{kind}" w:pos="{place}"/>'


def _paragraph_style(name: str, before: str, after: str) -> str:
    size, bold, keep, colour, above, below = _STYLES[name]
    kind = 'w:default="1"' if name == "Normal" else 'w:customStyle="1"' if name in _OWN else ""
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    follows = '<w:next w:val="Normal"/>' if name in _HEADS else ""
    keeps = f"<w:keepNext w:val='{int(keep)}'/>{'<w:keepLines/>' if name in _HEADS else ''}"
    leading = 240 if name.startswith(("Tabell", "Title")) else 245
    font = "Consolas" if name == "Utskrift" else FAMILY
    faces = "".join(f' w:{script}="{font}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    return (
        f'<w:style w:type="paragraph" {kind} w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{_SPELT.get(name, name)}"/>{based}{follows}<w:qFormat/>'
        f"<w:pPr>{keeps}<w:widowControl/>{before}"
        f'<w:spacing w:before="{round(above * 20)}" w:after="{round(below * 20)}" '
        f'w:line="{leading}" w:lineRule="auto"/>{after}</w:pPr><w:rPr><w:rFonts{faces}/>'
        f'<w:b w:val="{int(bold)}"/><w:color w:val="{colour}"/><w:sz w:val="{round(size * 2)}"/>'
        "</w:rPr></w:style>"
    )


def _embed_fonts(word: Any) -> None:
    """Say that the family is in the file, where `_packed_fonts` puts it."""
    table = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    faces = ""
    for tag, name in EMBEDDED.items():
        font = Part(PackURI(_font_place(name)), FONT_TYPE, b"", table.package)
        link = table.relate_to(font, RELATIONSHIP_TYPE.FONT)
        faces += f'<w:{tag} r:id="{link}" w:fontKey="{{{str(_font_key(name)).upper()}}}"/>'
    table._blob = (  # noqa: SLF001 - a part that the library carries without reading it
        f'<w:fonts {nsdecls("w", "r")}><w:font w:name="{FAMILY}"><w:altName w:val="{INSTEAD}"/>'
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
    for words, reckoned in ((f"{title}\tSide ", "PAGE"), (" av ", "NUMPAGES")):
        footer.add_run(words)
        footer._p.append(  # noqa: SLF001 - the library's own way to the XML
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr=" {reckoned} ">'
                "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
            )
        )


def _properties(word: Any, document: Document) -> None:
    core, filing = word.core_properties, document.filing
    core.title, core.author, core.language = document.title, document.author, LANGUAGE
    core.subject, core.keywords = filing.properties.values()
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
