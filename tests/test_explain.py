"""Explanations: every figure, taken apart, adds up to itself again, down to the plan's inputs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from ipr.analysis.explain import Explanation, explain, figure_names
from ipr.budget.change import Step
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import AskFunders, Balancing, LeaveOpen, ProRata, Ranked
from ipr.budget.scenario import AddChange, Change, Scenario, SetChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from ipr.reading.norwegian import MINUS
from tests.plans import LILLEHAMMER, PLAN, shipped, terms_of
from tests.strategies import plans

SCENARIOS = LILLEHAMMER.scenario_ids
NO_FIGURE = "er en forutsetning og ikke en størrelse i kroner som kan forklares"
# Terms that are no input and have no terms of their own: what is left, so that a sum adds up.
REST = ("minimum_reserve", "shortfall.spare", "rests_on_one_off.spare")


@st.composite
def calculations(draw: st.DrawFn) -> Result:
    """A random plan with a random scenario and rule, each changed input in a step of its own."""
    plan = draw(plans())
    catalogue = inputs_of(plan)
    names = draw(st.lists(st.sampled_from(sorted(catalogue)), max_size=5, unique=True))
    steps = []
    for name in names:
        largest = min(catalogue[name].largest, 10**9)
        value = draw(st.integers(0, largest))
        change = SetChange(target=name, to="0", because=f"fordi {name}")
        steps.append(Step("x", change, {name: value}))
    rule = draw(rules(plan))
    empty = resolve(plan, scenario(LeaveOpen()))
    try:
        return reckoned(replace(empty, steps=tuple(steps), balancing=rule))
    except InputError as error:  # a rate and an amount that together are larger than any may be
        if "beløpet blir større enn" in str(error):
            reject()
        raise


@st.composite
def rules(draw: st.DrawFn, plan: Plan) -> Balancing:
    """Any of the four rules, with a wished reserve that often makes it work."""
    minimum = draw(st.one_of(st.just(0), st.integers(0, 10**9)))
    free = [item.id for item in plan.funding if item.earmarked_for is None]
    lines = [line.id for line in plan.lines]
    match draw(st.sampled_from(("leave_open", "ranked", "pro_rata", "ask_funders"))):
        case "ranked":
            return Ranked(order=tuple(lines), minimum_reserve_nok=minimum)
        case "pro_rata":
            step = draw(st.sampled_from((1, 1_000)))
            return ProRata(step_nok=step, minimum_reserve_nok=minimum)
        case "ask_funders":
            return AskFunders(shares=dict.fromkeys(free, 1), minimum_reserve_nok=minimum)
        case _:
            return LeaveOpen(minimum_reserve_nok=minimum)


def scenario(rule: Balancing, changes: tuple[Change, ...] = ()) -> Scenario:
    """A scenario with these changes and this rule."""
    return Scenario(
        id="x", title="X", question="X?", status="kladd", changes=changes, balancing=rule
    )


def added(*changes: Change, rule: Balancing | None = None, minimum: int = 0) -> Result:
    """The Lillehammer plan with these changes."""
    rule = rule or LeaveOpen(minimum_reserve_nok=minimum)
    return reckoned(resolve(PLAN, scenario(rule, changes)))


def before(term: Explanation) -> int:
    """What a term was in the plan, where a missing amount counts for nothing."""
    return (term.value_nok or 0) - term.change_nok


def check_sums(_: Result, root: Explanation) -> None:
    """Fail where a figure is not the signed sum of its terms, in the scenario or as changed."""
    assert root.sign == 1
    for term in terms_of(root):
        if term.children:
            assert (term.value_nok or 0) == sum(
                child.sign * (child.value_nok or 0) for child in term.children
            ), term.name
            assert term.change_nok == sum(
                child.sign * child.change_nok for child in term.children
            ), term.name


def check_figures(calculation: Result, root: Explanation) -> None:
    """Fail where a term that bears a figure's name is not that figure."""
    names = figure_names(calculation.plan)
    for term in terms_of(root):
        if term.name in names:
            assert term.value_nok == calculation.outcome[term.name]
            assert before(term) == (calculation.original[term.name] or 0)


