"""The fields of the what-if table, made from what a plan holds: inputs, conditions, lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ipr.budget.rules import LEAVE_OPEN
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Condition, Plan
from ipr.present.wording import CHOICES, POLICIES, RESPONSES
from ipr.reading.norwegian import NBSP, amount, count, decimal_e4

Section = Literal["income", "conditions", "prices", "pending", "lines", "balancing"]
SECTIONS: dict[Section, str] = {
    "income": "Inntekter",
    "conditions": "Vilkår",
    "prices": "Priser, kurser og tid",
    "pending": "Ventende poster",
    "lines": "Poster",
    "balancing": "Saldering",
}

POLICY, MINIMUM, STEP = "balancing.policy", "balancing.minimum_reserve", "balancing.step"
ORDER, SHARES = "balancing.order.", "balancing.shares."
DECIDE, FROM_DATE, NEW_LINE = "decide.", "from_date.", "new."
MOST_RANKED = 6  # lines one can put in order; a longer list is written in the scenario file
ROUND_STEP = 1_000  # kroner; where cuts begin until another step is chosen


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name and label, and the text it holds while everything is as in the plan.

    `choices` are the texts that may be chosen, each with the words a reader sees; empty for what
    is typed. The field counts only while the field `hangs_on` holds one of the texts `when`.
    """

    name: str
    label: str
    section: Section
    start: str = ""
    kind: Literal["text", "choice", "date"] = "text"
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    hangs_on: str = ""
    when: tuple[str, ...] = ()


def fields_of(plan: Plan) -> tuple[Field, ...]:
    """Return the plan's fields, section by section; no two have the same name or label."""
    catalogue = inputs_of(plan).values()
    found = [
        *(field for item in catalogue for field in _input_fields(item)),
        *(field for item in plan.conditions for field in _condition_fields(item)),
        *_new_line_fields(plan),
        *_balancing_fields(plan),
    ]
    order = list(SECTIONS)
    return tuple(_labelled_apart(sorted(found, key=lambda field: order.index(field.section))))


def counting(fields: Sequence[Field], values: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields that count, given the text in each."""
    known = {field.name: field for field in fields}
    return tuple(field for field in fields if _counts(field, known, values))


def _counts(field: Field, known: Mapping[str, Field], values: Mapping[str, str]) -> bool:
    if not field.hangs_on:
        return True
    return values[field.hangs_on] in field.when and _counts(known[field.hangs_on], known, values)


def start_values(fields: Sequence[Field]) -> dict[str, str]:
    """Return the text of every field while everything is as in the plan."""
    return {field.name: field.start for field in fields}


def _input_fields(item: Input) -> Iterator[Field]:
    section = _section(item)
    match item.unit:
        case "choice":
            choices = tuple((word, CHOICES[word]) for word in item.choices)
            start = item.choices[item.value or 0]
            yield Field(item.name, item.label, section, start, "choice", choices)
        case "months":
            choices = tuple(
                (str(number), count(number, "måned", "måneder"))
                for number in range(item.largest + 1)
            )
            yield Field(item.name, item.label, section, str(item.value), "choice", choices)
        case _ if item.value is None:
            hint = item.shown_as or "uten beløp"
            yield Field(item.name, f"{item.label} (kroner)", section, hint=hint)
            day = f"{item.label}: beløpet gjelder fra"
            yield Field(f"{FROM_DATE}{item.name}", day, section, kind="date")
        case _:
            yield Field(item.name, f"{item.label} ({item.unit_label})", section, _typed(item))


def _section(item: Input) -> Section:
    if item.name.startswith("funding."):
        return "income"
    if item.value is None:
        return "pending"
    return "lines" if item.unit == "nok" else "prices"


def _typed(item: Input) -> str:
    """Return an input's value in the plan as one would type it."""
    value = item.value or 0
    if item.unit != "e4":
        return _plain(value)
    return decimal_e4(value, least=0 if item.unit_label == "prosent" else 2).replace(NBSP, " ")


def _plain(value: int) -> str:
    return amount(value).replace(NBSP, " ")


def _condition_fields(condition: Condition) -> Iterator[Field]:
    decision = condition.decision
    if decision is None:
        return
    name, label = f"{DECIDE}{condition.id}", condition.label
    denied = f"nei ({RESPONSES['release']})" if decision.if_denied == "release" else "nei"
    answers = (("", "ikke avgjort"), ("granted", "ja"), ("denied", denied))
    yield Field(name, label, "conditions", "", "choice", answers)
    if decision.if_denied == "release":
        return
    responses = (
        ("", "velg hva et nei fører til"),
        *((r, RESPONSES[r]) for r in decision.responses),
    )
    follows = f"{name}.response"
    yield Field(
        follows, f"{label}: følgen av et nei", "conditions", "", "choice", responses,
        hangs_on=name, when=("denied",),
    )  # fmt: skip
    if "cover" in decision.responses:
        yield Field(
            f"{name}.amount", f"{label}: beløpet rådet dekker (kroner)", "conditions",
            hint="for eksempel 50 000", hangs_on=follows, when=("cover",),
        )  # fmt: skip


def _new_line_fields(plan: Plan) -> Iterator[Field]:
    groups = tuple((group.id, group.label) for group in plan.groups)
    yield Field(f"{NEW_LINE}amount", "Ny post (kroner)", "pending", hint="ingen ny post")
    yield Field(f"{NEW_LINE}label", "Ny post: navn", "pending", "Ny post")
    if groups:
        waiting = [line.group for line in plan.lines if line.total_nok is None]
        start = [*waiting, groups[0][0]][0]
        yield Field(f"{NEW_LINE}group", "Ny post: gruppe", "pending", start, "choice", groups)


def _balancing_fields(plan: Plan) -> Iterator[Field]:
    payers = [line for line in plan.lines if line.lock is None]
    rules = tuple((name, words) for name, words in POLICIES.items() if payers or name not in _CUTS)
    yield Field(POLICY, "Regel ved underskudd", "balancing", LEAVE_OPEN.policy, "choice", rules)
    yield Field(MINIMUM, "Ønsket minstereserve (kroner)", "balancing", "0")
    yield Field(
        STEP, "Kutt i hele trinn på (kroner)", "balancing", _plain(ROUND_STEP),
        hangs_on=POLICY, when=_CUTS,
    )  # fmt: skip
    lines = (("", "–"), *((line.id, line.label) for line in payers))
    for place in range(1, min(MOST_RANKED, len(payers)) + 1):
        yield Field(
            f"{ORDER}{place}", f"Kuttes som nummer {place}", "balancing", "", "choice", lines,
            hangs_on=POLICY, when=("ranked",),
        )  # fmt: skip
    for item in plan.free_funding:
        if item.recurrence == "continues":  # what comes only once cannot be asked for more
            yield Field(
                f"{SHARES}{item.id}", f"Andel fra {item.label} (helt tall)", "balancing", "1",
                hangs_on=POLICY, when=("ask_funders",),
            )  # fmt: skip


_CUTS = ("ranked", "pro_rata")


def _labelled_apart(fields: Sequence[Field]) -> Iterator[Field]:
    """Number the labels that stand more than once, so that a message names one field."""
    used: set[str] = set()
    for field in fields:
        label, number = field.label, 2
        while label in used:
            label, number = f"{field.label} ({number})", number + 1
        used.add(label)
        yield replace(field, label=label)
