"""The blocks a notebook cell ends in: frozen, showing themselves, and kept as plain data."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from ipr.analysis.consequences import State
from ipr.present.blocks.shown import MIME, SCHEMA, Shown, element
from ipr.present.blocks.tables import Placed, Table

if TYPE_CHECKING:
    import pandas as pd

Tone = Literal["plain", "note", "warning", "right", "wrong"]
TONE_LABELS: dict[Tone, str] = {
    "plain": "",
    "note": "Merk",
    "warning": "Obs",
    "right": "Riktig!",
    "wrong": "Ikke helt",
}
EMPTY_CELL = (
    "Her er det ingenting å vise. Rapporten tar ikke med cellen, og heller ikke en overskrift som "
    "da ville stått alene."
)
_WIDTH = 80  # characters of a terminal


@dataclass(frozen=True, slots=True)
class Chart(Shown):
    """A picture with what it shows as caption, words for those who do not see it, and its data.

    `unit` stands below the caption. One made by others has no data. The pictures, whose strokes
    depend on the machine, are stored beside the structured form.
    """

    caption: str
    alt: str
    table: Table | None = None
    svg: str = field(default="", compare=False, repr=False)
    png: bytes = field(default=b"", compare=False, repr=False)
    unit: str = ""
    type: Literal["chart"] = "chart"

    def __post_init__(self) -> None:
        """Check that there are words for the picture."""
        if not self.caption.strip() or not self.alt.strip():
            raise ValueError("en figur må ha figurtekst og alternativ tekst")

    def html(self, placed: Placed | None = None, data: str | None = None) -> str:
        """What it shows, then drawing (SVG) or picture (PNG), and its data to fold out.

        `data` is the HTML of its table where that is another than the table's own.
        """
        placed = placed or Placed()
        if data is None:
            data = self.table.html() if self.table else ""
        if self.svg:
            named = f'<svg role="img" aria-label="{escape(self.alt)}"'
            shown = self.svg[self.svg.index("<svg") :].replace("<svg", named, 1)
        else:
            png = b64encode(self.png).decode("ascii")
            shown = f'<img src="data:image/png;base64,{png}" alt="{escape(self.alt)}">'
        folded = f"<details><summary>Tallene i figuren</summary>\n{data}\n</details>\n"
        quiet = ' class="quiet"' if placed.quiet else ""
        number = f"{placed.number}. " if placed.number else ""
        # On a narrow page a drawing scrolls within its frame, which must then be reached by keys.
        frame = f'class="drawing" role="group" aria-label="{escape(self.caption)}" tabindex="0"'
        return (
            f"<figure{quiet}>\n<figcaption{placed.at}>{number}{escape(self.caption)}</figcaption>\n"
            f"{element('p', self.unit, 'unit')}<div {frame}>{shown}</div>\n"
            f"{folded if data else ''}</figure>"
        )

    def plain(self) -> str:
        """Caption and words."""
        return f"{self.caption}\n{self.alt}"

    def to_frame(self) -> pd.DataFrame | None:
        """The chart's data, as `Table.to_frame`."""
        return self.table.to_frame() if self.table else None

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        # The pictures alone: code hosts strip drawings out of HTML, but show a PNG.
        drawing = {"image/svg+xml": self.svg} if self.svg else {}
        picture = {"image/png": b64encode(self.png).decode("ascii")} if self.png else {}
        return {**drawing, **picture, "text/plain": self.plain(), MIME: self.to_data()}


