"""The step from a tree of a user's file to a frozen record, with every fault and its place."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from ipr.errors import InputError, Problem, in_file_order, nearest, unknown
from ipr.norwegian import visible
from ipr.strict_yaml import Mapping, kind_of, place


class Record(BaseModel):
    """A frozen record of a user's file that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any, info: ValidationInfo) -> Any:
        """Note each unknown key with its nearest guess, and go on without it."""
        if not isinstance(data, Mapping) or info.context is None:
            return data
        allowed = {field.alias or name for name, field in cls.model_fields.items()}
        allowed -= cls.filled_in()
        kept = Mapping(data.where)
        for key, value in data.items():
            if key in allowed:
                kept[key] = value
                kept.key_where[key] = data.key_where[key]
            else:
                text = f"nøkkelen {unknown(key, allowed)}"
                shown = visible(key)[1:-1]
                info.context["problems"].append(Problem(data.key_where[key], shown, text))
                info.context["guessed"].add((data.where, nearest(key, allowed)))
        return cls.fill_in(kept)

    @classmethod
    def filled_in(cls) -> set[str]:
        """Return the fields that the reader fills in and a file must not hold."""
        return set()

    @classmethod
    def fill_in(cls, data: Mapping) -> Mapping:
        """Return the data with what the reader adds to it."""
        return data


class Located(Record):
    """A record that remembers the file and line it was read from."""

    where: str = ""

    @classmethod
    def filled_in(cls) -> set[str]:
        """Return the place, which no file may set."""
        return {"where"}

    @classmethod
    def fill_in(cls, data: Mapping) -> Mapping:
        """Add the place of the record's first line."""
        data["where"] = data.where
        return data


RecordType = TypeVar("RecordType", bound=Record)


def read_record(model: type[RecordType], tree: Mapping) -> RecordType:
    """Return the tree of a user's file as a frozen record, or raise every fault at once."""
    record, problems = try_record(model, tree)
    if record is None or problems:
        raise InputError(problems)
    return record


def try_record(model: type[RecordType], tree: Mapping) -> tuple[RecordType | None, list[Problem]]:
    """Return the record, where it could be made, and every fault of form in the tree."""
    context: dict[str, Any] = {"problems": [], "guessed": set()}
    try:
        record = model.model_validate(tree, context=context)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        problems = context["problems"] + [
            problem for fault in faults if (problem := _translate(fault, tree, context["guessed"]))
        ]
        return None, in_file_order(problems)
    return record, in_file_order(context["problems"])


def _translate(fault: Any, tree: Mapping, guessed: set[tuple[str, str | None]]) -> Problem | None:
    loc, found, kind = fault["loc"], fault["input"], fault["type"]
    where = place(tree, loc)
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    if kind == "missing":
        if (where, key) in guessed or (getattr(found, "where", where), key) in guessed:
            return None  # a misspelt key already says so
        text = "nøkkelen mangler"
    elif kind == "value_error":
        text = str(fault["ctx"]["error"])
    elif kind in {"literal_error", "union_tag_invalid"}:
        text = unknown(_tag_or_text(fault), _expected_words(fault))
    elif kind in {"model_type", "dict_type", "model_attributes_type", "union_tag_not_found"}:
        text = f"her er {kind_of(found)} – skriv en gruppe nøkler"
    elif kind == "too_short":
        text = "listen er tom – skriv minst ett punkt («- …»)"
    elif kind in {"tuple_type", "list_type"}:
        text = f"her er {kind_of(found)} – skriv en liste (linjer som begynner med «- »)"
    else:
        text = f"{visible(str(found))} passer ikke her"
    return Problem(where, key, text)


def _tag_or_text(fault: Any) -> str:
    tag = fault["ctx"].get("tag")
    if tag:
        return str(tag)
    found = fault["input"]
    return found if isinstance(found, str) else kind_of(found)


def _expected_words(fault: Any) -> list[str]:
    expected = fault["ctx"].get("expected") or fault["ctx"]["expected_tags"]
    return re.findall(r"'([^']*)'", expected)
