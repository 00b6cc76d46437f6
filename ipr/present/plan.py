"""The plan's own report: its tables and its chart, what it says, and what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipr.budget.figures import figures_of
from ipr.budget.reckon import Outcome
from ipr.plan.inputs import part_name, told_apart
from ipr.plan.model import BudgetLine, Component, Funding, Plan
from ipr.present import charts
from ipr.present.blocks import NOTHING_TO_SAY, Chart, Group, Text
from ipr.present.blocks.tables import Missing, Note, Role, Row, Table, columns, make_table
from ipr.present.wording import CHOICES, NO_AMOUNT, STATUS, named_or_counted, plan_line
from ipr.reading.norwegian import amount, count, kroner, listing, share_of

GROUP_SUMS = "Gruppesummene er regnet ut her."
CONDITION_KINDS = {
    "condition": "vilkår",
    "assumption": "forutsetning",
    "pending": "ikke avklart",
    "ceiling": "øvre grense",
    "timing": "tidspunkt",
    "price": "pris, moms eller kurs",
    "governance": "styring",
    "capacity": "kapasitet",
}
MOST_BARS = 24  # as many as can be read on a page


def plan_summary(plan: Plan, outcome: Outcome) -> Text:
    """Return the plan in a few sentences: whose it is, what it holds, what has no amount yet."""
    missing = without_amount(outcome)
    some = outcome.reserve > 0
    left = f"{share_of(outcome.reserve, outcome.frame, 2)} av rammen" if some else kroner(0)
    told = [
        plan_line(plan),
        f"Rammen er {kroner(outcome.frame)}, og {kroner(outcome.allocated)} er fordelt til poster.",
        f"{plan.reserve_label} er {left}."
        if outcome.reserve >= 0
        else f"Det mangler {kroner(-outcome.reserve)}.",
    ]
    if missing:
        told.append(f"Uten beløp i planen: {listing(missing)}. Det er ikke det samme som 0 kroner.")
    return Text(paragraphs=(" ".join(told),))


def without_amount(outcome: Outcome) -> list[str]:
    """Return the names of the components that have no amount, as in a sentence."""
    return [part_name(outcome.plan, line, part) for line, part in unknown_parts(outcome)]


def unknown_parts(outcome: Outcome) -> list[tuple[BudgetLine, Component]]:
    """Return the components that have no amount, each with its line."""
    return [
        (line, part)
        for line, part in outcome.plan.components
        if outcome[f"lines.{line.id}.{part.id}"] is None
    ]


def funding_table(plan: Plan, outcome: Outcome) -> Table:
    """Return where the money comes from: each funding, what it is, and the frame."""
    frame = figures_of(plan)["frame"]

    def row(item: Funding) -> Row:
        tied = f" (øremerket, {CHOICES[item.counted]})" if item.counted else ""
        nok = outcome.funding[item.id]
        return Row((f"{item.label}{tied}", nok, STATUS[item.status], item.source))

    total = Row((frame.label, outcome.frame, "sum", frame.source), "total")
    tied = [item for item in plan.funding if item.counted]
    rows = (*map(row, plan.free_funding), total, *map(row, tied))
    heads = columns(label="Inntekt", amount_nok="Beløp", status="Hvor beløpet kommer fra",
                    source="Sted i planen")  # fmt: skip
    return make_table(f"Inntekter i {plan.year}", heads, rows)


def plan_table(plan: Plan, outcome: Outcome) -> Table:
    """Return the plan's budget line by line, with group sums, the reserve and the frame."""
    rows: list[Row] = []
    for group in plan.groups:
        lines = plan.lines_of(group.id)
        rows.append(Row((group.label, None, None), "group"))
        for line in lines:
            marks = tuple(note.mark for note in plan.footnotes if note.belongs_to == line.id)
            heading = line.heading or (line.label if line.source else "–")
            rows.append(Row((line.label, line_amount(outcome, line), heading), marks=marks))
        if len(lines) > 1:
            nok = outcome.groups[group.id]
            rows.append(Row((f"Sum {group.label}", nok, None), "subtotal"))
    rows.append(Row(("Til sammen", None, None), "group"))
    for name in ("allocated", "reserve", "frame"):
        figure = figures_of(plan)[name]
        role: Role = "total" if name == "frame" else "subtotal"
        rows.append(Row((figure.label, outcome.figures[name], figure.source or None), role))
    heads = columns(label="Budsjettpost", amount_nok="Beløp", heading="Overskrift i planens tekst")
    if not any(line.heading for line in plan.lines):  # then none differs from its line's label
        heads, rows = heads[:-1], [replace(row, cells=row.cells[:-1]) for row in rows]
    told = [Note(note.mark, note.text) for note in plan.footnotes]
    told += [Note("", note) for note in [group_note(plan)] if note]
    return Table(f"Budsjett {plan.year}", heads, tuple(rows), footnotes=tuple(told))


