"""Share tasks out to workers by the standard `concurrent.futures` interface, losing none."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, TypeVar

from ipr.reading.errors import refuse
from ipr.reading.norwegian import visible

MOST_BREAKAGES = 3  # in a row, without one result between

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Workers:
    """How to get workers, anew if they are lost, and how many tasks to hand out at a time."""

    make: Callable[[], Executor]
    ahead: int


class _Inline(Executor):
    """Does each task at once in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return the finished future of the call."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future holds whatever was raised
            future.set_exception(error)
        return future


def one_core() -> Workers:
    """Return a worker in this process."""
    return Workers(_Inline, 1)


def processes(jobs: int) -> Workers:
    """Return so many worker processes on this machine; one job is this process itself."""
    if jobs == 1:
        return one_core()

    def make() -> Executor:
        # not by fork, which is unsafe beside the threads of other libraries
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(jobs, mp_context=context, initializer=_obey)

    return Workers(make, 2 * jobs)


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Yield the workers of a Dask cluster, and take leave of it afterwards.

    Raises `InputError` where Dask is not installed, or nothing answers at the address.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise refuse("", "--scheduler", "Dask mangler – installer tillegget «cluster»") from None
    try:
        client = Client(address)
    except (OSError, ValueError):
        raise refuse("", "--scheduler", f"ingen svarer på {visible(address)}") from None
    with client:
        yield Workers(client.get_executor, 4 * max(sum(client.ncores().values()), 1))


def in_order(
    workers: Workers, do: Callable[[Task], Result], tasks: Iterable[Task]
) -> Iterator[Result]:
    """Yield the result of each task, in the order of the tasks.

    Only `workers.ahead` tasks are under way at a time. Where a worker is killed, what it and the
    others had not finished is handed out again to new ones; raises `BrokenExecutor` when that
    happens three times on end. An exception of a task is raised in its place.
    """
    executor, rest = workers.make(), iter(tasks)
    waiting: deque[tuple[Task, Future[Result]]] = deque()
    breakages = 0
    try:
        while True:
            _fill(executor, do, rest, waiting, workers.ahead)
            if not waiting:
                return
            try:
                result = waiting[0][1].result()
            except BrokenExecutor:
                breakages += 1
                if breakages > MOST_BREAKAGES:
                    raise
                executor.shutdown(wait=False)
                executor = workers.make()
                waiting = deque(
                    (task, future if _is_done(future) else _submitted(executor, do, task))
                    for task, future in waiting
                )
                continue
            waiting.popleft()
            breakages = 0
            yield result
    finally:
        # one by one: not every executor can cancel as it shuts down
        for _, future in waiting:
            future.cancel()
        executor.shutdown(wait=True)


def _fill(
    executor: Executor,
    do: Callable[[Task], Result],
    rest: Iterator[Task],
    waiting: deque[tuple[Task, Future[Result]]],
    ahead: int,
) -> None:
    while len(waiting) < ahead:
        try:
            task = next(rest)
        except StopIteration:
            return
        waiting.append((task, _submitted(executor, do, task)))


def _submitted(executor: Executor, do: Callable[[Task], Result], task: Task) -> Future[Result]:
    """Return the task's future, also where the workers are already gone."""
    try:
        return executor.submit(do, task)
    except BrokenExecutor as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _is_done(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _obey() -> None:
    """Leave Ctrl-C to the leader, and end when the leader does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leader = multiprocessing.parent_process()
    if leader:
        threading.Thread(target=_follow, args=(leader.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
