"""The two plans the tests are tried on, each read once: Lillehammer's, and a made-up one."""

from __future__ import annotations

from pathlib import Path

from ipr.doors.folder import PlanFolder

ROOT = Path(__file__).resolve().parent.parent
LILLEHAMMER = PlanFolder.open(ROOT / "data" / "lillehammer-2026")
NORDFJELLA = PlanFolder.open(ROOT / "tests" / "cases" / "nordfjella-2027")
FOLDERS = {folder.name: folder for folder in (LILLEHAMMER, NORDFJELLA)}
CASES = [(name, one) for name, folder in FOLDERS.items() for one in folder.scenario_ids]
"""Every scenario of both: the plan's name and the scenario's id."""
PLAN, SECOND_PLAN = LILLEHAMMER.plan, NORDFJELLA.plan
