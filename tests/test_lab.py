"""`ipr lab` opens the notebooks, and for a named plan the lessons of that plan."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ipr.cli import main
from ipr.commands import lab
from ipr.plan.find import DATA_VARIABLE, PROJECT

OTHER = Path(__file__).parent / "cases" / "nordfjella-2027"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[list[str], Any]]:
    """What would have been started, with one's own folder elsewhere."""
    found: list[tuple[list[str], Any]] = []

    def run(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        found.append((arguments, options["env"]))
        return subprocess.CompletedProcess(arguments, 0)

    monkeypatch.setattr(lab.subprocess, "run", run)
    monkeypatch.setattr(lab, "WORK", str(tmp_path))
    return found


def test_without_a_plan_the_notebooks_are_opened(started: list[tuple[list[str], Any]]) -> None:
    """JupyterLab starts on the project's notebooks, with the newest plan's data."""
    assert main(["lab"]) == 0
    (arguments, surroundings) = started[0]
    assert arguments[-1] == str(PROJECT / "notebooks")
    assert surroundings[DATA_VARIABLE] == str(PROJECT / "data")


def test_a_named_plan_has_its_own_lessons(
    started: list[tuple[list[str], Any]], tmp_path: Path
) -> None:
    """The lessons are built from the plan given, and one that is begun is not written over."""
    assert main(["lab", "--plan", str(OTHER)]) == 0
    place = tmp_path / OTHER.name / "opplaering"
    assert started[0][0][-1] == str(place)
    lessons = sorted(place.glob("*.ipynb"))
    assert len(lessons) >= 13
    told = "".join(lesson.read_text(encoding="utf-8") for lesson in lessons)
    assert "Nordfjella" in told
    assert "Lillehammer" not in told
    begun = json.dumps({"mitt": "svar"})
    lessons[0].write_text(begun, encoding="utf-8")
    lessons[1].unlink()
    assert main(["lab", "--plan", str(OTHER)]) == 0
    assert lessons[0].read_text(encoding="utf-8") == begun
    assert lessons[1].exists()
