"""Audit a plan against itself: what it says twice, leaves out, implies, or lets hang on others."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ipr.analysis.consequences import hanging
from ipr.analysis.outlook import made_whole, outlook
from ipr.budget.reckon import Outcome, reckon
from ipr.doors.folder import check_sums
from ipr.plan.check import check_plan
from ipr.plan.inputs import component_label
from ipr.plan.model import BudgetLine, Plan
from ipr.reading.errors import unknown
from ipr.reading.norwegian import E4, amount, count, decimal_e4, kroner, listing, quoted

Severity = Literal["error", "warning", "note"]
SEVERITY_WORDS: dict[Severity, str] = {"error": "feil", "warning": "advarsel", "note": "merknad"}
"""What a reader sees for each severity, gravest first.

An error is a contradiction between figures, a warning something to clear up with the council
before the figures are relied upon, a note something a reader should know.
"""

_LONGEST_ID = 50  # an id in `accepted` has no more room
_HOW = {"derived": "regnet ut fra planen", "ours": "vår antakelse"}


class Finding(NamedTuple):
    """One finding: a stable id, its severity, and what it is in Norwegian.

    `accepted` is the reason the plan file gives for accepting it, None where it is not accepted.
    """

    id: str
    severity: Severity
    text: str
    accepted: str | None = None


def audit(plan: Plan) -> tuple[Finding, ...]:
    """Return every finding about a plan, the gravest first, else in the plan's order."""
    outcome = reckon(plan)
    found = [
        *_sums(plan),
        *(finding for line in plan.lines for finding in _line(line, outcome)),
        *_reserve(plan),
        *_footnotes(plan),
        *_implied(outcome),
        *_one_off_money(outcome),
        *_decisions(outcome),
    ]
    grave = list(SEVERITY_WORDS)
    return tuple(sorted(_judged(plan, found), key=lambda finding: grave.index(finding.severity)))


def _judged(plan: Plan, found: list[Finding]) -> Iterator[Finding]:
    """Yield each finding under an id of its own, with why it is accepted; then what is in vain.

    Findings that would share an id are numbered: ids of lines and parts may run together.
    """
    reasons = {item.finding: item.because for item in plan.accepted}
    seen: Counter[str] = Counter()
    known: set[str] = set()
    for finding in found:
        seen[finding.id] += 1
        number = f"-{seen[finding.id]}" if seen[finding.id] > 1 else ""
        own = f"{finding.id[: _LONGEST_ID - len(number)]}{number}"
        known.add(own)
        yield finding._replace(id=own, accepted=reasons.get(own))
    for vain in [name for name in reasons if name not in known]:
        text = f"Planfilen godtar et funn som ikke finnes: {unknown(vain, known)}"
        yield _finding("accepted", vain, "warning", text)


def _finding(check: str, subject: str, severity: Severity, text: str) -> Finding:
    """Return a finding whose id is made of the check and what it is about; not yet accepted."""
    slug = re.sub(r"[^a-z0-9_-]", "-", f"{check}-{subject}" if subject else check)
    if len(slug) > _LONGEST_ID:  # the end keeps it apart
        slug = f"{slug[:41]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"
    return Finding(slug, severity, text if text.endswith((".", "?", "!")) else f"{text}.")


def _sums(plan: Plan) -> Iterator[Finding]:
    faults = check_plan(plan) or check_sums(plan)
    for place, text in faults:
        subject = "-".join(str(part) for part in place)
        match place:
            case ("lines", int() as index, *_):
                subject = plan.lines[index].id
        yield _finding("sums", subject, "error", text[:1].upper() + text[1:])
    if faults:
        return
    priced = [line for line in plan.lines if line.total_nok is not None]
    missing = len(plan.lines) - len(priced)
    without = f" {count(missing, 'post', 'poster')} har ikke beløp." if missing else ""
    text = (
        f"Summene stemmer: delpostene gir tabellens tall for {count(len(priced), 'post', 'poster')}"
        f".{without} Postene og {quoted(plan.reserve_label)} gir rammen på "
        f"{kroner(plan.frame_nok)}, og inntektene gir den samme rammen."
    )
    yield _finding("sums", "", "note", text)


