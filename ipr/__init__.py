"""The IPR workbook: a council's plan, its scenarios, and the reports made of them.

These are the names notebooks use. `load_*` reads files; every other function is pure and returns
a value, or a block that shows itself in Jupyter and in the reports.
"""

from __future__ import annotations

from ipr.budget.calculate import Calculation, calculate, load_calculation
from ipr.budget.evaluate import Outcome, evaluate
from ipr.errors import InputError
from ipr.plan.find import find_plan_folder
from ipr.plan.load import load_plan
from ipr.plan.model import Plan
from ipr.present.figures import bridge_figure, lines_figure
from ipr.present.notes import (
    ambiguities_text,
    break_even_table,
    conditions_table,
    cover,
    plan_ambiguities,
    plan_break_even_table,
    plan_summary,
    provisos,
    short_version,
    touched_conditions_table,
)
from ipr.present.tables import (
    bridge_table,
    budget_table,
    changed_inputs_table,
    changed_lines_table,
    funding_table,
    lasting_table,
    plan_table,
)

__all__ = [
    "Calculation",
    "InputError",
    "Outcome",
    "Plan",
    "ambiguities_text",
    "break_even_table",
    "bridge_figure",
    "bridge_table",
    "budget_table",
    "calculate",
    "changed_inputs_table",
    "changed_lines_table",
    "conditions_table",
    "cover",
    "evaluate",
    "find_plan_folder",
    "funding_table",
    "lasting_table",
    "lines_figure",
    "load_calculation",
    "load_plan",
    "plan_ambiguities",
    "plan_break_even_table",
    "plan_summary",
    "plan_table",
    "provisos",
    "short_version",
    "touched_conditions_table",
]
