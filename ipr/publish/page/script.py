"""The list of figures as data for a script, and the script that reads it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from ipr.budget.figures import Figure, Ratio, Term, figures_of
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.reading.norwegian import MAX_AMOUNT


def script() -> str:
    """Return the JavaScript that reckons: `reckon(plan, inputs, balancing)`, without libraries."""
    return part("figures.js")


def script_data(plan: Plan) -> dict[str, Any]:
    """Return what the script must know of a plan, ready for JSON.

    `figures` are `[name, operation, terms, ratios]` in the order they are reckoned; a term is a
    name, or `[name, choice, value]` where it counts only while that choice is made; a ratio is
    `[term, scale, base]`. `inputs` are values by name, each in its own unit, None for an amount
    that is missing. `lines` are `[id, floor in kroner, whether the plan locks it]`. `largest` is
    the largest amount in kroner.
    """
    return {
        "figures": [_figure(figure) for figure in figures_of(plan).values()],
        "inputs": {name: item.value for name, item in inputs_of(plan).items()},
        "lines": [[line.id, line.floor_nok, line.lock is not None] for line in plan.lines],
        "largest": MAX_AMOUNT,
    }


def _figure(figure: Figure) -> list[Any]:
    terms = [_term(term) for term in figure.terms]
    ratios = [_ratio(ratio) for ratio in figure.ratios]
    return [figure.name, figure.operation, terms, *([ratios] if ratios else [])]


def _term(term: Term) -> str | list[Any]:
    return [term.name, *term.when] if term.when else term.name


def _ratio(ratio: Ratio) -> list[Any]:
    return [_term(Term(ratio.name, when=ratio.when)), ratio.scale, ratio.base]


def part(name: str) -> str:
    """Return the text of one of the files the page is made of."""
    return files("ipr.publish.page").joinpath(name).read_text(encoding="utf-8")
