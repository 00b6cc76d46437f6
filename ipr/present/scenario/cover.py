"""The head of a scenario's report: what is asked, the answer, and the three figures."""

from __future__ import annotations

from ipr.budget.result import Result
from ipr.present.answers import answer, verdict
from ipr.present.blocks import Cover, KeyFigure
from ipr.present.changes import what_changes
from ipr.present.wording import standing_line
from ipr.reading.norwegian import kroner, signed_kroner

KEY_FIGURES = ("frame", "allocated", "reserve")


def cover(result: Result) -> Cover:
    """Return the head of a scenario's report: title, question, verdict, answer, key figures."""
    told = (answer(result), what_changes(result))
    return Cover(
        title=result.scenario.title,
        subtitle=standing_line(result),
        question=result.scenario.question,
        answer=" ".join(one for one in told if one),
        verdict=verdict(result),
        key_figures=tuple(_key_figure(result, name) for name in KEY_FIGURES),
    )


def _key_figure(result: Result, name: str) -> KeyFigure:
    row = result.row(name)
    change = row.change or 0
    same = "som før saken" if result.amended else "som i planen"
    same = same if what_changes(result) else ""
    against = "mot før saken" if result.amended else "mot planen"
    note = f"{signed_kroner(change)} {against}" if change else same
    return KeyFigure(row.label, kroner(row.revised or 0), note)
