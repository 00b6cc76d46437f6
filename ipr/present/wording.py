"""The sentences and labels of the reports, each made from the value it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.budget.change import Step
from ipr.budget.consequences import State, state_of
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
    listing,
    percent,
    percent_e4,
    signed,
)
from ipr.reading.norwegian import date as written_date

STATUS = {
    "stated": "står i planen",
    "planning_assumption": "lagt til grunn i planen",
    "derived": "regnet ut fra planen",
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
    "keep": "rådet bruker pengene som planlagt",
    "release": "rådet trekker pengene",
    "cover": "rådet betaler mer selv",
}
POLICIES = {
    "leave_open": "vis det som mangler",
    "ranked": "kutt i valgt rekkefølge",
    "pro_rata": "forholdsmessige kutt",
    "ask_funders": "bidragsyterne bes om resten",
}
STATE_WORDS: dict[State, str] = {
    "balanced": "i balanse",
    "balanced_after_cuts": "i balanse etter kutt",
    "depends_on_others": "i balanse bare hvis andre gir mer",
    "short": "ikke i balanse",
}
WORST_FIRST: tuple[State, ...] = ("short", "depends_on_others", "balanced_after_cuts", "balanced")
PLAN_COLUMN = {"proposal": "Planforslaget", "adopted": "Vedtatt plan"}
PLAN_STANDING = {"proposal": "foreslått", "adopted": "vedtatt"}
COUNTING = ("én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")
SCENARIO_STANDING = {
    "kladd": "Kladd – ikke behandlet",
    "drøftet": "Drøftet, ikke vedtatt",
    "innstilling": "Innstilling",
    "vedtatt": "Vedtatt",
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


def verdict(result: Result) -> Verdict:
    """Return the state of the scenario's budget, in whole sentences."""
    outcome, state = result.outcome, state_of(result)
    cut = count(sum(1 for one in outcome.cuts.values() if one), "post", "poster")
    match state:
        case "short" if outcome.reserve >= 0:
            missing = kroner(outcome.shortfall)
            text = f"I balanse, men det som er igjen, er {missing} mindre enn ønsket."
        case "short":
            given = f" etter at {cut} har gitt fra seg {kroner(outcome['cuts'])}"
            text = (
                f"Budsjettet går ikke i balanse. Det mangler {kroner(-outcome.reserve)}"
                f"{given if outcome['cuts'] else ''}."
            )
        case "depends_on_others":
            asked = [
                f"{item.label} med {kroner(more)}"
                for item in result.plan.free_funding
                if (more := outcome.asked[item.id])
            ]
            text = f"I balanse bare hvis andre gir mer: {listing(asked)}."
        case "balanced_after_cuts":
            text = f"I balanse etter kutt: {cut} gir fra seg {kroner(outcome['cuts'])}."
        case _:
            left = kroner(outcome.reserve) if outcome.reserve else "Ingenting"
            text = f"Budsjettet går i balanse. {left} er igjen."
    return Verdict(state, text)


def verdict_word(result: Result) -> str:
    """Return the state for a narrow column: `i balanse`, `mangler 40 000`."""
    outcome = result.outcome
    match state_of(result):
        case "short" if outcome.reserve >= 0:
            return f"{amount(outcome.shortfall)} under ønsket"
        case "short":
            return f"mangler {amount(-outcome.reserve)}"
        case "depends_on_others":
            return "avhenger av andre"
        case "balanced_after_cuts":
            return "i balanse etter kutt"
        case _:
            return "i balanse"


def reserve_text(result: Result) -> str:
    """Return the reserve in running text, with the word for a negative one."""
    reserve = result.reserve
    return f"{kroner(reserve)} (mangler)" if reserve < 0 else kroner(reserve)


def answer(result: Result) -> str:
    """Return the scenario's answer in a sentence or two: what is left, against the plan."""
    before, after = int(result.original.reserve), result.reserve
    if after < 0 <= before:
        left = f"Planen har {kroner(before)} igjen." if before else "Planen har ingenting igjen."
        return f"{left} Her er alt brukt opp, og {kroner(-after)} mangler."
    if after < 0:
        return f"Her mangler {kroner(-after)}. I planen mangler {kroner(-before)}."
    if after == before and not result.steps:
        return f"Dette er planen slik den er {PLAN_STANDING[result.plan.status]}."
    if after == before:
        return "Det er like mye igjen som i planen."
    word = "mindre" if after < before else "mer"
    return f"Det er {kroner(abs(after - before))} {word} igjen enn i planen."


def summary(result: Result) -> tuple[str, ...]:
    """Return at most five lines: what is changed, frame, lines, reserve and verdict."""
    rows = [result.row(name) for name in ("frame", "allocated", "reserve")]
    moved = (_moved(row.label, row.original or 0, row.revised or 0) for row in rows)
    return (_what_changes(result), *moved, verdict(result).text)


def _what_changes(result: Result) -> str:
    plan, steps = result.plan, result.steps
    if not steps and not (result.outcome["cuts"] or result.outcome["asked"]):
        return f"Dette er planen slik den er {PLAN_STANDING[plan.status]}."
    if not steps:
        return "Ingen forutsetninger er endret. Det er regelen for saldering som flytter penger."
    said = [_said(plan, step) for step in steps]
    if len(said) > 3:
        told = f"{_capital(counted(len(said)))} ting endres."
    else:
        told = f"{_capital(counted(len(said)))} ting endres: {listing(said)}."
    if not any(step.has_effect for step in steps):
        return f"{told} Tallene blir som i planen."
    return told


def _said(plan: Plan, step: Step) -> str:
    """Return one change as part of a sentence, with how much it moves where that is an amount."""
    label, catalogue = change_label(plan, step.change), inputs_of(plan)
    if isinstance(step.change, DecideChange | TransferChange) or len(step.inputs) != 1:
        return label
    ((name, value),) = step.inputs.items()
    found = catalogue[name]
    if found.value is None or found.unit == "choice":
        return f"{label} ({value_text(found, value)})"
    return f"{label} ({difference_text(found, found.value, value)})"


def counted(number: int) -> str:
    """Return a small number in words: `én`, `to`, … `ti`; a larger one in digits."""
    return COUNTING[number - 1] if 1 <= number <= len(COUNTING) else amount(number)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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


def case_line(result: Result) -> str:
    """Return the scenario's standing, with case number and date where it has them."""
    scenario = result.scenario
    parts = [SCENARIO_STANDING[scenario.status]]
    if scenario.case:
        parts.append(f"sak {scenario.case}")
    if scenario.date:
        parts.append(written_date(scenario.date))
    return ", ".join(parts)
