"""The live page in a real browser: it answers as the reports do, and takes what people write."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from ipr.budget.figures import section_of
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.scenario import ChangeBase, Scenario, TransferChange
from ipr.cli import main
from ipr.doors.folder import PlanFolder, scenario_ids
from ipr.doors.scenarios import figures_mark, find_scenario, scenario_result
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Condition, Plan
from ipr.present import wording
from ipr.present.answers import SENTENCES, answer, verdict
from ipr.present.blocks.tables import NOTHING, Table
from ipr.present.plan import awaits
from ipr.present.scenario import dates
from ipr.present.scenario.budget import bridge_table
from ipr.present.scenario.dates import timeline_block
from ipr.publish.manifest import read_manifest
from ipr.publish.names import PAGE_NAME
from ipr.publish.page.write import make_page
from ipr.publish.verify import check_files
from ipr.reading.errors import InputError
from ipr.reading.norwegian import E4, amount, kroner, signed
from ipr.reading.numbers import decimal_number, whole_amount
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import read_yaml
from tests.browsing import complaints, violations
from tests.plans import FOLDERS, PLAN, ROOT
from tests.small_plan import LEAST

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow  # nearly all of it looks through a browser

PLANS = {name: folder.path for name, folder in FOLDERS.items()}
POLICIES = ("leave_open", "ranked", "pro_rata", "ask_funders")
FAR = os.environ.get("IPR_HYPOTHESIS") == "far"
STATES = 125 if FAR else 63  # of each plan and policy: 1 000 in all, or just over 500
BUILT = 200 if FAR else 40

HELP = (ROOT / "tests" / "live_page.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=PLANS)
def plan_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of each plan in turn."""
    return PLANS[request.param]


@pytest.fixture(scope="module")
def plan(plan_folder: Path) -> Plan:
    """The plan itself."""
    return FOLDERS[plan_folder.name].plan


@pytest.fixture(scope="module")
def loaded(
    browser: Browser, plan_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, list[str]]]:
    """The page, opened once from a file, and what it asks for and complains of."""
    with opened_page(browser, page_text(plan_folder), tmp_path_factory.mktemp("side")) as found:
        yield found


@pytest.fixture
def page(loaded: tuple[Page, list[str]]) -> Page:
    """The page as it is when it is opened."""
    page, faults = loaded
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate("afresh()")
    assert faults == []
    return page


@pytest.fixture
def own_page(browser: Browser, plan_folder: Path, tmp_path: Path) -> Iterator[Page]:
    """A page by itself, for what changes more than a state."""
    with opened_page(browser, page_text(plan_folder), tmp_path) as (page, _):
        yield page


@contextmanager
def opened_page(
    browser: Browser, text: str, folder: Path, **options: Any
) -> Iterator[tuple[Page, list[str]]]:
    """A page in a browser, and what it asks for and complains of: in the end, that is nothing."""
    file = folder / PAGE_NAME
    file.write_text(text, encoding="utf-8")
    context = browser.new_context(**options)
    context.add_init_script(f"(() => {{ {HELP} }})()")
    page = context.new_page()
    faults = complaints(page)
    page.goto(file.as_uri())
    yield page, faults
    context.close()
    assert faults == []


def answered(page: Page, function: str, asked: Any) -> Any:
    """What a function of the page tells, handed over as one text: much faster than in parts."""
    return json.loads(
        page.evaluate(f"async (asked) => JSON.stringify(await {function}(asked))", asked)
    )


@cache
def page_text(plan_folder: Path) -> str:
    """The page of a plan of ours, made once."""
    return page_of(PlanFolder.open(plan_folder))


def page_of(folder: PlanFolder) -> str:
    """The page with all the plan's scenarios."""
    return make_page(folder)[0]


def read_back(plan: Plan, text: str, tmp_path: Path) -> Result:
    """What the scenario file says, read by the strict reader."""
    file = tmp_path / "lest.yaml"
    file.write_text(text, encoding="utf-8")
    scenario = read_record(Scenario, read_yaml(file)).model_copy(update={"id": "lest"})
    return reckoned(resolve(plan, scenario))


def answers(told: Mapping[str, Any], result: Result) -> None:
    """Every figure, the verdict and the answer to the question are those of Python."""
    expected = {
        name: None if value is None else str(int(value))
        for name, value in result.outcome.figures.items()
    }
    assert {name: told["figures"][name] for name in expected} == expected
    assert (told["sentence"], told["why"]) == (verdict(result).text, answer(result))


def agrees(told: Mapping[str, Any], result: Result) -> None:
    """Every figure, every row of the table, the bridge and the sentences are those of Python."""
    answers(told, result)
    for name, cells in told["table"].items():
        row = result.row(name)
        moved = row.change or (row.before is None) != (row.revised is None)
        line = next((one for one in result.plan.lines if name == f"lines.{one.id}"), None)
        missing = awaits(line) if line else "uten beløp"
        assert cells[1:] == [
            missing if row.before is None else amount(row.before),
            signed(row.change or 0) if moved else "",
            missing if row.revised is None else amount(row.revised),
        ], name
    (first, _, before), *steps, _ = bridge_table(result).texts()
    bridge = [[first, before], *([label, moved] for label, moved, _ in steps)]
    assert told["bridge"][: len(bridge)] == bridge
    assert told["ledger"] == ledger_of(result)
    cuts = [
        f"{result.plan.line(line).label} {amount(cut)}"
        for line, cut in result.outcome.cuts.items()
        if cut
    ]
    assert told["cuts"] == (f"Kutt: {'; '.join(cuts)}." if cuts else "")
    assert [told["sentence"], told["why"]] == told["copied"].split("\n")[1:3]


def ledger_of(result: Result) -> list[list[str]]:
    """The rows of the report's table of dates, each change without a date by itself."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dates, "MOST_UNDATED", 10**6)
        tables = [part for part in timeline_block(result).blocks if isinstance(part, Table)]
    rows = (row for table in tables for row in table.texts())
    return [["" if text == NOTHING else text for text in row] for row in rows]


def random_actions(plan: Plan, policy: str, chance: Random) -> list[list[str]]:
    """Fields to fill, as someone trying things out might."""
    actions: list[list[str]] = []
    held: tuple[str, ...] = ()  # what hangs on an answer is left alone
    for condition in plan.conditions:
        if condition.decision and chance.random() < 0.3:
            held += condition.decision.components
            actions += answer_actions(condition, chance)
    for item in inputs_of(plan).values():
        if chance.random() < 0.2 and not item.name.startswith(held or ("-",)):
            actions.append([item.name, typed(item, chance)])
    if chance.random() < 0.3:
        actions += [
            ["click", "#postfelt > section:last-child > button"],
            ["add.ny_post.label", "Ny post: «brøyting» # 1"],
            ["add.ny_post.amount", chance.choice(("75 000", "1 mill"))],
            ["add.ny_post.group", chance.choice(plan.groups).id],
        ]
    if chance.random() < 0.2:
        ends = chance.sample([name for name in movable(plan) if not name.startswith(held)], 2)
        actions += [
            ["click", "#flytt"],
            ["move.1.from", ends[0]],
            ["move.1.to", ends[1]],
            ["move.1.amount", "5 tusen"],
        ]
    actions += dated(plan, [place for place, _ in actions if not place.endswith("amount")], chance)
    return [*actions, *rule_actions(plan, policy, chance)]


def movable(plan: Plan) -> list[str]:
    """Lines in kroner that money can be moved between."""
    return [
        item.name
        for item in inputs_of(plan).values()
        if item.name.startswith("lines.") and item.unit == "nok" and item.value
    ]


def dated(plan: Plan, places: list[str], chance: Random) -> Iterator[list[str]]:
    """A day or one of the plan's dates, for some of what is changed."""
    keys = {place.removesuffix(".label").removesuffix(".to") for place in places} - {"click"}
    for key in sorted(key for key in keys if not key.endswith((".group", ".from"))):
        if chance.random() < 0.3:
            yield [f"date.{key}", f"{plan.year}-0{chance.randint(1, 9)}-15"]
        elif chance.random() < 0.3:
            yield [f"milestone.{key}", chance.choice(plan.milestones).id]


