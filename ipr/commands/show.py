"""The command that shows one scenario: its answer and its whole budget."""

from __future__ import annotations

import argparse
import json

from ipr.budget.result import Result
from ipr.commands.told import asked_folder, plan_argument, scenario_argument
from ipr.doors.scenarios import scenario_result
from ipr.present.answers import answer, verdict
from ipr.present.scenario.budget import budget_table
from ipr.present.scenario.decisions import balancing_block
from ipr.present.scenario.grounds import changes_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenario, and the choice of figures alone."""
    plan_argument(parser)
    scenario_argument(parser, "scenarioets id, eller flere: a+b")
    parser.add_argument("--json", action="store_true", help="skriv tallene som JSON")


def run(asked: argparse.Namespace) -> bool:
    """Tell one scenario's answer and its whole budget."""
    folder = asked_folder(asked)
    found = scenario_result(folder, asked.scenario)
    if asked.json:
        print(json.dumps(figures(found), ensure_ascii=False, indent=2))
        return True
    scenario = found.scenario
    print(f"{scenario.title}\n{scenario.question}\n\n{answer(found)} {verdict(found).text}\n")
    print(changes_text(found), budget_table(found), balancing_block(found), sep="\n\n")
    return True


def figures(found: Result) -> dict[str, object]:
    """Return a scenario's figures in kroner; a line without amount is null."""
    outcome = found.outcome
    return {
        "scenario": found.scenario.id,
        "frame_nok": int(outcome.frame),
        "allocated_nok": int(outcome.allocated),
        "reserve_nok": int(outcome.reserve),
        "shortfall_nok": int(outcome.shortfall),
        "gross_activity_nok": int(outcome.gross_activity),
        "lines": {
            name: None if value is None else int(value) for name, value in outcome.lines.items()
        },
    }
