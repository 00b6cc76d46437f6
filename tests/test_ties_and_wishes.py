"""What stands alike is told together, and less than is wished is not told as money that lacks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ipr.analysis.consequences import too_small
from ipr.analysis.sweep_file import load_swept
from ipr.budget.reckon import reckon
from ipr.doors.build import scenario
from ipr.plan.model import Plan
from ipr.present.comparison import comparison_cover
from ipr.present.plan import lines_chart
from ipr.present.scenario.balancing import balancing_block
from ipr.present.sensitivity import sensitivity_cover
from ipr.present.sweeps import sweep_chart, sweep_cover, sweep_inputs_table
from tests.plans import LILLEHAMMER, NORDFJELLA, PLAN, only_ranges_of, shipped


def lines_changed(plan: Plan, amounts: dict[str, int]) -> Plan:
    """The plan with other amounts of lines that are one plain amount."""
    lines = tuple(
        line.model_copy(
            update={
                "components": tuple(
                    part.model_copy(update={"amount_nok": amounts[line.id]})
                    for part in line.components
                )
            }
        )
        if line.id in amounts
        else line
        for line in plan.lines
    )
    return plan.model_copy(update={"lines": lines})


def test_the_largest_lines_are_told_together() -> None:
    """One largest line is named alone; two, and of many their number, with what each of them is."""
    two = lines_changed(PLAN, {"event_grants": 570_000})
    assert lines_chart(two, reckon(two)).caption.replace("\u00a0", " ") == (
        "Størst er Arrangementstilskudd og Regionmarkedsfører med 570 000 kroner hver"
    )
    many = lines_changed(
        PLAN, dict.fromkeys(("event_grants", "sports_region", "film", "youth"), 570_000)
    )
    assert lines_chart(many, reckon(many)).caption.startswith("Størst er 5\u00a0poster med")
    assert lines_chart(PLAN, reckon(PLAN)).caption.startswith("Største post er Regionmarkedsfører")


def test_what_means_most_is_told_together() -> None:
    """Two ranges that move the reserve equally far both mean most."""
    county, municipalities, *others = PLAN.funding
    alike = municipalities.model_copy(update={"range": county.range})
    plan = PLAN.model_copy(update={"funding": (county, alike, *others)})
    plan = only_ranges_of(plan, county.id, alike.id)
    assert sensitivity_cover(scenario(plan)).answer == (
        "Bidrag fra Innlandet fylkeskommune og Samlet bidrag fra kommunene betyr like mye, og mest."
    )


def test_a_wish_is_named_in_sensitivity_and_sweeps(tmp_path: Path) -> None:
    """Where a reserve is wished, what falls below it is less than wished and may be no shortage."""
    rule = {"policy": "leave_open", "minimum_reserve": 100_000}
    told = sensitivity_cover(scenario(PLAN, balancing=rule)).answer.replace("\u00a0", " ")
    assert "Under 490 000 kroner er det mindre igjen enn ønsket." in told
    folder = Path(shutil.copytree(LILLEHAMMER.path, tmp_path / LILLEHAMMER.name))
    (folder / "sweeps" / "x.yaml").write_text(
        "kind: grid\ntitle: T\nquestion: Q?\nbalancing: {policy: leave_open, minimum_reserve: "
        "600 000}\ninputs:\n  - input: lines.gudbrandsdal\n    values: [150 000, 200 000]\n"
        "    because: X\n",
        encoding="utf-8",
    )
    swept = load_swept(folder, "x")
    for text in (sweep_cover(swept).answer, sweep_chart(swept).caption):
        assert "er det mindre igjen enn ønsket" in text
    (row,) = sweep_inputs_table(swept).rows
    told = str(row.cells[2]).replace("\u00a0", " ")
    assert told == "X. Taket er 150 000 kroner («Ny avtale om samarbeidet i Gudbrandsdalen»)."


@pytest.mark.parametrize(
    ("responses", "told"),
    [
        ("[keep, cover]", "Taket er 400 000 kroner («Handelslaget får inntil 400 000 kroner»)."),
        ("[keep, release]", "–"),
    ],
)
def test_a_cover_above_a_ceiling_is_told_in_a_sweep(
    tmp_path: Path, responses: str, told: str
) -> None:
    """What the council may cover is held against the plan's *inntil*, as amounts tried are."""
    folder = Path(shutil.copytree(NORDFJELLA.path, tmp_path / NORDFJELLA.name))
    (folder / "sweeps").mkdir(exist_ok=True)
    amounts = "    amounts: [10 000, 30 000]\n" if "cover" in responses else ""
    (folder / "sweeps" / "x.yaml").write_text(
        "kind: combinations\ntitle: T\nquestion: Q?\nconditions:\n  - condition: guild_agreement\n"
        f"    responses: {responses}\n{amounts}",
        encoding="utf-8",
    )
    (row,) = sweep_inputs_table(load_swept(str(folder), "x")).rows
    assert str(row.cells[2]).replace("\u00a0", " ") == told


def test_a_line_that_pays_is_not_said_to_go_free() -> None:
    """Where whole steps are not enough, lines below a step pay too, and none of them goes free."""
    rule = {"policy": "pro_rata", "step": 100_000}
    poor = {"funding.county": 0, "funding.municipalities": 500_000}
    all_of_it = scenario(PLAN, poor, balancing=rule)
    assert all_of_it.outcome.cuts["summit"]
    assert too_small(all_of_it) == ()
    assert "går fri" not in balancing_block(all_of_it).plain()


def test_one_scenario_is_not_told_as_several() -> None:
    """A comparison of one scenario says so."""
    lower, planned = shipped("lavere-overforing"), shipped("planen")
    assert comparison_cover([lower], planned).verdict.text == "Scenarioet er i balanse."
    assert comparison_cover([lower, lower], planned).verdict.text.startswith("Alle scenarioene")
