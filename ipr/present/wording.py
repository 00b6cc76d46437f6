"""The sentences and labels of the reports, each made from the value it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.budget.change import Step
from ipr.budget.result import BridgeStep, Result
from ipr.budget.scenario import AddChange, Change, DecideChange, TransferChange
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.present.cells import Verdict
from ipr.reading.norwegian import (
    NBSP,
    amount,
    count,
    decimal_e4,
    kroner,
    percent,
    percent_e4,
    signed,
)
from ipr.reading.norwegian import date as written_date

STATUS = {
    "stated": "står i planen",
    "planning_assumption": "lagt til grunn i planen",
    "derived": "utledet av planen",
    "ours": "vår antakelse",
}
CHOICES = {
    "outside": "utenfor rammen",
    "inside": "innenfor rammen",
    "as_printed": "som i planen",
    "added_compensated": "merverdiavgift kommer i tillegg og kompenseres",
    "added_not_compensated": "merverdiavgift kommer i tillegg og kompenseres ikke",
}
RESPONSES = {
    "keep": "beløpet beholdes",
    "release": "pengene frigis",
    "cover": "rådet dekker mer selv",
}
POLICIES = {
    "leave_open": "ingen saldering er valgt",
    "ranked": "kutt i valgt rekkefølge",
    "pro_rata": "forholdsmessige kutt",
    "ask_funders": "bidragsyterne bes om resten",
}
LOCKS = {
    "decision": "vedtak",
    "membership": "medlemskap",
    "contract": "avtale",
    "ours": "vår antakelse",
}
KINDS = {
    "condition": "vilkår",
    "assumption": "forutsetning",
    "pending": "ikke avklart",
    "ceiling": "øvre grense",
    "timing": "tidspunkt",
    "price": "pris, avgift eller kurs",
    "governance": "styring",
    "capacity": "kapasitet",
}


def value_text(found: Input, value: int | None) -> str:
    """Return an input's value with its unit: `500 000 kroner`, `11,75 NOK per EUR`, `6 måneder`."""
    if value is None:
        return found.shown_as or "uten beløp"
    match found.unit:
        case "nok":
            text = kroner(value)
        case "currency":
            text = f"{amount(value)}{NBSP}{found.unit_label}"
        case "months":
            text = count(value, "måned", "måneder")
        case "e4" if found.unit_label == "prosent":
            text = percent_e4(value)
        case "e4":
            text = f"{decimal_e4(value)}{NBSP}{found.unit_label}"
        case _:
            text = CHOICES[found.choices[value]]
    return text


def difference_text(found: Input, before: int | None, after: int) -> str:
    """Return how much an input changes, signed and with its unit; a dash where it is a choice."""
    if found.unit == "choice":
        return "–"
    difference = after - (before or 0)
    sign = "+" if difference > 0 else ""
    return f"{sign}{value_text(found, difference)}"


def verdict(calculation: Result) -> Verdict:
    """Return whether the scenario's budget balances, with the amount that says so."""
    outcome, balancing = calculation.outcome, calculation.balancing
    reserve, shortfall = int(outcome.reserve), int(outcome.shortfall)
    rule = f" ({POLICIES[balancing.policy]})" if calculation.unbalanced.shortfall else ""
    if reserve < 0:
        return Verdict("shortfall", f"Ikke i balanse: {kroner(-reserve)} er udekket{rule}")
    minimum = kroner(balancing.minimum_reserve_nok)
    if shortfall:
        text = f"I balanse, men {kroner(shortfall)} under ønsket minstereserve på {minimum}{rule}"
        return Verdict("below_minimum", text)
    return Verdict("balanced", f"I balanse{rule}")


def verdict_word(calculation: Result) -> str:
    """Return the verdict for a narrow column: `i balanse`, `udekket 40 000`."""
    outcome = calculation.outcome
    if int(outcome.reserve) < 0:
        return f"udekket {amount(-int(outcome.reserve))}"
    if int(outcome.shortfall):
        return f"{amount(outcome.shortfall)} under minstereserven"
    return "i balanse"


