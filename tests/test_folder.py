"""A plan's folder: each of the user's files is opened once, and what is made of it agrees."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ipr.doors.folder import HANDED_VARIABLE, PlanFolder, open_folder, scenario_file, taken_up
from ipr.doors.scenarios import load_result, scenario_result
from ipr.publish.style import load_style
from ipr.reading.errors import InputError
from tests.small_plan import write_plan, write_scenario

# Tells, in every process that a run starts, of each file it opens in the plan's folder.
WATCH = """\
import os, sys

def told(event, given):
    if event == "open" and isinstance(given[0], str) and given[0].startswith(os.environ["WATCHED"]):
        log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(log, (os.path.relpath(given[0], os.environ["WATCHED"]) + "\\n").encode())
        os.close(log)

sys.addaudithook(told)
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small plan with a style, a scenario of its own, and one that combines it."""
    folder = write_plan(tmp_path / "data" / "liten-2026")
    (folder / "stil.yaml").write_text("council_name: Rådet\n", encoding="utf-8")
    write_scenario(folder, "mindre", "set: funding.rest, to: 100")
    write_scenario(folder, "begge", "set: funding.county, to: 700", more="combines: [mindre]")
    return folder


def test_what_was_read_stands_also_when_the_file_changes(plan: Path) -> None:
    """All that is made from one folder is made from the same bytes; a new one reads anew."""
    folder = PlanFolder.open(plan)
    before = scenario_result(folder, "begge").outcome, load_style(folder), folder.hash("plan.yaml")
    for file in (plan / "plan.yaml", plan / "stil.yaml", *plan.glob("scenarios/*")):
        file.write_text("ødelagt: [", encoding="utf-8")
    assert (
        scenario_result(folder, "begge").outcome,
        load_style(folder),
        folder.hash("plan.yaml"),
    ) == (before)
    with pytest.raises(InputError):
        PlanFolder.open(plan)


def test_a_file_that_was_not_there_stays_away(plan: Path) -> None:
    """A style that comes while reports are made does not reach some of them only."""
    (plan / "stil.yaml").unlink()
    folder = PlanFolder.open(plan)
    usual = load_style(folder)
    (plan / "stil.yaml").write_text("council_name: Et annet\n", encoding="utf-8")
    assert load_style(folder) == usual


def test_every_plan_has_the_scenario_that_is_the_plan(plan: Path) -> None:
    """Without a file `planen` changes nothing and has the plan's title; with one, the file's."""
    folder = PlanFolder.open(plan)
    assert folder.scenario_ids == ("begge", "mindre", "planen")
    found = scenario_result(folder, "planen")
    assert (found.scenario.id, found.scenario.title) == ("planen", "Liten plan")
    assert found.outcome == found.original
    assert (
        scenario_result(folder, "planen+mindre").outcome
        == scenario_result(folder, "mindre").outcome
    )
    write_scenario(plan, "planen")
    assert scenario_result(PlanFolder.open(plan), "planen").scenario.title == "Tittel"


def test_a_folder_is_handed_on_whole(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process takes up gives the same, though the files are gone meanwhile."""
    folder = PlanFolder.open(plan)
    expected = scenario_result(folder, "begge").outcome
    assert pickle.loads(pickle.dumps(folder)) == folder  # noqa: S301 - made here
    folder.hand_on(tmp_path / "handed")
    (plan / scenario_file("begge")).unlink()
    assert scenario_result(taken_up(str(tmp_path / "handed")), "begge").outcome == expected
    monkeypatch.setenv(HANDED_VARIABLE, str(tmp_path / "handed"))
    assert load_result("liten-2026", "begge").outcome == expected
    assert load_result(str(plan), "begge").outcome == expected
    with pytest.raises(InputError, match="ukjent"):
        open_folder("en-annen-2026")


@pytest.mark.slow
def test_a_run_opens_each_file_once(plan: Path, tmp_path: Path) -> None:
    """Leader, worker and kernel together open plan, scenarios and style once for a report."""
    watch, log = tmp_path / "watch", tmp_path / "opened"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    command = [sys.executable, "-m", "ipr", "run", "begge", "--plan", str(plan), "--formats"]
    done = subprocess.run(
        [*command, "html,xlsx", "--out", str(tmp_path / "out")],
        env=os.environ
        | {"PYTHONPATH": str(watch), "WATCHED": str(plan) + os.sep, "WATCH_LOG": str(log)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened = Counter(log.read_text(encoding="utf-8").splitlines())
    files = ("plan.yaml", "stil.yaml", "scenarios/begge.yaml", "scenarios/mindre.yaml")
    assert opened == Counter({str(Path(name)): 1 for name in files})
