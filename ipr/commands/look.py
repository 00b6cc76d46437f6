"""The commands that show in the terminal what there is: scenarios, figures, and what may change."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ipr.analysis.explain import explain
from ipr.budget.result import Result
from ipr.commands.told import asked_folder, is_about, scenario_argument, tell_misnamed
from ipr.doors.scenarios import scenario_result, scenario_results
from ipr.plan.inputs import inputs_of, told_apart
from ipr.plan.model import Plan
from ipr.present.answers import answer, verdict, verdict_word
from ipr.present.scenario.balancing import balancing_block
from ipr.present.scenario.budget import budget_table
from ipr.present.scenario.grounds import changes_text, explanation_tree
from ipr.present.wording import value_text
from ipr.reading.errors import nearest, refuse
from ipr.reading.norwegian import amount, visible


def do_list(asked: argparse.Namespace) -> bool:
    """Tell every scenario's reserve and verdict."""
    folder = asked_folder(asked)
    found = scenario_results(folder, folder.scenario_ids)
    print(scenario_list(folder.plan, found, "Tittel", lambda one: one.scenario.title))
    return True


def scenario_list(
    plan: Plan, found: Mapping[str, Result], head: str, last: Callable[[Result], str]
) -> str:
    """Return each scenario's id, reserve, verdict and this about it, in aligned columns."""
    rows = [("Scenario", plan.reserve_label, "Resultat", head)]
    for name, one in found.items():
        rows.append((name, amount(one.reserve), verdict_word(one), last(one)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:{widths[0]}}  {left:>{widths[1]}}  {state:{widths[2]}}  {told}"
        for name, left, state, told in rows
    )


def show_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenario, and the choice of figures alone."""
    scenario_argument(parser, "scenarioets id, eller flere: a+b")
    parser.add_argument("--json", action="store_true", help="skriv tallene som JSON")


def do_show(asked: argparse.Namespace) -> bool:
    """Tell one scenario's answer and its whole budget."""
    folder = asked_folder(asked)
    found = scenario_result(folder, asked.scenario)
    tell_misnamed(folder)
    if asked.json:
        print(json.dumps(figures(found), ensure_ascii=False, indent=2))
        return True
    scenario = found.scenario
    print(f"{scenario.title}\n{scenario.question}\n\n{answer(found)} {verdict(found).text}\n")
    print(changes_text(found), budget_table(found), balancing_block(found), sep="\n\n")
    return True


def figures(found: Result) -> dict[str, object]:
    """Return a scenario's figures in kroner; a line without amount is null."""
    outcome = found.outcome
    totals = ("frame", "allocated", "reserve", "shortfall", "gross_activity")
    return {
        "scenario": found.scenario.id,
        **{f"{name}_nok": outcome[name] for name in totals},
        "lines": dict(outcome.lines),
    }


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenario and the figure."""
    scenario_argument(parser, "scenarioets id, eller flere: a+b")
    parser.add_argument("figure", metavar="TALL", help="for eksempel reserve, frame eller lines.ID")


def do_explain(asked: argparse.Namespace) -> bool:
    """Tell where one figure of a scenario comes from, down to the plan's headings."""
    folder = asked_folder(asked)
    found = scenario_result(folder, asked.scenario)
    tell_misnamed(folder)
    print(explanation_tree(explain(found, asked.figure)))
    return True


class Changeable(NamedTuple):
    """One thing a scenario may change: its name in a file, label, text in the plan, and source.

    `group` is the heading of the budget it stands under, to be found by; often empty.
    """

    name: str
    label: str
    now: str
    source: str
    group: str = ""

    def has(self, word: str) -> bool:
        """Return whether a word is part of what is told of it."""
        return is_about(" ".join(self), word)


def inputs_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words to search for."""
    parser.add_argument(
        "word", metavar="ORD", nargs="*", help="vis bare det som har disse ordene i seg"
    )


def do_inputs(asked: argparse.Namespace) -> bool:
    """Tell each input's label, value in the plan, name and source; raises `InputError` for none."""
    plan = told_apart(asked_folder(asked).plan)
    there = {
        "Verdier et scenario kan endre (set, raise, scale, transfer)": [*_inputs(plan)],
        "Vilkår et scenario kan avgjøre (decide)": [*_conditions(plan)],
    }
    told = [
        _told(head, kept)
        for head, kind in there.items()
        if (kept := [one for one in kind if all(map(one.has, asked.word))])
    ]
    if not told:
        every = [one for kind in there.values() for one in kind]
        raise refuse("", "ORD", _nothing(asked.word, every))
    print("\n\n".join(told))
    return True


def _nothing(words: Sequence[str], choices: Sequence[Changeable]) -> str:
    strange = next((word for word in words if not any(one.has(word) for one in choices)), None)
    if strange is None:
        return "ingenting har alle ordene i seg – prøv med færre"
    labels = {part for one in choices for part in one.label.split() if len(part) > 3}
    guess = nearest(strange, labels)
    return f"ingenting har {visible(strange)} i seg" + (f" – mente du «{guess}»?" if guess else "")


def _told(head: str, found: Sequence[Changeable]) -> str:
    width = max(len(one.name) for one in found)
    entries = [f"{one.label} – {one.now}\n  {one.name:{width}}  {one.source}" for one in found]
    return "\n".join([f"{head}: {len(found)}", *entries])


def _inputs(plan: Plan) -> Iterator[Changeable]:
    groups = {group.id: group.label for group in plan.groups}
    headings = {f"lines.{line.id}": groups.get(line.group, "") for line in plan.lines}
    for item in inputs_of(plan).values():
        now = value_text(item, item.value)
        choices = f" ({', '.join(item.choices)})" if item.choices else ""  # as a file may say them
        line = ".".join(item.name.split(".")[:2])
        yield Changeable(item.name, item.label, now + choices, item.source, headings.get(line, ""))


def _conditions(plan: Plan) -> Iterator[Changeable]:
    for item in plan.conditions:
        if item.decision:
            yield Changeable(item.id, item.label, "granted eller denied", item.source)
