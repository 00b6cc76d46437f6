"""Random plans for the property tests: every one is valid, adds up and passes `check_plan`.

What decides a figure is drawn by Hypothesis, so that a failing plan shrinks to a small one. Labels,
reasons and the like come from a few drawn texts, dealt out by a seeded generator, for speed.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from ipr.budget.reckon import reckon
from ipr.plan.inputs import COUNTED, VAT, component_name, inputs_of
from ipr.plan.model import (
    Accepted,
    Alignment,
    Ambiguity,
    AmountComponent,
    Assumption,
    BudgetLine,
    Component,
    Condition,
    Council,
    Decision,
    ExVatComponent,
    Footnote,
    ForeignCurrencyComponent,
    Funding,
    Goal,
    LineGroup,
    Lock,
    Milestone,
    PartYearComponent,
    PendingComponent,
    Plan,
    Range,
    Recurrence,
    StrategicCase,
)
from ipr.reading.fields import LONGEST_TITLE
from ipr.reading.files import unprintable

TOTALS = (
    "frame",
    "allocated",
    "reserve",
    "shortfall",
    "gross_activity",
    "recurring",
    "one_off",
    "rests_on_one_off",
)
"""The totals that `Outcome` has as attributes."""

Picked = TypeVar("Picked")

KINDS = ("amount", "foreign_currency", "part_year", "ex_vat", "pending")
ORDINARY = ("Film i regionen", "Økt innsats", "3 Nye oppdrag › Film", "Åpent møte", "A", "2026/27")
# Text that a spreadsheet, a table writer or YAML could take for something else.
HOSTILE = (
    "=A1",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "#read",
    "#REF!",
    "_skjult",
    "'x",
    "''",
    '"',
    "NO",
    "ja",
    "TRUE",
    "010",
    "1e5",
    "12:30",
    "2026-01-31",
    "75 000",
    "NA",
    "null",
    "_x0041_",
    "_x005F_x000D_",
    "<b>&amp;</b>",
    "$x$",
    "a\nb",
    "a\n\nb",
    "a\tb",
    "a  b",
    "a\\nb",
    "\\",
    "en; to",
    "a\u00a0b",
    "{a: b}",
    "- x",
    "x" * 300,
)
SIGNS = [sign for sign in map(chr, range(0x20, 0xFFFF)) if not unprintable(sign)]
# Valid ids, among them those that look like numbers, words with a meaning, and keys of ours.
IDS = ("film", "sport", "post_1", "post-1", "a", "010", "1e5", "7", "no", "true", "months", "vat")


# Made once: to make and look over a strategy takes longer than to draw from it.
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(ORDINARY),
        st.sampled_from(HOSTILE),
        st.text(st.sampled_from(SIGNS), min_size=1, max_size=8)
        .map(lambda text: unicodedata.normalize("NFC", text).strip())
        .filter(bool),
    ),
    min_size=1,
    max_size=6,
)
"""Texts a plan may hold: ordinary, hostile, and whatever else a document can print."""


def _amounts(largest: int) -> st.SearchStrategy[int]:
    """Whole kroner of 0 or more, most of them of a council's size."""
    round_sums = st.integers(0, 200).map(lambda number: number * 5_000)
    return st.one_of(round_sums, st.integers(0, 2_000_000), st.integers(0, largest))


AMOUNTS, FOREIGN_AMOUNTS = _amounts(10**9), _amounts(10**7)
RATES = st.one_of(st.integers(0, 100).map(lambda whole: whole * 10_000), st.integers(0, 300_000))
SEEDS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True, slots=True)
class Dealer:
    """Deals out what no figure hangs on, from the drawn texts and a drawn seed."""

    random: Random
    pool: Sequence[str]

    def text(self) -> str:
        """One of the drawn texts."""
        return self.random.choice(self.pool)

    def maybe(self, value: Picked) -> Picked | None:
        """The value, or nothing half of the time."""
        return value if self.random.random() < 0.5 else None

    def texts(self, most: int) -> tuple[str, ...]:
        """None or some of the drawn texts, perhaps the same one twice."""
        return tuple(self.text() for _ in range(self.random.randint(0, most)))

    def some(self, choices: Sequence[Picked], most: int) -> tuple[Picked, ...]:
        """None or some of the choices, each at most once."""
        return tuple(self.random.sample(choices, self.random.randint(0, min(most, len(choices)))))

    def ids(self, count: int) -> list[str]:
        """Return `count` ids, each another."""
        return self.random.sample(IDS, count)

    def status(self) -> dict[str, Any]:
        """How a value is held; what is derived or ours always says why."""
        status = self.random.choice(("stated", "derived", "planning_assumption", "ours"))
        because = self.text()
        return {
            "status": status,
            "because": because if status in {"derived", "ours"} else self.maybe(because),
        }

    def range(self, largest: int = 10**6, scales: Sequence[int] = (10_000,)) -> Range | None:
        """How far an input is tried out: low at most high, a step above 0, scaled."""
        low, high = sorted(self.random.randint(0, largest) for _ in "ab")
        scale = self.random.choice(scales)
        step = self.random.randint(1, largest)
        made = Range(
            low_e4=low * scale, high_e4=high * scale, step_e4=step * scale, because=self.text()
        )
        return self.maybe(made)


