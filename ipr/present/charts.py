"""The charts: matplotlib draws them, and words for those who do not see say the same."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Sequence
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, cycle, pairwise
from math import nan
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ipr.present.blocks import Chart
from ipr.present.blocks.tables import Table
from ipr.reading.norwegian import MINUS, amount, count, kroner, listing, signed, signed_kroner

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONTS = Path(__file__).parents[1] / "fonts"
FAMILY = "Source Sans 3"  # its digits and its minus are all as wide
# Each at least 3:1 against white.
ACCENT, PAIR, NEUTRAL, INK, RULE = "#1b5e9b", "#b85600", "#4d5560", "#1c232b", "#767e87"
WIDTH = 6.4  # inches
PNG_DPI = 200
ENDS_HERE = "Her tar pengene slutt"
LARGEST_SVG = 2_000_000  # bytes
NOTHING = dict.fromkeys(("Date", "Creator", "Format", "Type"))  # said of a drawing by itself
SETTINGS = {
    "font.family": [FAMILY, "DejaVu Sans"],  # the latter where a sign is missing
    "font.size": 10.5,
    "text.color": INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.parse_math": False,  # a $ is a $
    "figure.constrained_layout.w_pad": 0.08,
    "hatch.linewidth": 1.4,
    "path.simplify": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "ipr",
}

Item = tuple[str, int]
Reach = tuple[str, Sequence[tuple[int, str]]]  # an input: what each end does, and that end
Series = tuple[str, Sequence[int | None]]
Paint = dict[str, Any]
# Its label, its figure, from where to where it goes, how it is filled, and whether it matters most.
Bar = tuple[str, str, tuple[int, int], Paint, bool]

# How a bar is filled: told apart by pattern as well as by colour.
UP: Paint = {"color": ACCENT}
DOWN: Paint = {"fc": PAIR, "ec": PAIR, "hatch": "////", "hatchcolor": "#ffffff"}
TOTAL: Paint = {"color": NEUTRAL}
UNCOVERED: Paint = {"fc": "#ffffff", "ec": NEUTRAL, "hatch": "xxxx", "hatchcolor": NEUTRAL}
LINES = ((ACCENT, "-", "o"), (PAIR, "--", "s"), (NEUTRAL, ":", "^"))

LINE, BAR = 0.185, 0.25  # inches from one line of text to the next, and across a bar
BETWEEN, CLOSE = 0.12, 0.04  # inches between bars, and where there are many steps
MANY = 10  # rows of the table; more stand close, to leave room for what they rest on
MOST = 6  # more than this is read better in the table than heard in one breath


def waterfall(caption: str, start: Item, steps: Sequence[Item], end: Item, table: Table) -> Chart:
    """From one level to another, a row for each change; amounts in whole kroner.

    A level below zero is marked «mangler». Raises ValueError where the steps do not lead from
    start to end.
    """
    levels = list(accumulate((change for _, change in steps), initial=start[1]))
    if levels[-1] != end[1]:
        raise ValueError("trinnene fører ikke fra start til slutt")

    def whole(label: str, level: int) -> Bar:
        told, paint = ("", TOTAL) if level >= 0 else (" mangler", UNCOVERED)
        return label, f"{amount(level)}{told}", (0, level), paint, True

    rows = [
        whole(*start),
        *(
            (label, signed(change), span, DOWN if change < 0 else UP, False)
            for (label, change), span in zip(steps, pairwise(levels), strict=True)
        ),
        whole(*end),
    ]

    def draw(figure: Figure) -> None:
        axes, middles = _bars(figure, rows, CLOSE if len(table.rows) > MANY else BETWEEN)
        for level, (y, below) in zip(levels, pairwise(middles), strict=True):
            axes.plot([level, level], [y + BAR / 2, below - BAR / 2], color=RULE, linewidth=1)

    since, to = (
        f"«{label}», {kroner(level)}{' (mangler)' if level < 0 else ''}"
        for label, level in (start, end)
    )
    changes = told_in_words([(label, signed_kroner(change)) for label, change in steps])
    number = count(len(steps), "trinn", "trinn")
    alt = f"Trinndiagram i {number} fra {since}, til {to}. Endringer: {changes}"
    return Chart(caption, alt, table, *drawn(draw))


def bars(
    caption: str,
    items: Sequence[tuple[str, int | str]],
    table: Table,
    *,
    strong: Collection[int] = (),
    said: Callable[[int], str] = kroner,
    note: str = "",
) -> Chart:
    """A bar for each amount; a text in place of an amount is printed as it is.

    `strong` are the places of the bars that matter; where none is named, all are alike. `said`
    is how the words tell an amount, and `note` what they end with.
    """
    rows = []
    for place, (label, value) in enumerate(items):
        told, to = (value, 0) if isinstance(value, str) else (amount(value), value)
        paint = DOWN if to < 0 else UP if not strong or place in strong else TOTAL
        rows.append((label, told, (0, to), paint, place in strong))
    words = told_in_words([(name, v if isinstance(v, str) else said(v)) for name, v in items])
    alt = f"Liggende stolper. {caption.rstrip('.')}. {words} {note}".strip()
    return Chart(caption, alt, table, *drawn(lambda figure: _bars(figure, rows, BETWEEN)))


def tornado(
    caption: str, now_nok: int, items: Sequence[Reach], table: Table, now: str = "Nå"
) -> Chart:
    """From what is left now, a bar to each side for what the ends of an input take and give.

    `now` is what that amount is called. A dashed line shows where nothing is left, if what is left
    now or any bar reaches it.
    """
    moved = [(label, sorted(end for end in ends if end[0])) for label, ends in items]
    tips = [now_nok, *(now_nok + effect for _, ends in moved for effect, _ in ends)]
    reached, short = min(tips) <= 0 <= max(tips), now_nok < 0

    def draw(figure: Figure) -> None:
        axes, (top, *middles) = _bare_rows(figure, ["", *(label for label, _ in items)], least=2)
        for (_, ends), y in zip(moved, middles, strict=True):
            for effect, value in ends:
                axes.barh(y, effect, BAR, now_nok, **(DOWN if effect < 0 else UP))
                tell(axes, f"{signed(effect)}\n{value}", now_nok + effect, y, left=effect < 0)
        down = [top - LINE, axes.get_ylim()[0]]
        axes.plot([now_nok, now_nok], down, color=INK, linewidth=1.2)
        tell(axes, f"{now}: {amount(now_nok)}", now_nok, top, left=short, weight="bold")
        if reached:
            axes.plot([0, 0], down, color=INK, linewidth=1.6, dashes=(4, 2), zorder=3)
            words = "Herfra rekker pengene" if short else ENDS_HERE
            tell(axes, words, 0, top, left=not short, weight="bold")

    told = [
        (label, listing([f"{signed_kroner(effect)} ved {at}" for effect, at in ends]))
        for label, ends in moved
        if ends
    ]
    words = told_in_words(told)
    edge = "En stiplet linje viser hvor pengene tar slutt." if reached else "Ingen når 0 kroner."
    middle = kroner(now_nok) if now == "Nå" else f"{kroner(now_nok)} {now[:1].lower()}{now[1:]}"
    alt = f"Stolper til hver side av {middle}. {caption.rstrip('.')}. {words} {edge}"
    return Chart(caption, alt, table, *drawn(draw))


def lines(
    caption: str, ticks: Sequence[str], series: Sequence[Series], table: Table, limit: Item
) -> Chart:
    """Amounts in whole kroner over time; None leaves a gap. Each line is named at its end.

    The money ends at the limit, a dashed line. Raises ValueError where a series has another length
    than the ticks.
    """
    most, money = limit
    known = [value for _, values in series for value in values if value is not None]
    known.append(money)
    low, high = min([0, *known]), max([1, *known])
    line = (high - low) * LINE / 2  # as tall as a line of text, in kroner

    def draw(figure: Figure) -> None:
        figure.set_figheight(3.0)
        axes = figure.subplots()
        axes.set(frame_on=False, yticks=[0], yticklabels=["0"])
        axes.set_xticks(range(len(ticks)), ticks)
        axes.set(xlim=(-0.35, len(ticks) - 0.99), ylim=(low - 2 * line, high + 2 * line))
        axes.tick_params(length=0)
        axes.axhline(0, color=INK, linewidth=1.2)
        ends = [next((v for v in reversed(values) if v is not None), 0) for _, values in series]
        *heights, height = _apart([*ends, money], 2.6 * line)
        axes.axhline(money, color=INK, linewidth=1.6, dashes=(4, 2))
        tell(axes, f"{most}\n{amount(money)}", len(ticks) - 1, height, gap=40, weight="bold")
        names = zip(series, heights, cycle(LINES), strict=False)
        for (name, values), y, (colour, dashes, marker) in names:
            points = [nan if value is None else value for value in values]
            axes.plot(points, dashes, c=colour, marker=marker, lw=2, mec="#ffffff", clip_on=False)
            tell(axes, fill(name, 20), len(ticks) - 1, y, gap=40, color=colour)
        for x in range(len(ticks)):
            levels = sorted({v for _, vs in series if (v := vs[x]) is not None}, reverse=True)
            crowded = [False, *(over - v < 3 * line for over, v in pairwise(levels))]
            ys = [v - line if near else v + line for v, near in zip(levels, crowded, strict=False)]
            for value, y in zip(levels, _apart(ys, line), strict=True):
                tell(axes, amount(value), x, y, gap=0, ha="center")

    words = [
        f"{name}: {listing([f'{_known(v)} {tick}' for tick, v in zip(ticks, vs, strict=True)])}."
        for name, vs in series
    ]
    words.append(f"En stiplet linje viser {most[:1].lower()}{most[1:]}: {kroner(money)}.")
    return Chart(caption, f"Linjer. {caption.rstrip('.')}. {' '.join(words)}", table, *drawn(draw))


def _bars(figure: Figure, rows: Sequence[Bar], between: float) -> tuple[Axes, list[float]]:
    """A row for each bar, its figure to the right of it."""
    labels, bold = (
        [label for label, *_ in rows],
        [place for place, row in enumerate(rows) if row[4]],
    )
    axes, middles = _bare_rows(figure, labels, bold, between=between)
    for (_, told, (since, to), paint, strong), y in zip(rows, middles, strict=True):
        if since != to:
            axes.barh(y, to - since, BAR, since, **paint)
        tell(axes, told, max(since, to), y, weight="bold" if strong else "normal")
    axes.axvline(0, color=INK, linewidth=1.2, clip_on=False)
    return axes, middles


def _bare_rows(
    figure: Figure,
    labels: Sequence[str],
    bold: Collection[int] = (),
    least: int = 1,
    between: float = BETWEEN,
) -> tuple[Axes, list[float]]:
    """Labels to the left of empty rows; returns the axes and each row's middle, in inches down.

    The labels have axes of their own, so that constrained layout keeps all words clear of them.
    """
    wrapped = [fill(label, 32, break_on_hyphens=False) for label in labels]
    heights = [max(BAR, LINE * max(least, 1 + words.count("\n"))) + between for words in wrapped]
    *tops, bottom = accumulate(heights, initial=0.0)
    middles = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    figure.set_figheight(bottom + 0.1)
    names, axes = figure.subplots(1, 2, sharey=True, width_ratios=(1, 999))
    for part in (names, axes):
        part.set(frame_on=False, xticks=[], ylim=(bottom, 0))
        part.tick_params(length=0)
        part.margins(x=0)
    names.set_yticks(middles, wrapped)
    for place in bold:
        names.get_yticklabels()[place].set_weight("bold")
    return axes, middles


def tell(
    axes: Axes, words: str, x: int, y: float, *, left: bool = False, gap: int = 6, **text: Any
) -> None:
    """Words so many points beside a bar's tip, legible also where a line passes."""
    look = {"ha": "right" if left else "left", "va": "center_baseline", "zorder": 4, **text}
    ground = {"fc": "#ffffff", "ec": "none", "pad": 0.5}
    place = (-gap if left else gap, 0)
    axes.annotate(words, (x, y), place, textcoords="offset points", bbox=ground, **look)


