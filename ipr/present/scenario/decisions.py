"""Decisions that come, as a reader sees them: the reserve by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipr.analysis.timeline import Timeline, TimelineRow, timeline
from ipr.budget.result import Result
from ipr.present.blocks import Column, Group, Heading, Missing, Note, Row, Table
from ipr.present.changes import counted
from ipr.present.scenario.balance import covered_by
from ipr.reading.norwegian import amount

MOST_UNDATED = 3

LEDGER = {
    "caption": "{label} gjennom året",
    "first": "I planen",
    "unknown": "ikke kjent",
    "left": "{amount} minus det ukjente",
    "undated": "uten dato i planen",
    "last": "til slutt",
    "reveals": "{label} blir kjent",
    "then": "kjent da",
    "council": "rådet",
}
"""The words of `timeline_block`, which the live page uses too."""
LEDGER_COLUMNS = ("Når", "Sak", "Hvem avgjør", "Tar av det som er igjen", "Igjen")


def timeline_block(result: Result) -> Group:
    """Return what is decided in the year and may take of what is left, by date."""
    found = timeline(result)
    if not found.rows:
        return Group(())
    label = result.plan.reserve_label
    names = ("when", "label", "decided_by", "amount_nok", "after_nok")
    columns = tuple(
        Column(name, told, "amount") if name.endswith("_nok") else Column(name, told)
        for name, told in zip(names, LEDGER_COLUMNS, strict=True)
    )
    first = Row((LEDGER["first"], label, None, None, found.opening_nok))
    undated = any(not row.when for row in found.rows)
    note = Note("", "Det som ikke har noen dato i planen eller her, står sist.")
    notes = (note,) if undated else ()
    dated = [row for row in found.rows if row.when]
    late = [row for row in found.rows if not row.when]
    rows = (
        first,
        *(_decision(result, row) for row in (dated if len(late) > MOST_UNDATED else found.rows)),
        *(_together(late) if len(late) > MOST_UNDATED else ()),
        *_covered(result, found),
    )
    table = Table(LEDGER["caption"].format(label=label), columns, rows, footnotes=notes)
    return Group((Heading("Avgjørelser som kommer"), table))


def _decision(result: Result, row: TimelineRow) -> Row:
    own = row.decided_by == result.plan.council.name
    who, left = (
        LEDGER["council"] if own else row.decided_by,
        _left(row.after_nok, unknown=row.unknown),
    )
    if row.reveals:
        label = LEDGER["reveals"].format(label=row.reveals)
        return Row((row.when, label, who, Missing(LEDGER["then"]), left))
    amount_nok = Missing(LEDGER["unknown"]) if row.amount_nok is None else row.amount_nok
    return Row((row.when or LEDGER["undated"], row.label, who, amount_nok, left))


def _together(late: Sequence[TimelineRow]) -> Iterator[Row]:
    """Yield what has no date as one row."""
    last = late[-1]
    taken = sum(row.amount_nok or 0 for row in late)
    label = f"{counted(len(late)).capitalize()} endringer"
    yield Row((LEDGER["undated"], label, None, taken, _left(last.after_nok, unknown=last.unknown)))


def _covered(result: Result, found: Timeline) -> Iterator[Row]:
    """Yield what the balancing rule gives back, last of all."""
    gained = result.reserve - int(result.unbalanced.reserve)
    if gained:
        left = _left(result.reserve, unknown=found.rows[-1].unknown)
        yield Row((LEDGER["last"], covered_by(result), None, -gained, left))


def _left(reserve_nok: int, *, unknown: bool) -> int | Missing:
    return Missing(LEDGER["left"].format(amount=amount(reserve_nok))) if unknown else reserve_nok
