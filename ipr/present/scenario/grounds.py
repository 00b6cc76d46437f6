"""What a scenario rests on: its assumptions, where figures come from, what the plan leaves open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ipr.analysis.consequences import alternatives, is_touched, touched
from ipr.analysis.explain import STANDINGS, Explanation
from ipr.budget.change import Step, exceeded
from ipr.budget.result import Registered, Result
from ipr.budget.scenario import DecideChange
from ipr.plan.inputs import OUR_OWN, Input, inputs_of
from ipr.plan.model import Ambiguity, Condition, Plan
from ipr.present.blocks import Group, Node, Text, Tree, under
from ipr.present.blocks.tables import Missing, Note, Row, Table, columns, make_table
from ipr.present.changes import (
    and_responded,
    changes_something,
    clause,
    decided,
    in_plan,
    responded,
    response_of,
)
from ipr.present.plan import decides_itself, without_amount
from ipr.present.scenario.room import FEW_ROWS, crowded
from ipr.present.wording import (
    NO_AMOUNT,
    STANDING,
    STATUS,
    bare_value,
    capital,
    left_text,
    sentences,
    spaced,
    value_text,
)
from ipr.reading.norwegian import MINUS, amount, kroner, listing, signed

SUMS = {"frame", "reserve"}

MOST_CUTS = 2

AS_IN_PLAN = "Som i planen."

HEADING = "Hva er planens, og hva er vårt?"
REGISTER = "Forutsetninger som er valgt, antatt eller regnet ut"
STATED = Note("", "Det planen oppgir uten forbehold, er ikke med.")
MOST, FIRST = 6, 4
"""How many rows the table may have, and how many it shows where there are more."""

WE = "«Vi» er den som har laget beregningen."
OURS = Note("†", "Vår antakelse: verdien står ikke i planen og følger ikke av den.")


def assumptions_block(result: Result) -> Group:
    """Return what the scenario changes, whose it is, and why; for the plan what it rests on.

    Where scenarios are combined, their changes stand together.
    """
    label, because = "Forutsetning", "Hvor tallet kommer fra"
    rows = [row for step in result.own_steps for row in _rows(result, step, bare_value)]
    if rows:
        most, first = (FEW_ROWS, FEW_ROWS) if crowded(result) else (MOST, FIRST)
        shown = rows if len(rows) <= most else rows[:first]
        left = amount(len(rows) - len(shown))
        more = f"{left} til står under «{REGISTER}» i den fulle utgaven."
        notes = (WE, more if len(shown) < len(rows) else "")
        before = "Før saken" if result.amended else "Planen"
        heads = columns(
            label=label, plan=(before, "value"), scenario=("Her", "value"), because=because
        )
        changed = all(changes_something(result, step) for step in result.own_steps)
        caption = f"Forutsetningene som er {'endret' if changed else 'valgt her'}"
        return under(HEADING, make_table(caption, heads, shown, *notes))
    given = [
        (item.label, bare_value(inputs_of(result.plan)[f"funding.{item.id}"], item.amount_nok),
         sentences(STATUS[item.status], item.because or ""))
        for item in result.plan.free_funding
        if item.status != "stated"
    ]  # fmt: skip
    heads = columns(label=label, plan=("Planen", "value"), because=because)
    table = make_table("Inntektene som planen legger til grunn", heads, given)
    return under(HEADING, table if given else None)


def changes_text(result: Result) -> Text:
    """Return what the scenario changes as a list, for where a table is too wide."""
    items = tuple(
        f"{label}: {before} → {here}"
        for step in result.own_steps
        for label, before, here, _ in _rows(result, step, value_text)
    )
    return Text(items=items) if items else Text(("Ingen forutsetninger er endret.",))


def _rows(
    result: Result, step: Step, shown: Callable[[Input, int | None], str]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the cells of each answer and input that a change touches, and what stood before it."""
    plan, change = result.plan, step.change
    if isinstance(change, DecideChange):
        condition = plan.condition(change.condition)
        taken = "ja" if "assumption" in condition.kinds else "ikke avgjort"
        here = decided(change)
        whose = "som i planen" if here == taken else "vårt eksempel"
        yield condition.label, taken, here, sentences(whose, change.because)
        return
    for name, value in step.inputs.items():
        found = inputs_of(plan)[name]
        ours = "vår lesing" if found.unit == "choice" else "vårt eksempel"
        told = sentences("planens tall" if value == found.value else ours, change.because)
        yield found.label, shown(found, result.input_before(name)), shown(found, value), told


