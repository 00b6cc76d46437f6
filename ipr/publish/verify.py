"""Hold a folder of reports against its manifest, and its figures against the plan of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.publish.job import FAILED_NAME, Job
from ipr.publish.listed import result_in
from ipr.publish.manifest import (
    CODE,
    INSTALLED,
    MANIFEST_NAME,
    Manifest,
    changed_inputs,
    read_job,
    sha256,
    versions,
)
from ipr.publish.owned import HIDDEN
from ipr.publish.results import Amounts, Conclusion, conclusion_of
from ipr.reading.errors import InputError
from ipr.reading.norwegian import amount, listing

_MOST = 3  # figures or reports named in one place; the rest are counted


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing found: where, what, and whether it is a fault or merely good to know."""

    where: str
    text: str
    fault: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def check_files(folder: Path, manifest: Manifest) -> list[Deviation]:
    """Return every file that is changed, missing or extra, measured by the manifest."""
    expected = {"": dict[str, str](), **{name: job.files for name, job in manifest.reports.items()}}
    for name, known in manifest.files.items():
        inner, _, file = name.rpartition("/")
        expected.setdefault(inner, {})[file] = known
    found: list[Deviation] = []
    for inner, files in sorted(expected.items()):
        job = read_job(folder / inner)
        if not (folder / inner).is_dir():
            found.append(Deviation(inner, "hele mappen mangler"))
        elif job and job.files and job.files != files:
            found.append(Deviation(inner, "er nyere enn oversikten – «ipr run» lager den på nytt"))
        else:
            found += _loose(folder, inner, files, {*HIDDEN, MANIFEST_NAME, *expected})
    return found


def check_follows(folder: PlanFolder, target: Path, manifest: Manifest) -> list[Deviation]:
    """Return what the reports no longer share with the plan of today: files, figures, versions.

    Another version of the code or a library is no fault as long as the figures are the same.
    """
    changed: dict[str, list[str]] = {}
    figures: list[Deviation] = []
    for name, job in manifest.reports.items():
        inputs = changed_inputs(job, folder)
        inputs.pop(CODE, None)
        for text in inputs.values():
            changed.setdefault(text, []).append(name)
        figures += _figures(folder, target / name, job)
    files = [Deviation(_named(names), text) for text, names in changed.items()]
    return [*files, *figures, *_remarks(manifest)]


def _named(names: list[str]) -> str:
    """The reports that share a fault; of many, the first few."""
    if len(names) <= _MOST:
        return listing(names)
    return f"{', '.join(names[:_MOST])} og {amount(len(names) - _MOST)} til"


def _loose(
    target: Path, inner: str, expected: dict[str, str], others: set[str]
) -> Iterator[Deviation]:
    folder, before = target / inner, f"{inner}/" if inner else ""
    there = {child.name: child for child in sorted(folder.iterdir())}
    for name, known in sorted(expected.items()):
        path = there.get(name)
        if path is None:
            yield Deviation(f"{before}{name}", "mangler")
        elif not path.is_file() or path.is_symlink():
            yield Deviation(f"{before}{name}", "er ikke lenger en vanlig fil")
        elif sha256(path) != known:
            yield Deviation(f"{before}{name}", "er endret etter at rapporten ble laget")
    for name in sorted(there.keys() - expected.keys() - others):
        yield Deviation(f"{before}{name}", _extra(name))


def _extra(name: str) -> str:
    if name == FAILED_NAME:
        return "siste forsøk på å lage rapporten feilet"
    if name.startswith(".ipr-"):
        return "er en rest etter en avbrutt kjøring, og kan slettes"
    return "står ikke i manifestet"


def _figures(folder: PlanFolder, place: Path, job: Job) -> list[Deviation]:
    """Return the figures of a report that the plan of today does not give."""
    then = result_in(place, job)
    if then is None:
        return []
    try:
        now = conclusion_of(scenario_result(folder, then.scenario))
    except InputError as error:
        return [Deviation(place.name, f"kan ikke regnes ut: {error.problems[0]}")]
    told = list(_differences(then, now))
    more = [f"og {amount(len(told) - _MOST)} tall til"] if len(told) > _MOST else []
    return [Deviation(place.name, text) for text in [*told[:_MOST], *more]]


def _differences(then: Conclusion, now: Conclusion) -> Iterator[str]:
    before = {figure.name: figure for figure in then.figures}
    after = {figure.name: figure for figure in now.figures}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        label = next(figure.label for figure in (new, old) if figure)
        yield f"{label} er {_written(old)} i rapporten, men {_written(new)} etter dagens plan"


def _written(figure: Amounts | None) -> str:
    if figure is None:
        return "ikke med"
    if figure.revised_nok is None:
        return f"«{figure.shown_as}»"
    return amount(figure.revised_nok)


def _remarks(manifest: Manifest) -> Iterator[Deviation]:
    """Yield what differs in the machinery, once for all reports."""
    now = versions()
    others = {
        f"{name} {then}"
        for job in manifest.reports.values()
        for name, then in job.versions.items()
        if now.get(name) != then and name != INSTALLED
    }
    if others:
        listed = ", ".join(sorted(others))
        yield Deviation("Programvare", f"rapportene er laget med {listed}", fault=False)
    elif any(job.versions.get(INSTALLED) != now[INSTALLED] for job in manifest.reports.values()):
        text = "rapportene er laget med andre utgaver av det som er installert"
        yield Deviation("Programvare", text, fault=False)
