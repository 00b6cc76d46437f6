"""The run of reports: whole or not at all, one failure alone, and nothing left running."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from ipr.budget.folder import PlanFolder
from ipr.publish import runner, workers
from ipr.publish.job import Job
from ipr.publish.manifest import read_manifest
from ipr.publish.runner import Report, make_reports
from ipr.publish.workers import Task
from ipr.reading.errors import InputError
from tests.small_plan import write_plan, write_scenario

PARAMETERS = 'plan: str = ""\nscenario: str = ""'
GOOD = """\
from ipr.budget.result import load_result
from ipr.present.tables import budget_table

budget_table(load_result(plan, scenario))"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small plan of two scenarios."""
    folder = write_plan(tmp_path / "data" / "liten-2026")
    write_scenario(folder, "planen")
    write_scenario(folder, "mindre", "set: funding.rest, to: 100")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the reports are put."""
    return tmp_path / "out"


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """Write a notebook of a title, a cell of parameters, and these cells."""
    v4 = nbformat.v4
    tagged = v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    made = [v4.new_markdown_cell("# Rapport"), tagged, *map(v4.new_code_cell, cells)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=made), path)
    return path


def job(notebook: Path, scenario: str, plan: str = "liten-2026") -> Job:
    """A scenario's report by this notebook, as a web page only."""
    return Job(
        name=scenario,
        notebook=str(notebook),
        parameters={"plan": plan, "scenario": scenario},
        command=f"ipr run {scenario}",
        formats=("html",),
    )


def make(plan: Path, out: Path, *jobs: Job) -> dict[str, Report]:
    """Make the reports; each by its name."""
    made = make_reports(PlanFolder.open(plan), jobs, out, at_once=2)
    return {report.job.name: report for report in made}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


