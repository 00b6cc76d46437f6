"""What each assumption does to the reserve, as a reader sees it: tornado, steps, thresholds, pairs.

All figures are before any balancing rule has covered a shortfall, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipr.analysis.sensitivity import (
    BreakEven,
    Pair,
    Sensitivity,
    break_even,
    pairs,
    sensitivities,
    span_of,
)
from ipr.budget.result import Result
from ipr.plan.inputs import Input, inputs_of
from ipr.present import charts
from ipr.present.answers import reserve_text, verdict
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Cover, Group, KeyFigure, Text
from ipr.present.blocks.tables import Missing, Table, columns, make_table
from ipr.present.wording import (
    FACTS_ONLY,
    WITHOUT_CUTS,
    bare_value,
    capital,
    case_line,
    it_lacks,
    it_reaches,
    lacks,
    leaves,
    named_or_counted,
    plan_line,
    spaced,
    value_text,
    without_rule,
)
from ipr.reading.norwegian import NBSP, amount, kroner, signed_kroner

NO_RANGES = "Planens data sier ikke hvor mye noe kan endre seg."
NOTHING_MOVES = "Ingen av forutsetningene endrer det som er igjen, så langt de er prøvd."
NO_ANSWER = "En strek: det er ingen grense, eller ikke oppgitt hvor mye tallet kan endre seg."
OUR_RANGES = (
    "Hvor mye hver ting kan endre seg, er vår antakelse og står i planens data med en grunn."
)
NOT_PRICED = "Poster uten beløp i planen er ikke regnet med, unntatt der vi har gitt dem et."
MOST_PAIRS = 10
MOST_BARS = 20  # as many as can be read on a page; the table has them all


def sensitivity_provisos(calculation: Result) -> Text:
    """Return what the amounts of the sensitivity report are not, as far as it has such."""
    unknown = None in calculation.original.components.values()
    items = (
        OUR_RANGES if sensitivities(calculation.plan, calculation.values) else "",
        "Beløpene viser hva som følger av en endring. De sier ikke at den kommer.",
        NOT_PRICED if unknown else "",
        FACTS_ONLY,
    )
    return Text(items=tuple(filter(None, items)))


def widest_first(calculation: Result) -> list[Sensitivity]:
    """Return what each input with a range does, from the scenario's inputs, widest swing first."""
    rows = sensitivities(calculation.plan, calculation.values)
    return sorted(rows, key=lambda row: (-row.swing_nok, row.item.name))


def sensitivity_cover(calculation: Result) -> Cover:
    """Return the head of the sensitivity report: what matters most, and how it stands now."""
    plan, scenario = calculation.plan, calculation.scenario
    return Cover(
        title=f"Følsomhet: {scenario.title}",
        subtitle=plan_line(plan, case_line(calculation)),
        question="Hvilke forutsetninger betyr mest for det som er igjen, og hva skal til for at "
        f"{_turned(calculation)}?",
        answer=_finding(calculation, widest_first(calculation)),
        verdict=verdict(calculation),
        key_figures=(
            KeyFigure(
                f"{plan.reserve_label} nå", reserve_text(calculation), _before_rule(calculation)
            ),
        ),
    )


def _before_rule(calculation: Result) -> str:
    """Return what would be left had no rule cut or asked; nothing where none has."""
    without = without_rule(calculation)
    return f"{without} {leaves(int(calculation.unbalanced.reserve))}" if without else ""


def _turned(calculation: Result) -> str:
    """Return what the question asks after: that money lacks or, where it does, that it reaches."""
    wish = _minimum(calculation)
    return it_lacks(wish) if calculation.unbalanced.reserve >= wish else it_reaches(wish)


