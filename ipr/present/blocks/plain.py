"""Blocks as plain text in aligned columns, for terminals and for readers without HTML."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from textwrap import fill, wrap

from ipr.present.blocks.cells import NUMERIC, Column, KeyFigure, Node, Note, Row, Verdict, printed
from ipr.present.blocks.markup import TONE_LABELS, Tone
from ipr.present.blocks.tables import unit_line

_GAP = "  "
_WIDTH = 80


def table(
    caption: str,
    unit: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    footnotes: Sequence[Note],
) -> str:
    """Caption, heads, a rule, the rows (numbers to the right), then the notes."""
    texts = [
        (f"{first}{''.join(row.marks)}", *rest)
        for row, (first, *rest) in zip(rows, printed(columns, rows), strict=True)
    ]
    heads = tuple(column.label for column in columns)
    # A group's heading runs over all columns and shall not widen the first.
    wide = [heads, *(t for t, row in zip(texts, rows, strict=True) if row.role != "group")]
    widths = [max(len(line[i]) for line in wide) for i in range(len(columns))]
    rule = _GAP.join("-" * width for width in widths)
    stated = unit_line(unit, columns)
    return "\n".join(
        [
            f"{caption} ({stated.lower()})" if stated else caption,
            _aligned(heads, columns, widths),
            rule,
            *(_aligned(line, columns, widths) for line in texts),
            *(f"{note.mark} {note.text}".strip() for note in footnotes),
        ]
    )


def chart(caption: str, alt: str) -> str:
    """The caption and what the picture shows."""
    return f"{caption}\n{alt}"


def text(
    paragraphs: Sequence[str],
    items: Sequence[tuple[str, str]],
    tone: Tone,
    *,
    ordered: bool = False,
) -> str:
    """A line for each paragraph and point, led by the tone's label."""
    points = (
        f"{f'{number}.' if ordered else '-'} {f'{lead} ' if lead else ''}{item}"
        for number, (lead, item) in enumerate(items, start=1)
    )
    label = [f"{TONE_LABELS[tone]}:".replace("!:", "!")] if TONE_LABELS[tone] else []
    return "\n".join([*label, *paragraphs, *points])


def cover(
    titles: tuple[str, str],
    question: str,
    answer: str,
    verdict: Verdict,
    key_figures: Sequence[KeyFigure],
) -> str:
    """Title, subtitle, question, verdict, answer and key figures, a line each."""
    keys = (f"{key.label}: {key.text}{f' ({key.note})' if key.note else ''}" for key in key_figures)
    return "\n".join(line for line in chain(titles, (question, verdict.text, answer), keys) if line)


def tree(caption: str, nodes: Sequence[tuple[int, Node]]) -> str:
    """An explanation, each level two spaces further in, values in one column.

    Reason and source stand below their figure; all but the caption is broken to fit a terminal.
    """
    values = max(len(node.value) for _, node in nodes)
    changes = max(len(_change(node)) for _, node in nodes)
    room = max(_WIDTH - values - changes - 2 * len(_GAP), _WIDTH // 4)
    labels = [_label(node.label, depth, room) for depth, node in nodes]
    widths = max(len(line) for lines in labels for line in lines), values
    told = zip(labels, nodes, strict=True)
    return "\n".join(
        [caption, *(_node(lines, node, depth, widths) for lines, (depth, node) in told)]
    )


def _label(label: str, depth: int, room: int) -> list[str]:
    indent = "  " * depth
    return wrap(label, room, initial_indent=indent, subsequent_indent=f"{indent}  ") or [indent]


def _node(label: Sequence[str], node: Node, depth: int, widths: tuple[int, int]) -> str:
    *above, last = label
    parts = (last.ljust(widths[0]), node.value.rjust(widths[1]), _change(node))
    margin = "  " * depth + "    "
    asides = (
        fill(words, _WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
        for words in (node.reason, node.source)
        if words
    )
    return "\n".join([*above, _GAP.join(part for part in parts if part).rstrip(), *asides])


def _change(node: Node) -> str:
    return f"({node.change})" if node.change else ""


def _aligned(line: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    cells = (
        words.rjust(width) if column.kind in NUMERIC else words.ljust(width)
        for words, column, width in zip(line, columns, widths, strict=True)
    )
    return _GAP.join(cells).rstrip()
