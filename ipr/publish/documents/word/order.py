"""What Word keeps in order itself: lists, numbered captions, and the list of headings."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from ipr.present.blocks import Node, Tree
from ipr.publish.documents.outline import Contents

DEEPEST = 8  # of the nine levels of a list in Word, from 0
_BULLETS = ("•", "–", "•", "–", "•", "–", "•", "–", "•")
HEADING = "IPR"  # how the bookmarks of headings begin


def add_caption(word: Any, number: str, words: str, *, bold: bool = False) -> Any:
    """A caption whose number Word counts on, when it is pasted among others."""
    paragraph = word.add_paragraph(style="Caption")
    if number:
        kind, shown = number.split(" ")
        paragraph.add_run(f"{kind} ")
        for step in ("begin", f" SEQ {kind} \\* ARABIC ", "separate"):
            paragraph._p.append(_step(step))  # noqa: SLF001
        paragraph.add_run(shown)
        paragraph._p.append(_step("end"))  # noqa: SLF001
        paragraph.add_run(". ")
    paragraph.add_run(words)
    for run in paragraph.runs:
        run.bold = bold or None
    return paragraph


def field(instruction: str, shown: str) -> Any:
    """A field with what it shows until Word reckons it anew."""
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} ">'
        f"<w:r><w:t>{shown}</w:t></w:r></w:fldSimple>"
    )


def mark_heading(paragraph: Any, anchor: str, number: int) -> None:
    """Give a heading the address that the list of headings leads to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), bookmark(anchor))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)  # noqa: SLF001
    paragraph._p.append(end)  # noqa: SLF001


def bookmark(anchor: str) -> str:
    """The address as Word takes it: letters, digits and low lines, at most forty."""
    return f"{HEADING}_{anchor.replace('-', '_')}"[:40]


def add_contents(word: Any, contents: Contents) -> None:
    """The list of headings, ready to read, which Word can make anew with page numbers."""
    word.add_paragraph("Innhold", style="Innholdstittel")
    for place, (anchor, words) in enumerate(contents):
        paragraph = word.add_paragraph(style="TOC 1")
        if place == 0:
            for step in ("begin", ' TOC \\o "1-1" \\h \\z \\u ', "separate"):
                paragraph._p.append(_step(step))  # noqa: SLF001
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark(anchor))
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = words
        run.append(text)
        link.append(run)
        paragraph._p.append(link)  # noqa: SLF001
        if place == len(contents) - 1:
            paragraph._p.append(_step("end"))  # noqa: SLF001


def _step(step: str) -> Any:
    """A step of a field: where it begins, its instruction, where what it shows begins and ends."""
    run = OxmlElement("w:r")
    if step in {"begin", "separate", "end"}:
        made = OxmlElement("w:fldChar")
        made.set(qn("w:fldCharType"), step)
    else:
        made = OxmlElement("w:instrText")
        made.set(qn("xml:space"), "preserve")
        made.text = step
    run.append(made)
    return run


def new_list(word: Any, *, ordered: bool, marker: bool = True) -> int:
    """The number of a new list, which begins at one."""
    root = word.part.numbering_part.element
    every = root.findall(qn("w:abstractNum"))
    key = 1 + max(int(one.get(qn("w:abstractNumId"))) for one in every)
    levels = "".join(_level(depth, ordered=ordered, marker=marker) for depth in range(DEEPEST + 1))
    made = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    every[-1].addnext(made)
    return int(root.add_num(key).numId)


def _level(depth: int, *, ordered: bool, marker: bool) -> str:
    """One level of a list: its mark, and 6 mm of indent for each level."""
    kind = ("decimal" if ordered else "bullet") if marker else "none"
    shown = (f"%{depth + 1}." if ordered else _BULLETS[depth]) if marker else ""
    hang = 340 if marker else 0
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:suff w:val="{"tab" if marker else "nothing"}"/><w:lvlText w:val="{shown}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{340 * depth + hang}" w:hanging="{hang}"/></w:pPr></w:lvl>'
    )


def add_tree(word: Any, tree: Tree) -> None:
    """An explanation as a list in lists, under its caption."""
    word.add_paragraph(tree.caption, style="Caption")
    number = new_list(word, ordered=False, marker=False)
    for depth, node in tree.walk():
        _node(word, node, depth, number)


def _node(word: Any, node: Node, depth: int, number: int) -> None:
    """Label and value, and on a line below, small, why and from where."""
    paragraph = word.add_paragraph(node.label, style="Forklaring")
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
    properties.get_or_add_ilvl().val = min(depth, DEEPEST)
    properties.get_or_add_numId().val = number
    paragraph.add_run("\t" + (f"({node.change}) " if node.change else ""))
    paragraph.add_run(node.value).bold = True
    if asides := [words for words in (node.reason, node.source) if words]:
        below = paragraph.add_run()
        below.add_break()
        below.add_text(" · ".join(asides))
        below.style = "Default Paragraph Font"
        below.font.size = Mm(3.1)
