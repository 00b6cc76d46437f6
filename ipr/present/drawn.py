"""What charts are drawn with: colours, settings, and a page that becomes SVG and PNG."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipr.reading.norwegian import E4, MINUS, amount

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = Path(__file__).parents[1] / "fonts"
FAMILY = "Source Sans 3"  # its digits and its minus are all as wide
# Each at least 3:1 against white.
ACCENT, PAIR, NEUTRAL, INK, RULE = "#1b5e9b", "#b85600", "#4d5560", "#1c232b", "#767e87"
WIDTH = 6.4  # inches
PNG_DPI = 200
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


def drawn(draw: Callable[[Figure], None]) -> tuple[str, bytes]:
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
    shown = (amount(int(whole)) if int(whole) >= E4 else whole) + point.replace(".", ",") + part
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
