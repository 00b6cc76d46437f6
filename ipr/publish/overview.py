"""What tells of all the reports in a plan's folder: web page, results, manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ipr.errors import InputError
from ipr.plan.model import Plan
from ipr.publish.index import INDEX_NAME, Listed, write_index
from ipr.publish.manifest import (
    CODE,
    Entry,
    Manifest,
    inputs_now,
    manifest_or_new,
    sha256,
    stands,
    write_manifest,
)
from ipr.publish.results import (
    CSV_NAME,
    JSON_NAME,
    RESULT_NAME,
    Result,
    read_result,
    results_csv,
    results_json,
)
from ipr.publish.style_file import load_style
from ipr.files import write_text

OLDER = "Laget av eldre utgaver av filene enn de som ligger i planens mappe nå."
EDITED = "Filer er endret eller borte etter at rapporten ble laget."


def write_overview(target: Path, plan: Plan, plan_folder: Path, notebooks: Path) -> None:
    """Write page, results and manifest over every report that stands in the folder.

    A folder without reports gets none of them. A report whose folder is gone is forgotten.
    Raises `InputError` for a faulty style file, and `OSError` where a file cannot be written.
    """
    manifest = manifest_or_new(target)
    manifest = manifest.without(
        name for name in manifest.reports if not (target / name).is_dir()
    )
    if not manifest.reports:
        return
    listed = [
        Listed(name, tuple(entry.files), found, entry.source.command, _note(target, name, entry, plan_folder, notebooks))
        for name, entry in sorted(manifest.reports.items())
        for found in [result_in(target / name, entry)]
    ]
    results = [one.result for one in listed if one.result]
    written = {
        CSV_NAME: results_csv(results),
        JSON_NAME: results_json(plan_folder.name, results),
        INDEX_NAME: write_index(plan, listed, load_style(plan_folder)),
    }
    for name, text in written.items():
        write_text(target / name, text)
    hashes = {name: sha256(target / name) for name in written}
    write_manifest(target, manifest.model_copy(update={"files": hashes}))
