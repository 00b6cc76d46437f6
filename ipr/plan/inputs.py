"""The inputs of a plan: every number and choice a scenario may touch, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeVar, get_args

from ipr.plan.model import (
    Assumption,
    BudgetLine,
    Component,
    Counted,
    ForeignCurrencyComponent,
    Funding,
    PartYearComponent,
    Plan,
    Range,
    Status,
    Vat,
)

Unit = Literal["nok", "currency", "months", "e4", "choice"]
COUNTED: tuple[str, ...] = get_args(Counted)
VAT: tuple[str, ...] = get_args(Vat)
OUTSIDE = COUNTED.index("outside")
COMPENSATED = VAT.index("added_compensated")
NOT_COMPENSATED = VAT.index("added_not_compensated")
SCALE_E4 = 10_000
WHOLE_E4 = 100 * SCALE_E4  # a hundred per cent, where a percentage is scaled by 10 000
PRICE_GROWTH = "assumptions.price_growth"
MOST_RECENT = 64


class Input(NamedTuple):
    """One input: its value in the plan and the values it may take.

    `value` is an int in `unit`: whole kroner (`nok`), whole units of a foreign currency
    (`currency`), months, a number times 10 000 (`e4`), or the place of the word in `choices`.
    It is None for a component that awaits its amount. `unit_label` is the unit in Norwegian.
    """

    name: str
    label: str
    unit: Unit
    unit_label: str
    value: int | None
    status: Status
    source: str
    because: str | None = None
    choices: tuple[str, ...] = ()
    largest: int = 10**12
    shown_as: str | None = None
    range: Range | None = None


Answer = TypeVar("Answer")


def remembered(of_plan: Callable[[Plan], Answer]) -> Callable[[Plan], Answer]:
    """Return the function with its answers for the latest plans remembered.

    A plan never changes, and a sweep asks for its inputs at every chunk. By identity, for a plan is
    long to hash; the plan is kept beside its answer, so that its identity is nobody else's.
    """
    recent: dict[int, tuple[Plan, Answer]] = {}

    @wraps(of_plan)
    def answer(plan: Plan) -> Answer:
        known = recent.get(id(plan))
        if known is None or known[0] is not plan:
            if len(recent) >= MOST_RECENT:
                recent.clear()
            known = recent[id(plan)] = (plan, of_plan(plan))
        return known[1]

    return answer


@remembered
def inputs_of(plan: Plan) -> Mapping[str, Input]:
    """Return every input of the plan by its name, in the plan's order."""
    found = [
        *(item for funding in plan.funding for item in _funding_inputs(funding)),
        *(item for line in plan.lines for item in _line_inputs(plan, line)),
        *map(_assumption_input, plan.assumptions),
    ]
    return MappingProxyType({item.name: item for item in found})


def _funding_inputs(funding: Funding) -> Iterator[Input]:
    amount = Input(
        name=f"funding.{funding.id}",
        label=funding.label,
        unit="nok",
        unit_label="kroner",
        value=funding.amount_nok,
        status=funding.status,
        source=funding.source,
        because=funding.because,
        range=funding.range,
    )
    yield amount
    if funding.counted:
        label = f"{funding.label}: innenfor eller utenfor rammen"
        counted = _choice(amount, "counted", label, COUNTED, funding.counted)
        if funding.counted_because:
            counted = counted._replace(status="derived", because=funding.counted_because)
        yield counted


def _choice(of: Input, name: str, label: str, words: tuple[str, ...], word: str) -> Input:
    """Return the input that chooses between words, beside the one that it is a choice of."""
    return of._replace(
        name=f"{of.name}.{name}",
        label=label,
        unit="choice",
        unit_label="valg",
        value=words.index(word),
        choices=words,
        largest=len(words) - 1,
        range=None,
    )


def _assumption_input(assumption: Assumption) -> Input:
    return Input(
        name=f"assumptions.{assumption.id}",
        label=assumption.label,
        unit="e4",
        unit_label=assumption.unit,
        value=assumption.value_e4,
        status=assumption.status,
        source=assumption.source or "egen forutsetning",
        because=assumption.because,
        range=assumption.range,
    )


def component_name(plan: Plan, line: BudgetLine, component: Component) -> str:
    """Return the name of a component: `lines.<line>`, with `.<component>` where that says more.

    It does where there are more of them, and where earmarked money pays a part: the line's own
    name is then that of the net amount, which is no input.
    """
    whole = f"lines.{line.id}"
    one = len(line.components) == 1 and not plan.payers_of(line.id)
    return whole if one else f"{whole}.{component.id}"


def long_names(plan: Plan) -> dict[str, str]:
    """Return the long name of each component that has a short one, with the short one."""
    return {
        long: short
        for line, part in plan.components
        if (long := f"lines.{line.id}.{part.id}") != (short := component_name(plan, line, part))
    }


def component_label(line: BudgetLine, component: Component) -> str:
    """Return what a reader sees for a component: the line's label and its own, if it has one."""
    if component.label is None or len(line.components) == 1:
        return line.label
    return f"{line.label}: {component.label}"


def amount_input(plan: Plan, line: BudgetLine, component: Component) -> str:
    """Return the name of the input that holds a component's amount.

    An amount in foreign currency or for a full year has a name that says so, because the short
    name would be read as kroner in the year.
    """
    full = f"lines.{line.id}.{component.id}"
    if isinstance(component, ForeignCurrencyComponent):
        return f"{full}.foreign_amount"
    if isinstance(component, PartYearComponent):
        return f"{full}.full_year"
    return component_name(plan, line, component)


def _line_inputs(plan: Plan, line: BudgetLine) -> Iterator[Input]:
    for part in line.components:
        label, full = component_label(line, part), f"lines.{line.id}.{part.id}"
        amount = Input(
            name=amount_input(plan, line, part),
            label=label,
            unit="currency" if part.kind == "foreign_currency" else "nok",
            unit_label=part.currency if part.kind == "foreign_currency" else "kroner",
            value=_amount(part),
            status=part.status,
            source=part.source,
            because=part.because,
            shown_as=part.shown_as if part.kind == "pending" else None,
            range=part.range,
        )
        if part.kind == "part_year":
            yield amount._replace(label=f"{label}, helårsbeløp", range=None)
            yield amount._replace(
                name=f"{full}.months",
                label=f"{label}, måneder",
                unit="months",
                unit_label="måneder",
                value=part.months,
                largest=12,
            )
            continue
        yield amount
        if part.kind == "ex_vat":
            whole = amount._replace(name=full)
            yield _choice(whole, "vat", f"{label}, merverdiavgift", VAT, part.vat)


def _amount(part: Component) -> int | None:
    match part.kind:
        case "amount" | "ex_vat":
            return part.amount_nok
        case "foreign_currency":
            return part.foreign_amount
        case "part_year":
            return part.full_year_nok
        case _:
            return None
