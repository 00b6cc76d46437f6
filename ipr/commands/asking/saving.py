"""Write what stands in the fields as a scenario file, read back and proved before it stands."""

from __future__ import annotations

import os
from pathlib import Path

from ipr.budget.folder import SUFFIX, PlanFolder, scenario_file
from ipr.budget.resolve import resolve
from ipr.budget.result import Result, reckoned
from ipr.budget.scenario import Scenario
from ipr.budget.scenario_text import scenario_text
from ipr.commands.asking.entered import Values, Words, changing_fields, entered_calculation
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, Problem, os_reason, refuse
from ipr.reading.fields import read_id, read_text_field
from ipr.reading.files import write_text
from ipr.reading.records import read_record
from ipr.reading.strict_yaml import yaml_tree

FILE_NAME = "Filnavn"


def save_scenario(folder: PlanFolder, scenario_id: str, values: Values, words: Words) -> Path:
    """Write the fields as a scenario of the plan, and return the file.

    Raises `InputError` where something is not filled in or cannot be read, where nothing differs
    from the plan, and where the file is there already: a scenario is never written over.
    """
    plan = folder.plan
    _check_words(plan, scenario_id, values, words)
    calculation = entered_calculation(plan, values, words)
    scenario = calculation.scenario
    if not scenario.changes and scenario.balancing is None:
        raise refuse("", "", "ingenting er endret fra planen, så det er ingenting å lagre")
    file = folder.path / scenario_file(scenario_id)
    if os.path.lexists(file) or scenario_id in folder.scenario_ids:
        raise refuse(FILE_NAME, "", f"«{file.name}» finnes fra før – velg et annet filnavn")
    text = scenario_text(scenario)
    _prove(plan, scenario_id, text, calculation)
    try:
        file.parent.mkdir(exist_ok=True)
        write_text(file, text)
    except OSError as error:
        raise refuse(FILE_NAME, "", f"filen kan ikke skrives ({os_reason(error)})") from None
    return file


def _check_words(plan: Plan, scenario_id: str, values: Values, words: Words) -> None:
    """Tell everything that is not filled in, at once."""
    asked = [
        (FILE_NAME, scenario_id, read_id),
        ("Tittel", words.title, read_text_field),
        ("Spørsmål", words.question, read_text_field),
    ]
    problems = []
    for label, text, reader in asked:
        try:
            reader(text)
        except ValueError as error:
            told = str(error) if text.strip() else "feltet er tomt – fyll det ut"
            problems.append(Problem(label, "", told))
    problems += [
        Problem("Begrunnelse", "", f"skriv hvorfor «{field.label}» er endret")
        for field in changing_fields(plan, values)
        if not words.because(field.name).strip()
    ]
    if problems:
        raise InputError(problems)


def _prove(plan: Plan, scenario_id: str, text: str, expected: Result) -> None:
    """Read the text as the file it will be; raise `InputError` unless it gives the same figures."""
    name = f"{scenario_id}{SUFFIX}"
    scenario = read_record(Scenario, yaml_tree(name, text.encode("utf-8")))
    read = reckoned(resolve(plan, scenario.model_copy(update={"id": scenario_id})))
    if read.outcome != expected.outcome:
        raise refuse(FILE_NAME, "", "filen ville ikke gitt de samme tallene, og er ikke skrevet")
