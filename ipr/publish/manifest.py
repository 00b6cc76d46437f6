"""What each report was made from and by, and the hash of every file: `manifest.json`."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from ipr.doors.folder import PlanFolder, scenario_file, sweep_file
from ipr.doors.scenarios import find_scenario
from ipr.plan.load import PACKAGE, SHIPPED_NAME
from ipr.publish.job import FileName, Hash, Job, Kept, Name
from ipr.publish.names import MANIFEST_NAME, RECORD_NAME
from ipr.publish.style import STYLE_FILE, load_style
from ipr.reading.errors import InputError, refuse
from ipr.reading.files import digest, read_text, write_text

DISTRIBUTION = "ipr-workbook"
INSTALLED = "installed"
CODE, LOGO = "ipr", "logo"
"""The names that the package's own code and the style's logo have among the inputs."""

_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_FOLDER = re.compile(r"(.+)-(.+)\.dist-info")
# What a wheel carries along beside the code, and what Python or an editor leaves behind.
_NO_CODE = re.compile(rf"^/{SHIPPED_NAME}/|/__pycache__/|/\.")
_OPTIONAL = re.compile(r";.*\bextra\b")


class Manifest(Kept):
    """A plan's folder of reports: the reports by folder, and the files that stand beside them.

    `made_from` is a hash of all that those files were made from and by. While they are written,
    `replaced` has the hashes of those that stood before.
    """

    schema_version: Literal[3] = 3
    plan: Name
    reports: dict[Name, Job] = Field(default_factory=dict)
    files: dict[FileName, Hash] = Field(default_factory=dict)
    replaced: dict[FileName, Hash] = Field(default_factory=dict)
    made_from: str = ""


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder of reports; raises `InputError` where it cannot be read."""
    path = folder / MANIFEST_NAME
    if not path.exists():
        text = f"mappen har ingen «{MANIFEST_NAME}» – «ipr run» lager den sammen med rapportene"
        raise refuse(folder.name, "", text)
    try:
        return Manifest.model_validate_json(read_text(path))
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        text = "filen er ikke et manifest som kan leses – lag rapportene på nytt med «ipr run»"
        raise refuse(MANIFEST_NAME, place, text) from None


def manifest_or_new(folder: Path) -> Manifest:
    """Return the folder's manifest, or an empty one where there is none that can be read."""
    try:
        found = read_manifest(folder)
    except InputError:
        found = Manifest(plan=folder.name)
    return found if found.plan == folder.name else Manifest(plan=folder.name)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, its keys in order."""
    write_text(folder / MANIFEST_NAME, _as_text(manifest))


def _as_text(record: Kept) -> str:
    plain = record.model_dump(mode="json")
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def jobs_in(target: Path) -> dict[str, Job]:
    """Return the job of every report that stands in a plan's folder, by the report's folder.

    Each folder tells of itself, so that what is known of it changes with it, at one moment.
    """
    made = {file.parent.name: read_job(file.parent) for file in target.glob(f"[!.]*/{RECORD_NAME}")}
    return {name: job for name, job in sorted(made.items()) if job and job.files}


def read_job(place: Path) -> Job | None:
    """Return the job that a report's folder was made by; None where nothing can be read of it."""
    try:
        return Job.model_validate_json(read_text(place / RECORD_NAME))
    except (InputError, ValidationError):
        return None


def write_job(place: Path, job: Job) -> None:
    """Write the record of what a report's folder was made by and holds."""
    write_text(place / RECORD_NAME, _as_text(job))


def is_as(file: Path, known: str) -> bool:
    """Whether there is such a file, and it has this SHA-256."""
    try:
        return not file.is_symlink() and sha256(file) == known
    except OSError:
        return False


def stand(place: Path, files: Mapping[str, str]) -> bool:
    """Whether these files of a folder are there, each with the SHA-256 it was made with."""
    return all(is_as(place / name, found) for name, found in files.items())


