"""The years after the plan as a reader sees them: an illustration, never a financial plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby

from ipr.analysis.consequences import hanging
from ipr.analysis.outlook import (
    MARKING_OF,
    VIEWS,
    Ahead,
    Marking,
    OutlookYear,
    View,
    YearCell,
    Years,
    carrier_of,
    made_whole,
    outlook,
)
from ipr.analysis.sensitivity import span_of
from ipr.budget.result import Result
from ipr.plan.inputs import PRICE_GROWTH, component_label, inputs_of, part_name
from ipr.present import charts
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Cover, Group, KeyFigure, Text, Verdict
from ipr.present.blocks.tables import Missing, Role, Row, Table, columns, make_table
from ipr.present.wording import FACTS_ONLY, case_line, left_over, named_or_counted, plan_line
from ipr.reading.fields import read_rate
from ipr.reading.norwegian import count, kroner, listing, percent_e4

RECURRENCES = {
    "bound": "bundet",
    "continues": "fortsetter",
    "one_off": "gjøres én gang",
    "ends": "avsluttes",
    "pending": "ikke avgjort",
}
MARKINGS: dict[Marking, str] = {"plan": "plan", "derived": "regnet ut", "assumption": "antakelse"}
BASIS = (
    "Grunnlag: «plan» står i planen, «regnet ut» følger av den, «antakelse» er vår. "
    "En sum er antakelse når noe av det den bygger på, er det."
)
CARRIED = "Det som er igjen av et år, tas med til det neste. Det som mangler, tas ikke med."
UNBALANCED = "Ingen kutt eller andre grep er regnet med."
SILENT = Missing("–")


def years_ahead(
    calculation: Result, price_growth: str = "0", *, carry_reserve: bool = False
) -> Ahead:
    """Return what is assumed of the years ahead; the growth is per cent a year, as it is written.

    With `carry_reserve`, what is left of a year is brought along. Raises `ValueError` (Norwegian)
    for a growth that cannot be read or is negative, or has nothing in the plan to act on.
    """
    growth_e4 = read_rate(price_growth)
    if growth_e4 and PRICE_GROWTH not in inputs_of(calculation.plan):
        raise ValueError(
            "planen har ikke forutsetningen «price_growth», så prisvekst har ikke noe å virke på"
        )
    return Ahead(price_growth_e4=growth_e4, carry_reserve=carry_reserve)


def outlooks(calculation: Result, ahead: Ahead) -> Mapping[View, Years]:
    """Return the years from the scenario's on, in each of the three views."""
    return {view: outlook(calculation.plan, calculation.values, view, ahead) for view in VIEWS}


def outlook_cover(calculation: Result, ahead: Ahead) -> Cover:
    """Return the head of the report on later years: what is bound, and what would be left."""
    plan, scenario = calculation.plan, calculation.scenario
    bound, kept, all_of_it = (years[1] for years in outlooks(calculation, ahead).values())
    year, about = bound.year, case_line(calculation)
    bound_nok = kroner(bound.allocated_nok or 0)
    freed = [one.components for one in plan.decisions.values() if one.if_denied == "release"]
    on_condition = sum(hanging(bound.outcome, {*chain(*freed)}).values())
    some = "alt" if on_condition == bound.allocated_nok else f"av dem {kroner(on_condition)}"
    hangs = f", {some} på vilkår" if on_condition else ""
    binding = [cell for cell in _lines_of(bound) if cell.amount_nok]
    told_bound = f"Planens egne ord binder {bound_nok} i {year}{hangs}."
    if not bound.allocated_nok:
        told_bound = f"Planens egne ord binder ikke rådet til noe i {year}."
    elif any(cell.marking == "assumption" for cell in binding):
        told_bound = f"{bound_nok} er bundet i {year}{hangs}, slik vi leser planen."
    return Cover(
        title=f"Årene etter {plan.year}: {scenario.title}",
        subtitle=f"Illustrasjon, ikke økonomiplan. {plan_line(plan, about)}",
        question=f"Hva binder planen rådet til etter {plan.year}, og hva blir igjen hvis den føres "
        "videre?",
        answer=told_bound,
        verdict=Verdict(
            "balanced" if (kept.left_nok or 0) >= 0 else "short", f"{_finding(kept, all_of_it)}."
        ),
        key_figures=(
            KeyFigure(f"Bundet i {year}", bound_nok),
            KeyFigure(f"Videreført uten engangstiltak i {year}", kroner(kept.allocated_nok or 0)),
            KeyFigure(f"Årlige bidrag i {year} (antakelse)", kroner(int(kept.outcome.recurring))),
        ),
    )


