"""Lists in the Word file: each begins at one, with a mark and an indent for every level."""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

DEEPEST = 8  # of the nine levels of a list in Word, from 0
_BULLETS = ("•", "–", "•", "–", "•", "–", "•", "–", "•")


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
