"""What a command may load: the command line starts fast because it loads what it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec

import pytest

from ipr.cli import COMMANDS
from ipr.plan.load import PROJECT
from ipr.publish.work.worker import LOADED

PLAN = str(PROJECT / "data" / "lillehammer-2026")
# Libraries that draw, write documents, run notebooks, or take long to load.
DRAWING = {"IPython", "docx", "jinja2", "lxml", "markdown_it", "matplotlib", "nbconvert"} | {
    *("nbformat", "openpyxl", "pandas", "PIL", "psutil", "pypdf", "typst", "xlsxwriter"),
}
RECKONING = {"numpy", "pydantic", "yaml"}
LOOKING = (
    ("list",),
    ("show", "lavere-overforing"),
    ("inputs", "moms"),
    ("explain", "lavere-overforing", "reserve"),
)


def loaded(arguments: Iterable[str]) -> set[str]:
    """The modules that stand loaded when a command has ended."""
    code = (
        "import contextlib, io, json, sys\n"
        "from ipr.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(sys.argv[1:])\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(told.stdout))


@pytest.mark.parametrize("arguments", [(), ("--help",), ("--version",)], ids=" ".join)
def test_help_loads_nothing_but_itself(arguments: tuple[str, ...]) -> None:
    """Help, version and welcome load no library and no command."""
    found = loaded(arguments)
    assert not found & (DRAWING | RECKONING)
    assert not [name for name in found if name.startswith("ipr.commands.")]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", LOOKING, ids=lambda words: words[0])
def test_a_command_that_looks_does_not_load_what_draws(arguments: tuple[str, ...]) -> None:
    """The commands that print tables in the terminal load nothing that draws or writes documents.

    Nor do they load another command.
    """
    found = loaded([*arguments, "--plan", PLAN])
    assert not found & DRAWING
    shared = {"ipr.commands.told"}
    commands = {name for name in found if name.startswith("ipr.commands.")} - shared
    assert commands == {COMMANDS[arguments[0]][1]}


@pytest.mark.slow
def test_one_scenario_without_a_rule_needs_no_arrays() -> None:
    """What reckons with single figures does not wait for NumPy."""
    assert "numpy" not in loaded(["show", "lavere-overforing", "--plan", PLAN])


def test_what_the_parent_of_kernels_loads_is_there() -> None:
    """A module that moves is loaded by its new name: else no report is made."""
    assert all(find_spec(name) for name in LOADED)
