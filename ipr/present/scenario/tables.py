"""The tables of the reports: the plan's budget, the scenario's, and what leads between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipr.budget.figures import figures_of
from ipr.budget.result import BridgeStep, Result, Revision, sum_of
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.blocks import Chart, Column, Group, Heading, Note, Row, Table
from ipr.present.blocks.cells import Role
from ipr.present.changes import clause
from ipr.present.plan_tables import GROUP_SUMS, shown_amount
from ipr.present.scenario.balance import covered_by
from ipr.present.wording import PLAN_COLUMN, change_label, leaves
from ipr.reading.norwegian import amount, kroner

TOTALS: dict[str, Role] = {"frame": "subtotal", "allocated": "subtotal", "reserve": "total"}
BUDGET_TABLE = "budsjett"
"""The id of the table with the whole budget, by which a finished report is checked."""

INCREASE = Note("", "Positivt tall i kolonnen «Endring» betyr økning.")


def changed_lines_block(result: Result) -> Group:
    """Return the incomes and lines that are changed, the rest of each as one row, and the sums.

    Lines that only the balancing rule cuts are one row: who gives how much stands by itself.
    """
    plan = result.plan
    incomes = [row for row in result.rows("funding") if _in_frame(plan, row)]
    lines = result.rows("lines")
    cut_only = [row for row in lines if row.change and not _changed_before_cuts(result, row)]
    own = [row for row in lines if row.change and row not in cut_only]
    unknown = [row for row in lines if row.revised is None]
    rest = [row for row in lines if row not in (*cut_only, *own, *unknown)]
    moved = [row for row in incomes if row.change]
    shown = [
        *(_row(result, row) for row in moved),
        *_together(result, [row for row in incomes if row not in moved], "inntektene"),
        _row(result, result.row("frame"), "subtotal"),
        *(_row(result, row) for row in own),
        *_together(result, cut_only, "postene som kuttes", others=""),
        *_together(result, rest, "postene"),
        *(_row(result, row) for row in unknown),
        _row(result, result.row("allocated"), "subtotal"),
        _row(result, result.row("reserve"), "total"),
        _row(result, result.row("rests_on_one_off")),
    ]
    caption = "Det som endres, og summene"
    table = Table(caption, columns_of(result), tuple(shown))
    return Group((Heading("Budsjettet", starts_page=True), table))


def _changed_before_cuts(result: Result, row: Revision) -> bool:
    return bool(row.before != result.unbalanced[row.name])


def _together(
    result: Result, rows: Sequence[Revision], what: str, *, others: str = "andre "
) -> Iterator[Row]:
    """Yield the rows as one with their sums; a single one as it is, and none as nothing."""
    if len(rows) == 1:
        yield _row(result, rows[0])
    elif rows:
        yield _row(result, sum_of(f"De {amount(len(rows))} {others}{what}", rows))


def budget_table(result: Result) -> Table:
    """Return the whole budget: original, change and revised for every income, line and group."""
    rows = [
        replace(found, cells=(label, *found.cells[1:]))
        for label, name, role in budget_rows(result.plan)
        for found in [_row(result, result.row(name), role) if name else _heading(result, label)]
    ]
    notes = (INCREASE, GROUP_SUMS)
    columns = columns_of(result)
    return Table("Hele budsjettet", columns, tuple(rows), footnotes=notes, id=BUDGET_TABLE)


def budget_block(result: Result) -> Group:
    """Return the whole budget under its heading."""
    return Group((Heading("Hele budsjettet", starts_page=True), budget_table(result)))


def budget_columns(plan: Plan) -> tuple[Column, ...]:
    """Return the budget's columns; only an adopted plan is a budget that a scenario amends."""
    return (
        Column("label", "Budsjettpost"),
        Column("original_nok", PLAN_COLUMN[plan.status], "amount"),
        Column("change_nok", "Endring", "change"),
        Column("revised_nok", "Scenarioet", "amount"),
    )


