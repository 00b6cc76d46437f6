"""The paper a spreadsheet is written on: cells, their formats, and how a sheet prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook, xmlwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ipr.plan.model import Plan
from ipr.present.charts import NEUTRAL, RULE
from ipr.publish.documents.document import Filing
from ipr.publish.style import Style
from ipr.reading.errors import refuse
from ipr.reading.files import lines_shown

FONT = "Arial"  # on every machine, or with a twin of the same widths
SIZE = 10
A4 = 9
LINE_HEIGHT = 12.75  # points, of a line of text
SMALL_SCALE = 60  # per cent
HEIGHTS = {"title": 26.0, "section": 20.0}
FITS = 1.15  # letters to one unit of a column's width
MAX_HEIGHT = 409.0  # of a row in a spreadsheet
HEADER_LENGTH = 60
TEXT_LENGTH = 32_767  # a cell holds no more
PIECE = 255  # signs, of a text in a formula
# The format reads `_x0041_` as an A. The library's own misses the second of two that share a line,
# and what is to be escaped can be told it in no other way than for every workbook of this process.
LIKE_AN_ESCAPE = xmlwriter.re_control_chars_1 = re.compile(r"(_(?=x[0-9a-fA-F]{4}_))")

NORWEGIAN = "[$-414]"  # its separators, in a program that speaks another language and heeds it
KRONER = f"{NORWEGIAN}#,##0"
CHANGE = f"{NORWEGIAN}+#,##0;{NORWEGIAN}-#,##0;0"
NUMBER = f"{NORWEGIAN}0.00##"
FACTOR = f'[=1]"–";{NORWEGIAN}0.0000##'

GRID = "#d5d9dd"
ACCENT = "accent"  # the style's own colour
INPUT_FILL = "#fff6d6"
PROGRAM_FILL = "#eef1f4"
HEAD_FILL = "#e3ecf5"
WARNING = "#b00020"

BASE: dict[str, Any] = {"font_name": FONT, "font_size": SIZE, "valign": "top"}
# XlsxWriter's own words; where several are named together, the last one wins.
STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "aside": {"text_wrap": True, "align": "left", "indent": 1},
    "words": {"text_wrap": True, "align": "right"},
    "plain": {},
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "section": {"bold": True, "font_size": 12, "font_color": ACCENT},
    "note": {"text_wrap": True, "font_color": NEUTRAL},
    "head": {"bold": True, "text_wrap": True, "bg_color": HEAD_FILL, "bottom": 1},
    "aside_head": {"align": "left", "indent": 1},
    "number_head": {"align": "right"},
    "group": {"bold": True, "valign": "vcenter", "top": 1, "top_color": RULE},
    "subtotal": {"bold": True, "valign": "vcenter", "top": 1, "bottom": 1},
    "total": {"bold": True, "valign": "vcenter", "top": 1, "bottom": 6},
    "bold": {"bold": True},
    "figure": {"num_format": KRONER, "align": "right"},
    "change": {"num_format": CHANGE, "align": "right"},
    "rate": {"num_format": NUMBER, "align": "right"},
    "factor": {"num_format": FACTOR, "align": "right"},
    "whole": {"num_format": "0", "align": "right"},
    "input": {"bg_color": INPUT_FILL, "border": 1, "border_color": RULE, "locked": False},
    "program": {"bg_color": PROGRAM_FILL},
    "pale": {"num_format": KRONER, "align": "right", "font_color": GRID},
    "link": {"font_color": ACCENT, "underline": 1},
    "marked": {"bold": True, "bg_color": "#f4c9a3"},
    "warning": {"bold": True, "font_color": WARNING},
    "literal": {"num_format": "@"},  # what is typed stays text
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, and the value it has when the file is made."""

    text: str
    value: int | float | str


Value = int | float | str | None
Cell = Formula | Value
At = Callable[[str], str]
"""The cell of a figure by its name, or a formula in its place; empty where there is none."""
Program = Callable[[str], Cell]
"""The program's figure by its name; a text where there is no amount."""


@dataclass(frozen=True, slots=True)
class Place:
    """One cell: its sheet, and row and column counted from 0."""

    sheet: str
    row: int
    column: int

    @property
    def here(self) -> str:
        """The cell's name within its own sheet: `$F$12`."""
        return str(xl_rowcol_to_cell(self.row, self.column, row_abs=True, col_abs=True))

    @property
    def anywhere(self) -> str:
        """The cell's name from any sheet: `Inndata!$F$12`."""
        return f"{self.sheet}!{self.here}"


