"""The reports that tell more of the plan itself, made beside those of its scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipr.publish.formats import FORMATS
from ipr.publish.reports import NOTEBOOKS, Request, command_line

# No scenario's id begins with «_», so these folders are nobody else's.
PLAN_NOTEBOOKS = {
    "_folsomhet": NOTEBOOKS / "04_folsomhet.ipynb",
    "_flere-aar": NOTEBOOKS / "05_flere_aar.ipynb",
}


def plan_requests(
    plan_folder: Path, formats: Sequence[str] = FORMATS, date: str | None = None
) -> list[Request]:
    """Return the requests for the plan's sensitivity, and for the years after it."""
    return [
        Request(
            name=name,
            notebook=notebook,
            parameters={"plan": plan_folder.name},
            command=command_line("ipr run", plan_folder, date),
            formats=tuple(formats),
            date=date,
        )
        for name, notebook in PLAN_NOTEBOOKS.items()
    ]
