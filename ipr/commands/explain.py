"""The command that tells where one figure comes from."""

from __future__ import annotations

import argparse

from ipr.budget.explain import explain
from ipr.commands.told import asked_folder, plan_argument, scenario_argument
from ipr.doors.scenarios import scenario_result
from ipr.present.scenario.grounds import explanation_tree


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenario and the figure."""
    plan_argument(parser)
    scenario_argument(parser, "scenarioets id, eller flere: a+b")
    parser.add_argument("figure", metavar="TALL", help="for eksempel reserve, frame eller lines.ID")


def run(asked: argparse.Namespace) -> bool:
    """Tell where one figure of a scenario comes from, down to the plan's headings."""
    folder = asked_folder(asked)
    print(explanation_tree(explain(scenario_result(folder, asked.scenario), asked.figure)))
    return True
