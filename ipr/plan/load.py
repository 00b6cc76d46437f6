"""Read a plan: from its folder or file to a frozen `Plan` of good form."""

from __future__ import annotations

from pathlib import Path

from ipr.plan.check import Fault, check_plan
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, in_file_order, refuse
from ipr.reading.records import try_record
from ipr.reading.strict_yaml import Mapping, place, read_yaml

PLAN_FILE = "plan.yaml"
PLAN_WORKBOOK = "plan.xlsx"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def plan_file(path: Path) -> Path:
    """Return the file of a plan: the one named, or `plan.yaml` or `plan.xlsx` in the folder.

    Raises `InputError` where the folder has neither, or both.
    """
    if not path.is_dir():
        return path
    found = [path / name for name in (PLAN_FILE, PLAN_WORKBOOK) if (path / name).is_file()]
    if not found:
        raise refuse(path.name, "", f"mappen har ingen plan – den skal inneholde «{PLAN_FILE}»")
    if len(found) > 1:
        text = f"mappen har både «{PLAN_FILE}» og «{PLAN_WORKBOOK}» – behold den ene"
        raise refuse(path.name, "", text)
    return found[0]


def read_plan(path: Path) -> tuple[Plan, Mapping]:
    """Return the plan in a folder or a file, read strictly, with the tree of its file.

    Raises `InputError` with every fault of form, ids and references. Whether it adds up is
    checked by `ipr.budget.load.load_plan`, which is what to call.
    """
    file = plan_file(path)
    tree = _read_workbook(file) if file.suffix.lower() in WORKBOOK_SUFFIXES else read_yaml(file)
    plan, problems = try_record(Plan, tree)
    if plan is not None:
        problems += [problem_at(tree, fault) for fault in check_plan(plan)]
    if plan is None or problems:
        raise InputError(in_file_order(problems))
    return plan, tree


def _read_workbook(file: Path) -> Mapping:
    from ipr.plan.sheets.read import read_plan_workbook  # noqa: PLC0415 - slow

    return read_plan_workbook(file)


def problem_at(tree: Mapping, fault: Fault) -> Problem:
    """Return a fault with the file and line where it stands."""
    loc, text = fault
    key = next((part for part in reversed(loc) if isinstance(part, str)), "")
    return Problem(place(tree, loc), key, text)