def answer_actions(condition: Condition, chance: Random) -> Iterator[list[str]]:
    """An answer to a condition, and where the plan demands it, what follows."""
    place = f"decide.{condition.id}"
    answer = chance.choice(("granted", "denied"))
    yield [place, answer]
    if answer == "denied" and condition.decision:
        response = chance.choice(condition.decision.responses or ("release", "keep"))
        yield [place, response]
        if response == "cover":
            yield [f"{place}.amount", chance.choice(("50 000", "0,1 mill"))]


def typed(item: Input, chance: Random) -> str:
    """What someone might write in the field of an input."""
    if item.choices:
        return chance.choice(item.choices)
    if item.unit == "months":
        return str(chance.randrange(13))
    if item.unit == "e4":
        return chance.choice(("11,75", "0,9999", "3", "+0,5", "25 %"))
    texts = ["640 tusen", "0,64 mill", "kr 123 457,-", "33 333", "0", "1.250.000"]
    relative = ["-10 %", "+12,5 %", "+50 000", "+1", "-2 %"]
    return chance.choice(texts + (relative if item.value else []))


def rule_actions(plan: Plan, policy: str, chance: Random) -> list[list[str]]:
    """The rule and what belongs to it, clicked together."""
    actions = [["click", f"input[name=policy][value={policy}]"]]
    actions.append(["balancing.minimum", chance.choice(("0", "0", "200 tusen", "3 mill"))])
    open_lines = [line.id for line in plan.lines if line.lock is None]
    if policy in {"ranked", "pro_rata"}:
        actions.append(["balancing.step", chance.choice(("1", "1 000", "kr 5 000,-"))])
    if policy == "ranked":
        order = chance.sample(open_lines, chance.randint(1, 6))
        actions += [["choose", line] for line in order]
        actions += [
            [f"balancing.floors.{line}", str(plan.line(line).floor_nok + 20_000)]
            for line in order
            if chance.random() < 0.3
        ]
        actions += [["click", f"#ned-{order[0]}"]] if len(order) > 1 else []
    if policy == "pro_rata":
        for line in plan.lines:
            if chance.random() < 0.2:
                actions.append(["click", f"#las-{line.id}"])
                if line.lock is None:
                    actions.append([f"balancing.lock.{line.id}", "Avtalt: «nei» # til kutt"])
    if policy == "ask_funders":
        for item in plan.free_funding:
            if item.recurrence == "continues":
                actions.append([f"balancing.shares.{item.id}", str(chance.randint(1, 9))])
    return actions


def test_the_page_answers_as_the_reports(page: Page, plan: Plan, tmp_path: Path) -> None:
    """500 random states: all figures and every sentence and row are Python's of the saved file."""
    for policy in POLICIES:
        chance = Random(f"{plan.title} {policy}")  # noqa: S311 - chance that is the same each time
        tries = [random_actions(plan, policy, chance) for _ in range(STATES)]
        valid, states = 0, set()
        for actions, told in zip(tries, answered(page, "driven", tries), strict=True):
            if told["valid"]:
                valid += 1
                agrees(told, read_back(plan, told["text"], tmp_path))
                assert told["again"] == told["text"]
                states.add(" ".join(told["sentence"].split(" ")[:4]))
            else:
                assert told["stale"], actions
        assert valid > 0.8 * STATES
        assert len(states) > 1


