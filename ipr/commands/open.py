"""The commands that open what one tries things out in: the live page, and one's own notebooks."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

from ipr.commands.told import asked_folder, near, tell_misnamed
from ipr.plan.load import DATA_VARIABLE, find_plan_folder, working_folder
from ipr.publish.manifest import manifest_or_new
from ipr.publish.overview import write_beside
from ipr.publish.owned import owned
from ipr.publish.runner import output_folder
from ipr.reading.errors import Ended
from ipr.reading.norwegian import listing

WITHIN_REACH = ("data", "outputs")
"""What of the working folder is shown beside the copies; the rest is ours and not to be saved."""

SETTINGS = Path(__file__).parent / "lab_settings"
"""Where JupyterLab finds that it is not to ask for news."""


def try_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the page is put, and the choice of opening it oneself."""
    parser.add_argument(
        "--out", metavar="MAPPE", type=Path, help="hvor siden legges (ellers i outputs/)"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="lag bare siden, og åpne ingen nettleser"
    )


def do_try(asked: argparse.Namespace) -> bool:
    """Make the page and open it from disk: it needs no server."""
    from ipr.publish.names import PAGE_NAME  # noqa: PLC0415 - as below
    from ipr.publish.page.write import make_page  # noqa: PLC0415 - slow to load

    folder = asked_folder(asked)
    page, faulty = make_page(folder)
    tell_misnamed(folder)
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


def lab_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how JupyterLab is opened."""
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="lag arbeidskopien på nytt; spør før den forkaster det du har skrevet",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="vis bare adressen, ikke åpne nettleseren"
    )
    parser.add_argument("--port", metavar="N", type=int, help="porten JupyterLab skal bruke")


def do_lab(asked: argparse.Namespace) -> bool:
    """Open JupyterLab on the start page of the working copy, which is made where it is missing.

    A plan that is named has a copy of its own.
    """
    from ipr.teach.working_copy import (  # noqa: PLC0415 - slow, and help must not wait
        START,
        WORK,
        fresh_copy,
        worked_on,
        write_copy,
    )

    folder, root = find_plan_folder(asked.plan), working_folder()
    place = root / WORK / folder.name if asked.plan else root / WORK
    fresh = fresh_copy(folder, depth=len(place.relative_to(root).parts))
    renew = asked.fresh and may_discard(worked_on(fresh, place))
    write_copy(fresh, place, renew=renew)
    print(
        f"Arbeidskopien ligger i {near(place)}. Det du lagrer der, blir ingen rapport av seg selv.",
        "Ctrl+C her avslutter JupyterLab.",
        sep="\n",
        flush=True,
    )
    first = START if START in fresh else min(fresh)
    start = (place / first).relative_to(root).as_posix()
    config = os.pathsep.join(filter(None, [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH")]))
    surroundings = {DATA_VARIABLE: str(folder.parent), "JUPYTER_CONFIG_PATH": config}
    return ended_well([*start_of_lab(root, start), *_asked_of_lab(asked)], surroundings)


def may_discard(changed: list[str]) -> bool:
    """Ask whether work in these copies may be lost, if there is any; without an answer it may not.

    Nothing that is no copy of ours is ever touched.
    """
    if not changed:
        return True
    print(f"Du har skrevet i {listing(changed)}.")
    try:
        answer = input("Skal det forkastes? Skriv ja eller nei: ")
    except EOFError:
        answer = ""
    if answer.strip().casefold() in {"ja", "j"}:
        return True
    print("Ingenting er forkastet.")
    return False


def start_of_lab(root: Path, start: str) -> list[str]:
    """Return what starts JupyterLab on a file below a folder, with little else in sight."""
    shown = {*WITHIN_REACH, Path(start).parts[0]}
    hidden = sorted(child.name for child in root.iterdir() if child.name not in shown)
    usual = ["__pycache__", "*.pyc", "*~", ".*"]
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{start}",
        f"--ContentsManager.hide_globs={[*usual, *hidden]}",
        # What was open stays open, but not where another copy is worked in.
        f"--LabApp.workspaces_dir={root / Path(start).parent / '.jupyterlab'}",
        "--ServerApp.answer_yes=True",  # Ctrl-C ends it, and asks nothing in English
        "--Application.log_level=ERROR",  # the address is told nonetheless
    ]


def _asked_of_lab(asked: argparse.Namespace) -> list[str]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # as in a container
    return [
        *(["--no-browser"] if asked.no_browser else []),
        *([] if asked.port is None else [f"--ServerApp.port={asked.port}"]),
        *(["--allow-root"] if root else []),
    ]


def ended_well(arguments: list[str], surroundings: dict[str, str]) -> bool:
    """Run a program to its end, in which it takes its kernels along.

    Ctrl-C has reached the program itself; a wish of the system's is passed on to it.
    """
    with subprocess.Popen(arguments, env=os.environ | surroundings) as program:
        while True:
            try:
                return program.wait() == 0
            except Ended:
                program.terminate()
            except KeyboardInterrupt:
                continue
