"""`ipr lab` opens a working copy of all notebooks, made for the plan, and loses nobody's work."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ipr.cli import DONE, main
from ipr.commands import lab
from ipr.plan.find import DATA_VARIABLE, NOTEBOOKS, PROJECT
from ipr.teach.lessons import SOURCES
from ipr.teach.working_copy import LESSONS, START, TEACHER, fresh_copy
from tests.small_plan import write_plan

FIRST = PROJECT / "data" / "lillehammer-2026"
OTHER = Path(__file__).parent / "cases" / "nordfjella-2027"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with the first plan and something of ours beside it."""
    shutil.copytree(FIRST, tmp_path / "data" / FIRST.name)
    (tmp_path / "tests").mkdir()
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """What would have been started, and in which surroundings."""
    found: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(lab, "ended_well", lambda *told: not found.append(told))
    return found


def answering(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> list[str]:
    """Answer each question so, or let there be nobody to answer; return what was asked."""
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", answered)
    return asked


def changed(path: Path, source: str) -> str:
    """Write in a notebook's last cell, and return the file's text."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = source
    nbformat.write(notebook, path)
    return path.read_text(encoding="utf-8")


def test_it_opens_the_start_page_of_a_whole_copy(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """Every notebook, lesson, the glossary and the teacher's page are there, and START opens."""
    assert main(["lab", "--no-browser", "--port", "8899"]) == DONE
    arguments, surroundings = started[0]
    assert f"--ServerApp.root_dir={place}" in arguments
    assert f"--LabApp.default_url=/lab/tree/arbeid/{START}" in arguments
    assert arguments[-2:] == ["--no-browser", "--ServerApp.port=8899"]
    assert surroundings[DATA_VARIABLE] == str(place / "data")
    copied = {path.relative_to(place / "arbeid") for path in (place / "arbeid").rglob("*.ipynb")}
    ours = {path.relative_to(NOTEBOOKS) for path in NOTEBOOKS.rglob("*.ipynb")}
    assert copied == ours | {Path(TEACHER)}


def test_nothing_that_gives_answers_away_lies_beside_the_lessons(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """In sight are the copy, data and outputs: no sources of lessons, and nothing else of ours."""
    main(["lab"])
    (hidden,) = [word for word in started[0][0] if "hide_globs" in word]
    assert "'tests'" in hidden
    assert not [name for name in ("'data'", "'outputs'", "'arbeid'") if name in hidden]
    wrong = "wrong:"
    assert any(wrong in file.read_text(encoding="utf-8") for file in SOURCES.glob("*.md"))
    for file in (place / "arbeid").rglob("*"):
        assert file.suffix in {"", ".ipynb"}
        assert file.is_dir() or wrong not in file.read_text(encoding="utf-8")


def test_what_one_has_written_stays(
    place: Path, started: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is kept by a plain start; --fresh asks first, and only a yes discards it.

    A notebook of one's own is never touched, and one that was only run is renewed unasked.
    """
    main(["lab"])
    work = place / "arbeid"
    own = work / "min.ipynb"
    own.write_text("{}", encoding="utf-8")
    mine = changed(work / START, "mitt = 1")
    (work / LESSONS / "ordliste.ipynb").unlink()
    ran = work / "01_planen.ipynb"
    notebook = nbformat.read(ran, as_version=4)
    notebook.cells[2].outputs = []
    nbformat.write(notebook, ran)
    asked = answering(monkeypatch, "nei")
    main(["lab"])
    assert (work / LESSONS / "ordliste.ipynb").exists()
    assert not asked
    for answer in ("nei", "", None):
        asked = answering(monkeypatch, answer)
        main(["lab", "--fresh"])
        assert len(asked) == 1
        assert (work / START).read_text(encoding="utf-8") == mine
    answering(monkeypatch, "ja")
    main(["lab", "--fresh"])
    assert (work / START).read_text(encoding="utf-8") != mine
    assert nbformat.read(ran, as_version=4).cells[2].outputs
    assert own.read_text(encoding="utf-8") == "{}"
    asked = answering(monkeypatch, "ja")
    main(["lab", "--fresh"])
    assert asked == []
    assert len(started) == 7


def test_a_file_that_is_no_notebook_any_more_counts_as_work(
    place: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read as a notebook is asked about too."""
    main(["lab"])
    (place / "arbeid" / START).write_text("ikke json", encoding="utf-8")
    asked = answering(monkeypatch, "nei")
    main(["lab", "--fresh"])
    assert len(asked) == 1
    assert len(started) == 2


def test_another_plan_has_a_copy_of_its_own(
    place: Path, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    """Its notebooks ask for that plan, its incomes and its scenarios, and show nothing of ours."""
    assert main(["lab", "--plan", str(OTHER)]) == DONE
    work = place / "arbeid" / OTHER.name
    assert f"--LabApp.default_url=/lab/tree/arbeid/{OTHER.name}/{START}" in started[0][0]
    texts = {path.name: path.read_text(encoding="utf-8") for path in work.rglob("*.ipynb")}
    parameters = json.loads(texts["08_egen_analyse.ipynb"])["cells"][2]["source"]
    assert "Ubrukt fra 2026" in "".join(parameters)
    assert "(../../outputs/nordfjella-2027/index.html)" in texts[START]
    glossary = texts.pop("ordliste.ipynb")
    assert glossary
    named = [name for name, text in texts.items() if "lillehammer-2026" in text]
    assert named == []


def test_a_small_plan_has_a_copy_too(tmp_path: Path) -> None:
    """However little there is in a plan, its copy can be made."""
    copied = fresh_copy(write_plan(tmp_path / "data" / "liten-2026"))
    assert {START, TEACHER, "02_scenario.ipynb"} <= copied.keys()


def test_what_became_of_jupyterlab_is_the_status() -> None:
    """A program that ends badly makes the command end so."""
    assert lab.ended_well([sys.executable, "-c", "import os; assert os.environ['A']"], {"A": "1"})
    assert not lab.ended_well([sys.executable, "-c", "raise SystemExit(1)"], {})


def test_a_plan_without_scenarios_has_no_notebook_that_needs_them(place: Path) -> None:
    """A comparison and a sweep are left out where there is nothing to compare or to sweep."""
    for folder in ("scenarios", "sweeps"):
        shutil.rmtree(place / "data" / FIRST.name / folder)
    copied = fresh_copy(place / "data" / FIRST.name)
    assert not {"03_sammenligning.ipynb", "07_gjennomregning.ipynb"} & copied.keys()
    assert 'scenario: str = \\"planen\\"' in copied["02_scenario.ipynb"]
