"""The other responses to a refusal, reckoned beside the one a scenario chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.analysis.consequences import alternatives
from ipr.budget.result import Result
from ipr.doors.folder import SCENARIO_FOLDER, PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.present.blocks.tables import Missing, Table
from ipr.present.scenario.grounds import open_points_block
from tests.plans import PLAN, shipped


def reserves(calculation: Result) -> dict[str, int | None]:
    """Return the reserve of each response by its name."""
    return {one.response: one.reserve_nok for one in alternatives(calculation)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fylket-nei-reisemal-behold", {"keep": 610_000, "release": 710_000, "cover": None}),
        ("fylket-nei-reisemal-frigi", {"keep": 610_000, "release": 710_000, "cover": None}),
        ("fylket-nei-reisemal-dekk", {"keep": 610_000, "release": 710_000, "cover": 510_000}),
        ("nord-gudbrandsdal-nei", {}),
        ("planen", {}),
    ],
)
def test_each_response_has_its_reserve(name: str, expected: dict[str, int | None]) -> None:
    """The reserves do not depend on which is chosen; an answer the plan states has no others."""
    calculation = shipped(name)
    assert reserves(calculation) == expected
    chosen = [one for one in alternatives(calculation) if one.chosen]
    assert [one.reserve_nok for one in chosen] in ([], [calculation.outcome.reserve])


def test_a_response_that_contradicts_another_change_is_told_as_that(tmp_path: Path) -> None:
    """Where the scenario also sets the amount, releasing it cannot be reckoned, and says so."""
    (tmp_path / SCENARIO_FOLDER).mkdir()
    text = (
        "title: T\nquestion: Q?\nstatus: kladd\nchanges:\n"
        "  - {decide: county_destination_grant, as: denied, response: keep, because: B}\n"
        "  - {set: lines.destination.destination_management, to: 80 000, because: B}\n"
    )
    (tmp_path / SCENARIO_FOLDER / "x.yaml").write_text(text, encoding="utf-8")
    calculation = scenario_result(PlanFolder(tmp_path, PLAN), "x")
    assert reserves(calculation) == {"keep": 630_000, "release": None, "cover": None}
    _, table, *_ = open_points_block(calculation).blocks
    assert isinstance(table, Table)
    shown = {str(row.cells[1]): row.cells[3] for row in table.rows}
    assert shown["rådet trekker pengene"] == Missing("strider mot en annen endring")
    assert shown["rådet betaler mer selv"] == Missing("avhenger av beløpet")
