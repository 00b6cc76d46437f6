"""What the sheets show: the scenarios of one plan, over a plan with every line any of them adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipr.budget.figures import GIVEN, MINIMUM, figures_of
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.result import Registered, Result
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import BudgetLine, Plan

NO_AMOUNT = "uten beløp"
OF_LINES = {"lines", "gross", "available", "earmarked", "cut"}
"""The rooms of figures whose names go on with the id of a line."""


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario over `plan`, which may have lines that other scenarios add.

    `own` has the id in the scenario's own plan of each of its lines; a line that is not there
    stands as in `planned`, the plan's outcome. Figures are whole kroner by their name in the list,
    None where there is no amount yet.
    """

    result: Result
    plan: Plan
    planned: Outcome
    own: Mapping[str, str]
    register: Mapping[str, Registered]

    def figure(self, name: str) -> int | None:
        """Return the scenario's figure."""
        own = self._own(name)
        found: int | None = self.planned[name] if own is None else self.result.outcome[own]
        return found

    def before(self, name: str) -> int | None:
        """Return the figure before the case: an amended scenario's or, where none is, the plan's.

        A line that is not of the scenario stands as in the plan.
        """
        own = self._own(name)
        return self.planned[name] if own is None else self.result.before(own)

    def shown(self, name: str) -> int | str:
        """Return the scenario's figure, or the plan's own words where there is no amount."""
        return in_words(self.plan, name, self.figure(name))

    def item(self, name: str) -> Registered:
        """Return an input by the name of its figure, with the value the scenario gives it."""
        if name == MINIMUM:
            return _minimum(self.result)
        own = self._own(name.removeprefix(GIVEN))
        if own is None:
            return Registered(inputs_of(self.plan)[name.removeprefix(GIVEN)], None)
        return self.register[own]

    def _own(self, name: str) -> str | None:
        room, _, rest = name.partition(".")
        line, dot, part = rest.partition(".")
        if room not in OF_LINES:
            return name
        return f"{room}.{self.own[line]}{dot}{part}" if line in self.own else None


def cases_of(results: Sequence[Result]) -> tuple[Case, ...]:
    """Return the scenarios of one plan, all over the plan with every line that any of them adds.

    Where two scenarios add a line of the same id in different groups, one of them is renamed.
    """
    lines: dict[str, BudgetLine] = {}
    owns: list[dict[str, str]] = []
    for result in results:
        own = {_free_id(line, lines): line.id for line in result.plan.lines}
        for new, old in own.items():
            lines.setdefault(new, result.plan.line(old).model_copy(update={"id": new}))
        owns.append(own)
    plan = results[0].plan.model_copy(update={"lines": tuple(lines.values())})
    planned = reckon(plan)
    return tuple(
        Case(one, plan, planned, own, one.register) for one, own in zip(results, owns, strict=True)
    )


def _free_id(line: BudgetLine, lines: Mapping[str, BudgetLine]) -> str:
    """Return the line's id, or that id with a number where it stands for another line."""
    wanted, number, told = line.id, 1, (line.group, line.label)
    while wanted in lines and (lines[wanted].group, lines[wanted].label) != told:
        number += 1
        wanted = f"{line.id}_{number}"
    return wanted


def in_words(plan: Plan, name: str, amount: int | None) -> int | str:
    """Return the amount, or where there is none the words of the input that lacks it: never 0."""
    if amount is not None:
        return amount
    figure = figures_of(plan)[name]
    while figure.terms:
        figure = figures_of(plan)[figure.terms[0].name]
    return words_of(inputs_of(plan)[figure.id])


def words_of(found: Input) -> str:
    """Return what stands for an input that has no amount yet."""
    return found.shown_as or NO_AMOUNT


def _minimum(result: Result) -> Registered:
    """Return the reserve the scenario wishes to keep, as an input like the others."""
    chosen = result.balancing.minimum_reserve_nok
    found = Input(
        name=f"balancing.{MINIMUM}",
        label=figures_of(result.plan)[MINIMUM].label,
        unit="nok",
        unit_label="kroner",
        value=0,
        status="ours",
        source="scenarioets regel for balanse" if chosen else "egen forutsetning",
        because="Det rådet minst vil ha igjen. Uten et ønske er grensen 0 kroner.",
    )
    return Registered(found, chosen)
