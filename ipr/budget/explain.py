"""Where a figure comes from: its terms, and theirs, down to the inputs and the plan's headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ipr.budget.calculate import Calculation
from ipr.budget.evaluate import TOTALS
from ipr.budget.line_terms import component_term, earmarked_term, funding_term, line_term
from ipr.budget.register import registered
from ipr.budget.terms import (
    Case,
    Explanation,
    difference_terms,
    figure_term,
    minus,
    read_term,
)
from ipr.plan.inputs import component_label
from ipr.plan.model import Plan
from ipr.reading.errors import refuse, unknown

__all__ = ["Explanation", "explain", "figure_names"]


def figure_names(plan: Plan) -> tuple[str, ...]:
    """Return the names of all figures in kroner that `explain` knows, totals first."""
    lines = (
        name
        for line in plan.lines
        for name in (
            f"lines.{line.id}",
            *(f"lines.{line.id}.{component.id}" for component in line.components),
        )
    )
    groups = (f"groups.{group.id}" for group in plan.groups)
    return (*TOTALS, *(f"funding.{item.id}" for item in plan.funding), *groups, *lines)


def explain(calculation: Calculation, name: str) -> Explanation:
    """Return the explanation of a figure by its name, as in `Outcome.figure`.

    Raises `InputError`, with the nearest guess, for a name that is no figure in kroner.
    """
    case = Case(calculation, registered(calculation))
    known = figure_names(case.plan)
    if name in case.inputs and name not in known:
        text = f"«{name}» er en forutsetning og ikke en størrelse i kroner som kan forklares"
        raise refuse("", "figure", text)
    if name not in known:
        raise refuse("", "figure", unknown(name, known))
    room, _, rest = name.partition(".")
    if room == "funding":
        return next(funding_term(case, item) for item in case.plan.funding if item.id == rest)
    if room == "groups":
        return _group(case, rest)
    if room == "lines":
        line_id, _, component_id = rest.partition(".")
        line = case.plan.line(line_id)
        if not component_id:
            return line_term(case, line)
        component = next(item for item in line.components if item.id == component_id)
        return replace(
            component_term(case, line, component), label=component_label(line, component)
        )
    return _total(case, name)


def _total(case: Case, name: str) -> Explanation:
    plan, build = case.plan, _TOTAL_TERMS[name]
    label, note = TOTAL_TEXTS.get(name) or (plan.reserve_label, "økonomisk ramme − fordelt")
    if name == "shortfall" and case.minimum:
        label = "Mangler på ønsket minstereserve"
    source = {"frame": plan.frame_source, "reserve": plan.reserve_source}.get(name, "")
    return figure_term(case, name, label, build(case), note=note, source=source)


def _reserve_terms(case: Case) -> tuple[Explanation, ...]:
    return (_total(case, "frame"), minus(_total(case, "allocated")))


def _free_funding(case: Case, *kinds: str) -> tuple[Explanation, ...]:
    return tuple(
        funding_term(case, item)
        for item in case.plan.funding
        if item.earmarked_for is None and item.recurrence in kinds
    )


def _gross_terms(case: Case) -> tuple[Explanation, ...]:
    earmarked = (earmarked_term(case, line) for line in case.plan.lines)
    return (_total(case, "allocated"), *(term for term in earmarked if term))


def _shortfall_terms(case: Case) -> tuple[Explanation, ...]:
    wished = read_term(
        case,
        "minimum_reserve",
        "Ønsket minstereserve",
        lambda outcome: outcome.balancing.minimum_reserve_nok,
        note="" if case.minimum else "scenarioet ønsker ingen minstereserve",
    )
    wished = replace(wished, standing="scenario" if case.minimum else None)
    spare = difference_terms(
        case,
        "shortfall.spare",
        "Reserve ut over minstereserven",
        lambda outcome: outcome.shortfall - outcome.balancing.minimum_reserve_nok + outcome.reserve,
        "det som er udekket, er aldri mindre enn 0",
    )
    return (wished, minus(_total(case, "reserve")), *spare)


def _one_off_terms(case: Case) -> tuple[Explanation, ...]:
    spare = difference_terms(
        case,
        "rests_on_one_off.spare",
        "Årlige inntekter som postene ikke bruker",
        lambda outcome: outcome.rests_on_one_off - outcome.allocated + outcome.recurring,
        "postene bruker de årlige inntektene først",
    )
    return (_total(case, "allocated"), minus(_total(case, "recurring")), *spare)


def _groups(case: Case) -> tuple[Explanation, ...]:
    return tuple(_group(case, group.id) for group in case.plan.groups)


TOTAL_TEXTS: Mapping[str, tuple[str, str]] = {
    "frame": ("Økonomisk ramme", "summen av inntektene som ikke er øremerket"),
    "allocated": ("Fordelt til postene", ""),
    "shortfall": ("Udekket", "ønsket minstereserve − reserven, minst 0"),
    "gross_activity": ("Samlet aktivitet", "fordelt + øremerkede penger utenfor rammen"),
    "recurring": ("Inntekter som kommer hvert år", "årlige inntekter i rammen"),
    "one_off": ("Inntekter som kommer bare én gang", "engangsmidler i rammen"),
    "rests_on_one_off": (
        "Del av postene som hviler på engangsmidler",
        "fordelt − inntekter som kommer hvert år, minst 0",
    ),
}
"""Label and note of each total; the reserve has its label from the plan."""

_TOTAL_TERMS: Mapping[str, Callable[[Case], tuple[Explanation, ...]]] = {
    "frame": lambda case: _free_funding(case, "continues", "one_off"),
    "allocated": _groups,
    "reserve": _reserve_terms,
    "shortfall": _shortfall_terms,
    "gross_activity": _gross_terms,
    "recurring": lambda case: _free_funding(case, "continues"),
    "one_off": lambda case: _free_funding(case, "one_off"),
    "rests_on_one_off": _one_off_terms,
}


def _group(case: Case, group_id: str) -> Explanation:
    lines = tuple(line_term(case, line) for line in case.plan.lines if line.group == group_id)
    label = case.plan.group(group_id).label
    return figure_term(case, f"groups.{group_id}", label, lines)
