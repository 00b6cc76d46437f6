"""A scenario built in Python: names or labels, amounts as people write them, natural units."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from math import isfinite
from numbers import Integral

from ipr.budget.amounts import Money, is_array
from ipr.budget.change import ABOVE_CEILING, ChangeError, exceeded, step_of
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.budget.scenario import Change, Scenario, combination
from ipr.plan.inputs import Input, find_input, inputs_of, told_apart
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, unknown
from ipr.reading.norwegian import E4, amount, listing, typed
from ipr.reading.numbers import decimal_number, is_difference, is_percentage, whole_amount
from ipr.reading.records import read_record, tree_of

Value = int | float | str | Decimal
ANSWERS = {"ja": "granted", "granted": "granted", "nei": "denied", "denied": "denied"}
BECAUSE = "Prøvd ut i kode."
NOT_MONTHS = "«{value}» er ikke et helt tall fra 0 til {largest}"


def scenario(  # noqa: PLR0913 - what one may say of a scenario, all but two by name
    plan: Plan,
    changes: Mapping[str, Value] | None = None,
    *,
    decide: Mapping[str, str | tuple[str, str] | tuple[str, str, Value]] | None = None,
    balancing: Balancing | Mapping[str, object] | None = None,
    title: str = "Eget scenario",
    question: str = "Hva skjer med det som er igjen?",
    because: str = BECAUSE,
    above_ceiling: str | None = None,
) -> Result:
    """Return the result of a scenario built here.

    `changes` maps names or labels of inputs to what they become: `640_000`, `"640 tusen"`,
    `"11,75"`, `6` (months), a word of a choice; `"-10 %"` and `"+50 000"` are differences from the
    plan. `decide` maps ids or labels of conditions to `"ja"` or `"nei"`, and where the plan does
    not say what a no leads to, `("nei", "keep")`, `("nei", "release")` or
    `("nei", "cover", "100 000")`. `balancing` is a rule of `ipr.budget.rules` or its keys as in a
    file. `because` is the reason given for every change, `above_ceiling` the one for an amount
    above what the plan calls *inntil*.
    Raises `InputError`, in Norwegian and all at once, for what cannot be understood.
    """
    made: list[dict[str, object]] = []
    problems: list[Problem] = []
    for read, asked in ((change_of, changes), (decision_of, decide)):
        for name, value in (asked or {}).items():
            try:
                made.append({**read(plan, name, value), "because": because})
            except ValueError as error:
                problems.append(Problem("", name, str(error)))
    if problems:
        raise InputError(problems)
    told: dict[str, object] = {"title": title, "question": question, "status": "kladd"}
    told["changes"] = made
    if isinstance(balancing, Mapping):
        told["balancing"] = balancing
    elif balancing is not None:
        told["balancing"] = balancing.model_dump(by_alias=True, exclude={"where"})
    return told_scenario(plan, told, above_ceiling)


def told_scenario(
    plan: Plan, told: Mapping[str, object], above_ceiling: str | None = None
) -> Result:
    """Return the result of a scenario told by the keys of its file, as texts; its id is `eget`.

    `above_ceiling` is the reason of each change that needs one and has none. Raises `InputError`
    as for a file.
    """
    found = read_record(Scenario, tree_of(told)).model_copy(update={"id": "eget"})
    if above_ceiling is not None:
        changes = tuple(_with_reason(plan, one, above_ceiling) for one in found.changes)
        found = found.model_copy(update={"changes": changes})
    return reckoned(resolve(plan, found))


def _with_reason(plan: Plan, change: Change, because: str) -> Change:
    """Return a change that goes above a ceiling with this reason, if it gives none."""
    try:
        above = exceeded(plan, (step_of(plan, change),))
    except ChangeError:  # told where the scenario is resolved
        return change
    if change.above_ceiling or not above:
        return change
    return change.model_copy(update={ABOVE_CEILING: because})


def combine(*results: Result) -> Result:
    """Return the result of several scenarios of one plan together.

    Raises `InputError` where two of them touch one input differently, and `ValueError` for none.
    """
    if not results:
        raise ValueError("no result to combine")
    others = {part.id: part for one in results for part in one.parts}
    free = (key for key in map(str, count(1)) if key not in others)
    parts = tuple(one.scenario.model_copy(update={"id": next(free)}) for one in results)
    # The name of a file has no «+», so none of the others is meant.
    whole = combination("sammen", parts).model_copy(update={"id": "sammen+"})
    return reckoned(resolve(results[0].given, whole, (*parts, *others.values())))


def evaluate(
    plan: Plan,
    inputs: Mapping[str, Value | Money] | None = None,
    balancing: Balancing = LEAVE_OPEN,
) -> Outcome:
    """Return what follows when inputs have these values, in natural units, as in `scenario`.

    A difference, signed or in per cent, is refused: it is `scenario` that goes on from the plan.
    An amount above what the plan calls *inntil* is reckoned with as any other: it is `scenario`
    that asks why.
    Amounts and months may also be int64 arrays of S values, and figures are then (S,).
    Raises `InputError`, in Norwegian and all at once, for what cannot be understood.
    """
    found: dict[str, Money] = {}
    problems = []
    for name, value in (inputs or {}).items():
        try:
            item = named_input(plan, name, value)
            if _moves(item, value):
                told = f"«{value}» er en endring – skriv hva verdien blir, eller bruk ipr.scenario"
                raise ValueError(told)  # noqa: TRY301 - gathered with the others
            found[item.name] = in_unit(item, value)
        except ValueError as error:
            problems.append(Problem("", name, str(error)))
    if problems:
        raise InputError(problems)
    return reckon(plan, found, balancing)


def named_input(plan: Plan, name: str, value: object = None) -> Input:
    """Return an input by its name or its label; raises `ValueError` with the nearest guess.

    `value` is what it shall be, for a message about a name that has two amounts.
    """
    catalogue, said = inputs_of(plan), name.casefold().strip()
    apart = told_apart(plan)
    both = (*catalogue.values(), *inputs_of(apart).values())
    named = list(dict.fromkeys(item.name for item in both if item.label.casefold() == said))
    found = (line.id for line in (*plan.lines, *apart.lines) if line.label.casefold() == said)
    lines = list(dict.fromkeys(found))
    if lines and (plan.payers_of(lines[0]) or not named):
        name = f"lines.{lines[0]}"
    elif len(named) > 1:
        names = listing([f"«{one}»" for one in named], "eller")
        raise ValueError(f"«{name}» er navnet på flere tall – velg {names}")
    elif named:
        name = named[0]
    elif "." not in name:
        raise ValueError(unknown(name, [*(item.label for item in catalogue.values()), *catalogue]))
    return find_input(plan, name, value)


def scaled(item: Input, value: object) -> Money:
    """Return a value in an input's own unit, read in natural units; raises `ValueError`."""
    if is_array(value):
        if item.unit in {"e4", "choice"}:
            raise ValueError(f"her trengs ett tall – {_how_to_write(item)}")
        return value
    if item.unit == "choice":
        return item.place(str(value))
    exact = _exact(item, value) * (E4 if item.unit == "e4" else 1)
    if exact != exact.to_integral_value():
        fault = "har for mange desimaler" if item.unit == "e4" else "er ikke et helt tall"
        raise ValueError(f"«{value}» {fault} – {_how_to_write(item)}")
    if not 0 <= exact <= item.largest:
        most = item.natural(item.largest)
        shown = amount(int(most)) if isinstance(most, int | Decimal) else most
        raise ValueError(f"«{value}» er utenfor det som er mulig – tillatt er 0 til {shown}")
    return int(exact)


