"""The running reserve by date: a ledger that ends where the scenario does, unknown kept unknown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.timeline import Timeline, timeline
from ipr.budget.reckon import reckon
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.scenario import (
    Change,
    DecideChange,
    RaiseChange,
    Scenario,
    SetChange,
    TransferChange,
)
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.present.blocks.tables import Missing, Table
from ipr.present.scenario.decisions import timeline_block, to_decide
from ipr.reading.errors import InputError
from tests.plans import LILLEHAMMER, PLAN, shipped
from tests.small_plan import faults, small_plan, write_scenario

AMOUNTS = st.integers(0, 10**6)
INCLUSION, HOSPITAL = "lines.inclusion", "lines.mjos_hospital.main_project"


def put(target: str, value: object, day: str = "", milestone: str | None = None) -> SetChange:
    """An input set to a value, from a day or at a milestone."""
    since = dt.date.fromisoformat(day) if day else None
    return SetChange(
        target=target, to=str(value), from_date=since, milestone=milestone, because="prøve"
    )


def decide(condition: str, response: str | None = None) -> DecideChange:
    """A no to a condition."""
    return DecideChange.model_validate(
        {"decide": condition, "as": "denied", "response": response, "because": "prøve"}
    )


def resulting(*changes: Change) -> Result:
    """What follows of these changes in the plan."""
    scenario = Scenario(id="prove", title="P", question="?", status="kladd", changes=changes)
    return reckoned(resolve(PLAN, scenario))


def ledger(found: Timeline) -> list[tuple[int | None, int, bool]]:
    """What each row takes, what is left, and whether something unknown is to be taken from it."""
    return [(row.amount_nok, row.after_nok, row.unknown) for row in found.rows]


def test_two_main_projects_come_in_their_order() -> None:
    """400 000 from April and 300 000 from August: 610 000, 210 000, −90 000, in that order."""
    found = timeline(
        resulting(put(HOSPITAL, 300_000, "2026-08-01"), put(INCLUSION, 400_000, "2026-04-01"))
    )
    assert found.opening_nok == 610_000
    known, *decided = ledger(found)
    assert known == (None, 610_000, False)
    assert decided == [(400_000, 210_000, False), (300_000, -90_000, False)]
    assert [row.when for row in found.rows[1:]] == ["fra 1. april 2026", "fra 1. august 2026"]


def test_an_unknown_amount_is_carried_as_unknown() -> None:
    """After a decision whose amount nobody knows, what is left is said as less the unknown."""
    result = shipped("innenforskap-hovedprosjekt")
    assert ledger(timeline(result))[1:] == [(300_000, 310_000, False), (None, 310_000, True)]
    shown = timeline_block(result).plain().replace("\u00a0", " ")
    assert "−300 000" in shown
    assert "310 000 minus det ukjente" in shown


def test_the_year_end_that_makes_the_carry_over_known_is_a_row() -> None:
    """A smaller carry-over stands at the turn of the year, before what is decided later."""
    first, *others = timeline(shipped("lavere-overforing")).rows
    assert (first.when, first.amount_nok) == ("ved årsskiftet 2025/2026", 500_000)
    assert [row.step for row in others] == [None, None]
    assert not any(row.kind == "reveals" for row in (first, *others))


def test_the_year_end_is_a_row_also_where_the_carry_over_is_the_plans() -> None:
    """What the carry-over is becomes known at the turn of the year; nothing unknown is taken."""
    first, *_ = timeline(shipped("planen")).rows
    assert (first.kind, first.label) == ("reveals", "Overføring fra 2025")
    assert (first.amount_nok, first.unknown) == (None, False)
    (_, table) = timeline_block(shipped("planen")).blocks
    assert isinstance(table, Table)
    assert table.rows[1].cells[1] == "Overføring fra 2025 blir kjent"
    assert table.rows[1].cells[3] == Missing("som i planen")


def test_what_a_rule_gives_back_is_the_last_row() -> None:
    """The ledger of a balanced scenario ends where its budget does, also after cuts."""
    shown = timeline_block(shipped("ingen-overforing-likt-kutt")).plain()
    last = shown.splitlines()[-1].replace("\u00a0", " ")
    assert last.startswith("til slutt")
    assert "Kutt i 14 poster" in last
    assert "+390 000" in last
    assert last.endswith("0 minus det ukjente")


def test_a_no_is_told_as_a_no() -> None:
    """The row of a refusal does not read as if what the plan hopes for came true."""
    last = timeline(shipped("fylket-nei-reisemal-dekk")).rows[-1]
    condition = "Fylkeskommunen medfinansierer utredningen av destinasjonsledelse"
    assert last.label == f"«{condition}» slår ikke til"


@pytest.mark.parametrize("scenario_id", LILLEHAMMER.scenario_ids)
def test_nobody_is_said_to_decide_what_others_recommend(scenario_id: str) -> None:
    """No row has the recommendation on destinations, and a day only where data or scenario do."""
    for row in timeline(shipped(scenario_id)).rows:
        assert "Anbefaling" not in row.label
        assert "filmstøtten" not in row.label
        if row.step and isinstance(row.step.change, DecideChange):
            decision = PLAN.condition(row.step.change.condition).decision
            assert decision
            assert bool(row.when) == bool(decision.milestone)
            assert row.decided_by == decision.decided_by


def test_what_has_no_date_stands_last_and_says_so() -> None:
    """Answers that the plan does not date are named as undated."""
    found = timeline_block(resulting(decide("nord_gudbrandsdal_match")))
    last = found.plain().splitlines()[-2]
    assert last.startswith("uten dato i planen")


def test_a_milestone_dates_any_change() -> None:
    """Every verb may name the plan's milestone that it is decided at."""
    change = RaiseChange(target="lines.film", by="-50 000", milestone="mjos_proposal", because="x")
    (_, inclusion, film, hospital) = timeline(resulting(change)).rows
    assert (inclusion.step, inclusion.unknown) == (None, True)
    assert (film.when, film.amount_nok) == ("innen utgangen av første halvår 2026", -50_000)
    assert (hospital.kind, hospital.when) == ("open", film.when)