def check_leaves(calculation: Result, root: Explanation) -> None:
    """Fail where a term without terms is neither an input with its standing, nor a rest."""
    plan = calculation.plan
    inputs = {f"{room}funding.{item.id}" for item in plan.funding for room in ("", "given.")}
    inputs |= {f"lines.{line.id}" for line in plan.lines}
    inputs |= {f"lines.{line.id}.{part.id}" for line in plan.lines for part in line.components}
    for term in terms_of(root):
        is_rest = term.name in REST or term.name.endswith((".inside", ".unused"))
        is_rest = is_rest or term.name.startswith(("cut.", "asked."))
        if term.children:
            assert term.standing is None
        elif term.name in inputs:
            assert term.standing is not None
            assert term.source or term.reason
        else:
            is_empty = term.name.startswith("groups.") or term.name in {
                "frame",
                "recurring",
                "one_off",
                "cuts",
                "asked",
            }
            assert is_rest or (is_empty and not term.value_nok), term.name


def check_reasons(calculation: Result, root: Explanation) -> None:
    """Fail where a figure of no terms changes, and it is not told that the scenario says why."""
    whys = {step.change.because for step in calculation.steps}
    for term in terms_of(root):
        if term.standing is not None and term.change_nok and term.name != "minimum_reserve":
            assert term.standing == "scenario"
            is_rule = term.name.startswith(("cut.", "asked."))
            assert term.note if is_rule else any(why in term.reason for why in whys), term.name


def check_all(calculation: Result) -> None:
    """Fail where any figure of a calculation does not add up, or does not say why it changes."""
    for name in figure_names(calculation.plan):
        root = explain(calculation, name)
        assert root.name == name
        for check in (check_sums, check_figures, check_leaves, check_reasons):
            check(calculation, root)


@given(calculations())
def test_every_figure_of_a_random_plan_adds_up(calculation: Result) -> None:
    """Every figure of any plan and scenario is the signed sum of its terms, at every level.

    Where an input's figure changes, it says that the scenario chose it, and why.
    """
    check_all(calculation)


def test_every_figure_of_the_shipped_scenarios_adds_up() -> None:
    """So is each figure of each shipped scenario, and what changes says why."""
    for scenario_id in SCENARIOS:
        check_all(shipped(scenario_id))


def test_the_plans_reserve_is_frame_less_lines() -> None:
    """610 000 = 4 500 000 − 3 890 000, with the plan's headings beside them."""
    root = explain(shipped("planen"), "reserve")
    frame, allocated = root.children
    assert (root.value_nok, root.change_nok, root.label) == (610_000, 0, "Udisponert ramme")
    assert (frame.value_nok, frame.sign, frame.source) == (4_500_000, 1, "2 Økonomiske rammer")
    assert (allocated.value_nok, allocated.sign) == (3_890_000, -1)
    assert [child.value_nok for child in frame.children] == [2_500_000, 1_000_000, 1_000_000]


def test_cyberland_is_paid_in_part_from_outside() -> None:
    """Cyberland's 100 000 is 250 000 less the earmarked 150 000."""
    root = explain(shipped("planen"), "lines.cyberland")
    assert [(term.name, term.sign, term.value_nok) for term in root.children] == [
        ("lines.cyberland.completion", 1, 250_000),
        ("funding.cyberland_carry_over", -1, 150_000),
    ]


def test_earmarked_money_counted_inside_is_taken_away_again() -> None:
    """Counted inside the frame, the 150 000 is there but pays nothing, and the reason is told."""
    root = explain(shipped("cyberland-innenfor"), "lines.cyberland")
    earmarked = root.children[1]
    money, inside = earmarked.children
    assert (root.value_nok, root.change_nok) == (250_000, 150_000)
    assert (earmarked.value_nok, earmarked.change_nok, earmarked.sign) == (0, -150_000, -1)
    assert (money.value_nok, inside.value_nok, inside.sign) == (150_000, 150_000, -1)
    assert inside.standing == "scenario"
    assert "ikke unntak for Cyberland" in inside.reason


def test_earmarked_money_beyond_the_activity_is_shown_as_unused() -> None:
    """Where the line costs less than the earmarked money, the rest is a term of its own."""
    change = SetChange(target="lines.cyberland.completion", to="100 000", because="billigere")
    root = explain(added(change), "lines.cyberland")
    earmarked = root.children[1]
    assert root.value_nok == 0
    assert [(term.name, term.value_nok, term.sign) for term in earmarked.children] == [
        ("funding.cyberland_carry_over", 150_000, 1),
        ("earmarked.cyberland.unused", 50_000, -1),
    ]


