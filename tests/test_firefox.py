"""The live page in Firefox, opened from disk: the same answers as in Chromium and in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from ipr.plan.inputs import inputs_of
from ipr.present.answers import verdict
from ipr.publish.names import PAGE_NAME
from tests.firefox import Firefox, running
from tests.plans import FOLDERS, LILLEHAMMER
from tests.test_live_page import (
    HELP,
    PLANS,
    POLICIES,
    agrees,
    page_text,
    random_actions,
    read_back,
)

STATES = 2  # of each plan and policy; in Chromium there are many more


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """A running Firefox."""
    with running(tmp_path_factory.mktemp("firefox")) as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
def test_firefox_answers_as_the_reports(firefox: Firefox, name: str, tmp_path: Path) -> None:
    """Random states give Python's figures, table, bridge, ledger and verdict, without complaint."""
    folder = FOLDERS[name]
    file = tmp_path / PAGE_NAME
    file.write_text(page_text(folder.path), encoding="utf-8")
    firefox.open(file)
    firefox.evaluate(f"(() => {{ {HELP} }})()")
    chance = Random(name)  # noqa: S311 - chance that is the same each time
    valid = 0
    for policy in POLICIES:
        for _ in range(STATES):
            actions = random_actions(folder.plan, policy, chance)
            told = firefox.evaluate(f"drive({json.dumps(actions)})")
            if told["valid"]:
                valid += 1
                agrees(told, read_back(folder.plan, told["text"], tmp_path))
            else:
                assert told["stale"], actions
    assert valid > 0.7 * STATES * len(POLICIES)
    assert firefox.told == []


def test_a_mayor_types_in_firefox(firefox: Firefox, tmp_path: Path) -> None:
    """With the keyboard alone an amount is typed and reckoned at once; a reload keeps it."""
    folder = LILLEHAMMER
    plan, file = folder.plan, tmp_path / PAGE_NAME
    file.write_text(page_text(folder.path), encoding="utf-8")
    firefox.open(file)
    income = inputs_of(plan)["funding.carry_over"]
    firefox.evaluate(f"rows.get('{income.name}').control.select()")
    firefox.press("470 tusen")
    changes = f"changes: [{{set: {income.name}, to: 470 000, because: prøve}}]"
    text = f"title: A\nquestion: B\nstatus: kladd\n{changes}\n"
    expected = verdict(read_back(plan, text, tmp_path)).text
    assert firefox.evaluate("byId('dom').textContent") == expected
    assert firefox.evaluate("location.hash.length") > 1
    firefox.reload()
    assert firefox.evaluate("byId('dom').textContent") == expected
    firefox.press("\ue004\ue007")  # tab to the way past the head, and follow it
    assert firefox.evaluate("document.activeElement.id") == "felt"
    firefox.reload()
    assert firefox.evaluate("byId('dom').textContent") == expected
    assert firefox.told == []


def test_firefox_tells_what_a_page_does_wrong(firefox: Firefox, tmp_path: Path) -> None:
    """A page that asks for something, throws or breaks its own policy is found out."""
    file = tmp_path / "feil.html"
    policy = "default-src 'none'; script-src 'unsafe-inline'"
    file.write_text(
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<p style="color:red">A</p><script>console.log("sagt"); throw new Error("kastet")</script>',
        encoding="utf-8",
    )
    firefox.open(file)
    assert firefox.evaluate("document.title") == ""
    for part in ("sagt", "kastet", "style"):
        assert any(part in said for said in firefox.told), (part, firefox.told)
