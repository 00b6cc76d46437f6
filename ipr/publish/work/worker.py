"""A process that makes one report after the other, as its leader asks: see `workers`.

Standard input stays open: when it closes, the leader is gone or has no more work, and this
process ends and takes its kernel along.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading

from ipr.doors.folder import taken_up
from ipr.publish.work.report import make_report
from ipr.publish.work.warm import use_warm_kernels
from ipr.publish.work.workers import Task
from ipr.reading.errors import InputError, os_reason

LEADER_GONE = 3


def main() -> None:
    """Read tasks, do them, and answer each with what went wrong as a JSON list on one line."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    # Reading notebooks loads an optional check of web addresses where it is installed, and that
    # compiles a grammar for two seconds. As if it were not there:
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    use_warm_kernels(not_theirs=[answers.fileno()])
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    while True:
        answers.write(json.dumps(_done(Task.from_line(tasks.get()))) + "\n")
        answers.flush()


def _done(task: Task) -> list[str]:
    try:
        return make_report(task.job, taken_up(str(task.handed)), task.place, task.handed)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    except OSError as error:
        return [f"kan ikke skrive rapporten: {os_reason(error)}"]


def _listen(tasks: queue.SimpleQueue[str]) -> None:
    """Pass on the tasks; end this process when standard input closes, whatever it is doing."""
    for line in sys.stdin:
        tasks.put(line)
    os._exit(LEADER_GONE)


if __name__ == "__main__":
    main()
