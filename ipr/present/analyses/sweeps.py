"""A sweep as a reader sees it: what varied, how often it is not covered, and how far it reaches."""

from __future__ import annotations

from collections.abc import Iterator

from ipr.analysis.draws import Draw
from ipr.analysis.load_sweep import read_value
from ipr.analysis.sweep_file import (
    CombinationsFile,
    DrawnInput,
    DrawsFile,
    GridFile,
    TriedCondition,
    Varied,
)
from ipr.analysis.swept import Swept
from ipr.budget.change import find_input
from ipr.present import charts
from ipr.present.analyses.sensitivity_events import answer_label, sets_table
from ipr.present.blocks import (
    Chart,
    Column,
    Cover,
    KeyFigure,
    Note,
    Row,
    Table,
    Text,
    Verdict,
)
from ipr.present.wording import POLICIES, RESPONSES, plan_status, value_text
from ipr.reading.norwegian import NBSP, amount, count, decimal_e4, kroner, listing, percent

DISTRIBUTIONS = {
    "uniform": "jevn",
    "triangular": "trekant",
    "pert": "PERT",
    "discrete": "oppgitte verdier",
}
NO_PROBABILITY = Note("", "Antallene teller muligheter og sier ikke hvor sannsynlige de er.")
STATED = Note(
    "", "Andelene gjelder fordelingene som er oppgitt, og er ikke sikrere enn de er begrunnet."
)
SHARES = {50: "5", 250: "25", 500: "50", 750: "75", 950: "95"}


def sweep_cover(swept: Swept) -> Cover:
    """Return the head of a sweep's report: what was asked, and in how many rows it is covered."""
    plan = swept.sweep.plan
    return Cover(
        title=swept.file.title,
        subtitle=f"{plan.council.name}. {plan.title} ({plan_status(plan)}). {_base(swept)}",
        question=swept.file.question,
        answer=_answer(swept),
        verdict=_verdict(swept),
        key_figures=(
            KeyFigure(_many(swept).capitalize(), amount(swept.possible)),
            KeyFigure("Ikke dekket", amount(swept.not_covered)),
            KeyFigure("Lavest", kroner(swept.lowest_nok)),
            KeyFigure("Høyest", kroner(swept.highest_nok)),
        ),
    )


def _many(swept: Swept) -> str:
    return "trekk" if _drawn(swept) else "kombinasjoner"


def _drawn(swept: Swept) -> bool:
    return isinstance(swept.file, DrawsFile)


def _base(swept: Swept) -> str:
    scenario, rule = swept.file.scenario, swept.sweep.balancing
    start = f"Utgangspunktet er scenarioet «{scenario}»" if scenario else "Alt annet er som planen"
    minimum = rule.minimum_reserve_nok
    wish = f" Ønsket minstereserve er {kroner(minimum)}." if minimum else ""
    return f"{start}. Når noe mangler: {POLICIES[rule.policy]}.{wish}"


def _answer(swept: Swept) -> str:
    many = count(swept.possible, "trekk" if _drawn(swept) else "kombinasjon", _many(swept))
    told = f"I {amount(swept.not_covered)} av {many} mangler det penger"
    if _drawn(swept):
        share = percent(swept.not_covered, swept.possible, 1)
        return f"{told}, det vil si {share}, hvis fordelingene som er oppgitt, er riktige."
    return f"{told}. Antallet sier ikke hvor sannsynlig det er."


def _verdict(swept: Swept) -> Verdict:
    if not swept.not_covered:
        return Verdict("balanced", f"Dekket i alle {_many(swept)}")
    most = "Ingen" if swept.not_covered == swept.possible else "Ikke alle"
    return Verdict("short", f"{most} {_many(swept)} er dekket")


def sweep_inputs_table(swept: Swept) -> Table:
    """Return what varies, over which values or by which distribution, and why."""
    rows = tuple(_input_rows(swept))
    columns = (
        Column("label", "Forutsetning"),
        Column("values", "Fordeling" if _drawn(swept) else "Verdier"),
        Column("because", "Begrunnelse"),
    )
    text = ""
    if isinstance(swept.file, DrawsFile):
        text = (
            "Fordelingene er oppgitt av den som har skrevet filen; de står ikke i planen. "
            f"Trekkene begynner fra tallet {swept.file.seed} og blir de samme hver gang."
        )
    elif isinstance(swept.file, CombinationsFile) and swept.file.amounts:
        text = (
            "Hvert beløp prøves også slik det er fra før. "
            "Står den verdien på listen, telles den én gang."
        )
    notes = (Note("", text),) if text else ()
    return Table("Hva som varierer", columns, rows, footnotes=notes)


def _input_rows(swept: Swept) -> Iterator[Row]:
    plan = swept.sweep.plan
    match swept.file:
        case GridFile(inputs=inputs):
            yield from (_varied_row(swept, item) for item in inputs)
        case CombinationsFile(conditions=conditions, amounts=amounts):
            yield from (_condition_row(swept, item) for item in conditions)
            yield from (_varied_row(swept, item) for item in amounts)
        case DrawsFile(inputs=drawn, correlations=correlations):
            yield from (_drawn_row(swept, item) for item in drawn)
            for pair in correlations:
                labels = listing([find_input(plan, name).label for name in pair.between])
                value = f"rangkorrelasjon {decimal_e4(pair.spearman_e4)} (Spearman)"
                yield Row((f"Samvariasjon: {labels}", value, pair.because))


