"""Who covers what is lacking: the rule in sentences, who gives what, and who is spared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipr.analysis.consequences import cut_beside_conditions, cut_shares, tied, too_small
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, ProRata, Ranked, floors_of_payers, locks
from ipr.present.blocks import NOTHING_TO_SAY, Group, Text, under
from ipr.present.blocks.tables import Table, columns, make_table
from ipr.present.scenario.room import FEW_ROWS, crowded, largest
from ipr.present.wording import (
    LOCKS,
    MOST_NAMED,
    capital,
    definite,
    lacking,
    named_or_counted,
    without_rule,
)
from ipr.reading.norwegian import amount, count, kroner, listing

MOST_GIVERS = 15  # as many as there is room for on two pages
MORE_GIVERS = "Hver av dem står under «Hele budsjettet» i den fulle utgaven."
Giver = tuple[str, int, int, int]
"""A line that is cut: its label, and its kroner before, the cut with a minus, and after."""
CUT_ALIKE = "Postene som ikke er bundet, kuttes like mye i prosent{rounded}."
ROUNDED = ", avrundet til hele kroner"
CUT_IN_STEPS = (
    "Postene som ikke er bundet, kuttes i forhold til hvor store de er, {step} om gangen."
)
UNLIKE = "Derfor er ikke prosentene helt like."


def balancing_block(result: Result) -> Group:
    """Return who covers what is lacking, in the order they give; nothing where no one does."""
    missing = int(result.unbalanced.shortfall)
    if not missing or not without_rule(result):
        return NOTHING_TO_SAY
    told, covered = Text((" ".join(_told(result)),)), missing - result.shortfall
    some = f"{amount(covered)} av " if result.shortfall else ""
    head = f"Slik dekkes {some}{definite(missing)}"
    return under(head, told, _cut_table(result), _spared(result))


def _told(result: Result) -> Iterator[str]:
    """Yield the rule in sentences: what it does, what else it does, and what is left then."""
    plan, rule, outcome = result.plan, result.balancing, result.outcome
    if rule.minimum_reserve_nok:
        yield f"Ønsket er at minst {kroner(rule.minimum_reserve_nok)} er igjen."
    match rule:
        case Ranked():
            end = "og hele listen er brukt" if outcome.shortfall else "til pengene rekker"
            yield f"Postene kuttes i den rekkefølgen som er valgt her, {end}."
            yield from _on_the_list(result, rule)
        case ProRata():
            unlike = len(cut_shares(result)) > 1
            if rule.step_nok == 1:
                yield CUT_ALIKE.format(rounded=ROUNDED if unlike else "")
            else:
                yield CUT_IN_STEPS.format(step=kroner(rule.step_nok))
                yield from [UNLIKE] if unlike else []
            if any(floors_of_payers(plan, rule).values()):
                yield "Det er regnet av det en post har over det minste den skal ha."
        case AskFunders(shares=shares):
            labels = {item.id: item.label for item in plan.funding}
            told = [
                f"{labels[key]} {count(share, 'del', 'deler')} ({kroner(outcome.asked[key])})"
                for key, share in shares.items()
                if share
            ]
            asked = kroner(outcome["asked"])
            if len(told) > 1:
                yield f"Bidragsyterne bes om {asked} til sammen, delt slik: {listing(told)}."
            else:
                yield f"Bidragsyteren bes om {asked}."
    over = outcome.reserve - rule.minimum_reserve_nok
    if over > 0:
        at_once = kroner(getattr(rule, "step_nok", 1))
        yield f"Fordi det kuttes {at_once} om gangen, blir {kroner(over)} til overs."
    yield from _where_it_bites(result)
    if outcome.shortfall:
        yield f"Etter det {lacking(outcome, 'fortsatt ')}."


def _on_the_list(result: Result, rule: Ranked) -> Iterator[str]:
    """Yield which lines of the list gave no more than to their floor, and which gave nothing."""
    plan, after, floors = result.plan, result.outcome, floors_of_payers(result.plan, rule)
    last = max(place for place, key in enumerate(rule.order) if after.cuts.get(key, 0))
    reached = rule.order if after.shortfall else rule.order[: last + 1]
    stopped = [key for key in reached if 0 < floors[key] == after.lines[key]]
    empty = [key for key in reached if not after.cuts.get(key, 0) and key not in stopped]
    if len(stopped) > MOST_NAMED:
        yield f"{amount(len(stopped))} poster beholder bare det minste de skal ha."
    elif stopped:
        first, *others = ((plan.line(key).label, kroner(floors[key])) for key in stopped)
        kept = listing([" beholder ".join(first), *map(" ".join, others)])
        yield f"{kept}, det minste {'de' if others else 'den'} skal ha."
    for keys, why in (
        (empty, "har ikke noe å gi"),
        (rule.order[len(reached) :], "står lenger ned på listen og går fri"),
    ):
        if keys:
            labels = [plan.line(key).label for key in keys]
            yield f"{named_or_counted(labels, 'post', 'poster')} {why}."


def _where_it_bites(result: Result) -> Iterator[str]:
    """Yield what the rule does that a reader would not guess."""
    plan, rule = result.plan, result.balancing
    nok = rule.step_nok if isinstance(rule, ProRata) else 1
    gave, spared = tied(result)
    if gave:
        steps = nok * len(gave)
        last = "en krone" if steps == 1 else f"de siste {amount(steps)} kronene"
        first, *_ = labels = [plan.line(key).label for key in (*gave, *spared)]
        yield (
            f"{named_or_counted(labels, 'post', 'poster')} sto likt om {last}; da går det etter "
            f"id-ene i planens data, med {first} først."
        )
    if small := [plan.line(key).label for key in too_small(result)]:
        yield f"{listing(small)} går fri, fordi det kuttes {kroner(nok)} om gangen."
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
    rows: list[Giver] = [
        (plan.line(key).label, before[key] or 0, -cut, after.lines[key] or 0)
        for key in order
        if (cut := after.cuts.get(key, 0))
    ]
    more = ""
    most = FEW_ROWS + 1 if crowded(result) else MOST_GIVERS
    if len(rows) > most:
        rows, more = _with_rest_together(rows, most), MORE_GIVERS
    heads = columns(label="Post", before_nok="Før", change_nok="Kutt", after_nok="Etter")
    first = "Først den som kuttes først." if isinstance(rule, Ranked) else ""
    return make_table("Hvem som gir", heads, rows, first, more) if rows else None


def _with_rest_together(rows: Sequence[Giver], most: int) -> list[Giver]:
    """Return the rows of those that give most, in their order, and the others' sums as one."""
    kept, rest = largest(rows, lambda giver: giver[2], most - 1)
    _, before, cut, after = zip(*rest, strict=True)
    alike = min(cut) == max(nok for _, _, nok, _ in kept)  # some of the rest give as much
    label = f"De {amount(len(rest))} {'andre' if alike else 'som gir minst'}"
    return [*kept, (label, sum(before), sum(cut), sum(after))]


