"""Work on a Dask cluster: done once and in order, and a loss told in a word."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer

import pytest

from ipr.analysis.combinations import amount_switch
from ipr.analysis.sweep import Sweep, table_of
from ipr.commands import cluster as module
from ipr.commands.cluster import ClusterError, cluster
from ipr.reading.errors import InputError
from tests.plans import PLAN

Process = subprocess.Popen[bytes]


def start(module: str, *arguments: str) -> Process:
    """A part of a cluster, in a process of its own."""
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def free_address() -> tuple[str, str]:
    """An address that nobody answers at, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    return f"tcp://127.0.0.1:{port}", port


@pytest.fixture
def parts() -> Iterator[tuple[str, Process, list[Process]]]:
    """The address of a scheduler, its process, and those of its two workers."""
    address, port = free_address()
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", port)
    workers = [start("dask_worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
    try:
        yield address, scheduler, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.slow
def test_losses(parts: tuple[str, Process, list[Process]]) -> None:
    """A lost worker's tasks are done by another; the loss of the last or of all is told."""
    pytest.importorskip("distributed", reason="the extra «cluster» is not installed")
    address, scheduler, (first, last) = parts

    def doubled(number: int) -> int:
        import time  # noqa: PLC0415 - it is sent to the worker as it stands

        time.sleep(0.1)
        return 2 * number

    sweep = Sweep(PLAN, {}, (amount_switch(PLAN, "funding.carry_over", [0, 1, 2]),))
    with cluster(address) as each:
        assert table_of(sweep, each).equals(table_of(sweep))

        done = iter(each(doubled, range(20)))
        found = [next(done)]
        first.kill()
        assert [*found, *done] == [2 * number for number in range(20)]

        with pytest.raises(ValueError, match="invalid literal"):  # the work's own fault
            list(each(int, ["x"]))
        last.kill()
    with (
        cluster(address, patience=2) as each,
        pytest.raises(ClusterError, match="klyngen sviktet"),
    ):
        list(each(doubled, range(20)))
    Timer(2, scheduler.kill).start()
    with cluster(address) as each, pytest.raises(ClusterError, match="klyngen sviktet"):
        list(each(doubled, range(20)))


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where no scheduler is, is the user's to mend."""
    pytest.importorskip("distributed", reason="the extra «cluster» is not installed")
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    address, _ = free_address()
    with pytest.raises(InputError, match="ingen svarer på"), cluster(address):
        pass


def test_dask_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the message says which one to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="installer tillegget «cluster»"), cluster("tcp://x:1"):
        pass
