"""Run one notebook with Papermill in a process of its own, and publish what it shows.

`python -m ipr.publish.run` reads one job from standard input. Standard input stays open: when it
closes, the leader is gone, and this process ends and takes its kernel along.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ipr.plan.find import DATA_VARIABLE

KERNEL = "ipr"
NOTEBOOK_NAME = "rapport.ipynb"
CELL_SECONDS = 600
START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to run: its parameters, the folder of its plan, and where results are put."""

    notebook: str
    plan_folder: str
    parameters: dict[str, str]
    command: str
    formats: tuple[str, ...]
    folder: str


def run_notebook(job: Job) -> list[str]:
    """Run the job's notebook into its folder and return what went wrong; an empty list is good.

    The executed notebook is in the folder afterwards also where a cell failed.
    """
    import papermill  # noqa: PLC0415 - slow to load, and only this process needs it
    from papermill.exceptions import PapermillException  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    from ipr.publish.notebook import (  # noqa: PLC0415
        check_executed,
        read_notebook,
        write_notebook,
    )

    target = Path(job.folder, NOTEBOOK_NAME)
    with tempfile.TemporaryDirectory(prefix="ipr-", ignore_cleanup_errors=True) as place:
        _private_kernel(Path(place), Path(job.plan_folder))
        config = Config()
        config.KernelManager.transport_encryption = "auto"
        try:
            papermill.execute_notebook(
                job.notebook,
                str(target),
                parameters=job.parameters,
                kernel_name=KERNEL,
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
        else:
            faults = []
    if not target.is_file():
        return faults or ["notatboken ble ikke skrevet"]
    notebook = read_notebook(target)
    write_notebook(notebook, target)
    return check_executed(notebook) or faults


def _private_kernel(place: Path, plan_folder: Path) -> None:
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
        DATA_VARIABLE: str(plan_folder.parent),
    }


def _end_with_leader() -> None:
    """End this process when standard input closes; the kernel sees its parent go and ends too."""
    sys.stdin.read()
    os._exit(3)


def main() -> None:
    """Read one job from standard input, do it, and write what went wrong to standard output."""
    from ipr.publish.formats import publish_notebook  # noqa: PLC0415 - after the watch is set

    given: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_leader, daemon=True).start()
    job = Job(**{**given, "formats": tuple(given["formats"])})
    faults = run_notebook(job)
    if not faults:
        faults = publish_notebook(job)
    sys.stdout.write(json.dumps(faults) + "\n")
    sys.stdout.flush()


def job_line(job: Job) -> str:
    """Return a job as the one line a process of this module reads."""
    return json.dumps(asdict(job)) + "\n"


if __name__ == "__main__":
    main()
