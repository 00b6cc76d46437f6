"""The processes that make reports, here or on other machines: each takes one after the other."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ipr.publish.job import Job
from ipr.publish.manifest import code_hash, versions
from ipr.publish.owned import private_folder
from ipr.reading.files import write_bytes

HANDED_NAME = "plan.pickle"  # the file that the plan is handed on in
POLL_SECONDS = 0.2  # Ctrl-C does not wake a process that waits without end on Windows
PATIENCE_SECONDS = 5
MOST_TASKS = 50  # then a worker is let go, before what libraries keep in it grows
COMMAND = (sys.executable, "-m", "ipr.publish.work.worker")


@dataclass(frozen=True, slots=True)
class Task:
    """A job, the empty folder its report is made in, and the file the plan is handed on in."""

    job: Job
    place: Path
    handed: Path

    def line(self) -> str:
        """Return the task as the one line a worker reads."""
        told = (self.job.model_dump(mode="json"), str(self.place), str(self.handed))
        return json.dumps(told) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Task:
        """Return the task in a line."""
        job, place, handed = json.loads(line)
        return cls(Job.model_validate_json(json.dumps(job)), Path(place), Path(handed))


@dataclass(frozen=True, slots=True)
class Done:
    """A task that ended; `faults` is empty where its report is whole."""

    task: Task
    faults: tuple[str, ...]


@dataclass(slots=True)
class _Worker:
    """A process, what it has been given, and the file that what it says aside is written to."""

    process: subprocess.Popen[str]
    aside: IO[str]
    task: Task | None = None
    ended: int = 0


def run_tasks(tasks: Sequence[Task], at_once: int) -> Iterator[Done]:
    """Do the tasks, `at_once` side by side, and yield each as it ends.

    A worker that dies fails its own task only. Where the caller stops listening, by Ctrl-C or
    otherwise, every process is ended with it.
    """
    waiting = deque(tasks)
    workers: list[_Worker] = []
    told: queue.SimpleQueue[tuple[_Worker, str]] = queue.SimpleQueue()
    try:
        while waiting or any(worker.task for worker in workers):
            while waiting and (worker := _free(workers, at_once, told)):
                _give(worker, waiting.popleft())
            try:
                worker, line = told.get(timeout=POLL_SECONDS)
            except queue.Empty:
                continue
            task, worker.task, worker.ended = worker.task, None, worker.ended + 1
            gone = not line or worker.ended >= MOST_TASKS
            if gone:
                workers[:] = [one for one in workers if one is not worker]
            elif waiting:  # at once: what follows on an answer takes the caller's time
                _give(worker, waiting.popleft())
            if task:
                yield Done(task, tuple(json.loads(line)) if line else (_why_gone(worker),))
            if gone:
                _end([worker])
    finally:
        _end(workers)


def _free(
    workers: list[_Worker], at_once: int, told: queue.SimpleQueue[tuple[_Worker, str]]
) -> _Worker | None:
    """Return a worker that waits for a task, a new one where there may be more of them."""
    idle = next((worker for worker in workers if worker.task is None), None)
    if idle is None and len(workers) < at_once:
        idle = _start(told)
        workers.append(idle)
    return idle


def _start(told: queue.SimpleQueue[tuple[_Worker, str]]) -> _Worker:
    aside = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed when it ends
    process = subprocess.Popen(  # noqa: S603 - our own module
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=aside,
        encoding="utf-8",
        env=os.environ | {"PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"},
        # A group of its own: Ctrl-C reaches the leader alone, which then ends the others.
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    worker = _Worker(process, aside)
    threading.Thread(target=_listen, args=(worker, told), daemon=True).start()
    return worker


def _listen(worker: _Worker, told: queue.SimpleQueue[tuple[_Worker, str]]) -> None:
    """Pass on each line that a worker says, and an empty one when it is gone."""
    assert worker.process.stdout is not None  # noqa: S101 - asked for above
    with worker.process.stdout as said:
        for line in said:
            told.put((worker, line))
    told.put((worker, ""))


def _give(worker: _Worker, task: Task) -> None:
    worker.task = task
    with suppress(OSError):  # it died meanwhile; _listen tells
        assert worker.process.stdin is not None  # noqa: S101 - asked for above
        worker.process.stdin.write(task.line())
        worker.process.stdin.flush()


def _why_gone(worker: _Worker) -> str:
    code = worker.process.wait()
    worker.aside.seek(0)
    lines = worker.aside.read().splitlines()
    return f"kjøringen stoppet: {lines[-1] if lines else f'avsluttet med kode {code}'}"


def _end(workers: Sequence[_Worker]) -> None:
    """End the workers: each sees its standard input close, and takes its kernel along."""
    for worker in workers:
        with suppress(OSError):
            assert worker.process.stdin is not None  # noqa: S101 - asked for above
            worker.process.stdin.close()
    for worker in workers:
        try:
            worker.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.process.kill()
            worker.process.wait()
        worker.aside.close()


Sent = tuple[str, bytes]
"""A job as JSON, and the file that the plan is handed on in."""

Made = tuple[tuple[str, ...], dict[str, bytes]]
"""What went wrong, and the files of the report by name."""

OTHERS = "arbeideren i klyngen har andre utgaver av programmene enn denne maskinen"


def run_afar(
    each: Callable[[Callable[[Sent], Made], Iterable[Sent]], Iterable[Made]],
    tasks: Sequence[Task],
    _: int,
) -> Iterator[Done]:
    """Do the tasks as `run_tasks` does; `each` does as `map` does, wherever that may be."""
    sent = [(task.job.model_dump_json(), task.handed.read_bytes()) for task in tasks]
    for task, (faults, files) in zip(tasks, each(make_afar, sent), strict=True):
        for name, content in files.items():
            write_bytes(task.place / name, content)
        yield Done(task, faults)


def make_afar(sent: Sent) -> Made:
    """Make one report, in a process of its own, by the very same code and libraries as were asked.

    Others would give other bytes, which nobody could make again.
    """
    job = Job.model_validate_json(sent[0])
    if job.versions != versions() or code_hash() not in job.inputs.values():
        return (OTHERS,), {}
    with private_folder() as private:
        task = Task(job, private / "report", private / HANDED_NAME)
        task.place.mkdir()
        task.handed.write_bytes(sent[1])
        (done,) = run_tasks([task], 1)
        return done.faults, {file.name: file.read_bytes() for file in task.place.iterdir()}
