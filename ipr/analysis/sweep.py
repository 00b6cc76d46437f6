"""A sweep: many rows of inputs, reckoned chunk by chunk into one table in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipr.analysis.combinations import (
    UNTOUCHED,
    Ints,
    Switch,
    chosen_at,
    filled,
    mixed_radix,
)
from ipr.analysis.draws import CHUNK, Draw, drawn_inputs
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import SCALE_E4, inputs_of
from ipr.plan.model import Plan

MOST_ROWS = 10_000_000  # about 75 bytes each
FIGURES = ("frame", "allocated", "reserve", "shortfall")

Columns = dict[str, NDArray[Any]]
Each = Callable[[Callable[[int], Columns], range], Iterable[Columns]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What to reckon: a plan, the inputs to start from, what varies, and the rule.

    What varies is so many draws, or every combination of some switches, the last turning fastest.
    """

    plan: Plan
    inputs: Mapping[str, int]
    varied: tuple[Switch, ...] | Draw
    balancing: Balancing = LEAVE_OPEN


def rows_of(sweep: Sweep) -> int:
    """Return how many rows there are to reckon."""
    if isinstance(sweep.varied, Draw):
        return sweep.varied.number
    return prod(switch.size for switch in sweep.varied)


def reckon_chunk(sweep: Sweep, chunk: int) -> Columns:
    """Return the rows of one chunk as whole numbers: inputs, `possible`, and figures in kroner.

    Inputs are in their own unit, `UNTOUCHED` where they await an amount; a condition's column
    holds the place of its answer.
    """
    start = chunk * CHUNK
    size = min(CHUNK, rows_of(sweep) - start)
    possible, kept = np.ones(size, dtype=np.bool_), np.ones(size, dtype=np.bool_)
    if isinstance(sweep.varied, Draw):
        inputs = drawn_inputs(sweep.plan, sweep.inputs, sweep.varied, chunk)
        columns = {name: np.asarray(inputs[name]) for name in sorted(sweep.varied.distributions)}
    else:
        digits = mixed_radix([switch.size for switch in sweep.varied], start, start + size)
        chosen, possible, repeated = chosen_at(sweep.varied, digits)
        inputs, kept = filled(sweep.plan, sweep.inputs, chosen), ~repeated
        columns = {
            column_of(switch): _shown(sweep, switch, digit, chosen)
            for switch, digit in zip(sweep.varied, digits.T, strict=True)
        }
    outcome = reckon(sweep.plan, inputs, sweep.balancing)
    columns["possible"] = possible
    for name in FIGURES:
        columns[name] = np.broadcast_to(np.asarray(getattr(outcome, name), np.int64), (size,))
    return columns if kept.all() else {name: one[kept] for name, one in columns.items()}


def column_of(switch: Switch) -> str:
    """Return the name of a switch's column."""
    return f"conditions.{switch.id}" if switch.words else switch.id


def _shown(sweep: Sweep, switch: Switch, digit: Ints, chosen: Mapping[str, Ints]) -> Ints:
    """Return the places of a condition's answers, or an input's values; left alone, what it is."""
    if switch.words:
        return digit
    tried, left = switch.gives[switch.id][digit], chosen[switch.id]
    given = sweep.inputs.get(switch.id, inputs_of(sweep.plan)[switch.id].value)
    standing = np.where(left == UNTOUCHED, UNTOUCHED if given is None else given, left)
    return np.where(tried == UNTOUCHED, standing, tried)


def table_of(sweep: Sweep, each: Each = map) -> pd.DataFrame:
    """Return the table of all rows, in order, one for each distinct combination.

    `each` does the work as `map` does, or as the `map` of an executor of `concurrent.futures`.
    A varied input has a column of its own name: whole kroner, whole units of a foreign currency
    or months (Int64), rates as numbers with four decimals, choices as words; <NA> where it awaits
    an amount. A condition has `conditions.<id>` with the answer's id; where there are conditions,
    `possible` is False where answers contradict each other, and the figures are then <NA>.
    `frame`, `allocated`, `reserve` and `shortfall` are whole kroner (Int64).
    Raises `ValueError` as `reckon` does.
    """
    columns, filled_to = Columns(), 0
    for part in each(partial(reckon_chunk, sweep), range(-(-rows_of(sweep) // CHUNK))):
        start, filled_to = filled_to, filled_to + len(part["possible"])
        for name, values in part.items():
            if name not in columns:
                columns[name] = np.empty(rows_of(sweep), values.dtype)
            columns[name][start:filled_to] = values
    columns = {name: whole[:filled_to] for name, whole in columns.items()}
    possible = columns.pop("possible")
    figures = {name: pd.arrays.IntegerArray(columns.pop(name), ~possible) for name in FIGURES}
    switches = () if isinstance(sweep.varied, Draw) else sweep.varied
    words = {column_of(switch): switch.words for switch in switches if switch.words}
    table: dict[str, object] = {}
    for name, values in columns.items():
        table[name] = _readable(sweep.plan, name, values, words.get(name, ()))
    told = {"possible": possible} if words else {}
    return pd.DataFrame(table | told | figures, copy=False).rename_axis("row")


def _readable(plan: Plan, name: str, values: Ints, words: tuple[str, ...]) -> object:
    """Return a column of places of words or of an input's values in the unit a reader knows."""
    if words:
        return pd.Categorical.from_codes(values, pd.Index(words))
    item = inputs_of(plan)[name]
    if item.unit == "choice":
        return pd.Categorical.from_codes(values, pd.Index(item.choices))
    if item.unit == "e4":
        return values / SCALE_E4
    return pd.arrays.IntegerArray(values, values == UNTOUCHED)
