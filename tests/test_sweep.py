"""Running a sweep: the same table on one core and on many, in bounded memory, losing no result."""

from __future__ import annotations

import csv
import os
import signal
import tracemalloc
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from ipr.analysis.combinations import CHUNK, chunks, count
from ipr.analysis.distributions import Triangular, Uniform
from ipr.analysis.draws import Draw, draw_reserves
from ipr.analysis.run_sweep import CSV_FILE, PARQUET_FILE, run_sweep
from ipr.analysis.sweep import Drawn, Enumerated, Grid, Sweep
from ipr.analysis.switches import amount_switch, condition_switch
from ipr.analysis.workers import MOST_BREAKAGES, Workers, in_order, one_core, processes
from ipr.budget.load import load_plan
from ipr.budget.reckon import reckon
from ipr.budget.rules import ProRata

PLAN = load_plan(Path(__file__).parent.parent / "data" / "lillehammer-2026")
CARRY, RATE = "funding.carry_over", "assumptions.eur_nok"
COUNTED = "funding.cyberland_carry_over.counted"
DRAW = Draw({CARRY: Triangular(0, 1_000_000, 1_500_000), RATE: Uniform(110_000, 140_000)}, seed=4)


def rows(folder: Path) -> list[dict[str, str]]:
    """The rows of the CSV file."""
    with (folder / CSV_FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_grid_in_both_files(tmp_path: Path) -> None:
    """Every row is the reckoning of its inputs, in readable units, the same in both files."""
    grid = Grid({RATE: (117_500, 130_000), COUNTED: (0, 1), "lines.inclusion": (0, 300_000)})
    result = run_sweep(Sweep(PLAN, {CARRY: 500_000}, grid), tmp_path / "s")
    table = parquet.read_table(tmp_path / "s" / PARQUET_FILE).to_pylist()
    assert [{k: str(v) for k, v in row.items()} for row in table] == rows(tmp_path / "s")
    assert table[0][RATE] == Decimal("11.7500")
    assert [row[COUNTED] for row in table[:3]] == ["outside", "outside", "inside"]
    for row in table:
        inputs = {
            CARRY: 500_000,
            RATE: int(row[RATE] * 10_000),
            COUNTED: ["outside", "inside"].index(row[COUNTED]),
            "lines.inclusion": row["lines.inclusion"],
        }
        outcome = reckon(PLAN, inputs)
        for name in ("frame", "allocated", "reserve", "shortfall"):
            assert row[name] == getattr(outcome, name)
    reserves = [row["reserve"] for row in table]
    assert (result.rows, result.possible) == (8, 8)
    assert result.not_covered == sum(reserve < 0 for reserve in reserves)
    assert (result.lowest_nok, result.highest_nok) == (min(reserves), max(reserves))


def test_draws_are_those_of_memory(tmp_path: Path) -> None:
    """A streamed sweep of draws has the reserves that draws kept in memory have."""
    number = CHUNK + 10
    result = run_sweep(Sweep(PLAN, {}, Drawn(DRAW, number)), tmp_path / "s")
    expected = draw_reserves(PLAN, {}, DRAW, number)
    table = parquet.read_table(tmp_path / "s" / PARQUET_FILE)
    assert table["reserve"].to_pylist() == expected.reserve.tolist()
    written = [(row["row"], row["reserve"]) for row in rows(tmp_path / "s")]
    reserves = enumerate(expected.reserve.tolist())
    assert written == [(str(place), str(reserve)) for place, reserve in reserves]
    assert result.not_covered == expected.below()


def test_combinations_with_contradictions(tmp_path: Path) -> None:
    """Contradictory combinations stand in the table without figures; the rest are counted."""
    variation = Enumerated(
        (
            condition_switch(PLAN, "nord_gudbrandsdal_match"),
            condition_switch(PLAN, "county_destination_grant", ["keep", "cover"], [700_000]),
        ),
        (amount_switch(PLAN, "lines.inclusion", [650_000]),),
    )
    result = run_sweep(Sweep(PLAN, {}, variation), tmp_path / "s")
    found = count(variation.switches, chunks(PLAN, {}, variation.switches))
    assert result.rows == found.total == 12
    assert result.possible == found.total - found.contradictory == 10
    assert result.not_covered == found.not_covered > 0
    table = rows(tmp_path / "s")
    impossible = [row for row in table if row["possible"] == "false"]
    assert {row["reserve"] for row in impossible} == {""}
    assert {row["conditions.county_destination_grant"] for row in impossible} == {
        "denied_cover_700000"
    }
    assert [row["lines.inclusion"] for row in table[:2]] == ["", "650000"]


def test_under_a_balancing_rule(tmp_path: Path) -> None:
    """The rule of the sweep balances each row: nothing is uncovered where cuts are enough."""
    sweep = Sweep(PLAN, {}, Grid({CARRY: (0, 390_000)}), ProRata(step_nok=5_000))
    assert run_sweep(sweep, tmp_path / "s").not_covered == 0
    assert [row["allocated"] for row in rows(tmp_path / "s")] == ["3500000", "3890000"]


def test_many_workers_same_files(tmp_path: Path) -> None:
    """Two worker processes write the very bytes that one core writes, and report progress."""
    sweep = Sweep(PLAN, {}, Drawn(DRAW, 3 * CHUNK + 1))
    seen: list[tuple[int, int]] = []
    run_sweep(sweep, tmp_path / "one", one_core())
    run_sweep(sweep, tmp_path / "two", processes(2), lambda *at: seen.append(at))
    for name in (CSV_FILE, PARQUET_FILE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


class Deadly(ProcessPoolExecutor):
    """A pool whose first worker is killed once four tasks have been handed out."""

    tasks = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task; kill at the fourth."""
        self.tasks += 1
        if self.tasks == 4:
            victim = next(iter(self._processes))
            os.kill(victim, getattr(signal, "SIGKILL", signal.SIGTERM))
        return super().submit(fn, *args, **kwargs)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    """When a worker is killed, the sweep goes on with new ones and the table is whole."""
    sweep = Sweep(PLAN, {}, Drawn(DRAW, 8 * CHUNK))
    pools: list[Executor] = []

    def make() -> Executor:
        kind = ProcessPoolExecutor if pools else Deadly
        pools.append(kind(2, mp_context=get_context("spawn")))
        return pools[-1]

    run_sweep(sweep, tmp_path / "one", one_core())
    run_sweep(sweep, tmp_path / "two", Workers(make, 4))
    assert len(pools) == 2
    one, two = (parquet.read_table(tmp_path / name / PARQUET_FILE) for name in ("one", "two"))
    assert one.equals(two)


class Broken(Executor):
    """Workers that are always gone."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """Refuse the task."""
        raise BrokenExecutor


def test_workers_that_always_die() -> None:
    """Workers that die again and again end the sweep instead of going on for ever."""
    made: list[Executor] = []

    def make() -> Executor:
        made.append(Broken())
        return made[-1]

    with pytest.raises(BrokenExecutor):
        list(in_order(Workers(make, 2), str, [1, 2, 3]))
    assert len(made) == MOST_BREAKAGES + 1


def test_a_failing_task_leaves_the_folder(tmp_path: Path) -> None:
    """A sweep that fails on the way leaves the previous folder as it was, and nothing beside it."""
    target = tmp_path / "s"
    run_sweep(Sweep(PLAN, {}, Grid({CARRY: (0,)})), target)
    before = (target / CSV_FILE).read_bytes()

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(Sweep(PLAN, {}, Grid({CARRY: (1, 2)})), target, progress=stop)
    assert (target / CSV_FILE).read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["s"]


def test_memory_does_not_grow(tmp_path: Path) -> None:
    """Eight times as many rows take no more memory than a little: chunks are let go."""

    def peak(number: int) -> int:
        tracemalloc.start()
        run_sweep(Sweep(PLAN, {}, Drawn(DRAW, number)), tmp_path / str(number))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(CHUNK)
    assert peak(16 * CHUNK) < peak(2 * CHUNK) + 5_000_000
