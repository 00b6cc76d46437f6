"""What stands below a scenario's tables: earmarked money, sums over the years, cuts of one year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from ipr.budget.reckon import reckon
from ipr.budget.result import Result, plan_result
from ipr.doors.build import scenario
from ipr.plan.inputs import component_label
from ipr.present.blocks import NOTHING_TO_SAY
from ipr.present.blocks.tables import Table, Value
from ipr.present.plan import lasting_table
from ipr.present.scenario.budget import (
    AS_PLANNED,
    EARMARKED_APART,
    budget_table,
    later_years_block,
)
from ipr.present.scenario.grounds import REGISTER, STATED, register_block, register_table
from ipr.reading.norwegian import kroner
from tests.plans import CASES, PLAN, SECOND_PLAN, shipped

pytestmark = pytest.mark.usefixtures("undrawn")

INSIDE, OUTSIDE = "ligger i rammen.", "kommer i tillegg til beløpene her."
CUT = {"policy": "pro_rata", "step": 1_000}


def every() -> Iterator[Result]:
    """Each shipped scenario; gifts that are not used; cuts and asking beside lasting changes."""
    yield from (shipped(one, plan) for plan, one in CASES)
    yield scenario(SECOND_PLAN, {"funding.trail_gift": 500_000, "lines.trails.signs": 10_000})
    yield scenario(SECOND_PLAN, {"funding.bus_gift": 80_000, "lines.trails.clearing": 10_000})
    yield scenario(SECOND_PLAN, {"funding.trail_gift": 0, "lines.trails.clearing": 10_000})
    poor = {"funding.county": 2_000_000, "lines.tech_hub.project_leader.months": 12}
    for rule in (CUT, {"policy": "ask_funders", "shares": {"county": 1}}):
        yield scenario(PLAN, poor, balancing=rule)


def test_earmarked_money_is_noted_below_the_whole_budget() -> None:
    """Each earmarked income that is there is named with its line, inside the frame or beside it."""
    seen = set()
    for result in every():
        plan, outcome = result.plan, result.outcome
        notes = [note.text for note in budget_table(result).footnotes]
        told = [note for note in notes if "kan bare brukes til" in note]
        there = [item for item in plan.funding if item.earmarked_for and outcome.funding[item.id]]
        assert len(told) == len(there)
        for item, note in zip(there, told, strict=True):
            line = plan.line(item.earmarked_for or "")
            nok = outcome.funding[item.id]
            assert note.startswith(f"{item.label} ({kroner(nok)}) kan bare brukes til {line.label}")
            less = int(reckon(plan, {**outcome.inputs, f"funding.{item.id}": 0}).reserve)
            available = outcome[f"available.{line.id}"]
            assert note.endswith(OUTSIDE if available else INSIDE), note
            unused = available - outcome.earmarked[line.id]
            assert any(f"{line.label} bruker" in one for one in notes) == (unused > 0)
            if unused == 0:  # then all of it takes part in paying, or none
                assert result.unbalanced.reserve - less == (nok if available else 0)
            seen.add((bool(available), unused > 0))
    assert seen == {(False, False), (True, False), (True, True)}


def amounts(row: Sequence[Value]) -> list[int]:
    """The amounts of a row, after its label."""
    return [cell for cell in row[1:] if isinstance(cell, int)]


def test_what_is_left_is_summed_year_by_year() -> None:
    """The last row is incomes less lines, unless earmarked money pays a part, which is then said.

    The first year is what the changes do before a rule.
    """
    seen = set()
    for result in every():
        tables = [one for one in getattr(later_years_block(result), "blocks", ())
                  if isinstance(one, Table)]  # fmt: skip
        for table in tables:
            plan = result.plan
            costs = {component_label(plan, line, part) for line, part in plan.components}
            *rows, last = (row.cells for row in table.rows)
            assert str(last[0]).startswith("Endring i det som er igjen")
            moved = amounts(last)
            signed = [[-n if row[0] in costs else n for n in amounts(row)] for row in rows]
            sums = [sum(column) for column in zip(*signed, strict=True)]
            notes = [note.text for note in table.footnotes]
            assert (EARMARKED_APART in notes) == (sums != moved), result.scenario.title
            assert moved[0] == result.unbalanced.reserve - result.original.reserve
            assert moved[-1] == sum(moved[:-1])
            zeros = any(0 in amounts(row)[:-1] for row in rows)
            assert (AS_PLANNED in notes) == zeros
            without = {True: "uten kutt", False: ""}[bool(result.outcome["cuts"])]
            assert str(last[0]).endswith(without or ("uten å be om mer", "igjen"))
            seen |= {(EARMARKED_APART in notes), without}
    assert seen == {True, False, "", "uten kutt"}


def test_cuts_are_told_as_those_of_one_year() -> None:
    """A report whose rule cuts or asks says that later years have nothing of it, and no other."""
    for result in every():
        block, outcome = later_years_block(result), result.outcome
        told, year = block.plain(), result.plan.year
        for name, words in (("cuts", "Kuttene på {}er"), ("asked", "De {}ene som andre bes om,")):
            said = f"{words.format(kroner(outcome[name])[:-2])} er regnet for {year} alene."
            assert (said in told) == bool(outcome[name]), result.scenario.title
        if block is NOTHING_TO_SAY:
            assert not outcome["cuts"] + outcome["asked"]


def test_the_register_is_called_what_it_holds() -> None:
    """It holds what is not plainly stated, says so, and is not called all."""
    for result in every():
        rows, stated = register_table(result).rows, "Står i planen"
        assert not [row for row in rows if str(row.cells[-1]).startswith(stated)]
        kept = [one for one in result.register.values() if one.standing != "stated"]
        assert {one.found.label for one in kept} <= {row.cells[0] for row in rows}
        assert len(kept) < len(result.register)
        if rows:
            assert STATED in register_table(result).footnotes
            assert register_block(result).plain().startswith(REGISTER)


def test_money_that_comes_once_is_not_passed_over_in_yearly_money() -> None:
    """A gift within the frame may lie in a yearly income; where it stands beside, it does not."""
    told = lasting_table(SECOND_PLAN, plan_result(SECOND_PLAN).outcome).plain()
    assert f"Gave til fjellbussen ({kroner(60_000)}) kommer bare én gang" in told
    assert "Gave til stimerking" not in told
    assert "bare én gang og" not in lasting_table(PLAN, plan_result(PLAN).outcome).plain()
