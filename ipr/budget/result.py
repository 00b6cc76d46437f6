"""What an analyst holds: a scenario's answer, the plan's beside it, and the bridge between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from ipr.budget.change import Step
from ipr.budget.figures import Section, figures_of, section_of
from ipr.budget.reckon import AmountTooLargeError, Outcome, reckon
from ipr.budget.resolve import Resolved, all_above, resolve
from ipr.budget.rules import LeaveOpen
from ipr.budget.scenario import Change, plan_scenario, verb_of
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.plan.remembered import remembered
from ipr.reading.errors import refuse

if TYPE_CHECKING:
    import pandas as pd

Standing = Literal["scenario", "ours", "planning_assumption", "derived", "stated"]
"""On whose word a value stands, what needs the reader's eye most first: chosen by the scenario, or
as `ipr.plan.model.Status` says."""

COLUMNS = ("id", "group", "label", "original", "change", "revised", "source")


class Revision(NamedTuple):
    """One figure in the plan and in the scenario, in kroner; None where there is no amount yet.

    `before` is the figure before the case: the plan's or, where a scenario amends an adopted one,
    that one's. `change` is what the scenario adds to it; an amount that was missing adds the whole
    of itself, and one that is still missing has no change. `group` is the group of a line and the
    line of a component, as a reader sees it.
    """

    name: str
    id: str
    group: str
    label: str
    original: int | None
    change: int | None
    revised: int | None
    source: str
    before: int | None = None


class BridgeStep(NamedTuple):
    """What one change does to the reserve, in kroner, after the changes before it.

    `step` is None for the last step, where the balancing rule has covered a shortfall.
    """

    step: Step | None
    before_nok: int
    after_nok: int

    @property
    def change_nok(self) -> int:
        """The change of the reserve in kroner; negative where it falls."""
        return self.after_nok - self.before_nok


class Registered(NamedTuple):
    """One input as a scenario reckons with it.

    `value` is in the input's own unit, as in `Input`; None where there is no amount yet.
    `changes` are those of the scenario that give the value; none where it stands as in the plan.
    """

    found: Input
    value: int | None
    changes: tuple[Change, ...] = ()

    @property
    def standing(self) -> Standing:
        """On whose word the value stands; a scenario may also restate the plan's value."""
        return "scenario" if self.changes else self.found.status

    @property
    def reason(self) -> str:
        """Why the value is as it is: the scenario's words, or else the plan file's."""
        if self.changes:
            return " ".join(dict.fromkeys(change.because for change in self.changes))
        return self.found.because or ""

    @property
    def source(self) -> str:
        """Where the value is known from; empty where the scenario names no source."""
        if self.changes:
            sources = (change.source for change in self.changes if change.source)
            return "; ".join(dict.fromkeys(sources))
        return self.found.source


@dataclass(frozen=True)
class Result(Resolved):
    """A scenario's answer: `original` is the plan's outcome, `outcome` the scenario's.

    `unbalanced` is the scenario's outcome before its balancing rule has cut or asked for anything;
    `amended` the result of the adopted scenario that this one amends, if it amends one.
    `bridge_steps` lead from the plan's reserve to the scenario's, one for each change, in order.
    All figures are plain ints. The tables are pandas DataFrames by id, with the columns `group`,
    `label`, `original`, `change`, `revised` (whole kroner, `Int64`, a missing amount `<NA>`) and
    `source` (the plan's heading).
    """

    original: Outcome
    unbalanced: Outcome
    outcome: Outcome
    bridge_steps: tuple[BridgeStep, ...]
    amended: Result | None = None

    @property
    def own_steps(self) -> tuple[Step, ...]:
        """The steps that are news: all of them, or those that an amendment adds."""
        return _news(self, self.amended)

    def before(self, name: str) -> int | None:
        """Return a figure as it was before the case: adopted or, where nothing is, the plan's."""
        outcome = self.amended.outcome if self.amended else self.original
        return outcome.figures.get(name)  # none for a line that the amendment adds

    def input_before(self, name: str) -> int | None:
        """Return an input's value, in its own unit, as it was before the case."""
        value = inputs_of(self.plan)[name].value
        return self.amended.values.get(name, value) if self.amended else value  # noqa: PD011 - no table

    @property
    def frame(self) -> int:
        """The scenario's frame in kroner: its funding that is not earmarked."""
        return int(self.outcome.frame)

    @property
    def allocated(self) -> int:
        """What the scenario's lines come to in kroner, net of earmarked money and cuts."""
        return int(self.outcome.allocated)

    @property
    def reserve(self) -> int:
        """What is left of the scenario's frame in kroner; negative where money is lacking."""
        return int(self.outcome.reserve)

    @property
    def shortfall(self) -> int:
        """What the reserve lacks of the minimum the scenario wishes, in kroner, 0 or more."""
        return int(self.outcome.shortfall)

    def rows(self, *sections: Section) -> tuple[Revision, ...]:
        """Return the figures of these sections side by side, in the order a reader meets them."""
        return tuple(self.row(figure.name) for figure in section_of(self.plan, *sections))

    def row(self, name: str) -> Revision:
        """Return a figure in the plan and in the scenario; raises `KeyError` for no figure."""
        figure = figures_of(self.plan)[name]
        original, before, revised = self.original[name], self.before(name), self.outcome[name]
        change = None if before is revised is None else (revised or 0) - (before or 0)
        room = {"lines": "groups", "components": "lines", "earmarked": "lines"}.get(figure.section)
        group = figures_of(self.plan)[f"{room}.{figure.within}"].label if room else ""
        return Revision(
            name, figure.id, group, figure.label, original, change, revised, figure.source, before
        )

    @cached_property
    def register(self) -> dict[str, Registered]:
        """Every input as the scenario reckons with it, by its name, in the plan's order."""
        changes: dict[str, list[Change]] = {}
        for step in self.steps:
            for name in step.inputs:
                changes.setdefault(name, []).append(step.change)
        return {
            name: Registered(
                found, self.values.get(name, found.value), tuple(changes.get(name, ()))
            )
            for name, found in inputs_of(self.plan).items()
        }

    @property
    def lines(self) -> pd.DataFrame:
        """The budget lines, net, by id."""
        return self._table("lines")

    @property
    def funding(self) -> pd.DataFrame:
        """The incomes by id, earmarked ones too, with what funders are asked for."""
        return self._table("funding")

    @property
    def components(self) -> pd.DataFrame:
        """The components of the lines before cuts, by `<line>.<component>`."""
        return self._table("components")

    @property
    def totals(self) -> pd.DataFrame:
        """Frame, allocated, reserve and the other sums, by name."""
        return self._table("totals")

    @property
    def inputs(self) -> pd.DataFrame:
        """Every input by name: `label`, `unit`, values, `standing`, `reason` and `source`.

        `original` and `revised` are ints in the unit said; rates are `Decimal`, choices words.
        """
        heads = ("name", "label", "unit", "original", "revised", "standing", "reason", "source")
        rows = (
            (name, item.found.label, item.found.unit_label, item.found.natural(item.found.value),
             item.found.natural(item.value), item.standing, item.reason, item.source)
            for name, item in self.register.items()
        )  # fmt: skip
        return _frame(heads, rows).set_index("name")

    @property
    def bridge(self) -> pd.DataFrame:
        """The reserve step by step: `verb`, `inputs`, `before`, `change`, `after`, `reason`."""
        rows = [
            (verb_of(one.step.change), " ".join(one.step.inputs), one.before_nok, one.change_nok,
             one.after_nok, one.step.change.because)
            if one.step
            else (self.balancing.policy, "", one.before_nok, one.change_nok, one.after_nok, "")
            for one in self.bridge_steps
        ]  # fmt: skip
        heads = ("verb", "inputs", "before", "change", "after", "reason")
        return _frame(heads, rows, ("before", "change", "after"))

    def _table(self, section: Section) -> pd.DataFrame:
        rows = ([getattr(row, name) for name in COLUMNS] for row in self.rows(section))
        return _frame(COLUMNS, rows, ("original", "change", "revised")).set_index("id")