def reserve_text(calculation: Result) -> str:
    """Return the reserve in running text, with the word for a negative one."""
    reserve = int(calculation.outcome.reserve)
    return f"{kroner(reserve)} (udekket)" if reserve < 0 else kroner(reserve)


def answer(calculation: Result) -> str:
    """Return the scenario's answer in one sentence: the reserve, and how it moved."""
    before, after = int(calculation.original.reserve), int(calculation.outcome.reserve)
    label = calculation.plan.reserve_label
    if after < 0:
        return f"Postene er {kroner(-after)} større enn rammen, så {kroner(-after)} er udekket."
    if after == before:
        return f"{label} blir {kroner(after)}, det samme som i planen."
    word = "mindre" if after < before else "mer"
    return f"{label} blir {kroner(after)}, {kroner(abs(after - before))} {word} enn i planen."


def summary(calculation: Result) -> tuple[str, ...]:
    """Return at most five lines: what is changed, frame, lines, reserve and verdict."""
    original, outcome = calculation.original, calculation.outcome
    steps = calculation.steps
    reserve = calculation.plan.reserve_label
    return (
        _what_changes(steps),
        _moved("Den økonomiske rammen", int(original.frame), int(outcome.frame)),
        _moved("Fordelt til postene", int(original.allocated), int(outcome.allocated)),
        _moved(reserve, int(original.reserve), int(outcome.reserve)),
        f"{verdict(calculation).text}.",
    )


def _what_changes(steps: tuple[Step, ...]) -> str:
    if not steps:
        return "Scenarioet endrer ingenting: det er planen slik den foreligger."
    idle = sum(not step.has_effect for step in steps)
    told = f"Scenarioet gjør {count(len(steps), 'endring', 'endringer')} i planen"
    if idle == len(steps):
        return f"{told}, uten virkning på tallene."
    return f"{told}, {amount(idle)} av dem uten virkning på tallene." if idle else f"{told}."


def _moved(what: str, before: int, after: int) -> str:
    if before == after:
        return f"{what}: {kroner(after)}, som i planen."
    return f"{what}: fra {kroner(before)} til {kroner(after)} ({signed(after - before)})."


def change_label(plan: Plan, change: Change) -> str:
    """Return what a change is about, short enough for a table and a figure."""
    catalogue = inputs_of(plan)
    match change:
        case DecideChange():
            return f"{plan.condition(change.condition).label}: {_decided(plan, change)}"
        case AddChange():
            return f"Ny post: {change.label}"
        case TransferChange():
            source, target = (
                _label(catalogue, name) for name in (change.taken_from, change.target)
            )
            return f"Flyttet fra {source} til {target}"
        case _:
            return _label(catalogue, change.target)


def _label(catalogue: Mapping[str, Input], name: str) -> str:
    found = catalogue.get(name) or catalogue.get(name.rpartition(".")[0])
    return found.label if found else name


def _decided(plan: Plan, change: DecideChange) -> str:
    if change.answer == "granted":
        return "ja"
    decision = plan.condition(change.condition).decision
    stated = decision is not None and decision.if_denied == "release"
    return f"nei, {RESPONSES['release' if stated else change.response or 'keep']}"


def bridge_label(plan: Plan, step: BridgeStep) -> str:
    """Return the label of a step of the bridge; the last may be the balancing rule."""
    return change_label(plan, step.step.change) if step.step else "Saldering"


def plan_status(plan: Plan) -> str:
    """Return whether the plan is a proposal or adopted."""
    return "vedtatt plan" if plan.status == "adopted" else "forslag til plan"


def share_of_frame(part_nok: int, frame_nok: int) -> str:
    """Return a part of the frame as a percentage, or a dash where there is no frame."""
    return percent(part_nok, frame_nok) if frame_nok else "–"


def case_line(calculation: Result) -> str:
    """Return the scenario's standing, with case number and date where it has them."""
    scenario = calculation.scenario
    parts = [f"Status: {scenario.status}"]
    if scenario.case:
        parts.append(f"sak {scenario.case}")
    if scenario.date:
        parts.append(written_date(scenario.date))
    return ", ".join(parts)