def group_note(plan: Plan) -> str:
    """Return whose the group sums of a budget are; empty where no group has more than a line."""
    return GROUP_SUMS if any(len(plan.lines_of(one.id)) > 1 for one in plan.groups) else ""


def lasting_table(plan: Plan, outcome: Outcome) -> Table:
    """Return what recurring money covers, and what rests on money that comes only once."""
    names = ("recurring", "one_off", "allocated", "rests_on_one_off")
    *told, last = ((figures_of(plan)[name].label, outcome.figures[name]) for name in names)
    return make_table(
        f"Varige inntekter og engangsmidler i {plan.year}",
        columns(label="Størrelse", amount_nok="Beløp"),
        (*told, Row(last, "total")),
        "At bidragene kommer hvert år, er vår antakelse." if outcome["recurring"] else "",
        *_once_within(plan, outcome),
    )


def _once_within(plan: Plan, outcome: Outcome) -> Iterator[str]:
    """Yield each earmarked income that comes once and lies in the frame: in which is not known."""
    for item in plan.funding:
        nok = outcome.funding[item.id]
        if item.counted == "inside" and item.recurrence == "one_off" and nok:
            yield (
                f"{item.label} ({kroner(nok)}) kommer bare én gang og er regnet innenfor rammen. "
                "Ligger pengene i en årlig inntekt, er de ikke trukket fra her."
            )


def line_amount(outcome: Outcome, line: BudgetLine) -> int | Missing:
    """Return a line's amount in kroner, or the plan's own words where it has none."""
    return shown_amount(line, outcome.lines[line.id])


def shown_amount(line: BudgetLine | None, nok: int | None) -> int | Missing:
    """Return the amount, or the plan's own words where a line has none: never 0."""
    if nok is not None:
        return nok
    return Missing(awaits(line) if line else NO_AMOUNT)


def awaits(line: BudgetLine) -> str:
    """Return the plan's own words where a line has no amount."""
    words = (part.shown_as for part in line.components if part.kind == "pending")
    return next(words, NO_AMOUNT)


def lines_chart(plan: Plan, outcome: Outcome) -> Chart:
    """Return the lines from the largest to the smallest, with the reserve among them.

    Of very many lines the smallest are one bar; the table has them all.
    """
    shown = [(line.label, line_amount(outcome, line)) for line in told_apart(plan).lines]
    priced = [(label, nok) for label, nok in shown if not isinstance(nok, Missing)]
    missing = [(label, nok.text) for label, nok in shown if isinstance(nok, Missing)]
    most = max((nok for _, nok in priced), default=0)
    largest = sorted(label for label, nok in priced if nok == most)
    left = (plan.reserve_label, int(outcome.reserve))
    priced = sorted([*priced, left], key=_largest_first)
    told = f"Postene og det som er igjen i {plan.year}"
    caption = f"Største post er {listing(largest)} med {kroner(most)}" if most else told
    if most and len(largest) > 1:
        which = named_or_counted(largest, "post", "poster")
        caption = f"Størst er {which} med {kroner(most)} hver"
    if len(priced) + len(missing) > MOST_BARS:
        priced, missing = _fewer(priced, left, missing)
    table, strong = plan_table(plan, outcome), (priced.index(left),)
    drawn = charts.bars(caption, [*priced, *missing], table, strong=strong)
    return replace(drawn, unit=f"{told}, i kroner")


