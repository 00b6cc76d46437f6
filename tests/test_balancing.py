"""Balancing: who pays what, to the krone, and that a row of many is reckoned as if alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ipr.budget.amounts import Money, at_least_zero, total
from ipr.budget.balance import ROWS
from ipr.budget.balance import balance as taken_by
from ipr.budget.rules import (
    AskFunders,
    Balancing,
    LeaveOpen,
    ProRata,
    Ranked,
    check_balancing,
    locks,
)
from ipr.plan.model import (
    BudgetLine,
    Lock,
    Plan,
)
from ipr.reading.errors import InputError
from ipr.reading.records import Record, read_record
from ipr.reading.strict_yaml import read_yaml
from tests.plans import PLAN

LARGEST = 10**12


class Balanced(NamedTuple):
    """What a rule takes and asks for, what the reserve is then, and what it lacks still."""

    cuts: Mapping[str, Money]
    asked: Mapping[str, Money]
    uncovered: Money
    reserve: Money


def balance(
    plan: Plan, rule: Balancing, lines: Mapping[str, Money | None], reserve: Money
) -> Balanced:
    """What the rule does to a budget with these net amounts by line and this reserve."""
    taken = taken_by(plan, rule, lines, reserve)
    cuts, asked = (
        {name.removeprefix(room): nok for name, nok in taken.items() if name.startswith(room)}
        for room in ("cut.", "asked.")
    )
    after = reserve + total(taken.values())
    return Balanced(cuts, asked, at_least_zero(rule.minimum_reserve_nok - after), after)


def line_of(line_id: str, *, floor: int = 0, locked: str | None = None) -> BudgetLine:
    """A budget line; what it is given comes from the test."""
    lock = Lock(reason="contract", because=locked, source="prøve") if locked else None
    return PLAN.line("film").model_copy(update={"id": line_id, "floor_nok": floor, "lock": lock})


def plan_of(*lines: BudgetLine | str) -> Plan:
    """A plan of these lines, with two funders and money earmarked for the first line."""
    made = tuple(line_of(line) if isinstance(line, str) else line for line in lines)
    county, municipalities, *_, earmarked = PLAN.funding
    tied = earmarked.model_copy(update={"id": "tied", "earmarked_for": made[0].id})
    return PLAN.model_copy(update={"lines": made, "funding": (county, municipalities, tied)})


def cuts_of(
    balancing: Balancing, amounts: Mapping[str, int | None], reserve: int, plan: Plan | None = None
) -> dict[str, object]:
    """What each line pays, by a plan of just these lines without floors and locks."""
    plan = plan or plan_of(*amounts)
    return dict(balance(plan, balancing, amounts, reserve).cuts)


# ---- worked examples -------------------------------------------------------------------------


def test_ranked_cuts_in_the_stated_order_down_to_the_floors() -> None:
    """The first in the order pays to its highest floor before the next pays anything."""
    plan = plan_of(line_of("film", floor=20), "summit", "youth")
    rule = Ranked(order=("film", "summit", "youth"), floors={"film": 50, "summit": 10})
    result = balance(plan, rule, {"film": 150, "summit": 75, "youth": 90}, -120)
    assert dict(result.cuts) == {"film": 100, "summit": 20, "youth": 0}
    assert (result.reserve, result.uncovered) == (0, 0)


def test_the_plans_own_floor_holds_in_a_ranking() -> None:
    """A floor in the scenario below the plan's own does not lower it."""
    plan = plan_of(line_of("film", floor=60))
    result = balance(plan, Ranked(order=("film",), floors={"film": 10}), {"film": 100}, -90)
    assert dict(result.cuts) == {"film": 40}
    assert (result.reserve, result.uncovered) == (-50, 50)


def test_ranked_rounds_the_whole_need_up_to_the_step() -> None:
    """The need of 1 200 becomes 2 000: the small line is cut whole and the reserve keeps 800."""
    result = balance(
        plan_of("a", "b"),
        Ranked(order=("a", "b"), step_nok=1_000),
        {"a": 300, "b": 5_000},
        -1_200,
    )
    assert dict(result.cuts) == {"a": 300, "b": 1_700}
    assert (result.reserve, result.uncovered) == (800, 0)


