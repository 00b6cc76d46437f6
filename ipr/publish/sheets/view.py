"""What the sheets show of a scenario: its inputs and the program's figures, each by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipr.budget.reckon import Outcome
from ipr.budget.result import Registered, Result
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import BudgetLine, Plan

TOTALS = (
    "frame",
    "allocated",
    "reserve",
    "shortfall",
    "gross_activity",
    "recurring",
    "one_off",
    "rests_on_one_off",
)
MINIMUM = "balancing.minimum_reserve"
"""The input that is no part of the plan: the reserve the scenario wishes to keep at least."""

NO_AMOUNT = "uten beløp"

Figures = Mapping[str, int | None]
"""Whole kroner by the name of the figure; None where there is no amount yet.

Names are those of `Outcome.figure`, and `earmarked.<line>`, `cut.<line>`, `asked.<funding>`, with
`cuts` and `asked` for their sums.
"""


@dataclass(frozen=True, slots=True)
class View:
    """One scenario as the sheets show it; `original` are the plan's figures.

    `plan` may have lines that other scenarios add; they have no amount here.
    """

    plan: Plan
    scenario: str
    title: str
    question: str
    inputs: Mapping[str, Registered]
    original: Figures
    figures: Figures

    @property
    def values(self) -> dict[str, int | None]:
        """The value of each input, in its own unit."""
        return {name: item.value for name, item in self.inputs.items()}


def view_of(calculation: Result) -> View:
    """Return one scenario, over its own plan."""
    resolved = calculation
    return View(
        plan=resolved.plan,
        scenario=resolved.scenario.id,
        title=resolved.scenario.title,
        question=resolved.scenario.question,
        inputs=calculation.register | {MINIMUM: _minimum(calculation)},
        original=_figures(calculation.original),
        figures=_figures(calculation.outcome),
    )


def views_of(calculations: Sequence[Result]) -> tuple[View, ...]:
    """Return the scenarios of one plan, all over the plan with every line that any of them adds.

    Where two scenarios add a line of the same id in different groups, one of them is renamed.
    """
    views = [view_of(calculation) for calculation in calculations]
    lines: dict[str, BudgetLine] = {}
    renamed: list[dict[str, str]] = []
    for view in views:
        names: dict[str, str] = {}
        for line in view.plan.lines:
            new = _free_id(line, lines)
            lines.setdefault(new, line.model_copy(update={"id": new}))
            if new != line.id:
                names[line.id] = new
        renamed.append(names)
    plan = views[0].plan.model_copy(update={"lines": tuple(lines.values())})
    return tuple(_over(view, plan, names) for view, names in zip(views, renamed, strict=True))


def _free_id(line: BudgetLine, lines: Mapping[str, BudgetLine]) -> str:
    """Return the line's id, or that id with a number where it stands for another line."""
    wanted, number = line.id, 1
    while wanted in lines and (lines[wanted].group, lines[wanted].label) != (
        line.group,
        line.label,
    ):
        number += 1
        wanted = f"{line.id}_{number}"
    return wanted


def _over(view: View, plan: Plan, names: Mapping[str, str]) -> View:
    """Return the view over a plan with more lines, some of its own under another name."""
    inputs = {_renamed(name, names): item for name, item in view.inputs.items()}
    original = {_renamed(name, names): value for name, value in view.original.items()}
    figures = {_renamed(name, names): value for name, value in view.figures.items()}
    return View(
        plan=plan,
        scenario=view.scenario,
        title=view.title,
        question=view.question,
        inputs={
            name: inputs.get(name, Registered(found, None))
            for name, found in inputs_of(plan).items()
        }
        | {MINIMUM: view.inputs[MINIMUM]},
        original=_filled(original, plan),
        figures=_filled(figures, plan),
    )


def _filled(figures: Figures, plan: Plan) -> Figures:
    missing: dict[str, int | None] = {}
    for line in plan.lines:
        missing |= {f"lines.{line.id}": None, f"earmarked.{line.id}": 0}
        missing |= {f"lines.{line.id}.{part.id}": None for part in line.components}
    return missing | dict(figures)


def _renamed(name: str, names: Mapping[str, str]) -> str:
    room, _, rest = name.partition(".")
    line, dot, part = rest.partition(".")
    lines = {"lines", "earmarked", "cut"}
    return f"{room}.{names[line]}{dot}{part}" if room in lines and line in names else name


def _figures(outcome: Outcome) -> Figures:
    groups = {
        "funding": outcome.funding,
        "lines": {**outcome.components, **outcome.lines},
        "groups": outcome.groups,
        "earmarked": outcome.earmarked,
        "cut": outcome.cuts,
        "asked": outcome.asked,
    }
    named = {
        f"{room}.{name}": None if amount is None else int(amount)
        for room, amounts in groups.items()
        for name, amount in amounts.items()
    }
    sums = {name: sum(int(part) for part in parts.values())
            for name, parts in (("cuts", outcome.cuts), ("asked", outcome.asked))}  # fmt: skip
    return named | sums | {name: int(getattr(outcome, name)) for name in TOTALS}


def _minimum(calculation: Result) -> Registered:
    """Return the reserve the scenario wishes to keep, as an input like the others."""
    chosen = calculation.outcome.balancing.minimum_reserve_nok
    found = Input(
        name=MINIMUM,
        label="Ønsket minstereserve",
        unit="nok",
        unit_label="kroner",
        value=0,
        status="ours",
        source="scenarioets regel for balanse" if chosen else "egen forutsetning",
        because="Det rådet minst vil ha igjen. Uten et ønske er grensen 0 kroner.",
    )
    return Registered(found, chosen)
