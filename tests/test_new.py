"""A new scenario, asked for in plain words or written as a file to fill in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

import ipr
from ipr.budget.scenario import Scenario
from ipr.commands.asking import ask_and_save
from ipr.commands.new import write_template
from ipr.commands.told import is_about
from ipr.commands.topics import topics_of
from ipr.doors.folder import PlanFolder, load_plan, scenario_file
from ipr.doors.scenarios import load_scenario, scenario_result, scenario_text, write_scenario
from ipr.plan.inputs import inputs_of
from ipr.plan.load import PROJECT
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import yaml_tree
from tests.plans import LILLEHAMMER, PLAN
from tests.small_plan import LEAST
from tests.strategies import plans


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the plan's folder without scenarios."""
    shutil.copy(LILLEHAMMER.path / "plan.yaml", tmp_path)
    return tmp_path


class Answers:
    """Answers given one by one, and the prompts they were given to."""

    def __init__(self, *answers: str) -> None:
        self.waiting: Iterator[str] = iter(answers)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        """Give the next answer."""
        self.prompts.append(prompt)
        return next(self.waiting)


def test_answers_become_a_scenario_that_is_reckoned(folder: Path) -> None:
    """An income, a refusal with its response, and a missing amount with its day give their sum."""
    ask = Answers(
        *("Tre endringer", "Hva er igjen?"),
        *("overføring fra 2025", "1", "350 000", "Regnskapet er gjort opp."),
        *("medfinansierer", "nei", "rådet trekker", "Avslag."),
        *("innenforskap", "250 000", "2026-04-01", "Hovedprosjektet er vedtatt."),
        "",
    )
    ask_and_save(PlanFolder(folder, PLAN), "tre", ask)
    found = scenario_result(PlanFolder(folder, PLAN), "tre")
    assert found.outcome.reserve == 610_000 - 650_000 + 100_000 - 250_000
    reasons = [step.change.because for step in found.steps]
    assert sorted(reasons) == ["Avslag.", "Hovedprosjektet er vedtatt.", "Regnskapet er gjort opp."]


def test_an_amount_above_its_ceiling_is_asked_why(folder: Path) -> None:
    """The ceiling is told, and the reason stands in the file."""
    ask = Answers(
        *("Mer", "Hva da?", "fellessatsinger med", "200 000", "Trengs.", "Avtalt."),
        "",
    )
    ask_and_save(PlanFolder(folder, PLAN), "mer", ask)
    (step,) = scenario_result(PlanFolder(folder, PLAN), "mer").steps
    assert (step.change.because, step.change.above_ceiling) == ("Trengs.", "Avtalt.")
    assert "Taket i planen er 150\u00a0000\u00a0kroner. Hvorfor mer? " in ask.prompts