def test_pro_rata_gives_the_leftover_step_to_the_largest_remainder() -> None:
    """Exact shares of 2.02, 1.21 and 0.77 steps give 2, 1 and 1; in kroner 50.5, 30.3 and 19.2."""
    amounts = {"a": 5_000, "b": 3_000, "c": 1_900}
    assert cuts_of(ProRata(step_nok=1_000), amounts, -4_000) == {"a": 2_000, "b": 1_000, "c": 1_000}
    assert cuts_of(ProRata(), amounts, -100) == {"a": 51, "b": 30, "c": 19}


def test_a_step_a_line_cannot_pay_goes_to_the_next_remainder() -> None:
    """Shares of 3.54, 2.12 and 1.34 and then 4.55, 2.73, 1.73: c has one whole step and no more."""
    amounts = {"a": 5_000, "b": 3_000, "c": 1_900}
    assert cuts_of(ProRata(step_nok=1_000), amounts, -7_000) == {"a": 4_000, "b": 2_000, "c": 1_000}
    assert cuts_of(ProRata(step_nok=1_000), amounts, -9_000) == {"a": 5_000, "b": 3_000, "c": 1_000}
    small = {"a": 999, "b": 999, "c": 10_000}
    assert cuts_of(ProRata(step_nok=1_000), small, -10_000) == {"a": 0, "b": 0, "c": 10_000}


def test_pro_rata_takes_kroner_below_a_step_only_when_no_whole_step_is_left() -> None:
    """With 9 steps to be had and 9 500 needed, the 900 below a step pays what there is."""
    result = balance(
        plan_of("a", "b", "c"),
        ProRata(step_nok=1_000),
        {"a": 5_000, "b": 3_000, "c": 1_900},
        -9_500,
    )
    assert dict(result.cuts) == {"a": 5_000, "b": 3_000, "c": 1_900}
    assert (result.reserve, result.uncovered) == (400, 0)


def test_a_tie_goes_to_the_first_id_whatever_the_order_it_is_listed_in() -> None:
    """One krone among equals is paid by the first id, also where plan or rule lists it last."""
    assert cuts_of(ProRata(), {"b": 10, "a": 10}, -1) == {"a": 1, "b": 0}
    rule = AskFunders(shares={"municipalities": 1, "county": 1})
    asked = balance(plan_of("a"), rule, {"a": 10}, -1).asked
    assert dict(asked) == {"municipalities": 0, "county": 1}


def test_a_line_without_amount_is_never_cut() -> None:
    """Missing is not 0: such a line is in no list of cuts, and the others pay."""
    amounts = {"a": None, "b": 10}
    assert cuts_of(ProRata(), amounts, -4) == {"b": 4}
    assert cuts_of(Ranked(order=("a", "b")), amounts, -4) == {"b": 4}


def test_funders_are_asked_by_their_shares_to_the_krone() -> None:
    """100 kroner by 5 to 2 is 71.43 and 28.57: 71 and 29; no line is cut, no krone is lost."""
    rule = AskFunders(shares={"municipalities": 2, "county": 5})
    result = balance(plan_of("a"), rule, {"a": 10}, -100)
    assert dict(result.asked) == {"municipalities": 29, "county": 71}
    assert (dict(result.cuts), result.reserve, result.uncovered) == ({}, 0, 0)


def test_amounts_whose_product_is_beyond_int64_are_shared_exactly() -> None:
    """A million millions times as much overflows 64 bits; the shares are those of fractions."""
    amounts = {"a": 10**12, "b": 10**12 - 7, "c": 3}
    paid = cuts_of(ProRata(), amounts, -(10**12) - 1)
    assert paid == {"a": 500_000_000_001, "b": 499_999_999_998, "c": 2}
    rule = AskFunders(shares={"county": 999_999_999, "municipalities": 1})
    asked = balance(plan_of("a"), rule, {"a": 1}, np.array([-(10**12), -3], np.int64)).asked
    assert {key: part.tolist() for key, part in asked.items()} == {
        "county": [999_999_999_000, 3],
        "municipalities": [1_000, 0],
    }


def test_the_plans_40_000_is_shared_over_the_lines_it_does_not_lock() -> None:
    """40 000 over 2 505 000 kroner of unlocked lines is 1.6 per cent of each, within a step."""
    rule = ProRata(step_nok=1_000)
    locked = locks(PLAN, rule)
    amounts = {line.id: line.total_nok for line in PLAN.lines}
    unlocked = {key: nok for key, nok in amounts.items() if nok is not None and key not in locked}
    assert sum(unlocked.values()) == 2_505_000
    result = balance(PLAN, rule, amounts, -40_000)
    assert set(result.cuts) == set(unlocked)
    assert sum(result.cuts.values()) == 40_000
    for line_id, cut in result.cuts.items():
        assert abs(Fraction(cut) - Fraction(40_000 * unlocked[line_id], 2_505_000)) < 1_000


