"""What each command does: ask the workbook, and tell the analyst in Norwegian."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tqdm import tqdm

from ipr.budget.calculate import Calculation, calculate
from ipr.budget.scenario import SCENARIO_FOLDER, load_scenario, scenario_file, scenario_ids
from ipr.errors import InputError, Problem, refuse
from ipr.fields import read_id
from ipr.files import write_text
from ipr.norwegian import NBSP, amount, count, kroner
from ipr.plan.find import DATA_VARIABLE, PROJECT, find_plan_folder
from ipr.plan.load import load_plan
from ipr.plan.model import Plan
from ipr.present.tables import budget_table, changed_inputs_table
from ipr.present.wording import answer, verdict, verdict_word
from ipr.publish.reports import Report, make_reports, output_folder

NEW_SCENARIO = Path(__file__).parent / "publish" / "templates" / "scenario.yaml"


def welcome(_: argparse.Namespace) -> bool:
    """Tell what one can do next."""
    print(
        "Arbeidsbok for handlings- og økonomiplaner. Du kan:\n"
        "  ipr list          se scenarioene og hva de gir\n"
        "  ipr show ID       se tallene i ett scenario\n"
        "  ipr new ID        lage et nytt scenario\n"
        "  ipr check         se etter feil i planen og scenarioene\n"
        "  ipr run           lage rapportene\n"
        "  ipr lab           åpne notatbøkene\n"
        "«ipr --help» viser alle kommandoene."
    )
    return True


def _plan(asked: argparse.Namespace) -> tuple[Path, Plan]:
    folder = find_plan_folder(asked.plan)
    return folder, load_plan(folder)


def check(asked: argparse.Namespace) -> bool:
    """Read the plan and every scenario, and tell all that is wrong."""
    folder, plan = _plan(asked)
    ids = scenario_ids(folder)
    _calculations(plan, folder, ids)
    found = count(len(ids), "scenario", "scenarioer")
    print(f"{folder.name}: planen og {found} er uten feil.")
    return True


def list_scenarios(asked: argparse.Namespace) -> bool:
    """Tell every scenario's reserve and verdict."""
    folder, plan = _plan(asked)
    rows = [
        (scenario_id, amount(found.outcome.reserve), verdict_word(found), _title(found))
        for scenario_id, found in _calculations(plan, folder, scenario_ids(folder)).items()
    ]
    _print_columns([("Scenario", plan.reserve_label, "Resultat", "Tittel"), *rows])
    return True


def show(asked: argparse.Namespace) -> bool:
    """Tell one scenario's answer and its whole budget."""
    folder, plan = _plan(asked)
    found = calculate(plan, folder, asked.scenario)
    if asked.json:
        print(json.dumps(_figures(found), ensure_ascii=False, indent=2))
        return True
    print(f"{_title(found)}\n{found.resolved.scenario.question}\n")
    print(f"{answer(found)} {verdict(found).text}.\n")
    print(changed_inputs_table(found).plain(), budget_table(found).plain(), sep="\n\n")
    return True


def _figures(found: Calculation) -> dict[str, object]:
    outcome = found.outcome
    return {
        "scenario": found.resolved.scenario.id,
        "frame_nok": int(outcome.frame),
        "allocated_nok": int(outcome.allocated),
        "reserve_nok": int(outcome.reserve),
        "shortfall_nok": int(outcome.shortfall),
        "gross_activity_nok": int(outcome.gross_activity),
        "lines": {
            name: None if value is None else int(value) for name, value in outcome.lines.items()
        },
    }


def run(asked: argparse.Namespace) -> bool:
    """Make the reports, and tell each one's reserve and verdict; False if any failed."""
    folder = find_plan_folder(asked.plan)
    names = asked.scenario or scenario_ids(folder)
    if not names:
        raise refuse(folder.name, SCENARIO_FOLDER, "det er ingen scenarioer – lag ett med «ipr new»")
    making = make_reports(folder, names, asked.out, at_once=asked.jobs)
    bar = tqdm(
        making,
        total=len(set(names)),
        desc="Lager rapporter",
        unit="rapport",
        bar_format="{desc}: {n_fmt} av {total_fmt} |{bar}| {elapsed}",
        disable=None,
    )
    made = sorted(bar, key=lambda report: report.scenario)
    _tell(made, load_plan(folder).reserve_label)
    failed = [report for report in made if report.faults]
    for report in failed:
        print(f"{report.scenario} feilet: {'; '.join(report.faults)}", file=sys.stderr)
    print(f"Rapportene ligger i {_near(output_folder(folder, asked.out))}")
    return not failed


def _tell(made: list[Report], reserve_label: str) -> None:
    rows = [
        (report.scenario, amount(report.reserve_nok), "FEILET" if report.faults else report.verdict)
        for report in made
    ]
    _print_columns([("Scenario", reserve_label, "Resultat"), *rows])


def new(asked: argparse.Namespace) -> bool:
    """Write a commented scenario file to fill in; an existing file is left alone."""
    folder = find_plan_folder(asked.plan)
    try:
        scenario_id = read_id(asked.scenario)
    except ValueError as error:
        raise refuse("", "ID", str(error)) from None
    file = scenario_file(folder, scenario_id)
    if file.exists():
        raise refuse(file.name, "", "filen finnes fra før – velg en annen id")
    plan = load_plan(folder)
    first = next(item for item in plan.funding if item.earmarked_for is None)
    text = NEW_SCENARIO.read_text(encoding="utf-8").format(
        input=f"funding.{first.id}", amount=kroner(first.amount_nok), value=amount(first.amount_nok).replace(NBSP, " ")
    )
    file.parent.mkdir(exist_ok=True)
    write_text(file, text)
    load_scenario(folder, scenario_id)
    print(f"Laget {_near(file)}. Fyll den ut, og kjør «ipr run {scenario_id}».")
    return True


def lab(asked: argparse.Namespace) -> bool:
    """Open JupyterLab on the notebooks, with this plan's data folder."""
    folder = find_plan_folder(asked.plan)
    arguments = [sys.executable, "-m", "jupyterlab", str(PROJECT / "notebooks")]
    surroundings = os.environ | {DATA_VARIABLE: str(folder.parent)}
    return subprocess.run(arguments, env=surroundings, check=False).returncode == 0


def _calculations(plan: Plan, folder: Path, ids: list[str]) -> dict[str, Calculation]:
    """Return every scenario's calculation; raises `InputError` with the faults of them all."""
    found: dict[str, Calculation] = {}
    problems: list[Problem] = []
    for scenario_id in ids:
        try:
            found[scenario_id] = calculate(plan, folder, scenario_id)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def _title(found: Calculation) -> str:
    return found.resolved.scenario.title


def _near(path: Path) -> str:
    """Return a path as short as it can be written from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _print_columns(rows: list[tuple[str, ...]]) -> None:
    """Print rows in aligned columns; the second column holds figures and is aligned right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if place == 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
