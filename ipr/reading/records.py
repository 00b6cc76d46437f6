"""The step from a tree of a user's file to a frozen record, with every fault and its place."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from ipr.reading.errors import InputError, Problem, in_file_order, nearest, unknown
from ipr.reading.norwegian import listing, visible
from ipr.reading.strict_yaml import Mapping, kind_of, place


class Record(BaseModel):
    """A frozen record of a user's file that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

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
                if key.isdecimal() and value == "":  # {percent: 2,5}
                    text = "et komma skiller nøkler her – sett tallet foran i anførselstegn"
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
    if kind == "union_tag_invalid":
        tag = fault["ctx"]["tag"]
        loc = (*loc, *[name for name, value in found.items() if value == tag][:1])
    where = place(tree, loc)
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    if kind == "missing" and {(where, key), (getattr(found, "where", where), key)} & guessed:
        return None  # a misspelt key already says so
    if kind == "too_short" and found:
        return None  # what is wrong with its items is already said
    return Problem(where, key, _told(fault))


def _told(fault: Any) -> str:
    found = fault["input"]
    match fault["type"]:
        case "missing":
            text = "nøkkelen mangler"
        case "value_error":
            text = str(fault["ctx"]["error"])
        case "union_tag_invalid":
            text = unknown(fault["ctx"]["tag"], _quoted(fault["ctx"]["expected_tags"]))
        case "literal_error":
            text = _not_a_choice(found, _quoted(fault["ctx"]["expected"]))
        case "model_type" | "dict_type" | "model_attributes_type" | "union_tag_not_found":
            text = f"her er {kind_of(found)} – skriv en gruppe nøkler"
        case "too_short":
            text = "listen er tom – skriv minst ett punkt («- …»)"
        case "tuple_type" | "list_type":
            text = f"her er {kind_of(found)} – skriv en liste (linjer som begynner med «- »)"
        case _:
            text = f"{visible(str(found))} passer ikke her"
    return text


def _not_a_choice(found: object, choices: list[str]) -> str:
    if isinstance(found, str) and found:
        return unknown(found, choices)
    return (
        f"her er {kind_of(found)} – skriv {listing([f'«{choice}»' for choice in choices], 'eller')}"
    )


def _quoted(words: str) -> list[str]:
    return re.findall(r"'([^']*)'", words)
