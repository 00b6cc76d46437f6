"""The command that reads the plan and every scenario, and tells all that is wrong."""

from __future__ import annotations

import argparse

from ipr.budget.scenario import scenario_ids
from ipr.commands.told import asked_plan, plan_argument
from ipr.publish.reports import results_of
from ipr.publish.style_file import load_style
from ipr.reading.norwegian import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of plan."""
    plan_argument(parser)


def run(asked: argparse.Namespace) -> bool:
    """Tell that all is well; raises `InputError` with every fault that there is."""
    folder, plan = asked_plan(asked)
    ids = scenario_ids(folder)
    results_of(plan, folder, ids)
    load_style(folder)
    found = count(len(ids), "scenario", "scenarioer")
    print(f"{folder.name}: planen og {found} er uten feil.")
    return True