def _finding(kept: OutlookYear, all_of_it: OutlookYear) -> str:
    """Return what is left the year after, without what is done once and with it."""
    left, least = (one.left_nok or 0 for one in (kept, all_of_it))
    told = f"{left_over(left)} hvis planen føres videre"
    if left != least:
        told = (
            f"{left_over(left)} hvis engangstiltakene stopper, "
            f"{left_over(least)} hvis alt fortsetter"
        )
    return f"{kept.year}: {told}"


def outlook_summary_table(calculation: Result, ahead: Ahead) -> Table:
    """Return the three views year by year: what the lines take, and what is left then."""
    found = outlooks(calculation, ahead)
    rows = [
        row
        for view, years in found.items()
        for row in (_heading(VIEWS[view].capitalize(), years), *_total_rows(years, view, ahead))
    ]
    heads = columns(label="Måte å se det på", **_year_labels(found["bound"]))
    notes = (BASIS, *_assumed(calculation, ahead), _over(found), UNBALANCED)
    return _illustrated(make_table("Årene framover, sett på tre måter", heads, rows, *notes))


def _over(found: Mapping[View, Years]) -> str:
    """Return what is in no view after it is over, though all else is; nothing for nothing."""
    own, *later = (_lines_of(year) for year in found["everything"])
    over = [
        f"«{cell.label}»"
        for place, cell in enumerate(own)
        if cell.amount_nok and any(not year[place].amount_nok for year in later)
    ]
    which = named_or_counted(over, "delpost", "delposter")
    return f"Ikke med etter at det er slutt: {which}." if over else ""


def outlook_chart(calculation: Result, ahead: Ahead) -> Chart:
    """Return what the lines take in each view, as a line over the years, and where money ends."""
    found = outlooks(calculation, ahead)
    ticks = [str(year.year) for year in found["bound"]]
    series = [
        (VIEWS[view].capitalize(), tuple(year.allocated_nok for year in years))
        for view, years in found.items()
    ]
    kept, all_of_it = found["continued"][1], found["everything"][1]
    table = outlook_summary_table(calculation, ahead)
    limit = ("Årlige bidrag", int(kept.outcome.recurring))
    caption = f"Illustrasjon. {_finding(kept, all_of_it)}"
    drawn = charts.lines(caption, ticks, series, table, limit)
    return replace(drawn, unit="Postene til sammen, i kroner")


def binding_table(calculation: Result, ahead: Ahead) -> Table | Text:
    """Return what the plan's own words bind the council to in later years, and why."""
    found = outlooks(calculation, ahead)["bound"]
    bound = [cells for _, *cells in _by_name(found, "lines.") if any(c.amount_nok for c in cells)]
    if not bound:
        return Text(("Planens ord binder ikke rådet til noe etter planåret.",))
    rows = [
        (cells[0].label, *(c.amount_nok for c in cells), _basis(cells), cells[0].because)
        for cells in bound
    ]
    totals = [year.allocated_nok for year in found[1:]]
    marked = _sum_basis(cell for year in found[1:] for cell in _lines_of(year))
    total = Row(("Bundet til sammen", *totals, marked, None), "total")
    heads = columns(label="Delpost", **_year_labels(found, own=False), because="Hvorfor")
    notes = (BASIS, *whole_years(calculation, found), *_assumed(calculation, ahead))
    caption = "Hva planens ord binder rådet til"
    return _illustrated(make_table(caption, heads, (*rows, total), *notes))


