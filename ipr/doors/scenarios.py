"""Scenarios of a plan's folder: found, read with all they combine, reckoned, and written."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from operator import attrgetter
from pathlib import Path

from ipr.budget.reckon import Outcome
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, plan_result, reckoned
from ipr.budget.scenario import Scenario, combination, plan_scenario
from ipr.doors.folder import MODELINE, SUFFIX, PlanFolder, open_folder, scenario_file
from ipr.plan.model import Plan
from ipr.plan.text import record_lines
from ipr.reading.errors import (
    InputError,
    Problem,
    in_file_order,
    nearest,
    os_reason,
    refuse,
    unknown,
)
from ipr.reading.fields import read_id
from ipr.reading.files import write_text
from ipr.reading.norwegian import kroner, visible
from ipr.reading.records import read_record, try_record
from ipr.reading.strict_yaml import Mapping, UnquotedError, yaml_tree

JOIN = "+"
FILE_NAME = "Filnavn"
LACKED = ("response", "amount", "above_ceiling")
BUILT_ON = ("combines", "amends")
"""Keys for want of which what else a file says may make no sense."""


def load_scenario(
    folder: PlanFolder, scenario_id: str, where: str = "", key: str = "scenario"
) -> Scenario:
    """Return one scenario of a plan by its id; raises `InputError` with every fault of form.

    With them come its faults of meaning, where it can still be understood. `where` and `key` are
    the place that an unknown id stands at; without a place the plan is named.
    """
    if scenario_id not in folder.well_named:
        raise refuse(where or folder.name, key, unknown(scenario_id, folder.scenario_ids))
    file = scenario_file(scenario_id)
    if not folder.has(file):
        return plan_scenario(folder.plan, scenario_id)
    read = folder.once(file, lambda: _read(folder, scenario_id))
    return read.model_copy(update={"id": scenario_id})


def _read(folder: PlanFolder, scenario_id: str) -> Scenario:
    unquoted: tuple[Problem, ...] = ()
    try:
        tree = folder.tree(scenario_file(scenario_id))
    except UnquotedError as error:
        tree, unquoted = error.tree, error.problems
    found, faults = try_record(Scenario, tree)
    faults += unquoted
    if found and not faults:
        return found
    if found := found or try_record(Scenario, _worded(tree))[0]:
        whole = found.model_copy(update={"id": scenario_id})
        faults += _faults_of_meaning(folder, whole, faults)
    raise InputError(in_file_order(faults))


def _faults_of_meaning(
    folder: PlanFolder, scenario: Scenario, faults: Sequence[Problem]
) -> list[Problem]:
    """Return what is wrong with what a scenario means, beside the faults of form in its file.

    Nothing where what it is built on is not known for certain. A misspelt key says already what is
    lacking for want of it.
    """
    misspelt = {nearest(fault.key, (*LACKED, *BUILT_ON)) for fault in faults} - {None}
    parts = _as_they_stand(folder, scenario.built_on)
    if parts is None or scenario.id in parts or not misspelt.isdisjoint(BUILT_ON):
        return []
    try:
        resolve(folder.plan, scenario, tuple(parts.values()))
    except InputError as error:
        return [
            one
            for one in error.problems
            if not any(key == one.key or f"«{key}" in one.text for key in misspelt)
        ]
    return []


def _worded(tree: Mapping) -> Mapping:
    """Return a scenario's tree without what is wrong with its words: what it means is the same."""
    whole = deepcopy(tree)
    changes = whole.get("changes")
    for record in (whole, *(changes if isinstance(changes, list) else ())):
        if isinstance(record, Mapping):
            needed = ("title", "question") if record is whole else ("because",)
            for key in (*needed, *({"label", "source"} & record.keys())):
                record.put(key, "–", record.where)
    return whole


def _as_they_stand(folder: PlanFolder, ids: Iterable[str]) -> dict[str, Scenario] | None:
    """Return the scenarios with these ids and all they are built on; None where one is faulty."""
    found: dict[str, Scenario] = {}
    waiting = [*ids]
    while waiting:
        part_id = waiting.pop()
        try:
            part = read_record(Scenario, folder.tree(scenario_file(part_id)))
        except InputError:
            return None
        found[part_id] = part.model_copy(update={"id": part_id})
        waiting += [one for one in part.built_on if one not in found]
    return found


def find_scenario(
    folder: PlanFolder, name: str, where: str = ""
) -> tuple[Scenario, tuple[Scenario, ...]]:
    """Return the scenario with this id, or the combination `a+b`, and all it combines.

    `where` is the place that the name stands at. Raises `InputError` for an unknown id, a faulty
    file and a circle of combinations.
    """
    ids = name.split(JOIN)
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise refuse(where, "scenario", f"«{twice}» står to ganger i {visible(name)}")
    if len(ids) == 1:
        scenario = load_scenario(folder, name, where)
    else:
        named = sorted((load_scenario(folder, one, where) for one in ids), key=attrgetter("id"))
        scenario = combination(JOIN.join(part.id for part in named), named)
    parts: dict[str, Scenario] = {}
    _collect(folder, scenario, (scenario.id,), parts)
    return scenario, tuple(parts[key] for key in sorted(parts))


