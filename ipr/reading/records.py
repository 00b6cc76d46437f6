"""The step from a tree of a user's file to a frozen record, with every fault and its place."""

from __future__ import annotations

import re
from collections import abc
from typing import Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    SkipValidation,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from ipr.reading.errors import InputError, Problem, in_file_order, nearest, unknown
from ipr.reading.norwegian import listing, visible
from ipr.reading.strict_yaml import Mapping, Sequence, Tree, kind_of, place


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
                info.context["problems"].append(_unknown_key(data, key, allowed))
                info.context["guessed"].add((data.where, nearest(key, allowed)))
        return cls.fill_in(kept)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return what a file may hold, for an editor; the class's own words are for programmers."""
        found = handler(core)
        said = handler.resolve_ref_schema(found)
        for name in cls.filled_in():
            said["properties"].pop(name, None)
        said.pop("title", None)
        said.pop("description", None)
        return found

    @classmethod
    def filled_in(cls) -> set[str]:
        """Return the fields that the reader fills in and a file must not hold."""
        return set()

    @classmethod
    def fill_in(cls, data: Mapping) -> Mapping:
        """Return the data with what the reader adds to it."""
        return data


class FilePlace(str):
    """Where a record stands, `file:line`, with the place of each of its keys."""

    __slots__ = ("keys",)
    keys: dict[str, str]


class Located(Record):
    """A record that remembers the file and line it was read from."""

    where: SkipValidation[str] = ""  # kept as the `FilePlace` it is

    def at(self, key: str) -> str:
        """Return where one of its keys stands; where that is not known, the record itself."""
        return (
            self.where.keys.get(key, self.where)
            if isinstance(self.where, FilePlace)
            else self.where
        )

    @classmethod
    def filled_in(cls) -> set[str]:
        """Return the place, which no file may set."""
        return {"where"}

    @classmethod
    def fill_in(cls, data: Mapping) -> Mapping:
        """Add the place of the record's first line."""
        data["where"] = here = FilePlace(data.where)
        here.keys = dict(data.key_where)
        return data


def _unknown_key(data: Mapping, key: str, allowed: set[str]) -> Problem:
    """Tell of a key that is none; within `{…}` it may be the rest of the text in front of it."""
    before = data.after_comma.get(key)
    where, shown = data.key_where[key], visible(key)[1:-1]
    if before is None or nearest(key, allowed):
        return Problem(where, shown, f"nøkkelen {unknown(key, allowed)}")
    if data[key] == "":
        return Problem(where, before, _parted(str(data[before]), key))
    text = f"nøkkelen {unknown(key, allowed)}"
    if re.search(r"[^\W\d] [^\W\d]", str(data[before])):  # the front is a text of words
        text += f" – hører den til teksten i «{before}», sett den i anførselstegn"
    return Problem(where, shown, text)


def _parted(front: str, rest: str) -> str:
    if rest.isdecimal() and len(rest) == 3:
        return f"komma kan ikke skille tusener – skriv {visible(f'{front} {rest}')[1:-1]}"
    comma = "," if rest.isdecimal() else ", "  # {percent: 2,5}
    whole = visible(f"{front}{comma}{rest}", longest=80)[1:-1]
    return f'et komma skiller nøkler her – sett teksten i anførselstegn: "{whole}"'


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


def mapping_of(values: abc.Mapping[str, object], where: str = "") -> Mapping:
    """Return plain Python values as the tree a file with them would be read into."""
    keys = Mapping(where)
    for key, value in values.items():
        keys[key] = _tree_of(value, where)
        keys.key_where[key] = where
    return keys


def _tree_of(value: object, where: str) -> Tree:
    if isinstance(value, abc.Mapping):
        return mapping_of(value, where)
    if isinstance(value, list | tuple):
        items = Sequence(where)
        items.extend(_tree_of(inner, where) for inner in value)
        items.item_where = [where] * len(items)
        return items
    return str(value)
