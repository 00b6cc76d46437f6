"""The inputs of a plan: every number and choice a scenario may touch, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

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
from ipr.plan.remembered import remembered
from ipr.reading.errors import unknown
from ipr.reading.fields import read_amount, read_months, read_rate
from ipr.reading.norwegian import E4, amount, decimal_e4, kroner, listing
from ipr.reading.numbers import is_difference, is_percentage, whole_amount

Unit = Literal["nok", "currency", "months", "e4", "choice"]
COUNTED: tuple[str, ...] = get_args(Counted)
VAT: tuple[str, ...] = get_args(Vat)
OUTSIDE = COUNTED.index("outside")
COMPENSATED = VAT.index("added_compensated")
NOT_COMPENSATED = VAT.index("added_not_compensated")
WHOLE_E4 = 100 * E4  # a hundred per cent, where a percentage is scaled by 10 000
PRICE_GROWTH_ID = "price_growth"
PRICE_GROWTH = f"assumptions.{PRICE_GROWTH_ID}"
OUR_OWN = "egen forutsetning"
"""The source of what is assumed here, where none is given."""


class Input(NamedTuple):
    """One input: its value in the plan and the values it may take.

    `value` is an int in `unit`: whole kroner (`nok`), whole units of a foreign currency
    (`currency`), months, a number times 10 000 (`e4`), or the place of the word in `choices`.
    It is None for a component that awaits its amount. `unit_label` is the unit in Norwegian, and
    `without` what comes in addition in the budget: `uten moms`.
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
    without: str = ""

    def natural(self, value: int | None) -> int | Decimal | str | None:
        """Return a value as people know it: kroner, months, an exact rate, a word of a choice."""
        if value is None or self.unit in {"nok", "currency", "months"}:
            return value
        return Decimal(value) / E4 if self.unit == "e4" else self.choices[value]

    def read(self, text: str) -> int:
        """Return a value as a file says it, in the input's own unit.

        Raises `ValueError`, in Norwegian.
        """
        readers = {"months": read_months, "e4": read_rate, "choice": self.place}
        return self.within(readers.get(self.unit, read_amount)(text))

    def within(self, value: int) -> int:
        """Return a value the input may have; raises `ValueError`, in Norwegian, for others."""
        if not 0 <= value <= self.largest:
            shown = decimal_e4 if self.unit == "e4" else amount
            text = f"«{self.name}» blir {shown(value)} – tillatt er 0 til {shown(self.largest)}"
            raise ValueError(text)
        return value

    def place(self, word: str) -> int:
        """Return the place of a word among the choices; raises `ValueError` for another word."""
        if word not in self.choices:
            raise ValueError(unknown(word, self.choices))
        return self.choices.index(word)


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
    given = Input(
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
    yield given
    if funding.counted:
        label = f"{funding.label}: innenfor eller utenfor rammen"
        counted = _choice(given, "counted", label, COUNTED, funding.counted)
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
        without="",
    )


def _assumption_input(assumption: Assumption) -> Input:
    own = OUR_OWN if assumption.status == "ours" else ""
    return Input(
        name=f"assumptions.{assumption.id}",
        label=assumption.label,
        unit="e4",
        unit_label=assumption.unit,
        value=assumption.value_e4,
        status=assumption.status,
        source=assumption.source or own,
        because=assumption.because,
        range=assumption.range,
    )


def component_name(plan: Plan, line: BudgetLine, component: Component) -> str:
    """Return the name of a component: `lines.<line>`, with `.<component>` where that says more.

    It does where there are more of them, and where earmarked money pays a part: the line's own
    name is then that of the net amount, which is no input.
    """
    whole = f"lines.{line.id}"
    return whole if _is_whole(plan, line) else f"{whole}.{component.id}"


def _is_whole(plan: Plan, line: BudgetLine) -> bool:
    """Whether a line's amount is that of its only component, no part of it paid by others."""
    return len(line.components) == 1 and not plan.payers_of(line.id)


def long_names(plan: Plan) -> dict[str, str]:
    """Return the long name of each component that has a short one, with the short one."""
    return {
        long: short
        for line, part in plan.components
        if (long := f"lines.{line.id}.{part.id}") != (short := component_name(plan, line, part))
    }


def find_input(plan: Plan, name: str, wanted: object = None) -> Input:
    """Return the input a scenario names; raises `ValueError`, in Norwegian with the nearest guess.

    `wanted` is what it shall be, for the message about a line that has two amounts; a text with a
    sign in front or a percentage is a difference from the plan.
    """
    catalogue = inputs_of(plan)
    name = long_names(plan).get(name, name)
    if name in catalogue:
        return catalogue[name]
    two_amounts = {f"lines.{line.id}": line for line in plan.lines if plan.payers_of(line.id)}
    if name in two_amounts:
        raise ValueError(_two_readings(plan, two_amounts[name], wanted))
    below = [other for other in catalogue if other.startswith(f"{name}.")]
    if below:
        raise ValueError(f"«{name}» er ikke ett tall – velg {listing(below, 'eller')}")
    raise ValueError(unknown(name, catalogue))