def _spared(result: Result) -> Text | None:
    """Return who is spared and why, in a sentence or two."""
    plan, rule = result.plan, result.balancing
    locked, before = locks(plan, rule), result.unbalanced.lines
    spared = [
        f"{listing([plan.line(key).label for key in locked if locked[key].reason == reason])} "
        f"({LOCKS[reason]})"
        for reason in dict.fromkeys(lock.reason for lock in locked.values())
    ]
    told = [f"Kuttes ikke: {'; '.join(spared)}."] if spared else []
    if isinstance(rule, Ranked) and any(
        before[key] for key in before if key not in (*locked, *rule.order)
    ):
        told.append(f"Poster utenfor listen kuttes {'heller ' if spared else ''}ikke.")
    return Text((" ".join(told),)) if told else None


def spared_block(result: Result) -> Group:
    """Return the lines the rule spares, and the decision or agreement that locks each."""
    plan = result.plan
    rows = [
        (plan.line(line_id).label, f"{capital(LOCKS[lock.reason])}. {lock.because}")
        for line_id, lock in locks(plan, result.balancing).items()
    ]
    if not rows or not result.outcome["cuts"]:
        return NOTHING_TO_SAY
    heads = columns(label="Post", because="Fordi")
    return Group((make_table("Poster som ikke kuttes", heads, rows),))
