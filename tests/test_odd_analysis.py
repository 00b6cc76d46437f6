"""Sensitivity, combinations and later years say of odd plans only what is so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from ipr.analysis.combinations import events_of
from ipr.analysis.sensitivity import pairs, sensitivities
from ipr.budget.result import Result, plan_result
from ipr.doors.build import scenario
from ipr.plan.model import Plan, Range
from ipr.present.blocks import NOTHING_TO_SAY, Group, Text
from ipr.present.blocks.tables import Missing, Row, Table
from ipr.present.changes import what_changes
from ipr.present.combinations import combinations_block, minimal_sets_table
from ipr.present.outlook import (
    outlook_cover,
    outlook_provisos,
    outlook_summary_table,
    outlook_table,
    years_ahead,
)
from ipr.present.scenario.grounds import assumptions_block
from ipr.present.sensitivity import (
    pairs_table,
    sensitivity_cover,
    sensitivity_provisos,
    steps_table,
    thresholds_table,
    tornado_chart,
)
from tests.plans import PLAN, SECOND_PLAN, only_ranges_of
from tests.strategies import plans
from tests.test_explain import calculations
from tests.test_odd_budgets import FREE, council, told

pytestmark = pytest.mark.usefixtures("undrawn")


def test_one_that_is_tried_does_not_matter_most() -> None:
    """What matters most is said where there is more than one to choose among."""
    one, two = (only_ranges_of(PLAN, *names) for names in (("county",), ("county", "carry_over")))
    assert sensitivity_cover(scenario(one)).answer.startswith(f"Bare {FREE.label} er prøvd. Under ")
    assert " betyr mest. " in sensitivity_cover(scenario(two)).answer


def test_provisos_are_of_what_the_report_has() -> None:
    """Nothing is said of ranges, of lines without an amount or of contributions that are not."""
    bare = only_ranges_of(council([1, 2]))
    once = bare.model_copy(
        update={"funding": (bare.funding[0].model_copy(update={"recurrence": "one_off"}),)}
    )
    unpriced, ranges, lasting = "uten beløp", "Hvor mye hver ting", "At bidragene fortsetter"
    for plan, said in ((PLAN, True), (bare, False), (once, False)):
        result = scenario(plan)
        sensitivity, years = (
            told(block(result)) for block in (sensitivity_provisos, outlook_provisos)
        )
        assert (ranges in sensitivity) == said
        assert (unpriced in sensitivity) == (unpriced in years) == said
        assert (lasting in years) == (plan is not once)
        for text in (sensitivity, years):
            assert text.endswith("Vurdering og innstilling hører hjemme i saksframlegget.")


def test_what_is_brought_along_later_rests_on_nothing_before() -> None:
    """An income that only later years have makes no sum of the plan's own year an assumption."""
    plan = council([1_000, 2_000])
    plan = plan.model_copy(
        update={"funding": (plan.funding[0].model_copy(update={"status": "stated"}),)}
    )
    result = scenario(plan)
    plain, carried = (
        {
            (view, str(row.cells[0])): row.cells[-2]
            for view, row in by_view(outlook_summary_table(result, years_ahead(result, **ways)))
        }
        for ways in ({}, {"carry_reserve": True})
    )
    assert plain == {key: carried[key] for key in plain}


def by_view(table: Table) -> Iterator[tuple[str, Row]]:
    """Each row of amounts with the heading it stands under."""
    view = ""
    for row in table.rows:
        if row.role == "group":
            view = str(row.cells[0])
        else:
            yield view, row


def test_what_is_as_before_is_not_told_as_a_change() -> None:
    """So many things change only where each of them has another value than before."""
    film, more = PLAN.line("film").total_nok or 0, 80_000
    for values, changed in (
        ({"lines.film": film, "lines.summit": more}, False),
        ({"lines.film": more, "lines.summit": more}, True),
        ({"lines.film": film}, False),
    ):
        said = what_changes(scenario(PLAN, values))
        assert (" ting endres: " in said) == changed
        assert (" ting er valgt her: " in said) == (not changed)
        table = told(assumptions_block(scenario(PLAN, values)))
        assert ("Forutsetningene som er endret" in table) == changed
        assert ("Forutsetningene som er valgt her" in table) == (not changed)