def test_what_python_says_anew_the_page_says_too(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other sentences, conditions, words for dates and labels of the bridge need no script."""
    for name, sentences in SENTENCES.items():
        anew = [(when, f"Nå: {text}", *state) for when, text, *state in sentences]
        monkeypatch.setitem(SENTENCES, name, tuple(anew))
    added = (("-change", "cuts"), "{label}: {shortfall} av {frame}, {lines}, {in_plan}.")
    monkeypatch.setitem(SENTENCES, "answer.reserve", (added, *SENTENCES["answer.reserve"]))
    for kind, (when, about, _) in dates.LEDGER.items():
        told = "" if kind in {"first", "change", "last"} else "?"
        monkeypatch.setitem(dates.LEDGER, kind, (f"{when}!", f"Sak: {about}", told))
    for words in (wording.CHOSEN, wording.RESPONSES):
        for key, word in words.items():
            monkeypatch.setitem(words, key, f"{word} (nytt)")
    chance = Random("nytt")  # noqa: S311 - as above
    tries = [random_actions(PLAN, policy, chance) for policy in POLICIES for _ in range(10)]
    text = page_of(PlanFolder.open(PLANS["lillehammer-2026"]))
    with opened_page(browser, text, tmp_path) as (page, _):
        answers = [told for told in answered(page, "driven", tries) if told["valid"]]
    assert len(answers) > len(tries) / 2
    assert any(told["why"].startswith(PLAN.reserve_label) for told in answers)
    for told in answers:
        agrees(told, read_back(PLAN, told["text"], tmp_path))


def test_a_plan_of_next_to_nothing_has_a_page(browser: Browser, tmp_path: Path) -> None:
    """Without a krone, or two lines to move money between, it offers only what can be done."""
    (tmp_path / "plan.yaml").write_text(LEAST.replace("100 000", "0"), encoding="utf-8")
    folder = PlanFolder.open(tmp_path)
    with opened_page(browser, page_of(folder), tmp_path) as (page, _):
        assert page.evaluate("page.valid")
        assert page.locator("#flytt").count() == 0
        page.click("input[value=ranked]")
        told = page.evaluate("drive", [["funding.a", "5 000"], ["lines.noe", "10 000"]])
    agrees(told, read_back(folder.plan, told["text"], tmp_path))


@pytest.fixture
def own_folder(plan_folder: Path, tmp_path: Path) -> Path:
    """The plan's folder, to write in."""
    return Path(shutil.copytree(plan_folder, tmp_path / plan_folder.name))


def meaning(folder: PlanFolder, name: str) -> list[Any]:
    """All that a scenario file says, whatever way it is written: what it is, and each change."""
    scenario, parts = find_scenario(folder, name)
    told = scenario.model_dump(exclude={"where", "changes", "balancing"})
    rule = scenario.balancing and scenario.balancing.model_dump(exclude={"where"})
    steps = [
        (
            type(step.change),
            dict(step.inputs),
            step.answer,
            *(getattr(step.change, key) for key in ChangeBase.model_fields if key != "where"),
        )
        for step in resolve(folder.plan, scenario, parts).steps
        if step.origin == name
    ]
    return [told, rule, steps]


def opened(page: Page, file: Path) -> Any:
    """What the page tells after a file is opened in it."""
    page.click("#nullstill")
    page.set_input_files("#fil", file)
    page.locator("#beskjed", has_text="pnet").wait_for()
    return page.evaluate("told()")


def test_opening_a_scenario_file_loses_nothing(page: Page, own_folder: Path) -> None:
    """Opened and saved, a file says the same in all; opened and saved again, not a letter moves.

    Chosen as a start, every scenario gives its own figures and is saved as the file that is opened.
    """
    before = PlanFolder.open(own_folder)
    results = {name: scenario_result(before, name) for name in before.scenario_ids}
    files = {file.stem: file for file in sorted((own_folder / "scenarios").glob("*.yaml"))}
    said = {name: meaning(before, name) for name in files}
    starts = dict(zip(results, answered(page, "started", list(results)), strict=True))
    for name, result in results.items():
        answers(starts[name], result)
    told = answered(page, "opened", [file.read_text(encoding="utf-8") for file in files.values()])
    texts = [one["text"] for one in told]
    assert texts == [starts[name]["text"] for name in files]
    assert [one["text"] for one in answered(page, "opened", texts)] == texts
    for file, text in zip(files.values(), texts, strict=True):
        file.write_text(text, encoding="utf-8")
    after = PlanFolder.open(own_folder)
    for name, meant in said.items():
        assert meaning(after, name) == meant, name
        assert scenario_result(after, name).outcome.figures == results[name].outcome.figures
    assert main(["check", "--plan", str(own_folder)]) == 0


MADE = """# Et scenario med alt.
title: "Alt: 'ett' # to"
question: >-
  Går det
  rundt?

  Ny linje.
status: innstilling
case: 12/26
date: {year}-05-06
changes:
  - transfer: 1 000
    from: {one}
    to: {two}
    from_date: {year}-04-01
    because: |
      Fordi
      det «trengs».
    source: "Sak: 1"
  - {{raise: {income}, by: -5 000 000, milestone: {milestone}, because: Rock 'n roll}}
balancing: {{policy: leave_open, minimum_reserve: 5 000}}
unbalanced: deliberate
unbalanced_because: Det skal vises.
"""


def test_a_file_with_everything_is_kept(page: Page, plan: Plan, own_folder: Path) -> None:
    """Status, case, why it does not balance, moved money, dates, sources and odd texts stay."""
    one, two = movable(plan)[:2]
    file = own_folder / "scenarios" / "alt.yaml"
    income = next(f"funding.{one.id}" for one in plan.free_funding if one.amount_nok > 0)
    made = MADE.format(
        year=plan.year, one=one, two=two, income=income, milestone=plan.milestones[0].id
    )
    lowered = f"by: -{amount(inputs_of(plan)[income].value or 0)}".replace("\u00a0", " ")
    file.write_text(made.replace("by: -5 000 000", lowered), encoding="utf-8")
    said = meaning(PlanFolder.open(own_folder), "alt")
    assert said[2][0][0] is TransferChange
    file.write_text(opened(page, file)["text"], encoding="utf-8")
    assert meaning(PlanFolder.open(own_folder), "alt") == said


def test_what_is_combined_is_named_until_it_is_changed(page: Page, own_folder: Path) -> None:
    """A change beside what is combined is saved alone; one of it has all of it written out."""
    names = scenario_ids(own_folder)
    name = "alt-sammen" if "alt-sammen" in names else "cyberland-innenfor-lavere-overforing"
    page.select_option("#start", name)
    saved = page.evaluate("told()")["text"]
    assert "combines: [" in saved
    assert "changes:" not in saved
    key = page.evaluate(
        "Object.keys(page.state.changes).find((key) => data.items[key]?.unit === 'nok')"
    )
    send(page, key, "+1 000")
    told = page.evaluate("told()")
    assert "combines" not in told["text"]
    assert told["text"].count("because:") == len(told["bridge"]) - 2
    page.click("#angre")
    assert page.evaluate("told()")["text"] == saved
    page.evaluate("page.state.combines.push('en-annens')")  # as in a link from another's page
    assert "combines" not in page.evaluate("told()")["text"]


FIRST = pytest.mark.parametrize("plan_folder", ["lillehammer-2026"], indirect=True)
SECOND = pytest.mark.parametrize("plan_folder", ["nordfjella-2027"], indirect=True)


@FIRST
def test_an_added_line_may_be_given_another_amount(
    browser: Browser, own_folder: Path, tmp_path: Path
) -> None:
    """A scenario may set the amount of a line that one it combines adds, as a start and a file."""
    add = "{add: ny, label: Ny, group: other, amount: 5 000, because: X}"
    given = "combines: [en]\nchanges:\n  - {set: lines.ny, to: 7_000, because: Mer}\n"
    files = {"en": f"changes:\n  - {add}\n", "to": given}
    for name, told in files.items():
        file = own_folder / "scenarios" / f"{name}.yaml"
        file.write_text(f"title: A\nquestion: B\nstatus: kladd\n{told}", encoding="utf-8")
    folder = PlanFolder.open(own_folder)
    with opened_page(browser, page_of(folder), tmp_path) as (page, _):
        (told,) = answered(page, "started", ["to"])
        assert opened(page, own_folder / "scenarios" / "to.yaml") == told
    result = scenario_result(folder, "to")
    answers(told, result)
    assert read_back(result.given, told["text"], tmp_path).reserve == result.reserve


@SECOND
def test_an_amendment_keeps_what_it_amends(page: Page, own_folder: Path) -> None:
    """Page and report tell it against what was adopted, and it says so until that itself is moved.

    An amount that was adopted, set anew, is the amendment's own.
    """
    file = own_folder / "scenarios" / "regulering.yaml"
    file.write_text(
        "title: A\nquestion: B\nstatus: kladd\namends: vedtatt-gaver\nchanges:\n"
        "  - {raise: lines.secretariat.auditor, by: -8 000, because: Billigere.}\n",
        encoding="utf-8",
    )
    said = meaning(PlanFolder.open(own_folder), "regulering")
    result = scenario_result(PlanFolder.open(own_folder), "regulering")
    told = opened(page, file)
    agrees(told, result)
    file.write_text(told["text"], encoding="utf-8")
    assert meaning(PlanFolder.open(own_folder), "regulering") == said
    adopted = page.evaluate("Object.keys(page.state.changes)[0]")
    send(page, adopted, "5 000")
    told = page.evaluate("told()")
    file.write_text(told["text"], encoding="utf-8")
    answers(told, scenario_result(PlanFolder.open(own_folder), "regulering"))
    assert "amends" in told["text"]
    send(page, adopted, page.evaluate("(name) => data.items[name].start", adopted))
    assert page.inner_text("#bro li").startswith("Før saken")
    send(page, adopted, "+1")
    assert "amends" not in page.evaluate("told()")["text"]


def adopt(folder: Path, name: str, text: str) -> None:
    """Write an adopted scenario with the mark of its figures to the plan's folder."""
    file, head = folder / "scenarios" / f"{name}.yaml", "title: A\nquestion: B\nstatus: "
    file.write_text(f"{head}kladd\n{text}", encoding="utf-8")
    mark = figures_mark(scenario_result(PlanFolder.open(folder), name).outcome)
    file.write_text(f'{head}vedtatt\nfrozen: "{mark}"\n{text}', encoding="utf-8")


@SECOND
def test_an_end_of_what_is_moved_may_be_set_where_it_is_adopted(
    browser: Browser, own_folder: Path, tmp_path: Path
) -> None:
    """An amendment sets one end of an adopted transfer, or both, on the page as in its file."""
    scenarios, head = own_folder / "scenarios", "title: A\nquestion: B\nstatus: "
    move = "{transfer: 5 000, from: lines.trade_guild, to: lines.secretariat.auditor, because: X}"
    adopt(own_folder, "flyttet", f"changes:\n  - {move}\n")
    one, other = (
        f"  - {{set: lines.{line}, to: 90 000, because: Ny}}\n"
        for line in ("secretariat.auditor", "trade_guild")
    )
    for name, changes in (("en", one), ("begge", one + other)):
        file = scenarios / f"{name}.yaml"
        file.write_text(f"{head}kladd\namends: flyttet\nchanges:\n{changes}", encoding="utf-8")
    folder = PlanFolder.open(own_folder)
    with opened_page(browser, page_of(folder), tmp_path) as (page, _):
        for name, told in zip(
            ("en", "begge"), answered(page, "started", ["en", "begge"]), strict=True
        ):
            agrees(told, scenario_result(folder, name))


@SECOND
def test_an_amendment_of_a_budget_that_a_rule_has_cut_is_told_alike(
    browser: Browser, own_folder: Path, tmp_path: Path
) -> None:
    """Page and report take the adopted cuts away first, and tell the case's own changes alone."""
    scenarios, head = own_folder / "scenarios", "title: A\nquestion: B\nstatus: "
    rule = "balancing: {policy: pro_rata, minimum_reserve: 200 000, step: 1 000}\n"
    change = "changes:\n  - {raise: lines.secretariat.auditor, by: 1, because: X}\n"
    adopt(own_folder, "kuttet", f"{change}{rule}")
    change = "changes:\n  - {set: lines.trade_guild, to: 390 000, because: X}\n"
    for name, again in (("uten", ""), ("med", rule)):
        text = f"{head}kladd\namends: kuttet\n{change}{again}"
        (scenarios / f"{name}.yaml").write_text(text, encoding="utf-8")
    folder = PlanFolder.open(own_folder)
    with opened_page(browser, page_of(folder), tmp_path) as (page, _):
        for name, told in zip(
            ("uten", "med"), answered(page, "started", ["uten", "med"]), strict=True
        ):
            result = scenario_result(folder, name)
            assert result.amended
            assert result.amended.outcome["cuts"]
            agrees(told, result)
            assert "Endret i saken: Handelslaget i fjellbygdene" in str(told)


COMBINED = (
    ("lavere-overforing, ingen-overforing", "", "er endret på en annen måte i"),
    (
        "fylket-nei-reisemal-behold, fylket-nei-reisemal-frigi",
        "",
        "vilkåret «county_destination_grant» er endret på en annen måte i",
    ),
    (
        "ingen-overforing-likt-kutt, ingen-overforing-prioritert-kutt",
        "",
        "saldert på en annen måte i",
    ),
    (
        "lavere-overforing, ingen-overforing",
        "changes:\n  - {set: funding.carry_over, to: 5, because: Vi tror det.}\n",
        "",
    ),
    ("lavere-overforing, cyberland-innenfor", "", ""),
)


@FIRST
def test_scenarios_that_contradict_each_other_are_refused(page: Page, own_folder: Path) -> None:
    """What is combined is opened only where the command line would run it, and with its words."""
    head = "title: A\nquestion: B\nstatus: kladd\n"
    texts = [f"{head}combines: [{combined}]\n{own}" for combined, own, _ in COMBINED]
    found = answered(page, "opened", texts)
    for number, (text, (combined, _, told)) in enumerate(zip(texts, COMBINED, strict=True)):
        name = f"begge-{number}"
        (own_folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
        folder = PlanFolder.open(own_folder)
        if told:
            assert told in found[number], combined
            with pytest.raises(InputError, match=re.escape(told)):
                scenario_result(folder, name)
        else:
            answers(found[number], scenario_result(folder, name))


def built_scenarios(folder: PlanFolder, chance: Random) -> Iterator[str]:
    """Files that combine and amend the plan's own, with a question, changes and a rule."""
    plan, ids = folder.plan, folder.scenario_ids
    adopted = [one for one in ids if find_scenario(folder, one)[0].status == "vedtatt"]
    asked = [one.name for one in section_of(plan, "totals", "funding", "lines", "components")]
    numbers = [item for item in inputs_of(plan).values() if item.unit == "nok" and item.value]
    kinds = ("set: {}, to: 50 000", "raise: {}, by: -1 000", "scale: {}, percent: -10")
    rules = ("pro_rata, step: 1 000", "leave_open, minimum_reserve: 5 000", "pro_rata")
    for _ in range(BUILT):
        parts = chance.sample([one for one in ids if one not in adopted], chance.randint(0, 2))
        changed = chance.sample(numbers, chance.randint(1, 4))
        head = f"title: A\nquestion: B\nstatus: kladd\nanswers: {chance.choice(asked)}\n"
        amends = f"amends: {adopted[0]}\n" if adopted and chance.random() < 0.4 else ""
        changes = [
            f"  - {{{chance.choice(kinds).format(one.name)}, because: X}}" for one in changed
        ]
        rule = f"balancing: {{policy: {chance.choice(rules)}}}\n" if chance.random() < 0.4 else ""
        combines = f"combines: [{', '.join(parts)}]\n" if parts else ""
        yield "\n".join([f"{head}{amends}{combines}changes:", *changes, rule])


def test_what_is_built_on_others_is_told_as_the_reports_do(
    page: Page, plan: Plan, own_folder: Path
) -> None:
    """Random files that combine and amend: what Python refuses is refused, the rest told alike."""
    chance = Random(plan.title)  # noqa: S311 - as above
    texts = [*built_scenarios(PlanFolder.open(own_folder), chance)]
    alike, amended = 0, 0
    for number, (text, told) in enumerate(zip(texts, answered(page, "opened", texts), strict=True)):
        name = f"bygd-{number}"
        (own_folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
        try:
            result = scenario_result(PlanFolder.open(own_folder), name)
        except InputError:
            assert isinstance(told, str) or not told["valid"], text
            continue
        assert not isinstance(told, str), (text, told)
        assert told["valid"], text
        # A change that is overruled has a row of 0 in the report's bridge, and none on the page.
        overruled = any(not (step.inputs or step.answer) for step in result.steps)
        (answers if overruled else agrees)(told, result)
        alike, amended = alike + 1, amended + (result.amended is not None)
        (own_folder / "scenarios" / f"{name}.yaml").write_text(told["text"], encoding="utf-8")
        again = scenario_result(PlanFolder.open(own_folder), name)
        assert again.outcome.figures == result.outcome.figures
    assert alike > BUILT / 3
    assert bool(amended) == (plan is not PLAN)


@SECOND
def test_what_was_adopted_is_a_draft_when_changed(page: Page) -> None:
    """The mark of an adopted scenario's figures goes with the first change, and comes with undo."""
    page.select_option("#start", "vedtatt-gaver")
    adopted = page.evaluate("told()")["text"]
    assert "frozen:" in adopted
    send(page, page.evaluate("data.fields[0].name"), "5 mill")
    assert "er nå en kladd" in page.inner_text("#beskjed")
    text = page.evaluate("told()")["text"]
    assert ("frozen:" in text, "status: kladd" in text) == (False, True)
    page.click("#angre")
    assert page.evaluate("told()")["text"] == adopted


def send(page: Page, place: str, text: str) -> None:
    """Write in a field, whatever is folded around it."""
    page.evaluate("([place, text]) => send(rows.get(place).control, text)", [place, text])


def test_the_page_is_one_small_file_that_asks_nobody(plan_folder: Path) -> None:
    """At most 150 kB, no address, a policy that names the script, and no `eval`."""
    text = page_text(plan_folder)
    assert len(text.encode("utf-8")) <= 150_000
    assert not re.search(r"https?://|url\(|@import|\beval\b|new Function|innerHTML", text)
    assert "default-src 'none'; script-src 'sha256-" in text
    assert "unsafe" not in text


AMOUNTS = (
    "640 tusen", "0,64 mill", "kr 640 000,-", "640000", "640.000", "1.250.000", "1,5 mill.",
    "2 mrd", "nok 5", "5 kroner", "-5", "\u2212 5", "+5", "12 345", "12'345", "1_000", "1 tus",
    "3k", "0", "007", "", " ", "abc", "1,5", "1.234 tusen", "1 23", "9999999999999", "5 €",
    "12 kr kr", "--5", "1e3", "5,-", "kr-5", "½", "\uff11\uff12", "10 %", "1 000,00", "1 000,5",
    "2,5 tusen", "1.5 mill", "mill", "1,", "x" * 50, "5\u200b",
)  # fmt: skip
NUMBERS = ("11,75", "11.75", "-10 %", "25 prosent", "", "x", "1 000", "0,5000000", "+3", "-0,0001")


def test_the_page_shows_no_part_that_the_plan_has_nothing_for(
    browser: Browser, tmp_path: Path
) -> None:
    """The least plan has no decisions, no rates, and nobody who may be asked for more."""
    (tmp_path / "plan.yaml").write_text(LEAST, encoding="utf-8")
    text, narrow = page_of(PlanFolder.open(tmp_path)), {"width": 390, "height": 844}
    with opened_page(browser, text, tmp_path, viewport=narrow) as (page, _):
        heads = page.locator("#felt > details > summary").all_inner_texts()
        assert heads == ["Inntekter", "Det som mangler", "Poster"]
        values = page.eval_on_selector_all("[name=policy]", "all => all.map((one) => one.value)")
        assert values == ["leave_open", "ranked", "pro_rata"]


def test_amounts_are_read_as_python_reads_them(page: Page) -> None:
    """Amounts and rates as people write them mean the same, and are refused in the same words."""
    amounts = [said(whole_amount, text) for text in AMOUNTS]
    assert page.evaluate("read", ["amount", AMOUNTS]) == amounts
    numbers = [said(lambda each: int(decimal_number(each) * E4), text) for text in NUMBERS]
    assert page.evaluate("read", ["number", NUMBERS]) == numbers


def said(reader: Callable[[str], int], text: str) -> str:
    """What a reader gives, or what it says."""
    try:
        return str(reader(text))
    except ValueError as fault:
        return str(fault)


def field(page: Page, place: str) -> Any:
    """The field at this place."""
    return page.locator(f"#{page.evaluate('(place) => rows.get(place).control.id', place)}")


def sentence(page: Page) -> str:
    """The verdict."""
    return str(page.inner_text("#dom"))


def first_income(plan: Plan) -> str:
    """The name of the plan's first income."""
    return f"funding.{plan.free_funding[0].id}"


def test_bad_input_keeps_the_last_answer_and_says_so(page: Page, plan: Plan) -> None:
    """The field says what is allowed, and the answer that stands is marked as the last valid."""
    place = first_income(plan)
    field(page, place).fill("100 tusen")
    good = sentence(page)
    address = page.url
    field(page, place).fill("hundre")
    assert page.evaluate("(place) => rows.get(place).fault.textContent", place) == said(
        whole_amount, "hundre"
    )
    assert field(page, place).get_attribute("aria-invalid") == "true"
    assert sentence(page) == good
    assert page.inner_text("#gammel").startswith("Siste gyldige svar.")
    assert "line-through" in page.eval_on_selector(
        ".dom", "one => getComputedStyle(one).textDecoration"
    )
    assert page.url == address
    page.click("#lagreknapp")
    assert not page.is_visible("#lagre")
    field(page, place).fill("100 tusen")
    assert not page.is_visible("#gammel")


Bad = tuple[list[list[str]], str, dict[str, str]]
"""What is done first, the field, and of each text written there a part of what is told beside."""


def bad_inputs(plan: Plan) -> Iterator[Bad]:
    """Something that cannot be meant, in every kind of field the plan's page has."""
    items, income = inputs_of(plan).values(), first_income(plan)
    unread, no_number, negative = "som et beløp", "er ikke et tall", "er negativt"
    yield [], income, {
        **dict.fromkeys(("hundre", "", "5 €"), unread),
        "0,5": "er ikke hele kroner",
        "-200 %": "kan ikke reduseres med mer enn 100 prosent",
        "-9 mrd": "tillatt er 0 til",
        "1.234 tusen": "kan leses på to måter",
        "9999 mrd": "er for stort",
    }  # fmt: skip
    missing = "posten har ikke noe beløp i planen"
    pending = next(item.name for item in items if item.value is None)
    yield [], pending, {"+5 000": missing, "-10 %": missing, "ukjent": unread}
    yield [[income, "5"]], f"date.{income}", {f"{plan.year + 1}-01-01": "er ikke i planens år"}
    rates = {"mye": no_number, "": no_number, "1,23456": "fire desimaler", "-99": "tillatt er 0"}
    texts = {
        "currency": {"5,5": "er ikke hele kroner", "10^9": unread},
        "e4": rates,
        "months": dict.fromkeys(
            ("6,5", "halvt", ""), "er ikke et helt tall fra 0 til 12 (måneder)"
        ),
    }
    for item in items:
        yield [], item.name, texts.get(item.unit, {})
    # Decisions, lines that are added, and money that is moved.
    free = next(one for one in plan.conditions if one.decision and one.decision.responses)
    place, amounts = f"decide.{free.id}", {"": unread, "litt": unread, "-5": negative}
    yield [], place, {"denied": "velg hva rådet gjør"}
    if free.decision and "cover" in free.decision.responses:
        cover = [[place, "denied"], [place, "cover"]]
        yield cover, f"{place}.amount", {**amounts, "1000 mrd": "tillatt er 0 til"}
    new = [["click", "#nypost"]]
    yield new, "add.ny_post.label", {" ": "posten mangler navn"}
    yield new, "add.ny_post.amount", amounts
    first, second = movable(plan)[:2]
    moved = [["click", "#flytt"], ["move.1.from", first], ["move.1.to", second]]
    yield moved, "move.1.amount", {"mye": unread, "9 mill": "tillatt er 0 til"}
    yield moved, "move.1.to", {first: "velg to ulike"}
    yield moved, "move.1.from", {income: "velg to ulike"}
    # What covers a lack.
    line = next(line.id for line in plan.lines if line.lock is None)
    funder = next(one.id for one in plan.free_funding if one.recurrence == "continues")
    rule = {one: [["click", f"input[name=policy][value={one}]"]] for one in POLICIES}
    ranked = [*rule["ranked"], ["choose", line]]
    yield [], "balancing.minimum", {"-5": negative, "mye": unread}
    yield ranked, "balancing.step", {"0": "trinnet skal være minst 1 krone", "litt": unread}
    yield ranked, f"balancing.floors.{line}", {"mye": unread, "-1": negative}
    for floored in [one for one in plan.lines if one.floor_nok and not one.lock]:
        chosen = [*rule["ranked"], ["choose", floored.id]]
        told = f"har i planen minst {kroner(floored.floor_nok)}, så en grense på {kroner(5)}"
        yield chosen, f"balancing.floors.{floored.id}", {"5": told, "mye": unread}
    reason = [*rule["pro_rata"], ["click", f"#las-{line}"], [f"balancing.lock.{line}", "Avtalt"]]
    yield reason, f"balancing.lock.{line}", {"": "skriv hvorfor posten ikke skal kuttes"}
    shares = dict.fromkeys(("1,5", "-1", "halvparten"), "tall")
    yield rule["ask_funders"], f"balancing.shares.{funder}", shares


def test_every_field_says_what_is_allowed(page: Page, plan: Plan) -> None:
    """What cannot be meant is told in Norwegian beside its field, whatever kind of field it is.

    The last valid answer stands, marked as such; the address and the figures are those of it, it
    is not saved, and what is written anew gives an answer again.
    """
    tries = [
        (one, place, *said) for one, place, texts in bad_inputs(plan) for said in texts.items()
    ]
    done = answered(page, "tried", [one[:3] for one in tries])
    for (_, place, text, told), found in zip(tries, done, strict=True):
        assert told in found["beside"], (place, text, found)
        assert found["stale"].startswith("Siste gyldige svar."), (place, text)
        assert told in found["stale"]
        # A choice may ask for more before it is valid; else the answer and the address stand.
        assert (found["valid"], found["saved"], found["kept"]) == (False, False, True), place
    assert len(tries) > 40
    page.click("#nullstill")
    assert page.evaluate("page.valid")


def test_a_contradiction_is_told(page: Page, plan: Plan) -> None:
    """An amount that an answer decides cannot be another as well; no rule is without its parts."""
    condition = next(
        item for item in plan.conditions if item.decision and len(item.decision.responses) > 1
    )
    place = f"decide.{condition.id}"
    assert condition.decision
    name = condition.decision.components[0]
    told = page.evaluate("drive", [[place, "denied"], [place, "release"], [name, "5"]])
    assert "endre bare ett av stedene" in told["stale"]
    told = page.evaluate("drive", [["click", "input[name=policy][value=ranked]"]])
    assert "rekkefølgen er tom" in told["stale"]
    shares = [
        [f"balancing.shares.{item.id}", "0"]
        for item in plan.free_funding
        if item.recurrence == "continues"
    ]
    told = page.evaluate("drive", [["click", "input[name=policy][value=ask_funders]"], *shares])
    assert "minst én andel skal være større enn 0" in told["stale"]


def test_what_is_typed_in_one_field_is_undone_at_once(page: Page, plan: Plan) -> None:
    """Sign by sign in one field is one step; undone, the field shows what the plan says."""
    start = sentence(page)
    field(page, first_income(plan)).press_sequentially("1", delay=1)
    field(page, first_income(plan)).fill("250 000")
    changed = sentence(page)
    page.keyboard.press("Tab")
    page.select_option("#start", index=2)
    page.click("#angre")
    assert sentence(page) == changed != start
    page.click("#angre")
    assert sentence(page) == start
    assert page.is_disabled("#angre")
    shown = page.evaluate("(name) => data.items[name].start", first_income(plan))
    assert field(page, first_income(plan)).input_value() == shown


def test_all_that_is_done_can_be_undone(page: Page, plan: Plan) -> None:
    """Whatever is done, step by step back is as it was, and forward again as it became."""
    chance = Random("angre")  # noqa: S311 - chance that is the same each time
    for policy in POLICIES:
        actions = [*random_actions(plan, policy, chance), ["click", "#taB"]]
        states, back, forth = answered(page, "travelled", actions)
        assert len(states) > 3
        assert back == states[::-1]
        assert forth == states


def test_the_address_keeps_the_state(page: Page, plan: Plan, browser: Browser) -> None:
    """A reload keeps it, the link opens it anew; a link of another plan is told and not used."""
    actions = [
        [first_income(plan), "kr 250 000,-"],
        ["click", "#postfelt > section:last-child > button"],
        ["add.ny_post.label", "Ny «post» æøå"],
        ["add.ny_post.amount", "75 tusen"],
        ["click", "input[name=policy][value=pro_rata]"],
    ]
    told = page.evaluate("drive", [*actions, ["click", "#taA"]])
    beside = page.inner_text("#ulikt")
    page.reload()
    assert (sentence(page), page.inner_text("#ulikt")) == (told["sentence"], beside)
    other = browser.new_page()
    other.goto(page.url)
    assert (sentence(other), other.inner_text("#bro")) == (sentence(page), page.inner_text("#bro"))
    other.goto(page.url.partition("#")[0] + "#s=WyJmZmZmZmZmZiIse31d")
    other.reload()
    assert "annen utgave" in other.inner_text("#beskjed")
    assert other.evaluate("[page.valid, compact(page.state)]") == [True, {}]
    other.close()


def test_a_new_line_is_called_what_it_is_called_now(page: Page) -> None:
    """Where a rule may spare it, a line that is added has its name as it is typed."""
    page.evaluate("drive", [["click", "input[name=policy][value=pro_rata]"], ["click", "#nypost"]])
    field(page, "add.ny_post.label").fill("")
    field(page, "add.ny_post.label").press_sequentially("Brøyting")
    assert field(page, "add.ny_post.label").input_value() == "Brøyting"
    assert page.inner_text("label:has(#las-ny_post)").strip() == "Brøyting"


NAMES = """() => [".ny", ".ny :is(input, select, button)"]
  .flatMap((where) => [...document.querySelectorAll(where)])
  .map((one) => one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent)"""


def test_lines_and_moves_alike_have_names_of_their_own(page: Page) -> None:
    """With two new lines and two moves, no group, field or button is called as another."""
    twice = [["click", button] for button in ("#nypost", "#flytt") for _ in range(2)]
    page.evaluate("drive", [["click", "input[name=policy][value=pro_rata]"], *twice])
    names = page.evaluate(NAMES)
    assert len(names) == 2 * (1 + 6) + 2 * (1 + 6)
    assert {"Ny post 1", "Gruppe: Ny post 2", "Til: Flytt penger 2"} <= {*names}
    assert len(set(names)) == len(names)
    spared = page.locator("#regel label", has_text="Ny post").all_inner_texts()
    assert [label.strip() for label in spared] == ["Ny post", "Ny post 2"]
    page.get_by_role("button", name=re.compile("Slett posten ?: Ny post 1")).click()
    assert "Ny post" in page.evaluate(NAMES)


SENSELESS = (
    5,
    {"changes": 5},
    {"changes": {"funding.nobody": {"text": "5"}}},
    {"changes": {"decide.nothing": {"as": "denied"}}},
    {"changes": {"move.1": {"amount": "1", "from": "x", "to": "y"}}},
    {"changes": {"add.x": {"label": "<b>", "group": "none", "amount": "5"}}},
    {"changes": {"__proto__": {"text": "5"}}},
    {"balancing": {"policy": "magic"}},
    {"balancing": {"policy": "ranked", "order": ["nobody"]}},
    {"balancing": {"policy": "ask_funders", "shares": {"nobody": "1"}}},
    {"kept": {"A": {"changes": {"x": {}}}}},
    {"about": {"status": "<script>"}},
)


def test_an_address_that_makes_no_sense_is_told(page: Page) -> None:
    """A link that was cut or made up is told and not used, or is as none; the page goes on."""
    for said, (state, told) in zip(SENSELESS, page.evaluate("addressed", SENSELESS), strict=True):
        assert (state, "annen utgave" in told) in {("null", True), ("{}", False)}, said
    assert page.evaluate("page.valid")


def test_three_states_stand_side_by_side(page: Page, plan: Plan) -> None:
    """A, B and what is here now, with only the lines that differ; each can be fetched back."""
    place = first_income(plan)
    told = []
    for letter, text in (("A", "1 mill"), ("B", "0,5 mill"), ("C", "100 tusen")):
        field(page, place).fill(text)
        page.click(f"#ta{letter}")
        told.append(sentence(page))
    field(page, place).fill("7")
    rows = page.eval_on_selector_all(
        "#ulikt tbody tr", "all => all.map((row) => [...row.cells].map((one) => one.textContent))"
    )
    assert rows[0][2:] == ["1\u00a0000\u00a0000", "500\u00a0000", "100\u00a0000", "7"]
    assert all(len(set(row[1:])) > 1 for row in rows)
    for letter, expected in zip("ABC", told, strict=True):
        page.click(f"#hent{letter}")
        assert sentence(page) == expected


def test_the_order_of_cuts_can_be_changed_by_keyboard_alone(page: Page, plan: Plan) -> None:
    """The buttons move a line up and down, and focus stays on what was pressed."""
    first, second = [line.id for line in plan.lines if line.lock is None][:2]
    page.evaluate(
        "drive",
        [["click", "input[name=policy][value=ranked]"], ["choose", first], ["choose", second]],
    )
    page.evaluate("byId('saldering').open = true")
    page.focus(f"#opp-{second}")
    page.keyboard.press("Enter")
    assert page.evaluate("page.state.balancing.order") == [second, first]
    assert page.evaluate("document.activeElement.id") == f"ned-{second}"
    page.drag_and_drop(f"li[data-id={first}] .navn", f"li[data-id={second}] .navn")
    assert page.evaluate("page.state.balancing.order") == [first, second]


CALLED = """() => {
  const now = document.activeElement, around = now.closest("fieldset")?.querySelector("legend");
  return [now.labels?.[0] ?? now, around ?? now].map((one) => one.textContent.trim());
}"""


def test_a_mayor_needs_no_mouse_and_no_net(browser: Browser, tmp_path: Path) -> None:
    """With keys alone: less carried over, a no from the county, 120 000 covered, 40 000 lacking.

    Then cuts in proportion, and the lines that pay; all of it without a network.
    """
    text = page_text(PLANS["lillehammer-2026"])
    with opened_page(browser, text, tmp_path, offline=True) as (page, _):
        by_keys_alone(page)


def by_keys_alone(page: Page) -> None:
    """The mayor's morning."""

    def tab_to(wanted: str) -> None:
        """Press tab until what has the focus is called this, or stands in a group that is."""
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted in page.evaluate(CALLED):
                return
        raise AssertionError(wanted)

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    tab_to("Hopp til feltene")
    press("Enter")
    tab_to("Overføring fra 2025")
    page.keyboard.type("470 000")
    assert "80\u00a0000\u00a0kroner er igjen" in sentence(page)
    tab_to("Fylkeskommunen medfinansierer utredningen av destinasjonsledelse")
    press("ArrowRight", "ArrowRight")
    press("Tab", "Space", "ArrowRight", "ArrowRight")
    tab_to("Hvor mye mer rådet betaler")
    page.keyboard.type("120 tusen")
    assert "Det mangler 40\u00a0000\u00a0kroner" in sentence(page)
    tab_to("Hvis pengene ikke rekker")
    press("ArrowRight", "ArrowRight")
    assert "14\u00a0poster gir fra seg 40\u00a0000\u00a0kroner" in sentence(page)
    assert "Drift av rådet 1" in page.inner_text("#kutt")


def saved(page: Page, *texts: str) -> tuple[str, str]:
    """The name and the text of the file that is saved when the dialog is answered with these."""
    boxes = page.locator("#sporsmal > .rad > :is(input, textarea)").all()
    for box, text in zip(boxes, texts, strict=True):
        box.fill(text)
    with page.expect_download() as saving:
        page.click("#lagna")
    file = Path(saving.value.path())
    return saving.value.suggested_filename, file.read_text(encoding="utf-8")


def test_saving_asks_for_title_question_and_reasons(page: Page, plan: Plan, tmp_path: Path) -> None:
    """Nothing is saved until all is said; the file is then a scenario with the same figures."""
    page.click("#lagreknapp")
    assert "ingenting å lagre" in page.inner_text("#beskjed")
    field(page, first_income(plan)).fill("-10 %")
    page.click("#lagreknapp")
    page.click("#lagna")
    assert page.locator("#lagre .feil", has_text="fyll det ut").count() == 3
    name, text = saved(page, 'Ærlig: "talt"', "Hva da? # 1", "Fordi: ja")
    assert name == "aerlig-talt.yaml"
    result = read_back(plan, text, tmp_path)
    assert (result.scenario.title, result.scenario.question) == ('Ærlig: "talt"', "Hva da? # 1")
    assert result.steps[0].change.because == "Fordi: ja"
    agrees(page.evaluate("told()"), result)


def test_saving_asks_why_an_amount_is_above_its_ceiling(
    page: Page, plan: Plan, tmp_path: Path
) -> None:
    """The field says that it is above; the reason is asked for, and the strict reader takes it."""
    (limit,) = (one.ceiling for one in plan.conditions if one.ceiling)
    box, beside = field(page, limit.input), f"over taket på {amount(limit.most_nok)}"
    box.fill(str(limit.most_nok - 1))
    assert beside not in page.inner_text("#postfelt")
    box.fill(str(limit.most_nok + 1))
    assert beside in page.inner_text("#postfelt")
    page.click("#lagreknapp")
    _, written = saved(page, "Mer", "Hva da?", "Trengs", "Avtalt")
    assert read_back(plan, written, tmp_path).steps[0].change.above_ceiling == "Avtalt"
    assert page.evaluate("again", written) == written


FAULTY = (
    ("title: A\nquestion: B\nstatus: kladd\nfarge: blå\n", "linje 4: «farge» er ikke kjent"),
    ("title: A\n", "«question» mangler"),
    ("title: A\nquestion: B\nchanges:\n  - {set: funding.nobody, to: 5}\n", "linje 4"),
    ("title: A\nquestion: B\ncombines: [ukjent]\n", "er ikke med på denne siden"),
    ("title: A\nquestion: [B\n", "kan ikke leses"),
    ("title: &a A\nquestion: B\n", "linje 1: linjen kan ikke leses"),
    ("", "linje 1"),
    (
        "title: A\nquestion: Se sak #12\n",
        "linje 2: «#» begynner en merknad, så teksten slutter med",
    ),
    ("title: A\nquestion: B\nbalancing: {policy: magic}\n", "kan ikke være «magic»"),
)


def test_a_faulty_file_is_not_opened(page: Page, tmp_path: Path) -> None:
    """What the page cannot read is told with its line, and nothing on the page changes."""
    found = answered(page, "opened", [content for content, _ in FAULTY])
    for (content, told), fault in zip(FAULTY, found, strict=True):
        assert told in fault, content
    file = tmp_path / "feil.yaml"
    file.write_text(FAULTY[0][0], encoding="utf-8")
    before = page.evaluate("told()")
    page.set_input_files("#fil", file)
    page.locator("#beskjed", has_text=f"feil.yaml kan ikke åpnes her. {FAULTY[0][1]}").wait_for()
    assert page.evaluate("told()") == before


def test_axe_finds_nothing_in_any_state(own_page: Page, plan: Plan) -> None:
    """Names, contrasts and structure hold in whatever state: all that may come up has done so.

    One plan's page is looked at by night on a telephone, the other's by day on a desk.
    """
    page = own_page
    width, scheme = (390, "dark") if plan is PLAN else (1280, "light")
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    unfold = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    line = next(line.id for line in plan.lines if line.lock is None)
    free = next(one for one in plan.conditions if one.decision and one.decision.responses)
    everything = [
        [first_income(plan), "0"],
        [f"date.{first_income(plan)}", f"{plan.year}-05-01"],
        [f"decide.{free.id}", "denied"],
        [f"decide.{free.id}", free.decision.responses[-1] if free.decision else ""],
        ["click", "#nypost"],
        ["click", "#flytt"],
    ]
    rules = {one: ["click", f"input[name=policy][value={one}]"] for one in POLICIES}
    chosen = [rules["ranked"], ["choose", line], [f"balancing.floors.{line}", "x"]]
    rule = ("#svar", "#saldering")  # where another rule is seen
    states: list[tuple[list[list[str]], tuple[str, ...]]] = [
        ([], ()),
        # At fault: a floor, or no line.
        ([*everything, *(chosen if plan is PLAN else chosen[:1])], ()),
        ([*everything, rules["pro_rata"], ["click", f"#las-{line}"]], rule),
        ([*everything, rules["ask_funders"], ["balancing.minimum", "1 mill"]], rule),
    ]
    for actions, parts in states:
        page.evaluate("drive", actions)
        page.evaluate(unfold)
        assert violations(page, *parts) == [], actions
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), actions
    page.evaluate("drive", everything[:2])
    for letter in "ABC":
        page.click(f"#ta{letter}")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: {} })")
    page.click("#kopier")  # the text is shown, where a browser lets no page copy
    assert page.is_visible("#kopi")
    page.click("#lagreknapp")
    page.click("#lagna")
    page.evaluate(unfold)
    assert violations(page, "#lagre") == []
    page.click("#avbryt")
    assert violations(page) == []
    page.click("#vegg")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


