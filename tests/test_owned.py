"""A folder of reports has one owner, and neither a kill nor a new report costs anybody a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ipr.cli import FAILED, WRONG_INPUT, main
from ipr.doors.folder import PlanFolder
from ipr.publish import job as jobs
from ipr.publish import owned as module
from ipr.publish import runner
from ipr.publish.job import scenario_job
from ipr.publish.listed import file_stem
from ipr.publish.manifest import jobs_in, read_manifest, stand
from ipr.publish.overview import load_ahead
from ipr.publish.owned import clear_leftovers, owned, private_folder
from ipr.publish.runner import Report, make_reports
from ipr.publish.verify import check_files, set_aside
from ipr.publish.work.workers import TASK, Done, Task
from ipr.reading.errors import InUseError
from tests.made import made_file, made_reports
from tests.runs import GOOD, idle_worker, write_notebook
from tests.small_plan import write_plan, write_scenario

IDS = ("mindre", "planen")
FORMATS = ("html",)
OPTIONS = ("--formats=html", "--force")
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
HOLD = """\
import sys, time
from pathlib import Path
from ipr.publish.owned import owned
with owned(Path(sys.argv[1])):
    print("holder", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan with a scenario of its own, and the folder of its reports, all made."""
    place = tmp_path_factory.mktemp("ferdig")
    folder = write_plan(place / "data" / "liten-2026")
    write_scenario(folder, "mindre", "set: funding.rest, to: 100")
    made_reports(folder, place / "out", IDS)
    return place


@pytest.fixture
def plan(ready: Path, tmp_path: Path) -> PlanFolder:
    """A copy of the plan."""
    return PlanFolder.open(shutil.copytree(ready / "data", tmp_path / "data") / "liten-2026")


@pytest.fixture
def target(ready: Path, tmp_path: Path) -> Path:
    """A copy of the folder of its reports."""
    return shutil.copytree(ready / "out", tmp_path / "out") / "liten-2026"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the place of the workers: each report is one new file."""

    def run(tasks: Sequence[Task], _: int) -> Iterator[Done]:
        for task in tasks:
            (task.place / f"{file_stem(task.job)}.docx").write_text("ny", encoding="utf-8")
            yield Done(task, ())

    monkeypatch.setattr(runner, "run_tasks", run)


@pytest.fixture
def real(_workers_end: None) -> Iterator[Callable[[Sequence[Task], int], Iterator[Done]]]:
    """What does the tasks by one real worker, which the process that asks may leave behind."""
    worker = idle_worker()

    def run(tasks: Sequence[Task], _: int) -> Iterator[Done]:
        for task in tasks:
            yield Done(task, worker.do(TASK.dump_json(task).decode() + "\n"))

    yield run
    worker.end()


def remade(plan: PlanFolder, target: Path, *, force: bool = True) -> tuple[list[Report], list[str]]:
    """Make every report again; return them, and what was told of files set aside."""
    told: list[str] = []
    jobs = [scenario_job(plan.name, name).asked_for(FORMATS) for name in IDS]
    made = list(make_reports(plan, jobs, target.parent, force=force, tell=told.append))
    return made, told


@pytest.mark.slow
def test_one_run_at_a_time(
    plan: PlanFolder, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that another process holds is refused, and who holds it is told; it dies with it."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, target], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"holder\n"
        with pytest.raises(InUseError, match=rf"i bruk: prosess {holder.pid} på .+ siden \d\d\."):
            remade(plan, target)
        told = ["run", "planen", "--plan", str(plan.path), "--out", str(target.parent)]
        assert main(told) == FAILED
        assert "Mappen «liten-2026» er i bruk: prosess" in capsys.readouterr().err
    finally:
        holder.kill()
        holder.wait()
    made, _ = remade(plan, target)
    assert not any(report.faults for report in made)


def test_a_folder_of_somebody_elses_is_refused(
    plan: PlanFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of the plan's name, or of a report's, that ipr did not make is left as it is."""
    told = ["run", "--plan", str(plan.path), "--out", str(tmp_path / "ut")]
    note = tmp_path / "ut" / plan.name / "notat.txt"
    note.parent.mkdir(parents=True)
    note.write_text("mitt", encoding="utf-8")
    assert main(told) == WRONG_INPUT
    assert "mappen er ikke laget av denne utgaven av ipr" in capsys.readouterr().err
    assert [*note.parent.iterdir()] == [note]
    note.unlink()
    with owned(note.parent):
        pass
    for name in ("planen", "mindre"):
        (note.parent / name).mkdir()
        (note.parent / name / "notat.txt").touch()
    assert main(told) == WRONG_INPUT
    found = capsys.readouterr().err
    assert "liten-2026/mindre: mappen" in found
    assert "liten-2026/planen: mappen" in found
    assert {file.name for file in note.parent.rglob("*") if not file.name.startswith(".")} == {
        "planen", "mindre", "notat.txt",
    }  # fmt: skip
    assert main([*told[:-1], str(tmp_path / "\udcff")]) == WRONG_INPUT  # as the system gives it
    assert "navnet på mappen er ikke UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("at_once", [True, False], ids=["exchange", "two moves"])
def test_what_others_put_or_edited_is_kept(
    plan: PlanFolder, target: Path, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    """A note and a folder stand where they were; an edited document is set aside, each time."""
    if not at_once:
        monkeypatch.setattr(module, "exchange", lambda *_: False)
    elif sys.platform != "linux":
        pytest.skip("a system that lets folders change names")
    place = target / "planen"
    (place / "notat.txt").write_text("mitt", encoding="utf-8")
    (place / "vedlegg").mkdir()
    (place / "vedlegg" / "brev.txt").touch()
    edited = made_file(target, "planen", "docx")
    for number, name in enumerate(("", "-2"), start=1):
        edited.write_text(f"endret {number}", encoding="utf-8")
        _, told = remade(plan, target)
        aside = edited.with_name(f"{edited.stem}.endret{name}.docx")
        assert told == [
            f"«planen/{edited.name}» var ikke slik ipr laget den, og heter nå «{aside.name}»"
        ]
        assert aside.read_text(encoding="utf-8") == f"endret {number}"
        assert edited.read_text(encoding="utf-8") == "ny"
    assert (place / "notat.txt").read_text(encoding="utf-8") == "mitt"
    assert (place / "vedlegg" / "brev.txt").exists()
    assert not made_file(target, "planen", "pdf").exists()  # ours, and not made this time
    made, told = remade(plan, target, force=False)
    assert all(report.unchanged for report in made)
    assert told == []


def test_an_edited_overview_is_kept(plan: PlanFolder, target: Path) -> None:
    """The page over all reports is set aside where somebody wrote in it, and made anew."""
    remade(plan, target)
    index = target / "index.html"
    before = index.read_bytes()
    index.write_text("mitt", encoding="utf-8")
    _, told = remade(plan, target, force=False)
    assert told == [
        "«liten-2026/index.html» var ikke slik ipr laget den, og heter nå «index.endret.html»"
    ]
    assert index.read_bytes() == before
    assert (target / "index.endret.html").read_text(encoding="utf-8") == "mitt"


def test_only_what_we_made_for_a_while_is_cleared(target: Path) -> None:
    """Hidden names of ours are deleted; what somebody else hid there stands."""
    ours = [target / ".ipr-ny-abcd1234-planen", target / "planen" / ".ipr-ny-abcd1234-notat.txt"]
    theirs = [target / ".ipr-notater", target / ".ipr-ny-notat.txt", target / ".skjult"]
    ours[0].mkdir()
    (ours[0] / "rapport.ipynb").touch()
    for file in (ours[1], *theirs):
        file.touch()
    clear_leftovers(target, str)
    assert not any(file.exists() for file in ours)
    assert all(file.exists() for file in theirs)


def test_the_systems_temporary_folder_is_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a process that is gone left there is deleted, also where its number went to another."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lost, reused = tmp_path / f"ipr-{gone.pid}-abcd", tmp_path / f"ipr-{os.getpid()}-old"
    theirs = [tmp_path / name for name in ("ipr-notater", "ipr-x-y", f"ipr-{os.getpid()}-new")]
    for folder in (lost, reused, *theirs):
        folder.mkdir()
    os.utime(reused, (1_000_000, 1_000_000))
    with private_folder() as mine, private_folder() as second:
        assert sorted(tmp_path.iterdir()) == sorted([*theirs, mine, second])
    assert sorted(tmp_path.iterdir()) == sorted(theirs)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that can be forked")
@pytest.mark.parametrize("how", ["exchange", "two moves", "whole run"])
def test_a_kill_at_any_moment_costs_nothing(
    plan: PlanFolder,
    target: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    how: str,
) -> None:
    """Killed before any call that writes, moves or deletes, a run leaves each report old or new.

    Where folders can change names that holds at once; elsewhere when the next run has started.
    After it manifest and overview are of the reports that stand, what somebody had edited or put
    there is there once, and nothing is left over, neither there nor in the temporary folder. A
    whole run is the command itself, with a worker that outlives it to spare the loading; it is
    killed before every eighth such call, and before every one where tests look far.
    """
    step = 8 if how == "whole run" and os.environ.get("IPR_HYPOTHESIS") != "far" else 1
    at_once, run = how != "two moves", partial(remade, plan, target)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    if not at_once:
        monkeypatch.setattr(module, "exchange", lambda *_: False)
    made_file(target, "planen", "docx").write_text("endret", encoding="utf-8")
    (target / "planen" / "notat.txt").write_text("mitt", encoding="utf-8")
    (target / "index.html").write_text("min side", encoding="utf-8")
    shutil.copytree(target, tmp_path / "før")
    old = jobs_in(target)
    if how == "whole run":
        load_ahead()
        monkeypatch.setattr(jobs, "SCENARIO", str(write_notebook(tmp_path / "god.ipynb", GOOD)))
        monkeypatch.setattr(runner, "run_tasks", request.getfixturevalue("real"))
        run = partial(
            main, ["run", "planen", f"--plan={plan.path}", f"--out={target.parent}", *OPTIONS]
        )
    moments = 0
    while _killed(run, moments):
        for name, job in jobs_in(target).items():  # each folder says itself what it holds
            assert job == old[name] or stand(target / name, job.files)
        if at_once:
            assert set(jobs_in(target)) == set(IDS)
        made, _ = remade(plan, target, force=False)
        assert not any(report.faults for report in made)
        assert read_manifest(target).reports == jobs_in(target)
        (extra,) = check_files(target, read_manifest(target))
        assert extra.where == "planen/notat.txt"
        assert [found.where for found in set_aside(target)] == [
            "index.endret.html",
            f"planen/{made_file(target, 'planen', 'docx').stem}.endret.docx",
        ]
        assert _texts(target, "*.endret.*", "notat.txt") == ["endret", "min side", "mitt"]
        assert not [*target.rglob(".ipr-ny-*"), *temporary.iterdir()]
        shutil.rmtree(target)
        shutil.copytree(tmp_path / "før", target)
        moments += step
    assert moments > 50


def _texts(target: Path, *patterns: str) -> list[str]:
    files = [file for pattern in patterns for file in target.rglob(pattern)]
    return sorted(file.read_text(encoding="utf-8") for file in files)


def _killed(run: Callable[[], object], moment: int) -> bool:
    """Make the reports in another process that is killed before its call of this number."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    with suppress(BaseException):  # a forked process must not go on as the test
        _die_before(moment)
        run()
        os._exit(0)
    os._exit(1)


def _die_before(moment: int) -> None:
    """Have this process killed before its call of this number that changes what is on disk."""
    left = iter(range(moment))

    def die(*_: object) -> None:
        if next(left, None) is None:
            os._exit(9)

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments: (die(), function(*arguments))[1]

    def heard(event: str, arguments: Sequence[object]) -> None:
        flags = arguments[2] if event == "open" else 0
        if event in CHANGES or (isinstance(flags, int) and flags & WRITING):
            die()

    os.fsync, module.exchange = before(os.fsync), before(module.exchange)
    sys.addaudithook(heard)
