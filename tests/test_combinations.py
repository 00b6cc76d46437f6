"""Every combination of switches, counted exactly, and the smallest sets that break the budget."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr.analysis.combinations import (
    chunks,
    count,
    digits_of,
    minimal_sets,
    number_of,
)
from ipr.analysis.switches import Switch, amount_switch, condition_switch
from ipr.budget.change import ChangeError
from ipr.budget.load import load_plan
from ipr.budget.reckon import reckon

PLAN = load_plan(Path(__file__).parent.parent / "data" / "lillehammer-2026")
LEADER = "lines.tech_hub.project_leader.months"
SWITCHES = (
    condition_switch(PLAN, "nord_gudbrandsdal_match"),
    condition_switch(PLAN, "county_youth_grant"),
    condition_switch(
        PLAN, "county_destination_grant", ["keep", "release", "cover"], [50_000, 100_000]
    ),
    amount_switch(PLAN, "funding.carry_over", [500_000, 0]),
    amount_switch(PLAN, "funding.cyberland_carry_over.counted", [1]),
    amount_switch(PLAN, LEADER, [12]),
    amount_switch(PLAN, "lines.inclusion", [300_000, 450_000]),
)


def one_by_one(
    switches: tuple[Switch, ...], digits: tuple[int, ...]
) -> tuple[dict[str, int], bool]:
    """The inputs of one combination and whether they agree, in plain Python."""
    merged: dict[str, int] = {}
    agree = True
    for switch, digit in zip(switches, digits, strict=True):
        for name, value in switch.options[digit].inputs.items():
            agree &= merged.setdefault(name, value) == value
    return merged, agree


def all_by_one(switches: tuple[Switch, ...]) -> dict[tuple[int, ...], int | None]:
    """The reserve of every combination, None where it contradicts itself, in plain Python."""
    found: dict[tuple[int, ...], int | None] = {}
    for digits in product(*(range(len(switch.options)) for switch in switches)):
        inputs, agree = one_by_one(switches, digits)
        found[digits] = int(reckon(PLAN, inputs).reserve) if agree else None
    return found


REFERENCE = all_by_one(SWITCHES)


@pytest.mark.parametrize("chunk", [1, 7, 100, 16_384])
def test_count_is_exact(chunk: int) -> None:
    """Counted in chunks of any size, the combinations are those counted one by one."""
    found = count(SWITCHES, chunks(PLAN, {}, SWITCHES, chunk=chunk))
    reserves = [reserve for reserve in REFERENCE.values() if reserve is not None]
    assert found.total == number_of(SWITCHES) == len(REFERENCE) == 720
    assert found.contradictory == len(REFERENCE) - len(reserves) == 144
    assert found.not_covered == sum(reserve < 0 for reserve in reserves)
    assert (found.lowest_nok, found.highest_nok) == (min(reserves), max(reserves))


def test_events_are_counted() -> None:
    """Each option's share of the combinations not covered is counted exactly."""
    found = count(SWITCHES, chunks(PLAN, {}, SWITCHES))
    none_left = next(item for item in found.events if item.option == "0")
    with_it = [reserve for digits, reserve in REFERENCE.items() if digits[3] == 2]
    possible = [reserve for reserve in with_it if reserve is not None]
    assert none_left.switch == "funding.carry_over"
    assert none_left.combinations == len(possible)
    assert none_left.not_covered == sum(reserve < 0 for reserve in possible)


def test_a_wished_minimum() -> None:
    """A wished minimum counts what lies below it, not only what is negative."""
    found = count(SWITCHES, chunks(PLAN, {}, SWITCHES), 100_000)
    assert found.not_covered == sum(r < 100_000 for r in REFERENCE.values() if r is not None)


def test_numbering() -> None:
    """The last switch turns fastest, and a chunk begins where the one before ended."""
    expected = list(REFERENCE)
    assert list(map(tuple, digits_of(SWITCHES, 100, 130).tolist())) == expected[100:130]


def breaks(events: dict[int, int]) -> bool:
    """Whether these events (switch: option) break the budget, all others left as planned."""
    reserve = REFERENCE[tuple(events.get(column, 0) for column in range(len(SWITCHES)))]
    return reserve is not None and reserve < 0


