"""Hold a folder of reports against its manifest, and its figures against the plan of today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import scenario_result
from ipr.publish.job import Job
from ipr.publish.listed import result_in
from ipr.publish.manifest import (
    INSTALLED,
    Manifest,
    changed_inputs,
    read_job,
    sha256,
    versions,
)
from ipr.publish.names import FAILED_NAME, MANIFEST_NAME
from ipr.publish.owned import HIDDEN, SET_ASIDE
from ipr.publish.results import Amounts, Conclusion, conclusion_of
from ipr.reading.errors import InputError, Problem
from ipr.reading.norwegian import amount, listing

_MOST = 3  # figures or reports named in one place; the rest are counted


def check_files(folder: Path, manifest: Manifest) -> list[Problem]:
    """Return every file that is changed, missing or extra, measured by the manifest.

    One that was set aside when its report was made anew is no fault: see `set_aside`.
    """
    expected = {"": dict[str, str](), **{name: job.files for name, job in manifest.reports.items()}}
    for name, known in manifest.files.items():
        inner, _, file = name.rpartition("/")
        expected.setdefault(inner, {})[file] = known
    others = {*HIDDEN, MANIFEST_NAME, *expected}
    found: list[Problem] = []
    for inner, files in sorted(expected.items()):
        job = read_job(folder / inner)
        if not (folder / inner).is_dir():
            found.append(Problem(inner, "", "hele mappen mangler"))
        elif job and job.files and job.files != files:
            text = "er nyere enn oversikten – «ipr run» lager den på nytt"
            found.append(Problem(inner, "", text))
        else:
            before = f"{inner}/" if inner else ""
            told = _loose(folder / inner, files, others)
            found += [Problem(f"{before}{name}", "", text) for name, text in told]
    return found


def set_aside(folder: Path) -> list[Problem]:
    """Return every file that somebody had edited, and that was kept when a new one was made."""
    there = sorted([*folder.glob("*"), *folder.glob("*/*")])
    text = "var rettet i, og ble tatt vare på da rapporten ble laget på nytt"
    return [
        Problem(file.relative_to(folder).as_posix(), "", text)
        for file in there
        if SET_ASIDE.fullmatch(file.name)
    ]


def check_follows(folder: PlanFolder, target: Path, manifest: Manifest) -> list[Problem]:
    """Return what the reports no longer share with the plan of today: files and figures."""
    changed: dict[str, list[str]] = {}
    figures: list[Problem] = []
    for name, job in manifest.reports.items():
        for text in changed_inputs(job, folder):
            changed.setdefault(text, []).append(name)
        figures += [Problem(name, "", text) for text in _figures(folder, target / name, job)]
    return [*(Problem(_named(names), "", text) for text, names in changed.items()), *figures]


def _named(names: list[str]) -> str:
    """The reports that share a fault; of many, the first few."""
    if len(names) <= _MOST:
        return listing(names)
    return f"{', '.join(names[:_MOST])} og {amount(len(names) - _MOST)} til"


def _loose(folder: Path, expected: dict[str, str], others: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each file of a folder that is not as expected, with what is wrong."""
    there = {child.name: child for child in sorted(folder.iterdir())}
    for name, known in sorted(expected.items()):
        path = there.get(name)
        if path is None:
            yield name, "mangler"
        elif not path.is_file() or path.is_symlink():
            yield name, "er ikke lenger en vanlig fil"
        elif sha256(path) != known:
            yield name, "er endret etter at rapporten ble laget"
    for name in sorted(there.keys() - expected.keys() - others):
        if not SET_ASIDE.fullmatch(name):
            yield name, _extra(name)


def _extra(name: str) -> str:
    if name == FAILED_NAME:
        return "siste forsøk på å lage rapporten feilet"
    if name.startswith(".ipr-"):
        return "er en rest etter en avbrutt kjøring, og kan slettes"
    return "står ikke i manifestet"


def _figures(folder: PlanFolder, place: Path, job: Job) -> list[str]:
    """Return the figures of a report that the plan of today does not give."""
    then = result_in(place, job)
    if then is None:
        return []
    try:
        now = conclusion_of(scenario_result(folder, then.scenario))
    except InputError as error:
        return [f"kan ikke regnes ut: {error.problems[0]}"]
    told = list(_differences(then, now))
    more = [f"og {amount(len(told) - _MOST)} tall til"] if len(told) > _MOST else []
    return [*told[:_MOST], *more]


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


def remarks(manifest: Manifest) -> list[str]:
    """Return what differs in the machinery, which is no fault while the figures are the same."""
    now = versions()
    jobs = manifest.reports.values()
    others = {
        f"{name} {then}"
        for job in jobs
        for name, then in job.versions.items()
        if now.get(name) != then and name != INSTALLED
    }
    if others:
        return [f"Programvare: rapportene er laget med {', '.join(sorted(others))}"]
    if any(job.versions.get(INSTALLED) != now[INSTALLED] for job in jobs):
        return ["Programvare: rapportene er laget med andre utgaver av det som er installert"]
    return []
