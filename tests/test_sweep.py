"""A sweep: every row the reckoning of its inputs, each combination once, counted exactly."""

from __future__ import annotations

import csv
import functools
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.combinations import (
    Switch,
    amount_switch,
    condition_switch,
)
from ipr.analysis.draws import CHUNK, Distribution, Draw
from ipr.analysis.sweep import Reckoned, Sweep, minimal_sets, table_of, width_of
from ipr.budget.reckon import reckon
from ipr.budget.rules import LEAVE_OPEN, Balancing, LeaveOpen, ProRata
from ipr.plan.inputs import inputs_of
from ipr.publish.sweep_rows import CSV_FILE, PARQUET_FILE, write_rows
from tests.plans import PLAN

CARRY, RATE, INCLUSION = "funding.carry_over", "assumptions.eur_nok", "lines.inclusion"
COUNTED, LEADER = "funding.cyberland_carry_over.counted", "lines.tech_hub.project_leader.months"
DRAW = Draw(
    {
        CARRY: Distribution("triangular", (0, 1_000_000, 1_500_000)),
        RATE: Distribution("uniform", (110_000, 140_000)),
    },
    3 * CHUNK + 1,
    seed=4,
)
FEW = Draw(DRAW.distributions, 1_000, seed=4)
SWITCHES = (
    condition_switch(PLAN, "nord_gudbrandsdal_match"),
    condition_switch(PLAN, "county_youth_grant"),
    condition_switch(
        PLAN, "county_destination_grant", ["keep", "release", "cover"], [50_000, 100_000]
    ),
    amount_switch(PLAN, CARRY, [500_000, 0]),
    amount_switch(PLAN, COUNTED, [1]),
    amount_switch(PLAN, LEADER, [12]),
    amount_switch(PLAN, INCLUSION, [300_000, 450_000]),
)
Places = tuple[int, ...]  # of the chosen answer in each switch


def grid(**values: list[int]) -> tuple[Switch, ...]:
    """A switch for each input that takes just these values."""
    return tuple(Switch(name, {name: np.array(each)}) for name, each in values.items())


GRID = grid(**{RATE: [117_500, 130_000], COUNTED: [0, 1], INCLUSION: [0, 300_000]})


def reckoned(varied: tuple[Switch, ...] | Draw, rule: Balancing = LEAVE_OPEN) -> Reckoned:
    """A sweep of the plan with its rows."""
    sweep = Sweep(PLAN, {}, varied, rule)
    return Reckoned(sweep, table_of(sweep))


def by_hand(switches: tuple[Switch, ...]) -> dict[Places, int | None]:
    """The reserve of every combination, None where it contradicts itself, in plain Python."""
    found: dict[Places, int | None] = {}
    for places in product(*(range(switch.size) for switch in switches)):
        inputs: dict[str, int] = {}
        agree = True
        for switch, place in zip(switches, places, strict=True):
            for name, values in switch.gives.items():
                if values[place] >= 0:
                    agree &= inputs.setdefault(name, int(values[place])) == values[place]
        found[places] = int(reckon(PLAN, inputs).reserve) if agree else None
    return found


@functools.cache
def reference() -> dict[Places, int | None]:
    """The same of `SWITCHES`."""
    return by_hand(SWITCHES)


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
            INCLUSION: row[INCLUSION],
        }
        outcome = reckon(PLAN, inputs)
        for name in ("frame", "allocated", "reserve", "shortfall"):
            assert row[name] == outcome[name]


def test_count_is_exact() -> None:
    """The combinations are those counted one by one, in their order; so are those of an answer."""
    found = reckoned(SWITCHES)
    reserves = [reserve for reserve in reference().values() if reserve is not None]
    shown = found.table["reserve"]
    assert [None if left is pd.NA else left for left in shown] == list(reference().values())
    assert len(found.table) == found.sweep.rows == 720
    assert found.possible == found.table["possible"].sum() == len(reserves) == 720 - 144
    assert found.not_covered == sum(reserve < 0 for reserve in reserves)
    assert (found.lowest_nok, found.highest_nok) == (min(reserves), max(reserves))
    none_left = next(one for one in found.tried if (one.switch, one.answer) == (CARRY, 0))
    held = [left for places, left in reference().items() if places[3] == 2 and left is not None]
    assert none_left.rows == len(held)
    assert none_left.not_covered == sum(reserve < 0 for reserve in held)


def test_rules() -> None:
    """A wished minimum counts what lies below it; cuts leave nothing uncovered where they do."""
    found = reckoned(SWITCHES, LeaveOpen(minimum_reserve_nok=100_000))
    assert found.not_covered == sum(r < 100_000 for r in reference().values() if r is not None)
    cut = reckoned(grid(**{CARRY: [0, 390_000]}), ProRata(step_nok=5_000))
    assert cut.not_covered == 0
    assert cut.table["allocated"].tolist() == [3_500_000, 3_890_000]


def test_the_given_value_is_no_second_answer() -> None:
    """A value that stands already, in the plan or in the scenario, is one answer and not two."""
    lower = amount_switch(PLAN, CARRY, [0, 1_000_000, 500_000], {CARRY: 500_000})
    assert [lower.answer(place) for place in range(lower.size)] == [None, 0, 1_000_000]
    awaiting = amount_switch(PLAN, INCLUSION, [0, 300_000])
    assert [awaiting.answer(place) for place in range(awaiting.size)] == [None, 0, 300_000]
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


