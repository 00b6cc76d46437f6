"""The draft of next year's plan: what this year's plan says of the year after, all of it ours."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ipr.analysis.next_year_open import bumped, from_plan, with_what_is_open
from ipr.analysis.outlook_cells import fate
from ipr.budget.figures import MONTHS_OF_YEAR
from ipr.budget.reckon import reckon
from ipr.plan.components import Component, PartYearComponent, Range
from ipr.plan.inputs import SCALE_E4, component_name
from ipr.plan.model import BudgetLine, Funding, Plan
from ipr.reading.errors import refuse
from ipr.reading.norwegian import kroner

CARRY_OVER = "carry_over"


def next_plan(plan: Plan, unused: Collection[str] = ()) -> Plan:
    """Return a draft of the plan for the year after, in which every amount is marked as ours.

    What goes on stays, a part of a year becomes the whole of it, and what ends or was done once
    goes. The reserve, and the amounts of the components named in `unused`, become a carry-over to
    be confirmed. Raises `InputError` where nothing goes on.
    """
    lines = tuple(made for line in plan.lines if (made := _line(plan, line)))
    if not lines:
        raise refuse("", "plan", f"ingen poster i planen varer lenger enn {plan.year}")
    kept = {line.id for line in lines}
    funding = (*_lasting(plan, kept), *_carried(plan, unused))
    if not funding:
        raise refuse("", "plan", f"ingen inntekter i planen varer lenger enn {plan.year}")
    draft = plan.model_copy(
        update={
            "year": plan.year + 1,
            "title": f"{bumped(plan, plan.title)} (utkast)",
            "document": f"Utkast: {bumped(plan, plan.document)}",
            "status": "proposal",
            "status_because": f"Utkast laget av planen for {plan.year}. Ingen har behandlet det.",
            **dict.fromkeys(("case", "date")),
            **dict.fromkeys(
                ("frame_source", "reserve_source", "reserve_table_source"),
                f"Utkast for {plan.year + 1}",
            ),
            "funding": funding,
            "groups": tuple(g for g in plan.groups if g.id in {line.group for line in lines}),
            "lines": lines,
            "assumptions": tuple(
                item.model_copy(
                    update={
                        **_ours(plan, item.source),
                        "because": f"Som i planen for {plan.year}. {item.because}",
                    }
                )
                for item in plan.assumptions
            ),
            "strategic_cases": tuple(
                item.model_copy(update={"source": from_plan(plan, item.source)})
                for item in plan.strategic_cases
            ),
            "conditions": (),
            "milestones": (),
            # These are of the other document.
            **dict.fromkeys(("ambiguities", "footnotes", "accepted"), ()),
        }
    )
    return with_what_is_open(plan, _added_up(draft))


def lost_lines(plan: Plan, draft: Plan) -> list[str]:
    """Return the labels of the lines that a draft no longer has."""
    kept = {line.id for line in draft.lines}
    return [line.label for line in plan.lines if line.id not in kept]


def _ours(plan: Plan, source: str | None) -> dict[str, Any]:
    """Return how the draft holds a value: as ours, with the place it comes from."""
    return {"status": "ours", "source": from_plan(plan, source) if source else None}


def _line(plan: Plan, line: BudgetLine) -> BudgetLine | None:
    """Return a line with the components that go on, or None where none does."""
    parts = tuple(
        _component(plan, part)
        for part in line.components
        if fate(part, "continued", plan.year + 1).goes_on
    )
    if not parts:
        return None
    lock = line.lock
    return line.model_copy(
        update={
            "components": parts,
            "table_source": from_plan(plan, line.table_source),
            "source": from_plan(plan, line.source) if line.source else None,
            "lock": lock and lock.model_copy(update={"source": from_plan(plan, lock.source)}),
            "goals": tuple(
                goal.model_copy(update={"source": from_plan(plan, goal.source)})
                for goal in line.goals
            ),
            **dict.fromkeys(("heading", "text_nok", "footnote_mark")),
            "text_times": 1,
        }
    )


def _component(plan: Plan, part: Component) -> Component:
    recurrence = part.recurrence
    changed: dict[str, Any] = {
        **_ours(plan, part.source),
        "because": f"Som i planen for {plan.year}.",
        "recurrence": recurrence.model_copy(
            update={"status": "ours", "because": from_plan(plan, recurrence.because)}
        ),
    }
    if isinstance(part, PartYearComponent):
        whole = part.months == MONTHS_OF_YEAR
        because = f"Som i planen for {plan.year}{'' if whole else ', men for hele året'}."
        changed |= {"months": MONTHS_OF_YEAR, "range": None, "because": because}
    elif part.kind == "pending":
        changed["because"] = f"Ikke avklart i planen for {plan.year}."
    return part.model_copy(update=changed)


def _lasting(plan: Plan, lines: set[str]) -> list[Funding]:
    """Return the funding that goes on; what is earmarked goes with its line."""
    return [
        item.model_copy(
            update={
                **_ours(plan, item.source),
                "because": f"Som i {plan.year}. Ikke bekreftet for {plan.year + 1}.",
            }
        )
        for item in plan.funding
        if item.recurrence == "continues" and item.earmarked_for in {None, *lines}
    ]


def _carried(plan: Plan, unused: Collection[str]) -> list[Funding]:
    """Return what may be left of the year as one income, to be confirmed; none for nothing."""
    outcome = reckon(plan)
    left = max(int(outcome.reserve), 0)
    reasons = [f"{plan.reserve_label} i planen for {plan.year}: {kroner(left)}."] if left else []
    for line, part in plan.components:
        nok = int(outcome.components[f"{line.id}.{part.id}"] or 0)
        if component_name(plan, line, part) in unused and nok:
            left += nok
            reasons.append(f"Ikke brukt: {line.label}, {kroner(nok)}.")
    if not left:
        return []
    step = next((step for step in (50_000, 10_000, 1_000) if left >= 5 * step), 1)
    ends = {"low_e4": 0, "high_e4": left * SCALE_E4, "step_e4": step * SCALE_E4}
    return [
        Funding(
            id=_carrier(plan),
            label=f"Overføring fra {plan.year}",
            amount_nok=left,
            status="ours",
            because=" ".join([*reasons, "Må bekreftes når regnskapet er gjort opp."]),
            source=f"Planen for {plan.year}: {plan.reserve_source}",
            recurrence="one_off",
            range=Range(**ends, because="Fra ingenting til alt som kan være igjen."),
        )
    ]


def _carrier(plan: Plan) -> str:
    """Return the id of the carry-over: the plan's own, where it has one."""
    own = [item.id for item in plan.free_funding if item.recurrence == "one_off"]
    taken = {item.id for item in plan.funding}
    return own[0] if own else CARRY_OVER if CARRY_OVER not in taken else f"{CARRY_OVER}_{plan.year}"


def _added_up(draft: Plan) -> Plan:
    """Return the draft with the control figures that its parts come to."""
    outcome = reckon(draft)
    lines = []
    for line in draft.lines:
        net = outcome[f"lines.{line.id}"]
        total = None if net is None else int(net)
        floor = min(line.floor_nok, total or 0)
        lines.append(line.model_copy(update={"total_nok": total, "floor_nok": floor}))
    sums = {"frame_nok": int(outcome.frame), "reserve_nok": int(outcome.reserve)}
    return draft.model_copy(update={"lines": tuple(lines), **sums})
