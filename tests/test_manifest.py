"""The manifest knows what each report is made from: nothing is done twice, all can be proved."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ipr.cli import DONE, FAILED, WRONG_INPUT, main
from ipr.doors.folder import PlanFolder
from ipr.publish import manifest as manifests
from ipr.publish import runner
from ipr.publish.job import scenario_job
from ipr.publish.listed import file_stem
from ipr.publish.manifest import code_hash, read_job, read_manifest, sha256, versions, write_job
from ipr.publish.runner import make_reports
from ipr.publish.work.workers import Done, Task
from ipr.reading.errors import InputError
from tests.made import ENDINGS, made_file, made_reports
from tests.small_plan import write_plan, write_scenario

pytestmark = pytest.mark.slow  # folders of reports are made

STYLE = 'council_name: Rådet\naccent: "#004400"\n'


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan with style, a scenario, and one that combines it; and its reports, all made."""
    place = tmp_path_factory.mktemp("ferdig")
    folder = write_plan(place / "data" / "liten-2026")
    (folder / "stil.yaml").write_text(STYLE, encoding="utf-8")
    write_scenario(folder, "planen")
    write_scenario(folder, "mindre", "set: funding.rest, to: 100")
    write_scenario(folder, "begge", "set: funding.county, to: 700", more="combines: [mindre]")
    made_reports(folder, place / "out", PlanFolder.open(folder).scenario_ids)
    return place


@pytest.fixture
def plan(ready: Path, tmp_path: Path) -> Path:
    """A copy of the plan."""
    return shutil.copytree(ready / "data", tmp_path / "data") / "liten-2026"


