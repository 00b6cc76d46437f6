"""A plan written as the text of its file is the equal plan when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from ipr.doors.folder import checked_plan, load_plan
from ipr.plan.model import Plan
from ipr.plan.text import plan_text
from tests.strategies import plans

ROOT = Path(__file__).resolve().parent.parent
BOTH = ("data/lillehammer-2026", "tests/cases/nordfjella-2027")


@pytest.mark.parametrize("name", BOTH)
def test_our_plans(name: str) -> None:
    """Both plans come back whole, and without quotation marks where none are needed."""
    plan = load_plan(ROOT / name)
    text = plan_text(plan, "# Merknad\n")
    assert checked_plan("plan.yaml", text.encode("utf-8")) == plan
    assert text.startswith("# Merknad\ncouncil:\n")
    assert "  - id: county\n" in text or "  - id: takeheim\n" in text
    assert max(map(len, text.splitlines())) < 1_000


@given(plan=plans())
def test_any_plan(plan: Plan) -> None:
    """So does any plan, with the oddest of texts."""
    assert checked_plan("plan.yaml", plan_text(plan).encode("utf-8")) == plan