def in_unit(item: Input, value: object) -> Money:
    """Return a value in an input's own unit; raises `ValueError`, which says the unit."""
    try:
        return scaled(item, value)
    except ValueError as error:
        if item.unit in {"nok", "choice"} or item.unit_label in str(error):
            raise
        read = str(error)
        if item.unit == "currency":
            read = read.replace("hele kroner", "et helt beløp")
        if item.unit == "months" and isinstance(value, str):
            read = NOT_MONTHS.format(value=value, largest=item.largest)
        raise ValueError(f"{read} ({item.unit_label})") from None


def _exact(item: Input, value: object) -> Decimal:
    match value:
        case bool():
            raise ValueError(f"{value} er ikke et tall – {_how_to_write(item)}")
        case Integral():  # NumPy's own too
            return Decimal(int(value))
        case Decimal() if value.is_finite():
            return value
        case float() if isfinite(value):
            part = item.unit != "e4" and not round(value)  # less than one is not told as 0
            if part or Decimal(value) * E4 % 1 == 0:
                return Decimal(value)
            rate = f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
            shown = rate if item.unit == "e4" else typed(round(value))
            raise ValueError(
                f'{value} er ikke et nøyaktig tall i Python – skriv "{shown}" i anførselstegn'
            )
        case str() if item.unit == "e4":
            return decimal_number(value)
        case str():
            return Decimal(whole_amount(value))
    raise ValueError(f"{value!r} er ikke et tall – {_how_to_write(item)}")


