"""Measure a peer beside `evaluate`: the plain Python function run by the EMA workbench.

``python -m benchmarks.peer`` needs benchmarks/requirements.txt in an environment of its own.
"""

from __future__ import annotations

import time

import numpy as np
from ema_workbench import IntegerParameter, Model, ScalarOutcome, SequentialEvaluator

from benchmarks.cases import POLICIES, rows
from benchmarks.plain_python import budget
from benchmarks.reckoning import COLUMNS, in_chunks, seconds

NUMBER = 5_000
RANGES = {
    "carry_over": (0, 600_000),
    "county": (2_450_000, 2_550_000),
    "eur_nok": (110_000, 140_000),
    "price_growth": (0, 20_000),
    "months": (4, 7),
}
OUTCOMES = ("frame", "allocated", "reserve", "shortfall")


def ranked(**inputs: float) -> dict[str, int]:
    """Return the totals of one scenario, for the workbench."""
    found = budget(**{name: int(value) for name, value in inputs.items()}, ranked=True)
    return {name: found[name] for name in OUTCOMES}


def main() -> None:
    """Print microseconds a scenario in the workbench and in `evaluate`."""
    model = Model("budget", function=ranked)
    model.uncertainties = [IntegerParameter(name, *ends) for name, ends in RANGES.items()]
    model.outcomes = [ScalarOutcome(name) for name in OUTCOMES]
    start = time.process_time()
    with SequentialEvaluator(model) as evaluator:
        evaluator.perform_experiments(scenarios=NUMBER)
    peer = (time.process_time() - start) / NUMBER
    inputs, out = rows(1_000_000, "about 70 %"), np.empty((COLUMNS, 1_000_000), dtype=np.int64)
    own = seconds(lambda: in_chunks(inputs, POLICIES["ranked"], out), 3) / 1_000_000
    print(f"EMA workbench {1e6 * peer:.0f} µs, evaluate {1e6 * own:.2f} µs: {peer / own:.0f} times")


if __name__ == "__main__":
    main()
