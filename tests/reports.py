"""What a report's notebook shows for any plan and scenario, without starting a kernel."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from ipr.plan.find import DATA_VARIABLE, PROJECT
from ipr.present.blocks.shown import Shown

SCENARIO_NOTEBOOK = PROJECT / "notebooks" / "02_scenario.ipynb"


def shown_by(notebook: Path, data: Path, parameters: Mapping[str, str]) -> list[Shown]:
    """Return the blocks the notebook's cells end in, run one after the other in this process."""
    names: dict[str, Any] = {}
    blocks = []
    with _data_folder(data):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            if "parameters" in cell.metadata.get("tags", []):
                names |= parameters
                continue
            value = _last_value(cell.source, names)
            if value is not None:
                assert isinstance(value, Shown), value
                blocks.append(value)
    return blocks


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
