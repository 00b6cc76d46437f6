"""Each sentence of an answer says what the outcome says, for every scenario and for random ones."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from ipr.analysis.consequences import (
    State,
    decisions_in,
    hanging,
    is_touched,
    readings,
    state_of,
    tied,
    too_small,
    touched,
)
from ipr.budget.reckon import reckon
from ipr.budget.result import Result, plan_outcome, plan_result
from ipr.budget.scenario import AddChange
from ipr.doors.build import scenario
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.plan.inputs import inputs_of, within_sentence
from ipr.present.answers import KEY_FIGURES, answer, cover, verdict, verdict_word
from ipr.present.blocks import Text
from ipr.present.changes import MOST_CHANGES, clause, settled, what_changes
from ipr.present.plan import plan_summary, unknown_parts, who_decides
from ipr.present.scenario.balancing import balancing_block
from ipr.present.scenario.decisions import to_decide, tolerance_block
from ipr.present.scenario.grounds import provisos_block
from ipr.present.wording import leaves
from ipr.reading.norwegian import kroner, percent
from tests.plans import CASES, LILLEHAMMER, NORDFJELLA, PLAN, SECOND_PLAN, shipped
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
            lacked = result.unbalanced.reserve < 0
            wished = result.balancing.minimum_reserve_nok > 0
            first = (
                "I balanse, med så mye igjen som ønsket, bare hvis" if wished else "I balanse bare"
            )
            assert text.startswith(first if lacked else "I balanse, men")
        case "balanced_after_cuts":
            count = sum(1 for cut in outcome.cuts.values() if cut)
            assert amounts(text) == [cuts]
            lacked = result.unbalanced.reserve < 0
            wished = "" if lacked else ", med så mye igjen som ønsket"
            assert text.startswith(f"I balanse{wished} etter kutt: {count}\u00a0")
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
        elif after == before:
            assert told == []
        elif before < 0:
            assert told == [-before, *([abs(after - before)] if after < 0 else [])]
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
                called = settled(within_sentence(result.plan, name), value)
                expected = called in said and (value == found.value or word in said.split())
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


def test_only_what_is_unclear_can_be_read_in_two_ways() -> None:
    """Earmarked money is asked about where the plan's data tell of it as unclear, nowhere else."""
    asked = [
        {one.found.name for one in readings(shipped("planen", *plan))}
        for plan in ((), (NORDFJELLA.name,))
    ]
    assert asked == [{"funding.cyberland_carry_over.counted"}, {"funding.bus_gift.counted"}]


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
    assert plain["ingen-overforing-be-om-mer"] == "Det må bes om 390 000 kroner mer."
    assert "nummer 4 av 5 på listen" in plain["ingen-overforing-prioritert-kutt"]
    assert (
        "minst Næringsarealer og krafttilgang og Summit Kvitfjell reiseliv med 12 000 kroner hver"
        in plain["ingen-overforing-likt-kutt"]
    )


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
    assert "ukjent: Posisjonering for Mjøssykehuset (Hovedprosjekt) og Økt innenforskap." in plain
    whole = plan_summary(PLAN, plan_outcome(PLAN)).plain()
    assert "Posisjonering for Mjøssykehuset (Hovedprosjekt) og Økt innenforskap. Det er" in whole
    known = provisos_block(shipped("innenforskap-hovedprosjekt")).plain()
    assert "ukjent: Posisjonering for Mjøssykehuset (Hovedprosjekt)." in known


def test_no_sentence_has_a_colon_after_a_colon() -> None:
    """What stands after a colon in a list of names has none of its own, in any report."""
    longer = scenario(PLAN, {"lines.tech_hub.project_leader.months": 12})
    moved = shipped("flytt-og-legg-til", NORDFJELLA.name)
    for result in (longer, moved, *(shipped(one, name) for name, one in CASES)):
        told = f"{provisos_block(result).plain()} {cover(result).answer} "
        told += to_decide(result).plain()
        assert not [one for one in re.split(r"[.]\s", told) if one.count(":") > 1], told
    assert "Én ting endres: TechHub Lillehammer-regionen (Rådets del av" in cover(longer).answer


