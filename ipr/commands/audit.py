"""Commands on the plan itself: audit it, hold it against its document, export it."""

from __future__ import annotations

import argparse

from ipr.commands.told import asked_plan, near
from ipr.plan.audit import audit
from ipr.plan.document import DocumentAudit, Found, audit_document, read_document
from ipr.plan.finding import SEVERITY_WORDS, Finding
from ipr.reading.errors import refuse
from ipr.reading.norwegian import amount, count


def audit_plan(asked: argparse.Namespace) -> bool:
    """Tell what in the plan does not add up; False for an error nobody has accepted.

    With a document, also tell which of its amounts the data does not hold, and conversely.
    """
    folder, plan = asked_plan(asked)
    found = audit(plan)
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
    held = audit_document(plan, read_document(asked.document))
    _tell_document(asked.document.name, held)
    return good and not held.not_in_data


def export_plan(asked: argparse.Namespace) -> bool:
    """Write the plan as a spreadsheet that can be filled in and loaded again."""
    from ipr.plan.sheets.write import write_plan_workbook  # noqa: PLC0415 - slow to load

    folder, plan = asked_plan(asked)
    if asked.file.suffix.lower() != ".xlsx":
        raise refuse("", "FIL", f"«{asked.file.name}» skal ende på .xlsx")
    if asked.file.exists():
        raise refuse(asked.file.name, "", "filen finnes fra før – velg et annet navn")
    write_plan_workbook(plan, asked.file)
    print(f"Skrev planen i {folder.name} til {near(asked.file)}")
    return True


def _tell(finding: Finding) -> None:
    print(f"  {SEVERITY_WORDS[finding.severity]}: {finding.text} [{finding.id}]")
    if finding.accepted is not None:
        print(f"    godtatt: {finding.accepted}")


def _tell_document(name: str, held: DocumentAudit) -> None:
    coverage = held.coverage
    print(f"\n{name}:")
    print(
        f"  {amount(coverage.matched)} av {count(coverage.found, 'beløp', 'beløp')} i dokumentet "
        f"finnes i planens data."
    )
    for found in held.not_in_data:
        print(
            f"    linje {found.line}: {_written(found)} mangler i dataene (skrevet «{found.text}»)"
        )
    print(
        f"  {amount(coverage.written)} av {count(coverage.stated, 'beløp', 'beløp')} i dataene "
        f"som planen skal skrive, står i dokumentet."
    )
    for missing in held.not_in_document:
        print(f"    {missing.name}: {amount(missing.value)} {missing.currency} står ingen steder")


def _written(found: Found) -> str:
    return f"{amount(found.value)} {found.currency}"
