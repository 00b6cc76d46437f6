"""Charts are the same everywhere, literal, legible without colour, and told in words."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from io import BytesIO
from itertools import combinations

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import style
from matplotlib.figure import Figure
from PIL import Image, ImageChops

from ipr.present import charts
from ipr.present.blocks import Chart
from ipr.present.blocks.tables import Column, Row, Table
from ipr.present.charts import ACCENT, INK, NEUTRAL, PAIR, PNG_DPI, RULE, WIDTH
from ipr.publish.style import contrast
from ipr.reading.norwegian import NBSP

pytestmark = pytest.mark.slow  # pictures are drawn

TABLE = Table("Tall", (Column("a", "A"),), (Row(("b",)),))
START = ("Planen", 610_000)
STEPS = [("Overføring fra 2025", -500_000), ("Cyberland innenfor rammen", -150_000)]
END = ("Scenarioet", -40_000)
REACHES = [("Overføring", [(-500_000, "0"), (1_000_000, "1 500 000")]), ("Kurs", [(0, "11")])]
YEARS = ["2026", "2027"]

KINDS: dict[str, Callable[[], Chart]] = {
    "waterfall": lambda: charts.waterfall("Bro", START, STEPS, END, TABLE),
    "bars": lambda: charts.bars("Poster", [("Film", 150_000), ("Annet", "Avventer")], TABLE),
    "tornado": lambda: charts.tornado("Hva betyr mest", 110_000, REACHES, TABLE),
    "lines": lambda: charts.lines(
        "Årene", YEARS, [("Videre", (None, 5)), ("Alt", (-3, 8))], TABLE, ("Årlig", 6)
    ),
}  # fmt: skip


def height(chart: Chart) -> int:
    """The picture's height in dots."""
    return int(struct.unpack(">I", chart.png[20:24])[0])


def cut(chart: Chart) -> bool:
    """Whether anything is drawn on the picture's outermost dots, where it would be cut off."""
    picture = Image.open(BytesIO(chart.png)).convert("RGB")
    drawn = ImageChops.difference(picture, Image.new("RGB", picture.size, "#ffffff")).getbbox()
    assert drawn
    left, top, right, bottom = drawn
    return min(left, top, picture.width - right, picture.height - bottom) < 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_the_same_each_time_and_whole(kind: str) -> None:
    """Drawn again under other settings it is byte-identical, and refers to nothing outside."""
    first = KINDS[kind]()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none"}):
        again = KINDS[kind]()
    assert (again.svg, again.png) == (first.svg, first.png)
    assert first.svg.startswith("<svg")
    assert not re.search(r"<text|<style|<metadata|<script|<!--|href=\"[^#]", first.svg)
    assert first.png.startswith(b"\x89PNG")
    assert b"matplotlib" not in first.png.lower()
    assert struct.unpack(">I", first.png[16:20])[0] == WIDTH * PNG_DPI
    assert not cut(first)


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    """Global settings are what they were before."""
    before = dict(mpl.rcParams)
    KINDS["waterfall"]()
    assert dict(mpl.rcParams) == before


def test_ids_of_two_charts_never_meet() -> None:
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
        charts.waterfall("Bro", START, STEPS[:1], END, TABLE)


def test_a_series_must_have_a_value_for_each_point() -> None:
    """What cannot be drawn truly is refused."""
    with pytest.raises(ValueError, match="zip"):
        charts.lines("Årene", ["2026"], [("a", (1, 2))], TABLE, ("Årlig", 1))


amounts = st.integers(-(10**12), 10**12)
labels = st.text("abc WÅ$_", min_size=1, max_size=80)


@settings(max_examples=20)
@given(st.sampled_from(sorted(KINDS)), amounts, st.lists(st.tuples(labels, amounts), max_size=6))
def test_nothing_is_cut_off(kind: str, start: int, steps: list[tuple[str, int]]) -> None:
    """Whatever the amounts and labels, the picture's edge is empty on all sides."""
    end = start + sum(change for _, change in steps)
    ends = [(label, [(change, "1 000 000 000 000 kroner"), (7, "0")]) for label, change in steps]
    series = [(label, (change, None, start)) for label, change in steps[:3]]
    draw: dict[str, Callable[[], Chart]] = {
        "waterfall": lambda: charts.waterfall("Bro", ("a", start), steps, ("b", end), TABLE),
        "bars": lambda: charts.bars("Poster", [*steps, ("Annet", "Avventer svar")], TABLE),
        "tornado": lambda: charts.tornado("Hva", start, ends, TABLE),
        "lines": lambda: charts.lines(
            "Årene", ["2026", "2027", "2028"], series, TABLE, ("Årlig", abs(start))
        ),
    }
    assert not cut(draw[kind]())


@pytest.mark.parametrize("steps", [0, 1, 30])
def test_none_or_many_steps_are_drawn(steps: int) -> None:
    """A row for each step, and a picture as tall as they need."""
    drawn = charts.waterfall("Bro", ("a", 0), [("b", 1)] * steps, ("c", steps), TABLE)
    assert height(drawn) > steps * 60