def _moves(item: Input, value: object) -> bool:
    """Whether a value is a difference from the plan, in its unit or in per cent."""
    if not isinstance(value, str) or item.unit == "choice":
        return False
    return is_difference(value) or (is_percentage(value) and item.unit_label != "prosent")


def _how_to_write(item: Input) -> str:
    example = {"e4": '"11,75"', "months": "6", "choice": f'"{"/".join(item.choices)}"'}
    return f"skriv {example.get(item.unit, chr(34) + '75 000' + chr(34))} ({item.unit_label})"


def change_of(plan: Plan, name: str, value: object) -> dict[str, object]:
    """Return the change that gives an input a value, or moves it by a signed one.

    It has the keys of a scenario file, but for the reason. Raises `ValueError`, in Norwegian.
    """
    item = named_input(plan, name, value)
    said = value if isinstance(value, str) and item.unit != "choice" else ""
    if is_percentage(said) and item.unit_label != "prosent":
        return {"scale": item.name, "percent": written(decimal_number(said))}
    if is_difference(said):
        number = decimal_number(said) if item.unit == "e4" else whole_amount(said)
        return {"raise": item.name, "by": written(number)}
    return {"set": item.name, "to": written(item.natural(int(in_unit(item, value))))}


def written(value: object) -> str:
    """Return an input's natural value as a file says it: `350 000`, `11,75`, a word."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return typed(value) if isinstance(value, int) else str(value)


def decision_of(plan: Plan, name: str, answer: object) -> dict[str, object]:
    """Return the answer to a condition: `"ja"`, `"nei"`, or a no with what follows.

    It has the keys of a scenario file, but for the reason. Raises `ValueError`, in Norwegian.
    """
    words = (answer,) if isinstance(answer, str) else answer
    conditions = {item.id: item for item in plan.conditions if item.decision}
    by_label = {item.label.casefold(): item.id for item in conditions.values()}
    found = by_label.get(name.casefold(), name)
    if found not in conditions:
        raise ValueError(unknown(name, [*conditions, *(one.label for one in conditions.values())]))
    if not isinstance(words, tuple) or not 1 <= len(words) <= 3 or words[0] not in ANSWERS:
        raise ValueError(f'«{answer}» er ikke et svar – skriv "ja", "nei" eller ("nei", "keep")')
    said: dict[str, object] = {"decide": found, "as": ANSWERS[words[0]]}
    if len(words) > 1:
        said["response"] = words[1]
    if len(words) > 2:
        covered = words[2]
        said["amount"] = str(whole_amount(covered) if isinstance(covered, str) else covered)
    return said
