"""The live page in a real browser: it answers as the reports do, and takes what people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from ipr.budget.load import load_plan
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned, scenario_result
from ipr.budget.scenario import Scenario, scenario_ids
from ipr.plan.inputs import SCALE_E4, Input, inputs_of
from ipr.plan.model import Condition, Plan
from ipr.present.wording import bridge_label, moved_sentence, state_sentence
from ipr.publish.page.write import PAGE_NAME, write_page
from ipr.publish.style import Style
from ipr.reading.norwegian import amount, signed
from ipr.reading.people import decimal_number, whole_amount
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import read_yaml

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
PLANS = {
    "lillehammer-2026": ROOT / "data" / "lillehammer-2026",
    "nordfjella-2027": ROOT / "tests" / "cases" / "nordfjella-2027",
}
POLICIES = ("leave_open", "ranked", "pro_rata", "ask_funders")
STATES = 63  # of each plan and policy: just over 500 in all

HELP = (ROOT / "tests" / "live_page.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=PLANS)
def plan_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of each plan in turn."""
    return PLANS[request.param]


@pytest.fixture(scope="module")
def plan(plan_folder: Path) -> Plan:
    """The plan itself."""
    return load_plan(plan_folder)


@pytest.fixture(scope="module")
def text(plan: Plan, plan_folder: Path) -> str:
    """The page of the plan."""
    return page_of(plan, plan_folder)


@pytest.fixture
def page(browser: Browser, text: str, tmp_path: Path) -> Iterator[Page]:
    """The page, opened from a file; whatever it asks for or complains of is a fault."""
    file = tmp_path / PAGE_NAME
    file.write_text(text, encoding="utf-8")
    opened = browser.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text))
    opened.on("request", lambda asked: faults.append(asked.url))
    opened.goto(file.as_uri())
    opened.evaluate(f"() => {{ {HELP} }}")
    yield opened
    opened.close()
    assert [fault for fault in faults if not fault.startswith((file.as_uri(), "blob:"))] == []


def page_of(plan: Plan, folder: Path) -> str:
    """The page with all the plan's scenarios."""
    return write_page(
        plan, [scenario_result(plan, folder, one) for one in scenario_ids(folder)], Style()
    )


def read_back(plan: Plan, text: str, tmp_path: Path) -> Result:
    """What the scenario file says, read by the strict reader."""
    file = tmp_path / "lest.yaml"
    file.write_text(text, encoding="utf-8")
    scenario = read_record(Scenario, read_yaml(file)).model_copy(update={"id": "lest"})
    return reckoned(resolve(plan, scenario))


def agrees(told: Mapping[str, Any], result: Result) -> None:
    """Every figure, every row of the table, the bridge and the sentences are those of Python."""
    expected = {
        name: None if value is None else str(int(value))
        for name, value in result.outcome.figures.items()
    }
    assert {name: told["figures"][name] for name in expected} == expected
    assert told["sentence"] == state_sentence(result)
    if result.steps or result.balancing.policy != "leave_open":
        assert told["why"] == moved_sentence(result)
    for name, cells in told["table"].items():
        row = result.row(name)
        moved = row.change or (row.original is None) != (row.revised is None)
        missing = "uten beløp"
        assert cells[1:] == [
            missing if row.original is None else amount(row.original),
            signed(row.change or 0) if moved else "",
            missing if row.revised is None else amount(row.revised),
        ], name
    steps = [
        [bridge_label(result.plan, one), signed(one.change_nok)] for one in result.bridge_steps
    ]
    assert told["bridge"][1:-1] == steps
    assert told["bridge"][0][1] == amount(result.original.reserve)


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
            if item.value is None and chance.random() < 0.5:
                actions.append([f"date.{item.name}", f"{plan.year}-0{chance.randint(1, 9)}-15"])
    if chance.random() < 0.3:
        actions += [
            ["click", "#postfelt > section:last-child > button"],
            ["add.ny_post.label", "Ny post: «brøyting» # 1"],
            ["add.ny_post.amount", chance.choice(("75 000", "1 mill"))],
            ["add.ny_post.group", chance.choice(plan.groups).id],
        ]
    return [*actions, *rule_actions(plan, policy, chance)]