@pytest.mark.parametrize(
    ("scenario_id", "name", "value", "note"),
    [
        ("planen", "lines.wuoc", 65_000, "5 000 EUR × 13,00 NOK per EUR"),
        ("wuoc-kurs-11-75", "lines.wuoc.membership", 58_750, "5 000 EUR × 11,75 NOK per EUR"),
        ("planen", "lines.tech_hub.project_leader", 250_000, "500 000 kroner × 6 av 12 måneder"),
        (
            "tech-hub-tolv-maneder",
            "lines.tech_hub.project_leader",
            500_000,
            "500 000 kroner × 12 av 12 måneder",
        ),
        ("planen", "lines.summit", 75_000, ""),
        ("summit-med-mva", "lines.summit", 93_750, "75 000 kroner + 25 prosent moms"),
        ("planen", "lines.inclusion", None, "Avventer hovedprosjekt"),
        ("innenforskap-hovedprosjekt", "lines.inclusion", 300_000, "fra 1. april 2026"),
        ("planen", "lines.film", 150_000, ""),
    ],
)
def test_the_note_says_how_a_component_is_reckoned(
    scenario_id: str, name: str, value: int | None, note: str
) -> None:
    """Currency, part of a year, tax and missing amounts are told in the scenario's own numbers."""
    found = explain(shipped(scenario_id), name)
    assert (found.value_nok, found.note.replace("\u00a0", " ")) == (value, note)


def test_price_growth_shows_only_where_it_works() -> None:
    """A price growth is part of the lines that follow prices, and of no other."""
    calculation = added(SetChange(target="assumptions.price_growth", to="3", because="dyrere"))
    wages, grants = (
        explain(calculation, name) for name in ("lines.regional_marketing", "lines.event_grants")
    )
    assert wages.note.replace("\u00a0", " ") == "570 000 kroner + 3 prosent prisvekst"
    assert (wages.change_nok, wages.standing, wages.reason) == (17_100, "scenario", "dyrere")
    assert (grants.change_nok, grants.note, grants.standing) == (0, "", "planning_assumption")


def test_a_growth_that_is_taken_away_is_the_reason() -> None:
    """Where the plan has a price growth and the scenario none, that is still why a line changes."""
    rates = tuple(
        item.model_copy(update={"value_e4": 30_000 if item.id == "price_growth" else item.value_e4})
        for item in PLAN.assumptions
    )
    plan = PLAN.model_copy(update={"assumptions": rates})
    change = SetChange(target="assumptions.price_growth", to="0", because="ingen vekst")
    calculation = reckoned(resolve(plan, scenario(LeaveOpen(), (change,))))
    found = explain(calculation, "lines.regional_marketing")
    assert (found.value_nok, found.change_nok, found.note) == (570_000, -17_100, "")
    assert (found.standing, found.reason) == ("scenario", "ingen vekst")


def test_the_tax_rate_answers_for_the_figure_only_where_tax_is_paid() -> None:
    """A changed rate is the reason of a taxed amount, and has no say where no tax is added."""
    rate = SetChange(target="assumptions.vat_rate", to="15", because="lav sats")
    paid = SetChange(target="lines.summit.grant.vat", to="added_not_compensated", because="moms")
    taxed = explain(added(rate, paid), "lines.summit")
    assert (taxed.value_nok, taxed.reason) == (86_250, "moms lav sats")
    untaxed = explain(added(rate), "lines.summit")
    assert (untaxed.value_nok, untaxed.reason, untaxed.standing) == (75_000, "", "stated")


def test_a_changed_input_gives_the_scenarios_reason_alone() -> None:
    """Where the scenario sets the months, its reason is told, not why the amount was assumed."""
    name = "lines.tech_hub.project_leader"
    change = SetChange(target=f"{name}.months", to="12", because="hele året")
    assert explain(added(change), name).reason == "hele året"
    assert "vår dobling" in explain(added(), name).reason


def test_tax_that_is_compensated_is_told_but_costs_nothing() -> None:
    """Compensated tax leaves the amount, and the note says so."""
    change = SetChange(target="lines.summit.grant.vat", to="added_compensated", because="krav")
    found = explain(added(change), "lines.summit")
    assert (found.value_nok, found.change_nok, found.standing) == (75_000, 0, "scenario")
    assert found.note.replace("\u00a0", " ") == "75 000 kroner; momsen kompenseres"


def test_the_shortfall_is_minimum_less_reserve() -> None:
    """Where the reserve is less than wished, the difference; else what is spare is a term."""
    lacking = explain(added(minimum=700_000), "shortfall")
    assert lacking.label == "Mangler"
    assert lacking.value_nok == 90_000
    assert [(term.name, term.sign, term.value_nok) for term in lacking.children] == [
        ("minimum_reserve", 1, 700_000),
        ("reserve", -1, 610_000),
        ("shortfall.spare", 1, 0),  # it was 610 000 in the plan, which wishes no reserve
    ]
    enough = explain(added(minimum=600_000), "shortfall")
    assert enough.value_nok == 0
    assert enough.children[-1].value_nok == 10_000
    assert enough.children[-1].name == "shortfall.spare"


