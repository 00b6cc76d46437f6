"""The terms of an explanation: how each is read off the two outcomes, with reason and source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ipr.budget.calculate import Calculation
from ipr.budget.evaluate import Outcome
from ipr.budget.register import STANDINGS, Registered, Standing, distinct
from ipr.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure with the terms it is made of.

    `value_nok` is the scenario's figure in whole kroner, None where there is no amount yet;
    `change_nok` is what the scenario adds to the plan's. `sign` tells how the figure enters the
    one above it, so value = Σ sign × value of the children (a missing value adds nothing), and
    likewise the change. `standing` is given for inputs, which have no children, and for what the
    scenario's balancing rule takes or asks for. `note` says in
    Norwegian how the figure is computed, `reason` why it is as it is; `source` is a heading.
    """

    name: str
    label: str
    value_nok: int | None
    change_nok: int
    sign: Literal[1, -1] = 1
    standing: Standing | None = None
    note: str = ""
    reason: str = ""
    source: str = ""
    children: tuple[Explanation, ...] = ()

    def walk(self) -> Iterator[Explanation]:
        """Return this figure and all below it, each before its terms."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Case:
    """What an explanation reads: the two outcomes, and every input with its standing."""

    calculation: Calculation
    inputs: Mapping[str, Registered]

    @property
    def plan(self) -> Plan:
        """Return the plan with the lines the scenario adds."""
        return self.calculation.resolved.plan

    @property
    def minimum(self) -> int:
        """Return the reserve the scenario wishes to keep at least, in kroner."""
        return self.calculation.resolved.balancing.minimum_reserve_nok


def known_from(term: Explanation, inputs: list[Registered]) -> Explanation:
    """Return an input's figure with its standing, the least certain of those it is made of."""
    if not inputs:
        return term
    standing = min((item.standing for item in inputs), key=STANDINGS.index)
    telling = [item for item in inputs if item.changes] or inputs
    reasons = distinct(item.reason for item in telling)
    elsewhere = distinct(item.source for item in telling if item.changes)
    if named := [source for source in elsewhere if source != term.source]:
        reasons.append(f"(Kilde: {'; '.join(named)})")
    return replace(term, standing=standing, reason=" ".join(reasons))


def figure_term(
    case: Case, name: str, label: str, children: tuple[Explanation, ...] = (), **texts: str
) -> Explanation:
    """Return the term for a figure of the outcomes, by its name there."""
    return read_term(case, name, label, lambda outcome: outcome.figure(name), children, **texts)


def difference_terms(
    case: Case, name: str, label: str, reading: Callable[[Outcome], Any], note: str
) -> tuple[Explanation, ...]:
    """Return a term, or none where it is 0 both in the plan and in the scenario."""
    term = read_term(case, name, label, reading, note=note)
    return (term,) if term.value_nok or term.change_nok else ()


def read_term(
    case: Case,
    name: str,
    label: str,
    reading: Callable[[Outcome], Any],
    children: tuple[Explanation, ...] = (),
    **texts: str,
) -> Explanation:
    """Return the term whose amount is read off each outcome; `texts` are its other fields."""
    before, after = (
        None if (amount := reading(outcome)) is None else int(amount)
        for outcome in (case.calculation.original, case.calculation.outcome)
    )
    change = (after or 0) - (before or 0)
    term = Explanation(name, label, after, change, children=children)
    return replace(term, **texts)  # type: ignore[arg-type]


def minus(term: Explanation) -> Explanation:
    """Return the term as one that is taken away from the figure above it."""
    return replace(term, sign=-1)
