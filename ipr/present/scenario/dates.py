"""What is decided through the year, by date, and what is left after each decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipr.analysis.consequences import decisions_left, hanging
from ipr.analysis.timeline import Timeline, TimelineRow, timeline
from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present.answers import fill, told_of
from ipr.present.blocks import Group, Text, under
from ipr.present.blocks.tables import Missing, Value, columns, make_table
from ipr.present.changes import settled
from ipr.present.plan import who_decides
from ipr.present.wording import counted
from ipr.reading.norwegian import amount, kroner, listing

LEDGER = {
    "first": ("{in_the_plan}", "{label}", ""),
    "change": ("{when}", "{label}", ""),
    "reveals": ("{when}", "{label} blir kjent", "som {in_plan}"),
    "open": ("{when}", "{label}", "ikke kjent"),
    "last": ("til slutt", "{label}", ""),
}
"""The rows of `timeline_block`: when, what it is about, and what is said in place of an amount.

The live page reads them too, and the words below.
"""
LEDGER_COLUMNS = ("Når", "Sak", "Hvem avgjør", "Endring", "Igjen")
LEDGER_CAPTION = "{label} gjennom året"
UNDATED = "uten dato i planen"
LESS_UNKNOWN = "{amount} minus det ukjente"
MOST_UNDATED = 3
ALSO = "Kommer også, og er regnet med"
Cells = tuple[Value, ...]


def timeline_block(result: Result) -> Group:
    """Return what is decided in the year and may change what is left, by date.

    Below it stand the dated decisions on money that is reckoned with already.
    """
    heading, found, others = "Avgjørelser som kommer", timeline(result), _also_to_come(result)
    if not found.rows:
        return under(heading, Text((others,)) if others else None)
    names = ("when", "label", "decided_by", "change_nok", "after_nok")
    heads = columns(**dict(zip(names, LEDGER_COLUMNS, strict=True)))
    label = result.plan.reserve_label
    dated = [row for row in found.rows if row.when]
    late = [row for row in found.rows if not row.when]
    many = len(late) > MOST_UNDATED
    rows = (
        _row("first", label, None, found.opening_nok, amended=found.begun),
        *(_decision(result, row) for row in (dated if many else found.rows)),
        *(_together(late) if many else ()),
        *_covered(result, found),
    )
    last = "Det som ikke har noen dato i planen eller her, står sist." if late else ""
    table = make_table(LEDGER_CAPTION.format(label=label), heads, rows, last, others)
    return under(heading, table)


def _also_to_come(result: Result) -> str:
    """Return the dated decisions that remain on money of the lines: they take from nothing else."""
    plan, told = result.plan, []
    dates = {item.id: item for item in plan.milestones}
    for decision in decisions_left(result).values():
        nok = sum(hanging(result.outcome, decision.components).values())
        if nok and decision.milestone:
            item, who = dates[decision.milestone], who_decides(plan, decision.decided_by)
            told.append(f"{item.label} {item.when} ({who}, {kroner(nok)})")
    return f"{ALSO}: {listing(told)}." if told else ""


def _row(  # noqa: PLR0913 - the cells of a row, and what it is told against
    kind: str, label: str, change: int | None, left: int | Missing, *,
    when: str = "", who: str | None = None, amended: bool = False,
) -> Cells:  # fmt: skip
    figures, words = {"amended": int(amended)}, {"when": when or UNDATED, "label": label}
    at, about, instead = (fill(text, figures, words) for text in LEDGER[kind])
    return at, about, who, Missing(instead) if instead else change, left


def _decision(result: Result, row: TimelineRow) -> Cells:
    who, change = who_decides(result.plan, row.decided_by), -(row.amount_nok or 0)
    amended, left = bool(result.amended), _left(row)
    return _row(row.kind, _about(result.plan, row), change, left, when=row.when, who=who,
                amended=amended)  # fmt: skip


def _about(plan: Plan, row: TimelineRow) -> str:
    """Return what a row is about; a value that is set by itself is called as one says it."""
    if row.step is None or len(row.step.inputs) > 1 or isinstance(row.step.change, DecideChange):
        return row.label
    ((name, value),) = row.step.inputs.items()
    return settled(inputs_of(plan)[name], value)


def _together(late: Sequence[TimelineRow]) -> Iterator[Cells]:
    """Yield what has no date as one row."""
    change = -sum(row.amount_nok or 0 for row in late)
    yield _row("change", f"{counted(len(late)).capitalize()} endringer", change, _left(late[-1]))


def _covered(result: Result, found: Timeline) -> Iterator[Cells]:
    """Yield what the balancing rule gives back, last of all."""
    if gained := result.reserve - result.unbalanced.reserve:
        last = found.rows[-1]._replace(after_nok=result.reserve)
        who, label = told_of(result, "coverer"), told_of(result, "covered")
        yield _row("last", label, gained, _left(last), who=who)


def _left(row: TimelineRow) -> int | Missing:
    left = LESS_UNKNOWN.format(amount=amount(row.after_nok))
    return Missing(left) if row.unknown else row.after_nok
