"""Decisions: who covers a shortfall, what comes by date, and what the plan leaves open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ipr.analysis.timeline import Timeline, TimelineRow, timeline
from ipr.budget.change import Step
from ipr.budget.consequences import (
    alternatives,
    cut_beside_conditions,
    is_touched,
    tied,
    too_small,
    touched,
)
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, ProRata, Ranked, locks
from ipr.budget.scenario import DecideChange
from ipr.plan.model import Condition
from ipr.present.blocks import Group, Missing, Table, Text, Value, columns, make_table, under
from ipr.present.wording import (
    LOCKS,
    RESPONSES,
    capital,
    clause,
    counted,
    definite,
    follows,
    left_text,
)
from ipr.reading.norwegian import amount, count, kroner, listing

COVERED = {"cut": "Kutt i {lines}", "asked": "Bidragsyterne bes om mer"}
"""The labels of `covered_by`, which the live page uses too."""
LEDGER = {
    "caption": "{label} gjennom året",
    "first": "I planen",
    "unknown": "ikke kjent",
    "left": "{amount} minus det ukjente",
    "undated": "uten dato i planen",
    "last": "til slutt",
    "reveals": "{label} blir kjent",
    "then": "som i planen",
    "council": "rådet",
}
"""The words of `timeline_block`, which the live page uses too."""
LEDGER_COLUMNS = ("Når", "Sak", "Hvem avgjør", "Endring", "Igjen")
MOST_UNDATED = 3
MOST_CUTS = 2
AS_IN_PLAN = "Som i planen."
SUMS = {"frame", "reserve"}


def balancing_block(result: Result) -> Group:
    """Return who covers what is lacking, in the order they give; nothing where no one does."""
    missing = int(result.unbalanced.shortfall)
    if not missing or not (result.outcome["cuts"] or result.outcome["asked"]):
        return Group(())
    told = Text((" ".join(_told(result)),))
    return under(f"Slik dekkes de {definite(missing)}", told, _cut_table(result), _spared(result))


def covered_by(result: Result) -> str:
    """Return what the rule does, as a label: `Kutt i 14 poster`."""
    cut = sum(1 for one in result.outcome.cuts.values() if one)
    return COVERED["cut"].format(lines=count(cut, "post", "poster")) if cut else COVERED["asked"]


def _told(result: Result) -> Iterator[str]:
    """Yield the rule in sentences: what it does, what else it does, and what is left then."""
    plan, rule, outcome = result.plan, result.balancing, result.outcome
    if rule.minimum_reserve_nok:
        yield f"Ønsket er at minst {kroner(rule.minimum_reserve_nok)} er igjen."
    match rule:
        case Ranked():
            yield "Postene kuttes i den rekkefølgen som er valgt her, til pengene rekker."
        case ProRata():
            yield "Postene som ikke er bundet, kuttes like mye i prosent."
        case AskFunders(shares=shares):
            labels = {item.id: item.label for item in plan.funding}
            told = [f"{labels[key]} {amount(share)}" for key, share in shares.items()]
            yield f"Bidragsyterne bes om resten, delt slik: {listing(told)}."
    over = outcome.reserve - rule.minimum_reserve_nok
    if over > 0:
        yield f"Fordi det kuttes i hele trinn, blir {kroner(over)} til overs."
    yield from _where_it_bites(result)
    if outcome.shortfall:
        yield f"Etter det mangler fortsatt {kroner(outcome.shortfall)}."


def _where_it_bites(result: Result) -> Iterator[str]:
    """Yield what the rule does that a reader would not guess."""
    plan, rule = result.plan, result.balancing
    step = kroner(rule.step_nok) if isinstance(rule, ProRata) else ""
    if alike := [plan.line(key).label for key in tied(result)]:
        yield f"{listing(alike)} sto likt om de siste {step}; da går det etter alfabetet."
    if small := [plan.line(key).label for key in too_small(result)]:
        yield f"{listing(small)} går fri, fordi det kuttes {step} om gangen."
    for key, condition in cut_beside_conditions(result):
        yield (
            f"Kuttet i {plan.line(key).label} er ikke lagt på en bestemt del av posten; en del "
            f"av den er på vilkår («{condition.label}»)."
        )


def _cut_table(result: Result) -> Table | None:
    """Return what each line gives, in kroner, in the order they give."""
    plan, before, after = result.plan, result.unbalanced.lines, result.outcome
    rule = result.balancing
    order = rule.order if isinstance(rule, Ranked) else [line.id for line in plan.lines]
    rows = [
        (plan.line(key).label, before[key], -cut, after.lines[key])
        for key in order
        if (cut := after.cuts.get(key, 0))
    ]
    heads = columns(label="Post", before_nok="Før", change_nok="Kutt", after_nok="Etter")
    first = "Først den som kuttes først." if isinstance(rule, Ranked) else ""
    return make_table("Hvem som gir", heads, rows, first) if rows else None


def _spared(result: Result) -> Text | None:
    """Return who is spared and why, in a sentence or two."""
    plan, rule = result.plan, result.balancing
    spared = [
        f"{plan.line(line_id).label} ({LOCKS[lock.reason]})"
        for line_id, lock in locks(plan, rule).items()
    ]
    others = " Poster utenfor listen kuttes heller ikke." if isinstance(rule, Ranked) else ""
    return Text((f"Kuttes ikke: {listing(spared)}.{others}",)) if spared else None


def spared_block(result: Result) -> Group:
    """Return the lines the rule spares, and the decision or agreement that locks each."""
    plan = result.plan
    rows = [
        (plan.line(line_id).label, f"{capital(LOCKS[lock.reason])}. {lock.because}")
        for line_id, lock in locks(plan, result.balancing).items()
    ]
    if not rows or not result.outcome["cuts"]:
        return Group(())
    heads = columns(label="Post", because="Fordi")
    return Group((make_table("Poster som ikke kuttes", heads, rows),))


def timeline_block(result: Result) -> Group:
    """Return what is decided in the year and may change what is left, by date."""
    found = timeline(result)
    if not found.rows:
        return Group(())
    names = ("when", "label", "decided_by", "change_nok", "after_nok")
    heads = columns(**dict(zip(names, LEDGER_COLUMNS, strict=True)))
    label = result.plan.reserve_label
    dated = [row for row in found.rows if row.when]
    late = [row for row in found.rows if not row.when]
    many = len(late) > MOST_UNDATED
    rows = (
        ("Før saken" if found.amended else LEDGER["first"], label, None, None, found.opening_nok),
        *(_decision(result, row) for row in (dated if many else found.rows)),
        *(_together(late) if many else ()),
        *_covered(result, found),
    )
    last = "Det som ikke har noen dato i planen eller her, står sist." if late else ""
    table = make_table(LEDGER["caption"].format(label=label), heads, rows, last)
    return under("Avgjørelser som kommer", table)


Cells = tuple[Value, ...]


def _decision(result: Result, row: TimelineRow) -> Cells:
    own = row.decided_by == result.plan.council.name
    who, left = LEDGER["council"] if own else row.decided_by, _left(row)
    if row.reveals:
        label = LEDGER["reveals"].format(label=row.reveals)
        same = "som før saken" if result.amended else LEDGER["then"]
        return row.when, label, who, Missing(same), left
    change = Missing(LEDGER["unknown"]) if row.amount_nok is None else -row.amount_nok
    return row.when or LEDGER["undated"], row.label, who, change, left


def _together(late: Sequence[TimelineRow]) -> Iterator[Cells]:
    """Yield what has no date as one row."""
    change = -sum(row.amount_nok or 0 for row in late)
    label = f"{counted(len(late)).capitalize()} endringer"
    yield LEDGER["undated"], label, None, change, _left(late[-1])


def _covered(result: Result, found: Timeline) -> Iterator[Cells]:
    """Yield what the balancing rule gives back, last of all."""
    if gained := result.reserve - result.unbalanced.reserve:
        last = found.rows[-1]._replace(after_nok=result.reserve)
        yield LEDGER["last"], covered_by(result), None, gained, _left(last)


def _left(row: TimelineRow) -> int | Missing:
    left = LEDGER["left"].format(amount=amount(row.after_nok))
    return Missing(left) if row.unknown else row.after_nok


def open_points_block(result: Result) -> Group:
    """Return the plan's conditions and unclear points that the scenario touches, and the answers.

    Nothing where it touches none of them.
    """
    plan, names = result.plan, touched(result)
    # A cut does not make a line's place in the plan any clearer or less clear.
    chosen = names - {f"lines.{line_id}" for line_id in result.outcome.cuts}
    asked = [
        (one.label, one.text, treated(result, places) or AS_IN_PLAN)
        for one in plan.conditions
        if is_touched(places := places_of(one), names)
    ]
    unclear = [
        (one.label, one.text, treated(result, set(one.touches) - SUMS) or one.handling)
        for one in plan.ambiguities
        if is_touched(one.touches, chosen)
    ]
    heads = columns(label="Punkt", text="Hva planen sier", here="Her")
    return under(
        "Hva planen lar stå åpent",
        _responses_table(result),
        make_table("Vilkår og avklaringer", heads, asked) if asked else None,
        make_table("Her er planen uklar", heads, unclear) if unclear else None,
    )


def places_of(condition: Condition) -> tuple[str, ...]:
    """Return what a condition is about: also the components that hang on its answer."""
    decision = condition.decision
    return (*condition.touches, *(decision.components if decision else ()))


def treated(result: Result, places: Collection[str]) -> str:
    """Return how the scenario treats what stands at these places; nothing where as in the plan."""
    told = list(_at(result, set(places) - SUMS))
    if not told and "reserve" in places and result.row("reserve").change:
        told = [left_text(result.reserve)]
    elif not told and "frame" in places and result.row("frame").change:
        told = [f"rammen er {kroner(result.frame)}"]
    return " ".join(f"{capital(one)}." for one in told)


def _at(result: Result, places: Collection[str]) -> Iterator[str]:
    """Yield what the scenario does to lines and incomes at these places."""
    plan, outcome = result.plan, result.outcome
    for step in result.steps:
        names = set(step.inputs)
        if isinstance(step.change, DecideChange):
            decision = plan.condition(step.change.condition).decision
            names |= {*decision.components} if decision else set()
        if is_touched(places, frozenset(names)):
            yield _answered(result, step)
    cut = [
        f"{line.label} kuttes med {kroner(nok)}"
        for line in plan.lines
        if (nok := outcome.cuts.get(line.id)) and is_touched(places, {f"lines.{line.id}"})
    ]
    yield from cut if len(cut) <= MOST_CUTS else [f"{len(cut)} av postene kuttes"]
    for item in plan.funding:
        extra = outcome.asked.get(item.id)
        if extra and is_touched(places, {f"funding.{item.id}"}):
            yield f"{item.label} bes om {kroner(extra)} mer"


def _answered(result: Result, step: Step) -> str:
    """Return a step as a clause; of a no, who says it and what the council does."""
    plan, change = result.plan, step.change
    if isinstance(change, DecideChange) and change.answer == "denied":
        decision = plan.condition(change.condition).decision
        who = decision.decided_by if decision else "Svaret"
        return f"{who} sier nei, og {follows(plan, change)}"
    return clause(result, step)


def _responses_table(result: Result) -> Table | None:
    """Return what each possible response to a refusal gives, beside the one chosen."""
    rows = []
    for one in alternatives(result):
        response = RESPONSES[one.response]
        if one.amount_nok is not None:
            response = f"rådet betaler {kroner(one.amount_nok)} ekstra"
        unknown = (
            "avhenger av beløpet" if one.response == "cover" else "strider mot en annen endring"
        )
        reserve = Missing(unknown) if one.reserve_nok is None else one.reserve_nok
        rows.append((one.condition.label, response, "ja" if one.chosen else "nei", reserve))
    heads = columns(
        condition="Svaret er nei på",
        response="Rådet kan velge",
        chosen="Valgt her",
        reserve_nok=result.plan.reserve_label,
    )
    return make_table("Planen sier ikke hva rådet gjør ved et nei", heads, rows) if rows else None
