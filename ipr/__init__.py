"""The IPR workbook: a council's plan, its scenarios, and the reports made of them.

These are the names notebooks use. `load*` reads files; every other function is pure and returns
a value, or a block that shows itself in Jupyter and in the reports. Each name is loaded when it is
first asked for, so that a command which draws nothing does not wait for what draws; an editor reads
the imports below, and a test holds the two lists equal.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipr.analysis.swept import load_swept as load_swept
    from ipr.budget.explain import explain as explain
    from ipr.budget.reckon import Outcome as Outcome
    from ipr.budget.result import Result as Result
    from ipr.budget.rules import AskFunders as AskFunders
    from ipr.budget.rules import LeaveOpen as LeaveOpen
    from ipr.budget.rules import ProRata as ProRata
    from ipr.budget.rules import Ranked as Ranked
    from ipr.doors.build import combine as combine
    from ipr.doors.build import evaluate as evaluate
    from ipr.doors.build import scenario as scenario
    from ipr.doors.folder import load_plan as load_plan
    from ipr.doors.scenarios import load as load
    from ipr.doors.scenarios import load_result as load_result
    from ipr.doors.scenarios import load_results as load_results
    from ipr.plan.inputs import inputs_of as inputs_of
    from ipr.plan.load import find_plan_folder as find_plan_folder
    from ipr.plan.model import Plan as Plan
    from ipr.present.analyses.outlook import binding_table as binding_table
    from ipr.present.analyses.outlook import growth_table as growth_table
    from ipr.present.analyses.outlook import outlook_chart as outlook_chart
    from ipr.present.analyses.outlook import outlook_cover as outlook_cover
    from ipr.present.analyses.outlook import outlook_summary_table as outlook_summary_table
    from ipr.present.analyses.outlook import outlook_table as outlook_table
    from ipr.present.analyses.outlook import recurrence_table as recurrence_table
    from ipr.present.analyses.outlook import years_ahead as years_ahead
    from ipr.present.analyses.sensitivity import pairs_table as pairs_table
    from ipr.present.analyses.sensitivity import sensitivity_cover as sensitivity_cover
    from ipr.present.analyses.sensitivity import steps_table as steps_table
    from ipr.present.analyses.sensitivity import thresholds_table as thresholds_table
    from ipr.present.analyses.sensitivity import tornado_chart as tornado_chart
    from ipr.present.analyses.sensitivity import tornado_table as tornado_table
    from ipr.present.analyses.sensitivity_events import combinations_block as combinations_block
    from ipr.present.analyses.sensitivity_events import minimal_sets_table as minimal_sets_table
    from ipr.present.analyses.sweeps import sweep_chart as sweep_chart
    from ipr.present.analyses.sweeps import sweep_cover as sweep_cover
    from ipr.present.analyses.sweeps import sweep_inputs_table as sweep_inputs_table
    from ipr.present.analyses.sweeps import sweep_quantiles_table as sweep_quantiles_table
    from ipr.present.analyses.sweeps import sweep_sets_table as sweep_sets_table
    from ipr.present.analyses.sweeps import sweep_tried_table as sweep_tried_table
    from ipr.present.answers import cover as cover
    from ipr.present.comparison import compared_inputs_table as compared_inputs_table
    from ipr.present.comparison import compared_lines_table as compared_lines_table
    from ipr.present.comparison import compared_reasons_table as compared_reasons_table
    from ipr.present.comparison import comparison_cover as comparison_cover
    from ipr.present.comparison import reserves_chart as reserves_chart
    from ipr.present.comparison import verdicts_table as verdicts_table
    from ipr.present.own import chart as chart
    from ipr.present.own import table as table
    from ipr.present.plan import conditions_table as conditions_table
    from ipr.present.plan import funding_table as funding_table
    from ipr.present.plan import lasting_table as lasting_table
    from ipr.present.plan import lines_chart as lines_chart
    from ipr.present.plan import milestones_table as milestones_table
    from ipr.present.plan import people_table as people_table
    from ipr.present.plan import plan_ambiguities as plan_ambiguities
    from ipr.present.plan import plan_summary as plan_summary
    from ipr.present.plan import plan_table as plan_table
    from ipr.present.plan import strategic_cases as strategic_cases
    from ipr.present.scenario.budget import bridge_chart as bridge_chart
    from ipr.present.scenario.budget import bridge_table as bridge_table
    from ipr.present.scenario.budget import budget_block as budget_block
    from ipr.present.scenario.budget import budget_table as budget_table
    from ipr.present.scenario.budget import changed_lines_block as changed_lines_block
    from ipr.present.scenario.budget import later_years_block as later_years_block
    from ipr.present.scenario.decisions import balancing_block as balancing_block
    from ipr.present.scenario.decisions import open_points_block as open_points_block
    from ipr.present.scenario.decisions import spared_block as spared_block
    from ipr.present.scenario.decisions import timeline_block as timeline_block
    from ipr.present.scenario.grounds import assumptions_block as assumptions_block
    from ipr.present.scenario.grounds import explanation_tree as explanation_tree
    from ipr.present.scenario.grounds import provisos_block as provisos_block
    from ipr.present.scenario.grounds import register_block as register_block
    from ipr.present.scenario.grounds import register_table as register_table
    from ipr.present.scenario.to_decide import plan_tolerance_table as plan_tolerance_table
    from ipr.present.scenario.to_decide import to_decide as to_decide
    from ipr.present.scenario.to_decide import tolerance_block as tolerance_block
    from ipr.reading.errors import InputError as InputError
    from ipr.reading.norwegian import amount as amount
    from ipr.teach.lessons import hint as hint
    from ipr.teach.lessons import lesson as lesson
    from ipr.teach.lessons import sjekk as sjekk
    from ipr.teach.proposal import proposal_block as proposal_block
    from ipr.teach.proposal import propose as propose
    from ipr.teach.proposal import save_proposal as save_proposal
    from ipr.teach.trials import try_inputs as try_inputs

_HOME_OF = {
    "load_swept": "ipr.analysis.swept",
    "combine": "ipr.doors.build",
    "evaluate": "ipr.doors.build",
    "scenario": "ipr.doors.build",
    "explain": "ipr.budget.explain",
    "load_plan": "ipr.doors.folder",
    "Outcome": "ipr.budget.reckon",
    "Result": "ipr.budget.result",
    "load": "ipr.doors.scenarios",
    "load_result": "ipr.doors.scenarios",
    "load_results": "ipr.doors.scenarios",
    "AskFunders": "ipr.budget.rules",
    "LeaveOpen": "ipr.budget.rules",
    "ProRata": "ipr.budget.rules",
    "Ranked": "ipr.budget.rules",
    "find_plan_folder": "ipr.plan.load",
    "inputs_of": "ipr.plan.inputs",
    "Plan": "ipr.plan.model",
    "compared_inputs_table": "ipr.present.comparison",
    "compared_lines_table": "ipr.present.comparison",
    "compared_reasons_table": "ipr.present.comparison",
    "comparison_cover": "ipr.present.comparison",
    "reserves_chart": "ipr.present.comparison",
    "verdicts_table": "ipr.present.comparison",
    "binding_table": "ipr.present.analyses.outlook",
    "growth_table": "ipr.present.analyses.outlook",
    "outlook_chart": "ipr.present.analyses.outlook",
    "outlook_cover": "ipr.present.analyses.outlook",
    "outlook_summary_table": "ipr.present.analyses.outlook",
    "outlook_table": "ipr.present.analyses.outlook",
    "recurrence_table": "ipr.present.analyses.outlook",
    "years_ahead": "ipr.present.analyses.outlook",
    "chart": "ipr.present.own",
    "table": "ipr.present.own",
    "conditions_table": "ipr.present.plan",
    "plan_ambiguities": "ipr.present.plan",
    "plan_summary": "ipr.present.plan",
    "strategic_cases": "ipr.present.plan",
    "people_table": "ipr.present.plan",
    "milestones_table": "ipr.present.plan",
    "assumptions_block": "ipr.present.scenario.grounds",
    "balancing_block": "ipr.present.scenario.decisions",
    "spared_block": "ipr.present.scenario.decisions",
    "cover": "ipr.present.answers",
    "timeline_block": "ipr.present.scenario.decisions",
    "explanation_tree": "ipr.present.scenario.grounds",
    "register_block": "ipr.present.scenario.grounds",
    "register_table": "ipr.present.scenario.grounds",
    "later_years_block": "ipr.present.scenario.budget",
    "open_points_block": "ipr.present.scenario.decisions",
    "provisos_block": "ipr.present.scenario.grounds",
    "bridge_chart": "ipr.present.scenario.budget",
    "bridge_table": "ipr.present.scenario.budget",
    "budget_block": "ipr.present.scenario.budget",
    "budget_table": "ipr.present.scenario.budget",
    "changed_lines_block": "ipr.present.scenario.budget",
    "to_decide": "ipr.present.scenario.to_decide",
    "plan_tolerance_table": "ipr.present.scenario.to_decide",
    "tolerance_block": "ipr.present.scenario.to_decide",
    "funding_table": "ipr.present.plan",
    "lasting_table": "ipr.present.plan",
    "lines_chart": "ipr.present.plan",
    "plan_table": "ipr.present.plan",
    "pairs_table": "ipr.present.analyses.sensitivity",
    "sensitivity_cover": "ipr.present.analyses.sensitivity",
    "steps_table": "ipr.present.analyses.sensitivity",
    "thresholds_table": "ipr.present.analyses.sensitivity",
    "tornado_chart": "ipr.present.analyses.sensitivity",
    "tornado_table": "ipr.present.analyses.sensitivity",
    "combinations_block": "ipr.present.analyses.sensitivity_events",
    "minimal_sets_table": "ipr.present.analyses.sensitivity_events",
    "sweep_chart": "ipr.present.analyses.sweeps",
    "sweep_cover": "ipr.present.analyses.sweeps",
    "sweep_inputs_table": "ipr.present.analyses.sweeps",
    "sweep_quantiles_table": "ipr.present.analyses.sweeps",
    "sweep_sets_table": "ipr.present.analyses.sweeps",
    "sweep_tried_table": "ipr.present.analyses.sweeps",
    "InputError": "ipr.reading.errors",
    "amount": "ipr.reading.norwegian",
    "hint": "ipr.teach.lessons",
    "lesson": "ipr.teach.lessons",
    "sjekk": "ipr.teach.lessons",
    "proposal_block": "ipr.teach.proposal",
    "propose": "ipr.teach.proposal",
    "save_proposal": "ipr.teach.proposal",
    "try_inputs": "ipr.teach.trials",
}

__all__ = list(_HOME_OF)


def __getattr__(name: str) -> Any:
    """Return a public name from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'ipr' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    """Return the public names, so that a notebook can complete them."""
    return __all__
