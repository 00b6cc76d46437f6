"""Decisions as the live page knows them: what may be answered, what follows, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ipr.analysis.timeline import milestone_of
from ipr.budget.change import Step, step_of
from ipr.budget.scenario import DecideChange
from ipr.plan.model import Condition, Plan, Response
from ipr.present.wording import change_label
from ipr.publish.page.words import SLOT
from ipr.reading.norwegian import kroner


def rank(plan: Plan, step: Step) -> int | None:
    """Return the place among the plan's dates of the one that a step hangs on."""
    found = milestone_of(plan, step)
    return plan.milestones.index(found) if found else None


def decision_data(plan: Plan, condition: Condition) -> dict[str, Any]:
    """Return a decision with what each answer is called, and the inputs that hang on it."""
    decision = condition.decision
    assert decision is not None  # noqa: S101 - the caller has seen to it
    stated = decision.if_denied == "release"
    responses: tuple[Response, ...] = ("release", "keep") if stated else decision.responses
    answers: dict[str, DecideChange] = {"granted": _answer(condition, "granted")}
    answers |= {one: _answer(condition, "denied", one) for one in responses}
    released = step_of(plan, answers["release"]) if "release" in answers else None
    return {
        "id": condition.id,
        "label": condition.label,
        "text": condition.text,
        "decided_by": decision.decided_by,
        "usual": "release" if stated else "",
        "responses": list(responses),
        "inputs": list(released.inputs) if released else _covered(plan, answers),
        "labels": {
            name: change_label(plan, change).replace(kroner(0), SLOT)
            for name, change in answers.items()
        },
        "milestone": rank(plan, step_of(plan, answers["granted"])),
    }


def _covered(plan: Plan, answers: Mapping[str, DecideChange]) -> list[str]:
    """Return the input that grows where the council covers, for a decision without a release."""
    cover = answers.get("cover")
    return list(step_of(plan, cover).inputs) if cover else []


def _answer(
    condition: Condition, answer: Literal["granted", "denied"], response: Response | None = None
) -> DecideChange:
    return DecideChange.model_validate(
        {
            "decide": condition.id,
            "as": answer,
            "response": response,
            "amount": 0 if response == "cover" else None,
            "because": SLOT,
        }
    )
