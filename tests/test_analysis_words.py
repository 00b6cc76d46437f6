"""What sensitivity and later years say is true of the budget they speak of, also at its edges."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ipr.analysis.sensitivity import pairs
from ipr.budget.result import Result, plan_result
from ipr.doors.build import scenario
from ipr.doors.scenarios import load_result
from ipr.plan.model import Plan
from ipr.present.blocks import NOTHING_TO_SAY, Text
from ipr.present.blocks.tables import Table
from ipr.present.combinations import UNFOLLOWED, combinations_block, minimal_sets_table
from ipr.present.outlook import (
    binding_table,
    growth_table,
    outlook_cover,
    outlook_summary_table,
    outlook_table,
    years_ahead,
)
from ipr.present.sensitivity import (
    NOTHING_MOVES,
    pairs_table,
    sensitivity_cover,
    steps_table,
    thresholds_table,
    widest_first,
)
from ipr.reading.norwegian import NBSP
from tests.plans import LILLEHAMMER, NORDFJELLA, PLAN, SECOND_PLAN, shipped

pytestmark = pytest.mark.usefixtures("undrawn")


def every() -> Iterator[Result]:
    """Both plans and each of their scenarios."""
    for folder in (LILLEHAMMER, NORDFJELLA):
        yield from (shipped(name, folder.name) for name in folder.scenario_ids)


def told(block: object) -> str:
    """All a reader sees of a block, with ordinary spaces."""
    return block.plain().replace(NBSP, " ")  # type: ignore[attr-defined]


def one_range(plan: Plan, kept: str) -> Result:
    """A plan of which this one income alone has a range."""
    funding = tuple(
        item if item.id == kept else item.model_copy(update={"range": None})
        for item in plan.funding
    )
    lines = tuple(
        line.model_copy(
            update={"components": tuple(part.model_copy(update={"range": None})
                                        for part in line.components)}
        )
        for line in plan.lines
    )  # fmt: skip
    assumptions = tuple(item.model_copy(update={"range": None}) for item in plan.assumptions)
    return plan_result(
        plan.model_copy(update={"funding": funding, "lines": lines, "assumptions": assumptions})
    )


def test_what_is_reckoned_before_a_rule_says_so() -> None:
    """Where a scenario has a rule, nothing that disregards it stands without saying that."""
    rules = set()
    for one in every():
        words = UNFOLLOWED[one.balancing.policy]
        blocks = (combinations_block(one), minimal_sets_table(one))
        lines = [line for block in blocks for line in told(block).splitlines()]
        if not words:
            assert not re.search("uten (kutt|å be)", " ".join(lines)), one.scenario.id
            continue
        rules.add(one.balancing.policy)
        for line in lines:
            if "mangler det" in line or "Det mangler" in line:
                assert words in line, (one.scenario.id, line)
        for block in blocks:
            if not isinstance(block, Text):
                assert f"Alt er regnet {words}." in told(block).splitlines(), one.scenario.id
        assert sensitivity_cover(one).key_figures[0].note.startswith(words), one.scenario.id
    assert rules == {"pro_rata", "ranked", "ask_funders"}
    idle = scenario(PLAN, balancing={"policy": "pro_rata"})  # it cuts nothing yet
    assert "mangler det penger uten kutt" in told(combinations_block(idle))
    assert not sensitivity_cover(idle).key_figures[0].note


def test_the_question_asks_for_what_has_not_happened() -> None:
    """A budget that lacks is asked what it takes to reach, and a wish is no lack of money."""
    seen = set()
    for one in every():
        wish = one.balancing.minimum_reserve_nok
        holds = one.unbalanced.reserve >= wish
        asked = sensitivity_cover(one).question
        assert asked.endswith(
            ("det er mindre igjen enn ønsket?" if holds else "det er igjen så mye som ønsket?")
            if wish
            else ("det mangler penger?" if holds else "pengene rekker?")
        ), one.scenario.id
        seen.add((bool(wish), bool(holds)))
        if wish:
            assert "engene rekker" not in told(sensitivity_cover(one)), one.scenario.id
    assert len(seen) == 4


def test_an_adopted_plan_is_said_to_be_adopted_once() -> None:
    """Its standing is in its own line; only what a scenario itself is comes after it."""
    for one in every():
        ahead = years_ahead(one)
        for cover in (sensitivity_cover(one), outlook_cover(one, ahead)):
            assert cover.subtitle.lower().count("vedtatt plan") <= 1, one.scenario.id
            assert ".." not in cover.subtitle
            assert not cover.subtitle.rstrip().endswith(" .")


def test_pairs_that_do_more_together_are_told_of_wherever_they_stand() -> None:
    """The pair that differs most is named with both amounts, also where it is not in the table."""
    for one in every():
        rows = [row for row in widest_first(one) if row.worst.effect_nok < 0]
        apart = [
            pair for pair in pairs(one.plan, one.values, rows) if pair.effect_nok != pair.sum_nok
        ]
        shown = told(pairs_table(one))
        assert ("annerledes enn hver for seg" in shown) == bool(apart), one.scenario.id
        for pair in apart[:1]:
            assert f"«{pair.first.item.label}» og «{pair.second.item.label}»" in shown
    alone = told(pairs_table(one_range(PLAN, "county")))
    assert not alone  # no two, and nothing to say
    two = scenario(PLAN, {"lines.tech_hub.project_leader.months": 12})
    assert "annerledes" not in told(pairs_table(two))


def test_a_plan_in_which_nothing_matters_is_not_said_to_have_what_matters_most() -> None:
    """A range that moves no figure is not the most important assumption."""
    lines = tuple(
        line.model_copy(
            update={"components": tuple(part.model_copy(update={"price": "fixed"})
                                        for part in line.components)}
        )
        for line in one_range(PLAN, "").plan.lines
    )  # fmt: skip
    growth = tuple(item for item in PLAN.assumptions if item.id != "eur_nok")
    rate = tuple(
        item.model_copy(update={"range": None}) for item in PLAN.assumptions if item.id == "eur_nok"
    )
    update = {"lines": lines, "assumptions": (*growth, *rate)}
    found = plan_result(one_range(PLAN, "").plan.model_copy(update=update))
    assert sensitivity_cover(found).answer == NOTHING_MOVES


def test_the_councils_own_payment_is_spoken_of_only_where_answers_are_tried() -> None:
    """Without conditions there is no «no» at which the council could pay more."""
    for plan in (PLAN, SECOND_PLAN):
        asked = plan_result(plan)
        unasked = plan_result(plan.model_copy(update={"conditions": ()}))
        assert "betaler mer ved et nei" in told(combinations_block(asked))
        assert "betaler mer ved et nei" not in told(combinations_block(unasked))
        assert "svarene" not in told(combinations_block(unasked))


def test_a_no_that_can_only_be_paid_for_is_not_tried() -> None:
    """A condition whose one response asks for an amount that nobody has stated stops no report."""
    for plan in (PLAN, SECOND_PLAN):
        only = tuple(
            item.model_copy(
                update={"decision": item.decision.model_copy(update={"responses": ("cover",)})}
            )
            if item.decision and "cover" in item.decision.responses
            else item
            for item in plan.conditions
        )
        one = plan_result(plan.model_copy(update={"conditions": only}))
        gone = [old.label for old, new in zip(plan.conditions, only, strict=True) if old != new]
        assert gone
        shown = told(combinations_block(one))
        assert not [label for label in gone if f"«{label}» slår" in shown]


def test_every_sentence_has_its_full_stop() -> None:
    """Also where it ends in how many of how many, and nothing is left out of them."""
    few = tuple(line for line in PLAN.lines if line.id in {"film", "youth", "summit"})
    small = PLAN.model_copy(update={"lines": few, "conditions": (), "funding": PLAN.funding[:1]})
    for one in (*every(), plan_result(small)):
        for block in (combinations_block(one), minimal_sets_table(one)):
            listed = [line for line in told(block).splitlines() if line.startswith("- ")]
            assert all(line.endswith(".") for line in listed), one.scenario.id


def test_growth_that_nothing_lasting_follows_is_no_table() -> None:
    """Where each growth leaves the same, nothing is said of what growth does."""
    for plan in (PLAN, SECOND_PLAN):
        one = plan_result(plan)
        assert isinstance(growth_table(one, years_ahead(one)), Table)
        lines = tuple(
            line.model_copy(
                update={
                    "components": tuple(
                        part.model_copy(update={"price": "fixed"}) for part in line.components
                    )
                }
            )
            for line in plan.lines
        )
        fixed = plan_result(plan.model_copy(update={"lines": lines}))
        assert growth_table(fixed, years_ahead(fixed)) == NOTHING_TO_SAY


def test_per_cent_moves_by_points_of_it() -> None:
    """From 2 to 3 per cent is one point, and not one per cent."""
    for plan, words in ((PLAN, "1 prosentpoeng"), (SECOND_PLAN, "0,5 prosentpoeng")):
        assert re.search(rf"Prisvekst +{words} ", told(steps_table(plan_result(plan))))


def test_a_dash_among_the_thresholds_is_explained() -> None:
    """Whoever sees one is told what it means; where there is none, nothing is said of it."""
    for one in every():
        shown = thresholds_table(one)
        dashes = any(row.cells[-1] == "–" for row in shown.rows)
        assert ("En strek" in told(shown)) == dashes, one.scenario.id


def test_prices_of_the_plans_own_year_are_not_denied() -> None:
    """The second plan's own amounts have 3.5 per cent in them: only later growth is left out."""
    for one in every():
        shown = told(outlook_summary_table(one, years_ahead(one)))
        assert f"Beløpene er uten prisvekst etter {one.plan.year}." in shown


