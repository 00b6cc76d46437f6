"""A sweep: every row the reckoning of its inputs, each combination once, the same in both files."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ipr.analysis.combinations import Switch, amount_switch, condition_switch
from ipr.analysis.draws import CHUNK, Distribution, Draw
from ipr.analysis.sweep import Reckoned, Sweep, table_of, width_of
from ipr.budget.reckon import reckon
from ipr.budget.rules import ProRata
from ipr.publish.sweep_rows import CSV_FILE, PARQUET_FILE, write_rows
from tests.plans import PLAN

CARRY, RATE = "funding.carry_over", "assumptions.eur_nok"
COUNTED = "funding.cyberland_carry_over.counted"
DISTRIBUTIONS = {
    CARRY: Distribution("triangular", (0, 1_000_000, 1_500_000)),
    RATE: Distribution("uniform", (110_000, 140_000)),
}


def reckoned(*sweep: Any) -> Reckoned:
    """A sweep of the plan with its rows."""
    asked = Sweep(PLAN, {}, *sweep)
    return Reckoned(asked, table_of(asked))


def grid(**values: list[int]) -> tuple[Switch, ...]:
    """A switch for each input that takes just these values."""
    return tuple(
        Switch(name, {name: pd.array(each, dtype="int64").to_numpy()})
        for name, each in values.items()
    )


GRID = grid(**{RATE: [117_500, 130_000], COUNTED: [0, 1], "lines.inclusion": [0, 300_000]})
CONTRADICTING = (
    condition_switch(PLAN, "nord_gudbrandsdal_match"),
    condition_switch(PLAN, "county_destination_grant", ["keep", "cover"], [700_000]),
    amount_switch(PLAN, "lines.inclusion", [650_000]),
)


def test_every_row_is_evaluated() -> None:
    """Every row is the reckoning of its inputs, which stand in readable units."""
    table = table_of(Sweep(PLAN, {CARRY: 500_000}, GRID))
    assert table[RATE].tolist()[::4] == [11.75, 13.0]
    assert table[COUNTED].tolist()[:4] == ["outside", "outside", "inside", "inside"]
    assert len(table) == 8
    for row in table.to_dict("records"):
        inputs = {
            CARRY: 500_000,
            RATE: round(row[RATE] * 10_000),
            COUNTED: ["outside", "inside"].index(row[COUNTED]),
            "lines.inclusion": row["lines.inclusion"],
        }
        outcome = reckon(PLAN, inputs)
        for name in ("frame", "allocated", "reserve", "shortfall"):
            assert row[name] == getattr(outcome, name)


def test_contradictions() -> None:
    """Contradictory combinations stand in the table without figures; the rest are counted."""
    found = reckoned(CONTRADICTING)
    impossible = found.table[~found.table["possible"]]
    assert (len(found.table), found.possible, len(impossible)) == (12, 10, 2)
    assert impossible["reserve"].isna().all()
    assert set(impossible["conditions.county_destination_grant"]) == {"denied_cover_700000"}
    assert found.table["lines.inclusion"].tolist()[:2] == [pd.NA, 650_000]
    assert found.not_covered == sum(found.table["reserve"].dropna() < 0) > 0


def test_under_a_balancing_rule() -> None:
    """The rule of the sweep balances each row: nothing is uncovered where cuts are enough."""
    found = reckoned(grid(**{CARRY: [0, 390_000]}), ProRata(step_nok=5_000))
    assert found.not_covered == 0
    assert found.table["allocated"].tolist() == [3_500_000, 3_890_000]


def test_the_plans_own_values_are_counted_once() -> None:
    """Listed among the values, what the plan says makes no second row: 7 of 12, not 10 of 24."""
    varied = (
        condition_switch(PLAN, "county_youth_grant"),
        amount_switch(PLAN, CARRY, [0, 1_000_000]),
        amount_switch(PLAN, "funding.county", [2_500_000, 2_200_000, 1_850_000]),
    )
    found = reckoned(varied)
    assert (found.not_covered, found.possible, len(found.table)) == (7, 12, 12)
    assert not found.table.duplicated().any()
    assert sum(number for _, number in found.bins) == 12
    assert [one.rows for one in found.tried] == [6, 6, 6, 6, 4, 4, 4]


def test_an_executor_does_what_map_does() -> None:
    """Any executor of `concurrent.futures` gives the very table that `map` gives."""
    sweep = Sweep(PLAN, {}, Draw(DISTRIBUTIONS, 3 * CHUNK + 1, seed=4))
    with ThreadPoolExecutor(2) as executor:
        assert table_of(sweep, executor.map).equals(table_of(sweep))


def in_csv(value: object) -> str:
    """A value of the table as CSV has it."""
    if value is pd.NA:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(
    "varied",
    [
        GRID,
        CONTRADICTING,
        grid(**{CARRY: [0, 7, 9_999, 10_000, 12_000_304, 10**12]}),
        Draw(DISTRIBUTIONS, CHUNK + 10, seed=4),
    ],
    ids=["grid", "combinations", "many digits", "draws"],
)
def test_csv_holds_the_table(tmp_path: Path, varied: tuple[Switch, ...] | Draw) -> None:
    """The CSV file holds every row and column, numbers digit for digit, nothing where none is."""
    table = table_of(Sweep(PLAN, {CARRY: 0}, varied))
    write_rows(table, tmp_path)
    with (tmp_path / CSV_FILE).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["row", *table]
    assert rows == [
        [str(place), *map(in_csv, row)]
        for place, row in enumerate(table.itertuples(index=False, name=None))
    ]


def test_parquet_holds_the_table(tmp_path: Path) -> None:
    """Where the extra is installed, the Parquet file holds the table as it is."""
    pytest.importorskip("pyarrow", reason="the extra «sweep» is not installed")
    table = table_of(Sweep(PLAN, {}, CONTRADICTING))
    write_rows(table, tmp_path)
    stored = pd.read_parquet(tmp_path / PARQUET_FILE)
    pd.testing.assert_frame_equal(stored, table, check_index_type=False)


def test_without_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra there is CSV alone, and that is no fault."""
    monkeypatch.setattr("ipr.publish.sweep_rows.find_spec", lambda _: None)
    write_rows(table_of(Sweep(PLAN, {}, GRID)), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [CSV_FILE]


@pytest.mark.parametrize("ends", [(0, 0), (-5, 8), (-999_999, 1), (0, 10**12), (7, 7)])
def test_bins_are_round_and_few(ends: tuple[int, int]) -> None:
    """The width is 1, 2 or 5 times a power of ten, and few bins reach over all reserves."""
    width = width_of(*ends)
    assert str(width).rstrip("0") in {"1", "2", "5"}
    assert ends[1] // width - ends[0] // width + 1 <= 15
