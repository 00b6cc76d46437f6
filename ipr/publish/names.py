"""What the files of a report are called: names that say in an archive what a file is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from ipr.publish.job import FAILED_NAME, Job

LONGEST = 60  # of the report's own part of a name; its folder tells the rest
SHORT, FULL, SNIPPET = "kort", "full", "utdrag"
EDITIONS = {"": "", SHORT: "", FULL: ", full utgave", SNIPPET: ", utdrag"}
KINDS = {
    "pdf": "PDF",
    "docx": "Word",
    "html": "Nettside",
    "xlsx": "Regneark",
    "csv": "Alle radene (CSV)",
    "parquet": "Alle radene (Parquet)",
    "ipynb": "Notatbok",
}
"""What a reader calls a file by its ending and its edition, in the order they are offered."""
_FOLDER = re.compile(r"(?P<council>.+)-(?P<year>\d{4})")


def file_stem(job: Job, date: dt.date | None = None, edition: str = "") -> str:
    """Return a file's name without its ending: `2026-01-15_ipr-lillehammer_hop-2026_ID_kort`.

    Without a date the rest; without an edition the file is of the whole report.
    """
    plan = job.parameters["plan"]
    found = _FOLDER.fullmatch(plan)
    council = f"ipr-{found['council']}_hop-{found['year']}" if found else f"ipr-{plan}"
    about = job.name.removeprefix("_")[:LONGEST]
    return "_".join(part for part in (date and date.isoformat(), council, about, edition) if part)


def offered(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return label and name of each file a reader may open, in the order they are offered."""
    found = [(kind, name) for name in names if (kind := _kind(name))]
    return tuple((label, name) for (_, label), name in sorted(found))


def _kind(name: str) -> tuple[tuple[int, int], str] | None:
    """Return a file's place among the others and what it is called; None for one not to open."""
    stem, _, ending = name.rpartition(".")
    if name == FAILED_NAME:
        return (len(KINDS), 0), "Notatbok som feilet"
    if ending not in KINDS:
        return None
    edition = stem.rpartition("_")[2]
    edition = edition if edition in EDITIONS else ""
    place = list(KINDS).index(ending), list(EDITIONS).index(edition)
    return place, KINDS[ending] + EDITIONS[edition]