def test_minimal_sets() -> None:
    """They are exactly the sets that break the budget and have no part that does."""
    expected = set()
    for digits in REFERENCE:
        events = {column: digit for column, digit in enumerate(digits) if digit}
        parts = [
            dict(part) for size in range(len(events)) for part in combinations(events.items(), size)
        ]
        if breaks(events) and not any(map(breaks, parts)):
            expected.add(
                tuple((SWITCHES[c].id, SWITCHES[c].options[d].id) for c, d in events.items())
            )
    found = list(minimal_sets(PLAN, {}, SWITCHES))
    assert {item.events for item in found} == expected
    assert len(found) == len(expected)
    sizes = [len(item.events) for item in found]
    assert sizes == sorted(sizes)
    assert (found[0].events, found[0].reserve_nok) == ((("funding.carry_over", "0"),), -390_000)


def test_known_pair() -> None:
    """Half the carry-over and Cyberland inside the frame break the budget, neither alone."""
    events = (("funding.carry_over", "500000"), ("funding.cyberland_carry_over.counted", "1"))
    found = {item.events: item.reserve_nok for item in minimal_sets(PLAN, {}, SWITCHES)}
    assert found[events] == -40_000


def test_largest_set() -> None:
    """Larger sets than asked for are not sought."""
    found = list(minimal_sets(PLAN, {}, SWITCHES, largest=1))
    assert [item.events for item in found] == [(("funding.carry_over", "0"),)]


def test_broken_already() -> None:
    """Where the budget does not hold to begin with, no event is needed."""
    found = list(minimal_sets(PLAN, {"funding.county": 1_800_000}, SWITCHES))
    assert [(item.events, item.reserve_nok) for item in found] == [((), -90_000)]


def test_releases_agree_and_cover_contradicts() -> None:
    """Two refusals may both release the study's money, but not release and cover it at once."""
    first, second = SWITCHES[0], SWITCHES[2]
    pair = (first, second)
    (chunk,) = chunks(PLAN, {}, pair)
    verdicts = {
        (first.options[a].id, second.options[b].id): (bool(possible), int(reserve))
        for (a, b), possible, reserve in zip(
            chunk.digits.tolist(), chunk.possible, chunk.reserve, strict=True
        )
    }
    assert verdicts["denied", "denied_release"] == (True, 710_000)
    assert verdicts["denied", "denied_keep"] == (True, 710_000)
    assert verdicts["denied", "denied_cover_50000"][0] is False
    assert verdicts["granted", "denied_cover_50000"] == (True, 560_000)


def test_response_must_be_chosen() -> None:
    """A refusal whose consequence the plan does not state is no switch without a response."""
    with pytest.raises(ChangeError):
        condition_switch(PLAN, "county_destination_grant")


@pytest.mark.parametrize("values", [[1, 1], [-1], [13]])
def test_values_refused(values: list[int]) -> None:
    """A value twice, or out of the input's bounds, is refused."""
    with pytest.raises(ValueError, match=r"to ganger|outside"):
        amount_switch(PLAN, LEADER, values)


def test_too_many_to_number() -> None:
    """More combinations than 2⁶² are refused instead of being counted wrongly."""
    with pytest.raises(ValueError, match="for mange"):
        number_of([SWITCHES[0]] * 63)


NAMES = ["funding.county", "lines.film", "lines.inclusion", "assumptions.eur_nok", LEADER]


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.lists(st.integers(0, 12), min_size=1, max_size=3, unique=True),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_switches(drawn: list[tuple[str, list[int]]]) -> None:
    """For any switches, also two over one input, all combinations are as one by one."""
    switches = tuple(amount_switch(PLAN, name, values) for name, values in drawn)
    expected = all_by_one(switches)
    found = {
        tuple(digits): int(reserve) if possible else None
        for chunk in chunks(PLAN, {}, switches, chunk=5)
        for digits, reserve, possible in zip(
            chunk.digits.tolist(), chunk.reserve, chunk.possible, strict=True
        )
    }
    assert found == expected
