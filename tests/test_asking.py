"""The what-if table without a browser: fields, what follows from them, and what is saved."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from ipr.budget.folder import PlanFolder
from ipr.budget.load import load_plan
from ipr.budget.reckon import reckon
from ipr.budget.result import scenario_result
from ipr.commands.asking.entered import Values, Words, changing_fields, entered_calculation
from ipr.commands.asking.fields import Field, counting, fields_of, start_values
from ipr.commands.asking.saving import save_scenario
from ipr.plan.find import PROJECT
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Lock, Plan
from ipr.present.scenario.tables import bridge_chart
from ipr.reading.errors import InputError
from ipr.reading.norwegian import kroner
from tests.small_plan import write_plan
from tests.strategies import plans, texts

WORDS = Words("En variant", "Hva skjer?", "Vi prøver.")
PLAN = "lillehammer-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small plan's folder."""
    return write_plan(tmp_path / "plan")


@pytest.fixture
def plan(folder: Path) -> Plan:
    """The small plan."""
    return load_plan(folder)


def entered(plan: Plan, **changed: str) -> dict[str, str]:
    """The texts of all fields, those named changed; `__` in a name stands for a point."""
    values = start_values(fields_of(plan))
    named = {name.replace("__", "."): text for name, text in changed.items()}
    assert named.keys() <= values.keys()
    return values | named


def problems(plan: Plan, values: Values) -> list[tuple[str, str]]:
    """What the fields' texts are refused for: the label, and what is wrong."""
    with pytest.raises(InputError) as caught:
        entered_calculation(plan, values)
    return [(problem.where, problem.text) for problem in caught.value.problems]


@settings(max_examples=30)
@given(plans())
def test_every_input_and_decision_of_any_plan_has_its_field(plan: Plan) -> None:
    """No input and no yes-or-no of a plan is left out, and labels tell all fields apart."""
    fields = fields_of(plan)
    names = [field.name for field in fields]
    assert set(inputs_of(plan)) <= set(names)
    assert {f"decide.{item.id}" for item in plan.conditions if item.decision} <= set(names)
    assert len(set(names)) == len(names)
    assert len({field.label for field in fields}) == len(fields)


@settings(max_examples=30)
@given(plans())
def test_untouched_fields_are_the_plan(plan: Plan) -> None:
    """With nothing changed the table shows the plan's own figures, and no change."""
    calculation = entered_calculation(plan, start_values(fields_of(plan)))
    assert calculation.steps == ()
    assert calculation.outcome == reckon(plan)


