"""The sheet of the reckoning while it is written: its columns, and the cell of each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ipr.publish.sheets.inputs import InputSheet
from ipr.publish.sheets.paper import Cell, Formula, Place, Sheet, letters
from ipr.publish.sheets.view import NO_AMOUNT, View

SHEET = "Beregning"
WIDTHS = (46, 42, 22, 18, 13, 18, 22, *[15] * 8)
AMOUNT, RATE, PRICE, UNROUNDED, RESULT, HELPERS = 2, 3, 4, 5, 6, 7
EARMARKED, BALANCED = 3, 4
HELPER_HEADS = (
    "Første sats: teller",
    "Første sats: nevner",
    "Prisvekst: teller",
    "Prisvekst: nevner",
    "Etter første sats: hele",
    "Etter første sats: rest",
    "Etter prisvekst: hele",
    "Etter prisvekst: rest",
)
NO_RATES = "–"
BALANCING = {"cuts": "cut.", "asked": "asked."}


@dataclass(slots=True)
class Reckoning:
    """The sheet while it is written: the row being written, and the cell of each figure so far.

    `balanced` gives what the balancing rule took from a line or asked of a funder: `cut.<line>`,
    `asked.<funding>`. These are the program's values, not formulas.
    """

    sheet: Sheet
    view: View
    inputs: InputSheet
    balanced: Mapping[str, Cell]
    row: int = 0
    figures: dict[str, Place] = field(default_factory=dict)

    def put(self, column: int, cell: Cell, styles: str = "figure") -> Place:
        """Write one cell of the row being written."""
        return self.sheet.put(self.row, column, cell, styles)

    def figure(self, name: str, column: int, text: str, styles: str = "figure") -> None:
        """Write the formula of a figure, with the program's figure as its value for now."""
        value = self.view.figures[name]
        words = words_for(self.view, name) if value is None else value
        self.figures[name] = self.put(column, Formula(text, words), styles)

    def balance(self, name: str, column: int) -> Place | None:
        """Write what the balancing rule took or asked for, where it did; marked as a value."""
        if name not in self.balanced:
            return None
        self.figures[name] = self.put(column, self.balanced[name], "figure program")
        return self.figures[name]

    def heading(self, title: str, labels: Sequence[str]) -> None:
        """Write the title of a table and its column heads."""
        self.row += 1
        self.put(0, title, "section")
        self.row += 1
        for column, label in enumerate(labels):
            self.put(column, label, "head" if column < AMOUNT else "head number_head")
        self.row += 1


def words_for(view: View, name: str) -> str:
    """Return the plan's own words for a figure `lines.…` that has no amount yet."""
    _, line_id, *part = name.split(".")
    line = view.plan.line(line_id)
    named = [item for item in line.components if item.id in part]
    pending = [item for item in line.components if item.kind == "pending"]
    words = [item.shown_as for item in (named or pending) if item.kind == "pending"]
    return words[0] if words else NO_AMOUNT


def span(first: int, last: int, column: int) -> str:
    """Return the name of the cells of one column, from one row to another."""
    letter = letters(column)
    return f"${letter}${first + 1}:${letter}${last + 1}"
