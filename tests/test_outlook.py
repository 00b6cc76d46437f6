"""The years after the plan, in three views, each year the plan evaluated with changed inputs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.outlook import (
    VIEWS,
    Ahead,
    View,
    YearCell,
    Years,
    index_e4,
    made_whole,
    outlook,
)
from ipr.budget.reckon import reckon
from ipr.budget.result import Result
from tests.plans import PLAN, SECOND_PLAN
from tests.test_explain import calculations

CONTINUED = outlook(PLAN, {}, "continued")


def allocated(found: Years) -> list[int | None]:
    """What the lines take, year by year."""
    return [year.allocated_nok for year in found]


def left(found: Years) -> list[int | None]:
    """What recurring funding leaves, year by year."""
    return [year.left_nok for year in found]


def cell(found: Years, name: str, year: int) -> YearCell:
    """One cell of one year."""
    cells = next(item.cells for item in found if item.year == year)
    return next(item for item in cells if item.name == name)


@pytest.mark.parametrize(
    ("view", "expected", "over"),
    [
        (
            "bound",
            [None, 215_000, 215_000, 65_000],
            [None, 3_285_000, 3_285_000, 3_435_000],
        ),
        (
            "continued",
            [3_890_000, 3_240_000, 3_240_000, 3_090_000],
            [-390_000, 260_000, 260_000, 410_000],
        ),
        (
            "everything",
            [3_890_000, 4_040_000, 4_040_000, 3_890_000],
            [-390_000, -540_000, -540_000, -390_000],
        ),
    ],
)
def test_three_views(view: View, expected: list[int | None], over: list[int | None]) -> None:
    """The three views of the plan have exactly the known figures, and what is left of 3 500 000."""
    found = outlook(PLAN, {}, view)
    assert [year.year for year in found] == [2026, 2027, 2028, 2029]
    assert allocated(found) == expected
    assert left(found) == over


def test_years_follow_the_plans_own() -> None:
    """A plan of whatever year has the three years after it, never fewer because time goes by."""
    found = outlook(PLAN.model_copy(update={"year": 2031}), {}, "continued")
    assert [year.year for year in found] == [2031, 2032, 2033, 2034]


@pytest.mark.parametrize("view", VIEWS)
def test_cells_add_up(view: View) -> None:
    """In every later year the components' cells sum to what is allocated: nothing is earmarked."""
    for year in outlook(PLAN, {}, view)[1:]:
        amounts = [c.amount_nok for c in year.cells if c.name.startswith("lines.")]
        assert sum(amount for amount in amounts if amount is not None) == year.allocated_nok


MONTHS, RATE = "lines.tech_hub.project_leader.months", "assumptions.eur_nok"


@pytest.mark.parametrize(
    ("inputs", "view", "year", "name", "amount", "marking"),
    [
        ({}, "continued", 2026, "lines.cyberland.completion", 250_000, "plan"),  # gross
        ({}, "continued", 2026, "lines.inclusion.main_project", None, "plan"),
        ({}, "bound", 2027, "lines.youth.own_contribution", 150_000, "plan"),
        ({}, "continued", 2027, "lines.wuoc.membership", 65_000, "plan"),
        ({}, "everything", 2027, "lines.cyberland.completion", 0, "plan"),
        ({}, "continued", 2027, "lines.film.support", 150_000, "assumption"),
        ({}, "bound", 2027, "lines.film.support", None, "assumption"),
        ({}, "continued", 2027, "lines.industrial_study.external_help", 0, "assumption"),
        ({}, "everything", 2027, "lines.destination.destination_management", 100_000, "assumption"),
        ({}, "everything", 2027, "lines.inclusion.main_project", None, "plan"),
        ({}, "continued", 2027, "funding.county", 2_500_000, "assumption"),
        ({}, "continued", 2027, "funding.carry_over", 0, "assumption"),
        # The leader's half year becomes a whole one, also where 2026 has other months.
        ({}, "continued", 2026, "lines.tech_hub.project_leader", 250_000, "derived"),
        ({}, "continued", 2027, "lines.tech_hub.project_leader", 500_000, "assumption"),
        ({MONTHS: 9}, "continued", 2026, "lines.tech_hub.project_leader", 375_000, "assumption"),
        ({MONTHS: 9}, "continued", 2027, "lines.tech_hub.project_leader", 500_000, "assumption"),
        # What the scenario changes is assumption, in all years.
        ({RATE: 117_500}, "bound", 2026, "lines.wuoc.membership", 58_750, "assumption"),
        ({RATE: 117_500}, "bound", 2027, "lines.wuoc.membership", 58_750, "assumption"),
        ({"lines.youth": 7}, "bound", 2026, "lines.youth.own_contribution", 7, "assumption"),
        ({"lines.youth": 7}, "bound", 2027, "lines.youth.own_contribution", 7, "assumption"),
        (
            {"lines.inclusion": 9},
            "continued",
            2027,
            "lines.inclusion.main_project",
            9,
            "assumption",
        ),
        ({"lines.inclusion": 9}, "bound", 2027, "lines.inclusion.main_project", None, "plan"),
    ],
)
def test_cells_are_marked(
    inputs: dict[str, int], view: View, year: int, name: str, amount: int | None, marking: str
) -> None:
    """Each cell says whether it rests on the plan's words or on an assumption."""
    found = cell(outlook(PLAN, inputs, view), name, year)
    assert (found.amount_nok, found.marking) == (amount, marking)


