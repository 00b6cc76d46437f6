"""Hold the amounts found in a document against the plan data, each at the place it belongs to.

The rule: an amount is in the data when the data has that amount for the section, the table row or
the footnote where the document writes it, as many times as it stands there, and when the words
beside it are not those of another part of the line. Figures for the whole plan (the frame, the
reserve and the sums of funding and lines) may stand anywhere in the text, and in a row of their
own. Value alone counts only where the place cannot decide: in text under no heading the data has
amounts for, and for data whose heading or row the document does not have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from ipr.analysis.audit.amounts import Found, find_amounts, sentences
from ipr.budget.reckon import Outcome, reckon
from ipr.plan.check import records
from ipr.plan.inputs import amount_input, inputs_of
from ipr.plan.model import BudgetLine, Plan
from ipr.reading.norwegian import amount, quoted

Place = tuple[Literal["text", "row", "note"], str]
"""A heading of the text, the label of a row, or the mark of a footnote, as `_plain` has it."""

_STEM = 6  # letters: «forankringsarbeid» is about «Forankring»
_WORD = re.compile(rf"[^\W\d_]{{{_STEM},}}")
_STATED = {"stated", "planning_assumption"}


class Held(NamedTuple):
    """An amount in the plan data: whole units of `currency`, and where the plan has it.

    `name` is that of an input, or says which figure it is (`lines.ID.total`, `lines.ID.text`,
    `frame`, `reserve`, `sums.…`). `stated` means that the plan is said to write it; others are
    sums and derived amounts, which a document may have and need not. `times` is how many times the
    text writes it in one place. `part` is the label of a part of a line of several, with the one
    amount that the text writes of it; earmarked money is a part of the line it pays for. An income
    that pays for no line is `free`, and its label is its part.
    """

    name: str
    value: int
    places: tuple[Place, ...] = ()
    currency: str = "NOK"
    stated: bool = True
    times: int = 1
    part: str = ""
    free: bool = False


class Match(NamedTuple):
    """An amount of the document and the names of the data it is; `by` says how they met."""

    found: Found
    names: tuple[str, ...]
    by: Literal["place", "value"]


class Misplaced(NamedTuple):
    """An amount by the words of a part that has another: the part, and the amount it has."""

    found: Found
    label: str
    value: int

    def __str__(self) -> str:
        return (
            f"linje {self.found.line}: {amount(self.found.value)} {self.found.currency} står ved "
            f"{quoted(self.label)}, som har {amount(self.value)} i dataene"
        )


class DocumentAudit(NamedTuple):
    """The amounts found in a document, and which of them and of the plan data meet.

    `stated` is how many amounts the document should write. `not_in_document` is in the order of
    the plan, and so is `too_seldom`: what the text should write several times, and how often it
    does. The rest is in the order of the document.
    """

    found: tuple[Found, ...]
    matched: tuple[Match, ...]
    not_in_data: tuple[Found, ...]
    not_in_document: tuple[Held, ...]
    too_seldom: tuple[tuple[Held, int], ...]
    misplaced: tuple[Misplaced, ...]
    stated: int

    @property
    def agrees(self) -> bool:
        """Whether document and data say the same, and nothing is missing on either side."""
        missing = self.not_in_data or self.not_in_document or self.too_seldom
        return not (missing or self.misplaced)


def audit_document(plan: Plan, text: str) -> DocumentAudit:
    """Hold every amount in a document against the plan data, and the stated data against it."""
    outcome = reckon(plan)
    held = tuple(_held(outcome))
    found = find_amounts(text)
    lines = text.split("\n")
    sections, there = _sections(plan, lines)
    places = {one: _places(one, lines, sections) for one in found}
    there |= {place for spots in places.values() for place in spots}
    alike = [match for one in found if (match := _match(one, places[one], held, there))]
    matches = tuple(_often_enough(alike, places, held))
    met = {match.found for match in matches}
    names = Counter(name for match in matches for name in match.names)
    stated = [item for item in held if item.stated]
    return DocumentAudit(
        found=found,
        matched=matches,
        not_in_data=tuple(one for one in found if one not in met),
        not_in_document=tuple(item for item in stated if item.name not in names),
        too_seldom=tuple(
            (item, names[item.name]) for item in stated if 0 < names[item.name] < item.times
        ),
        misplaced=tuple(_misplaced(held, text, places)),
        stated=len(stated),
    )


# --- what the plan holds


def _held(outcome: Outcome) -> Iterator[Held]:
    """Yield every amount of the plan data that its document may write, in the plan's order."""
    plan = outcome.plan
    yield Held("frame", plan.frame_nok)
    for item in plan.funding:
        places = _places_of(item.source) + _notes(plan, item.earmarked_for)
        stated, free = item.status in _STATED, item.earmarked_for is None
        yield Held(
            f"funding.{item.id}", item.amount_nok, places, stated=stated, part=item.label, free=free
        )
    for line in plan.lines:
        yield from _line_held(outcome, line)
    yield Held("reserve", plan.reserve_nok, (("row", _plain(_last(plan.reserve_table_source))),))
    for name, value in _sums(outcome):
        yield Held(f"sums.{name}", value, stated=False)


