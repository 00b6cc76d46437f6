"""What each report was made from and by, and the hash of every file: `manifest.json`."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from ipr.analysis.sweep_file import sweep_path
from ipr.budget.resolve import find_scenario
from ipr.budget.scenario import scenario_file
from ipr.plan.find import PROJECT
from ipr.plan.load import plan_file
from ipr.publish.style_file import STYLE_FILE, load_style
from ipr.reading.errors import InputError, refuse
from ipr.reading.files import digest, read_text, write_text
from ipr.reading.strict_yaml import read_yaml

MANIFEST_NAME = "manifest.json"
DISTRIBUTION = "ipr-workbook"
CODE, LOGO = "ipr", "logo"
"""The names that the package's own code and the style's logo have among the inputs."""

_PACKAGE = PROJECT / "ipr"
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_OPTIONAL = re.compile(r";.*\bextra\b")


def _own_name(name: str) -> str:
    """Check that a name leads to nothing outside the folder it stands in."""
    if not name or name in {".", ".."} or re.search(r"[/\\:\x00]", name):
        raise ValueError("not a plain file name")
    return name


def _checked_hash(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("not a SHA-256")
    return text


Name = Annotated[str, AfterValidator(_own_name)]
Hash = Annotated[str, AfterValidator(_checked_hash)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(_Kept):
    """What a report is made from and by; the same source gives the same bytes.

    `inputs` has the SHA-256 of plan, scenarios, style, notebook and code, as `inputs_now`;
    `versions` those of Python and the libraries; `date` is printed in the report, if given.
    """

    notebook: Name
    parameters: dict[str, str]
    command: str
    formats: tuple[str, ...]
    date: str | None
    inputs: dict[str, Hash]
    versions: dict[str, str]


class Entry(_Kept):
    """One report: what it is made from, and the SHA-256 of each of its files."""

    source: Source
    files: dict[Name, Hash]


class Manifest(_Kept):
    """A plan's folder of reports: the reports by folder, and the files that stand beside them."""

    schema_version: Literal[1] = 1
    plan: Name
    reports: dict[Name, Entry] = {}
    files: dict[Name, Hash] = {}

    def with_report(self, name: str, entry: Entry) -> Manifest:
        """Return the manifest with one more report, or another one in its place."""
        return self.model_copy(update={"reports": {**self.reports, name: entry}})

    def without(self, names: Iterable[str]) -> Manifest:
        """Return the manifest without these reports."""
        gone = set(names)
        kept = {name: entry for name, entry in self.reports.items() if name not in gone}
        return self.model_copy(update={"reports": kept})


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
    plain = manifest.model_dump(mode="json")
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
    write_text(folder / MANIFEST_NAME, text + "\n")


def record(place: Path, entry: Entry) -> None:
    """Note a report that has been put in its place in the manifest of the folder around it."""
    manifest = manifest_or_new(place.parent)
    write_manifest(place.parent, manifest.with_report(place.name, entry))


def stands(place: Path, entry: Entry) -> bool:
    """Whether every file of a report is there, as it was made."""
    try:
        return all(sha256(place / name) == found for name, found in entry.files.items())
    except OSError:
        return False


def scenarios_of(parameters: Mapping[str, str]) -> list[str]:
    """Return the ids of the scenarios that a notebook's parameters name."""
    named = [parameters.get(key, "") for key in ("scenario", "scenarios", "against")]
    return list(dict.fromkeys(" ".join(named).split()))


def inputs_now(plan_folder: Path, notebook: Path, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of all that a report would be made from, as it stands now, by name.

    Raises `InputError` for a scenario or style that cannot be read, `OSError` for no notebook.
    """
    sweep = dict(_sweep_inputs(plan_folder, parameters.get("sweep")))
    inputs = dict(_inputs(plan_folder, scenarios_of(parameters)))
    return {**inputs, **sweep, notebook.name: digest(notebook), CODE: code_hash()}


def changed_inputs(source: Source, plan_folder: Path, notebook: Path) -> dict[str, str]:
    """Return what is not as it was when a report was made: each input's name, and a sentence.

    The sentences are Norwegian; a scenario or a style that cannot be read gives its own fault.
    """
    try:
        now = inputs_now(plan_folder, notebook, source.parameters)
    except InputError as error:
        return {problem.where or problem.key: str(problem) for problem in error.problems}
    except FileNotFoundError:
        return {notebook.name: f"{notebook.name} finnes ikke lenger"}
    then = source.inputs
    return {
        name: f"{name} {_change(name in then, name in now)} etter at rapporten ble laget"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    }


def _change(before: bool, after: bool) -> str:  # noqa: FBT001
    if before and after:
        return "er endret"
    return "er blitt borte" if before else "er kommet til"


def _inputs(plan_folder: Path, scenarios: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each file that plan and scenarios are read from, by its name, and its SHA-256."""
    plan = plan_file(plan_folder)
    yield plan.name, digest(plan)
    for name in scenarios:
        scenario, parts = find_scenario(plan_folder, name)
        for one in (scenario, *parts):
            file = scenario_file(plan_folder, one.id)
            if file.is_file():  # a combination `a+b` has no file of its own
                yield f"{file.parent.name}/{file.name}", digest(file)
    style = plan_folder / STYLE_FILE
    if style.is_file():
        yield style.name, digest(style)
        if logo := load_style(plan_folder).logo:
            yield LOGO, hashlib.sha256(logo).hexdigest()


def _sweep_inputs(plan_folder: Path, name: str | None) -> Iterator[tuple[str, str]]:
    """Yield a sweep's file, where it is one of the plan's own, and the scenarios it starts from."""
    file = sweep_path(plan_folder, name or "")
    if not name or not file.is_file():
        return
    yield f"{file.parent.name}/{file.name}", digest(file)
    scenario = read_yaml(file).get("scenario")
    if isinstance(scenario, str):
        yield from _inputs(plan_folder, [scenario])


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
    files = sorted(
        (path.relative_to(_PACKAGE).as_posix(), path)
        for path in _PACKAGE.rglob("*")
        if path.is_file() and not _is_trace(path.relative_to(_PACKAGE))
    )
    told = "\n".join(f"{name} {digest(path)}" for name, path in files)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def _is_trace(path: Path) -> bool:
    """Whether a file is no code, but left by Python or by an editor."""
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


@cache
def versions() -> dict[str, str]:
    """Return the version of Python, of the package, and of each library it names."""
    found = {"Python": platform.python_version(), DISTRIBUTION: version(DISTRIBUTION)}
    for requirement in sorted(requires(DISTRIBUTION) or []):
        name = _REQUIREMENT.match(requirement)
        if name and not _OPTIONAL.search(requirement):
            found[name.group()] = version(name.group())
    return found
