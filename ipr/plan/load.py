"""Read a plan: from its folder or file to a frozen `Plan` of good form."""

from __future__ import annotations

from pathlib import Path

from ipr.plan.check import Fault
from ipr.plan.model import Plan
from ipr.reading.errors import Problem, refuse
from ipr.reading.files import LARGEST_FILE, read_bytes
from ipr.reading.records import try_record
from ipr.reading.strict_yaml import Mapping, place, yaml_tree

PLAN_FILE = "plan.yaml"
PLAN_WORKBOOK = "plan.xlsx"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LARGEST_WORKBOOK = 5_000_000  # bytes, packed


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


def read_plan(path: Path) -> tuple[Plan | None, Mapping, list[Problem]]:
    """Return the plan in a folder or a file, where it could be made, its tree, and every fault.

    The faults are those of form. Whether the plan makes sense and adds up is checked by
    `ipr.doors.folder.load_plan`, which is what to call.
    """
    file = plan_file(path)
    return plan_in(file.name, read_plan_file(file))


def read_plan_file(file: Path) -> bytes:
    """Return the bytes of a plan's file; raises `InputError` as `read_bytes` does."""
    return read_bytes(file, LARGEST_WORKBOOK if _is_workbook(file.name) else LARGEST_FILE)


def plan_in(name: str, content: bytes) -> tuple[Plan | None, Mapping, list[Problem]]:
    """Return what `read_plan` does of the bytes of a file of this name."""
    tree = _workbook_tree(name, content) if _is_workbook(name) else yaml_tree(name, content)
    plan, problems = try_record(Plan, tree)
    return plan, tree, problems


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(WORKBOOK_SUFFIXES)


def _workbook_tree(name: str, content: bytes) -> Mapping:
    from ipr.plan.sheets.read import read_plan_workbook  # noqa: PLC0415 - slow

    return read_plan_workbook(name, content)


def problem_at(tree: Mapping, fault: Fault) -> Problem:
    """Return a fault with the file and line where it stands."""
    loc, text = fault
    key = next((part for part in reversed(loc) if isinstance(part, str)), "")
    return Problem(place(tree, loc), key, text)
