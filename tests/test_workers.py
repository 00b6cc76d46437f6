"""What a killed run leaves behind, and that no moment of it costs a report."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ipr.budget.folder import PlanFolder
from ipr.publish.job import scenario_job
from ipr.publish.manifest import file_hashes, read_manifest, record, with_inputs
from ipr.publish.runner import fresh_folders, put_in_place
from ipr.publish.workers import Task
from ipr.reading.files import clear_leftovers, our_prefix
from tests.small_plan import write_plan

WRITES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"}


def test_only_what_a_process_that_is_gone_left_is_cleared(tmp_path: Path) -> None:
    """What a killed run left is deleted; what a living one makes, and what is not ours, stands."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    began = int(psutil.Process(gone.pid).create_time())
    gone.wait()
    left = tmp_path / f".ipr-{gone.pid}-{began}-abc"
    left.mkdir()
    (left / "rapport.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / f".ipr-{gone.pid}-{began}-x-manifest.json").touch()
    others = [tmp_path / ".ipr-notater", tmp_path / ".ipr-1-notater"]
    for other in others:
        other.mkdir()
    with fresh_folders(tmp_path, 1) as (mine,):
        clear_leftovers(tmp_path)
        assert mine.name.startswith(our_prefix())
        assert sorted(tmp_path.iterdir()) == sorted([*others, mine])
    assert not mine.exists()


def test_a_number_that_went_to_another_process_is_no_owner(tmp_path: Path) -> None:
    """In a container every run may have the same number; what the one before left is cleared."""
    left = tmp_path / f".ipr-{os.getpid()}-1000-abc"
    left.mkdir()
    clear_leftovers(tmp_path)
    assert not left.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that can be forked")
def test_a_kill_at_any_moment_leaves_the_old_report_or_the_new(tmp_path: Path) -> None:
    """Killed before any one of its writes and moves, a run's last step costs no report.

    The next start puts back what was moved aside, and clears the rest.
    """
    plan = PlanFolder.open(write_plan(tmp_path / "liten-2026"))
    job = with_inputs(scenario_job(plan.name, "planen"), plan)
    old, new = {"rapport.html": "gammel"}, {"rapport.html": "ny", "rapport.pdf": "ny"}
    outcomes = []
    for moment in range(200):
        target = tmp_path / "out" / plan.name
        shutil.rmtree(target, ignore_errors=True)
        (target / "planen").mkdir(parents=True)
        (target / "planen" / "rapport.html").write_text("gammel", encoding="utf-8")
        record(target, job.made(file_hashes(target / "planen")))
        child = os.fork()
        if child == 0:
            _put_and_die(Task(job, target, tmp_path), target, new, moment)
        _, status = os.waitpid(child, 0)
        clear_leftovers(target)
        assert sorted(found.name for found in target.iterdir()) == ["manifest.json", "planen"]
        found = {
            file.name: file.read_text(encoding="utf-8") for file in (target / "planen").iterdir()
        }
        assert found in (old, new)
        assert set(read_manifest(target).reports) == {"planen"}
        outcomes.append(found == new)
        if os.waitstatus_to_exitcode(status) == 0:
            break
    assert outcomes[0] is False
    assert outcomes[-1] is True
    assert len(outcomes) > 5


def _put_and_die(task: Task, target: Path, files: dict[str, str], moment: int) -> None:
    """Put a new report in its place, killed before the write of this number."""
    with fresh_folders(target, 1) as (place,):
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")
        left = iter(range(moment))

        def die(event: str, _: object) -> None:
            if event in WRITES and next(left, None) is None:
                os._exit(9)

        sys.addaudithook(die)
        put_in_place(Task(task.job, place, task.handed), target, ())
        os._exit(0)
