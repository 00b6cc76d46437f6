"""What the council must decide, and what the budget bears."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from typing import NamedTuple

from ipr.analysis.consequences import (
    Alternative,
    Reading,
    alternatives,
    decisions_in,
    decisions_left,
    hanging,
    readings,
    state_of,
)
from ipr.analysis.sensitivity import BreakEven, break_even
from ipr.analysis.timeline import TimelineRow, timeline
from ipr.budget.result import Result, plan_result
from ipr.budget.rules import ProRata, floors_of_payers
from ipr.plan.inputs import amount_input, part_name
from ipr.plan.model import Plan
from ipr.present.answers import told_of
from ipr.present.blocks import Group, Text, under
from ipr.present.blocks.tables import Missing, Table, columns, make_table
from ipr.present.plan import decides_itself, unknown_parts
from ipr.present.wording import (
    CHOSEN,
    RESPONSES,
    capital,
    definite,
    lacking,
    leaves,
    left_text,
    named_or_counted,
    spaced,
    without_rule,
)
from ipr.reading.norwegian import NBSP, kroner, listing, share_of

MOST_TIMES = 10  # of an income; of what lies farther away no per cent is told
HEADING = "Hva rådet må ta stilling til"
MOST = 3
NO_ANSWER = "henger på svar som ikke er kommet"
OWN_TO_DECIDE = "henger på det rådet selv skal avgjøre"
THE_REST = "Hva annet som står åpent."
READ_AS = {
    "inside": ("ligger de i rammen", "ligge i rammen"),
    "outside": ("kommer de i tillegg", "komme i tillegg til rammen"),
}


def to_decide(result: Result) -> Group:
    """Return the points under their heading; nothing where nothing is left to decide."""
    points = [*_points(result)]
    if len(points) > MOST:
        rest = " ".join(point.alone for point in points[MOST - 1 :])
        points = [*points[: MOST - 1], Point(THE_REST, rest)]
    leads, items = tuple(point.lead for point in points), tuple(point.told for point in points)
    return under(HEADING, Text(items=items, leads=leads, ordered=True) if points else None)


class Point(NamedTuple):
    """What is to be decided, and what is known of it.

    `alone` tells both, where points share one; `weight` orders what is left to tell: what turns a
    budget into one that lacks money, then what is about most kroner.
    """

    lead: str
    told: str
    alone: str = ""
    weight: tuple[bool, int] = (False, 0)


def _points(result: Result) -> Iterator[Point]:
    """Yield what the scenario itself raises, what has no amount, and the rest by its weight."""
    chosen = {name for step in result.steps for name in step.inputs}
    read = [*readings(result)]
    rest = chain(
        _unanswered(result), (_read(result, one) for one in read if one.found.name not in chosen)
    )
    yield from chain(
        _gap(result),
        _responses(result),
        (_read(result, one) for one in read if one.found.name in chosen),
        _waiting(result),
        sorted(rest, key=lambda point: point.weight, reverse=True),
    )


def _gap(result: Result) -> Iterator[Point]:
    """Yield how what is lacking may be covered, or whether it is to be covered as it is here."""
    before = lacking(result.unbalanced)
    match state_of(result):
        case "short" if result.reserve >= 0:
            told = f"Det er {kroner(result.shortfall)} mindre enn ønsket."
            yield Point(f"Om det er nok at {left_text(result.reserve)}.", told)
        case "short":
            lead = f"Hvordan {definite(-result.reserve)} skal dekkes."
            yield Point(lead, f"Minste grep: {_least_step(result)}")
        case "balanced_after_cuts":
            told = f"Uten kutt {before}. Planen sier ikke hva som skal kuttes."
            yield Point("Om postene skal kuttes slik.", told)
        case "depends_on_others":
            who = told_of(result, "coverer")
            no = "Sier de nei" if who == "bidragsyterne" else "Blir svaret nei"
            told = f"{no}, {before}. Det som blir bedt om, står ikke i planen."
            yield Point(f"Om {who} skal bes om mer.", told)


def _least_step(result: Result) -> str:
    """Return the smallest move that closes the gap: of an income, or of the lines that are free.

    The income is the one a reader thinks of first: one that is changed, then one-off money.
    """
    plan, outcome = result.plan, result.outcome
    gap, wish = result.shortfall, result.balancing.minimum_reserve_nok
    changed = [item for item in plan.free_funding if f"funding.{item.id}" in result.values]
    item = (*changed, *plan.one_off_funding, *plan.free_funding)[0]
    name = f"funding.{item.id}"
    values = {**result.values, name: int(outcome.funding[item.id])}
    nearest = break_even(plan, values, name, wish).nearest
    rule = result.balancing if isinstance(result.balancing, ProRata) else ProRata()
    free = sum(
        max((outcome.lines[key] or 0) - floor, 0)
        for key, floor in floors_of_payers(plan, rule).items()
    )
    ways = []
    if nearest and not outcome["cuts"]:
        ways.append(f"{item.label} blir minst {kroner(nearest.threshold)}")
    if 0 < gap <= free:
        share = share_of(gap, free)
        ways.append(f"postene kuttes med {kroner(gap)} ({share} av det som kan kuttes)")
    wished = f" Da er ønsket om at {kroner(wish)} skal være igjen, regnet med." if wish else ""
    if not ways:
        return f"noe må gi {kroner(gap)}, mer enn alt som kan kuttes.{wished}"
    return f"{' – eller '.join(ways)}.{wished}"


def _responses(result: Result) -> Iterator[Point]:
    """Yield the other answers where the plan does not say what follows from a no.

    Where the scenario has more than one no, it is said which; a no of the council's own is no
    answer to it.
    """
    nos = sum(one.answer == "denied" for one in decisions_in(result))
    for condition, group in groupby(alternatives(result), key=lambda one: one.condition):
        others = [one for one in group if not one.chosen]
        told = listing([_response(one) for one in others], "eller")
        which, at = f"«{condition.label}»", "ved et nei"
        if decides_itself(result.plan, condition.id):
            at = f"hvis det ikke blir noe av {which}"
        elif nos > 1:
            at = f"ved et nei på {which}"
        if told:
            lead = f"Hva rådet gjør {at}."
            alone = f"{capital(at)} kan rådet også {told}."
            yield Point(lead, f"Planen sier det ikke. Rådet kan også {told}.", alone)


def _response(one: Alternative) -> str:
    """Return what the council may do, after `kan`: `bruke pengene som planlagt`."""
    verb, _, rest = RESPONSES[one.response].removeprefix("rådet ").partition(" ")
    known = "" if one.reserve_nok is None else f" ({left_text(one.reserve_nok)})"
    return f"{verb.removesuffix('r')} {rest}{known}"


def _read(result: Result, one: Reading) -> Point:
    """Return the other way to read the plan, and what is left then."""
    then, word = leaves(one.reserve_nok), one.found.choices[one.other]
    weight = (one.reserve_nok < 0 <= result.reserve, abs(one.reserve_nok - result.reserve))
    item = {f"funding.{item.id}.counted": item for item in result.plan.funding}.get(one.found.name)
    if item is not None:
        line = result.plan.line(item.earmarked_for or "")
        about = f"{kroner(result.outcome.funding[item.id])} til {line.label}"
        lead = f"Om {about} ligger i rammen eller kommer i tillegg."
        other, where = READ_AS[word]
        alone = f"{about} kan også {where}; da {then}."
        told = f"Planen kan leses begge veier. {capital(other)}, {then}."
        if not one.unclear:
            told = f"I planen {other}, og da {then}."
            alone = f"{about}: i planen {other}, og da {then}."
        return Point(lead, told, alone, weight)
    line = result.plan.line(one.found.name.split(".")[1])
    lead = f"Om moms kommer i tillegg på {line.label}."
    told = f"Planen sier det ikke. Regnes beløpet {CHOSEN[word]}, {then}."
    if not one.unclear:
        told = f"I planen regnes beløpet {CHOSEN[word]}, og da {then}."
    return Point(lead, told, f"Regnes {line.label} {CHOSEN[word]}, {then}.", weight)


def _waiting(result: Result) -> Iterator[Point]:
    """Yield what else waits for the same money without an amount yet, by date and without one."""
    rows = [row for row in timeline(result).rows if row.kind == "open"]
    dated = {name for row in rows for name in row.waits}
    missing = unknown_parts(result.outcome)
    by_name = {amount_input(result.plan, *one): part_name(result.plan, *one) for one in missing}
    undated = [label for name, label in by_name.items() if name not in dated]
    told = []
    if rows:
        each = [f"{_awaited(row, by_name)} ({row.when})" for row in rows]
        told.append(f"Uten beløp ennå: {listing(each)}.")
    if undated:
        which = named_or_counted(undated, "delpost", "delposter")
        told.append(f"Uten både beløp og dato: {which}.")
    if told:
        known = f"{' '.join(told)} Her: {left_text(max(result.reserve, 0))}."
        yield Point("Om noe skal holdes av til det som kommer.", known, known)


def _awaited(row: TimelineRow, by_name: Mapping[str, str]) -> str:
    """Return what someone decides on or, where no one is said to, what is to get an amount."""
    if row.decided_by or not row.waits:
        return row.label.removeprefix("Forslag til ")
    return listing([by_name[name] for name in row.waits])


def _unanswered(result: Result) -> Iterator[Point]:
    """Yield what hangs on answers that are still to come, from others and by the council itself."""
    plan, remaining = result.plan, decisions_left(result)
    own = {key for key in remaining if decides_itself(plan, key)}
    for keys, lead, what, alone in (
        (remaining.keys() - own, "Hva rådet gjør hvis svaret blir nei.", NO_ANSWER, NO_ANSWER),
        (own, "Hva rådet selv skal avgjøre.", "henger på det", OWN_TO_DECIDE),
    ):
        names = {name for key in keys for name in remaining[key].components}
        sums = hanging(result.outcome, names)
        labels = [plan.line(line).label for line in sums]
        each = [f"{plan.line(line).label} ({kroner(nok)})" for line, nok in sums.items()]
        if each:
            nok = sum(sums.values())
            told = f"{kroner(nok)} {what}: {listing(each if len(each) > 1 else labels)}."
            yield Point(lead, told, f"{kroner(nok)} {alone}: {listing(labels)}.", (False, nok))


def tolerance_block(result: Result) -> Group:
    """Return how little each income may be, or how much it must be, under its heading."""
    head = "Hva tåler budsjettet?"
    if result.unbalanced.shortfall:
        head = f"{spaced('Hvor store må inntektene være', without_rule(result))}?"
    return under(head, _tolerance_table(result))


def plan_tolerance_table(plan: Plan) -> Table:
    """Return how little each income may be, alone, before the plan's reserve is gone."""
    return _tolerance_table(plan_result(plan))


