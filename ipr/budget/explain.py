"""Where a figure comes from: its terms, and theirs, down to the inputs and the plan's headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ipr.budget.calculate import Calculation
from ipr.budget.component_note import component_inputs, component_note
from ipr.budget.evaluate import TOTALS, Outcome
from ipr.budget.register import registered
from ipr.budget.terms import (
    Case,
    Explanation,
    difference_terms,
    figure_term,
    known_from,
    minus,
    read_term,
)
from ipr.errors import refuse, unknown
from ipr.plan.amounts import OUTSIDE
from ipr.plan.inputs import component_label
from ipr.plan.components import Component
from ipr.plan.model import BudgetLine, Funding, Plan

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
        return next(_funding(case, item) for item in case.plan.funding if item.id == rest)
    if room == "groups":
        return _group(case, rest)
    if room == "lines":
        line_id, _, component_id = rest.partition(".")
        line = case.plan.line(line_id)
        if not component_id:
            return _line(case, line)
        component = next(item for item in line.components if item.id == component_id)
        return replace(_component(case, line, component), label=component_label(line, component))
    return _total(case, name)


def _total(case: Case, name: str) -> Explanation:
    plan, build = case.plan, _TOTAL_TERMS[name]
    label, note = TOTAL_TEXTS.get(name, (plan.reserve_label, "Økonomisk ramme − fordelt"))
    source = {"frame": plan.frame_source, "reserve": plan.reserve_source}.get(name, "")
    return figure_term(case, name, label, build(case), note=note, source=source)


def _reserve_terms(case: Case) -> tuple[Explanation, ...]:
    return (_total(case, "frame"), minus(_total(case, "allocated")))


def _free_funding(case: Case, *kinds: str) -> tuple[Explanation, ...]:
    return tuple(
        _funding(case, item)
        for item in case.plan.funding
        if item.earmarked_for is None and item.recurrence in kinds
    )


def _gross_terms(case: Case) -> tuple[Explanation, ...]:
    earmarked = (_earmarked(case, line) for line in case.plan.lines)
    return (_total(case, "allocated"), *(term for term in earmarked if term))


def _shortfall_terms(case: Case) -> tuple[Explanation, ...]:
    minimum = case.minimum
    wished = Explanation(
        "minimum_reserve",
        "Ønsket minstereserve",
        minimum,
        0,
        note="" if minimum else "scenarioet ønsker ingen minstereserve",
        standing="scenario" if minimum else None,
    )
    spare = difference_terms(
        case,
        "shortfall.spare",
        "Reserve ut over minstereserven",
        lambda outcome: outcome.shortfall - minimum + outcome.reserve,
        "dekker ikke noe annet, for det som er udekket, er aldri mindre enn 0",
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
    "allocated": ("Fordelt til postene", "summen av postene"),
    "shortfall": ("Udekket", "det reserven mangler på minstereserven"),
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
    lines = tuple(_line(case, line) for line in case.plan.lines if line.group == group_id)
    label = case.plan.group(group_id).label
    return figure_term(case, f"groups.{group_id}", label, lines, note="summen av postene i gruppen")


def _line(case: Case, line: BudgetLine) -> Explanation:
    """Return a line: its components less what others pay; one term alone is the line itself."""
    components = tuple(_component(case, line, component) for component in line.components)
    earmarked = _earmarked(case, line)
    # A cut made by the balancing rule is one more term here, with a minus, when outcomes hold it.
    terms = (*components, *((minus(earmarked),) if earmarked else ()))
    name = f"lines.{line.id}"
    if len(terms) == 1:
        return replace(terms[0], name=name, label=line.label)
    note = "delpostene − øremerkede penger utenfor rammen" if earmarked else "summen av delpostene"
    return figure_term(
        case, name, line.label, terms, note=note, source=line.source or line.table_source
    )


def _component(case: Case, line: BudgetLine, component: Component) -> Explanation:
    names = component_inputs(case.inputs, line, component)
    term = figure_term(
        case,
        f"lines.{line.id}.{component.id}",
        component.label or line.label,
        note=component_note(case.inputs, line, component),
        source=component.source,
    )
    return known_from(term, [case.inputs[name] for name in names])


def _funding(case: Case, item: Funding) -> Explanation:
    name = f"funding.{item.id}"
    return known_from(figure_term(case, name, item.label, source=item.source), [case.inputs[name]])


def _earmarked(case: Case, line: BudgetLine) -> Explanation | None:
    """Return the money from outside the frame that pays a line; None where none is meant for it."""
    items = [item for item in case.plan.funding if item.earmarked_for == line.id]
    if not items:
        return None

    def inside(outcome: Outcome) -> Any:
        return sum(
            outcome.funding[item.id] for item in items if not _is_outside(case, outcome, item)
        )

    def unused(outcome: Outcome) -> Any:
        given = sum(outcome.funding[item.id] for item in items)
        return given - inside(outcome) - outcome.earmarked[line.id]

    name = f"earmarked.{line.id}"
    note = "regnet innenfor rammen, så rammen betaler"
    counted = [case.inputs[f"funding.{item.id}.counted"] for item in items]
    terms = (
        *(_funding(case, item) for item in items),
        *(
            minus(known_from(term, [item for item in counted if item.changes]))
            for term in difference_terms(
                case, f"{name}.inside", "Regnet innenfor rammen", inside, note
            )
        ),
        *map(
            minus,
            difference_terms(
                case, f"{name}.unused", "Ikke brukt", unused, "øremerket mer enn posten koster"
            ),
        ),
    )
    if len(terms) == 1:
        return terms[0]
    label = "Øremerkede penger utenfor rammen"
    return read_term(case, name, label, lambda outcome: outcome.earmarked[line.id], terms)


def _is_outside(case: Case, outcome: Outcome, item: Funding) -> bool:
    name = f"funding.{item.id}.counted"
    return bool(outcome.inputs.get(name, case.inputs[name].found.value) == OUTSIDE)
