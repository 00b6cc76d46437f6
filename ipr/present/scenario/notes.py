"""The texts of the reports: the cover, the short version, conditions, break-even and provisos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipr.analysis.break_even import BreakEven, break_even
from ipr.budget.consequences import is_touched, touched
from ipr.budget.figures import figures_of, section_of
from ipr.budget.reckon import Outcome
from ipr.budget.result import Result
from ipr.plan.inputs import inputs_of
from ipr.plan.model import Ambiguity, Condition, Plan
from ipr.present.answers import answer, reserve_text, summary, verdict
from ipr.present.blocks import Column, Cover, KeyFigure, Note, Row, Table, Text
from ipr.present.wording import KINDS, case_line, plan_status, share_of_frame, value_text
from ipr.reading.norwegian import amount, kroner, listing


def cover(calculation: Result) -> Cover:
    """Return the head of a scenario's report: title, question, answer, verdict, key figures."""
    plan, scenario = calculation.plan, calculation.scenario
    outcome = calculation.outcome
    figures = (
        *(
            KeyFigure(figures_of(plan)[name].label, kroner(outcome[name]))
            for name in ("frame", "allocated")
        ),
        KeyFigure(plan.reserve_label, reserve_text(calculation)),
    )
    subtitle = f"{plan.council.name}. {plan.title} ({plan_status(plan)}). {case_line(calculation)}."
    return Cover(
        title=scenario.title,
        subtitle=subtitle,
        question=scenario.question,
        answer=answer(calculation),
        verdict=verdict(calculation),
        key_figures=figures,
    )


def short_version(calculation: Result) -> Text:
    """Return the report in at most five lines."""
    return Text(items=summary(calculation))


def plan_summary(plan: Plan, outcome: Outcome) -> Text:
    """Return the plan in a few sentences: frame, lines, reserve, and what has no amount yet."""
    missing = [line.label for line in plan.lines if outcome.lines[line.id] is None]
    share = share_of_frame(int(outcome.reserve), int(outcome.frame))
    told = [
        f"Rammen er {kroner(outcome.frame)}, og {kroner(outcome.allocated)} er fordelt til poster.",
        f"{plan.reserve_label} er {share} av rammen.",
    ]
    if missing:
        told.append(f"Uten beløp i planen: {listing(missing)}. Det er ikke det samme som 0 kroner.")
    return Text(paragraphs=(" ".join(told),))


def conditions_table(plan: Plan) -> Table:
    """Return every condition, assumption and open question of the plan."""
    return _conditions(f"Vilkår og åpne spørsmål i planen for {plan.year}", plan.conditions)


def touched_conditions_table(calculation: Result) -> Table | Text:
    """Return the plan's conditions and open questions that the scenario's changes touch."""
    plan = calculation.plan
    names = touched(calculation)
    found = [one for one in plan.conditions if is_touched(_places(one), names)]
    if not found:
        return Text(paragraphs=("Scenarioet berører ingen av planens vilkår.",))
    return _conditions("Vilkår og åpne spørsmål som scenarioet berører", found)


def _places(condition: Condition) -> tuple[str, ...]:
    """Return what a condition is about: also the components that hang on its answer."""
    decision = condition.decision
    return (*condition.touches, *(decision.components if decision else ()))


def _conditions(caption: str, conditions: Sequence[Condition]) -> Table:
    rows = tuple(
        Row(
            (
                item.label,
                listing([KINDS[kind] for kind in item.kinds]) or "–",
                item.text,
                item.source,
            )
        )
        for item in conditions
    )
    columns = (
        Column("label", "Vilkår"),
        Column("kind", "Hva det gjelder"),
        Column("text", "Hva planen sier"),
        Column("source", "Sted i planen"),
    )
    return Table(caption, columns, rows)


def plan_ambiguities(plan: Plan) -> Text:
    """Return what the plan leaves open or says in two ways, and how each is treated."""
    return _ambiguities(plan.ambiguities)


def ambiguities_text(calculation: Result) -> Text:
    """Return how what the plan leaves open is treated, where the scenario touches it."""
    names = touched(calculation)
    found = [item for item in calculation.plan.ambiguities if is_touched(item.touches, names)]
    if not found:
        return Text(paragraphs=("Scenarioet berører ingen av uklarhetene vi har funnet i planen.",))
    return _ambiguities(found)


def _ambiguities(items: Sequence[Ambiguity]) -> Text:
    return Text(items=tuple(f"{item.label}: {item.text} {item.handling}" for item in items))


def break_even_table(calculation: Result) -> Table:
    """Return how far each income can fall, alone, before the scenario's reserve is too small."""
    minimum = calculation.balancing.minimum_reserve_nok
    return _break_even(calculation.plan, calculation.values, minimum)


def plan_break_even_table(plan: Plan) -> Table:
    """Return how far each income can fall, alone, before the plan's reserve is gone."""
    return _break_even(plan, {}, 0)


def _break_even(plan: Plan, inputs: Mapping[str, int], minimum_nok: int) -> Table:
    catalogue = inputs_of(plan)
    rows = []
    for item in plan.free_funding:
        found = break_even(plan, inputs, f"funding.{item.id}", minimum_reserve=minimum_nok)
        now = value_text(catalogue[found.name], found.value)
        rows.append(Row((item.label, now, _threshold(found), _beyond(found))))
    columns = (
        Column("label", "Inntekt"),
        Column("value", "Beløp nå"),
        Column("threshold", "Minst"),
        Column("beyond", "Én krone lavere"),
    )
    note = Note("", "I parentes står den udisponerte rammen som følger av beløpet.")
    caption = "Hvor lav hver inntekt kan bli, alene"
    return Table(caption, columns, tuple(rows), footnotes=(note,))


def _threshold(found: BreakEven) -> str:
    if found.nearest is None:
        return "ingen grense"
    return f"{kroner(found.nearest.threshold)} ({amount(found.nearest.reserve_at)})"


def _beyond(found: BreakEven) -> str:
    if found.nearest is None:
        return "–"
    return f"{kroner(found.nearest.beyond)} ({amount(found.nearest.reserve_beyond)})"


def provisos(calculation: Result) -> Text:
    """Return what the reader must bear in mind, whatever the scenario is."""
    plan = calculation.plan
    outcome = calculation.outcome
    parts = section_of(plan, "components")
    missing = [part.label for part in parts if outcome[part.name] is None]
    items = [
        plan.status_because,
        "Det som ikke er nevnt som endret, står som i planen.",
        f"Ikke regnet med, fordi beløpet er ukjent: {listing(missing)}." if missing else "",
        "Rapporten viser fakta. Vurdering og innstilling hører hjemme i saksframlegget.",
    ]
    return Text(items=tuple(item for item in items if item))
