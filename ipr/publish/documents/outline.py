"""The document's own order: its tables and figures are numbered, its headings have addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ipr.present.blocks import Chart, Cover, Table, Text
from ipr.publish.documents.document import Document, Filing, Part
from ipr.publish.documents.prose import Title, words

MANY = 7  # headings; with more, a list of them leads the way
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
Contents = tuple[tuple[str, str], ...]


def numbers(document: Document) -> tuple[str, ...]:
    """`Tabell 2` or `Figur 1` for each part that is one, and nothing for the others."""
    return tuple(_numbers(document))


def _numbers(document: Document) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for part in document.parts:
        kind = "Tabell" if isinstance(part, Table) else "Figur" if isinstance(part, Chart) else ""
        seen[kind] += 1
        yield f"{kind} {seen[kind]}" if kind else ""


def anchors(document: Document) -> tuple[str, ...]:
    """An address within the document for each heading, made of its words; no two are alike."""
    return tuple(_anchors(document))


def _anchors(document: Document) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for part in document.parts:
        if not isinstance(part, Title):
            yield ""
            continue
        spelt = words(part.runs).lower().translate(_LETTERS)
        bare = re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")
        name = bare or "avsnitt"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


def contents(document: Document) -> Contents:
    """Address and words of each heading right below the title, where there are many."""
    found = tuple(
        (anchor, words(part.runs))
        for anchor, part in zip(anchors(document), document.parts, strict=True)
        if isinstance(part, Title) and part.level == 2
    )
    return found if len(found) > MANY else ()


def after_heading(document: Document, place: int) -> bool:
    """Whether a part stands right below a heading: two bold lines never follow each other."""
    return place > 0 and isinstance(document.parts[place - 1], Title)


def snippet(document: Document) -> Document | None:
    """What a case officer pastes into her own paper: three sentences, a table and a figure.

    Nothing where the document has no answer on a cover, or no table to go with it; a table of
    money goes before another.
    """
    cover = next((part for part in document.parts if isinstance(part, Cover)), None)
    tables = [part for part in document.parts if isinstance(part, Table)]
    bare = [replace(part, table=None) for part in document.parts if isinstance(part, Chart)]
    if cover is None or not tables:
        return None
    told = re.split(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])", f"{cover.verdict.text} {cover.answer}".strip())
    table = next((one for one in tables if one.unit_line), tables[0])
    parts: tuple[Part, ...] = (Text((" ".join(told[:3]),)), table, *bare[:1])
    return Document(document.title, document.author, parts, Filing(document.filing.date))