@pytest.fixture
def target(ready: Path, tmp_path: Path) -> Path:
    """A copy of the folder of its reports."""
    return shutil.copytree(ready / "out", tmp_path / "out") / "liten-2026"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scenarios whose notebooks would be run; each run leaves stand-ins."""
    told: list[str] = []

    def run(tasks: Sequence[Task], at_once: int) -> Iterator[Done]:
        assert at_once >= 1
        for task in tasks:
            told.append(task.job.parameters["scenario"])
            for ending in ENDINGS:
                (task.place / f"{file_stem(task.job)}.{ending}").write_text("ny", encoding="utf-8")
            yield Done(task, ())

    monkeypatch.setattr(runner, "run_tasks", run)
    return told


def remake(plan: Path, target: Path, **options: object) -> dict[str, bool]:
    """Ask for every report again; tell which were left unchanged."""
    force = bool(options.pop("force", False))
    folder = PlanFolder.open(plan)
    jobs = [scenario_job(plan.name, name).asked_for(**options) for name in folder.scenario_ids]  # type: ignore[arg-type]
    done = list(make_reports(folder, jobs, target.parent, force=force))
    assert not any(report.faults for report in done)
    return {report.job.name: report.unchanged for report in done}


def edit(file: Path, more: str = "# en merknad\n") -> None:
    """Add a line to a file."""
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")


def test_unchanged_work_is_not_redone(plan: Path, target: Path, ran: list[str]) -> None:
    """Where inputs, versions, formats and files agree, nothing runs and no file is touched."""
    before = {file: file.stat().st_mtime_ns for file in target.glob("*/*")}
    assert remake(plan, target) == {"begge": True, "mindre": True, "planen": True}
    assert ran == []
    assert {file: file.stat().st_mtime_ns for file in target.glob("*/*")} == before


def test_unchanged_page_is_not_written_again(plan: Path, target: Path, ran: list[str]) -> None:
    """Page, tables and workbook are left alone while all they tell of stands; else made anew."""
    before = {file: file.stat().st_mtime_ns for file in target.glob("[!.]*") if file.is_file()}
    page = (target / "index.html").read_bytes()
    remake(plan, target)
    assert {file: file.stat().st_mtime_ns for file in before} == before
    edit(target / "index.html")
    (target / "resultater.csv").unlink()
    remake(plan, target)
    assert (target / "index.html").read_bytes() == page
    assert (target / "resultater.csv").exists()
    edit(plan / "scenarios" / "begge.yaml")
    list(make_reports(PlanFolder.open(plan), [scenario_job(plan.name, "planen")], target.parent))
    assert b"eldre utgaver" in (target / "index.html").read_bytes()
    assert ran == []


def test_force_redoes_all(plan: Path, target: Path, ran: list[str]) -> None:
    """`--force` runs every notebook, changed or not."""
    assert not any(remake(plan, target, force=True).values())
    assert ran == ["begge", "mindre", "planen"]


ALL = {"begge", "mindre", "planen"}
CHANGES: dict[str, tuple[Callable[[Path, Path], object], set[str]]] = {
    "plan": (lambda plan, _: edit(plan / "plan.yaml"), ALL),
    "style": (lambda plan, _: edit(plan / "stil.yaml"), ALL),
    "style gone": (lambda plan, _: (plan / "stil.yaml").unlink(), ALL),
    "scenario": (lambda plan, _: edit(plan / "scenarios" / "planen.yaml"), {"planen"}),
    "part of a combination": (
        lambda plan, _: edit(plan / "scenarios" / "mindre.yaml"),
        {"begge", "mindre"},
    ),
    "file edited": (lambda _, out: edit(made_file(out, "mindre", "docx")), {"mindre"}),
    "file gone": (lambda _, out: made_file(out, "mindre", "pdf").unlink(), {"mindre"}),
    "figures gone": (lambda _, out: (out / "mindre" / "resultat.json").unlink(), {"mindre"}),
    "folder gone": (lambda _, out: shutil.rmtree(out / "planen"), {"planen"}),
    "record gone wrong": (lambda _, out: edit(out / "mindre" / ".ipr-rapport.json"), {"mindre"}),
    "manifest gone": (lambda _, out: (out / "manifest.json").unlink(), set()),
    "manifest spoilt": (lambda _, out: edit(out / "manifest.json", "}"), set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_is_redone(plan: Path, target: Path, ran: list[str], name: str) -> None:
    """Each change of an input or a file redoes the reports it is part of, and only those."""
    change, expected = CHANGES[name]
    change(plan, target)
    remake(plan, target)
    assert set(ran) == expected
    ran.clear()
    remake(plan, target)
    assert ran == []


def test_line_breaks_of_a_checkout_are_no_change(plan: Path, target: Path, ran: list[str]) -> None:
    """A plan checked out with Windows line breaks is the same plan."""
    file = plan / "plan.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    remake(plan, target)
    assert ran == []


def test_another_version_redoes_all(
    plan: Path, target: Path, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new release of a library, of Python or of our own code makes every report anew."""
    monkeypatch.setattr(manifests, "versions", lambda: {**versions(), "numpy": "0"})
    remake(plan, target)
    assert set(ran) == ALL
    ran.clear()
    monkeypatch.setattr(manifests, "code_hash", lambda: "0" * 64)
    remake(plan, target)
    assert set(ran) == ALL


@pytest.mark.parametrize("options", [{"formats": ("html",)}, {"date": "2026-01-15"}])
def test_another_wish_redoes_all(
    plan: Path, target: Path, ran: list[str], options: dict[str, object]
) -> None:
    """Other formats or another date is another report."""
    remake(plan, target, **options)
    assert set(ran) == ALL
    ran.clear()
    remake(plan, target, **options)
    assert ran == []


def test_notebook_of_an_old_failure_goes_away(plan: Path, target: Path, ran: list[str]) -> None:
    """Where the report stands and is as it should be, no failed notebook is left beside it."""
    place, failed = target / "mindre", target / "mindre" / "feilet.ipynb"
    failed.write_text("{}", encoding="utf-8")
    job = read_job(place)
    assert job
    write_job(place, job.model_copy(update={"failed": sha256(failed)}))
    assert remake(plan, target)["mindre"]
    assert not failed.exists()
    assert ran == []
    failed.write_text("min egen", encoding="utf-8")
    remake(plan, target)
    assert failed.exists()


