"""Many cases at once, as a reader sees them: the plan's own events combined, and a sweep's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter

from ipr.analysis.combinations import Answer, events_of
from ipr.analysis.consequences import decided_in
from ipr.analysis.sweep import MOST_ROWS, Reckoned, Sweep, Tried, minimal_sets, table_of
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
from ipr.budget.result import Result
from ipr.budget.rules import LeaveOpen
from ipr.plan.inputs import find_input, inputs_of
from ipr.plan.model import Plan
from ipr.present import charts
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Cover, Group, KeyFigure, Text, Verdict
from ipr.present.blocks.tables import Table, columns, make_table
from ipr.present.wording import (
    POLICIES,
    RESPONSES,
    capital,
    lacks,
    named_or_counted,
    plan_line,
    responded,
    sentences,
    value_text,
)
from ipr.reading.norwegian import NBSP, amount, count, decimal_e4, kroner, listing, share_of

UNFOLLOWED = {
    "leave_open": "",
    "ranked": "uten kutt",
    "pro_rata": "uten kutt",
    "ask_funders": "uten å be om mer",
}
"""What is said where a scenario's rule is not followed; nothing where it has none."""
NOT_KNOWN = "Ikke regnet med: "
LARGEST_SET = 3
MOST_SETS = 15
DISTRIBUTIONS = {
    "uniform": "jevn",
    "triangular": "trekant",
    "pert": "PERT",
    "discrete": "oppgitte verdier",
}
NO_PROBABILITY = "Antallene teller muligheter og sier ikke hvor sannsynlige de er."
STATED = "Andelene gjelder fordelingene som er oppgitt, og er ikke sikrere enn de er begrunnet."


def combinations_block(calculation: Result) -> Group | Text:
    """Return how many of all combinations of the plan's events are not covered, event by event.

    Nothing where the plan has no events.
    """
    plan, sweep = calculation.plan, _of_events(calculation)
    if not sweep.switches:
        return NOTHING_TO_SAY
    if sweep.rows > MOST_ROWS:
        many = f"Det blir {amount(sweep.rows)} kombinasjoner"
        return Text((f"{many}. Det er for mange å regne gjennom.",))
    found, ruled = Reckoned(sweep, table_of(sweep)), UNFOLLOWED[calculation.balancing.policy]
    items = [_goes(found, "Uansett hva som skjer av det som står i tabellen", "hendelsene", ruled)]
    if impossible := len(found.table) - found.possible:
        items.append(f"{amount(impossible)} til er umulige og regnes ikke med.")
    span = f"fra {kroner(found.lowest_nok)} til {kroner(found.highest_nok)}"
    items.append(f"{plan.reserve_label} er {span}.")
    if answers := tuple(switch for switch in sweep.switches if switch.words):
        sweep = sweep._replace(varied=answers)
        alone = Reckoned(sweep, table_of(sweep))
        items.insert(0, _goes(alone, "Uansett hva svarene blir", "svarene", ruled))
    decided = "Det scenarioet selv svarer på, er ikke med." if decided_in(calculation) else ""
    reckoned = f"Alt er regnet {ruled}." if ruled else ""
    return Group((Text(items=tuple(items)), _events_table(found, decided, reckoned)))


def _of_events(calculation: Result) -> Sweep:
    """Return all combinations of the plan's events, by the rule that cuts nothing."""
    plan, inputs = calculation.plan, calculation.values
    uncut = LeaveOpen(minimum_reserve_nok=calculation.balancing.minimum_reserve_nok)
    return Sweep(plan, inputs, events_of(plan, inputs, decided_in(calculation)), uncut)


def _goes(found: Reckoned, always: str, what: str, ruled: str) -> str:
    """Return in how many combinations the money reaches, and what is left out of them.

    `ruled` says that the scenario's rule is not followed, where it has one.
    """
    wished = found.sweep.balancing.minimum_reserve_nok
    possible, missed = amount(found.possible), amount(found.not_covered)
    if not found.not_covered:
        goal = "er det igjen så mye som ønsket" if wished else "går budsjettet i balanse"
        told = f"{always}, {goal} ({possible} av {possible})"
    else:
        told = f"På {missed} av de {possible} måtene {what} kan falle ut, {lacks(wished)}"
    unpaid = listing([part for part in (ruled, _unpaid(found.sweep)) if part])
    unknown = named_or_counted(_without_amount(found.sweep), "ukjent beløp", "ukjente beløp")
    return sentences(", ".join(filter(None, (told, unpaid))), unknown and NOT_KNOWN + unknown)