def _line_held(outcome: Outcome, line: BudgetLine) -> Iterator[Held]:
    row: Place = ("row", _plain(line.label))
    notes = _notes(outcome.plan, line.id)
    for component in line.components:
        name = amount_input(outcome.plan, line, component)
        value = inputs_of(outcome.plan)[name].value
        given = f"lines.{line.id}.{component.id}"
        in_year = outcome[given]
        if value is None or in_year is None:
            continue
        in_table = component.source == line.table_source
        places = ((row,) if in_table else _places_of(component.source)) + notes
        currency = component.currency if component.kind == "foreign_currency" else "NOK"
        several = len(line.components) > 1 or outcome.plan.payers_of(line.id)
        part = (component.label or line.label) if several else ""
        own, other = ("", part) if component.kind == "part_year" else (part, "")
        yield Held(name, value, places, currency, component.status in _STATED, part=own)
        if component.kind in {"part_year", "foreign_currency"}:
            yield Held(given, in_year, places, stated=False, part=other)
    # Where the text writes the parts of a line, it need not write their sum.
    alone = len(line.components) == 1
    if line.text_nok is not None and line.source:
        name, text = f"lines.{line.id}.text", _places_of(line.source)
        yield Held(name, line.text_nok, text, stated=alone, times=line.text_times)
    if line.total_nok is not None:
        rows: tuple[Place, ...] = (row, ("row", _plain(_last(line.table_source))), *notes)
        yield Held(f"lines.{line.id}.total", line.total_nok, rows)


def _sums(outcome: Outcome) -> Iterator[tuple[str, int]]:
    plan = outcome.plan
    one_off = [item.amount_nok for item in plan.funding if item.recurrence == "one_off"]
    yield "new_funds", outcome["recurring"]
    yield "carried_over", sum(one_off)
    yield "funding", sum(item.amount_nok for item in plan.funding)
    yield "allocated", sum(line.total_nok or 0 for line in plan.lines)
    yield "gross_activity", outcome["gross_activity"]
    printed: Counter[str] = Counter()
    for group in plan.groups:
        priced = [line.total_nok for line in plan.lines_of(group.id) if line.total_nok]
        if len(priced) > 1:  # one amount is no sum
            yield f"groups.{group.id}", sum(priced)
        if group.printed_as:
            printed[group.printed_as] += sum(priced)
    for number, value in enumerate(printed.values(), start=1):
        yield f"printed_groups.{number}", value


# --- where it stands


def _last(source: str) -> str:
    return source.rpartition(" › ")[2]


def _places_of(source: str) -> tuple[Place, ...]:
    """Return the headings of the text that a source names, as places."""
    return tuple(("text", _plain(_last(place))) for place in re.split(r"\s*;\s*", source))


def _notes(plan: Plan, line_id: str | None) -> tuple[Place, ...]:
    return tuple(("note", note.mark) for note in plan.footnotes if note.belongs_to == line_id)


def _plain(name: str) -> str:
    """Return a heading or label without its chapter number, footnote mark, case and odd spaces."""
    bare = re.sub(r"^\s*[0-9]+(?:\.[0-9]+)*\.?\s+|[*¹²³†‡]+\s*$|:\s*$", "", name.strip())
    return " ".join(bare.split()).casefold()


def _headings(plan: Plan) -> set[str]:
    """Return the headings that the plan's sources name: `1 Kapittel › Avsnitt; 2 Budsjett`."""
    sources = {plan.frame_source, plan.reserve_source}
    sources |= {getattr(record, "source", None) or "" for _, record in records((), plan)}
    sources -= {line.table_source for line in plan.lines}
    names = {line.heading or "" for line in plan.lines} | {group.label for group in plan.groups}
    for source in sources:
        for place in re.split(r"\s*;\s*", source):
            names |= set(re.sub(r", note\w*\b.*$", "", place).split(" › "))
    return {_plain(name) for name in names} - {""}