def _two_readings(plan: Plan, line: BudgetLine, wanted: object) -> str:
    """Return how to say which of its two amounts is meant, where others pay a part of a line."""
    names = [amount_input(plan, line, part) for part in line.components]
    part, net = line.components[0], line.total_nok
    if len(names) > 1 or part.kind != "amount" or part.price != "fixed" or net is None:
        return f"«lines.{line.id}» er ikke ett tall – velg {listing(names, 'eller')}"
    gross = whole = table = part.amount_nok
    name, said = f"«{names[0]}»", f"«lines.{line.id}» kan bety to beløp"
    if isinstance(wanted, str) and is_percentage(wanted):
        return (
            f"{said}. Skriv {name}: prosenten regnes da av hele aktiviteten, i planen "
            f"{kroner(gross)}, og ikke av tabellens {kroner(net)}"
        )
    if isinstance(wanted, str) and is_difference(wanted):
        return f"{said}. Skriv {name}: en endring i kroner er den samme for begge"
    with suppress(ValueError):
        nok = wanted if isinstance(wanted, int) else whole_amount(str(wanted or ""))
        if nok >= 0:
            whole, table = nok, nok + gross - net
    return (
        f"{said}. Hele aktiviteten, i planen {kroner(gross)}: skriv "
        f"{name} og {amount(whole)}. Beløpet i tabellen, i planen {kroner(net)} når øremerkede "
        f"{kroner(gross - net)} er trukket fra: skriv {name} og {amount(table)}"
    )


@remembered
def told_apart(plan: Plan) -> Plan:
    """Return the plan with the group in the labels of lines that are called the same.

    It is the very same plan where no two are. Lines of one group keep the label they share.
    """
    sharing: dict[str, set[str]] = {}
    for line in plan.lines:
        sharing.setdefault(line.label, set()).add(line.group)
    if len(sharing) == len(plan.lines):
        return plan
    names = {group.id: group.label for group in plan.groups}
    lines = tuple(
        line.model_copy(update={"label": f"{line.label} ({names[line.group]})"})
        if len(sharing[line.label]) > 1
        else line
        for line in plan.lines
    )
    return plan.model_copy(update={"lines": lines})


def component_label(plan: Plan, line: BudgetLine, component: Component) -> str:
    """Return what a reader sees for a component: the line's label and its own, if it has one.

    A line's only component is called as the line, unless earmarked money pays a part of it: then
    the line's name is that of what is left for the council to pay.
    """
    if component.label is None or _is_whole(plan, line):
        return line.label
    return f"{line.label}: {component.label}"


def part_name(plan: Plan, line: BudgetLine, component: Component) -> str:
    """Return the same for use within a sentence, which may have a colon of its own."""
    whole = component_label(plan, line, component) == line.label
    return line.label if whole else f"{line.label} ({component.label})"


def within_sentence(plan: Plan, name: str) -> Input:
    """Return an input with the label it has within a sentence, as `part_name` says."""
    found = inputs_of(plan)[name]
    for line, part in plan.components:
        if f"{name}.".startswith(f"lines.{line.id}.{part.id}."):
            whole, within = (one(plan, line, part) for one in (component_label, part_name))
            return found._replace(label=found.label.replace(whole, within, 1))
    return found


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
        label, full = component_label(plan, line, part), f"lines.{line.id}.{part.id}"
        given = Input(
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
            without=_without(plan, part),
        )
        if part.kind == "part_year":
            yield given._replace(label=f"{label}, helårsbeløp", range=None)
            yield given._replace(
                name=f"{full}.months",
                label=f"{label}, måneder",
                unit="months",
                unit_label="måneder",
                value=part.months,
                largest=12,
                without="",
            )
            continue
        yield given
        if part.kind == "ex_vat":
            whole = given._replace(name=full)
            yield _choice(whole, "vat", f"{label}, moms", VAT, part.vat)


def _without(plan: Plan, part: Component) -> str:
    """Return what an amount in kroner is told without, though the budget has it."""
    if part.kind == "foreign_currency":  # its unit says that it is another amount
        return ""
    growth = next((one.value_e4 for one in plan.assumptions if one.id == PRICE_GROWTH_ID), 0)
    missing = ["moms"] if part.kind == "ex_vat" and part.vat == "added_not_compensated" else []
    if part.price == "sensitive" and growth:
        missing.append("prisvekst")
    return f"uten {listing(missing)}" if missing else ""


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
