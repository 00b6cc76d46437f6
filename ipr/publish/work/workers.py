"""The processes that make reports, here or on other machines: each takes one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass as told_in_json

from ipr.publish.job import Job
from ipr.publish.manifest import code_hash, versions
from ipr.publish.owned import private_folder
from ipr.publish.work.process import AHEAD, Worker
from ipr.reading.files import write_bytes

HANDED_NAME = "plan.pickle"  # the file that the plan is handed on in
POLL_SECONDS = 0.2  # Ctrl-C does not wake a process that waits without end on Windows
MOST_TASKS = 50  # then a worker is let go, before what libraries keep in it grows


@told_in_json(frozen=True, slots=True)
class Task:
    """A job, the empty folder its report is made in, and the file the plan is handed on in."""

    job: Job
    place: Path
    handed: Path


TASK = TypeAdapter(Task)
"""A task as the one line a worker reads."""


@dataclass(frozen=True, slots=True)
class Done:
    """A task that ended; `faults` is empty where its report is whole."""

    task: Task
    faults: tuple[str, ...]


def run_tasks(tasks: Sequence[Task], at_once: int) -> Iterator[Done]:
    """Do the tasks, `at_once` side by side, and yield each as it ends.

    A worker that dies fails its own task only. Where the caller stops listening, by Ctrl-C or
    otherwise, every process is ended with it.
    """
    workers = [AHEAD.pop()] if AHEAD else []
    idle = [*workers]
    stopped = threading.Event()

    def do(task: Task) -> Done:
        try:
            worker = idle.pop()
        except IndexError:
            worker = Worker()
            workers.append(worker)
            if stopped.is_set():  # meanwhile, so that nobody else ends it
                worker.end()
        done = Done(task, worker.do(TASK.dump_json(task).decode() + "\n"))
        if worker.process.poll() is None and worker.tasks < MOST_TASKS:
            idle.append(worker)
        else:
            worker.end()
        return done

    pool = ThreadPoolExecutor(at_once)
    try:
        pending = [pool.submit(do, task) for task in tasks]
        while pending:
            ended = wait(pending, POLL_SECONDS, FIRST_COMPLETED).done
            yield from (future.result() for future in pending if future in ended)
            pending = [future for future in pending if future not in ended]
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.end()


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
