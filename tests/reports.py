"""What a report's notebook shows for any plan and scenario, without starting a kernel."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from ipr.plan.load import DATA_VARIABLE, PROJECT
from ipr.present.blocks.shown import Shown
from ipr.publish.documents.notebook import TRIAL

SCENARIO_NOTEBOOK = PROJECT / "notebooks" / "02_scenario.ipynb"


def shown_by(notebook: Path, data: Path, parameters: Mapping[str, str]) -> list[Shown]:
    """Return the blocks the notebook's cells end in, run one after the other in this process."""
    return [block for _, block in _run(nbformat.read(notebook, as_version=4), data, parameters)]


def executed(notebook: Path, data: Path, parameters: Mapping[str, str]) -> Any:
    """Return the notebook with the outputs its cells have when run in this process."""
    found = nbformat.read(notebook, as_version=4)
    for cell in found.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 1, []
    for cell, block in _run(found, data, parameters):
        shown = block._repr_mimebundle_()
        cell.outputs = [nbformat.v4.new_output("execute_result", shown, execution_count=1)]
    return found


def _run(notebook: Any, data: Path, parameters: Mapping[str, str]) -> Iterator[tuple[Any, Shown]]:
    """Yield each code cell that ends in a block, with the block."""
    names: dict[str, Any] = {}
    with _data_folder(data):
        for cell in notebook.cells:
            if cell.cell_type != "code" or TRIAL in cell.metadata.get("tags", []):
                continue
            if "parameters" in cell.metadata.get("tags", []):
                _last_value(cell.source, names)
                names |= parameters
                continue
            value = _last_value(cell.source, names)
            if value is not None:
                assert isinstance(value, Shown), value
                yield cell, value


def _last_value(source: str, names: dict[str, Any]) -> Any:
    tree = ast.parse(source)
    last = tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - the project's own notebook
    if not isinstance(last, ast.Expr):
        exec(compile(ast.Module([last], []), "<cell>", "exec"), names)  # noqa: S102 - as above
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - as above


@contextmanager
def _data_folder(folder: Path) -> Iterator[None]:
    before = os.environ.get(DATA_VARIABLE)
    os.environ[DATA_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[DATA_VARIABLE]
        else:
            os.environ[DATA_VARIABLE] = before
