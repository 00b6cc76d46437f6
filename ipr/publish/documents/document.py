"""The document in an executed notebook: its prose and its blocks, in order, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

from ipr.present.blocks import Block, Chart, Cover, Group, Heading, Text, block_from_data
from ipr.present.blocks.shown import MIME
from ipr.present.own import CHART_WORDS, TABLE_WORDS
from ipr.publish.documents.notebook import INJECTED, TRIAL, check_executed, numbered
from ipr.publish.documents.prose import DocumentError, Prose, Run, Title, Verbatim, prose, words
from ipr.reading.files import unprintable
from ipr.reading.norwegian import unbroken

LONGEST_PROPERTY = 255  # of a text among the properties of an office file
HIDDEN = frozenset({"skjul", TRIAL, "parameters", INJECTED})
FULL_ONLY = "full"
"""The tag of a cell that the short edition leaves out."""

PNG, SVG, MARKDOWN, PLAIN = "image/png", "image/svg+xml", "text/markdown", "text/plain"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ADDRESS = re.compile(r"<.* at 0x[0-9a-f]+>")
_WARNING = re.compile(r"\w*Warning: (.+)")
# What drawing calls return; the drawing itself is shown beside it.
_RECEIPT = re.compile(r"(?s)[\[({]*(?:<|array\(|Text\(|Axes\().*")

Part = Prose | Block


@dataclass(frozen=True, slots=True)
class Filing:
    """What a document is filed with: its day, what it answers, words to find it by, its making.

    `made_from` is what it was made from and by: label and text, line by line.
    """

    date: dt.date | None = None
    subject: str = ""
    keywords: tuple[str, ...] = ()
    made_from: tuple[tuple[str, str], ...] = ()

    @property
    def moment(self) -> dt.datetime:
        """The document's day at midnight; a fixed one where it has none, as an archive needs one.

        The same document has the same, whenever it is made.
        """
        day = self.date or dt.date(2000, 1, 1)
        return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)

    @property
    def properties(self) -> dict[str, str]:
        """Subject and keywords as an office file keeps them, which has little room."""
        said = {"subject": self.subject, "keywords": ", ".join(self.keywords)}
        return {name: words[:LONGEST_PROPERTY] for name, words in said.items()}

    @property
    def making(self) -> str:
        """What it was made from and by, as the lines that end a document; empty if unknown."""
        told = " · ".join(f"{what}: {text}" for what, text in self.made_from)
        return f"Slik er dokumentet laget. {told}" if told else ""


NOT_FILED = Filing()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a reader gets, ready to be written in any format.

    Headings are `Title` parts, groups are taken apart; a `Cover` is the heading of level 1.
    `contents_at` is the place of the part a printed list of contents stands before.
    """

    title: str
    author: str
    parts: tuple[Part, ...]
    filing: Filing = NOT_FILED
    contents_at: int = 1

    @property
    def subtitle(self) -> str:
        """The line over the title; empty where the document has no cover."""
        return next((part.subtitle for part in self.parts if isinstance(part, Cover)), "")


def to_document(
    notebook: Any, author: str = "", filing: Filing = NOT_FILED, *, short: bool = False
) -> Document:
    """Gather the prose and what the cells show in an executed notebook (nbformat 4).

    The short form leaves out cells tagged `full`.

    Raises DocumentError for a cell that failed or never ran, for an output that cannot be printed,
    and for headings that do not make an outline: nothing is left out silently. Cells tagged as one
    of `HIDDEN` are left out on purpose, and a heading whose cells all have `NOTHING_TO_SAY`.
    """
    if faults := check_executed(notebook):
        raise DocumentError(f"{faults[0]} – rett det, og kjør alle cellene først")
    parts: list[tuple[int, Part]] = []
    silent, spoken = set[int](), set[int]()
    for number, cell in numbered(notebook):
        try:
            found = [printable(part) for part in _cell_parts(cell, number)]
        except (DocumentError, ValueError) as error:
            raise DocumentError(f"celle {number}: {error}") from error
        if not (short and FULL_ONLY in cell.metadata.get("tags", ())):
            parts += [(number, part) for part in found]
            if cell.cell_type == "code" and found:
                spoken.add(number)
            elif not _is_hidden(cell) and _shows_block(cell):
                silent.add(number)
    parts = [*_without_silent(parts, silent, spoken)]
    return Document(_title(parts), author, tuple(part for _, part in parts), filing)