WIDER = """() => [...document.querySelectorAll("#svar, #svar *")].filter((one) => {
  one.style.overflowWrap = "normal";
  const block = getComputedStyle(one).display !== "inline";
  return block && one.scrollWidth > Math.max(one.clientWidth, 1);
}).map((one) => one.outerHTML)"""


def test_the_narrowest_page_is_whole(own_page: Page, plan: Plan) -> None:
    """All unfolded: units stand within their rows, and the dates of a change below it.

    Nothing is scrolled sideways, and no amount is parted from its end, on a wall neither.
    """
    own_page.set_viewport_size({"width": 320, "height": 700})
    own_page.evaluate("drive", [[first_income(plan), "0"]])
    own_page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    beyond = "[...document.querySelectorAll('.enhet')].filter((e) => e.scrollWidth > e.clientWidth)"
    assert own_page.evaluate(f"{beyond}.length") == 0
    assert "kroner" in sentence(own_page)
    for _ in ("desk", "wall"):
        assert own_page.evaluate("document.documentElement.scrollWidth") == 320
        assert own_page.evaluate(WIDER) == []
        own_page.click("#vegg")


def test_the_budget_stands_whole_on_a_telephone(page: Page) -> None:
    """Plan, change and what is here stand side by side without scrolling, at 375 pixels.

    A name has the width to itself, so that no word of it is broken; it is a table nonetheless.
    """
    page.set_viewport_size({"width": 375, "height": 700})
    within = "(() => { const e = document.querySelector('#tabell').parentElement;"
    assert page.evaluate(f"{within} return e.scrollWidth - e.clientWidth; }})()") == 0
    widths = (
        "[...document.querySelectorAll('#tabell :is(tbody th, tbody)')].map((e) => e.clientWidth)"
    )
    assert len(set(page.evaluate(widths))) == 1
    told = page.locator("#tabell").aria_snapshot()
    assert '- columnheader "Endring"' in told
    assert "- rowheader " in told
    assert violations(page, "#virkning") == []


