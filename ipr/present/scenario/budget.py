"""A scenario's budget: its tables, the way from the plan's reserve, and the years after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ipr.analysis.outlook import YEARS, OutlookYear, Years, effects, outlook
from ipr.budget.figures import figures_of
from ipr.budget.result import BridgeStep, Result, Revision
from ipr.plan.inputs import OUTSIDE
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.answers import told_of
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Group, Text, under
from ipr.present.blocks.tables import Column, Missing, Role, Row, Table, columns, make_table
from ipr.present.changes import in_plan, step_label
from ipr.present.outlook import whole_years
from ipr.present.plan import group_note, shown_amount
from ipr.present.scenario.room import FEW_ROWS, crowded, largest
from ipr.present.wording import (
    NO_AMOUNT,
    PLAN_COLUMN,
    capital,
    definite,
    leaves,
    left_over,
    spaced,
    without_rule,
)
from ipr.reading.norwegian import amount, kroner

TOTALS: dict[str, Role] = {"frame": "subtotal", "allocated": "subtotal", "reserve": "total"}
BUDGET_TABLE = "budsjett"
"""The id of the table with the whole budget, by which a finished report is checked."""

MOST_UNKNOWN = 2  # lines without an amount that each have a row among the changed ones
AS_PLANNED = (
    "0 betyr at beløpet det året er som i planen, for eksempel fordi det bare kommer én gang."
)
EARMARKED_APART = (
    "Det som er igjen, er regnet etter at øremerkede penger har dekket sin del av postene."
)
INCREASE = "Positivt tall i kolonnen «Endring» betyr økning."


def changed_lines_block(result: Result) -> Group:
    """Return the incomes and lines that are changed, the rest of each as one row, and the sums.

    Lines that only the balancing rule cuts are one row: who gives how much stands by itself.
    """
    earmarked = {f"funding.{item.id}" for item in result.plan.funding if item.earmarked_for}
    incomes = [row for row in result.rows("funding") if row.name not in earmarked]
    lines = result.rows("lines")
    changed = [row for row in lines if row.change]
    cut_only = [row for row in changed if row.before == result.unbalanced[row.name]]
    own = [row for row in changed if row not in cut_only]
    also_cut = any(result.outcome.cuts.get(row.id) for row in own)
    unknown = [row for row in lines if row.revised is None]
    rest = [row for row in lines if row not in (*changed, *unknown)]
    moved = [row for row in incomes if row.change]
    still = [row for row in incomes if not row.change]
    known = "postene med beløp" if unknown else "postene"
    shown = [
        *_largest(result, moved, "andre inntektene som endres"),
        *_together(result, still, "andre inntektene" if moved else "inntektene"),
        _row(result, result.row("frame"), "subtotal"),
        *_largest(result, own, "andre postene som endres"),
        *_together(result, cut_only, f"{'andre ' if also_cut else ''}postene som kuttes"),
        *_together(result, rest, "andre postene" if changed else known),
        *_without_amount(result, unknown),
        _row(result, result.row("allocated"), "subtotal"),
        _row(result, result.row("reserve"), "total"),
        _row(result, result.row("rests_on_one_off")),
    ]
    heads = budget_columns(result.plan, amended=result.amended is not None)
    caption = "Det som endres, og summene" if moved or changed else "Summene"
    table = make_table(caption, heads, shown)
    return under("Budsjettet", table, starts_page=True)


def _largest(result: Result, rows: Sequence[Revision], others: str) -> list[Row]:
    """Return a row for each, or where there is no room only for the largest, and one of the rest.

    All of them stand in the whole budget.
    """
    most = FEW_ROWS if crowded(result) else len(rows)
    shown, rest = largest(rows, lambda row: row.change or 0, most)
    return [*(_row(result, row) for row in shown), *_together(result, rest, others)]


def _together(result: Result, rows: Sequence[Revision], what: str) -> list[Row]:
    """Return the rows as one with their sums; a single one as it is, and none as nothing."""
    if len(rows) > 1:
        rows = [sum_of(f"De {amount(len(rows))} {what}", rows)]
    return [_row(result, row) for row in rows]


def _without_amount(result: Result, rows: Sequence[Revision]) -> list[Row]:
    """Return the lines without an amount, each by itself; of many, only how many they are."""
    if len(rows) <= MOST_UNKNOWN:
        return [_row(result, row) for row in rows]
    nothing = [Missing(NO_AMOUNT)] * (1 if result.amended is None else 2)
    label = f"De {amount(len(rows))} postene {NO_AMOUNT}"
    return [Row((label, *nothing, None, nothing[0]))]


def sum_of(label: str, rows: Iterable[Revision]) -> Revision:
    """Return several figures as one; what is missing adds nothing."""
    amounts = ((row.original, row.change, row.revised, row.before) for row in rows)
    sums = (sum(nok or 0 for nok in column) for column in zip(*amounts, strict=True))
    original, change, revised, before = sums
    return Revision("", "", "", label, original, change, revised, "", before)


def _row(result: Result, found: Revision, role: Role = "body", label: str = "") -> Row:
    line = result.plan.line(found.id) if found.name.startswith("lines.") else None
    original, before, revised = (
        shown_amount(line, amount) for amount in (found.original, found.before, found.revised)
    )
    amounts = (original,) if result.amended is None else (original, before)
    return Row((label or found.label, *amounts, found.change, revised), role)


def budget_table(result: Result) -> Table:
    """Return the whole budget: original, change and revised for every income, line and group."""
    heads = budget_columns(result.plan, amended=result.amended is not None)
    blank = (None,) * (len(heads) - 1)
    rows = [
        _row(result, result.row(name), role, label) if name else Row((label, *blank), role)
        for label, name, role in budget_rows(result.plan)
    ]
    notes = (INCREASE, group_note(result.plan), *_earmarked(result))
    return replace(make_table("Hele budsjettet", heads, rows, *notes), id=BUDGET_TABLE)


def _earmarked(result: Result) -> Iterator[str]:
    """Yield what each earmarked income may be used for, and whether the budget holds it."""
    plan, outcome = result.plan, result.outcome
    for line in plan.lines:
        for item in plan.payers_of(line.id):
            counted, nok = result.register[f"funding.{item.id}.counted"], outcome.funding[item.id]
            beside = counted.value == OUTSIDE
            where = "kommer i tillegg til beløpene her" if beside else "ligger i rammen"
            if nok:
                yield f"{item.label} ({kroner(nok)}) kan bare brukes til {line.label} og {where}."
        if plan.payers_of(line.id):
            used = outcome.earmarked[line.id]
            if used < outcome[f"available.{line.id}"]:
                some = f"bare {kroner(used)}" if used else "ingenting"
                yield f"{line.label} bruker {some} av det som kommer i tillegg."


def budget_block(result: Result) -> Group:
    """Return the whole budget under its heading."""
    return under("Hele budsjettet", budget_table(result), starts_page=True)


def budget_columns(plan: Plan, *, amended: bool) -> tuple[Column, ...]:
    """Return the budget's columns; where an adopted one is amended, also that before the case."""
    if amended:
        return columns(label="Budsjettpost", original_nok="Opprinnelig",
                       before_nok="Regulert før saken", change_nok="Endring",
                       revised_nok="Regulert etter")  # fmt: skip
    return columns(label="Budsjettpost", original_nok=PLAN_COLUMN[plan.status],
                   change_nok="Endring", revised_nok="Scenarioet")  # fmt: skip


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


