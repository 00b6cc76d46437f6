"""The places that name what the workbook needs agree, and this environment is what they name."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.pins import locked_pins, with_pins

ROOT = Path(__file__).resolve().parent.parent
SIX = {"jupyterlab", "pandas", "matplotlib", "openpyxl", "papermill", "nbval"}
COMMANDS = ("run-command", "test-command")
REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(\[[a-z,]+\])?\s*(.*)")


def name_and_bound(requirement: str) -> tuple[str, str]:
    """The package's name in the usual spelling, and the versions that are allowed."""
    match = REQUIREMENT.fullmatch(requirement.strip())
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[1]).lower(), match[3]


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    """The project file as data."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins(pyproject: dict[str, Any]) -> dict[str, str]:
    """Each pinned package's version."""
    lines = pyproject["tool"]["uv"]["constraint-dependencies"]
    return dict(line.split("==") for line in lines)


@pytest.fixture(scope="module")
def named(pyproject: dict[str, Any]) -> dict[str, str]:
    """Each package the project file asks for, in the base, a group or an extra, and its bound."""
    project = pyproject["project"]
    lists = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *pyproject["dependency-groups"].values(),
    ]
    return dict(name_and_bound(requirement) for each in lists for requirement in each)


@pytest.fixture(scope="module")
def conda() -> dict[str, str]:
    """Each package environment.yml names, by conda or by pip, and its bound."""
    file = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [entry for entry in file["dependencies"] if isinstance(entry, str)]
    by_pip = [
        entry
        for group in file["dependencies"]
        if isinstance(group, dict)
        for entry in group["pip"]
        if not entry.startswith("-")
    ]
    return dict(name_and_bound(entry) for entry in plain + by_pip)


def test_constraints_are_the_same_in_both_places(pyproject: dict[str, Any]) -> None:
    """What pip reads and what uv reads is the same, line by line."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines == pyproject["tool"]["uv"]["constraint-dependencies"]


def test_constraints_are_exact_versions_without_addresses(pins: dict[str, str]) -> None:
    """A pin is a name and a version: it says nothing of where a package is fetched."""
    for name, pinned in pins.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)*(\.?post[0-9]+)?", pinned), f"{name} {pinned}"


def test_everything_asked_for_is_pinned(named: dict[str, str], pins: dict[str, str]) -> None:
    """No direct dependency, group or extra is left to chance."""
    assert named.keys() <= pins.keys()


def test_environment_is_the_pinned_one(pins: dict[str, str]) -> None:
    """What runs these tests is, package by package, what is pinned."""
    other = {}
    for name, pinned in pins.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            continue  # for another system, or of an extra
        if found != pinned:
            other[name] = found
    assert other == {}


def test_conda_names_the_six_and_nothing_the_project_does_not(
    pyproject: dict[str, Any], named: dict[str, str], conda: dict[str, str]
) -> None:
    """environment.yml holds the six packages, the whole dev group, and no strangers."""
    dev = {name_and_bound(entry)[0] for entry in pyproject["dependency-groups"]["dev"]}
    assert conda.keys() >= SIX | dev
    assert conda.keys() - {"python", "pip"} <= named.keys()


def test_conda_bounds_are_those_of_the_project(
    pyproject: dict[str, Any], named: dict[str, str], conda: dict[str, str]
) -> None:
    """Where environment.yml states a version, it is the one the project file states."""
    stated = {**named, "python": pyproject["project"]["requires-python"], "pip": ""}
    assert {name: stated[name] for name in conda} == conda


def test_conda_uses_the_same_constraints() -> None:
    """What pip installs into a conda environment is held to constraints.txt."""
    file = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    by_pip = next(entry["pip"] for entry in file["dependencies"] if isinstance(entry, dict))
    assert by_pip[:2] == ["-c constraints.txt", "-e ."]


def test_bounds_admit_the_pins(named: dict[str, str], pins: dict[str, str]) -> None:
    """No lower bound stands above the version that is pinned."""
    for name, bound in named.items():
        if bound:
            assert bound.startswith(">=")
            least = [int(part) for part in bound.removeprefix(">=").split(".")]
            assert [int(part) for part in pins[name].split(".")[: len(least)]] >= least, name


def test_locks_are_not_tracked() -> None:
    """A lock names the index of the machine that made it, and stays on that machine."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    tracked = subprocess.run(
        ["git", "ls-files", "uv.lock", "pylock.toml", ".venv", ".uv"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert tracked == ""


@pytest.mark.parametrize("marker", COMMANDS)
def test_readme_marks_its_commands(marker: str) -> None:
    """Each of the README's two commands is one line, marked so that CI runs what is printed."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"<!-- {marker} -->\n+```[a-z]*\n(.+)\n```\n", readme)
    assert len(found) == 1


def test_version_is_the_same_everywhere(pyproject: dict[str, Any]) -> None:
    """The project file, the citation and the installed package state one version."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    stated = pyproject["project"]["version"]
    assert citation["version"] == stated
    assert version("ipr-workbook") == stated


def test_lock_with_two_versions_of_a_package_is_refused() -> None:
    """A package with two versions cannot be pinned for pip, and is named in the error."""
    lock = "".join(
        f'[[package]]\nname = "numpy"\nversion = "{each}"\nsource = {{ registry = "r" }}\n'
        for each in ("2.4", "2.5")
    )
    with pytest.raises(ValueError, match="numpy"):
        locked_pins(lock)


def test_pins_hold_packages_but_not_the_project() -> None:
    """The project itself is in the lock, but is no constraint on itself."""
    lock = (
        '[[package]]\nname = "b"\nversion = "2.0"\nsource = { registry = "r" }\n'
        '[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "r" }\n'
        '[[package]]\nname = "ipr-workbook"\nversion = "0"\nsource = { editable = "." }\n'
    )
    assert locked_pins(lock) == ["a==1.0", "b==2.0"]


def test_pins_replace_the_old_ones_and_nothing_else() -> None:
    """Writing pins changes the list between its brackets only."""
    text = 'x = 1\nconstraint-dependencies = [\n  "a==1",\n]\n[tool.y]\nz = [\n]\n'
    assert with_pins(text, ["b==2"]) == text.replace('"a==1"', '"b==2"')
    with pytest.raises(ValueError, match="constraint-dependencies"):
        with_pins("x = 1\n", [])
