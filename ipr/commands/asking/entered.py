"""From what stands in the fields to a scenario, by the readers and the reckoning of scenario files.

The fields become the same tree of texts that a scenario file is read into, where the place of each
value is its field's label; so whatever is wrong is told as for a file, and names the field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipr.budget.change import ChangeError, find_input, step_of
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import LEAVE_OPEN
from ipr.budget.scenario import Change, Scenario, SetChange
from ipr.commands.asking.fields import (
    DECIDE,
    FROM_DATE,
    MINIMUM,
    NEW_LINE,
    ORDER,
    POLICY,
    SHARES,
    STEP,
    Field,
    counting,
    fields_of,
)
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem
from ipr.reading.files import unseen
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import Mapping as Keys
from ipr.reading.strict_yaml import Sequence as Items

Values = Mapping[str, str]
BALANCING = "Saldering"


@dataclass(frozen=True, slots=True)
class Words:
    """What a scenario says beside its figures.

    `reasons` gives each change its reason, by the name of the field that makes it; a change that
    is not named there has the `reason` for all.
    """

    title: str = "Hva hvis"
    question: str = "Hva skjer med udisponert ramme?"
    reason: str = "Prøvd ut."
    reasons: Mapping[str, str] | None = None

    def because(self, name: str) -> str:
        """Return the reason for the change that this field makes."""
        return ((self.reasons or {}).get(name) or "").strip() or self.reason


TRYING = Words()


def entered_calculation(plan: Plan, values: Values, words: Words = TRYING) -> Result:
    """Return what follows from the fields; raises `InputError` as `entered_scenario` does."""
    return reckoned(resolve(plan, entered_scenario(plan, values, words)))


def entered_scenario(plan: Plan, values: Values, words: Words = TRYING) -> Scenario:
    """Return the scenario that the fields describe; what is as in the plan is no change of it.

    `values` holds the text of every field of `fields_of(plan)` by the field's name. Raises
    `InputError` for what cannot be read; the places of its problems are the labels of fields.
    """
    tree = _tree(plan, values, words)
    scenario = read_record(Scenario, tree)
    changes = tuple(change for change in scenario.changes if not _as_in_plan(plan, change))
    return scenario.model_copy(update={"changes": changes})


def changing_fields(plan: Plan, values: Values) -> tuple[Field, ...]:
    """Return the fields whose change is part of the scenario, each change once.

    Raises `InputError` as `entered_scenario` does.
    """
    places = {change.where for change in entered_scenario(plan, values).changes}
    return tuple(field for field in fields_of(plan) if field.label in places)


def _tree(plan: Plan, values: Values, words: Words) -> Keys:
    fields = {field.name: field for field in counting(fields_of(plan), values)}
    texts = {name: unicodedata.normalize("NFC", values[name].strip()) for name in fields}
    said = (("Tittel", words.title), ("Spørsmål", words.question), ("Begrunnelse", words.reason))
    told = [*said, *((fields[name].label, text) for name, text in texts.items())]
    problems = [Problem(place, "", fault) for place, text in told if (fault := unseen(text))]
    if problems:
        raise InputError(problems)
    changes = [
        *_set(fields, texts),
        *_decided(plan, fields, texts),
        *_added(plan, fields, texts),
    ]
    return _group(
        "",
        title=words.title,
        question=words.question,
        status="kladd",
        **_unless_empty(
            changes=_list([_reasoned(fields[name], change, words) for name, change in changes]),
            balancing=_balancing(fields, texts),
        ),
    )


Made = tuple[str, Keys]


def _reasoned(field: Field, change: Keys, words: Words) -> Keys:
    change["because"], change.key_where["because"] = words.because(field.name), field.label
    return change


def _set(fields: Mapping[str, Field], texts: Values) -> Iterator[Made]:
    """Yield a `set` for each input whose field holds another text than at the start."""
    for name, text in texts.items():
        field = fields[name]
        if text == field.start or name.partition(".")[0] not in {"funding", "lines", "assumptions"}:
            continue
        day = fields.get(f"{FROM_DATE}{name}")
        if day is None:
            yield name, _group(field.label, set=name, to=text)
            continue
        if not texts[day.name]:
            raise InputError([Problem(day.label, "", "velg dagen beløpet gjelder fra")])
        yield name, _group(field.label, set=name, to=text, from_date=texts[day.name])


def _decided(plan: Plan, fields: Mapping[str, Field], texts: Values) -> Iterator[Made]:
    for condition in plan.conditions:
        name = f"{DECIDE}{condition.id}"
        answer = texts.get(name)
        if not answer:
            continue
        change = {"decide": condition.id, "as": answer}
        for key in ("response", "amount"):
            field = fields.get(f"{name}.{key}")
            if field is None:
                continue
            change[key] = texts[field.name]
            if not change[key]:
                wanted = "velg hva et nei fører til" if key == "response" else "skriv beløpet"
                raise InputError([Problem(field.label, "", wanted)])
        yield name, _group(fields[name].label, **change)


def _added(plan: Plan, fields: Mapping[str, Field], texts: Values) -> Iterator[Made]:
    amount, group = texts[f"{NEW_LINE}amount"], texts.get(f"{NEW_LINE}group")
    if not amount or group is None:
        return
    taken = {line.id for line in plan.lines}
    free = (f"ny_post{number or ''}" for number in range(len(taken) + 1))
    line = next(name for name in free if name not in taken)
    field, named = fields[f"{NEW_LINE}amount"], fields[f"{NEW_LINE}label"]
    found = _group(field.label, add=line, label=texts[named.name], group=group, amount=amount)
    found.key_where["label"] = named.label
    yield field.name, found


def _balancing(fields: Mapping[str, Field], texts: Values) -> Keys | None:
    """Return the rule as a scenario file says it; None where it is the plan's own: none."""
    policy, minimum = texts[POLICY], texts[MINIMUM]
    if policy == LEAVE_OPEN.policy and minimum == fields[MINIMUM].start:
        return None
    found = _group(BALANCING, policy=policy)
    _put(found, "minimum_reserve", minimum, fields[MINIMUM])
    if STEP in fields:
        _put(found, "step", texts[STEP], fields[STEP])
    ranked = [name for name in texts if name.startswith(ORDER)]
    if ranked:
        order = [texts[name] for name in ranked if texts[name]]
        if not order:
            problem = Problem(fields[ranked[0]].label, "", "velg minst én post som kan kuttes")
            raise InputError([problem])
        _put(found, "order", _list(order, BALANCING), fields[ranked[0]])
    asked = {name.removeprefix(SHARES): name for name in texts if name.startswith(SHARES)}
    if asked:
        shares = _group(BALANCING)
        for funder, name in asked.items():
            _put(shares, funder, texts[name], fields[name])
        _put(found, "shares", shares, fields[next(iter(asked.values()))])
    return found


def _put(group: Keys, key: str, value: object, field: Field) -> None:
    group[key], group.key_where[key] = value, field.label


def _group(where: str, **values: object) -> Keys:
    found = Keys(where)
    found.update(values)
    found.key_where = dict.fromkeys(values, where)
    return found


def _list(items: Sequence[object], where: str = "") -> Items:
    found = Items(where)
    found.extend(items)
    found.item_where = [getattr(item, "where", where) for item in items]
    return found


def _unless_empty(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def _as_in_plan(plan: Plan, change: Change) -> bool:
    """Return whether a `set` gives its input the value it has in the plan, however written."""
    if not isinstance(change, SetChange):
        return False
    try:
        (value,) = step_of(plan, change).values.values()
    except ChangeError:
        return False  # to be told when the scenario is resolved
    return bool(value == find_input(plan, change.target).value)