def _frame(
    heads: Sequence[str], rows: Iterable[Sequence[object]], money: Sequence[str] = ()
) -> pd.DataFrame:
    """Return a table with these columns in whole kroner; without any, all are left as they are."""
    import pandas as pd  # noqa: PLC0415 - slow, and only tables need it

    table = pd.DataFrame([*rows], columns=[*heads], dtype=None if money else object)
    return table.astype(dict.fromkeys(money, "Int64"))


def plan_result(plan: Plan) -> Result:
    """Return the result of the plan itself: a scenario without id that changes nothing."""
    return reckoned(resolve(plan, plan_scenario(plan)))


def reckoned(resolved: Resolved) -> Result:
    """Return the result of a scenario already understood against its plan.

    Raises `InputError` where a change makes an amount larger than any may be.
    """
    plan, rule, amended = resolved.plan, resolved.balancing, _amended(resolved)
    original, inputs, bridge = plan_outcome(plan), dict[str, int](), list[BridgeStep]()
    if amended:  # the case begins where the adopted budget ended, also where it sets the same anew
        inputs = amended.values  # noqa: PD011 - no table
        bridge = [step for step in amended.bridge_steps if step.step]
    outcome = reckon(plan, inputs) if amended else original
    for step in _news(resolved, amended):
        inputs = inputs | step.inputs
        try:
            after = reckon(plan, inputs)
        except AmountTooLargeError as error:
            raise refuse(step.change.where, verb_of(step.change), str(error)) from None
        bridge.append(BridgeStep(step, outcome.reserve, after.reserve))
        outcome = after
    wish = LeaveOpen.model_construct(minimum_reserve_nok=rule.minimum_reserve_nok)
    unbalanced = reckon(plan, inputs, wish) if wish.minimum_reserve_nok else outcome
    outcome = unbalanced if rule.policy == "leave_open" else reckon(plan, inputs, rule)
    if outcome.reserve != unbalanced.reserve:
        bridge.append(BridgeStep(None, unbalanced.reserve, outcome.reserve))
    return Result(**vars(resolved), original=original, unbalanced=unbalanced, outcome=outcome,
                  bridge_steps=tuple(bridge), amended=amended)  # fmt: skip


def _news(resolved: Resolved, amended: Result | None) -> tuple[Step, ...]:
    """Return the steps that are not already those of the scenario that is amended."""
    adopted = {step.origin for step in amended.steps} if amended else ()
    return tuple(step for step in resolved.steps if step.origin not in adopted)


def _amended(resolved: Resolved) -> Result | None:
    """Return the result of the adopted scenario that is amended, or None where none is."""
    amends, above = resolved.scenario.amends, all_above(resolved.parts)
    for adopted in resolved.parts:
        if adopted.id == amends:
            below = tuple(part for part in resolved.parts if amends in above[part.id])
            return reckoned(resolve(resolved.given, adopted, below))
    return None


plan_outcome = remembered(reckon)
"""What follows from a plan as it is."""
