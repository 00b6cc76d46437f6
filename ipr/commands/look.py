"""Commands that look and write nothing: welcome, check, list, show, explain, audit."""

from __future__ import annotations

import argparse
import json

from ipr.budget.calculate import Calculation, calculate
from ipr.budget.explain import explain
from ipr.budget.scenario import scenario_ids
from ipr.commands.told import asked_plan, columns
from ipr.present.balance import balancing_block
from ipr.present.explanation import explanation_text
from ipr.present.tables import budget_table, changes_text
from ipr.present.wording import answer, verdict, verdict_word
from ipr.publish.reports import calculate_all
from ipr.publish.style_file import load_style
from ipr.reading.norwegian import amount, count


def welcome(_: argparse.Namespace) -> bool:
    """Tell what one can do next."""
    print(
        "Arbeidsbok for handlings- og økonomiplaner. Du kan:\n"
        "  ipr list             se scenarioene og hva de gir\n"
        "  ipr show ID          se tallene i ett scenario\n"
        "  ipr explain ID TALL  se hvor et tall kommer fra\n"
        "  ipr compare ID ID    se scenarioer ved siden av hverandre\n"
        "  ipr new ID           lage et nytt scenario\n"
        "  ipr check            se etter feil i planen og scenarioene\n"
        "  ipr run              lage rapportene\n"
        "  ipr lab              åpne notatbøkene\n"
        "  ipr explore          prøve ut endringer i en tabell på skjermen\n"
        "«ipr --help» viser alle kommandoene."
    )
    return True


def check(asked: argparse.Namespace) -> bool:
    """Read the plan and every scenario, and tell all that is wrong."""
    folder, plan = asked_plan(asked)
    ids = scenario_ids(folder)
    calculate_all(plan, folder, ids)
    load_style(folder)
    found = count(len(ids), "scenario", "scenarioer")
    print(f"{folder.name}: planen og {found} er uten feil.")
    return True


def list_scenarios(asked: argparse.Namespace) -> bool:
    """Tell every scenario's reserve and verdict."""
    folder, plan = asked_plan(asked)
    found = calculate_all(plan, folder, scenario_ids(folder))
    rows = [
        (name, amount(one.outcome.reserve), verdict_word(one), one.resolved.scenario.title)
        for name, one in found.items()
    ]
    print(columns([("Scenario", plan.reserve_label, "Resultat", "Tittel"), *rows]))
    return True


def show(asked: argparse.Namespace) -> bool:
    """Tell one scenario's answer and its whole budget."""
    folder, plan = asked_plan(asked)
    found = calculate(plan, folder, asked.scenario)
    if asked.json:
        print(json.dumps(figures(found), ensure_ascii=False, indent=2))
        return True
    scenario = found.resolved.scenario
    print(f"{scenario.title}\n{scenario.question}\n\n{answer(found)} {verdict(found).text}.\n")
    print(changes_text(found), budget_table(found), balancing_block(found), sep="\n\n")
    return True


def figures(found: Calculation) -> dict[str, object]:
    """Return a scenario's figures in kroner; a line without amount is null."""
    outcome = found.outcome
    return {
        "scenario": found.resolved.scenario.id,
        "frame_nok": int(outcome.frame),
        "allocated_nok": int(outcome.allocated),
        "reserve_nok": int(outcome.reserve),
        "shortfall_nok": int(outcome.shortfall),
        "gross_activity_nok": int(outcome.gross_activity),
        "lines": {
            name: None if value is None else int(value) for name, value in outcome.lines.items()
        },
    }


def explain_figure(asked: argparse.Namespace) -> bool:
    """Tell where one figure of a scenario comes from, down to the plan's headings."""
    folder, plan = asked_plan(asked)
    print(explanation_text(explain(calculate(plan, folder, asked.scenario), asked.figure)))
    return True