def test_the_plans_value_in_another_spelling_is_no_change(plan: Plan) -> None:
    """800 written as the plan has it, 13,0 for 13,00 and a space around them change nothing."""
    values = entered(plan, funding__county=" 800 ", assumptions__eur_nok="13,0")
    assert changing_fields(plan, values) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "skriv"),
        ("1.5", "desimaler"),
        ("10 00", "grupper på tre"),
        ("-1", "negativt"),
        ("__import__('os')", "siffer"),
        ("900\u202e", "usynlig"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(plan: Plan, text: str, told: str) -> None:
    """Typed text goes through the strict readers; the problem names the field it stands in."""
    ((label, said),) = problems(plan, entered(plan, funding__county=text))
    assert label == "Fylket (kroner)"
    assert told in said


def test_two_faults_are_told_at_once(plan: Plan) -> None:
    """A fault in one field does not hide that in another."""
    found = problems(plan, entered(plan, funding__county="x", lines__film="y"))
    assert {label for label, _ in found} == {"Fylket (kroner)", "Film (kroner)"}


def test_a_denial_waits_for_what_it_leads_to(plan: Plan) -> None:
    """Where the plan is silent, a no is not reckoned before its response is chosen."""
    denied = entered(plan, decide__grant="denied")
    assert problems(plan, denied) == [("Tilskudd: følgen av et nei", "velg hva et nei fører til")]
    cover = denied | {"decide.grant.response": "cover"}
    assert problems(plan, cover)[0][1] == "skriv beløpet"
    calculation = entered_calculation(plan, cover | {"decide.grant.amount": "40"})
    assert calculation.outcome.reserve == 260


def test_a_response_left_behind_does_not_count(plan: Plan) -> None:
    """When a no is taken back, what it should have led to has no effect."""
    values = entered(plan, decide__grant="", decide__grant__response="release")
    assert entered_calculation(plan, values).outcome == reckon(plan)
    shown = [field.name for field in counting(fields_of(plan), values)]
    assert "decide.grant.response" not in shown


def test_a_waiting_amount_needs_its_day(plan: Plan) -> None:
    """An amount for a line that awaits it is refused without the day, and then set."""
    name = "from_date.lines.open"
    values = entered(plan, lines__open="120")
    assert problems(plan, values) == [
        ("Åpen post: beløpet gjelder fra", "velg dagen beløpet gjelder fra")
    ]
    assert entered_calculation(plan, values | {name: "2026-07-01"}).outcome.reserve == 180


def test_a_new_line_is_added(plan: Plan) -> None:
    """A name and an amount make a new budget line."""
    values = entered(plan, new__amount="100", new__label="Hovedprosjekt")
    calculation = entered_calculation(plan, values)
    assert calculation.outcome.lines["ny_post"] == 100
    assert calculation.plan.line("ny_post").label == "Hovedprosjekt"


@pytest.mark.parametrize(
    ("changed", "film", "reserve"),
    [
        ({"balancing__policy": "leave_open"}, 150, -100),
        ({"balancing__policy": "ranked", "balancing__order__1": "film"}, 0, 50),
        ({"balancing__policy": "pro_rata", "balancing__step": "1"}, 129, 0),
        ({"balancing__policy": "ask_funders"}, 150, 0),
    ],
)
def test_each_rule_balances(plan: Plan, changed: dict[str, str], film: int, reserve: int) -> None:
    """Each balancing rule works from the table: 100 is lacking, and the lines or funders pay."""
    outcome = entered_calculation(plan, entered(plan, funding__county="400", **changed)).outcome
    assert (outcome.lines["film"], outcome.reserve) == (film, reserve)


def test_a_wished_reserve_is_a_change(plan: Plan) -> None:
    """A minimum reserve alone changes the verdict, though no line."""
    calculation = entered_calculation(plan, entered(plan, balancing__minimum_reserve="500"))
    assert calculation.outcome.shortfall == 200


@st.composite
def filled(draw: st.DrawFn) -> tuple[Plan, dict[str, str]]:
    """A plan, and its fields with something else in a few of them."""
    plan = draw(plans())
    fields = fields_of(plan)
    chosen = draw(
        st.lists(st.sampled_from(fields), min_size=1, max_size=8, unique_by=lambda f: f.name)
    )
    values = start_values(fields)
    for field in chosen:
        values[field.name] = draw(_another(field))
    # Without these most fillings would be refused before anything is saved.
    for field in fields:
        if field.name.endswith(".response") and not values[field.name]:
            values[field.name] = field.choices[-1][0]
        if field.kind == "date" or (field.name.startswith("decide.") and not field.choices):
            values[field.name] = values[field.name] or draw(_another(field))
        if field.name == "balancing.order.1":
            values[field.name] = values[field.name] or field.choices[-1][0]
    return plan, values


def _another(field: Field) -> st.SearchStrategy[str]:
    if field.choices:
        return st.sampled_from([text for text, _ in field.choices])
    if field.kind == "date":
        return st.just("2026-07-01")
    if field.name == "new.label":
        return texts()
    return st.integers(0, 10**6).map(str)


@pytest.mark.slow
@settings(max_examples=150)
@given(filled(), texts(), texts())
def test_what_is_saved_gives_the_same_figures(
    given_plan: tuple[Plan, dict[str, str]], title: str, reason: str
) -> None:
    """A saved file is accepted by `load_scenario` and gives every figure the table showed."""
    plan, values = given_plan
    words = Words(title, "Hva skjer?", reason)
    try:
        shown = entered_calculation(plan, values, words)
    except InputError:
        reject()
    assume(shown.scenario.changes or shown.scenario.balancing)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = save_scenario(PlanFolder(folder, plan), "prove", values, words)
        assert file == folder / "scenarios" / "prove.yaml"
        read = scenario_result(PlanFolder(folder, plan), "prove")
    assert replace(read.outcome, balancing=shown.outcome.balancing) == shown.outcome
    assert [step.change_nok for step in read.bridge_steps] == [
        step.change_nok for step in shown.bridge_steps
    ]
    assert read.scenario.title == title.strip()


def test_saved_reasons_are_each_changes_own(plan: Plan, folder: Path) -> None:
    """A change keeps its own reason, and takes the common one where it has none."""
    values = entered(plan, funding__county="700", lines__film="100")
    save_scenario(
        PlanFolder(folder, plan), "ny", values, replace(WORDS, reasons={"lines.film": "Bare film."})
    )
    steps = scenario_result(PlanFolder(folder, plan), "ny").steps
    assert [step.change.because for step in steps] == ["Vi prøver.", "Bare film."]


def test_nothing_is_written_over(plan: Plan, folder: Path) -> None:
    """A scenario that is there already stands as it was."""
    values = entered(plan, funding__county="700")
    file = save_scenario(PlanFolder(folder, plan), "ny", values, WORDS)
    before = file.read_bytes()
    with pytest.raises(InputError, match="finnes fra før"):
        save_scenario(PlanFolder(folder, plan), "ny", values | {"funding.county": "600"}, WORDS)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("scenario_id", "words", "told"),
    [
        ("../ute", WORDS, "Filnavn"),
        ("", WORDS, "Filnavn: feltet er tomt"),
        ("ny", replace(WORDS, title=" "), "Tittel: feltet er tomt"),
        ("ny", replace(WORDS, question=""), "Spørsmål: feltet er tomt"),
        ("ny", replace(WORDS, reason=""), "skriv hvorfor «Fylket \\(kroner\\)» er endret"),
    ],
)
def test_what_is_not_filled_in_is_asked_for(
    plan: Plan, folder: Path, scenario_id: str, words: Words, told: str
) -> None:
    """Without a good file name, title, question and reasons no file is written."""
    with pytest.raises(InputError, match=told):
        save_scenario(
            PlanFolder(folder, plan), scenario_id, entered(plan, funding__county="700"), words
        )
    assert not (folder / "scenarios").exists()


