"""The command that opens the what-if table as a page for the meeting room."""

from __future__ import annotations

import argparse

from ipr.explore.serve import serve
from ipr.plan.find import find_plan_folder


def explore(asked: argparse.Namespace) -> bool:
    """Serve the page to this machine until it is stopped."""
    return serve(find_plan_folder(asked.plan), browser=not asked.no_browser)


def explore_arguments(room: argparse.ArgumentParser) -> None:
    """Add the choice of opening the page oneself."""
    room.add_argument(
        "--no-browser", action="store_true", help="skriv bare adressen, og åpne ingen nettleser"
    )
