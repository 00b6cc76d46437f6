"""Horizontal bars in rows: a label to the left, a bar on a common scale, its figure beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ipr.present.canvas import LINE, WIDTH, Drawing, Page, finish, page, text_width, wrap
from ipr.present.palette import Paint, Palette

MARGIN = 0.08  # all in inches
GAP = 0.09
BAR = 0.25
LABELS = 2.2

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows laid out on a page; to be used within `drawing_style()`."""

    page: Page
    labels: tuple[tuple[str, ...], ...]
    told: tuple[str, ...]
    bold: frozenset[int]
    centres: tuple[float, ...]
    scale: float  # inches a krone
    zero: float  # where 0 kroner is

    def draw(self, place: int, span: Span, paint: Paint, palette: Palette) -> None:
        """Label, bar and figure of one row."""
        y, strong = self.centres[place], place in self.bold
        left, right = sorted(self.zero + end * self.scale for end in span)
        self.page.lines(LABELS, y, self.labels[place], palette.ink, "right", bold=strong)
        if span[0] != span[1]:
            self.page.bar(left, right, y, BAR, paint)
        self.page.text(right + GAP, y, self.told[place], palette.ink, bold=strong)

    def connect(self, place: int, level: int, palette: Palette) -> None:
        """A thin line that carries a level from one row to the next."""
        x = self.zero + level * self.scale
        ys = [self.centres[place] + BAR / 2, self.centres[place + 1] - BAR / 2]
        self.page.line([x, x], ys, palette.rule)

    def done(self, palette: Palette) -> Drawing:
        """Draw the line of zero and save."""
        if self.centres:
            ends = [self.centres[0] - BAR, self.centres[-1] + BAR]
            self.page.line([self.zero, self.zero], ends, palette.ink, 1.2)
        return finish(self.page)


def rows(
    labels: Sequence[str],
    told: Sequence[str],
    spans: Sequence[Span],
    bold: Collection[int] = (),
) -> Rows:
    """Wrap the labels, find a scale that leaves room for every figure, and lay out the rows."""
    strong = frozenset(bold)
    room = LABELS - MARGIN
    wrapped = tuple(wrap(label, room, bold=i in strong) for i, label in enumerate(labels))
    heights = [max(BAR + 0.12, len(lines) * LINE + 0.1) for lines in wrapped]
    tops = list(accumulate(heights, initial=MARGIN))
    centres = tuple(top + height / 2 for top, height in zip(tops, heights, strict=False))
    words = [text_width(t, bold=i in strong) for i, t in enumerate(told)]
    left = min([0, *(min(span) for span in spans)])
    first = LABELS + 2 * GAP
    scale = min(
        (
            (WIDTH - MARGIN - GAP - width - first) / (max(*span, 0) - left)
            for span, width in zip(spans, words, strict=True)
            if max(*span, 0) > left
        ),
        default=0.0,
    )
    drawn = page(tops[-1] + MARGIN)
    zero = first - left * scale
    return Rows(drawn, wrapped, tuple(told), strong, centres, scale, zero)
