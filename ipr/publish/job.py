"""Do one job in a process of its own: run its notebook, and publish what it shows.

`python -m ipr.publish.job` reads the job from standard input. Standard input stays open: when it
closes, the leader is gone, and this process ends and takes its kernel along.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from ipr.publish.formats import publish_notebook
from ipr.publish.run import Job, run_notebook
from ipr.reading.errors import InputError, os_reason

LEADER_GONE = 3


def main() -> None:
    """Read one job, do it, and write what went wrong to standard output as a JSON list."""
    given: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_leader, daemon=True).start()
    job = Job(**{**given, "formats": tuple(given["formats"])})
    try:
        faults = run_notebook(job) or publish_notebook(job)
    except InputError as error:  # a file was changed since the leader read it
        faults = [str(problem) for problem in error.problems]
    except OSError as error:
        faults = [f"kan ikke skrive rapporten: {os_reason(error)}"]
    sys.stdout.write(json.dumps(faults) + "\n")
    sys.stdout.flush()


def _end_with_leader() -> None:
    """End this process when standard input closes; the kernel sees its parent go and ends too."""
    sys.stdin.read()
    os._exit(LEADER_GONE)


if __name__ == "__main__":
    main()
