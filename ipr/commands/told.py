"""What commands share: how arguments are read, the plan asked for, and short paths."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from ipr.doors.folder import SCHEMA_FOLDER, PlanFolder, misnamed, well_named
from ipr.plan.load import find_plan_folder
from ipr.reading.errors import os_reason
from ipr.reading.norwegian import NBSP

Read = TypeVar("Read")

ALSO = {
    **dict.fromkeys(("mva", "merverdiavgift"), "moms"),
    "fylket": "fylkeskommune",
    "inflasjon": "prisvekst",
    "valuta": "kurs",
}
"""What people say, and what it is called here."""
BLANK = {
    "title": "Skriv en kort tittel her",
    "question": "Hva vil du ha svar på?",
    "because": "Skriv begrunnelsen her",
}
"""What a scenario to fill in says where the analyst is to write, by key."""
TEMPLATES = Path(__file__).with_name("workspace")
"""What a new place to work in is made of."""


def scenario_argument(
    parser: argparse.ArgumentParser, told: str, nargs: Literal["*", "+"] | None = None
) -> None:
    """Add one scenario or several, whose ids a shell can complete."""
    action = parser.add_argument("scenario", metavar="ID", nargs=nargs, help=told)
    action.completer = _known_ids  # type: ignore[attr-defined]  # read by argcomplete


def _known_ids(parsed_args: argparse.Namespace, **_: object) -> tuple[str, ...]:
    return well_named(find_plan_folder(parsed_args.plan))


def read_by(reader: Callable[[str], Read]) -> Callable[[str], Read]:
    """Return the reader of an argument whose own words tell what is wrong with it."""

    def read(text: str) -> Read:
        try:
            return reader(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def asked_folder(asked: argparse.Namespace) -> PlanFolder:
    """Return the folder of the plan that `--plan` names, or the newest, with the plan read."""
    return PlanFolder.open(find_plan_folder(asked.plan))


def tell_misnamed(folder: PlanFolder) -> None:
    """Tell of files beside the scenario asked for that are left out, for their name is no id."""
    for problem in misnamed(folder.path):
        print(f"Merk: {problem}", file=sys.stderr)


def help_editor(folder: PlanFolder) -> None:
    """Write what an editor reads of the plan; where that cannot be, it is told and let be."""
    from ipr.present.schema import write_schemas  # noqa: PLC0415 - slow, and few need it

    try:
        write_schemas(folder)
    except OSError as error:
        print(f"Editoren får ikke ny hjelp: kan ikke skrive {SCHEMA_FOLDER} ({os_reason(error)}).")


def is_about(text: str, word: str) -> bool:
    """Whether a text has a word in it, in any case, or what is meant by that word here."""
    said, word = text.replace(NBSP, " ").lower(), word.lower()
    return word in said or ALSO.get(word, word) in said


def near(path: Path) -> str:
    """Return a path as short as it can be written from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
