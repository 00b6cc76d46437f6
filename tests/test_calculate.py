"""The answer of a scenario: plan and scenario side by side, and the bridge between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.budget import result
from ipr.budget.reckon import reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import reckoned
from ipr.budget.scenario import Change, Scenario, SetChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from tests.small_plan import faults, small_result, write_scenario
from tests.strategies import plans

N = "\u00a0"


def scenario(*changes: Change) -> Scenario:
    """A scenario of these changes, made without a file."""
    return Scenario(id="s", title="T", question="Q", status="kladd", changes=changes)


@st.composite
def scenarios(draw: st.DrawFn, plan: Plan) -> Scenario:
    """A scenario that sets some inputs of a plan."""
    items = draw(st.lists(st.sampled_from(list(inputs_of(plan).values())), unique_by=id))
    changes = []
    for item in items:
        value = draw(st.integers(0, min(item.largest, 10**6)))
        if item.unit == "choice":
            written = item.choices[value]
        elif item.unit == "e4":
            written = f"{value // 10_000},{value % 10_000:04}"
        else:
            written = str(value)
        day = None if item.value is not None else f"{plan.year}-01-01"
        changes.append(SetChange(target=item.name, to=written, from_date=day, because="x"))
    return scenario(*changes)


@given(plans())
def test_empty_scenario_is_the_plan(plan: Plan) -> None:
    """A scenario without changes has the plan's figures, no steps and no bridge."""
    found = reckoned(resolve(plan, scenario()))
    assert found.outcome.figures == found.original.figures
    assert found.original.reserve == plan.reserve_nok
    assert dict(found.outcome.lines) == {line.id: line.total_nok for line in plan.lines}
    assert (found.steps, found.bridge_steps, found.values) == ((), (), {})


@given(st.data())
def test_bridge_leads_from_plan_to_scenario(data: st.DataObject) -> None:
    """The bridge's steps follow on each other and add up to the whole change of the reserve."""
    plan = data.draw(plans())
    found = reckoned(resolve(plan, data.draw(scenarios(plan))))
    ends = [found.original.reserve, *(step.after_nok for step in found.bridge_steps)]
    assert [step.before_nok for step in found.bridge_steps] == ends[:-1]
    assert ends[-1] == found.outcome.reserve
    assert sum(step.change_nok for step in found.bridge_steps) == (
        found.outcome.reserve - found.original.reserve
    )
    assert reckon(plan, found.values).reserve == found.outcome.reserve


def test_change_equal_to_the_plan(tmp_path: Path) -> None:
    """Changes that come to the plan's own values are calculated, and move nothing."""
    write_scenario(
        tmp_path,
        "s",
        "set: funding.county, to: 800",
        "raise: lines.film, by: 0",
        "scale: lines.hub.work, percent: 0.1",
        "decide: grant, as: granted",
        "set: lines.talk, to: 171",
    )
    found = small_result(tmp_path)
    assert [step.change_nok for step in found.bridge_steps[:4]] == [0, 0, 0, 0]
    assert found.outcome.reserve == 299


def test_compared_figures(tmp_path: Path) -> None:
    """A figure is shown before and after; an amount that was missing adds the whole of itself."""
    write_scenario(
        tmp_path,
        "s",
        "set: lines.talk, to: 100",
        "add: ny, label: Ny, group: all, amount: 0",
    )
    found = small_result(tmp_path)
    for name, before, change, after in (
        ("lines.talk", 170, -70, 100),
        ("lines.open", None, None, None),
        ("lines.ny", None, 0, 0),
        ("reserve", 300, 70, 370),
    ):
        row = found.row(name)
        assert (row.original, row.change, row.revised) == (before, change, after)
    with pytest.raises(KeyError):
        found.row("lines.ingen")


def test_amount_beyond_the_largest(tmp_path: Path) -> None:
    """Two changes that together come to more than any amount may be name the last of them."""
    write_scenario(
        tmp_path,
        "s",
        "set: lines.fee.dues.foreign_amount, to: 1 000 000 000",
        "set: assumptions.eur_nok, to: 100000000",
    )
    assert faults(small_result, tmp_path) == [
        (
            "s.yaml:6: set: lines.fee.dues: beløpet blir større enn "
            f"1{N}000{N}000{N}000{N}000{N}kroner"
        )
    ]


def test_nothing_is_reckoned_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario is reckoned once for each change, and once more for a wish and for a rule."""
    rules = {
        "leave_open": 1,
        "leave_open, minimum_reserve: 5": 2,
        "pro_rata": 2,
        "pro_rata, minimum_reserve: 5": 3,
    }
    ran: list[object] = []
    monkeypatch.setattr(result, "reckon", lambda *given: ran.append(given) or reckon(*given))
    for number, (rule, times) in enumerate(rules.items()):
        more = f"balancing: {{policy: {rule}}}"
        write_scenario(tmp_path, f"s{number}", "set: funding.rest, to: 5", more=more)
        ran.clear()
        small_result(tmp_path, f"s{number}")
        assert len(ran) == times, rule