def _varied_row(swept: Swept, item: Varied) -> Row:
    label = find_input(swept.sweep.plan, item.name).label
    if item.values:
        return Row((label, listing(_shown(swept, item.name, *item.values)), item.because))
    ends = (text or "" for text in (item.low, item.high, item.step))
    low, high, step = _shown(swept, item.name, *ends)
    return Row((label, f"fra {low} til {high}, trinn på {step}", item.because))


def _shown(swept: Swept, name: str, *texts: str) -> list[str]:
    """Return values as they are written in the file, as a reader is shown them."""
    plan = swept.sweep.plan
    item = find_input(plan, name)
    return [value_text(item, read_value(plan, name, text)[1]) for text in texts]


def _condition_row(swept: Swept, item: TriedCondition) -> Row:
    label = swept.sweep.plan.condition(item.condition).label
    words = [RESPONSES[response] for response in item.responses] or [RESPONSES["release"]]
    amounts = f" ({listing([amount(nok) for nok in item.amounts_nok])})" if item.amounts_nok else ""
    return Row((label, f"ja; nei, {listing(words, 'eller')}{amounts}", "–"))


def _drawn_row(swept: Swept, item: DrawnInput) -> Row:
    label = find_input(swept.sweep.plan, item.name).label
    kind = DISTRIBUTIONS[item.distribution]
    if item.distribution == "discrete":
        pairs = zip(_shown(swept, item.name, *item.values), item.weights, strict=True)
        told = listing([f"{value} (vekt {weight})" for value, weight in pairs])
    else:
        low, high = _shown(swept, item.name, item.low or "", item.high or "")
        mode = _shown(swept, item.name, item.mode)[0] if item.mode is not None else ""
        told = f"fra {low} til {high}{f', mest nærliggende {mode}' if mode else ''}"
    return Row((label, f"{kind}: {told}", item.because))


def sweep_chart(swept: Swept) -> Chart:
    """Return how many rows end at each level of the reserve, in bins with 0 as a border."""
    label, many = swept.sweep.plan.reserve_label, _many(swept)
    items = [(_bin(swept, low), number) for low, number in swept.bins]
    below = [place for place, (low, _) in enumerate(swept.bins) if low < 0]
    columns = (Column("bin", f"{label}, kroner"), Column("number", many.capitalize(), "count"))
    note = STATED if _drawn(swept) else NO_PROBABILITY
    caption = f"{many.capitalize()} etter hvor stor {label.lower()} blir"
    table = Table(caption, columns, tuple(Row(item) for item in items), footnotes=(note,))
    uncovered = "Uthevet er det som ligger under 0." if below else ""
    return charts.bars(caption, items, table, strong=below, said=amount, note=uncovered)


def _bin(swept: Swept, low: int) -> str:
    return f"{amount(low)} til {amount(low + swept.width_nok - 1)}"


def sweep_quantiles_table(swept: Swept) -> Table | Text:
    """Return the reserve that so many of the draws do not exceed; nothing where none were drawn."""
    if not swept.quantiles:
        text = "Her er ingen fordeling oppgitt, og derfor er det heller ingen andeler å vise."
        return Text(paragraphs=(text,))
    label = swept.sweep.plan.reserve_label
    rows = [Row(("Lavest av alle trekk", swept.lowest_nok))]
    rows += [
        Row((f"{SHARES[per_mille]}{NBSP}prosent av trekkene er ikke høyere enn", value))
        for per_mille, value in swept.quantiles
    ]
    rows.append(Row(("Høyest av alle trekk", swept.highest_nok)))
    columns = (Column("what", "Trekk"), Column("reserve_nok", label, "amount"))
    return Table(f"Hvor {label.lower()} havner", columns, tuple(rows), footnotes=(STATED,))


def sweep_tried_table(swept: Swept) -> Table | Text:
    """Return, for each value tried, how many rows hold it and how many of them are not covered."""
    if not swept.tried:
        text = "Verdiene er for mange eller for tilfeldige til å telles enkeltvis."
        return Text(paragraphs=(text,))
    plan = swept.sweep.plan
    rows = tuple(
        Row((answer_label(plan, one.switch, one.answer), one.rows, one.not_covered))
        for one in swept.tried
    )
    columns = (
        Column("value", "Verdi"),
        Column("rows", "Kombinasjoner", "count"),
        Column("not_covered", "Av dem ikke dekket", "count"),
    )
    return Table("Verdi for verdi", columns, rows, footnotes=(NO_PROBABILITY,))


def sweep_sets_table(swept: Swept) -> Table | Text:
    """Return the smallest sets of events that are enough, where switches are combined."""
    sweep = swept.sweep
    if not isinstance(swept.file, CombinationsFile) or isinstance(sweep.varied, Draw):
        text = "Bare en gjennomregning av svar og beløp har hendelser som kan settes sammen."
        return Text(paragraphs=(text,))
    return sets_table(sweep.plan, sweep.inputs, sweep.varied, sweep.balancing)
