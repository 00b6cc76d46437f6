"""Write a plan as a workbook that reads back as the equal plan."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ipr.plan.model import Plan
from ipr.plan.sheets.book import cleaned, escaped
from ipr.plan.sheets.read import KEY, VALUE
from ipr.plan.sheets.shape import PlanColumn, PlanSheet, plan_sheets
from ipr.plan.sheets.words import explanation
from ipr.reading.errors import refuse
from ipr.reading.files import lines_shown, repacked, write_bytes
from ipr.reading.records import Record

LONGEST_TEXT = 32_767  # a cell holds no more; openpyxl would cut the rest off without a word
SPARE_ROWS = 100  # rows below the last that also offer the allowed words
FIRST_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the same in every file, and no moment

_YEARS = {"year", "until"}
_HEAD = PatternFill("solid", fgColor="1F3864")
_LINE = Border(bottom=Side("thin", color="BFBFBF"))
WRAPS = 0.85  # of a column's width: words wrap before it is full
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")

Content = str | int | float | None


def write_plan_workbook(plan: Plan, path: Path) -> None:
    """Write the plan as an XLSX file, one sheet per list, whole or not at all.

    The file is the same for the same plan. Raises `InputError` for a text that no cell can hold.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "ipr"
    book.properties.created = FIRST_DAY
    for sheet in plan_sheets():
        page = book.create_sheet(sheet.title)
        if sheet.path:
            _write_records(page, sheet, plan, path.name)
        else:
            _write_keys(page, sheet, plan, path.name)
        _finish(page)
    stream = io.BytesIO()
    book.save(stream)
    write_bytes(path, repacked(stream.getvalue(), _undated))


def _write_keys(page: Worksheet, sheet: PlanSheet, plan: Plan, name: str) -> None:
    """Write what is no list, one row for each key."""
    for number, (header, text) in enumerate(
        ((KEY, "Feltets navn, som i plan.yaml."), (VALUE, "Verdien.")), start=1
    ):
        _write_header(page.cell(1, number), header, text)
    for number, column in enumerate(sheet.columns, start=2):
        _write(page.cell(number, 1), column.key, name)
        page.cell(number, 1).comment = _note(_explained(sheet, column))
        _write(page.cell(number, 2), _content(plan, column), name, column)
        page.cell(number, 2).alignment = Alignment("left", "top", wrap_text=True, indent=1)
        _offer(page, column, f"B{number}")
    page.column_dimensions["A"].width = 26
    page.column_dimensions["B"].width = 80
    page.freeze_panes = "A2"


def _write_records(page: Worksheet, sheet: PlanSheet, plan: Plan, name: str) -> None:
    """Write a list, one row for each record; an empty list has its headers."""
    shift = 1 if sheet.parent else 0
    if sheet.parent:
        text = explanation(sheet.path, sheet.parent, "text")
        _write_header(page.cell(1, 1), sheet.parent, text)
    for number, column in enumerate(sheet.columns, start=1 + shift):
        header = page.cell(1, number)
        _write_header(header, column.key, _explained(sheet, column))
        if column.kind in {"whole", "decimal"}:
            header.alignment = Alignment("right", "center")
    records = _records(plan, sheet)
    for row, (parent, record) in enumerate(records, start=2):
        if sheet.parent:
            _write(page.cell(row, 1), parent, name)
        for number, column in enumerate(sheet.columns, start=1 + shift):
            _write(page.cell(row, number), _content(record, column), name, column)
    for number, column in enumerate(sheet.columns, start=1 + shift):
        letter = get_column_letter(number)
        _offer(page, column, f"{letter}2:{letter}{1 + len(records) + SPARE_ROWS}")
    for number, cells in enumerate(page.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = _width(cells)
    page.freeze_panes = f"{get_column_letter(2 + shift)}2"
    page.print_title_cols = f"A:{get_column_letter(1 + shift)}"


def _records(plan: Plan, sheet: PlanSheet) -> list[tuple[str, Record]]:
    """Return the records of a sheet, each with the id of the one it belongs to, if any."""
    first = getattr(plan, sheet.path[0])
    if not sheet.parent:
        return [("", record) for record in first]
    return [(above.id, record) for above in first for record in getattr(above, sheet.path[1])]


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
            return int(value) // 10_000 if value % 10_000 == 0 else int(value) / 10_000
        case "date":
            return str(value.isoformat())  # as text: a cell's date depends on the program
        case "whole":
            return int(value)
        case _:
            return str(value)


def _write(cell: Any, content: Content, name: str, column: PlanColumn | None = None) -> None:
    cell.border = _LINE
    cell.alignment = Alignment(vertical="top")
    if isinstance(content, str):
        cell.alignment = Alignment("left", "top", wrap_text=True, indent=1)
        _write_text(cell, content, name)
    elif content is not None:
        cell.value = content
        cell.number_format = "#,##0" if isinstance(content, int) else "#,##0.00##"
        if column is not None and column.key.rpartition(".")[2] in _YEARS:
            cell.number_format = "0"  # a year has no thousands


def _write_text(cell: Any, text: str, name: str) -> None:
    """Write text as text, also where it begins like a formula or names an error."""
    where = f"{name}: {cell.parent.title}!{cell.coordinate}"
    written = escaped(text)
    if len(written) > LONGEST_TEXT:
        raise refuse(where, "", f"teksten har over {LONGEST_TEXT} tegn – en celle rommer ikke mer")
    try:
        kept = cleaned(text) == text
    except ValueError as error:
        raise refuse(where, "", str(error)) from None
    if not kept:
        raise refuse(where, "", "teksten har tegn som et regneark endrer – skriv den på nytt")
    cell.value = written
    cell.data_type = "s"


def _write_header(cell: Any, key: str, text: str) -> None:
    cell.value = key
    cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
    cell.fill = _HEAD
    cell.alignment = Alignment("left", "center", indent=1)
    cell.comment = _note(text)


def _note(text: str) -> Comment:
    return Comment(text, "ipr", height=90, width=320)


def _explained(sheet: PlanSheet, column: PlanColumn) -> str:
    return explanation(sheet.path, column.key, column.kind, column.choices)


def _offer(page: Worksheet, column: PlanColumn, cells: str) -> None:
    """Let the spreadsheet offer the words that a field allows."""
    if column.choices:
        words = ",".join(column.choices)
        offer = DataValidation("list", formula1=f'"{words}"', allow_blank=True)
        offer.add(cells)
        page.add_data_validation(offer)


def _width(cells: tuple[Any, ...]) -> float:
    """Return a width that shows the header and most of each text, which wraps."""
    header = len(str(cells[0].value)) + 3
    longest = max(
        (len(line) for cell in cells[1:] for line in str(cell.value or "").split("\n")), default=0
    )
    return max(header, 11, min(longest + 4, 48))


def _finish(page: Worksheet) -> None:
    """Set the height of each row by its longest text, and how the sheet prints."""
    letters = [get_column_letter(place) for place in range(1, page.max_column + 1)]
    for number, cells in enumerate(page.iter_rows(min_row=2), start=2):
        lines = max(
            lines_shown(str(cell.value or ""), WRAPS * page.column_dimensions[letter].width)
            for letter, cell in zip(letters, cells, strict=True)
        )
        page.row_dimensions[number].height = min(15 * lines + 3, 400)
    page.row_dimensions[1].height = 22
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.scale = 70
    page.print_title_rows = "1:1"


def _undated(name: str, part: bytes) -> bytes:
    """Return a part of the file without the moment it was saved."""
    return (
        _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", part) if name == "docProps/core.xml" else part
    )
