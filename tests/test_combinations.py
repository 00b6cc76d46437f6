"""Every combination of switches, counted exactly, and the smallest sets that break the budget."""

from __future__ import annotations

import functools
from itertools import combinations, product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.combinations import (
    Switch,
    amount_switch,
    condition_switch,
    minimal_sets,
    places_of,
)
from ipr.analysis.sweep import Reckoned, Sweep, table_of
from ipr.budget.change import ChangeError
from ipr.budget.reckon import reckon
from ipr.budget.rules import LeaveOpen
from ipr.plan.inputs import inputs_of
from tests.plans import PLAN

CARRY, LEADER = "funding.carry_over", "lines.tech_hub.project_leader.months"
SWITCHES = (
    condition_switch(PLAN, "nord_gudbrandsdal_match"),
    condition_switch(PLAN, "county_youth_grant"),
    condition_switch(
        PLAN, "county_destination_grant", ["keep", "release", "cover"], [50_000, 100_000]
    ),
    amount_switch(PLAN, CARRY, [500_000, 0]),
    amount_switch(PLAN, "funding.cyberland_carry_over.counted", [1]),
    amount_switch(PLAN, LEADER, [12]),
    amount_switch(PLAN, "lines.inclusion", [300_000, 450_000]),
)


Places = tuple[int, ...]  # of the chosen answer in each switch


def one_by_one(switches: tuple[Switch, ...], places: Places) -> tuple[dict[str, int], bool]:
    """The inputs of one combination and whether they agree, in plain Python."""
    merged: dict[str, int] = {}
    agree = True
    for switch, place in zip(switches, places, strict=True):
        for name, values in switch.gives.items():
            if values[place] >= 0:
                agree &= merged.setdefault(name, int(values[place])) == values[place]
    return merged, agree


def all_by_one(switches: tuple[Switch, ...]) -> dict[Places, int | None]:
    """The reserve of every combination, None where it contradicts itself, in plain Python."""
    found: dict[Places, int | None] = {}
    for places in product(*(range(switch.size) for switch in switches)):
        inputs, agree = one_by_one(switches, places)
        found[places] = int(reckon(PLAN, inputs).reserve) if agree else None
    return found


@functools.cache
def reference() -> dict[Places, int | None]:
    """The same of `SWITCHES`."""
    return all_by_one(SWITCHES)


def reckoned(rule: LeaveOpen | None = None) -> Reckoned:
    """Every combination of the switches, reckoned."""
    sweep = Sweep(PLAN, {}, SWITCHES, rule or LeaveOpen())
    return Reckoned(sweep, table_of(sweep))


def test_count_is_exact() -> None:
    """The combinations are those counted one by one, in their order."""
    found = reckoned()
    reserves = [reserve for reserve in reference().values() if reserve is not None]
    shown = found.table["reserve"]
    assert [None if left is pd.NA else left for left in shown] == list(reference().values())
    assert len(found.table) == found.sweep.rows == 720
    assert found.possible == len(reserves) == 720 - 144
    assert found.not_covered == sum(reserve < 0 for reserve in reserves)
    assert (found.lowest_nok, found.highest_nok) == (min(reserves), max(reserves))


def test_answers_are_counted() -> None:
    """How many rows hold an answer, and how many of them are not covered, is exact."""
    tried = reckoned().tried
    none_left = next(one for one in tried if (one.switch, one.answer) == (CARRY, 0))
    with_it = [reserve for places, reserve in reference().items() if places[3] == 2]
    possible = [reserve for reserve in with_it if reserve is not None]
    assert none_left.rows == len(possible)
    assert none_left.not_covered == sum(reserve < 0 for reserve in possible)


def test_a_wished_minimum() -> None:
    """A wished minimum counts what lies below it, not only what is negative."""
    found = reckoned(LeaveOpen(minimum_reserve_nok=100_000))
    assert found.not_covered == sum(r < 100_000 for r in reference().values() if r is not None)


def test_numbering() -> None:
    """The last switch turns fastest, and a chunk begins where the one before ended."""
    places = places_of([switch.size for switch in SWITCHES], 100, 130)
    assert list(map(tuple, places.tolist())) == list(reference())[100:130]


