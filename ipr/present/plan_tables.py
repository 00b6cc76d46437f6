"""The tables of a plan: its incomes, its lines, and what rests on one-off money."""

from __future__ import annotations

from dataclasses import replace

from ipr.budget.figures import figures_of
from ipr.budget.reckon import Outcome
from ipr.plan.model import BudgetLine, Plan
from ipr.present import charts
from ipr.present.blocks import Chart, Column, Missing, Note, Row, Table
from ipr.present.wording import CHOICES, STATUS
from ipr.reading.norwegian import kroner

GROUP_SUMS = Note("", "Gruppesummene står ikke i planen.")


def funding_table(plan: Plan, outcome: Outcome) -> Table:
    """Return where the money comes from: each funding, what it is, and the frame."""
    rows = [
        Row((item.label, int(outcome.funding[item.id]), STATUS[item.status], item.source))
        for item in plan.free_funding
    ]
    frame = figures_of(plan)["frame"]
    rows.append(Row((frame.label, int(outcome.frame), "sum", frame.source), "total"))
    for item in plan.funding:
        if item.earmarked_for is not None and item.counted is not None:
            label = f"{item.label} (øremerket, {CHOICES[item.counted]})"
            amount = int(outcome.funding[item.id])
            rows.append(Row((label, amount, STATUS[item.status], item.source)))
    columns = (
        Column("label", "Inntekt"),
        Column("amount_nok", "Beløp", "amount"),
        Column("status", "Hvor beløpet kommer fra"),
        Column("source", "Sted i planen"),
    )
    return Table(f"Inntekter i {plan.year}", columns, tuple(rows))


def plan_table(plan: Plan, outcome: Outcome) -> Table:
    """Return the plan's budget line by line, with group sums, the reserve and the frame."""
    rows: list[Row] = []
    for group in plan.groups:
        lines = plan.lines_of(group.id)
        rows.append(Row((group.label, None, None), "group"))
        rows += [
            Row(
                (line.label, line_amount(outcome, line), line.heading or "–"),
                marks=tuple(note.mark for note in plan.footnotes if note.belongs_to == line.id),
            )
            for line in lines
        ]
        if len(lines) > 1:
            amount = int(outcome.groups[group.id])
            rows.append(Row((f"Sum {group.label}", amount, None), "subtotal"))
    rows += [
        Row(("Til sammen", None, None), "group"),
        *(_total(outcome, name) for name in ("allocated", "reserve")),
        replace(_total(outcome, "frame"), role="total"),
    ]
    columns = (
        Column("label", "Budsjettpost"),
        Column("amount_nok", "Beløp", "amount"),
        Column("heading", "Overskrift i planens tekst"),
    )
    printed = tuple(Note(note.mark, note.text) for note in plan.footnotes)
    notes = (*printed, GROUP_SUMS)
    return Table(f"Budsjett {plan.year}", columns, tuple(rows), footnotes=notes)


def _total(outcome: Outcome, name: str) -> Row:
    figure = figures_of(outcome.plan)[name]
    return Row((figure.label, int(outcome[name]), figure.source or None), "subtotal")


def lasting_table(plan: Plan, outcome: Outcome) -> Table:
    """Return what recurring money covers, and what rests on money that comes only once."""
    names = ("recurring", "one_off", "allocated", "rests_on_one_off")
    told = [Row((figures_of(plan)[name].label, int(outcome[name]))) for name in names]
    rows = (*told[:-1], replace(told[-1], role="total"))
    columns = (Column("label", "Størrelse"), Column("amount_nok", "Beløp", "amount"))
    note = Note("", "At bidragene kommer hvert år, er vår antakelse; planen gjelder ett år.")
    return Table(
        f"Varige inntekter og engangsmidler i {plan.year}", columns, rows, footnotes=(note,)
    )


def line_amount(outcome: Outcome, line: BudgetLine) -> int | Missing:
    """Return a line's amount in kroner, or the plan's own words where it has none."""
    amount = outcome.lines[line.id]
    return shown_amount(line, None if amount is None else int(amount))


def shown_amount(line: BudgetLine | None, amount: int | None) -> int | Missing:
    """Return the amount, or the plan's own words where a line has none: never 0."""
    if amount is not None:
        return amount
    components = line.components if line else ()
    words = [part.shown_as for part in components if part.kind == "pending"]
    return Missing(words[0] if words else "uten beløp")


def lines_chart(plan: Plan, outcome: Outcome) -> Chart:
    """Return the lines from the largest to the smallest, with the reserve among them."""
    priced: list[tuple[str, int]] = []
    missing: list[tuple[str, int | str]] = []
    for line in plan.lines:
        amount = line_amount(outcome, line)
        if isinstance(amount, Missing):
            missing.append((line.label, amount.text))
        else:
            priced.append((line.label, amount))
    priced.append((plan.reserve_label, int(outcome.reserve)))
    priced.sort(key=lambda item: (-item[1], item[0]))
    items: list[tuple[str, int | str]] = [*priced, *missing]
    place = items.index((plan.reserve_label, int(outcome.reserve)))
    columns = (Column("label", "Budsjettpost"), Column("amount_nok", "Beløp", "amount"))
    rows = [Row((label, amount)) for label, amount in priced]
    rows += [Row((label, Missing(str(words)))) for label, words in missing]
    largest = next((item for item in priced if item[0] != plan.reserve_label), None)
    told = f"Postene og {plan.reserve_label.lower()} i {plan.year}"
    caption = f"Største post er {largest[0]} med {kroner(largest[1])}" if largest else told
    drawn = charts.bars(caption, items, Table(told, columns, tuple(rows)), strong=(place,))
    return replace(drawn, unit=f"{told}, i kroner")
