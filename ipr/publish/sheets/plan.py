"""The plan as a workbook that can be filled in and loaded again, as `ipr.plan.sheets` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ipr.plan.model import Plan
from ipr.plan.sheets.columns import KEY, VALUE, PlanColumn, PlanSheet, explanation, plan_sheets
from ipr.publish.documents.document import NOT_FILED
from ipr.publish.sheets.paper import Paper, Sheet, Value, new_book
from ipr.publish.style import OURS
from ipr.reading.errors import InputError
from ipr.reading.files import repacked, write_bytes
from ipr.reading.norwegian import E4

SPARE_ROWS = 100  # rows below the last that also offer the allowed words
NOTE = {"author": "ipr", "width": 320, "height": 90}  # pixels
Keyed = dict[str, Any]  # a record by the keys of its file
YEARS = {"year", "until"}  # have no thousands


def write_plan_workbook(plan: Plan, path: Path) -> None:
    """Write the plan as an XLSX file, one sheet per list, whole or not at all.

    The file is the same for the same plan. Raises `InputError` for a text that no cell can hold.
    """
    tree = plan.model_dump(by_alias=True)
    try:
        with new_book(plan.title, plan, NOT_FILED, OURS) as (paper, content):
            for about in plan_sheets():
                (_write_list if about.path else _write_keys)(paper, about, tree)
    except InputError as error:
        told = (one._replace(where=f"{path.name}: {one.where}") for one in error.problems)
        raise InputError(told) from None
    write_bytes(path, repacked(content.getvalue()))


def _write_keys(paper: Paper, about: PlanSheet, tree: Keyed) -> None:
    """Write what is no list, one row for each key."""
    sheet = paper.sheet(about.title, (26, 80), wide=True, filled_in=True)
    sheet.heads(0, [KEY, VALUE], "head")
    for place, said in enumerate(("Feltets navn, som i plan.yaml.", "Verdien.")):
        sheet.page.write_comment(0, place, said, NOTE)
    for row, column in enumerate(about.columns, start=1):
        sheet.put(row, 0, column.key)
        sheet.put(row, 1, _content(tree, column), f"{_look(column)} aside")
        _explain(sheet, column, (row, 0), (row, 1, row, 1))


def _write_list(paper: Paper, about: PlanSheet, tree: Keyed) -> None:
    """Write a list, one row for each record; an empty list has its headers."""
    columns, rows = list(about.columns), list(_rows(tree, about))
    if owner := about.parent:
        said = explanation(about.path, owner)
        columns.insert(0, PlanColumn(owner, "text", required=True, choices=(), said=said))
    heads, looks = [column.key for column in columns], list(map(_look, columns))
    widths = [_width(*cells) for cells in zip(heads, *rows, strict=True)]
    sheet = paper.sheet(about.title, widths, wide=True, small=True, filled_in=True)
    sheet.heads(0, heads, ["head" if look == "text" else "head number_head" for look in looks])
    sheet.page.freeze_panes(1, 2 if owner else 1)
    sheet.page.repeat_columns(0, 1 if owner else 0)
    for row, cells in enumerate(rows, start=1):
        sheet.line(row, cells, looks)
    for place, column in enumerate(columns):
        _explain(sheet, column, (0, place), (1, place, len(rows) + SPARE_ROWS, place))


def _rows(tree: Keyed, about: PlanSheet) -> Iterator[list[Value]]:
    """Yield the cells of each record of a list; first, where there is one, the id of its owner."""
    for record in tree[about.path[0]]:
        if about.parent:
            for inner in record[about.path[1]]:
                yield [record["id"], *(_content(inner, column) for column in about.columns)]
        else:
            yield [_content(record, column) for column in about.columns]


def _content(record: Keyed, column: PlanColumn) -> Value:
    """Return what a record's cell holds; None where the record has no such value."""
    value: Any = record
    for key in column.key.split("."):
        value = value and value.get(key)
    if value is None:
        return None
    match column.kind:
        case "texts":
            lines = (text.replace("\\", "\\\\").replace("\n", "\\n") for text in value)
            return "\n".join(lines) or None
        case "decimal":
            return int(value) / E4
        case "whole":
            return int(value)
        case _:
            return str(value)  # a date too: a cell's date depends on the program


def _look(column: PlanColumn) -> str:
    """Return the style of a column's cells."""
    if column.key.rpartition(".")[2] in YEARS:
        return "whole"
    return {"whole": "figure", "decimal": "rate"}.get(column.kind, "text")


def _explain(
    sheet: Sheet, column: PlanColumn, at: tuple[int, int], cells: tuple[int, int, int, int]
) -> None:
    """Tell at a cell what its column is, and let the spreadsheet offer the words it allows."""
    sheet.page.write_comment(*at, column.said, NOTE)
    if column.choices:
        offer = {"validate": "list", "source": list(column.choices), "show_error": False}
        sheet.page.data_validation(*cells, offer)


def _width(head: str, *cells: Value) -> float:
    """Return a width that shows the header and most of each text, which wraps."""
    lines = [line for cell in cells for line in str(cell or "").split("\n")]
    longest = max(map(len, lines), default=0)
    return max(len(head) + 3, 11, min(longest + 4, 48))
