"""The commands that make files to fill in: a scenario, and the whole plan as a spreadsheet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from string import Formatter

from ipr.budget.change import room_of
from ipr.commands.asking import ask_and_save
from ipr.commands.told import BLANK, asked_folder, help_editor, near, tell_misnamed
from ipr.commands.topics import ROUND_STEP
from ipr.doors.folder import MODELINE, PLAN_ID, PlanFolder, scenario_file
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
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

    What it shows by example has names of the plan's own; an example of what the plan has not is
    left out.
    """
    file, words = folder.path / scenario_file(scenario_id), _words(folder.plan)
    with TEMPLATE.open(encoding="utf-8") as template:
        kept = [line for line in template if _slots(line) <= words.keys()]
    file.parent.mkdir(exist_ok=True)
    write_text(file, "".join(kept).format_map(words))


def _slots(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}


def _words(plan: Plan) -> dict[str, str]:
    """Return the words of the file to fill in, by the names of their slots."""
    first = (plan.free_funding or plan.funding)[0]
    inputs = inputs_of(plan).values()
    lines = [item.name for item in inputs if room_of(plan, item) == "lines" and item.value]
    open_ended = [key for key, one in plan.decisions.items() if "keep" in one.responses]
    words = {
        **BLANK,
        "modeline": MODELINE,
        "input": f"funding.{first.id}",
        "amount": kroner(first.amount_nok),
        "value": typed(first.amount_nok),
        "group": next((group.id for group in plan.groups), "gruppens_id"),
    }
    if lines[1:]:
        words |= {"first_line": lines[0], "last_line": lines[-1]}
    for condition in [*open_ended, *plan.decisions][:1]:
        words["condition"] = condition
    for item in plan.recurring_funding[:1]:
        words |= {"funder": item.id, "which": "denne"}
    payers = [line for line in plan.lines if line.total_nok and not line.lock]
    for line in payers[:1]:
        floor = max(line.floor_nok, (line.total_nok or 0) // 2)
        order = ", ".join(one.id for one in payers[:2])
        words |= {"order": order, "payer": line.id, "floor": typed(floor), "step": ROUND_STEP}
        words["which"] = "én av disse"
    return words


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
