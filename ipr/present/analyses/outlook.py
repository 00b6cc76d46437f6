"""The years after the plan as a reader sees them: an illustration, never a financial plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ipr.analysis.outlook import Ahead, Outlook, OutlookYear, outlook
from ipr.analysis.outlook_cells import VIEWS, View, components_of
from ipr.analysis.sensitivity import span_of
from ipr.budget.consequences import is_touched
from ipr.budget.result import Result
from ipr.plan.inputs import PRICE_GROWTH, component_label, inputs_of
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.analyses.outlook_rows import (
    BASIS,
    ILLUSTRATION,
    basis,
    cell_of,
    group_row,
    names_in,
    outlook_rows,
    sum_basis,
    total_rows,
    year_columns,
)
from ipr.present.blocks import Chart, Column, Cover, KeyFigure, Note, Row, Table, Text, Verdict
from ipr.present.wording import case_line, plan_status
from ipr.reading.norwegian import kroner, percent_e4
from ipr.reading.numbers import parse_decimal_e4

RECURRENCES = {
    "bound": "bundet",
    "continues": "fortsetter",
    "one_off": "gjøres én gang",
    "ends": "avsluttes",
    "pending": "ikke avgjort",
}
STATUSES = {"stated": "planen", "derived": "regnet ut", "ours": "vår antakelse"}
CARRIED = "Det som er igjen av et år, tas med til det neste. Det som mangler, tas ikke med."
UNBALANCED = Note("", "Ingen kutt eller andre grep er regnet med.")


def years_ahead(
    calculation: Result,
    price_growth: str = "0",
    *,
    carry_reserve: bool = False,
    years: int = 3,
) -> Ahead:
    """Return what is assumed of the years ahead; the growth is per cent a year, as it is written.

    With `carry_reserve`, what is left of a year is brought along. Raises `ValueError` (Norwegian)
    for a growth that cannot be read.
    """
    return Ahead(
        last_year=calculation.plan.year + years,
        price_growth_e4=parse_decimal_e4(price_growth),
        carry_reserve=carry_reserve,
    )


def outlooks(calculation: Result, ahead: Ahead) -> Mapping[View, Outlook]:
    """Return the years from the scenario's on, in each of the three views."""
    resolved = calculation
    return {view: outlook(resolved.plan, resolved.values, view, ahead) for view in VIEWS}


def outlook_cover(calculation: Result, ahead: Ahead) -> Cover:
    """Return the head of the report on later years: what is bound, and what would be left."""
    plan, scenario = calculation.plan, calculation.scenario
    found = outlooks(calculation, ahead)
    bound, kept, all_of_it = (found[view].years[1] for view in VIEWS)
    year, about = bound.year, f" {case_line(calculation)}." if scenario.id else ""
    bound_nok, kept_nok = bound.allocated_nok or 0, kept.allocated_nok or 0
    return Cover(
        title=f"Årene etter {plan.year}: {scenario.title}",
        subtitle=f"Illustrasjon, ikke økonomiplan. {plan.council.name}. "
        f"{plan.title} ({plan_status(plan)}).{about}",
        question=f"Hva binder planen rådet til etter {plan.year}, og hva blir igjen hvis den føres "
        "videre?",
        answer=_bound_text(plan, bound, bound_nok),
        verdict=_verdict(kept, all_of_it),
        key_figures=(
            KeyFigure(f"Bundet i {year}", kroner(bound_nok)),
            KeyFigure(f"Videreført uten engangstiltak i {year}", kroner(kept_nok)),
            KeyFigure(f"Årlige bidrag i {year} (antakelse)", kroner(int(kept.outcome.recurring))),
        ),
    )


def _bound_text(plan: Plan, bound: OutlookYear, bound_nok: int) -> str:
    """Return what the plan's own words bind in the next year, and how much of it on a condition."""
    hanging = [
        name
        for one in plan.conditions
        if one.decision and one.decision.if_denied == "release"
        for name in one.decision.components
    ]
    on_condition = sum(
        cell.amount_nok or 0
        for cell in bound.cells
        if cell.name.startswith("lines.") and is_touched(hanging, frozenset({cell.name}))
    )
    told = f"Planens egne ord binder {kroner(bound_nok)} i {bound.year}"
    return f"{told}, av dem {kroner(on_condition)} på vilkår." if on_condition else f"{told}."


def _verdict(kept: OutlookYear, all_of_it: OutlookYear) -> Verdict:
    """Return what annual contributions leave of themselves, without one-offs and with all."""
    left, least = (year.left_nok or 0 for year in (kept, all_of_it))
    text = (
        f"{kept.year}: {_lacks(left)} hvis engangstiltakene stopper, "
        f"{_lacks(least)} hvis alt fortsetter."
    )
    return Verdict("balanced" if left >= 0 else "short", text)


def _lacks(nok: int) -> str:
    return f"{kroner(nok)} igjen" if nok >= 0 else f"{kroner(-nok)} for lite"


