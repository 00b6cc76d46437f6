"""A plan's workbook, read as the tree of texts its YAML file gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar, cast

from ipr.plan.sheets.book import CellSheet, SheetCell, format_fault, read_sheets
from ipr.plan.sheets.columns import KEY, VALUE, Kind, PlanColumn, PlanSheet, plan_sheets
from ipr.reading.errors import InputError, Problem, unknown
from ipr.reading.strict_yaml import Bare, Mapping, Sequence

_WANTED: dict[Kind, str] = {"whole": "et helt tall", "decimal": "et tall", "date": "en dato"}

Rows = Iterable[tuple[str, dict[str, SheetCell]]]
"""Where each row of a sheet stands, and its cells by key."""
Inner = TypeVar("Inner", Mapping, Sequence)


def read_plan_workbook(name: str, content: bytes) -> Mapping:
    """Return a user's workbook as the tree of the plan, each value with its sheet and cell.

    Raises `InputError` with every cell that a person could read in another way, and with sheets,
    columns and keys that do not belong. What the values mean is decided by the fields.
    """
    reader = _WorkbookReader()
    titles = [sheet.title for sheet in plan_sheets()]
    found: dict[str, CellSheet] = {}
    for cells in read_sheets(name, content):
        reader.problems.extend(cells.problems)
        if cells.title not in titles:
            reader.refuse(cells.where, f"arket {unknown(cells.title, titles)}")
        elif cells.title in found:
            reader.refuse(cells.where, "arket finnes to ganger, med ulik tegnkoding i navnet")
        found[cells.title] = cells
    tree = Mapping(name)
    for sheet in plan_sheets():
        if sheet.title in found:
            reader.read(sheet, found[sheet.title], tree)
        elif sheet.required:
            reader.refuse(name, f"arket «{sheet.title}» mangler")
    if reader.problems:
        raise InputError(reader.problems)
    return tree


class _WorkbookReader:
    """Turn the cells of one workbook into a tree; note what has more than one reading."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, where: str, text: str, key: str = "") -> None:
        self.problems.append(Problem(where, key, text))

    def read(self, sheet: PlanSheet, cells: CellSheet, tree: Mapping) -> None:
        """Put the records of a sheet where they belong in the tree."""
        keys = [column.key for column in sheet.columns]
        if not sheet.path:
            self.fill(tree, sheet, self.keyed(keys, self.rows(cells, [KEY, VALUE])))
            return
        if not sheet.parent:
            _within(tree, sheet.path[0], Sequence(cells.where))
        for where, named in self.rows(cells, [sheet.parent, *keys] if sheet.parent else keys):
            owner: Mapping | None = tree
            if sheet.parent:
                owner = self.owner(tree, sheet, where, named.pop(sheet.parent, None))
            if owner is not None:
                record = Mapping(where)
                self.fill(record, sheet, named)
                _within(owner, sheet.path[-1], Sequence(cells.where)).put(record, where)

    def rows(self, cells: CellSheet, allowed: list[str]) -> Rows:
        """Yield the rows below the headers; a cell outside the columns is refused."""
        headers = self.headers(cells, allowed)
        for number, row in cells.rows.items():
            if number == 1:
                continue
            for stray in sorted(row.keys() - headers.keys()) if headers else ():
                self.refuse(row[stray].where, "kolonnen har ingen overskrift – slett cellen")
            named = {key: row[column] for column, key in headers.items() if key and column in row}
            yield f"{cells.where}!A{number}", named

    def headers(self, cells: CellSheet, allowed: list[str]) -> dict[int, str | None]:
        """Return the key of each column by the sheet's first row; None for one already refused."""
        found: dict[int, str | None] = {}
        for number, cell in cells.rows.get(1, {}).items():
            found[number] = None
            if isinstance(cell.value, str):
                key = cell.value.strip()
                if key not in allowed:
                    self.refuse(cell.where, f"kolonnen {unknown(key, allowed)}")
                elif key in found.values():
                    self.refuse(cell.where, f"kolonnen «{key}» står to ganger")
                else:
                    found[number] = key
            elif cell.value is not None:
                self.refuse(cell.where, "overskriften skal være en nøkkel, skrevet som tekst")
        if not found:
            self.refuse(f"{cells.where}!A1", "overskriftene mangler – de skal stå i rad 1")
        return found

    def keyed(self, allowed: list[str], rows: Rows) -> dict[str, SheetCell]:
        """Return the values of the plan's own sheet by key."""
        found: dict[str, SheetCell] = {}
        for where, named in rows:
            if KEY not in named:
                if named:
                    self.refuse(where, "raden mangler nøkkel")
                continue
            key = str(named[KEY].value or "").strip()
            if key and key not in allowed:
                self.refuse(where, f"nøkkelen {unknown(key, allowed)}")
            elif key in found:
                self.refuse(where, "nøkkelen står to ganger", key)
            elif key:
                found[key] = named.get(VALUE, SheetCell(where, ""))
        return found

    def owner(
        self, tree: Mapping, sheet: PlanSheet, where: str, cell: SheetCell | None
    ) -> Mapping | None:
        """Return the record that a row says it belongs to."""
        if cell is None:
            self.refuse(where, "cellen er tom – skriv id-en raden hører til", sheet.parent or "")
            return None
        if not isinstance(cell.value, str):
            if cell.value is not None:
                self.refuse(cell.where, "formater cellen som tekst og skriv id-en på nytt")
            return None
        records = cast("list[Mapping]", tree.get(sheet.path[0], []))
        by_id = {str(record.get("id")): record for record in reversed(records)}
        named = cell.value.strip()
        if named not in by_id:
            self.refuse(cell.where, unknown(named, by_id), sheet.parent or "")
        return by_id.get(named)

    def fill(self, record: Mapping, sheet: PlanSheet, named: dict[str, SheetCell]) -> None:
        """Set each value of a record; keys with dots make records within it."""
        for column in sheet.columns:
            cell = named.get(column.key)
            if cell is None or cell.value is None or cell.value == "":
                continue
            try:
                value = _understood(column.kind, cell)
            except ValueError as error:
                self.refuse(cell.where, str(error), column.key)
                continue
            *above, key = column.key.split(".")
            inner = record
            for part in above:
                inner = _within(inner, part, Mapping(cell.where))
            inner.put(key, value, cell.where)
        for column in sheet.columns:
            if column.kind == "texts" and column.required:
                _add_empty_list(record, column)