def test_the_plan_itself_is_not_saved(plan: Plan, folder: Path) -> None:
    """Where nothing differs from the plan there is nothing to save."""
    with pytest.raises(InputError, match="ingenting er endret"):
        save_scenario(PlanFolder(folder, plan), "ny", entered(plan), WORDS)


def test_lillehammer_has_what_a_meeting_asks_for() -> None:
    """The reported figures come out of the table: −40 000 for half the carry-over, money inside."""
    plan = load_plan(PROJECT / "data" / PLAN)
    values = entered(
        plan, funding__carry_over="500 000", funding__cyberland_carry_over__counted="inside"
    )
    calculation = entered_calculation(plan, values)
    assert int(calculation.outcome.reserve) == -40_000
    assert kroner(-40_000) in bridge_chart(calculation).alt


def test_where_every_line_is_locked_no_rule_cuts(plan: Plan) -> None:
    """A plan whose lines are all locked offers only the rules that leave them alone."""
    lock = Lock(reason="contract", because="Avtale.", source="3")
    lines = tuple(line.model_copy(update={"lock": lock}) for line in plan.lines)
    fields = fields_of(plan.model_copy(update={"lines": lines}))
    (rule,) = (field for field in fields if field.name == "balancing.policy")
    assert [name for name, _ in rule.choices] == ["leave_open", "ask_funders"]
    assert not [field for field in fields if field.name.startswith("balancing.order")]