def under_name(document: Document, name: str) -> Document:
    """Return the document with this name, if any, where its cover has that of its author."""
    if not (name and document.author):
        return document
    parts = (
        replace(part, subtitle=part.subtitle.replace(document.author, name, 1))
        if isinstance(part, Cover)
        else part
        for part in document.parts
    )
    return replace(document, parts=tuple(parts))


def _without_silent(
    parts: list[tuple[int, Part]], silent: set[int], spoken: set[int]
) -> Iterator[tuple[int, Part]]:
    """Yield the parts but for each heading in prose under which cells showed nothing, and no other.

    What introduces it goes with it; a heading with others below it stands.
    """
    heads = [
        (place, number, part.level)
        for place, (number, part) in enumerate(parts)
        if isinstance(part, Title) and number not in spoken
    ]
    end_of_all = (len(parts), max(silent | spoken, default=0) + 1, 0)
    gone = {
        place
        for (start, first, level), (end, last, below) in pairwise([*heads, end_of_all])
        if level > 1 and below <= level
        if silent & {*range(first, last)} and not spoken & {*range(first, last)}
        for place in range(start, end)
    }
    yield from (part for place, part in enumerate(parts) if place not in gone)


def notices(notebook: Any) -> list[str]:
    """Return what its author should know of a notebook that can be printed; often nothing."""
    return [
        told
        for number, cell in numbered(notebook)
        if cell.cell_type == "code" and not _is_hidden(cell)
        for told in _asides(cell, number)
    ]


def _is_hidden(cell: Any) -> bool:
    return bool(HIDDEN & set(cell.metadata.get("tags", ())))


def _shows_block(cell: Any) -> bool:
    return any(MIME in output.get("data", {}) for output in cell.get("outputs", ()))


def _cell_parts(cell: Any, number: int) -> Iterator[Part]:
    """Yield what a cell says or shows."""
    if _is_hidden(cell):
        return
    if cell.cell_type == "markdown":
        yield from prose(cell.source)
    elif cell.cell_type != "code":
        raise DocumentError(f"kan ikke trykke en celle av typen «{cell.cell_type}»")
    else:
        yield from _output_parts(cell.outputs, number)


def _output_parts(outputs: Any, number: int) -> Iterator[Part]:
    pictured = any(PNG in output.get("data", {}) for output in outputs)
    for output in outputs:
        if output.output_type != "stream":
            yield from _shown(output.data, number, pictured=pictured)
        elif output.name == "stdout" and (shown := _printed(output.text)):
            yield Verbatim(shown)


