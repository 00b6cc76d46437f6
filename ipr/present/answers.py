"""The answer of a scenario in sentences: the state of its budget, what is left, and the cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ipr.analysis.consequences import State, state_of
from ipr.budget.result import Result
from ipr.budget.rules import Ranked
from ipr.present.blocks import Cover, KeyFigure, Verdict
from ipr.present.changes import BEFORE_CASE, IN_PLAN, in_plan, what_changes
from ipr.present.wording import (
    capital,
    named_or_counted,
    plan_standing,
    spaced,
    standing_line,
)
from ipr.reading.norwegian import amount, count, kroner, listing, signed_kroner

STATE_WORDS: dict[State, str] = {
    "balanced": "i balanse",
    "balanced_after_cuts": "i balanse etter kutt",
    "depends_on_others": "i balanse bare hvis andre gir mer",
    "short": "ikke i balanse",
}
WORST_FIRST: tuple[State, ...] = ("short", "depends_on_others", "balanced_after_cuts", "balanced")
Sentence = tuple[Any, ...]
"""The figures that are above 0 where it is true, or below with a minus; then the sentence.

A slot holds a text of `facts`, another sentence, or a figure in kroner, whatever its sign.
"""

VERDICTS: tuple[tuple[tuple[str, ...], str, State], ...] = (
    (
        ("-reserve", "cuts"),
        (
            "Budsjettet går ikke i balanse. Det mangler {reserve} etter at {lines} har gitt fra "
            "seg {cuts}."
        ),
        "short",
    ),
    (("-reserve",), "Budsjettet går ikke i balanse. Det mangler {reserve}.", "short"),
    (
        ("shortfall",),
        "I balanse, men det som er igjen, er {shortfall} mindre enn ønsket.",
        "short",
    ),
    (
        ("asked", "lacked", "minimum_reserve"),
        "I balanse, med så mye igjen som ønsket, bare hvis andre gir mer: {givers}.",
        "depends_on_others",
    ),
    (("asked", "lacked"), "I balanse bare hvis andre gir mer: {givers}.", "depends_on_others"),
    (
        ("asked",),
        "I balanse, men det blir så mye igjen som ønsket bare hvis andre gir mer: {givers}.",
        "depends_on_others",
    ),
    (
        ("cuts", "lacked"),
        "I balanse etter kutt: {lines} gir fra seg {cuts}.",
        "balanced_after_cuts",
    ),
    (
        ("cuts",),
        "I balanse, med så mye igjen som ønsket etter kutt: {lines} gir fra seg {cuts}.",
        "balanced_after_cuts",
    ),
    ((), "Budsjettet går i balanse. {left} er igjen.", "balanced"),
)
"""The sentences of `verdict`, each with its state: the first that is true is said."""
RESERVE: tuple[Sentence, ...] = (
    (("-now", "before"), "{plan_has} {before} igjen. Her er alt brukt opp, og {now} mangler."),
    (
        ("-now", "-before", "-change"),
        "{in_the_plan} mangler {before}. Her mangler det {change} mer.",
    ),
    (
        ("-now", "-before", "change"),
        "{in_the_plan} mangler {before}. Her mangler det {change} mindre.",
    ),
    (("-now", "-before", "steps"), "Det mangler like mye som {in_plan}."),
    (("-now", "-before"), "Dette er planen slik den er {standing}."),
    (("-now",), "{plan_has} ingenting igjen. Her er alt brukt opp, og {now} mangler."),
    (("-before", "asked"), "{in_the_plan} mangler {before}. Her er det dekket bare hvis de gir."),
    (("-before",), "{in_the_plan} mangler {before}. Her er alt dekket."),
    (("-change",), "Det er {change} mindre igjen enn {in_plan}."),
    (("change",), "Det er {change} mer igjen enn {in_plan}."),
    (("steps",), "Det er like mye igjen som {in_plan}."),
    ((), "Dette er planen slik den er {standing}."),
)
SENTENCES: dict[str, tuple[Sentence, ...]] = {
    "verdict": VERDICTS,
    "left": ((("reserve",), "{reserve}"), ((), "Ingenting")),
    "giver": (((), "{label} med {more}"),),
    "payers": ((("several",), "{labels} med {cut} hver"), ((), "{labels} med {cut}")),
    "answer.reserve": RESERVE,
    "answer.cuts": (
        (("cuts", "place", "shortfall"), "Hele listen er brukt, og det er ikke nok."),
        (
            ("cuts", "place"),
            "Kuttene rekker til nummer {place} av {of} på listen: {last} gir {last_cut}.",
        ),
        (("cuts", "uneven"), "Mest gir {most}, minst {least}."),
        (("cuts", "several"), "De gir like mye, {most_cut} hver."),
        (("cuts",), "Bare {only} gir noe."),
        *RESERVE,
    ),
    "answer.asked": ((("asked",), "Det må bes om {asked} mer."), *RESERVE),
    "answer.shortfall": (
        (("shortfall", "minimum_reserve"), "Det er {shortfall} mindre igjen enn ønsket."),
        (("shortfall",), "Det mangler {shortfall}."),
        (("minimum_reserve",), "Det er så mye igjen som ønsket."),
        ((), "Det mangler ingenting."),
    ),
    "answer.amount": (
        (("unknown",), "{label} har ikke noe beløp."),
        (("change",), "{label} er {amount}, {change} mer enn {in_plan}."),
        (("-change",), "{label} er {amount}, {change} mindre enn {in_plan}."),
        ((), "{label} er {amount}, som {in_plan}."),
    ),
    "covered": (
        (("cuts",), "Kutt i {lines}"),
        (("others",), "Bidragsyterne bes om mer"),
        ((), "Bidragsyteren bes om mer"),
    ),
    "lapsed": ((("cuts",), "Uten kuttene før saken"), ((), "Uten det andre ble bedt om før saken")),
    "coverer": ((("cuts",), "rådet"), (("others",), "bidragsyterne"), ((), "bidragsyteren")),
    "plan_has": ((("amended",), "Før saken er"), ((), "Planen har")),
    "in_the_plan": ((("amended",), capital(BEFORE_CASE)), ((), capital(IN_PLAN))),
    "in_plan": ((("amended",), BEFORE_CASE), ((), IN_PLAN)),
}
"""All that `tell` says, by name: the first that is true. The live page reads them too."""
SLOT = re.compile(r"\{(\w+)\}")
KEY_FIGURES = ("frame", "allocated", "reserve")


def cover(result: Result) -> Cover:
    """Return the head of a scenario's report: title, question, verdict, answer, key figures."""
    changes = what_changes(result)
    return Cover(
        title=result.scenario.title,
        subtitle=standing_line(result),
        question=result.scenario.question,
        answer=spaced(answer(result), changes),
        verdict=verdict(result),
        key_figures=tuple(_key_figure(result, name, bool(changes)) for name in KEY_FIGURES),
    )


