"""How a scenario is balanced, as a reader sees it: who gives, who is spared and why."""

from __future__ import annotations

from collections.abc import Iterator

from ipr.budget.consequences import cut_beside_conditions, tied, too_small
from ipr.budget.result import Result
from ipr.budget.rules import AskFunders, ProRata, Ranked, locks
from ipr.present.blocks import Column, Group, Heading, Note, Row, Table, Text
from ipr.present.wording import LOCKS, definite
from ipr.reading.norwegian import amount, count, kroner, listing

COVERED = {"cut": "Kutt i {lines}", "asked": "Bidragsyterne bes om mer"}
"""The labels of `covered_by`, which the live page uses too."""


def balancing_block(result: Result) -> Group:
    """Return who covers what is lacking, in the order they give; nothing where no one does."""
    missing = int(result.unbalanced.shortfall)
    if not missing or not (result.outcome["cuts"] or result.outcome["asked"]):
        return Group(())
    told = Text(paragraphs=(" ".join(_told(result)),))
    heading = Heading(f"Slik dekkes de {definite(missing)}")
    return Group((heading, told, *_cut_table(result), *_spared(result)))


def covered_by(result: Result) -> str:
    """Return what the rule does, as a label: `Kutt i 14 poster`."""
    cut = sum(1 for one in result.outcome.cuts.values() if one)
    return COVERED["cut"].format(lines=count(cut, "post", "poster")) if cut else COVERED["asked"]


def _told(result: Result) -> Iterator[str]:
    """Yield the rule in sentences: what it does, what else it does, and what is left then."""
    plan, rule, outcome = result.plan, result.balancing, result.outcome
    if rule.minimum_reserve_nok:
        yield f"Ønsket er at minst {kroner(rule.minimum_reserve_nok)} er igjen."
    match rule:
        case Ranked():
            yield "Postene kuttes i den rekkefølgen som er valgt her, til pengene rekker."
        case ProRata():
            yield "Postene som ikke er bundet, kuttes like mye i prosent."
        case AskFunders(shares=shares):
            labels = {item.id: item.label for item in plan.funding}
            told = [f"{labels[key]} {amount(share)}" for key, share in shares.items()]
            yield f"Bidragsyterne bes om resten, delt slik: {listing(told)}."
    over = outcome.reserve - rule.minimum_reserve_nok
    if over > 0:
        yield f"Fordi det kuttes i hele trinn, blir {kroner(over)} til overs."
    yield from _where_it_bites(result)
    if outcome.shortfall:
        yield f"Etter det mangler fortsatt {kroner(outcome.shortfall)}."


def _where_it_bites(result: Result) -> Iterator[str]:
    """Yield what the rule does that a reader would not guess."""
    plan, rule = result.plan, result.balancing
    step = kroner(rule.step_nok) if isinstance(rule, ProRata) else ""
    if alike := [plan.line(key).label for key in tied(result)]:
        yield f"{listing(alike)} sto likt om de siste {step}; da går det etter alfabetet."
    if small := [plan.line(key).label for key in too_small(result)]:
        yield f"{listing(small)} går fri, fordi det kuttes {step} om gangen."
    for key, condition in cut_beside_conditions(result):
        yield (
            f"Kuttet i {plan.line(key).label} er ikke lagt på en bestemt del av posten; en del "
            f"av den er på vilkår («{condition.label}»)."
        )


def _cut_table(result: Result) -> list[Table]:
    """Return what each line gives, in kroner, in the order they give."""
    plan, before, after = result.plan, result.unbalanced, result.outcome
    rule = result.balancing
    order = rule.order if isinstance(rule, Ranked) else [line.id for line in plan.lines]
    rows = [
        Row((plan.line(key).label, _whole(before.lines[key]), -int(cut), _whole(after.lines[key])))
        for key in order
        if (cut := after.cuts.get(key, 0))
    ]
    if not rows:
        return []
    columns = (
        Column("label", "Post"),
        Column("before_nok", "Før", "amount"),
        Column("change_nok", "Kutt", "change"),
        Column("after_nok", "Etter", "amount"),
    )
    in_order = "Først den som kuttes først." if isinstance(rule, Ranked) else ""
    notes = (Note("", in_order),) if in_order else ()
    return [Table("Hvem som gir", columns, tuple(rows), footnotes=notes)]


def _whole(amount: object) -> int | None:
    return None if amount is None else int(amount)  # type: ignore[call-overload]


def _spared(result: Result) -> list[Text]:
    """Return who is spared and why, in a sentence or two."""
    plan, rule = result.plan, result.balancing
    spared = [
        f"{plan.line(line_id).label} ({LOCKS[lock.reason]})"
        for line_id, lock in locks(plan, rule).items()
    ]
    if not spared:
        return []
    others = " Poster utenfor listen kuttes heller ikke." if isinstance(rule, Ranked) else ""
    return [Text(paragraphs=(f"Kuttes ikke: {listing(spared)}.{others}",))]


def spared_block(result: Result) -> Group:
    """Return the lines the rule spares, and the decision or agreement that locks each."""
    plan = result.plan
    rows = tuple(
        Row((plan.line(line_id).label, f"{_capital(LOCKS[lock.reason])}. {lock.because}"))
        for line_id, lock in locks(plan, result.balancing).items()
    )
    if not rows or not result.outcome["cuts"]:
        return Group(())
    columns = (Column("label", "Post"), Column("because", "Fordi"))
    return Group((Table("Poster som ikke kuttes", columns, rows),))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
