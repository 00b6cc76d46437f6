"""The tool that runs the committed notebooks stores what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebook_text import lines
from tools.notebooks import main, normalised

pytestmark = pytest.mark.slow


def write(path: Path, *sources: str) -> Path:
    """A notebook that was never run, with these code cells."""
    cells = [new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    notebook = new_notebook(cells=[new_markdown_cell("# Tittel", id="t"), *cells])
    nbformat.write(notebook, path)
    return path


def outputs(path: Path) -> list[Any]:
    """The stored outputs of the last cell."""
    return list(nbformat.read(path, as_version=4).cells[-1].outputs)


def test_run_stores_the_value_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """A notebook is run in its own folder, and its file is the same however often it is run."""
    path = write(tmp_path / "a.ipynb", "import pathlib", "pathlib.Path.cwd().name")
    assert main([str(path)]) == 0
    first = path.read_bytes()
    assert outputs(path)[0]["data"]["text/plain"] == repr(tmp_path.name)
    assert main([str(tmp_path)]) == 0
    assert path.read_bytes() == first


def test_failing_notebook_is_left_alone(tmp_path: Path) -> None:
    """A run that fails gives exit status 1 and does not touch the file."""
    path = write(tmp_path / "a.ipynb", "1", "undefined_name")
    before = path.read_bytes()
    assert main([str(path)]) == 1
    assert path.read_bytes() == before


def test_a_module_beside_the_notebook_is_not_imported(tmp_path: Path) -> None:
    """A file that happens to be named as a library cannot change a figure."""
    (tmp_path / "yaml.py").write_text("raise SystemExit", encoding="utf-8")
    path = write(tmp_path / "a.ipynb", "import yaml\nyaml.__name__")
    assert main([str(path)]) == 0
    assert outputs(path)


def test_normalised_forgets_the_run() -> None:
    """Releases, timings and widgets' states are gone; the words of a cell stay."""
    cell = new_code_cell("x", id="c", metadata={"execution": {}, "tags": ["parameters"]})
    language = {"name": "python", "version": "3.11.7"}
    metadata = {"widgets": {}, "language_info": language}
    result = normalised(new_notebook(cells=[cell], metadata=metadata))
    assert result.cells[0].metadata == {"tags": ["parameters"]}
    assert set(result.metadata) == {"kernelspec", "language_info"}
    assert result.metadata.language_info == {"name": "python"}


def test_a_notebook_is_told_as_plain_text() -> None:
    """A diff shows a cell's kind, tags, source and words; of a picture, that there is one."""
    shown = [
        new_output("stream", text="a\nb"),
        new_output("execute_result", {"text/plain": "610", "text/html": "<b>610</b>"}),
        new_output("display_data", {"image/png": "x"}),
        new_output("error", ename="ValueError", evalue="nei", traceback=[]),
    ]
    tagged = new_code_cell("x = 1\nx", id="c", outputs=shown, metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[new_markdown_cell("# Tittel", id="t"), tagged])
    assert list(lines(notebook)) == [
        "--- markdown", "# Tittel", "--- code parameters", "x = 1", "x",
        "| a", "| b", "| 610", "| (image/png)", "| ValueError: nei",
    ]  # fmt: skip
