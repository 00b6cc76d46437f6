"""The commands that make files to fill in: a scenario, and the whole plan as a spreadsheet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ipr.commands.asking import ask_and_save
from ipr.commands.told import BLANK, asked_folder, help_editor, near, tell_misnamed
from ipr.doors.folder import MODELINE, PLAN_ID, PlanFolder, scenario_file
from ipr.plan.inputs import inputs_of
from ipr.reading.errors import refuse
from ipr.reading.fields import read_id
from ipr.reading.files import write_text
from ipr.reading.norwegian import kroner, typed

TEMPLATE = Path(__file__).with_name("scenario.yaml")


def new_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenario's id, and the choice of a file to fill in."""
    parser.add_argument(
        "scenario", metavar="ID", help="filnavnet på det nye scenarioet, uten .yaml"
    )
    parser.add_argument(
        "--template", action="store_true", help="ikke spør, men skriv en fil å fylle ut selv"
    )


def do_new(asked: argparse.Namespace) -> bool:
    """Make a new scenario; an existing file is left alone.

    Someone at a terminal is asked what to change. Otherwise, or with `--template`, a commented
    file is written, to be filled in by hand.
    """
    folder = asked_folder(asked)
    try:
        scenario_id = read_id(asked.scenario)
    except ValueError as error:
        raise refuse("", "ID", str(error)) from None
    file = folder.path / scenario_file(scenario_id)
    if scenario_id == PLAN_ID:
        raise refuse("", "ID", f"«{PLAN_ID}» er planen slik den er – velg en annen id")
    if file.exists():
        raise refuse(file.name, "", "filen finnes fra før – velg en annen id")
    help_editor(folder)
    tell_misnamed(folder)
    if sys.stdin.isatty() and not asked.template:
        return ask_and_save(folder, scenario_id, input)
    write_template(folder, scenario_id)
    print(f"Laget {near(file)}. Fyll den ut, og kjør «ipr run {scenario_id}».")
    return True


def write_template(folder: PlanFolder, scenario_id: str) -> None:
    """Write a commented scenario file that is valid as it stands and changes nothing yet.

    What it shows by example has names of the plan's own.
    """
    plan, file = folder.plan, folder.path / scenario_file(scenario_id)
    first = (plan.free_funding or plan.funding)[0]
    lines = [
        name
        for name, item in inputs_of(plan).items()
        if name.startswith("lines.") and item.unit == "nok" and item.value
    ] or ["lines.postens_id"]
    open_ended = [key for key, one in plan.decisions.items() if "keep" in one.responses]
    template = TEMPLATE.read_text(encoding="utf-8")
    decided = [*open_ended, *plan.decisions]
    if not decided:
        lines_of = template.splitlines(keepends=True)
        template = "".join(line for line in lines_of if "{condition}" not in line)
    text = template.format(
        **BLANK,
        modeline=MODELINE,
        input=f"funding.{first.id}",
        amount=kroner(first.amount_nok),
        value=typed(first.amount_nok),
        first_line=lines[0],
        last_line=lines[-1],
        group=next((group.id for group in plan.groups), "gruppens_id"),
        condition=next(iter(decided), ""),
    )
    file.parent.mkdir(exist_ok=True)
    write_text(file, text)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is written, and where."""
    parser.add_argument("what", choices=["plan"], metavar="plan", help="hva som skrives: plan")
    parser.add_argument("file", metavar="FIL.xlsx", type=Path, help="regnearket som lages")


def do_export(asked: argparse.Namespace) -> bool:
    """Write the plan as a spreadsheet that can be filled in and loaded again."""
    from ipr.publish.sheets.plan import write_plan_workbook  # noqa: PLC0415 - slow to load

    folder = asked_folder(asked)
    if asked.file.suffix.lower() != ".xlsx":
        raise refuse("", "FIL", f"«{asked.file.name}» skal ende på .xlsx")
    if asked.file.exists():
        raise refuse(asked.file.name, "", "filen finnes fra før – velg et annet navn")
    write_plan_workbook(folder.plan, asked.file)
    print(f"Skrev planen i {folder.name} til {near(asked.file)}")
    return True
