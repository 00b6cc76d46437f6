"""What a scenario moves in the years after the plan: an illustration."""

from __future__ import annotations

from ipr.analysis.outlook import Ahead, Effect, effects
from ipr.budget.result import Result
from ipr.present.blocks import Column, Group, Heading, Note, Row, Table


def later_years_block(result: Result) -> Group:
    """Return what moves in later years, line by line and over all the years; nothing if nothing."""
    plan = result.plan
    found = effects(plan, result.values)
    if not any(any(one.by_year[1:]) for one in found):
        return Group(())
    years = range(plan.year, Ahead().last_year + 1)
    columns = (
        Column("label", "Post eller inntekt"),
        *(Column(f"y{year}_nok", str(year), "change") for year in years),
        Column("total_nok", "Til sammen", "change"),
    )
    notes = (
        Note("", "Illustrasjon: planen gjelder bare ett år. Uten prisvekst og uten engangstiltak."),
        Note("", "Negativt tall betyr mindre enn i planen. Hver post fortsetter slik det er sagt "
             "eller antatt i planens data."),
    )  # fmt: skip
    table = Table(
        f"Endring mot planen, år for år, {years[0]}–{years[-1]}",
        columns,
        tuple(_row(one) for one in found),
        footnotes=notes,
    )
    return Group((Heading(f"Virkning i {years[1]}–{years[-1]}"), table))


def _row(one: Effect) -> Row:
    return Row((one.label, *one.by_year, one.total_nok))
