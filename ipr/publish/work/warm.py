"""Kernels from a process that has loaded everything already: a fork of it, or a spare one.

Where a process can be forked, a worker forks a parent of kernels before it has a second thread;
each kernel is a fork of that parent, so it starts in a moment and knows nothing of the reports
before it. Elsewhere a spare process loads everything while the present kernel works. Either way
the kernel is an ordinary IPython kernel in a process of its own.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

PROVISIONER = "ipr-warm"
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"  # macOS: its own libraries forbid it
# What the notebooks load; pyplot is left to those who use it, for it looks for a screen.
LOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "ipr.analysis.timeline",
    "ipr.present.comparison",
    "ipr.present.scenario.decisions",
    "ipr.present.analyses.outlook",
    "ipr.present.analyses.sensitivity",
    "ipr.present.analyses.sensitivity_events",
    "ipr.present.scenario.budget",
)

Start = tuple[list[str], dict[str, str], str]  # arguments of the kernel, environment, folder


def load_all() -> None:
    """Load what kernels need, as a kernel would: its pictures are drawn into the notebook."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for name in LOADED:
        import_module(name)


def become_kernel(arguments: Sequence[str], surroundings: Mapping[str, str], folder: str) -> None:
    """Turn this process into a kernel until it is shut down."""
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - loaded by then

    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance(argv=list(arguments))


class Forked:
    """A kernel that is a child of the parent of kernels, with what one asks of a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, parent: ForkParent, pid: int) -> None:
        self.parent, self.pid = parent, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how the kernel ended, or None while it runs."""
        if self.returncode is None:
            self.returncode = self.parent.ask("poll", self.pid)
        return self.returncode

    def wait(self) -> int | None:
        """Return how the kernel ended; it has, by the time one asks."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class ForkParent:
    """The parent of kernels: a fork of this process, made while it has one thread only."""

    def __init__(self, not_theirs: Sequence[int]) -> None:
        ours, theirs = Pipe()
        gc.freeze()  # or the first collection of each kernel would copy all of it
        if os.fork() == 0:
            try:
                ours.close()
                for number in not_theirs:
                    os.close(number)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                _bear_kernels(theirs)
            finally:
                os._exit(0)
        theirs.close()
        self.connection = ours
        self.lock = threading.Lock()

    def ask(self, what: str, about: Any) -> Any:
        """Return the parent's answer; raises `OSError` or `EOFError` where it is gone."""
        with self.lock:
            self.connection.send((what, about))
            return self.connection.recv()

    def start(self, asked: Start) -> Forked:
        """Return a new kernel."""
        return Forked(self, self.ask("start", asked))


def _bear_kernels(connection: Connection) -> None:
    """Fork a kernel whenever asked, tell how each ended, and end them all with the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    living: set[int] = set()
    with suppress(EOFError, OSError):
        while True:
            what, about = connection.recv()
            if what == "start":
                pid = os.fork()
                if pid == 0:
                    _be_born(connection, about)
                with suppress(OSError):  # the child has done it, or is gone
                    os.setpgid(pid, pid)
                living.add(pid)
                connection.send(pid)
            else:
                ended, status = os.waitpid(about, os.WNOHANG)
                living.discard(ended)
                connection.send(os.waitstatus_to_exitcode(status) if ended else None)
    for pid in living:
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)


def _be_born(connection: Connection, asked: Start) -> None:
    connection.close()
    with suppress(OSError):
        os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    status = 1
    try:
        arguments, surroundings, folder = asked
        arguments = [*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
        become_kernel(arguments, surroundings, folder)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class Spares:
    """Kernels from a spare process: the next one loads while the present one works."""

    def __init__(self) -> None:
        self.spare = self._new()

    def start(self, asked: Start) -> subprocess.Popen[str]:
        """Return a kernel, and have the next one loaded."""
        process, self.spare = self.spare, self._new()
        assert process.stdin is not None  # noqa: S101 - asked for below
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        return process

    def _new(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "ipr.publish.work.warm"]
        return subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, encoding="utf-8"
        )


@dataclass(slots=True)
class _Source:
    """Where this process's kernels come from; none before a worker has said."""

    kernels: ForkParent | Spares | None = None


SOURCE = _Source()


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel from the worker's source of warm ones instead of a new Python."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel that the command would start; return how to reach it."""
        assert SOURCE.kernels is not None  # noqa: S101 - only a worker's kernels are warm
        folder = str(kwargs.get("cwd") or Path.cwd())
        arguments = cmd[cmd.index("-f") :]
        process: Any = SOURCE.kernels.start((arguments, dict(kwargs["env"]), folder))
        self.process, self.pid = process, process.pid
        self.pgid = process.pid if isinstance(process, Forked) else None
        self.cwd = folder
        return self.connection_info


def use_warm_kernels(not_theirs: Sequence[int]) -> None:
    """Have this worker's kernels start warm; must be called before it has a second thread.

    `not_theirs` are open files that the kernels must not hold on to.
    """
    load_all()
    SOURCE.kernels = ForkParent(not_theirs) if CAN_FORK else Spares()
    known = KernelProvisionerFactory.instance().provisioners
    where = f"{__name__}:{WarmProvisioner.__name__}"
    known[PROVISIONER] = EntryPoint(PROVISIONER, where, KernelProvisionerFactory.GROUP_NAME)


def main() -> None:
    """Be a spare: load everything, become the kernel that is asked for, end with the worker."""
    load_all()
    line = sys.stdin.readline()
    if line:
        threading.Thread(target=_end_with_worker, daemon=True).start()
        become_kernel(*json.loads(line))


def _end_with_worker() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
