"""Words: where a figure comes from, its terms and theirs, by the list of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, get_args

from ipr.budget.figures import GIVEN, MINIMUM, Figure, Ratio, figures_of, section_of
from ipr.budget.result import Registered, Result, Standing
from ipr.budget.scenario import AddChange
from ipr.plan.model import Plan
from ipr.reading.errors import refuse, unknown
from ipr.reading.norwegian import (
    NBSP,
    amount,
    decimal_e4,
    kroner,
    percent_e4,
    visible,
    written_date,
)

STANDINGS: tuple[Standing, ...] = get_args(Standing)
BALANCED_BY = {
    "leave_open": "",
    "ranked": "regelen kutter postene i den rekkefølgen scenarioet har valgt",
    "pro_rata": "regelen kutter postene forholdsmessig",
    "ask_funders": "regelen fordeler det som mangler, etter andelene scenarioet har valgt",
}


class Explanation(NamedTuple):
    """One figure with the terms it is made of.

    `value_nok` is the scenario's figure in whole kroner, None where there is no amount yet;
    `change_nok` is what the scenario adds to the plan's. `sign` tells how the figure enters the
    one above it, so value = Σ sign × value of the children (a missing value adds nothing), and
    likewise the change. `standing` is given for inputs, which have no children, and for what the
    scenario's balancing rule takes or asks for. `note` says in Norwegian how the figure is
    computed, `reason` why it is as it is; `source` is a heading.
    """

    name: str
    label: str
    value_nok: int | None
    change_nok: int
    sign: int = 1
    standing: Standing | None = None
    note: str = ""
    reason: str = ""
    source: str = ""
    children: tuple[Explanation, ...] = ()


def figure_names(plan: Plan) -> tuple[str, ...]:
    """Return the names of all figures in kroner that `explain` knows, totals first."""
    return tuple(figure.name for figure in _figures(plan))


def _figures(plan: Plan) -> tuple[Figure, ...]:
    sections = section_of(plan, "funding", "groups", "lines", "components")
    return (*section_of(plan, "totals"), *sections)


def explain(result: Result, name: str) -> Explanation:
    """Return the explanation of a figure by its name, as in `Result.row`.

    Raises `InputError`, with the nearest guess, for a name that is no figure in kroner.
    """
    known = figure_names(result.plan)
    if name in result.register and name not in known:
        text = f"«{name}» er en forutsetning og ikke en størrelse i kroner som kan forklares"
        raise refuse("", "tall", text)
    if name not in known:
        called = (one.name for one in _figures(result.plan) if one.label.lower() == name.lower())
        guess = min(called, key=len, default=None)  # a line before a part of the same name
        text = f"{visible(name)} heter «{guess}» her" if guess else unknown(name, known)
        raise refuse("", "tall", text)
    return _explained(result, name)


def _explained(result: Result, name: str, label: str = "", sign: int = 1) -> Explanation:
    """Return one figure with its terms; one term alone is the figure itself."""
    figure = figures_of(result.plan)[name]
    before, after = _amounts(result, name)
    change = (after or 0) - (before or 0)
    found = Explanation(name, label or figure.label, after, change, sign, source=figure.source)
    match figure.operation:
        case "given" if name == MINIMUM:
            wished = "" if after else "scenarioet ønsker ingen minstereserve"
            return found._replace(standing="scenario" if after else None, note=wished)
        case "given":
            return _known_from(found, [_given(result, name)])
        case "rule":
            note = BALANCED_BY[result.balancing.policy]
            return found._replace(standing="scenario", note=note)
        case "product":
            return _product(result, figure, found)
    terms = _terms(result, figure)
    if len(terms) == 1 and figure.section in {"lines", "funding", "earmarked"}:
        kept = terms[0] if figure.section == "earmarked" else found
        alone = terms[0]._replace(name=kept.name, label=kept.label, sign=sign)
        return _as_printed(result, alone) if figure.section == "lines" else alone
    return found._replace(note=figure.rule, children=terms)


def _as_printed(result: Result, line: Explanation) -> Explanation:
    """Return a line whose amount follows from others, but stands in the plan's table, as stated."""
    printed = result.plan.line(line.name.removeprefix("lines.")).total_nok
    if line.standing == "derived" and not line.change_nok and line.value_nok == printed:
        return line._replace(standing="stated")
    return line


