"""Small trials for learners: change a few inputs, or propose who pays, and see what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ipr.budget.change import ChangeError, find_input
from ipr.budget.figures import figures_of
from ipr.budget.reckon import Outcome, reckon
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks import Column, Note, Row, Table, Text
from ipr.present.wording import CHOICES, value_text
from ipr.reading.errors import unknown
from ipr.reading.norwegian import E4, amount, decimal_e4
from ipr.teach.answers import number, whole_kroner

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
    labels = {item.label.casefold(): item.name for item in inputs_of(plan).values()}
    try:
        found = find_input(plan, labels.get(name.casefold(), name))
    except ChangeError as error:
        raise ValueError(str(error)) from None
    if found.unit == "choice":
        return found, _choice(found, value)
    try:
        read = round(number(value) * E4) if found.unit == "e4" else whole_kroner(value)
    except ValueError as error:
        raise ValueError(f"{found.label}: {error}") from None
    if not 0 <= read <= found.largest:
        shown = decimal_e4 if found.unit == "e4" else amount
        raise ValueError(f"«{found.label}» kan være fra 0 til {shown(found.largest)}.")
    return found, read


def _choice(found: Input, value: object) -> int:
    """Return the place of a choice, named as in the files or as a reader sees it."""
    names = {word: index for index, word in enumerate(found.choices)}
    names |= {CHOICES[word]: index for word, index in names.items() if word in CHOICES}
    if str(value) not in names:
        raise ValueError(f"«{found.label}»: {unknown(str(value), names)}")
    return names[str(value)]


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