def _tolerance_table(result: Result) -> Table:
    """Return the least each income may be, alone, as the scenario stands before its rule."""
    plan, wish = result.plan, result.balancing.minimum_reserve_nok
    rows = []
    for item in plan.free_funding:
        found = break_even(plan, result.values, f"funding.{item.id}", minimum_reserve=wish)
        threshold = found.nearest.threshold if found.nearest else Missing("ingen grense")
        rows.append((item.label, found.value, threshold, _margin(found)))
    without = f", {told}" if (told := without_rule(result)) else ""
    least = f"Minst{without}"
    heads = columns(label="Inntekt", value_nok="Her", threshold_nok=least, margin="Margin")
    wished = f" Ønsket er at {kroner(wish)} er igjen." if wish else ""
    alone = f"Én inntekt endres om gangen{without}.{wished}"
    short = result.unbalanced.shortfall
    caption = "Så mye må hver inntekt være" if short else "Så lite kan hver inntekt bli"
    return make_table(caption, heads, rows, alone)


def _margin(found: BreakEven) -> str:
    """Return how far an income may fall, or how much more it must be."""
    if found.nearest is None or found.value is None:
        return "–"
    margin = found.value - found.nearest.threshold
    if margin == 0:
        return "ingen"
    told = abs(margin) <= MOST_TIMES * found.value
    share = f" ({share_of(abs(margin), found.value)})" if told else ""
    return f"{kroner(abs(margin))}{NBSP}{'mindre' if margin > 0 else 'mer'}{share}"
