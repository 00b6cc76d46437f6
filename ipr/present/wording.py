"""The sentences and labels of the reports, each made from the value it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from ipr.budget.result import Result
from ipr.budget.scenario import AddChange, Change, DecideChange, TransferChange
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Plan
from ipr.reading.norwegian import (
    NBSP,
    amount,
    count,
    decimal_e4,
    kroner,
    percent,
    percent_e4,
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
CHOSEN = {
    "outside": "utenfor rammen",
    "inside": "innenfor rammen",
    "as_printed": "som det står i planen",
    "added_compensated": "med moms som kompenseres",
    "added_not_compensated": "med moms som ikke kompenseres",
}
"""The choices as the end of a sentence: `… regnes innenfor rammen`."""
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
PLAN_COLUMN = {"proposal": "Planforslaget", "adopted": "Vedtatt plan"}
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


def bare_value(found: Input, value: int | None) -> str:
    """Return an input's value for a column of kroner: amounts bare, others with their unit."""
    return value_text(found, value).removesuffix(f"{NBSP}kroner")


def difference_text(found: Input, before: int | None, after: int) -> str:
    """Return how much an input changes, signed and with its unit; a dash where it is a choice."""
    if found.unit == "choice":
        return "–"
    difference = after - (before or 0)
    sign = "+" if difference > 0 else ""
    return f"{sign}{value_text(found, difference)}"


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
    return "ja" if change.answer == "granted" else f"nei, {follows(plan, change)}"


def follows(plan: Plan, change: DecideChange) -> str:
    """Return what the council does at a no: `rådet trekker pengene`."""
    decision = plan.condition(change.condition).decision
    stated = decision is not None and decision.if_denied == "release"
    told = RESPONSES[change.response or ("release" if stated else "keep")]
    if change.amount_nok is None:
        return told
    return f"rådet betaler {kroner(change.amount_nok)} ekstra"


def standing_line(result: Result) -> str:
    """Return the line over a report's title: council, plan, case, date and standing."""
    plan, scenario = result.plan, result.scenario
    status = plan_standing(plan) if plan.status == "adopted" else "forslag"
    parts = [plan.council.name, f"{plan.title} ({status})"]
    parts += [case_text(scenario.case)] if scenario.case else []
    parts += [written_date(scenario.date)] if scenario.date else []
    return " · ".join([*parts, *_standing(result)])


def _standing(result: Result) -> list[str]:
    """Return the scenario's standing; an adopted plan that nothing is changed in is no draft."""
    adopted = result.plan.status == "adopted" and not result.steps
    draft = result.scenario.status == "kladd"
    return [] if adopted and draft else [SCENARIO_STANDING[result.scenario.status]]


def definite(nok: int) -> str:
    """Return an amount spoken of before: `40 000 kronene`."""
    return f"{amount(nok)}{NBSP}kronene"


def left_text(reserve_nok: int) -> str:
    """Return a reserve as a clause: `110 000 kroner er igjen`, `40 000 kroner mangler`."""
    if reserve_nok == 0:
        return "ingenting er igjen"
    word = "er igjen" if reserve_nok > 0 else "mangler"
    return f"{kroner(abs(reserve_nok))} {word}"


def leaves(reserve_nok: int) -> str:
    """Return a reserve as the end of a sentence: `er 110 000 kroner igjen`, `mangler …`."""
    if reserve_nok < 0:
        return f"mangler {kroner(-reserve_nok)}"
    return f"er {kroner(reserve_nok)} igjen" if reserve_nok else "er ingenting igjen"


def plan_status(plan: Plan) -> str:
    """Return whether the plan is a proposal or adopted, and where and when that was decided."""
    if plan.status == "proposal":
        return "forslag til plan"
    return ", ".join(["vedtatt plan", *_adopted(plan)])


def plan_standing(plan: Plan) -> str:
    """Return the same as the end of a sentence: `foreslått`, `vedtatt i sak 12/26, 3. mai 2026`."""
    if plan.status == "proposal":
        return "foreslått"
    where = ", ".join(_adopted(plan))
    return f"vedtatt {'i ' if plan.case else ''}{where}".rstrip()


def _adopted(plan: Plan) -> list[str]:
    """Return the case and the day of an adopted plan, as far as they are known."""
    case = [case_text(plan.case)] if plan.case else []
    return case + ([written_date(plan.date)] if plan.date else [])


def share_of_frame(part_nok: int, frame_nok: int) -> str:
    """Return a part of the frame as a percentage, or a dash where there is no frame."""
    return percent(part_nok, frame_nok) if frame_nok else "–"


def case_line(result: Result) -> str:
    """Return the scenario's standing, with case number and date where it has them."""
    scenario = result.scenario
    parts = _standing(result) or ["Vedtatt plan"]
    if scenario.case:
        parts.append(case_text(scenario.case))
    if scenario.date:
        parts.append(written_date(scenario.date))
    return ", ".join(parts)


def case_text(case: str) -> str:
    """Return a case as it is filed: `sak 12/26`, or the scenario's words, `Vedlegg 3 til sak …`."""
    return case if "sak " in case else f"sak {case}"
