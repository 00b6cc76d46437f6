"""What the live page knows of a plan: its figures, fields, decisions, scenarios and words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from ipr.analysis.timeline import awaited, foreseen, milestone_of
from ipr.budget.change import VERB_KEYS, Step, room_of, step_of
from ipr.budget.figures import Figure, Ratio, Section, Term, figures_of, section_of
from ipr.budget.reckon import BEYOND
from ipr.budget.resolve import ANSWER, NOT_IN_PLAN, OTHER_RULE, contradiction, resolve
from ipr.budget.rules import (
    BELOW_FLOOR,
    AskFunders,
    LeaveOpen,
    ProRata,
    Ranked,
    at_least_one_krone,
    check_balancing,
    each_once,
)
from ipr.budget.scenario import (
    VERBS,
    AddChange,
    DecideChange,
    RaiseChange,
    ScaleChange,
    Scenario,
    SetChange,
    TransferChange,
    plan_scenario,
)
from ipr.doors.build import NOT_MONTHS, scaled
from ipr.doors.folder import PlanFolder, scenario_file
from ipr.plan.inputs import Input, inputs_of, long_names, told_apart
from ipr.plan.model import Condition, Milestone, Plan, Response
from ipr.present.answers import SENTENCES, Sentence
from ipr.present.changes import change_label, settled
from ipr.present.plan import awaits, who_decides
from ipr.present.scenario.dates import (
    LEDGER,
    LEDGER_CAPTION,
    LEDGER_COLUMNS,
    LESS_UNKNOWN,
    UNDATED,
)
from ipr.present.wording import (
    CHOICES,
    LOCKS,
    MOST_NAMED,
    POLICIES,
    RESPONSES,
    SCENARIO_STANDING,
    plan_standing,
    value_text,
)
from ipr.reading.fields import (
    CUT,
    ID_FORM,
    LONGEST_TEXT,
    LONGEST_TITLE,
    read_amount,
    read_id,
    read_whole,
)
from ipr.reading.norwegian import MAX_AMOUNT, MONTHS, amount, count, kroner
from ipr.reading.numbers import AMOUNT_FORM, SCALES, decimal_number, parse_decimal_e4, whole_amount

CHANGES = (SetChange, RaiseChange, ScaleChange, TransferChange, AddChange, DecideChange)
RULES = (LeaveOpen, Ranked, ProRata, AskFunders)
SLOT = "§"
"""What a message quotes from the user is put here."""

ENDS = ("Planen", "Før saken", "Her")
"""Where the bridge begins, of a scenario and an amendment, and where it ends.

The columns of amounts are called the same.
"""
SHOWN: tuple[Section, ...] = ("funding", "lines", "groups", "totals")
OWN_SENTENCES: dict[str, tuple[Sentence, ...]] = {
    "cut_lines": ((("cuts",), "Kutt: {each_cut}."), ((), "")),
    "each_cut": (((), "{label} {amount}"),),
    "changed": (
        (("own", "amended"), "Endret i saken: {each_step}."),
        (("own",), "Endret fra planen: {each_step}."),
        ((), ""),
    ),
    "each_step": (((), "{label} ({amount})"),),
}
"""What the page says beside `SENTENCES`."""
NEW_LINE, NEW_GROUP = "new-line-here", "group-of-it-here"


def page_data(folder: PlanFolder, scenarios: Iterable[str]) -> dict[str, Any]:
    """Return all the page knows, ready for JSON; `scenarios` are ids of the plan's own."""
    plan = told_apart(folder.plan)
    items = tuple(inputs_of(plan).values())
    askable = [item.id for item in plan.recurring_funding]
    data = script_data(plan) | {
        "plan": {
            "title": plan.title,
            "council": plan.council.name,
            "year": plan.year,
            "reserve_label": plan.reserve_label,
        },
        "fields": [_field(plan, item) for item in items],
        "shown": [
            _said(name=one.name, section=one.section, within=one.within)
            for one in section_of(plan, *SHOWN)
        ],
        "names": {one.name: one.label for one in section_of(plan, *SHOWN, "components")}
        | {item.name: item.label for item in items},
        "awaits": {f"lines.{line.id}": awaits(line) for line in plan.lines},
        "not_in_plan": NOT_IN_PLAN,
        "groups": [group.id for group in plan.groups],
        "locks": {
            line.id: f"{LOCKS[line.lock.reason]} – {line.lock.because}"
            for line in plan.lines
            if line.lock
        },
        "decisions": [_decision(plan, item) for item in plan.conditions if item.decision],
        "funders": askable,
        "policies": {
            key: word for key, word in POLICIES.items() if askable or key != "ask_funders"
        },
        "responses": RESPONSES,
        "standings": SCENARIO_STANDING,
        "months": MONTHS,
        "labels": {
            "add": change_label(plan, _added(NEW_GROUP)),
            "transfer": change_label(
                plan, TransferChange(amount_nok=0, taken_from=SLOT, target=SLOT, because=SLOT)
            ),
            "balancing": "Saldering",
        },
        "sentences": SENTENCES | OWN_SENTENCES,
        "most_named": MOST_NAMED,
        "ends": ENDS,
        "ledger": {
            "caption": LEDGER_CAPTION.format(label=plan.reserve_label),
            "columns": LEDGER_COLUMNS,
            "rows": LEDGER,
            "undated": UNDATED,
            "less_unknown": LESS_UNKNOWN,
        },
        "standing": plan_standing(plan),
        "longest": {"title": LONGEST_TITLE, "text": LONGEST_TEXT},
        "faults": faults_of(plan) | {"beyond": BEYOND},
        "new_line": _new_line(plan),
        "long_names": long_names(plan),
        "scenario_keys": Scenario.file_keys(),
        "verb_keys": VERB_KEYS,
        "change_keys": dict(zip(VERBS, (one.file_keys() for one in CHANGES), strict=True)),
        "rule_keys": {rule.model_fields["policy"].default: rule.file_keys() for rule in RULES},
        "milestones": [_milestone(plan, item) for item in plan.milestones],
        "scenarios": [{"id": name, "said": _tree(folder, name)} for name in scenarios],
    }
    text = json.dumps({key: data[key] for key in ("figures", "inputs", "lines")}, sort_keys=True)
    data["plan"]["mark"] = sha256(text.encode("utf-8")).hexdigest()[:8]
    del data["inputs"]  # they are the values of the fields
    return data


