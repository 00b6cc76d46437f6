"""What one change does to which inputs: the six verbs, understood against the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ipr.budget.scenario import (
    AddChange,
    Change,
    DecideChange,
    RaiseChange,
    ScaleChange,
    SetChange,
    TransferChange,
)
from ipr.plan.amounts import WHOLE_E4, rounded_product
from ipr.plan.inputs import Input, Unit, amount_input, inputs_of, long_names
from ipr.plan.model import Decision, Plan
from ipr.reading.errors import unknown
from ipr.reading.fields import (
    read_amount,
    read_months,
    read_rate,
    read_signed_amount,
    read_signed_rate,
)
from ipr.reading.norwegian import amount, decimal_e4, listing

ANSWER = "conditions."
FULL_YEAR = ".full_year"


@dataclass(frozen=True, slots=True)
class Touch:
    """One input touched by a change: `value` is the input's new value, in its own unit.

    `kind` tells two touches of one input apart: two releases agree, as do two equal sets; an
    `answer` touches a condition and has no value of its own but the words chosen.
    """

    name: str
    kind: Literal["set", "raise", "release", "answer"]
    value: int = 0
    words: tuple[str, ...] = ()


class ChangeError(ValueError):
    """A change that cannot be understood against the plan; the text is Norwegian."""


def touches_of(plan: Plan, change: Change) -> list[Touch]:
    """Return what a change touches in the plan; raises `ChangeError` where it makes no sense."""
    match change:
        case SetChange():
            return [_set(plan, change)]
        case RaiseChange():
            return [_raised(plan, change.target, change.by)]
        case ScaleChange():
            return [_scaled(plan, change)]
        case TransferChange():
            return _moved(plan, change)
        case AddChange():
            return [Touch(f"lines.{change.line}", "set", change.amount_nok)]
        case DecideChange():
            return list(_decided(plan, change))


def find_input(plan: Plan, name: str) -> Input:
    """Return the input a scenario names; raises `ChangeError` with the nearest guess."""
    catalogue = inputs_of(plan)
    name = long_names(plan).get(name, name)
    if name in catalogue:
        return catalogue[name]
    below = [other for other in catalogue if other.startswith(f"{name}.")]
    if below:
        raise ChangeError(f"«{name}» er ikke ett tall – velg {listing(below, 'eller')}")
    raise ChangeError(unknown(name, catalogue))


def _set(plan: Plan, change: SetChange) -> Touch:
    found = find_input(plan, change.target)
    if found.value is None and change.from_date is None:
        raise ChangeError(
            f"«{found.name}» har ikke noe beløp i planen – si fra hvilken dag beløpet gjelder, "
            "med «from_date: år-måned-dag»"
        )
    if found.value is not None and change.from_date is not None:
        raise ChangeError("«from_date» gjelder bare poster som er uten beløp i planen")
    if found.unit == "choice":
        if change.to not in found.choices:
            raise ChangeError(unknown(change.to, found.choices))
        return Touch(found.name, "set", found.choices.index(change.to))
    return Touch(found.name, "set", _within(found, _read(_VALUE_READERS[found.unit], change.to)))


def _raised(plan: Plan, name: str, by: str) -> Touch:
    found = find_input(plan, name)
    plan_value = _known_number(found, "raise")
    difference = _read(read_signed_rate if found.unit == "e4" else read_signed_amount, by)
    return Touch(found.name, "raise", _within(found, plan_value + difference))


def _scaled(plan: Plan, change: ScaleChange) -> Touch:
    found = find_input(plan, change.target)
    plan_value = _known_number(found, "scale")
    if found.unit == "months":
        raise ChangeError("måneder kan ikke endres i prosent – bruk «set» eller «raise»")
    share = WHOLE_E4 + change.percent_e4
    if share < 0:
        raise ChangeError("et beløp kan ikke reduseres med mer enn 100 prosent")
    scaled = rounded_product(plan_value, [(share, WHOLE_E4)])
    return Touch(found.name, "raise", _within(found, int(scaled)))


def _moved(plan: Plan, change: TransferChange) -> list[Touch]:
    """Move kroner between two lines, or between two incomes, so that the reserve stands."""
    free = {f"funding.{item.id}" for item in plan.funding if item.earmarked_for is None}
    ends = [find_input(plan, name) for name in (change.taken_from, change.target)]
    numbers = [_known_number(found, "transfer") for found in ends]
    for found in ends:
        if found.unit != "nok":
            raise ChangeError(f"«{found.name}» er ikke i kroner – «transfer» flytter bare kroner")
        if found.name.endswith(FULL_YEAR):
            raise ChangeError(
                f"«{found.name}» er et helårsbeløp, og bare en del av det står i budsjettet – "
                "bruk «raise» eller «set»"
            )
    rooms = {"income" if found.name in free else found.name.partition(".")[0] for found in ends}
    if rooms not in ({"income"}, {"lines"}):
        raise ChangeError(
            "«transfer» flytter mellom to poster eller mellom to inntekter som ikke er øremerket "
            "– bruk to endringer med «raise» ellers"
        )
    if ends[0].name == ends[1].name:
        raise ChangeError("«from» og «to» er det samme – velg to ulike")
    differences = (-change.amount_nok, change.amount_nok)
    return [
        Touch(found.name, "raise", _within(found, number + difference))
        for found, number, difference in zip(ends, numbers, differences, strict=True)
    ]


def _decided(plan: Plan, change: DecideChange) -> Iterator[Touch]:
    decision = _decidable(plan, change.condition)
    amounts = {
        name: amount_input(line, component)
        for line in plan.lines
        for component in line.components
        for name in (f"lines.{line.id}", f"lines.{line.id}.{component.id}")
    }
    response = _response(decision, change)
    words = (change.answer, response, str(change.amount_nok))
    yield Touch(f"{ANSWER}{change.condition}", "answer", words=words)
    if response == "release":
        for name in decision.components:
            yield Touch(amounts[name], "release", 0)
    if response == "cover" and change.amount_nok is not None:
        found = find_input(plan, amounts[decision.components[0]])
        covered = _known_number(found, "decide") + change.amount_nok
        yield Touch(found.name, "raise", _within(found, covered))


def _decidable(plan: Plan, condition_id: str) -> Decision:
    decidable = {item.id: item.decision for item in plan.conditions if item.decision}
    if condition_id in decidable:
        return decidable[condition_id]
    if condition_id in {item.id for item in plan.conditions}:
        known = listing(sorted(decidable), "eller")
        raise ChangeError(f"«{condition_id}» er ikke et ja eller nei – tillatt er {known}")
    raise ChangeError(unknown(condition_id, decidable))


def _response(decision: Decision, change: DecideChange) -> str:
    """Return what follows from the answer; raises `ChangeError` where the file must choose."""
    if change.response != "cover" and change.amount_nok is not None:
        raise ChangeError("«amount» hører bare til «response: cover»")
    if change.answer == "granted":
        if change.response is not None:
            raise ChangeError("et ja følger planen – slett «response»")
        return "keep"
    if decision.if_denied == "release":
        if change.response is not None:
            raise ChangeError(
                "planen sier selv at pengene frigis ved et nei – slett «response»; vil rådet noe "
                "annet, ta bort avgjørelsen og skriv beløpet med «set»"
            )
        return "release"
    choices = listing([f"«{word}»" for word in decision.responses], "eller")
    if change.response is None:
        raise ChangeError(f"planen sier ikke hva et nei fører til – velg «response»: {choices}")
    if change.response not in decision.responses:
        raise ChangeError(unknown(change.response, decision.responses))
    if change.response == "cover" and change.amount_nok is None:
        raise ChangeError("«response: cover» krever «amount»: hvor mye rådet dekker, i kroner")
    return change.response


_VALUE_READERS: dict[Unit, Callable[[object], int]] = {
    "nok": read_amount,
    "currency": read_amount,
    "months": read_months,
    "e4": read_rate,
}


def _read(reader: Callable[[object], int], text: str) -> int:
    try:
        return reader(text)
    except ValueError as error:
        raise ChangeError(str(error)) from None


def _known_number(found: Input, verb: str) -> int:
    if found.unit == "choice":
        raise ChangeError(f"«{found.name}» er et valg – bruk «set: {found.name}, to: …»")
    if found.value is None:
        raise ChangeError(
            f"«{found.name}» har ikke noe beløp i planen, så «{verb}» gir ingen mening – "
            "bruk «set» med et beløp"
        )
    return found.value


def _within(found: Input, value: int) -> int:
    if not 0 <= value <= found.largest:
        shown = decimal_e4 if found.unit == "e4" else amount
        raise ChangeError(
            f"«{found.name}» blir {shown(value)} – tillatt er 0 til {shown(found.largest)}"
        )
    return value
