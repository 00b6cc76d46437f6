"""The strip over all scenarios: an axis of what is left, and each scenario as a dot on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ipr.present.blocks import Chart, Table
from ipr.present.charts import Item, bare_rows, tell, told_in_words
from ipr.present.drawn import ACCENT, INK, NEUTRAL, PAIR, RULE, drawn
from ipr.reading.norwegian import amount, kroner

Theme = tuple[str, Sequence[Item]]  # what the scenarios belong with, and each with what it leaves

NEAR, CLEAR = 0.02, 0.13  # parts of the axis: dots that would touch, and amounts that would


def strip(caption: str, plan_nok: int, themes: Sequence[Theme], table: Table) -> Chart:
    """Rows of dots, one row for each theme, with a line at the plan and one where money ends."""
    amounts = [plan_nok, 0, *(nok for _, items in themes for _, nok in items)]
    low, high = min(amounts), max(amounts)
    width = high - low or 1

    def draw(figure: Any) -> None:
        labels = ["", *(f"{label}\n" for label, _ in themes)]
        axes, (top, *middles) = bare_rows(figure, labels, least=2)
        down = [top + 0.08, axes.get_ylim()[0]]
        axes.plot([plan_nok, plan_nok], down, color=NEUTRAL, linewidth=1.2)
        axes.plot([0, 0], down, color=INK, linewidth=1.6, dashes=(4, 2))
        tell(axes, f"Planen: {amount(plan_nok)}", plan_nok, top, left=True, weight="bold")
        tell(axes, "Her tar pengene slutt", 0, top, left=low < 0, weight="bold")
        for (_, items), y in zip(themes, middles, strict=True):
            axes.plot([low, high], [y, y], color=RULE, linewidth=0.6, zorder=1)
            _dots(axes, sorted(nok for _, nok in items), y, width)
        axes.set_xlim(low - width * 0.04, high + width * 0.04)

    words = " ".join(
        f"{label}: {told_in_words([(title, kroner(nok)) for title, nok in items])}"
        for label, items in themes
    )
    alt = f"Prikker langs en akse for det som er igjen. {caption}. Planen: {kroner(plan_nok)}."
    return Chart(caption, f"{alt} {words}", table, *drawn(draw))


def _dots(axes: Any, amounts: Sequence[int], y: float, width: int) -> None:
    """Draw dots that stack where they would touch, and amounts below where there is room."""
    before, height, told = None, 0, None
    for nok in amounts:
        height = height + 1 if before is not None and nok - before < width * NEAR else 0
        before = nok
        look = {"color": ACCENT, "marker": "o"} if nok >= 0 else {"color": PAIR, "marker": "s"}
        axes.plot([nok], [y - height * 0.11], markersize=6.5, zorder=3, **look)
        if told is None or nok - told >= width * CLEAR:
            told = nok
            axes.annotate(
                amount(nok), (nok, y), (0, -8), textcoords="offset points",
                ha="center", va="top", fontsize=8.5, zorder=2.5,
                bbox={"fc": "#ffffff", "ec": "none", "pad": 0.4},
            )  # fmt: skip
