"""The command that sets scenarios beside one of them."""

from __future__ import annotations

import argparse

from ipr.budget.calculate import calculate
from ipr.commands.making import ended, make, making_arguments
from ipr.commands.told import asked_plan
from ipr.present.comparison import compared_lines_table, verdicts_table
from ipr.publish.reports import calculate_all, comparison_request, output_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, what they are held against, and how reports are made."""
    parser.add_argument("scenario", metavar="ID", nargs="+", help="scenarioene som sammenlignes")
    parser.add_argument("--against", metavar="ID", default="planen", help="hva de sammenlignes med")
    making_arguments(parser)


def run(asked: argparse.Namespace) -> bool:
    """Tell how scenarios differ from one of them, and make the report of it."""
    folder, plan = asked_plan(asked)
    against = calculate(plan, folder, asked.against)
    found = list(calculate_all(plan, folder, asked.scenario).values())
    print(verdicts_table(found, against), compared_lines_table(found, against), sep="\n\n")
    ids = [one.resolved.scenario.id for one in found]
    compared_with = against.resolved.scenario.id
    request = comparison_request(folder, ids, compared_with, asked.formats, asked.date)
    return ended(make(folder, [request], asked), output_folder(folder, asked.out) / request.name)