def test_one_report_alone_keeps_the_others(plan: Path, target: Path, ran: list[str]) -> None:
    """After one scenario is run the page, the results and the manifest still have them all."""
    edit(plan / "scenarios" / "planen.yaml")
    list(make_reports(PlanFolder.open(plan), [scenario_job(plan.name, "planen")], target.parent))
    assert ran == ["planen"]
    assert set(read_manifest(target).reports) == ALL
    page = (target / "index.html").read_text(encoding="utf-8")
    assert "mindre/ipr-liten_hop-2026_mindre.html" in page


def test_manifest_names_every_file(target: Path) -> None:
    """Every file of the folder that a reader sees, but the manifest itself, has its hash there."""
    manifest = read_manifest(target)
    known = {f"{name}/{file}" for name, entry in manifest.reports.items() for file in entry.files}
    there = {
        file.relative_to(target).as_posix() for file in target.rglob("[!.]*") if file.is_file()
    }
    assert known | set(manifest.files) == there - {"manifest.json"}


def test_code_hash_is_of_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It changes with a file's text and name, not with what Python or an editor leaves behind."""
    package = tmp_path / "ipr"
    package.mkdir()
    (package / "a.py").write_text("1\n", encoding="utf-8")
    monkeypatch.setattr(manifests, "PACKAGE", package)
    count = code_hash.__wrapped__
    first = count()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").write_bytes(b"x")
    (package / ".a.py.swp").write_bytes(b"x")
    (package / "a.py").write_bytes(b"1\r\n")
    assert count() == first
    (package / "a.py").write_text("2\n", encoding="utf-8")
    second = count()
    (package / "a.py").rename(package / "b.py")
    assert len({first, second, count()}) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"plan": "a", "files": {"../x": "' + "0" * 64 + '"}}',
        '{"plan": "a", "files": {"C:x": "' + "0" * 64 + '"}}',
        '{"plan": "a", "files": {"a/../x": "' + "0" * 64 + '"}}',
        '{"plan": "a", "files": {"x": "' + "0" * 64 + '\\n"}}',
        '{"plan": "a", "reports": {"..": {}}}',
        '{"plan": "a/b"}',
        '{"plan": "a", "files": {"x": "kort"}}',
        '{"plan": "a", "ukjent": 1}',
        '{"plan": "a", "schema_version": 1}',
    ],
)
def test_a_faulty_manifest_is_refused(tmp_path: Path, text: str) -> None:
    """What is no manifest, or leads out of its folder, is an error of the file, in Norwegian."""
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="ikke et manifest som kan leses"):
        read_manifest(tmp_path)


