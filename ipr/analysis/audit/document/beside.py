"""Whether an amount stands by the words of its own part of a line, or by those of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipr.analysis.audit.document.find import Found
from ipr.analysis.audit.document.held import Place, places_of
from ipr.plan.inputs import amount_input, inputs_of
from ipr.plan.model import Plan
from ipr.reading.norwegian import amount

_STEM = 6  # letters: «forankringsarbeid» is about «Forankring»
_WORD = re.compile(rf"[^\W\d_]{{{_STEM},}}")
_STOP = re.compile(r"[.!?]\s+(?=[A-ZÆØÅ])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An amount by the words of a part that has another: the part, and the amount it has."""

    found: Found
    label: str
    value: int

    def __str__(self) -> str:
        return (
            f"linje {self.found.line}: {amount(self.found.value)} {self.found.currency} står ved "
            f"«{self.label}», som har {amount(self.value)} i dataene"
        )


@dataclass(frozen=True, slots=True)
class _Part:
    label: str
    value: int
    stems: frozenset[str]


def misplaced(
    plan: Plan, text: str, found: Sequence[Found], places: Sequence[tuple[Place, ...]]
) -> Iterator[Misplaced]:
    """Yield amounts that two parts of a line seem to have changed between them.

    The words after an amount, up to the next one or the end of the sentence, tell which part it
    is of; where they name none, or several alike, those before it do. One that no words tell of
    is let be.
    """
    words = list(_words_around(text, found))
    for place, parts in _parts_by_place(plan).items():
        values = {part.value for part in parts}
        for one, spots, around in zip(found, places, words, strict=True):
            if place not in spots or one.value not in values:
                continue
            named = next((part for said in around if (part := _named(parts, said))), None)
            if named and named.value != one.value:
                yield Misplaced(one, named.label, named.value)


def _parts_by_place(plan: Plan) -> dict[Place, list[_Part]]:
    """Return the parts of lines that the text has more than one of in a place."""
    catalogue = inputs_of(plan)
    found: dict[Place, list[_Part]] = {}
    for line in plan.lines:
        if len(line.components) < 2:
            continue
        for component in line.components:
            value = catalogue[amount_input(plan, line, component)].value
            if component.kind == "part_year" and value is not None:
                value = value * component.months // 12
            for place in places_of(component.source) if value is not None else ():
                label = component.label or line.label
                part = _Part(label, value or 0, _stems(label))
                found.setdefault(place, []).append(part)
    return {place: parts for place, parts in found.items() if len(parts) > 1}


def _named(parts: Sequence[_Part], words: str) -> _Part | None:
    stems = _stems(words)
    scores = [len(part.stems & stems) for part in parts]
    best = max(scores)
    if not best or scores.count(best) > 1:
        return None
    return parts[scores.index(best)]


def _stems(words: str) -> frozenset[str]:
    return frozenset(word.casefold()[:_STEM] for word in _WORD.findall(words))


def _words_around(text: str, found: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """Yield, for each amount, the words after it and the words before it, to its neighbours."""
    starts = _offsets(text, found)
    stops = [0, *(stop.end() for stop in _STOP.finditer(text)), len(text)]
    for number, start in enumerate(starts):
        first, last = next((a, b) for a, b in pairwise(stops) if a <= start < b)
        before = max([first, *starts[max(number - 1, 0) : number]])
        after = min([last, *starts[number + 1 : number + 2]])
        yield text[start:after], text[before:start]


def _offsets(text: str, found: Sequence[Found]) -> list[int]:
    begins = [0, *(end.end() for end in re.finditer("\n", text))]
    return [begins[one.line - 1] + one.column - 1 for one in found]
