"""Run one notebook with Papermill, by this very Python and nothing of the user's profile."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from ipr.plan.find import DATA_VARIABLE, RESULTS_VARIABLE
from ipr.publish.documents.notebook import check_executed, read_notebook, stopped, write_notebook

KERNEL = "ipr"
NOTEBOOK_NAME = "rapport.ipynb"
FAILED_NAME = "feilet.ipynb"
CELL_SECONDS = 600
START_SECONDS = 60
# Two kernels that start at once may pick the same port, and then one of them never answers.
STARTS = 3
SILENT = "didn't respond"


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to run: its parameters, the folder of its plan, and where results are put.

    `date` (year-month-day) is printed in the documents where it is given.
    """

    notebook: str
    plan_folder: str
    parameters: dict[str, str]
    command: str
    formats: tuple[str, ...]
    folder: str
    date: str | None = None


def run_notebook(job: Job) -> list[str]:
    """Run the job's notebook into its folder and return what went wrong; an empty list is good.

    The executed notebook is in the folder afterwards also where a cell failed.
    """
    import papermill  # noqa: PLC0415 - slow to load, and only this process needs it
    from papermill.exceptions import PapermillException  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    target = Path(job.folder, NOTEBOOK_NAME)
    faults: list[str] = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="ipr-", ignore_cleanup_errors=True) as place:
            _private_kernel(Path(place), job)
            config = Config()
            config.KernelManager.transport_encryption = "auto"
            try:
                papermill.execute_notebook(
                    job.notebook,
                    str(target),
                    parameters=job.parameters,
                    kernel_name=KERNEL,
                    language="python",
                    cwd=place,
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    start_timeout=START_SECONDS,
                    execution_timeout=CELL_SECONDS,
                    config=config,
                )
            except PapermillException as error:
                faults = [str(error).strip().splitlines()[-1]]
            except RuntimeError as error:  # the kernel died, or did not answer in time
                faults = [f"kjernen stoppet: {error}"]
                if SILENT in str(error):
                    continue
            else:
                faults = []
        break
    if not target.is_file():  # as where the kernel died
        faults = faults or ["notatboken ble ikke skrevet"]
        write_notebook(stopped(read_notebook(Path(job.notebook)), faults[0]), target)
        return faults
    notebook = read_notebook(target)
    write_notebook(notebook, target)
    return check_executed(notebook) or faults


def _private_kernel(place: Path, job: Job) -> None:
    """Give the kernel this very Python, and nothing of the user's profile or working folder."""
    spec = place / "kernels" / KERNEL
    spec.mkdir(parents=True)
    arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    content = {"argv": arguments, "display_name": "IPR", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(content), encoding="utf-8")
    os.environ.pop("MPLBACKEND", None)
    os.environ |= {
        "JUPYTER_PATH": str(place),
        "IPYTHONDIR": str(place),
        "PYTHONSAFEPATH": "1",
        DATA_VARIABLE: str(Path(job.plan_folder).parent),
        RESULTS_VARIABLE: job.folder,
    }


def job_line(job: Job) -> str:
    """Return a job as the one line a process of this module reads."""
    return json.dumps(asdict(job)) + "\n"
