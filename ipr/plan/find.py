"""Find a plan's folder: the one named, or the one under `data/` that is alone or newest."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ipr.plan.load import PLAN_FILE, PLAN_WORKBOOK
from ipr.reading.errors import refuse, unknown

DATA_VARIABLE = "IPR_DATA"
"""The environment variable that names another data folder than the project's own."""

RESULTS_VARIABLE = "IPR_RESULTS"
"""The environment variable that names the folder a report is being made in."""

PROJECT = Path(__file__).resolve().parents[2]
FOLDER_YEAR = re.compile(r"-([0-9]{4})$")


def data_folder() -> Path:
    """Return the folder that holds the plans."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named else PROJECT / "data"


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
        raise refuse("", "plan", f"fant ingen plan i «{data_folder().name}» – oppgi «--plan MAPPE»")
    if len(known) == 1:
        return next(iter(known.values()))
    years = {name: found.group(1) if (found := FOLDER_YEAR.search(name)) else "" for name in known}
    newest = [name for name, year in years.items() if year == max(years.values())]
    if len(newest) > 1:
        raise refuse("", "plan", f"flere planer er nyest ({', '.join(newest)}) – oppgi «--plan»")
    return known[newest[0]]
