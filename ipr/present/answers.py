"""The answer of a scenario in sentences: the state of its budget, what is left, what is changed."""

from __future__ import annotations

from ipr.budget.change import Step
from ipr.budget.consequences import State, state_of
from ipr.budget.result import Result
from ipr.budget.scenario import DecideChange, TransferChange
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Plan
from ipr.present.blocks.cells import Verdict
from ipr.present.wording import PLAN_STANDING, change_label, difference_text, value_text
from ipr.reading.norwegian import amount, count, kroner, listing, signed

STATE_WORDS: dict[State, str] = {
    "balanced": "i balanse",
    "balanced_after_cuts": "i balanse etter kutt",
    "depends_on_others": "i balanse bare hvis andre gir mer",
    "short": "ikke i balanse",
}
WORST_FIRST: tuple[State, ...] = ("short", "depends_on_others", "balanced_after_cuts", "balanced")
VERDICTS = {
    "balanced": "Budsjettet går i balanse. {left} er igjen.",
    "nothing": "Ingenting",
    "balanced_after_cuts": "I balanse etter kutt: {lines} gir fra seg {cuts}.",
    "depends_on_others": "I balanse bare hvis andre gir mer: {asked}.",
    "asked": "{label} med {more}",
    "below_minimum": "I balanse, men det som er igjen, er {missing} mindre enn ønsket.",
    "short": "Budsjettet går ikke i balanse. Det mangler {missing}.",
    "short_after_cuts": (
        "Budsjettet går ikke i balanse. Det mangler {missing} etter at {lines} har gitt fra seg "
        "{cuts}."
    ),
}
"""The sentences of `verdict`, which the live page fills in too."""
ANSWERS = {
    "spent": "Planen har {before} igjen. Her er alt brukt opp, og {missing} mangler.",
    "spent_nothing": "Planen har ingenting igjen. Her er alt brukt opp, og {missing} mangler.",
    "lacked": "Her mangler {missing}. I planen mangler {before}.",
    "plan": "Dette er planen slik den er {standing}.",
    "same": "Det er like mye igjen som i planen.",
    "less": "Det er {difference} mindre igjen enn i planen.",
    "more": "Det er {difference} mer igjen enn i planen.",
}
"""The sentences of `answer`, which the live page fills in too."""
COUNTING = ("én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")


def verdict(result: Result) -> Verdict:
    """Return the state of the scenario's budget, in whole sentences."""
    outcome, state = result.outcome, state_of(result)
    kind: str = state
    if state == "short" and outcome.reserve >= 0:
        kind = "below_minimum"
    elif state == "short" and outcome["cuts"]:
        kind = "short_after_cuts"
    asked = [
        VERDICTS["asked"].format(label=item.label, more=kroner(more))
        for item in result.plan.free_funding
        if (more := outcome.asked[item.id])
    ]
    text = VERDICTS[kind].format(
        missing=kroner(outcome.shortfall if outcome.reserve >= 0 else -outcome.reserve),
        lines=count(sum(1 for one in outcome.cuts.values() if one), "post", "poster"),
        cuts=kroner(outcome["cuts"]),
        asked=listing(asked),
        left=kroner(outcome.reserve) if outcome.reserve else VERDICTS["nothing"],
    )
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
    if after < 0:
        kind = "spent" if before > 0 else "lacked" if before else "spent_nothing"
    elif after == before:
        kind = "same" if result.steps else "plan"
    else:
        kind = "less" if after < before else "more"
    return ANSWERS[kind].format(
        before=kroner(abs(before)),
        missing=kroner(abs(after)),
        difference=kroner(abs(after - before)),
        standing=PLAN_STANDING[result.plan.status],
    )


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