def balanced_by(place: Path, rule: str, combined: str = "ingen-overforing") -> Result:
    """A scenario's budget, without a carry-over unless another is named, balanced by a rule."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, place / LILLEHAMMER.name))
    text = f"title: T\nquestion: Q?\nstatus: kladd\ncombines: [{combined}]\n"
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
    assert "sto likt" not in told
    result = balanced_by(tmp_path / "smaa", "{policy: pro_rata, step: 2 000}")
    (first,), (last, *_) = tied(result)
    told = balancing_block(result).plain().replace("\u00a0", " ")
    label = result.plan.line(first).label
    assert f"da går det etter id-ene i planens data, med {label} først" in told
    assert result.outcome.cuts[first] > result.outcome.cuts[last]


def test_a_cut_in_whole_steps_is_not_told_as_the_same_percentage(tmp_path: Path) -> None:
    """Only kroner can be cut alike in per cent; of steps it is said how large they are."""
    told = balancing_block(shipped("ingen-overforing-likt-kutt")).plain().replace("\u00a0", " ")
    assert "like mye i prosent" not in told
    assert "hvor store de er, 1 000 kroner om gangen. Derfor er ikke prosentene helt like" in told
    exact = balancing_block(balanced_by(tmp_path, "{policy: pro_rata}")).plain()
    assert "kuttes like mye i prosent." in exact


def told_of_cuts(result: Result) -> str:
    """What is answered to a question about the cuts."""
    scenario = result.scenario.model_copy(update={"answers": "cuts"})
    return answer(replace(result, scenario=scenario)).replace("\u00a0", " ")


def test_lines_that_give_alike_are_told_together(tmp_path: Path) -> None:
    """Most and least are of one line, of several, of a number of them, of all, or of one alone."""
    alike = balanced_by(tmp_path / "alike", "{policy: pro_rata, step: 50 000}")
    assert told_of_cuts(alike) == "De gir like mye, 50 000 kroner hver."
    lock = ", ".join(
        f"{one.id}: Bundet" for one in PLAN.lines if not one.lock and one.id != "tech_hub"
    )
    alone = balanced_by(tmp_path / "alone", f"{{policy: pro_rata, lock: {{{lock}}}}}")
    assert told_of_cuts(alone) == "Bare TechHub Lillehammer-regionen gir noe."
    many = balanced_by(tmp_path / "many", "{policy: pro_rata, step: 30 000}")
    assert told_of_cuts(many).startswith("Mest gir TechHub Lillehammer-regionen med 60 000 kroner")
    assert re.search(r"minst \d+ poster med 30 000 kroner hver\.$", told_of_cuts(many))
    used_up = balanced_by(tmp_path / "short", "{policy: ranked, order: [film, summit]}")
    assert told_of_cuts(used_up) == "Hele listen er brukt, og det er ikke nok."


def test_a_wish_that_is_not_met_is_not_told_as_money_that_lacks(tmp_path: Path) -> None:
    """What is asked or cut only for a wished reserve is told as that, and so is what is left."""
    asked = "{policy: ask_funders, shares: {county: 1}, minimum_reserve: 700 000}"
    result = balanced_by(tmp_path / "asked", asked, combined="planen")
    assert "I balanse, men det blir så mye igjen som ønsket bare hvis" in verdict(result).text
    told = to_decide(result).plain().replace("\u00a0", " ")
    assert "Blir svaret nei, er det 90 000 kroner mindre igjen enn ønsket." in told
    assert "delt slik" not in balancing_block(result).plain()
    cut = balanced_by(
        tmp_path / "cut", "{policy: pro_rata, minimum_reserve: 700 000}", combined="planen"
    )
    told = to_decide(cut).plain().replace("\u00a0", " ")
    assert "Uten kutt er det 90 000 kroner mindre igjen enn ønsket." in told
    short = balanced_by(
        tmp_path / "short", "{policy: ranked, order: [film], minimum_reserve: 50 000}"
    )
    told = balancing_block(short).plain().replace("\u00a0", " ")
    assert (
        "Etter det mangler fortsatt 240 000 kroner, og ønsket er at 50 000 kroner skal være igjen."
        in told
    )


def test_of_several_noes_it_is_said_which_is_meant() -> None:
    """Two points about what follows from a no name their conditions; one alone need not."""
    noes = {
        "film_new_design": ("nei", "keep"),
        "gudbrandsdal_agreement": ("nei", "release"),
    }
    told = to_decide(scenario(PLAN, decide=noes)).plain()
    assert "hvis det ikke blir noe av «Filmstøtten får ny innretning»." in told
    assert "hvis det ikke blir noe av «Ny avtale om samarbeidet i Gudbrandsdalen»." in told
    guild = {"guild_agreement": ("nei", "keep"), "fund_young_guides": "nei"}
    other = to_decide(scenario(SECOND_PLAN, decide=guild)).plain()
    assert "ved et nei på «Handelslaget får inntil 400 000 kroner»." in other
    assert "ved et nei." in to_decide(shipped("fylket-nei-reisemal-frigi")).plain()


def test_a_cut_beside_a_condition_that_is_answered_is_no_cut_beside_a_condition() -> None:
    """A part that is gone, or a line that hangs as a whole, is not told as a part on condition."""
    rule = {"policy": "pro_rata"}
    no = scenario(
        PLAN, {"funding.carry_over": 0}, decide={"nord_gudbrandsdal_match": "nei"}, balancing=rule
    )
    assert no.outcome.cuts["destination"]
    assert "på vilkår" not in balancing_block(no).plain()
    whole = scenario(SECOND_PLAN, {"funding.unspent": 0}, balancing=rule)
    assert whole.outcome.cuts["trails"]
    assert "på vilkår" not in balancing_block(whole).plain()


def test_what_can_be_cut_is_what_lines_have_above_their_floors() -> None:
    """Floors and the rule's own locks are no part of what is still free to cut."""
    short = shipped("dekk-og-lengre-vert", NORDFJELLA.name)
    free = 2_200_346 - 269_100 - 200_000 - 250_000 - 200_000
    share = percent(200_346, free, 1)
    assert f"({share} av det som kan kuttes)" in to_decide(short).plain()


