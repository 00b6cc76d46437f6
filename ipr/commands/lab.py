"""The command that opens the notebooks, where one works oneself."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from ipr.commands.told import plan_argument
from ipr.plan.find import DATA_VARIABLE, PROJECT, find_plan_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of plan."""
    plan_argument(parser)


def run(asked: argparse.Namespace) -> bool:
    """Open JupyterLab on the notebooks, with this plan's data folder."""
    folder = find_plan_folder(asked.plan)
    arguments = [sys.executable, "-m", "jupyterlab", str(PROJECT / "notebooks")]
    surroundings = os.environ | {DATA_VARIABLE: str(folder.parent)}
    return subprocess.run(arguments, env=surroundings, check=False).returncode == 0