def told_in_words(pairs: Sequence[tuple[str, str]]) -> str:
    """The first labels, each with its words, as much as one can take in by ear."""
    rest = len(pairs) - MOST
    words = "; ".join(f"{label}: {told}" for label, told in pairs[:MOST]) or "ingen"
    return f"{words}. {amount(rest)} til står i tabellen." if rest > 0 else f"{words}."


def _known(value: int | None) -> str:
    return "ikke oppgitt for" if value is None else f"{amount(value)} i"


def _apart(places: Sequence[float], least: float) -> list[float]:
    """Move words that would overlap downwards, in their order."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda place: -places[place])
    for above, below in pairwise(order):
        moved[below] = min(moved[below], moved[above] - least)
    return moved


def drawn(draw: Callable[[Figure], object]) -> tuple[str, bytes]:
    """SVG that begins with `<svg`, and PNG; under our own settings, whatever a machine's are."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.style import context  # noqa: PLC0415

    _know_fonts()
    with context(["default", SETTINGS]):
        figure = Figure((WIDTH, 1), layout="constrained")
        draw(figure)
        svg = BytesIO()
        # The canvas itself, for `savefig` lays out and draws everything twice.
        FigureCanvasSVG(figure).print_svg(svg, metadata=NOTHING)
    text = _own_ids(svg.getvalue().decode("utf-8"))
    return text, _png(text)


