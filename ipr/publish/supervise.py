"""Run many notebooks side by side, each in a process of its own, and stop them all together."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from ipr.publish.run import Job, job_line

MADE_BY = ".ipr-"
POLL_SECONDS = 0.05
PATIENCE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Done:
    """A job that ended; `faults` is empty where its reports are whole."""

    job: Job
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Running:
    job: Job
    process: subprocess.Popen[str]
    told: IO[str]


def run_jobs(jobs: Sequence[Job], at_once: int) -> Iterator[Done]:
    """Run the jobs, `at_once` side by side, and yield each as it ends.

    Where the caller stops listening, by Ctrl-C or otherwise, every process is ended with it.
    """
    waiting = list(reversed(jobs))
    running: list[_Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(_start(waiting.pop()))
            ended = [one for one in running if one.process.poll() is not None]
            for one in ended:
                running.remove(one)
                yield _done(one)
            if not ended:
                time.sleep(POLL_SECONDS)
    finally:
        _end(running)


def _start(job: Job) -> _Running:
    told = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by _done or _end
    process = subprocess.Popen(
        [sys.executable, "-m", "ipr.publish.job"],
        stdin=subprocess.PIPE,
        stdout=told,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | {"PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"},
        # A group of its own: Ctrl-C reaches the leader alone, which then ends the others.
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    with suppress(BrokenPipeError):  # it died at once; _done tells how
        assert process.stdin is not None  # noqa: S101 - asked for above
        process.stdin.write(job_line(job))
        process.stdin.flush()
    return _Running(job, process, told)


def _done(one: _Running) -> Done:
    _close(one)
    one.told.seek(0)
    lines = one.told.read().splitlines()
    one.told.close()
    try:
        faults = json.loads(lines[-1])
    except (IndexError, ValueError):
        last = lines[-1] if lines else f"avsluttet med kode {one.process.returncode}"
        faults = [f"kjøringen stoppet: {last}"]
    return Done(one.job, tuple(faults))


def _end(running: Sequence[_Running]) -> None:
    """End what still runs: each sees its standard input close, and takes its kernel along."""
    for one in running:
        _close(one)
    for one in running:
        try:
            one.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            one.process.kill()
            one.process.wait()
        one.told.close()


def _close(one: _Running) -> None:
    with suppress(OSError):
        if one.process.stdin is not None:
            one.process.stdin.close()


def clear_leftovers(parent: Path) -> None:
    """Delete the folders of jobs whose process is gone: it was killed before it could."""
    for folder in parent.glob(f"{MADE_BY}*"):
        maker = folder.name.removeprefix(MADE_BY).partition("-")[0]
        if maker.isdigit() and not psutil.pid_exists(int(maker)):
            shutil.rmtree(folder, ignore_errors=True)


def fresh_folder(parent: Path) -> Path:
    """Return a new, empty, hidden folder under `parent` for one job; its name tells whose it is."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=f"{MADE_BY}{os.getpid()}-"))
    folder.chmod(0o755)
    return folder