def bridge_table(result: Result) -> Table:
    """Return the way from the plan's reserve to the scenario's, change by change."""
    (first, before), steps = _way(result)
    last = Row(("Scenarioet", None, result.reserve), "total")
    rows = (Row((first, None, before), "subtotal"), *map(Row, steps), last)
    label = result.plan.reserve_label
    heads = columns(label="Endring", change_nok="Beløp", reserve_nok=f"{label} etterpå")
    negative = "Negativt beløp betyr at det mangler penger."
    return make_table(f"{label}, endring for endring", heads, rows, negative)


def bridge_chart(result: Result) -> Chart:
    """Return the waterfall from the plan's reserve to the scenario's, a row for each change.

    Where nothing moves, it is the way from the frame to what is left.
    """
    start, way = _way(result)
    steps = [(label, change) for label, change, _ in way]
    if not any(change for _, change in steps):
        return _spending_chart(result)
    if crowded(result):
        steps = _with_rest_together(steps)
    before, after = start[1], result.reserve
    caption = f"Fra {left_over(before)} til {left_over(after)}"
    if before == after:
        caption = f"Like mye igjen som {in_plan(result)}: {kroner(after)}"
    drawn = charts.waterfall(caption, start, steps, ("Scenarioet", after), bridge_table(result))
    return replace(drawn, unit=f"{result.plan.reserve_label}, i kroner")