def _terms(result: Result, figure: Figure) -> tuple[Explanation, ...]:
    """Return a figure's terms, with what must be added so that they come to the figure.

    A step on the way has no place of its own: its terms stand in its place. What a rule did not
    touch is left out.
    """
    found: list[Explanation] = []
    shown = figure.terms[-1:] if figure.operation == "least" else figure.terms
    for place, term in enumerate(shown):
        inner = figures_of(result.plan)[term.name]
        sign = -1 if place and figure.operation in {"less", "lack"} else 1
        if inner.operation == "rule" and not any(_amounts(result, term.name)):
            continue
        if inner.section or not inner.terms:
            found.append(_explained(result, term.name, term.label, sign))
        else:
            found += [one._replace(sign=sign * one.sign) for one in _terms(result, inner)]
    before, after = (amount or 0 for amount in _amounts(result, figure.name))
    value = after - sum(one.sign * (one.value_nok or 0) for one in found)
    change = after - before - sum(one.sign * one.change_nok for one in found)
    if figure.rest and (value or change):
        sign = 1 if figure.operation == "lack" else -1
        name, label, note = figure.rest.name, figure.rest.label, figure.rest.rule
        rest = Explanation(name, label, sign * value, sign * change, sign, note=note)
        choices = [_given(result, term.when[0]) for term in figure.terms if term.when]
        found.append(_known_from(rest, [item for item in choices if item.changes]))
    return tuple(found)


def _given(result: Result, name: str) -> Registered:
    return result.register[name.removeprefix(GIVEN)]


def _amounts(result: Result, name: str) -> tuple[int | None, int | None]:
    """Return a figure in the plan and in the scenario."""
    if name.startswith(GIVEN):
        item = _given(result, name)
        return item.found.value, item.value
    return result.original[name], result.outcome[name]


def _known_from(term: Explanation, inputs: Sequence[Registered]) -> Explanation:
    """Return a term with its standing, the least certain of those of the inputs behind it."""
    if not inputs:
        return term
    standing = min((item.standing for item in inputs), key=STANDINGS.index)
    telling = [item for item in inputs if item.changes] or inputs
    reasons = list(dict.fromkeys(item.reason for item in telling if item.reason))
    sources = dict.fromkeys(item.source for item in telling if item.changes)
    if named := [source for source in sources if source not in {"", term.source}]:
        reasons.append(f"(Kilde: {'; '.join(named)})")
    return term._replace(standing=standing, reason=" ".join(reasons))


def _product(result: Result, figure: Figure, found: Explanation) -> Explanation:
    """Return a component before cuts, with how it is reckoned and on whose word."""
    given = _given(result, figure.terms[0].name)
    inputs = [given, *(item for ratio in figure.ratios for item in _behind(result, ratio))]
    added = any(isinstance(change, AddChange) for change in given.changes)
    source = "" if added else figure.source  # a line that is added has no place in the plan
    found = found._replace(source=source, note=_component_note(result, figure, given))
    return _known_from(found, inputs)


def _behind(result: Result, ratio: Ratio) -> Iterator[Registered]:
    """Yield the inputs that have a say in a ratio: not a growth of 0, nor a tax nobody pays."""
    rate = _given(result, ratio.name)
    if ratio.when:
        name, wanted = ratio.when
        choice = _given(result, name)
        yield choice
        if wanted in {choice.found.value, choice.value}:
            yield rate
    elif not ratio.base or rate.found.value or rate.value:
        yield rate


def _component_note(result: Result, figure: Figure, given: Registered) -> str:
    """Return how a component comes about: `5 000 EUR × 13,00 NOK per EUR`.

    Empty where it is simply its amount; the plan's own words where there is no amount yet.
    """
    if given.value is None:
        return given.found.shown_as or ""
    whole = kroner(given.value)
    if given.found.unit == "currency":
        whole = f"{amount(given.value)}{NBSP}{given.found.unit_label}"
    words = [_ratio_words(result, ratio) for ratio in figure.ratios]
    # What is a remark and no part of the product stands after it.
    note = whole + "".join(sorted(words, key=lambda text: text.startswith(";")))
    days = [change.from_date for change in given.changes]
    since = [f"fra {written_date(day)}" for day in days if day][:1]
    return "; ".join(["" if note == whole else note, *since]).removeprefix("; ")


def _ratio_words(result: Result, ratio: Ratio) -> str:
    rate = _given(result, ratio.name)
    if ratio.when:
        name, wanted = ratio.when
        chosen = _given(result, name).value
        if chosen != wanted:
            return dict(ratio.otherwise).get(chosen or 0, "")
    value = rate.value or 0
    if ratio.base:
        return f" {ratio.words.format(percent_e4(value))}" if value else ""
    is_rate = rate.found.unit == "e4"
    shown = f"{decimal_e4(value)}{NBSP}{rate.found.unit_label}" if is_rate else str(value)
    return f" {ratio.words.format(shown)}"