def test_a_cut_is_a_term_of_its_line() -> None:
    """What a rule takes from a line stands below it with a minus, and says whose rule it is."""
    rule = Ranked(order=("film", "sports_region"), minimum_reserve_nok=800_000)
    calculation = added(rule=rule)
    film, sport = (explain(calculation, f"lines.{name}") for name in ("film", "sports_region"))
    assert (film.value_nok, film.change_nok) == (0, -150_000)
    assert [(term.name, term.value_nok, term.sign) for term in film.children] == [
        ("lines.film.support", 150_000, 1),
        ("cut.film", 150_000, -1),
    ]
    assert film.children[1].standing == "scenario"
    assert "rekkefølge" in film.children[1].note
    assert [term.value_nok for term in sport.children] == [250_000, 40_000]
    assert [term.name for term in terms_of(explain(calculation, "lines.summit"))] == [
        "lines.summit"
    ]


def test_what_funders_are_asked_for_is_a_term_of_their_income() -> None:
    """An income that the rule asks to raise shows what it was and what is asked for."""
    rule = AskFunders(shares={"county": 5, "municipalities": 2}, minimum_reserve_nok=680_000)
    county = explain(added(rule=rule), "funding.county")
    assert (county.value_nok, county.change_nok) == (2_550_000, 50_000)
    assert [(term.name, term.value_nok) for term in county.children] == [
        ("given.funding.county", 2_500_000),
        ("asked.county", 50_000),
    ]
    assert county.children[0].standing == "planning_assumption"


def test_an_added_line_has_no_place_in_the_plan() -> None:
    """A line of the scenario's own says why it is there, and names no heading of the plan."""
    change = AddChange(
        line="ny", label="Ny", group="other", amount_nok=75_000, because="ny sak", source="Sak 5/26"
    )
    found = explain(added(change), "lines.ny")
    assert (found.value_nok, found.change_nok, found.source) == (75_000, 75_000, "")
    assert (found.standing, found.reason) == ("scenario", "ny sak (Kilde: Sak 5/26)")


def test_a_figure_is_no_surer_than_what_it_is_made_of_unless_it_is_printed() -> None:
    """The rate behind it is derived, but the figure stands in the table; another rate is ours."""
    assert PLAN.assumptions[0].status == "derived"
    assert explain(shipped("planen"), "lines.wuoc").standing == "stated"
    changed = explain(shipped("wuoc-kurs-11-75"), "lines.wuoc")
    assert changed.standing == "scenario"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reserv", "«reserv» er ukjent – mente du «reserve»?"),
        ("lines.flim", "«lines.flim» er ukjent – mente du «lines.film»?"),
        ("film", "«film» er ukjent – mente du «lines.film»?"),
        ("filmsatsing", "«filmsatsing» heter «lines.film» her"),
        ("Udisponert ramme", "«Udisponert ramme» heter «reserve» her"),
        ("lines.film.sport", "«lines.film.sport» er ukjent – mente du «lines.film.support»?"),
        ("assumptions.eur_nok", f"«assumptions.eur_nok» {NO_FIGURE}"),
        (
            "lines.tech_hub.project_leader.months",
            f"«lines.tech_hub.project_leader.months» {NO_FIGURE}",
        ),
    ],
)
def test_an_unknown_figure_is_refused_with_a_guess(name: str, text: str) -> None:
    """A name that is no figure in kroner is the user's error, told with the nearest guess."""
    with pytest.raises(InputError) as caught:
        explain(shipped("planen"), name)
    assert str(caught.value) == f"tall: {text}"


def test_notes_have_a_true_minus() -> None:
    """No note or label of ours writes a minus as a hyphen between blanks."""
    for scenario_id in SCENARIOS:
        roots = [explain(shipped(scenario_id), name) for name in ("reserve", "shortfall")]
        notes = [term.note for root in roots for term in terms_of(root)]
        assert not [note for note in notes if " - " in note], scenario_id
        assert any(MINUS in note for note in notes), scenario_id


@given(calculations())
def test_a_remark_stands_after_the_product(result: Result) -> None:
    """What is multiplied is told in a row, and no factor comes after a semicolon."""
    for name in (one for one in figure_names(result.plan) if one.startswith("lines.")):
        for term in terms_of(explain(result, name)):
            assert not re.search(r"; .* [+×] \d", term.note)