def _finding(calculation: Result, rows: Sequence[Sensitivity]) -> str:
    """Return which assumption matters most, and where the money ends as it moves alone."""
    if not rows or not rows[0].swing_nok:
        return NOTHING_MOVES if rows else NO_RANGES
    item = rows[0].item
    alike = [row.item.label for row in rows if row.swing_nok == rows[0].swing_nok]
    if len(alike) > 1:
        return f"{capital(named_or_counted(alike, 'ting', 'ting'))} betyr like mye, og mest."
    found = break_even(calculation.plan, calculation.values, item.name, _minimum(calculation))
    about = item.label.removesuffix(", måneder")
    told = f"{about} betyr mest." if len(rows) > 1 else f"Bare {about} er prøvd."
    if found.nearest is None:
        return told
    at = value_text(item, found.nearest.threshold)
    falling = found.nearest.beyond < found.nearest.threshold
    if found.holds:
        return f"{told} {'Under' if falling else 'Over'} {at} {lacks(_minimum(calculation))}."
    last = found.nearest.threshold == (item.largest if falling else 0)
    beyond = "" if last else f" eller {'mer' if falling else 'mindre'}"
    end, wished = f"ved {at}{beyond}", _minimum(calculation)
    if without := without_rule(calculation):
        reach = "er det så mye igjen som ønsket" if wished else "rekker pengene"
        return f"{told} {capital(without)} {reach} {end}."
    return f"{told} {'Så mye som ønsket er igjen' if wished else 'Pengene rekker'} {end}."


def _without(calculation: Result) -> str:
    """Return what the figures leave out, for all of them are from before the rule."""
    return without_rule(calculation) or WITHOUT_CUTS


def _alone(calculation: Result) -> str:
    return f"Én ting endres om gangen, {_without(calculation)}."


def _minimum(calculation: Result) -> int:
    return calculation.balancing.minimum_reserve_nok


def tornado_chart(calculation: Result) -> Chart | Group:
    """Return a bar to each side for the two ends of every stated range, widest swing first.

    Nothing where no range is stated, as in the tables below, or nothing in them moves the reserve.
    """
    rows, table = widest_first(calculation), tornado_table(calculation)
    if isinstance(table, Group) or not rows[0].swing_nok:
        return NOTHING_TO_SAY
    items = [
        (
            row.item.label,
            [(end.effect_nok, value_text(row.item, end.value)) for end in (row.low, row.high)],
        )
        for row in rows[:MOST_BARS]
        if row.swing_nok
    ]
    now, without = int(calculation.unbalanced.reserve), without_rule(calculation)
    called = capital(without) or "Nå"
    drawn = charts.tornado(_finding(calculation, rows), now, items, table, called)
    left = spaced(calculation.plan.reserve_label, without)
    return replace(drawn, unit=f"{left}, i kroner")


def tornado_table(calculation: Result) -> Table | Group:
    """Return the effect of both ends of every stated range, widest swing first."""
    rows = []
    for row in widest_first(calculation):
        now, low, high = (
            bare_value(row.item, value) for value in (row.value, row.low.value, row.high.value)
        )
        rows.append((row.item.label, now, low, row.low.effect_nok, high, row.high.effect_nok))
    heads = columns(
        label="Forutsetning",
        value=("Nå", "value"),
        low=("Lavest", "value"),
        low_effect_nok=("Virkning av lavest", "change"),
        high=("Høyest", "value"),
        high_effect_nok=("Virkning av høyest", "change"),
    )
    caption = "Hva ytterpunktene gjør med det som er igjen"
    return make_table(caption, heads, rows, _alone(calculation)) if rows else NOTHING_TO_SAY


def steps_table(calculation: Result) -> Table | Group:
    """Return what one step of each input is worth in kroner, and why its range is as it is."""
    found = sensitivities(calculation.plan, calculation.values)
    if not found:
        return NOTHING_TO_SAY
    rows = []
    for row in found:
        down, up = (end.effect_nok if end else Missing("–") for end in (row.down, row.up))
        because = row.item.range.because if row.item.range else ""
        rows.append((row.item.label, _step(row), down, up, because))
    heads = columns(
        label="Forutsetning",
        step=("Så mye", "value"),
        down_nok=("Mindre", "change"),
        up_nok=("Mer", "change"),
        because="Hvor mye det kan endre seg, og hvorfor",
    )
    lowest = "For en post uten beløp er «mer» regnet fra det laveste beløpet."
    return make_table(
        "Hva en liten endring betyr",
        heads,
        rows,
        _alone(calculation),
        "En strek betyr at det ikke er mulig."
        if any(None in (row.down, row.up) for row in found)
        else "",
        lowest if any(row.value is None for row in found) else "",
    )