def explanation_tree(explanation: Explanation) -> Tree:
    """Return the tree of a figure: value, change from the plan, reason and source of each term."""
    changed = ", endring fra planen i parentes" if _is_changed(explanation) else ""
    return Tree(
        f"Slik er «{explanation.label}» regnet ut (hele kroner{changed})", _node(explanation)
    )


def _is_changed(term: Explanation) -> bool:
    return term.change_nok != 0 or any(map(_is_changed, term.children))


def _node(term: Explanation) -> Node:
    known = capital(STANDING[term.standing]) if term.standing else ""
    place = f"Sted i planen: {term.source}" if term.source else ""
    return Node(
        label=f"{MINUS} {term.label}" if term.sign < 0 else term.label,
        value=NO_AMOUNT if term.value_nok is None else amount(term.value_nok),
        change=signed(term.change_nok) if term.change_nok else "",
        reason=sentences(term.note, term.reason),
        source=". ".join(part for part in (known, place) if part),
        children=tuple(_node(child) for child in term.children),
    )


def assumed(result: Result) -> tuple[Registered, ...]:
    """Return each input that is not simply what the plan states, by standing, then plan order."""
    found = [item for item in result.register.values() if item.standing != "stated"]
    return tuple(sorted(found, key=lambda item: STANDINGS.index(item.standing)))


def register_table(result: Result) -> Table:
    """Return each input that is not simply what the plan states, one row each, ours marked.

    First are the answers that give no input another value.
    """
    heads = columns(label="Forutsetning", value=("Verdi", "value"), reason="Hvor tallet kommer fra")
    rows = (*_answered_rows(result), *map(_register_row, assumed(result)))
    notes = (OURS,) if any(row.marks for row in rows) else ()
    return Table("Forutsetninger", heads, rows, footnotes=(*notes, STATED))


def register_block(result: Result) -> Group:
    """Return the register under its heading; nothing where all is simply what the plan states."""
    table = register_table(result)
    return under(REGISTER, table if table.rows else None)


def _answered_rows(result: Result) -> Iterator[Row]:
    """Yield a row for each answer that moves no money: it is no input's value."""
    for step in result.steps:
        change = step.change
        if isinstance(change, DecideChange) and not step.inputs:
            label = result.plan.condition(change.condition).label
            told = sentences(STANDING["scenario"], change.because)
            source = f" ({change.source})" if change.source else ""
            yield Row((label, decided(change), f"{told}{source}"))


def _register_row(item: Registered) -> Row:
    source = f"({item.source})" if item.source not in {"", OUR_OWN} else ""
    told = spaced(sentences(STANDING[item.standing], item.reason), source)
    marks = (OURS.mark,) if item.standing == "ours" else ()
    return Row((item.found.label, bare_value(item.found, item.value), told), marks=marks)


def provisos_block(result: Result) -> Group:
    """Return the plan's standing, what stands as in the plan, and what is not reckoned with.

    Each ceiling that is exceeded has a line of its own.
    """
    plan = result.plan
    missing = without_amount(result.outcome)
    unknown = f" Ikke regnet med, fordi beløpet er ukjent: {listing(missing)}." if missing else ""
    items = (
        plan.status_because,
        f"Det som ikke er nevnt som endret, står som {in_plan(result)}.{unknown}",
        *(
            f"{inputs_of(plan)[one.ceiling.input].label} får {kroner(one.amount_nok)}. Det er over "
            f"taket på {kroner(one.ceiling.most_nok)} (vilkåret «{one.condition.label}»). Grunnen: "
            f"{one.because.rstrip('.')}."
            for one in exceeded(plan, result.steps)
        ),
        "Vedlegget viser tall. Vurdering og innstilling hører hjemme i saksframlegget.",
    )
    return under("Forbehold", Text(items=items))


def open_points_block(result: Result) -> Group:
    """Return the plan's conditions and unclear points that the scenario touches, and the answers.

    Nothing where it touches none of them.
    """
    plan, names = result.plan, touched(result)
    # A cut does not make a line's place in the plan any clearer or less clear.
    chosen = names - {f"lines.{line_id}" for line_id in result.outcome.cuts}
    asked = [
        (one.label, one.text, treated(result, one) or AS_IN_PLAN)
        for one in plan.conditions
        if is_touched(places_of(one), names)
    ]
    unclear = [
        (one.label, one.text, _read_here(result, one))
        for one in plan.ambiguities
        if is_touched(one.touches, chosen)
    ]
    heads = columns(label="Punkt", text="Hva planen sier", here="Her")
    return under(
        "Hva planen lar stå åpent",
        _responses_table(result),
        make_table("Vilkår og avklaringer", heads, asked) if asked else None,
        make_table("Her er planen uklar", heads, unclear) if unclear else None,
    )


