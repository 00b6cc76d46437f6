"""Figures are the same everywhere, literal, legible without colour, and told in words."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from itertools import combinations, pairwise

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr.present import alt, canvas, drawing
from ipr.present.palette import PALETTE
from ipr.publish.style import contrast

START = ("Udisponert ramme i planen", 610_000)
STEPS = [("Overføring fra 2025", -500_000), ("Cyberland innenfor rammen", -150_000)]
END = ("Udisponert ramme i scenarioet", -40_000)

KINDS: dict[str, Callable[[], drawing.Drawing]] = {
    "waterfall": lambda: drawing.waterfall(START, STEPS, END),
    "bars": lambda: drawing.bars([("Film", 150_000), ("Innenforskap", "Avventer hovedprosjekt")]),
    "lines": lambda: drawing.lines(["2026", "2027"], [("Videre", (None, 5)), ("Alt", (-3, 8))]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_the_same_each_time_and_whole(kind: str) -> None:
    """Drawn again under other settings it is byte-identical, and refers to nothing outside."""
    first = KINDS[kind]()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none"}):
        assert KINDS[kind]() == first
    assert first.svg.startswith("<svg")
    assert not re.search(r"<text|<style|<metadata|<script|<!--|href=\"[^#]", first.svg)
    assert first.png.startswith(b"\x89PNG")
    assert b"matplotlib" not in first.png.lower()
    assert struct.unpack(">I", first.png[16:20])[0] == canvas.WIDTH * canvas.PNG_DPI


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    """Global settings are what they were before."""
    before = dict(mpl.rcParams)
    KINDS["waterfall"]()
    assert dict(mpl.rcParams) == before


def test_ids_of_two_figures_never_meet() -> None:
    """Two drawings can stand in one page: they share no id, and each refers to its own."""
    ids = []
    for kind in ("waterfall", "bars"):
        svg = KINDS[kind]().svg
        ids.append(set(re.findall(r' id="([^"]+)"', svg)))
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) <= ids[-1]
    assert not ids[0] & ids[1]


def test_a_waterfall_must_add_up() -> None:
    """Steps that do not lead from start to end are refused, not drawn."""
    with pytest.raises(ValueError, match="start til slutt"):
        drawing.waterfall(START, STEPS[:1], END)


def test_a_series_must_have_a_value_for_each_point() -> None:
    """What cannot be drawn truly is refused."""
    with pytest.raises(ValueError, match="hvert punkt"):
        drawing.lines(["2026"], [("a", (1, 2))])


amounts = st.integers(-(10**12), 10**12)


@settings(max_examples=15)
@given(amounts, st.lists(amounts, max_size=6))
def test_every_waterfall_stays_on_its_page(start: int, deltas: list[int]) -> None:
    """Whatever the amounts, bars and figures lie between the labels and the page's edge."""
    end = start + sum(deltas)
    levels = [start]
    for delta in deltas:
        levels.append(levels[-1] + delta)
    spans = [(0, start), *pairwise(levels), (0, end)]
    told = [drawing.level(start), *map(str, deltas), drawing.level(end)]
    with canvas.drawing_style():
        rows = drawing.rows(["x"] * len(spans), told, spans)
    for span, words in zip(spans, told, strict=True):
        assert rows.zero + min(span) * rows.scale >= 2.2
        right = rows.zero + max(*span) * rows.scale + canvas.text_width(words)
        assert right <= canvas.WIDTH + 1e-6


@pytest.mark.parametrize("steps", [0, 1, 30])
def test_none_or_many_steps_are_drawn(steps: int) -> None:
    """A row for each step, and a page as tall as they need."""
    drawn = drawing.waterfall(("a", 0), [("b", 1)] * steps, ("c", steps))
    height = struct.unpack(">I", drawn.png[20:24])[0]
    assert height > steps * 60


def test_labels_are_literal() -> None:
    """`$x$` is no mathematics and a leading `_` does not vanish: both draw what they say."""
    odd, plain = (drawing.bars([(name, 1)]).svg for name in ("$x$ _a", "x a"))
    assert odd.count("<use") == plain.count("<use") + 3


def test_long_labels_are_wrapped() -> None:
    """No line is wider than its room, no letter is lost, amounts are not broken."""
    text = "Posisjonering for Mjøssykehuset og andre helseinstitusjoner " + "x" * 60
    lines = canvas.wrap(text, 1.5)
    assert all(canvas.text_width(line) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert "500\u00a0000" in canvas.wrap("Overføring blir 500\u00a0000", 1.3)


def test_figures_read_without_colour() -> None:
    """Colours stand out from white, and any two fills differ in pattern or are dark and light."""
    palette = PALETTE
    for colour in (palette.accent, palette.pair, palette.neutral, palette.ink, palette.rule):
        assert contrast(colour, "#ffffff") >= 3
    for one, other in combinations((palette.up, palette.down, palette.uncovered), 2):
        assert one.pattern != other.pattern


def test_words_tell_the_same_as_the_picture() -> None:
    """Alt text names start, every change and end, and says when a level is uncovered."""
    assert alt.waterfall_alt(START, STEPS, END).replace("\u00a0", " ") == (
        "Trinndiagram i 2 trinn fra «Udisponert ramme i planen», 610 000 kroner, til «Udisponert "
        "ramme i scenarioet», \u221240 000 kroner (udekket). Endringer: Overføring fra 2025 "
        "\u2212500 000 kroner og Cyberland innenfor rammen \u2212150 000 kroner."
    )
    assert "uten endringer" in alt.waterfall_alt(START, [], START)
    assert "og 4 til (alle" in alt.bars_alt("x", [("a", 1)] * 10).replace("\u00a0", " ")
    bars = alt.bars_alt("Poster", [("a", 1), ("b", "Avventer")])
    assert bars == "Liggende stolper: Poster. a 1\u00a0krone og b Avventer."
    assert "ikke oppgitt for 2026" in alt.lines_alt("x", ["2026"], [("a", (None,))])
