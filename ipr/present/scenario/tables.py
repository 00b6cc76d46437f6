"""The tables of the reports: the plan's budget, the scenario's, and what leads between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipr.budget.change import Step
from ipr.budget.figures import figures_of
from ipr.budget.result import Result, Revision
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.blocks import Chart, Column, Note, Row, Table, Text
from ipr.present.blocks.cells import Role
from ipr.present.plan_tables import GROUP_SUMS, shown_amount
from ipr.present.wording import (
    PLAN_COLUMN,
    bridge_label,
    change_label,
    difference_text,
    value_text,
)

TOTALS: dict[str, Role] = {"frame": "subtotal", "allocated": "subtotal", "reserve": "total"}
BUDGET_TABLE = "budsjett"
"""The id of the table with the whole budget, by which a finished report is checked."""

INCREASE = Note("", "Positivt tall i kolonnen «Endring» betyr økning.")


def changed_inputs_table(calculation: Result) -> Table:
    """Return what the scenario changes, one row for each input or answer, with the reason.

    Where scenarios are combined, the reason also tells which of them the change comes from.
    """
    resolved = calculation
    titles = {one.id: one.title for one in resolved.parts}
    rows = [
        row
        for step in resolved.steps
        for row in _step_rows(resolved.plan, step, titles.get(step.origin))
    ]
    columns = (
        Column("label", "Forutsetning"),
        Column("plan", "Planen"),
        Column("scenario", "Scenarioet"),
        Column("change", "Endring"),
        Column("because", "Begrunnelse"),
    )
    rows = rows or [Row(("Ingen endringer", "–", "–", "–", "–"))]
    return Table("Endrede forutsetninger", columns, tuple(rows))


def changes_text(calculation: Result) -> Text:
    """Return what the scenario changes as a list, for where a table is too wide."""
    plan = calculation.plan
    items = tuple(
        f"{row.cells[0]}: {row.cells[1]} → {row.cells[2]}"
        for step in calculation.steps
        for row in _step_rows(plan, step)
    )
    return Text(items=items) if items else Text(paragraphs=("Ingen forutsetninger er endret.",))


def _step_rows(plan: Plan, step: Step, origin: str | None = None) -> Iterator[Row]:
    because = step.change.because
    if step.change.source:
        because = f"{because} (Kilde: {step.change.source})"
    if origin:
        because = f"{because} (Fra scenarioet «{origin}».)"
    if isinstance(step.change, DecideChange):
        answer = "ja" if step.change.answer == "granted" else "nei"
        label = change_label(plan, step.change)
        yield Row((label, "ikke avgjort", answer, "–", because))
    catalogue = inputs_of(plan)
    for name, value in step.inputs.items():
        found = catalogue[name]
        difference = difference_text(found, found.value, value) if step.has_effect else "ingen"
        plan_text, new_text = value_text(found, found.value), value_text(found, value)
        yield Row((found.label, plan_text, new_text, difference, because))


def changed_lines_table(result: Result) -> Table:
    """Return only the incomes and lines the scenario changes, with frame, sum and reserve."""
    shown = (*result.rows("funding"), *result.rows("lines"))
    rows = [_row(result.plan, row) for row in shown if row.change and _in_frame(result.plan, row)]
    caption = "Inntekter og poster som endres"
    whole = (*rows, *_total_rows(result))
    return Table(caption, budget_columns(result.plan), whole, footnotes=(INCREASE,))


def budget_table(result: Result) -> Table:
    """Return the whole budget: original, change and revised for every income, line and group."""
    rows = [
        replace(found, cells=(label, *found.cells[1:]))
        for label, name, role in budget_rows(result.plan)
        for found in [_row(result.plan, result.row(name), role) if name else _heading(label)]
    ]
    notes = (INCREASE, GROUP_SUMS)
    columns = budget_columns(result.plan)
    return Table("Hele budsjettet", columns, tuple(rows), footnotes=notes, id=BUDGET_TABLE)


def budget_columns(plan: Plan) -> tuple[Column, ...]:
    """Return the budget's columns; only an adopted plan is a budget that a scenario amends."""
    return (
        Column("label", "Budsjettpost"),
        Column("original_nok", PLAN_COLUMN[plan.status], "amount"),
        Column("change_nok", "Endring", "change"),
        Column("revised_nok", "Scenarioet", "amount"),
    )


def budget_rows(plan: Plan) -> Iterator[tuple[str, str, Role]]:
    """Yield label, figure and role of each row of the budget; a heading has no figure.

    The order in every format: incomes, groups with their lines and sums, and the totals.
    """
    figures = figures_of(plan)
    yield "Inntekter", "", "group"
    yield from ((item.label, f"funding.{item.id}", "body") for item in plan.free_funding)
    for group in plan.groups:
        lines = plan.lines_of(group.id)
        yield group.label, "", "group"
        yield from ((line.label, f"lines.{line.id}", "body") for line in lines)
        if len(lines) > 1:
            yield f"Sum {group.label}", f"groups.{group.id}", "subtotal"
    yield "Til sammen", "", "group"
    yield from ((figures[name].label, name, role) for name, role in TOTALS.items())


def _heading(label: str) -> Row:
    return Row((label, None, None, None), "group")


def _in_frame(plan: Plan, row: Revision) -> bool:
    """Whether a row is a line or an income of the frame; earmarked money is part of its line."""
    return row.name not in {f"funding.{item.id}" for item in plan.funding if item.earmarked_for}


def _total_rows(result: Result) -> list[Row]:
    return [_row(result.plan, result.row(name), role) for name, role in TOTALS.items()]


def _row(plan: Plan, found: Revision, role: Role = "body") -> Row:
    line = plan.line(found.id) if found.name.startswith("lines.") else None
    original, revised = shown_amount(line, found.original), shown_amount(line, found.revised)
    return Row((found.label, original, found.change, revised), role)


def bridge_table(calculation: Result) -> Table:
    """Return the way from the plan's reserve to the scenario's, change by change."""
    plan = calculation.plan
    rows = [Row(("Planen", None, int(calculation.original.reserve)), "subtotal")]
    rows += [
        Row((bridge_label(plan, step), step.change_nok, step.after_nok))
        for step in calculation.bridge_steps
    ]
    rows.append(Row(("Scenarioet", None, int(calculation.outcome.reserve)), "total"))
    columns = (
        Column("label", "Endring"),
        Column("change_nok", "Beløp", "change"),
        Column("reserve_nok", f"{plan.reserve_label} etterpå", "amount"),
    )
    note = Note("", "Negativt beløp betyr at det mangler penger.")
    caption = f"{plan.reserve_label}, endring for endring"
    return Table(caption, columns, tuple(rows), footnotes=(note,))


def bridge_chart(calculation: Result) -> Chart:
    """Return the waterfall from the plan's reserve to the scenario's, a row for each change."""
    plan = calculation.plan
    start = ("Planen", int(calculation.original.reserve))
    steps = [(bridge_label(plan, step), step.change_nok) for step in calculation.bridge_steps]
    end = ("Scenarioet", int(calculation.outcome.reserve))
    caption = f"{plan.reserve_label} fra planen til scenarioet, i kroner"
    return charts.waterfall(caption, start, steps, end, bridge_table(calculation))
