"""The register of assumptions: what each input is worth in a scenario, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ipr.budget.calculate import Calculation
from ipr.budget.scenario import Change
from ipr.plan.inputs import Input, inputs_of

Standing = Literal["scenario", "ours", "planning_assumption", "derived", "stated"]
"""On whose word a value stands: chosen by the scenario, or as `ipr.plan.model.Status` says."""

STANDINGS: tuple[Standing, ...] = ("scenario", "ours", "planning_assumption", "derived", "stated")
"""Every standing, what needs the reader's eye most first."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One input as a scenario reckons with it.

    `value` is in the input's own unit, as in `Input`; None where there is no amount yet.
    `changes` are those of the scenario that give the value; none where it stands as in the plan.
    """

    found: Input
    value: int | None
    changes: tuple[Change, ...] = ()

    @property
    def standing(self) -> Standing:
        """Return on whose word the value stands; a scenario may also restate the plan's value."""
        return "scenario" if self.changes else self.found.status

    @property
    def reason(self) -> str:
        """Return why the value is as it is: the scenario's words, or else the plan file's."""
        if self.changes:
            return " ".join(distinct(change.because for change in self.changes))
        return self.found.because or ""

    @property
    def source(self) -> str:
        """Return where the value is known from; empty where the scenario names no source."""
        if self.changes:
            return "; ".join(distinct(change.source or "" for change in self.changes))
        return self.found.source


def registered(calculation: Calculation) -> dict[str, Registered]:
    """Return every input of the calculation by its name, in the plan's order."""
    changes: dict[str, list[Change]] = {}
    for step in calculation.resolved.steps:
        for name in step.inputs:
            changes.setdefault(name, []).append(step.change)
    values = calculation.resolved.inputs
    return {
        name: Registered(found, values.get(name, found.value), tuple(changes.get(name, ())))
        for name, found in inputs_of(calculation.resolved.plan).items()
    }


def register(calculation: Calculation) -> tuple[Registered, ...]:
    """Return each input that is not simply what the plan states, by standing, then plan order."""
    assumed = [item for item in registered(calculation).values() if item.standing != "stated"]
    return tuple(sorted(assumed, key=lambda item: STANDINGS.index(item.standing)))


def distinct(texts: Iterable[str]) -> list[str]:
    """Return the texts that are not empty, each once, in the order they came."""
    return list(dict.fromkeys(text for text in texts if text))