def _step(row: Sensitivity) -> str:
    """Return how much an input is moved; what is in per cent moves by points of it."""
    return bare_value(row.item, row.step).replace("prosent", "prosentpoeng")


def thresholds_table(calculation: Result) -> Table:
    """Return, for each income and each input with a range, where the budget ceases to balance."""
    plan, minimum = calculation.plan, _minimum(calculation)
    free = {f"funding.{item.id}" for item in plan.free_funding}
    rows = [
        _threshold_cells(item, break_even(plan, calculation.values, item.name, minimum))
        for item in inputs_of(plan).values()
        if item.name in free or item.range
    ]
    heads = columns(
        label="Forutsetning",
        value=("Nå", "value"),
        threshold=("Minst eller høyst", "value"),
        beyond=("Rett forbi", "value"),
        in_range="Kan det skje?",
    )
    goal = f"minst {kroner(minimum)}" if minimum else "0 kroner eller mer"
    amounts = (
        f"Det siste tallet der {goal} er igjen.",
        f"I parentes står det som da er igjen av rammen, {_without(calculation)}.",
    )
    some = any(isinstance(row[2], str) for row in rows)
    return make_table(
        "Så langt rekker pengene, én ting om gangen",
        heads,
        rows,
        *(amounts if some else (f"Regnet {_without(calculation)}.",)),
        NO_ANSWER if any(row[-1] == "–" for row in rows) else "",
    )


def _threshold_cells(item: Input, found: BreakEven) -> tuple[str | Missing, ...]:
    now, turn, span = bare_value(item, found.value), found.nearest, span_of(item)
    if turn is None:
        why = "alltid dekket" if found.holds else "aldri dekket"
        return item.label, now, Missing("ingen grense"), Missing(why), "–"
    at = f"{bare_value(item, turn.threshold)} ({amount(turn.reserve_at)})"
    beyond = f"{bare_value(item, turn.beyond)} ({amount(turn.reserve_beyond)})"
    inside = "–"
    if span:
        ends = (turn.threshold, turn.beyond)
        inside = "ja" if span.low <= min(ends) and max(ends) <= span.high else "nei"
    return item.label, now, at, beyond, inside


def pairs_table(calculation: Result) -> Table | Group:
    """Return what two inputs do together at the worse ends of their ranges, the worst first.

    Nothing where there are no two that leave less than now.
    """
    plan, rows = calculation.plan, widest_first(calculation)
    worse = [row for row in rows if row.worst.effect_nok < 0]
    found = pairs(plan, calculation.values, worse)
    if not found:
        return NOTHING_TO_SAY

    def valued(row: Sensitivity) -> str:
        return f"{row.item.label}: {value_text(row.item, row.worst.value)}"

    told = (
        (valued(one.first), valued(one.second), one.sum_nok, one.effect_nok, one.reserve_nok)
        for one in found[:MOST_PAIRS]
    )
    heads = columns(
        first="Den ene",
        second="Den andre",
        sum_nok=("Hver for seg", "change"),
        effect_nok=("Sammen", "change"),
        reserve_nok=plan.reserve_label,
    )
    many = f"De {MOST_PAIRS} verste av {amount(len(found))}{NBSP}par."
    notes = (
        f"Begge er satt til det som gir minst igjen av rammen, {_without(calculation)}.",
        many if len(found) > MOST_PAIRS else "",
        _together(found),
    )
    return make_table("To forutsetninger om gangen", heads, told, *notes)


def _together(found: Sequence[Pair]) -> str:
    """Return in how many pairs the two do more or less together than one by one, and which most."""
    other = [one for one in found if one.effect_nok != one.sum_nok]
    if not other:
        return "I hvert par er virkningen sammen lik summen av de to hver for seg."
    most = max(other, key=lambda one: abs(one.effect_nok - one.sum_nok))
    which = f"«{most.first.item.label}» og «{most.second.item.label}»"
    amounts = f"{signed_kroner(most.effect_nok)}, ikke {signed_kroner(most.sum_nok)}"
    told = f"Sammen virker {which} annerledes enn hver for seg: {amounts}."
    others = f"{amount(len(other) - 1)}{NBSP}par til"
    return (
        told
        if len(other) == 1
        else f"{told} Det gjelder også {others}, der forskjellen ikke er større."
    )
