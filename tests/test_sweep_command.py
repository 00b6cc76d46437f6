"""`ipr sweep`: tables and report in one folder, faults in Norwegian, and nothing half done."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ipr.analysis.sweep_file import load_sweep
from ipr.cli import main
from ipr.commands import sweep
from ipr.commands.cluster import ClusterError
from ipr.doors.folder import PlanFolder
from ipr.publish import job
from ipr.publish.manifest import file_hashes, write_job
from ipr.publish.owned import owned
from ipr.reading.strict_yaml import read_yaml

DATA = Path(__file__).parent.parent / "data" / "lillehammer-2026"
GRID = """kind: grid
title: To forutsetninger
question: Hva tåler budsjettet?
inputs:
  - {input: funding.carry_over, values: [0, 390 000, 1 000 000], because: prøve}
  - {input: assumptions.eur_nok, values: [13.00, 14.00], because: prøve}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the plan, whose own sweep `lite` is small."""
    folder = tmp_path / "data" / "lillehammer-2026"
    shutil.copytree(DATA, folder)
    (folder / "sweeps" / "lite.yaml").write_text(GRID, encoding="utf-8")
    return folder


def run(plan: Path, *arguments: str) -> int:
    """The exit status of `ipr sweep` on this plan, in HTML only."""
    out = str(plan.parents[1] / "ut")
    given = ["sweep", *arguments, "--plan", str(plan), "--out", out, "--formats", "html"]
    return main(given)


def place_of(plan: Path, name: str = "lite") -> Path:
    """Where the sweep's tables and report are put."""
    return plan.parents[1] / "ut" / plan.name / f"_gjennomregning-{name}"


def _page(place: Path) -> str:
    (page,) = place.glob("*_gjennomregning-lite.html")
    return page.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("staying")
def test_a_sweep_leaves_tables_and_report(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The CSV file holds every row, the report shows their count, and the index lists it."""
    assert run(plan, "lite") == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "I 3 av 6 mangler det penger." in told
    place = place_of(plan)
    with (place / "resultater.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    reserves = [int(row["reserve"]) for row in found]
    assert reserves == [-390_000, -395_000, 0, -5_000, 610_000, 605_000]
    assert "I 3 av 6" in _page(place).replace("\u00a0", " ")
    assert (place / "gjennomregning.yaml").read_text(encoding="utf-8") == GRID
    manifest = json.loads((place.parent / "manifest.json").read_text(encoding="utf-8"))
    inputs = manifest["reports"][place.name]["inputs"]
    assert "sweeps/lite.yaml" in inputs
    index = (place.parent / "index.html").read_text(encoding="utf-8")
    assert "<h2>Gjennomregninger</h2>" in index
    assert "<li>To forutsetninger:" in index
    assert "resultater.csv" in index
    assert not list(place.parent.glob(".ipr-ny-*"))

    assert run(plan, "lite") == 0
    assert "Uendret" in capsys.readouterr().out
    changed = GRID.replace("14.00", "15.00")
    (plan / "sweeps" / "lite.yaml").write_text(changed, encoding="utf-8")
    assert run(plan, "lite") == 0
    assert "Laget" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.usefixtures("staying")
def test_a_failed_report_leaves_what_stood(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the notebook fails, the status is 1 and the previous tables and report stand."""
    place = place_of(plan)
    with owned(place.parent):
        place.mkdir()
    (place / "resultater.csv").write_text("før", encoding="utf-8")
    write_job(place, job.sweep_job(plan.name, "lite").made(file_hashes(place)))
    broken = plan.parents[1] / "07_gjennomregning.ipynb"
    text = (job.NOTEBOOKS / job.SWEEP).read_text(encoding="utf-8")
    broken.write_text(text.replace("ipr.load_swept(", "ipr.finnes_ikke("), encoding="utf-8")
    monkeypatch.setattr(job, "SWEEP", str(broken))
    assert run(plan, "lite") == 1
    assert "feilet" in capsys.readouterr().err
    assert (place / "resultater.csv").read_text(encoding="utf-8") == "før"
    assert sorted(file.name for file in place.glob("[!.]*")) == ["feilet.ipynb", "resultater.csv"]


REFUSED = {
    "unknown": (GRID, ("finnes-ikke",), ("gjennomregningen «finnes-ikke» er ukjent",)),
    "formats": (GRID, ("lite", "--formats", "xlsx"), ("formatet «xlsx» er ukjent – tillatt er ",)),
    "jobs": (GRID, ("lite", "--jobs", "2"), ("ukjente argumenter: --jobs 2",)),
    "two faults": (
        GRID.replace("390 000", "390.000").replace("assumptions.eur_nok", "assumptions.eur"),
        ("lite",),
        ("lite.yaml:5", "lite.yaml:6"),
    ),
    "rows": (
        GRID.replace("values: [0, 390 000, 1 000 000]", "low: 0, high: 5 000 000, step: 1"),
        ("lite",),
        ("lite.yaml:4: inputs: filen ber om 10 000 002 rader – tillatt er 1 til 10 000 000",),
    ),
    "amounts": (
        GRID.replace("carry_over, values: [0, 390 000, 1 000 000]", "county, values: [1]")
        .replace("funding.county", "lines.wuoc.membership.foreign_amount")
        .replace("[1]", "[1 000 000 000 000]"),
        ("lite",),
        ("lite.yaml:1: lines.wuoc.membership: beløpet blir større enn 1 000 000 000 000 kroner",),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_told(case: str, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong, or too much, ends in status 2, in Norwegian, and there is no folder."""
    text, arguments, messages = REFUSED[case]
    (plan / "sweeps" / "lite.yaml").write_text(text, encoding="utf-8")
    assert run(plan, *arguments) == 2
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert all(message in told for message in messages)
    assert "Traceback" not in told
    assert not (plan.parents[1] / "ut").exists()


def ending_in(fault: BaseException) -> Callable[..., Iterator[Any]]:
    """A cluster whose work ends in this."""

    @contextmanager
    def cluster(_address: str) -> Iterator[Any]:
        def each(do: Callable[[int], Any], chunks: range) -> Iterator[Any]:
            yield do(chunks[0])
            raise fault

        yield each

    return cluster


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ClusterError("klyngen sviktet (KilledWorker)"), "klyngen sviktet (KilledWorker)."),
        (KeyboardInterrupt(), "Avbrutt."),
    ],
    ids=["cluster", "Ctrl-C"],
)
def test_a_sweep_that_stops_leaves_nothing(
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: BaseException,
    told: str,
) -> None:
    """A cluster that fails and Ctrl-C end in a word and status 1, and nothing is written."""
    monkeypatch.setattr(sweep, "cluster", ending_in(fault))
    assert run(plan, "lite", "--scheduler", "tcp://x:1") == 1
    assert told in capsys.readouterr().err
    assert not (plan.parents[1] / "ut").exists()


def test_a_name_that_is_no_folder_is_refused(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file's name becomes the folder's, so it is held to the rule of ids."""
    file = tmp_path / "Æ x.yaml"
    file.write_text(GRID, encoding="utf-8")
    assert run(plan, str(file)) == 2
    assert "filnavnet blir navnet på mappen" in capsys.readouterr().err


def test_the_shipped_sweeps_can_be_read() -> None:
    """Each sweep file that comes with the plan is without fault."""
    folder, files = PlanFolder.open(DATA), sorted((DATA / "sweeps").glob("*.yaml"))
    assert len(files) == 3
    assert {load_sweep(folder, read_yaml(file))[0].kind for file in files} == {
        "combinations",
        "draws",
        "grid",
    }