class _PlainWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose formulas have only functions that every spreadsheet has.

    XlsxWriter looks for thirty newer ones in each formula, which takes 40 % of its time.
    """

    def _prepare_formula(self, formula: str, *_: object) -> str:
        return formula.removeprefix("=")


@contextmanager
def new_book(
    title: str, plan: Plan, filing: Filing, style: Style
) -> Iterator[tuple[Paper, BytesIO]]:
    """Yield the paper of a new workbook in memory, and its bytes, which are whole afterwards."""
    content = BytesIO()
    font = {"font_name": FONT, "font_size": SIZE}
    book = Workbook(content, {"in_memory": True, "default_format_properties": font})
    about = {"title": title, "author": plan.council.name, "created": filing.moment}
    book.set_properties(about | filing.properties)
    book.set_size(2400, 1600)
    yield Paper(book, style, title), content
    book.close()


@dataclass(frozen=True, slots=True)
class Paper:
    """A workbook being written; `book` is XlsxWriter's, `title` stands above every printed page."""

    book: Any
    style: Style
    title: str
    formats: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def look(self, styles: str) -> Any:
        """Return the format of these styles (words of `STYLES`); the last one named wins."""
        key = tuple(styles.split())
        if key not in self.formats:
            mixed = dict(BASE)
            for word in key:
                mixed |= STYLES[word]
            if mixed.get("font_color") == ACCENT:
                mixed["font_color"] = self.style.accent
            self.formats[key] = self.book.add_format(mixed)
        return self.formats[key]

    def sheet(
        self,
        name: str,
        widths: Sequence[float],
        *,
        wide: bool = False,
        small: bool = False,
        filled_in: bool = False,
    ) -> Sheet:
        """Add a sheet, protected without a password unless it is `filled_in`, to print on A4.

        It prints one page wide, as high as it needs; a `small` one at a fixed small scale.
        """
        sheet = self.book.add_worksheet(name, _PlainWorksheet)
        sheet.set_paper(A4)
        if wide:
            sheet.set_landscape()
        if small:
            sheet.set_print_scale(SMALL_SCALE)
        else:
            sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        sheet.set_header(f"&L&9{_header_text(self.title)}&R&9&A")
        sheet.set_footer("&R&9Side &P av &N")
        sheet.hide_gridlines(0 if filled_in else 2)
        if not filled_in:
            sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.look("plain"))
        return Sheet(self, sheet, name, tuple(widths))

    def name(self, places: Mapping[str, Place]) -> None:
        """Give cells names that formulas and the name box know them by."""
        for name, defined in defined_names(places).items():
            self.book.define_name(defined, f"={places[name].anywhere}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; `page` is XlsxWriter's."""

    paper: Paper
    page: Any
    name: str
    widths: tuple[float, ...]
    heights: dict[int, float] = field(default_factory=dict)

    def put(
        self, row: int, column: int, cell: Cell, styles: str = "text", last: int = 0, most: str = ""
    ) -> Place:
        """Write one cell, or one that goes on to the column `last`, in a row as high as it needs.

        A text stays a text, whatever it begins with; raises `InputError` for one that no cell can
        hold. `most` is the longest a formula may say.
        """
        look, last = self.paper.look(styles), max(column, last)
        shown = most or (cell.value if isinstance(cell, Formula) else cell)
        self._make_room(row, sum(self.widths[column : last + 1]), shown, styles.split())
        if last > column:
            self.page.merge_range(row, column, row, last, "", look)
        match cell:
            case None:
                self.page.write_blank(row, column, None, look)
            case Formula():
                value = cell.value
                if isinstance(value, str):
                    value = LIKE_AN_ESCAPE.sub(r"_x005F\1", value)
                self.page.write_formula(row, column, f"={cell.text}", look, value)
            case str():
                if len(cell) > TEXT_LENGTH:
                    text = f"teksten har over {TEXT_LENGTH} tegn – en celle rommer ikke mer"
                    raise refuse(f"{self.name}!{xl_rowcol_to_cell(row, column)}", "", text)
                if cell.startswith("<r>") and cell.endswith("</r>"):  # the library's own markup
                    self.page.write_rich_string(row, column, cell[:1], look, cell[1:], look)
                else:
                    self.page.write_string(row, column, cell, look)
            case _:
                self.page.write_number(row, column, cell, look)
        return self.place(row, column)

    def line(self, row: int, cells: Sequence[Cell], styles: str | Sequence[str] = "text") -> None:
        """Write cells side by side from the first column on, in one style or one style each."""
        each = [styles] * len(cells) if isinstance(styles, str) else styles
        for column, (cell, style) in enumerate(zip(cells, each, strict=True)):
            self.put(row, column, cell, style)

    def heads(self, row: int, labels: Sequence[str], styles: str | Sequence[str]) -> None:
        """Write the heads of the columns, which stay in view and on every printed page."""
        self.line(row, labels, styles)
        self.page.freeze_panes(row + 1, 1)
        self.page.repeat_rows(row)

    def mark(self, area: tuple[int, int, int, int], where: str, look: str = "marked") -> None:
        """Let cells look otherwise where a formula, written for the first of them, is true."""
        rule = {"type": "formula", "criteria": f"={where}", "format": self.paper.look(look)}
        self.page.conditional_format(*area, rule)

    def _make_room(self, row: int, width: float, shown: Value, styles: Sequence[str]) -> None:
        """Make the row high enough, for programs that do not do so when they open the file."""
        lines = 1
        if isinstance(shown, str) and any("text_wrap" in STYLES[style] for style in styles):
            lines = lines_shown(shown, width * FITS - 1)
        height = max(lines * LINE_HEIGHT + 3, *(HEIGHTS.get(style, 0.0) for style in styles), 0.0)
        if height > self.heights.get(row, 0.0):
            self.heights[row] = height
            self.page.set_row(row, min(height, MAX_HEIGHT))

    def place(self, row: int, column: int) -> Place:
        """Return a cell of this sheet."""
        return Place(self.name, row, column)


def quoted(text: str) -> str:
    """Return a text as it stands in a formula, which takes no more than 255 signs at a time."""
    pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
    return "&".join('"{}"'.format(piece.replace('"', '""')) for piece in pieces)


def defined_names(names: Iterable[str]) -> dict[str, str]:
    """Return the name each cell gets in a spreadsheet, where `-` is no letter and case is none."""
    found: dict[str, str] = {}
    for name in names:
        plain = wanted = re.sub(r"[^a-z0-9_.]", "_", name)
        number = 1
        while wanted in found.values():
            number += 1
            wanted = f"{plain}_{number}"
        found[name] = wanted
    return found


def _header_text(text: str) -> str:
    """Return a text as a page header can hold it: short, and & is no command."""
    short = text if len(text) <= HEADER_LENGTH else f"{text[: HEADER_LENGTH - 1]}…"
    # A digit first would be read as a part of the font size.
    return (" " if short[:1].isdigit() else "") + short.replace("&", "&&")
