"""The script reckons as Python does: every figure, on random inputs, under every policy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from ipr.budget.figures import GIVEN
from ipr.budget.reckon import reckon
from ipr.budget.rules import (
    AskFunders,
    Balancing,
    LeaveOpen,
    ProRata,
    Ranked,
    check_balancing,
)
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.publish.page.data import script_data
from ipr.publish.page.write import page_file
from tests.plans import FOLDERS, PLAN, SECOND_PLAN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POLICIES = ("leave_open", "ranked", "pro_rata", "ask_funders")
SCRIPT = page_file("figures.js")
BATCHES, ROWS = 10, 1_000 if os.environ.get("IPR_HYPOTHESIS") == "far" else 200
MOST = {"nok": 10**7, "currency": 10**6, "e4": 10**6}
# Reckons every row and tells where a figure is another, at most once for each figure. Columns of
# inputs and figures come as the bytes of 64-bit integers: a million of them are not read as text.
COMPARE = """(text) => {
  const {plan, inputs, rows, balancing, figures} = JSON.parse(text), wrong = {};
  const column = (bytes) => bytes && new BigInt64Array(
    Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)).buffer);
  const columns = (found) => Object.entries(found).map(([name, bytes]) => [name, column(bytes)]);
  const given = columns(inputs), expected = columns(figures);
  for (let row = 0; row < rows; row += 1) {
    const values = Object.fromEntries(given.map(([name, all]) => [name, all[row]]));
    const known = reckon(plan, values, balancing);
    for (const [name, all] of expected) {
      const wanted = all && all[row];
      if (known[name] !== wanted) wrong[name] ??= `${known[name]} ≠ ${wanted}`;
    }
  }
  return [rows, wrong];
}"""


def column_bytes(values: NDArray[np.int64]) -> str:
    """A column as the script reads it."""
    return b64encode(values.astype("<i8").tobytes()).decode("ascii")


def batches(plan: Plan, policy: str, rows: int = ROWS) -> Iterator[str]:
    """Random inputs and rules, each with the figures Python reckons; some amounts stay missing."""
    chance = Random(policy)  # noqa: S311 - chance that is the same each time
    for number in range(BATCHES):
        catalogue = inputs_of(plan)
        names = [
            name
            for name, item in catalogue.items()
            if item.value is not None or chance.random() < number / BATCHES
        ]
        inputs = {name: column(catalogue[name], chance, rows) for name in names}
        rule = balancing(plan, policy, chance)
        assert check_balancing(plan, rule) == []
        outcome = reckon(plan, inputs, rule)
        batch = {
            "plan": script_data(plan),
            "inputs": {name: column_bytes(values) for name, values in inputs.items()},
            "rows": rows,
            "balancing": rule.model_dump(by_alias=True, exclude={"where"}, mode="json"),
            "figures": {
                name: None if value is None else column_bytes(value)
                for name, value in outcome.figures.items()
                if not name.startswith(GIVEN)
            },
        }
        yield json.dumps(batch)


def column(item: Input, chance: Random, rows: int) -> NDArray[np.int64]:
    """Values of one input: near the plan's, small ones, 0, and a few that are very large."""
    draws = np.random.default_rng(chance.randrange(2**32))
    if item.unit in {"choice", "months"}:
        return draws.integers(0, item.largest, rows, endpoint=True)
    near = draws.integers(0, 2 * (item.value or 50_000), rows, endpoint=True)
    wide = (10 ** draws.uniform(0, np.log10(MOST[item.unit]), rows)).astype(np.int64)
    kind = draws.integers(0, 10, rows)
    found = np.where(kind < 7, near, np.where(kind < 9, wide, 0))
    if item.unit == "nok":
        found[:5] = draws.integers(0, 10**11, min(5, rows))  # beyond what fits 64 bits on the way
        found[5:50] = 10_007  # all alike, so that remainders are equal
    return found.astype(np.int64)


