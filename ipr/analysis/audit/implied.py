"""What a plan says of its money without writing it: implied amounts, one-off money, decisions."""

from __future__ import annotations

from collections.abc import Iterator

from ipr.analysis.audit.finding import Finding, Severity, ended, new_finding
from ipr.analysis.outlook import Ahead, outlook
from ipr.budget.reckon import Outcome
from ipr.plan.inputs import SCALE_E4, component_label, component_name
from ipr.reading.norwegian import amount, count, decimal_e4, kroner


def implied(outcome: Outcome) -> Iterator[Finding]:
    """Yield the amounts and exchange rates that the plan holds without writing them."""
    plan = outcome.plan
    for item in plan.funding:
        if item.status in {"derived", "ours"}:
            how = "utledet" if item.status == "derived" else "vår antakelse"
            text = f"«{item.label}» på {kroner(item.amount_nok)} er {how}: {item.because}"
            yield new_finding("implied", item.id, "warning", ended(text), (f"funding.{item.id}",))
    for line, part in plan.components:
        name = component_name(plan, line, part)
        value = outcome[f"lines.{line.id}.{part.id}"]
        subject = line.id if len(line.components) == 1 else f"{line.id}-{part.id}"
        if part.kind == "foreign_currency" and value:
            exact, rest = divmod(value * SCALE_E4, part.foreign_amount)
            about = "omtrent " if rest else ""
            rate = decimal_e4(exact + (2 * rest >= part.foreign_amount))
            status = next(item.status for item in plan.assumptions if item.id == part.rate)
            whose = "" if status == "stated" else " Planen oppgir ikke kursen."
            text = (
                f"«{component_label(line, part)}»: {amount(part.foreign_amount)} "
                f"{part.currency} og {kroner(value)} gir {about}{rate} kroner per "
                f"{part.currency}.{whose}"
            )
            touched = (name, f"assumptions.{part.rate}")
            yield new_finding("implied-rate", subject, "warning", text, touched)
        elif part.status in {"derived", "ours"}:
            how = "utledet" if part.status == "derived" else "vår antakelse"
            text = f"«{component_label(line, part)}» er {how}: {part.because}"
            yield new_finding("not-printed", subject, "note", ended(text), (name,))


def one_off_money(outcome: Outcome) -> Iterator[Finding]:
    """Yield a finding where the lines cost more than the money that comes every year."""
    plan, new, allocated = outcome.plan, outcome["recurring"], outcome.allocated
    if allocated <= new:
        return
    ahead = outlook(plan, {}, "continued", Ahead(last_year=plan.year + 1)).years[1]
    lasting = ahead.allocated_nok or 0
    ours = sum(
        cell.amount_nok or 0
        for cell in ahead.cells
        if cell.name.startswith("lines.") and cell.marking == "assumption"
    )
    text = (
        f"Postene koster {kroner(allocated)}, men de nye midlene er {kroner(new)}. "
        f"Engangsmidler må dekke {kroner(allocated - new)}. "
        f"Av postene regnes {kroner(lasting)} som varige, når det som begynner midt i året, varer "
        f"hele året. "
    )
    text += (
        f"Det er {kroner(lasting - new)} mer enn de nye midlene."
        if lasting > new
        else f"De nye midlene dekker dem, med {kroner(new - lasting)} i margin."
    )
    if ours:
        text += f" At {kroner(ours)} av dem varer, er vår lesing."
    yield new_finding("one-off-money", "", "warning", text, ("frame", "allocated", "reserve"))


def decisions(outcome: Outcome) -> Iterator[Finding]:
    """Yield what hangs on decisions that remain, each and together."""
    plan = outcome.plan
    by_name = {
        component_name(plan, line, part): outcome[f"lines.{line.id}.{part.id}"]
        for line, part in plan.components
    }
    hanging: set[str] = set()
    for condition in plan.conditions:
        decision = condition.decision
        if decision is None:
            continue
        hanging |= set(decision.components)
        sum_ = sum(by_name[name] or 0 for name in decision.components)
        text = f"{kroner(sum_)} henger på «{condition.label}». Avgjøres av: {decision.decided_by}."
        if decision.if_denied == "release":
            text += " At pengene frigis ved et nei, er vår slutning."
        else:
            text += " Planen sier ikke hva et nei fører til."
        severity: Severity = "note" if decision.if_denied == "release" else "warning"
        yield new_finding("condition", condition.id, severity, text, decision.components)
    if hanging:
        together = sum(by_name[name] or 0 for name in hanging)
        parts = count(len(hanging), "delpost", "delposter")
        text = f"Til sammen henger {kroner(together)} i {parts} på avgjørelser som gjenstår."
        names = tuple(name for name in by_name if name in hanging)
        yield new_finding("conditional-money", "", "note", text, names)