@dataclass(frozen=True, slots=True)
class Text(Shown):
    """A few sentences, then a list; `tone` marks a note or a warning, in words too.

    `leads` are the words each item of the list begins with, in bold: one for each, or none.
    """

    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    ordered: bool = False
    tone: Tone = "plain"
    leads: tuple[str, ...] = ()
    type: Literal["text"] = "text"

    def __post_init__(self) -> None:
        """Check that the leads are as many as the items."""
        if self.leads and len(self.leads) != len(self.items):
            raise ValueError("en liste må ha like mange innledninger som punkter, eller ingen")

    @property
    def points(self) -> tuple[tuple[str, str], ...]:
        """Each item of the list with what it begins with, in bold; that is empty where none."""
        return tuple(zip(self.leads or [""] * len(self.items), self.items, strict=True))

    def html(self) -> str:
        """Paragraphs and a list."""
        kind, label = "ol" if self.ordered else "ul", TONE_LABELS[self.tone]
        lines = [f"<p>{escape(words)}</p>" for words in self.paragraphs]
        points = "".join(
            f"<li>{element('strong', lead)}{' ' if lead else ''}{escape(item)}</li>"
            for lead, item in self.points
        )
        inner = "\n".join([*lines, f"<{kind}>{points}</{kind}>"] if points else lines)
        if not label:
            return inner
        return f'<div class="{self.tone}" role="note"><p class="tone">{label}</p>\n{inner}</div>'

    def plain(self) -> str:
        """Paragraphs and a list, a line each."""
        label = TONE_LABELS[self.tone]
        points = (
            f"{f'{number}.' if self.ordered else '-'} {f'{lead} ' if lead else ''}{item}"
            for number, (lead, item) in enumerate(self.points, start=1)
        )
        told = [f"{label}:".replace("!:", "!")] if label else []
        return "\n".join([*told, *self.paragraphs, *points])


@dataclass(frozen=True, slots=True)
class Heading(Shown):
    """A heading that comes and goes with what stands under it; on paper it may begin a page."""

    text: str
    level: Annotated[int, Field(ge=1, le=6)] = 2
    starts_page: bool = False
    type: Literal["heading"] = "heading"

    def html(self) -> str:
        """The heading."""
        return element(f"h{self.level}", self.text)

    def plain(self) -> str:
        """The heading's words."""
        return self.text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The budget's state, and the sentences that say so."""

    kind: State
    text: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A label and its figure, ready to print, for the cover; a note stands small below it."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cover(Shown):
    """The head of a report: its title is the document's only heading of level 1."""

    title: str
    subtitle: str
    question: str
    answer: str
    verdict: Verdict
    key_figures: tuple[KeyFigure, ...] = ()
    type: Literal["cover"] = "cover"

    def html(self) -> str:
        """Title, question, verdict, answer and key figures."""
        terms = "".join(
            f"<div><dt>{escape(one.label)}</dt><dd>{escape(one.text)}</dd>"
            f"{element('dd', one.note)}</div>"
            for one in self.key_figures
        )
        parts = [
            '<div class="cover">',
            element("p", self.subtitle, "subtitle"),
            f"<h1>{escape(self.title)}</h1>",
            element("p", self.question, "question"),
            f'<p class="verdict {self.verdict.kind}">{escape(self.verdict.text)}</p>',
            element("p", self.answer, "answer"),
            f'<dl class="key">{terms}</dl>' if terms else "",
            "</div>",
        ]
        return "\n".join(part for part in parts if part)

    def plain(self) -> str:
        """The same, a line each."""
        head = (self.title, self.subtitle, self.question, self.verdict.text, self.answer)
        keys = (
            f"{one.label}: {one.text}{f' ({one.note})' if one.note else ''}"
            for one in self.key_figures
        )
        return "\n".join(line for line in (*head, *keys) if line)


