"""Blocks as plain text in aligned columns, for terminals and for readers without HTML."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from ipr.present.cells import NUMERIC, Column, KeyFigure, Node, Note, Row, Verdict, printed
from ipr.present.markup import TONE_LABELS, Tone, unit_line

_GAP = "  "


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


def figure(caption: str, alt: str) -> str:
    """The caption and what the picture shows."""
    return f"{caption}\n{alt}"


def text(
    paragraphs: Sequence[str], items: Sequence[str], tone: Tone, *, ordered: bool = False
) -> str:
    """A line for each paragraph and point, led by the tone's label."""
    points = (f"{n}. {item}" if ordered else f"- {item}" for n, item in enumerate(items, start=1))
    label = [f"{TONE_LABELS[tone]}:"] if TONE_LABELS[tone] else []
    return "\n".join([*label, *paragraphs, *points])


def cover(
    titles: tuple[str, str],
    question: str,
    answer: str,
    verdict: Verdict,
    key_figures: Sequence[KeyFigure],
) -> str:
    """Title, subtitle, question, verdict, answer and key figures, a line each."""
    keys = (f"{key.label}: {key.text}" for key in key_figures)
    return "\n".join(line for line in chain(titles, (question, verdict.text, answer), keys) if line)


def tree(caption: str, nodes: Sequence[tuple[int, Node]]) -> str:
    """An explanation, each level two spaces further in, values in one column."""
    labels = [f"{'  ' * depth}{node.label}" for depth, node in nodes]
    widths = max(map(len, labels)), max(len(node.value) for _, node in nodes)
    lines = (_node(label, node, widths) for label, (_, node) in zip(labels, nodes, strict=True))
    return "\n".join([caption, *lines])


def _node(label: str, node: Node, widths: tuple[int, int]) -> str:
    change = f"({node.change})" if node.change else ""
    told = "; ".join(part for part in (node.reason, node.source) if part)
    parts = (label.ljust(widths[0]), node.value.rjust(widths[1]), change, told)
    return _GAP.join(part for part in parts if part).rstrip()


def _aligned(line: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    cells = (
        words.rjust(width) if column.kind in NUMERIC else words.ljust(width)
        for words, column, width in zip(line, columns, widths, strict=True)
    )
    return _GAP.join(cells).rstrip()
