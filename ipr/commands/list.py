"""The command that lists the scenarios and what each comes to."""

from __future__ import annotations

import argparse

from ipr.commands.told import asked_folder, columns, plan_argument
from ipr.doors.scenarios import scenario_results
from ipr.present.answers import verdict_word
from ipr.reading.norwegian import amount


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of plan."""
    plan_argument(parser)


def run(asked: argparse.Namespace) -> bool:
    """Tell every scenario's reserve and verdict."""
    folder = asked_folder(asked)
    found = scenario_results(folder, folder.scenario_ids)
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), one.scenario.title)
        for name, one in found.items()
    ]
    print(columns([("Scenario", folder.plan.reserve_label, "Resultat", "Tittel"), *rows]))
    return True