def test_an_amount_that_an_answer_gives_is_no_second_row() -> None:
    """The value a no gives an input, listed for that input as well, makes no row of its own."""
    no = condition_switch(PLAN, "county_youth_grant")
    ((name, values),) = no.gives.items()
    listed = amount_switch(PLAN, name, [int(values[1]), 7])
    given = inputs_of(PLAN)[name].value
    shown = reckoned((no, listed)).table[["conditions.county_youth_grant", name, "possible"]]
    assert list(shown.itertuples(index=False, name=None)) == [
        ("granted", given, True),
        ("granted", values[1], True),
        ("granted", 7, True),
        ("denied", values[1], True),
        ("denied", 7, False),
    ]


def test_releases_agree_and_cover_contradicts() -> None:
    """Two refusals may both release the study's money, but not release and cover it at once."""
    table = reckoned((SWITCHES[0], SWITCHES[2])).table
    reserves = table.set_index([switch.column for switch in (SWITCHES[0], SWITCHES[2])])["reserve"]
    assert reserves["denied", "denied_release"] == 710_000
    assert reserves["denied", "denied_keep"] == 710_000
    assert reserves["denied", "denied_cover_50000"] is pd.NA
    assert reserves["granted", "denied_cover_50000"] == 560_000


NAMES = ["funding.county", "lines.film", INCLUSION, RATE, LEADER]


@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.lists(st.integers(0, 12), min_size=1, max_size=3, unique=True),
        min_size=1,
        max_size=4,
    )
)
def test_any_switches(drawn: dict[str, list[int]]) -> None:
    """For any switches, all combinations are as one by one."""
    switches = tuple(amount_switch(PLAN, name, values) for name, values in drawn.items())
    assert reckoned(switches).table["reserve"].tolist() == list(by_hand(switches).values())


def breaks(events: dict[int, int]) -> bool:
    """Whether these events (switch: answer) break the budget, all others left as planned."""
    reserve = reference()[tuple(events.get(column, 0) for column in range(len(SWITCHES)))]
    return reserve is not None and reserve < 0


def test_minimal_sets() -> None:
    """They are exactly the sets that break the budget and have no part that does."""
    expected = set()
    for digits in reference():
        events = {column: digit for column, digit in enumerate(digits) if digit}
        parts = [
            dict(part) for size in range(len(events)) for part in combinations(events.items(), size)
        ]
        if breaks(events) and not any(map(breaks, parts)):
            expected.add(tuple((SWITCHES[c].id, SWITCHES[c].answer(d)) for c, d in events.items()))
    found = [(one.events, one.reserve_nok) for one in minimal_sets(Sweep(PLAN, {}, SWITCHES), 7)]
    assert {events for events, _ in found} == expected
    sizes = [len(events) for events, _ in found]
    assert (len(sizes), sizes) == (len(expected), sorted(sizes))
    # Half the carry-over and Cyberland inside the frame break the budget, neither alone.
    assert (((CARRY, 500_000), (COUNTED, 1)), -40_000) in found
    nothing_left = (((CARRY, 0),), -390_000)
    assert found[0] == nothing_left
    assert [
        (one.events, one.reserve_nok) for one in minimal_sets(Sweep(PLAN, {}, SWITCHES), 1)
    ] == [nothing_left]


def test_broken_already() -> None:
    """Where the budget does not hold to begin with, no event is needed."""
    found = list(minimal_sets(Sweep(PLAN, {"funding.county": 1_800_000}, SWITCHES), 2))
    assert [(item.events, item.reserve_nok) for item in found] == [((), -90_000)]


def test_an_executor_does_what_map_does() -> None:
    """Any executor of `concurrent.futures` gives the very table that `map` gives."""
    sweep = Sweep(PLAN, {}, DRAW)
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
    [GRID, SWITCHES, grid(**{CARRY: [0, 7, 9_999, 10_000, 12_000_304, 10**12]}), FEW],
    ids=["grid", "combinations", "many digits", "draws"],
)
def test_csv_holds_the_table(tmp_path: Path, varied: tuple[Switch, ...] | Draw) -> None:
    """The CSV file holds every row and column, numbers digit for digit, nothing where none is."""
    table = reckoned(varied).table
    write_rows(table, tmp_path)
    with (tmp_path / CSV_FILE).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["row", *table]
    assert rows == [
        [str(place), *map(in_csv, row)]
        for place, row in enumerate(table.itertuples(index=False, name=None))
    ]


def test_parquet_holds_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is installed, the Parquet file holds the table; else there is CSV alone."""
    table = reckoned(SWITCHES).table
    with monkeypatch.context() as without:
        without.setattr("ipr.publish.sweep_rows.find_spec", lambda _: None)
        write_rows(table, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [CSV_FILE]
    pytest.importorskip("pyarrow", reason="the extra «sweep» is not installed")
    write_rows(table, tmp_path)
    stored = pd.read_parquet(tmp_path / PARQUET_FILE)
    pd.testing.assert_frame_equal(stored, table, check_index_type=False)


@pytest.mark.parametrize("ends", [(0, 0), (-5, 8), (-999_999, 1), (0, 10**12), (7, 7)])
def test_bins_are_round_and_few(ends: tuple[int, int]) -> None:
    """The width is 1, 2 or 5 times a power of ten, and few bins reach over all reserves."""
    width = width_of(*ends)
    assert str(width).rstrip("0") in {"1", "2", "5"}
    assert ends[1] // width - ends[0] // width + 1 <= 15