@st.composite
def plans(draw: st.DrawFn, max_lines: int = 5) -> Plan:
    """Plans of up to `max_lines` lines (at most 12), with all kinds of component.

    Also earmarked money outside and inside the frame, lines without an amount, floors, locks,
    groups, conditions with and without decisions, and references between them. The reserve may
    be negative.
    """
    deal = Dealer(
        Random(draw(SEEDS)),  # noqa: S311 - examples, no secrets
        draw(TEXTS),
    )
    lines = draw(st.integers(1, max_lines))
    group_ids = deal.ids(draw(st.integers(1, 3)))
    line_ids = deal.ids(lines)
    goal_ids = deal.ids(deal.random.randint(0, 2))
    draft = Plan(
        council=Council(
            name=deal.text(),
            short_name=deal.text(),
            members=deal.texts(3),
            county=deal.text(),
            source=deal.text(),
        ),
        year=deal.random.randint(2000, 2100),
        title=deal.text()[:LONGEST_TITLE].strip(),
        document=deal.text(),
        status=deal.random.choice(("proposal", "adopted")),
        status_because=deal.text(),
        frame_nok=0,  # added up below, as are the reserve and the lines' totals
        frame_source=deal.text(),
        reserve_nok=0,
        reserve_label=deal.text(),
        reserve_source=deal.text(),
        reserve_table_source=deal.text(),
        funding=_funding(draw, deal, line_ids),
        groups=tuple(
            LineGroup(id=name, label=deal.text(), printed_as=deal.maybe(deal.text()))
            for name in group_ids
        ),
        lines=tuple(_line(draw, deal, name, group_ids, goal_ids) for name in line_ids),
        assumptions=_assumptions(draw, deal),
        strategic_cases=tuple(
            StrategicCase(id=name, label=deal.text(), source=deal.text())
            for name in deal.some(IDS, 2)
        ),
        goals=tuple(
            Goal(id=name, label=deal.text(), text=deal.maybe(deal.text())) for name in goal_ids
        ),
        footnotes=tuple(
            Footnote(mark=deal.text(), belongs_to=name, text=deal.text(), source=deal.text())
            for name in deal.some(line_ids, 2)
        ),
        accepted=tuple(Accepted(finding=name, because=deal.text()) for name in deal.some(IDS, 2)),
    )
    return _with_references(draw, deal, _added_up(draw, draft))


def _added_up(draw: st.DrawFn, draft: Plan) -> Plan:
    """The draft with the totals that its parts come to, and a floor within each line."""
    outcome = reckon(draft)
    lines = []
    for line in draft.lines:
        net = outcome[f"lines.{line.id}"]
        floor = draw(st.integers(0, net)) if net and draw(st.booleans()) else 0
        known = {} if net is None else {"total_nok": net, "floor_nok": floor}
        lines.append(line.model_copy(update=known))
    frame = sum(item.amount_nok for item in draft.funding if item.earmarked_for is None)
    spent = sum(line.total_nok or 0 for line in lines)
    return draft.model_copy(
        update={"lines": tuple(lines), "frame_nok": frame, "reserve_nok": frame - spent}
    )


def _with_references(draw: st.DrawFn, deal: Dealer, plan: Plan) -> Plan:
    """The plan with conditions, milestones and ambiguities that touch what it holds."""
    names = (*inputs_of(plan), "frame", "reserve", *(f"lines.{line.id}" for line in plan.lines))
    touchable = sorted(set(names))
    milestones = tuple(
        Milestone(
            id=name,
            label=deal.text(),
            when=deal.text(),
            date=deal.maybe(dt.date(plan.year, 1, 1) + dt.timedelta(deal.random.randint(0, 7_000))),
            decided_by=deal.maybe(deal.text()),
            touches=deal.some(touchable, 3),
            source=deal.text(),
        )
        for name in deal.some(IDS, 2)
    )
    plan = plan.model_copy(update={"milestones": milestones})
    kinds = ("condition", "assumption", "pending", "ceiling", "timing", "price", "governance")
    conditions = tuple(
        Condition(
            id=name,
            ref=deal.text(),
            kinds=deal.some(kinds, 3),
            label=deal.text(),
            text=deal.text(),
            source=deal.text(),
            touches=deal.some(touchable, 3),
            decision=_decision(draw, deal, plan) if draw(st.booleans()) else None,
        )
        for name in deal.ids(draw(st.integers(0, 2)))
    )
    ambiguities = tuple(
        Ambiguity(
            id=name,
            number=deal.random.randint(0, 99),
            label=deal.text(),
            text=deal.text(),
            handling=deal.text(),
            touches=deal.some(touchable, 2),
            source=deal.text(),
        )
        for name in deal.some(IDS, 2)
    )
    return plan.model_copy(update={"conditions": conditions, "ambiguities": ambiguities})