def answer_actions(condition: Condition, chance: Random) -> Iterator[list[str]]:
    """An answer to a condition, and where the plan demands it, what follows."""
    place = f"decide.{condition.id}"
    answer = chance.choice(("granted", "denied"))
    yield [place, answer]
    if answer == "denied" and condition.decision and condition.decision.responses:
        response = chance.choice(condition.decision.responses)
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
            [f"balancing.floors.{line}", "20 000"] for line in order if chance.random() < 0.3
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


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_the_page_answers_as_the_reports(
    page: Page, plan: Plan, policy: str, tmp_path: Path
) -> None:
    """500 random states: figures, table, bridge and verdict are Python's of the saved file."""
    chance = Random(f"{plan.title} {policy}")  # noqa: S311 - chance that is the same each time
    valid, states = 0, set()
    for _ in range(STATES):
        actions = random_actions(plan, policy, chance)
        told = page.evaluate("drive", actions)
        if told["valid"]:
            valid += 1
            result = read_back(plan, told["text"], tmp_path)
            agrees(told, result)
            states.add(told["sentence"].split(" ")[0])
        else:
            assert told["stale"], actions
    assert valid > 0.8 * STATES
    assert len(states) > 1


def test_every_scenario_of_the_plan_can_be_a_start(
    page: Page, plan: Plan, plan_folder: Path
) -> None:
    """A scenario chosen as a start gives its own figures and verdict, in the form of the page."""
    for name in scenario_ids(plan_folder):
        page.select_option("#start", name)
        told = page.evaluate("told")
        result = scenario_result(plan, plan_folder, name)
        figures = {k: None if v is None else str(int(v)) for k, v in result.outcome.figures.items()}
        assert {key: told["figures"][key] for key in figures} == figures, name
        assert told["sentence"] == state_sentence(result)


def test_every_scenario_file_can_be_opened(page: Page, plan: Plan, plan_folder: Path) -> None:
    """A scenario file as people write them, opened in the page, gives the same figures."""
    for name in scenario_ids(plan_folder):
        file = plan_folder / "scenarios" / f"{name}.yaml"
        page.click("#nullstill")
        page.set_input_files("#fil", file)
        page.locator("#beskjed", has_text="Åpnet").wait_for()
        told = page.evaluate("told")
        result = scenario_result(plan, plan_folder, name)
        figures = {k: None if v is None else str(int(v)) for k, v in result.outcome.figures.items()}
        assert {key: told["figures"][key] for key in figures} == figures, name


def test_the_page_is_one_small_file_that_asks_nobody(text: str) -> None:
    """At most 150 kB, no address, a policy that names the script, and no `eval`."""
    assert len(text.encode("utf-8")) <= 150_000
    assert not re.search(r"https?://|url\(|@import|\beval\b|new Function|innerHTML", text)
    assert "default-src 'none'; script-src 'sha256-" in text
    assert "unsafe" not in text


AMOUNTS = (
    "640 tusen", "0,64 mill", "kr 640 000,-", "640000", "640.000", "1.250.000", "1,5 mill.",
    "2 mrd", "nok 5", "5 kroner", "-5", "\u2212 5", "+5", "12 345", "12'345", "1_000", "1 tus",
    "3k", "0", "007", "", " ", "abc", "1,5", "1.234 tusen", "1 23", "9999999999999", "5 €", "12 kr kr",
    "--5", "1e3", "5,-", "kr-5", "½", "\uff11\uff12", "10 %", "1 000,00", "1 000,5", "2,5 tusen",
    "1.5 mill", "mill", "1,", "x" * 50, "5\u200b",
)  # fmt: skip
NUMBERS = ("11,75", "11.75", "-10 %", "25 prosent", "", "x", "1 000", "0,5000000", "+3", "-0,0001")


def test_amounts_are_read_as_python_reads_them(page: Page) -> None:
    """Amounts and rates as people write them mean the same, and are refused in the same words."""
    for text in AMOUNTS:
        assert page.evaluate("read", ["amount", text]) == said(whole_amount, text), text
    for text in NUMBERS:
        expected = said(lambda each: int(decimal_number(each) * SCALE_E4), text)
        assert page.evaluate("read", ["number", text]) == expected


def said(reader: Callable[[str], int], text: str) -> str:
    """What a reader gives, or what it says."""
    try:
        return str(reader(text))
    except ValueError as fault:
        return str(fault)
