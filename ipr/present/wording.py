"""The sentences and labels of the reports, each made from the value it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from ipr.budget.change import FULL_YEAR, Step
from ipr.budget.reckon import Outcome
from ipr.budget.result import Result
from ipr.budget.scenario import AddChange, Change, DecideChange, Scenario, TransferChange
from ipr.plan.inputs import Input, find_input, inputs_of, within_sentence
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

FACTS_ONLY = "Rapporten viser fakta. Vurdering og innstilling hører hjemme i saksframlegget."
COUNTING = ("én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")
MOST_CHANGES = 3
"""How many changes one sentence names."""
BESIDE = {"uten kutt": "Utenom kuttene", "uten å be om mer": "Utenom det andre bes om,"}
"""How what is changed begins where the rule does something too, by `without_rule`."""
MOST_NAMED = 3
"""How many things that are alike are named; of more, their number is told."""


def capital(text: str) -> str:
    """Return the text as a sentence begins, with a capital letter."""
    return text[:1].upper() + text[1:]


def sentences(*texts: str) -> str:
    """Return the texts as sentences, each with its capital letter and its full stop."""
    whole = (capital(text) for text in texts if text)
    return " ".join(text if text.endswith((".", "!", "?", ")")) else f"{text}." for text in whole)


def value_text(found: Input, value: int | None) -> str:
    """Return an input's value with its unit: `500 000 kroner`, `11,75 NOK per EUR`, `6 måneder`.

    Of an amount that the budget has more of, it is said what comes in addition: `uten moms`.
    """
    if value is None:
        return found.shown_as or "uten beløp"
    match found.unit:
        case "nok":
            text = f"{kroner(value)} {found.without}".rstrip()
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
    return f"{amount(value)} {found.without}".rstrip()


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
            return _answered(plan, change)
        case AddChange():
            return f"Ny post: {change.label}"
        case TransferChange():
            return f"Flyttet fra {label(change.taken_from)} til {label(change.target)}"
        case _:
            return label(change.target)


def _answered(plan: Plan, change: DecideChange) -> str:
    """Return an answer as a clause, for a condition may itself be called by a sentence."""
    label = plan.condition(change.condition).label
    if change.answer == "granted":
        return f"«{label}» slår til"
    return f"«{label}» slår ikke til, {and_follows(plan, change)}"


def decided(plan: Plan, change: DecideChange) -> str:
    """Return an answer in a word, and of a no what follows: `nei, rådet trekker pengene`."""
    return "ja" if change.answer == "granted" else f"nei, {follows(plan, change)}"


def follows(plan: Plan, change: DecideChange) -> str:
    """Return what the council does at a no: `rådet trekker pengene`."""
    stated = plan.decisions[change.condition].if_denied == "release"
    return responded(change.response or ("release" if stated else "keep"), change.amount_nok)


def responded(response: str, amount_nok: int | None) -> str:
    """Return what the council does, with the amount it covers where that is known."""
    if amount_nok is None:
        return RESPONSES[response]
    return f"rådet betaler {kroner(amount_nok)} ekstra"


def and_follows(plan: Plan, change: DecideChange) -> str:
    """Return the same after a no: `og rådet trekker pengene`, `men rådet bruker …`."""
    word = "men" if change.response == "keep" else "og"
    return f"{word} {follows(plan, change)}"


def what_changes(result: Result) -> str:
    """Return what the scenario changes, in a sentence or two; nothing for the plan itself."""
    steps = result.own_steps
    if not steps:
        ruled = result.outcome["cuts"] or result.outcome["asked"]
        return "Ingenting er endret, men regelen for det som mangler, er brukt." if ruled else ""
    said = [clause(result, step) for step in steps]
    things = f"{counted(len(said))} ting"
    changed = all(changes_something(result, step) for step in steps)
    told = f"{capital(things)} {'endres' if changed else 'er valgt her'}"
    if beside := BESIDE.get(without_rule(result)):
        told = f"{beside} {f'endres {things}' if changed else f'er {things} valgt her'}"
    told = f"{told}." if len(said) > MOST_CHANGES else f"{told}: {'; '.join(said)}."
    if any(row.change for row in result.rows("funding", "components", "lines")):
        return told
    return f"{told} Tallene blir som {in_plan(result.amended)}."


def without_rule(result: Result) -> str:
    """Return what figures from before the rule leave out; nothing where the rule does nothing."""
    if result.outcome["cuts"]:
        return "uten kutt"
    return "uten å be om mer" if result.outcome["asked"] else ""


def in_plan(before: Result | None) -> str:
    """Return what is compared with: `i planen` or, where an adopted budget is, `før saken`."""
    return "før saken" if before else "i planen"


def changes_something(result: Result, step: Step) -> bool:
    """Whether a step answers no, or gives an input another value than it had before."""
    if isinstance(step.change, DecideChange):
        return step.change.answer == "denied"
    before, catalogue = result.amended.values if result.amended else {}, inputs_of(result.plan)
    return any(
        value != before.get(name, catalogue[name].value) for name, value in step.inputs.items()
    )


def clause(result: Result, step: Step) -> str:
    """Return one change as a clause: `Gaven fra banken blir 500 000 kroner mindre`.

    It is less than in the plan or, where an adopted budget is amended, than before the case.
    """
    plan = result.plan
    match step.change:
        case DecideChange() as change:
            return _answered(plan, change)
        case TransferChange() as change:
            names = (find_input(plan, one).name for one in (change.taken_from, change.target))
            found = [within_sentence(plan, name) for name in names]
            ends = [f"{one.label} ({one.without})" if one.without else one.label for one in found]
            ends = [end.replace(") (", ", ") for end in ends]
            return f"{kroner(change.amount_nok)} flyttes fra {ends[0]} til {ends[1]}"
        case AddChange() as change:
            return f"ny post, {change.label}, på {kroner(change.amount_nok)}"
        case change if len(step.inputs) == 1:
            ((name, value),) = step.inputs.items()
            amended = result.amended if step in result.own_steps else None
            return becomes(within_sentence(plan, name), value, amended)
        case change:  # a scenario that combines this one says otherwise
            return change_label(plan, change)


def becomes(found: Input, value: int, amended: Result | None = None) -> str:
    """Return what an input comes to, as a clause, against the plan or what is amended."""
    text, before, about = value_text(found, value), found.value, settled(found, value)
    if amended:
        before = amended.values.get(found.name, before)
    if found.unit == "choice":
        return about
    if before is None:
        return f"{found.label} får {text}"
    if value == before:
        same = about if found.unit == "months" else f"{about} er {text}"
        return f"{same}, som {in_plan(amended)}"
    if found.unit in {"nok", "currency"}:
        word = "mer" if value > before else "mindre"
        difference = value_text(found._replace(without=""), abs(value - before))
        return f"{about} blir {difference} {word} {found.without}".rstrip()
    if found.unit == "months":
        return f"{about}, ikke {value_text(found, before)}"
    return f"{found.label} blir {text}, ikke {value_text(found, before)}"


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
    if reserve_nok == 0:
        return "ingenting er igjen"
    word = "er igjen" if reserve_nok > 0 else "mangler"
    return f"{kroner(abs(reserve_nok))} {word}"


def left_over(reserve_nok: int) -> str:
    """Return a reserve without a verb: `110 000 kroner igjen`, `40 000 kroner for lite`."""
    if reserve_nok == 0:
        return "ingenting igjen"
    return f"{kroner(abs(reserve_nok))} {'igjen' if reserve_nok > 0 else 'for lite'}"


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


def leaves(reserve_nok: int) -> str:
    """Return a reserve as the end of a sentence: `er 110 000 kroner igjen`, `mangler …`."""
    if reserve_nok < 0:
        return f"mangler {kroner(-reserve_nok)}"
    return f"er {kroner(reserve_nok)} igjen" if reserve_nok else "er ingenting igjen"


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
    return f"vedtatt {'i ' if plan.case else ''}{', '.join(_filed(plan))}".rstrip()


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
