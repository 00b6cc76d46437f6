"""The run of reports: whole or not at all, one failure alone, and nothing left running."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from ipr.doors.folder import PlanFolder
from ipr.publish import owned
from ipr.publish.manifest import read_manifest
from ipr.publish.runner import Report, make_reports
from ipr.publish.work.process import Worker
from ipr.publish.work.workers import OTHERS, TASK, make_afar, run_afar
from ipr.reading.errors import InputError
from tests.runs import GOOD, contents, job, make, small, write_notebook

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("staying")]
STEM = "ipr-liten_hop-2026"
FAULTS = {
    "error": ('raise ValueError("galt")', "celle 3: koden stoppet med ValueError: galt"),
    "exit-0": ("import sys\n\nsys.exit(0)", "celle 3"),
    "dead-kernel": ("import os\n\nos._exit(0)", "kjernen stoppet: den døde"),
    "wrong-figures": (GOOD.replace("scenario))", '"planen"))'), "ikke de som regnestykket gir"),
    "no-figures": ("plan\nNone", "mangler tabellen"),
    "loose-output": (
        f"from IPython.display import HTML, display\n\ndisplay(HTML('<b>x</b>'))\n{GOOD}",
        "kan ikke trykkes",
    ),
}
LESS = ("mindre", "mindre-to", *FAULTS)  # scenarios, the last ones named by what will go wrong
NEW = "ny"  # one that has no report yet
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan, a good notebook, and the report of each scenario by it, for copying only."""
    place = tmp_path_factory.mktemp("laget")
    plan = small(place / "data" / "liten-2026", *LESS, NEW)
    good = write_notebook(place / "god.ipynb", GOOD)
    made = make(plan, place / "out", *(job(good, name) for name in ("planen", *LESS)))
    assert [report.faults for report in made.values()] == [()] * len(made)
    return place


@pytest.fixture
def place(once: Path, tmp_path: Path) -> Path:
    """A copy of them that a test may spoil."""
    return Path(shutil.copytree(once, tmp_path / "sted"))


@pytest.fixture
def plan(place: Path) -> Path:
    """The small plan's folder."""
    return place / "data" / "liten-2026"


@pytest.fixture
def good(place: Path) -> Path:
    """The notebook that the reports were made by."""
    return place / "god.ipynb"


@pytest.fixture
def out(place: Path) -> Path:
    """Where the reports are."""
    return place / "out"


@pytest.fixture(scope="module")
def failed(once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Report]]:
    """A run in which each of the faults happens, and one report is good."""
    place = tmp_path_factory.mktemp("feilet") / "sted"
    shutil.copytree(once, place)
    bad = [
        job(write_notebook(place / f"{name}.ipynb", cell, "plan"), name)
        for name, (cell, _) in FAULTS.items()
    ]
    bad.append(job(place / "error.ipynb", NEW))
    better = write_notebook(place / "bedre.ipynb", GOOD, "None")
    plan = place / "data" / "liten-2026"
    return place / "out" / plan.name, make(plan, place / "out", *bad, job(better, "planen"))


@pytest.mark.parametrize("name", FAULTS)
def test_failure_keeps_the_previous_report_and_stops_no_other(
    once: Path, failed: tuple[Path, dict[str, Report]], name: str
) -> None:
    """However a notebook fails, its last report stands, its notebook is kept, others are made."""
    folder, done = failed
    cell, expected = FAULTS[name]
    before = contents(once / "out" / folder.name / name)
    assert set(before) == {f"{STEM}_{name}.html", f"{STEM}_{name}.ipynb", "resultat.json"}
    assert done["planen"].faults == ()
    assert not done["planen"].unchanged
    assert done[name].faults
    assert expected in " ".join(done[name].faults)
    after = contents(folder / name)
    kept = after.pop("feilet.ipynb")
    assert after == before
    assert cell.splitlines()[0].encode() in kept.replace(b'\\"', b'"')
    known = read_manifest(folder).reports
    assert (known[name].notebook, known["planen"].notebook) == ("god.ipynb", "bedre.ipynb")
    assert not list(folder.glob(".ipr-ny-*"))
    if name in {"error", "dead-kernel"}:
        assert "jøringen" in kept.decode()
        assert "papermill encountered" not in kept.decode()


def test_first_report_that_fails_leaves_its_notebook_alone(
    failed: tuple[Path, dict[str, Report]],
) -> None:
    """A scenario that never had a report has only the failed notebook, with its error in it."""
    folder, done = failed
    assert done[NEW].faults
    files = contents(folder / NEW)
    assert set(files) == {"feilet.ipynb"}
    assert b"galt" in files["feilet.ipynb"]


@pytest.mark.parametrize(
    ("parameters", "missing"),
    [('plan: str = ""', "«scenario»"), ("x = 1", "«plan», «scenario»"), ("# plan = 1", "«plan»")],
)
def test_unknown_parameter_is_refused_before_anything_runs(
    plan: Path, tmp_path: Path, parameters: str, missing: str
) -> None:
    """A notebook that does not take a parameter is an error that names it, and writes nothing."""
    out = tmp_path / "nytt"
    notebook = write_notebook(tmp_path / "uten.ipynb", GOOD, parameters=parameters)
    with pytest.raises(InputError, match=f"parameters: cellen .* mangler {missing}"):
        make(plan, out, job(notebook, "mindre"))
    with pytest.raises(InputError, match="finnes ikke eller kan ikke leses"):
        make(plan, out, job(tmp_path / "ingen.ipynb", "mindre"))
    assert not out.exists()


