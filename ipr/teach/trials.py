"""Small trials for learners: change a few inputs, or propose who pays, and see what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ipr.budget.figures import figures_of
from ipr.budget.reckon import Outcome, reckon
from ipr.doors.build import named_input, scaled
from ipr.plan.inputs import Input
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Note, Row, Table, Text
from ipr.present.wording import CHOICES, value_text

EXAMPLE = 'Slik kan det se ut: ipr.try_inputs(planen, {"funding.county": "2 250 000"})'


def try_inputs(plan: Plan, inputs: object = None, *rest: object) -> Table | Text:
    """Return frame, lines and reserve in the plan and with other inputs, side by side.

    `inputs` maps names or labels of inputs to values as a learner writes them: kroner, months, a
    rate, or the word of a choice. What cannot be read comes back as a note, and nothing is raised.
    """
    try:
        changed = _pairs(plan, (inputs, *rest))
        read = [_read(plan, name, value) for name, value in changed.items()]
    except ValueError as error:
        return Text(paragraphs=(str(error),), tone="note")
    trial = reckon(plan, {found.name: value for found, value in read})
    notes = [f"Endret: «{found.label}» til {value_text(found, value)}." for found, value in read]
    return _side_by_side(plan, trial, notes)


def _pairs(plan: object, given: Sequence[object]) -> Mapping[str, object]:
    """Return what was given as names with values; raises ValueError, in Norwegian, with an example.

    A name and a value that stand without braces are taken for what they are.
    """
    if not isinstance(plan, Plan):
        raise ValueError(f"Først i parentesen skal det stå planen. {EXAMPLE}")
    match given:
        case (Mapping() as changed,) if all(isinstance(name, str) for name in changed):
            return changed
        case (str() as name, value):
            return {name: value}
        case (set(),):
            raise ValueError(f"Det skal være kolon mellom navnet og verdien, ikke komma. {EXAMPLE}")
        case _:
            raise ValueError(f"Skriv hva som skal endres, og til hva. {EXAMPLE}")


def _read(plan: Plan, name: str, value: object) -> tuple[Input, int]:
    """Return an input and a value of it; a choice may be said in the words of the reports."""
    found = named_input(plan, name, value)
    said = {CHOICES[word]: word for word in found.choices if word in CHOICES}
    try:
        return found, int(scaled(found, said.get(str(value), value)))
    except ValueError as error:
        raise ValueError(f"{found.label}: {error}") from None


def _side_by_side(plan: Plan, trial: Outcome, notes: Sequence[str]) -> Table:
    original = reckon(plan)
    rows = [
        Row((figures_of(plan)[name].label, int(before), int(after), int(after - before)))
        for name in ("frame", "allocated", "reserve")
        for before, after in [(original[name], trial[name])]
    ]
    rows[-1] = replace(rows[-1], role="total")
    columns = (
        Column("label", "Størrelse"),
        Column("original_nok", "Planen", "amount"),
        Column("trial_nok", "Forsøket", "amount"),
        Column("change_nok", "Endring", "change"),
    )
    told = tuple(Note("", note) for note in notes)
    return Table("Forsøket ved siden av planen", columns, tuple(rows), footnotes=told)
