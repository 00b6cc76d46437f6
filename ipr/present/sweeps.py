"""A sweep as a reader sees it: what varies, how it comes out, and which values matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ipr.analysis.sweep_file import (
    CombinationsFile,
    Correlated,
    DrawnInput,
    DrawsFile,
    GridFile,
    Swept,
    TriedCondition,
    Varied,
)
from ipr.plan.inputs import find_input
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Cover, Group, KeyFigure, Text, Verdict
from ipr.present.blocks.tables import Table, columns, make_table
from ipr.present.combinations import left_out, sets_table, tried_rows
from ipr.present.wording import (
    RESPONSES,
    capital,
    lacks,
    missed_head,
    plan_line,
    ruled,
    sentences,
    spaced,
    value_text,
)
from ipr.reading.norwegian import NBSP, amount, decimal_e4, kroner, listing, share_of

DISTRIBUTIONS = {
    "uniform": "jevn",
    "triangular": "trekant",
    "pert": "PERT",
    "discrete": "oppgitte verdier",
}
NO_PROBABILITY = "Antallene teller muligheter og sier ikke hvor sannsynlige de er."
STATED = "Andelene gjelder fordelingene som er oppgitt, og er ikke sikrere enn de er begrunnet."


def sweep_cover(swept: Swept) -> Cover:
    """Return the head of a sweep's report: what was asked, and in how many rows it is covered."""
    plan, file, rule = swept.sweep.plan, swept.file, swept.sweep.balancing
    start = "Alt annet er som i planen"
    if file.scenario:
        start = f"Utgangspunktet er scenarioet «{file.scenario}»"
    minimum = rule.minimum_reserve_nok
    wish = f" Ønsket minstereserve er {kroner(minimum)}." if minimum else ""
    many, missed, drawn = _many(swept), swept.not_covered, isinstance(file, DrawsFile)
    caution = ". Antallet sier ikke hvor sannsynlig det er."
    if drawn:
        some = 0 < missed < swept.possible
        share = f", det vil si {share_of(missed, swept.possible)}" if some else ""
        caution = f"{share}, hvis fordelingene som er oppgitt, er riktige."
    cut = f"Når noe mangler: {ruled(rule)}."
    if rule.policy == "leave_open":
        cut = "Ingen kutt er regnet med."
    return Cover(
        title=file.title,
        subtitle=f"{plan_line(plan, start)} {cut}{wish}",
        question=file.question,
        answer=spaced(_among(swept), f"{lacks(minimum)}{caution}", left_out(swept)),
        verdict=_reached(swept),
        key_figures=(
            KeyFigure(many.capitalize(), amount(swept.possible)),
            KeyFigure(capital(missed_head(minimum)), amount(missed)),
            KeyFigure("Lavest", kroner(swept.lowest_nok)),
            KeyFigure("Høyest", kroner(swept.highest_nok)),
        ),
    )


def _reached(swept: Swept) -> Verdict:
    """Return whether the money reaches in all of the rows, in some, or in none."""
    rows = "trekkene" if isinstance(swept.file, DrawsFile) else "kombinasjonene"
    missed = swept.not_covered
    which = f"i alle {rows}" if missed < swept.possible else f"i noen av {rows}"
    no, reached = " ikke" if missed else "", "Pengene rekker{no}"
    if swept.sweep.balancing.minimum_reserve_nok:
        reached = "Det er{no} igjen så mye som ønsket"
    return Verdict("short" if missed else "balanced", f"{reached.format(no=no)} {which}.")


def _among(swept: Swept) -> str:
    """Return in how many of the rows, in all of them, or in none: `I 8 av 21 kombinasjoner`."""
    missed, rows, many = swept.not_covered, swept.possible, _many(swept)
    one, them = "den ene kombinasjonen", "kombinasjonene"
    if isinstance(swept.file, DrawsFile):
        one, them = "det ene trekket", "trekkene"
    if rows == 1:
        return f"I {one}" if missed else f"I ingen av {them}"
    if missed == rows:
        return f"I begge {them}" if rows == 2 else f"I alle {amount(rows)}{NBSP}{many}"
    return f"I {amount(missed) if missed else 'ingen'} av {amount(rows)}{NBSP}{many}"


def _many(swept: Swept) -> str:
    return "trekk" if isinstance(swept.file, DrawsFile) else "kombinasjoner"


def sweep_inputs_table(swept: Swept) -> Table:
    """Return what varies, over which values or by which distribution, and why."""
    plan, text = swept.sweep.plan, ""
    items: Sequence[Varied | DrawnInput | TriedCondition | Correlated]
    match swept.file:
        case GridFile(inputs=items):
            pass
        case CombinationsFile(conditions=conditions, amounts=amounts):
            items = (*conditions, *amounts)
            if amounts:
                text = (
                    "Hvert beløp prøves også slik det er fra før. "
                    "Står den verdien på listen, telles den én gang."
                )
        case DrawsFile(inputs=inputs, correlations=correlations, seed=seed):
            items = (*inputs, *correlations)
            text = (
                "Fordelingene er oppgitt av den som har skrevet filen; de står ikke i planen. "
                f"Trekkene begynner fra tallet {seed} og blir de samme hver gang."
            )
    values = "Fordeling" if isinstance(swept.file, DrawsFile) else "Verdier"
    heads = columns(label="Forutsetning", values=values, because="Begrunnelse")
    rows = (_input_cells(plan, item) for item in items)
    return make_table("Hva som varierer", heads, rows, text)


