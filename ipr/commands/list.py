"""The command that lists the scenarios and what each comes to."""

from __future__ import annotations

import argparse

from ipr.budget.scenario import scenario_ids
from ipr.commands.told import asked_plan, columns, plan_argument
from ipr.present.wording import verdict_word
from ipr.publish.reports import results_of
from ipr.reading.norwegian import amount


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of plan."""
    plan_argument(parser)


def run(asked: argparse.Namespace) -> bool:
    """Tell every scenario's reserve and verdict."""
    folder, plan = asked_plan(asked)
    found = results_of(plan, folder, scenario_ids(folder))
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), one.scenario.title)
        for name, one in found.items()
    ]
    print(columns([("Scenario", plan.reserve_label, "Resultat", "Tittel"), *rows]))
    return True