def outlook_summary_table(calculation: Result, ahead: Ahead) -> Table:
    """Return the three views year by year: what the lines take, and what is left then."""
    found = outlooks(calculation, ahead)
    rows = [
        row
        for view, one in found.items()
        for row in (group_row(_title(view), one), *total_rows(one))
    ]
    columns = (Column("label", "Måte å se det på"), *year_columns(found["bound"]))
    notes = (ILLUSTRATION, BASIS, *_assumed(ahead), UNBALANCED)
    return Table("Årene framover, sett på tre måter", columns, tuple(rows), footnotes=notes)


def outlook_chart(calculation: Result, ahead: Ahead) -> Chart:
    """Return what the lines take in each view, as a line over the years."""
    found = outlooks(calculation, ahead)
    ticks = [str(year.year) for year in found["bound"].years]
    series = [
        (_title(view), tuple(year.allocated_nok for year in one.years))
        for view, one in found.items()
    ]
    caption = "Illustrasjon: postene til sammen i årene framover"
    drawn = charts.lines(caption, ticks, series, outlook_summary_table(calculation, ahead))
    return replace(drawn, unit="Kroner")


def binding_table(calculation: Result, ahead: Ahead) -> Table | Text:
    """Return what the plan's own words bind the council to in later years, and why."""
    found = outlooks(calculation, ahead)["bound"]
    _, *later = found.years
    names = [
        name
        for name in names_in(found, "lines.")
        if any(cell_of(year, name).amount_nok for year in later)
    ]
    if not names:
        return Text(paragraphs=("Planens ord binder ikke rådet til noe etter planåret.",))
    rows = []
    for name in names:
        cells = [cell_of(year, name) for year in later]
        amounts = [cell.amount_nok for cell in cells]
        rows.append(Row((cells[0].label, *amounts, basis(cells), cells[0].because)))
    totals = [year.allocated_nok for year in later]
    marked = sum_basis(cell_of(year, name) for year in later for name in names)
    rows.append(Row(("Bundet til sammen", *totals, marked, None), "total"))
    columns = (
        Column("label", "Delpost"),
        *year_columns(found, own=False),
        Column("because", "Hvorfor"),
    )
    notes = (ILLUSTRATION, BASIS, *_assumed(ahead))
    return Table("Hva planens ord binder rådet til", columns, tuple(rows), footnotes=notes)


def outlook_table(calculation: Result, ahead: Ahead, view: View) -> Table:
    """Return every component and income in every year, seen in one way, each with its basis."""
    found = outlooks(calculation, ahead)[view]
    columns = (Column("label", "Delpost eller inntekt"), *year_columns(found))
    words = "En strek betyr at beløpet ikke er kjent, eller at planen tier. Det er ikke 0."
    notes = (ILLUSTRATION, BASIS, Note("", words), *_assumed(ahead), UNBALANCED)
    rows = tuple(outlook_rows(found))
    return Table(f"Delpost for delpost: {VIEWS[view]}", columns, rows, footnotes=notes)


def recurrence_table(calculation: Result) -> Table:
    """Return what is taken to become of each component after the plan's year, and why."""
    plan = calculation.plan
    rows = []
    for line, component in components_of(plan):
        after = component.recurrence
        until = f" til og med {after.until}" if after.until else ""
        words = f"{RECURRENCES[after.kind]}{until}"
        label = component_label(line, component)
        rows.append(Row((label, words, STATUSES[after.status], after.because)))
    columns = (
        Column("label", "Delpost"),
        Column("recurrence", f"Etter {plan.year}"),
        Column("basis", "Grunnlag"),
        Column("because", "Hvorfor"),
    )
    return Table(f"Hva som skjer med hver delpost etter {plan.year}", columns, tuple(rows))


def growth_table(calculation: Result, ahead: Ahead) -> Table | Text:
    """Return what is left of recurring funding at each price growth of the plan's stated range."""
    item = inputs_of(calculation.plan).get(PRICE_GROWTH)
    span = span_of(item) if item else None
    if span is None:
        return Text(paragraphs=("Planens data oppgir ikke noe spenn for prisveksten.",))
    resolved, rows = calculation, []
    for growth in range(span.low, span.high + 1, span.step):
        grown = replace(ahead, price_growth_e4=growth)
        _, *later = outlook(resolved.plan, resolved.values, "continued", grown).years
        rows.append(Row((percent_e4(growth), *(year.left_nok for year in later))))
    columns = (
        Column("growth", "Prisvekst per år"),
        *(Column(f"y{year.year}_nok", str(year.year), "amount") for year in later),
    )
    notes = (
        ILLUSTRATION,
        Note("", "Alle beløpene er antakelser. Bidragene er holdt uendret."),
        Note("", "Veksten virker på poster merket som prisfølsomme, og øker fra år til år."),
    )
    caption = f"Igjen av de årlige bidragene, {VIEWS['continued']}"
    return Table(caption, columns, tuple(rows), footnotes=notes)


def _title(view: View) -> str:
    return VIEWS[view].capitalize()


def _assumed(ahead: Ahead) -> tuple[Note, ...]:
    """Return what else the amounts of later years rest on."""
    if ahead.price_growth_e4:
        prices = (
            f"Prisveksten er {percent_e4(ahead.price_growth_e4)} per år på prisfølsomme poster."
        )
    else:
        prices = "Beløpene er uten prisvekst."
    carried = (CARRIED,) if ahead.carry_reserve else ()
    return tuple(Note("", text) for text in (prices, *carried))
