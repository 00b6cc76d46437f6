"""Find a plan's folder, and read the plan in it to a frozen `Plan` of good form."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ipr.plan.check import Fault
from ipr.reading.errors import Problem, refuse, unknown
from ipr.reading.files import LARGEST_FILE, read_bytes
from ipr.reading.strict_yaml import Mapping, place, yaml_tree

PLAN_FILE = "plan.yaml"
PLAN_WORKBOOK = "plan.xlsx"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LARGEST_WORKBOOK = 5_000_000  # bytes, packed


DATA_VARIABLE = "IPR_DATA"
"""The environment variable that names another data folder than the working folder's own."""

RESULTS_VARIABLE = "IPR_RESULTS"
"""The environment variable that names the folder a report is being made in."""

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent
SHIPPED_NAME = "shipped"
_CARRIED = PACKAGE / SHIPPED_NAME
SHIPPED = _CARRIED if _CARRIED.is_dir() else PROJECT
"""What holds our own notebooks, pages and example: a part of an installed package, or the clone."""

NOTEBOOKS = SHIPPED / "notebooks"
"""Our own notebooks, which nobody works in: one works in a copy of them."""

FOLDER_YEAR = re.compile(r"-([0-9]{4})$")


def working_folder() -> Path:
    """Return the folder that one works in: from here upwards the first with a plan in its `data/`.

    Where there is none it is the clone that this package stands in, or else where one stands.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any(any(folder.glob(f"data/*/{file}")) for file in (PLAN_FILE, PLAN_WORKBOOK)):
            return folder
    return PROJECT if SHIPPED == PROJECT else here


def data_folder() -> Path:
    """Return the folder that holds the plans."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named else working_folder() / "data"


def find_plan_folder(name: str | None = None) -> Path:
    """Return the folder of the plan with this name or path, or else of the newest plan.

    The year is read from the folder's name (`<council>-<year>`). Raises `InputError` where no
    such plan exists, and where two plans of the same year are the newest.
    """
    known = _known()
    if name is None:
        return _newest(known)
    if name in known:
        return known[name]
    folder = Path(name)
    if _is_plan(folder):
        return folder.resolve()
    if folder.is_dir():
        raise refuse("", "plan", f"mappen «{name}» har ingen plan – den mangler «{PLAN_FILE}»")
    raise refuse("", "plan", unknown(name, known))


def _known() -> dict[str, Path]:
    folder = data_folder()
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {child.name: child.resolve() for child in found if _is_plan(child)}


def _is_plan(folder: Path) -> bool:
    return any((folder / file).is_file() for file in (PLAN_FILE, PLAN_WORKBOOK))


def _newest(known: dict[str, Path]) -> Path:
    if not known:
        text = (
            f"fant ingen plan i «{data_folder()}» – gå til arbeidsmappen din, lag en med "
            "«ipr init MAPPE», eller oppgi «--plan MAPPE»"
        )
        raise refuse("", "plan", text)
    years = {name: found.group(1) if (found := FOLDER_YEAR.search(name)) else "" for name in known}
    newest = [name for name, year in years.items() if year == max(years.values())]
    if len(newest) > 1:
        raise refuse("", "plan", f"flere planer er nyest ({', '.join(newest)}) – oppgi «--plan»")
    return known[newest[0]]


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


def read_plan_file(file: Path) -> bytes:
    """Return the bytes of a plan's file; raises `InputError` as `read_bytes` does."""
    return read_bytes(file, LARGEST_WORKBOOK if _is_workbook(file.name) else LARGEST_FILE)


def plan_tree(name: str, content: bytes) -> Mapping:
    """Return the tree of texts in a plan's file of this name; raises `InputError` for its form."""
    if not _is_workbook(name):
        return yaml_tree(name, content)
    from ipr.plan.sheets.workbook import read_plan_workbook  # noqa: PLC0415 - slow

    return read_plan_workbook(name, content)


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(WORKBOOK_SUFFIXES)


def problem_at(tree: Mapping, fault: Fault) -> Problem:
    """Return a fault with the file and line where it stands."""
    loc, text = fault
    key = next((part for part in reversed(loc) if isinstance(part, str)), "")
    return Problem(place(tree, loc), key, text)
