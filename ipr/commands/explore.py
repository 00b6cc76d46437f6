"""The command that opens the what-if table as a page for the meeting room."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from ipr.commands.told import plan_argument
from ipr.explore.serve import prepare
from ipr.plan.find import find_plan_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of opening the page oneself."""
    plan_argument(parser)
    parser.add_argument(
        "--no-browser", action="store_true", help="skriv bare adressen, og åpne ingen nettleser"
    )


def run(asked: argparse.Namespace) -> bool:
    """Serve the page to this machine until it is stopped; False where it could not be served."""
    folder = find_plan_folder(asked.plan)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    with tempfile.TemporaryDirectory(prefix="ipr-", ignore_cleanup_errors=True) as place:
        service = prepare(folder, Path(place), browser=not asked.no_browser)
        print(f"Siden er {service.address}")
        print("Den kan bare nås fra denne maskinen. Avslutt med Ctrl+C.", flush=True)
        surroundings = os.environ | dict(service.surroundings)
        running = subprocess.Popen(service.command, cwd=place, env=surroundings)
        try:
            return running.wait() == 0
        except KeyboardInterrupt:
            running.terminate()
            running.wait()
            return True