def test_dates_and_states_side_by_side_are_cards_on_a_telephone(page: Page, plan: Plan) -> None:
    """At 360 pixels no table is scrolled sideways, and each is a table with its heads nonetheless.

    The three states are kept beside, and one change has its day.
    """
    dated = [[first_income(plan), "0"], [f"date.{first_income(plan)}", f"{plan.year}-05-01"]]
    kept = [["click", f"#ta{letter}"] for letter in "ABC"]
    page.evaluate("drive", [*dated, *kept])
    page.set_viewport_size({"width": 360, "height": 740})
    beyond = "[...document.querySelectorAll('.rull')].map((e) => e.scrollWidth - e.clientWidth)"
    assert page.evaluate(beyond) == [0] * 4
    for name, head in (("#saksliste", "Igjen"), ("#ulikt", "B")):
        told = page.locator(name).aria_snapshot()
        assert f'columnheader "{head}"' in told
        assert "- rowheader " in told
        seen = page.locator(f"{name} td").last
        assert seen.evaluate("(cell) => getComputedStyle(cell, '::before').content") != "none"
    assert violations(page, "#saker", "#side") == []
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.locator("#saksliste thead").bounding_box()["height"] > 1  # type: ignore[index]


def test_no_table_is_cut_off_beside_the_answer(page: Page) -> None:
    """Where two columns have room, so have the amounts in each, from the narrowest on."""
    beyond = "[...document.querySelectorAll('.rull')].map((e) => e.scrollWidth - e.clientWidth)"
    for width in (993, 1000, 1024, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 768})
        assert set(page.evaluate(beyond)) == {0}, width
    page.set_viewport_size({"width": 1280, "height": 720})


