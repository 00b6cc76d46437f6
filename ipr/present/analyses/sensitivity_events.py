"""Every combination of the plan's events, as a reader sees it: counts, events, smallest sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from ipr.analysis.combinations import Answer, EventSet, Switch, events_of, minimal_sets
from ipr.analysis.sensitivity import sensitivities
from ipr.analysis.sweep import MOST_ROWS, Sweep, rows_of
from ipr.analysis.swept import Reckoned, Tried, reckoned
from ipr.budget.result import Result
from ipr.budget.rules import Balancing, LeaveOpen
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Group, Note, Row, Table, Text
from ipr.present.wording import RESPONSES, value_text
from ipr.reading.norwegian import amount, kroner

LARGEST_SET = 3
MOST_SETS = 15
NO_PROBABILITY = Note(
    "", "Tabellen teller muligheter. Den sier ingenting om hvor sannsynlige de er."
)


def combinations_block(calculation: Result) -> Group | Text:
    """Return how many of all combinations of the plan's events are not covered, event by event."""
    plan, switches = calculation.plan, _switches(calculation)
    if not switches:
        return Text(paragraphs=("Planens data nevner ingen hendelser å sette sammen.",))
    inputs, rule = calculation.values, _uncut(calculation)
    number = rows_of(Sweep(plan, inputs, switches))
    if number > MOST_ROWS:
        text = f"Det blir {amount(number)} kombinasjoner. Det er for mange å regne gjennom."
        return Text(paragraphs=(text,))
    found = reckoned(Sweep(plan, inputs, switches, rule))
    answers = tuple(switch for switch in switches if switch.words)
    alone = reckoned(Sweep(plan, inputs, answers, rule)) if answers else None
    return Group((_told(found, alone), _events(plan, found)))


def minimal_sets_table(calculation: Result) -> Table | Text:
    """Return the smallest sets of events that break the budget, those of fewest events first."""
    switches = _switches(calculation)
    return sets_table(calculation.plan, calculation.values, switches, _uncut(calculation))


def sets_table(
    plan: Plan,
    inputs: Mapping[str, int],
    switches: Sequence[Switch],
    balancing: Balancing,
) -> Table | Text:
    """Return the smallest sets of the switches' events that bring the reserve below the minimum."""
    sets = minimal_sets(plan, inputs, switches, largest=LARGEST_SET, balancing=balancing)
    found = list(islice(sets, MOST_SETS + 1))
    if not found:
        text = (
            f"Ingen {LARGEST_SET} av hendelsene er nok til at det mangler penger, når rådet ikke "
            "selv betaler mer ved et nei."
        )
        return Text(paragraphs=(text,))
    if not found[0].events:
        return Text(paragraphs=("Det mangler penger, uten at noe av dette hender.",))
    rows = tuple(_set_row(plan, one) for one in found[:MOST_SETS])
    columns = (
        Column("events", "Dette er nok, sammen"),
        Column("number", "Antall", "count"),
        Column("reserve_nok", plan.reserve_label, "amount"),
    )
    notes = [
        Note("", "Tas én av hendelsene i en rad bort, rekker pengene igjen."),
        Note("", f"Vi har lett etter høyst {LARGEST_SET} hendelser sammen."),
    ]
    if len(found) > MOST_SETS:
        notes.append(Note("", f"Bare de {MOST_SETS} første er vist."))
    caption = "De færreste hendelsene som gjør at det mangler penger"
    return Table(caption, columns, rows, footnotes=tuple(notes))


def answer_label(plan: Plan, switch: str, answer: Answer) -> str:
    """Return what an answer means: `Kurs: 14,00 NOK per EUR`, or a yes or no in words."""
    if not isinstance(answer, str):
        item = inputs_of(plan)[switch]
        return f"{item.label.partition(': innenfor')[0]}: {value_text(item, answer)}"
    label, (denied, _, rest) = plan.condition(switch).label, answer.partition("_")
    if denied != "denied":
        return f"{label}: ja"
    response, _, cover_nok = rest.partition("_")
    cover = f" med {kroner(int(cover_nok))}" if cover_nok else ""
    return f"{label}: nei, {RESPONSES[response or 'release']}{cover}"


def _uncut(calculation: Result) -> Balancing:
    """Return the rule that cuts nothing and wishes the same reserve."""
    minimum = calculation.balancing.minimum_reserve_nok
    return LeaveOpen(minimum_reserve_nok=minimum)


def _switches(calculation: Result) -> tuple[Switch, ...]:
    plan, inputs = calculation.plan, calculation.values
    return events_of(plan, inputs, sensitivities(plan, inputs))


def _told(found: Reckoned, alone: Reckoned | None) -> Text:
    label = found.sweep.plan.reserve_label
    items = [_goes(alone, "Uansett hva de andre svarer", "svarene")] if alone else []
    items.append(_goes(found, "Uansett hva som skjer av det som står i tabellen", "hendelsene"))
    if impossible := len(found.table) - found.possible:
        items.append(f"{amount(impossible)} til er umulige og regnes ikke med.")
    items.append(f"{label} er fra {kroner(found.lowest_nok)} til {kroner(found.highest_nok)}.")
    return Text(items=tuple(items))


def _goes(found: Reckoned, always: str, what: str) -> str:
    """Return in how many combinations the money reaches, and what is left out of them."""
    wished = found.sweep.balancing.minimum_reserve_nok
    goal = "er det igjen så mye som ønsket" if wished else "går budsjettet i balanse"
    possible, missed = amount(found.possible), amount(found.not_covered)
    if not found.not_covered:
        told = f"{always}, {goal} ({possible} av {possible})"
    else:
        lacks = "er det mindre igjen enn ønsket" if wished else "mangler det penger"
        told = f"I {missed} av {possible} måter {what} kan falle ut på, {lacks}"
    return f"{told}, når rådet ikke selv betaler mer ved et nei."


def _events(plan: Plan, found: Reckoned) -> Table:
    tried, nothing = found.tried, dict[str, Tried]()
    for one in tried:
        nothing.setdefault(one.switch, one)  # a switch's first answer is that nothing happens
    rows = [
        Row((answer_label(plan, one.switch, one.answer), one.rows, one.not_covered))
        for one in tried
        if nothing[one.switch] is not one
    ]
    columns = (
        Column("event", "Hendelse"),
        Column("combinations", "Kombinasjoner med hendelsen", "count"),
        Column("not_covered", "Av dem mangler penger", "count"),
    )
    notes = (
        NO_PROBABILITY,
        Note("", "Hvert beløp er det av de to ytterpunktene som gir minst igjen."),
        Note("", "Et nei som ikke flytter penger, eller som krever et beløp, er ikke med."),
    )
    return Table("Hendelsene som er satt sammen", columns, tuple(rows), footnotes=notes)


def _set_row(plan: Plan, one: EventSet) -> Row:
    labels = [answer_label(plan, switch, answer) for switch, answer in one.events]
    return Row((" + ".join(labels), len(labels), one.reserve_nok))
