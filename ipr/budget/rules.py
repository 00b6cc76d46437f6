"""The balancing rules a scenario may choose, and what they say of this plan's lines and funders."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from ipr.plan.model import BudgetLine, Lock, Plan
from ipr.reading.errors import unknown
from ipr.reading.fields import Amount, Id, Text, Whole
from ipr.reading.norwegian import kroner, listing
from ipr.reading.records import Located

BELOW_FLOOR = (
    "{line} har i planen minst {least}, så en grense på {floor} har ingen virkning – sett den "
    "høyere, eller slett den"
)


def at_least_one_krone(step: int) -> int:
    """Return the step in kroner; raises `ValueError` for none."""
    if step < 1:
        raise ValueError("trinnet skal være minst 1 krone")
    return step


def each_once(order: tuple[str, ...]) -> tuple[str, ...]:
    """Return the order; raises `ValueError` where it is empty or names a line twice."""
    if not order:
        raise ValueError("rekkefølgen er tom – skriv minst én post")
    twice = sorted({line for line in order if order.count(line) > 1})
    if twice:
        raise ValueError(f"{_quoted(twice)} står mer enn én gang i rekkefølgen")
    return order


StepNok = Annotated[Amount, AfterValidator(at_least_one_krone)]
Order = Annotated[tuple[Id, ...], AfterValidator(each_once)]


class Policy(Located):
    """What every rule has: the reserve the council wishes to keep at least, in kroner."""

    minimum_reserve_nok: Amount = Field(default=0, alias="minimum_reserve")


class LeaveOpen(Policy):
    """Show a shortfall and cut nothing."""

    policy: Literal["leave_open"] = "leave_open"


LEAVE_OPEN = LeaveOpen.model_construct()  # as it is: to validate it, all is loaded that does so


class Ranked(Policy):
    """Cut the lines in the stated order, each down to its floor, until the need is met.

    `floors` are kroner a line keeps at least: not less than the floor the plan gives it. The need
    is rounded up to whole steps of `step_nok`.
    """

    policy: Literal["ranked"] = "ranked"
    order: Order
    floors: dict[str, Amount] = Field(default_factory=dict)
    step_nok: StepNok = Field(default=1, alias="step")


class ProRata(Policy):
    """Cut every priced line that is not locked in proportion to what it can give, in whole steps.

    `lock` adds lines to those the plan locks, each with its reason; `unlock` opens locked ones.
    """

    policy: Literal["pro_rata"] = "pro_rata"
    step_nok: StepNok = Field(default=1, alias="step")
    lock: dict[str, Text] = Field(default_factory=dict)
    unlock: tuple[Id, ...] = ()


class AskFunders(Policy):
    """Ask the funders for what is lacking, by whole-number shares; no line is cut."""

    policy: Literal["ask_funders"] = "ask_funders"
    shares: dict[str, Whole]


def _policy(data: object) -> str:
    """Return the rule's name; a group of keys without one leaves the shortfall open."""
    if isinstance(data, dict):
        return str(data.get("policy", "leave_open"))
    return str(getattr(data, "policy", ""))


def _group_of_keys(data: object) -> object:
    if isinstance(data, str | list):
        raise ValueError("skriv en gruppe nøkler, for eksempel {policy: leave_open}")
    return data


Balancing = Annotated[
    Annotated[LeaveOpen, Tag("leave_open")]
    | Annotated[Ranked, Tag("ranked")]
    | Annotated[ProRata, Tag("pro_rata")]
    | Annotated[AskFunders, Tag("ask_funders")],
    Discriminator(_policy),
    BeforeValidator(_group_of_keys),
]


def locks(plan: Plan, balancing: Balancing) -> dict[str, Lock]:
    """Return the lines the rule may not cut, with the reason; none where it cuts nothing.

    A lock the scenario adds is of the kind `ours`. Lines come in the plan's order.
    """
    if not isinstance(balancing, Ranked | ProRata):
        return {}
    ours, opened = getattr(balancing, "lock", {}), getattr(balancing, "unlock", ())
    found = {}
    for line in plan.lines:
        if line.id in ours:
            found[line.id] = Lock(reason="ours", because=ours[line.id], source="scenarioet")
        elif line.lock and line.id not in opened:
            found[line.id] = line.lock
    return found