def _collect(
    folder: PlanFolder, scenario: Scenario, path: tuple[str, ...], parts: dict[str, Scenario]
) -> None:
    for part_id, key in scenario.built_on.items():
        if part_id in path:
            circle = " → ".join([*path, part_id])
            raise refuse(scenario.at(key), key, f"scenarioene går i ring: {circle}")
        if part_id not in parts:
            parts[part_id] = load_scenario(folder, part_id, scenario.at(key), key)
            _collect(folder, parts[part_id], (*path, part_id), parts)
        if key == "amends" and parts[part_id].status != "vedtatt":
            text = (
                f"«{part_id}» er ikke vedtatt, men har status «{parts[part_id].status}» – bare et "
                "vedtatt scenario kan reguleres; bruk «combines» for å ta med et annet"
            )
            raise refuse(scenario.at(key), key, text)


def scenario_result(folder: PlanFolder, name: str) -> Result:
    """Return the result of a scenario by its id, or of a combination `a+b`.

    Raises `InputError` for an unknown id, a faulty file and contradictions, where a scenario to be
    decided on does not balance and does not say why, and where the figures of an adopted one are
    no longer those that were adopted.
    """
    result = reckoned(resolve(folder.plan, *find_scenario(folder, name)))
    if problems := [*_faults_of_standing(result)]:
        raise InputError(problems)
    return result


def figures_mark(outcome: Outcome) -> str:
    """Return a mark of an outcome's figures: another figure gives another mark."""
    figures = {"frame": outcome.frame, "reserve": outcome.reserve, "lines": outcome.room("lines")}
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _faults_of_standing(result: Result) -> Iterator[Problem]:
    """Yield what the status of a scenario, or of what it amends, asks for and figures lack."""
    scenario, outcome, lacking = result.scenario, result.outcome, ""
    if result.amended:
        yield from _faults_of_standing(result.amended)
    if outcome.shortfall:
        lacking = f"{kroner(outcome.shortfall)} mangler – velg «balancing»,"
    elif outcome["asked"]:
        lacking = f"{kroner(outcome['asked'])} er bare bedt om – velg noe annet,"
    explained = scenario.unbalanced and scenario.unbalanced_because
    if scenario.status in {"innstilling", "vedtatt"} and lacking and not explained:
        text = (
            f"et scenario med status «{scenario.status}» skal være i balanse, men {lacking} "
            "eller skriv «unbalanced: deliberate» og grunnen i «unbalanced_because»"
        )
        yield Problem(scenario.where, "status", text)
    if scenario.status == "vedtatt" and scenario.frozen != (mark := figures_mark(outcome)):
        text = (
            f"tallene er ikke lenger de som ble vedtatt (merket er nå «{mark}»)"
            if scenario.frozen
            else f'et vedtatt scenario skal ha merket av tallene sine – skriv «frozen: "{mark}"»'
        )
        yield Problem(scenario.where, "frozen", text)


def scenario_results(folder: PlanFolder, names: Iterable[str]) -> dict[str, Result]:
    """Return the result of each named scenario, by its id, in the order given.

    Raises `InputError` with the faults of them all.
    """
    found: dict[str, Result] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            result = scenario_result(folder, name)
        except InputError as error:
            problems += error.problems
        else:
            found[result.scenario.id] = result
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def load(plan: str | None = None) -> Plan:
    """Return a plan by the name or path of its folder; without one, the newest under `data/`.

    Raises `InputError` for an unknown plan and a faulty file.
    """
    return open_folder(plan).plan


def load_result(plan: str, scenario: str = "") -> Result:
    """Return the result of a scenario, read from the folder of the plan with this name.

    Without a scenario it is that of the plan itself. Raises `InputError` for an unknown plan or
    scenario and for faulty files.
    """
    folder = open_folder(plan)
    return scenario_result(folder, scenario) if scenario else plan_result(folder.plan)


def load_results(plan: str, scenarios: str | None = None) -> tuple[Result, ...]:
    """Return the results of several scenarios, their ids in one text with spaces between, or all.

    Raises `InputError` as `load_result` does.
    """
    folder = open_folder(plan)
    names = folder.scenario_ids if scenarios is None else scenarios.split()
    return tuple(scenario_result(folder, name) for name in names)


def write_scenario(folder: PlanFolder, scenario_id: str, result: Result) -> Path:
    """Write a result's scenario as a file of the plan's folder, proved to give the same figures.

    Raises `InputError` for a name that is no file name, and where the file is there already: a
    scenario is never written over.
    """
    try:
        read_id(scenario_id)
    except ValueError as error:
        raise refuse("", FILE_NAME, str(error)) from None
    file = folder.path / scenario_file(scenario_id)
    if os.path.lexists(file):
        raise refuse("", FILE_NAME, f"«{file.name}» finnes fra før – velg et annet navn")
    text = scenario_text(result.scenario)
    tree = yaml_tree(f"{scenario_id}{SUFFIX}", text.encode("utf-8"))
    read = read_record(Scenario, tree).model_copy(update={"id": scenario_id})
    if reckoned(resolve(folder.plan, read)).outcome != result.outcome:
        raise refuse("", FILE_NAME, "filen ville ikke gitt de samme tallene, og er ikke skrevet")
    try:
        file.parent.mkdir(exist_ok=True)
        write_text(file, text)
    except OSError as error:
        raise refuse("", FILE_NAME, f"filen kan ikke skrives ({os_reason(error)})") from None
    return file


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as the text of its file; of its changes, each key on a line."""
    said = (
        "# Det som ikke står her, er som i planen. «ipr new ID --template» viser andre endringer."
    )
    return "\n".join([MODELINE, said, *record_lines(scenario)]) + "\n"
