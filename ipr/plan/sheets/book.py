"""Open XLSX files: what they may hold, and what is plainly one value in a cell.

The file's own XML is counted before a library opens it. Whatever a person could see otherwise than
a program reads it (a formula without a result, merged or hidden cells, errors, a number format that
shows another number) is a problem and never a value.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from typing import Any, NamedTuple
from xml.parsers import expat

from openpyxl import Workbook
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from ipr.reading.errors import InputError, Problem, refuse
from ipr.reading.files import unseen
from ipr.reading.norwegian import amount, visible

LARGEST_UNPACKED = 20_000_000  # bytes; a plan of a hundred lines is below a fiftieth of it
MOST_PARTS = 500
MOST_ELEMENTS = 150_000  # cells, styles, texts and all else; such a plan has some ten thousand
MOST_JOINED = 10_000  # cells in merged areas and in links' areas, which a library makes one by one
MOST_ROWS, MOST_COLUMNS = 5_000, 200

_NOT_OURS = {
    ".xlsm": "filen har makroer – lagre den som .xlsx",
    ".xlsb": "filen er i et binært format – lagre den som .xlsx",
    ".xls": "filen er i et eldre format – lagre den som .xlsx",
    ".ods": "filen er i et annet format – lagre den som .xlsx",
}
# A number format's pieces; whether a section of it shows the number as it is.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(;)|([^"\\_*\[;])', re.DOTALL)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
_SIGNS = re.compile(r"[-−–()\s]*")  # also where a format has them as text
_PLAIN = re.compile(r"[-−–()\s]*[#0?][#0?,\s]*(?:\.(?P<decimals>[#0?]*))?[-−–()\s]*")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_NUMBER = re.compile(r"[0-9%‰]")  # may not be mere text

Value = str | int | float | dt.datetime


class SheetCell(NamedTuple):
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


class _Reader(ExcelReader):
    """Reads a file's texts as they stand in it; the library's own takes out every `x005F_`."""

    def read_strings(self) -> None:
        package: Any = self.package
        if part := package.find(SHARED_STRINGS):
            tag: Any = f"{{{SHEET_MAIN_NS}}}si"
            read: Any = Text.from_tree
            with self.archive.open(part.PartName[1:]) as source:
                nodes = (node for _, node in iterparse(source) if node.tag == tag)
                self.shared_strings = [read(node).content for node in nodes]


def _opened(content: bytes, *, data_only: bool = False) -> Workbook:
    reader = _Reader(io.BytesIO(content), data_only=data_only, keep_links=False)
    reader.read()
    return reader.wb


def read_sheets(name: str, content: bytes) -> list[CellSheet]:
    """Return the sheets of a user's XLSX file that have content, with the problems of each.

    Raises `InputError` where the file is no workbook, has macros, or is larger than the limits.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _NOT_OURS:
        raise refuse(name, "", _NOT_OURS[suffix])
    try:
        with_formulas = _check_package(name, content)
        with warnings.catch_warnings(action="ignore"):  # of features that hold no plan data
            values = formulas = _opened(content)
            if with_formulas:
                values = _opened(content, data_only=True)
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file leads the libraries to raise whatever
        text = "filen kan ikke leses som et regneark – åpne den i et regneark og lagre den som "
        raise refuse(name, "", f"{text}.xlsx") from None
    if formulas.chartsheets:
        title = formulas.chartsheets[0].title
        raise refuse(name, "", f"arket «{title}» er et diagramark – slett det")
    sheets = [_sheet(name, one, values[one.title]) for one in formulas.worksheets]
    return [sheet for sheet in sheets if sheet.rows or sheet.problems]