def test_run_twice_skips_what_is_unchanged(plan: Path, out: Path, good: Path) -> None:
    """The second run makes nothing anew; a changed notebook makes its report anew."""
    asked = [job(good, "mindre"), job(good, "planen")]
    before = contents(out)
    assert all(report.unchanged for report in make(plan, out, *asked).values())
    assert contents(out) == before
    write_notebook(good, GOOD, "None")
    assert not any(report.unchanged for report in make(plan, out, *asked).values())


def test_killed_process_is_one_failure(
    plan: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that is killed from outside is told as a failure, and the others are made."""
    do = Worker.do

    def do_or_die(worker: Worker, line: str) -> tuple[str, ...]:
        if TASK.validate_json(line).job.name == "mindre":
            worker.process.kill()
        return do(worker, line)

    monkeypatch.setattr(Worker, "do", do_or_die)
    out = tmp_path / "nytt"
    done = make(plan, out, job(good, "mindre"), job(good, "planen"), at_once=2)
    assert "kjøringen stoppet" in done["mindre"].faults[0]
    assert done["planen"].faults == ()
    assert not (out / plan.name / "mindre").exists()
    assert not list((out / plan.name).glob(".ipr-ny-*"))


def test_reports_made_elsewhere_come_home(
    plan: Path, out: Path, good: Path, tmp_path: Path
) -> None:
    """What does as `map` does makes the same reports; other code or libraries are refused."""
    asked, elsewhere = job(good, "planen"), tmp_path / "der"
    done = make(plan, elsewhere, asked, run=partial(run_afar, map))
    assert done["planen"].faults == ()
    there, here = elsewhere / plan.name, out / plan.name
    assert contents(there / "planen") == contents(here / "planen")
    assert read_manifest(there).reports["planen"] == read_manifest(here).reports["planen"]
    older = asked.model_copy(update={"versions": {"numpy": "0"}})
    assert make_afar((older.model_dump_json(), b"")) == ((OTHERS,), {})


def test_report_that_cannot_be_put_in_place(
    plan: Path, out: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step fails the previous report stands, and the reason is in Norwegian."""
    refused = {
        "mindre": (errno.ENOSPC, "disken er full"),
        "mindre-to": (errno.EACCES, "ingen tilgang"),
    }
    before = {name: contents(out / plan.name / name) for name in refused}
    move = owned.exchange

    def refuse_two(made: Path, place: Path) -> bool:
        if place.name in refused:
            code = refused[place.name][0]
            raise OSError(code, os.strerror(code))
        return move(made, place)

    monkeypatch.setattr(owned, "exchange", refuse_two)
    asked = [job(good, name) for name in ("planen", *refused)]
    made = make_reports(PlanFolder.open(plan), asked, out, at_once=1, force=True)
    done = {report.job.name: report.faults for report in made}
    assert done == {
        "planen": (),
        **{
            name: (f"kan ikke skrive til «{name}»: {words}",)
            for name, (_, words) in refused.items()
        },
    }
    assert {name: contents(out / plan.name / name) for name in refused} == before
    assert not list((out / plan.name).glob(".ipr-ny-*"))


def script(plan: Path, out: Path, notebook: Path, before: str, *, at_once: int = 2) -> list[str]:
    """The command `ipr run` of this plan, with another notebook in the scenario report's place."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from ipr.cli import main\nfrom ipr.publish import job\n"
        f"{before}\n"
        f"job.SCENARIO = {str(notebook)!r}\n"
        f"sys.exit(main(['run', 'planen', 'mindre', '--plan', {str(plan)!r},"
        f" '--out', {str(out)!r}, '--jobs', '{at_once}', '--formats', 'html']))\n"
    )
    return [sys.executable, "-c", code]


@posix
def test_full_disk_keeps_what_stood(plan: Path, out: Path, good: Path) -> None:
    """Where no file can grow past a limit every report fails in Norwegian, and the old ones stand.

    A limit on the size of files stops the writing as a full disk does, within the job itself.
    """
    write_notebook(good, GOOD, "None")
    before = contents(out / plan.name / "mindre")
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))"
    done = subprocess.run(
        script(plan, out, good, limit, at_once=1),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},  # or half of a module would be kept
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "mindre feilet: " in done.stderr
    assert "filen ble for stor for disken" in done.stderr
    assert "Traceback" not in done.stderr
    after = contents(out / plan.name / "mindre")
    after.pop("feilet.ipynb", None)
    assert after == before
    assert not list((out / plan.name).glob(".ipr-ny-*"))


@posix
@pytest.mark.parametrize(
    ("name", "at_once"), [("SIGINT", 2), ("SIGTERM", 1), ("SIGHUP", 1), ("SIGKILL", 1)]
)
def test_nothing_outlives_its_leader(
    plan: Path, out: Path, tmp_path: Path, name: str, at_once: int
) -> None:
    """By Ctrl-C, by the system's wish or by sudden death the leader takes jobs and kernels along.

    Where it can, it says a word and leaves nothing half made; old reports stand in any case.
    """
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
        script(plan, out, slow, as_usual, at_once=at_once),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    while len(list(running.iterdir())) < at_once and leader.poll() is None:
        time.sleep(0.1)
    family = psutil.Process(leader.pid).children(recursive=True)
    kernels = {int(file.name) for file in running.iterdir()}
    assert len(kernels) == at_once
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
        assert not list((out / plan.name).glob(".ipr-ny-*"))
    for file in (f"{STEM}_mindre.html", f"{STEM}_mindre.ipynb", "resultat.json"):
        kept = f"liten-2026/mindre/{file}"
        assert contents(out)[kept] == before[kept]
