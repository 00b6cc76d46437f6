"""Every combination of the plan's events, as a reader sees it: counts, events, smallest sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from ipr.analysis.combinations import (
    Count,
    EventCount,
    EventSet,
    chunks,
    count,
    minimal_sets,
    number_of,
)
from ipr.analysis.events import events_of
from ipr.analysis.sensitivity import sensitivities
from ipr.analysis.switches import Switch
from ipr.budget.result import Result
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Group, Note, Row, Table, Text
from ipr.present.wording import CHOICES, RESPONSES, value_text
from ipr.reading.norwegian import amount, kroner

MOST_COMBINATIONS = 5_000_000  # some seconds; more than that is work for a sweep
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
    number = number_of(switches)
    if number > MOST_COMBINATIONS:
        text = (
            f"Det blir {amount(number)} kombinasjoner. Det er for mange for denne rapporten; "
            "«ipr sweep» regner gjennom dem."
        )
        return Text(paragraphs=(text,))
    inputs, minimum = (
        calculation.values,
        calculation.balancing.minimum_reserve_nok,
    )
    found = count(switches, chunks(plan, inputs, switches), minimum)
    answers = tuple(switch for switch in switches if switch.id not in inputs_of(plan))
    alone = count(answers, chunks(plan, inputs, answers), minimum) if answers else None
    return Group((_told(plan, found, alone, minimum), _events(plan, found)))


def minimal_sets_table(calculation: Result) -> Table | Text:
    """Return the smallest sets of events that break the budget, those of fewest events first."""
    resolved = calculation
    minimum = resolved.balancing.minimum_reserve_nok
    return sets_table(resolved.plan, resolved.values, _switches(calculation), minimum)


def sets_table(
    plan: Plan,
    inputs: Mapping[str, int],
    switches: Sequence[Switch],
    minimum: int,
    balancing: Balancing = LEAVE_OPEN,
) -> Table | Text:
    """Return the smallest sets of the switches' events that bring the reserve below the minimum."""
    sets = minimal_sets(plan, inputs, switches, minimum, largest=LARGEST_SET, balancing=balancing)
    found = list(islice(sets, MOST_SETS + 1))
    if not found:
        text = (
            f"Ingen mengde på høyst {LARGEST_SET} av hendelsene er nok til at budsjettet "
            "ikke går opp."
        )
        return Text(paragraphs=(text,))
    if not found[0].events:
        return Text(paragraphs=("Budsjettet går ikke opp, uten at noe av dette hender.",))
    rows = tuple(_set_row(plan, one) for one in found[:MOST_SETS])
    columns = (
        Column("events", "Hendelser som er nok, sammen"),
        Column("number", "Antall", "count"),
        Column("reserve_nok", plan.reserve_label, "amount"),
    )
    notes = [
        Note("", "Tas én av hendelsene i en rad bort, går budsjettet opp igjen."),
        Note("", f"Det er lett etter mengder på høyst {LARGEST_SET} hendelser."),
    ]
    if len(found) > MOST_SETS:
        notes.append(Note("", f"Bare de {MOST_SETS} første er vist."))
    caption = "De minste mengdene av hendelser som gjør at budsjettet ikke går opp"
    return Table(caption, columns, rows, footnotes=tuple(notes))


def option_label(plan: Plan, switch: str, option: str) -> str:
    """Return what an option of a switch means: `Kurs: 14,00 NOK per EUR`, or a no in words."""
    item = inputs_of(plan).get(switch)
    if item is None:
        condition = plan.condition(switch)
        denied, _, rest = option.partition("_")
        if denied != "denied":
            return f"{condition.label}: ja"
        response, _, cover_nok = rest.partition("_")
        words = RESPONSES[response or "release"]
        cover = f" med {kroner(int(cover_nok))}" if cover_nok else ""
        return f"{condition.label}: nei, {words}{cover}"
    if not option.isdigit():
        return f"{item.label}: som nå"
    value = int(option)
    told = CHOICES[item.choices[value]] if item.unit == "choice" else value_text(item, value)
    return f"{item.label.partition(': innenfor')[0]}: {told}"


def _switches(calculation: Result) -> tuple[Switch, ...]:
    plan, inputs = calculation.plan, calculation.values
    return events_of(plan, inputs, sensitivities(plan, inputs))


def _told(plan: Plan, found: Count, alone: Count | None, minimum: int) -> Text:
    goal = "går budsjettet ikke opp" if minimum == 0 else "nås ikke ønsket minstereserve"
    items = []
    if alone:
        items.append(
            f"Svarene på vilkårene, ja eller nei, kan settes sammen på {amount(_possible(alone))} "
            f"måter. I {amount(alone.not_covered)} av dem {goal}."
        )
    items.append(
        f"Sammen med de andre hendelsene i tabellen blir det {amount(_possible(found))} "
        f"kombinasjoner. I {amount(found.not_covered)} av dem {goal}."
    )
    if found.contradictory:
        items.append(f"{amount(found.contradictory)} til er umulige og regnes ikke med.")
    if found.lowest_nok is not None and found.highest_nok is not None:
        items.append(
            f"{plan.reserve_label} er fra {kroner(found.lowest_nok)} til "
            f"{kroner(found.highest_nok)}."
        )
    return Text(items=tuple(items))


def _possible(found: Count) -> int:
    return found.total - found.contradictory


def _events(plan: Plan, found: Count) -> Table:
    first: set[str] = set()
    rows = []
    for event in found.events:
        happens = event.switch in first
        first.add(event.switch)
        if happens:
            rows.append(_event_row(plan, event))
    columns = (
        Column("event", "Hendelse"),
        Column("combinations", "Kombinasjoner med hendelsen", "count"),
        Column("not_covered", "Av dem går ikke opp", "count"),
    )
    notes = (
        NO_PROBABILITY,
        Note("", "Beløpene er den enden av hvert oppgitte spenn som gir minst igjen av rammen."),
        Note("", "Et nei som ikke flytter penger, eller som krever et beløp, er ikke med."),
    )
    return Table("Hendelsene som er satt sammen", columns, tuple(rows), footnotes=notes)


def _event_row(plan: Plan, event: EventCount) -> Row:
    label = option_label(plan, event.switch, event.option)
    return Row((label, event.combinations, event.not_covered))


def _set_row(plan: Plan, one: EventSet) -> Row:
    labels = [option_label(plan, switch, option) for switch, option in one.events]
    return Row((" + ".join(labels), len(labels), one.reserve_nok))