def drawn_by_others(figure: Figure) -> tuple[str, bytes]:
    """The same of a figure somebody else has made: our typeface, Norwegian numbers on its axes.

    A drawing of very many strokes is kept as PNG only. The figure is closed.
    """
    from matplotlib.style import context  # noqa: PLC0415 - slow to load

    _know_fonts()
    _norwegian_axes(figure)
    own = {name: SETTINGS[name] for name in ("svg.fonttype", "svg.hashsalt")}
    svg, png = BytesIO(), BytesIO()
    with context([own, {"font.sans-serif": SETTINGS["font.family"]}]):
        how: dict[str, Any] = {"bbox_inches": "tight", "pad_inches": 0.1}
        figure.savefig(svg, format="svg", metadata=NOTHING, **how)
        figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None}, **how)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)
    small = len(svg.getvalue()) <= LARGEST_SVG
    return _own_ids(svg.getvalue().decode("utf-8")) if small else "", png.getvalue()


def _png(svg: str) -> bytes:
    """The drawing as a picture for Word, with so many dots as it has inches."""
    import typst  # noqa: PLC0415 - slow to load

    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")'
    project = {"main.typ": page, "drawing.svg": svg.encode()}
    made: bytes = typst.compile(project, format="png", ppi=PNG_DPI, ignore_system_fonts=True)  # type: ignore[call-overload]  # its stubs lack projects
    return made


