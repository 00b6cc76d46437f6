"""A page to draw on, measured in inches, that becomes the same SVG and PNG on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.style import context as style_context
from matplotlib.textpath import text_to_path

from ipr.present.palette import Paint

WIDTH = 6.4  # inches
SIZE = 9.5  # points
LINE = 0.185  # inches from one line of text to the next
PNG_DPI = 200

Align = Literal["left", "center", "right"]

# The shipped file, not whatever a machine calls DejaVu Sans.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_SETTINGS = {
    "text.parse_math": False,  # a $ is a $
    "svg.fonttype": "path",
    "svg.hashsalt": "ipr",
    "hatch.linewidth": 1.4,
    "path.simplify": False,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture in two forms: SVG text that begins with `<svg`, and PNG at 200 dpi."""

    svg: str
    png: bytes


@cache
def font(*, bold: bool = False, size: float = SIZE) -> FontProperties:
    """The shipped typeface."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=_FONTS / name, size=size)


@cache
def text_width(words: str, *, bold: bool = False, size: float = SIZE) -> float:
    """How wide a line of text is, in inches."""
    # The font counts in units of its own at the size asked for: points.
    width, _, _ = text_to_path.get_text_width_height_descent(
        words, font(bold=bold, size=size), ismath=False
    )
    return float(width) / 72


def wrap(words: str, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break text into lines no wider than `room` inches, a too long word where it must."""
    lines = [""]
    for word in words.split(" "):  # and not at no-break spaces
        joined = f"{lines[-1]} {word}".strip()
        if text_width(joined, bold=bold) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and text_width(lines[-1] + character, bold=bold) > room:
                lines.append("")
            lines[-1] += character
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Page:
    """An empty page `WIDTH` inches wide; x runs to the right, y downwards, in inches."""

    axes: Axes

    def bar(self, left: float, right: float, y: float, height: float, paint: Paint) -> None:
        """A filled bar from left to right, centred on y."""
        left, right = min(left, right), max(left, right)
        corner, width = (left, y - height / 2), right - left
        edge = paint.line if paint.pattern else paint.fill
        self.axes.add_patch(
            Rectangle(corner, width, height, facecolor=paint.fill, edgecolor=edge,
                      hatch=paint.pattern, linewidth=0)
        )  # fmt: skip
        outline = paint.fill if paint.fill != "#ffffff" else paint.line
        self.axes.add_patch(Rectangle(corner, width, height, fill=False, ec=outline, lw=1))

    def line(
        self, xs: list[float], ys: list[float], colour: str, width: float = 1,
        dashes: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        """A line through the points, solid or dashed."""
        style: Literal["-"] | tuple[float, tuple[float, ...]] = (0, dashes) if dashes else "-"
        self.axes.add_line(Line2D(xs, ys, color=colour, linewidth=width, linestyle=style))

    def dot(self, x: float, y: float, colour: str, marker: str = "o") -> None:
        """A mark at a point."""
        self.axes.add_line(
            Line2D([x], [y], color=colour, marker=marker, markersize=6, markeredgecolor="#ffffff")
        )

    def text(
        self, x: float, y: float, words: str, colour: str, align: Align = "left", *,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """One line of text, centred on y."""
        shape = font(bold=bold)
        self.axes.text(
            x, y, words, color=colour, ha=align, va="center_baseline", fontproperties=shape
        )

    def lines(
        self, x: float, y: float, words: tuple[str, ...], colour: str, align: Align = "left", *,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Several lines of text, together centred on y."""
        top = y - LINE * (len(words) - 1) / 2
        for number, line in enumerate(words):
            self.text(x, top + number * LINE, line, colour, align, bold=bold)


@contextmanager
def drawing_style() -> Iterator[None]:
    """Matplotlib's own defaults and our few settings, whatever a machine's settings are."""
    with style_context(["default", _SETTINGS]):
        yield


def page(height: float) -> Page:
    """A white page of the given height in inches."""
    figure = Figure(figsize=(WIDTH, height), facecolor="#ffffff")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    return Page(axes)


def finish(drawn: Page) -> Drawing:
    """Save the page; the SVG carries no date, version, outer reference or id used elsewhere."""
    figure = drawn.axes.get_figure(root=True)
    if figure is None:
        raise ValueError("siden er ikke tegnet")
    svg, png = BytesIO(), BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    FigureCanvasSVG(figure).print_svg(svg, metadata=nothing)
    figure.set_dpi(PNG_DPI)
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": None})
    return Drawing(_own_ids(svg.getvalue().decode("utf-8")), png.getvalue())


def _own_ids(text: str) -> str:
    """The bare drawing, its ids led by a hash so that many can stand in one page."""
    svg = text[text.index("<svg") :].strip()
    # The style element would rule over a whole page that the drawing stands in.
    svg = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" ', 1)
    own = f"f{sha256(svg.encode()).hexdigest()[:8]}-"
    return re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{own}", svg)
