"""The figures of the reports, each with words and a table made of the same numbers."""

from __future__ import annotations

from ipr.budget.calculate import Calculation
from ipr.budget.evaluate import Outcome
from ipr.plan.model import Plan
from ipr.present.alt import bars_alt, waterfall_alt
from ipr.present.blocks import Chart, Column, Missing, Row, Table
from ipr.present.drawing import bars, waterfall
from ipr.present.plan_tables import line_amount
from ipr.present.tables import bridge_table
from ipr.present.wording import bridge_label


def bridge_chart(calculation: Calculation) -> Chart:
    """Return the waterfall from the plan's reserve to the scenario's, a row for each change."""
    plan = calculation.resolved.plan
    start = ("Planen", int(calculation.original.reserve))
    steps = [(bridge_label(plan, step), step.change_nok) for step in calculation.bridge]
    end = ("Scenarioet", int(calculation.outcome.reserve))
    drawing = waterfall(start, steps, end)
    return Chart(
        caption=f"{plan.reserve_label} fra planen til scenarioet, i kroner",
        alt=waterfall_alt(start, steps, end),
        table=bridge_table(calculation),
        svg=drawing.svg,
        png=drawing.png,
    )


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
    drawing = bars(items, strong=(place,))
    columns = (Column("label", "Budsjettpost"), Column("amount_nok", "Beløp", "amount"))
    rows = [Row((label, amount)) for label, amount in priced]
    rows += [Row((label, Missing(str(words)))) for label, words in missing]
    caption = f"Postene og {plan.reserve_label.lower()} i {plan.year}, i kroner"
    return Chart(
        caption=caption,
        alt=bars_alt(f"postene i {plan.year} etter størrelse", items),
        table=Table(caption, columns, tuple(rows)),
        svg=drawing.svg,
        png=drawing.png,
    )
