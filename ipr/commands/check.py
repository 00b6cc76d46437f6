"""The command that reads the plan and every scenario, and tells all that is wrong."""

from __future__ import annotations

import argparse

from ipr.commands.told import asked_folder, help_editor, plan_argument
from ipr.doors.scenarios import scenario_results
from ipr.publish.style import load_style
from ipr.reading.norwegian import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of plan."""
    plan_argument(parser)


def run(asked: argparse.Namespace) -> bool:
    """Tell that all is well; raises `InputError` with every fault that there is.

    What an editor reads of the plan is made anew, where it has changed.
    """
    folder = asked_folder(asked)
    help_editor(folder)
    scenario_results(folder, folder.scenario_ids)
    load_style(folder)
    found = count(len(folder.scenario_ids), "scenario", "scenarioer")
    print(f"{folder.name}: planen og {found} er uten feil.")
    return True
