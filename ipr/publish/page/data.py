"""What the live page knows of a plan: its figures, fields, decisions, scenarios and words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal

from ipr.analysis.timeline import milestone_of
from ipr.budget.change import Step, step_of
from ipr.budget.figures import section_of
from ipr.budget.reckon import BEYOND
from ipr.budget.resolve import resolve
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, LeaveOpen, ProRata, Ranked
from ipr.budget.scenario import (
    AddChange,
    DecideChange,
    RaiseChange,
    ScaleChange,
    Scenario,
    SetChange,
    TransferChange,
)
from ipr.plan.inputs import Input, inputs_of, long_names
from ipr.plan.model import Condition, Plan, Response
from ipr.present.answers import ANSWERS, VERDICTS
from ipr.present.wording import (
    CHOICES,
    LOCKS,
    PLAN_STANDING,
    POLICIES,
    RESPONSES,
    change_label,
    plan_status,
    value_text,
)
from ipr.publish.page.script import script_data
from ipr.publish.page.starts import start_of, typed, without_empty
from ipr.publish.page.words import SLOT, WORDS, faults_of
from ipr.reading.norwegian import count
from ipr.reading.records import Located

VERBS = (SetChange, RaiseChange, ScaleChange, TransferChange, AddChange, DecideChange)
NEW_LINE, NEW_GROUP = "new-line-here", "group-of-it-here"


def page_data(plan: Plan, results: Sequence[Result]) -> dict[str, Any]:
    """Return all the page knows, ready for JSON; `results` are those of the plan's scenarios."""
    items = tuple(inputs_of(plan).values())
    data = script_data(plan) | {
        "plan": {
            "title": plan.title,
            "council": plan.council.name,
            "short_name": plan.council.short_name,
            "status": plan_status(plan),
            "year": plan.year,
            "reserve_label": plan.reserve_label,
        },
        "fields": [_field(plan, item) for item in items],
        "shown": [
            without_empty(
                name=figure.name, label=figure.label, section=figure.section, within=figure.within
            )
            for figure in section_of(plan, "funding", "lines", "groups", "totals")
        ],
        "groups": [[group.id, group.label] for group in plan.groups],
        "line_info": {
            line.id: without_empty(
                label=line.label,
                lock=f"{LOCKS[line.lock.reason]} – {line.lock.because}" if line.lock else "",
            )
            for line in plan.lines
        },
        "decisions": [_decision(plan, item) for item in plan.conditions if item.decision],
        "funders": [
            [item.id, item.label] for item in plan.free_funding if item.recurrence == "continues"
        ],
        "policies": POLICIES,
        "responses": RESPONSES,
        "labels": {
            "add": change_label(plan, _added(NEW_GROUP)),
            "balancing": "Saldering",
        },
        "verdicts": VERDICTS,
        "answers": ANSWERS,
        "standing": PLAN_STANDING[plan.status],
        "words": WORDS | {"beyond": BEYOND},
        "faults": faults_of(plan, items),
        "new_line": _new_line(plan),
        "long_names": long_names(plan),
        "scenario_keys": _keys(Scenario),
        "change_keys": _keys(*VERBS),
        "rule_keys": _keys(LeaveOpen, Ranked, ProRata, AskFunders),
        "milestones": _milestones(plan),
        "scenarios": [start_of(result) for result in results],
    }
    text = json.dumps({key: data[key] for key in ("figures", "inputs", "lines")}, sort_keys=True)
    data["plan"]["mark"] = sha256(text.encode("utf-8")).hexdigest()[:8]
    return data


def _keys(*records: type[Located]) -> list[str]:
    """Return the keys a file may have where one of these records stands."""
    return sorted(
        {
            field.alias or name
            for record in records
            for name, field in record.model_fields.items()
            if name not in record.filled_in()
        }
    )


def _milestones(plan: Plan) -> list[dict[str, Any]]:
    """Return the plan's dates in its order; some decide what may take from the reserve."""
    return [
        without_empty(
            id=item.id,
            label=item.label,
            when=item.when,
            date=item.date.isoformat() if item.date else None,
            takes=True if item.decided_by and "reserve" in item.touches else None,
        )
        for item in plan.milestones
    ]


def _rank(plan: Plan, step: Step) -> int | None:
    """Return the place among the plan's dates of the one that a step hangs on."""
    found = milestone_of(plan, step)
    return plan.milestones.index(found) if found else None


def _field(plan: Plan, item: Input) -> dict[str, Any]:
    line = item.name.split(".")[1] if item.name.startswith("lines.") else ""
    choices = [[word, CHOICES[word]] for word in item.choices]
    if item.unit == "months":
        choices = [
            [str(number), count(number, "måned", "måneder")] for number in range(item.largest + 1)
        ]
    value: dict[str, Any] = {"value": item.value}  # missing is said, not left out
    return value | without_empty(
        name=item.name,
        label=item.label,
        unit=item.unit,
        unit_label=item.unit_label,
        largest=item.largest,
        start=typed(item, item.value),
        told=value_text(item, item.value),
        line=line,
        group=plan.line(line).group if line else "",
        choices=choices or None,
        source=item.source,
        because=item.because,
        milestone=_rank(plan, _touching(item)),
    )


def _touching(item: Input) -> Step:
    change = SetChange.model_validate({"set": item.name, "to": "0", "because": SLOT})
    return Step("", change, {item.name: 0})


def _decision(plan: Plan, condition: Condition) -> dict[str, Any]:
    """Return a decision with what each answer is called, and the inputs that hang on it."""
    decision = condition.decision
    assert decision is not None  # noqa: S101 - the caller has seen to it
    stated = decision.if_denied == "release"
    responses: tuple[Response, ...] = ("release",) if stated else decision.responses
    answers: dict[str, DecideChange] = {"granted": _answer(condition, "granted")}
    answers |= {one: _answer(condition, "denied", None if stated else one) for one in responses}
    released = step_of(plan, answers["release"]) if "release" in answers else None
    return {
        "id": condition.id,
        "label": condition.label,
        "text": condition.text,
        "decided_by": decision.decided_by,
        "if_denied": decision.if_denied,
        "responses": list(responses),
        "inputs": list(released.inputs) if released else _covered(plan, answers),
        "labels": {name: change_label(plan, change) for name, change in answers.items()},
        "milestone": _rank(plan, step_of(plan, answers["granted"])),
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


def _added(group: str) -> AddChange:
    return AddChange.model_validate(
        {"add": NEW_LINE, "label": SLOT, "group": group, "amount": 0, "because": SLOT}
    )


def _new_line(plan: Plan) -> dict[str, Any]:
    """Return the figures a line adds to the list, and the figures that grow with it."""
    if not plan.groups:
        return {}
    first = plan.groups[0].id
    scenario = Scenario(title=SLOT, question=SLOT, status="kladd", changes=(_added(first),))
    before = {one[0]: one for one in script_data(plan)["figures"]}
    after = script_data(resolve(plan, scenario).plan)["figures"]
    grows = {one[0]: one[2][len(before[one[0]][2]) :] for one in after if one[0] in before}
    named = {
        name.replace(f"groups.{first}", f"groups.{NEW_GROUP}"): terms
        for name, terms in grows.items()
        if terms
    }
    new = [one for one in after if one[0] not in before]
    return {"id": NEW_LINE, "group": NEW_GROUP, "figures": new, "grows": named}
