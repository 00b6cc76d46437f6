"""Every figure of a plan, said once: what it is called and how it follows from other figures.

`reckon` reads numbers off this list, `explain` words, the spreadsheet its cells and the live page
its script. Nothing else knows how one figure follows from another, or in which order they stand.
Rules: docs/decisions/0007-the-reckoning.md, after chapters 2 and 5 of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from ipr.plan.inputs import (
    COMPENSATED,
    NOT_COMPENSATED,
    OUTSIDE,
    PRICE_GROWTH,
    WHOLE_E4,
    amount_input,
    component_label,
    inputs_of,
)
from ipr.plan.model import BudgetLine, Component, Funding, LineGroup, Plan
from ipr.plan.remembered import remembered
from ipr.reading.norwegian import E4

Operation = Literal["given", "rule", "product", "sum", "amounts", "less", "lack", "least"]
"""How a figure follows from its terms.

`given` an input; `rule` set by the balancing rule; `product` the first term times the ratios,
rounded once, half up; `sum` all terms, a missing one adding nothing; `amounts` the same, but
missing where every term is; `less` the first term less the others, missing where the first is;
`lack` the same, but never below 0; `least` the smallest term, a missing one counting as 0.
"""
Section = Literal["", "inputs", "funding", "components", "earmarked", "lines", "groups", "totals"]
"""The table a figure stands in; one without is a step on the way to another."""

GIVEN = "given."
MINIMUM = "minimum_reserve"
MONTHS_OF_YEAR = 12


class Term(NamedTuple):
    """A figure that another is made of, by name, and what it is called there.

    With `when` (an input and its value) it counts only while that choice is made.
    """

    name: str
    label: str = ""
    when: tuple[str, int] | None = None


class Ratio(NamedTuple):
    """(base + input) / scale, exactly; with `when`, the input counts only while the choice is made.

    `words` tell it to a reader, with the input's value at `{}`; `otherwise` tells of the choice's
    other values.
    """

    name: str
    scale: int
    words: str
    base: int = 0
    when: tuple[str, int] | None = None
    otherwise: tuple[tuple[int, str], ...] = ()


class Rest(NamedTuple):
    """What must be added so that a figure is the sum of its terms, where it is not by itself."""

    name: str
    label: str
    rule: str


class Figure(NamedTuple):
    """One figure in whole kroner (an input: in its own unit): its name, its label, its rule.

    `within` is the line of a component and the group of a line. `rule` is Norwegian and says how
    the figure comes about, where that is not plain; `source` is the plan's heading.
    """

    name: str
    label: str
    operation: Operation
    terms: tuple[Term, ...] = ()
    section: Section = ""
    within: str = ""
    rule: str = ""
    source: str = ""
    ratios: tuple[Ratio, ...] = ()
    rest: Rest | None = None

    @property
    def id(self) -> str:
        """The figure's name without its room: what stands after the first point."""
        return self.name.partition(".")[2] or self.name


@remembered
def figures_of(plan: Plan) -> Mapping[str, Figure]:
    """Return every figure of the plan by its name, in the order a reader meets them.

    Each comes after those it is made of. Names are those of the inputs (an input's own figure has
    `given.` before it), and `frame`, `reserve` and so on.
    """
    found = [
        *(
            Figure(GIVEN + name, item.label, "given", section="inputs", source=item.source)
            for name, item in inputs_of(plan).items()
        ),
        *(figure for item in plan.funding for figure in _funding(item)),
        *(figure for group in plan.groups for figure in _group(plan, group.id, group.label)),
        *_totals(plan),
    ]
    return MappingProxyType({figure.name: figure for figure in found})


def section_of(plan: Plan, *sections: Section) -> tuple[Figure, ...]:
    """Return the figures of these sections, in the list's order."""
    return tuple(figure for figure in figures_of(plan).values() if figure.section in sections)


def _funding(item: Funding) -> Iterator[Figure]:
    name = f"funding.{item.id}"
    within = item.earmarked_for or "frame"
    yield Figure(f"asked.{item.id}", f"{item.label}: bedt om i tillegg", "rule")
    terms = (Term(GIVEN + name, "Uten tillegget"), Term(f"asked.{item.id}", "Bedt om i tillegg"))
    yield Figure(name, item.label, "sum", terms, "funding", within, source=item.source)


def _group(plan: Plan, group_id: str, label: str) -> Iterator[Figure]:
    lines = plan.lines_of(group_id)
    for line in lines:
        yield from _line(plan, line)
    terms = tuple(Term(f"lines.{line.id}") for line in lines)
    yield Figure(f"groups.{group_id}", label, "sum", terms, "groups")


def _line(plan: Plan, line: BudgetLine) -> Iterator[Figure]:
    name, key = f"lines.{line.id}", line.id
    for part in line.components:
        amount, ratios = (Term(GIVEN + amount_input(plan, line, part)),), tuple(_ratios(line, part))
        yield Figure(
            f"{name}.{part.id}",
            component_label(plan, line, part),
            "product",
            amount,
            "components",
            key,
            source=part.source,
            ratios=ratios,
        )
    gross = tuple(Term(f"{name}.{part.id}", part.label or line.label) for part in line.components)
    yield Figure(f"gross.{key}", f"{line.label}, alle delposter", "amounts", gross, within=key)
    terms, rule = [Term(f"gross.{key}")], ""
    if payers := plan.payers_of(key):
        yield from _earmarked(line, payers)
        terms.append(Term(f"earmarked.{key}"))
        rule = "delpostene − øremerkede penger utenfor rammen"
    yield Figure(f"cut.{key}", f"{line.label}: kutt", "rule", within=key)
    terms.append(Term(f"cut.{key}", "Kutt"))
    source = line.source or line.table_source
    yield Figure(name, line.label, "less", tuple(terms), "lines", line.group, rule, source)


