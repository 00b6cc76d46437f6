"""A scenario file: a closed, typed, sparse difference from the plan, and why it is made."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from ipr.budget.rules import Balancing
from ipr.plan.model import Plan, Response
from ipr.reading.fields import Amount, Date, Id, Name, Raw, SignedRateE4, Text, Title
from ipr.reading.records import Located


class ChangeBase(Located):
    """What every change has: why it is made, where that is known from, and when it is decided.

    The time is a day within the plan's year (`from_date`), or one of the plan's milestones.
    `above_ceiling` is the reason for an amount above what the plan calls *inntil*.
    """

    told_last: ClassVar[frozenset[str]] = frozenset(
        {"source", "from_date", "milestone", "above_ceiling", "because"}
    )
    because: Text
    source: Text | None = None
    from_date: Date | None = None
    milestone: Id | None = None
    above_ceiling: Text | None = None


class SetChange(ChangeBase):
    """Give an input a value, read in the input's own unit."""

    target: Name = Field(alias="set")
    to: Raw


class RaiseChange(ChangeBase):
    """Raise (or with a minus lower) an input by a value in its own unit."""

    target: Name = Field(alias="raise")
    by: Raw


class ScaleChange(ChangeBase):
    """Change an input by a percentage, exact to four decimals."""

    target: Name = Field(alias="scale")
    percent_e4: SignedRateE4 = Field(alias="percent")


class TransferChange(ChangeBase):
    """Move kroner from one input to another."""

    amount_nok: Amount = Field(alias="transfer")
    taken_from: Name = Field(alias="from")
    target: Name = Field(alias="to")


class AddChange(ChangeBase):
    """Add a budget line of one amount to the plan."""

    line: Id = Field(alias="add")
    label: Text
    group: Id
    amount_nok: Amount = Field(alias="amount")


class DecideChange(ChangeBase):
    """Answer a condition yes or no and, where the plan is silent, choose what follows."""

    condition: Id = Field(alias="decide")
    answer: Literal["granted", "denied"] = Field(alias="as")
    response: Response | None = None
    amount_nok: Amount | None = Field(default=None, alias="amount")


VERBS = ("set", "raise", "scale", "transfer", "add", "decide")


def verb_of(change: ChangeBase) -> str:
    """Return the verb of a change as it stands in the file."""
    return type(change).__name__.removesuffix("Change").lower()


def _verb(data: object) -> str | None:
    if isinstance(data, dict):
        return next((verb for verb in VERBS if verb in data), next(iter(data), None))
    return verb_of(data) if isinstance(data, ChangeBase) else None


Change = Annotated[
    Annotated[SetChange, Tag("set")]
    | Annotated[RaiseChange, Tag("raise")]
    | Annotated[ScaleChange, Tag("scale")]
    | Annotated[TransferChange, Tag("transfer")]
    | Annotated[AddChange, Tag("add")]
    | Annotated[DecideChange, Tag("decide")],
    Discriminator(_verb),
]


class Scenario(Located):
    """One scenario: its question, its standing, and its changes in the order of the file.

    `answers` names the figure that its question asks for, and `theme` what it belongs with on the
    overview. `amends` names an adopted scenario that this one changes again. A scenario to be
    decided on must balance, unless it says that it is `unbalanced` on purpose and why. `frozen` is
    the mark of an adopted scenario's figures, which must stay as they were.
    """

    filled_in: ClassVar[frozenset[str]] = frozenset({"where", "id"})  # the id is the file's stem
    id: str = ""
    title: Title
    question: Text
    theme: Title | None = None
    answers: Name = "reserve"
    status: Literal["kladd", "drøftet", "innstilling", "vedtatt"]
    case: Text | None = None
    date: Date | None = None
    combines: tuple[Id, ...] = ()
    amends: Id | None = None
    changes: tuple[Change, ...] = ()
    balancing: Balancing | None = None
    unbalanced: Literal["deliberate"] | None = None
    unbalanced_because: Text | None = None
    frozen: Text | None = None

    @property
    def built_on(self) -> dict[str, str]:
        """The scenarios this one takes along, each with the key that names it."""
        amended = {self.amends: "amends"} if self.amends else {}
        return {**dict.fromkeys(self.combines, "combines"), **amended}


def combination(scenario_id: str, parts: Sequence[Scenario]) -> Scenario:
    """Return the scenario that takes these along and changes nothing itself."""
    return Scenario(
        where=scenario_id,
        id=scenario_id,
        title=" + ".join(part.title for part in parts),
        question="Hva blir virkningen av scenarioene til sammen?",
        status="kladd",
        combines=tuple(part.id for part in parts),
    )


def plan_scenario(plan: Plan, scenario_id: str = "") -> Scenario:
    """Return the scenario that is the plan itself: it changes nothing."""
    question = "Hva følger av planen slik den er?"
    return Scenario(id=scenario_id, title=plan.title, question=question, status="kladd")