def _tree(folder: PlanFolder, scenario: str) -> dict[str, Any]:
    """Return what a scenario's file says, as texts by its keys; the plan's own may have no file."""
    if folder.has(scenario_file(scenario)):
        return folder.tree(scenario_file(scenario))
    return plan_scenario(folder.plan).model_dump(include={"title", "question", "status"})


def script_data(plan: Plan) -> dict[str, Any]:
    """Return what the script that reckons, figures.js, must know of a plan, ready for JSON.

    `figures` are `[name, operation, terms, ratios]` in the order they are reckoned; a term is a
    name, or `[name, choice, value]` where it counts only while that choice is made; a ratio is
    `[term, scale, base]`. `inputs` are values by name, each in its own unit, None for an amount
    that is missing. `lines` are `[id, floor in kroner, whether the plan locks it]`. `largest` is
    the largest amount in kroner; `forms` and `scales` are how amounts and ids are written.
    """
    return {
        "figures": [_figure(figure) for figure in figures_of(plan).values()],
        "inputs": {name: item.value for name, item in inputs_of(plan).items()},
        "lines": [[line.id, line.floor_nok, line.lock is not None] for line in plan.lines],
        "largest": MAX_AMOUNT,
        "forms": {"amount": AMOUNT_FORM.pattern, "id": ID_FORM.pattern},
        "scales": SCALES,
    }


def _figure(figure: Figure) -> list[Any]:
    terms = [_term(term) for term in figure.terms]
    ratios = [[_term(ratio), ratio.scale, ratio.base] for ratio in figure.ratios]
    return [figure.name, figure.operation, terms, *([ratios] if ratios else [])]


def _term(term: Term | Ratio) -> str | list[Any]:
    return [term.name, *term.when] if term.when else term.name


def _said(**values: Any) -> dict[str, Any]:
    """Return what is said: neither nothing nor an empty text."""
    return {key: value for key, value in values.items() if value not in ("", None)}


def _field(plan: Plan, item: Input) -> dict[str, Any]:
    line = item.name.split(".")[1] if item.name.startswith("lines.") else ""
    choices = [
        [word, CHOICES[word], settled(item, place)] for place, word in enumerate(item.choices)
    ]
    if item.unit == "months":
        choices = [
            [str(number), count(number, "måned", "måneder"), settled(item, number)]
            for number in range(item.largest + 1)
        ]
    called = settled(item, item.value or 0)
    touching = SetChange(target=item.name, to="0", because=SLOT)
    limits = [one.ceiling for one in plan.conditions if one.ceiling]
    value: dict[str, Any] = {"value": item.value}  # missing is said, not left out
    return value | _said(
        name=item.name,
        unit=item.unit,
        unit_label=item.unit_label,
        largest=item.largest if item.largest < MAX_AMOUNT else None,
        told=value_text(item, item.value),
        group=plan.line(line).group if line else "",
        choices=choices or None,
        milestone=_rank(plan, Step("", touching, {item.name: 0})),
        called=None if choices or called == item.label else called,
        room=room_of(plan, item),
        ceiling=min((one.most_nok for one in limits if one.input == item.name), default=None),
    )


def _rank(plan: Plan, step: Step) -> int | None:
    """Return the place among the plan's dates of the one that a step hangs on."""
    found = milestone_of(plan, step)
    return plan.milestones.index(found) if found else None


