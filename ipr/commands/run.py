"""The command that makes the reports."""

from __future__ import annotations

import argparse

from ipr.budget.scenario import SCENARIO_FOLDER, scenario_ids
from ipr.commands.making import ended, make, making_arguments
from ipr.commands.told import asked_plan, columns, scenario_argument
from ipr.present.wording import verdict_word
from ipr.publish.plan_reports import plan_requests
from ipr.publish.reports import Report, output_folder, results_of, scenario_requests
from ipr.reading.errors import refuse
from ipr.reading.norwegian import amount


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, and how reports are made."""
    scenario_argument(parser, "bare disse scenarioene (eller a+b)", "*")
    making_arguments(parser)


def run(asked: argparse.Namespace) -> bool:
    """Make the reports, and tell each one's reserve and verdict; False if any failed.

    Unless scenarios are named, the reports of the plan itself are made as well.
    """
    folder, plan = asked_plan(asked)
    names = asked.scenario or scenario_ids(folder)
    if not names:
        text = "det er ingen scenarioer – lag ett med «ipr new»"
        raise refuse(folder.name, SCENARIO_FOLDER, text)
    found = results_of(plan, folder, names)
    requests = scenario_requests(folder, list(found), asked.formats, asked.date)
    if not asked.scenario:
        requests += plan_requests(folder, asked.formats, asked.date)
    made = make(folder, requests, asked)
    told = {report.request.name: _outcome(report) for report in made}
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), told[name])
        for name, one in found.items()
    ]
    print(columns([("Scenario", plan.reserve_label, "Resultat", "Rapport"), *rows]))
    return ended(made, output_folder(folder, asked.out))


def _outcome(report: Report) -> str:
    """What became of a report, in a word."""
    if report.faults:
        return "FEILET"
    return "uendret" if report.unchanged else "laget"
