"""Sums, shares and counts are told as they are where a budget is small, even or of an odd shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ipr.analysis.consequences import readings, tied
from ipr.analysis.sensitivity import sensitivities
from ipr.budget.reckon import reckon
from ipr.budget.result import Result
from ipr.budget.rules import Ranked, check_balancing
from ipr.doors.build import scenario, told_scenario
from ipr.plan.inputs import PRICE_GROWTH, inputs_of, long_names
from ipr.plan.model import Plan
from ipr.present.answers import answer, cover, verdict
from ipr.present.blocks.tables import Table
from ipr.present.changes import becomes, what_changes
from ipr.present.comparison import (
    compared_inputs_table,
    compared_lines_table,
    compared_reasons_table,
)
from ipr.present.plan import lines_chart, plan_summary
from ipr.present.scenario.balancing import balancing_block
from ipr.present.scenario.budget import (
    budget_block,
    changed_lines_block,
    later_years_block,
)
from ipr.present.scenario.dates import timeline_block
from ipr.present.scenario.decisions import to_decide, tolerance_block
from ipr.present.scenario.grounds import open_points_block, provisos_block
from ipr.present.sensitivity import pairs_table
from ipr.present.wording import bare_value, value_text
from ipr.reading.norwegian import amount, kroner, percent, share_of
from tests.plans import CASES, PLAN, SECOND_PLAN, shipped
from tests.strategies import plans
from tests.test_explain import calculations

pytestmark = pytest.mark.usefixtures("undrawn")

FREE = PLAN.funding[0]
"""An income that is not earmarked, to make others of."""


def council(amounts: Sequence[int], income: int | None = None) -> Plan:
    """A council with one income and a plain line of each amount, none of them locked."""
    line = next(one for one in PLAN.lines if len(one.components) == 1 and one.lock is None)
    lines = tuple(
        line.model_copy(
            update={
                "id": f"l{place}",
                "label": f"Post {place}",
                "total_nok": nok,
                "components": (
                    line.components[0].model_copy(update={"amount_nok": nok, "range": None}),
                ),
            }
        )
        for place, nok in enumerate(amounts)
    )
    given = sum(amounts) if income is None else income
    funding = (FREE.model_copy(update={"amount_nok": given, "range": None}),)
    nothing = {"conditions": (), "ambiguities": (), "milestones": (), "footnotes": ()}
    return PLAN.model_copy(update={"lines": lines, "funding": funding, **nothing})


def told(shown: object) -> str:
    """What a block says, with ordinary spaces."""
    plain = getattr(shown, "plain", None)
    assert plain is not None
    return str(plain()).replace("\u00a0", " ")


@example(1_999, 2_000, 1)  # half a step from all of it, which is rounded to all
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 2))
def test_a_share_is_none_or_all_only_where_it_is(part: int, whole: int, decimals: int) -> None:
    """A share that rounds to nothing or to all says on which side of it it is."""
    part = min(part, whole)
    said = share_of(part, whole, decimals)
    least = 100 * 10**decimals
    exact = percent(part, whole, decimals)
    if said.startswith("under "):
        assert 0 < part * least < whole
    elif said.startswith("over "):
        assert part < whole
        assert (whole - part) * least < whole
    else:
        assert said == exact
        assert (exact == percent(0, 1, decimals)) == (part == 0)
        assert (exact == percent(1, 1, decimals)) == (part == whole)


def test_one_krone_is_spoken_of_as_one() -> None:
    """Of a single krone it is said that it is one, not that they are 1."""
    plan = council([100_000, 200_000])
    short = scenario(plan, {f"funding.{FREE.id}": 299_999})
    cut = scenario(plan, {f"funding.{FREE.id}": 299_999}, balancing={"policy": "pro_rata"})
    assert told(balancing_block(cut)).startswith("Slik dekkes den ene kronen")
    assert "(under 0,1 prosent)" in told(tolerance_block(short))
    assert "0,0 prosent" not in told(tolerance_block(short))
    little = scenario(council([5], 5), {f"funding.{FREE.id}": 5, "lines.l0": 30_000})
    assert "29 995 kroner mer" in told(tolerance_block(little))
    assert "prosent" not in told(tolerance_block(little))


def test_a_plan_that_uses_all_it_has_is_summed_up_in_kroner() -> None:
    """Nothing left is 0 kroner and no share of the frame, and next to nothing is more than none."""
    for income, said in ((300, "er 0 kroner."), (0, "er 0 kroner."), (30_000_300, "er 99,99")):
        amounts = [0, 0] if income == 0 else [100, 200]
        plan = council(amounts, income)
        summed = told(plan_summary(plan, reckon(plan)))
        assert said in summed or (income > 300 and "er over 99,99 prosent" in summed)
        assert "0,00 prosent" not in summed


def fits(result: Result) -> bool:
    """Whether the rule is one that a file may hold for the plan."""
    return not check_balancing(result.plan, result.balancing)


@given(calculations().filter(fits))
def test_who_is_cut_is_counted_once(result: Result) -> None:
    """The table of what changes counts no line as cut that others are told beside, cut as well."""
    cut = sum(map(bool, result.outcome.cuts.values()))
    (table,) = (one for one in changed_lines_block(result).blocks if isinstance(one, Table))
    for row in table.rows:
        label = str(row.cells[0]).replace("\u00a0", " ")
        if found := re.fullmatch(r"De ([\d ]+?) (andre )?postene som kuttes", label):
            assert (int(found[1].replace(" ", "")) == cut) == (found[2] is None)


@pytest.mark.parametrize(("first", "said"), [(1_000, "De 20"), (0, "De 19"), (500, "De 19 andre")])
def test_lines_that_are_cut_are_others_where_one_is_changed_too(first: int, said: str) -> None:
    """One that the scenario changes has a row of its own, and may be cut as well."""
    plan = council([1_000] * 20)
    lower = {f"funding.{FREE.id}": 5_000, "lines.l0": first}
    result = scenario(plan, lower, balancing={"policy": "pro_rata"})
    assert f"{said} postene som kuttes" in told(changed_lines_block(result))


@pytest.mark.parametrize("amounts", [[1_000] * 20, [2_000] * 3 + [1_000] * 17, [*range(1, 21)]])
def test_only_those_who_give_less_are_said_to_give_least(amounts: list[int]) -> None:
    """Where some of the rest give as much as one that is named, the rest are the others."""
    plan = council(amounts)
    lower = {f"funding.{FREE.id}": sum(amounts) // 2}
    result = scenario(plan, lower, balancing={"policy": "pro_rata"})
    (table,) = (one for one in balancing_block(result).blocks if isinstance(one, Table))
    *named, rest = table.rows
    cuts = sorted(map(int, result.outcome.cuts.values()))
    least = min(-int(str(row.cells[2])) for row in named)
    others = cuts[: len(cuts) - len(named)]
    assert str(rest.cells[0]).endswith("som gir minst") == (max(others) < least)


@pytest.mark.parametrize("step", [1, 1_000])
@given(amounts=st.lists(st.integers(0, 9_000), min_size=1, max_size=6), part=st.integers(1, 9))
def test_percentages_are_told_as_they_are(step: int, amounts: list[int], part: int) -> None:
    """A proportional cut says that percentages differ where they do, to one decimal."""
    plan = council(amounts)
    lower = {f"funding.{FREE.id}": sum(amounts) * part // 10}
    result = scenario(plan, lower, balancing={"policy": "pro_rata", "step": step})
    said = told(balancing_block(result))
    cuts = result.outcome.cuts
    shares = {
        percent(cuts.get(line.id, 0), nok, 1)
        for line, nok in zip(plan.lines, amounts, strict=True)
        if nok
    }
    differ = "avrundet til hele kroner" in said or "ikke prosentene helt like" in said
    assert differ == (bool(result.outcome["cuts"]) and len(shares) > 1)
    gave, spared = tied(result)
    if gave:
        kroner = len(gave) * step
        last = "en krone" if kroner == 1 else f"de siste {kroner:,} kronene".replace(",", " ")
        assert f"sto likt om {last};" in said
        many = len(gave) + len(spared)
        assert (f"{many} poster sto likt" in said) == (many > 3)


def test_who_is_not_on_a_list_is_spoken_of_where_there_is_one() -> None:
    """Lines outside a list of cuts are named as spared where one of them has something to give."""
    amounts = [1_000, 2_000, 0]
    for order, outside in ((["l0"], True), (["l0", "l1"], False), (["l0", "l1", "l2"], False)):
        rule = {"policy": "ranked", "order": order}
        result = scenario(council(amounts), {f"funding.{FREE.id}": 2_500}, balancing=rule)
        assert ("utenfor listen" in told(balancing_block(result))) == outside


@given(calculations().filter(fits))
def test_a_list_of_all_lines_leaves_none_outside(result: Result) -> None:
    """A list of every line has no line outside it."""
    if isinstance(result.balancing, Ranked):
        assert "utenfor listen" not in told(balancing_block(result))


def test_money_asked_for_beside_a_wish_is_not_all_needed_to_balance() -> None:
    """Where a part of what is asked for is only wished, it is not said to be what balance takes."""
    for plan, wish in product((PLAN, SECOND_PLAN), (0, 50_000)):
        name = next(item for item in plan.free_funding if item.recurrence == "continues").id
        rule = {"policy": "ask_funders", "shares": {name: 1}, "minimum_reserve": wish}
        result = scenario(plan, {f"funding.{name}": 0}, balancing=rule)
        assert ("så mye igjen som ønsket" in verdict(result).text) == bool(wish)


def test_one_who_is_asked_is_spoken_of_as_one() -> None:
    """Of a single funder it is said what that one is asked for, wherever a rule asks."""
    for plan, number in product((PLAN, SECOND_PLAN), (1, 2)):
        names = [item.id for item in plan.free_funding if item.recurrence == "continues"][:number]
        rule = {"policy": "ask_funders", "shares": dict.fromkeys(names, 1)}
        result = scenario(plan, {f"funding.{names[0]}": 0}, balancing=rule)
        table = compared_reasons_table([result])
        for block in (balancing_block(result), to_decide(result), timeline_block(result), table):
            said = told(block)
            assert re.search("idragsyterne" if len(names) > 1 else "idragsyteren", said)
            assert not re.search("idragsyteren" if len(names) > 1 else "idragsyterne", said)


def test_a_reason_to_spare_lines_is_said_once() -> None:
    """Who is not cut is named by reason: each line once, and each reason once."""
    for plan in (PLAN, SECOND_PLAN):
        lower = {f"funding.{plan.free_funding[0].id}": 0}
        result = scenario(plan, lower, balancing={"policy": "pro_rata"})
        (said,) = (
            one for one in told(balancing_block(result)).splitlines() if "Kuttes ikke" in one
        )
        reasons = re.findall(r"\((vedtak|medlemskap|avtale|vår antakelse)\)", said)
        assert len(set(reasons)) == len(reasons)
        for line in (one for one in plan.lines if one.lock):
            assert said.count(line.label) == 1


def test_scenarios_made_in_python_can_be_compared() -> None:
    """Two that are made here have the same id, and each its own column."""
    ends = [scenario(PLAN, {f"funding.{FREE.id}": nok}) for nok in (0, 5)]
    for compared in (compared_lines_table, compared_inputs_table):
        frame = compared(ends, scenario(PLAN)).to_frame()
        assert frame is not None
        assert sum("eget" in str(name) for name in frame.columns) == 3


@given(calculations())
def test_two_things_at_once_are_two_that_take(result: Result) -> None:
    """The table of pairs is there where two inputs can each leave less than now, and only there."""
    table = pairs_table(result)
    rows = sensitivities(result.plan, result.values)
    worse = [row for row in rows if row.worst.effect_nok < 0]
    assert isinstance(table, Table) == (len(worse) > 1)
    if isinstance(table, Table):
        assert all(int(str(row.cells[2])) < 0 for row in table.rows)


def odd() -> Iterator[Result]:
    """Budgets that lack one krone or two, cut, asked for, listed and left, with a wish or none."""
    for amounts, change in product(([2, 1, 999_999_999], [5] * 20), (-1, -2)):
        plan = council(amounts)
        given = {f"funding.{FREE.id}": max(sum(amounts) + change, 0)}
        lines = [line.id for line in plan.lines]
        for wish, rule in product(
            (0, 1),
            (
                {"policy": "leave_open"},
                {"policy": "pro_rata"},
                {"policy": "pro_rata", "step": 1_000},
                {"policy": "ranked", "order": lines[:1]},
                {"policy": "ranked", "order": lines},
                {"policy": "ask_funders", "shares": {FREE.id: 1}},
            ),
        ):
            yield scenario(plan, given, balancing={**rule, "minimum_reserve": wish})


BLOCKS = (
    cover,
    to_decide,
    changed_lines_block,
    balancing_block,
    tolerance_block,
    timeline_block,
    budget_block,
    later_years_block,
    provisos_block,
    open_points_block,
)
SLIPS = re.compile(
    r"\b(?!det det samme)([a-zæøå]+) \1\b|(?<![\d ])\b1 (?:kroner|poster)\b|(?<=\w)\.\.| [.,;]"
    r"|\bde 1 (?!\d)",
    re.IGNORECASE,
)


def test_no_sentence_stumbles() -> None:
    """No word stands twice, nothing is one and many, and no mark stands apart or twice."""
    results = [*odd(), *(shipped(name, plan) for plan, name in CASES)]
    found = {
        slip.string[max(slip.start() - 30, 0) : slip.end() + 30]
        for result in results
        for block in BLOCKS
        for line in told(block(result)).split("\n")
        for slip in SLIPS.finditer(re.sub(r" {2,}", "\t", line))
    }
    assert not found


@given(st.data())
def test_an_amount_is_told_with_what_the_budget_adds(data: st.DataObject) -> None:
    """Where the budget moves by another amount than is changed, it is said what is not in that."""
    plan = data.draw(plans())
    catalogue = inputs_of(plan)
    names = [f"lines.{line.id}.{part.id}" for line, part in plan.components]
    known = [long_names(plan).get(name, name) for name in names]
    known = [one for one in known if one in catalogue and catalogue[one].value is not None]
    assume(known)
    name = data.draw(st.sampled_from(known))
    found, value = catalogue[name], data.draw(st.integers(0, 10**6))
    outcome, before = reckon(plan, {name: value}), reckon(plan)
    long = next(one for one in names if long_names(plan).get(one, one) == name)
    moved = int(outcome[long] or 0) - int(before[long] or 0)
    assume(value != found.value)
    said = becomes(found, value)
    assert f"{kroner(abs(value - (found.value or 0)))} " in said
    if moved != value - (found.value or 0):
        assert said.endswith(found.without)
        assert re.fullmatch("uten (moms|prisvekst|moms og prisvekst)", found.without)
        assert bare_value(found, value) == f"{amount(value)} {found.without}"
    assert ("prisvekst" in found.without) <= bool(catalogue[PRICE_GROWTH].value)
    if not found.without:
        assert value_text(found, value) == kroner(value)


def test_what_is_moved_is_told_with_what_is_not_in_it() -> None:
    """Of money moved to a line with VAT on top it is said that it is without."""
    told = {
        "changes": [
            {
                "transfer": "10 000",
                "from": "lines.young_guides",
                "to": "lines.trails.clearing",
                "because": "Derfor.",
            }
        ]
    }
    result = told_scenario(SECOND_PLAN, {"title": "T", "question": "Q?", "status": "kladd", **told})
    assert what_changes(result).endswith("stier (Rydding, uten moms og prisvekst).")
    more = what_changes(scenario(SECOND_PLAN, {"lines.trails.clearing": "+10 000"}))
    assert more.replace("\u00a0", " ").endswith(
        "(Rydding) blir 10 000 kroner mer uten moms og prisvekst."
    )
    assert result.reserve - result.original.reserve == 10_000 - 12_937


@pytest.mark.parametrize("plan", [PLAN, SECOND_PLAN])
def test_what_a_plan_is_clear_about_is_not_told_as_open(plan: Plan) -> None:
    """A choice that a scenario makes may be read in two ways only where the plan tells so."""
    clear = plan.model_copy(update={"ambiguities": ()})
    choices = [item for item in inputs_of(plan).values() if item.unit == "choice"]
    assert choices
    for item in choices:
        for place, word in enumerate(item.choices):
            result = scenario(clear, {item.name: word})
            said = told(to_decide(result))
            assert "begge veier" not in said
            assert "Planen sier det ikke. Regnes" not in said
            own = reckon(clear)
            assert ("I planen" in said) == (place != item.value and own.reserve != result.reserve)
            for one in readings(result):
                assert (one.unclear, one.other) == (False, item.value)
                assert one.reserve_nok == own.reserve


def asked_about(result: Result, about: str) -> str:
    """What is answered where the question is about a figure."""
    scenario = result.scenario.model_copy(update={"answers": about})
    return answer(replace(result, scenario=scenario)).replace("\u00a0", " ")


@given(calculations())
def test_what_lacks_is_told_as_that(result: Result) -> None:
    """Asked what lacks, the answer is the shortfall, of the money or of what is wished."""
    said, lacks = asked_about(result, "shortfall"), result.shortfall
    assert said.startswith("Det ")
    assert (kroner(lacks).replace("\u00a0", " ") in said) == bool(lacks)
    assert ("ønsket" in said) == bool(result.balancing.minimum_reserve_nok)
    assert ("mangler" in said) == (not result.balancing.minimum_reserve_nok)


def test_a_label_that_ends_in_a_clause_has_its_comma() -> None:
    """What is called by a clause is parted from what is said of it."""
    result = scenario(PLAN)
    for about in ("recurring", "one_off", "rests_on_one_off"):
        assert re.match(r".+ som [^,]+, er \d", asked_about(result, about))
    assert asked_about(result, "frame").startswith("Økonomisk ramme er ")


def test_no_line_is_largest_where_none_costs_anything() -> None:
    """Of lines that are all 0, or have no amount, none is called the largest."""
    for amounts, said in (([0], False), ([0, 0], False), ([0, 1], True), ([1, 1], True)):
        plan = council(amounts)
        assert ("tørst" in lines_chart(plan, reckon(plan)).caption) == said
