"""Commands that make reports: run and compare; and lab, where one works oneself."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from ipr.budget.calculate import calculate
from ipr.budget.scenario import SCENARIO_FOLDER, scenario_ids
from ipr.commands.told import asked_plan, columns, near
from ipr.plan.find import DATA_VARIABLE, PROJECT, find_plan_folder
from ipr.present.wording import verdict_word
from ipr.publish.plan_reports import plan_requests
from ipr.publish.reports import (
    Report,
    Request,
    calculate_all,
    comparison_request,
    make_reports,
    output_folder,
    scenario_requests,
)
from ipr.reading.errors import refuse
from ipr.reading.norwegian import amount


def run(asked: argparse.Namespace) -> bool:
    """Make the reports, and tell each one's reserve and verdict; False if any failed.

    Unless scenarios are named, the reports of the plan itself are made as well.
    """
    folder, plan = asked_plan(asked)
    names = asked.scenario or scenario_ids(folder)
    if not names:
        text = "det er ingen scenarioer – lag ett med «ipr new»"
        raise refuse(folder.name, SCENARIO_FOLDER, text)
    found = calculate_all(plan, folder, names)
    requests = scenario_requests(folder, list(found), asked.formats, asked.date)
    if not asked.scenario:
        requests += plan_requests(folder, asked.formats, asked.date)
    made = _make(folder, requests, asked)
    told = {report.request.name: _outcome(report) for report in made}
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), told[name])
        for name, one in found.items()
    ]
    print(columns([("Scenario", plan.reserve_label, "Resultat", "Rapport"), *rows]))
    return _ended(made, output_folder(folder, asked.out))


def compare(asked: argparse.Namespace) -> bool:
    """Tell how scenarios differ from one of them, and make the report of it."""
    from ipr.present.comparison import (  # noqa: PLC0415 - it draws, and is slow to load
        compared_lines_table,
        verdicts_table,
    )

    folder, plan = asked_plan(asked)
    against = calculate(plan, folder, asked.against)
    found = list(calculate_all(plan, folder, asked.scenario).values())
    print(verdicts_table(found, against), compared_lines_table(found, against), sep="\n\n")
    ids = [one.resolved.scenario.id for one in found]
    compared_with = against.resolved.scenario.id
    request = comparison_request(folder, ids, compared_with, asked.formats, asked.date)
    return _ended(_make(folder, [request], asked), output_folder(folder, asked.out) / request.name)


def _make(folder: Path, requests: Sequence[Request], asked: argparse.Namespace) -> list[Report]:
    """Make the reports under a progress bar, which is shown only to a person."""
    making = make_reports(folder, requests, asked.out, at_once=asked.jobs, force=asked.force)
    bar = tqdm(
        making,
        total=len(requests),
        desc="Lager rapporter",
        bar_format="{desc}: {n_fmt} av {total_fmt} |{bar}| {elapsed}",
        disable=None,
    )
    made: list[Report] = []
    try:
        for report in bar:
            made.append(report)  # noqa: PERF402 - those made so far are told of below
    except OSError:
        _tell_failed(made)
        raise
    return made


def _outcome(report: Report) -> str:
    """What became of a report, in a word."""
    if report.faults:
        return "FEILET"
    return "uendret" if report.unchanged else "laget"


def _ended(made: Sequence[Report], place: Path) -> bool:
    failed = _tell_failed(made)
    if failed < len(made):
        print(f"Rapportene ligger i {near(place)}")
    return not failed


def _tell_failed(made: Sequence[Report]) -> int:
    """Tell which reports failed and why; return how many."""
    failed = [report for report in made if report.faults]
    for report in failed:
        print(f"{report.request.name} feilet: {'; '.join(report.faults)}", file=sys.stderr)
    return len(failed)


def lab(asked: argparse.Namespace) -> bool:
    """Open JupyterLab on the notebooks, with this plan's data folder."""
    folder = find_plan_folder(asked.plan)
    arguments = [sys.executable, "-m", "jupyterlab", str(PROJECT / "notebooks")]
    surroundings = os.environ | {DATA_VARIABLE: str(folder.parent)}
    return subprocess.run(arguments, env=surroundings, check=False).returncode == 0
