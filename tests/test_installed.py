"""The wheel is enough: installed away from the clone it makes reports of any plan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ipr.publish.job import FORMATS
from ipr.publish.manifest import code_hash, read_manifest

ROOT = Path(__file__).resolve().parent.parent
FIRST = ROOT / "data" / "lillehammer-2026"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def uv() -> str:
    """The command that builds and installs; it tells its children where it is."""
    found = os.environ.get("UV") or shutil.which("uv", path=ROOT / ".uv" / "bin")
    return found or shutil.which("uv") or pytest.skip("uv er ikke her")


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is handed out."""
    place = tmp_path_factory.mktemp("hjul")
    run([uv, "build", "--quiet", "--wheel", "--out-dir", str(place)], ROOT)
    (made,) = place.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def ipr(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command of an environment that has the wheel and what it asks for, and no clone."""
    place = tmp_path_factory.mktemp("miljø")
    run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], place)
    pins = ["--constraint", str(ROOT / "constraints.txt")]
    run([uv, "pip", "install", "--quiet", "--python", str(place), *pins, str(wheel)], place)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    return str(shutil.which("ipr", path=scripts))


def run(command: list[str], where: Path) -> str:
    """Run a command in a folder, and return what it says; it must succeed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=where, env=clean, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_one_command_makes_a_folder_to_work_in(uv: str, wheel: Path, tmp_path: Path) -> None:
    """With nothing but uv and the wheel, a council's folder is made in an empty one, and run."""
    run([uv, "tool", "run", "--from", str(wheel), "ipr", "init", "nordby-2027"], tmp_path)
    place = tmp_path / "nordby-2027"
    assert (place / "pakke" / wheel.name).is_file()
    assert "uten feil" in run([uv, "run", "--quiet", "ipr", "check"], place)
    listed = run([uv, "run", "--quiet", "ipr", "list"], place / "veiledning")
    assert "planen" in listed


def test_report_is_made_without_the_clone(ipr: str, tmp_path: Path) -> None:
    """In a folder of one's own the wheel makes every format, from the same code as the clone."""
    inner = shutil.copytree(FIRST, tmp_path / "data" / FIRST.name) / "scenarios"
    assert "laget" in run([ipr, "run", "lavere-overforing"], inner)
    place = tmp_path / "outputs" / FIRST.name
    names = {file.suffix for file in (place / "lavere-overforing").iterdir()}
    assert {f".{form}" for form in FORMATS} <= names
    assert read_manifest(place).reports["lavere-overforing"].inputs["ipr"] == code_hash()