def short_plan(place: Path) -> PlanFolder:
    """The plan's folder with 700 000 less to carry over: 90 000 lack in the plan itself."""
    folder = Path(shutil.copytree(LILLEHAMMER.path, place / LILLEHAMMER.name))
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("frame_nok: 4_500_000", "frame_nok: 3_800_000"),
        ("reserve_nok: 610_000", "reserve_nok: -90_000"),
        (
            "    amount_nok: 1_000_000\n    status: derived",
            "    amount_nok: 300_000\n    status: derived",
        ),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return PlanFolder.open(folder)


def test_a_plan_that_is_short_itself_is_told_once(tmp_path: Path) -> None:
    """Each answer says what the plan lacks and what the scenario adds, and no amount twice."""
    plan = short_plan(tmp_path).plan
    told = {
        name: f"{verdict(one).text} {answer(one)}".replace("\u00a0", " ")
        for name, one in {
            "plan": plan_result(plan),
            "more": scenario(plan, {"funding.county": "-100 000"}),
            "less": scenario(plan, {"funding.county": "+50 000"}),
            "same": scenario(plan, decide={"county_youth_grant": "ja"}),
            "covered": scenario(plan, {"funding.county": "+90 000"}),
        }.items()
    }
    lacks = "Budsjettet går ikke i balanse. Det mangler"
    assert told == {
        "plan": f"{lacks} 90 000 kroner. Dette er planen slik den er foreslått.",
        "more": f"{lacks} 190 000 kroner. I planen mangler 90 000 kroner. Her mangler det "
        "100 000 kroner mer.",
        "less": f"{lacks} 40 000 kroner. I planen mangler 90 000 kroner. Her mangler det "
        "50 000 kroner mindre.",
        "same": f"{lacks} 90 000 kroner. Det mangler like mye som i planen.",
        "covered": "Budsjettet går i balanse. Ingenting er igjen. I planen mangler 90 000 kroner. "
        "Her er alt dekket.",
    }


def test_cuts_that_fall_short_are_not_told_as_if_they_did_not(tmp_path: Path) -> None:
    """Where the list of cuts is too short, what is said is of the budget before, and of a part."""
    result = balanced_by(tmp_path, "{policy: ranked, order: [film]}")
    assert result.reserve < 0 < result.outcome["cuts"]
    assert "Minst, uten kutt" in tolerance_block(result).plain()
    shown = balancing_block(result).plain().replace("\u00a0", " ")
    assert shown.startswith("Slik dekkes 150 000 av de 390 000 kronene\n")
    assert "uten" not in tolerance_block(shipped("ingen-overforing")).plain()


def test_a_council_that_goes_on_as_planned_does_so_in_spite_of_a_no() -> None:
    """The money is used all the same («men»), or goes or grows because of it («og»)."""
    told = [
        what_changes(shipped(f"fylket-nei-reisemal-{one}")) for one in ("behold", "frigi", "dekk")
    ]
    assert "slår ikke til, men rådet bruker pengene som planlagt." in told[0]
    assert "slår ikke til, og rådet trekker pengene." in told[1]
    assert "slår ikke til, og rådet betaler" in told[2]
    for one, sentence in zip(("behold", "frigi", "dekk"), told, strict=True):
        title = shipped(f"fylket-nei-reisemal-{one}").scenario.title
        assert title.partition(" – ")[2] in sentence.replace("\u00a0", " ")


