"""Small trials for learners: change a few inputs, or propose who pays, and see what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ipr.budget.change import ChangeError, find_input
from ipr.budget.reckon import Outcome, reckon
from ipr.budget.result import Result, reckoned
from ipr.budget.rules import Ranked, locks
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.balance import balancing_block
from ipr.present.blocks import Column, Group, Note, Row, Table, Text
from ipr.present.wording import CHOICES, value_text, verdict
from ipr.reading.errors import unknown
from ipr.reading.norwegian import E4, amount, decimal_e4, kroner
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


def try_cuts(calculation: Result, cuts: Mapping[str, object]) -> Group | Text:
    """Return what a learner's own balancing gives: kroner taken from each line, in that order.

    `cuts` maps lines, by label or id, to kroner as a learner writes them. The plan's rules hold:
    locked lines are not cut, and no line gives more than it has. What cannot be done comes back as
    a note that says why.
    """
    if not cuts:
        ask = f"{verdict(calculation).text}. Skriv hvilke poster som skal betale, og hvor mye."
        return Text(paragraphs=(ask,), tone="note")
    ids = {line.label: line.id for line in calculation.plan.lines}
    read: dict[str, int] = {}
    problems = []
    for name, cut in cuts.items():
        line_id = ids.get(name, name)
        try:
            read[line_id] = _cut(calculation, line_id, cut)
        except ValueError as error:
            problems.append(str(error))
    if problems:
        return Text(paragraphs=("Forslaget kan ikke regnes ut:",), items=tuple(problems))
    rule = Ranked(order=tuple(read), floors=_kept(calculation, read))
    proposed = reckoned(replace(calculation, balancing=rule))
    spare = sum(read.values()) - int(calculation.unbalanced.shortfall)
    told = [f"{verdict(proposed).text}."]
    if spare > 0:
        told.append(f"Forslaget tar {kroner(spare)} mer enn det som mangler. De blir stående.")
    block = balancing_block(proposed)
    shown = block.blocks if isinstance(block, Group) else (block,)
    return Group((Text(paragraphs=tuple(told)), *shown))


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


def _cut(calculation: Result, line_id: str, cut: object) -> int:
    plan = calculation.plan
    known = [line.id for line in plan.lines]
    if line_id not in known:
        labels = [line.label for line in plan.lines]
        raise ValueError(f"Posten {unknown(line_id, labels)}")
    label = plan.line(line_id).label
    if lock := locks(plan, Ranked(order=tuple(known))).get(line_id):
        raise ValueError(f"{label} er låst: {lock.because}")
    held = calculation.unbalanced.lines[line_id]
    if held is None:
        raise ValueError(f"{label} har ikke noe beløp å ta av.")
    read = whole_kroner(cut)
    give = int(held) - plan.line(line_id).floor_nok
    if not 0 <= read <= give:
        raise ValueError(f"{label} kan gi fra 0 til {kroner(give)}.")
    return read


def _kept(calculation: Result, cuts: Mapping[str, int]) -> dict[str, int]:
    """Return what each line keeps when it gives the whole of its proposed cut."""
    lines = calculation.unbalanced.lines
    return {line_id: int(lines[line_id] or 0) - cut for line_id, cut in cuts.items()}


def _side_by_side(plan: Plan, trial: Outcome, notes: Sequence[str]) -> Table:
    original = reckon(plan)
    figures = (
        ("Økonomisk ramme", original.frame, trial.frame),
        ("Fordelt til postene", original.allocated, trial.allocated),
        (plan.reserve_label, original.reserve, trial.reserve),
    )
    rows = [
        Row((label, int(before), int(after), int(after - before)))
        for label, before, after in figures
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
