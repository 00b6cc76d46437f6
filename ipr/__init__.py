"""The IPR workbook: a council's plan, its scenarios, and the reports made of them.

These are the names notebooks use. `load_*` reads files; every other function is pure and returns
a value, or a block that shows itself in Jupyter and in the reports. Each name is loaded when it is
first asked for, so that a command which draws nothing does not wait for what draws.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "ipr.analysis.sweep_results": ("load_swept",),
    "ipr.budget.result": ("Result", "calculate", "load_result", "load_results"),
    "ipr.budget.reckon": ("Outcome", "evaluate"),
    "ipr.budget.explain": ("explain",),
    "ipr.reading.errors": ("InputError",),
    "ipr.plan.find": ("find_plan_folder",),
    "ipr.plan.load": ("load_plan",),
    "ipr.plan.model": ("Plan",),
    "ipr.present.balance": ("balancing_block",),
    "ipr.present.comparison": (
        "compared_inputs_table",
        "compared_lines_table",
        "comparison_cover",
        "reserves_chart",
        "verdicts_table",
    ),
    "ipr.present.decisions": ("alternatives_table", "timeline_table"),
    "ipr.present.explanation": ("explanation_tree", "register_table"),
    "ipr.present.notes": (
        "ambiguities_text",
        "break_even_table",
        "conditions_table",
        "cover",
        "plan_ambiguities",
        "plan_break_even_table",
        "plan_summary",
        "provisos",
        "short_version",
        "touched_conditions_table",
    ),
    "ipr.present.outlook": (
        "binding_table",
        "growth_table",
        "outlook_cover",
        "outlook_chart",
        "outlook_summary_table",
        "outlook_table",
        "recurrence_table",
        "years_ahead",
    ),
    "ipr.present.plan_tables": ("funding_table", "lasting_table", "lines_chart", "plan_table"),
    "ipr.present.sensitivity": (
        "pairs_table",
        "sensitivity_cover",
        "steps_table",
        "thresholds_table",
        "tornado_chart",
        "tornado_table",
    ),
    "ipr.present.sensitivity_events": ("combinations_block", "minimal_sets_table"),
    "ipr.present.sweeps": (
        "sweep_cover",
        "sweep_chart",
        "sweep_inputs_table",
        "sweep_quantiles_table",
        "sweep_sets_table",
        "sweep_tried_table",
    ),
    "ipr.present.tables": (
        "bridge_chart",
        "bridge_table",
        "budget_table",
        "changed_inputs_table",
        "changed_lines_table",
    ),
    "ipr.teach.lessons": ("hint", "lesson", "sjekk"),
    "ipr.teach.trials": ("try_cuts", "try_inputs"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = list(_HOME_OF)


def __getattr__(name: str) -> Any:
    """Return a public name from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'ipr' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    """Return the public names, so that a notebook can complete them."""
    return __all__