def _unpaid(sweep: Sweep) -> str:
    """Return that the council pays no more at a no, where answers are tried and none is that."""
    words = [word for switch in sweep.switches for word in switch.words]
    tried = words and not any(word.startswith("denied_cover") for word in words)
    return "når rådet ikke selv betaler mer ved et nei" if tried else ""


def _without_amount(sweep: Sweep) -> list[str]:
    """Return the labels of the inputs whose amount is known in none of the combinations."""
    given = {*sweep.inputs, *(switch.id for switch in sweep.switches)}
    items = inputs_of(sweep.plan).items()
    return [f"«{one.label}»" for name, one in items if one.value is None and name not in given]


def _events_table(found: Reckoned, *more: str) -> Table:
    wished = found.sweep.balancing.minimum_reserve_nok
    counted = [
        one
        for _, answers in groupby(found.tried, key=attrgetter("switch"))
        for one in [*answers][1:]  # the first: nothing happens
    ]
    return make_table(
        "Hendelsene som er satt sammen",
        columns(
            event="Hendelse",
            combinations=("Kombinasjoner med hendelsen", "count"),
            not_covered=(f"Av dem {'mindre enn ønsket' if wished else 'mangler penger'}", "count"),
        ),
        _tried_rows(found.sweep.plan, counted),
        "Tabellen teller muligheter. Den sier ingenting om hvor sannsynlige de er.",
        "Hvert beløp er det av de to ytterpunktene som gir minst igjen.",
        "Et nei som ikke flytter penger, eller som krever et beløp, er ikke med.",
        *more,
    )


def _tried_rows(plan: Plan, tried: Sequence[Tried]) -> list[tuple[str, int, int]]:
    return [
        (answer_label(plan, one.switch, one.answer), one.rows, one.not_covered) for one in tried
    ]


def answer_label(plan: Plan, switch: str, answer: Answer) -> str:
    """Return what an answer means: `Kurs: 14,00 NOK per EUR`, or a clause on a condition."""
    if not isinstance(answer, str):
        item = inputs_of(plan)[switch]
        return f"{item.label.partition(': innenfor')[0]}: {value_text(item, answer)}"
    label, (denied, _, rest) = plan.condition(switch).label, answer.partition("_")
    if denied != "denied":
        return f"«{label}» slår til"
    response, _, cover_nok = rest.partition("_")
    told = responded(response or "release", int(cover_nok) if cover_nok else None)
    word = "men" if response == "keep" else "og"
    return f"«{label}» slår ikke til, {word} {told}"


def minimal_sets_table(calculation: Result) -> Table | Text | Group:
    """Return the smallest sets of events that break the budget, those of fewest events first.

    Nothing where the plan has no events.
    """
    sweep, ruled = _of_events(calculation), UNFOLLOWED[calculation.balancing.policy]
    return _sets_table(sweep, ruled) if sweep.switches else NOTHING_TO_SAY


def _sets_table(sweep: Sweep, ruled: str = "") -> Table | Text:
    """Return the smallest sets of the switches' events that bring the reserve below the minimum.

    `ruled` says that the scenario's rule is not followed, where it has one.
    """
    wished = sweep.balancing.minimum_reserve_nok
    broken = "det er mindre igjen enn ønsket" if wished else "det mangler penger"
    again = "er det igjen så mye som ønsket" if wished else "rekker pengene igjen"
    found = list(islice(minimal_sets(sweep, LARGEST_SET), MOST_SETS + 1))
    if not found:
        most = min(LARGEST_SET, len(sweep.switches))
        who = f"Ingen {most} av hendelsene er" if most > 1 else "Hendelsen er ikke"
        told = f"{who} nok til at {broken}{f' {ruled}' if ruled else ''}"
        return Text((f"{', '.join(filter(None, (told, _unpaid(sweep))))}.",))
    if not found[0].events:
        alone = listing([part for part in (ruled, "uten at noe av dette hender") if part])
        return Text((f"{capital(broken)}, {alone}.",))
    rows = []
    for one in found[:MOST_SETS]:
        labels = [answer_label(sweep.plan, switch, answer) for switch, answer in one.events]
        rows.append((" + ".join(labels), len(labels), one.reserve_nok))
    return make_table(
        f"De færreste hendelsene som gjør at {broken}",
        columns(
            events="Dette er nok, sammen",
            number=("Antall", "count"),
            reserve_nok=sweep.plan.reserve_label,
        ),
        rows,
        f"Alt i en rad må skje. Tas én av hendelsene bort, {again}.",
        f"Vi har lett etter høyst {LARGEST_SET} hendelser sammen.",
        f"Bare de {MOST_SETS} første er vist." if len(found) > MOST_SETS else "",
        f"Alt er regnet {ruled}." if ruled else "",
    )


