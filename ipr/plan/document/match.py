"""Hold the amounts found in a document against the plan data, each at the place it belongs to.

The rule: an amount is in the data when the data has that amount for the section, the table row or
the footnote where the document writes it. Figures for the whole plan (the frame, the reserve and
the sums of funding and lines) may stand anywhere in the text, and in a row of their own. Value
alone counts only where the place cannot decide: in text under no heading the data has amounts for,
and for data whose heading or row the document does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ipr.plan.amounts import component_amount, line_amounts, total
from ipr.plan.document.find import Found, find_amounts
from ipr.plan.inputs import amount_input, inputs_of
from ipr.plan.model import BudgetLine, Component, Plan

Place = tuple[Literal["text", "row", "note"], str]


@dataclass(frozen=True, slots=True)
class Held:
    """An amount in the plan data: whole units of `currency`, and where the plan has it.

    `name` is that of an input, or says which figure it is (`lines.ID.total`, `lines.ID.text`,
    `frame`, `reserve`, `sums.…`). `stated` means that the plan is said to write it; others are
    sums and derived amounts, which a document may have and need not.
    """

    name: str
    value: int
    currency: str
    source: str
    stated: bool
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An amount of the document and the names of the data it is; `by` says how they met."""

    found: Found
    names: tuple[str, ...]
    by: Literal["place", "value"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many amounts of the document the data holds, and how many stated amounts it writes."""

    matched: int
    found: int
    written: int
    stated: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing on either side."""
        return self.matched == self.found and self.written == self.stated


@dataclass(frozen=True, slots=True)
class DocumentAudit:
    """The amounts found in a document, and which of them and of the plan data meet."""

    found: tuple[Found, ...]
    matched: tuple[Match, ...]
    not_in_data: tuple[Found, ...]
    not_in_document: tuple[Held, ...]
    coverage: Coverage


def audit_document(plan: Plan, text: str) -> DocumentAudit:
    """Hold every amount in a document against the plan data, and the stated data against it.

    `not_in_document` is in the order of the plan, the rest in the order of the document.
    """
    found = find_amounts(text)
    held = tuple(held_amounts(plan))
    places = _places(plan, text, found)
    there = {place for spots in places for place in spots} | _headings_in(plan, text)
    matches = [
        match
        for amount, spots in zip(found, places, strict=True)
        if (match := _match(amount, spots, held, there))
    ]
    met = {match.found for match in matches}
    written = {name for match in matches for name in match.names}
    stated = [item for item in held if item.stated]
    missing = tuple(item for item in stated if item.name not in written)
    return DocumentAudit(
        found=found,
        matched=tuple(matches),
        not_in_data=tuple(amount for amount in found if amount not in met),
        not_in_document=missing,
        coverage=Coverage(len(matches), len(found), len(stated) - len(missing), len(stated)),
    )


def held_amounts(plan: Plan) -> Iterator[Held]:
    """Yield every amount of the plan data that its document may write, in the plan's order."""
    values = {name: item.value for name, item in inputs_of(plan).items()}
    frame = (("row", _plain(_last(plan.reserve_table_source))),)
    yield Held("frame", plan.frame_nok, "NOK", plan.frame_source, stated=True)
    for item in plan.funding:
        notes = _notes(plan, item.earmarked_for) if item.earmarked_for else ()
        places = (*_texts(item.source), *notes)
        stated = item.status in {"stated", "planning_assumption"}
        yield Held(f"funding.{item.id}", item.amount_nok, "NOK", item.source, stated, places)
    for line in plan.lines:
        yield from _line_held(plan, line, values)
    yield Held(
        "reserve", plan.reserve_nok, "NOK", plan.reserve_table_source, stated=True, places=frame
    )
    for name, value in _sums(plan, values):
        yield Held(f"sums.{name}", value, "NOK", "sum av planens tall", stated=False)


def _line_held(plan: Plan, line: BudgetLine, values: dict[str, int | None]) -> Iterator[Held]:
    row: Place = ("row", _plain(line.label))
    notes = _notes(plan, line.id)
    for component in line.components:
        in_table = component.source == line.table_source
        places = ((row,) if in_table else _texts(component.source)) + notes
        for name, value, currency, stated in _component_amounts(line, component, values):
            yield Held(name, value, currency, component.source, stated, places)
    # Where the text writes the parts of a line, it need not write their sum.
    alone = len(line.components) == 1
    if line.text_nok is not None and line.source:
        name = f"lines.{line.id}.text"
        yield Held(name, line.text_nok, "NOK", line.source, alone, _texts(line.source))
    if line.total_nok is not None:
        rows: tuple[Place, ...] = (row, ("row", _plain(_last(line.table_source))), *notes)
        yield Held(f"lines.{line.id}.total", line.total_nok, "NOK", line.table_source, True, rows)


def _component_amounts(
    line: BudgetLine, component: Component, values: dict[str, int | None]
) -> Iterator[tuple[str, int, str, bool]]:
    """Yield name, value, currency and whether the plan writes it: the amount, and what it gives."""
    name = amount_input(line, component)
    amount, in_year = values[name], component_amount(line, component, values)
    if amount is None or in_year is None:
        return
    stated = component.status in {"stated", "planning_assumption"}
    if component.kind == "foreign_currency":
        yield name, amount, component.currency, stated
    else:
        yield name, amount, "NOK", stated
    if component.kind in {"part_year", "foreign_currency"}:
        yield f"lines.{line.id}.{component.id}", int(in_year), "NOK", False


def _sums(plan: Plan, values: dict[str, int | None]) -> Iterator[tuple[str, int]]:
    free = [item for item in plan.funding if item.earmarked_for is None]
    yield "new_funds", sum(item.amount_nok for item in free if item.recurrence == "continues")
    yield (
        "carried_over",
        sum(item.amount_nok for item in plan.funding if item.recurrence == "one_off"),
    )
    yield "funding", sum(item.amount_nok for item in plan.funding)
    yield "allocated", sum(line.total_nok or 0 for line in plan.lines)
    gross = [part for line in plan.lines for part in line_amounts(line, values).values()]
    yield "gross_activity", int(total(part for part in gross if part is not None))
    printed: dict[str, int] = {}
    for group in plan.groups:
        lines = sum(line.total_nok or 0 for line in plan.lines if line.group == group.id)
        yield f"groups.{group.id}", lines
        if group.printed_as:
            printed[group.printed_as] = printed.get(group.printed_as, 0) + lines
    for number, value in enumerate(printed.values(), start=1):
        yield f"printed_groups.{number}", value


def _match(
    amount: Found, spots: tuple[Place, ...], held: tuple[Held, ...], there: set[Place]
) -> Match | None:
    same = [i for i in held if (i.value, i.currency) == (amount.value, amount.currency)]
    here = [item.name for item in same if set(item.places) & set(spots)]
    known_row = any(kind == "row" and _has_place(held, (kind, name)) for kind, name in spots)
    if not here and not known_row and amount.kind != "footnote":
        here = [item.name for item in same if not item.places or item.name == "reserve"]
        if amount.label:  # a row of its own: a sum, or the frame
            here = [name for name in here if name != "reserve"]
    if here:
        return Match(amount, tuple(here), "place")
    if not any(_has_place(held, spot) for spot in spots) and not amount.label:
        names = [item.name for item in same]
    else:
        names = [item.name for item in same if item.places and not set(item.places) & there]
    return Match(amount, tuple(names), "value") if names else None


def _has_place(held: tuple[Held, ...], place: Place) -> bool:
    return any(place in item.places for item in held)


def _places(plan: Plan, text: str, found: tuple[Found, ...]) -> list[tuple[Place, ...]]:
    """Return where each amount stands: its row (also with the line above), note or section."""
    lines = text.split("\n")
    headings = _headings(plan)
    section: list[str] = []
    above = ""
    for number, line in enumerate(lines):
        two = _plain(f"{line} {lines[number + 1]}") if number + 1 < len(lines) else ""
        above = next((name for name in (_plain(line), two) if name in headings), above)
        section.append(above)
    places: list[tuple[Place, ...]] = []
    for amount in found:
        if amount.kind == "footnote":
            places.append((("note", amount.label),))
        elif amount.label:
            before = lines[amount.line - 2] if amount.line > 1 else ""
            rows = (_plain(amount.label), _plain(f"{before} {amount.label}"))
            places.append(tuple(("row", name) for name in rows))
        else:
            places.append((("text", section[amount.line - 1]),))
    return places


def _headings_in(plan: Plan, text: str) -> set[Place]:
    lines = [_plain(line) for line in text.split("\n")]
    pairs = {f"{first} {second}".strip() for first, second in zip(lines, lines[1:], strict=False)}
    return {("text", name) for name in _headings(plan) if name in lines or name in pairs}


def _headings(plan: Plan) -> set[str]:
    named = [*plan.funding, *plan.lines, *plan.conditions, *plan.milestones, *plan.strategic_cases]
    sources = [plan.frame_source, plan.reserve_source, *(item.source or "" for item in named)]
    sources += [component.source for line in plan.lines for component in line.components]
    tables = {line.table_source for line in plan.lines}
    parts = {part for source in sources if source not in tables for part in _parts(source)}
    parts |= {line.heading for line in plan.lines if line.heading}
    parts |= {group.label for group in plan.groups}
    return {_plain(part) for part in parts} - {""}


def _parts(source: str) -> list[str]:
    """The headings a source names: `3 Nye oppdrag › Cyberland; 5 Budsjett, note *` has four."""
    places = re.split(r"\s*;\s*", source)
    return [part for place in places for part in re.sub(r", note\w*\b.*$", "", place).split(" › ")]


def _last(source: str) -> str:
    return source.split(" › ")[-1]


def _texts(source: str) -> tuple[Place, ...]:
    return tuple(("text", _plain(_last(place))) for place in re.split(r"\s*;\s*", source))


def _notes(plan: Plan, line_id: str) -> tuple[Place, ...]:
    return tuple(("note", note.mark) for note in plan.footnotes if note.belongs_to == line_id)


def _plain(name: str) -> str:
    """A heading or label without its chapter number, footnote mark, case and odd spaces."""
    bare = re.sub(r"^\s*[0-9]+(?:\.[0-9]+)*\.?\s+|[*¹²³†‡]+\s*$|:\s*$", "", name.strip())
    return " ".join(bare.split()).casefold()