def balancing(plan: Plan, policy: str, chance: Random) -> Balancing:
    """A rule of this kind that the plan allows, its keys chosen by chance."""
    minimum = chance.choice((0, 1, 200_000, 10**9))
    step = chance.choice((1, 1, 500, 1_000, 10_000, 33_333))
    open_lines = [line.id for line in plan.lines if line.lock is None]
    locked = [line.id for line in plan.lines if line.lock]
    if policy == "ranked":
        order = chance.sample(open_lines, chance.randint(1, len(open_lines)))
        floors = {
            line: plan.line(line).floor_nok + chance.randrange(100_000)
            for line in order
            if chance.random() < 0.3
        }
        return Ranked(minimum_reserve=minimum, order=tuple(order), floors=floors, step=step)
    if policy == "pro_rata":
        lock = {line: "prøve" for line in open_lines[1:] if chance.random() < 0.3}
        unlock = tuple(line for line in locked if chance.random() < 0.3)
        return ProRata(minimum_reserve=minimum, step=step, lock=lock, unlock=unlock)
    if policy == "ask_funders":
        askable = [item.id for item in plan.free_funding if item.recurrence == "continues"]
        shares = {key: chance.choice((0, 1, 2, 5, 97)) for key in askable} | {askable[0]: 3}
        return AskFunders(minimum_reserve=minimum, shares=shares)
    return LeaveOpen(minimum_reserve=minimum)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with the script."""
    opened = browser.new_page()
    opened.add_script_tag(content=SCRIPT)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", FOLDERS)
def test_the_script_reckons_as_python_does(page: Page, name: str, policy: str) -> None:
    """In Chromium, 2 000 random inputs give every figure to the krone; looked far, 10 000."""
    rows, wrong = 0, {}
    for batch in batches(FOLDERS[name].plan, policy):
        found = page.evaluate(COMPARE, batch)
        rows += found[0]
        wrong |= found[1]
    assert (rows, wrong) == (BATCHES * ROWS, {})


@pytest.mark.slow
def test_the_script_runs_outside_a_browser() -> None:
    """Node, where it is installed, gives the same figures: the script asks for no page."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node er ikke installert")
    told = [json.dumps(next(batches(SECOND_PLAN, policy, 200))) for policy in POLICIES]
    run = f"{SCRIPT}\nconsole.log(JSON.stringify([{','.join(told)}].map({COMPARE})));"
    done = subprocess.run([node, "-"], input=run, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[200, {}]] * len(POLICIES)


def test_a_wrong_script_is_found_out(browser: Browser) -> None:
    """The comparison sees a wrong rounding, and a tie that goes to the last, not the first."""
    batch = next(batches(SECOND_PLAN, "pro_rata"))
    for right, mistaken in (
        ("(2n * top + bottom) / (2n * bottom)", "top / bottom"),
        ("? one - other :", "? other - one :"),
    ):
        assert right in SCRIPT
        page = browser.new_page()
        page.add_script_tag(content=SCRIPT.replace(right, mistaken))
        _, wrong = page.evaluate(COMPARE, batch)
        page.close()
        assert wrong


def test_an_amount_beyond_the_largest_is_refused(page: Page) -> None:
    """A component that comes to more than the largest amount is an error that names it."""
    tried = (
        "([plan, given]) => { try { reckon(plan, given) } catch (wrong) { return wrong.figure } }"
    )
    name = next(name for name in inputs_of(PLAN) if name.endswith("foreign_amount"))
    inputs = {name: 10**12}
    figure = page.evaluate(tried, [script_data(PLAN), inputs])
    assert figure == name.removesuffix(".foreign_amount")


def test_the_data_are_small() -> None:
    """The script and a plan's list of figures together are some tens of kilobytes."""
    data = json.dumps(script_data(PLAN), separators=(",", ":"))
    assert len(SCRIPT) < 12_500
    assert len(data) < 30_000


def test_a_missing_amount_is_null() -> None:
    """An amount the plan does not have is null in the data, never 0."""
    pending = [name for name, item in inputs_of(PLAN).items() if item.value is None]
    assert pending
    assert {script_data(PLAN)["inputs"][name] for name in pending} == {None}