def _with_rest_together(steps: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the steps that move most, in their order, and the sum of the others before the last.

    The last is the balancing rule's.
    """
    *changes, last = steps
    shown, rest = largest(changes, lambda step: step[1], FEW_ROWS)
    if len(rest) > 1:
        rest = [(f"De {amount(len(rest))} andre endringene", sum(change for _, change in rest))]
    return [*shown, *rest, last]


def _way(result: Result) -> tuple[tuple[str, int], list[tuple[str, int, int]]]:
    """Return where the bridge begins, and of each step its label, the change and what is left.

    An amendment's begins at the adopted budget; what a rule has cut or asked for in that is taken
    away first, for the amendment's own rule begins anew.
    """
    start, steps, way = ("Planen", result.original.reserve), result.bridge_steps, []
    if adopted := result.amended:
        start, steps = ("Før saken", adopted.reserve), steps[len(adopted.steps) :]
        if lapsing := adopted.unbalanced.reserve - adopted.reserve:
            way.append((told_of(adopted, "lapsed"), lapsing, adopted.unbalanced.reserve))
    way += [(_bridge_label(result, one), one.change_nok, one.after_nok) for one in steps]
    return start, way


def _bridge_label(result: Result, step: BridgeStep) -> str:
    """Return the label of a step of the bridge; the last may be the balancing rule."""
    return step_label(result.plan, step.step) if step.step else told_of(result, "covered")


def _spending_chart(result: Result) -> Chart:
    """Return how the frame becomes the reserve, a step for each group of lines."""
    start, end = ((row.label, row.revised or 0) for row in map(result.row, ("frame", "reserve")))
    steps = [(row.label, -(row.revised or 0)) for row in result.rows("groups")]
    caption = f"Når postene er dekket, {leaves(end[1])}."
    rows = (Row(start), *map(Row, steps), Row(end, "total"))
    heads = columns(label="Post", amount_nok="Beløp")
    table = make_table("Fra rammen til det som er igjen", heads, rows)
    drawn = charts.waterfall(caption, start, steps, end, table)
    return replace(drawn, unit=f"{table.caption}, i kroner")


def later_years_block(result: Result) -> Group:
    """Return what moves in later years, line by line and over all the years; nothing if nothing.

    What the rule cuts or asks for is of the plan's own year, and is told as that.
    """
    plan = result.plan
    years = range(plan.year, plan.year + YEARS + 1)
    ruled = " ".join(_of_one_year(result))
    found = list(effects(plan, result.values))
    moves = any(any(later) for _, (_, *later) in found)
    if not moves and not ruled:
        return NOTHING_TO_SAY
    heads = (
        Column("label", "Post eller inntekt"),
        *(Column(f"y{year}_nok", str(year), "change") for year in years),
        Column("total_nok", "Til sammen", "change"),
    )
    before, after = (outlook(plan, given, "continued") for given in ({}, result.values))
    left = [_moved("reserve", *pair) for pair in zip(before, after, strict=True)]
    total = spaced("Endring i det som er igjen", without_rule(result))
    rows = [Row((label, *moved, sum(moved))) for label, moved in found]
    table = make_table(
        f"Endring mot planen, år for år, {years[0]}–{years[-1]}",
        heads,
        (*rows, Row((total, *left, sum(left)), "total")),
        f"Illustrasjon: tallene bygger på budsjettet for {plan.year}. Uten prisvekst og uten "
        "engangstiltak.",
        "Negativt tall betyr mindre enn i planen. Hver post fortsetter slik det er sagt "
        "eller antatt i planens data.",
        AS_PLANNED if any(0 in moved for _, moved in found) else "",
        EARMARKED_APART if _earmarked_apart(plan, before, after) else "",
        *whole_years(result, after, {label for label, _ in found}),
    )
    told = Text((ruled,)) if ruled else None
    return under(f"Virkning i {years[1]}–{years[-1]}", table if moves else None, told)


def _moved(name: str, before: OutlookYear, after: OutlookYear) -> int:
    """Return how much more a figure is in the one year than in the other."""
    return int(after.outcome[name]) - int(before.outcome[name])


def _earmarked_apart(plan: Plan, before: Years, after: Years) -> bool:
    """Whether earmarked money pays more or less in some year than the rows of incomes tell."""
    tied = [item for item in plan.funding if item.earmarked_for]
    come = [f"funding.{item.id}" for item in tied]
    paid = {f"earmarked.{item.earmarked_for}" for item in tied}
    return any(
        sum(_moved(name, *pair) for name in come) != sum(_moved(name, *pair) for name in paid)
        for pair in zip(before, after, strict=True)
    )


def _of_one_year(result: Result) -> Iterator[str]:
    """Yield what the rule does, of which later years have nothing."""
    year, outcome = result.plan.year, result.outcome
    if outcome["cuts"]:
        yield (
            f"Kuttene på {kroner(outcome['cuts'])} er regnet for {year} alene. Skal de gjelde "
            "også senere, må rådet kutte på nytt."
        )
    if outcome["asked"]:
        yield f"{capital(definite(outcome['asked']))} som andre bes om, er regnet for {year} alene."
