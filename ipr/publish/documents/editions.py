"""The editions of one executed notebook: two pages for the case, or all of it, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ipr.present.blocks import Chart, Cover, Text, Tree
from ipr.present.blocks.tables import Table
from ipr.publish.documents.document import Document, Filing, Part
from ipr.publish.documents.prose import Paragraph, Run, Title
from ipr.publish.job import Edition
from ipr.publish.listed import FULL, SHORT
from ipr.publish.manifest import DISTRIBUTION, versions
from ipr.publish.style import Style

PAGES = 2
"""How many pages the short edition has at most, where it can."""


def on_paper(
    edition: Edition, whole: Document, short: Document, style: Style
) -> Iterator[tuple[str, Document]]:
    """Yield what is put on paper: the edition's part of the file name, and what it holds.

    A report of which nothing is left out has one edition, without a name of its own. The tree of an
    explanation is for the web page, where it folds, and for the spreadsheet. Where the short
    edition would be more than two pages, one page flows into the other, and in the full one where
    it then has fewer.
    """
    if whole.parts == short.parts:
        yield "", replace(whole, parts=_without_trees(whole.parts))
        return
    from ipr.publish.documents.pdf import pages_of  # noqa: PLC0415 - slow to load

    line = Paragraph((Run(_checked_by(short.filing)),))
    unmade = replace(short.filing, made_from=())
    short = replace(short, parts=(*_bare(short.parts), line), filing=unmade)
    whole = replace(whole, parts=_bare(whole.parts))
    if pages_of(short, style) > PAGES:
        whole, short = _flowing_on(whole), _flowing_on(short)
    # The list of contents stands before the first part that only the whole has.
    pairs = enumerate(zip(whole.parts, short.parts, strict=False))
    place = next((place for place, (one, other) in pairs if one != other), 1)
    if edition in {"short", "both"}:
        yield SHORT, short
    if edition in {"full", "both"}:
        whole = replace(whole, contents_at=place)
        yield FULL, min(whole, _flowing_on(whole), key=lambda one: pages_of(one, style))


def _flowing_on(document: Document) -> Document:
    """Return the document with no page begun by the first heading that would."""
    begun = (part for part in document.parts if isinstance(part, Title) and part.starts_page)
    first = next(begun, None)
    parts = (replace(part, starts_page=False) if part is first else part for part in document.parts)
    return replace(document, parts=tuple(parts))


def _without_trees(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(part for part in parts if not isinstance(part, Tree))


def _bare(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the parts without trees and without the tables of what figures show in figures."""
    return tuple(
        replace(part, table=None) if isinstance(part, Chart) else part
        for part in _without_trees(parts)
    )


def _checked_by(filing: Filing) -> str:
    """Return in one line where the figures can be followed, and what they were made from."""
    told = [f"{what.lower()} {text}" for what, text in filing.made_from
            if what in {"Plan", "Scenario"}]  # fmt: skip
    told.append(f"{DISTRIBUTION} {versions()[DISTRIBUTION]}")
    known = dict(filing.made_from)
    day = f" {known['Dato']}" if "Dato" in known else ""
    return (
        "Etterprøving: Regnearket og den fulle utgaven viser hvert tall og hvor det kommer fra. "
        f"Laget{day} av {'; '.join(told)}."
    )


_MONEY = {"amount", "change"}  # the kinds of column that hold whole kroner and nothing else


def snippet(document: Document) -> Document | None:
    """What a case officer pastes into her own paper: three sentences, a table and a figure.

    Nothing where the document has no answer on a cover, or no table to go with it; a table with a
    column of money goes before another.
    """
    cover = next((part for part in document.parts if isinstance(part, Cover)), None)
    tables = [part for part in document.parts if isinstance(part, Table)]
    if cover is None or not tables:
        return None
    told = re.split(r"(?<=[.!?])\s+(?=[A-ZÆØÅÉ«])", f"{cover.verdict.text} {cover.answer}".strip())
    table = next((one for one in tables if {c.kind for c in one.columns} & _MONEY), tables[0])
    charts = [part for part in _bare(document.parts) if isinstance(part, Chart)]
    if len(told) > 3:  # the state, and at last what it follows from
        told = [*told[:2], told[-1]]
    parts: tuple[Part, ...] = (Text((" ".join(told),)), table, *charts[:1])
    return Document(document.title, document.author, parts, Filing(document.filing.date))