def _line(line: BudgetLine, outcome: Outcome) -> Iterator[Finding]:
    label = quoted(line.label)
    if line.total_nok is None:
        shown = [part.shown_as for part in line.components if part.kind == "pending"]
        words = f" Planen skriver {quoted(shown[0])}." if shown else ""
        text = f"{label} har ikke noe beløp.{words} Det mangler, og er ikke 0."
        yield _finding("no-amount", line.id, "warning", text)
    printed = any(part.status != "ours" for part in line.components)  # else no plan has it yet
    if line.heading is None and line.source is None and printed:
        text = f"{label} står bare i tabellen. Planen har ingen tekst om posten."
        yield _finding("no-text", line.id, "warning", text)
    elif line.heading not in {None, line.label}:
        text = f"Posten heter {label} i tabellen og {quoted(line.heading or line.label)} i teksten."
        yield _finding("name-differs", line.id, "note", text)
    if line.text_nok is not None and line.total_nok is not None and line.text_nok != line.total_nok:
        text = (
            f"{label}: teksten sier {kroner(line.text_nok)}, men tabellen sier "
            f"{kroner(line.total_nok)}. Forskjellen er "
            f"{kroner(abs(line.text_nok - line.total_nok))}."
        )
        yield _finding("text-against-table", line.id, "error", text)
    if line.text_nok is None and line.total_nok is not None and printed:
        foreign = [
            f"{amount(part.foreign_amount)} {part.currency}"
            for part in line.components
            if part.kind == "foreign_currency"
        ]
        but = f" Teksten oppgir {listing(foreign)}." if foreign else ""
        text = f"{label}: beløpet på {kroner(line.total_nok)} står bare i tabellen.{but}"
        yield _finding("table-only", line.id, "note", text)
    pending = [part for part in line.components if part.kind == "pending"]
    if pending and line.total_nok is not None:
        known = outcome[f"gross.{line.id}"] or 0
        some = "en delpost" if len(pending) == 1 else f"{amount(len(pending))} delposter"
        text = f"{label} har {some} uten beløp. Bare {kroner(known)} er kjent."
        yield _finding("no-amount", line.id, "warning", text)


def _reserve(plan: Plan) -> Iterator[Finding]:
    if plan.reserve_source != plan.reserve_table_source:
        text = (
            f"{plan.reserve_label} på {kroner(plan.reserve_nok)} er lest av tabellen. Teksten "
            f"({plan.reserve_source}) er ikke ført med noe beløp."
        )
        yield _finding("reserve-table-only", "", "note", text)


def _footnotes(plan: Plan) -> Iterator[Finding]:
    for line in plan.lines:
        own = [note.mark for note in plan.footnotes if note.belongs_to == line.id]
        mark, label = line.footnote_mark, quoted(line.label)
        said: list[str] = []
        if mark is not None and mark not in own:
            owners = [plan.line(n.belongs_to).label for n in plan.footnotes if n.mark == mark]
            names = listing([quoted(owner) for owner in owners])
            whose = f"hører til {names}" if owners else "finnes ikke"
            said.append(f"{label} har fotnotetegnet «{mark}», men den fotnoten {whose}.")
        if without_sign := [f"«{other}»" for other in own if other != mark]:
            marks = listing(without_sign)
            said.append(f"Fotnoten {marks} gjelder {label}, men tegnet står ikke ved posten.")
        if said:
            yield _finding("footnote", line.id, "warning", " ".join(said))