def _ratios(line: BudgetLine, part: Component) -> Iterator[Ratio]:
    """Yield what a component's amount is multiplied by: the one place that knows its kind."""
    name = f"{GIVEN}lines.{line.id}.{part.id}"
    match part.kind:
        case "foreign_currency":
            yield Ratio(f"{GIVEN}assumptions.{part.rate}", E4, "× {}")
        case "part_year":
            yield Ratio(f"{name}.months", MONTHS_OF_YEAR, f"× {{}} av {MONTHS_OF_YEAR} måneder")
        case "ex_vat":
            rate, vat = f"{GIVEN}assumptions.{part.rate}", f"{name}.vat"
            words, when = "+ {} moms", (vat, NOT_COMPENSATED)
            otherwise = ((COMPENSATED, "; momsen kompenseres"),)
            yield Ratio(rate, WHOLE_E4, words, WHOLE_E4, when, otherwise)
    if part.price == "sensitive":
        yield Ratio(GIVEN + PRICE_GROWTH, WHOLE_E4, "+ {} prisvekst", WHOLE_E4)


def _earmarked(line: BudgetLine, payers: tuple[Funding, ...]) -> Iterator[Figure]:
    """Yield the money from outside the frame that pays a line: no more than its own activity."""
    key, label = line.id, "Øremerkede penger utenfor rammen"
    paying = tuple(
        Term(f"funding.{item.id}", when=(f"{GIVEN}funding.{item.id}.counted", OUTSIDE))
        for item in payers
    )
    rest = Rest(f"earmarked.{key}.inside", "Regnet innenfor rammen", "da må rammen dekke beløpet")
    yield Figure(f"available.{key}", f"Øremerket {line.label}", "sum", paying, "", key, rest=rest)
    terms = (Term(f"gross.{key}"), Term(f"available.{key}"))
    rest = Rest(f"earmarked.{key}.unused", "Ikke brukt", "øremerket mer enn posten koster")
    yield Figure(f"earmarked.{key}", label, "least", terms, "earmarked", key, rest=rest)


_RULES = {
    "frame": "summen av inntektene som ikke er øremerket",
    "reserve": "økonomisk ramme − fordelt",
    "shortfall": "ønsket minstereserve − det som er igjen, minst 0",
    "gross_activity": "fordelt + øremerkede penger utenfor rammen",
    "recurring": "årlige inntekter i rammen",
    "one_off": "engangsmidler i rammen",
    "rests_on_one_off": "fordelt − inntekter som kommer hvert år, minst 0",
}
_SPARE = {
    "shortfall": ("Igjen ut over minstereserven", "det som mangler, er aldri mindre enn 0"),
    "rests_on_one_off": (
        "Årlige inntekter som postene ikke bruker",
        "postene bruker de årlige inntektene først",
    ),
}


def _totals(plan: Plan) -> Iterator[Figure]:
    free = plan.free_funding
    lasting = _named("funding", plan.recurring_funding)
    passing = _named("funding", plan.one_off_funding)
    paid = _named("earmarked", (line for line in plan.lines if plan.payers_of(line.id)))
    allocated = Term("allocated")
    totals: tuple[tuple[str, str, Operation, tuple[Term, ...]], ...] = (
        ("frame", "Økonomisk ramme", "sum", _named("funding", free)),
        ("allocated", "Fordelt til postene", "sum", _named("groups", plan.groups)),
        ("reserve", plan.reserve_label, "less", (Term("frame"), allocated)),
        ("shortfall", "Mangler", "lack", (Term(MINIMUM), Term("reserve"))),
        ("cuts", "Kutt, til sammen", "sum", _named("cut", plan.lines)),
        ("asked", "Bedt om i tillegg, til sammen", "sum", _named("asked", free)),
        ("gross_activity", "Samlet aktivitet", "sum", (allocated, *paid)),
        ("recurring", "Inntekter som kommer hvert år", "sum", lasting),
        ("one_off", "Inntekter som kommer bare én gang", "sum", passing),
        (
            "rests_on_one_off",
            "Del av postene som årlige inntekter ikke dekker",
            "lack",
            (allocated, Term("recurring")),
        ),
    )
    sources = {"frame": plan.frame_source, "reserve": plan.reserve_source}
    yield Figure(MINIMUM, "Ønsket minstereserve", "given")
    for name, label, operation, terms in totals:
        rest = Rest(f"{name}.spare", *_SPARE[name]) if name in _SPARE else None
        rule, source = _RULES.get(name, ""), sources.get(name, "")
        yield Figure(name, label, operation, terms, "totals", "", rule, source, rest=rest)


def _named(room: str, items: Iterable[BudgetLine | Funding | LineGroup]) -> tuple[Term, ...]:
    return tuple(Term(f"{room}.{item.id}") for item in items)
