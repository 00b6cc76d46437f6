"""The plan's own events put together in every way, as a reader sees them, and what is enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, islice
from operator import attrgetter

from ipr.analysis.combinations import Answer, events_of
from ipr.analysis.consequences import decided_in
from ipr.analysis.sweep import MOST_ROWS, Reckoned, Sweep, Tried, minimal_sets, table_of
from ipr.budget.result import Result
from ipr.budget.rules import LeaveOpen
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks import NOTHING_TO_SAY, Group, Text
from ipr.present.blocks.tables import Table, columns, make_table
from ipr.present.changes import falls_out
from ipr.present.wording import (
    WITHOUT_ASKING,
    WITHOUT_CUTS,
    capital,
    counted,
    it_lacks,
    lacks,
    missed_head,
    named_or_counted,
    sentences,
    spaced,
    value_text,
)
from ipr.reading.norwegian import amount, kroner, listing

UNFOLLOWED = {
    "leave_open": "",
    "ranked": WITHOUT_CUTS,
    "pro_rata": WITHOUT_CUTS,
    "ask_funders": WITHOUT_ASKING,
}
"""What is said where a scenario's rule is not followed; nothing where it has none."""
NOT_KNOWN = "Ikke regnet med: "
LARGEST_SET = 3
MOST_SETS = 15


def left_out(found: Reckoned) -> str:
    """Return how many rows are not counted, for their answers contradict each other."""
    left = len(found.table) - found.possible
    words = "umulig" if left == 1 else "umulige"
    return f"{amount(left)} til er {words} og regnes ikke med." if left else ""


def combinations_block(calculation: Result) -> Group | Text:
    """Return how many of all combinations of the plan's events are not covered, event by event.

    Nothing where the plan has no events.
    """
    plan, sweep = calculation.plan, _of_events(calculation)
    if not sweep.switches:
        return NOTHING_TO_SAY
    if sweep.rows > MOST_ROWS:
        many = f"Det blir {amount(sweep.rows)} kombinasjoner"
        return Text((f"{many}. Det er for mange å regne gjennom.",))
    found, without = Reckoned(sweep, table_of(sweep)), UNFOLLOWED[calculation.balancing.policy]
    what = "hendelsene" if len(sweep.switches) > 1 else "hendelsen"
    items = [_goes(found, "Uansett hva som skjer av det som står i tabellen", what, without)]
    if left := left_out(found):
        items.append(left)
    span = kroner(found.lowest_nok)
    if found.lowest_nok != found.highest_nok:
        span = f"fra {span} til {kroner(found.highest_nok)}"
    items.append(f"{plan.reserve_label} er {span}.")
    if answers := tuple(switch for switch in sweep.switches if switch.words):
        sweep = sweep._replace(varied=answers)
        alone = Reckoned(sweep, table_of(sweep))
        what = "svarene" if len(answers) > 1 else "svaret"
        items.insert(0, _goes(alone, f"Uansett hva {what} blir", what, without))
    decided = "Det scenarioet selv svarer på, er ikke med." if decided_in(calculation) else ""
    reckoned = f"Alt er regnet {without}." if without else ""
    return Group((Text(items=tuple(items)), _events_table(found, decided, reckoned)))


def _of_events(calculation: Result) -> Sweep:
    """Return all combinations of the plan's events, by the rule that cuts nothing."""
    plan, inputs = calculation.plan, calculation.values
    uncut = LeaveOpen(minimum_reserve_nok=calculation.balancing.minimum_reserve_nok)
    return Sweep(plan, inputs, events_of(plan, inputs, decided_in(calculation)), uncut)


def _goes(found: Reckoned, always: str, what: str, without: str) -> str:
    """Return in how many combinations the money reaches, and what is left out of them.

    `without` says that the scenario's rule is not followed, where it has one.
    """
    wished = found.sweep.balancing.minimum_reserve_nok
    possible, missed = amount(found.possible), amount(found.not_covered)
    if found.not_covered in {0, found.possible}:
        goal = "er det igjen så mye som ønsket" if wished else "går budsjettet i balanse"
        goal = lacks(wished) if found.not_covered else goal
        told = f"{always}, {goal} ({possible} av {possible})"
    else:
        told = f"På {missed} av de {possible} måtene {what} kan falle ut, {lacks(wished)}"
    unpaid = listing([part for part in (without, _unpaid(found.sweep)) if part])
    unknown = named_or_counted(_without_amount(found.sweep), "ukjent beløp", "ukjente beløp")
    return sentences(spaced(told, unpaid) + ".", unknown and NOT_KNOWN + unknown)


def _unpaid(sweep: Sweep) -> str:
    """Return that the council pays no more at a no, where answers are tried and none is that."""
    words = [word for switch in sweep.switches for word in switch.words]
    tried = words and not any(word.startswith("denied_cover") for word in words)
    return "når rådet ikke selv betaler mer ved et nei" if tried else ""


