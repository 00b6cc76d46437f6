"""Which touches stand where scenarios are combined, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ipr.budget.scenario import Change, Scenario, TransferChange, verb_of
from ipr.budget.touch import ANSWER, Touch
from ipr.reading.errors import Problem


@dataclass(frozen=True)
class Understood:
    """A change with what it touches; `overruled` are inputs a scenario above it sets itself."""

    origin: str
    change: Change
    touches: tuple[Touch, ...]
    overruled: frozenset[str] = frozenset()

    @property
    def standing(self) -> tuple[Touch, ...]:
        """Return the touches that are not overruled."""
        return tuple(touch for touch in self.touches if touch.name not in self.overruled)


def all_combined(sources: Sequence[Scenario]) -> dict[str, set[str]]:
    """Return for each scenario the ids of all it combines, however deep."""
    combines = {source.id: source.combines for source in sources}
    return {source.id: _below(source.id, combines) for source in sources}


def _below(scenario_id: str, combines: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = [scenario_id]
    while waiting:
        new = set(combines.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def with_overruled(
    understood: Sequence[Understood], below: Mapping[str, set[str]]
) -> list[Understood]:
    """Return the changes, each with the inputs that a scenario which combines its own sets."""
    setters: dict[str, set[str]] = {}
    for item in understood:
        for touch in item.touches:
            if touch.kind == "set":
                setters.setdefault(touch.name, set()).add(item.origin)
    return [
        replace(
            item,
            overruled=frozenset(
                touch.name
                for touch in item.touches
                if any(item.origin in below[setter] for setter in setters.get(touch.name, ()))
            ),
        )
        for item in understood
    ]


def contradictions(understood: Sequence[Understood]) -> Iterator[Problem]:
    """Yield a problem for each touch that does not agree with one before it."""
    touched: dict[str, list[tuple[Understood, Touch]]] = {}
    for item in understood:
        for touch in item.standing:
            before = touched.setdefault(touch.name, [])
            for other, one in before:
                if not _agree(other, one, item, touch):
                    text = _contradiction(touch.name, other, item)
                    yield Problem(item.change.where, verb_of(item.change), text)
                    break
            before.append((item, touch))


def _agree(first: Understood, one: Touch, second: Understood, other: Touch) -> bool:
    if one.kind == other.kind == "release":
        return True
    apart = first.origin != second.origin
    return apart and one == other and one.kind in {"set", "answer"}


def _contradiction(name: str, first: Understood, second: Understood) -> str:
    is_answer = name.startswith(ANSWER)
    shown = f"vilkåret «{name.removeprefix(ANSWER)}»" if is_answer else f"«{name}»"
    if first.origin == second.origin:
        return f"{shown} er alt endret i {first.change.where} – behold bare én av endringene"
    told = f"{shown} er endret på en annen måte i {first.change.where} – behold den ene"
    if is_answer:
        return told
    return f"{told}, eller si verdien med «set» i scenarioet som kombinerer dem"


def torn_transfers(understood: Sequence[Understood]) -> Iterator[Problem]:
    """Yield a problem for each transfer of which one end only is overruled: money would vanish."""
    for item in understood:
        if isinstance(item.change, TransferChange) and len(item.standing) == 1:
            (name,) = item.overruled
            text = (
                f"scenarioet som kombinerer dette, setter «{name}», men ikke den andre enden av "
                "flyttingen – sett begge, eller ingen av dem"
            )
            yield Problem(item.change.where, verb_of(item.change), text)
