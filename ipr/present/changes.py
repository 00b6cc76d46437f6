"""What a scenario changes, as clauses and as sentences."""

from __future__ import annotations

from ipr.budget.change import Step
from ipr.budget.result import Result
from ipr.budget.scenario import AddChange, DecideChange, TransferChange
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.wording import CHOSEN, change_label, follows, value_text
from ipr.reading.norwegian import amount, kroner

COUNTING = ("én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")
MOST = 3


def what_changes(result: Result) -> str:
    """Return what the scenario changes, in a sentence or two; nothing for the plan itself."""
    plan, steps = result.plan, result.own_steps
    if not steps:
        ruled = result.outcome["cuts"] or result.outcome["asked"]
        return "Ingenting er endret, men regelen for det som mangler, er brukt." if ruled else ""
    said = [clause(plan, step) for step in steps]
    told = f"{counted(len(said)).capitalize()} ting endres"
    told = f"{told}." if len(said) > MOST else f"{told}: {'; '.join(said)}."
    if not any(step.has_effect for step in steps):
        return f"{told} Tallene blir som i planen."
    return told


def clause(plan: Plan, step: Step) -> str:
    """Return one change as a clause: `Gaven fra banken blir 500 000 kroner mindre`."""
    match step.change:
        case DecideChange() as change:
            label = plan.condition(change.condition).label
            if change.answer == "granted":
                return f"«{label}» slår til"
            return f"«{label}» slår ikke til, og {follows(plan, change)}"
        case TransferChange() as change:
            ends = [inputs_of(plan)[name].label for name in step.values]
            return f"{kroner(change.amount_nok)} flyttes fra {ends[0]} til {ends[1]}"
        case AddChange() as change:
            return f"ny post, {change.label}, på {kroner(change.amount_nok)}"
        case change if len(step.inputs) == 1:
            ((name, value),) = step.inputs.items()
            return _becomes(inputs_of(plan)[name], value)
        case change:  # a scenario that combines this one says otherwise
            return change_label(plan, change)


def _becomes(found: Input, value: int) -> str:
    text = value_text(found, value)
    if found.unit == "choice":
        about = found.label.partition(":")[0].removesuffix(", merverdiavgift")
        return f"{about} regnes {CHOSEN[found.choices[value]]}"
    if found.value is None:
        return f"{found.label} får {text}"
    if value == found.value:
        return f"{found.label} er {text}, som i planen"
    if found.unit in {"nok", "currency"}:
        word = "mer" if value > found.value else "mindre"
        return f"{found.label} blir {value_text(found, abs(value - found.value))} {word}"
    if found.unit == "months":
        about = found.label.removesuffix(", måneder")
        return f"{about} regnes for {text}, ikke {value_text(found, found.value)}"
    return f"{found.label} blir {text}, ikke {value_text(found, found.value)}"


def counted(number: int) -> str:
    """Return a small number in words: `én`, `to`, … `ti`; a larger one in digits."""
    return COUNTING[number - 1] if 1 <= number <= len(COUNTING) else amount(number)