def _without_amount(sweep: Sweep) -> list[str]:
    """Return the labels of the inputs whose amount is known in none of the combinations."""
    given = {*sweep.inputs, *(switch.id for switch in sweep.switches)}
    items = inputs_of(sweep.plan).items()
    return [f"«{one.label}»" for name, one in items if one.value is None and name not in given]


def _events_table(found: Reckoned, *more: str) -> Table:
    wished = found.sweep.balancing.minimum_reserve_nok
    happening = [
        one
        for _, answers in groupby(found.tried, key=attrgetter("switch"))
        for one in [*answers][1:]  # the first: nothing happens
    ]
    catalogue = inputs_of(found.sweep.plan)
    ranged = any(not one.words and catalogue[one.id].range for one in found.sweep.switches)
    several = len(found.sweep.switches) > 1
    which = "Hendelsene som er satt sammen" if several else "Hendelsen som er prøvd"
    return make_table(
        which,
        columns(
            event="Hendelse",
            combinations=("Kombinasjoner med hendelsen", "count"),
            not_covered=(f"Av dem {missed_head(wished)}", "count"),
        ),
        tried_rows(found.sweep.plan, happening),
        "Tabellen teller muligheter. Den sier ingenting om hvor sannsynlige de er.",
        "Hvert beløp er det av de to ytterpunktene som gir minst igjen." if ranged else "",
        "Et nei som ikke flytter penger, eller som krever et beløp, er ikke med."
        if found.sweep.plan.decisions
        else "",
        *more,
    )


def tried_rows(plan: Plan, tried: Sequence[Tried]) -> list[tuple[str, int, int]]:
    """Return each answer that was tried, in how many rows it is, and in how many money lacks."""
    return [
        (answer_label(plan, one.switch, one.answer), one.rows, one.not_covered) for one in tried
    ]


def answer_label(plan: Plan, switch: str, answer: Answer) -> str:
    """Return what an answer means: `Kurs: 14,00 NOK per EUR`, or a clause on a condition."""
    if not isinstance(answer, str):
        item = inputs_of(plan)[switch]
        return f"{item.label.partition(': innenfor')[0]}: {value_text(item, answer)}"
    denied, response, cover_nok = (*answer.split("_"), "", "")[:3]
    response = (response or "release") if denied == "denied" else ""
    label = plan.condition(switch).label
    return falls_out(label, response, int(cover_nok) if cover_nok else None)


def minimal_sets_table(calculation: Result) -> Table | Text | Group:
    """Return the smallest sets of events that break the budget, those of fewest events first.

    Nothing where the plan has no events.
    """
    sweep, without = _of_events(calculation), UNFOLLOWED[calculation.balancing.policy]
    return sets_table(sweep, without) if sweep.switches else NOTHING_TO_SAY


def sets_table(sweep: Sweep, without: str = "") -> Table | Text | Group:
    """Return the smallest sets of the switches' events that bring the reserve below the minimum.

    `without` says that the scenario's rule is not followed, where it has one.
    """
    sweep = sweep._replace(varied=tuple(one for one in sweep.switches if one.size > 1))
    if not sweep.switches:  # each value tried is the one that is given
        return NOTHING_TO_SAY
    wished = sweep.balancing.minimum_reserve_nok
    broken = it_lacks(wished)
    again = "er det igjen så mye som ønsket" if wished else "rekker pengene igjen"
    found = list(islice(minimal_sets(sweep, LARGEST_SET), MOST_SETS + 1))
    if not found:
        most = min(LARGEST_SET, len(sweep.switches))
        who = f"Ingen {counted(most)} av hendelsene er" if most > 1 else "Hendelsen er ikke"
        told = f"{who} nok til at {broken}"
        return Text((f"{spaced(told, without, _unpaid(sweep))}.",))
    if not found[0].events:
        alone = listing([part for part in (without, "uten at noe av dette hender") if part])
        return Text((f"{capital(broken)}, {alone}.",))
    rows = []
    for one in found[:MOST_SETS]:
        labels = [answer_label(sweep.plan, switch, answer) for switch, answer in one.events]
        rows.append((" + ".join(labels), len(labels), one.reserve_nok))
    several = any(len(one.events) > 1 for one in found[:MOST_SETS])
    return make_table(
        f"De færreste hendelsene som gjør at {broken}",
        columns(
            events="Dette er nok, sammen",
            number=("Antall", "count"),
            reserve_nok=sweep.plan.reserve_label,
        ),
        rows,
        f"Alt i en rad må skje. Tas én av hendelsene bort, {again}." if several else "",
        f"Vi har lett etter høyst {LARGEST_SET} hendelser sammen."
        if len(sweep.switches) > LARGEST_SET
        else "",
        f"Bare de {MOST_SETS} første er vist." if len(found) > MOST_SETS else "",
        f"Alt er regnet {without}." if without else "",
    )