def _milestone(plan: Plan, item: Milestone) -> dict[str, Any]:
    """Return a date of the plan, with its row of the ledger where no change hangs on it."""
    row = foreseen(plan, item)
    return _said(
        id=item.id,
        label=item.label,
        when=item.when,
        day=item.date.isoformat() if item.date else None,
        by=who_decides(plan, item.decided_by),
        kind=row and row.kind,
        about=row and row.label,
    ) | {"waits": awaited(plan, item)}


def _decision(plan: Plan, condition: Condition) -> dict[str, Any]:
    """Return a decision with what each answer is called, and the inputs that hang on it.

    These are what a release takes away or, where there is none, what grows if the council covers.
    """
    decision = plan.decisions[condition.id]
    stated = decision.if_denied == "release"
    responses: tuple[Response, ...] = ("release", "keep") if stated else decision.responses
    granted = DecideChange(condition=condition.id, answer="granted", because=SLOT)
    answers = {"granted": granted} | {
        one: granted.model_copy(
            update={
                "answer": "denied",
                "response": one,
                "amount_nok": 0 if one == "cover" else None,
            }
        )
        for one in responses
    }
    touching = answers.get("release") or answers.get("cover")
    return {
        "id": condition.id,
        "label": condition.label,
        "text": condition.text,
        "decided_by": decision.decided_by,
        "by": who_decides(plan, decision.decided_by),
        "usual": "release" if stated else "",
        "responses": list(responses),
        "inputs": list(step_of(plan, touching).inputs) if touching else [],
        "labels": {
            name: change_label(plan, change).replace(kroner(0), SLOT)
            for name, change in answers.items()
        },
        "milestone": _rank(plan, step_of(plan, granted)),
    }


def _added(group: str) -> AddChange:
    return AddChange(line=NEW_LINE, label=SLOT, group=group, amount_nok=0, because=SLOT)


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


def faults_of(plan: Plan) -> dict[str, str]:
    """Return the messages of Python's own readers, the text they quote replaced by `SLOT`."""
    everything = ProRata(lock={line.id: SLOT for line in plan.lines if not line.lock})
    first = _income(plan).name
    all_and_more = ScaleChange(target=first, percent_e4=-200 * 10_000, because=SLOT)
    dated = SetChange(target=first, to="1", from_date=date(1, 1, 1), because=SLOT)
    return number_faults(plan) | {
        "other_value": contradiction(SLOT, _step("a"), _step("b")),
        "other_answer": contradiction(f"{ANSWER}{SLOT}", _step("a"), _step("b")),
        "other_rule": OTHER_RULE.format(where=SLOT),
        "other_year": _told(partial(step_of, plan), dated, str(dated.from_date)),
        "negative": _told(read_amount, "-5", "\u22125"),
        "share": _told(read_whole, SLOT),
        "step": _told(at_least_one_krone, 0),
        "order": _told(each_once, ()),
        "below_floor": BELOW_FLOOR.format(line=f"«{SLOT}»", least=SLOT, floor=SLOT),
        "all_locked": _without_key(check_balancing(plan, everything)),
        "shares": _without_key(check_balancing(plan, AskFunders(shares={}))),
        "more_than_all": _told(partial(step_of, plan), all_and_more),
        "id": _told(read_id, SLOT),
        "cut": CUT.format(end=f"«{SLOT}»"),
    }


def number_faults(plan: Plan) -> dict[str, str]:
    """Return what is said of a number that cannot be read; a second slot is for the largest."""
    item = _income(plan)
    outside = _told(partial(scaled, item), "-5").replace(amount(item.largest), SLOT)
    return {
        "amount": _told(whole_amount, SLOT),
        "two_ways": _told(whole_amount, "1.234 tusen"),
        "not_whole": _told(whole_amount, "0,5"),
        "too_large": _told(whole_amount, "9999999999999"),
        "number": _told(decimal_number, SLOT),
        "decimals": _told(parse_decimal_e4, "1,23456"),
        "outside": outside,
        "months": NOT_MONTHS.format(value=SLOT, largest=SLOT),
    }


def _income(plan: Plan) -> Input:
    return inputs_of(plan)[f"funding.{plan.funding[0].id}"]


def _step(origin: str) -> Step:
    change = SetChange(where=SLOT, target=SLOT, to=SLOT, because=SLOT)
    return Step(origin, change, {})


def _told(reader: Callable[[Any], object], value: object, quoted: str = "") -> str:
    """Return what a reader says of a value it refuses, and quotes as itself or as said."""
    try:
        reader(value)
    except ValueError as fault:
        return str(fault).replace(quoted or str(value), SLOT)
    raise AssertionError(value)


def _without_key(faults: list[str]) -> str:
    return faults[0].partition(": ")[2]
