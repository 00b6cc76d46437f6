"""The wheel is enough: installed away from the clone it makes reports of any plan."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ipr.publish.job import FORMATS
from ipr.publish.manifest import code_hash, read_manifest

ROOT = Path(__file__).resolve().parent.parent

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
def place(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council's folder made in an empty one, with nothing but uv and the wheel."""
    empty = tmp_path_factory.mktemp("tom")
    run([uv, "tool", "run", "--from", str(wheel), "ipr", "init", "nordby-2027"], empty)
    return empty / "nordby-2027"


def run(command: list[str], where: Path) -> str:
    """Run a command in a folder, and return what it says; it must succeed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean["UV_COMPILE_BYTECODE"] = "0"  # most of what is installed is not asked for here
    done = subprocess.run(
        command, cwd=where, env=clean, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_one_command_makes_a_folder_to_work_in(uv: str, wheel: Path, place: Path) -> None:
    """The folder carries the wheel, its plan is without fault, and it is found from within."""
    assert (place / "pakke" / wheel.name).is_file()
    assert "uten feil" in run([uv, "run", "--quiet", "ipr", "check"], place)
    listed = run([uv, "run", "--quiet", "ipr", "list"], place / "veiledning")
    assert "planen" in listed


def test_report_is_made_without_the_clone(uv: str, place: Path) -> None:
    """In a folder of one's own the wheel makes every format, from the same code as the clone."""
    assert "laget" in run([uv, "run", "--quiet", "ipr", "run", "planen"], place / "data")
    made = place / "outputs" / "nordby-2027"
    assert {f".{form}" for form in FORMATS} <= {file.suffix for file in (made / "planen").iterdir()}
    assert read_manifest(made).reports["planen"].inputs["ipr"] == code_hash()