def test_the_budget_names_what_is_earmarked_and_sums_what_has_parts(page: Page, plan: Plan) -> None:
    """Earmarked money is not in the frame, and a line without an amount says what it awaits."""
    page.reload()
    rows = {
        str(row.get_attribute("data-name")): row.inner_text().replace("\n", "\t").split("\t")
        for row in page.locator("#tabell tbody tr").all()
    }
    for item in plan.funding:
        tied = item.earmarked_for is not None
        assert rows[f"funding.{item.id}"][0].endswith(" (øremerket)") == tied, item.id
    for group in plan.groups:
        assert (f"groups.{group.id}" in rows) == (len(plan.lines_of(group.id)) > 1), group.id
    for line in plan.lines:
        if line.total_nok is None:
            assert awaits(line) in rows[f"lines.{line.id}"], line.id


def test_the_answer_is_always_in_view(page: Page) -> None:
    """On a telephone, verdict, reserve and bridge stay in sight down to the last field."""
    page.select_option("#start", index=3)
    for width, height in ((390, 844), (320, 700)):
        page.set_viewport_size({"width": width, "height": height})
        for place in ("#inntekter", "#avgjorelser", "#priser"):
            page.eval_on_selector(place, "one => one.scrollIntoView()")
            for part in ("#dom", "#tall dd", "#bro li", "#bro li:nth-child(2)"):
                box = page.locator(part).first.bounding_box()
                assert box
                assert 0 <= box["y"] <= 0.45 * height - box["height"], (width, part)


