"""The command that makes the reports."""

from __future__ import annotations

import argparse

from ipr.budget.result import scenario_results
from ipr.commands.making import ended, make, making_arguments
from ipr.commands.told import asked_folder, columns, scenario_argument
from ipr.present.answers import verdict_word
from ipr.publish.job import plan_jobs, scenario_job
from ipr.publish.runner import Report, output_folder
from ipr.reading.norwegian import amount


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, and how reports are made."""
    scenario_argument(parser, "bare disse scenarioene (eller a+b)", "*")
    making_arguments(parser)


def run(asked: argparse.Namespace) -> bool:
    """Make the reports, and tell each one's reserve and verdict; False if any failed.

    Unless scenarios are named, the reports of the plan itself are made as well.
    """
    folder = asked_folder(asked)
    found = scenario_results(folder, asked.scenario or folder.scenario_ids)
    jobs = [scenario_job(folder.name, name, asked.formats, asked.date) for name in found]
    if not asked.scenario:
        jobs += plan_jobs(folder.name, asked.formats, asked.date)
    made = make(folder, jobs, asked)
    told = {report.job.name: _outcome(report) for report in made}
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), told[name])
        for name, one in found.items()
    ]
    print(columns([("Scenario", folder.plan.reserve_label, "Resultat", "Rapport"), *rows]))
    return ended(made, output_folder(folder.name, asked.out))


def _outcome(report: Report) -> str:
    """What became of a report, in a word."""
    if report.faults:
        return "FEILET"
    return "uendret" if report.unchanged else "laget"