def test_the_given_value_is_no_second_answer() -> None:
    """A value that stands already, in the plan or in the scenario, is one answer and not two."""
    assert amount_switch(PLAN, CARRY, [0, 1_000_000]).size == 2
    lower = amount_switch(PLAN, CARRY, [0, 1_000_000, 500_000], {CARRY: 500_000})
    assert [lower.answer(place) for place in range(lower.size)] == [None, 0, 1_000_000]
    awaiting = amount_switch(PLAN, "lines.inclusion", [0, 300_000])
    assert [awaiting.answer(place) for place in range(awaiting.size)] == [None, 0, 300_000]


def test_an_amount_that_an_answer_gives_is_no_second_row() -> None:
    """The value a no gives an input, listed for that input as well, makes no row of its own."""
    no = condition_switch(PLAN, "county_youth_grant")
    ((name, values),) = no.gives.items()
    listed = amount_switch(PLAN, name, [int(values[1]), 7])
    table = table_of(Sweep(PLAN, {}, (no, listed)))
    given = inputs_of(PLAN)[name].value
    shown = table[["conditions.county_youth_grant", name, "possible"]]
    assert list(shown.itertuples(index=False, name=None)) == [
        ("granted", given, True),
        ("granted", values[1], True),
        ("granted", 7, True),
        ("denied", values[1], True),
        ("denied", 7, False),
    ]


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
    found = list(minimal_sets(PLAN, {}, SWITCHES, len(SWITCHES)))
    assert {item.events for item in found} == expected
    assert len(found) == len(expected)
    sizes = [len(item.events) for item in found]
    assert sizes == sorted(sizes)
    assert (found[0].events, found[0].reserve_nok) == (((CARRY, 0),), -390_000)


def test_known_pair() -> None:
    """Half the carry-over and Cyberland inside the frame break the budget, neither alone."""
    events = ((CARRY, 500_000), ("funding.cyberland_carry_over.counted", 1))
    found = {
        item.events: item.reserve_nok for item in minimal_sets(PLAN, {}, SWITCHES, len(SWITCHES))
    }
    assert found[events] == -40_000


def test_largest_set() -> None:
    """Larger sets than asked for are not sought."""
    found = list(minimal_sets(PLAN, {}, SWITCHES, largest=1))
    assert [item.events for item in found] == [((CARRY, 0),)]


def test_broken_already() -> None:
    """Where the budget does not hold to begin with, no event is needed."""
    found = list(minimal_sets(PLAN, {"funding.county": 1_800_000}, SWITCHES, 2))
    assert [(item.events, item.reserve_nok) for item in found] == [((), -90_000)]


def test_releases_agree_and_cover_contradicts() -> None:
    """Two refusals may both release the study's money, but not release and cover it at once."""
    table = table_of(Sweep(PLAN, {}, (SWITCHES[0], SWITCHES[2])))
    answers = [f"conditions.{switch.id}" for switch in (SWITCHES[0], SWITCHES[2])]
    reserves = table.set_index(answers)["reserve"]
    assert reserves["denied", "denied_release"] == 710_000
    assert reserves["denied", "denied_keep"] == 710_000
    assert reserves["denied", "denied_cover_50000"] is pd.NA
    assert reserves["granted", "denied_cover_50000"] == 560_000


def test_response_must_be_chosen() -> None:
    """A refusal whose consequence the plan does not state is no switch without a response."""
    with pytest.raises(ChangeError):
        condition_switch(PLAN, "county_destination_grant")


@pytest.mark.parametrize("values", [[-1], [13]])
def test_values_refused(values: list[int]) -> None:
    """A value out of the input's bounds is refused."""
    with pytest.raises(ValueError, match="outside"):
        amount_switch(PLAN, LEADER, values)


NAMES = ["funding.county", "lines.film", "lines.inclusion", "assumptions.eur_nok", LEADER]


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
    found = table_of(Sweep(PLAN, {}, switches))["reserve"].tolist()
    assert found == list(all_by_one(switches).values())
