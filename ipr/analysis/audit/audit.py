"""Audit a plan against itself: what it says twice, leaves out, implies, or lets hang on others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ipr.analysis.audit.finding import SEVERITY_WORDS, Finding, ended, new_finding
from ipr.analysis.audit.implied import decisions, implied, one_off_money
from ipr.budget.reckon import Outcome, reckon
from ipr.doors.folder import check_sums
from ipr.plan.check import Fault, check_plan
from ipr.plan.model import BudgetLine, Plan
from ipr.reading.errors import unknown
from ipr.reading.norwegian import amount, count, kroner, listing

__all__ = ["SEVERITY_WORDS", "Finding", "audit"]


def audit(plan: Plan) -> tuple[Finding, ...]:
    """Return every finding about a plan, the gravest first, else in the plan's order."""
    outcome = reckon(plan)
    found = [
        *_sums(plan),
        *(finding for line in plan.lines for finding in _line(line, outcome)),
        *_reserve(plan),
        *_footnotes(plan),
        *implied(outcome),
        *one_off_money(outcome),
        *decisions(outcome),
    ]
    found = list(_apart(found))
    reasons = {item.finding: item.because for item in plan.accepted}
    judged = [replace(finding, accepted=reasons.get(finding.id)) for finding in found]
    judged += _accepted_in_vain(plan, {finding.id for finding in found})
    grave = list(SEVERITY_WORDS)
    return tuple(sorted(judged, key=lambda finding: grave.index(finding.severity)))


def _apart(found: list[Finding]) -> Iterator[Finding]:
    """Number the findings that would share an id: ids of lines and parts may run together."""
    seen: Counter[str] = Counter()
    for finding in found:
        seen[finding.id] += 1
        number = f"-{seen[finding.id]}" if seen[finding.id] > 1 else ""
        yield replace(finding, id=f"{finding.id[: 50 - len(number)]}{number}")


def _sums(plan: Plan) -> Iterator[Finding]:
    faults = check_plan(plan) or check_sums(plan)
    for fault in faults:
        yield new_finding("sums", _subject(plan, fault), "error", _sentence(fault[1]), ())
    if faults:
        return
    priced = [line for line in plan.lines if line.total_nok is not None]
    missing = len(plan.lines) - len(priced)
    without = f" {count(missing, 'post', 'poster')} har ikke beløp." if missing else ""
    text = (
        f"Summene stemmer: delpostene gir tabellens tall for {count(len(priced), 'post', 'poster')}"
        f".{without} Postene og {_lower(plan.reserve_label)} gir rammen på "
        f"{kroner(plan.frame_nok)}, og inntektene gir den samme rammen."
    )
    yield new_finding("sums", "", "note", text, ("frame", "allocated", "reserve"))


def _subject(plan: Plan, fault: Fault) -> str:
    room, *rest = fault[0]
    if room == "lines" and rest and isinstance(rest[0], int):
        return plan.lines[rest[0]].id
    return "-".join(str(part) for part in fault[0])


def _line(line: BudgetLine, outcome: Outcome) -> Iterator[Finding]:
    name = (f"lines.{line.id}",)
    label = f"«{line.label}»"
    if line.total_nok is None:
        shown = [part.shown_as for part in line.components if part.kind == "pending"]
        words = f" Planen skriver «{shown[0]}»." if shown else ""
        text = f"{label} har ikke noe beløp.{words} Det mangler, og er ikke 0."
        yield new_finding("no-amount", line.id, "warning", text, name)
    if line.heading is None:
        text = f"{label} står bare i tabellen. Planen har ingen tekst om posten."
        yield new_finding("no-text", line.id, "warning", text, name)
    elif line.heading != line.label:
        text = f"Posten heter {label} i tabellen og «{line.heading}» i teksten."
        yield new_finding("name-differs", line.id, "note", text, name)
    if line.text_nok is not None and line.total_nok is not None and line.text_nok != line.total_nok:
        text = (
            f"{label}: teksten sier {kroner(line.text_nok)}, men tabellen sier "
            f"{kroner(line.total_nok)}. Forskjellen er "
            f"{kroner(abs(line.text_nok - line.total_nok))}."
        )
        yield new_finding("text-against-table", line.id, "error", text, name)
    if line.text_nok is None and line.total_nok is not None:
        foreign = [
            f"{amount(part.foreign_amount)} {part.currency}"
            for part in line.components
            if part.kind == "foreign_currency"
        ]
        but = f" Teksten oppgir {listing(foreign)}." if foreign else ""
        text = f"{label}: beløpet på {kroner(line.total_nok)} står bare i tabellen.{but}"
        yield new_finding("table-only", line.id, "note", text, name)
    pending = [part for part in line.components if part.kind == "pending"]
    if pending and line.total_nok is not None:
        known = outcome[f"gross.{line.id}"] or 0
        text = f"{label} har en delpost uten beløp. Bare {kroner(known)} er kjent."
        yield new_finding("no-amount", line.id, "warning", text, name)


def _reserve(plan: Plan) -> Iterator[Finding]:
    if plan.reserve_source != plan.reserve_table_source:
        text = (
            f"{plan.reserve_label} på {kroner(plan.reserve_nok)} er lest av tabellen. Teksten "
            f"({plan.reserve_source}) er ikke ført med noe beløp."
        )
        yield new_finding("reserve-table-only", "", "note", text, ("reserve",))


def _footnotes(plan: Plan) -> Iterator[Finding]:
    for line in plan.lines:
        own = [note.mark for note in plan.footnotes if note.belongs_to == line.id]
        mark, label = line.footnote_mark, f"«{line.label}»"
        without_sign = [other for other in own if other != mark]
        said: list[str] = []
        if mark is not None and mark not in own:
            owners = [plan.line(n.belongs_to).label for n in plan.footnotes if n.mark == mark]
            whose = (
                f"hører til {listing([f'«{owner}»' for owner in owners])}"
                if owners
                else "finnes ikke"
            )
            said.append(f"{label} har fotnotetegnet «{mark}», men den fotnoten {whose}.")
        if without_sign:
            marks = listing([f"«{other}»" for other in without_sign])
            said.append(f"Fotnoten {marks} gjelder {label}, men tegnet står ikke ved posten.")
        if said:
            text = " ".join(said)
            yield new_finding("footnote", line.id, "warning", text, (f"lines.{line.id}",))


def _accepted_in_vain(plan: Plan, known: set[str]) -> Iterator[Finding]:
    for item in plan.accepted:
        if item.finding not in known:
            text = f"Planfilen godtar et funn som ikke finnes: {unknown(item.finding, known)}."
            yield new_finding("accepted", item.finding, "warning", text.replace("?.", "?"), ())


def _sentence(text: str) -> str:
    return ended(text[:1].upper() + text[1:])


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
