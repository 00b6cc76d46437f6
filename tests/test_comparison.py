"""A comparison says of each scenario, and of the one compared with, what is true of it."""

from __future__ import annotations

from itertools import combinations

import pytest

from ipr.budget.result import Result, plan_result
from ipr.doors.build import scenario
from ipr.present.answers import verdict_word
from ipr.present.blocks import NOTHING_TO_SAY
from ipr.present.blocks.tables import Table
from ipr.present.comparison import (
    compared_inputs_table,
    compared_lines_table,
    compared_reasons_table,
    comparison_cover,
    reserves_chart,
)
from ipr.reading.norwegian import NBSP, kroner
from tests.plans import FOLDERS, PLAN, shipped
from tests.test_odd_budgets import FREE, council

pytestmark = pytest.mark.usefixtures("undrawn")

WISHED = scenario(PLAN, balancing={"policy": "leave_open", "minimum_reserve": 700_000})


def every_pair() -> list[tuple[Result, Result]]:
    """Each two scenarios of either plan, and one that falls short of a wish beside the plan."""
    found = [
        (shipped(one, name), shipped(other, name))
        for name, folder in FOLDERS.items()
        for one, other in combinations(folder.scenario_ids, 2)
    ]
    return [*found, (WISHED, shipped("planen"))]


def test_all_are_said_to_be_balanced_only_where_all_are() -> None:
    """The one compared with is a scenario too, and stands beside the others in figure and table."""
    for one, against in every_pair():
        told = comparison_cover([one, one], against).verdict.text.replace(NBSP, " ")
        both = {verdict_word(one), verdict_word(against)}
        assert (told == "Alle scenarioene er i balanse.") == (both == {"i balanse"})
        for each in (one, against):
            if both != {"i balanse"} and each.reserve < 0:
                lacks = kroner(-each.reserve).replace(NBSP, " ")
                assert f"«{each.scenario.title}»: mangler {lacks}" in told


def test_a_budget_with_less_than_wished_is_not_called_unbalanced() -> None:
    """What is wished is named; no money lacks."""
    told = comparison_cover([WISHED], shipped("planen")).verdict.text.replace(NBSP, " ")
    assert f"«{WISHED.scenario.title}»: 90 000 kroner mindre igjen enn ønsket; " in told
    assert "ikke i balanse" not in told
    last = compared_reasons_table([WISHED]).rows[-1]
    assert str(last.cells[1]).replace(NBSP, " ") == "Minst 700 000 kroner."


def test_titles_that_have_a_comma_or_an_and_are_told_apart() -> None:
    """Several titles in a row stand in quotation marks, also in the title."""
    ids = ("ingen-overforing-likt-kutt", "ingen-overforing-be-om-mer")
    found = [shipped(one) for one in ids]
    title = comparison_cover(found, shipped("planen")).title
    assert title == (
        "Sammenligning: «Ingen overføring, og forholdsmessige kutt» og "
        "«Ingen overføring, og bidragsyterne dekker resten»"
    )
    assert "«" not in comparison_cover(found[:1], shipped("planen")).title


def test_a_rule_is_a_row_only_where_there_is_one() -> None:
    """One that follows no rule has no row that says so; one that changes nothing says that."""
    for name, folder in FOLDERS.items():
        for one in (shipped(each, name) for each in folder.scenario_ids):
            rows = [str(row.cells[0]) for row in compared_reasons_table([one]).rows]
            assert ("Hvis noe mangler" in rows) == (one.balancing.policy != "leave_open")
            assert ("Ønsket igjen" in rows) == (one.balancing.minimum_reserve_nok > 0)
            assert ("Ingenting" in rows) == (not one.steps)


def test_what_does_not_differ_has_no_table_of_differences() -> None:
    """Neither inputs nor amounts; two that leave alike are «begge», and more are «alle»."""
    kept, plan = shipped("fylket-nei-reisemal-behold"), shipped("planen")
    assert compared_inputs_table([kept], plan) == NOTHING_TO_SAY
    assert compared_lines_table([kept], plan) == NOTHING_TO_SAY
    assert reserves_chart([kept], plan).caption.startswith("Begge har 610")
    assert reserves_chart([kept, kept], plan).caption.startswith("Alle har 610")
    for one, against in every_pair():
        table = compared_lines_table([one], against)
        if isinstance(table, Table):
            bodies = [row for row in table.rows if row.role == "body"]
            assert bodies
            assert all(row.cells[1] != row.cells[2] for row in bodies)
        else:
            assert one.reserve == against.reserve


def test_scenarios_built_in_python_are_compared_too() -> None:
    """All of them have the same id, and a column each nonetheless."""
    one, other = (scenario(PLAN, {"lines.film": nok}, title=str(nok)) for nok in (1, 2))
    for made in (compared_inputs_table, compared_lines_table):
        table = made([one], other)
        assert isinstance(table, Table)
        assert [column.label for column in table.columns[1:]] == ["2", "1"]
        assert len({*table.to_frame().columns}) >= 2
    assert reserves_chart([one], other)


def test_what_is_alike_is_said_to_be_left_out_where_something_is() -> None:
    """Where every income and line differs, nothing is left out."""
    plan = council([1_000, 2_000])
    changed = {f"funding.{FREE.id}": 5_000, "lines.l0": 1, "lines.l1": 2}
    for less in range(len(changed)):
        one = scenario(plan, dict([*changed.items()][less:]))
        table = compared_lines_table([one], plan_result(plan))
        assert ("er utelatt" in str(table)) == bool(less)
