"""The kinds of figures: waterfall, bars, and lines over years."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate, cycle, pairwise

from ipr.present.canvas import LINE, WIDTH, Drawing, Page, drawing_style, finish, page, wrap
from ipr.present.palette import PALETTE, Palette
from ipr.present.rows import MARGIN, rows
from ipr.reading.norwegian import amount, signed

Item = tuple[str, int]
Series = tuple[str, tuple[int | None, ...]]


def waterfall(start: Item, steps: Sequence[Item], end: Item, palette: Palette = PALETTE) -> Drawing:
    """From one level to another, a row for each change; amounts in whole kroner.

    A level below zero is marked «udekket». Raises ValueError where the steps do not lead from
    start to end.
    """
    levels = list(accumulate((delta for _, delta in steps), initial=start[1]))
    if levels[-1] != end[1]:
        raise ValueError("trinnene fører ikke fra start til slutt")
    labels = [start[0], *(label for label, _ in steps), end[0]]
    told = [level(start[1]), *(signed(delta) for _, delta in steps), level(end[1])]
    spans = [(0, start[1]), *pairwise(levels), (0, end[1])]
    ends = {0, len(spans) - 1}
    with drawing_style():
        drawn = rows(labels, told, spans, bold=ends)
        for i, (since, to) in enumerate(spans):
            if i in ends:
                paint = palette.uncovered if to < 0 else palette.total
            else:
                paint = palette.down if to < since else palette.up
            drawn.draw(i, (since, to), paint, palette)
        for i, reached in enumerate(levels):
            drawn.connect(i, reached, palette)
        return drawn.done(palette)


def bars(
    items: Sequence[tuple[str, int | str]],
    strong: Collection[int] = (),
    palette: Palette = PALETTE,
) -> Drawing:
    """A bar for each amount in whole kroner; a text in place of an amount is printed as it is.

    `strong` are the places of the bars that matter; where none is named, all are alike.
    """
    spans = [(0, 0 if isinstance(value, str) else value) for _, value in items]
    told = [value if isinstance(value, str) else amount(value) for _, value in items]
    with drawing_style():
        drawn = rows([label for label, _ in items], told, spans, bold=strong)
        for i, span in enumerate(spans):
            plain = palette.up if not strong or i in strong else palette.total
            drawn.draw(i, span, palette.down if span[1] < 0 else plain, palette)
        return drawn.done(palette)


def lines(ticks: Sequence[str], series: Sequence[Series], palette: Palette = PALETTE) -> Drawing:
    """Amounts in whole kroner over time; None leaves a gap. Each line is named at its end.

    Raises ValueError where a series has another length than the ticks.
    """
    if any(len(values) != len(ticks) for _, values in series):
        raise ValueError("hver serie må ha en verdi (eller ingen) for hvert punkt")
    known = [v for _, values in series for v in values if v is not None]
    low, high = min([0, *known]), max([0, *known])
    top, height, names, room = 0.35, 2.3, 2.0, 1.55
    scale = height / (high - low) if high > low else 0.0
    first, last = 0.75, WIDTH - names
    xs = [first + (last - first) * i / max(1, len(ticks) - 1) for i in range(len(ticks))]
    with drawing_style():
        drawn = page(top + height + 0.55)
        zero = top + high * scale
        drawn.line([first - 0.35, last], [zero, zero], palette.ink, 1.2)
        drawn.text(first - 0.4, zero, "0", palette.ink, "right")
        for x, tick in zip(xs, ticks, strict=True):
            drawn.text(x, top + height + 0.35, tick, palette.ink, "center")
        ends = _apart([(zero - (_last(v) or 0) * scale) for _, v in series])
        for (name, values), style, end in zip(series, cycle(_styles(palette)), ends, strict=False):
            points = [
                (x, zero - v * scale) for x, v in zip(xs, values, strict=True) if v is not None
            ]
            _line(drawn, points, style)
            drawn.lines(last + names - room, end, wrap(name, room - MARGIN), style[0])
        for i, x in enumerate(xs):
            _figures(drawn, x, zero, [values[i] for _, values in series], scale, palette)
        return finish(drawn)


def level(value: int) -> str:
    """A level as figures print it: an amount below zero says that it is uncovered."""
    return f"{amount(value)} udekket" if value < 0 else amount(value)


def _styles(palette: Palette) -> tuple[tuple[str, tuple[float, ...], str], ...]:
    return (
        (palette.accent, (), "o"),
        (palette.pair, (5, 2), "s"),
        (palette.neutral, (1.5, 1.5), "^"),
    )


def _line(
    drawn: Page,
    points: Sequence[tuple[float, float]],
    style: tuple[str, tuple[float, ...], str],
) -> None:
    colour, dashes, marker = style
    drawn.line([x for x, _ in points], [y for _, y in points], colour, 2, dashes)
    for x, y in points:
        drawn.dot(x, y, colour, marker)


def _figures(
    drawn: Page, x: float, zero: float, values: Sequence[int | None], scale: float, palette: Palette
) -> None:
    """The amounts at one point in time: the highest above its mark, others below theirs."""
    known = sorted({v for v in values if v is not None}, reverse=True)
    for place, value in enumerate(known):
        y = zero - value * scale
        below = place > 0 and abs(zero - y) > 2 * LINE
        drawn.text(x, y + (LINE if below else -LINE), amount(value), palette.ink, "center")


def _last(values: Sequence[int | None]) -> int | None:
    return next((v for v in reversed(values) if v is not None), None)


def _apart(places: Sequence[float], least: float = 2 * LINE) -> list[float]:
    """Move names that would overlap downwards, in their order."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda i: places[i])
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    return moved
