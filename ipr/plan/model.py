"""The nouns of a plan: what the council is given and sets aside, as frozen records.

Fields ending in `_nok` are whole kroner, `_months` months, `_e4` exact numbers times 10 000.
A field that ends in `source` names the chapter and heading of the plan where it is read.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from ipr.reading.fields import (
    Amount,
    Date,
    Id,
    Months,
    NumberE4,
    RateE4,
    SignedAmount,
    Text,
    Title,
    Whole,
    Year,
)
from ipr.reading.records import Record
from ipr.reading.strict_yaml import kind_of

ConditionKind = Literal[
    "condition", "assumption", "pending", "ceiling", "timing", "price", "governance", "capacity"
]
Counted = Literal["outside", "inside"]
Response = Literal["keep", "release", "cover"]
Status = Literal["stated", "derived", "planning_assumption", "ours"]
"""How the plan holds a value: written in it, derived from it, assumed by it, or our assumption."""

Vat = Literal["as_printed", "added_compensated", "added_not_compensated"]


class Range(Record):
    """How far an input is tried out, in the input's own unit, scaled by 10 000."""

    low_e4: NumberE4 = Field(alias="low")
    high_e4: NumberE4 = Field(alias="high")
    step_e4: NumberE4 = Field(alias="step")
    because: Text


class Recurrence(Record):
    """What becomes of a component after the plan's year, and whose words that is."""

    kind: Literal["bound", "continues", "one_off", "ends", "pending"]
    until: Year | None = None
    status: Literal["stated", "derived", "ours"]
    because: Text


class ComponentBase(Record):
    """What every component has, whatever its amount is made of."""

    id: Id
    label: Text | None = None
    status: Status
    because: Text | None = None
    source: Text
    recurrence: Recurrence
    price: Literal["sensitive", "fixed"] = "fixed"
    range: Range | None = None


class AmountComponent(ComponentBase):
    """An amount in whole kroner."""

    kind: Literal["amount"] = "amount"
    amount_nok: Amount


class ForeignCurrencyComponent(ComponentBase):
    """A whole amount of foreign currency, at the rate named by an assumption (kroner per unit)."""

    kind: Literal["foreign_currency"]
    foreign_amount: Amount
    currency: Text
    rate: Id


class PartYearComponent(ComponentBase):
    """A full-year amount in kroner and the months of it that fall in the plan's year."""

    kind: Literal["part_year"]
    full_year_nok: Amount
    months: Months


class ExVatComponent(ComponentBase):
    """An amount in kroner and how value added tax comes to it."""

    kind: Literal["ex_vat"]
    amount_nok: Amount
    vat: Vat
    rate: Id


class PendingComponent(ComponentBase):
    """A component the plan gives no amount: it is missing, never 0."""

    kind: Literal["pending"]
    shown_as: Text


def _component_kind(data: object) -> str:
    if isinstance(data, dict):
        kind = data.get("kind", "amount")
        return kind if isinstance(kind, str) else kind_of(kind)
    return str(getattr(data, "kind", "amount"))


Component = Annotated[
    Annotated[AmountComponent, Tag("amount")]
    | Annotated[ForeignCurrencyComponent, Tag("foreign_currency")]
    | Annotated[PartYearComponent, Tag("part_year")]
    | Annotated[ExVatComponent, Tag("ex_vat")]
    | Annotated[PendingComponent, Tag("pending")],
    Discriminator(_component_kind),
]


class Council(Record):
    """The council the plan is for; not every council has a county among its members."""

    name: Text
    short_name: Text
    members: tuple[Text, ...]
    county: Text | None = None
    source: Text


class Funding(Record):
    """Money the council has in the year, in kroner; earmarked money serves one line only.

    `counted` says whether earmarked money stands outside the frame, `counted_because` where that
    is read from, if the plan does not say it outright.
    """

    id: Id
    label: Text
    amount_nok: Amount
    status: Status
    because: Text | None = None
    source: Text
    recurrence: Literal["continues", "one_off"]
    earmarked_for: Id | None = None
    counted: Counted | None = None
    counted_because: Text | None = None
    range: Range | None = None


class Lock(Record):
    """Why a line stands outside cuts: a decision, a membership, a contract, or our assumption."""

    reason: Literal["decision", "membership", "contract", "ours"]
    because: Text
    source: Text


class Alignment(Record):
    """How a line serves a goal, in the plan's own terms."""

    goal: Id
    strategy: Text | None = None
    source: Text


class BudgetLine(Record):
    """One line of the plan's table.

    `total_nok` is the figure of the table (missing for a line that awaits its amount),
    `text_nok` the same money where the text states it, `text_times` times under one heading; all
    are controls.
    """

    id: Id
    label: Text
    heading: Text | None = None
    group: Id
    total_nok: Amount | None = None
    table_source: Text
    text_nok: Amount | None = None
    text_times: Annotated[int, Field(ge=1, le=9)] = 1
    source: Text | None = None
    footnote_mark: Text | None = None
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    owner: Text | None = None
    partners: tuple[Text, ...] = ()
    goals: tuple[Alignment, ...] = ()
    floor_nok: Amount = 0
    lock: Lock | None = None


class LineGroup(Record):
    """A group of lines; `printed` says whether the plan prints the heading in its table."""

    id: Id
    label: Text
    printed_as: Text | None = None


