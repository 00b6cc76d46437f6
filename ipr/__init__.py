"""The IPR workbook: a council's plan, its scenarios, and the reports made of them.

These are the names notebooks use. `load_*` reads files; every other function is pure and returns
a value, or a block that shows itself in Jupyter and in the reports.
"""

from __future__ import annotations

from ipr.budget.calculate import (
    Calculation,
    calculate,
    load_calculation,
    load_calculations,
)
from ipr.budget.evaluate import Outcome, evaluate
from ipr.budget.explain import explain
from ipr.errors import InputError
from ipr.plan.find import find_plan_folder
from ipr.plan.load import load_plan
from ipr.plan.model import Plan
from ipr.present.balance import balancing_block
from ipr.present.comparison import (
    compared_inputs_table,
    compared_lines_table,
    comparison_cover,
    reserves_figure,
    verdicts_table,
)
from ipr.present.decisions import alternatives_table, timeline_table
from ipr.present.explanation import explanation_tree, register_table
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
from ipr.present.plan_tables import funding_table, lasting_table, plan_table
from ipr.present.tables import (
    bridge_table,
    budget_table,
    changed_inputs_table,
    changed_lines_table,
)
from ipr.teach.ask import hint, sjekk
from ipr.teach.trials import try_cuts, try_inputs

__all__ = [
    "Calculation",
    "InputError",
    "Outcome",
    "Plan",
    "alternatives_table",
    "ambiguities_text",
    "balancing_block",
    "break_even_table",
    "bridge_figure",
    "bridge_table",
    "budget_table",
    "calculate",
    "changed_inputs_table",
    "changed_lines_table",
    "compared_inputs_table",
    "compared_lines_table",
    "comparison_cover",
    "conditions_table",
    "cover",
    "evaluate",
    "explain",
    "explanation_tree",
    "find_plan_folder",
    "funding_table",
    "hint",
    "lasting_table",
    "lines_figure",
    "load_calculation",
    "load_calculations",
    "load_plan",
    "plan_ambiguities",
    "plan_break_even_table",
    "plan_summary",
    "plan_table",
    "provisos",
    "register_table",
    "reserves_figure",
    "short_version",
    "sjekk",
    "timeline_table",
    "touched_conditions_table",
    "try_cuts",
    "try_inputs",
    "verdicts_table",
]
