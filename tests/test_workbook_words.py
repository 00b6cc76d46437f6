"""What a spreadsheet says of how it is read is true of the plan in it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from ipr.budget.result import Result, plan_result
from ipr.plan.model import Plan
from ipr.publish.sheets.book import write_scenarios_workbook, write_workbook
from tests.plans import PLAN, SECOND_PLAN

pytestmark = pytest.mark.slow  # whole workbooks are written


def without_pending(plan: Plan) -> Plan:
    """The plan less what has no amount yet, and less what is said of that."""
    lines = tuple(
        line.model_copy(
            update={"components": tuple(p for p in line.components if p.kind != "pending")}
        )
        for line in plan.lines
        if line.total_nok is not None
    )
    return plan.model_copy(update={"lines": lines, "conditions": (), "ambiguities": ()})


def told(result: Result) -> list[str]:
    """All that stands on the sheet that says how each workbook is read."""
    books = (write_workbook(result), write_scenarios_workbook([result]))
    sheets = (openpyxl.load_workbook(BytesIO(book))["Les meg"] for book in books)
    return ["\n".join(str(cell.value) for row in sheet for cell in row) for sheet in sheets]


def test_what_awaits_an_amount_is_shown_in_this_plans_words() -> None:
    """The example is the plan's own; a plan in which all have amounts has none."""
    for plan, words in ((PLAN, "«Avventer forprosjekt»"), (SECOND_PLAN, "«Avventer utredning»")):
        for text in told(plan_result(plan)):
            assert f"for eksempel {words}" in text
    for text in told(plan_result(without_pending(PLAN))):
        assert "uten beløp" not in text
        assert "Avventer" not in text
