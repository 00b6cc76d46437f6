"""Run the committed notebooks and store what they show, without the noise of the run.

``python tools/notebooks.py [--check] [PATH ...]``: a path is a notebook or a folder of them.
"""

from __future__ import annotations

import argparse
import copy
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.kernelspec import write_kernel_spec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from ipr.publish.documents.notebook import WIDGET_VIEW, normalised, text_of

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 300
# Drawings depend on the machine's arithmetic; the figures they draw are stored beside them.
PICTURES = ("image/png", "image/jpeg", "image/svg+xml", WIDGET_VIEW)
DRAWN = re.compile(r"(?s)<svg\b.*?</svg>|data:image/[a-z+]+;base64,[A-Za-z0-9+/=\s]+")
FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError)


def found(paths: Iterable[Path]) -> list[Path]:
    """The notebooks that ``paths`` name, in order, without checkpoints and folders of lessons.

    Lessons are stored as nobody has run them; ``tools/lessons.py`` writes those.
    """
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*.ipynb")) if path.is_dir() else [path])
    ]
    return [file for file in files if not {".ipynb_checkpoints", "opplaering"} & set(file.parts)]


def executed(notebook: Any, folder: Path) -> Any:
    """A copy of ``notebook`` run from its first cell in ``folder``, by this Python and no other.

    Raises one of ``FAILURES`` where a cell fails, hangs for ``CELL_SECONDS`` or ends the kernel.
    """
    result = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory(prefix="ipr-", ignore_cleanup_errors=True) as place:
        kernels = Path(place, "kernels")
        write_kernel_spec(kernels / "python3")
        config = Config()
        config.KernelSpecManager.kernel_dirs = [str(kernels)]
        config.KernelManager.transport_encryption = "auto"
        client = NotebookClient(
            result,
            config=config,
            kernel_name="python3",
            timeout=CELL_SECONDS,
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
        )
        # A backend set outside would keep a figure from being shown in its cell.
        outside = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
        client.execute(env=outside | {"IPYTHONDIR": place, "PYTHONSAFEPATH": "1"})
        result.metadata.pop("widgets", None)  # with names of this run; nbclient cannot do without
    return result


def undrawn(value: Any) -> Any:
    """``value`` with each drawing in its texts replaced by a word."""
    if isinstance(value, str):
        return DRAWN.sub("(drawing)", value)
    if isinstance(value, list):
        return [undrawn(item) for item in value]
    if isinstance(value, dict):
        return {key: undrawn(item) for key, item in value.items() if key not in PICTURES}
    return value


def differences(stored: Any, fresh: Any) -> list[str]:
    """The code cells, numbered from 1 among all cells, whose outputs differ apart from drawings."""
    return [
        f"cell {number}: the stored outputs are not what the cell gives now"
        for number, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True), start=1)
        if old.cell_type == "code"
        and (old.execution_count, undrawn(old.outputs))
        != (new.execution_count, undrawn(new.outputs))
    ]


def problems(path: Path) -> list[str]:
    """What is wrong with the notebook at ``path`` as it is stored; empty when nothing is."""
    stored = nbformat.read(path, as_version=4)
    try:
        fresh = normalised(executed(stored, path.parent))
    except FAILURES as error:
        return [str(error)]
    faults = differences(normalised(stored), fresh)
    if path.read_text(encoding="utf-8") != text_of(normalised(stored)):
        faults.append("the file holds noise of its run, or is not written in the usual form")
    return faults


def store(path: Path) -> list[str]:
    """Run the notebook at ``path`` and write it back; a run that fails leaves the file alone."""
    before = path.read_text(encoding="utf-8")
    try:
        fresh = executed(nbformat.reads(before, as_version=4), path.parent)
    except FAILURES as error:
        return [str(error)]
    text = text_of(normalised(fresh))
    if text != before:
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    return []


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when every notebook ran (and, with ``--check``, showed what is stored)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="report differences, write nothing")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "notebooks"])
    options = parser.parse_args(arguments)
    failed = False
    for path in found(options.paths):
        faults = problems(path) if options.check else store(path)
        print(f"{path}: {'ok' if not faults else 'FAILED'}", flush=True)
        for fault in faults:
            print(f"  {fault}", flush=True)
        failed = failed or bool(faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