@dataclass(frozen=True, slots=True)
class Node:
    """One figure of an explanation with the terms it is made of; its texts are ready to print."""

    label: str
    value: str
    change: str = ""
    reason: str = ""
    source: str = ""
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree(Shown):
    """An explanation: a figure, its terms, theirs, down to the plan's headings."""

    caption: str
    root: Node
    type: Literal["tree"] = "tree"

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every node with its depth (root 0), each before its children."""
        stack = [(0, self.root)]
        while stack:
            depth, node = stack.pop()
            yield depth, node
            stack.extend((depth + 1, child) for child in reversed(node.children))

    def html(self) -> str:
        """A list in lists, which folds out under its caption."""
        return (
            f'<details class="tree">\n<summary class="caption">{escape(self.caption)}</summary>\n'
            f"<ul>{_term(self.root)}</ul>\n</details>"
        )

    def plain(self) -> str:
        """An indented list, values in one column, reason and source below their figure.

        All but the caption is broken to fit a terminal.
        """
        nodes = [(depth, node, _change(node)) for depth, node in self.walk()]
        values = max(len(node.value) for _, node, _ in nodes)
        changes = max(len(change) for _, _, change in nodes)
        room = max(_WIDTH - values - changes - 4, _WIDTH // 4)
        labels = [_wrapped(node.label, "  " * depth, room) for depth, node, _ in nodes]
        width = max(len(line) for label in labels for line in label)
        lines = [self.caption]
        for (*above, last), (depth, node, change) in zip(labels, nodes, strict=True):
            parts = (last.ljust(width), node.value.rjust(values), change)
            lines += [*above, "  ".join(part for part in parts if part).rstrip()]
            margin = "  " * depth + "    "
            lines += [
                fill(words, _WIDTH, initial_indent=margin, subsequent_indent=margin,
                     break_on_hyphens=False)
                for words in (node.reason, node.source)
                if words
            ]  # fmt: skip
        return "\n".join(lines)


def _term(node: Node) -> str:
    change = f' <span class="change">{escape(_change(node))}</span>' if node.change else ""
    asides = element("span", node.reason, "reason") + element("span", node.source, "source")
    below = f'\n<div class="aside">{asides}</div>' if asides else ""
    terms = "".join(map(_term, node.children))
    inner = f"\n<ul>{terms}</ul>" if terms else ""
    return (
        f'<li><div class="term"><span class="label">{escape(node.label)}</span> '
        f'<span class="value">{escape(node.value)}</span>{change}</div>{below}{inner}</li>\n'
    )


def _change(node: Node) -> str:
    return f"({node.change})" if node.change else ""


def _wrapped(label: str, indent: str, room: int) -> list[str]:
    return wrap(label, room, initial_indent=indent, subsequent_indent=f"{indent}  ") or [indent]


@dataclass(frozen=True, slots=True)
class Group(Shown):
    """Several blocks that one cell shows, or none where there is nothing to say.

    A chart ends a cell of its own, with its PNG.
    """

    blocks: tuple[Block, ...]
    type: Literal["group"] = "group"

    def __post_init__(self) -> None:
        """Refuse charts, whose picture the notebook could not keep."""
        if any(isinstance(block, Chart) for block in self.blocks):
            raise ValueError("en figur må stå i sin egen celle, ikke i en gruppe")

    def html(self) -> str:
        """The blocks, one after the other."""
        return "\n".join(block.html() for block in self.blocks)

    def plain(self) -> str:
        """The blocks, an empty line between them."""
        return "\n\n".join(block.plain() for block in self.blocks)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        # In a notebook a heading stands above the cell, and would stand alone.
        shown = self if self.blocks else Text((EMPTY_CELL,))
        return {**Shown._repr_mimebundle_(shown), MIME: self.to_data()}


NOTHING_TO_SAY = Group(())
"""What a cell shows where there is nothing to say; see `documents.document` for its heading."""


def under(heading: str, *blocks: Block | None, starts_page: bool = False) -> Group:
    """Return the blocks under a heading; without any there is no heading either."""
    shown = [block for block in blocks if block is not None]
    head = [Heading(heading, starts_page=starts_page)] if shown else []
    return Group((*head, *shown))


Block = Annotated[
    Table | Chart | Text | Heading | Cover | Tree | Group, Field(discriminator="type")
]
_ADAPTER: TypeAdapter[Block] = TypeAdapter(Block, config=ConfigDict(defer_build=True))


def block_from_data(data: dict[str, Any], png: bytes = b"", svg: str = "") -> Block:
    """The block that `to_data` described; `png` and `svg` give a chart its pictures back.

    Raises ValueError for another schema, an unknown type, or anything that does not fit.
    """
    known = dict(data)
    if known.pop("schema", None) != SCHEMA:
        raise ValueError(f"ukjent utgave av blokkformatet: {data.get('schema')!r}")
    block = _ADAPTER.validate_json(json.dumps(known))
    return replace(block, png=png, svg=svg) if isinstance(block, Chart) else block
