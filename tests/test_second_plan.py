"""A made-up plan, as unlike the 2026 plan as can be, passes through all that the first does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipr.budget.reckon import reckon
from ipr.doors.scenarios import load_scenario
from ipr.plan.inputs import inputs_of
from ipr.plan.model import PartYearComponent, Plan
from tests.plans import FOLDERS, NORDFJELLA, PLAN, ROOT, SECOND_PLAN

PACKAGE = ROOT / "ipr"
# Names of one plan that are ordinary words of the code too, and why.
GENERIC = {
    "county": "a field of every council",
    "carry_over": "the glossary's word; what a draft of next year and the years ahead call theirs",
    "operations": "a group of lines, and a word of English",
    "other": "a group of lines, and a word of English",
    "common": "a group of lines, and a word of English",
    "people": "a group of lines, and a word of English",
    "price_growth": "the one assumption the reckoning knows by name, in any plan that has it",
    "Felles": "a word of Norwegian, as in «felles begrunnelse»",
    "Prisvekst": "what price growth is called in Norwegian",
}


def test_plan_is_clearly_made_up() -> None:
    """No reader can take the second plan for a real one: council, document and file say so."""
    assert SECOND_PLAN.council.name.startswith("Oppdiktet ")
    assert "oppdiktet" in SECOND_PLAN.document.lower()
    for file in [NORDFJELLA.path / "plan.yaml", *(NORDFJELLA.path / "scenarios").iterdir()]:
        assert file.read_text(encoding="utf-8").startswith("# Oppdiktet"), file.name


def test_plan_shares_no_name_with_the_first() -> None:
    """The two plans have no line, source of money, group or condition in common."""
    for room in ("lines", "funding", "groups", "conditions", "milestones"):
        mine = {item.id for item in getattr(SECOND_PLAN, room)}
        assert mine
        assert not mine & {item.id for item in getattr(PLAN, room)}, room


def test_plan_has_what_the_first_lacks() -> None:
    """The second plan keeps the odd cases that make it a test of the code, not of its data."""
    components = [component for line in SECOND_PLAN.lines for component in line.components]
    until = {component.recurrence.until for component in components}
    host = next(item for item in components if isinstance(item, PartYearComponent))
    values = {name: item.value for name, item in inputs_of(SECOND_PLAN).items()}
    assert {item.counted for item in SECOND_PLAN.funding} == {None, "outside", "inside"}
    assert len(list(SECOND_PLAN.free_funding)) == 4
    assert 2029 in until
    assert "ceiling" in {kind for condition in SECOND_PLAN.conditions for kind in condition.kinds}
    assert values["assumptions.sek_nok"] == 9_875
    assert values["assumptions.price_growth"] == 35_000
    assert host.months == 7
    assert "added_not_compensated" in {getattr(item, "vat", None) for item in components}
    assert len([line for line in SECOND_PLAN.lines if line.total_nok is None]) == 2
    assert any(line.floor_nok for line in SECOND_PLAN.lines)
    assert any(line.lock for line in SECOND_PLAN.lines)


def test_half_a_krone_is_rounded_up_once() -> None:
    """641 200 × 7/12 × 1.035 = 387 124.5 gives 387 125: half up, and not month and price apart."""
    outcome = reckon(SECOND_PLAN)
    assert outcome.components["mountain_host.host"] == 387_125
    # banker's rounding, and rounding to kroner before the price, both give the krone below
    assert round(641_200 * 7 * 1035 / 12_000) == 387_124
    assert outcome.components["trails.clearing"] == 107_383


def test_scenarios_use_every_verb() -> None:
    """The second plan's scenarios say set, raise, scale, transfer, add and decide, and combine."""
    scenarios = [load_scenario(NORDFJELLA, name) for name in NORDFJELLA.scenario_ids]
    used = {type(change).__name__ for scenario in scenarios for change in scenario.changes}
    assert used == {
        "SetChange",
        "RaiseChange",
        "ScaleChange",
        "TransferChange",
        "AddChange",
        "DecideChange",
    }
    assert any(len(scenario.combines) > 1 for scenario in scenarios)


@pytest.mark.parametrize("plan", FOLDERS)
def test_code_knows_no_plan_by_name(plan: str) -> None:
    """No module holds an id, label or place of a plan: what it says of a plan, it read there."""
    names = {name for name in _names(FOLDERS[plan].plan) if name not in GENERIC}
    assert len(names) > 50
    found = sorted(
        f"{file.relative_to(PACKAGE).as_posix()}: {name}"
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and _is_text(file)
        if "workspace" not in file.parts  # an example to be filled in, with ordinary names
        for name in _held(file.read_text(encoding="utf-8"), names)
    )
    assert not found


def test_search_for_names_finds_them() -> None:
    """The search sees an id in code, a label in a sentence, and the plan's own place."""
    names = set(_names(PLAN))
    assert "wuoc" in set(_held('if line.id == "wuoc":', names))
    assert "film" in set(_held("inputs['lines.film']", names))
    assert "Drift av rådet" in set(_held("print('Drift av rådet koster')", names))
    assert not set(_held("the summits of filming", names))


def _names(plan: Plan) -> Iterator[str]:
    """Yield every name that is the plan's own: ids, labels, headings, places."""
    for room in ("funding", "lines", "groups", "conditions", "milestones", "assumptions"):
        for item in getattr(plan, room):
            yield from (item.id, item.label)
    for case in plan.strategic_cases:
        yield from (case.id, case.label)
    for line in plan.lines:
        yield from filter(None, (line.heading, line.owner))
        yield from (f"{line.id}.{component.id}" for component in line.components)
    yield from (plan.council.name, plan.council.short_name, plan.council.county)
    yield from plan.council.members


def _held(text: str, names: set[str]) -> Iterator[str]:
    """Yield each name that stands in the text as a whole word."""
    for name in names:
        if name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield name


def _is_text(file: Path) -> bool:
    return file.suffix in {".py", ".html", ".j2", ".css", ".typ", ".json", ".yaml", ".txt", ".md"}