def _largest_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _fewer(
    priced: Sequence[tuple[str, int]], left: tuple[str, int], missing: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """Return the largest lines and what is left, then all other lines in a bar or two."""
    lines, room = [item for item in priced if item is not left], MOST_BARS - 3
    kept, rest = sorted([*lines[:room], left], key=_largest_first), lines[room:]
    if rest:
        kept.append((f"De {amount(len(rest))} minste postene", sum(nok for _, nok in rest)))
    unknown = count(len(missing), "post", "poster")
    return kept, [(unknown, NO_AMOUNT)] if missing else []


def conditions_table(plan: Plan) -> Table | Group:
    """Return every condition, assumption and open question of the plan; nothing for none."""
    rows = [
        (
            item.label,
            listing([CONDITION_KINDS[kind] for kind in item.kinds]) or "–",
            item.text,
            item.source,
        )
        for item in plan.conditions
    ]
    heads = columns(label="Vilkår", kind="Hva det gjelder", text="Hva planen sier",
                    source="Sted i planen")  # fmt: skip
    caption = f"Vilkår og åpne spørsmål i planen for {plan.year}"
    return make_table(caption, heads, rows) if rows else NOTHING_TO_SAY


def plan_ambiguities(plan: Plan) -> Text | Group:
    """Return what the plan leaves open or says in two ways, and how each is treated.

    Nothing where it does neither.
    """
    if not plan.ambiguities:
        return NOTHING_TO_SAY
    return Text(
        items=tuple(f"{item.text} {item.handling}" for item in plan.ambiguities),
        leads=tuple(f"{item.label.rstrip('?.')}{'?' if item.label.endswith('?') else '.'}"
                    for item in plan.ambiguities),
    )  # fmt: skip


def people_table(plan: Plan) -> Table | Group:
    """Return who owns each line, who takes part, and which goals it serves, as the plan says.

    Below stands who the council's members are. Nothing where the plan says nothing of the lines.
    """
    goals = {goal.id: goal.label for goal in plan.goals}
    rows = [
        (
            line.label,
            line.owner or "planen sier det ikke",
            _several(line.partners) or "–",
            listing(
                [
                    f"{goals[one.goal]}{f', strategi {one.strategy}' if one.strategy else ''}"
                    for one in line.goals
                ]
            )
            or "–",
        )
        for line in plan.lines
        if line.owner or line.partners or line.goals
    ]
    heads = columns(label="Budsjettpost", owner="Eier", partners="Samarbeider med", goals="Mål")
    goal_texts = (f"{goal.label}: {goal.text}" for goal in plan.goals if goal.text)
    members = f"Med i rådet: {listing(plan.council.members)}. Kilde: {plan.council.source}"
    told = make_table("Hvem som eier og deltar", heads, rows, *goal_texts, members)
    return told if rows else NOTHING_TO_SAY


def _several(names: Sequence[str]) -> str:
    """Return names in a row: with semicolons where one of them has a comma or an «og» itself."""
    split = any(", " in name or " og " in name for name in names)
    return "; ".join(names) if split else listing(names)


def who_decides(plan: Plan, decided_by: str | None) -> str | None:
    """Return who decides, as the council itself says it: alone, or as one of several."""
    own = re.escape(plan.council.name)
    alone = rf"(?:^|(?<=, )|(?<= og )|(?<=, deretter )){own}(?=$|,| og )"
    return decided_by and re.sub(alone, "rådet", decided_by)


def decides_itself(plan: Plan, condition: str) -> bool:
    """Whether the council itself decides on a condition, alone or with others."""
    decided_by = plan.decisions[condition].decided_by
    return who_decides(plan, decided_by) != decided_by


def milestones_table(plan: Plan) -> Table | Group:
    """Return what the plan gives a time, in its order, and who decides; nothing for nothing."""
    rows = [(item.when, item.label, item.decided_by, item.source) for item in plan.milestones]
    heads = columns(when="Når", label="Hva", decided_by="Hvem avgjør", source="Sted i planen")
    return make_table("Datoer og frister i planen", heads, rows) if rows else NOTHING_TO_SAY


def strategic_cases(plan: Plan) -> Text | Group:
    """Return the cases the council works for without money of their own; nothing for none."""
    labels = tuple(item.label for item in plan.strategic_cases)
    return Text(items=labels) if labels else NOTHING_TO_SAY