def sweep_cover(swept: Swept) -> Cover:
    """Return the head of a sweep's report: what was asked, and in how many rows it is covered."""
    plan, file, rule = swept.sweep.plan, swept.file, swept.sweep.balancing
    start = "Alt annet er som i planen"
    if file.scenario:
        start = f"Utgangspunktet er scenarioet «{file.scenario}»"
    minimum = rule.minimum_reserve_nok
    wish = f" Ønsket minstereserve er {kroner(minimum)}." if minimum else ""
    many, missed, drawn = _many(swept), swept.not_covered, isinstance(file, DrawsFile)
    rows = count(swept.possible, "trekk" if drawn else "kombinasjon", many)
    share = share_of(missed, swept.possible)
    caution = (
        f", det vil si {share}, hvis fordelingene som er oppgitt, er riktige."
        if drawn
        else ". Antallet sier ikke hvor sannsynlig det er."
    )
    most = "Ingen" if missed == swept.possible else "Ikke alle"
    short = Verdict("short", f"{most} {many} er dekket")
    return Cover(
        title=file.title,
        subtitle=f"{plan_line(plan, start)} Når noe mangler: {POLICIES[rule.policy]}.{wish}",
        question=file.question,
        answer=f"I {amount(missed)} av {rows} {lacks(minimum)}{caution}",
        verdict=short if missed else Verdict("balanced", f"Dekket i alle {many}"),
        key_figures=(
            KeyFigure(many.capitalize(), amount(swept.possible)),
            KeyFigure("Ikke dekket", amount(missed)),
            KeyFigure("Lavest", kroner(swept.lowest_nok)),
            KeyFigure("Høyest", kroner(swept.highest_nok)),
        ),
    )


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
            amounts = f" ({listing(covered)})" if covered else ""
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
        told = "fra {} til {}, trinn på {}".format(*values)
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
    items = [
        (f"{amount(low)} til {amount(low + swept.width_nok - 1)}", number)
        for low, number in swept.bins
    ]
    strong = [place for place, (low, _) in enumerate(swept.bins) if low < 0]
    heads = columns(bin=f"{label}, kroner", number=(many.capitalize(), "count"))
    below = STATED if isinstance(swept.file, DrawsFile) else NO_PROBABILITY
    told = f"{many.capitalize()} etter hvor mye som er igjen"
    table = make_table(told, heads, items, below)
    wish = swept.sweep.balancing.minimum_reserve_nok
    missed = f"{amount(swept.not_covered)} av {amount(swept.possible)}"
    caption = f"I {missed} {many} {lacks(wish)}"
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


def sweep_tried_table(swept: Swept) -> Table | Text:
    """Return, for each value tried, how many rows hold it and how many of them are not covered."""
    rows = _tried_rows(swept.sweep.plan, swept.tried)
    if not rows:
        return Text(("Verdiene er for mange eller for tilfeldige til å telles enkeltvis.",))
    heads = columns(
        value="Verdi",
        rows=("Kombinasjoner", "count"),
        not_covered=("Av dem ikke dekket", "count"),
    )
    return make_table("Verdi for verdi", heads, rows, NO_PROBABILITY)


def sweep_sets_table(swept: Swept) -> Table | Text | Group:
    """Return the smallest sets of events that are enough, where switches are combined.

    Nothing where none are.
    """
    if not isinstance(swept.file, CombinationsFile):
        return NOTHING_TO_SAY
    return _sets_table(swept.sweep)
