"""What the council must decide, at most three points, and how little each income may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, groupby, islice

from ipr.analysis.sensitivity import BreakEven, break_even
from ipr.analysis.timeline import timeline
from ipr.budget.consequences import Alternative, Reading, State, alternatives, readings, state_of
from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange
from ipr.plan.model import Plan
from ipr.present.blocks import Group, Missing, Table, Text, columns, make_table, under
from ipr.present.wording import CHOSEN, RESPONSES, definite, leaves, left_text
from ipr.reading.norwegian import NBSP, kroner, listing, percent

HEADING = "Hva rådet må ta stilling til"
MOST = 3
LEAST: Mapping[State, str] = {
    "balanced": "Minst",
    "short": "Minst",
    "balanced_after_cuts": "Minst, uten kutt",
    "depends_on_others": "Minst, uten å be om mer",
}
Point = tuple[str, str]
"""What is to be decided, and what is known of it."""


def to_decide(result: Result) -> Group:
    """Return the points under their heading; nothing where nothing is left to decide."""
    points = list(islice(_points(result), MOST))
    if not points:
        return Group(())
    leads, items = zip(*points, strict=True)
    return under(HEADING, Text(items=items, leads=leads, ordered=True))


def _points(result: Result) -> Iterator[Point]:
    chosen = {name for step in result.steps for name in step.inputs}
    read = readings(result)
    yield from chain(
        _gap(result),
        _responses(result),
        (_read(result, one) for one in read if one.found.name in chosen),
        _waiting(result),
        (_read(result, one) for one in read if one.found.name not in chosen),
        _unanswered(result),
    )


def _gap(result: Result) -> Iterator[Point]:
    """Yield how what is lacking may be covered, or whether it is to be covered as it is here."""
    missing = kroner(result.unbalanced.shortfall)
    match state_of(result):
        case "short" if result.reserve >= 0:
            told = f"Det er {kroner(result.shortfall)} mindre enn ønsket."
            yield f"Om det er nok at {kroner(result.reserve)} er igjen.", told
        case "short":
            lead = f"Hvordan de {definite(-result.reserve)} skal dekkes."
            yield lead, f"Minste grep: {_least_step(result)}"
        case "balanced_after_cuts":
            told = f"Uten kutt mangler {missing}. Planen sier ikke hva som skal kuttes først."
            yield "Om postene skal kuttes slik.", told
        case "depends_on_others":
            told = f"Sier de nei, mangler {missing}. Ingen av beløpene står i planen."
            yield "Om bidragsyterne skal bes om mer.", told


def _least_step(result: Result) -> str:
    """Return the smallest move that closes the gap: of an income, or of the lines that are free.

    The income is the one a reader thinks of first: one that is changed, then one-off money.
    """
    plan, outcome = result.plan, result.outcome
    gap, wish = result.shortfall, result.balancing.minimum_reserve_nok
    changed = [item for item in plan.free_funding if f"funding.{item.id}" in result.values]
    passing = [item for item in plan.free_funding if item.recurrence == "one_off"]
    item = (*changed, *passing, *plan.free_funding)[0]
    name = f"funding.{item.id}"
    values = {**result.values, name: int(outcome.funding[item.id])}
    nearest = break_even(plan, values, name, wish).nearest
    free = sum(max(outcome.lines[line.id] or 0, 0) for line in plan.lines if not line.lock)
    ways = []
    if nearest and not outcome["cuts"]:
        ways.append(f"{item.label} blir minst {kroner(nearest.threshold)}")
    if 0 < gap <= free:
        share = percent(gap, free, 1)
        ways.append(f"postene kuttes med {kroner(gap)} ({share} av det som ikke er bundet)")
    if not ways:
        return f"noe må gi {kroner(gap)}, mer enn alt som ikke er bundet."
    wished = f" Da er ønsket om at {kroner(wish)} skal være igjen, regnet med." if wish else ""
    return f"{' – eller '.join(ways)}.{wished}"


def _responses(result: Result) -> Iterator[Point]:
    """Yield the other answers where the plan does not say what follows from a no."""
    for _, group in groupby(alternatives(result), key=lambda one: one.condition.id):
        others = [one for one in group if not one.chosen]
        told = listing([_response(one) for one in others], "eller")
        if told:
            yield "Hva rådet gjør ved et nei.", f"Planen sier det ikke. Rådet kan også {told}."


def _response(one: Alternative) -> str:
    """Return what the council may do, after `kan`: `bruke pengene som planlagt`."""
    verb, _, rest = RESPONSES[one.response].removeprefix("rådet ").partition(" ")
    known = "" if one.reserve_nok is None else f" ({left_text(one.reserve_nok)})"
    return f"{verb.removesuffix('r')} {rest}{known}"


def _read(result: Result, one: Reading) -> Point:
    """Return the other way to read the plan, and what is left then."""
    then, word = leaves(one.reserve_nok), one.found.choices[one.other]
    item = {f"funding.{item.id}.counted": item for item in result.plan.funding}.get(one.found.name)
    if item is not None:
        line = result.plan.line(item.earmarked_for or "")
        about = f"{kroner(result.outcome.funding[item.id])} til {line.label}"
        lead = f"Om {about} ligger i rammen eller kommer i tillegg."
        other = "Ligger de i rammen" if word == "inside" else "Kommer de i tillegg"
        return lead, f"Planen kan leses begge veier. {other}, {then}."
    line = result.plan.line(one.found.name.split(".")[1])
    lead = f"Om moms kommer i tillegg på {line.label}."
    return lead, f"Planen sier det ikke. Regnes beløpet {CHOSEN[word]}, {then}."


def _waiting(result: Result) -> Iterator[Point]:
    """Yield what else waits for the same money without an amount yet."""
    rows = [row for row in timeline(result).rows if row.amount_nok is None and not row.reveals]
    if not rows:
        return
    told = listing([f"{row.label.removeprefix('Forslag til ')} ({row.when})" for row in rows])
    left = f"{kroner(result.reserve)} er" if result.reserve > 0 else "ingenting er"
    lead = "Om noe skal holdes av til det som kommer."
    yield lead, f"Uten beløp ennå: {told}. Her: {left} igjen."


def _unanswered(result: Result) -> Iterator[Point]:
    """Yield what hangs on answers that are still to come."""
    plan, figures = result.plan, result.outcome
    decided = {
        step.change.condition for step in result.steps if isinstance(step.change, DecideChange)
    }
    remaining = [one.decision for one in plan.conditions if one.decision and one.id not in decided]
    names = dict.fromkeys(name for decision in remaining for name in decision.components)
    hanging = {name: int(figures[name] or 0) for name in names}
    told = [
        f"{plan.line(name.split('.')[1]).label} ({kroner(nok)})"
        for name, nok in hanging.items()
        if nok
    ]
    if told:
        lead = "Hva rådet gjør hvis svaret blir nei."
        total = kroner(sum(hanging.values()))
        yield lead, f"{total} henger på svar som ikke er kommet: {listing(told)}."


def tolerance_block(result: Result) -> Group:
    """Return how little each income may be, alone, as the scenario stands before its rule."""
    minimum = result.balancing.minimum_reserve_nok
    table = _tolerance(result.plan, result.values, minimum, LEAST[state_of(result)])
    return under("Hva tåler budsjettet?", table)


def plan_tolerance_table(plan: Plan) -> Table:
    """Return how little each income may be, alone, before the plan's reserve is gone."""
    return _tolerance(plan, {}, 0, LEAST["balanced"])


def _tolerance(plan: Plan, inputs: Mapping[str, int], minimum_nok: int, least: str) -> Table:
    rows = []
    for item in plan.free_funding:
        found = break_even(plan, inputs, f"funding.{item.id}", minimum_reserve=minimum_nok)
        threshold = found.nearest.threshold if found.nearest else Missing("ingen grense")
        rows.append((item.label, found.value, threshold, _margin(found)))
    heads = columns(label="Inntekt", value_nok="Her", threshold_nok=least, margin="Margin")
    wish = f" Ønsket er at {kroner(minimum_nok)} er igjen." if minimum_nok else ""
    alone = f"Én inntekt endres om gangen.{wish}"
    return make_table("Så lite kan hver inntekt bli", heads, rows, alone)


def _margin(found: BreakEven) -> str:
    """Return how far an income may fall, or how much more it must be."""
    if found.nearest is None or found.value is None:
        return "–"
    margin = found.value - found.nearest.threshold
    if margin == 0:
        return "ingen"
    share = f" ({percent(abs(margin), found.value, 1)})" if found.value else ""
    return f"{kroner(abs(margin))}{NBSP}{'mindre' if margin > 0 else 'mer'}{share}"