def printable(part: Any) -> Any:
    """Return a part with every amount in its texts unbroken; what is printed as it was stands.

    Raises DocumentError for a character that no document can print.
    """
    if isinstance(part, str):
        part = part.replace("\r\n", "\n")
        if sign := unprintable(part):
            shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
            raise DocumentError(f"tegnet «{shown}» kan ikke trykkes – ta det bort")
        return unbroken(part)
    if isinstance(part, tuple):
        return tuple(map(printable, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed = {
        field.name: new
        for field in fields(part)
        if field.name not in {"svg", "png"}  # what is drawn, not said
        if (new := printable(old := getattr(part, field.name))) != old
    }
    return replace(part, **changed) if changed and not isinstance(part, Verbatim) else part


def _title(parts: list[tuple[int, Part]]) -> str:
    """The one heading of level 1, after checking that no level is skipped below it."""
    headings = list(_headings(parts))
    tops = [(cell, text) for cell, level, text in headings if level == 1]
    if not tops:
        raise DocumentError(
            "dokumentet mangler overskrift på øverste nivå – begynn notatboken med «# Tittel»"
        )
    if len(tops) > 1:
        cell, text = tops[1]
        raise DocumentError(
            f"celle {cell}: dokumentet har to overskrifter på øverste nivå, «{tops[0][1]}» og "
            f"«{text}» – skriv «## {text}»"
        )
    before = 0
    for cell, level, text in headings:
        if level > before + 1:
            raise DocumentError(
                f"celle {cell}: overskriften «{text}» hopper fra nivå {before} til nivå {level} – "
                f"skriv «{'#' * (before + 1)} {text}»"
            )
        before = level
    return tops[0][1]


def _headings(parts: list[tuple[int, Part]]) -> Iterator[tuple[int, int, str]]:
    for number, part in parts:
        if isinstance(part, Cover):
            yield number, 1, part.title
        elif isinstance(part, Title):
            yield number, part.level, words(part.runs)


def _asides(cell: Any, number: int) -> Iterator[str]:
    """Yield what an author should know of a cell's outputs, though they can be printed."""
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "stream" and output.name == "stderr":
            found = _WARNING.search(output.text)
            said = found[1] if found else _printed(output.text).strip()
            yield f"celle {number} advarte, og det står ikke i rapporten: {said[:200]}"
        elif MIME not in data and PNG in data:
            yield f"celle {number}: figuren mangler figurtekst og alternativ tekst – {CHART_WORDS}"
        elif data.get(MIME, {}).get("caption", "–") == "":
            yield f"celle {number}: tabellen mangler overskrift – {TABLE_WORDS}"


def _shown(data: Any, number: int, *, pictured: bool) -> Iterator[Part]:
    """Yield what an output shows; a bare picture, with a warning that it has no words yet."""
    if MIME in data:
        yield from _flat(_block(data, number))
    elif PNG in data:
        name = f"Figur fra celle {number}"
        picture = b64decode(data[PNG])
        yield Chart(name, f"{name}. Den er ikke beskrevet i ord.", png=picture)
        told = f"Figuren i celle {number} mangler ord for den som ikke ser den: {CHART_WORDS}."
        yield Text((told,), tone="warning")
    elif MARKDOWN in data:
        yield from prose(data[MARKDOWN])
    elif set(data) != {PLAIN}:
        kinds = ", ".join(sorted(data))
        raise DocumentError(
            f"resultatet ({kinds}) kan ikke trykkes – en tabell: {TABLE_WORDS}; "
            f"en figur: {CHART_WORDS}; ellers: avslutt cellen med print(…)"
        )
    elif data[PLAIN] != "None" and not (pictured and _RECEIPT.fullmatch(data[PLAIN])):
        if _ADDRESS.search(data[PLAIN]):
            raise DocumentError(
                f"resultatet er et objekt uten noe å lese ({data[PLAIN][:60]}) – avslutt cellen "
                "med det som skal vises, eller med print(…)"
            )
        yield Verbatim(_printed(data[PLAIN]))


def _block(data: Any, number: int) -> Block:
    kept = data[MIME]
    if kept.get("type") == "refused":
        raise DocumentError(f"{kept['told']}, og {TABLE_WORDS}")
    if kept.get("caption") == "":
        kept = {**kept, "caption": f"Tabell fra celle {number}"}
    png = b64decode(data[PNG]) if PNG in data else b""
    try:
        return block_from_data(kept, png, data.get(SVG, ""))
    except ValueError:
        told = "det cellen viser, er laget av en annen utgave av ipr – kjør notatboken på nytt"
        raise DocumentError(told) from None


def _flat(block: Block) -> Iterator[Part]:
    if isinstance(block, Group):
        for inner in block.blocks:
            yield from _flat(inner)
    elif isinstance(block, Heading):
        yield Title(block.level, (Run(block.text),), block.starts_page)
    else:
        yield block


def _printed(text: str) -> str:
    """Return text as a terminal leaves it: no colours, of a rewritten line the last writing."""
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2].rstrip() for line in lines).strip("\n")