def _understood(kind: Kind, cell: SheetCell) -> str | Sequence:
    """Return a cell as the text its field expects; raise `ValueError` where that is a guess."""
    value, day = cell.value, isinstance(cell.value, dt.datetime)
    if isinstance(value, str):
        return _lines(value, cell.where) if kind == "texts" else value
    if kind not in ({"date"} if day else {"whole", "decimal"}):
        found, shape = ("en dato", "tekst eller tall") if day else ("et tall", "tekst")
        raise ValueError(
            f"cellen er {found}, men skal være {_WANTED.get(kind, 'tekst')} – formater den som "
            f"{shape} og skriv verdien på nytt"
        )
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise ValueError("cellen har klokkeslett – skriv bare datoen")
        return Bare(value.date().isoformat())
    number = cast("float", value)
    written = f"{Decimal(repr(number)):f}".replace(".", ",")
    whole = float(number).is_integer()
    if kind == "whole" and not whole:
        raise ValueError(f"{written} er ikke et helt tall – skriv det uten desimaler")
    if fault := format_fault(number, cell.number_format):
        raise ValueError(fault)
    return Bare(str(int(number)) if whole else written)


def _lines(text: str, where: str) -> Sequence:
    """Return the texts of a list, one per line; a backslash escapes itself and a line break."""
    found = Sequence(where)
    for line in text.split("\n"):
        if not re.fullmatch(r"(?:[^\\]|\\[n\\])*", line):
            raise ValueError("skråstrek bakover skrives «\\\\» i en liste")
        pieces = (piece.replace("\\n", "\n") for piece in line.split("\\\\"))
        found.put("\\".join(pieces), where)
    return found


def _within(record: Mapping, key: str, new: Inner) -> Inner:
    """Return what stands at a key of a record; what is new is put there if there was nothing."""
    if key not in record:
        record.put(key, new, new.where)
    return cast("Inner", record[key])


def _add_empty_list(record: Mapping, column: PlanColumn) -> None:
    """An empty cell is an empty list where the field must be there, and its record is."""
    *above, key = column.key.split(".")
    inner: object = record
    for part in above:
        inner = inner.get(part) if isinstance(inner, Mapping) else None
    if isinstance(inner, Mapping) and key not in inner:
        inner.put(key, Sequence(inner.where), inner.where)
