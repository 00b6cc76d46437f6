"""Words for values and choices, and how a state, a plan and a scenario's standing are said."""

from __future__ import annotations

from collections.abc import Sequence

from ipr.budget.reckon import Outcome
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, Balancing
from ipr.budget.scenario import Scenario
from ipr.plan.inputs import Input
from ipr.plan.model import Plan
from ipr.reading.norwegian import (
    NBSP,
    amount,
    count,
    decimal_e4,
    kroner,
    listing,
    percent_e4,
    written_date,
)

STATUS = {
    "stated": "står i planen",
    "planning_assumption": "lagt til grunn i planen",
    "derived": "regnet ut fra planen",
    "ours": "vår antakelse",
}
STANDING = {**STATUS, "scenario": "valgt i scenarioet"}
CHOICES = {
    "outside": "utenfor rammen",
    "inside": "innenfor rammen",
    "as_printed": "som i planen",
    "added_compensated": "moms kommer i tillegg og kompenseres",
    "added_not_compensated": "moms kommer i tillegg og kompenseres ikke",
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
ONE_ASKED = "bidragsyteren bes om resten"
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

NO_AMOUNT = "uten beløp"
WITHOUT_CUTS, WITHOUT_ASKING = "uten kutt", "uten å be om mer"
FACTS_ONLY = "Rapporten viser fakta. Vurdering og innstilling hører hjemme i saksframlegget."
COUNTING = ("én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")
MOST_NAMED = 3
"""How many things that are alike are named; of more, their number is told."""


def capital(text: str) -> str:
    """Return the text as a sentence begins, with a capital letter."""
    return text[:1].upper() + text[1:]


def sentences(*texts: str) -> str:
    """Return the texts as sentences, each with its capital letter and its full stop."""
    whole = (capital(text) for text in texts if text)
    return " ".join(text if text.endswith((".", "!", "?", ")")) else f"{text}." for text in whole)


def spaced(*words: str) -> str:
    """Return the words in a row; what is empty takes no room."""
    return " ".join(filter(None, words))


def value_text(found: Input, value: int | None) -> str:
    """Return an input's value with its unit: `500 000 kroner`, `11,75 NOK per EUR`, `6 måneder`.

    Of an amount that the budget has more of, it is said what comes in addition: `uten moms`.
    """
    if value is None:
        return found.shown_as or NO_AMOUNT
    match found.unit:
        case "nok":
            text = spaced(kroner(value), found.without)
        case "currency":
            text = f"{amount(value)}{NBSP}{found.unit_label}"
        case "months":
            text = count(value, "måned", "måneder")
        case "e4" if found.unit_label == "prosent":
            text = percent_e4(value)
        case "e4":
            unit = found.unit_label.replace(" per ", f"{NBSP}per{NBSP}")
            text = f"{decimal_e4(value)}{NBSP}{unit}"
        case _:
            text = CHOICES[found.choices[value]]
    return text


def bare_value(found: Input, value: int | None) -> str:
    """Return an input's value for a column of kroner: amounts bare, others with their unit."""
    if value is None or found.unit != "nok":
        return value_text(found, value)
    return spaced(amount(value), found.without)


def without_rule(result: Result) -> str:
    """Return what figures from before the rule leave out; nothing where the rule does nothing."""
    if result.outcome["cuts"]:
        return WITHOUT_CUTS
    return WITHOUT_ASKING if result.outcome["asked"] else ""


def ruled(rule: Balancing) -> str:
    """Return what a rule does where money lacks; of one who is asked, as of one."""
    asked = rule.shares.values() if isinstance(rule, AskFunders) else ()
    return ONE_ASKED if sum(map(bool, asked)) == 1 else POLICIES[rule.policy]


def counted(number: int) -> str:
    """Return a small number in words: `én`, `to`, … `ti`; a larger one in digits."""
    return COUNTING[number - 1] if 1 <= number <= len(COUNTING) else amount(number)


def standing_line(result: Result) -> str:
    """Return the line over a report's title: council, plan, case, date and standing."""
    plan = result.plan
    status = plan_standing(plan) if plan.status == "adopted" else "forslag"
    head = (plan.council.name, f"{plan.title} ({status})")
    return " · ".join([*head, *_filed(result.scenario), *_standing(result)])


def _standing(result: Result) -> list[str]:
    """Return the scenario's standing; an adopted plan that nothing is changed in is no draft."""
    adopted = result.plan.status == "adopted" and not result.steps
    draft = result.scenario.status == "kladd"
    return [] if adopted and draft else [SCENARIO_STANDING[result.scenario.status]]


def named_or_counted(labels: Sequence[str], one: str, many: str) -> str:
    """Return things that are alike by name or, where they are many, by number."""
    return listing(labels) if len(labels) <= MOST_NAMED else count(len(labels), one, many)


def definite(nok: int) -> str:
    """Return an amount spoken of before: `de 40 000 kronene`, `den ene kronen`."""
    return "den ene kronen" if nok == 1 else f"de {amount(nok)}{NBSP}kronene"


def left_text(reserve_nok: int) -> str:
    """Return a reserve as a clause: `110 000 kroner er igjen`, `40 000 kroner mangler`."""
    return f"{_size(reserve_nok)} {'mangler' if reserve_nok < 0 else 'er igjen'}"


def left_over(reserve_nok: int) -> str:
    """Return a reserve without a verb: `110 000 kroner igjen`, `40 000 kroner for lite`."""
    return f"{_size(reserve_nok)} {'for lite' if reserve_nok < 0 else 'igjen'}"


def leaves(reserve_nok: int) -> str:
    """Return a reserve as the end of a sentence: `er 110 000 kroner igjen`, `mangler …`."""
    size = _size(reserve_nok)
    return f"mangler {size}" if reserve_nok < 0 else f"er {size} igjen"


def _size(reserve_nok: int) -> str:
    return kroner(abs(reserve_nok)) if reserve_nok else "ingenting"


def lacking(outcome: Outcome, still: str = "") -> str:
    """Return what a budget lacks, after `Uten kutt`: of the money, or of what is wished left."""
    reserve, wish = int(outcome.reserve), int(outcome["minimum_reserve"])
    if reserve >= 0:
        return f"er det {still}{kroner(outcome.shortfall)} mindre igjen enn ønsket"
    wished = f", og ønsket er at {kroner(wish)} skal være igjen" if wish else ""
    return f"mangler {still}{kroner(-reserve)}{wished}"


def lacks(wish_nok: int) -> str:
    """Return what is said of a budget below the wish, as the end of a sentence."""
    return "er det mindre igjen enn ønsket" if wish_nok else "mangler det penger"


def missed_head(wish_nok: int) -> str:
    """Return the same as the head of a number of cases: `mangler penger`."""
    return "mindre enn ønsket" if wish_nok else "mangler penger"


def it_lacks(wish_nok: int) -> str:
    """Return the same by itself: `det mangler penger`."""
    return "det er mindre igjen enn ønsket" if wish_nok else "det mangler penger"


def it_reaches(wish_nok: int) -> str:
    """Return what is said of a budget that is not below the wish, by itself."""
    return "det er igjen så mye som ønsket" if wish_nok else "pengene rekker"


def plan_status(plan: Plan) -> str:
    """Return whether the plan is a proposal or adopted, and where and when that was decided."""
    if plan.status == "proposal":
        return "forslag til plan"
    return ", ".join(["vedtatt plan", *_filed(plan)])


def plan_line(plan: Plan, more: str = "") -> str:
    """Return the line under a title: council, plan and status, and what more there is to say."""
    return f"{plan.council.name}. {plan.title} ({plan_status(plan)}).{f' {more}.' if more else ''}"


def plan_standing(plan: Plan) -> str:
    """Return the same as the end of a sentence: `foreslått`, `vedtatt i sak 12/26, 3. mai 2026`."""
    if plan.status == "proposal":
        return "foreslått"
    return spaced("vedtatt", "i" if plan.case else "", ", ".join(_filed(plan)))


def case_line(result: Result) -> str:
    """Return the scenario's standing, with case number and date where it has them.

    Nothing for the plan itself, whose standing is in its own line.
    """
    if not result.scenario.id:
        return ""
    return ", ".join([*_standing(result), *_filed(result.scenario)])


def _filed(found: Plan | Scenario) -> list[str]:
    """Return the case and the day of a decision, as far as they are known."""
    case = [case_text(found.case)] if found.case else []
    return case + ([written_date(found.date)] if found.date else [])


def case_text(case: str) -> str:
    """Return a case as it is filed: `sak 12/26`, or the scenario's words, `Vedlegg 3 til sak …`."""
    return case if "sak " in case else f"sak {case}"
