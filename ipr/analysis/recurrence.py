"""What of a component lives on in a later year, seen in one of three ways, and on whose word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ipr.plan.components import Component, Recurrence

View = Literal["bound", "continued", "everything"]
VIEWS: dict[View, str] = {
    "bound": "bundet av planens ord",
    "continued": "videreført uten engangstiltak",
    "everything": "alt videreført",
}
LIVES_ON: dict[View, frozenset[str]] = {
    "bound": frozenset({"bound"}),
    "continued": frozenset({"bound", "continues", "pending"}),
    "everything": frozenset({"bound", "continues", "pending", "one_off"}),
}
"""The kinds of recurrence that go on in each view; what is pending has no amount unless given."""

Marking = Literal["plan", "derived", "assumption"]
"""Whose word a cell rests on: the plan's own, what follows from it, or our assumption."""

_MARKINGS: dict[str, Marking] = {"stated": "plan", "derived": "derived", "ours": "assumption"}


@dataclass(frozen=True, slots=True)
class Fate:
    """Whether a component goes on in a later year, and whose word that is.

    `counted` is False where the view is silent about the component, which is not the same as 0.
    """

    goes_on: bool
    counted: bool
    marking: Marking
    because: str


def fate(component: Component, view: View, year: int) -> Fate:
    """Return what becomes of a component in a year after the plan's, seen in this way."""
    recurrence = component.recurrence
    over = _is_over(recurrence, year)
    goes_on = recurrence.kind in LIVES_ON[view] and not over
    again = goes_on and recurrence.kind == "one_off"  # that it is done again is our guess
    return Fate(
        goes_on=goes_on,
        counted=goes_on or view != "bound" or over or recurrence.kind == "ends",
        marking="assumption" if again else _MARKINGS[recurrence.status],
        because=recurrence.because,
    )


def _is_over(recurrence: Recurrence, year: int) -> bool:
    return recurrence.until is not None and year > recurrence.until
