"""Each scenario travels with its expected result, reckoned by hand, and the code agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr.budget.reckon import Outcome
from ipr.doors.scenarios import load_scenario
from tests.plans import CASES, FOLDERS, shipped
from tools.expected import DRAFT, EXPECTED, Figures, differences, draft, expected, figures

# What the workbook ships for this plan; fewer would be a scenario lost.
SHIPPED = {
    "planen",
    "lavere-overforing",
    "nullpunkt-overforing",
    "ingen-overforing",
    "cyberland-innenfor",
    "cyberland-innenfor-lavere-overforing",
    "fylket-nei-reisemal-behold",
    "fylket-nei-reisemal-frigi",
    "fylket-nei-reisemal-dekk",
    "nord-gudbrandsdal-nei",
    "fylket-nei-ung",
    "nord-gudbrandsdal-og-ung-nei",
    "wuoc-kurs-11-75",
    "summit-med-mva",
    "tech-hub-tolv-maneder",
    "innenforskap-hovedprosjekt",
    "fylket-ti-prosent-mindre",
    "gudbrandsdal-75-000",
}


def test_the_scenarios_asked_for_are_there() -> None:
    """Every scenario the workbook was made to answer is a file of the 2026 plan."""
    assert set(FOLDERS["lillehammer-2026"].scenario_ids) >= SHIPPED


@pytest.mark.parametrize("name", FOLDERS)
def test_each_scenario_has_its_result(name: str) -> None:
    """Each scenario file has an expected result, and each expected result its scenario file."""
    results = {file.stem for file in (EXPECTED / name).iterdir()}
    assert results == set(FOLDERS[name].scenario_ids)
    assert results


def test_no_results_without_a_plan() -> None:
    """Every folder of expected results belongs to a plan that is tested here."""
    assert {folder.name for folder in EXPECTED.iterdir() if folder.is_dir()} == set(FOLDERS)


def test_no_result_is_the_programs_own() -> None:
    """A draft that the program wrote is no proof: its first line says so until it is checked."""
    files = [EXPECTED / name / f"{scenario_id}.yaml" for name, scenario_id in CASES]
    assert [file for file in files if file.read_text("utf-8").startswith(DRAFT)] == []


def test_the_tool_drafts_what_is_missing_and_tells_what_differs(tmp_path: Path) -> None:
    """Where a result is missing a draft of it is written; one that is there stays as it is."""
    name = "nordfjella-2027"
    ids = FOLDERS[name].scenario_ids
    assert len(list(differences(FOLDERS[name].path, tmp_path))) == len(ids)
    for scenario_id in ids:
        assert expected(tmp_path / f"{scenario_id}.yaml") == _expected(name, scenario_id)
    wrong = draft(dict(_expected(name, "planen")) | {"reserve_nok": None})
    (tmp_path / "planen.yaml").write_text(wrong, encoding="utf-8")
    (told,) = differences(FOLDERS[name].path, tmp_path)
    assert "nordfjella-2027/planen: reserve_nok was None, is " in told
    assert (tmp_path / "planen.yaml").read_text(encoding="utf-8") == wrong


@pytest.mark.parametrize(("name", "scenario_id"), CASES)
def test_each_scenario_is_as_reckoned_by_hand(name: str, scenario_id: str) -> None:
    """Every total and every line is the figure reckoned by hand, to the krone.

    The hand-made result agrees with itself, what it is compared with is the plan as printed, and
    the bridge's steps meet end to end from the plan's reserve to the result.
    """
    plan, by_hand = FOLDERS[name].plan, _expected(name, scenario_id)
    found = shipped(scenario_id, name)
    assert _figures(found.outcome) == by_hand
    allocated = sum(nok or 0 for key, nok in by_hand.items() if key.startswith("lines."))
    assert by_hand["allocated_nok"] == allocated
    assert by_hand["frame_nok"] == allocated + _number(by_hand["reserve_nok"])
    original = _figures(found.original)
    printed = {f"lines.{line.id}": line.total_nok for line in plan.lines}
    printed |= {"frame_nok": plan.frame_nok, "reserve_nok": plan.reserve_nok}
    assert original | printed == original
    at = plan.reserve_nok
    for step in found.bridge_steps:
        assert step.before_nok == at
        at += step.change_nok
    assert at == by_hand["reserve_nok"]
    changes = [step for step in found.bridge_steps if step.step is not None]
    assert len(changes) == _number_of_changes(name, scenario_id)
    balanced = load_scenario(FOLDERS[name], scenario_id).balancing is not None and at >= 0
    after = found.bridge_steps[len(changes) :]
    assert after == found.bridge_steps[-1:] if balanced else not after


def _expected(name: str, scenario_id: str) -> Figures:
    return expected(EXPECTED / name / f"{scenario_id}.yaml")


def _figures(outcome: Outcome) -> Figures:
    assert all(nok is None or type(nok) is int for nok in outcome.lines.values()), "whole kroner"
    return figures(outcome)


def _number(nok: int | None) -> int:
    assert nok is not None
    return nok


def _number_of_changes(name: str, scenario_id: str) -> int:
    scenario = load_scenario(FOLDERS[name], scenario_id)
    return len(scenario.changes) + sum(_number_of_changes(name, part) for part in scenario.combines)
