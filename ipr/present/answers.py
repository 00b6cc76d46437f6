"""The answer of a scenario in sentences: the state of its budget, what is left, and the cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ipr.budget.consequences import State, state_of
from ipr.budget.result import Result
from ipr.budget.rules import Ranked
from ipr.present.blocks import Cover, KeyFigure, Verdict
from ipr.present.wording import plan_standing, standing_line, what_changes
from ipr.reading.norwegian import amount, count, kroner, listing, signed_kroner

STATE_WORDS: dict[State, str] = {
    "balanced": "i balanse",
    "balanced_after_cuts": "i balanse etter kutt",
    "depends_on_others": "i balanse bare hvis andre gir mer",
    "short": "ikke i balanse",
}
WORST_FIRST: tuple[State, ...] = ("short", "depends_on_others", "balanced_after_cuts", "balanced")
Sentence = tuple[tuple[str, ...], str]
"""A sentence, after the figures that are above 0 where it is true; with a minus, below."""

VERDICTS: tuple[tuple[tuple[str, ...], str, State], ...] = (
    (
        ("-reserve", "cuts"),
        (
            "Budsjettet går ikke i balanse. Det mangler {missing} etter at {lines} har gitt fra "
            "seg {cuts}."
        ),
        "short",
    ),
    (("-reserve",), "Budsjettet går ikke i balanse. Det mangler {missing}.", "short"),
    (
        ("shortfall",),
        "I balanse, men det som er igjen, er {missing} mindre enn ønsket.",
        "short",
    ),
    (("asked",), "I balanse bare hvis andre gir mer: {asked}.", "depends_on_others"),
    (("cuts",), "I balanse etter kutt: {lines} gir fra seg {cuts}.", "balanced_after_cuts"),
    ((), "Budsjettet går i balanse. {left} er igjen.", "balanced"),
)
"""The sentences of `verdict`, each with its state: the first that is true is said."""
RESERVE: tuple[Sentence, ...] = (
    (("-now", "before"), "Planen har {before} igjen. Her er alt brukt opp, og {missing} mangler."),
    (("-now", "-before"), "Her mangler {missing}. I planen mangler {before}."),
    (("-now",), "Planen har ingenting igjen. Her er alt brukt opp, og {missing} mangler."),
    (("-change",), "Det er {difference} mindre igjen enn i planen."),
    (("change",), "Det er {difference} mer igjen enn i planen."),
    (("steps",), "Det er like mye igjen som i planen."),
    ((), "Dette er planen slik den er {standing}."),
)
"""What is left against the plan; likewise."""
COMPARED: tuple[Sentence, ...] = (
    (("change",), "{amount} mer enn i planen"),
    (("-change",), "{amount} mindre enn i planen"),
    ((), "som i planen"),
)
ANSWERS = {
    "amount": "{label} er {amount}, {compared}.",
    "unknown": "{label} har ikke noe beløp.",
    "asked": "Til sammen må de gi {asked} mer enn i planen.",
    "asked_of": "{label} med {more}",
    "nothing": "Ingenting",
    "cut_alike": "Mest gir {most} med {most_amount}, minst {least} med {least_amount}.",
    "cut_in_order": "Kuttene rekker til nummer {place} av {of} på listen: {last} gir {amount}.",
}
"""The other sentences of `answer`. The live page reads all of these too, and fills them in."""


AMENDED_WORDS = {
    "Planen har": "Før saken er",
    "I planen": "Før saken",
    "i planen": "før saken",
}
"""What the plan is called where an adopted budget is amended."""
KEY_FIGURES = ("frame", "allocated", "reserve")


def cover(result: Result) -> Cover:
    """Return the head of a scenario's report: title, question, verdict, answer, key figures."""
    changes = what_changes(result)
    return Cover(
        title=result.scenario.title,
        subtitle=standing_line(result),
        question=result.scenario.question,
        answer=f"{answer(result)} {changes}".rstrip(),
        verdict=verdict(result),
        key_figures=tuple(_key_figure(result, name, bool(changes)) for name in KEY_FIGURES),
    )


