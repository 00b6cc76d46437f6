"""Run one notebook with Papermill, by this very Python and nothing of the user's profile."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from ipr.doors.folder import HANDED_VARIABLE, PlanFolder
from ipr.plan.load import DATA_VARIABLE, RESULTS_VARIABLE
from ipr.publish.documents.notebook import (
    check_executed,
    read_notebook,
    stopped,
    without_trials,
    write_notebook,
)
from ipr.publish.job import Job
from ipr.publish.work.warm import PROVISIONER

KERNEL = "ipr"
CELL_SECONDS = 600
# Two kernels that start at once may pick the same port, and then one of them never answers. The
# next one is waited for longer, in case it is the machine that is slow.
START_SECONDS = (5, 15, 60)
SILENT = "didn't respond"


def run_notebook(job: Job, folder: PlanFolder, target: Path, handed: Path) -> list[str]:
    """Run the job's notebook into `target`, and return what went wrong; an empty list is good.

    The executed notebook is there afterwards also where a cell failed. The notebook's results
    are those in its folder, and its plan the one handed on in a file: see `open_folder`.
    """
    faults: list[str] = []
    for patience in START_SECONDS:
        # Within the leader's own folder, which is deleted also where this process is killed.
        with tempfile.TemporaryDirectory(dir=handed.parent, ignore_cleanup_errors=True) as place:
            _private_kernel(Path(place))
            os.environ |= {
                DATA_VARIABLE: str(folder.path.parent),
                RESULTS_VARIABLE: str(target.parent),
                HANDED_VARIABLE: str(handed),
            }
            faults, silent = _execute(job, target, place, patience)
        if not silent:
            break
    if not target.is_file():  # as where the kernel died
        faults = faults or ["notatboken ble ikke skrevet"]
        write_notebook(stopped(read_notebook(job.notebook_path), faults[0]), target)
        return faults
    notebook = read_notebook(target)
    write_notebook(notebook, target)
    return check_executed(notebook) or faults


def _execute(job: Job, target: Path, place: str, patience: int) -> tuple[list[str], bool]:
    """Return what Papermill says went wrong, and whether the kernel never answered at all."""
    import papermill  # noqa: PLC0415 - slow to load
    from papermill.exceptions import PapermillException  # noqa: PLC0415

    given = job.notebook_path
    if not job.is_own:
        given = Path(place, given.name)
        write_notebook(without_trials(read_notebook(job.notebook_path)), given)
    try:
        papermill.execute_notebook(
            str(given),
            str(target),
            parameters=job.parameters,
            kernel_name=KERNEL,
            language="python",
            # An analyst's own may read what lies beside it.
            cwd=str(job.notebook_path.parent) if job.is_own else place,
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=patience,
            execution_timeout=CELL_SECONDS,
            config=_settings(),
        )
    except PapermillException as error:
        return [str(error).strip().splitlines()[-1]], False
    except RuntimeError as error:  # the kernel died, or did not answer in time
        return [f"kjernen stoppet: {error}"], SILENT in str(error)
    return [], False


def _settings() -> Any:
    from traitlets.config import Config  # noqa: PLC0415 - slow to load

    config = Config()
    config.KernelManager.transport_encryption = "auto"
    return config


def _private_kernel(place: Path) -> None:
    """Give the kernel this very Python, and nothing of the user's profile or working folder."""
    spec = place / "kernels" / KERNEL
    spec.mkdir(parents=True)
    arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    warm = {"kernel_provisioner": {"provisioner_name": PROVISIONER}}
    content = {"argv": arguments, "display_name": "IPR", "language": "python", "metadata": warm}
    (spec / "kernel.json").write_text(json.dumps(content), encoding="utf-8")
    os.environ.pop("MPLBACKEND", None)
    os.environ |= {"JUPYTER_PATH": str(place), "IPYTHONDIR": str(place), "PYTHONSAFEPATH": "1"}
