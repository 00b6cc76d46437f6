"""Texts as the page's fields hold them: an input's value, and a whole scenario as a start."""

from __future__ import annotations

from typing import Any

from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, Balancing, ProRata, Ranked
from ipr.budget.scenario import AddChange, DecideChange
from ipr.plan.inputs import Input, inputs_of
from ipr.reading.norwegian import NBSP, amount, decimal_e4


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
    """Return a scenario as the page's fields hold it; what it combines is melted together."""
    catalogue = inputs_of(result.plan)
    state: dict[str, Any] = {
        "values": {}, "dates": {}, "decisions": {}, "added": [], "reasons": {}, "sources": {},
    }  # fmt: skip
    for step in result.steps:
        change = step.change
        keys = [name for name in step.inputs if step.inputs[name] != catalogue[name].value]
        match change:
            case DecideChange():
                keys = [f"decide.{change.condition}"]
                covered = change.amount_nok
                state["decisions"][change.condition] = {"as": change.answer} | without_empty(
                    response=change.response,
                    amount=None if covered is None else _plain(covered),
                )
            case AddChange():
                keys = [f"add.{change.line}"]
                state["added"].append(
                    {
                        "id": change.line,
                        "label": change.label,
                        "group": change.group,
                        "amount": _plain(result.values[f"lines.{change.line}"]),
                    }
                )
            case _:
                for name in keys:
                    state["values"][name] = typed(catalogue[name], step.inputs[name])
        if change.from_date or change.milestone:
            day = change.from_date.isoformat() if change.from_date else f"@{change.milestone}"
            state["dates"] |= dict.fromkeys(keys, day)
        state["reasons"] |= dict.fromkeys(keys, change.because)
        if change.source:
            state["sources"] |= dict.fromkeys(keys, change.source)
    state["balancing"] = _rule(result.balancing)
    return {
        "id": result.scenario.id,
        "title": result.scenario.title,
        "question": result.scenario.question,
        "state": without_empty(**{key: value or None for key, value in state.items()}),
    }


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