def _sections(plan: Plan, lines: list[str]) -> tuple[list[str], set[Place]]:
    """Return the heading that each line of a text stands under, and all headings it has."""
    headings = _headings(plan)
    above, sections, there = "", [], set[Place]()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        # a heading may be broken in two
        names = [name for name in (_plain(line), _plain(f"{line} {following}")) if name in headings]
        above = next(iter(names), above)
        sections.append(above)
        there |= {("text", name) for name in names}
    return sections, there


def _places(found: Found, lines: list[str], sections: list[str]) -> tuple[Place, ...]:
    """Return where an amount stands: its row (also with the line above), note or section."""
    if found.kind == "footnote":
        return (("note", found.label),)
    if found.label:
        before = lines[found.line - 2] if found.line > 1 else ""
        return (("row", _plain(found.label)), ("row", _plain(f"{before} {found.label}")))
    return (("text", sections[found.line - 1]),)


# --- how they meet


def _match(
    found: Found, spots: tuple[Place, ...], held: tuple[Held, ...], there: set[Place]
) -> Match | None:
    decided = {place for item in held for place in item.places} & set(spots)
    same = [i for i in held if (i.value, i.currency) == (found.value, found.currency)]
    at_place = [item for item in same if set(item.places) & set(spots)]
    # what is derived is not what is written
    here = [item for item in at_place if item.stated] or at_place
    if not here and found.kind != "footnote" and not any(kind == "row" for kind, _ in decided):
        # a row of its own is a sum, or the frame
        own = "" if found.label else "reserve"
        here = [item for item in same if not item.places or item.name == own]
    by: Literal["place", "value"] = "place" if here else "value"
    if not here and (decided or found.label):
        here = [item for item in same if item.places and not set(item.places) & there]
    here = here or ([] if decided or found.label else same)
    return Match(found, tuple(item.name for item in here), by) if here else None


def _often_enough(
    matches: Sequence[Match], places: dict[Found, tuple[Place, ...]], held: tuple[Held, ...]
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


# --- by whose words


def _misplaced(
    held: Sequence[Held], text: str, places: dict[Found, tuple[Place, ...]]
) -> Iterator[Misplaced]:
    """Yield amounts that two parts of a line seem to have changed between them.

    The words after an amount, up to the next one or the end of the sentence, tell which part it
    is of; where they name none, or several alike, those before it do. One that no words tell of
    is let be, and so is an income whose words before and after tell of two (*et bidrag fra fylket
    på 5 og fra kommunene på 2*), but where the other of them has its amount.
    """
    parts: dict[tuple[Place, bool], list[Held]] = {}
    for item in held:
        for place in item.places if item.part else ():
            if place[0] == "text":  # a footnote is too short to tell them apart
                parts.setdefault((place, item.free), []).append(item)
    around = dict(zip(places, _words_around(text, [found.start for found in places]), strict=True))
    for (place, free), items in parts.items():
        values = {item.value for item in items} if items[1:] else set()
        here = [one for one, spots in places.items() if place in spots and one.value in values]
        told = {
            one: [part for words in around[one] if (part := _named(items, words))] for one in here
        }
        wrong = {
            one: named[0]
            for one, named in told.items()
            if named and not (free and named[0] != named[-1]) and named[0].value != one.value
        }
        for one in here:
            named = wrong.get(one) or _other_of_two(one, wrong, told)
            if named:
                yield Misplaced(one, named.part, named.value)


def _other_of_two(
    found: Found, wrong: Mapping[Found, Held], told: Mapping[Found, Sequence[Held]]
) -> Held | None:
    """Return the part whose amount has gone to this one's, if one of its words' parts is that."""
    for one, named in wrong.items():
        alone = [other.value for other in told].count(one.value) == 1
        owners = [part for part in told[found] if part.value == one.value]
        if alone and owners and named.value == found.value:
            return owners[0]
    return None


def _named(items: list[Held], words: str) -> Held | None:
    stems = _stems(words)
    scores = [len(_stems(item.part) & stems) for item in items]
    best = max(scores)
    return items[scores.index(best)] if best and scores.count(best) == 1 else None


def _stems(words: str) -> set[str]:
    return {word.casefold()[:_STEM] for word in _WORD.findall(words)}


def _words_around(text: str, starts: list[int]) -> Iterator[tuple[str, str]]:
    """Yield, for each amount, the words after it and the words before it, to its neighbours."""
    spans = sentences(text)
    for number, start in enumerate(starts):
        first, last = next((a, b) for a, b in spans if a <= start < b)
        before = max([first, *starts[max(number - 1, 0) : number]])
        after = min([last, *starts[number + 1 : number + 2]])
        yield text[start:after], text[before:start]
