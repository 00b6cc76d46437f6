"""A new scenario, asked for in plain words or written as a file to fill in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipr.budget.calculate import calculate
from ipr.budget.scenario import scenario_file, scenario_ids
from ipr.commands.new import ask_and_save, write_template
from ipr.plan.find import PROJECT
from ipr.plan.load import load_plan

PLAN = load_plan(PROJECT / "data" / "lillehammer-2026")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the plan's folder without scenarios."""
    shutil.copy(PROJECT / "data" / "lillehammer-2026" / "plan.yaml", tmp_path)
    return tmp_path


class Answers:
    """Answers given one by one, and the prompts they were given to."""

    def __init__(self, *answers: str) -> None:
        self.waiting: Iterator[str] = iter(answers)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        """Give the next answer."""
        self.prompts.append(prompt)
        return next(self.waiting)


def test_answers_become_a_scenario_that_is_reckoned(folder: Path) -> None:
    """An income, a refusal with its response, and a missing amount with its day give their sum."""
    ask = Answers(
        *("Tre endringer", "Hva er igjen?"),
        *("overføring fra 2025", "1", "350 000", "Regnskapet er gjort opp."),
        *("medfinansierer", "3", "3", "Avslag."),
        *("innenforskap", "250 000", "2026-04-01", "Hovedprosjektet er vedtatt."),
        "",
    )
    ask_and_save(PLAN, folder, "tre", ask)
    found = calculate(PLAN, folder, "tre")
    assert found.outcome.reserve == 610_000 - 650_000 + 100_000 - 250_000
    reasons = [step.change.because for step in found.resolved.steps]
    assert sorted(reasons) == ["Avslag.", "Hovedprosjektet er vedtatt.", "Regnskapet er gjort opp."]


def test_what_cannot_be_read_is_told_and_asked_for_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An amount with a unit, an unknown word and an empty title each bring the question back."""
    ask = Answers(
        *("", "Tittel", "Hva?"),
        *("finnes ikke", "", "samlet bidrag", "900 000 kr", "900 000", "Mindre."),
        "",
    )
    ask_and_save(PLAN, folder, "mindre", ask)
    told = capsys.readouterr().out
    assert "Skriv noen ord." in told
    assert "Ingenting heter noe med «finnes ikke»" in told
    assert "enheten skal ikke skrives" in told
    assert calculate(PLAN, folder, "mindre").outcome.reserve == 510_000


def test_interrupted_answers_leave_no_file(folder: Path) -> None:
    """Answers that end too early write nothing."""
    with pytest.raises(StopIteration):
        ask_and_save(PLAN, folder, "halv", Answers("Tittel"))
    assert scenario_ids(folder) == []


def test_the_template_is_a_valid_scenario_that_changes_nothing(folder: Path) -> None:
    """The file to fill in runs as it is, gives the plan's figures, and shows all six verbs."""
    write_template(PLAN, folder, "mal")
    found = calculate(PLAN, folder, "mal")
    assert found.outcome.reserve == PLAN.reserve_nok
    text = scenario_file(folder, "mal").read_text(encoding="utf-8")
    for verb in ("set", "raise", "scale", "transfer", "add", "decide"):
        assert f"{{{verb}: " in text
