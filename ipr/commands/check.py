"""The commands that tell what is wrong: in a plan's files, in the plan itself, in its reports."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ipr.analysis.audit.amounts import read_document
from ipr.analysis.audit.audit import SEVERITY_WORDS, audit
from ipr.analysis.audit.document import DocumentAudit, audit_document
from ipr.analysis.consequences import decided_in
from ipr.budget.result import Result
from ipr.budget.rules import LEAVE_OPEN
from ipr.commands.told import BLANK, TEMPLATES, asked_folder, help_editor, near
from ipr.doors.folder import PLAN_ID, PlanFolder
from ipr.doors.scenarios import scenario_results
from ipr.plan.inputs import inputs_of
from ipr.plan.load import PLAN_FILE, find_plan_folder
from ipr.plan.model import Plan
from ipr.publish.manifest import Manifest, read_manifest, sha256
from ipr.publish.names import MANIFEST_NAME
from ipr.publish.runner import output_folder
from ipr.publish.style import load_style
from ipr.publish.verify import check_files, check_follows, remarks, set_aside
from ipr.reading.errors import InputError, Problem
from ipr.reading.norwegian import amount, count, listing
from ipr.reading.strict_yaml import read_yaml

_TO_WRITE = re.compile(r"(\d )?Skriv ")  # how a text begins that tells what to write there


def do_check(asked: argparse.Namespace) -> bool:
    """Tell that all is well; raises `InputError` with every fault that there is.

    What an editor reads of the plan is made anew, where it has changed.
    """
    folder = asked_folder(asked)
    help_editor(folder)
    results = scenario_results(folder, folder.scenario_ids)
    load_style(folder)
    others = len(results.keys() - {PLAN_ID})
    found = f" og {count(others, 'scenario', 'scenarioer')}" if others else ""
    print(f"{folder.name}: planen{found} er uten feil.")
    if blank := unwritten(folder.plan):
        print(f"  {PLAN_ID}: {_as_given(blank)}")
    for name, result in results.items():
        if name != PLAN_ID and (lacking := unfinished(result)):
            print(f"  {name}: {lacking}")
    return True


def unfinished(result: Result) -> str:
    """Return what shows that nobody has written a scenario yet; nothing where somebody has.

    Its texts are those of the file to fill in, or it gives no input another value, answers no
    condition and chooses no rule.
    """
    scenario, inputs = result.scenario, inputs_of(result.given)
    said = {scenario.title, scenario.question, *(one.because for one in scenario.changes)}
    blank = [key for key, words in BLANK.items() if words in said]
    same = result.values.items() <= {name: item.value for name, item in inputs.items()}.items()
    lacking = [_as_given(blank)] if blank else []
    if same and not decided_in(result) and result.balancing == LEAVE_OPEN:
        lacking.insert(0, "endrer ingenting ennå")
    return ", og ".join(lacking)


def unwritten(plan: Plan) -> list[str]:
    """Return the keys of a plan whose texts are those that a new plan has where one is to write."""
    template = read_yaml(TEMPLATES / PLAN_FILE)
    blank = {text for _, text in _texts(template) if _TO_WRITE.match(text)}
    return list(dict.fromkeys(key for key, text in _texts(plan.model_dump()) if text in blank))


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text within keys and lists, each with the key that it is under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, within in value.items():
            yield from _texts(within, name)
    elif isinstance(value, list | tuple):
        for within in value:
            yield from _texts(within, key)


def _as_given(keys: Sequence[str]) -> str:
    return f"{listing([f'«{key}»' for key in keys])} er som i malen"


def audit_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the plan's own document."""
    parser.add_argument(
        "--document",
        metavar="FIL",
        type=Path,
        help="planens eget dokument (.txt eller .pdf), som dataene holdes opp mot",
    )


def do_audit(asked: argparse.Namespace) -> bool:
    """Tell what in the plan does not add up; False for an error nobody has accepted.

    With a document, also tell which of its amounts the data does not hold, and conversely; False
    for any of them.
    """
    folder = asked_folder(asked)
    found = sorted(audit(folder.plan), key=lambda finding: finding.accepted is not None)
    print(f"{folder.name}: {count(len(found), 'funn', 'funn')}")
    for finding in found:
        print(f"  {SEVERITY_WORDS[finding.severity]}: {finding.text} [{finding.id}]")
        if finding.accepted is not None:
            print(f"    godtatt: {finding.accepted}")
    good = not any(one.severity == "error" and one.accepted is None for one in found)
    if asked.document is None:
        return good
    held = audit_document(folder.plan, read_document(asked.document))
    _tell_document(asked.document.name, held)
    return good and held.agrees


def _tell_document(name: str, held: DocumentAudit) -> None:
    missing = held.not_in_document
    print(f"\n{name}:")
    print(
        f"  {amount(len(held.matched))} av {count(len(held.found), 'beløp', 'beløp')} i dokumentet "
        f"finnes i planens data."
    )
    for found in held.not_in_data:
        written = f"{amount(found.value)} {found.currency}"
        print(f"    linje {found.line}: {written} mangler i dataene (skrevet «{found.text}»)")
    print(
        f"  {amount(held.stated - len(missing))} av {count(held.stated, 'beløp', 'beløp')} i "
        f"dataene som planen skal skrive, står i dokumentet."
    )
    for swapped in held.misplaced:
        print(f"    {swapped}")
    for item in missing:
        print(f"    {item.name}: {amount(item.value)} {item.currency} står ingen steder")
    for item, seen in held.too_seldom:
        times = f"{amount(seen)} av {count(item.times, 'gang', 'ganger')}"
        print(f"    {item.name}: {amount(item.value)} {item.currency} står i teksten {times}")


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder of reports."""
    parser.add_argument(
        "folder",
        metavar="MAPPE",
        nargs="?",
        type=Path,
        help="mappen med rapportene (ellers planens mappe i outputs/)",
    )


def do_verify(asked: argparse.Namespace) -> bool:
    """Tell whether the files are as they were made, and still follow from the plan."""
    folder = asked.folder or output_folder(find_plan_folder(asked.plan).name, None)
    manifest = read_manifest(folder)
    told = count(len(manifest.reports), "rapport", "rapporter")
    print(f"{near(folder)}: {told}, {MANIFEST_NAME} {sha256(folder / MANIFEST_NAME)[:12]}")
    changed = check_files(folder, manifest)
    whole = _tell_faults("Filene er de som ble laget.", changed, set_aside(folder))
    return _follows(asked, folder, manifest) and whole


def _follows(asked: argparse.Namespace, folder: Path, manifest: Manifest) -> bool:
    try:
        plan_folder = find_plan_folder(asked.plan or manifest.plan)
    except InputError:
        print(
            f"Planen «{manifest.plan}» er ikke her, så det er ikke prøvd om tallene følger av den."
        )
        return False
    found = check_follows(PlanFolder.open(plan_folder), folder, manifest)
    return _tell_faults("Tallene følger av planen slik den er nå.", found, remarks(manifest))


def _tell_faults(good: str, faults: list[Problem], remarks: Sequence[Problem | str]) -> bool:
    """Tell what was found, or that all is good; True where there is no fault."""
    if not faults:
        print(good)
    for found in [*faults, *remarks]:
        print(f"  {found}")
    return not faults
