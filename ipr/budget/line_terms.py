"""The terms of a budget line and of an income, down to the inputs they are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ipr.budget.component_note import component_inputs, component_note
from ipr.budget.evaluate import Outcome
from ipr.budget.scenario import AddChange
from ipr.budget.terms import (
    Case,
    Explanation,
    difference_terms,
    figure_term,
    known_from,
    minus,
    read_term,
)
from ipr.plan.amounts import OUTSIDE
from ipr.plan.components import Component
from ipr.plan.model import BudgetLine, Funding

BALANCED_BY = {
    "leave_open": "",
    "ranked": "salderingen kutter postene i den rekkefølgen scenarioet har valgt",
    "pro_rata": "salderingen kutter postene forholdsmessig",
    "ask_funders": "salderingen fordeler det som mangler, etter andelene scenarioet har valgt",
}


def line_term(case: Case, line: BudgetLine) -> Explanation:
    """Return a line: its components less what others pay; one term alone is the line itself."""
    components = tuple(component_term(case, line, component) for component in line.components)
    earmarked = earmarked_term(case, line)
    terms: tuple[Explanation, ...] = (
        *components,
        *((minus(earmarked),) if earmarked else ()),
        *map(minus, _cut(case, line)),
    )
    name = f"lines.{line.id}"
    if len(terms) == 1:
        return replace(terms[0], name=name, label=line.label)
    note = "delpostene − øremerkede penger utenfor rammen" if earmarked else ""
    source = line.source or line.table_source
    return figure_term(case, name, line.label, terms, note=note, source=source)


def component_term(case: Case, line: BudgetLine, component: Component) -> Explanation:
    """Return a component before cuts, with how it is reckoned and on whose word."""
    inputs = [case.inputs[name] for name in component_inputs(case.inputs, line, component)]
    added = any(isinstance(change, AddChange) for item in inputs for change in item.changes)
    term = figure_term(
        case,
        f"lines.{line.id}.{component.id}",
        component.label or line.label,
        note=component_note(case.inputs, line, component),
        source="" if added else component.source,  # a line that is added has no place in the plan
    )
    return known_from(term, inputs)


def _cut(case: Case, line: BudgetLine) -> tuple[Explanation, ...]:
    """Return what the balancing rule takes from a line; nothing where it takes none."""

    def cut(outcome: Outcome) -> Any:
        return outcome.cuts.get(line.id, 0)

    note = BALANCED_BY[case.calculation.resolved.balancing.policy]
    return _chosen(difference_terms(case, f"cuts.{line.id}", "Kutt ved saldering", cut, note))


def funding_term(case: Case, item: Funding) -> Explanation:
    """Return an income; where the balancing rule asks for more, that is a term of its own."""

    def asked(outcome: Outcome) -> Any:
        return outcome.asked.get(item.id, 0)

    def assumed(outcome: Outcome) -> Any:
        return outcome.funding[item.id] - asked(outcome)

    name = f"funding.{item.id}"
    term = figure_term(case, name, item.label, source=item.source)
    note = BALANCED_BY[case.calculation.resolved.balancing.policy]
    extra = difference_terms(case, f"asked.{item.id}", "Bedt om i tillegg", asked, note)
    if not extra:
        return known_from(term, [case.inputs[name]])
    given = read_term(case, f"{name}.assumed", "Før saldering", assumed, source=item.source)
    return replace(term, children=(known_from(given, [case.inputs[name]]), *_chosen(extra)))


def _chosen(terms: tuple[Explanation, ...]) -> tuple[Explanation, ...]:
    """Return the terms as following from the rule the scenario has chosen."""
    return tuple(replace(term, standing="scenario") for term in terms)


def earmarked_term(case: Case, line: BudgetLine) -> Explanation | None:
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
    note = "da må rammen dekke beløpet"
    counted = [case.inputs[f"funding.{item.id}.counted"] for item in items]
    terms = (
        *(funding_term(case, item) for item in items),
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