def _check_package(name: str, content: bytes) -> bool:
    """Refuse a file with a password or macros, and one that would take more than the limits.

    Return whether it may have formulas. The sizes in the directory are checked before anything is
    unpacked; a part that is longer than its stated size fails when it is read.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        text = "filen er låst med passord eller i et eldre format – lagre som .xlsx"
        raise refuse(name, "", text)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            text = f"filen er for stor utpakket – største er {LARGEST_UNPACKED} byte i {MOST_PARTS}"
            raise refuse(name, "", f"{text} deler")
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise refuse(name, "", "filen har makroer – lagre den som .xlsx")
        return _check_elements(name, (package.read(part) for part in parts))


def _check_elements(name: str, parts: Iterator[bytes]) -> bool:
    left, joined, formulas = MOST_ELEMENTS, MOST_JOINED, False

    def begun(element: str, attributes: dict[str, str]) -> None:
        nonlocal left, joined, formulas
        left, element = left - 1, element.rpartition(":")[2]
        formulas = formulas or element == "f"
        if element in {"mergeCell", "hyperlink"}:
            area = attributes.get("ref", "")
            joined -= _size(area)
            if joined < 0:
                text = f"området {visible(area)} er for stort – del opp cellene og slett lenkene"
                raise refuse(name, "", text)
        if left < 0:
            text = f"filen er for stor – høyst {amount(MOST_ELEMENTS)} celler, formater og tekster"
            raise refuse(name, "", f"{text}; slett tomme rader, kolonner og ark")

    def typed(*_: object) -> None:  # could name other files, or grow without end
        raise refuse(name, "", "filen har en dokumenttype (DOCTYPE) – lagre den på nytt")

    for part in parts:
        if part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # a picture does not
            parser = expat.ParserCreate()
            parser.StartElementHandler, parser.StartDoctypeDeclHandler = begun, typed
            parser.Parse(part, True)  # noqa: FBT003 - expat has no name for it
    return formulas


def _size(area: str) -> int:
    """Return how many cells an area has; of what is no area, more than there may be."""
    try:
        left, top, right, bottom = (int(side or "") for side in range_boundaries(area))
    except (TypeError, ValueError):  # whole rows and columns have no first or last
        return MOST_JOINED + 1
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _sheet(name: str, formulas: Worksheet, results: Worksheet) -> CellSheet:
    where = f"{name}: {formulas.title}"
    found = CellSheet(unicodedata.normalize("NFC", formulas.title), where, {})
    if formulas.max_row > MOST_ROWS or formulas.max_column > MOST_COLUMNS:
        corner = f"{get_column_letter(formulas.max_column)}{formulas.max_row}"
        text = f"arket går til {corner} – høyst {MOST_ROWS} rader og {MOST_COLUMNS} kolonner"
        found.problems.append(Problem(where, "", f"{text}; slett tomme rader og kolonner"))
        return found
    for cell in (cell for row in formulas.iter_rows() for cell in row):
        if cell.value in (None, ""):
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
        value = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)
        value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        if fault := unseen(value):
            raise ValueError(f"{fault} – slett det")
        return value
    if isinstance(value, int | float | dt.datetime):
        return value
    raise ValueError("cellen kan ikke leses – skriv verdien som tall eller tekst")


def _hidden(where: str, sheet: Worksheet, rows: dict[int, CellRow]) -> Iterator[Problem]:
    """Yield a problem for the sheet, and for each row and column, that has content but no face."""
    if sheet.sheet_state != "visible":
        yield Problem(where, "", "arket er skjult og har innhold – vis det eller slett det")
    for number in rows:
        row = sheet.row_dimensions[number]
        unset = row.ht is None and sheet.sheet_format.zeroHeight
        if row.hidden or row.ht == 0 or unset:
            text = f"rad {number} er skjult og har innhold – vis den eller slett den"
            yield Problem(f"{where}!{number}", "", text)
    used = {column for row in rows.values() for column in row}
    runs = [run for run in sheet.column_dimensions.values() if run.hidden or run.width == 0]
    for column in sorted(used):
        # one entry may stand for a whole run of columns
        if any((run.min or 1) <= column <= (run.max or 1) for run in runs):
            letter = get_column_letter(column)
            text = f"kolonne {letter} er skjult og har innhold – vis den eller slett den"
            yield Problem(f"{where}!{letter}", "", text)


def format_fault(number: float, number_format: str) -> str | None:
    """Return, in Norwegian, why a format shows another number than the cell holds; else None."""
    sections = _sections(number_format)
    place = 1 if number < 0 else 2 if number == 0 else 0
    place = place if place < len(sections) else 0
    digits, texts = sections[place]
    if "%" in digits:
        return "cellen er formatert som prosent – velg tallformat og skriv tallet på nytt"
    if _SCALED.search(digits):
        return "cellen viser tallet i tusener – velg et vanlig tallformat"
    if _NUMBER.search(texts) or not _shows(number, digits, place):
        return "cellens format viser et annet tall enn det den har – velg et vanlig tallformat"
    found = _PLAIN.fullmatch(digits)
    exact = Decimal(repr(number))
    if found and round(exact, len(found["decimals"] or "")) != exact:
        return "cellen viser færre desimaler enn den har – vis alle, eller skriv tallet på nytt"
    return None


def _shows(number: float, digits: str, place: int) -> bool:
    """Whether a section shows the whole part of the number, and its sign."""
    if digits.strip().lower() in {"general", "standard", "@"}:
        return place != 1
    if number == 0:
        return "0" in digits or place == 2
    signed = re.search(r"[-−–(]", digits) is not None
    return _PLAIN.fullmatch(digits) is not None and signed == (place == 1)


def _sections(number_format: str) -> list[tuple[str, str]]:
    """Return what stands for digits and what is mere text, for each of a format's sections."""
    sections = [["", ""]]
    for quoted, escaped, bracket, end, plain in _PIECE.findall(number_format or "General"):
        if end:
            sections.append(["", ""])
        elif bracket.startswith("$"):
            sections[-1][1] += bracket[1:].partition("-")[0]  # a currency and its language
        elif bracket and not _COLOUR.fullmatch(bracket):
            sections[-1][0] += "[]"  # a condition: no plain format
        else:
            text = quoted + escaped
            sections[-1][0] += plain + (text if _SIGNS.fullmatch(text) else "")
            sections[-1][1] += text
    return [(digits, texts) for digits, texts in sections]
