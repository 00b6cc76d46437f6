"""What tells of all the reports in a plan's folder: web page, results, manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from ipr.doors.folder import PlanFolder, scenario_file
from ipr.doors.scenarios import scenario_result
from ipr.publish.job import PLAN_REPORTS
from ipr.publish.listed import OLDER, Listed, listed
from ipr.publish.manifest import (
    CODE,
    DISTRIBUTION,
    Manifest,
    code_hash,
    is_as,
    jobs_in,
    manifest_or_new,
    stand,
    versions,
    write_manifest,
)
from ipr.publish.names import (
    ALL_SCENARIOS,
    CSV_NAME,
    INDEX_NAME,
    JSON_NAME,
    LESSONS,
    PACKAGE_NAME,
    PAGE_NAME,
)
from ipr.publish.owned import Tell, set_aside_edited
from ipr.publish.results import package_text, results_csv, results_json
from ipr.publish.style import Style, load_style
from ipr.reading.files import write_bytes
from ipr.reading.norwegian import short_hash


def load_ahead() -> None:
    """Load what writes the overview, which is slow to load."""
    for name in ("ipr.publish.index", "ipr.publish.sheets.book"):
        import_module(name)


def write_overview(
    target: Path, folder: PlanFolder, tell: Tell = str, whole: Collection[str] = ()
) -> None:
    """Write page, results and manifest over every report that stands in the folder.

    The files of the reports in `whole` are known to be as they were made.

    A folder without reports gets none of them. Only the folder's owner may: see `owned`. Raises
    `InputError` for a faulty style file, and `OSError` where a file cannot be written.
    """
    manifest = manifest_or_new(target).model_copy(update={"reports": jobs_in(target)})
    if not manifest.reports:
        return
    reports = [
        listed(target, job, folder, whole=name in whole) for name, job in manifest.reports.items()
    ]
    made_from = _made_from(manifest, reports, folder)
    if made_from == manifest.made_from and stand(target, manifest.files):
        return
    written = _contents(target, manifest, reports, folder)
    if ALL_SCENARIOS not in written and _as_made(target, manifest, ALL_SCENARIOS):
        (target / ALL_SCENARIOS).unlink()
    write_beside(target, manifest.model_copy(update={"made_from": made_from}), written, tell)


def _contents(
    target: Path, manifest: Manifest, reports: Sequence[Listed], folder: PlanFolder
) -> dict[str, str | bytes]:
    """Return each file over all reports by its name; the page, which leads to them, last."""
    from ipr.publish.documents.document import Filing  # noqa: PLC0415 - slow to load
    from ipr.publish.index import write_index  # noqa: PLC0415 - slow to load

    results = [one.result for one in reports if one.result]
    filing, style = Filing(made_from=tuple(_provenance(folder))), load_style(folder)
    files: dict[str, str | bytes] = {
        CSV_NAME: results_csv(results),
        JSON_NAME: results_json(folder.name, results),
        PACKAGE_NAME: package_text(folder.name),
    }
    # A scenario whose report is older than its files is left out: its figures would be others.
    found = [
        scenario_result(folder, one.folder)
        for one in reports
        if (job := manifest.reports[one.folder]).parameters.get("scenario") == one.folder
        if "xlsx" in job.formats and OLDER not in one.notes
    ]
    if found:
        from ipr.publish.sheets.book import write_scenarios_workbook  # noqa: PLC0415 - as above

        found.sort(key=lambda one: bool(one.steps))  # the plan itself first
        files[ALL_SCENARIOS] = write_scenarios_workbook(found, filing, style)
    if manifest.reports.keys() & PLAN_REPORTS.keys():  # all of the plan is reported
        files |= dict(_pages(target, manifest, folder, style))
    return files | {INDEX_NAME: write_index(folder.plan, reports, [*files], filing, style)}


def write_beside(
    target: Path, manifest: Manifest, contents: Mapping[str, str | bytes], tell: Tell
) -> None:
    """Write files beside the reports, and the manifest that tells of them all.

    The manifest is written first as well, with what is about to be and what was: so a file that
    somebody has edited is known from ours, also after a stop half-way.
    """
    raw = {
        name: text.encode() if isinstance(text, str) else text for name, text in contents.items()
    }
    files = {name: hashlib.sha256(content).hexdigest() for name, content in raw.items()}
    changed = [name for name, sha in files.items() if not is_as(target / name, sha)]
    for name in changed:
        set_aside_edited(target / name, _hashes(manifest, name), tell)
    others = {
        name: _as_made(target, manifest, name) or sha
        for name, sha in manifest.files.items()
        if (target / name).exists()
    }
    whole = manifest.model_copy(update={"files": others | files, "replaced": {}})
    begun = {"replaced": manifest.replaced | manifest.files, "made_from": ""}
    write_manifest(target, whole.model_copy(update=begun))
    for name in changed:
        (target / name).parent.mkdir(exist_ok=True)
        write_bytes(target / name, raw[name])
    write_manifest(target, whole)


def _as_made(target: Path, manifest: Manifest, name: str) -> str:
    """Return the hash that a file was made with, also before a stop half-way; else nothing."""
    return next((sha for sha in _hashes(manifest, name) if is_as(target / name, sha)), "")


def _hashes(manifest: Manifest, name: str) -> list[str]:
    """Return the hashes that a file may have been made with."""
    return [one[name] for one in (manifest.files, manifest.replaced) if name in one]


def _made_from(manifest: Manifest, reports: Sequence[Listed], folder: PlanFolder) -> str:
    """Return one hash of all that page, tables and workbook are made from and by."""
    told = [
        manifest.model_dump_json(exclude={"files", "replaced", "made_from"}),
        *(repr((one.folder, one.title, one.files, one.notes)) for one in reports),
        *(folder.hash(file) for file in map(scenario_file, folder.well_named) if folder.has(file)),
        repr((folder.hash(folder.plan_file), load_style(folder), versions(), code_hash())),
    ]
    return hashlib.sha256("\n".join(told).encode("utf-8")).hexdigest()


def _pages(
    target: Path, manifest: Manifest, folder: PlanFolder, style: Style
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the live page, and the lessons' pages, each with its name."""
    from ipr.publish.page.lessons import lesson_pages  # noqa: PLC0415 - slow to load
    from ipr.publish.page.write import make_page  # noqa: PLC0415 - as the lessons

    yield PAGE_NAME, make_page(folder)[0]
    known = {name: sha for name, sha in manifest.files.items() if name.startswith(f"{LESSONS}/")}
    standing = target / LESSONS if known and stand(target, known) else None
    for name, page in lesson_pages(folder.plan, style, standing).items():
        yield f"{LESSONS}/{name}", page


def _provenance(folder: PlanFolder) -> Iterator[tuple[str, str]]:
    found = versions()
    yield "Plan", f"{folder.name}, {short_hash(folder.hash(folder.plan_file))}"
    yield "Programkode", f"{CODE}, {short_hash(code_hash())}"
    yield "Programvare", f"Python {found['Python']}, {DISTRIBUTION} {found[DISTRIBUTION]}"
    yield "Kommando", f"ipr run --plan {folder.name}"