def test_what_cannot_be_read_is_told_and_asked_for_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word for an amount, an unknown word and an empty title each bring the question back."""
    ask = Answers(
        *("", "Tittel", "Hva?"),
        *("finnes ikke", "", "samlet bidrag", "ganske mye", "0,9 mill", "Mindre."),
        *("ny post", "mye", "tilbake"),  # at once, and not after its name and group
        "",
    )
    ask_and_save(PlanFolder(folder, PLAN), "mindre", ask)
    told = capsys.readouterr().out
    assert "Skriv noen ord." in told
    assert "Ingenting heter noe med «finnes ikke»" in told
    assert "«ganske mye» kan ikke leses som et beløp" in told
    assert "«mye» kan ikke leses som et beløp" in told
    assert not any("Navnet" in prompt for prompt in ask.prompts)
    assert scenario_result(PlanFolder(folder, PLAN), "mindre").outcome.reserve == 510_000


def test_a_line_is_added_and_a_rule_chosen(folder: Path) -> None:
    """A new line has its name, group and reason; the rule cuts the lines in the order answered."""
    ask = Answers(
        *("Sykkelsti", "Har vi råd?"),
        *("ny post", "700 000", "Sykkelsti langs vannet", "Øvrige", "Et krav fra kommunene."),
        *("regel", "kutt i valgt", "", "Filmsatsing", "Drift av rådet", "ingen flere"),
        "",
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "sti", ask)
    found = scenario_result(PlanFolder(folder, PLAN), "sti")
    (step,) = found.steps
    assert (step.change.label, step.change.group) == ("Sykkelsti langs vannet", "other")
    assert step.change.because == "Et krav fra kommunene."
    assert found.outcome.reserve == 0
    assert found.outcome.lines["film"] == 150_000 - 90_000
    assert found.outcome.lines["council_operations"] == 100_000


def test_kroner_are_moved_and_a_floor_is_set(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A transfer asks from and to among what it may be; a floor is kept when the rule is renewed.

    Before there is a rule that cuts in order, a floor is told to need one.
    """
    ask = Answers(
        *("Flytt", "Hva da?"),
        *("flytt", "filmsatsing", "overføring", "idrett", "60 000", "Idretten først."),
        *("gulv", "ny post", "700 000", "Sykkelsti", "Øvrige", "Et krav."),
        *("regel", "kutt i valgt", "", "Filmsatsing", "Drift av rådet", "ingen flere"),
        *("gulv", "Filmsatsing", "80 000"),
        *("regel", "kutt i valgt", "", "Drift av rådet", "Filmsatsing", "ingen flere"),
        "",
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "flytt", ask)
    told = capsys.readouterr().out
    assert "Det gjelder bare ved kutt i valgt rekkefølge." in told
    found = scenario_result(PlanFolder(folder, PLAN), "flytt")
    moved, _ = found.steps
    assert moved.inputs == {"lines.film": 90_000, "lines.sports_region": 310_000}
    assert found.outcome.lines["council_operations"] == 10_000  # 90 000 is lacking
    assert getattr(found.balancing, "floors", None) == {"film": 80_000}


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("moms", "assumptions.vat_rate"),
        ("MVA", "assumptions.vat_rate"),
        ("valuta", "assumptions.eur_nok"),
        ("inflasjon", "assumptions.price_growth"),
        ("fylket", "funding.county"),
        ("omdisponer", "transfer"),
        ("gulv", "floor"),
    ],
)
def test_what_people_say_finds_what_it_is_called(word: str, name: str) -> None:
    """A word of everyday leads to what has another name in the plan."""
    assert name in {one.name for one in topics_of(PLAN) if one.is_about(word)}
    assert is_about(f"Noe om {word}", word)  # where the plan says so itself


def test_a_step_back_takes_the_last_answer_away(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """«tilbake» undoes title, question or the last change, and leaves a change half answered."""
    ask = Answers(
        *("tilbake", "Feil tittel", "tilbake", "Tittel", "Hva?"),
        *("filmsatsing", "100 000", "Mindre film.", "tilbake"),
        *("overføring fra 2025", "1", "Tilbake"),
        *("drift", "90 000", "Mindre drift."),
        "",
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "steg", ask)
    told = capsys.readouterr().out
    assert "Dette er det første spørsmålet." in told
    assert "Tok bort tittelen." in told
    assert "Tok bort «Filmsatsing (kroner)»." in told
    assert "Da er det som før." in told
    found = scenario_result(PlanFolder(folder, PLAN), "steg")
    assert found.scenario.title == "Tittel"
    assert [step.change.because for step in found.steps] == ["Mindre drift."]


@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError])
def test_interrupted_answers_are_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], end: type[BaseException]
) -> None:
    """Ctrl-C and Ctrl-D write every whole change that was answered, and say where."""
    answers = iter(("Tittel", "Hva?", "drift", "90 000", "Mindre drift.", "filmsatsing", "100 000"))

    def ask(_: str) -> str:
        for answer in answers:
            return answer
        raise end

    assert not ask_and_save(PlanFolder(folder, PLAN), "halv", ask)
    told = capsys.readouterr().out
    assert "er lagret i " in told
    assert "halv.yaml" in told
    assert [
        step.change.because for step in scenario_result(PlanFolder(folder, PLAN), "halv").steps
    ] == ["Mindre drift."]


