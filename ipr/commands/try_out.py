"""The command that makes the live page and opens it."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path

from ipr.commands.told import asked_folder, near, plan_argument
from ipr.publish.manifest import manifest_or_new
from ipr.publish.overview import write_beside
from ipr.publish.owned import owned
from ipr.publish.page.write import PAGE_NAME, make_page
from ipr.publish.runner import output_folder
from ipr.reading.norwegian import listing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the plan, where the page is put, and the choice of opening it oneself."""
    plan_argument(parser)
    parser.add_argument("--out", metavar="MAPPE", type=Path, help="hvor siden legges")
    parser.add_argument(
        "--no-browser", action="store_true", help="lag bare siden, og åpne ingen nettleser"
    )


def run(asked: argparse.Namespace) -> bool:
    """Make the page and open it from disk: it needs no server."""
    folder = asked_folder(asked)
    page, faulty = make_page(folder)
    target = output_folder(folder.name, asked.out)
    with owned(target, print):
        write_beside(target, manifest_or_new(target), {PAGE_NAME: page}, print)
    file = target / PAGE_NAME
    if faulty:
        names = listing([f"«{name}»" for name in faulty])
        print(f"Uten {names}, som har feil. «ipr check» viser hva som er galt.")
    print(f"Siden er {near(file)}. Den kan sendes som den er, og trenger ikke nett.")
    if not asked.no_browser:
        webbrowser.open(file.resolve().as_uri())
    return True