def test_a_tornado_is_drawn_where_nothing_or_one_side_moves() -> None:
    """Ranges that move nothing, only up, or only down, are drawn and told without a fault."""
    for ends in ((0, 0), (5, 0), (-5, -3), (3, 5)):
        chart = charts.tornado("Hva", 0, [("a", [(effect, "1") for effect in ends])], TABLE)
        assert not cut(chart)
        assert ("a:" in chart.alt) is any(ends)
    assert charts.tornado("Hva", 0, [], TABLE).png


def test_labels_are_literal() -> None:
    """`$x$` is no mathematics and a leading `_` does not vanish: both draw what they say."""
    odd, plain = (charts.bars("a", [(name, 1)], TABLE).svg for name in ("_a $x$", "a x"))
    assert odd.count("<use") == plain.count("<use") + 3


def test_the_shipped_typeface_draws_and_another_helps_it() -> None:
    """Words are in our family, and a sign that it lacks is drawn and not left as a box."""
    svg = charts.bars("a", [("Film ☃", 1)], TABLE).svg
    names = set(re.findall(r'href="#f\w+-([A-Z][\w-]+)-[0-9a-f]+"', svg))
    assert names == {"SourceSans3-Regular", "DejaVuSans"}


def test_long_labels_are_wrapped_and_amounts_are_not() -> None:
    """A long label takes more height and no letter is lost; a no-break space keeps its line."""
    short, amount, long = (
        charts.bars("a", [(name, 1)], TABLE)
        for name in ("xx", f"{'x' * 27} 1{NBSP}000{NBSP}000", "x" * 80)
    )
    assert height(short) < height(amount) < height(long)
    assert long.svg.count("<use") == short.svg.count("<use") + 78


def test_charts_read_without_colour() -> None:
    """Colours stand out from white, and any two fills of a bridge's steps differ in pattern."""
    for colour in (ACCENT, PAIR, NEUTRAL, INK, RULE):
        assert contrast(colour, "#ffffff") >= 3
    for one, other in combinations((charts.UP, charts.DOWN, charts.UNCOVERED), 2):
        assert one.get("hatch") != other.get("hatch")
    assert len({dashes for _, dashes, _ in charts.LINES}) == len(charts.LINES)


def test_the_tornado_shows_where_the_money_ends() -> None:
    """The dashed line is there when a bar reaches 0, from above or below, and else it is told."""
    for now, shown in ((110_000, True), (-40_000, True), (0, True), (700_000, False)):
        chart = charts.tornado("Hva", now, REACHES, TABLE)
        assert ("stroke-dasharray" in chart.svg) is shown
        assert ("stiplet linje" in chart.alt) is shown


def test_names_of_lines_do_not_stand_in_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where lines and the limit end close together, each name of two lines of text is whole."""
    figure = Figure((WIDTH, 1), layout="constrained")

    def seen(draw: Callable[[Figure], object]) -> tuple[str, bytes]:
        draw(figure)
        return "", b""

    monkeypatch.setattr(charts, "drawn", seen)
    names = ("Videreført uten engangstiltak", "Bundet av planens egne ord")
    series = [(name, (50, 100 + place)) for place, name in enumerate(names)]
    with style.context(["default", charts.SETTINGS]):
        charts.lines("Årene", YEARS, series, TABLE, ("Årlige bidrag", 99))
        figure.canvas.draw()
        (axes,) = figure.axes
        told = [one for one in axes.texts if "\n" in one.get_text()]
        boxes = [one.get_window_extent() for one in told]
    assert len(boxes) == 3
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_words_tell_the_same_as_the_picture() -> None:
    """Alt text names start, every change and end, and says when money is lacking."""
    told = {kind: draw().alt.replace(NBSP, " ") for kind, draw in KINDS.items()}
    assert told["waterfall"] == (
        "Trinndiagram i 2 trinn fra «Planen», 610 000 kroner, til «Scenarioet», −40 000 kroner "
        "(mangler). Endringer: Overføring fra 2025: −500 000 kroner; "
        "Cyberland innenfor rammen: −150 000 kroner."
    )
    assert told["bars"] == "Liggende stolper. Poster. Film: 150 000 kroner; Annet: Avventer."
    assert (
        "Overføring: −500 000 kroner ved 0 og +1 000 000 kroner ved 1 500 000. En"
        in (told["tornado"])
    )
    assert told["lines"].endswith(
        "Videre: ikke oppgitt for 2026 og 5 i 2027. Alt: −3 i 2026 og 8 i 2027. "
        "En stiplet linje viser årlig: 6 kroner."
    )
    one = charts.bars("Alt er brukt.", [("a", 1)], TABLE, said=str).alt
    assert one == "Liggende stolper. Alt er brukt. a: 1."
    many = charts.bars("x", [("a", 1)] * 10, TABLE, said=str, note="Slutt.").alt
    assert many.endswith("a: 1. 4 til står i tabellen. Slutt.")
    assert "Endringer: ingen." in charts.waterfall("x", START, [], START, TABLE).alt