class Decision(Record):
    """What hangs on a yes or no: the components concerned, and what the plan says of a no.

    `if_denied` is `release` where the plan makes its own money depend on the answer,
    `unstated` where it says nothing and a scenario must choose the response.
    """

    components: Annotated[tuple[Text, ...], Field(min_length=1)]
    if_denied: Literal["release", "unstated"]
    responses: tuple[Response, ...] = ()
    decided_by: Text
    milestone: Id | None = None


class Ceiling(Record):
    """The most the plan lets an input in kroner be: what it calls *inntil*."""

    input: Text
    most_nok: Amount


class Condition(Record):
    """A condition, assumption, open question or limit in the plan, in our words."""

    id: Id
    ref: Text
    kinds: tuple[ConditionKind, ...] = ()
    label: Text
    text: Text
    source: Text
    touches: tuple[Text, ...] = ()
    decision: Decision | None = None
    ceiling: Ceiling | None = None


class Milestone(Record):
    """A date or deadline; `date` is the latest day meant, in ISO form, and missing where open."""

    id: Id
    label: Text
    when: Text
    date: Date | None = None
    decided_by: Text | None = None
    touches: tuple[Text, ...] = ()
    source: Text


class StrategicCase(Record):
    """A case the council works for without money of its own in the plan."""

    id: Id
    label: Text
    source: Text


class Assumption(Record):
    """A number the reckoning needs; `value` is exact, scaled by 10 000, in `unit`."""

    id: Id
    label: Text
    value_e4: RateE4 = Field(alias="value")
    unit: Text
    status: Status
    because: Text
    source: Text | None = None
    range: Range | None = None


class Ambiguity(Record):
    """What the plan leaves open or says in two ways, and how the workbook treats it.

    What is unclear `about` amounts a scenario may settle otherwise, by what it does where it
    `touches` them; what is unclear about words stands as it is handled whatever is chosen.
    """

    id: Id
    number: Whole
    about: Literal["amounts", "words"] = "amounts"
    label: Text
    text: Text
    handling: Text
    touches: tuple[Text, ...] = ()
    source: Text


class Goal(Record):
    """A goal of the strategy behind the plan."""

    id: Id
    label: Text
    text: Text | None = None


class Footnote(Record):
    """A footnote of the plan's table: its printed mark and the line it belongs to."""

    mark: Text
    belongs_to: Id
    text: Text
    source: Text


class Accepted(Record):
    """A finding of the audit that the council knows of and accepts, with the reason."""

    finding: Id
    because: Text


class Plan(Record):
    """A council's plan for one year.

    `case` and `date` tell where and when an adopted plan was decided on.
    `frame_nok` and `reserve_nok` are controls: the figures the plan prints, which funding and
    lines must add up to. The reserve is no line; it is what is left.
    """

    council: Council
    year: Year
    title: Title
    document: Text
    status: Literal["proposal", "adopted"]
    status_because: Text
    case: Text | None = None
    date: Date | None = None
    frame_nok: Amount
    frame_source: Text
    reserve_nok: SignedAmount
    reserve_label: Text
    reserve_source: Text
    reserve_table_source: Text
    funding: Annotated[tuple[Funding, ...], Field(min_length=1)]
    groups: tuple[LineGroup, ...]
    lines: Annotated[tuple[BudgetLine, ...], Field(min_length=1)]
    conditions: tuple[Condition, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    strategic_cases: tuple[StrategicCase, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    goals: tuple[Goal, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @property
    def free_funding(self) -> tuple[Funding, ...]:
        """The funding that makes the frame: that which is not earmarked."""
        return tuple(item for item in self.funding if item.earmarked_for is None)

    @property
    def recurring_funding(self) -> tuple[Funding, ...]:
        """That of the frame's funding that comes every year, and can be asked for more."""
        return tuple(item for item in self.free_funding if item.recurrence == "continues")

    @property
    def one_off_funding(self) -> tuple[Funding, ...]:
        """That of the frame's funding that comes only once."""
        return tuple(item for item in self.free_funding if item.recurrence == "one_off")

    def payers_of(self, line_id: str) -> tuple[Funding, ...]:
        """Return the funding earmarked for this line."""
        return tuple(item for item in self.funding if item.earmarked_for == line_id)

    def lines_of(self, group_id: str) -> tuple[BudgetLine, ...]:
        """Return the lines of this group, in the plan's order."""
        return tuple(line for line in self.lines if line.group == group_id)

    @property
    def decisions(self) -> dict[str, Decision]:
        """What hangs on each yes or no, by the id of the condition it answers."""
        return {item.id: item.decision for item in self.conditions if item.decision}

    @property
    def components(self) -> tuple[tuple[BudgetLine, Component], ...]:
        """Every component with the line it belongs to, in the plan's order."""
        return tuple((line, part) for line in self.lines for part in line.components)

    def line(self, line_id: str) -> BudgetLine:
        """Return the line with this id; raises `KeyError` where the plan has none."""
        return {line.id: line for line in self.lines}[line_id]

    def condition(self, condition_id: str) -> Condition:
        """Return the condition with this id; raises `KeyError` where the plan has none."""
        return {item.id: item for item in self.conditions}[condition_id]