def _decision(draw: st.DrawFn, deal: Dealer, plan: Plan) -> Decision:
    """A yes or no on one or more components; the plan states what a no leads to, or not."""
    parts = {
        component_name(plan, line, part): part for line in plan.lines for part in line.components
    }
    components = draw(st.lists(st.sampled_from([*parts]), min_size=1, max_size=3, unique=True))
    shared: dict[str, Any] = {
        "components": tuple(components),
        "decided_by": deal.text(),
        "milestone": deal.random.choice([None, *(item.id for item in plan.milestones)]),
    }
    if draw(st.booleans()):
        return Decision(**shared, if_denied="release")
    first = parts[components[0]]
    plain = len(components) == 1 and first.kind == "amount" and first.price == "fixed"
    allowed = ("keep", "release", "cover") if plain else ("keep", "release")
    responses = draw(st.lists(st.sampled_from(allowed), min_size=1, unique=True))
    return Decision(**shared, if_denied="unstated", responses=tuple(responses))


def _funding(draw: st.DrawFn, deal: Dealer, line_ids: Sequence[str]) -> tuple[Funding, ...]:
    """One to three incomes of the frame, and up to two that are earmarked for a line."""
    free, earmarked = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    found = [
        Funding(
            id=name,
            label=deal.text(),
            amount_nok=draw(AMOUNTS),
            **deal.status(),
            source=deal.text(),
            recurrence=draw(st.sampled_from(("continues", "one_off"))),
            earmarked_for=draw(st.sampled_from(line_ids)) if index >= free else None,
            counted=draw(st.sampled_from(COUNTED)) if index >= free else None,
            range=deal.range(),
        )
        for index, name in enumerate(deal.ids(free + earmarked))
    ]
    deal.random.shuffle(found)
    return tuple(found)


def _line(
    draw: st.DrawFn, deal: Dealer, line_id: str, group_ids: Sequence[str], goal_ids: Sequence[str]
) -> BudgetLine:
    reason = draw(st.sampled_from((None, None, "decision", "membership", "contract", "ours")))
    lock = Lock(reason=reason, because=deal.text(), source=deal.text()) if reason else None
    return BudgetLine(
        id=line_id,
        label=deal.text(),
        heading=deal.maybe(deal.text()),
        group=draw(st.sampled_from(group_ids)),
        table_source=deal.text(),
        text_nok=deal.maybe(deal.random.randint(0, 10**6)),
        source=deal.maybe(deal.text()),
        footnote_mark=deal.maybe(deal.text()),
        components=tuple(
            _component(draw, deal, name) for name in deal.ids(draw(st.integers(1, 3)))
        ),
        owner=deal.maybe(deal.text()),
        partners=deal.texts(2),
        goals=tuple(
            Alignment(goal=name, strategy=deal.maybe(deal.text()), source=deal.text())
            for name in deal.some(goal_ids, 2)
        ),
        lock=lock,
    )


def _component(draw: st.DrawFn, deal: Dealer, component_id: str) -> Component:
    kind = draw(st.sampled_from(KINDS))
    shared: dict[str, Any] = {
        "id": component_id,
        "label": deal.maybe(deal.text()),
        **deal.status(),
        "source": deal.text(),
        "recurrence": Recurrence(
            kind=draw(st.sampled_from(("bound", "continues", "one_off", "ends", "pending"))),
            until=deal.maybe(deal.random.randint(2000, 2100)),
            status=deal.random.choice(("stated", "derived", "ours")),
            because=deal.text(),
        ),
        "price": draw(st.sampled_from(("fixed", "sensitive"))),
        "range": deal.range(12 if kind == "part_year" else 10**6),
    }
    if kind == "pending":
        return PendingComponent(**shared, kind="pending", shown_as=deal.text())
    amount = draw(FOREIGN_AMOUNTS if kind == "foreign_currency" else AMOUNTS)
    if kind == "foreign_currency":
        return ForeignCurrencyComponent(
            **shared,
            kind="foreign_currency",
            foreign_amount=amount,
            currency=deal.text(),
            rate="eur_nok",
        )
    if kind == "part_year":
        months = draw(st.integers(0, 12))
        return PartYearComponent(**shared, kind="part_year", full_year_nok=amount, months=months)
    if kind == "ex_vat":
        vat = draw(st.sampled_from(VAT))
        return ExVatComponent(**shared, kind="ex_vat", amount_nok=amount, vat=vat, rate="vat_rate")
    return AmountComponent(**shared, amount_nok=amount)


def _assumptions(draw: st.DrawFn, deal: Dealer) -> tuple[Assumption, ...]:
    """The rates that components refer to, and perhaps others; price growth is often 0."""
    rates = {
        "eur_nok": draw(RATES),
        "vat_rate": draw(RATES),
        "price_growth": 0 if draw(st.booleans()) else draw(RATES),
    }
    others = dict.fromkeys(deal.some(IDS, 2), deal.random.randrange(10**6))
    return tuple(
        Assumption(
            id=name,
            label=deal.text(),
            value_e4=value,
            unit=deal.text(),
            status=deal.random.choice(("stated", "derived", "planning_assumption", "ours")),
            because=deal.text(),
            source=deal.maybe(deal.text()),
            range=deal.range(100, (1, 10_000)),
        )
        for name, value in (others | rates).items()
    )
