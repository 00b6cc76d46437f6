"""Texts as the page's fields hold them: an input's value, and a whole scenario as a start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipr.budget.change import Step, find_input
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, Balancing, ProRata, Ranked
from ipr.budget.scenario import (
    AddChange,
    DecideChange,
    RaiseChange,
    ScaleChange,
    Scenario,
    SetChange,
    TransferChange,
)
from ipr.plan.inputs import Input, inputs_of
from ipr.reading.norwegian import MINUS, NBSP, amount, decimal_e4

ABOUT = tuple(
    name
    for name in Scenario.model_fields
    if name not in {*Scenario.filled_in, "combines", "changes", "balancing"}
)
"""What a scenario file says of itself, in the order it is written."""


def without_empty(**values: Any) -> dict[str, Any]:
    """Return what is said: neither nothing nor an empty text."""
    return {key: value for key, value in values.items() if value not in ("", None)}


def typed(item: Input, value: int | None) -> str:
    """Return an input's value as one would type it; empty where there is no amount."""
    if value is None:
        return ""
    if item.unit == "choice":
        return item.choices[value]
    if item.unit != "e4":
        return amount(value).replace(NBSP, " ")
    return decimal_e4(value, least=0 if item.unit_label == "prosent" else 2).replace(NBSP, "")


def start_of(result: Result) -> dict[str, Any]:
    """Return a scenario as the page's state: texts by what they change, in the steps' order.

    What it combines is melted together; each change tells as `part` which scenario it is from.
    """
    scenario = result.scenario
    stated = any(one.balancing for one in (scenario, *result.parts))
    changes: dict[str, Any] = {}
    for step in result.steps:
        change = step.change
        said = without_empty(
            because=change.because,
            source=change.source,
            above_ceiling=change.above_ceiling,
            date=change.from_date.isoformat() if change.from_date else None,
            part=step.origin,
        )
        if change.milestone:
            said["date"] = f"@{change.milestone}"
        moves = sum(key.startswith("move.") for key in changes)
        for key, entry in _entries(result, step, moves):
            changes[key] = entry | said
    state = without_empty(
        about=scenario.model_dump(mode="json", exclude_defaults=True, include={*ABOUT}),
        combines=list(scenario.combines) or None,
        changes=changes or None,
        balancing=_rule(result.balancing) if stated else None,
    )
    return {"id": scenario.id, "state": state}


def _entries(result: Result, step: Step, moves: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what a change is known by on the page, with what stands in its fields."""
    catalogue = inputs_of(result.plan)
    match step.change:
        case DecideChange() as change:
            covered = None if change.amount_nok is None else _plain(change.amount_nok)
            entry = {"as": change.answer} | without_empty(response=change.response, amount=covered)
            yield f"decide.{change.condition}", entry
        case AddChange() as change:
            amount_text = _plain(result.values[f"lines.{change.line}"])
            entry = {"label": change.label, "group": change.group, "amount": amount_text}
            yield f"add.{change.line}", entry
        case TransferChange() as change if step.inputs:
            ends = [find_input(result.plan, one).name for one in (change.taken_from, change.target)]
            amount_text = _plain(change.amount_nok)
            yield f"move.{moves + 1}", {"amount": amount_text, "from": ends[0], "to": ends[1]}
        case SetChange():
            given = step.inputs.keys() & inputs_of(result.given).keys()  # an added line has its own
            for name, value in ((name, step.inputs[name]) for name in given):
                yield name, {"text": typed(catalogue[name], value)}
        case RaiseChange() as change:
            for name in step.inputs:
                yield name, {"text": _with_sign(change.by.replace(".", ","))}
        case ScaleChange() as change:
            percent = decimal_e4(change.percent_e4, least=0).replace(NBSP, "")
            for name in step.inputs:
                own = catalogue[name].unit_label == "prosent"
                yield name, {"percent": percent} if own else {"text": f"{_with_sign(percent)} %"}


def _with_sign(text: str) -> str:
    """Return a difference as one types it, with its sign in front."""
    text = text.replace(MINUS, "-")
    return text if text.startswith("-") else f"+{text}"


def _rule(balancing: Balancing) -> dict[str, Any]:
    """Return the rule as the fields hold it: texts, and only what is said."""
    said: dict[str, Any] = {"policy": balancing.policy}
    if balancing.minimum_reserve_nok:
        said["minimum"] = _plain(balancing.minimum_reserve_nok)
    match balancing:
        case Ranked():
            floors = {key: _plain(floor) for key, floor in balancing.floors.items()}
            said |= {"order": list(balancing.order), "floors": floors}
        case ProRata():
            said |= {"lock": dict(balancing.lock), "unlock": list(balancing.unlock)}
        case AskFunders():
            said["shares"] = {key: str(share) for key, share in balancing.shares.items()}
    if isinstance(balancing, Ranked | ProRata):
        said["step"] = _plain(balancing.step_nok)
    return said


def _plain(kroner: int) -> str:
    return amount(kroner).replace(NBSP, " ")
