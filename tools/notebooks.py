"""Run the committed notebooks and store what they show, without the noise of the run.

``python tools/notebooks.py [PATH ...]``: a path is a notebook or a folder of them.
"""

from __future__ import annotations

import argparse
import copy
import os
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

from ipr.publish.documents.notebook import normalised, text_of

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 300
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
    """Exit status 0 when every notebook ran."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "notebooks"])
    failed = False
    for path in found(parser.parse_args(arguments).paths):
        faults = store(path)
        print(f"{path}: {'ok' if not faults else 'FAILED'}", flush=True)
        for fault in faults:
            print(f"  {fault}", flush=True)
        failed = failed or bool(faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
