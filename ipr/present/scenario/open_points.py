"""What the plan makes depend on something, leaves open or says in two ways, as treated here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipr.budget.change import Step
from ipr.budget.consequences import Alternative, alternatives, is_touched, touched
from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange
from ipr.plan.model import Condition, Plan
from ipr.present.blocks import Block, Column, Group, Heading, Missing, Row, Table
from ipr.present.changes import clause
from ipr.present.wording import RESPONSES, follows, left_text
from ipr.reading.norwegian import kroner

AS_IN_PLAN = "Som i planen."
MOST_CUTS = 2
SUMS = frozenset({"frame", "reserve"})


def open_points_block(result: Result) -> Group:
    """Return the plan's conditions and unclear points that the scenario touches, and the answers.

    Nothing where it touches none of them.
    """
    tables: list[Block] = [*_responses_table(result), *_points_table(result)]
    return Group((Heading("Hva planen lar stå åpent"), *tables)) if tables else Group(())


def _points_table(result: Result) -> list[Table]:
    plan, names = result.plan, touched(result)
    conditions = [one for one in plan.conditions if is_touched(places_of(one), names)]
    # A cut does not make a line's place in the plan any clearer or less clear.
    chosen = names - {f"lines.{line_id}" for line_id in result.outcome.cuts}
    unclear = [one for one in plan.ambiguities if is_touched(one.touches, chosen)]
    asked = tuple(
        Row((one.label, one.text, treated(result, places_of(one)) or AS_IN_PLAN))
        for one in conditions
    )
    said = tuple(
        Row((one.label, one.text, treated(result, _lines_in(one.touches)) or one.handling))
        for one in unclear
    )
    told = {"Vilkår og avklaringer": asked, "Her er planen uklar": said}
    columns = (
        Column("label", "Punkt"),
        Column("text", "Hva planen sier"),
        Column("here", "Her"),
    )
    return [Table(caption, columns, rows) for caption, rows in told.items() if rows]


def places_of(condition: Condition) -> tuple[str, ...]:
    """Return what a condition is about: also the components that hang on its answer."""
    decision = condition.decision
    return (*condition.touches, *(decision.components if decision else ()))


def _lines_in(places: Sequence[str]) -> tuple[str, ...]:
    """Return the places that are more than a sum."""
    return tuple(place for place in places if place not in SUMS)


def treated(result: Result, places: Sequence[str]) -> str:
    """Return how the scenario treats what stands at these places; nothing where as in the plan."""
    told = [*_told(result, places)]
    return " ".join(f"{one[:1].upper()}{one[1:]}." for one in told)


def _told(result: Result, places: Sequence[str]) -> Iterator[str]:
    plan, outcome = result.plan, result.outcome
    named = _lines_in(places)
    spoken = False
    for step in result.steps:
        names = set(step.inputs)
        if isinstance(step.change, DecideChange):
            decision = plan.condition(step.change.condition).decision
            names |= {*decision.components} if decision else set()
        if is_touched(named, frozenset(names)):
            spoken = True
            yield _answered(plan, step)
    cut = [
        f"{line.label} kuttes med {kroner(int(nok))}"
        for line in plan.lines
        if (nok := outcome.cuts.get(line.id, 0)) and _names(named, f"lines.{line.id}")
    ]
    spoken = spoken or bool(cut)
    yield from cut if len(cut) <= MOST_CUTS else [f"{len(cut)} av postene kuttes"]
    for item in plan.funding:
        if (extra := outcome.asked.get(item.id, 0)) and _names(named, f"funding.{item.id}"):
            spoken = True
            yield f"{item.label} bes om {kroner(int(extra))} mer"
    if not spoken and "reserve" in places and result.row("reserve").change:
        yield left_text(result.reserve)
    elif not spoken and "frame" in places and result.row("frame").change:
        yield f"rammen er {kroner(result.frame)}"


def _answered(plan: Plan, step: Step) -> str:
    """Return a step as a clause; of a no, who says it and what the council does."""
    change = step.change
    if isinstance(change, DecideChange) and change.answer == "denied":
        decision = plan.condition(change.condition).decision
        who = decision.decided_by if decision else "Svaret"
        return f"{who} sier nei, og {follows(plan, change)}"
    return clause(plan, step)


def _names(places: Sequence[str], name: str) -> bool:
    return is_touched(places, frozenset({name}))


def _responses_table(result: Result) -> list[Table]:
    """Return what each possible response to a refusal gives, beside the one chosen."""
    found = alternatives(result)
    if not found:
        return []
    columns = (
        Column("condition", "Svaret er nei på"),
        Column("response", "Rådet kan velge"),
        Column("chosen", "Valgt her"),
        Column("reserve_nok", result.plan.reserve_label, "amount"),
    )
    caption = "Planen sier ikke hva rådet gjør ved et nei"
    return [Table(caption, columns, tuple(_alternative(one) for one in found))]


def _alternative(one: Alternative) -> Row:
    response = RESPONSES[one.response]
    if one.amount_nok is not None:
        response = f"rådet betaler {kroner(one.amount_nok)} ekstra"
    unknown = "avhenger av beløpet" if one.response == "cover" else "strider mot en annen endring"
    reserve = Missing(unknown) if one.reserve_nok is None else one.reserve_nok
    return Row((one.condition.label, response, "ja" if one.chosen else "nei", reserve))
