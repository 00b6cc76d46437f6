"""The step from a tree of a user's file to a frozen record, with every fault and its place."""

from __future__ import annotations

import re
from collections import abc
from contextlib import suppress
from typing import Any, ClassVar, TypeVar, get_args

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
from ipr.reading.norwegian import listing, typed, visible
from ipr.reading.numbers import whole_amount
from ipr.reading.strict_yaml import Mapping, Sequence, Tree, kind_of, place


class Record(BaseModel):
    """A frozen record of a user's file that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)
    filled_in: ClassVar[frozenset[str]] = frozenset()
    """The fields that the reader fills in and a file must not hold."""
    told_last: ClassVar[frozenset[str]] = frozenset()
    """The fields that stand behind the others where a record is written."""

    @classmethod
    def file_keys(cls) -> list[str]:
        """Return the keys a file may have where this record stands."""
        fields = cls.model_fields.items()
        return [field.alias or name for name, field in fields if name not in cls.filled_in]

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any, info: ValidationInfo) -> Any:
        """Note each unknown key with its nearest guess, and go on without it."""
        if not isinstance(data, Mapping) or info.context is None:
            return data
        allowed = cls.file_keys()
        kept = Mapping(data.where)
        for key, value in data.items():
            if key in allowed:
                kept.put(key, value, data.key_where[key])
            else:
                info.context["problems"].append(_unknown_key(data, key, allowed))
                info.context["guessed"].add((data.where, nearest(key, allowed)))
        if "where" in cls.filled_in:
            kept["where"] = here = FilePlace(data.where)
            here.keys = kept.key_where
        return kept

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return what a file may hold, for an editor; the class's own words are for programmers."""
        found = handler(core)
        said = handler.resolve_ref_schema(found)
        for name in cls.filled_in:
            said["properties"].pop(name, None)
        said.pop("title", None)
        said.pop("description", None)
        return found


class FilePlace(str):
    """Where a record stands, `file:line`, with the place of each of its keys."""

    __slots__ = ("keys",)
    keys: dict[str, str]


class Located(Record):
    """A record that remembers the file and line it was read from."""

    filled_in: ClassVar[frozenset[str]] = frozenset({"where"})
    where: SkipValidation[str] = ""  # kept as the `FilePlace` it is

    def at(self, key: str) -> str:
        """Return where one of its keys stands; where that is not known, the record itself."""
        keys = self.where.keys if isinstance(self.where, FilePlace) else {}
        return keys.get(key, self.where)


def _unknown_key(data: Mapping, key: str, allowed: list[str]) -> Problem:
    """Tell of a key that is none; within `{…}` it may be the rest of the text in front of it."""
    before = data.after_comma.get(key)
    where, text = data.key_where[key], f"nøkkelen {unknown(key, allowed)}"
    if before is not None and not nearest(key, allowed):
        if data[key] == "":
            return Problem(where, before, _parted(str(data[before]), key))
        words = r"[^\W\d] [^\W\d]"  # no key is several words, and a text is
        if re.search(words, str(data[before])) or re.search(words, key):
            text += f" – hører den til teksten i «{before}», sett den i anførselstegn"
    return Problem(where, visible(key)[1:-1], text)


def _parted(front: str, rest: str) -> str:
    """Tell how to write a value that a comma within `{…}` has parted in two."""
    if rest.isdecimal() and len(rest) == 3:
        return f"komma kan ikke skille tusener – skriv {visible(f'{front} {rest}')[1:-1]}"
    told = "et komma skiller nøkler her –"
    number = re.fullmatch(r"[-+]?[0-9]+", front) and rest[:1].isdecimal()
    whole = visible(f"{front},{rest}" if number else f"{front}, {rest}", longest=80)[1:-1]
    with suppress(ValueError):
        if number and not rest.isdecimal():  # 0,64 mill
            return f"{told} skriv {typed(whole_amount(whole))}"
    return f'{told} sett teksten i anførselstegn: "{whole}"'


RecordType = TypeVar("RecordType", bound=Record)


def read_record(model: type[RecordType], tree: Tree) -> RecordType:
    """Return the tree of a user's file as a frozen record, or raise every fault at once."""
    record, problems = try_record(model, tree)
    if record is None or problems:
        raise InputError(problems)
    return record


def try_record(model: type[RecordType], tree: Tree) -> tuple[RecordType | None, list[Problem]]:
    """Return the record, where it could be made, and every fault of form in the tree."""
    context: dict[str, Any] = {"problems": [], "guessed": set()}
    record, problems = None, context["problems"]
    try:
        record = model.model_validate(tree, context=context)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        told = [_translate(fault, tree, context["guessed"], model) for fault in faults]
        problems += [problem for problem in told if problem]
    return record, in_file_order(problems)


def _translate(
    fault: Any, tree: Tree, guessed: set[tuple[str, str | None]], model: type[Record]
) -> Problem | None:
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
    text = _told(kind, found, fault.get("ctx", {}))
    if kind == "missing" and loc == (key,) and key in model.model_fields:
        words = get_args(model.model_fields[key].annotation)  # of a `Literal`
        if words and all(isinstance(word, str) for word in words):
            text += f" – tillatt er {listing([f'«{word}»' for word in words], 'eller')}"
    return Problem(where, key, text)


def _told(kind: str, found: Any, context: dict[str, Any]) -> str:
    here = f"her er {kind_of(found)} – skriv"
    choices = re.findall("'([^']*)'", context.get("expected_tags", context.get("expected", "")))
    match kind:
        case "missing":
            text = "nøkkelen mangler"
        case "value_error":
            text = str(context["error"])
        case "union_tag_invalid":
            text = unknown(context["tag"], choices)
        case "literal_error" if isinstance(found, str) and found:
            text = unknown(found, choices)
        case "literal_error":
            text = f"{here} {listing([f'«{choice}»' for choice in choices], 'eller')}"
        case "model_type" | "dict_type" | "model_attributes_type" | "union_tag_not_found":
            text = f"{here} en gruppe nøkler"
        case "too_short":
            text = "listen er tom – skriv minst ett punkt («- …»)"
        case "tuple_type" | "list_type":
            text = f"{here} en liste (linjer som begynner med «- »)"
        case _:
            text = f"{visible(str(found))} passer ikke her"
    return text


def tree_of(value: object) -> Tree:
    """Return plain Python values as the tree a file with them would be read into."""
    if isinstance(value, abc.Mapping):
        keys = Mapping("")
        for key, inner in value.items():
            keys.put(key, tree_of(inner), "")
        return keys
    if isinstance(value, list | tuple):
        items = Sequence("")
        for inner in value:
            items.put(tree_of(inner), "")
        return items
    return str(value)
