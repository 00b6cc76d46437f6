"""Measure `evaluate`: rows a second, memory, and time as a multiple of copying its own result.

``python -m benchmarks.reckoning [--rows N ...]`` prints the tables of benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.cases import DEPTHS, PLAN, POLICIES, Ints, part, rows
from benchmarks.plain_python import budget
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.rules import Balancing

CHUNK = 16_384
TOTALS = ("frame", "allocated", "reserve", "shortfall")
PRICED = tuple(line.id for line in PLAN.lines if line.id != "inclusion")
COLUMNS = len(PRICED) + len(TOTALS)


def columns_of(outcome: Outcome) -> list[object]:
    """Return the result that is kept: every priced line and the four totals."""
    return [outcome.lines[line] for line in PRICED] + [outcome[name] for name in TOTALS]


def in_chunks(inputs: Mapping[str, Ints], policy: Balancing, out: Ints) -> None:
    """Reckon all rows, a chunk at a time, into one array of shape (columns, rows)."""
    for start in range(0, out.shape[1], CHUNK):
        stop = min(start + CHUNK, out.shape[1])
        outcome = reckon(PLAN, part(inputs, start, stop), policy)
        for place, figure in zip(out, columns_of(outcome), strict=True):
            place[start:stop] = figure


def seconds(do: Callable[[], object], times: int) -> float:
    """Return the shortest of several runs, after one that is not counted."""
    do()
    taken = []
    for _ in range(times):
        start = time.process_time()
        do()
        taken.append(time.process_time() - start)
    return min(taken)


def measure(number: int, policy: str, depth: str, times: int) -> None:
    """Print one row of the table, with the copy measured between the runs."""
    inputs, out = rows(number, depth), np.empty((COLUMNS, number), dtype=np.int64)
    taken = seconds(lambda: in_chunks(inputs, POLICIES[policy], out), times)
    copy = np.empty_like(out)
    copied = seconds(lambda: np.copyto(copy, out), max(times, 5))
    lacking = rows_in_deficit(inputs)
    print(
        f"| {number:>10,} | {policy:<20} | {depth:<10} | {lacking:>5.0%} | {taken:>8.4f} | "
        f"{number / taken / 1e6:>6.2f} | {taken / copied:>6.1f} |".replace(",", " "),
        flush=True,
    )


def rows_in_deficit(inputs: Mapping[str, Ints]) -> float:
    """Return the share of the first rows whose reserve is below 0 before any rule."""
    outcome = reckon(PLAN, part(inputs, 0, CHUNK))
    return float(np.mean(np.asarray(outcome.reserve) < 0))


def against_plain(number: int = 20_000) -> None:
    """Print how many times as fast `evaluate` is as the plain function, which must agree."""
    inputs = rows(1_000_000, "about 70 %")
    given = [values[:number].tolist() for values in inputs.values()]
    names = [name.split(".")[-1] for name in inputs]
    rows_given = [dict(zip(names, row, strict=True)) for row in zip(*given, strict=True)]
    for policy in ("leave_open", "ranked"):
        out = np.empty((COLUMNS, 1_000_000), dtype=np.int64)
        fast = seconds(lambda p=policy, o=out: in_chunks(inputs, POLICIES[p], o), 3) / 1_000_000
        ranked = policy == "ranked"
        slow = seconds(lambda r=ranked: [budget(**row, ranked=r) for row in rows_given], 3) / number
        for row, place in zip(rows_given[:2_000], range(2_000), strict=True):
            plain = budget(**row, ranked=ranked)
            if [plain[name] for name in (*PRICED, *TOTALS)] != out[:, place].tolist():
                raise SystemExit("the plain function gives other figures")
        one = {name: int(values[0]) for name, values in inputs.items()}
        single = seconds(lambda p=policy, i=one: reckon(PLAN, i, POLICIES[p]), 200)
        print(
            f"| {policy} | {1e6 * fast:.2f} | {1e6 * slow:.1f} | {slow / fast:.0f} | "
            f"{1e6 * single:.0f} |"
        )


def memory(number: int = 1_000_000) -> None:
    """Print the most memory that reckoning in chunks adds beside its inputs and its result."""
    inputs = rows(number, "about 70 %")
    out = np.empty((COLUMNS, number), dtype=np.int64)
    for name, policy in POLICIES.items():
        tracemalloc.start()
        in_chunks(inputs, policy, out)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"| {name} | {most / 2**20:.1f} |")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    sizes = [1_000, 10_000, 100_000, 1_000_000]
    parser.add_argument("--rows", type=int, nargs="+", default=sizes)
    asked = parser.parse_args()
    print("| rows | policy | deficit | share | seconds | million rows/s | times the copy |")
    print("|---:|---|---|---:|---:|---:|---:|")
    for number in asked.rows:
        for policy in POLICIES:
            depths = DEPTHS if number == 1_000_000 else ("about 70 %",)
            for depth in depths:
                measure(number, policy, depth, 20 if number <= 10_000 else 3)
    print("\n| policy | evaluate, µs a row | plain Python, µs a row | ratio | one call, µs |")
    print("|---|---:|---:|---:|---:|")
    against_plain()
    print("\n| policy | most memory added, MB |\n|---|---:|")
    memory()


if __name__ == "__main__":
    main()
