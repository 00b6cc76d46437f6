"""What a scenario changes, in words: as a label, as a clause, and all of it as a sentence."""

from __future__ import annotations

from ipr.budget.change import FULL_YEAR, Step
from ipr.budget.result import Result
from ipr.budget.scenario import AddChange, Change, DecideChange, TransferChange
from ipr.plan.inputs import Input, find_input, inputs_of, within_sentence
from ipr.plan.model import Plan
from ipr.present.wording import (
    CHOSEN,
    RESPONSES,
    WITHOUT_ASKING,
    WITHOUT_CUTS,
    capital,
    counted,
    spaced,
    value_text,
    without_rule,
)
from ipr.reading.norwegian import kroner

MOST_CHANGES = 3
"""How many changes one sentence names."""
IN_PLAN, BEFORE_CASE = "i planen", "før saken"
"""What is compared with, where an adopted budget is amended the latter."""
BESIDE = {WITHOUT_CUTS: "Utenom kuttene", WITHOUT_ASKING: "Utenom det andre bes om,"}
"""How what is changed begins where the rule does something too, by `without_rule`."""


def in_plan(result: Result | None) -> str:
    """Return what a result is compared with; none is told against the plan."""
    return BEFORE_CASE if result and result.amended else IN_PLAN


def step_label(plan: Plan, step: Step) -> str:
    """Return what a change is about, as one says it: a choice and months with what is chosen."""
    if len(step.inputs) != 1 or isinstance(step.change, AddChange | DecideChange | TransferChange):
        return change_label(plan, step.change)
    ((name, value),) = step.inputs.items()
    return settled(inputs_of(plan)[name], value)


def settled(found: Input, value: int) -> str:
    """Return what is decided of an input: what it is called or, where that says little, what it is.

    What it was before does not matter.
    """
    match found.unit:
        case "choice":
            about = found.label.partition(":")[0].removesuffix(", moms")
            return f"{about} regnes {CHOSEN[found.choices[value]]}"
        case "months":
            about = found.label.removesuffix(", måneder")
            return f"{about} regnes for {value_text(found, value)}"
        case _ if found.name.endswith(FULL_YEAR):
            return f"Helårsbeløpet til {found.label.removesuffix(', helårsbeløp')}"
        case _:
            return found.label


def change_label(plan: Plan, change: Change) -> str:
    """Return what a change is about, short enough for a table and a figure."""
    catalogue = inputs_of(plan)

    def label(name: str) -> str:
        found = catalogue.get(name) or catalogue.get(name.rpartition(".")[0])
        return found.label if found else name

    match change:
        case DecideChange():
            return answered(plan, change)
        case AddChange():
            return f"Ny post: {change.label}"
        case TransferChange():
            return f"Flyttet fra {label(change.taken_from)} til {label(change.target)}"
        case _:
            return label(change.target)


def answered(plan: Plan, change: DecideChange) -> str:
    """Return an answer as a clause."""
    return falls_out(plan.condition(change.condition).label, response_of(change), change.amount_nok)


def falls_out(label: str, response: str, amount_nok: int | None) -> str:
    """Return an answer as a clause, for a condition may itself be called by a sentence.

    It is a no where there is a response to it.
    """
    if not response:
        return f"«{label}» slår til"
    return f"«{label}» slår ikke til, {and_responded(response, amount_nok)}"


def response_of(change: DecideChange) -> str:
    """Return what is done at a no, nothing at a yes; where none is chosen, the plan has its own."""
    return "" if change.answer == "granted" else change.response or "release"


def decided(change: DecideChange) -> str:
    """Return an answer in a word, and of a no what follows: `nei, rådet trekker pengene`."""
    response = response_of(change)
    return f"nei, {responded(response, change.amount_nok)}" if response else "ja"


def responded(response: str, amount_nok: int | None) -> str:
    """Return what the council does, with the amount it covers where that is known."""
    if amount_nok is None:
        return RESPONSES[response]
    return f"rådet betaler {kroner(amount_nok)} ekstra"


def and_responded(response: str, amount_nok: int | None) -> str:
    """Return the same after a no: `og rådet trekker pengene`, `men rådet bruker …`."""
    return f"{'men' if response == 'keep' else 'og'} {responded(response, amount_nok)}"


def what_changes(result: Result) -> str:
    """Return what the scenario changes, in a sentence or two; nothing for the plan itself."""
    steps, without = result.own_steps, without_rule(result)
    if not steps:
        return "Ingenting er endret, men regelen for det som mangler, er brukt." if without else ""
    things = f"{counted(len(steps))} ting"
    changed = all(changes_something(result, step) for step in steps)
    told = f"{capital(things)} {'endres' if changed else 'er valgt her'}"
    if without:
        told = f"{BESIDE[without]} {f'endres {things}' if changed else f'er {things} valgt her'}"
    each = "; ".join(clause(result, step) for step in steps)
    told = f"{told}." if len(steps) > MOST_CHANGES else f"{told}: {each}."
    if any(row.change for row in result.rows("funding", "components", "lines")):
        return told
    return f"{told} Tallene blir som {in_plan(result)}."


def changes_something(result: Result, step: Step) -> bool:
    """Whether a step answers no, or gives an input another value than it had before."""
    if isinstance(step.change, DecideChange):
        return step.change.answer == "denied"
    return any(value != result.input_before(name) for name, value in step.inputs.items())


def clause(result: Result, step: Step) -> str:
    """Return one change as a clause: `Gaven fra banken blir 500 000 kroner mindre`.

    It is less than in the plan or, where an adopted budget is amended, than before the case.
    """
    plan = result.plan
    match step.change:
        case DecideChange() as change:
            return answered(plan, change)
        case TransferChange() as change:
            names = (find_input(plan, one).name for one in (change.taken_from, change.target))
            found = [within_sentence(plan, name) for name in names]
            ends = [f"{one.label} ({one.without})" if one.without else one.label for one in found]
            taken, given = (end.replace(") (", ", ") for end in ends)
            return f"{kroner(change.amount_nok)} flyttes fra {taken} til {given}"
        case AddChange() as change:
            return f"ny post, {change.label}, på {kroner(change.amount_nok)}"
        case change if len(step.inputs) == 1:
            ((name, value),) = step.inputs.items()
            before = result if step in result.own_steps else None
            return becomes(within_sentence(plan, name), value, before)
        case change:  # a scenario that combines this one says otherwise
            return change_label(plan, change)


def becomes(found: Input, value: int, result: Result | None = None) -> str:
    """Return what an input comes to, as a clause, against the plan or what a result amends."""
    text, about = value_text(found, value), settled(found, value)
    before = result.input_before(found.name) if result else found.value
    if found.unit == "choice":
        return about
    if before is None:
        return f"{found.label} får {text}"
    if value == before:
        same = about if found.unit == "months" else f"{about} er {text}"
        return f"{same}, som {in_plan(result)}"
    if found.unit in {"nok", "currency"}:
        word = "mer" if value > before else "mindre"
        difference = value_text(found._replace(without=""), abs(value - before))
        return spaced(f"{about} blir {difference} {word}", found.without)
    if found.unit == "months":
        return f"{about}, ikke {value_text(found, before)}"
    return f"{found.label} blir {text}, ikke {value_text(found, before)}"
