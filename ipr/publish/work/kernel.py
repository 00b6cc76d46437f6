"""Make one report: run its notebook by this very Python, nothing of the user's, and write it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty
from typing import Any

import papermill
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillException
from traitlets.config import Config

from ipr.doors.folder import HANDED_VARIABLE, PlanFolder, taken_up
from ipr.plan.load import DATA_VARIABLE, RESULTS_VARIABLE
from ipr.publish.documents.notebook import (
    check_executed,
    normalised,
    read_notebook,
    stopped,
    text_of,
    without_trials,
    write_notebook,
)
from ipr.publish.job import Job
from ipr.publish.names import NOTEBOOK_NAME
from ipr.publish.work.workers import TASK
from ipr.reading.errors import InputError, os_reason
from ipr.reading.files import write_text

KERNEL, PROVISIONER = "ipr", "ipr-warm"
CELL_SECONDS = 600
# Two kernels that start at once may pick the same port, and then one of them dies or never answers.
# The next one is waited for longer, in case it is the machine that is slow.
START_SECONDS = (5, 15, 60)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel from the source of warm ones, which `worker` names, and no new Python."""

    source: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel that the command would start; return how to reach it."""
        folder = str(kwargs.get("cwd") or Path.cwd())
        arguments = cmd[cmd.index("-f") :]
        process: Any = self.source.start((arguments, dict(kwargs["env"]), folder))
        self.process, self.pid, self.cwd = process, process.pid, folder
        self.pgid = getattr(process, "group", None)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - as it is called
        """End the kernel at once; it has ended when this returns, so nobody polls for it."""
        await super().kill(restart)
        if self.process:
            self.process.wait()


class NoAnswerError(RuntimeError):
    """A kernel that never answered, so that it has run nothing; the text is Norwegian."""


class PromptClient(AsyncKernelClient):
    """A client that asks a kernel to answer, and does not listen for more when it has."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - its own
        """Wait until the kernel answers and is heard; raises `NoAnswerError` where it does not."""
        for _ in range(int(timeout or CELL_SECONDS)):
            self.kernel_info()
            try:
                await self.shell_channel.get_msg(timeout=1)
                await self.iopub_channel.get_msg(timeout=0.2)
            except Empty:
                if not await self.is_alive():
                    raise NoAnswerError("den døde før den svarte") from None
            else:
                return
        raise NoAnswerError(f"den svarte ikke på {timeout} sekunder")


# The usual provisioners are entry points of packages; this one is of no use to others.
KernelProvisionerFactory.instance().provisioners[PROVISIONER] = EntryPoint(
    PROVISIONER, f"{__name__}:{WarmProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME
)


def answer_to(line: str) -> list[str]:
    """Make the report of a task that is told in a line, and return what went wrong."""
    task = TASK.validate_json(line)
    try:
        folder = taken_up(str(task.handed))
        notebook, faults = run_notebook(task.job, folder, task.place / NOTEBOOK_NAME, task.handed)
        if faults:
            return faults
        from ipr.publish.work.report import write_report  # noqa: PLC0415 - loaded meanwhile

        return write_report(task.job, folder, task.place, notebook)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    except OSError as error:
        return [f"kan ikke skrive rapporten: {os_reason(error)}"]


def run_notebook(job: Job, folder: PlanFolder, target: Path, handed: Path) -> tuple[Any, list[str]]:
    """Run the job's notebook into `target`; return it, and what went wrong: an empty list is good.

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
        notebook = stopped(read_notebook(job.notebook_path), faults[0])
        write_notebook(notebook, target)
        return notebook, faults
    notebook = normalised(read_notebook(target))
    write_text(target, text_of(notebook))
    return notebook, check_executed(notebook) or faults


def _execute(job: Job, target: Path, place: str, patience: int) -> tuple[list[str], bool]:
    """Return what Papermill says went wrong, and whether the kernel never answered at all."""
    given = job.notebook_path
    if not job.is_own:
        given = Path(place, given.name)
        write_notebook(without_trials(read_notebook(job.notebook_path)), given)
    settings = Config()
    settings.KernelManager.transport_encryption = "auto"
    settings.KernelManager.client_class = f"{__name__}.{PromptClient.__name__}"
    try:
        papermill.execute_notebook(
            str(given),
            str(target),
            parameters=job.parameters,
            kernel_name=KERNEL,
            language="python",
            # An analyst's own may read what lies beside it, and what it leaves open is closed.
            cwd=str(job.notebook_path.parent) if job.is_own else place,
            shutdown_kernel="graceful" if job.is_own else "immediate",
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=patience,
            execution_timeout=CELL_SECONDS,
            config=settings,
        )
    except PapermillException as error:
        return [str(error).strip().splitlines()[-1]], False
    except DeadKernelError:
        return ["kjernen stoppet: den døde mens en celle kjørte"], False
    except RuntimeError as error:  # it never came so far
        return [f"kjernen stoppet: {error}"], isinstance(error, NoAnswerError)
    return [], False


def _private_kernel(place: Path) -> None:
    """Give the kernel this very Python, and nothing of the user's profile or working folder."""
    spec = place / "kernels" / KERNEL
    spec.mkdir(parents=True)
    arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    warm = {"provisioner_name": PROVISIONER}
    metadata = {"kernel_provisioner": warm, "supported_encryption": "curve"}
    content = {"argv": arguments, "display_name": "IPR", "language": "python", "metadata": metadata}
    (spec / "kernel.json").write_text(json.dumps(content), encoding="utf-8")
    os.environ.pop("MPLBACKEND", None)
    ours = dict.fromkeys(("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"), str(place))
    os.environ |= {**ours, "PYTHONSAFEPATH": "1"}
