"""What the live page knows of a plan: its figures, fields, decisions, scenarios and words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from ipr.analysis.timeline import revealed
from ipr.budget.change import FULL_YEAR, Step
from ipr.budget.figures import section_of
from ipr.budget.reckon import BEYOND
from ipr.budget.resolve import resolve
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, LeaveOpen, ProRata, Ranked
from ipr.budget.scenario import (
    VERBS,
    AddChange,
    DecideChange,
    RaiseChange,
    ScaleChange,
    Scenario,
    SetChange,
    TransferChange,
)
from ipr.plan.inputs import Input, inputs_of, long_names
from ipr.plan.model import Plan
from ipr.present.answers import ANSWERS, VERDICTS
from ipr.present.scenario.balance import COVERED
from ipr.present.scenario.decisions import LEDGER, LEDGER_COLUMNS
from ipr.present.wording import (
    CHOICES,
    LOCKS,
    POLICIES,
    RESPONSES,
    SCENARIO_STANDING,
    change_label,
    plan_standing,
    plan_status,
    value_text,
)
from ipr.publish.page.decisions import decision_data, rank
from ipr.publish.page.script import script_data
from ipr.publish.page.starts import ABOUT, start_of, typed, without_empty
from ipr.publish.page.words import SLOT, WORDS, faults_of
from ipr.reading.norwegian import MAX_AMOUNT, MONTHS, count
from ipr.reading.records import Located

CHANGES: tuple[type[Located], ...] = (
    SetChange,
    RaiseChange,
    ScaleChange,
    TransferChange,
    AddChange,
    DecideChange,
)
RULES = (LeaveOpen, Ranked, ProRata, AskFunders)
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
        "components": {
            figure.name: figure.label
            for figure in section_of(plan, "components")
            if figure.name not in inputs_of(plan)  # else it has the label of its field
        },
        "groups": [[group.id, group.label] for group in plan.groups],
        "line_info": {
            line.id: without_empty(
                label=line.label,
                lock=f"{LOCKS[line.lock.reason]} – {line.lock.because}" if line.lock else "",
            )
            for line in plan.lines
        },
        "decisions": [decision_data(plan, item) for item in plan.conditions if item.decision],
        "funders": [
            [item.id, item.label] for item in plan.free_funding if item.recurrence == "continues"
        ],
        "policies": POLICIES,
        "responses": RESPONSES,
        "standings": SCENARIO_STANDING,
        "months": MONTHS,
        "labels": {
            "add": change_label(plan, _added(NEW_GROUP)),
            "transfer": change_label(plan, _moved(SLOT, SLOT)),
            "balancing": "Saldering",
            **COVERED,
        },
        "verdicts": VERDICTS,
        "answers": ANSWERS,
        "standing": plan_standing(plan),
        "words": WORDS | LEDGER | {"beyond": BEYOND, "columns": LEDGER_COLUMNS},
        "faults": faults_of(plan, items),
        "new_line": _new_line(plan),
        "long_names": long_names(plan),
        "scenario_keys": Scenario.file_keys(),
        "about_keys": ABOUT,
        "change_keys": {
            verb: record.file_keys() for verb, record in zip(VERBS, CHANGES, strict=True)
        },
        "rule_keys": {rule.model_fields["policy"].default: rule.file_keys() for rule in RULES},
        "milestones": _milestones(plan),
        "scenarios": [start_of(result) for result in results],
    }
    text = json.dumps({key: data[key] for key in ("figures", "inputs", "lines")}, sort_keys=True)
    data["plan"]["mark"] = sha256(text.encode("utf-8")).hexdigest()[:8]
    del data["inputs"]  # they are the values of the fields
    return data


def _milestones(plan: Plan) -> list[dict[str, Any]]:
    """Return the plan's dates in its order; some decide what may take from the reserve."""
    return [
        without_empty(
            id=item.id,
            label=item.label,
            when=item.when,
            date=item.date.isoformat() if item.date else None,
            decided_by=item.decided_by,
            reveals=revealed(plan, item),
            takes=True if item.decided_by and "reserve" in item.touches else None,
        )
        for item in plan.milestones
    ]


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
        largest=item.largest if item.largest < MAX_AMOUNT else None,
        start=typed(item, item.value),
        told=value_text(item, item.value),
        group=plan.line(line).group if line else "",
        choices=choices or None,
        milestone=rank(plan, _touching(item)),
        room=_room(plan, item),
        ceiling=min(_ceilings(plan, item), default=None),
    )


def _ceilings(plan: Plan, item: Input) -> list[int]:
    """Return the most the plan's conditions let an input be, in kroner."""
    limits = [one.ceiling for one in plan.conditions if one.ceiling]
    return [limit.most_nok for limit in limits if limit.input == item.name]


def _room(plan: Plan, item: Input) -> str:
    """Return where money can be moved to and from an input: between lines, or between incomes."""
    name, room = item.name, item.name.partition(".")[0]
    if item.unit != "nok" or item.value is None or name.endswith(FULL_YEAR):
        return ""
    free = {f"funding.{one.id}" for one in plan.free_funding}
    return room if room == "lines" or name in free else ""


def _touching(item: Input) -> Step:
    change = SetChange.model_validate({"set": item.name, "to": "0", "because": SLOT})
    return Step("", change, {item.name: 0})


def _added(group: str) -> AddChange:
    return AddChange.model_validate(
        {"add": NEW_LINE, "label": SLOT, "group": group, "amount": 0, "because": SLOT}
    )


def _moved(source: str, target: str) -> TransferChange:
    return TransferChange.model_validate(
        {"transfer": 0, "from": source, "to": target, "because": SLOT}
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
