"""The tornado: what the two ends of each range do, to either side of a common zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ipr.present.canvas import (
    LINE,
    WIDTH,
    Align,
    Drawing,
    drawing_style,
    finish,
    page,
    text_width,
    wrap,
)
from ipr.present.palette import PALETTE, Palette
from ipr.present.rows import BAR, GAP, LABELS, MARGIN
from ipr.reading.norwegian import listing, signed, signed_kroner

LEFT: Align = "left"
RIGHT: Align = "right"
MOST_TOLD = 4  # more than this is read better in the table than heard in one breath


@dataclass(frozen=True, slots=True)
class Reach:
    """One input: what its low and its high end do in kroner, and those ends in words."""

    label: str
    low_nok: int
    high_nok: int
    low: str
    high: str

    @property
    def left(self) -> tuple[int, str]:
        """The end that takes most, if any takes something."""
        return min((self.low_nok, self.low), (self.high_nok, self.high))

    @property
    def right(self) -> tuple[int, str]:
        """The end that gives most, if any gives something."""
        return max((self.low_nok, self.low), (self.high_nok, self.high))


def tornado_drawing(items: Sequence[Reach], palette: Palette = PALETTE) -> Drawing:
    """Draw a row for each input: a bar to the left for what is lost, to the right for gain."""
    told = [(_told(*item.left, sign=-1), _told(*item.right, sign=1)) for item in items]
    labels = [wrap(item.label, LABELS - MARGIN) for item in items]
    zero, scale = _placed(
        [(max(-item.left[0], 0), _room(ends[0])) for item, ends in zip(items, told, strict=True)],
        [(max(item.right[0], 0), _room(ends[1])) for item, ends in zip(items, told, strict=True)],
    )
    heights = [max(2 * LINE, len(words) * LINE) + 0.16 for words in labels]
    tops = list(accumulate(heights, initial=MARGIN))
    with drawing_style():
        drawn = page(tops[-1] + MARGIN)
        for top, height, item, words, ends in zip(tops, heights, items, labels, told, strict=False):
            y = top + height / 2
            drawn.lines(LABELS, y, words, palette.ink, RIGHT)
            for (effect, _), text in zip((item.left, item.right), ends, strict=True):
                if text:
                    tip = zero + effect * scale
                    paint = palette.down if effect < 0 else palette.up
                    drawn.bar(zero, tip, y, BAR, paint)
                    side, align = (-GAP, RIGHT) if effect < 0 else (GAP, LEFT)
                    drawn.lines(tip + side, y, text, palette.ink, align)
        if items:
            drawn.line([zero, zero], [tops[0], tops[-1]], palette.ink, 1.2)
        return finish(drawn)


def tornado_alt(what: str, items: Sequence[Reach]) -> str:
    """What a tornado shows: `what`, then the ends of the widest ranges."""
    told = [
        f"{item.label} {listing([f'{signed_kroner(nok)} ved {text}' for nok, text in _ends(item)])}"
        for item in items[:MOST_TOLD]
    ]
    rest = " Resten står i tabellen." if len(items) > MOST_TOLD else ""
    return f"Stolper til hver side av null: {what}. {'; '.join(told)}.{rest}"


def _ends(item: Reach) -> list[tuple[int, str]]:
    """The ends that do something, the loss first; both where neither does."""
    ends = [item.left, item.right]
    return [end for end in ends if end[0]] or ends[:1]


def _placed(
    lost: Sequence[tuple[int, float]], gained: Sequence[tuple[int, float]]
) -> tuple[float, float]:
    """Return where zero is and how long a krone is, so that every bar has room for its words.

    Each pair is a bar's kroner and the room its words take beyond its tip, in inches.
    """
    first, last = LABELS + 2 * GAP, WIDTH - MARGIN
    scale = min(
        (
            (last - first - left_words - right_words) / (loss + gain)
            for loss, left_words in lost
            for gain, right_words in gained
            if loss + gain
        ),
        default=0.0,
    )
    return max((first + words + loss * scale for loss, words in lost), default=first), scale


def _told(effect: int, value: str, sign: int) -> tuple[str, ...]:
    """The words at a bar's tip; none where the end does not lie on this side of zero."""
    return (signed(effect), value) if effect * sign > 0 else ()


def _room(words: tuple[str, ...]) -> float:
    return max((text_width(line) for line in words), default=0.0) + GAP