def _norwegian_axes(figure: Figure) -> None:
    """Write an axis's numbers as `250 000` and `0,5` where nobody has chosen how."""
    from matplotlib.ticker import FuncFormatter, ScalarFormatter  # noqa: PLC0415 - as above

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))


def _tick(value: float) -> str:
    whole, point, part = f"{abs(value):.10f}".rstrip("0").rstrip(".").partition(".")
    grouped = amount(int(whole)) if len(whole) > 4 else whole  # four digits stand together
    shown = f"{grouped}{point.replace('.', ',')}{part}"
    return f"{MINUS}{shown}" if value < 0 else shown


@cache
def _know_fonts() -> None:
    """Our own files come before what a machine calls by the same name."""
    from matplotlib.font_manager import fontManager  # noqa: PLC0415 - slow to load

    for file in sorted(FONTS.glob("*.ttf")):
        fontManager.addfont(file)
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())


def _own_ids(text: str) -> str:
    """The bare drawing, its ids led by a hash so that many can stand in one page."""
    svg = text[text.index("<svg") :].strip()
    # The style element would rule over a whole page that the drawing stands in.
    for extra in (r"<defs>\s*<style.*?</defs>", r"<!--.*?-->", r"<metadata>.*?</metadata>"):
        svg = re.sub(rf"(?s){extra}\s*", "", svg)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" ', 1)
    own = f"f{sha256(svg.encode()).hexdigest()[:8]}-"
    return re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{own}", svg)
