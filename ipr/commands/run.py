"""The command that makes the reports."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ipr.commands.cluster import ClusterError, cluster
from ipr.commands.making import Run, ended, make, making_arguments
from ipr.commands.told import asked_folder, columns, scenario_argument
from ipr.doors.scenarios import scenario_results
from ipr.present.answers import verdict_word
from ipr.publish.job import own_job, plan_jobs, scenario_job
from ipr.publish.runner import Report, output_folder
from ipr.publish.work.afar import run_afar
from ipr.reading.errors import refuse
from ipr.reading.norwegian import amount

REPORT_SECONDS = 600  # the longest a cluster may be busy with others before it answers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, and how reports are made."""
    scenario_argument(parser, "bare disse scenarioene (eller a+b)", "*")
    parser.add_argument(
        "--notebook",
        metavar="FIL",
        type=Path,
        help="lag rapporten med din egen notatbok, for eksempel arbeid/min.ipynb",
    )
    making_arguments(parser)
    parser.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        help="adressen til en Dask-klynge som skal lage rapportene (krever tillegget «cluster»)",
    )


def run(asked: argparse.Namespace) -> bool:
    """Make the reports, and tell each one's reserve and verdict; False if any failed.

    Unless scenarios are named, the reports of the plan itself are made as well. An analyst's own
    notebook is used only where she names it, and then made anew, whatever it reads.
    """
    if asked.notebook and asked.scheduler:
        text = "klyngen har ikke din egen notatbok – lag rapporten på denne maskinen"
        raise refuse("", "--scheduler", text)
    if asked.notebook and not asked.scenario:
        raise refuse("", "--notebook", "skriv også hvilket scenario: ipr run ID --notebook FIL")
    folder = asked_folder(asked)
    found = scenario_results(folder, asked.scenario or folder.scenario_ids)
    said = (asked.formats, asked.date)
    if asked.notebook:
        asked.force = True
        jobs = [own_job(folder.name, name, asked.notebook, *said) for name in found]
    else:
        jobs = [scenario_job(folder.name, name, *said) for name in found]
    if not asked.scenario:
        jobs += plan_jobs(folder.name, asked.formats, asked.date)
    try:
        with _runner(asked.scheduler) as runner:
            made = make(folder, jobs, asked, runner)
    except ClusterError as error:
        print(f"Kjøringen stoppet: {error}. Det som ble ferdig, er lagt ut.", file=sys.stderr)
        return False
    told = {report.job.parameters.get("scenario"): _outcome(report) for report in made}
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), told[name])
        for name, one in found.items()
    ]
    print(columns([("Scenario", folder.plan.reserve_label, "Resultat", "Rapport"), *rows]))
    if asked.notebook:
        _tell_notices(made)
    target = output_folder(folder.name, asked.out)
    return ended(made, made[0].folder if asked.notebook and len(made) == 1 else target)


def _tell_notices(made: Sequence[Report]) -> None:
    """Tell what an author should know of a notebook of her own that came out nonetheless."""
    from ipr.publish.documents.document import notices  # noqa: PLC0415 - slow to load
    from ipr.publish.documents.notebook import read_notebook  # noqa: PLC0415 - as above

    for report in made:
        for file in () if report.faults else report.folder.glob("*.ipynb"):
            for notice in notices(read_notebook(file)):
                print(f"{report.job.name}: {notice}", file=sys.stderr)


@contextmanager
def _runner(scheduler: str | None) -> Iterator[Run | None]:
    """Yield who does the work: a cluster, or nobody in particular."""
    if scheduler is None:
        yield None
        return
    with cluster(scheduler, REPORT_SECONDS) as each:
        yield partial(run_afar, each)


def _outcome(report: Report) -> str:
    """What became of a report, in a word."""
    if report.faults:
        return "FEILET"
    return "uendret" if report.unchanged else "laget"