def with_inputs(job: Job, folder: PlanFolder) -> Job:
    """Return the job with the hashes of all it would be made from, and the versions of today.

    Raises `InputError` for a scenario or style that cannot be read, `OSError` for no notebook.
    """
    return job.model_copy(update={"inputs": inputs_now(job, folder), "versions": versions()})


def inputs_now(job: Job, folder: PlanFolder) -> dict[str, str]:
    """Return the SHA-256 of all that a report would be made from, as it stands now, by name.

    Raises as `with_inputs` does.
    """
    inputs = {folder.plan_file: folder.hash(folder.plan_file)}
    inputs |= _scenario_inputs(folder, job.scenarios)
    if folder.has(STYLE_FILE):
        inputs[STYLE_FILE] = folder.hash(STYLE_FILE)
        if logo := load_style(folder).logo:
            inputs[LOGO] = hashlib.sha256(logo).hexdigest()
    sweep = sweep_file(job.parameters.get("sweep", ""))
    if "sweep" in job.parameters and folder.has(sweep):  # else it lies somewhere else
        inputs[sweep] = folder.hash(sweep)
        started = folder.tree(sweep).get("scenario")
        inputs |= _scenario_inputs(folder, [started] if isinstance(started, str) else [])
    return {
        **inputs,
        job.notebook_path.name: folder.hash_beside(job.notebook_path),
        CODE: code_hash(),
    }


def _scenario_inputs(folder: PlanFolder, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file that the scenarios are read from."""
    found = {}
    for name in names:
        scenario, parts = find_scenario(folder, name)
        for file in (scenario_file(one.id) for one in (scenario, *parts)):
            if folder.has(file):  # a combination `a+b` has no file of its own
                found[file] = folder.hash(file)
    return found


def changed_inputs(job: Job, folder: PlanFolder) -> list[str]:
    """Return what is not as it was when a report was made, in Norwegian, a sentence each.

    A scenario or a style that cannot be read gives its own fault. The package's own code is let
    alone: other figures would tell of it.
    """
    try:
        now = inputs_now(job, folder)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    except FileNotFoundError:
        return [f"{job.notebook} finnes ikke lenger"]
    then, found = job.inputs, []
    for name in sorted({*then, *now} - {CODE}):
        if then.get(name) != now.get(name):
            one_sided = "er kommet til" if name in now else "er blitt borte"
            change = "er endret" if name in then and name in now else one_sided
            found.append(f"{name} {change} etter at rapporten ble laget")
    return found


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that lies in a folder, by name."""
    files = sorted(child for child in folder.iterdir() if child.is_file())
    return {file.name: sha256(file) for file in files}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_hash() -> str:
    """Return one SHA-256 of all files of the package, whatever line breaks a checkout gave them."""
    files = {
        path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*") if path.is_file()
    }
    told = "\n".join(
        f"{name} {digest(path.read_bytes())}"
        for name, path in sorted(files.items())
        if not _NO_CODE.search(f"/{name}")
    )
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Return the version of Python, of the package, and of each library it names.

    All that is installed, by these or beside them, is in one short hash under `INSTALLED`. What
    tells of a distribution is a folder whose name holds name and version: to open each of some two
    hundred would take longer than a run.
    """
    places = map(Path, filter(None, sys.path))
    folders = sorted(found.name for place in places for found in place.glob("*.dist-info"))
    installed = {_normal(found[1]): found[2] for name in folders if (found := _FOLDER.match(name))}
    named = {
        _normal(name.group())
        for requirement in requires(DISTRIBUTION) or []
        if (name := _REQUIREMENT.match(requirement)) and not _OPTIONAL.search(requirement)
    }
    known = {name: installed.get(name) or version(name) for name in sorted(named | {DISTRIBUTION})}
    short = hashlib.sha256("\n".join(folders).encode("utf-8")).hexdigest()[:16]
    return {"Python": platform.python_version(), **known, INSTALLED: short}


def _normal(name: str) -> str:
    """Return a distribution's name in its one form."""
    return re.sub(r"[-_.]+", "-", name).lower()
