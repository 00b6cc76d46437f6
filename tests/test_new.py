"""A new scenario, asked for in plain words or written as a file to fill in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipr.budget.folder import PlanFolder, scenario_file
from ipr.budget.load import load_plan
from ipr.budget.result import scenario_result
from ipr.commands.asking.questions import ask_and_save
from ipr.commands.new import write_template
from ipr.plan.find import PROJECT

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
    ask_and_save(PlanFolder(folder, PLAN), "tre", ask)
    found = scenario_result(PlanFolder(folder, PLAN), "tre")
    assert found.outcome.reserve == 610_000 - 650_000 + 100_000 - 250_000
    reasons = [step.change.because for step in found.steps]
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
    ask_and_save(PlanFolder(folder, PLAN), "mindre", ask)
    told = capsys.readouterr().out
    assert "Skriv noen ord." in told
    assert "Ingenting heter noe med «finnes ikke»" in told
    assert "enheten skal ikke skrives" in told
    assert scenario_result(PlanFolder(folder, PLAN), "mindre").outcome.reserve == 510_000


def test_a_line_is_added_and_a_rule_chosen(folder: Path) -> None:
    """A new line has its name, group and reason; the rule cuts the lines in the order answered."""
    ask = Answers(
        *("Sykkelsti", "Har vi råd?"),
        *("ny post", "700 000", "Sykkelsti langs vannet", "Øvrige", "Et krav fra kommunene."),
        *("regel", "kutt i valgt", "", "Filmsatsing", "Drift av rådet", "ingen flere"),
        "",
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "sti", ask)
    found = scenario_result(PlanFolder(folder, PLAN), "sti")
    (step,) = found.steps
    assert (step.change.label, step.change.group) == ("Sykkelsti langs vannet", "other")
    assert step.change.because == "Et krav fra kommunene."
    assert found.outcome.reserve == 0
    assert found.outcome.lines["film"] == 150_000 - 90_000
    assert found.outcome.lines["council_operations"] == 100_000


def test_a_step_back_takes_the_last_answer_away(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """«tilbake» undoes title, question or the last change, and leaves a change half answered."""
    ask = Answers(
        *("tilbake", "Feil tittel", "tilbake", "Tittel", "Hva?"),
        *("filmsatsing", "100 000", "Mindre film.", "tilbake"),
        *("overføring fra 2025", "1", "Tilbake"),
        *("drift", "90 000", "Mindre drift."),
        "",
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "steg", ask)
    told = capsys.readouterr().out
    assert "Dette er det første spørsmålet." in told
    assert "Tok bort tittelen." in told
    assert "Tok bort «Filmsatsing (kroner)»." in told
    assert "Da er det som før." in told
    found = scenario_result(PlanFolder(folder, PLAN), "steg")
    assert found.scenario.title == "Tittel"
    assert [step.change.because for step in found.steps] == ["Mindre drift."]


@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError])
def test_interrupted_answers_are_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], end: type[BaseException]
) -> None:
    """Ctrl-C and Ctrl-D write every whole change that was answered, and say where."""
    answers = iter(("Tittel", "Hva?", "drift", "90 000", "Mindre drift.", "filmsatsing", "100 000"))

    def ask(_: str) -> str:
        for answer in answers:
            return answer
        raise end

    assert not ask_and_save(PlanFolder(folder, PLAN), "halv", ask)
    told = capsys.readouterr().out
    assert "er lagret i " in told
    assert "halv.yaml" in told
    assert [
        step.change.because for step in scenario_result(PlanFolder(folder, PLAN), "halv").steps
    ] == ["Mindre drift."]


def test_interrupted_before_a_change_tells_what_was_answered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a change there is no scenario: no file is written, and the answers are shown."""

    def ask(prompt: str) -> str:
        if "hete" in prompt:
            return "En lang tittel"
        raise KeyboardInterrupt

    assert not ask_and_save(PlanFolder(folder, PLAN), "halv", ask)
    assert PlanFolder(folder, PLAN).scenario_ids == ("planen",)
    assert "Tittel: En lang tittel" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["data/lillehammer-2026", "tests/cases/nordfjella-2027"])
def test_the_template_is_a_valid_scenario_that_changes_nothing(tmp_path: Path, name: str) -> None:
    """The file to fill in runs as it is, with the plan's figures; each example in it is valid too.

    An example is taken into use as the file says: by removing its «#».
    """
    shutil.copy(PROJECT / name / "plan.yaml", tmp_path)
    plan = load_plan(tmp_path)
    write_template(PlanFolder(tmp_path, plan), "mal")
    assert scenario_result(PlanFolder(tmp_path, plan), "mal").outcome.reserve == plan.reserve_nok
    text = (tmp_path / scenario_file("mal")).read_text(encoding="utf-8")
    examples = re.findall(r"^# +(- {.*})", text, re.MULTILINE)
    assert [example.partition(":")[0] for example in examples] == [
        "- {raise", "- {scale", "- {transfer", "- {add", "- {decide"
    ]  # fmt: skip
    for example in examples:
        head = text.partition("changes:")[0]
        content = f"{head}changes:\n  {example}\n"
        (tmp_path / scenario_file("prove")).write_text(content, encoding="utf-8")
        assert scenario_result(PlanFolder(tmp_path, plan), "prove").steps