def verify(plan: Path, target: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run `ipr verify`; return its exit status and what it told."""
    capsys.readouterr()
    status = main(["verify", str(target), "--plan", str(plan)])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_verify_finds_a_whole_folder_whole(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was made and left alone is as it was made, and follows from the plan."""
    status, told = verify(plan, target, capsys)
    assert status == DONE
    assert "3\u00a0rapporter" in told
    assert "Filene er de som ble laget." in told
    assert "Tallene følger av planen slik den er nå." in told


def _flip(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)


TAMPERED: dict[str, tuple[Callable[[Path], object], str]] = {
    "one bit": (lambda out: _flip(made_file(out, "mindre", "pdf")), "mindre.pdf: er endret"),
    "missing": (lambda out: made_file(out, "mindre", "pdf").unlink(), "mindre.pdf: mangler"),
    "extra": (lambda out: (out / "mindre" / "ny.txt").touch(), "mindre/ny.txt: står ikke i"),
    "extra folder": (lambda out: (out / "fremmed").mkdir(), "fremmed: står ikke i manifestet"),
    "folder gone": (lambda out: shutil.rmtree(out / "mindre"), "mindre: hele mappen mangler"),
    "page": (lambda out: _flip(out / "index.html"), "index.html: er endret"),
    "results": (lambda out: _flip(out / "resultater.csv"), "resultater.csv: er endret"),
    "failed since": (lambda out: (out / "mindre" / "feilet.ipynb").touch(), "siste forsøk"),
    "remains": (lambda out: (out / ".ipr-abc").mkdir(), "avbrutt kjøring"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_verify_sees_every_change(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A changed, missing or extra file is named, and the exit status is 1."""
    tamper, expected = TAMPERED[name]
    tamper(target)
    status, told = verify(plan, target, capsys)
    assert status == FAILED
    assert expected in told
    assert "Filene er de som ble laget." not in told


def test_a_file_that_was_set_aside_is_told_and_is_no_fault(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What ipr itself kept of an edited document, beside a report or the overview, is named."""
    (target / "mindre" / "min.endret-2.docx").touch()
    (target / "index.endret.html").touch()
    status, told = verify(plan, target, capsys)
    assert status == DONE
    assert "Filene er de som ble laget." in told
    for name in ("mindre/min.endret-2.docx", "index.endret.html"):
        assert f"  {name}: var rettet i, og ble tatt vare på" in told
    (target / "mindre" / "min.endretekst.docx").touch()
    status, told = verify(plan, target, capsys)
    assert status == FAILED
    assert told.count("min.endretekst.docx: står ikke i manifestet") == 1
    assert "min.endretekst.docx: var rettet i" not in told


def test_verify_tells_which_figures_no_longer_follow(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the scenario is changed, the report's file and figures are told, old and new."""
    write_scenario(plan, "mindre", "set: funding.rest, to: 50")
    status, told = verify(plan, target, capsys)
    assert status == FAILED
    assert "scenarios/mindre.yaml er endret etter at rapporten ble laget" in told
    assert "mindre: Udisponert ramme er 200 i rapporten, men 150 etter dagens plan" in told
    assert "Filene er de som ble laget." in told
    assert "planen:" not in told


def test_verify_tells_of_a_change_without_other_figures(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A remark added to the plan's file is told once for all reports, and no figure with it."""
    edit(plan / "plan.yaml")
    status, told = verify(plan, target, capsys)
    assert status == FAILED
    assert "  begge, mindre og planen: plan.yaml er endret etter" in told
    assert "etter dagens plan" not in told


def test_verify_tells_of_a_scenario_that_is_gone(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report whose scenario was deleted does not follow from anything."""
    (plan / "scenarios" / "mindre.yaml").unlink()
    status, told = verify(plan, target, capsys)
    assert status == FAILED
    assert "«mindre» er ukjent" in told


def test_other_versions_are_told_and_no_fault(
    plan: Path, target: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another library and the same figures the folder stands, and the library is named."""
    monkeypatch.setattr("ipr.publish.verify.versions", lambda: {**versions(), "numpy": "0"})
    monkeypatch.setattr(manifests, "code_hash", lambda: "0" * 64)
    status, told = verify(plan, target, capsys)
    assert status == DONE
    assert f"Programvare: rapportene er laget med numpy {versions()['numpy']}" in told


def test_verify_without_the_plan_says_what_was_not_tried(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder sent to someone without the plan is held against its manifest, and no more."""
    capsys.readouterr()
    assert main(["verify", str(target)]) == FAILED
    told = capsys.readouterr().out
    assert "Filene er de som ble laget." in told
    assert "Planen «liten-2026» er ikke her" in told


def test_verify_of_a_folder_without_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is no folder of reports is the user's error, worded in Norwegian."""
    for folder in (tmp_path, tmp_path / "finnes-ikke"):
        assert main(["verify", str(folder)]) == WRONG_INPUT
        assert "har ingen «manifest.json»" in capsys.readouterr().err
