"""Decisions as a reader sees them: the other answers' figures, and the reserve by date."""

from __future__ import annotations

from ipr.analysis.timeline import TimelineRow, timeline
from ipr.budget.alternatives import Alternative, alternatives
from ipr.budget.result import Result
from ipr.present.blocks import Column, Missing, Note, Row, Table, Text
from ipr.present.wording import RESPONSES
from ipr.reading.norwegian import amount, kroner

LEDGER = {
    "caption": "{label} gjennom året",
    "first": "I planen",
    "unknown": "ikke kjent",
    "left": "{amount} minus det ukjente",
    "undated": "uten dato i planen",
}
"""The words of `timeline_table`, which the live page uses too."""
LEDGER_COLUMNS = ("Når", "Sak", "Hvem avgjør", "Tar av det som er igjen", "Igjen")


def alternatives_table(calculation: Result) -> Table | Text:
    """Return what each possible response to a refusal gives, beside the one chosen."""
    found = alternatives(calculation)
    if not found:
        return Text(paragraphs=("Scenarioet tar ikke stilling til noe planen lar stå åpent.",))
    columns = (
        Column("condition", "Avgjørelse"),
        Column("response", "Hvis svaret er nei"),
        Column("chosen", "Valgt her"),
        Column("reserve_nok", calculation.plan.reserve_label, "amount"),
    )
    caption = "Hva de ulike følgene av et nei gir"
    return Table(caption, columns, tuple(_alternative(one) for one in found))


def _alternative(one: Alternative) -> Row:
    response = RESPONSES[one.response]
    if one.amount_nok is not None:
        response = f"{response} ({kroner(one.amount_nok)})"
    unknown = "avhenger av beløpet" if one.response == "cover" else "strider mot en annen endring"
    reserve = Missing(unknown) if one.reserve_nok is None else one.reserve_nok
    return Row((one.condition.label, response, "ja" if one.chosen else "nei", reserve))


def timeline_table(result: Result) -> Table | Text:
    """Return the running reserve by date of decision, where the scenario takes from it."""
    found = timeline(result)
    if not any(row.step for row in found.rows):
        return Text(paragraphs=("Scenarioet gjør ingenting som flytter penger.",))
    label = result.plan.reserve_label
    names = ("when", "label", "decided_by", "amount_nok", "after_nok")
    columns = tuple(
        Column(name, told, "amount") if name.endswith("_nok") else Column(name, told)
        for name, told in zip(names, LEDGER_COLUMNS, strict=True)
    )
    first = Row((LEDGER["first"], label, None, None, found.opening_nok))
    note = Note("", "Etter dato. Det som ikke har dato i planen eller scenarioet, står sist.")
    rows = (first, *(_decision(row) for row in found.rows))
    return Table(LEDGER["caption"].format(label=label), columns, rows, footnotes=(note,))


def _decision(row: TimelineRow) -> Row:
    amount_nok = Missing(LEDGER["unknown"]) if row.amount_nok is None else row.amount_nok
    left: int | Missing = row.after_nok
    if row.unknown:
        left = Missing(LEDGER["left"].format(amount=amount(row.after_nok)))
    when = row.when or LEDGER["undated"]
    return Row((when, row.label, row.decided_by, amount_nok, left))
