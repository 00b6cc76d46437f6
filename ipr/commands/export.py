"""The command that writes the plan as a spreadsheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from ipr.commands.told import asked_folder, near, plan_argument
from ipr.plan.sheets.workbook import write_plan_workbook
from ipr.reading.errors import refuse, unknown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is written, and where."""
    plan_argument(parser)
    parser.add_argument("what", metavar="plan", type=_what, help="hva som skrives: plan")
    parser.add_argument("file", metavar="FIL.xlsx", type=Path, help="regnearket som lages")


def run(asked: argparse.Namespace) -> bool:
    """Write the plan as a spreadsheet that can be filled in and loaded again."""
    folder = asked_folder(asked)
    if asked.file.suffix.lower() != ".xlsx":
        raise refuse("", "FIL", f"«{asked.file.name}» skal ende på .xlsx")
    if asked.file.exists():
        raise refuse(asked.file.name, "", "filen finnes fra før – velg et annet navn")
    write_plan_workbook(folder.plan, asked.file)
    print(f"Skrev planen i {folder.name} til {near(asked.file)}")
    return True


def _what(text: str) -> str:
    if text != "plan":
        raise argparse.ArgumentTypeError(unknown(text, ["plan"]))
    return text
