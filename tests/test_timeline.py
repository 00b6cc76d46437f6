"""The running reserve by date of decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.timeline import Timeline, timeline
from ipr.budget.load import load_plan
from ipr.budget.reckon import reckon
from ipr.budget.resolve import Resolved, resolve
from ipr.budget.scenario import Change, DecideChange, Scenario, SetChange

PLAN = load_plan(Path(__file__).parent.parent / "data" / "lillehammer-2026")
DECISIONS = ["film_proposal", "inclusion_proposal", "mjos_proposal", "destination_recommendation"]


def inclusion(amount: int, day: str = "2026-04-01") -> SetChange:
    """An amount for Økt innenforskap, from a day."""
    return SetChange(
        target="lines.inclusion",
        to=str(amount),
        from_date=dt.date.fromisoformat(day),
        because="prøve",
    )


def put(target: str, value: object) -> SetChange:
    """Another input set to a value."""
    return SetChange(target=target, to=str(value), because="prøve")


def decide(condition: str, response: str | None = None) -> DecideChange:
    """A no to a condition."""
    return DecideChange.model_validate(
        {"decide": condition, "as": "denied", "response": response, "because": "prøve"}
    )


def resolved(*changes: Change) -> Resolved:
    """A scenario of these changes, understood against the plan."""
    scenario = Scenario(id="prove", title="P", question="?", status="kladd", changes=changes)
    return resolve(PLAN, scenario)


MANY = resolved(
    put("funding.carry_over", 500_000),
    put("lines.mjos_hospital.anchoring", 90_000),
    inclusion(300_000),
    decide("film_new_design", "release"),
    decide("nord_gudbrandsdal_match"),
)


def rows(found: Timeline) -> list[tuple[str | None, int | None, int]]:
    """Milestone, amount taken and reserve after, of each row."""
    return [(row.milestone, row.amount_nok, row.after_nok) for row in found.rows]


def test_running_reserve() -> None:
    """Film, Innenforskap, Mjøssykehuset and destination follow each other, krone for krone."""
    found = timeline(MANY)
    assert found.opening_nok == 110_000
    assert [step.change.target for step in found.undated] == ["funding.carry_over"]  # type: ignore[union-attr]
    assert rows(found) == [
        ("film_proposal", -150_000, 260_000),
        ("inclusion_proposal", 300_000, -40_000),
        ("mjos_proposal", 40_000, -80_000),
        ("destination_recommendation", -100_000, 20_000),
    ]
    assert found.closing_nok == 20_000


def test_another_order() -> None:
    """The first come can drain the reserve: another order changes the way, not the end."""
    found = timeline(MANY, ["inclusion_proposal", "destination_recommendation"])
    assert rows(found) == [
        ("inclusion_proposal", 300_000, -190_000),
        ("destination_recommendation", -100_000, -90_000),
        ("film_proposal", -150_000, 60_000),
        ("mjos_proposal", 40_000, 20_000),
    ]


def test_who_and_when() -> None:
    """Each row says when and who: a milestone's words, and a condition's own decider."""
    film, case, _, destination = timeline(MANY).rows
    assert (film.when, film.date) == ("i løpet av vinteren 2026", None)
    assert case.date == dt.date(2026, 3, 31)
    assert case.decided_by == "Interkommunalt politisk råd i Lillehammer-regionen"
    assert case.what == "Økt innenforskap"
    assert destination.decided_by == "Interkommunalt politisk råd i Nord-Gudbrandsdalen"


def test_open_decisions() -> None:
    """A decision the scenario says nothing of is shown open, without an amount, never as 0."""
    found = timeline(resolved())
    assert rows(found) == [(name, None, 610_000) for name in DECISIONS]
    assert all(row.step is None for row in found.rows)


def test_a_decision_that_moves_no_money() -> None:
    """A decision whose answer changes nothing takes 0 kroner: that is known, not open."""
    found = timeline(resolved(decide("film_new_design", "keep")))
    assert rows(found)[0] == ("film_proposal", 0, 610_000)


def test_hung_on_a_milestone() -> None:
    """A line the caller hangs on a milestone comes there, with what the milestone says."""
    steps = resolved(put("lines.council_operations", 150_000))
    found = timeline(steps, hangs_on={"lines.council_operations": "mjos_proposal"})
    assert rows(found)[2] == ("mjos_proposal", 50_000, 560_000)
    assert found.undated == ()


def test_its_own_day() -> None:
    """A change with only a day of its own stands between the milestones around that day."""
    plan = PLAN.model_copy(
        update={
            "milestones": tuple(m for m in PLAN.milestones if m.id != "inclusion_proposal"),
        }
    )
    steps = MANY.steps[2:3]
    found = timeline(replace(MANY, plan=plan, steps=steps))
    assert rows(found) == [
        ("film_proposal", None, 610_000),
        (None, 300_000, 310_000),
        ("mjos_proposal", None, 310_000),
        ("destination_recommendation", None, 310_000),
    ]
    assert found.rows[1].when == "fra 1. april 2026"
    assert found.rows[1].date == dt.date(2026, 4, 1)


@pytest.mark.parametrize("order", [["mjos"], ["mjos_proposal", "mjos_proposal"]])
def test_an_order_that_makes_no_sense(order: list[str]) -> None:
    """An unknown milestone, or one named twice, is refused."""
    with pytest.raises(ValueError, match="milestones"):
        timeline(MANY, order)


def test_hung_on_nothing() -> None:
    """Hanging a change on an unknown milestone is refused."""
    with pytest.raises(ValueError, match="milestones"):
        timeline(MANY, hangs_on={"lines.film": "mjos"})


@given(
    order=st.permutations(DECISIONS),
    case=st.integers(0, 900_000),
    growth=st.integers(0, 5),
)
def test_rows_meet(order: list[str], case: int, growth: int) -> None:
    """In any order, each row begins where the one before ended, and the end is the scenario's."""
    changes = resolved(
        inclusion(case),
        put("assumptions.price_growth", growth),
        put("lines.mjos_hospital.external_help", 200_001),
        decide("film_new_design", "release"),
    )
    found = timeline(changes, order)
    befores = [row.before_nok for row in found.rows]
    afters = [row.after_nok for row in found.rows]
    assert befores[0] == found.opening_nok
    assert befores[1:] == afters[:-1]
    assert afters[-1] == found.closing_nok == reckon(changes.plan, changes.inputs).reserve
    assert all(r.amount_nok in {None, r.before_nok - r.after_nok} for r in found.rows)
