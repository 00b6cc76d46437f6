"""Hold the amounts found in a document against the plan data, each at the place it belongs to.

The rule: an amount is in the data when the data has that amount for the section, the table row or
the footnote where the document writes it, as many times as it stands there, and when the words
beside it are not those of another part of the line. Figures for the whole plan (the frame, the
reserve and the sums of funding and lines) may stand anywhere in the text, and in a row of their
own. Value alone counts only where the place cannot decide: in text under no heading the data has
amounts for, and for data whose heading or row the document does not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ipr.analysis.audit.document.beside import Misplaced, misplaced
from ipr.analysis.audit.document.find import Found, find_amounts
from ipr.analysis.audit.document.held import Held, Place, held_amounts, parts_of, plain_name
from ipr.plan.model import Plan


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
    misplaced: tuple[Misplaced, ...]
    coverage: Coverage

    @property
    def agrees(self) -> bool:
        """Whether document and data say the same, and nothing is missing on either side."""
        return self.coverage.complete and not self.misplaced


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
    matches = list(_often_enough(matches, dict(zip(found, places, strict=True)), held))
    met = {match.found for match in matches}
    written = {name for match in matches for name in match.names}
    stated = [item for item in held if item.stated]
    missing = tuple(item for item in stated if item.name not in written)
    return DocumentAudit(
        found=found,
        matched=tuple(matches),
        not_in_data=tuple(amount for amount in found if amount not in met),
        not_in_document=missing,
        misplaced=tuple(misplaced(plan, text, found, places)),
        coverage=Coverage(len(matches), len(found), len(stated) - len(missing), len(stated)),
    )


def _match(
    amount: Found, spots: tuple[Place, ...], held: tuple[Held, ...], there: set[Place]
) -> Match | None:
    same = [i for i in held if (i.value, i.currency) == (amount.value, amount.currency)]
    at_place = [item for item in same if set(item.places) & set(spots)]
    stated = [item for item in at_place if item.stated]  # what is derived is not what is written
    here = [item.name for item in stated or at_place]
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


def _often_enough(
    matches: Sequence[Match], places: Mapping[Found, tuple[Place, ...]], held: tuple[Held, ...]
) -> Iterator[Match]:
    """Yield the matches but those of an amount that stands once more than the data has it there.

    The parts of a line and the line's own amount in the text may be the same money.
    """
    seen: Counter[tuple[tuple[Place, ...], int, str]] = Counter()
    known = {item.name: item for item in held}
    for match in matches:
        items = [known[name] for name in match.names if known[name].places]
        key = (places[match.found], match.found.value, match.found.currency)
        seen[key] += 1
        texts = [item.times for item in items if item.name.endswith((".text", ".total"))]
        room = max([len(items) - len(texts), *texts], default=0)
        if match.by == "value" or len(items) < len(match.names) or seen[key] <= room:
            yield match


def _has_place(held: tuple[Held, ...], place: Place) -> bool:
    return any(place in item.places for item in held)


def _places(plan: Plan, text: str, found: tuple[Found, ...]) -> list[tuple[Place, ...]]:
    """Return where each amount stands: its row (also with the line above), note or section."""
    lines = text.split("\n")
    headings = _headings(plan)
    section: list[str] = []
    above = ""
    for number, line in enumerate(lines):
        two = plain_name(f"{line} {lines[number + 1]}") if number + 1 < len(lines) else ""
        above = next((name for name in (plain_name(line), two) if name in headings), above)
        section.append(above)
    places: list[tuple[Place, ...]] = []
    for amount in found:
        if amount.kind == "footnote":
            places.append((("note", amount.label),))
        elif amount.label:
            before = lines[amount.line - 2] if amount.line > 1 else ""
            rows = (plain_name(amount.label), plain_name(f"{before} {amount.label}"))
            places.append(tuple(("row", name) for name in rows))
        else:
            places.append((("text", section[amount.line - 1]),))
    return places


def _headings_in(plan: Plan, text: str) -> set[Place]:
    lines = [plain_name(line) for line in text.split("\n")]
    pairs = {f"{first} {second}".strip() for first, second in pairwise(lines)}
    return {("text", name) for name in _headings(plan) if name in lines or name in pairs}


def _headings(plan: Plan) -> set[str]:
    sources = [plan.frame_source, plan.reserve_source]
    sources += [funding.source for funding in plan.funding]
    sources += [condition.source for condition in plan.conditions]
    sources += [milestone.source for milestone in plan.milestones]
    sources += [line.source for line in plan.lines if line.source]
    sources += [case.source for case in plan.strategic_cases]
    sources += [component.source for _, component in plan.components]
    tables = {line.table_source for line in plan.lines}
    parts = {part for source in sources if source not in tables for part in parts_of(source)}
    parts |= {line.heading for line in plan.lines if line.heading}
    parts |= {group.label for group in plan.groups}
    return {plain_name(part) for part in parts} - {""}
