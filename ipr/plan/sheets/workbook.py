"""A plan's workbook: written from the plan, and read as the tree of texts its YAML file gives."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ipr.plan.model import Plan
from ipr.plan.sheets.book import (
    CellSheet,
    SheetCell,
    escaped,
    format_fault,
    read_sheets,
)
from ipr.plan.sheets.columns import PARENT, Kind, PlanColumn, PlanSheet, plan_sheets
from ipr.reading.errors import InputError, Problem, refuse, unknown
from ipr.reading.files import lines_shown, repacked, write_bytes
from ipr.reading.norwegian import E4
from ipr.reading.records import Record
from ipr.reading.strict_yaml import Bare, Mapping, Sequence

KEY, VALUE = "nøkkel", "verdi"
"""The headers of the plan's own sheet."""

LONGEST_TEXT = 32_767  # a cell holds no more; openpyxl would cut the rest off without a word
SPARE_ROWS = 100  # rows below the last that also offer the allowed words
WRAPS = 0.85  # of a column's width: words wrap before it is full

_HEAD = PatternFill("solid", fgColor="1F3864")
_HEAD_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_PLACE, _NUMBER_HEAD = Alignment("left", "center", indent=1), Alignment("right", "center")
_TEXT_PLACE = Alignment("left", "top", wrap_text=True, indent=1)
_NUMBER_PLACE = Alignment(vertical="top")
_LINE = Border(bottom=Side("thin", color="BFBFBF"))
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_WANTED: dict[Kind, str] = {"whole": "et helt tall", "decimal": "et tall", "date": "en dato"}

Content = str | int | float | None
Rows = Iterable[tuple[str, dict[str, SheetCell]]]
"""Where each row of a sheet stands, and its cells by key."""
Inner = TypeVar("Inner", Mapping, Sequence)


def write_plan_workbook(plan: Plan, path: Path) -> None:
    """Write the plan as an XLSX file, one sheet per list, whole or not at all.

    The file is the same for the same plan. Raises `InputError` for a text that no cell can hold.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "ipr"
    book.properties.created = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the same in every file
    for sheet in plan_sheets():
        page = book.create_sheet(sheet.title)
        if sheet.path:
            _write_records(page, sheet, plan, path.name)
        else:
            _write_keys(page, sheet, plan, path.name)
        _finish(page)
    stream = io.BytesIO()
    book.save(stream)
    # without the moment it was saved
    undated = rb"\g<1>1980-01-01T00:00:00Z"
    write_bytes(path, repacked(stream.getvalue(), lambda _, part: _MODIFIED.sub(undated, part)))


def _write_keys(page: Worksheet, sheet: PlanSheet, plan: Plan, name: str) -> None:
    """Write what is no list, one row for each key."""
    _write_header(page.cell(1, 1), KEY, "Feltets navn, som i plan.yaml.")
    _write_header(page.cell(1, 2), VALUE, "Verdien.")
    for number, column in enumerate(sheet.columns, start=2):
        _write(page.cell(number, 1), column.key, name)
        page.cell(number, 1).comment = _note(column.said)
        _write(page.cell(number, 2), _content(plan, column), name, column)
        page.cell(number, 2).alignment = _TEXT_PLACE
        _offer(page, column, f"B{number}")
    page.column_dimensions["A"].width = 26
    page.column_dimensions["B"].width = 80
    page.freeze_panes = "A2"


def _write_records(page: Worksheet, sheet: PlanSheet, plan: Plan, name: str) -> None:
    """Write a list, one row for each record; an empty list has its headers."""
    records, first = list(getattr(plan, sheet.path[0])), 1
    if sheet.parent:
        first = 2
        _write_header(page.cell(1, 1), sheet.parent, PARENT)
        owned = [(above.id, one) for above in records for one in getattr(above, sheet.path[1])]
        for row, (owner, _) in enumerate(owned, start=2):
            _write(page.cell(row, 1), owner, name)
        records = [record for _, record in owned]
    for number, column in enumerate(sheet.columns, start=first):
        header, letter = page.cell(1, number), get_column_letter(number)
        _write_header(header, column.key, column.said)
        if column.kind in {"whole", "decimal"}:
            header.alignment = _NUMBER_HEAD
        for row, record in enumerate(records, start=2):
            _write(page.cell(row, number), _content(record, column), name, column)
        _offer(page, column, f"{letter}2:{letter}{1 + len(records) + SPARE_ROWS}")
    for number, cells in enumerate(page.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = _width(cells)
    page.freeze_panes = f"{get_column_letter(1 + first)}2"
    page.print_title_cols = f"A:{get_column_letter(first)}"


def _content(record: Record, column: PlanColumn) -> Content:
    """Return what a record's cell holds; None where the record has no such value."""
    value: Any = record
    for attribute in column.attributes:
        value = getattr(value, attribute, None)
    if value is None:
        return None
    match column.kind:
        case "texts":
            lines = (text.replace("\\", "\\\\").replace("\n", "\\n") for text in value)
            return "\n".join(lines) or None
        case "decimal":
            return int(value) // E4 if value % E4 == 0 else int(value) / E4
        case "whole":
            return int(value)
        case _:
            return str(value)  # a date too: a cell's date depends on the program


def _write(cell: Any, content: Content, name: str, column: PlanColumn | None = None) -> None:
    cell.border = _LINE
    cell.alignment = _TEXT_PLACE if isinstance(content, str) else _NUMBER_PLACE
    if isinstance(content, str):
        written = escaped(content)
        if len(written) > LONGEST_TEXT:
            text = f"teksten har over {LONGEST_TEXT} tegn – en celle rommer ikke mer"
            raise refuse(f"{name}: {cell.parent.title}!{cell.coordinate}", "", text)
        cell.value = written
        cell.data_type = "s"  # also where it begins like a formula or names an error
    elif content is not None:
        cell.value = content
        cell.number_format = "#,##0" if isinstance(content, int) else "#,##0.00##"
        if column is not None and column.attributes[-1] in {"year", "until"}:
            cell.number_format = "0"  # a year has no thousands


def _write_header(cell: Any, key: str, text: str) -> None:
    cell.value = key
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD, _HEAD_PLACE
    cell.comment = _note(text)


def _note(text: str) -> Comment:
    return Comment(text, "ipr", height=90, width=320)


def _offer(page: Worksheet, column: PlanColumn, cells: str) -> None:
    """Let the spreadsheet offer the words that a field allows."""
    if column.choices:
        words = ",".join(column.choices)
        offer = DataValidation("list", formula1=f'"{words}"', allow_blank=True)
        offer.add(cells)
        page.add_data_validation(offer)


def _width(cells: tuple[Any, ...]) -> float:
    """Return a width that shows the header and most of each text, which wraps."""
    lines = [line for cell in cells[1:] for line in str(cell.value or "").split("\n")]
    longest = max(map(len, lines), default=0)
    return max(len(str(cells[0].value)) + 3, 11, min(longest + 4, 48))


def _finish(page: Worksheet) -> None:
    """Set the height of each row by its longest text, and how the sheet prints."""
    letters = map(get_column_letter, range(1, page.max_column + 1))
    widths = [page.column_dimensions[letter].width for letter in letters]
    for number, cells in enumerate(page.iter_rows(min_row=2, values_only=True), start=2):
        texts = (str(value or "") for value in cells)
        lines = max(map(lines_shown, texts, (WRAPS * width for width in widths)))
        page.row_dimensions[number].height = min(15 * lines + 3, 400)
    page.row_dimensions[1].height = 22
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.scale = 70
    page.print_title_rows = "1:1"


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