def test_refused_support_lasts() -> None:
    """Youth money released in 2026 is released in 2027 and 2028 too: 450 000 kroner in all."""
    found = outlook(PLAN, {"lines.youth": 0}, "continued")
    differences = [
        int(plain.outcome.allocated) - int(changed.outcome.allocated)
        for plain, changed in zip(CONTINUED, found, strict=True)
    ]
    assert differences == [150_000, 150_000, 150_000, 0]


def test_reserve_carried() -> None:
    """An unspent reserve becomes next year's one-off money, year after year; else it is gone."""
    found = outlook(PLAN, {}, "continued", Ahead(carry_reserve=True))
    assert [year.carried_nok for year in found] == [0, 610_000, 870_000, 1_130_000]
    assert [year.reserve_nok for year in found] == [610_000, 870_000, 1_130_000, 1_540_000]
    assert left(found) == left(CONTINUED)
    assert [year.reserve_nok for year in CONTINUED] == [610_000, 260_000, 260_000, 410_000]


def test_shortfall_not_carried() -> None:
    """A shortfall is shown in its own year and not carried into the next."""
    found = outlook(PLAN, {"funding.carry_over": 0}, "continued", Ahead(carry_reserve=True))
    assert [year.reserve_nok for year in found] == [-390_000, 260_000, 520_000, 930_000]


def test_price_growth_compounds() -> None:
    """Prices compound on sensitive lines alone, each year from the plan's own amounts."""
    found = outlook(PLAN, {}, "continued", Ahead(price_growth_e4=35_000))
    name = "lines.regional_marketing.position"
    amounts = [cell(found, name, year).amount_nok for year in (2026, 2027, 2028, 2029)]
    # 570 000 × 1,035ⁿ: 589 950; 610 598,25; 631 969,19
    assert amounts == [570_000, 589_950, 610_598, 631_969]
    assert cell(found, "lines.film.support", 2029).amount_nok == 150_000
    assert cell(found, name, 2027).marking == "assumption"


@given(st.integers(0, 200_000), st.integers(0, 10), st.integers(0, 100_000))
def test_index_is_exact(growth: int, years: int, level: int) -> None:
    """The index is the exact compounded growth, off by at most half of its last decimal."""
    whole = 10**6
    exact = (whole + level) * (whole + growth) ** years  # over whole ** years
    index = whole + index_e4(growth, years, level)
    assert 2 * abs(index * whole**years - exact) <= whole**years


@given(
    view=st.sampled_from(list(VIEWS)),
    film=st.integers(0, 500_000),
    months=st.integers(0, 12),
    carry_over=st.integers(0, 2_000_000),
)
def test_every_year_is_evaluated(view: View, film: int, months: int, carry_over: int) -> None:
    """Every figure is the outcome's own, and the own year is the scenario's outcome."""
    inputs = {
        "lines.film": film,
        "lines.tech_hub.project_leader.months": months,
        "funding.carry_over": carry_over,
    }
    found = outlook(PLAN, inputs, view, Ahead(carry_reserve=True))
    assert found[0].outcome.reserve == reckon(PLAN, inputs).reserve
    for year in found[1:]:
        again = reckon(PLAN, year.outcome.inputs)
        assert (year.allocated_nok, year.reserve_nok) == (again.allocated, again.reserve)
        assert year.outcome.funding["carry_over"] == year.carried_nok


def test_no_one_off_funding_to_carry() -> None:
    """A plan without one-off money gets a row of its own for the reserve that is carried."""
    kept = tuple(item for item in PLAN.funding if item.recurrence == "continues")
    plan = PLAN.model_copy(update={"funding": kept})
    inputs = {"funding.county": 3_500_000}  # leaves a reserve to carry
    found = outlook(plan, inputs, "continued", Ahead(carry_reserve=True))
    assert found[1].carried_nok == int(found[0].outcome.reserve) > 0
    assert cell(found, "funding.carry_over", 2027).amount_nok == found[1].carried_nok
    assert cell(found, "funding.carry_over", 2026).amount_nok == 0


def test_a_whole_year_of_what_the_plan_has_a_part_of_is_no_word_of_the_plans() -> None:
    """Seven months are the plan's, and that the post lasts; that they become twelve is ours."""
    found = outlook(SECOND_PLAN, {}, "bound")
    host = "lines.mountain_host.host"
    assert [cell(found, host, year).marking for year in (2027, 2028)] == ["plan", "assumption"]
    assert cell(found, host, 2029).marking == "plan"  # it is over, as the plan says
    guides = "lines.young_guides.own_share"
    assert cell(found, guides, 2028).marking == "plan"


@given(calculations(), st.sampled_from(list(VIEWS)))
def test_what_is_made_a_whole_year_is_told(result: Result, view: View) -> None:
    """Each component that costs more in a later year because of its months alone, and no other."""
    found = outlook(result.plan, result.values, view)
    ahead = found[1].outcome
    grows = []
    for line, part in result.plan.components:
        name = f"lines.{line.id}.{part.id}"
        if part.kind == "part_year" and ahead[name]:
            least = min(part.months, result.values.get(f"{name}.months", part.months))
            before = reckon(result.plan, {**ahead.inputs, f"{name}.months": least})
            grows += [(line, part)] if least < 12 else []
            assert int(before[name] or 0) <= int(ahead[name] or 0)
    told = list(made_whole(found, result.values))
    assert [(line, part) for line, part, _ in told] == grows
    assert all(0 <= months < 12 for _, _, months in told)
    for line, part, _ in told:
        assert (
            cell(found, f"lines.{line.id}.{part.id}", result.plan.year + 1).marking == "assumption"
        )