def floors_of_payers(plan: Plan, balancing: Balancing) -> dict[str, int]:
    """Return the lines the rule may cut, and the kroner each of them keeps at least.

    They come in the order they pay (`ranked`) or in the order of their ids (`pro_rata`).
    """
    locked = locks(plan, balancing)
    if isinstance(balancing, Ranked):
        return {
            line_id: max(plan.line(line_id).floor_nok, balancing.floors.get(line_id, 0))
            for line_id in balancing.order
            if line_id not in locked
        }
    if isinstance(balancing, ProRata):
        floors = {line.id: line.floor_nok for line in plan.lines if line.id not in locked}
        return dict(sorted(floors.items()))
    return {}


def check_balancing(plan: Plan, balancing: Balancing) -> list[str]:
    """Return what makes no sense in this plan, in Norwegian; each text begins with the key.

    `plan` holds the lines the scenario adds. A floor above a line's amount is no fault: the line
    has nothing to give.
    """
    if isinstance(balancing, AskFunders):
        return [*_faults_of_shares(plan, balancing)]
    faults = []
    ids = [line.id for line in plan.lines]
    locked = {line.id: line.lock.because for line in plan.lines if line.lock}
    for key in ("order", "floors", "lock", "unlock"):
        for line_id in getattr(balancing, key, ()):
            if line_id not in ids:
                fault: str | None = unknown(line_id, locked if key == "unlock" else ids)
            else:
                fault = _fault_of_line(balancing, key, plan.line(line_id), locked)
            faults += [f"{key}: posten {fault}"] if fault else []
    if isinstance(balancing, ProRata) and not floors_of_payers(plan, balancing):
        faults.append("lock: alle poster er låst, så det er ingenting å kutte")
    return faults


def _fault_of_line(rule: Any, key: str, line: BudgetLine, locked: Mapping[str, str]) -> str | None:
    """Return what is wrong with naming a line of the plan under this key; None for nothing."""
    line_id, shown = line.id, f"«{line.id}»"
    fault = None
    match key:
        case "order" if line_id in locked:
            fault = (
                f"{shown} er låst i planen ({locked[line_id]}) – ta den ut av rekkefølgen, eller "
                "endre beløpet med en egen endring"
            )
        case "floors" if line_id not in rule.order:
            fault = (
                f"{shown} står ikke i «order», så grensen har ingen virkning – ta den med i "
                "rekkefølgen, eller slett grensen"
            )
        case "floors" if rule.floors[line_id] < line.floor_nok:
            least, floor = kroner(line.floor_nok), kroner(rule.floors[line_id])
            fault = BELOW_FLOOR.format(line=shown, least=least, floor=floor)
        case "lock" if line_id in rule.unlock:
            fault = f"{shown} står også i «unlock» – velg ett av dem"
        case "lock" if line_id in locked:
            fault = f"{shown} er låst i planen fra før ({locked[line_id]})"
        case "unlock" if line_id not in locked and line_id not in rule.lock:
            known = f"låst er {_quoted(locked)}" if locked else "ingen post er låst"
            fault = f"{shown} er ikke låst i planen – {known}"
    return fault


def _faults_of_shares(plan: Plan, balancing: AskFunders) -> Iterator[str]:
    earmarked = {item.id: item.earmarked_for for item in plan.funding}
    askable = [item.id for item in plan.recurring_funding]
    allowed = f"tillatt er {_quoted(askable)}" if askable else "ingen inntekt kan bes om mer"
    for funder in balancing.shares:
        shown = f"shares: inntekten «{funder}»"
        if funder not in earmarked:
            yield f"shares: inntekten {unknown(funder, askable)}"
        elif line := earmarked[funder]:
            yield f"{shown} er øremerket «{line}» og kan ikke dekke noe annet – {allowed}"
        elif funder not in askable:
            yield f"{shown} kommer bare én gang, og ingen kan bes om mer av den – {allowed}"
    if not any(balancing.shares.values()):
        yield "shares: minst én andel skal være større enn 0"


def _quoted(words: Iterable[str]) -> str:
    return listing([f"«{word}»" for word in words], "og")