def test_those_who_are_asked_are_told_of_their_amounts() -> None:
    """How what is asked for is shared is told in parts and in kroner."""
    shown = balancing_block(shipped("ingen-overforing-be-om-mer")).plain().replace("\u00a0", " ")
    assert "bes om 390 000 kroner til sammen" in shown
    assert "Bidrag fra Innlandet fylkeskommune 5 deler (278 571 kroner)" in shown
    assert "Samlet bidrag fra kommunene 2 deler (111 429 kroner)" in shown


def left_to_decide(result: Result, *, own: bool) -> int:
    """What hangs on decisions that remain: the council's own ones, alone or last, or others'."""
    answered = {one.condition for one in decisions_in(result)}
    name = result.plan.council.name
    names = {
        part
        for key, one in result.plan.decisions.items()
        if key not in answered and one.decided_by.endswith(name) == own
        for part in one.components
    }
    return sum(hanging(result.outcome, names).values())


def check_nothing_hidden(result: Result) -> None:
    """Fail where some of what waits for the council is not among the points to decide."""
    told = to_decide(result).plain().replace("\u00a0", " ")
    for own, ends in (
        (False, ("henger på svar som ikke er kommet",)),
        (True, ("henger på det: ", "henger på det rådet selv skal avgjøre: ")),
    ):
        nok = left_to_decide(result, own=own)
        said = [f"{kroner(nok)} {end}".replace("\u00a0", " ") for end in ends]
        assert any(one in told for one in said) == bool(nok), told
    for one in readings(result):
        assert leaves(one.reserve_nok).replace("\u00a0", " ") in told
    waits = "Uten beløp ennå" in told or "Uten både beløp og dato" in told
    assert waits >= bool(unknown_parts(result.outcome))


@pytest.mark.parametrize(("name", "scenario_id"), CASES)
def test_nothing_that_waits_is_left_out_of_the_points(name: str, scenario_id: str) -> None:
    """However many points there are, each sum that hangs on something is told, on at most three."""
    check_nothing_hidden(shipped(scenario_id, name))


@given(calculations())
def test_nothing_that_waits_is_left_out_of_random_points(result: Result) -> None:
    """The same for any plan, scenario and rule."""
    check_nothing_hidden(result)


def test_what_the_council_decides_itself_is_no_answer_it_waits_for() -> None:
    """Film and the agreement on Gudbrandsdalen are the council's own, the others are not."""
    told = to_decide(shipped("planen")).plain().replace("\u00a0", " ")
    assert (
        "Hva rådet selv skal avgjøre. 300 000 kroner henger på det: Filmsatsing (150 000 kroner) og"
        in told
    )
    answers = told.partition("henger på svar")[2].partition(". ")[0]
    assert "Ung i Lillehammer-regionen" in answers
    assert "Filmsatsing" not in answers
    assert "Fellessatsinger" not in answers


def test_who_decides_is_told_as_the_council_says_it() -> None:
    """The council is «rådet», alone or as one of several; another with a longer name is not."""
    name = PLAN.council.name
    told = {
        name: "rådet",
        f"Kommunene, deretter {name}": "Kommunene, deretter rådet",
        f"{name} og kommunene": "rådet og kommunene",
        f"Utvalget for {name}": f"Utvalget for {name}",
        "Kommunene": "Kommunene",
    }
    assert {one: who_decides(PLAN, one) for one in told} == told
    assert who_decides(PLAN, None) is None


def test_what_hangs_on_answers_is_what_the_budget_pays() -> None:
    """Each line is named once, with no more than it costs when earmarked money has paid."""
    told = {
        name: to_decide(shipped(name, NORDFJELLA.name)).plain().replace("\u00a0", " ")
        for name in ("planen", "vedtatt-gaver")
    }
    assert told["planen"].count("Merking og rydding av fjellstier (151 933 kroner)") == 1
    assert "751 933 kroner henger" in told["planen"]
    assert "600 000 kroner henger" in told["vedtatt-gaver"]
    assert "Merking og rydding av fjellstier (" not in told["vedtatt-gaver"]


@given(calculations())
def test_lines_that_stand_alike_differ_by_one_step(result: Result) -> None:
    """Of lines that are tied, each gives a step more or not, and the first ids give it."""
    gave, spared = tied(result)
    assert bool(gave) == bool(spared)
    if gave:
        cuts = [int(result.outcome.cuts.get(one, 0)) for one in (*gave, *spared)]
        assert cuts == sorted(cuts, reverse=True)
        assert cuts[0] > cuts[-1]