def outlook_table(calculation: Result, ahead: Ahead, view: View) -> Table:
    """Return every component and income in every year, seen in one way, each with its basis."""
    found = outlook(calculation.plan, calculation.values, view, ahead)
    rows = (
        _heading("Delposter, før øremerkede penger er trukket fra", found),
        *map(_cell_row, _by_name(found, "lines.")),
        _heading("Inntekter", found),
        *map(_cell_row, _incomes(calculation, found)),
        _heading("Til sammen", found),
        *_total_rows(found, view, ahead),
    )
    heads = columns(label="Delpost eller inntekt", **_year_labels(found))
    some = any(SILENT in row.cells for row in rows)
    dash = "En strek betyr at beløpet ikke er kjent, eller at planen tier. Det er ikke 0."
    words = dash if some else ""
    assumed = (*whole_years(calculation, found), *_assumed(calculation, ahead))
    caption, notes = f"Delpost for delpost: {VIEWS[view]}", (BASIS, words, *assumed, UNBALANCED)
    return _illustrated(make_table(caption, heads, rows, *notes))


def recurrence_table(calculation: Result) -> Table:
    """Return what is taken to become of each component after the plan's year, and why."""
    plan = calculation.plan
    rows = []
    for line, component in plan.components:
        after = component.recurrence
        until = f" til og med {after.until}" if after.until else ""
        words = f"{RECURRENCES[after.kind]}{until}"
        label = component_label(plan, line, component)
        rows.append((label, words, MARKINGS[MARKING_OF[after.status]], after.because))
    heads = columns(
        label="Delpost", recurrence=f"Etter {plan.year}", basis="Grunnlag", because="Hvorfor"
    )
    return make_table(f"Hva som skjer med hver delpost etter {plan.year}", heads, rows)


def growth_table(calculation: Result, ahead: Ahead) -> Table | Group:
    """Return what is left of recurring funding at each price growth of the plan's stated range.

    Nothing where it states none, or nothing that goes on follows the prices.
    """
    plan = calculation.plan
    item = inputs_of(plan).get(PRICE_GROWTH)
    span = span_of(item) if item else None
    if span is None:
        return NOTHING_TO_SAY
    left = {}
    for growth in range(span.low, span.high + 1, span.step):
        grown = ahead._replace(price_growth_e4=growth)
        _, *later = outlook(plan, calculation.values, "continued", grown)
        left[percent_e4(growth)] = tuple(year.left_nok for year in later)
    if len({*left.values()}) == 1 < len(left):
        return NOTHING_TO_SAY
    heads = columns(
        growth="Prisvekst per år", **{f"y{one.year}_nok": str(one.year) for one in later}
    )
    table = make_table(
        f"Igjen av de årlige bidragene, {VIEWS['continued']}",
        heads,
        [(growth, *amounts) for growth, amounts in left.items()],
        "Alle beløpene er antakelser. Bidragene er holdt uendret.",
        "Veksten virker på poster som er merket som prisfølsomme, og legges oppå den fra året før.",
    )
    return _illustrated(table)


def outlook_provisos(calculation: Result) -> Text:
    """Return what the years ahead are not, and what is assumed of them, as far as it is."""
    plan, outcome = calculation.plan, calculation.outcome
    illustration = f"Dette er en illustrasjon, bygd på budsjettet for {plan.year}."
    items = [
        f"{illustration} Bare det som er merket «plan», står i planen for disse årene.",
        *whole_years(calculation, outlook(plan, calculation.values, "everything")),
    ]
    if None in outcome.components.values():
        items.append("Poster uten beløp er ikke regnet med i noe år.")
    if outcome.recurring:
        items.append("At bidragene fortsetter uendret, er en antakelse.")
    return Text(items=(*items, FACTS_ONLY))


def whole_years(
    calculation: Result, years: Years, among: Collection[str] | None = None
) -> Iterator[str]:
    """Yield our assumption of each component, `among` these labels, that is made a whole year."""
    plan = calculation.plan
    for line, part, months in made_whole(years, calculation.values):
        if among is None or component_label(plan, line, part) in among:
            where = "i planen for" if months == part.months else "her i"
            yield (
                f"Vår antakelse: {part_name(plan, line, part)} har "
                f"{count(months, 'måned', 'måneder')} {where} {plan.year} og er regnet for hele "
                f"året fra {plan.year + 1}."
            )


def _illustrated(table: Table) -> Table:
    """Return a table of later years that says with its unit what its amounts are."""
    return replace(table, unit="hele kroner, illustrasjon")


