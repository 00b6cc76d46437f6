"""Read a plan's workbook as the same tree of texts that its YAML file gives."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import cast

from ipr.plan.sheets.book import CellRow, CellSheet, SheetCell, read_sheets
from ipr.plan.sheets.number_format import format_fault
from ipr.plan.sheets.shape import Kind, PlanColumn, PlanSheet, plan_sheets
from ipr.reading.errors import InputError, Problem, unknown
from ipr.reading.strict_yaml import Bare, Mapping, Sequence

KEY, VALUE = "nøkkel", "verdi"
"""The headers of the plan's own sheet."""

_PAIRS = {"\\n": "\n", "\\\\": "\\"}
_WANTED: dict[Kind, str] = {
    "text": "tekst",
    "texts": "tekst",
    "whole": "et helt tall",
    "decimal": "et tall",
    "date": "en dato",
}


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
        if not sheet.path:
            self.fill(tree, sheet, self.keyed(sheet, cells))
            return
        allowed = [column.key for column in sheet.columns]
        headers = self.headers(cells, [sheet.parent, *allowed] if sheet.parent else allowed)
        if not sheet.parent:
            records = _listed(tree, sheet.path[0], cells.where)
        for number, row in cells.below_header():
            named = self.named(headers, row)
            record = Mapping(f"{cells.where}!A{number}")
            if sheet.parent:
                owner = self.owner(tree, sheet, record.where, named.pop(sheet.parent, None))
                if owner is None:
                    continue
                records = _listed(owner, sheet.path[1], cells.where)
            self.fill(record, sheet, named)
            records.append(record)
            records.item_where.append(record.where)

    def headers(self, cells: CellSheet, allowed: list[str]) -> dict[int, str | None]:
        """Return the key of each column by the sheet's first row; None for one already refused."""
        found: dict[int, str | None] = {}
        for number, cell in sorted(cells.rows.get(1, {}).items()):
            key = cell.value.strip() if isinstance(cell.value, str) else None
            if key is None:
                if cell.value is not None:
                    self.refuse(cell.where, "overskriften skal være en nøkkel, skrevet som tekst")
            elif key not in allowed:
                self.refuse(cell.where, f"kolonnen {unknown(key, allowed)}")
                key = None
            elif key in found.values():
                self.refuse(cell.where, f"kolonnen «{key}» står to ganger")
                key = None
            found[number] = key
        if not found:
            self.refuse(f"{cells.where}!A1", "overskriftene mangler – de skal stå i rad 1")
        return found

    def named(self, headers: dict[int, str | None], row: CellRow) -> dict[str, SheetCell]:
        """Return the cells of a row by key; a cell outside the columns is refused."""
        found = {}
        for number, cell in sorted(row.items()):
            if headers and number not in headers:
                self.refuse(cell.where, "kolonnen har ingen overskrift – slett cellen")
            elif key := headers.get(number):
                found[key] = cell
        return found

    def keyed(self, sheet: PlanSheet, cells: CellSheet) -> dict[str, SheetCell]:
        """Return the values of the plan's own sheet by key."""
        allowed = [column.key for column in sheet.columns]
        headers = self.headers(cells, [KEY, VALUE])
        found: dict[str, SheetCell] = {}
        for number, row in cells.below_header():
            named = self.named(headers, row)
            where = f"{cells.where}!A{number}"
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
        records = cast("list[Mapping]", tree.get(sheet.path[0], []))
        by_id = {str(record.get("id")): record for record in reversed(records)}
        if not isinstance(cell.value, str):
            if cell.value is not None:
                self.refuse(cell.where, "formater cellen som tekst og skriv id-en på nytt")
            return None
        if cell.value.strip() not in by_id:
            self.refuse(cell.where, unknown(cell.value.strip(), by_id), sheet.parent or "")
        return by_id.get(cell.value.strip())

    def fill(self, record: Mapping, sheet: PlanSheet, named: dict[str, SheetCell]) -> None:
        """Set each value of a record; keys with dots make records within it."""
        for column in sheet.columns:
            cell = named.get(column.key)
            if cell is None or cell.value is None or cell.value == "":
                continue
            *above, key = column.key.split(".")
            try:
                value = _understood(column.kind, cell)
            except ValueError as error:
                self.refuse(cell.where, str(error), column.key)
                continue
            inner = record
            for part in above:
                inner = _inner(inner, part, cell.where)
            inner[key], inner.key_where[key] = value, cell.where
        for column in sheet.columns:
            if column.kind == "texts" and column.required:
                _add_empty_list(record, column)


def _understood(kind: Kind, cell: SheetCell) -> str | Sequence:
    """Return a cell as the text its field expects; raise `ValueError` where that is a guess."""
    match cell.value:
        case str() as text:
            return _lines(text, cell.where) if kind == "texts" else text
        case dt.datetime() as moment:
            return _day(kind, moment)
        case int() | float() as number:
            return _number(kind, number, cell.number_format)
    raise TypeError(f"{cell.where} has no value")


def _lines(text: str, where: str) -> Sequence:
    """Return the texts of a list, one per line; a backslash escapes itself and a line break."""
    found = Sequence(where)
    for line in text.split("\n"):
        if not re.fullmatch(r"(?:[^\\]|\\[n\\])*", line):
            raise ValueError("skråstrek bakover skrives «\\\\» i en liste")
        found.append(re.sub(r"\\[n\\]", lambda pair: _PAIRS[pair.group()], line))
        found.item_where.append(where)
    return found


def _day(kind: Kind, moment: dt.datetime) -> str:
    if kind != "date":
        raise ValueError(
            f"cellen er en dato, men skal være {_WANTED[kind]} – formater den som tekst eller tall "
            "og skriv verdien på nytt"
        )
    if moment.time() != dt.time():
        raise ValueError("cellen har klokkeslett – skriv bare datoen")
    return Bare(moment.date().isoformat())


def _number(kind: Kind, number: float, number_format: str) -> str:
    if kind not in {"whole", "decimal"}:
        raise ValueError(
            f"cellen er et tall, men skal være {_WANTED[kind]} – formater den som tekst og skriv "
            "verdien på nytt"
        )
    written = f"{Decimal(repr(number)):f}".replace(".", ",")
    whole = float(number).is_integer()
    if kind == "whole" and not whole:
        raise ValueError(f"{written} er ikke et helt tall – skriv det uten desimaler")
    if fault := format_fault(number, number_format):
        raise ValueError(fault)
    return Bare(str(int(number)) if whole else written)


def _listed(record: Mapping, key: str, where: str) -> Sequence:
    """Return the list at a key of a record, an empty one if there was none."""
    if key not in record:
        record[key], record.key_where[key] = Sequence(where), where
    return cast("Sequence", record[key])


def _inner(record: Mapping, key: str, where: str) -> Mapping:
    """Return the record at a key of a record, an empty one if there was none."""
    if key not in record:
        record[key], record.key_where[key] = Mapping(where), where
    return cast("Mapping", record[key])


def _add_empty_list(record: Mapping, column: PlanColumn) -> None:
    """An empty cell is an empty list where the field must be there, and its record is."""
    *above, key = column.key.split(".")
    inner: object = record
    for part in above:
        inner = inner.get(part) if isinstance(inner, Mapping) else None
    if isinstance(inner, Mapping) and key not in inner:
        inner[key], inner.key_where[key] = Sequence(inner.where), inner.where
