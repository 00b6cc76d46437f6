"""Ceilings (*inntil*): more than the plan allows is refused, unless the change says why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import ipr
from ipr.budget.result import Result
from ipr.cli import main
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result, scenario_text
from ipr.plan.check import check_plan
from ipr.plan.model import Ceiling, Plan
from ipr.present.blocks import Text
from ipr.present.scenario.grounds import provisos_block
from ipr.reading.errors import InputError
from tests.plans import LILLEHAMMER, PLAN

HEAD = "title: Mer\nquestion: Hva da?\nstatus: kladd\nchanges:\n"
REASON = "above_ceiling: Kommunene har bedt om det"
LINE, LABEL = "lines.gudbrandsdal", "Fellessatsinger med Midt- og Nord-Gudbrandsdalen"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the plan, in which Gudbrandsdalen has at most 150 000 kroner."""
    return Path(shutil.copytree(LILLEHAMMER.path, tmp_path / "lillehammer-2026"))


def of_file(folder: Path, change: str) -> Result:
    """The result of a scenario file with this one change."""
    file = folder / "scenarios" / "mer.yaml"
    file.write_text(f"{HEAD}  - {{{change}, because: Prøve}}\n", encoding="utf-8")
    return scenario_result(PlanFolder(folder, PLAN), "mer")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (f"set: {LINE}, to: 150 001", "to"),
        (f"raise: {LINE}, by: 1", "by"),
        (f"scale: {LINE}, percent: 10", "percent"),
        (f"transfer: 5 000, from: lines.film, to: {LINE}", "transfer"),
    ],
)
def test_more_than_the_ceiling_is_refused_without_a_reason(
    folder: Path, change: str, key: str
) -> None:
    """The file, the line, what it comes to, what is allowed, and how to write it are told."""
    with pytest.raises(InputError) as refused:
        of_file(folder, change)
    told = str(refused.value).replace("\u00a0", " ")
    assert told.startswith(f"mer.yaml:5: {key}: «{LABEL}» blir 1")
    assert "tillatt er inntil 150 000 kroner" in told
    assert "«above_ceiling: …»" in told
    of_file(folder, f"{change}, {REASON}")


def test_the_provisos_tell_that_a_ceiling_is_exceeded_and_why(folder: Path) -> None:
    """The report has the amount, the ceiling and the reason; it is silent at the ceiling itself."""

    def told(result: Result) -> list[str]:
        (text,) = (one for one in provisos_block(result).blocks if isinstance(one, Text))
        return [one.replace("\u00a0", " ") for one in text.items if "tak" in one]

    result = of_file(folder, f"set: {LINE}, to: 200 000, {REASON}")
    above = "over taket på 150 000 kroner (vilkåret «Ny avtale om samarbeidet i Gudbrandsdalen»)"
    why = "Grunnen: Kommunene har bedt om det."
    assert told(result) == [f"{LABEL} får 200 000 kroner. Det er {above}. {why}"]
    assert "above_ceiling" in scenario_text(result.scenario)
    assert told(of_file(folder, f"set: {LINE}, to: 150 000")) == []


def test_a_reason_for_nothing_is_refused(folder: Path) -> None:
    """A change within the ceiling, or of what has none, does not say that it is above it."""
    for change in (f"set: {LINE}, to: 150 000", "set: lines.film, to: 900 000"):
        with pytest.raises(InputError, match=r"mer\.yaml:5: above_ceiling: .* slett linjen"):
            of_file(folder, f"{change}, {REASON}")
    assert main(["show", "mer", "--plan", str(folder)]) == 2


def test_a_scenario_in_code_gives_the_reason_too() -> None:
    """Without a reason it is refused as in a file; with it, only the change above has it."""
    changes: dict[str, int | str] = {LABEL: 200_000, "lines.film": 90_000}
    with pytest.raises(InputError, match="above_ceiling"):
        ipr.scenario(PLAN, changes)
    result = ipr.scenario(PLAN, changes, above_ceiling="Avtalt.")
    assert [one.above_ceiling for one in result.scenario.changes] == ["Avtalt.", None]


def test_evaluate_asks_no_reason_and_says_so() -> None:
    """It only reckons: the figures are those of the scenario with a reason, as its help tells."""
    changes = {LABEL: 200_000}
    allowed = ipr.scenario(PLAN, changes, above_ceiling="Avtalt.")
    assert ipr.evaluate(PLAN, changes).reserve == allowed.reserve
    assert "*inntil* is reckoned with as any other" in (ipr.evaluate.__doc__ or "")


@pytest.mark.parametrize(
    ("ceiling", "told"),
    [
        (Ceiling(input="lines.gudbrandsdalen", most_nok=150_000), "mente du «lines.gudbrandsdal»"),
        (Ceiling(input="assumptions.eur_nok", most_nok=150_000), "assumptions.eur_nok"),
        (Ceiling(input=LINE, most_nok=149_999), "planens eget beløp er større enn taket"),
    ],
)
def test_a_plan_with_a_ceiling_of_nothing_is_refused(ceiling: Ceiling, told: str) -> None:
    """The ceiling names an amount in kroner, and the plan itself keeps within it."""
    assert told in "".join(text for _, text in check_plan(with_ceiling(PLAN, ceiling)))


def with_ceiling(plan: Plan, ceiling: Ceiling) -> Plan:
    """The plan with another ceiling for Gudbrandsdalen."""
    conditions = tuple(
        one.model_copy(update={"ceiling": ceiling}) if one.ceiling else one
        for one in plan.conditions
    )
    return plan.model_copy(update={"conditions": conditions})