# ---- laws, over random budgets ---------------------------------------------------------------

Budget = tuple[Plan, Balancing, list[dict[str, int | None]], list[int]]
IDS = ("a", "b", "c", "d", "e", "f")
small = st.integers(0, 30)
plain = st.integers(0, 2_000_000)
huge = st.integers(LARGEST - 10**6, LARGEST)
steps = st.sampled_from([1, 2, 7, 1_000, 5_000])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of one to six lines in any order, some with a floor and some locked."""
    ids = draw(st.permutations(IDS))[: draw(st.integers(1, len(IDS)))]
    return plan_of(
        *(
            line_of(
                line_id,
                floor=draw(st.one_of(st.just(0), small, plain)),
                locked=draw(st.sampled_from([None, None, None, "avtale"])),
            )
            for line_id in ids
        )
    )


@st.composite
def rules(draw: st.DrawFn, plan: Plan) -> Balancing:
    """Any rule that makes sense in the plan."""
    minimum = draw(st.one_of(st.just(0), small, plain))
    unlocked = [line.id for line in plan.lines if not line.lock]
    kinds = [*([ProRata, ProRata, Ranked] if unlocked else []), AskFunders, LeaveOpen]
    kind = draw(st.sampled_from(kinds))
    rule: Balancing
    if kind is Ranked:
        order = draw(st.permutations(unlocked))[: draw(st.integers(1, len(unlocked)))]
        over = draw(st.dictionaries(st.sampled_from(order), st.one_of(small, plain)))
        floors = {line_id: plan.line(line_id).floor_nok + nok for line_id, nok in over.items()}
        step = draw(steps)
        rule = Ranked(order=order, floors=floors, step_nok=step, minimum_reserve_nok=minimum)
    elif kind is ProRata:
        more = unlocked[: draw(st.integers(0, len(unlocked) - 1))]
        opened = draw(st.sampled_from([(), tuple(x.id for x in plan.lines if x.lock)]))
        rule = ProRata(
            step_nok=draw(steps),
            lock=dict.fromkeys(more, "valgt"),
            unlock=opened,
            minimum_reserve_nok=minimum,
        )
    elif kind is AskFunders:
        left, right = draw(st.integers(0, 10**9 - 1)), draw(st.integers(1, 7))
        shares = {"municipalities": left, "county": right}
        rule = AskFunders(shares=shares, minimum_reserve_nok=minimum)
    else:
        rule = LeaveOpen(minimum_reserve_nok=minimum)
    assert check_balancing(plan, rule) == []
    return rule


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """A plan, a rule, and some rows of net amounts and reserves; a line may be missing in all."""
    plan = draw(plans())
    rule = draw(rules(plan))
    amount = draw(st.sampled_from([small, plain, huge, st.one_of(small, huge)]))
    missing = {line.id: draw(st.integers(0, 5)) == 0 for line in plan.lines}
    count = draw(st.integers(1, 4))
    rows = [
        {line.id: None if missing[line.id] else draw(amount) for line in plan.lines}
        for _ in range(count)
    ]
    priced = [sum(nok or 0 for nok in row.values()) for row in rows]
    # From above balance to more than all lines can pay, in hundredths of their sum.
    parts = st.integers(-105, 50)
    reserves = [total * draw(parts) // 100 + draw(st.integers(-9, 9)) for total in priced]
    return plan, rule, rows, reserves


def columns(rows: list[dict[str, int | None]]) -> dict[str, NDArray[np.int64] | None]:
    """The rows side by side: one array for each line."""
    return {
        key: None if rows[0][key] is None else np.array([row[key] for row in rows], np.int64)
        for key in rows[0]
    }


def floor_of(plan: Plan, rule: Balancing, line_id: str) -> int:
    """What a line keeps at least."""
    extra = rule.floors.get(line_id, 0) if isinstance(rule, Ranked) else 0
    return max(plan.line(line_id).floor_nok, extra)


def rooms_of(plan: Plan, rule: Balancing, row: Mapping[str, int | None]) -> dict[str, int]:
    """What each line the rule may cut has above its floor, in the order of the ids or ranking."""
    if isinstance(rule, Ranked):
        ids = list(rule.order)
    elif isinstance(rule, ProRata):
        ids = sorted(set(row) - set(locks(plan, rule)))
    else:
        ids = []
    return {
        key: max(nok - floor_of(plan, rule, key), 0) for key in ids if (nok := row[key]) is not None
    }


def largest_remainder(units: int, weights: dict[str, int], most: dict[str, int]) -> dict[str, int]:
    """The same method by hand, in fractions, one unit at a time."""
    if not units:
        return dict.fromkeys(weights, 0)
    exact = {
        key: Fraction(units * weight, sum(weights.values())) for key, weight in weights.items()
    }
    given_out = {key: int(share) for key, share in exact.items()}
    queue = sorted(weights, key=lambda key: (given_out[key] - exact[key], key))
    while sum(given_out.values()) < units:
        for key in queue:
            if given_out[key] < most[key] and sum(given_out.values()) < units:
                given_out[key] += 1
    return given_out


def by_hand(plan: Plan, rule: Balancing, row: Mapping[str, int | None], reserve: int) -> Balanced:
    """The whole reckoning once more for one row, from the words of the rule."""
    need = max(0, rule.minimum_reserve_nok - reserve)
    rooms = rooms_of(plan, rule, row)
    cuts, asked = dict.fromkeys(rooms, 0), {}
    if isinstance(rule, Ranked):
        left = -(-need // rule.step_nok) * rule.step_nok
        for key, room in rooms.items():
            cuts[key] = min(room, left)
            left -= cuts[key]
    elif isinstance(rule, ProRata):
        step = rule.step_nok
        wanted = min(-(-need // step) * step, sum(rooms.values()))
        whole = {key: room // step for key, room in rooms.items()}
        units = min(-(-need // step), sum(whole.values()))
        cuts = {key: n * step for key, n in largest_remainder(units, rooms, whole).items()}
        below = {key: room - cuts[key] for key, room in rooms.items()}
        rest = wanted - sum(cuts.values())
        for key, nok in largest_remainder(rest, below, below).items():
            cuts[key] += nok
    elif isinstance(rule, AskFunders):
        asked = largest_remainder(need, dict(rule.shares), dict.fromkeys(rule.shares, need))
    gained = sum(cuts.values()) + sum(asked.values())
    return Balanced(cuts, asked, max(0, need - gained), reserve + gained)


def row_of(result: Balanced, place: int) -> Balanced:
    """One row of a result in arrays."""
    return Balanced(
        {key: int(cut[place]) for key, cut in result.cuts.items()},
        {key: int(part[place]) for key, part in result.asked.items()},
        int(result.uncovered[place]),
        int(result.reserve[place]),
    )


@given(budgets())
def test_every_rule_gives_what_is_reckoned_by_hand(budget: Budget) -> None:
    """One row alone equals the same rule in Python's fractions, also with amounts of 10¹²."""
    plan, rule, rows, reserves = budget
    for row, reserve in zip(rows, reserves, strict=True):
        assert balance(plan, rule, row, reserve) == by_hand(plan, rule, row, reserve)


