"""Markdown as the few kinds of prose every document can print; anything else is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


class DocumentError(Exception):
    """A notebook that cannot become a document; the message, in Norwegian, says what and where."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `href` is empty where it is no link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading of level 1–6; on paper it may begin a page."""

    level: int
    runs: Runs
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each point is prose of its own, with lists in it where they are nested."""

    ordered: bool
    points: tuple[tuple[Prose, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table written in Markdown; the first cell of each row is its header."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that stand as they were written, in letters of one width."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else has said."""

    parts: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


Prose = Title | Paragraph | Listing | Grid | Verbatim | Quote | Rule

# Raw HTML stays text: what an analyst types is what a reader sees, in every format.
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def prose(markdown: str) -> tuple[Prose, ...]:
    """Read Markdown. Raises DocumentError for pictures."""
    return tuple(_parts(SyntaxTreeNode(_READER.parse(markdown))))


def words(runs: Runs) -> str:
    """The text alone."""
    return "".join(run.text for run in runs)


def _parts(node: SyntaxTreeNode) -> Iterator[Prose]:
    for child in node.children:
        match child.type:
            case "heading":
                yield Title(int(child.tag[1]), _runs(child))
            case "paragraph":
                yield Paragraph(_runs(child))
            case "bullet_list" | "ordered_list":
                points = tuple(tuple(_parts(point)) for point in child.children)
                yield Listing(child.type == "ordered_list", points)
            case "table":
                head, *rows = [
                    tuple(_runs(cell) for cell in row.children)
                    for section in child.children
                    for row in section.children
                ]
                yield Grid(head, tuple(rows))
            case "fence" | "code_block":
                yield Verbatim(child.content.rstrip("\n"))
            case "blockquote":
                yield Quote(tuple(_parts(child)))
            case "hr":
                yield Rule()
            case _:
                raise DocumentError(f"kan ikke trykke «{child.type}» i en tekstcelle")


def _runs(node: SyntaxTreeNode) -> Runs:
    return tuple(run for inline in node.children for run in _inline(inline, Run("")))


def _inline(node: SyntaxTreeNode, style: Run) -> Iterator[Run]:
    for child in node.children:
        match child.type:
            case "text":
                if child.content:
                    yield replace(style, text=child.content)
            case "softbreak" | "hardbreak":
                yield replace(style, text=" ")
            case "code_inline":
                yield replace(style, text=child.content, code=True)
            case "strong":
                yield from _inline(child, replace(style, strong=True))
            case "em":
                yield from _inline(child, replace(style, emphasis=True))
            case "link":
                yield from _inline(child, replace(style, href=str(child.attrs["href"])))
            case "image":
                raise DocumentError(
                    "kan ikke trykke et bilde i en tekstcelle – tegn figuren i en kodecelle, "
                    "og avslutt med ipr.chart(fig, alt=…, caption=…)"
                )
            case _:
                raise DocumentError(f"kan ikke trykke «{child.type}» i en tekstcelle")