FAULTS = {
    "error": ('raise ValueError("galt")', "celle 3: ValueError: galt"),
    "exit 0": ("import sys\n\nsys.exit(0)", "celle 3"),
    "dead kernel": ("import os\n\nos._exit(0)", "kjernen stoppet: "),
    "wrong figures": (GOOD.replace("scenario))", '"planen"))'), "ikke de som regnestykket gir"),
    "no figures": ("plan\nNone", "mangler tabellen"),
    "loose output": (f"print(1)\n{GOOD}", "tekst utenom en blokk"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_failure_keeps_the_previous_report_and_stops_no_other(
    plan: Path, out: Path, tmp_path: Path, name: str
) -> None:
    """However a notebook fails, its last report stands, its notebook is kept, others are made."""
    cell, expected = FAULTS[name]
    good = write_notebook(tmp_path / "god.ipynb", GOOD)
    first = make(plan, out, job(good, "mindre"))["mindre"]
    assert first.faults == ()
    before = contents(first.folder)
    assert set(before) == {"rapport.html", "rapport.ipynb", "resultat.json"}
    bad = write_notebook(tmp_path / "feil.ipynb", cell, "plan")
    done = make(plan, out, job(bad, "mindre"), job(good, "planen"))
    assert done["planen"].faults == ()
    assert done["mindre"].faults
    assert expected in " ".join(done["mindre"].faults)
    after = contents(first.folder)
    kept = after.pop("feilet.ipynb")
    assert after == before
    assert cell.splitlines()[0].encode() in kept.replace(b'\\"', b'"')
    assert read_manifest(out / plan.name).reports["mindre"].notebook == "god.ipynb"
    assert not list((out / plan.name).glob(".*"))
    if name in {"error", "dead kernel"}:
        assert "jøringen" in kept.decode()
        assert "papermill encountered" not in kept.decode()


def test_first_report_that_fails_leaves_its_notebook_alone(
    plan: Path, out: Path, tmp_path: Path
) -> None:
    """A scenario that never had a report has only the failed notebook, with its error in it."""
    bad = write_notebook(tmp_path / "feil.ipynb", 'raise ValueError("galt")')
    assert make(plan, out, job(bad, "mindre"))["mindre"].faults
    files = contents(out)
    assert set(files) == {"liten-2026/mindre/feilet.ipynb"}
    assert b"galt" in files["liten-2026/mindre/feilet.ipynb"]


@pytest.mark.parametrize(
    ("parameters", "missing"),
    [('plan: str = ""', "«scenario»"), ("x = 1", "«plan», «scenario»"), ("# plan = 1", "«plan»")],
)
def test_unknown_parameter_is_refused_before_anything_runs(
    plan: Path, out: Path, tmp_path: Path, parameters: str, missing: str
) -> None:
    """A notebook that does not take a parameter is an error that names it, and writes nothing."""
    notebook = write_notebook(tmp_path / "uten.ipynb", GOOD, parameters=parameters)
    with pytest.raises(InputError, match=f"parameters: cellen .* mangler {missing}"):
        make(plan, out, job(notebook, "mindre"))
    with pytest.raises(InputError, match="finnes ikke eller kan ikke leses"):
        make(plan, out, job(tmp_path / "ingen.ipynb", "mindre"))
    assert not out.exists()


def test_run_twice_skips_what_is_unchanged(plan: Path, out: Path, tmp_path: Path) -> None:
    """The second run makes nothing anew; a changed notebook makes its report anew."""
    good = write_notebook(tmp_path / "god.ipynb", GOOD)
    asked = [job(good, "mindre"), job(good, "planen")]
    assert not any(report.unchanged for report in make(plan, out, *asked).values())
    before = contents(out)
    assert all(report.unchanged for report in make(plan, out, *asked).values())
    assert contents(out) == before
    write_notebook(good, GOOD, "None")
    assert not any(report.unchanged for report in make(plan, out, *asked).values())


def test_killed_process_is_one_failure(
    plan: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that is killed from outside is told as a failure, and the others are made."""
    give = workers._give

    def give_and_kill(worker: workers._Worker, task: Task) -> None:
        give(worker, task)
        if task.job.name == "mindre":
            worker.process.kill()

    monkeypatch.setattr(workers, "_give", give_and_kill)
    good = write_notebook(tmp_path / "god.ipynb", GOOD)
    done = make(plan, out, job(good, "mindre"), job(good, "planen"))
    assert "kjøringen stoppet" in done["mindre"].faults[0]
    assert done["planen"].faults == ()
    assert not (out / plan.name / "mindre").exists()
    assert not list((out / plan.name).glob(".*"))


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "disken er full"), (errno.EACCES, "ingen tilgang")]
)
def test_report_that_cannot_be_put_in_place(
    plan: Path,
    out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    words: str,
) -> None:
    """Where the last step fails the previous report stands, and the reason is in Norwegian."""
    good = write_notebook(tmp_path / "god.ipynb", GOOD)
    make(plan, out, job(good, "mindre"), job(good, "planen"))
    before = contents(out / plan.name / "mindre")
    move = runner.move_in

    def refuse_one(made: Path, place: Path) -> None:
        if place.name == "mindre":
            raise OSError(code, os.strerror(code))
        move(made, place)

    monkeypatch.setattr(runner, "move_in", refuse_one)
    asked = [job(good, "mindre"), job(good, "planen")]
    done = {
        one.job.name: one for one in make_reports(PlanFolder.open(plan), asked, out, force=True)
    }
    assert done["planen"].faults == ()
    assert done["mindre"].faults == (f"kan ikke skrive til «mindre»: {words}",)
    assert contents(out / plan.name / "mindre") == before
    assert not list((out / plan.name).glob(".*"))


def script(plan: Path, out: Path, notebook: Path, before: str = "") -> list[str]:
    """The command `ipr run` of this plan, with another notebook in the scenario report's place."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from ipr.cli import main\nfrom ipr.publish import job\n"
        f"{before}\n"
        f"job.SCENARIO = {str(notebook)!r}\n"
        f"sys.exit(main(['run', 'planen', 'mindre', '--plan', {str(plan)!r},"
        f" '--out', {str(out)!r}, '--jobs', '2', '--formats', 'html']))\n"
    )
    return [sys.executable, "-c", code]


@posix
def test_full_disk_keeps_what_stood(plan: Path, out: Path, tmp_path: Path) -> None:
    """Where no file can grow past a limit every report fails in Norwegian, and the old ones stand.

    A limit on the size of files stops the writing as a full disk does, within the job itself.
    """
    good = write_notebook(tmp_path / "god.ipynb", GOOD)
    assert make(plan, out, job(good, "mindre"))["mindre"].faults == ()
    before = contents(out / plan.name / "mindre")
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))"
    done = subprocess.run(
        script(plan, out, good, limit), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1, done.stderr
    assert "mindre feilet: " in done.stderr
    assert "filen ble for stor for disken" in done.stderr
    assert "Traceback" not in done.stderr
    after = contents(out / plan.name / "mindre")
    after.pop("feilet.ipynb", None)
    assert after == before
    assert not list((out / plan.name).glob(".ipr-*"))


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_nothing_outlives_its_leader(plan: Path, out: Path, tmp_path: Path, name: str) -> None:
    """By Ctrl-C, by the system's wish or by sudden death the leader takes jobs and kernels along.

    Where it can, it says a word and leaves nothing half made; old reports stand in any case.
    """
    good = write_notebook(tmp_path / "god.ipynb", GOOD)
    assert make(plan, out, job(good, "mindre"))["mindre"].faults == ()
    before = contents(out)
    running = tmp_path / "running"
    running.mkdir()
    sleep = (
        "import os, pathlib, time\n\n"
        f"pathlib.Path({str(running)!r}, str(os.getpid())).touch()\n"
        "time.sleep(3600)"
    )
    slow = write_notebook(tmp_path / "treg.ipynb", sleep)
    # Started from a background job these tests would have their child ignore Ctrl-C.
    as_usual = (
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "for one in (signal.SIGTERM, signal.SIGHUP):\n    signal.signal(one, signal.SIG_DFL)"
    )
    leader = subprocess.Popen(
        script(plan, out, slow, as_usual),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    while len(list(running.iterdir())) < 2 and leader.poll() is None:
        time.sleep(0.1)
    family = psutil.Process(leader.pid).children(recursive=True)
    kernels = {int(file.name) for file in running.iterdir()}
    assert len(kernels) == 2
    assert kernels <= {process.pid for process in family}
    leader.send_signal(getattr(signal, name))
    _, told = leader.communicate()
    _, alive = psutil.wait_procs(family, timeout=120)
    for process in alive:
        process.kill()
    assert alive == []
    if name != "SIGKILL":
        assert leader.returncode == 1
        assert told == "Avbrutt. Ingen halvferdige rapporter er lagt ut.\n"
        assert not list((out / plan.name).glob(".*"))
    for file in ("rapport.html", "rapport.ipynb", "resultat.json"):
        kept = f"liten-2026/mindre/{file}"
        assert contents(out)[kept] == before[kept]
