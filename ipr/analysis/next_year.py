"""The draft of next year's plan: what this year's plan says of the year after, all of it ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from ipr.analysis.outlook import carrier_of, goes_on
from ipr.budget.figures import MONTHS_OF_YEAR
from ipr.budget.reckon import reckon
from ipr.plan.check import places_of
from ipr.plan.inputs import component_name
from ipr.plan.model import (
    BudgetLine,
    Component,
    Condition,
    Decision,
    Funding,
    Milestone,
    PartYearComponent,
    Plan,
    Range,
)
from ipr.reading.errors import refuse
from ipr.reading.norwegian import E4, kroner
from ipr.reading.records import Record

Sourced = TypeVar("Sourced", bound=Record)
Touching = TypeVar("Touching", Milestone, Condition)

_SOURCES = ("frame_source", "reserve_source", "reserve_table_source")
BEFORE = "Fra forrige plan: "
"""How the text of a condition begins, for its days are those of the plan it was written in."""
# Of the other document, less the conditions and milestones that are still open.
_LEFT_BEHIND = ("conditions", "milestones", "ambiguities", "footnotes", "accepted")


def next_plan(plan: Plan, unused: Collection[str] = ()) -> Plan:
    """Return a draft of the plan for the year after, in which every amount is marked as ours.

    What goes on stays, a part of a year becomes the whole of it, and what ends or was done once
    goes. The reserve, and the amounts of the components named in `unused`, become a carry-over to
    be confirmed. Raises `InputError` where nothing goes on.
    """
    lines = tuple(made for line in plan.lines if (made := _line(plan, line)))
    if not lines:
        raise refuse("", "plan", f"ingen poster i planen varer lenger enn {plan.year}")
    funding = (*_lasting(plan, {line.id for line in lines}), *_carried(plan, unused))
    if not funding:
        text = f"ingen inntekter i planen varer lenger enn {plan.year}"
        mended = "skriv «recurrence: continues» på dem som kommer igjen"
        raise refuse("", "plan", f"{text} – {mended}, eller nevn det ubrukte med «--unused»")
    draft = plan.model_copy(
        update={
            "year": plan.year + 1,
            # A draft may itself be made from one, whose name says so already.
            "title": f"{_bumped(plan, plan.title.removesuffix(' (utkast)'))} (utkast)",
            "document": f"Utkast: {_bumped(plan, plan.document.removeprefix('Utkast: '))}",
            "status": "proposal",
            "status_because": f"Utkast laget av planen for {plan.year}. Ingen har behandlet det.",
            "case": None,
            "date": None,
            **dict.fromkeys(_SOURCES, f"Utkast for {plan.year + 1}"),
            "funding": funding,
            "groups": tuple(g for g in plan.groups if g.id in {line.group for line in lines}),
            "lines": lines,
            "assumptions": tuple(
                _ours(plan, item, f"Som i planen for {plan.year}. {item.because}")
                for item in plan.assumptions
            ),
            "strategic_cases": tuple(_from(plan, item) for item in plan.strategic_cases),
            **dict.fromkeys(_LEFT_BEHIND, ()),
        }
    )
    return _with_what_is_open(plan, _added_up(draft))


def _from_plan(plan: Plan, source: str) -> str:
    """Return a source as one of the plan that the draft is made from."""
    return source if source.startswith("Planen for ") else f"Planen for {plan.year}: {source}"


def _from(plan: Plan, item: Sourced, **changes: Any) -> Sourced:
    """Return what the draft takes over, with the place it comes from and these changes."""
    source = getattr(item, "source", None)
    changes["source"] = _from_plan(plan, source) if source else None
    return item.model_copy(update=changes)


def _ours(plan: Plan, item: Sourced, because: str, **changes: Any) -> Sourced:
    """Return what the draft takes over as our own assumption, for this reason."""
    return _from(plan, item, status="ours", because=because, **changes)


def _bumped(plan: Plan, text: str) -> str:
    """Return a text with the plan's year, and the one before, each a year later.

    So is the year that ends a span which begins with one of them: `2026–2029`.
    """
    years = rf"\b({plan.year - 1}|{plan.year})\b(?:(\s?[–/-]\s?)(20\d\d)\b)?"

    def later(found: re.Match[str]) -> str:
        first, sign, last = found.groups()
        return f"{int(first) + 1}{sign}{int(last) + 1}" if last else str(int(first) + 1)

    return re.sub(years, later, text)


def _line(plan: Plan, line: BudgetLine) -> BudgetLine | None:
    """Return a line with the components that go on, or None where none does."""
    parts = tuple(
        _component(plan, part)
        for part in line.components
        if goes_on(part, "continued", plan.year + 1)
    )
    if not parts:
        return None
    return _from(
        plan,
        line,
        components=parts,
        table_source=_from_plan(plan, line.table_source),
        lock=line.lock and _from(plan, line.lock),
        goals=tuple(_from(plan, goal) for goal in line.goals),
        heading=None,
        text_nok=None,
        footnote_mark=None,
        text_times=1,
    )


def _component(plan: Plan, part: Component) -> Component:
    recurrence = part.recurrence.model_copy(
        update={"status": "ours", "because": _from_plan(plan, part.recurrence.because)}
    )
    because, whole = f"Som i planen for {plan.year}.", dict[str, Any]()
    if part.kind == "pending":
        because = f"Ikke avklart i planen for {plan.year}."
    elif isinstance(part, PartYearComponent):
        whole = {"months": MONTHS_OF_YEAR, "range": None}
        if part.months != MONTHS_OF_YEAR:
            because = f"Som i planen for {plan.year}, men for hele året."
    return _ours(plan, part, because, recurrence=recurrence, **whole)


def _lasting(plan: Plan, lines: set[str]) -> list[Funding]:
    """Return the funding that goes on; what is earmarked goes with its line."""
    because = f"Som i {plan.year}. Ikke bekreftet for {plan.year + 1}."
    return [
        _ours(plan, item, because)
        for item in plan.funding
        if item.recurrence == "continues" and item.earmarked_for in {None, *lines}
    ]


def _carried(plan: Plan, unused: Collection[str]) -> Iterator[Funding]:
    """Yield what may be left of the year as one income, to be confirmed; none for nothing."""
    outcome = reckon(plan)
    left = max(int(outcome.reserve), 0)
    reasons = [f"{plan.reserve_label} i planen for {plan.year}: {kroner(left)}."] if left else []
    for line, part in plan.components:
        nok = int(outcome.components[f"{line.id}.{part.id}"] or 0)
        if component_name(plan, line, part) in unused and nok:
            left += nok
            reasons.append(f"Ikke brukt: {line.label}, {kroner(nok)}.")
    if not left:
        return
    step = next((step for step in (50_000, 10_000, 1_000) if left >= 5 * step), 1)
    ends = {"low_e4": 0, "high_e4": left * E4, "step_e4": step * E4}
    yield Funding(
        id=carrier_of(plan),
        label=f"Overføring fra {plan.year}",
        amount_nok=left,
        status="ours",
        because=" ".join([*reasons, "Må bekreftes når regnskapet er gjort opp."]),
        source=f"Planen for {plan.year}: {plan.reserve_source}",
        recurrence="one_off",
        range=Range(**ends, because="Fra ingenting til alt som kan være igjen."),
    )


def _added_up(draft: Plan) -> Plan:
    """Return the draft with the control figures that its parts come to."""
    outcome = reckon(draft)
    lines = []
    for line in draft.lines:
        net = outcome[f"lines.{line.id}"]
        floor = min(line.floor_nok, net or 0)
        lines.append(line.model_copy(update={"total_nok": net, "floor_nok": floor}))
    sums = {"frame_nok": outcome.frame, "reserve_nok": outcome.reserve}
    return draft.model_copy(update={"lines": tuple(lines), **sums})


def _with_what_is_open(plan: Plan, draft: Plan) -> Plan:
    """Return the draft with the milestones still to come, and the conditions still open."""
    milestones = tuple(_milestones(plan, draft))
    to_come = {item.id for item in milestones}
    conditions = (*_conditions(plan, draft, to_come), *_to_confirm(plan, draft))
    return draft.model_copy(update={"milestones": milestones, "conditions": conditions})


def _touching(
    plan: Plan, draft: Plan, items: Iterable[Touching]
) -> Iterator[tuple[Touching, tuple[str, ...], bool]]:
    """Yield what is not only about what is gone: what it touches, and if that was carried over."""
    past = {f"funding.{item.id}" for item in plan.one_off_funding}
    known = places_of(draft)
    for item in items:
        touches = tuple(name for name in item.touches if name in known)
        if touches or not item.touches:
            yield item, touches, bool(past & set(item.touches))


def _milestones(plan: Plan, draft: Plan) -> Iterator[Milestone]:
    """Yield the milestones still to come; those of the carry-over come again a year later."""
    for item, touches, again in _touching(plan, draft, plan.milestones):
        if again and item.date:
            day = 28 if (item.date.month, item.date.day) == (2, 29) else item.date.day
            moved = item.date.replace(year=item.date.year + 1, day=day)
            yield _from(plan, item, touches=touches, date=moved, when=_bumped(plan, item.when))
        elif not (item.date.year <= plan.year if item.date else _is_of(plan, item.when)):
            yield _from(plan, item, touches=touches)


def _is_of(plan: Plan, text: str) -> bool:
    """Whether a text speaks of the plan's year alone: no later year is in it."""
    years = [int(found) for found in re.findall(r"\b20[0-9]{2}\b", text)]
    return bool(years) and max(years) <= plan.year