def _key_figure(result: Result, name: str, changed: bool) -> KeyFigure:  # noqa: FBT001
    row = result.row(name)
    note = f"som {in_plan(result)}" if changed else ""
    if row.change:
        against = "budsjettet før saken" if result.amended else "planen"
        note = f"{signed_kroner(row.change)} mot {against}"
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


def tell(name: str, figures: Mapping[str, int | None], words: Mapping[str, str]) -> str:
    """Return the sentence of this name that is true of these figures, its slots filled."""
    return fill(first_true(SENTENCES[name], figures)[1], figures, words)


def fill(text: str, figures: Mapping[str, int | None], words: Mapping[str, str]) -> str:
    """Return a text with its slots filled, as `Sentence` says."""

    def filled(slot: re.Match[str]) -> str:
        if slot[1] in words:
            return words[slot[1]]
        if slot[1] in SENTENCES:
            return tell(slot[1], figures, words)
        return kroner(abs(figures[slot[1]] or 0))

    return SLOT.sub(filled, text)


def facts(result: Result) -> tuple[dict[str, int | None], dict[str, str]]:
    """Return what the sentences speak of: figures by name, and texts by name.

    `before`, `now` and `change` are those of what the scenario answers about.
    """
    plan, rule, outcome = result.plan, result.balancing, result.outcome
    about = result.scenario.answers
    row = result.row("reserve" if f"answer.{about}" in SENTENCES else about)
    cuts = {key: cut for key, cut in outcome.cuts.items() if cut}
    givers = [
        tell("giver", {"more": more}, {"label": item.label})
        for item in plan.free_funding
        if (more := outcome.asked[item.id])
    ]
    figures: dict[str, int | None] = {
        **outcome.figures,
        "before": row.before,
        "now": row.revised,
        "change": row.change,
        "unknown": int(row.revised is None),
        "steps": len(result.steps),
        "amended": int(result.amended is not None),
        "lacked": max(-result.unbalanced.reserve, 0),
        "others": len(givers) - 1,
        "place": 0,
    }
    words = {
        "label": f"{row.label}{',' if ' som ' in row.label else ''}",
        "amount": kroner(row.revised or 0),
        "standing": plan_standing(plan),
        "lines": count(len(cuts), "post", "poster"),
        "givers": listing(givers),
    }
    if cuts:
        most, least = max(cuts.values()), min(cuts.values())
        figures |= {"several": len(cuts) - 1, "uneven": most - least, "most_cut": most}
        words["only"] = plan.line(next(iter(cuts))).label
        for name, cut in (("most", most), ("least", least)):
            alike = [plan.line(key).label for key, one in cuts.items() if one == cut]
            told = named_or_counted(alike, "post", "poster")
            words[name] = tell("payers", {"cut": cut, "several": len(alike) - 1}, {"labels": told})
        if isinstance(rule, Ranked):
            last = [key for key in rule.order if key in cuts][-1]
            figures |= {"place": rule.order.index(last) + 1, "last_cut": cuts[last]}
            words |= {"place": str(figures["place"]), "of": str(len(rule.order))}
            words["last"] = plan.line(last).label
    return figures, words


def verdict(result: Result) -> Verdict:
    """Return the state of the scenario's budget, in whole sentences."""
    return Verdict(state_of(result), told_of(result, "verdict"))


def answer(result: Result) -> str:
    """Return the scenario's answer to its own question, in a sentence or two."""
    name = f"answer.{result.scenario.answers}"
    return told_of(result, name if name in SENTENCES else "answer.amount")


def told_of(result: Result, name: str) -> str:
    """Return the sentence of this name for a result: `covered` is what its rule does."""
    return tell(name, *facts(result))


def verdict_word(result: Result) -> str:
    """Return the state for a narrow column: `i balanse`, `mangler 40 000`."""
    match state_of(result):
        case "short" if result.reserve >= 0:
            return f"{amount(result.shortfall)} under ønsket"
        case "short":
            return f"mangler {amount(-result.reserve)}"
        case "depends_on_others":
            return "avhenger av andre"
        case state:
            return STATE_WORDS[state]


def reserve_text(result: Result) -> str:
    """Return the reserve in running text, with the word for a negative one."""
    reserve = result.reserve
    return f"{kroner(reserve)} (mangler)" if reserve < 0 else kroner(reserve)
