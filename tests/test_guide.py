"""The guide to the plan file shows the made-up plan as it is, and names every key there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from ipr.plan.model import Component, ComponentBase, Plan

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "planfilen.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "tests" / "cases" / "nordfjella-2027" / "plan.yaml").read_text(encoding="utf-8")
STYLE = "council_name: Nordfjella"


def keys_of(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    """Every key of a record and of the records within it."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield field.alias or name
        yield from (key for inner in inner_models(field.annotation) for key in keys_of(inner, seen))


def inner_models(annotation: object) -> Iterator[type[BaseModel]]:
    """The records an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from inner_models(argument)


def test_examples_are_the_plan_of_the_tests() -> None:
    """Each example stands word for word in a plan that is loaded, checked and reckoned."""
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) > 10
    strange = [block for block in blocks if block not in EXAMPLE and STYLE not in block]
    assert strange == []


def test_every_key_is_explained() -> None:
    """No key that a plan may hold is left out of the guide."""
    seen: set[type] = set()
    keys = {*keys_of(Plan, seen)}
    keys |= {key for part in inner_models(Component) for key in keys_of(part, seen)}
    assert ComponentBase.model_fields.keys() <= keys
    prose = re.sub(r"```yaml\n.*?```", "", GUIDE, flags=re.DOTALL)
    told = {word for code in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"\w+", code)}
    shown = set(re.findall(r"\w+(?=:)", "".join(re.findall(r"```yaml\n.*?```", GUIDE, re.DOTALL))))
    assert keys - told - shown == set()