def test_an_amount_is_unknown_until_it_is_given() -> None:
    """Another change at the same date, or in the same line, makes no pending amount known."""
    beside = RaiseChange(
        target="lines.event_grants", by="-50 000", milestone="inclusion_proposal", because="x"
    )
    for change in (beside, put("lines.mjos_hospital.external_help", 100_000)):
        found = timeline(resulting(change))
        assert [row.when for row in found.rows if row.kind == "open"] == [
            "innen utgangen av første kvartal 2026",
            "innen utgangen av første halvår 2026",
        ]
        assert found.rows[-1].unknown
    assert found.rows[-1].when == ""  # when the help is decided on, the plan does not say
    told = to_decide(resulting(beside)).plain()
    assert "tiltak for økt innenforskap" in told
    assert "hovedprosjekt om Mjøssykehuset" in told


def test_what_takes_nothing_is_no_row() -> None:
    """Money moved between lines and a value set as it is are no rows; a pending 0 is one."""
    move = TransferChange(
        amount_nok=60_000, taken_from="lines.film", target="lines.sports_region", because="x"
    )
    same = put("funding.county", "2 500 000")
    kinds = [row.kind for row in timeline(resulting(move, same)).rows]
    assert kinds == ["reveals", "open", "open"]
    nothing = timeline(resulting(put(INCLUSION, 0))).rows
    assert [(row.kind, row.amount_nok) for row in nothing[1:]] == [("change", 0), ("open", None)]


@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
def test_the_ledger_ends_at_the_scenarios_reserve(
    carry_over: int, amount: int, day: dt.date
) -> None:
    """Whatever is changed and when, the last row is the scenario's reserve, and the sums hold."""
    case = resulting(
        put("funding.carry_over", carry_over),
        put(INCLUSION, amount, day.isoformat()),
        decide("county_youth_grant"),
    )
    found = timeline(case)
    assert found.rows[-1].after_nok == reckon(case.plan, case.values).reserve
    taken = sum(row.amount_nok or 0 for row in found.rows)
    assert found.opening_nok - taken == found.rows[-1].after_nok
    days = [row.date for row in found.rows]
    assert days == sorted(days, key=lambda one: one or dt.date.max)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "raise: lines.film, by: -5, from_date: 2027-04-01",
            "from_date: 2027-04-01 er ikke i planens år – datoen skal være i 2026",
        ),
        (
            "add: ny, label: Ny, group: all, amount: 5, milestone: host",
            "milestone: «host» er ukjent – ingenting er tillatt her",
        ),
    ],
)
def test_a_time_that_cannot_be_is_refused(tmp_path: Path, change: str, told: str) -> None:
    """A day outside the plan's year and an unknown milestone are told with their line."""
    small_plan(tmp_path)
    write_scenario(tmp_path, "s", change)
    assert faults(scenario_result, PlanFolder.open(tmp_path), "s") == [f"s.yaml:5: {told}"]


def test_a_day_and_a_milestone_are_one_too_many() -> None:
    """A change says when it is decided in one way only."""
    with pytest.raises(InputError, match="velg enten «from_date» eller «milestone»"):
        resulting(put("lines.film", 1, "2026-04-01", "mjos_proposal"))