def test_interrupted_before_a_change_tells_what_was_answered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a change there is no scenario: no file is written, and the answers are shown."""

    def ask(prompt: str) -> str:
        if "hete" in prompt:
            return "En lang tittel"
        raise KeyboardInterrupt

    assert not ask_and_save(PlanFolder(folder, PLAN), "halv", ask)
    assert PlanFolder(folder, PLAN).scenario_ids == ("planen",)
    assert "Tittel: En lang tittel" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["data/lillehammer-2026", "tests/cases/nordfjella-2027"])
def test_the_template_is_a_valid_scenario_that_changes_nothing(tmp_path: Path, name: str) -> None:
    """The file to fill in runs as it is, with the plan's figures; each example in it is valid too.

    An example is taken into use as the file says: by removing its «#».
    """
    shutil.copy(PROJECT / name / "plan.yaml", tmp_path)
    plan = load_plan(tmp_path)
    write_template(PlanFolder(tmp_path, plan), "mal")
    assert scenario_result(PlanFolder(tmp_path, plan), "mal").outcome.reserve == plan.reserve_nok
    text = (tmp_path / scenario_file("mal")).read_text(encoding="utf-8")
    examples = re.findall(r"^# +(- {.*})", text, re.MULTILINE)
    assert [example.partition(":")[0] for example in examples] == [
        "- {raise", "- {scale", "- {transfer", "- {add", "- {decide"
    ]  # fmt: skip
    for example in examples:
        head = text.partition("changes:")[0]
        content = f"{head}changes:\n  {example}\n"
        (tmp_path / scenario_file("prove")).write_text(content, encoding="utf-8")
        assert scenario_result(PlanFolder(tmp_path, plan), "prove").steps
    rules = re.findall(r"^# (balancing: {.*})", text, re.MULTILINE)
    assert [rule.split()[2] for rule in rules] == ["ranked,", "pro_rata,", "ask_funders,"]
    for rule in rules:
        (tmp_path / scenario_file("prove")).write_text(f"{text}\n{rule}\n", encoding="utf-8")
        found = scenario_result(PlanFolder(tmp_path, plan), "prove").balancing
        assert getattr(found, "floors", True)


def test_the_template_shows_nothing_that_the_plan_has_not(tmp_path: Path) -> None:
    """Without amounts, conditions and yearly incomes there is no example of what needs them."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    write_template(PlanFolder.open(tmp_path), "mal")
    text = (tmp_path / scenario_file("mal")).read_text(encoding="utf-8")
    assert re.findall(r"^# +- {(\w+)", text, re.MULTILINE) == ["raise", "scale", "add"]
    assert "regel" not in text


@given(plans())
def test_every_input_and_decision_of_any_plan_can_be_asked_for(plan: Plan) -> None:
    """No input and no yes-or-no of a plan is left out of the questions."""
    names = [topic.name for topic in topics_of(plan)]
    assert {*inputs_of(plan)} <= {*names}
    assert {item.id for item in plan.conditions if item.decision} <= {*names}
    assert len({*names}) == len(names)


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        (("drift", "100 000", ""), 0),  # the plan's own value
        (("drift", "", ""), 0),  # no answer
        (("drift", "90 000", "Mindre.", "drift", "80 000", "Enda mindre.", ""), 1),
        (("drift", "90 000", "Mindre.", "drift", "100 000", "filmsatsing", "10", "Film.", ""), 1),
        (("drift", "-10 %", "Mindre.", ""), 1),
    ],
)
def test_a_change_is_made_once_or_taken_back(
    folder: Path, answers: tuple[str, ...], lines: int
) -> None:
    """The last answer counts; the plan's own value is no change."""
    ask = Answers("Tittel", "Hva?", *answers)
    if not lines:
        with pytest.raises(StopIteration):  # it asks on, for nothing is changed yet
            ask_and_save(PlanFolder(folder, PLAN), "drift", ask)
        return
    assert ask_and_save(PlanFolder(folder, PLAN), "drift", ask)
    assert len(scenario_result(PlanFolder(folder, PLAN), "drift").steps) == lines


