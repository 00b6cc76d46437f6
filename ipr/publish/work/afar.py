"""Reports made on other machines: what is done there, and how its files come home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ipr.publish.job import Job
from ipr.publish.manifest import code_hash, versions
from ipr.publish.owned import private_folder
from ipr.publish.work.workers import HANDED_NAME, Done, Task, run_tasks
from ipr.reading.files import write_bytes

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
