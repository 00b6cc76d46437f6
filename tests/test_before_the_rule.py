"""What is reckoned before a rule cuts or asks is called that, and not how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ipr.budget.result import Result
from ipr.doors.build import scenario
from ipr.present import charts
from ipr.present.answers import cover
from ipr.present.blocks import Chart, Shown
from ipr.present.blocks.tables import Table
from ipr.present.scenario.decisions import tolerance_block
from ipr.present.sensitivity import (
    pairs_table,
    sensitivity_cover,
    steps_table,
    thresholds_table,
    tornado_chart,
    tornado_table,
)
from tests.plans import CASES, PLAN, SECOND_PLAN, shipped

pytestmark = pytest.mark.usefixtures("undrawn")

CUT = {"policy": "pro_rata", "step": 1_000}
SOME = {"policy": "ranked", "order": ["film"]}
ASK = {"policy": "ask_funders", "shares": {"county": 1}}
WISHES = ({**CUT, "minimum_reserve": 200_000}, {"policy": "leave_open", "minimum_reserve": 200_000})


def every() -> Iterator[Result]:
    """Each shipped scenario; lists that do not reach, rules with a wish, and one at rest."""
    yield from (shipped(one, plan) for plan, one in CASES)
    poor = {"funding.carry_over": 300_000}
    yield from (scenario(PLAN, poor, balancing=rule) for rule in (CUT, SOME, ASK, *WISHES))
    yield scenario(PLAN, {"funding.carry_over": 700_000}, balancing=CUT)
    poor = {"funding.regional_fund": 300_000}
    yield scenario(SECOND_PLAN, poor, balancing={**CUT, "minimum_reserve": 5_000})
    yield scenario(PLAN, balancing={**CUT, "minimum_reserve": 700_000})


def left_out(result: Result) -> str:
    """What the rule does here, after `uten`."""
    if result.reserve == result.unbalanced.reserve:
        return ""
    return "uten å be om mer" if result.outcome["asked"] else "uten kutt"


def text(block: Shown) -> str:
    """All of a block, with ordinary spaces."""
    return block.plain().replace("\u00a0", " ")


def test_the_tornado_stands_at_what_is_left_without_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """*Nå* is said only of the reserve that the report ends with; picture, words and unit agree."""
    drawn, seen = charts.tornado, list[tuple[Any, ...]]()

    def tornado(*given: Any) -> Chart:
        seen.append(given)
        return drawn(*given)

    monkeypatch.setattr(charts, "tornado", tornado)
    kinds = set()
    for result in every():
        chart, without = tornado_chart(result), left_out(result)
        assert isinstance(chart, Chart)
        _, now, _, _, called = seen[-1]
        assert now == result.unbalanced.reserve
        assert (called == "Nå") == (now == result.reserve), called
        assert called.lower() == (without or "nå")
        for told in (chart.alt.partition(". ")[0], chart.unit):
            assert (without or "uten") in told if without else "uten" not in told
        kinds.add(called)
    assert kinds == {"Nå", "Uten kutt", "Uten å be om mer"}


def test_where_the_money_ends_is_told_without_the_rule() -> None:
    """Head and tables of sensitivity say what they leave out, and a wish is not called money."""
    for result in every():
        without = left_out(result)
        finding = sensitivity_cover(result).answer
        assert (without.capitalize() in finding) if without else ("Uten" not in finding), finding
        if result.balancing.minimum_reserve_nok:
            assert "engene rekker" not in finding
        for block in (tornado_table, steps_table, thresholds_table, pairs_table):
            assert f"{without or 'uten kutt'}." in text(block(result)), block


def test_an_income_that_must_be_more_is_told_as_that() -> None:
    """*Så lite kan hver inntekt bli* is said where each may fall, else how much each must be."""
    heads = set()
    for result in every():
        block, without = tolerance_block(result), left_out(result)
        (table,) = (part for part in block.blocks if isinstance(part, Table))
        head, *_ = text(block).splitlines()
        margins = [str(row.cells[-1]) for row in table.rows]
        more = [one for one in margins if "mer" in one]
        assert len(more) in {0, len(margins)}
        assert (table.caption == "Så mye må hver inntekt være") == bool(more)
        assert (table.caption == "Så lite kan hver inntekt bli") == (not more)
        note = table.footnotes[0].text
        assert note.startswith(f"Én inntekt endres om gangen{', ' if without else ''}{without}.")
        assert head == (
            f"Hvor store må inntektene være {without}".rstrip() + "?"
            if more
            else "Hva tåler budsjettet?"
        )
        heads.add(head)
    assert len(heads) == 4


def test_what_is_changed_is_not_all_where_a_rule_cuts_or_asks() -> None:
    """*Én ting endres* is said alone only where the rule moves nothing beside it."""
    seen = set()
    for result in (one for one in every() if one.own_steps):
        told, without = cover(result).answer, left_out(result)
        beside = {"": "", "uten kutt": "Utenom kuttene ", "uten å be om mer": "Utenom det andre"}
        assert ("Utenom" in told) == bool(without), told
        assert beside[without] in told
        assert ("ting endres" in told) <= (not without)
        seen.add(without)
    assert len(seen) == 3