@given(budgets())
def test_row_k_of_an_array_is_the_scalar_result_for_row_k(budget: Budget) -> None:
    """What stands in the other rows, in deficit or not, is of no account."""
    plan, rule, rows, reserves = budget
    together = balance(plan, rule, columns(rows), np.array(reserves, np.int64))
    for place, (row, reserve) in enumerate(zip(rows, reserves, strict=True)):
        assert row_of(together, place) == balance(plan, rule, row, reserve)


@given(budgets())
def test_cuts_sum_to_the_rounded_need_or_to_all_there_is(budget: Budget) -> None:
    """What is too much stays in the reserve, too little is shown, no line goes below its floor."""
    plan, rule, rows, reserves = budget
    for row, reserve in zip(rows, reserves, strict=True):
        result = balance(plan, rule, row, reserve)
        need = max(0, rule.minimum_reserve_nok - reserve)
        rooms = rooms_of(plan, rule, row)
        paid = sum(result.cuts.values())
        if isinstance(rule, Ranked | ProRata):
            assert paid == min(-(-need // rule.step_nok) * rule.step_nok, sum(rooms.values()))
        else:
            assert paid == 0
        if isinstance(rule, AskFunders):
            assert sum(result.asked.values()) == need
        assert all(0 <= cut <= rooms[key] for key, cut in result.cuts.items())
        assert result.reserve == reserve + paid + sum(result.asked.values())
        assert result.uncovered == max(0, rule.minimum_reserve_nok - result.reserve)


@given(budgets())
def test_a_balanced_budget_is_untouched(budget: Budget) -> None:
    """A reserve at the wished minimum or above pays nothing and asks for nothing."""
    plan, rule, rows, reserves = budget
    for row, more in zip(rows, reserves, strict=True):
        reserve = rule.minimum_reserve_nok + max(more, 0)
        result = balance(plan, rule, row, reserve)
        assert not any([*result.cuts.values(), *result.asked.values(), result.uncovered])
        assert result.reserve == reserve


@given(budgets())
def test_balancing_what_is_balanced_changes_nothing_more(budget: Budget) -> None:
    """The rule applied to its own result cuts nothing."""
    plan, rule, rows, reserves = budget
    for row, reserve in zip(rows, reserves, strict=True):
        once = balance(plan, rule, row, reserve)
        left = {
            key: None if nok is None else nok - once.cuts.get(key, 0) for key, nok in row.items()
        }
        twice = balance(plan, rule, left, once.reserve)
        assert (twice.reserve, twice.uncovered) == (once.reserve, once.uncovered)
        assert not any([*twice.cuts.values(), *twice.asked.values()])


@given(budgets(), st.randoms(use_true_random=False))
def test_the_order_of_the_plans_lines_is_of_no_account(budget: Budget, random: object) -> None:
    """The same lines in another order pay the same."""
    plan, rule, rows, reserves = budget
    shuffled = list(plan.lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = plan.model_copy(update={"lines": tuple(shuffled)})
    turned = {line.id: rows[0][line.id] for line in shuffled}
    assert balance(other, rule, turned, reserves[0]) == balance(plan, rule, rows[0], reserves[0])


@given(budgets(), st.integers(0, 10_000))
def test_a_greater_need_never_costs_less(budget: Budget, more: int) -> None:
    """A lower reserve gives no smaller sum of cuts, no less uncovered; ranked, no smaller cut."""
    plan, rule, rows, reserves = budget
    before = balance(plan, rule, rows[0], reserves[0])
    after = balance(plan, rule, rows[0], reserves[0] - more)
    assert sum(after.cuts.values()) >= sum(before.cuts.values())
    assert after.uncovered >= before.uncovered
    if isinstance(rule, Ranked):
        assert all(after.cuts[key] >= cut for key, cut in before.cuts.items())


@given(st.dictionaries(st.sampled_from(IDS), st.integers(0, 900), min_size=1), steps, plain)
def test_each_line_pays_its_exact_share_within_one_step(
    whole: dict[str, int], step: int, need: int
) -> None:
    """Where amounts are whole steps and the need can be met, no cut is a step from its share."""
    amounts = {key: count * step for key, count in whole.items()}
    wanted, there_is = -(-need // step) * step, sum(amounts.values())
    assume(0 < wanted <= there_is)
    for key, cut in cuts_of(ProRata(step_nok=step), amounts, -need).items():
        assert isinstance(cut, int)
        assert cut % step == 0
        assert abs(Fraction(cut) - Fraction(wanted * amounts[key], there_is)) < step


@pytest.mark.parametrize(
    "rule",
    [
        Ranked(order=("b", "a"), floors={"b": 100}, step_nok=10),
        ProRata(step_nok=10),
        AskFunders(shares={"county": 5, "municipalities": 2}),
    ],
)
def test_rows_far_apart_do_not_disturb_each_other(rule: Balancing) -> None:
    """A long array, worked on in pieces, equals its rows taken apart at other places."""
    plan = plan_of("a", "b", line_of("c", floor=50))
    size = 2 * ROWS + 5
    random = np.random.default_rng(2026)
    amounts: dict[str, NDArray[np.int64] | None] = {
        key: random.integers(0, 1_000, size) for key in "abc"
    }
    reserve = random.integers(-2_000, 500, size)
    together = balance(plan, rule, amounts, reserve)
    cut_at = ROWS - 3
    for rows in (slice(0, cut_at), slice(cut_at, size)):
        parts = {key: None if nok is None else nok[rows] for key, nok in amounts.items()}
        alone = balance(plan, rule, parts, reserve[rows])
        for key, cut in [*alone.cuts.items(), *alone.asked.items()]:
            whole = together.cuts.get(key, together.asked.get(key))
            assert isinstance(whole, np.ndarray)
            assert np.array_equal(whole[rows], cut)
        assert np.array_equal(together.reserve[rows], alone.reserve)
        assert np.array_equal(together.uncovered[rows], alone.uncovered)


def test_single_amounts_stand_for_all_rows() -> None:
    """A line that is the same in every row may be given as one int."""
    plan = plan_of("a", "b")
    result = balance(plan, ProRata(), {"a": 30, "b": 10}, np.array([-4, 5, -400], np.int64))
    assert {key: cut.tolist() for key, cut in result.cuts.items()} == {
        "a": [3, 0, 30],
        "b": [1, 0, 10],
    }
    assert result.uncovered.tolist() == [0, 0, 360]


def test_no_rows_give_no_rows() -> None:
    """Arrays of length 0 come back as arrays of length 0."""
    none = np.array([], np.int64)
    for rule in (LeaveOpen(), Ranked(order=("a",)), ProRata(), AskFunders(shares={"county": 1})):
        assert balance(plan_of("a"), rule, {"a": 10}, none).reserve.shape == (0,)


def test_a_line_the_rule_names_must_be_among_the_amounts() -> None:
    """A misspelt line is an error, not a line that pays nothing."""
    with pytest.raises(KeyError):
        balance(plan_of("a", "b"), ProRata(), {"a": 10}, -1)


# ---- locks -----------------------------------------------------------------------------------


def test_locked_lines_say_why_and_pay_nothing() -> None:
    """The plan's lock and the scenario's hold; a line the scenario unlocks pays again."""
    plan = plan_of(line_of("a", locked="avtale"), line_of("b", locked="vedtak"), "c", "d")
    rule = ProRata(lock={"c": "avtalt i møtet"}, unlock=("b",))
    assert {key: (lock.reason, lock.because) for key, lock in locks(plan, rule).items()} == {
        "a": ("contract", "avtale"),
        "c": ("ours", "avtalt i møtet"),
    }
    assert cuts_of(rule, dict.fromkeys("abcd", 10), -4, plan) == {"b": 2, "d": 2}
    assert set(locks(plan, Ranked(order=("c",)))) == {"a", "b"}
    unchecked = Ranked(order=("a", "c"))
    assert cuts_of(unchecked, dict.fromkeys("abcd", 10), -4, plan) == {"c": 4}
    assert locks(plan, LeaveOpen()) == locks(plan, AskFunders(shares={"county": 1})) == {}


# ---- what makes no sense in the plan ---------------------------------------------------------

CHECKED = plan_of("film", line_of("summit", floor=50), line_of("youth", locked="vedtatt 2025"))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Ranked(order=("filmm",)), "order: posten «filmm» er ukjent – mente du «film»?"),
        (
            Ranked(order=("youth",)),
            (
                "order: posten «youth» er låst i planen (vedtatt 2025) – ta den ut av "
                "rekkefølgen, eller endre beløpet med en egen endring"
            ),
        ),
        (
            Ranked(order=("film",), floors={"sumit": 1}),
            "floors: posten «sumit» er ukjent – mente du «summit»?",
        ),
        (
            Ranked(order=("film",), floors={"summit": 1}),
            (
                "floors: posten «summit» står ikke i «order», så grensen har ingen virkning – "
                "ta den med i rekkefølgen, eller slett grensen"
            ),
        ),
        (Ranked(order=("film",), floors={"film": 10**12}), ""),
        (Ranked(order=("summit",), floors={"summit": 50}), ""),
        (
            Ranked(order=("summit",), floors={"summit": 49}),
            (
                "floors: posten «summit» har i planen minst 50\u00a0kroner, så en grense på "
                "49\u00a0kroner har ingen virkning – sett den høyere, eller slett den"
            ),
        ),
        (ProRata(lock={"filn": "x"}), "lock: posten «filn» er ukjent – mente du «film»?"),
        (
            ProRata(lock={"youth": "x"}),
            "lock: posten «youth» er låst i planen fra før (vedtatt 2025)",
        ),
        (
            ProRata(lock={"film": "x"}, unlock=("film",)),
            "lock: posten «film» står også i «unlock» – velg ett av dem",
        ),
        (ProRata(unlock=("yuoth",)), "unlock: posten «yuoth» er ukjent – mente du «youth»?"),
        (
            ProRata(unlock=("film",)),
            "unlock: posten «film» er ikke låst i planen – låst er «youth»",
        ),
        (
            ProRata(lock={"film": "x", "summit": "y"}),
            "lock: alle poster er låst, så det er ingenting å kutte",
        ),
        (ProRata(lock={"film": "x"}, unlock=("youth",)), ""),
        (
            AskFunders(shares={"conty": 1}),
            "shares: inntekten «conty» er ukjent – mente du «county»?",
        ),
        (
            AskFunders(shares={"tied": 1}),
            (
                "shares: inntekten «tied» er øremerket «film» og kan ikke dekke noe annet – "
                "tillatt er «county» og «municipalities»"
            ),
        ),
        (
            AskFunders(shares={"county": 0}),
            "shares: minst én andel skal være større enn 0",
        ),
        (LeaveOpen(minimum_reserve_nok=1), ""),
    ],
)
def test_a_rule_that_does_not_fit_the_plan_is_told_so(rule: Balancing, said: str) -> None:
    """Each fault names the key, what is found and what would do; a rule that fits is silent."""
    assert check_balancing(CHECKED, rule) == ([said] if said else [])


# ---- the scenario file -----------------------------------------------------------------------


class Held(Record):
    """A file that holds a rule and nothing else."""

    balancing: Balancing


def read(tmp_path: Path, text: str) -> Balancing:
    """The rule in a file with this text."""
    path = tmp_path / "prøve.yaml"
    path.write_text(f"balancing: {text}\n", encoding="utf-8")
    return read_record(Held, read_yaml(path)).balancing


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{policy: leave_open, minimum_reserve: 50 000}", LeaveOpen(minimum_reserve_nok=50_000)),
        (
            "{policy: ranked, order: [film, summit], floors: {film: 50 000}, step: 1 000}",
            Ranked(order=("film", "summit"), floors={"film": 50_000}, step_nok=1_000),
        ),
        ("{policy: ranked, order: [film]}", Ranked(order=("film",), step_nok=1)),
        (
            "{policy: pro_rata, step: 5 000, lock: {film: avtalt}, unlock: [youth]}",
            ProRata(step_nok=5_000, lock={"film": "avtalt"}, unlock=("youth",)),
        ),
        ("{policy: pro_rata}", ProRata()),
        (
            "{policy: ask_funders, shares: {county: 5, municipalities: 2}, minimum_reserve: 1}",
            AskFunders(shares={"county": 5, "municipalities": 2}, minimum_reserve_nok=1),
        ),
    ],
)
def test_each_rule_is_read_from_a_file(tmp_path: Path, text: str, rule: Balancing) -> None:
    """The form of the file is the rule, with the defaults stated for what is left out."""
    found = read(tmp_path, text)
    assert found.model_copy(update={"where": ""}) == rule
    assert found.where == "prøve.yaml:1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ranked", "skriv en gruppe nøkler"),
        ("{policy: prorata}", "«prorata» er ukjent – mente du «pro_rata»?"),
        ("{policy: ranked}", "order: nøkkelen mangler"),
        ("{policy: ranked, order: []}", "rekkefølgen er tom"),
        ("{policy: ranked, order: [a, b, a]}", "«a» står mer enn én gang"),
        ("{policy: ranked, order: [a], step: 0}", "trinnet skal være minst 1 krone"),
        ("{policy: ranked, order: [a], floors: {a: -5}}", "er negativt"),
        ("{policy: ranked, order: [a], floors: {a: '1,5'}}", "a: "),
        ("{policy: pro_rata, lock: {a: }}", "a: verdien mangler"),
        ("{policy: pro_rata, lock: [a]}", "skriv en gruppe nøkler"),
        ("{policy: pro_rata, order: [a]}", "nøkkelen «order» er ukjent"),
        ("{policy: ask_funders, shares: {county: 0.5}}", "er ikke et helt tall"),
        ("{policy: leave_open, minimum_reserve: -1}", "er negativt"),
        ("{policy: leave_open, where: her}", "nøkkelen «where» er ukjent"),
    ],
)
def test_a_faulty_rule_is_refused_in_norwegian(tmp_path: Path, text: str, said: str) -> None:
    """The error names the line of the file, and says what is wrong with it."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert str(caught.value).startswith("prøve.yaml:1: ")
