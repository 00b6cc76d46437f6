"""Measure streamed sweeps: draws a second, memory, and one worker against several.

``python -m benchmarks.sweeps`` prints the tables of benchmarks/README.md.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cases import PLAN, POLICIES
from ipr.analysis.distributions import Pert, Triangular, Uniform
from ipr.analysis.draws import Draw, draw_reserves
from ipr.analysis.run_sweep import run_sweep
from ipr.analysis.sweep import Drawn, Sweep
from ipr.analysis.workers import processes

DRAW = Draw(
    {
        "funding.carry_over": Triangular(0, 500_000, 1_000_000),
        "assumptions.eur_nok": Pert(110_000, 117_500, 140_000),
        "assumptions.price_growth": Uniform(0, 50_000),
    },
    seed=1,
)


def most_memory() -> float:
    """Return the most memory this process has had, in MB (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stream(number: int, jobs: int) -> None:
    """Print one row: so many draws streamed to CSV and Parquet."""
    sweep = Sweep(PLAN, {}, Drawn(DRAW, number), POLICIES["ranked"])
    with tempfile.TemporaryDirectory() as place:
        run_sweep(Sweep(PLAN, {}, Drawn(DRAW, 1)), Path(place, "first"))
        before, start = most_memory(), time.perf_counter()
        run_sweep(sweep, Path(place, "rows"), processes(jobs))
        taken = time.perf_counter() - start
    added = most_memory() - before
    print(f"| {number:,} | {jobs} | {taken:.2f} | {number / taken / 1e6:.2f} | {added:.0f} |")


def main() -> None:
    """Print both tables; each streamed sweep runs in a process of its own."""
    if len(sys.argv) == 3:
        stream(int(sys.argv[1]), int(sys.argv[2]))
        return
    print("| draws, reserve only | s of CPU |\n|---:|---:|")
    draw_reserves(PLAN, {}, DRAW, 20_000)
    start = time.process_time()
    draw_reserves(PLAN, {}, DRAW, 1_000_000)
    print(f"| 1 000 000 | {time.process_time() - start:.2f} |\n")
    print("| rows to CSV and Parquet | workers | s | million rows/s | MB added |")
    print("|---:|---:|---:|---:|---:|", flush=True)
    for number, jobs in ((100_000, 1), (1_000_000, 1), (10_000_000, 1), (10_000_000, 2)):
        command = [sys.executable, "-m", "benchmarks.sweeps", str(number), str(jobs)]
        subprocess.run(command, check=True)  # noqa: S603 - this very program


if __name__ == "__main__":
    main()