def test_it_prints_on_one_page(page: Page, tmp_path: Path) -> None:
    """A state on paper: verdict, bridge, dates and three states beside it, on one sheet.

    Where that would be too small to read, the states stand on a sheet of their own.
    """
    printed = tmp_path / "side.pdf"
    for number in (1, 3, 5):
        page.select_option("#start", index=number)
        page.click(f"#ta{'ABC'[number // 2]}")
        if number == 5:
            names = "data.fields.filter((one) => one.room === 'lines').map((one) => one.name)"
            first = page.evaluate("data.fields[0].name")
            more = [[name, "+5 000"] for name in page.evaluate(names)[:8]]
            page.evaluate("further", [[first, "-10 %"], *more])
        page.pdf(path=printed, prefer_css_page_size=True)
        assert len(PdfReader(printed).pages) == 1, number
    for name in page.evaluate("data.fields.filter((one) => one.room).map((one) => one.name)"):
        send(page, name, "-3 %")
    page.pdf(path=printed, prefer_css_page_size=True)
    first, second = (one.extract_text() for one in PdfReader(printed).pages)
    assert ("Side ved side" in first, "Side ved side" in second) == (False, True)


def test_each_scenario_prints_on_one_page(page: Page, tmp_path: Path) -> None:
    """Also where many lines are cut, and it is told how much each gives."""
    printed = tmp_path / "side.pdf"
    for number in range(1, page.locator("#start option").count()):
        page.select_option("#start", index=number)
        page.pdf(path=printed, prefer_css_page_size=True)
        assert len(PdfReader(printed).pages) == 1, number


