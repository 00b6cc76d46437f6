"""Workers that stay: each report has a kernel of its own, and none of them wears out or hangs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ipr.cli import WRONG_INPUT, main
from ipr.publish.names import MANIFEST_NAME, RECORD_NAME
from ipr.publish.work import process, workers
from ipr.publish.work.workers import Task, run_tasks
from tests.runs import GOOD, job, make, small, write_notebook

pytestmark = pytest.mark.slow  # reports are made

# A worker that answers each task with its own number.
COUNTED = "import os, sys\nfor _ in sys.stdin:\n    print(f'[\"{os.getpid()}\"]', flush=True)"
SPOIL = """\
import os, pathlib, sys
import matplotlib as mpl
import ipr
from ipr.present.scenario import budget

left_over = 1
ipr.left_over = budget.budget_table = 1
sys.modules["left_over"] = ipr
sys.path.insert(0, "left_over")
os.environ["LEFT_OVER"] = "1"
mpl.rcParams["figure.dpi"] = 7
pathlib.Path("left_over.txt").touch()
os.chdir("/")
raise ValueError("spilt")"""
LOOK = f"""\
import os, pathlib, sys
import matplotlib as mpl
import ipr

assert "left_over" not in globals()
assert not hasattr(ipr, "left_over")
assert "left_over" not in {{*sys.modules, *sys.path, *os.environ}}
assert "LEFT_OVER" not in os.environ
assert mpl.rcParams["figure.dpi"] != 7
assert os.getcwd() != "/"
assert not pathlib.Path("left_over.txt").exists()
{GOOD}"""
# Elsewhere than on POSIX; tried here too.
SPARE = "from ipr.publish.work import worker\nworker.CAN_FORK = False\n"
SILENT = """\
import subprocess, sys
from ipr.publish.work import worker
real, first = worker.ForkParent.start, []
def start(parent, asked):
    first.append(asked)
    if len(first) > 2:
        return real(parent, asked)
    what = "import time; time.sleep(600)" if len(first) == 1 else ""
    return subprocess.Popen([sys.executable, "-c", what])
worker.ForkParent.start = start
"""
WORK = "from ipr.publish.work.worker import main\nmain()"


@pytest.mark.parametrize("before", ["", SPARE], ids=["forked", "spare"])
def test_nothing_of_one_report_is_seen_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    """One worker's next kernel knows no variable, module, folder or setting of the one before."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", before + WORK))
    plan = small(tmp_path / "data" / "liten-2026", "mindre")
    spoil = job(write_notebook(tmp_path / "søl.ipynb", SPOIL), "mindre")
    look = job(write_notebook(tmp_path / "se.ipynb", LOOK), "planen")
    done = make(plan, tmp_path / "out", spoil, look, at_once=1)
    assert {name: one.faults for name, one in done.items()} == {
        "mindre": ("celle 3: koden stoppet med ValueError: spilt",), "planen": (),
    }  # fmt: skip


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="kernels that are forked")
def test_a_kernel_that_never_answers_costs_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given up long before a minute has gone, another takes its place, the report is made.

    So it is with one that dies before it has answered. Nor does a worker load the grammar of web
    addresses that another installer may have brought.
    """
    (tmp_path / "rfc3987_syntax.py").write_text("open('read.txt', 'w')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", SILENT + WORK))
    plan = small(tmp_path / "data" / "liten-2026")
    began = time.monotonic()
    done = make(plan, tmp_path / "out", job(write_notebook(tmp_path / "god.ipynb", GOOD), "planen"))
    assert done["planen"].faults == ()
    assert time.monotonic() - began < 60
    assert not (tmp_path / "read.txt").exists()  # a grammar that takes seconds to compile


def test_workers_are_renewed_before_they_wear_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a number of reports another process goes on; no task is lost, and none done twice."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", COUNTED))
    monkeypatch.setattr(workers, "MOST_TASKS", 3)
    tasks = [Task(job(tmp_path, f"nr-{number}"), tmp_path, tmp_path) for number in range(8)]
    done = list(run_tasks(tasks, 1))
    assert [one.task for one in done] == tasks
    numbers = [one.faults[0] for one in done]
    assert len(set(numbers)) == 3
    assert [numbers.count(number) for number in dict.fromkeys(numbers)] == [3, 3, 2]


def test_the_one_started_ahead_is_taken_or_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first task is done by the process that stands ready; one that nobody takes is ended."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", COUNTED))
    with process.one_ahead():
        (ready,) = process.AHEAD
        (done,) = run_tasks([Task(job(tmp_path, "planen"), tmp_path, tmp_path)], 1)
        assert done.faults == (str(ready.process.pid),)
        assert not process.AHEAD
    with process.one_ahead():
        (ready,) = process.AHEAD
    assert ready.process.returncode is not None
    assert not process.AHEAD

    def nothing() -> process.Worker:
        raise OSError

    monkeypatch.setattr(process, "Worker", nothing)
    with process.one_ahead():  # it cannot be started, which is of no account if nobody needs it
        assert not process.AHEAD


def test_a_process_is_started_ahead_where_something_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report that is missing or older than its sources is due; a wrong guess changes nothing."""
    monkeypatch.setenv("IPR_DATA", str(small(tmp_path / "data" / "liten-2026").parent))
    out = tmp_path / "ut"
    for name in (f"mindre/{RECORD_NAME}", MANIFEST_NAME):
        file = out / "liten-2026" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        os.utime(file, (2**33, 2**33))  # younger than anything
    told = ["--out", str(out)]
    assert not process.is_due(told)
    assert not process.is_due(["mindre", *told])
    assert not process.is_due(["finnes-ikke", "--out"])
    process.is_due(["--out=--"])  # an empty list in Python 3.11: whatever is guessed, it is no end
    assert not process.is_due(["--help"])
    assert process.is_due(["mindre", *told, "--force"])
    assert process.is_due(["mindre", "mindre-to", *told])
    os.utime(out / "liten-2026" / MANIFEST_NAME, (1, 1))
    assert process.is_due(told)
    started: list[str] = []

    @contextmanager
    def ahead() -> Iterator[None]:
        started.append("")
        yield

    monkeypatch.setattr("ipr.cli.one_ahead", ahead)
    assert main(["run", "finnes-ikke", *told]) == WRONG_INPUT
    assert started == [""]
    main(["list"])
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    assert started == [""]
    capsys.readouterr()


def test_a_process_may_be_ended_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The leader that is stopped ends it first; the thread that asks then is told, and ends it."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-S", "-c", "input()"))
    worker = process.Worker()
    worker.end()
    assert worker.do("x\n") == ("kjøringen stoppet",)
    worker.end()