def places_of(condition: Condition) -> tuple[str, ...]:
    """Return what a condition is about: also the components that hang on its answer."""
    decision = condition.decision
    return (*condition.touches, *(decision.components if decision else ()))


def treated(result: Result, condition: Condition) -> str:
    """Return how the scenario treats a condition; nothing where all stands as in the plan.

    One that the scenario answers is told by its own answer, not by what others say of its money.
    """
    places = places_of(condition)
    own = [
        _answered(result, step)
        for step in result.steps
        if isinstance(step.change, DecideChange) and step.change.condition == condition.id
    ]
    told = [*(own or _beside(result, places)), *_balanced(result, places)]
    if not told and "reserve" in places and result.row("reserve").change:
        told = [left_text(result.reserve)]
    elif not told and "frame" in places and result.row("frame").change:
        told = [f"rammen er {kroner(result.frame)}"]
    return _sentences(told)


def _read_here(result: Result, unclear: Ambiguity) -> str:
    """Return how what is unclear is read: as the scenario chooses, or as the workbook does."""
    told = () if unclear.about == "words" else _beside(result, unclear.touches)
    return _sentences(told) or unclear.handling


def _sentences(clauses: Iterable[str]) -> str:
    return " ".join(f"{capital(one)}." for one in clauses)


def _beside(result: Result, places: Collection[str]) -> Iterator[str]:
    """Yield what the scenario's changes and answers do to lines and incomes at these places.

    Of a no to something else only what becomes of the money is told.
    """
    plan, at = result.plan, set(places) - SUMS
    refused: dict[str, None] = {}
    for step in result.steps:
        change = step.change
        if isinstance(change, DecideChange) and change.answer == "denied":
            names = plan.decisions[change.condition].components
            refused |= dict.fromkeys(name for name in names if is_touched(at, {name}))
        elif is_touched(at, _names_of(plan, step)):
            yield clause(result, step)
    yield from (_called(result, name) for name in refused)


def _names_of(plan: Plan, step: Step) -> set[str]:
    """Return what a step touches: its inputs, and what an answer is about."""
    change = step.change
    decided = plan.decisions[change.condition] if isinstance(change, DecideChange) else None
    return {*step.inputs, *(decided.components if decided else ())}


def _called(result: Result, name: str) -> str:
    """Return what a line or a component comes to before cuts, as a clause."""
    parts = {f"lines.{line.id}.{part.id}": part.label for line, part in result.plan.components}
    nok = result.unbalanced[name]
    told = "har ikke noe beløp" if nok is None else f"er {kroner(nok)}"
    return f"{parts.get(name) or result.row(name).label} {told}"


def _balanced(result: Result, places: Collection[str]) -> Iterator[str]:
    """Yield what the balancing rule cuts and asks for at these places."""
    outcome = result.outcome
    cut = [
        f"{line.label} kuttes med {kroner(nok)}"
        for line in result.plan.lines
        if (nok := outcome.cuts.get(line.id)) and is_touched(places, {f"lines.{line.id}"})
    ]
    yield from cut if len(cut) <= MOST_CUTS else [f"{len(cut)} av postene kuttes"]
    for item in result.plan.funding:
        extra = outcome.asked.get(item.id)
        if extra and is_touched(places, {f"funding.{item.id}"}):
            yield f"{item.label} bes om {kroner(extra)} mer"


def _answered(result: Result, step: Step) -> str:
    """Return an answer as a clause; of another's no, who says it and what the council does.

    Where that is a council too, this one goes by its name.
    """
    plan, change = result.plan, step.change
    if not isinstance(change, DecideChange) or change.answer == "granted":
        return clause(result, step)
    if decides_itself(plan, change.condition):
        return clause(result, step)
    who = plan.decisions[change.condition].decided_by
    then = and_responded(response_of(change), change.amount_nok)
    if "råd" in who.lower():
        then = then.replace("rådet", plan.council.name, 1)
    return f"{who} sier nei, {then}"


def _responses_table(result: Result) -> Table | None:
    """Return what each possible response to a refusal gives, beside the one chosen."""
    rows = []
    for one in alternatives(result):
        unknown = (
            "avhenger av beløpet" if one.response == "cover" else "strider mot en annen endring"
        )
        reserve = Missing(unknown) if one.reserve_nok is None else one.reserve_nok
        response, chosen = responded(one.response, one.amount_nok), "ja" if one.chosen else "nei"
        rows.append((one.condition.label, response, chosen, reserve))
    heads = columns(
        condition="Svaret er nei på",
        response="Rådet kan velge",
        chosen="Valgt her",
        reserve_nok=result.plan.reserve_label,
    )
    return make_table("Planen sier ikke hva rådet gjør ved et nei", heads, rows) if rows else None
