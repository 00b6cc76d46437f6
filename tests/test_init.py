"""`ipr init` makes a folder to work in, whole, where nothing of others stands."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from ipr.cli import main
from ipr.commands import init
from ipr.plan.load import DATA_VARIABLE, PROJECT
from ipr.reading.errors import InputError
from ipr.reading.files import write_folder


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


def files_in(folder: Path) -> set[str]:
    """The files of a folder, by their names within it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def told_by(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a refused command says."""
    assert main(["init", *arguments]) == 2
    return capsys.readouterr().err


def test_a_folder_to_work_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has a plan that is valid as it stands, the guide, and what pins and runs the workbook."""
    assert main(["init", "Sør-Åsen råd", "--year", "2031"]) == 0
    folder = tmp_path / "Sør-Åsen råd"
    assert files_in(folder) >= {
        ".gitignore",
        "LESMEG.md",
        "pyproject.toml",
        "data/sor-asen-rad-2031/plan.yaml",
        "data/sor-asen-rad-2031/scenarios/LESMEG.md",
        "veiledning/planfilen.md",
        "veiledning/eksempelplan.yaml",
    }
    assert "$" not in (folder / "LESMEG.md").read_text(encoding="utf-8")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dependencies"] == ["ipr-workbook==0.1.0"]
    assert project["tool"]["uv"]["sources"]["ipr-workbook"]["path"] == str(PROJECT)
    pins = (PROJECT / "constraints.txt").read_text(encoding="utf-8").split()
    assert project["tool"]["uv"]["constraint-dependencies"] == pins
    monkeypatch.chdir(folder / "veiledning")
    capsys.readouterr()
    assert main(["check"]) == 0
    assert main(["list"]) == 0
    assert "350 000" in capsys.readouterr().out.replace("\u00a0", " ")


def test_each_command_told_can_be_typed_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder whose name has a space is gone to as told, and has a place for the scenarios."""
    assert main(["init", "nord og sør", "--year", "2031"]) == 0
    (there,) = re.findall(r"^Gå dit: cd (.*)$", capsys.readouterr().out, re.MULTILINE)
    (place,) = shlex.split(there)
    monkeypatch.chdir(tmp_path / place)
    assert [*Path("data").glob("*/scenarios")]
    assert main(["new", "mitt-scenario", "--template"]) == 0
    assert main(["show", "mitt-scenario"]) == 0


def test_check_tells_what_of_a_new_plan_nobody_has_written_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Texts that say what to write there are told by key until they are written."""
    assert main(["init", "nes-2029"]) == 0
    monkeypatch.chdir(tmp_path / "nes-2029")
    plan = Path("data") / "nes-2029" / "plan.yaml"
    capsys.readouterr()
    assert main(["check"]) == 0
    keys = "«name», «county», «source», «status_because» og «because» er som i malen"
    assert capsys.readouterr().out == f"nes-2029: planen er uten feil.\n  planen: {keys}\n"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("Skriv r", "R").replace("Skriv h", "H"), encoding="utf-8")
    assert main(["check"]) == 0
    assert "planen: «county» og «source» er som i malen" in capsys.readouterr().out
    plan.write_text(text.replace("Skriv", "Se"), encoding="utf-8")
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "nes-2029: planen er uten feil.\n"


def test_the_year_of_the_folder(tmp_path: Path) -> None:
    """A folder that ends in a year is for that year; an empty one of one's own may be used."""
    (tmp_path / "nes-2029" / ".git").mkdir(parents=True)
    assert main(["init", "nes-2029"]) == 0
    assert (tmp_path / "nes-2029" / "data" / "nes-2029" / "plan.yaml").is_file()
    assert (tmp_path / "nes-2029" / ".git").is_dir()


def test_the_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --example the plan that comes along is there, with its scenarios, sweeps and style."""
    assert main(["init", "prøve", "--example"]) == 0
    made = files_in(tmp_path / "prøve" / "data" / "lillehammer-2026")
    ours = files_in(PROJECT / "data" / "lillehammer-2026")
    helped = {".skjema/plan.json", ".skjema/scenario.json"}
    assert made == helped | {name for name in ours if not name.startswith(".")}
    assert "--year" in told_by(capsys, "annet", "--example", "--year", "2030")


@pytest.mark.parametrize("name", ["$x; rm -rf", "2027", "NO", "日本", "'\"", "ipr-workbook"])
def test_odd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever a folder is called, its plan is valid and its project has a name of its own."""
    assert main(["init", name, "--year", "2030"]) == 0
    project = tomllib.loads((tmp_path / name / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["name"].startswith("plan-")
    monkeypatch.chdir(tmp_path / name)
    assert main(["check"]) == 0


def test_what_others_have_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with content, one that is such a folder already, and a file are refused."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notat.txt").write_text("mitt", encoding="utf-8")
    assert "notat.txt" in told_by(capsys, "full")
    assert files_in(tmp_path / "full") == {"notat.txt"}
    assert "er en fil" in told_by(capsys, "full/notat.txt")
    assert main(["init", "mitt"]) == 0
    before = files_in(tmp_path / "mitt")
    assert "arbeidsmappe fra før" in told_by(capsys, "mitt")
    assert files_in(tmp_path / "mitt") == before
    assert "år" in told_by(capsys, "annet", "--year", "31")


@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_half_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: bool,  # noqa: FBT001 - a parameter
) -> None:
    """Where writing stops on the way, the folder is as it was."""
    place = tmp_path / "ny"
    if there:
        place.mkdir()
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "LESMEG.md":
            raise OSError(28, "disken er full")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["init", "ny"]) == 1
    assert place.exists() == there
    assert [path.name for path in tmp_path.rglob("*")] == (["ny"] if there else [])


def test_moving_in_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of one's own is empty again where the last of the files could not be moved in."""
    place = tmp_path / "ny"
    place.mkdir()
    real = Path.replace

    def stuck(path: Path, target: Path) -> Path:
        if path.name == "veiledning":
            raise OSError(13, "ingen tilgang")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", stuck)
    with pytest.raises(OSError, match="ingen tilgang"):
        write_folder(place, {"a.txt": b"", "data/b.txt": b"", "veiledning/c.txt": b""})
    assert list(place.iterdir()) == []


def test_the_wheel_is_taken_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed from a wheel, the folder holds that wheel and is pinned to it."""
    wheel = tmp_path / "ipr_workbook-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"hjul")
    real = init.distribution

    class Installed:
        """The package as a wheel would have installed it."""

        metadata, version = real("ipr-workbook").metadata, "0.1.0"

        @staticmethod
        def read_text(_: str) -> str:
            return f'{{"url": "{wheel.as_uri()}", "archive_info": {{}}}}'

    monkeypatch.setattr(init, "distribution", lambda _: Installed())
    assert main(["init", "råd"]) == 0
    assert (tmp_path / "råd" / "pakke" / wheel.name).read_bytes() == b"hjul"
    project = tomllib.loads((tmp_path / "råd" / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["uv"]["sources"]["ipr-workbook"] == {"path": f"pakke/{wheel.name}"}
    assert shutil.which("git") is None or not (tmp_path / "råd" / ".git").exists()
    with pytest.raises(InputError):
        init._check_free(tmp_path / "råd")
