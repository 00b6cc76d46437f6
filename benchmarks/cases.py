"""The cases that are measured: rows of inputs at several depths of deficit, and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ipr.budget.rules import AskFunders, Balancing, LeaveOpen, ProRata, Ranked
from ipr.doors.folder import load_plan
from ipr.plan.model import Plan

Ints = NDArray[np.int64]
PLAN: Plan = load_plan(Path(__file__).resolve().parent.parent / "data" / "lillehammer-2026")
UNLOCKED = tuple(line.id for line in PLAN.lines if line.lock is None and line.id != "inclusion")

POLICIES: dict[str, Balancing] = {
    "leave_open": LeaveOpen(),
    "ranked": Ranked(order=UNLOCKED),
    "pro_rata": ProRata(),
    "pro_rata, step 1 000": ProRata(step_nok=1_000),
    "ask_funders": AskFunders(shares={"county": 5, "municipalities": 2}),
}

# The highest carry-over drawn; the lowest is 0. The share of rows in deficit follows.
DEPTHS: dict[str, tuple[int, int]] = {
    "none": (600_000, 1_000_000),
    "about 70 %": (0, 600_000),
    "all": (0, 300_000),
    "all, deep": (0, 300_000),
}
DEEP_COUNTY = (1_000_000, 1_500_000)


def rows(number: int, depth: str, seed: int = 1) -> dict[str, Ints]:
    """Return so many rows of five inputs, among them what raises most lines."""
    stream = np.random.default_rng(seed)

    def between(low: int, high: int) -> Ints:
        return stream.integers(low, high, number, endpoint=True, dtype=np.int64)

    found = {
        "funding.carry_over": between(*DEPTHS[depth]),
        "assumptions.eur_nok": between(110_000, 140_000),
        "assumptions.price_growth": between(0, 20_000),
        "lines.tech_hub.project_leader.months": between(4, 7),
    }
    county = DEEP_COUNTY if depth == "all, deep" else (2_450_000, 2_550_000)
    return found | {"funding.county": between(*county)}


def part(inputs: Mapping[str, Ints], start: int, stop: int) -> dict[str, Ints]:
    """Return some of the rows."""
    return {name: values[start:stop] for name, values in inputs.items()}
