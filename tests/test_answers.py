"""Each sentence of an answer says what the outcome says, for every scenario and for random ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from ipr.analysis.consequences import (
    State,
    is_touched,
    readings,
    state_of,
    tied,
    too_small,
    touched,
)
from ipr.budget.reckon import reckon
from ipr.budget.result import Result
from ipr.budget.scenario import AddChange
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import inputs_of
from ipr.present.answers import KEY_FIGURES, answer, cover, verdict, verdict_word
from ipr.present.blocks import Text
from ipr.present.scenario.decisions import balancing_block, to_decide, tolerance_block
from ipr.present.scenario.grounds import provisos_block
from ipr.present.wording import MOST_CHANGES, clause, what_changes
from ipr.reading.norwegian import kroner
from tests.plans import CASES, LILLEHAMMER, shipped
from tests.test_explain import calculations

AMOUNT = re.compile(r"(\d{1,3}(?:\u00a0\d{3})*)\u00a0kroner?\b")
STATES: dict[str, State] = {
    "planen": "balanced",
    "lavere-overforing": "balanced",
    "ingen-overforing": "short",
    "ingen-overforing-likt-kutt": "balanced_after_cuts",
    "ingen-overforing-prioritert-kutt": "balanced_after_cuts",
    "ingen-overforing-be-om-mer": "depends_on_others",
    "cyberland-innenfor-lavere-overforing": "short",
}


def amounts(text: str) -> list[int]:
    """Every amount in kroner that a sentence writes."""
    return [int(found.replace("\u00a0", "")) for found in AMOUNT.findall(text)]


def check_sentences(result: Result) -> None:
    """Fail where a sentence says another amount or another state than the outcome."""
    outcome, text = result.outcome, verdict(result).text
    cuts = sum(outcome.cuts.values())
    asked = [extra for extra in outcome.asked.values() if extra]
    match state_of(result):
        case "short":
            assert outcome.shortfall > 0
            wished = outcome.reserve >= 0
            expected = (
                [outcome.shortfall] if wished else [-outcome.reserve, *([cuts] if cuts else [])]
            )
            assert amounts(text) == expected
            assert ("mindre enn ønsket" in text) == wished
        case "depends_on_others":
            assert sorted(amounts(text)) == sorted(asked)
            assert text.startswith("I balanse bare hvis")
        case "balanced_after_cuts":
            count = sum(1 for cut in outcome.cuts.values() if cut)
            assert amounts(text) == [cuts]
            assert text.startswith(f"I balanse etter kutt: {count}\u00a0")
        case _:
            assert not cuts
            assert not asked
            assert amounts(text) == ([outcome.reserve] if outcome.reserve else [])
    check_difference(result)


def check_difference(result: Result) -> None:
    """Fail where the answer or a key figure says another difference from the plan."""
    before, after = int(result.original.reserve), result.reserve
    told = amounts(answer(result))
    if result.scenario.answers == "reserve":
        if after < 0 <= before:
            assert told == [*([before] if before else []), -after]
        elif after < 0:
            assert told == [-after, -before]
        else:
            assert told == ([abs(after - before)] if after != before else [])
    for name, key in zip(KEY_FIGURES, cover(result).key_figures, strict=True):
        row = result.row(name)
        assert key.text == kroner(row.revised or 0)
        assert amounts(key.note) == ([abs(row.change)] if row.change else [])
    check_changes(result)


def check_changes(result: Result) -> None:
    """Fail where what is said to change is not what the scenario changes."""
    told = what_changes(result)
    assert bool(told) == bool(result.steps or result.outcome["cuts"] or result.outcome["asked"])
    moved = any(row.change for row in result.rows("funding", "components", "lines"))
    assert ("Tallene blir som" in told) == bool(result.steps and not moved)
    if 0 < len(result.steps) <= MOST_CHANGES:
        assert all(clause(result, step) in told for step in result.steps)
    for step in result.steps:
        for name, value in step.inputs.items() if len(step.inputs) == 1 else ():
            found = inputs_of(result.plan)[name]
            said = clause(result, step)
            if found.unit == "nok" and found.value is not None and not step.answer:
                word = "mer" if value > found.value else "mindre"
                expected = found.label in said and (value == found.value or word in said.split())
                assert expected or isinstance(step.change, AddChange)


def check_points(result: Result) -> None:
    """Fail where a point to decide is not true of the outcome."""
    points = to_decide(result).blocks
    if not points:
        return
    _, told = points
    assert isinstance(told, Text)
    assert 1 <= len(told.items) <= 3
    text = " ".join(" ".join(point) for point in told.points)
    state = state_of(result)
    assert ("skal dekkes" in text) == (state == "short" and result.reserve < 0)
    assert ("kuttes slik" in text) == (state == "balanced_after_cuts")
    assert ("bes om mer" in text) == (state == "depends_on_others")
    for one in readings(result):
        assert one.reserve_nok != result.reserve
    check_least_step(result, text)


def check_least_step(result: Result, text: str) -> None:
    """Fail where the income that is said to close the gap does not, or a krone less does."""
    said = re.search(r"Minste grep: (.+?) blir minst ([\d\u00a0]+)\u00a0kroner?", text)
    if not said:
        return
    label, threshold = said.group(1), amounts(f"{said.group(2)}\u00a0kroner")[0]
    wish = result.balancing.minimum_reserve_nok
    found = [
        [
            int(reckon(result.plan, {**result.values, f"funding.{item.id}": value}).reserve)
            for value in (threshold, threshold - 1)
        ]
        for item in result.plan.free_funding
        if item.label == label
    ]
    assert [wish, wish - 1] in found


@pytest.mark.parametrize(("name", "scenario_id"), CASES)
def test_sentences_of_every_scenario_are_true(name: str, scenario_id: str) -> None:
    """The verdict and the answer of each shipped scenario say its own amounts and no others."""
    result = shipped(scenario_id, name)
    check_sentences(result)
    check_points(result)


@given(calculations())
def test_sentences_of_a_random_scenario_are_true(result: Result) -> None:
    """The verdict and the answer are true of any plan, scenario and rule."""
    check_sentences(result)
    if not any(item.range for item in inputs_of(result.plan).values()):
        check_points(result)


def test_each_question_is_answered_with_its_own_amount() -> None:
    """The six scenarios that ask for something else than what is left are answered with that."""
    answers = {one: answer(shipped(one)) for one in LILLEHAMMER.scenario_ids}
    plain = {key: text.replace("\u00a0", " ") for key, text in answers.items()}
    assert plain["nullpunkt-overforing"].startswith("Overføring fra 2025 er 390 000 kroner")
    assert plain["summit-med-mva"].startswith("Summit Kvitfjell reiseliv er 93 750 kroner")
    assert "58 750 kroner, 6 250 kroner mindre enn i planen" in plain["wuoc-kurs-11-75"]
    assert plain["ingen-overforing-be-om-mer"].startswith("Til sammen må de gi 390 000 kroner")
    assert "nummer 4 av 5 på listen" in plain["ingen-overforing-prioritert-kutt"]
    assert "minst Næringsarealer og krafttilgang" in plain["ingen-overforing-likt-kutt"]


@pytest.mark.parametrize("scenario_id", STATES)
def test_the_state_is_one_of_four(scenario_id: str) -> None:
    """Money that is only asked for is no balance, and cuts are told apart from none."""
    result = shipped(scenario_id)
    assert state_of(result) == verdict(result).kind == STATES[scenario_id]


def test_narrow_columns_say_the_same() -> None:
    """The word for a list says the same state, with the amount where one is lacking."""
    words = {one: verdict_word(shipped(one)) for one in STATES}
    assert words["ingen-overforing"] == "mangler 390\u00a0000"
    assert words["ingen-overforing-be-om-mer"] == "avhenger av andre"
    assert words["ingen-overforing-likt-kutt"] == "i balanse etter kutt"
    assert words["planen"] == "i balanse"


def test_what_is_touched_follows_decisions_cuts_and_the_reserve() -> None:
    """A kept answer, a cut line, an asked funder and a moved reserve are all touched."""
    kept = touched(shipped("fylket-nei-reisemal-behold"))
    assert "lines.destination.destination_management" in kept
    assert "reserve" not in kept
    cut = touched(shipped("ingen-overforing-likt-kutt"))
    assert {"lines.film", "lines.summit", "lines.gudbrandsdal", "reserve", "frame"} <= cut
    asked = touched(shipped("ingen-overforing-be-om-mer"))
    assert {"funding.county", "funding.municipalities"} <= asked
    assert is_touched(("lines.tech_hub.project_leader",), frozenset({"lines.tech_hub"}))
    assert not is_touched(("lines.tech_hub",), frozenset({"lines.film"}))


def test_the_plan_itself_touches_what_hangs_on_decisions() -> None:
    """The plan alone touches the components of every decision that remains."""
    names = touched(shipped("planen"))
    plan = LILLEHAMMER.plan
    hanging = {part for one in plan.conditions if one.decision for part in one.decision.components}
    assert names == hanging


def test_every_unknown_amount_is_named_as_left_out() -> None:
    """A line and a component without amount are both named; one that gets an amount is not."""
    plain = provisos_block(shipped("planen")).plain()
    assert "ukjent: Posisjonering for Mjøssykehuset: Hovedprosjekt og Økt innenforskap." in plain
    known = provisos_block(shipped("innenforskap-hovedprosjekt")).plain()
    assert "ukjent: Posisjonering for Mjøssykehuset: Hovedprosjekt." in known


def balanced_by(place: Path, rule: str) -> Result:
    """The budget without a carry-over, balanced by a rule as a file says it."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, place / LILLEHAMMER.name))
    text = "title: T\nquestion: Q?\nstatus: kladd\ncombines: [ingen-overforing]\n"
    file = folder / "scenarios" / "etter-regel.yaml"
    file.write_text(f"{text}balancing: {rule}\n", encoding="utf-8")
    return scenario_result(PlanFolder.open(folder), "etter-regel")


