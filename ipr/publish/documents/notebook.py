"""An executed notebook as a file: run whole or not, free of noise, written in one form."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ipr.reading.files import write_text

NOISE = ("ExecuteTime", "collapsed", "execution", "papermill", "scrolled", "widgets")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = ("file_extension", "mimetype", "name", "pygments_lexer")
INJECTED = "injected-parameters"
TRIAL = "prov-selv"
"""The tag of cells to go on from, which no report runs or shows."""
ERROR_TAG = "papermill-error-cell-tag"
_BANNERS = {
    "An Exception was encountered at": "Kjøringen stoppet ved",
    "Execution using papermill encountered an exception here and stopped:": (
        "Her stoppet kjøringen:"
    ),
}


def normalised(notebook: Any) -> Any:
    """Return a copy of a notebook that says nothing of when, where and by which release it ran."""
    import nbformat  # noqa: PLC0415 - slow to load, and few commands need it

    result = copy.deepcopy(notebook)
    language = result.metadata.get("language_info", {})
    kept = {key: value for key, value in result.metadata.items() if key not in NOISE}
    kept["kernelspec"] = KERNELSPEC
    kept["language_info"] = {key: language[key] for key in LANGUAGE if key in language}
    kept["language_info"]["name"] = "python"
    result.metadata = nbformat.from_dict(kept)
    for cell in result.cells:
        for key in NOISE:
            cell.metadata.pop(key, None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED  # papermill gives this cell a new random id each time
        if ERROR_TAG in cell.metadata.get("tags", []):
            for said, told in _BANNERS.items():
                cell.source = cell.source.replace(said, told)
        for output in cell.get("outputs", []):
            if output.get("execution_count") is not None:
                output.execution_count = cell.execution_count
            view = output.get("data", {}).get(WIDGET_VIEW)
            if view is not None:
                view["model_id"] = ""
    return result


def text_of(notebook: Any) -> str:
    """Return the file's text: sorted keys, one space of indent, Norwegian letters as they are."""
    import nbformat  # noqa: PLC0415 - slow to load, and few commands need it

    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def read_notebook(path: Path) -> Any:
    """Return a notebook file as nbformat's version 4."""
    import nbformat  # noqa: PLC0415 - slow to load, and few commands need it

    return nbformat.read(path, as_version=4)


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook in its one form, whole or not at all."""
    write_text(path, text_of(normalised(notebook)))


def without_trials(notebook: Any) -> Any:
    """Return a copy of a notebook less the cells to go on from."""
    result = copy.deepcopy(notebook)
    result.cells = [cell for cell in result.cells if TRIAL not in cell.metadata.get("tags", [])]
    return result


def stopped(notebook: Any, fault: str) -> Any:
    """Return a copy of a notebook that was never run to an end, with the reason at its head."""
    import nbformat  # noqa: PLC0415 - slow to load, and few commands need it

    result = copy.deepcopy(notebook)
    head = nbformat.v4.new_markdown_cell(f"**Kjøringen stoppet:** {fault}", id="stoppet")
    head.metadata["tags"] = [ERROR_TAG]
    result.cells.insert(0, head)
    return result


def numbered(notebook: Any) -> Iterator[tuple[int, Any]]:
    """Number the cells as in the notebook that was run, without those Papermill has put in."""
    number = 0
    for cell in notebook.cells:
        number += not {INJECTED, ERROR_TAG} & set(cell.metadata.get("tags", []))
        yield number, cell


def check_executed(notebook: Any) -> list[str]:
    """Return what shows that a notebook was not run to its end; an empty list is good.

    Papermill calls a run a success when a cell ends the kernel by `sys.exit(0)`; this does not.
    """
    faults = []
    for number, cell in numbered(notebook):
        if cell.cell_type != "code" or INJECTED in cell.metadata.get("tags", []):
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        faults += [f"celle {number}: koden stoppet med {e.ename}: {e.evalue}" for e in errors]
        if not errors and cell.execution_count is None and cell.source.strip():
            faults.append(f"celle {number}: koden er ikke kjørt")
    return faults


def parameters_of(notebook: Any) -> dict[str, str]:
    """Return what the cell tagged `parameters` gives a value, as text, or what a run has put in."""
    found: dict[str, str] = {}
    for cell in notebook["cells"]:
        if {"parameters", INJECTED} & set(cell["metadata"].get("tags", [])):
            with suppress(SyntaxError):
                for node in ast.parse("".join(cell["source"])).body:
                    found |= _assigned(node)
    return found


def _assigned(node: ast.stmt) -> dict[str, str]:
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return {}
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    value = node.value.value if isinstance(node.value, ast.Constant) else ""
    return {target.id: str(value)} if isinstance(target, ast.Name) and node.value else {}
