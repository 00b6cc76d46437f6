"""A sweep file: in YAML, what varies, over which values or distributions, and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ipr.budget.rules import Balancing
from ipr.plan.model import Response
from ipr.reading.fields import Amount, Id, Raw, SignedRateE4, Text, Title, Whole
from ipr.reading.records import Located

SWEEP_FILE = "gjennomregning.yaml"
"""The name of a sweep's own description beside its tables."""


class Varied(Located):
    """An input and the values to try: a list, or from `low` to `high` in whole steps."""

    name: Text = Field(alias="input")
    values: tuple[Raw, ...] = ()
    low: Raw | None = None
    high: Raw | None = None
    step: Raw | None = None
    because: Text


class DrawnInput(Located):
    """An input and its distribution, as the analyst states it."""

    name: Text = Field(alias="input")
    distribution: Literal["uniform", "triangular", "pert", "discrete"]
    low: Raw | None = None
    mode: Raw | None = None
    high: Raw | None = None
    values: tuple[Raw, ...] = ()
    weights: tuple[Whole, ...] = ()
    because: Text


class Correlated(Located):
    """Two inputs that hang together: Spearman's rank correlation, from −1 to 1."""

    between: tuple[Text, ...]
    spearman_e4: SignedRateE4 = Field(alias="spearman")
    because: Text


class TriedCondition(Located):
    """A condition, the responses to a no to try, and the amounts to cover."""

    condition: Id
    responses: tuple[Response, ...] = ()
    amounts_nok: tuple[Amount, ...] = Field(default=(), alias="amounts")


class SweepBase(Located):
    """What every sweep file has; `scenario` (an id, or `a+b`) is what it starts from."""

    title: Title
    question: Text
    scenario: Text | None = None
    balancing: Balancing | None = None


class GridFile(SweepBase):
    """Every combination of the stated values."""

    kind: Literal["grid"]
    inputs: tuple[Varied, ...]


class DrawsFile(SweepBase):
    """So many draws from the stated distributions."""

    kind: Literal["draws"]
    number: Amount
    seed: Whole
    inputs: tuple[DrawnInput, ...]
    correlations: tuple[Correlated, ...] = ()


class CombinationsFile(SweepBase):
    """Every combination of answers to conditions and stated amounts."""

    kind: Literal["combinations"]
    conditions: tuple[TriedCondition, ...] = ()
    amounts: tuple[Varied, ...] = ()


SweepFile = GridFile | DrawsFile | CombinationsFile
KINDS: dict[str, type[GridFile | DrawsFile | CombinationsFile]] = {
    "grid": GridFile,
    "draws": DrawsFile,
    "combinations": CombinationsFile,
}
