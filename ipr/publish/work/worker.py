"""A process that makes one report after the other, and the parent of its kernels.

Its leader (see `workers`) writes tasks to standard input, which stays open: when it closes, the
leader is gone or has no more work, and this process ends and takes its kernel along.

Where a process can be forked, the parent of kernels is forked as early as can be, and loads what
notebooks need while this process loads what makes documents. Each kernel is a fork of it, so it
starts in a moment and knows nothing of the reports before it. Elsewhere a spare process loads
everything while the present kernel works. Either way the kernel is an ordinary IPython kernel in
a process of its own.

Nothing but the standard library is loaded here at once.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from typing import Any

LEADER_GONE = 3
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"  # macOS: its own libraries forbid it
# What this process and its kernels load alike, and then what kernels load; pyplot is left to those
# who use it, for it looks for a screen.
SHARED = "ipr.public"
LOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "matplotlib.style",
    "PIL.PngImagePlugin",
    SHARED,
    "psutil",
    "tornado.platform.asyncio",
)
UNUSED = (
    *("fqdn", "isoduration", "jsonpointer", "rfc3339_validator", "rfc3987", "rfc3987_syntax"),
    *("uri_template", "webcolors", "pyarrow"),
)

Start = tuple[list[str], dict[str, str], str]  # arguments of the kernel, environment, folder


def main() -> None:
    """Read tasks, do them, and answer each with what went wrong as a JSON list on one line."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    if CAN_FORK:
        import_module(SHARED)
    kernels = ForkParent(not_theirs=[answers.fileno()]) if CAN_FORK else Spares()
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    _without_the_unused()
    from ipr.publish.work.kernel import WarmProvisioner, answer_to  # noqa: PLC0415 - as theirs

    WarmProvisioner.source = kernels
    # What writes the documents is slow to load: while the first notebook runs.
    threading.Thread(target=import_module, args=("ipr.publish.work.report",), daemon=True).start()
    while True:
        answers.write(json.dumps(answer_to(tasks.get())) + "\n")
        answers.flush()


def _listen(tasks: queue.SimpleQueue[str]) -> None:
    """Pass on the tasks; end this process when standard input closes, whatever it is doing."""
    for line in sys.stdin:
        tasks.put(line)
    os._exit(LEADER_GONE)


def _without_the_unused() -> None:
    """Leave out what libraries load where it is installed and a worker has no use for.

    Checks of forms that no notebook has: one compiles a grammar for two seconds. And, for
    Papermill, a file system of other machines.
    """
    for name in UNUSED:
        sys.modules[name] = None  # type: ignore[assignment]


def load_all() -> None:
    """Load what kernels need, as a kernel would: its pictures are drawn into the notebook."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    sys.modules["debugpy"] = None  # type: ignore[assignment] # nobody looks into a report's kernel
    for name in LOADED:
        import_module(name)


def become_kernel(arguments: Sequence[str], surroundings: Mapping[str, str], folder: str) -> None:
    """Turn this process into a kernel until it is shut down."""
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - loaded by then

    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    # What was typed is in the notebook: no database of it.
    arguments = [*arguments, "--HistoryManager.enabled=False"]
    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance(argv=arguments)


class Forked:
    """A kernel that is a child of the parent of kernels, with what one asks of a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, parent: ForkParent, pid: int) -> None:
        self.parent, self.pid = parent, pid
        self.group = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how the kernel ended, or None while it runs."""
        if self.returncode is None:
            self.returncode = self.parent.ask("poll", self.pid)
        return self.returncode

    def wait(self) -> int | None:
        """Return how the kernel ended, when it has."""
        if self.returncode is None:
            self.returncode = self.parent.ask("wait", self.pid)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class ForkParent:
    """The parent of kernels: a fork of this process, made while it has one thread only."""

    def __init__(self, not_theirs: Sequence[int]) -> None:
        ours, theirs = Pipe()
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
        """Return the parent's answer; raises `RuntimeError` where it is gone."""
        with self.lock:
            try:
                self.connection.send((what, about))
                return self.connection.recv()
            except (EOFError, OSError):
                raise RuntimeError("den kom aldri i gang") from None

    def start(self, asked: Start) -> Forked:
        """Return a new kernel."""
        return Forked(self, self.ask("start", asked))


def _bear_kernels(connection: Connection) -> None:
    """Fork a kernel whenever asked, tell how each ended, and end them all with the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_all()
    gc.freeze()  # or the first collection of each kernel would copy all of it
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
                ended, status = os.waitpid(about, 0 if what == "wait" else os.WNOHANG)
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
        code = "from ipr.publish.work.worker import be_spare; be_spare()"
        command = [sys.executable, "-c", code]
        return subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, encoding="utf-8"
        )


def be_spare() -> None:
    """Load everything, become the kernel that is asked for, end with the worker."""
    load_all()
    line = sys.stdin.readline()
    if line:
        threading.Thread(target=_listen, args=(queue.SimpleQueue(),), daemon=True).start()
        become_kernel(*json.loads(line))


if __name__ == "__main__":
    main()