def _assumed(calculation: Result, ahead: Ahead) -> Iterator[str]:
    """Yield what else the amounts of later years rest on."""
    if ahead.price_growth_e4:
        growth = percent_e4(ahead.price_growth_e4)
        yield f"Prisveksten er {growth} per år på prisfølsomme poster."
    else:
        yield f"Beløpene er uten prisvekst etter {calculation.plan.year}."
    if ahead.carry_reserve:
        yield CARRIED


def _year_labels(years: Years, *, own: bool = True) -> dict[str, str]:
    """Return a column for each year, and the basis of the plan's own year and of later ones."""
    first, *later = (one.year for one in years)
    amounts = {f"y{year}_nok": str(year) for year in ([first, *later] if own else later)}
    basis = {"own_basis": f"Grunnlag {first}"} if own else {}
    return {**amounts, **basis, "basis": f"Grunnlag {_span(later)}"}


def _heading(label: str, years: Years) -> Row:
    return Row((label, *(None for _ in _year_labels(years))), "group")


def _by_name(years: Years, room: str) -> Iterator[tuple[YearCell, ...]]:
    """Yield the cells of each component (`lines.`) or income (`funding.`), year after year."""
    for cells in zip(*(year.cells for year in years), strict=True):
        if cells[0].name.startswith(room):
            yield cells


def _incomes(calculation: Result, found: Years) -> Iterator[tuple[YearCell, ...]]:
    """Yield the cells of each of the plan's incomes; what is brought along has a row of its own."""
    plan = calculation.plan
    own, carrier = {f"funding.{one.id}" for one in plan.funding}, f"funding.{carrier_of(plan)}"
    brought = [year.carried_nok for year in found]
    for cells in _by_name(found, "funding."):
        less = brought if cells[0].name == carrier else [0] * len(brought)
        if cells[0].name in own:
            yield tuple(
                cell._replace(amount_nok=(cell.amount_nok or 0) - nok)
                for cell, nok in zip(cells, less, strict=True)
            )


def _cell_row(cells: Sequence[YearCell]) -> Row:
    """Return one component or income over the years, with the basis of each amount."""
    amounts = [SILENT if cell.amount_nok is None else cell.amount_nok for cell in cells]
    return Row((cells[0].label, *amounts, _basis(cells[:1]), _basis(cells[1:])))


def _basis(cells: Sequence[YearCell]) -> str:
    """Return whose word amounts rest on: one word, or one for each span of years."""
    known = [cell for cell in cells if cell.amount_nok is not None]
    alike = groupby(known, lambda cell: MARKINGS[cell.marking])
    spans = [(word, [cell.year for cell in span]) for word, span in alike]
    if len(spans) == 1:
        return spans[0][0]
    return listing([f"{word} ({_span(one)})" for word, one in spans]) or "–"


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _lines_of(year: OutlookYear) -> list[YearCell]:
    return [cell for cell in year.cells if cell.name.startswith("lines.")]


def _sum_basis(cells: Iterable[YearCell]) -> str:
    """Return what a sum of these cells is: derived, or assumption where one of them is."""
    guessed = any(cell.marking == "assumption" for cell in cells if cell.amount_nok is not None)
    return MARKINGS["assumption" if guessed else "derived"]


def _total_rows(years: Years, view: View, ahead: Ahead) -> Iterator[Row]:
    """Yield what the lines take, and what recurring and carried money leave of themselves then.

    A view that is silent about most lines says nothing of what could be carried.
    """

    def row(label: str, amounts: Sequence[int | None], room: str, role: Role) -> Row:
        """Return a sum over the years; `room` says which cells it adds up, empty means all."""
        first, *later = ([c for c in year.cells if c.name.startswith(room)] for year in years)
        shown = [SILENT if amount is None else amount for amount in amounts]
        own = "–" if amounts[0] is None else _sum_basis(c for c in first if c.amount_nok)
        return Row((label, *shown, own, _sum_basis(c for cells in later for c in cells)), role)

    taken = [year.allocated_nok for year in years]
    yield row("Postene til sammen", taken, "lines.", "body")
    yield row("Igjen av de årlige bidragene", [year.left_nok for year in years], "", "subtotal")
    if ahead.carry_reserve and view != "bound":
        carried = [None, *(year.carried_nok for year in years[1:])]
        yield row("Tatt med fra året før", carried, "", "subtotal")
        yield row("Igjen når det er lagt til", [year.reserve_nok for year in years], "", "total")