def test_what_a_reader_would_not_guess_of_a_cut_is_said(tmp_path: Path) -> None:
    """A conditional part of a cut line is named; so is a line that a large step lets go free."""
    shown = balancing_block(shipped("ingen-overforing-likt-kutt")).plain()
    assert "Kuttet i Bærekraftig reisemålsutvikling er ikke lagt på en bestemt del" in shown
    assert "går fri" not in shown
    result = balanced_by(tmp_path, "{policy: pro_rata, step: 100 000}")
    told = balancing_block(result).plain().replace("\u00a0", " ")
    assert "Næringsarealer og krafttilgang og Summit Kvitfjell reiseliv går fri" in told
    assert too_small(result) == ("business_land_power", "summit")
    assert "alfabetet" not in told
    result = balanced_by(tmp_path / "smaa", "{policy: pro_rata, step: 2 000}")
    assert "da går det etter alfabetet" in balancing_block(result).plain().replace("\u00a0", " ")
    first, last = tied(result)
    assert result.outcome.cuts[first] > result.outcome.cuts[last]


def test_cuts_that_fall_short_are_not_told_as_if_they_did_not(tmp_path: Path) -> None:
    """Where the list of cuts is too short, what is said is of the budget before, and of a part."""
    result = balanced_by(tmp_path, "{policy: ranked, order: [film]}")
    assert result.reserve < 0 < result.outcome["cuts"]
    assert "Minst, uten kutt" in tolerance_block(result).plain()
    shown = balancing_block(result).plain().replace("\u00a0", " ")
    assert shown.startswith("Slik dekkes 150 000 av de 390 000 kronene\n")
    assert "uten" not in tolerance_block(shipped("ingen-overforing")).plain()


@given(calculations())
def test_lines_that_stand_alike_differ_by_one_step(result: Result) -> None:
    """Of lines that are tied, each gives a step more or not, and the first ids give it."""
    alike = tied(result)
    if alike:
        cuts = [int(result.outcome.cuts.get(one, 0)) for one in alike]
        assert cuts == sorted(cuts, reverse=True)
        assert cuts[0] > cuts[-1]