def _key_figure(result: Result, name: str, changed: bool) -> KeyFigure:  # noqa: FBT001
    row = result.row(name)
    same = "som før saken" if result.amended else "som i planen"
    against = "mot før saken" if result.amended else "mot planen"
    note = f"{signed_kroner(row.change)} {against}" if row.change else same if changed else ""
    return KeyFigure(row.label, kroner(row.revised or 0), note)


def first_true(
    sentences: Iterable[tuple[Any, ...]], figures: Mapping[str, int | None]
) -> tuple[Any, ...]:
    """Return the first sentence that is true of these figures, with what stands beside it."""
    return next(
        one
        for one in sentences
        if all(
            (figures[name.removeprefix("-")] or 0) * (-1 if name[0] == "-" else 1) > 0
            for name in one[0]
        )
    )


def verdict(result: Result) -> Verdict:
    """Return the state of the scenario's budget, in whole sentences."""
    outcome = result.outcome
    _, sentence, state = first_true(VERDICTS, outcome.figures)
    asked = [
        ANSWERS["asked_of"].format(label=item.label, more=kroner(more))
        for item in result.plan.free_funding
        if (more := outcome.asked[item.id])
    ]
    text = sentence.format(
        missing=kroner(outcome.shortfall if outcome.reserve >= 0 else -outcome.reserve),
        lines=count(sum(1 for one in outcome.cuts.values() if one), "post", "poster"),
        cuts=kroner(outcome["cuts"]),
        asked=listing(asked),
        left=kroner(outcome.reserve) if outcome.reserve else ANSWERS["nothing"],
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
    """Return the scenario's answer to its own question, in a sentence or two."""
    about = result.scenario.answers
    if about == "cuts" and result.outcome["cuts"]:
        return _told_cuts(result)
    if about == "asked" and result.outcome["asked"]:
        return ANSWERS["asked"].format(asked=kroner(result.outcome["asked"]))
    if about in {"reserve", "cuts", "asked"}:
        return _told_reserve(result)
    row = result.row(about)
    if row.revised is None:
        return ANSWERS["unknown"].format(label=row.label)
    change = row.change or 0
    compared = _said(result, COMPARED, change=change).format(amount=kroner(abs(change)))
    return ANSWERS["amount"].format(label=row.label, amount=kroner(row.revised), compared=compared)


def _said(result: Result, sentences: Iterable[Sentence], **figures: int) -> str:
    """Return the one that is true; where a budget is amended, of that and not of the plan."""
    told: str = first_true(sentences, figures)[1]
    for words, amended in AMENDED_WORDS.items() if result.amended else ():
        told = told.replace(words, amended)
    return told


def _told_reserve(result: Result) -> str:
    """Return what is left, against the plan."""
    before, after = result.before("reserve") or 0, result.reserve
    figures = {"before": before, "now": after, "change": after - before}
    return _said(result, RESERVE, steps=len(result.steps), **figures).format(
        before=kroner(abs(before)),
        missing=kroner(abs(after)),
        difference=kroner(abs(after - before)),
        standing=plan_standing(result.plan),
    )


def _told_cuts(result: Result) -> str:
    """Return who gives most and least, or how far down the list of lines the cuts reach."""
    plan, rule = result.plan, result.balancing
    cuts = {line_id: int(cut) for line_id, cut in result.outcome.cuts.items() if cut}
    if isinstance(rule, Ranked):
        last = [line_id for line_id in rule.order if line_id in cuts][-1]
        return ANSWERS["cut_in_order"].format(
            place=rule.order.index(last) + 1,
            of=len(rule.order),
            last=plan.line(last).label,
            amount=kroner(cuts[last]),
        )
    most, least = (choose(cuts, key=lambda one: cuts[one]) for choose in (max, min))
    return ANSWERS["cut_alike"].format(
        most=plan.line(most).label,
        most_amount=kroner(cuts[most]),
        least=plan.line(least).label,
        least_amount=kroner(cuts[least]),
    )
