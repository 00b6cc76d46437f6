"""The characters that every document can print, so that a text with another is refused at once.

A PDF that meets the accessibility standard may hold no character its fonts lack, so what is not
here would fail in the middle of a report. A test holds the set against the fonts.
"""

from __future__ import annotations

import re

# Each run is a range of Unicode, first to last, or single characters.
_RUNS = (
    "\t\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0148\u014a-\u017e",  # Western and Central Europe, Sámi
    "ƏƠơƯưƷǍ-ǔǤ-ǩǮǯǺ-ǿȘ-țəʒẀ-ẅẞẠ-ỹ",  # more Sámi, Romanian, Vietnamese
    "ΆΈ-ΊΌΎ-ΡΣ-ώ",  # Greek
    "Ѐ-џ",  # Cyrillic
    "\u2002\u2003\u2009\u202f\u2010-\u2015",  # spaces and dashes
    "‘’‚“”„†‡•…‰‹›⁄",
    "⁰⁴-⁹₀-₉",
    "€№™",
    "←↑→↓↔",
    "∂∆∏∑−√∞∫≈≠≤≥◊",
)
PRINTABLE = re.compile(f"[{''.join(_RUNS)}]")
_OTHER = re.compile(f"[^{''.join(_RUNS)}]")


def unprintable(text: str) -> str | None:
    """Return the first character of a text that a document cannot print, or None."""
    found = _OTHER.search(text)
    return found.group() if found else None