def test_the_answer_can_be_copied_as_text(page: Page, plan: Plan) -> None:
    """The text for a paper holds the verdict, what moved and which change did it."""
    field(page, first_income(plan)).fill("0")
    text = page.evaluate("answerText()")
    assert sentence(page) in text
    assert inputs_of(plan)[first_income(plan)].label in text


def test_try_makes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`ipr try` writes the page beside the reports and says where; a faulty scenario is named.

    The page is in the manifest: an edit is found, and put aside when the page is made anew, as it
    is where it is lost.
    """
    folder = Path(shutil.copytree(PLANS["lillehammer-2026"], tmp_path / "lillehammer-2026"))
    asked = ["try", "--plan", str(folder), "--out", str(tmp_path / "ut"), "--no-browser"]
    assert main(asked) == 0
    assert PAGE_NAME in capsys.readouterr().out
    target = tmp_path / "ut" / "lillehammer-2026"
    file = target / PAGE_NAME
    made = file.read_bytes()
    assert check_files(target, read_manifest(target)) == []
    file.write_bytes(made + b"<!-- mitt -->")
    assert [found.where for found in check_files(target, read_manifest(target))] == [PAGE_NAME]
    assert main(asked) == 0
    assert file.read_bytes() == made
    assert any(other.read_bytes() == made + b"<!-- mitt -->" for other in target.glob("*.html"))
    file.unlink()
    (folder / "scenarios" / "lavere-overforing.yaml").write_text("title: 1\n", encoding="utf-8")
    assert main(asked) == 0
    assert "«lavere-overforing»" in capsys.readouterr().out
    assert len(file.read_bytes()) < len(made)