def test_what_is_over_is_named_where_all_is_said_to_go_on() -> None:
    """«Alt videreført» leaves out what the plan ends: each component that falls to 0 is named."""
    for one in every():
        table = outlook_table(one, years_ahead(one), "everything")
        over = []
        for row in table.rows:
            if row.cells[0] == "Inntekter":
                break
            amounts = row.cells[1:5]
            if row.role == "body" and amounts[0] and 0 in amounts:
                over.append(f"«{row.cells[0]}»")
        summary = told(outlook_summary_table(one, years_ahead(one)))
        note = "".join(re.findall("Ikke med etter at det er slutt: .*", summary))
        assert bool(note) == bool(over), one.scenario.id
        assert all(label in note for label in over) or f"{len(over)} delposter" in note


def test_money_brought_along_stands_in_one_row() -> None:
    """An income of last year's is gone the year after; what is left has a row of its own."""
    once = tuple(item for item in PLAN.funding if item.recurrence == "continues")
    for plan in (PLAN, SECOND_PLAN, PLAN.model_copy(update={"funding": once})):
        one = plan_result(plan)
        table = outlook_table(one, years_ahead(one, carry_reserve=True), "continued")
        incomes = {item.label: item.recurrence for item in plan.funding}
        rows = [row for row in table.rows if row.cells[0] in incomes]
        assert len(rows) == len(incomes)
        for row in rows:
            assert (set(row.cells[2:5]) == {0}) == (incomes[str(row.cells[0])] == "one_off")
        assert "Overført fra året før" not in [row.cells[0] for row in table.rows]
        brought = next(row for row in table.rows if row.cells[0] == "Tatt med fra året før")
        assert brought.cells[2] == max(one.reserve, 0)


def test_one_sum_rests_on_one_thing() -> None:
    """What is bound is marked alike in both tables that show it."""
    for one in every():
        bound = binding_table(one, years_ahead(one))
        rows = getattr(bound, "rows", ())
        summed = outlook_summary_table(one, years_ahead(one)).rows[1]
        for row in rows[-1:]:
            assert row.cells[1:4] == summed.cells[2:5]
            assert row.cells[4] == summed.cells[6], one.scenario.id


def test_the_plan_without_a_scenario_has_no_standing_of_its_own() -> None:
    """It is the plan, not a draft scenario."""
    assert "Kladd" not in sensitivity_cover(load_result("lillehammer-2026")).subtitle
