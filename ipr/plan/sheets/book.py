"""Open and save XLSX files: the only module of the plan's workbook that knows the format.

What it reads is plain cells; whatever a person could see otherwise than a program reads it (a
formula without a result, merged or hidden cells, errors) is a problem and never a value.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ipr.plan.sheets.limits import check_package, unreadable
from ipr.reading.errors import Problem, refuse
from ipr.reading.files import unseen
from ipr.reading.norwegian import visible

MOST_ROWS = 5_000
MOST_COLUMNS = 200

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_OURS = {
    ".xlsm": "filen har makroer – lagre den som .xlsx",
    ".xlsb": "filen er i et binært format – lagre den som .xlsx",
    ".xls": "filen er i et eldre format – lagre den som .xlsx",
    ".ods": "filen er i et annet format – lagre den som .xlsx",
}

Value = str | int | float | dt.datetime


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell with content. `value` is None where a problem has been noted about it already."""

    where: str
    value: Value | None
    number_format: str = "General"


CellRow = dict[int, SheetCell]
"""The cells of a row by the number of their column."""


@dataclass(frozen=True, slots=True)
class CellSheet:
    """A sheet as it is read: its cells by row and column, both counted from 1."""

    title: str
    where: str
    rows: dict[int, CellRow]
    problems: list[Problem] = field(default_factory=list)

    def below_header(self) -> list[tuple[int, CellRow]]:
        """Return the rows below the first, in order, with their numbers; empty ones are skipped."""
        return [(number, row) for number, row in sorted(self.rows.items()) if number > 1]


def read_sheets(name: str, content: bytes) -> list[CellSheet]:
    """Return the sheets of a user's XLSX file that have content, with the problems of each.

    Raises `InputError` where the file is no workbook, has macros, or is larger than the limits.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _NOT_OURS:
        raise refuse(name, "", _NOT_OURS[suffix])
    check_package(name, content)
    formulas, values = (_open(name, content, results=results) for results in (False, True))
    if formulas.chartsheets:
        title = formulas.chartsheets[0].title
        raise refuse(name, "", f"arket «{title}» er et diagramark – slett det")
    sheets = [_sheet(name, one, values[one.title]) for one in formulas.worksheets]
    return [sheet for sheet in sheets if sheet.rows or sheet.problems]


def escaped(text: str) -> str:
    """Return a text as an XLSX file writes it, where `_x0041_` would be read as one character."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def cleaned(text: str) -> str:
    """Return a text in NFC with LF line breaks; raise `ValueError` for unseen characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if fault := unseen(text):
        raise ValueError(f"{fault} – slett det")
    return text


def _open(name: str, content: bytes, *, results: bool) -> Any:
    """Return the workbook with its formulas, or with the results stored for them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that hold no plan data
            return load_workbook(io.BytesIO(content), data_only=results, keep_links=False)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged file leads it to
        raise unreadable(name) from None


def _sheet(name: str, formulas: Worksheet, results: Worksheet) -> CellSheet:
    where = f"{name}: {formulas.title}"
    found = CellSheet(unicodedata.normalize("NFC", formulas.title), where, {})
    if formulas.max_row > MOST_ROWS or formulas.max_column > MOST_COLUMNS:
        corner = f"{get_column_letter(formulas.max_column)}{formulas.max_row}"
        text = f"arket går til {corner} – høyst {MOST_ROWS} rader og {MOST_COLUMNS} kolonner"
        found.problems.append(Problem(where, "", f"{text}; slett tomme rader og kolonner"))
        return found
    for row in formulas.iter_rows():
        for cell in row:
            if cell.value is None or cell.value == "":
                continue
            place = f"{where}!{cell.coordinate}"
            try:
                value = _value(cell, results.cell(cell.row, cell.column))
            except ValueError as error:
                value = None
                found.problems.append(Problem(place, "", str(error)))
            read = SheetCell(place, value, cell.number_format)
            found.rows.setdefault(cell.row, {})[cell.column] = read
    found.problems.extend(
        Problem(f"{where}!{area.coord}", "", "cellene er slått sammen – del dem opp")
        for area in formulas.merged_cells.ranges
    )
    if found.rows:
        found.problems.extend(_hidden(where, formulas, found.rows))
    return found


def _value(cell: Any, result: Any) -> Value:
    """Return what a cell holds; raise `ValueError` where that is not plainly one thing."""
    if cell.data_type == "f":
        if result.value is None or result.value == "":
            raise ValueError(
                "formelen har ikke noe lagret resultat – åpne og lagre filen i et regneark, "
                "eller skriv verdien"
            )
        cell = result
    value = cell.value
    if cell.data_type == "e":
        raise ValueError(f"cellen viser feilen {visible(str(value))} – rett formelen")
    if isinstance(value, bool):
        shown = "SANN" if value else "USANN"
        raise ValueError(f"cellen er sannhetsverdien {shown} – skriv verdien som tekst")
    if isinstance(value, dt.timedelta | dt.time):
        raise ValueError("cellen er et klokkeslett – formater den som tall eller tekst")
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    if isinstance(value, str):
        return cleaned(_ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), value))
    if isinstance(value, int | float | dt.datetime):
        return value
    raise ValueError("cellen kan ikke leses – skriv verdien som tall eller tekst")


def _hidden(where: str, sheet: Worksheet, rows: dict[int, CellRow]) -> Iterator[Problem]:
    """Return a problem for the sheet, and for each row and column, that has content but no face."""
    if sheet.sheet_state != "visible":
        yield Problem(where, "", "arket er skjult og har innhold – vis det eller slett det")
    for number in rows:
        row = sheet.row_dimensions[number]
        unset = row.ht is None and sheet.sheet_format.zeroHeight
        if row.hidden or row.ht == 0 or unset:
            text = f"rad {number} er skjult og har innhold – vis den eller slett den"
            yield Problem(f"{where}!{number}", "", text)
    used = {column for row in rows.values() for column in row}
    for column in sorted(used & set(_hidden_columns(sheet))):
        letter = get_column_letter(column)
        text = f"kolonne {letter} er skjult og har innhold – vis den eller slett den"
        yield Problem(f"{where}!{letter}", "", text)


def _hidden_columns(sheet: Worksheet) -> Iterable[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden or column.width == 0:
            # one entry may stand for a whole run of columns
            yield from range(column.min or 1, min(column.max or 1, MOST_COLUMNS) + 1)
