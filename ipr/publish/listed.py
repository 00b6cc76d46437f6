"""What a report's files are called, and how it is listed: title, figures, what to know of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ipr.doors.folder import SWEEP_FILE, PlanFolder
from ipr.publish.job import PLAN_REPORTS, Job
from ipr.publish.manifest import changed_inputs, is_as, stand
from ipr.publish.names import FAILED_NAME, RESULT_NAME
from ipr.publish.results import Conclusion, read_result
from ipr.reading.errors import InputError
from ipr.reading.files import read_text
from ipr.reading.norwegian import listing
from ipr.reading.strict_yaml import read_yaml

LONGEST = 60  # of the report's own part of a name; its folder tells the rest
SHORT, FULL, SNIPPET = "kort", "full", "utdrag"
EDITION_LABELS = {"": "", SHORT: "", FULL: ", full utgave", SNIPPET: ", utdrag"}
KINDS = {
    "pdf": "PDF",
    "docx": "Word",
    "html": "Nettside",
    "xlsx": "Regneark",
    "csv": "Alle radene (CSV)",
    "parquet": "Alle radene (Parquet)",
    "ipynb": "Notatbok",
}
LABELS = {
    (ending, edition): label + more
    for ending, label in KINDS.items()
    for edition, more in EDITION_LABELS.items()
}
"""What a reader calls a file by its ending and its edition, in the order they are offered."""
_FOLDER = re.compile(r"(?P<council>.+)-(?P<year>\d{4})")

OLDER = "Laget av eldre utgaver av filene enn de som ligger i planens mappe nå."
EDITED = "Filer er endret eller borte etter at rapporten ble laget."
FAILED = "Siste forsøk på å lage rapporten på nytt feilet."
MORE, COMPARISONS, SWEEPS, OWN_REPORTS = SECTIONS = (
    "Mer om planen",
    "Sammenligninger",
    "Gjennomregninger",
    "Egne analyser",
)
"""The headings over the reports that are not of one scenario, in the order the page has them."""


def file_stem(job: Job, date: dt.date | None = None, edition: str = "") -> str:
    """Return a file's name without its ending: `2026-01-15_ipr-lillehammer_hop-2026_ID_kort`.

    Without a date the rest; without an edition the file is of the whole report.
    """
    plan = job.parameters["plan"]
    found = _FOLDER.fullmatch(plan)
    council = f"ipr-{found['council']}_hop-{found['year']}" if found else f"ipr-{plan}"
    about = job.name.removeprefix("_")
    if len(about) > LONGEST:  # whole words, where there are any
        about = about[: LONGEST + 1].rpartition("-")[0] or about[:LONGEST]
    return "_".join(part for part in (date and date.isoformat(), council, about, edition) if part)


def offered(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return label and name of each file a reader may open, in the order they are offered."""
    found = []
    for name in names:
        stem, _, ending = name.rpartition(".")
        edition = stem.rpartition("_")[2]
        key = (ending, edition if edition in EDITION_LABELS else "")
        if name == FAILED_NAME:
            found.append((len(LABELS), "Notatbok som feilet", name))
        elif key in LABELS:
            found.append(([*LABELS].index(key), LABELS[key], name))
    return tuple((label, name) for _, label, name in sorted(found))


@dataclass(frozen=True, slots=True)
class Listed:
    """One report as the page lists it; without a result it stands under its `section`.

    `files` are those of its folder, `notes` say what a reader should know before trusting it.
    """

    folder: str
    title: str
    files: tuple[str, ...]
    result: Conclusion | None
    section: str = COMPARISONS
    notes: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Label and address of each file a reader may open."""
        return tuple(
            (label, f"{quote(self.folder)}/{quote(name)}") for label, name in offered(self.files)
        )

    @property
    def page(self) -> str:
        """The address of what opens in the browser, or nothing where there is no page."""
        pages = [address for _, address in self.links if address.endswith(".html")]
        return pages[0] if pages else ""


def listed(target: Path, job: Job, folder: PlanFolder, *, whole: bool) -> Listed:
    """Return a report as it is listed; `whole` where its files are known to be as made."""
    place = target / job.name
    title, section = _told(place, job)
    return Listed(
        folder=job.name,
        title=title,
        files=tuple(name for name in (*job.files, FAILED_NAME) if (place / name).exists()),
        result=result_in(place, job),
        section=section,
        notes=tuple(_notes(place, job, folder, whole=whole)),
    )


def result_in(place: Path, job: Job) -> Conclusion | None:
    """Return the figures of a report, or None where it has none or they are not as made."""
    if not is_as(place / RESULT_NAME, job.files.get(RESULT_NAME, "")):
        return None
    try:
        return read_result(read_text(place / RESULT_NAME))
    except (InputError, ValueError):
        return None


def _told(place: Path, job: Job) -> tuple[str, str]:
    """Return what the page calls a report without figures of its own, and the heading over it."""
    given, stem = job.parameters, Path(job.notebook).stem
    if "sweep" in given:
        try:
            return str(read_yaml(place / SWEEP_FILE)["title"]), SWEEPS
        except (InputError, OSError, KeyError):  # gone or changed since: its name is still known
            return given["sweep"], SWEEPS
    if job.is_own:
        return f"{stem}: {given['scenario']}" if job.scenarios else stem, OWN_REPORTS
    if not job.scenarios:
        return PLAN_REPORTS[job.name][1] if job.name in PLAN_REPORTS else stem, MORE
    *compared, against = job.scenarios
    named = f"{listing(compared)} mot {against}" if compared else against
    return given.get("title", named), COMPARISONS


def _notes(place: Path, job: Job, folder: PlanFolder, *, whole: bool) -> Iterator[str]:
    """Yield what a reader should know before trusting a report beside the others."""
    if changed_inputs(job, folder):
        yield OLDER
    if not (whole or stand(place, job.files)):
        yield EDITED
    if (place / FAILED_NAME).exists():
        yield FAILED