def columns_of(result: Result) -> tuple[Column, ...]:
    """Return the columns of a scenario's budget: an amendment has the budget before the case."""
    if result.amended is None:
        return budget_columns(result.plan)
    return (
        Column("label", "Budsjettpost"),
        Column("original_nok", "Opprinnelig", "amount"),
        Column("before_nok", "Regulert før saken", "amount"),
        Column("change_nok", "Endring", "change"),
        Column("revised_nok", "Regulert etter", "amount"),
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


def _heading(result: Result, label: str) -> Row:
    return Row((label, *(None for _ in columns_of(result)[1:])), "group")


def _in_frame(plan: Plan, row: Revision) -> bool:
    """Whether a row is a line or an income of the frame; earmarked money is part of its line."""
    return row.name not in {f"funding.{item.id}" for item in plan.funding if item.earmarked_for}


def _row(result: Result, found: Revision, role: Role = "body") -> Row:
    line = result.plan.line(found.id) if found.name.startswith("lines.") else None
    original, before, revised = (
        shown_amount(line, amount) for amount in (found.original, found.before, found.revised)
    )
    amounts = (original,) if result.amended is None else (original, before)
    return Row((found.label, *amounts, found.change, revised), role)


def _bridge_label(result: Result, step: BridgeStep) -> str:
    """Return the label of a step of the bridge; the last may be the balancing rule."""
    if step.step is None:
        return covered_by(result)
    catalogue, inputs = inputs_of(result.plan), step.step.inputs
    if inputs and all(catalogue[name].unit == "choice" for name in inputs):
        return clause(result.plan, step.step)
    return change_label(result.plan, step.step.change)


def _way(result: Result) -> tuple[tuple[str, int], tuple[BridgeStep, ...]]:
    """Return where the bridge begins, and its steps: an amendment's from the adopted budget.

    Where a rule has cut in the adopted budget, the way begins at the plan.
    """
    own = {id(step) for step in result.own_steps}
    news = tuple(one for one in result.bridge_steps if one.step is None or id(one.step) in own)
    if result.amended and news and news[0].before_nok == result.amended.reserve:
        return ("Før saken", result.amended.reserve), news
    return ("Planen", int(result.original.reserve)), result.bridge_steps


def bridge_table(calculation: Result) -> Table:
    """Return the way from the plan's reserve to the scenario's, change by change."""
    plan = calculation.plan
    start, steps = _way(calculation)
    rows = [Row((start[0], None, start[1]), "subtotal")]
    rows += [
        Row((_bridge_label(calculation, step), step.change_nok, step.after_nok)) for step in steps
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
    """Return the waterfall from the plan's reserve to the scenario's, a row for each change.

    Where nothing moves, it is the way from the frame to what is left.
    """
    plan = calculation.plan
    start, way = _way(calculation)
    if not any(step.change_nok for step in way):
        return _spending_chart(calculation)
    steps = [(_bridge_label(calculation, step), step.change_nok) for step in way]
    end = ("Scenarioet", int(calculation.outcome.reserve))
    caption = _finding(start[1], end[1])
    drawn = charts.waterfall(caption, start, steps, end, bridge_table(calculation))
    return replace(drawn, unit=f"{plan.reserve_label}, i kroner")


def _finding(before: int, after: int) -> str:
    """Return what the way from one reserve to the other comes to, in words."""
    if before == after:
        return f"Like mye igjen som i planen: {kroner(after)}"
    ends = [
        f"{kroner(-one)} for lite" if one < 0 else f"{kroner(one)} igjen" for one in (before, after)
    ]
    return f"Fra {ends[0]} til {ends[1]}"


def _spending_chart(result: Result) -> Chart:
    """Return how the frame becomes the reserve, a step for each group of lines."""
    start, end = ((row.label, row.revised or 0) for row in map(result.row, ("frame", "reserve")))
    steps = [(row.label, -(row.revised or 0)) for row in result.rows("groups")]
    columns = (Column("label", "Post"), Column("amount_nok", "Beløp", "amount"))
    rows = (Row(start), *(Row(step) for step in steps), Row(end, "total"))
    caption = f"Når postene er dekket, {leaves(end[1])}."
    table = Table(f"Fra {start[0].lower()} til {end[0].lower()}", columns, rows)
    return charts.waterfall(caption, start, steps, end, table)
