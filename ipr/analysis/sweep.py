"""A sweep: many rows of inputs reckoned chunk by chunk into one table of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ipr.analysis.combinations import CHUNK, digits_of, mixed_radix, number_of, numbered
from ipr.analysis.draws import Draw, drawn_inputs
from ipr.analysis.switches import UNTOUCHED, Ints, Switch, inputs_at
from ipr.budget.amounts import Money
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan

FIGURES = ("frame", "allocated", "reserve", "shortfall")


@dataclass(frozen=True, slots=True)
class Grid:
    """Every combination of the values of some inputs, the last input turning fastest."""

    values: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """So many draws."""

    draw: Draw
    number: int


@dataclass(frozen=True, slots=True)
class Enumerated:
    """Every combination of some switches; those of `conditions` are shown by the option's id."""

    conditions: tuple[Switch, ...]
    amounts: tuple[Switch, ...]

    @property
    def switches(self) -> tuple[Switch, ...]:
        """Return all switches in the order they are numbered by."""
        return self.conditions + self.amounts


@dataclass(frozen=True, slots=True)
class Sweep:
    """What to reckon: a plan, the inputs to start from, the rule, and what varies."""

    plan: Plan
    inputs: Mapping[str, int]
    variation: Grid | Drawn | Enumerated
    balancing: Balancing = LEAVE_OPEN


def rows_of(sweep: Sweep) -> int:
    """Return how many rows the sweep has; raises `ValueError` (Norwegian) above 2⁶²."""
    match sweep.variation:
        case Grid(values):
            return numbered([len(each) for each in values.values()])
        case Drawn(number=number):
            return number
        case Enumerated() as enumerated:
            return number_of(enumerated.switches)


def chunks_of(sweep: Sweep) -> int:
    """Return how many chunks the rows come in."""
    return -(-rows_of(sweep) // CHUNK)


def schema_of(sweep: Sweep) -> pa.Schema:
    """Return the columns of the sweep's table.

    `row` counts from 0. A varied input has a column of its own name: whole kroner, whole units of
    a foreign currency or months as int64, rates as decimals with four places, choices as words. A
    condition has `conditions.<id>` with the chosen option; `possible` is false where options
    contradict each other, and the figures are then missing. `frame`, `allocated`, `reserve` and
    `shortfall` are whole kroner.
    """
    return reckon_chunk(sweep, 0).schema


def reckon_chunk(sweep: Sweep, chunk: int) -> pa.RecordBatch:
    """Return the rows of one chunk, inputs and figures; see `schema_of` for the columns."""
    start = chunk * CHUNK
    stop = min(start + CHUNK, rows_of(sweep))
    inputs, columns, possible = _varied(sweep, chunk, start, stop)
    outcome = reckon(sweep.plan, inputs, sweep.balancing)
    figures = {
        name: pa.array(_column(outcome[name], stop - start), mask=~possible) for name in FIGURES
    }
    rows = pa.array(np.arange(start, stop, dtype=np.int64))
    return pa.RecordBatch.from_pydict({"row": rows, **dict(columns), **figures})


Columns = list[tuple[str, pa.Array]]


def _varied(
    sweep: Sweep, chunk: int, start: int, stop: int
) -> tuple[dict[str, Money], Columns, NDArray[np.bool_]]:
    """Return a chunk's inputs, the columns that show them, and which rows are possible."""
    catalogue, inputs = inputs_of(sweep.plan), dict[str, Money](sweep.inputs)
    possible = np.ones(stop - start, dtype=np.bool_)
    match sweep.variation:
        case Enumerated() as enumerated:
            digits = digits_of(enumerated.switches, start, stop)
            switches = enumerated.switches
            inputs, possible = inputs_at(sweep.plan, sweep.inputs, switches, digits)
            columns = list(_switch_columns(sweep, enumerated, digits, catalogue))
            return inputs, [*columns, ("possible", pa.array(possible))], possible
        case Grid(values):
            digits = mixed_radix([len(each) for each in values.values()], start, stop)
            names = list(values)
            for name, digit in zip(names, digits.T, strict=True):
                inputs[name] = np.array(values[name], dtype=np.int64)[digit]
        case Drawn(draw, number):
            names = sorted(draw.distributions)
            inputs = drawn_inputs(sweep.plan, sweep.inputs, draw, number, chunk)
    columns = [(name, _shown(catalogue[name], inputs[name], possible)) for name in names]
    return inputs, columns, possible


def _switch_columns(
    sweep: Sweep, enumerated: Enumerated, digits: Ints, catalogue: Mapping[str, Input]
) -> Iterator[tuple[str, pa.Array]]:
    conditions = enumerated.conditions
    for switch, digit in zip(conditions, digits.T[: len(conditions)], strict=True):
        ids = pa.array([option.id for option in switch.options])
        yield f"conditions.{switch.id}", ids.take(pa.array(digit))
    for switch, digit in zip(enumerated.amounts, digits.T[len(conditions) :], strict=True):
        given = sweep.inputs.get(switch.id, catalogue[switch.id].value)
        known = UNTOUCHED if given is None else given
        table = np.array(
            [option.inputs.get(switch.id, known) for option in switch.options], dtype=np.int64
        )
        values = table[digit]
        yield switch.id, _shown(catalogue[switch.id], values, values != UNTOUCHED)


def _shown(item: Input, values: Money, known: NDArray[np.bool_]) -> pa.Array:
    """Return the values of an input as a column in the unit a reader knows."""
    column = np.asarray(values, dtype=np.int64)
    if item.unit == "choice":
        return pa.array(item.choices).take(pa.array(column, mask=~known))
    if item.unit == "e4":
        return _decimals(column)
    return pa.array(column, mask=~known)


def _decimals(scaled_e4: Ints) -> pa.Array:
    """Return numbers scaled by 10 000 as exact decimals: 128 bits each, the low half first."""
    words = np.ascontiguousarray(np.column_stack([scaled_e4, scaled_e4 >> 63]))
    return pa.Array.from_buffers(
        pa.decimal128(18, 4), len(scaled_e4), [None, pa.py_buffer(words.tobytes())]
    )


def _column(figure: Money | None, size: int) -> Ints:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(figure, dtype=np.int64), (size,)))
