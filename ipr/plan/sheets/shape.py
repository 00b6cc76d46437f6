"""The shape of a plan's workbook, read from the models: which sheets there are, which columns.

A field of the plan that is a list of records is a sheet of its own, and so is a list of records
within such a record (its first column names the record it belongs to). Everything else is a
column, a record within a record being flattened with dots. A new field needs no new code here.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ipr.plan.model import Plan
from ipr.plan.sheets.words import title_of
from ipr.reading.records import Record

Kind = Literal["text", "texts", "whole", "decimal", "date"]


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One column: its key in the plan file, and what its cells hold.

    `attributes` is the way from a record to the value; `choices` the words allowed, where the
    field knows them. `texts` is a list of texts, one per line of the cell; `whole` and `decimal`
    are numbers, the latter scaled by 10 000 in the record and not in the cell.
    """

    key: str
    attributes: tuple[str, ...]
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """One sheet: where its records stand in the plan, its columns, and its Norwegian title.

    The plan's own sheet has the path () and one row per key. Where `parent` is a key, it heads the
    first column, which holds the id of the record that a row belongs to.
    """

    path: tuple[str, ...]
    title: str
    columns: tuple[PlanColumn, ...]
    required: bool
    parent: str | None = None


@cache
def plan_sheets() -> tuple[PlanSheet, ...]:
    """Return the sheets of a plan's workbook; a sheet comes after the one it belongs to."""
    return (
        PlanSheet((), title_of(()), tuple(_columns([Plan])), required=True),
        *_list_sheets([Plan], ()),
    )


def _list_sheets(models: list[type[Record]], path: tuple[str, ...]) -> Iterator[PlanSheet]:
    for name, fields in _fields(models).items():
        records = _listed_records(fields)
        if not records:
            continue
        below = (*path, name)
        if len(below) > 2:
            raise TypeError(f"{'.'.join(below)}: a list of records three levels down has no sheet")
        yield PlanSheet(
            path=below,
            title=title_of(below),
            columns=tuple(_columns(records)),
            required=any(field.is_required() for field in fields),
            parent=f"{path[-1]}.id" if path else None,
        )
        yield from _list_sheets(records, below)


def _columns(
    models: list[type[Record]], way: tuple[str, ...] = (), keys: tuple[str, ...] = ()
) -> Iterator[PlanColumn]:
    for name, fields in _fields(models).items():
        if _listed_records(fields):
            if way:
                raise TypeError(f"{name}: a list of records within a flattened record has no sheet")
            continue
        inner = [part for field in fields for part in _parts(field.annotation)]
        key = (*keys, fields[0].alias or name)
        if all(_is_record(part) for part in inner):
            yield from _columns(inner, (*way, name), key)
            continue
        yield PlanColumn(
            key=".".join(key),
            attributes=(*way, name),
            kind=_kind(name, inner),
            required=all(field.is_required() for field in fields),
            choices=tuple(dict.fromkeys(word for part in inner for word in _words(part))),
        )


def _fields(models: list[type[Record]]) -> dict[str, list[FieldInfo]]:
    """Return every field of the models by name, with what each model says of it."""
    found: dict[str, list[FieldInfo]] = {}
    for model in models:
        for name, field in model.model_fields.items():
            found.setdefault(name, []).append(field)
    return found


def _listed_records(fields: list[FieldInfo]) -> list[type[Record]]:
    return [
        item
        for field in fields
        for part in _parts(field.annotation)
        if get_origin(part) is tuple
        for item in _parts(get_args(part)[0])
        if _is_record(item)
    ]


def _parts(annotation: Any) -> list[Any]:
    """Return the types an annotation allows, without None and without what is said about them."""
    if get_origin(annotation) is Annotated:
        return _parts(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return [part for choice in get_args(annotation) for part in _parts(choice)]
    return [] if annotation is type(None) else [annotation]


def _is_record(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Record)


def _words(part: Any) -> tuple[str, ...]:
    return get_args(part) if get_origin(part) is Literal else ()


def _kind(name: str, parts: list[Any]) -> Kind:
    if any(get_origin(part) is tuple for part in parts):
        return "texts"
    if dt.date in parts:
        return "date"
    if int in parts:
        return "decimal" if name.endswith("_e4") else "whole"
    return "text"
