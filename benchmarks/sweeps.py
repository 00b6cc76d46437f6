"""Measure sweeps: rows a second reckoned and written, and memory.

``python -m benchmarks.sweeps`` prints the table of benchmarks/README.md.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cases import PLAN, POLICIES
from ipr.analysis.draws import Distribution, Draw
from ipr.analysis.sweep import Sweep, table_of
from ipr.publish.sweep_rows import write_rows

DISTRIBUTIONS = {
    "funding.carry_over": Distribution("triangular", (0, 500_000, 1_000_000)),
    "assumptions.eur_nok": Distribution("pert", (110_000, 117_500, 140_000)),
    "assumptions.price_growth": Distribution("uniform", (0, 50_000)),
}


def most_memory() -> float:
    """Return the most memory this process has had, in MB (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def sweep(policy: str, number: int) -> None:
    """Print one row: so many draws reckoned in memory and written as CSV and Parquet."""
    asked = Sweep(PLAN, {}, Draw(DISTRIBUTIONS, number, seed=1), POLICIES[policy])
    with tempfile.TemporaryDirectory() as place:
        write_rows(table_of(Sweep(PLAN, {}, Draw(DISTRIBUTIONS, 1), POLICIES[policy])), Path(place))
        before, start = most_memory(), time.process_time()
        table = table_of(asked)
        reckoned = time.process_time()
        write_rows(table, Path(place))
        written = time.process_time()
    print(
        f"| {policy} | {number:,} | {reckoned - start:.2f} | {written - reckoned:.2f} | "
        f"{number / (written - start) / 1e6:.2f} | {most_memory() - before:.0f} |"
    )


def main() -> None:
    """Print the table; each sweep runs in a process of its own."""
    if len(sys.argv) == 3:
        sweep(sys.argv[1], int(sys.argv[2]))
        return
    print("| policy | rows | s to reckon | s to write | million rows/s | MB added |")
    print("|---|---:|---:|---:|---:|---:|", flush=True)
    for policy in ("ranked", "pro_rata"):
        for number in (100_000, 1_000_000, 10_000_000):
            command = [sys.executable, "-m", "benchmarks.sweeps", policy, str(number)]
            subprocess.run(command, check=True)  # noqa: S603 - this very program


if __name__ == "__main__":
    main()
