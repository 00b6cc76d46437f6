"""The register of assumptions: all that is not simply the plan's, and on whose word it stands."""

from __future__ import annotations

import pytest
from hypothesis import given

from ipr.analysis.explain import STANDINGS
from ipr.budget.resolve import resolve
from ipr.budget.result import Registered, Result, reckoned
from ipr.budget.scenario import Change, ScaleChange, Scenario, SetChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present.scenario.grounds import assumed
from tests.plans import LILLEHAMMER, PLAN, shipped
from tests.strategies import plans


def calculated(*changes: Change) -> Result:
    """The Lillehammer plan with these changes."""
    scenario = Scenario(id="x", title="X", question="X?", status="kladd", changes=changes)
    return reckoned(resolve(PLAN, scenario))


def by_name(items: tuple[Registered, ...]) -> dict[str, Registered]:
    """The rows by the name of their input."""
    return {item.found.name: item for item in items}


def test_the_plan_alone_has_what_it_assumes_and_what_is_ours() -> None:
    """Without a scenario the register holds every input that the plan does not state itself."""
    items = assumed(shipped("planen"))
    assert [(item.found.name, item.standing, item.value) for item in items] == [
        ("assumptions.vat_rate", "ours", 250_000),
        ("assumptions.price_growth", "ours", 0),
        ("funding.county", "planning_assumption", 2_500_000),
        ("funding.municipalities", "planning_assumption", 1_000_000),
        ("lines.event_grants", "planning_assumption", 500_000),
        ("funding.carry_over", "derived", 1_000_000),
        ("funding.cyberland_carry_over.counted", "derived", 0),
        ("lines.tech_hub.project_leader.full_year", "derived", 500_000),
        ("lines.tech_hub.project_leader.months", "derived", 6),
        ("assumptions.eur_nok", "derived", 130_000),
    ]
    assert all(item.reason and item.source for item in items)


@pytest.mark.parametrize("scenario_id", LILLEHAMMER.scenario_ids)
def test_all_that_a_scenario_touches_is_chosen_by_it(scenario_id: str) -> None:
    """Exactly the inputs a scenario gives a value come first, as chosen, with reason and value."""
    calculation = shipped(scenario_id)
    chosen = [item for item in assumed(calculation) if item.standing == "scenario"]
    values = {item.found.name: item.value for item in chosen}
    assert values == calculation.values
    assert all(item.reason and item.changes for item in chosen)
    assert assumed(calculation)[: len(chosen)] == tuple(chosen)


def test_a_changed_rate_is_no_longer_the_plans() -> None:
    """A scenario's value replaces the plan's, its reason and its source."""
    change = SetChange(target="assumptions.eur_nok", to="11,75", because="billigere", source="ECB")
    found = by_name(assumed(calculated(change)))["assumptions.eur_nok"]
    assert (found.standing, found.value, found.reason, found.source) == (
        "scenario",
        117_500,
        "billigere",
        "ECB",
    )


def test_a_stated_amount_enters_when_a_scenario_touches_it() -> None:
    """What the plan states is left out until a scenario changes it, and names no source unasked."""
    assert "lines.film" not in by_name(assumed(calculated()))
    change = ScaleChange(target="lines.film", percent_e4=-100_000, because="kutt")
    found = by_name(assumed(calculated(change)))["lines.film"]
    assert (found.value, found.source, found.reason) == (135_000, "", "kutt")


def test_the_plans_value_said_again_is_the_scenarios() -> None:
    """A scenario that repeats the plan's value answers for it: its reason is the one shown."""
    change = SetChange(
        target="funding.carry_over", to="1 000 000", because="regnskapet er avsluttet"
    )
    found = by_name(assumed(calculated(change)))["funding.carry_over"]
    assert (found.standing, found.reason) == ("scenario", "regnskapet er avsluttet")


def test_two_scenarios_that_agree_give_both_reasons() -> None:
    """A combination where both parts set one value shows each reason once."""
    parts = tuple(
        Scenario(
            id=name,
            title=name,
            question="?!",
            status="kladd",
            changes=(SetChange(target="lines.film", to="100 000", because=f"fordi {name}"),),
        )
        for name in ("a", "b")
    )
    whole = Scenario(id="a+b", title="X", question="X?", status="kladd", combines=("a", "b"))
    calculation = reckoned(resolve(PLAN, whole, parts))
    assert by_name(assumed(calculation))["lines.film"].reason == "fordi a fordi b"


@given(plans())
def test_nothing_assumed_is_left_out(plan: Plan) -> None:
    """In any plan, an input is in the register exactly where it is not stated, least sure first."""
    scenario = Scenario(id="x", title="X", question="X?", status="kladd")
    calculation = reckoned(resolve(plan, scenario))
    items = assumed(calculation)
    catalogue = inputs_of(plan)
    expected = {name for name, item in catalogue.items() if item.status != "stated"}
    assert {item.found.name for item in items} == expected
    assert len(items) == len(expected)
    ranks = [STANDINGS.index(item.standing) for item in items]
    assert ranks == sorted(ranks)
    assert list(calculation.register) == list(catalogue)
