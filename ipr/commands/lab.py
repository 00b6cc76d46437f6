"""The command that opens the notebooks, where one works oneself."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ipr.commands.told import near, plan_argument
from ipr.plan.find import DATA_VARIABLE, SHIPPED, find_plan_folder, working_folder

WORK = "arbeid"
"""The folder of the working folder where one's own copies stand; git ignores it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of plan."""
    plan_argument(parser)


def run(asked: argparse.Namespace) -> bool:
    """Open JupyterLab on the notebooks, with this plan's data folder.

    Where a plan is named, its lessons are written first, to a folder of one's own; a lesson that
    is there already is left as it is.
    """
    folder = find_plan_folder(asked.plan)
    place = SHIPPED / "notebooks"
    if asked.plan:
        place = write_own_lessons(folder, working_folder() / WORK / folder.name)
        print(f"Leksjonene for {folder.name} ligger i {near(place)}")
    arguments = [sys.executable, "-m", "jupyterlab", str(place)]
    surroundings = os.environ | {DATA_VARIABLE: str(folder.parent)}
    return subprocess.run(arguments, env=surroundings, check=False).returncode == 0


def write_own_lessons(plan_folder: Path, place: Path) -> Path:
    """Write the lessons of a plan that are not in the place already, and return where they are."""
    from ipr.teach.lessons import write_lessons  # noqa: PLC0415 - slow, and only lab needs it

    target = place / "opplaering"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ipr-") as fresh:
        for lesson in write_lessons(plan_folder, Path(fresh)):
            if not (target / lesson.name).exists():
                shutil.copyfile(lesson, target / lesson.name)
    return target
