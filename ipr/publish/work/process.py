"""One process that makes reports, and the one that is started before it is known to be needed.

It takes a second to load, as does the command that asks it, so that both load at once. Hence
nothing here may be slow to load.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ipr.publish.names import MANIFEST_NAME, RECORD_NAME

COMMAND = (sys.executable, "-m", "ipr.publish.work.worker")
PATIENCE_SECONDS = 5


class Worker:
    """A process that makes reports, and the file that what it says aside is written to."""

    def __init__(self) -> None:
        self.tasks = 0
        self.ending = threading.Lock()
        self.aside = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed below
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.aside,
            encoding="utf-8",
            env=os.environ | {"PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"},
            # A group of its own: Ctrl-C reaches the leader alone, which then ends the others.
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self.process.stdin  # noqa: S101 - asked for above
        assert self.process.stdout  # noqa: S101 - as above
        self.asked, self.answers = self.process.stdin, self.process.stdout

    def do(self, line: str) -> tuple[str, ...]:
        """Return what went wrong with the task in a line when it is done, or the process died."""
        self.tasks += 1
        try:
            with suppress(OSError):  # it is gone, which the empty answer tells
                self.asked.write(line)
                self.asked.flush()
            if answer := self.answers.readline():
                return tuple(json.loads(answer))
            code = self.process.wait()
            self.aside.seek(0)
            lines = self.aside.read().splitlines()
        except ValueError:  # it was ended meanwhile, and its files are closed
            return ("kjøringen stoppet",)
        return (f"kjøringen stoppet: {lines[-1] if lines else f'avsluttet med kode {code}'}",)

    def end(self, patience: float = PATIENCE_SECONDS) -> None:
        """End the process, which sees its standard input close and takes its kernel along.

        The leader ends all where it is stopped, and so may the thread that asked this one.
        """
        with self.ending:
            with suppress(OSError, ValueError):
                self.asked.close()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.answers.close()
            self.aside.close()


def is_due(given: Sequence[str]) -> bool:
    """Guess from the times of files whether a command has a report to make; nothing is read.

    It has, unless what stands of each scenario it names, or of all, is younger than every source.
    A wrong guess costs time only.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--out", type=Path, default=Path("outputs"))
    for name in ("--force", "--scheduler", "-h", "--help"):
        parser.add_argument(name, action="store_true")
    try:
        asked, others = parser.parse_known_args(given)
        if asked.help or asked.h or asked.scheduler:
            return False
        names = [name for name in others if not name.startswith("-")]
        records = [f"*/{name}/{RECORD_NAME}" for name in names] or [f"*/{MANIFEST_NAME}"]
        made = (max(map(_time, asked.out.glob(record)), default=0) for record in records)
        return asked.force or min(made) < max(map(_time, _sources()), default=0)
    except Exception:  # noqa: BLE001 - of what is wrong, the command itself tells
        return False


def _sources() -> Iterator[Path]:
    """Yield what reports are made from: plans, notebooks and code."""
    package = Path(__file__).parents[2]
    data = Path(os.environ.get("IPR_DATA") or "data")
    for place in (data, package, package.parent / "notebooks"):
        for kind in ("*.yaml", "*.xlsx", "*.ipynb", "*.py"):
            yield from place.rglob(kind)


def _time(file: Path) -> float:
    return file.stat().st_mtime


AHEAD: list[Worker] = []
"""The process that was started ahead, until somebody takes it."""


@contextmanager
def one_ahead() -> Iterator[None]:
    """Start a process that is most likely needed, and end it at once where nobody took it."""
    with suppress(OSError):  # who needs one starts it then, or tells that it cannot be started
        AHEAD.append(Worker())
    try:
        yield
    finally:
        while AHEAD:
            AHEAD.pop().end(patience=0)
