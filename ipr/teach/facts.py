"""What the lessons say of a plan: which of its parts play which role, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from ipr.analysis.consequences import is_touched
from ipr.analysis.sensitivity import break_even
from ipr.budget.reckon import reckon
from ipr.plan.inputs import PRICE_GROWTH, amount_input, component_label, component_name, inputs_of
from ipr.plan.model import BudgetLine, Condition, ExVatComponent, Funding, Plan
from ipr.plan.remembered import remembered
from ipr.reading.norwegian import E4, decimal_e4

Item = TypeVar("Item")


@remembered
def facts_of(plan: Plan) -> dict[str, Any]:
    """Return what a lesson's text may speak of, by name; None is a role nothing in the plan has.

    Amounts are whole kroner. `figure(name, inputs)` reckons any figure with other inputs, by the
    same reckoning as the reports.
    """

    def figure(name: str, inputs: Mapping[str, int] | None = None) -> int:
        return int(reckon(plan, inputs or {})[name] or 0)

    lasting = plan.recurring_funding
    givers = sorted(lasting or plan.free_funding or plan.funding, key=lambda item: -item.amount_nok)
    passing = [item for item in plan.free_funding if item not in lasting]
    carry = max(passing, key=lambda item: item.amount_nok, default=None)
    reserve = figure("reserve")
    stated = [line for line in plan.lines if line.total_nok]
    by_size = sorted(stated, key=lambda line: line.total_nok or 0)
    within = [line for line in by_size if (line.total_nok or 0) < reserve]
    printed = [group.printed_as or group.label for group in plan.groups]
    first = [group for group, heading in zip(plan.groups, printed, strict=True)
             if heading == printed[0]]  # fmt: skip
    # The first part of the plan's table: our groups under its first heading, or two of more.
    two = list(plan.groups[: 2 if len(plan.groups) > 2 else 1])
    return {
        "plan": plan,
        "figure": figure,
        **{name: figure(name) for name in ("frame", "allocated", "reserve", "recurring")},
        "label": plan.reserve_label,
        "givers": givers,
        "giver": givers[0],
        "carry": carry,
        # What comes once is spoken of as a carry-over where that is all it is.
        "several": len(passing) > 1,
        "alone": len(passing) == 1 and passing[0].label.lower().startswith("overf"),
        "half": carry.amount_nok // 2 if carry else None,
        "least": _least(plan, carry),
        "priced": [line for line in plan.lines if figure(f"lines.{line.id}")],
        "strategic": first if len(first) > 1 else two,
        "unmentioned": _first(line for line in stated if not line.source),
        # What the reserve could pay once more: the largest but one, if there is one.
        "like": within[-2:][0] if within else None,
        "halved": _first(line for line in plan.lines if _whole_line(plan, line)),
        "example": max(reserve // 2 // 10_000, 1) * 10_000,
        **_tied(plan, figure),
        **_conditions(plan, figure),
        **_components(plan),
    }


def _first(items: Iterable[Item]) -> Item | None:
    return next(iter(items), None)


def _least(plan: Plan, carry: Funding | None) -> int | None:
    """Return the least one-off money that leaves a reserve of 0, where there is such an amount."""
    found = break_even(plan, {}, f"funding.{carry.id}").nearest if carry else None
    return found.threshold if carry and found and 0 < found.threshold < carry.amount_nok else None


def _whole_line(plan: Plan, line: BudgetLine) -> bool:
    """Tell whether a line is one plain amount that neither a lock nor earmarked money touches."""
    tied = any(item.earmarked_for == line.id for item in plan.funding)
    return [part.kind for part in line.components] == ["amount"] and not line.lock and not tied


def _tied(plan: Plan, figure: Callable[..., int]) -> dict[str, Any]:
    """Return the earmarked money outside the frame: all of it, and the largest of it by itself."""
    outside = [item for item in plan.funding if item.counted == "outside"]
    tied = max(outside, key=lambda item: item.amount_nok, default=None)
    if tied is None:
        return {"tied": None, "tied_all": 0}
    line = plan.line(tied.earmarked_for or "")
    net = figure(f"lines.{line.id}")
    return {
        "tied": tied,
        "tied_all": sum(item.amount_nok for item in outside),
        "tied_line": line,
        "tied_net": net,
        "tied_gross": net + tied.amount_nok,
        "inside": {f"funding.{tied.id}.counted": 1},
    }


def _conditions(plan: Plan, figure: Callable[..., int]) -> dict[str, Any]:
    """Return two conditions that free money, the first on part of a line, and an open question."""
    freed: list[tuple[Condition, BudgetLine, int, int]] = []
    for item in plan.conditions:
        if item.decision and item.decision.if_denied == "release":
            line, denied = _denied(plan, item.decision.components)
            after = figure("reserve", denied)
            left = figure(f"lines.{line.id}", denied)
            if after > figure("reserve"):
                freed.append((item, line, after, left))
    freed.sort(key=lambda found: not found[3])  # those that leave something of the line come first
    opened = [
        item for item in plan.conditions if item.decision and item.decision.if_denied == "unstated"
    ]
    here = freed[0][1].id if freed else ""
    opened.sort(key=lambda item: not any(here in touch for touch in item.touches))
    # Covering more than the plan sets a ceiling for is above it.
    tops = [item.ceiling.input for item in plan.conditions if item.ceiling]
    asked = plan.decisions[opened[0].id].components if opened else ()
    names = ("condition", "condition_line", "denied_reserve", "denied_left")
    return {
        **dict(zip(names, freed[0] if freed else (None,) * 4, strict=True)),
        "second": freed[1] if len(freed) > 1 else None,
        "open": _first(opened),
        "capped": is_touched(asked, tops),
        "ceiling": _first(item for item in plan.conditions if "ceiling" in item.kinds),
    }


def _denied(plan: Plan, names: Sequence[str]) -> tuple[BudgetLine, dict[str, int]]:
    """Return the line of the first named component, and the inputs that set them all to 0."""
    found = [
        (line, part)
        for line, part in plan.components
        if {f"lines.{line.id}", component_name(plan, line, part)} & set(names)
    ]
    return found[0][0], {amount_input(plan, line, part): 0 for line, part in found}


def _components(plan: Plan) -> dict[str, Any]:
    """Return a line of each kind that a lesson is about, with its component."""
    parts = plan.components
    priced = {touch for item in plan.conditions if "price" in item.kinds for touch in item.touches}
    taxed = [
        (line, part)
        for line, part in parts
        if isinstance(part, ExVatComponent) and part.vat != "added_not_compensated"
    ]
    taxed.sort(key=lambda found: f"lines.{found[0].id}" not in priced)
    bound = [
        (line, part)
        for line, part in parts
        if part.kind == "amount"
        and part.recurrence.kind == "bound"
        and (part.recurrence.until or 0) > plan.year
    ]
    inputs = inputs_of(plan)
    grown = PRICE_GROWTH in inputs and inputs[PRICE_GROWTH].value
    foreign = _first(
        (line, part)
        for line, part in parts
        if part.kind == "foreign_currency"
        and part.foreign_amount  # else no rate follows from it
        and not (part.price == "sensitive" and grown)
    )
    pending = _first(
        found for found in parts if found[1].kind == "pending" and found[0].total_nok is None
    )
    rate = f"assumptions.{getattr(foreign[1], 'rate', '')}" if foreign else ""
    vat = inputs[f"assumptions.{taxed[0][1].rate}"].value if taxed else None
    return {
        "pending": pending,
        "pending_name": amount_input(plan, *pending) if pending else None,
        "part_year": _first(found for found in parts if found[1].kind == "part_year"),
        "bound": _first(bound),
        "foreign": foreign,
        "foreign_label": component_label(plan, *foreign) if foreign else "",
        "foreign_name": f"lines.{foreign[0].id}.{foreign[1].id}" if foreign else "",
        "rate": rate,
        "rate_value": (inputs[rate].value or 0) / E4 if foreign else None,
        "rate_source": inputs[rate].status if foreign else None,
        "taxed": _first(taxed),
        "taxed_label": component_label(plan, *taxed[0]) if taxed else "",
        "vat": decimal_e4(vat or 0, least=0),
    }