@given(calculations())
def test_of_all_combinations_it_is_said_that_it_is_all(result: Result) -> None:
    """Where the money reaches in all combinations or in none, no share of them is told."""
    block = combinations_block(result)
    said = told(block)
    assert not re.search(r"På ([\d ]+) av de \1 måtene", said)
    assert not re.search(r"er fra (.*) til \1\.", said)
    first = block.blocks[0] if isinstance(block, Group) and block.blocks else block
    assert all(item.endswith(".") for item in (first.items if isinstance(first, Text) else ()))


def test_no_amount_is_below_nothing() -> None:
    """Of what must be 0 for the money to reach it is not said that less will do."""
    plan = only_ranges_of(council([1, 5], 5))
    spread = Range(low_e4=0, high_e4=10_000, step_e4=10_000, because="Derfor.")
    line, *others = plan.lines
    tried = line.model_copy(
        update={"components": (line.components[0].model_copy(update={"range": spread}),)}
    )
    for income, end in ((5, "0 kroner."), (4, "")):
        lower = plan.model_copy(update={"lines": (tried, *others)})
        answer = told(sensitivity_cover(scenario(lower, {f"funding.{FREE.id}": income})))
        assert "eller mindre" not in answer
        assert end in answer


def test_the_pair_that_differs_most_is_named_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst pair need not be the one whose two differ most from one by one."""
    spread = Range(low_e4=250_000, high_e4=500_000, step_e4=10_000, because="Derfor.")
    rates = tuple(
        one.model_copy(update={"range": spread}) if one.id == "vat_rate" else one
        for one in SECOND_PLAN.assumptions
    )
    result, named = plan_result(SECOND_PLAN.model_copy(update={"assumptions": rates})), set()
    for order in (slice(None), slice(None, None, -1)):
        monkeypatch.setattr(
            "ipr.present.sensitivity.pairs", lambda *given, order=order: pairs(*given)[order]
        )
        notes = str(pairs_table(result)).partition("annerledes")
        named.add(notes[2])
    assert len(named) == 1
    assert named != {""}


@given(plans())
def test_a_plan_is_read_in_two_ways_only_where_it_is_unclear(plan: Plan) -> None:
    """Earmarked money is counted the other way where the plan tells of that as unclear."""
    gifts = {f"funding.{one.id}.counted" for one in plan.funding if one.counted}
    touched = {name for one in plan.ambiguities for name in one.touches}
    both = {one for one in gifts if touched & {one, one.removesuffix(".counted")}}
    assert {one.id for one in events_of(plan, {})} & gifts == both
    clear = plan.model_copy(update={"ambiguities": ()})
    assert not {one.id for one in events_of(clear, {})} & gifts


@given(calculations())
def test_a_note_is_of_what_stands_above_it(result: Result) -> None:
    """A dash, an amount in brackets or a set of events is spoken of where the table has one."""
    years = outlook_table(result, years_ahead(result), "bound")
    for table in (steps_table(result), thresholds_table(result), years):
        if isinstance(table, Table):
            notes = " ".join(note.text for note in table.footnotes)
            cells = [cell for row in table.rows for cell in row.cells]
            assert ("En strek" in notes) == any(one in {"–", Missing("–")} for one in cells)
            turns = [one for one in table_turns(table) if not isinstance(one, Missing)]
            assert ("I parentes" in notes) == bool(turns)
    sets = minimal_sets_table(result)
    if isinstance(sets, Table):
        several = any(int(str(row.cells[1])) > 1 for row in sets.rows)
        assert ("Alt i en rad må skje" in told(sets)) == several


def table_turns(table: Table) -> Iterator[object]:
    """What stands in the column of where the money ends, if the table has it."""
    keys = [column.key for column in table.columns]
    return (row.cells[keys.index("threshold")] for row in table.rows if "threshold" in keys)


def test_one_event_is_spoken_of_as_one() -> None:
    """Of a single event it is not said how several come out, nor that they are put together."""
    for names in (("county",), ("county", "carry_over")):
        plan = only_ranges_of(PLAN.model_copy(update={"conditions": (), "ambiguities": ()}), *names)
        plan = plan.model_copy(update={"funding": plan.free_funding})
        said = told(combinations_block(scenario(plan)))
        many = len(names) > 1
        assert ("måtene hendelsene kan" in said) == ("satt sammen" in said) == many
        assert ("måtene hendelsen kan" in said) == ("som er prøvd" in said) == (not many)
        assert "Et nei" not in said


def test_a_chart_of_what_moves_nothing_is_not_drawn() -> None:
    """Where no assumption moves the reserve there is no chart, whose words would name none."""
    plan = council([5, 6], 11)
    spread = Range(low_e4=0, high_e4=10_000, step_e4=10_000, because="Derfor.")
    rate, *others = only_ranges_of(plan).assumptions
    rates = (rate.model_copy(update={"range": spread}), *others)
    still = only_ranges_of(plan).model_copy(update={"assumptions": rates})
    assert told(steps_table(scenario(still)))
    assert tornado_chart(scenario(still)) == NOTHING_TO_SAY
    assert told(tornado_chart(scenario(PLAN))).count("ingen.") == 0


@given(calculations())
def test_no_other_pair_differs_more(result: Result) -> None:
    """The pair that is named is one that none of the others surpasses."""
    table = pairs_table(result)
    notes = "".join(note.text for note in table.footnotes) if isinstance(table, Table) else ""
    if "annerledes" in notes:
        rows = sensitivities(result.plan, result.values)
        taking = [row for row in rows if row.worst.effect_nok < 0]  # the others are in no pair
        found = pairs(result.plan, result.values, taking)
        most = max(abs(one.effect_nok - one.sum_nok) for one in found)
        amounts = re.search(
            r"hver for seg: ([+−\d\xa0]+) kroner?, ikke ([+−\d\xa0]+)",
            notes.replace("\xa0kroner", " kroner"),
        )
        assert amounts
        both, each = (int(one.replace("\xa0", "").replace("−", "-")) for one in amounts.groups())
        assert abs(both - each) == most


def test_what_hangs_of_what_is_bound_is_a_part_of_it() -> None:
    """Of what is bound no more hangs on a condition than the council pays, and all of it is all."""
    gift = FREE.model_copy(
        update={"id": "gift", "amount_nok": 100_000, "earmarked_for": "youth", "range": None}
    ).model_copy(update={"counted": "outside"})
    (grant,) = (one for one in PLAN.conditions if one.id == "county_youth_grant")
    assert grant.decision
    component = f"lines.youth.{PLAN.line('youth').components[0].id}"
    decision = grant.decision.model_copy(update={"components": (component,), "milestone": None})
    update = {
        "funding": (*PLAN.funding[:3], gift),
        "conditions": (grant.model_copy(update={"touches": (), "decision": decision}),),
        "ambiguities": (),
        "milestones": (),
        "footnotes": (),
    }
    paid = PLAN.model_copy(update=update)
    alone = paid.model_copy(update={"lines": (PLAN.line("youth"),)})
    for plan, said in (
        (paid, "115 000 kroner i 2027, av dem 50 000 kroner på vilkår."),
        (alone, "50 000 kroner i 2027, alt på vilkår."),
    ):
        result = scenario(plan)
        answer = told(outlook_cover(result, years_ahead(result)))
        assert f"Planens egne ord binder {said}" in answer
