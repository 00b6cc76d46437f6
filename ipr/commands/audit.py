"""The command that tells what in the plan does not add up, and holds it against its document."""

from __future__ import annotations

import argparse
from pathlib import Path

from ipr.analysis.audit.amounts import read_document
from ipr.analysis.audit.audit import SEVERITY_WORDS, Finding, audit
from ipr.analysis.audit.document import DocumentAudit, audit_document
from ipr.commands.told import asked_folder, plan_argument
from ipr.reading.norwegian import amount, count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the plan's own document."""
    plan_argument(parser)
    parser.add_argument(
        "--document",
        metavar="FIL",
        type=Path,
        help="planens eget dokument (.txt eller .pdf), som dataene holdes opp mot",
    )


def run(asked: argparse.Namespace) -> bool:
    """Tell what in the plan does not add up; False for an error nobody has accepted.

    With a document, also tell which of its amounts the data does not hold, and conversely; False
    for any of them.
    """
    folder = asked_folder(asked)
    found = audit(folder.plan)
    open_findings = [finding for finding in found if finding.accepted is None]
    print(f"{folder.name}: {count(len(found), 'funn', 'funn')}")
    for finding in open_findings:
        _tell(finding)
    for finding in found:
        if finding.accepted is not None:
            _tell(finding)
    good = not any(finding.severity == "error" for finding in open_findings)
    if asked.document is None:
        return good
    held = audit_document(folder.plan, read_document(asked.document))
    _tell_document(asked.document.name, held)
    return good and held.agrees


def _tell(finding: Finding) -> None:
    print(f"  {SEVERITY_WORDS[finding.severity]}: {finding.text} [{finding.id}]")
    if finding.accepted is not None:
        print(f"    godtatt: {finding.accepted}")


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