def _implied(outcome: Outcome) -> Iterator[Finding]:
    """Yield the amounts and exchange rates that the plan holds without writing them."""
    plan = outcome.plan
    for item in plan.funding:
        if how := _HOW.get(item.status):
            text = f"{quoted(item.label)} på {kroner(item.amount_nok)} er {how}: {item.because}"
            yield _finding("implied", item.id, "warning", text)
    for line, part in plan.components:
        label = component_label(plan, line, part)
        value = outcome[f"lines.{line.id}.{part.id}"]
        subject = line.id if len(line.components) == 1 else f"{line.id}-{part.id}"
        if part.kind == "foreign_currency" and value:
            exact, rest = divmod(value * E4, part.foreign_amount)
            about = "omtrent " if rest else ""
            rate = decimal_e4(exact + (2 * rest >= part.foreign_amount))
            status = next(item.status for item in plan.assumptions if item.id == part.rate)
            written = status in {"stated", "planning_assumption"}
            whose = "" if written else " Planen oppgir ikke kursen."
            text = (
                f"{quoted(label)}: {amount(part.foreign_amount)} {part.currency} og "
                f"{kroner(value)} gir {about}{rate} kroner per {part.currency}.{whose}"
            )
            yield _finding("implied-rate", subject, "note" if written else "warning", text)
        elif how := _HOW.get(part.status):
            text = f"{quoted(label)} er {how}: {part.because}"
            yield _finding("not-printed", subject, "note", text)


def _one_off_money(outcome: Outcome) -> Iterator[Finding]:
    """Yield a finding where the lines cost more than the money that comes every year."""
    plan, new, allocated = outcome.plan, outcome["recurring"], outcome.allocated
    if allocated <= new:
        return
    years = outlook(plan, {}, "continued")
    ahead = years[1]
    lasting = ahead.allocated_nok or 0
    ours = sum(
        ahead.outcome[f"lines.{line.id}.{part.id}"] or 0
        for line, part in plan.components
        if part.recurrence.status == "ours"
    )
    one_off = outcome["one_off"]
    scarce = f", og planen har {kroner(one_off)}" if one_off < allocated - new else ""
    some = any(made_whole(years, {}))
    whole = ", når det som bare er en del av året, er regnet for hele året" if some else ""
    text = (
        f"Postene koster {kroner(allocated)}, men de nye midlene er {kroner(new)}. "
        f"Engangsmidler må dekke {kroner(allocated - new)}{scarce}. "
        f"Av postene regnes {kroner(lasting)} som varige{whole}. "
    )
    if lasting > new:
        text += f"Det er {kroner(lasting - new)} mer enn de nye midlene."
    else:
        left = f"med {kroner(new - lasting)} i margin" if new > lasting else "uten margin"
        text += f"De nye midlene dekker dem, {left}." if lasting else ""
    if ours:
        text += f" At {kroner(ours)} av dem varer, er vår lesing."
    yield _finding("one-off-money", "", "warning", text)


def _decisions(outcome: Outcome) -> Iterator[Finding]:
    """Yield what hangs on decisions that remain, each and together."""
    plan = outcome.plan
    components: set[str] = set()
    for condition in plan.conditions:
        if decision := condition.decision:
            components |= set(decision.components)
            sum_ = sum(hanging(outcome, decision.components).values())
            released = decision.if_denied == "release"
            money = kroner(sum_) if sum_ else "Ingen beløp som er kjent,"
            text = f"{money} henger på {quoted(condition.label)}. "
            text += f"Avgjøres av: {decision.decided_by}."
            text += (
                " At pengene blir ledige ved et nei, er vår slutning."
                if released
                else " Planen sier ikke hva et nei fører til."
            )
            severity: Severity = "note" if released else "warning"
            yield _finding("condition", condition.id, severity, text)
    together = sum(hanging(outcome, components).values())
    if len(plan.decisions) > 1 and together:
        parts = count(len(components), "delpost", "delposter")
        text = f"Til sammen henger {kroner(together)} i {parts} på avgjørelser som gjenstår."
        yield _finding("conditional-money", "", "note", text)
