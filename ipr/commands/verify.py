"""The command that holds a folder of reports against its manifest and the plan of today."""

from __future__ import annotations

import argparse
from pathlib import Path

from ipr.commands.told import near, plan_argument
from ipr.doors.folder import PlanFolder
from ipr.plan.load import find_plan_folder
from ipr.publish.manifest import MANIFEST_NAME, Manifest, read_manifest, sha256
from ipr.publish.runner import output_folder
from ipr.publish.verify import Deviation, check_files, check_follows
from ipr.reading.errors import InputError
from ipr.reading.norwegian import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder of reports."""
    plan_argument(parser)
    parser.add_argument(
        "folder",
        metavar="MAPPE",
        nargs="?",
        type=Path,
        help="mappen med rapportene (ellers planens mappe i outputs/)",
    )


def run(asked: argparse.Namespace) -> bool:
    """Tell whether the files are as they were made, and still follow from the plan."""
    folder = asked.folder or output_folder(find_plan_folder(asked.plan).name, None)
    manifest = read_manifest(folder)
    told = count(len(manifest.reports), "rapport", "rapporter")
    print(f"{near(folder)}: {told}, {MANIFEST_NAME} {sha256(folder / MANIFEST_NAME)[:12]}")
    whole = _tell("Filene er de som ble laget.", check_files(folder, manifest))
    return _follows(asked, folder, manifest) and whole


def _follows(asked: argparse.Namespace, folder: Path, manifest: Manifest) -> bool:
    try:
        plan_folder = find_plan_folder(asked.plan or manifest.plan)
    except InputError:
        print(
            f"Planen «{manifest.plan}» er ikke her, så det er ikke prøvd om tallene følger av den."
        )
        return False
    found = check_follows(PlanFolder.open(plan_folder), folder, manifest)
    return _tell("Tallene følger av planen slik den er nå.", found)


def _tell(good: str, found: list[Deviation]) -> bool:
    """Tell what was found, or that all is good; True where there is no fault."""
    faults = [finding for finding in found if finding.fault]
    if not faults:
        print(good)
    for finding in found:
        print(f"  {finding}")
    return not faults