@pytest.mark.parametrize("answer", ["ja", "ikke avgjort"])
def test_an_answer_to_a_condition_can_be_taken_back(folder: Path, answer: str) -> None:
    """A no that becomes undecided is no change any more; a yes is one."""
    told = () if answer == "ikke avgjort" else ("Svaret kom.",)
    ask = Answers(
        *("Tittel", "Hva?", "medfinansierer", "nei", "rådet betaler", "50 000", "Avslag."),
        *("medfinansierer", answer, *told, "drift", "90 000", "Mindre.", ""),
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "svar", ask)
    assert len(scenario_result(PlanFolder(folder, PLAN), "svar").steps) == 1 + len(told)


@pytest.mark.parametrize(
    ("answers", "reserve"),
    [(("forholdsmessige", "1"), 0), (("bidragsyterne", "", ""), 0), (("vis det",), -90_000)],
)
def test_each_rule_can_be_chosen(folder: Path, answers: tuple[str, ...], reserve: int) -> None:
    """90 000 is lacking: lines or funders pay it, or it stands open; a wish stays a wish."""
    ask = Answers(
        *("Tittel", "Hva?", "ny post", "700 000", "", "Øvrige", "Et krav."),
        *("minstereserve", "0", "regel", *answers, ""),
    )
    assert ask_and_save(PlanFolder(folder, PLAN), "regel", ask)
    assert scenario_result(PlanFolder(folder, PLAN), "regel").reserve == reserve


def _said(tree: object) -> object:
    """A record's values without the places they were read from."""
    if isinstance(tree, dict):
        return {key: _said(value) for key, value in tree.items() if key != "where"}
    return [_said(one) for one in tree] if isinstance(tree, tuple) else tree


@pytest.mark.parametrize("name", ["data/lillehammer-2026", "tests/cases/nordfjella-2027"])
def test_what_is_written_gives_the_same_scenario(name: str) -> None:
    """Each scenario as text is the same scenario again, and the text is then the same text."""
    folder = PlanFolder.open(PROJECT / name)
    for scenario_id in folder.scenario_ids:
        before = load_scenario(folder, scenario_id)
        text = scenario_text(before)
        tree = yaml_tree("prove.yaml", text.encode("utf-8"))
        after = read_record(Scenario, tree).model_copy(update={"id": scenario_id})
        assert _said(after.model_dump()) == _said(before.model_dump())
        assert scenario_text(after) == text


def test_large_shares_are_written_so_that_they_can_be_read(folder: Path) -> None:
    """A share is no amount: however large, it stands without spaces."""
    rule = ipr.AskFunders(shares={"county": 1_500, "municipalities": 2})
    result = ipr.scenario(PLAN, {"funding.carry_over": 0}, balancing=rule)
    write_scenario(PlanFolder(folder, PLAN), "andeler", result)
    assert scenario_result(PlanFolder(folder, PLAN), "andeler").outcome == result.outcome


def test_nothing_is_written_over(folder: Path) -> None:
    """A scenario that is there already stands as it was, and a name must be a file's name."""
    opened = PlanFolder(folder, PLAN)
    result = ipr.scenario(PLAN, {"lines.film": "100 000"})
    file = write_scenario(opened, "film", result)
    before = file.read_bytes()
    with pytest.raises(InputError, match="finnes fra før"):
        write_scenario(opened, "film", result)
    with pytest.raises(InputError, match="Filnavn"):
        write_scenario(opened, "../ute", result)
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == ["film.yaml"]
