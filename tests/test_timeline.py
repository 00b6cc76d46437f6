"""The running reserve by date: a ledger that ends where the scenario does, unknown kept unknown."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr.analysis.consequences import decided_in, hanging, is_touched
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
from ipr.plan.inputs import inputs_of
from ipr.present.blocks.tables import Missing, Table
from ipr.present.changes import step_label
from ipr.present.plan import who_decides
from ipr.present.scenario.dates import ALSO, timeline_block
from ipr.present.scenario.decisions import to_decide
from ipr.present.wording import CHOSEN
from ipr.reading.errors import InputError
from ipr.reading.norwegian import count, kroner
from tests.plans import CASES, LILLEHAMMER, NORDFJELLA, PLAN, shipped
from tests.small_plan import faults, small_plan, write_scenario
from tests.test_explain import calculations

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
    (last,) = (one for one in shown.replace("\u00a0", " ").splitlines() if "til slutt" in one)
    assert last.startswith("til slutt")
    assert re.search(r"Kutt i 14 poster +rådet +\+390 000 +0 minus det ukjente$", last)
    asked = timeline_block(shipped("ingen-overforing-be-om-mer")).plain()
    assert re.search(r"Bidragsyterne bes om mer +bidragsyterne +\+390", asked)


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
    (_, table) = found.blocks
    assert isinstance(table, Table)
    assert table.rows[-1].cells[0] == "uten dato i planen"


@pytest.mark.parametrize(("name", "scenario_id"), CASES)
def test_dates_in_words_are_rows_and_dated_decisions_are_told(name: str, scenario_id: str) -> None:
    """What is to give an amount is a row until it is given; other dated decisions stand below."""
    result = shipped(scenario_id, name)
    plan, rows = result.plan, timeline(result).rows
    for item in plan.milestones:
        waits = [
            key
            for key, one in inputs_of(plan).items()
            if one.value is None and is_touched(item.touches, {key}) and key not in result.values
        ]
        there = [row for row in rows if row.label == item.label and row.when == item.when]
        assert bool(there) == ("reserve" in item.touches and bool(waits)), item.id
        assert all(row.waits == tuple(waits) for row in there)
    order = [(row.date or dt.date.max, not row.when) for row in rows]
    assert order == sorted(order)
    also = timeline_block(result).plain().partition(ALSO)[2]
    dates = {item.id: item for item in plan.milestones}
    for key, decision in plan.decisions.items():
        nok = sum(hanging(result.outcome, decision.components).values())
        if decision.milestone:
            item = dates[decision.milestone]
            who = who_decides(plan, decision.decided_by)
            told = f"{item.label} {item.when} ({who}, {kroner(nok)})" in also
            assert told == (key not in decided_in(result) and nok > 0), key


@given(calculations())
def test_no_decision_is_called_by_a_name_of_a_field(result: Result) -> None:
    """Months and tax are told with what is chosen, and a whole year's amount as that."""
    for step in result.steps:
        found = [inputs_of(result.plan)[name] for name in step.inputs]
        label = step_label(result.plan, step)
        for item, value in zip(found, step.inputs.values(), strict=True):
            if len(found) == 1 and not isinstance(step.change, DecideChange):
                assert (item.unit == "months") == label.endswith(
                    f" regnes for {count(value, 'måned', 'måneder')}"
                )
                assert (item.unit == "choice") == any(
                    label.endswith(f" regnes {word}") for word in CHOSEN.values()
                )
                assert item.name.endswith(".full_year") == label.startswith("Helårsbeløpet til ")


def test_decisions_are_called_as_one_says_them() -> None:
    """The ledger has the months and the tax of two shipped scenarios as a person would."""
    told = timeline_block(shipped("summit-med-mva")).plain()
    assert "Summit Kvitfjell reiseliv regnes med moms som ikke kompenseres" in told
    longer = timeline_block(shipped("dekk-og-lengre-vert", NORDFJELLA.name)).plain()
    assert "Fjellvert i sesongen regnes for 12\u00a0måneder" in longer
    whole = SetChange(target="lines.tech_hub.project_leader.full_year", to="600 000", because="x")
    assert "Helårsbeløpet til TechHub" in timeline_block(resulting(whole)).plain()


def test_what_has_neither_amount_nor_date_is_told_as_waiting() -> None:
    """Each pending component of the made-up plan is named in the point on what to hold back."""
    told = to_decide(shipped("planen", NORDFJELLA.name)).plain()
    assert "Uten beløp ennå: Nødradio på vidda (en gang på høsten)." in told
    assert (
        "Uten både beløp og dato: Ny ubetjent hytte og Høstfest i fjellbygdene (Premie til årets "
        "gjest)." in told
    )
    given = to_decide(shipped("ventende-poster", NORDFJELLA.name)).plain()
    assert "Uten b" not in given


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
