"""Measure making reports beside the two command-line calls that make one web page each.

``python -m benchmarks.reports --numbers 1 20 200``
``python -m benchmarks.reports --numbers 1000 --formats html``
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parent.parent
PLAN = PROJECT / "data" / "lillehammer-2026"
NOTEBOOK = PROJECT / "notebooks" / "02_scenario.ipynb"
SCENARIO = """\
title: Overføring på {amount} kroner
question: Hva skjer med udisponert ramme?
status: kladd
changes:
  - {{set: funding.carry_over, to: {amount}, because: Målt.}}
"""
ARGPARSE = "import argparse; argparse.ArgumentParser().parse_args(['--help'])"


@dataclass
class Measured:
    """What a command took: seconds, its largest process in MB, the processor by process."""

    seconds: float = 0.0
    megabytes: float = 0.0
    used: dict[int, float] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def processor(self) -> float:
        """The processors' seconds of all processes, kernels among them, as last seen of each."""
        return sum(self.used.values())


@contextmanager
def measured() -> Iterator[Measured]:
    """Yield what is filled in when the commands within have ended."""
    found, began = Measured(), time.perf_counter()
    watch = threading.Thread(target=_watch, args=(found,))
    watch.start()
    yield found
    found.seconds = time.perf_counter() - began
    found.stop.set()
    watch.join()


def _watch(found: Measured) -> None:
    while not found.stop.wait(0.1):
        for process in psutil.Process().children(recursive=True):
            try:
                found.megabytes = max(found.megabytes, process.memory_info().rss / 1e6)
                found.used[process.pid] = sum(process.cpu_times()[:2])
            except psutil.Error:
                continue


def run(*command: str | Path, data: Path) -> None:
    """Run a command of this environment to its end."""
    subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", *map(str, command)],
        check=True,
        env=os.environ | {"IPR_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def plan_of(place: Path, number: int) -> Path:
    """Make a copy of the plan with so many scenarios; return the folder that holds it."""
    folder = place / str(number) / PLAN.name
    shutil.copytree(PLAN, folder, ignore=shutil.ignore_patterns("scenarios"))
    (folder / "scenarios").mkdir()
    for place_in_row in range(number):
        file = folder / "scenarios" / f"nr-{place_in_row:04d}.yaml"
        file.write_text(SCENARIO.format(amount=500_000 + place_in_row), encoding="utf-8")
    return folder.parent


def two_calls(data: Path, place: Path, scenario: str) -> None:
    """Make one web page as one would without this project: by Papermill, then by nbconvert."""
    done = place / f"{scenario}.ipynb"
    given = ("-p", "plan", PLAN.name, "-p", "scenario", scenario)
    run("papermill", NOTEBOOK, done, *given, data=data)
    run("jupyter", "nbconvert", "--to", "html", done, data=data)


def quickest(command: Sequence[str], times: int = 7) -> float:
    """Return the median seconds of a short command."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as above
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def main() -> None:
    """Print a table of what reports take, and of what starting takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, nargs="+", default=[1, 20])
    parser.add_argument("--formats", default="html,pdf,docx,xlsx")
    parser.add_argument("--notebook", help="another notebook than that of a scenario's report")
    asked = parser.parse_args()
    others = ["--notebook", asked.notebook] if asked.notebook else []
    print(
        "| reports | s a report | processor s a report | largest process, MB | unchanged run, s |"
    )
    print("|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        data = plan_of(place, 1)
        with measured() as calls:
            for _ in range(2):
                two_calls(data, place, "nr-0000")
        print(f"| two calls, HTML | {calls.seconds / 2:.2f} | {calls.processor / 2:.2f} | | |")
        for number in asked.numbers:
            data = data if number == 1 else plan_of(place, number)
            names = sorted(file.stem for file in data.glob("*/scenarios/*"))
            command = ("ipr", "run", *names, *others, "--formats", asked.formats)
            command += ("--out", place / f"out-{number}")
            with measured() as made:
                run(*command, data=data)
            with measured() as again:
                if not others:  # a report by one's own notebook is always made anew
                    run(*command, data=data)
            told = f"{made.seconds / number:.2f} | {made.processor / number:.2f}"
            print(f"| {number} | {told} | {made.megabytes:.0f} | {again.seconds:.2f} |", flush=True)
    print("\n| command | s |\n|---|---:|")
    ipr = [sys.executable, "-m", "ipr"]
    for words in (["--help"], ["list"], ["show", "lavere-overforing"]):
        print(f"| ipr {' '.join(words)} | {quickest([*ipr, *words]):.3f} |")
    print(f"| a bare argparse program | {quickest([sys.executable, '-c', ARGPARSE]):.3f} |")


if __name__ == "__main__":
    main()
