"""The command that sets scenarios beside one of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ipr.commands.making import ended, make, making_arguments
from ipr.commands.told import asked_folder, scenario_argument
from ipr.doors.scenarios import JOIN, scenario_result, scenario_results
from ipr.present.comparison import compared_lines_table, verdicts_table
from ipr.publish.job import comparison_job
from ipr.publish.runner import output_folder
from ipr.reading.errors import refuse
from ipr.reading.norwegian import visible

TOLD = {
    "title": "sammenligningens egen tittel",
    "question": "spørsmålet den svarer på",
    "case": "saken den hører til, for eksempel «Vedlegg 3 til sak 12/26»",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenarios, what they are held against, and how reports are made."""
    scenario_argument(parser, "scenarioene som sammenlignes", "+")
    parser.add_argument("--against", metavar="ID", default="planen", help="hva de sammenlignes med")
    for name, words in TOLD.items():
        parser.add_argument(f"--{name}", metavar="TEKST", help=words)
    making_arguments(parser)


def run(asked: argparse.Namespace) -> bool:
    """Tell how scenarios differ from one of them, and make the report of it."""
    _check_differ(asked.scenario, asked.against)
    folder = asked_folder(asked)
    against = scenario_result(folder, asked.against)
    found = list(scenario_results(folder, asked.scenario).values())
    print(verdicts_table(found, against), compared_lines_table(found, against), sep="\n\n")
    ids = [one.scenario.id for one in found]
    compared_with = against.scenario.id
    told = {name: words for name in TOLD if (words := getattr(asked, name))}
    job = comparison_job(folder.name, ids, compared_with, asked.formats, asked.date, **told)
    return ended(make(folder, [job], asked), output_folder(folder.name, asked.out) / job.name)


def _check_differ(names: Sequence[str], against: str) -> None:
    """Refuse a scenario that is named twice, or that is held against itself.

    A combination is the same in whichever order it is written.
    """
    seen: set[frozenset[str]] = set()
    for name in names:
        parts = frozenset(name.split(JOIN))
        if parts in seen:
            raise refuse("", "ID", f"{visible(name)} står to ganger – skriv hvert scenario én gang")
        if parts == frozenset(against.split(JOIN)):
            text = (
                f"{visible(name)} kan ikke sammenlignes med seg selv – fjern det, eller velg et "
                f"annet med --against"
            )
            raise refuse("", "ID", text)
        seen.add(parts)