def _conditions(plan: Plan, draft: Plan, to_come: set[str]) -> Iterator[Condition]:
    """Yield the conditions that are open in the draft too; those of the year that ends are not."""
    for item, touches, over in _touching(plan, draft, plan.conditions):
        decision = _decision(plan, draft, item.decision, to_come) if item.decision else None
        answered = item.decision and item.decision.milestone and decision and not decision.milestone
        stale = "timing" in item.kinds or _is_of(plan, item.text) or _is_of(plan, item.label)
        if not (over or stale or answered or (item.decision and not decision)):
            text = item.text if item.text.startswith(BEFORE) else f"{BEFORE}{item.text}"
            yield _from(plan, item, touches=touches, decision=decision, text=text)


def _to_confirm(plan: Plan, draft: Plan) -> Iterator[Condition]:
    """Yield the condition that the carry-over is confirmed, if there is one."""
    taken = "carry_over_to_confirm" in {item.id for item in plan.conditions}
    for item in draft.one_off_funding:
        yield Condition(
            id=f"carry_over_to_confirm{f'_{plan.year}' if taken else ''}",
            ref="Utkast",
            kinds=("assumption",),
            label=f"{item.label} må bekreftes",
            text=f"Beløpet er anslått ut fra planen for {plan.year}. "
            "Regnskapet kan vise noe annet.",
            source=item.source,
            touches=(f"funding.{item.id}", "frame"),
        )


def _decision(plan: Plan, draft: Plan, found: Decision, to_come: set[str]) -> Decision | None:
    """Return a decision on the components that are left; None where none is."""
    names = {
        component_name(plan, line, part): f"{line.id}.{part.id}" for line, part in plan.components
    }
    left = {
        f"{line.id}.{part.id}": component_name(draft, line, part) for line, part in draft.components
    }
    components = tuple(left[names[name]] for name in found.components if names[name] in left)
    milestone = found.milestone if found.milestone in to_come else None
    kept = found.model_copy(update={"components": components, "milestone": milestone})
    return kept if components else None