def _input_cells(
    plan: Plan, item: Varied | DrawnInput | TriedCondition | Correlated
) -> tuple[str, str, str]:
    match item:
        case TriedCondition():
            words = [RESPONSES[response] for response in item.responses or ("release",)]
            covered = [amount(nok) for nok in item.amounts_nok]
            amounts = f" ({listing(covered, 'eller')}{NBSP}kroner)" if covered else ""
            label, (_, switch) = plan.condition(item.condition).label, item.understood(plan)
            most = {name: int(values.max()) for name, values in switch.gives.items()}
            told = f"ja; nei, {listing(words, 'eller')}{amounts}"
            return label, told, " ".join(_passed_ceilings(plan, most)) or "–"
        case Correlated():
            labels = listing([find_input(plan, name).label for name in item.between])
            value = f"rangkorrelasjon {decimal_e4(item.spearman_e4)} (Spearman)"
            return f"Samvariasjon: {labels}", value, item.because
    found = find_input(plan, item.name)
    tried = [found.read(text) for text in item.points]
    values = [value_text(found, value) for value in tried]
    over = _passed_ceilings(plan, {found.name: max(tried)})
    if isinstance(item, DrawnInput):
        told = f"{DISTRIBUTIONS[item.shape]}: {_distribution(item, values)}"
    elif item.values:
        told = listing(values)
    else:
        told = "fra {} til {}, {} om gangen".format(*values)
    return found.label, told, sentences(item.because, *over)


def _passed_ceilings(plan: Plan, most: Mapping[str, int]) -> list[str]:
    """Return each ceiling that the largest value tried of its input is above."""
    return [
        f"Taket er {kroner(one.ceiling.most_nok)} («{one.label}»)."
        for one in plan.conditions
        if one.ceiling and most.get(one.ceiling.input, 0) > one.ceiling.most_nok
    ]


def _distribution(item: DrawnInput, values: Sequence[str]) -> str:
    if item.shape == "discrete":
        weighed = zip(values, item.weights, strict=True)
        return listing([f"{value} (vekt {weight})" for value, weight in weighed])
    low, *mode, high = values
    return f"fra {low} til {high}{f', mest nærliggende {mode[0]}' if mode else ''}"


def sweep_chart(swept: Swept) -> Chart:
    """Return how many rows end at each level of the reserve, in bins with 0 as a border."""
    label, many = swept.sweep.plan.reserve_label, _many(swept)
    more = swept.width_nok - 1
    items = [
        (f"{amount(low)} til {amount(low + more)}" if more else amount(low), number)
        for low, number in swept.bins
    ]
    strong = [place for place, (low, _) in enumerate(swept.bins) if low < 0]
    heads = columns(bin=f"{label}, kroner", number=(many.capitalize(), "count"))
    below = STATED if isinstance(swept.file, DrawsFile) else NO_PROBABILITY
    told = f"{many.capitalize()} etter hvor mye som er igjen"
    table = make_table(told, heads, items, below)
    wish = swept.sweep.balancing.minimum_reserve_nok
    caption = f"{_among(swept)} {lacks(wish)}"
    uncovered = "Uthevet er det som ligger under 0." if strong else ""
    drawn = charts.bars(caption, items, table, strong=strong, said=amount, note=uncovered)
    return replace(drawn, unit=told)


def sweep_quantiles_table(swept: Swept) -> Table | Group:
    """Return the reserve that so many of the draws do not exceed; nothing where none were drawn."""
    if not swept.quantiles:
        return NOTHING_TO_SAY
    label = swept.sweep.plan.reserve_label
    rows = (
        ("Lavest av alle trekk", swept.lowest_nok),
        *(
            (f"{per_mille // 10}{NBSP}prosent av trekkene er ikke høyere enn", value)
            for per_mille, value in swept.quantiles
        ),
        ("Høyest av alle trekk", swept.highest_nok),
    )
    heads = columns(what="Trekk", reserve_nok=label)
    return make_table("Hvor mye som er igjen", heads, rows, STATED)


def sweep_tried_table(swept: Swept) -> Table | Group:
    """Return, for each value tried, how many rows hold it and how many of them are not covered.

    Nothing where the values are too many, or drawn at random.
    """
    rows = tried_rows(swept.sweep.plan, swept.tried)
    if not rows:
        return NOTHING_TO_SAY
    heads = columns(
        value="Verdi",
        rows=("Kombinasjoner", "count"),
        not_covered=(f"Av dem {missed_head(swept.sweep.balancing.minimum_reserve_nok)}", "count"),
    )
    return make_table("Verdi for verdi", heads, rows, NO_PROBABILITY)


def sweep_sets_table(swept: Swept) -> Table | Text | Group:
    """Return the smallest sets of events that are enough, where switches are combined.

    Nothing where none are.
    """
    if not isinstance(swept.file, CombinationsFile):
        return NOTHING_TO_SAY
    return sets_table(swept.sweep)
