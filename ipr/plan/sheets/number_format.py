"""Whether a cell shows the number it holds: what a person reads there decides."""

from __future__ import annotations

import re
from decimal import Decimal

_PIECE = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(;)|([^"\\_*\[;])', re.DOTALL)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
_SIGNS = re.compile(r"[-−–()\s]*")  # also where a format has them as text
_PLAIN = re.compile(r"[-−–()\s]*[#0?][#0?,\s]*(?:\.(?P<decimals>[#0?]*))?[-−–()\s]*")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_NUMBER = re.compile(r"[0-9%‰]")  # may not be mere text


def format_fault(number: float, number_format: str) -> str | None:
    """Return, in Norwegian, why a format shows another number than the cell holds; else None."""
    sections = _sections(number_format)
    place = 0
    if number < 0 and len(sections) > 1:
        place = 1
    elif number == 0 and len(sections) > 2:
        place = 2
    digits, texts = sections[place]
    if "%" in digits:
        return "cellen er formatert som prosent – velg tallformat og skriv tallet på nytt"
    if _SCALED.search(digits):
        return "cellen viser tallet i tusener – velg et vanlig tallformat"
    if _NUMBER.search(texts) or not _shows(number, digits, place):
        return "cellens format viser et annet tall enn det den har – velg et vanlig tallformat"
    found = _PLAIN.fullmatch(digits)
    exact = Decimal(repr(number))
    if found and round(exact, len(found["decimals"] or "")) != exact:
        return "cellen viser færre desimaler enn den har – vis alle, eller skriv tallet på nytt"
    return None


def _shows(number: float, digits: str, place: int) -> bool:
    """Whether a section shows the whole part of the number, and its sign."""
    if digits.strip().lower() in {"general", "standard", "@"}:
        return place != 1
    if number == 0:
        return "0" in digits or place == 2
    signed = re.search(r"[-−–(]", digits) is not None
    return _PLAIN.fullmatch(digits) is not None and signed == (place == 1)


def _sections(number_format: str) -> list[tuple[str, str]]:
    """Return what stands for digits and what is mere text, for each of a format's sections."""
    sections = [["", ""]]
    for quoted, escaped, bracket, end, plain in _PIECE.findall(number_format or "General"):
        if end:
            sections.append(["", ""])
        elif bracket.startswith("$"):
            sections[-1][1] += bracket[1:].partition("-")[0]  # a currency and its language
        elif bracket and not _COLOUR.fullmatch(bracket):
            sections[-1][0] += "[]"  # a condition: no plain format
        else:
            text = quoted + escaped
            sections[-1][0] += plain + (text if _SIGNS.fullmatch(text) else "")
            sections[-1][1] += text
    return [(digits, texts) for digits, texts in sections]
