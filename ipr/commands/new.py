"""The command `new`: ask in plain words and write a scenario, or write a file to fill in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ipr.budget.scenario import load_scenario, scenario_file
from ipr.commands.told import asked_plan, near, plan_argument
from ipr.explore.entered import Words, entered_calculation
from ipr.explore.fields import Field, counting, fields_of, start_values
from ipr.explore.saving import save_scenario
from ipr.plan.model import Plan
from ipr.reading.errors import InputError, refuse
from ipr.reading.fields import read_id, read_text_field
from ipr.reading.files import write_text
from ipr.reading.norwegian import NBSP, amount, kroner

TEMPLATE = Path(__file__).parents[1] / "publish" / "templates" / "scenario.yaml"
MOST_SHOWN = 15

Ask = Callable[[str], str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the scenario's id, and the choice of a file to fill in."""
    plan_argument(parser)
    parser.add_argument(
        "scenario", metavar="ID", help="filnavnet på det nye scenarioet, uten .yaml"
    )
    parser.add_argument(
        "--template", action="store_true", help="ikke spør, men skriv en fil å fylle ut selv"
    )


def run(asked: argparse.Namespace) -> bool:
    """Make a new scenario; an existing file is left alone.

    Someone at a terminal is asked what to change. Otherwise, or with `--template`, a commented
    file is written, to be filled in by hand.
    """
    folder, plan = asked_plan(asked)
    try:
        scenario_id = read_id(asked.scenario)
    except ValueError as error:
        raise refuse("", "ID", str(error)) from None
    file = scenario_file(folder, scenario_id)
    if file.exists():
        raise refuse(file.name, "", "filen finnes fra før – velg en annen id")
    if sys.stdin.isatty() and not asked.template:
        ask_and_save(plan, folder, scenario_id, input)
        print(f"Laget {near(file)}. Se svaret med «ipr show {scenario_id}».")
    else:
        write_template(plan, folder, scenario_id)
        print(f"Laget {near(file)}. Fyll den ut, og kjør «ipr run {scenario_id}».")
    return True


def write_template(plan: Plan, folder: Path, scenario_id: str) -> None:
    """Write a commented scenario file that is valid as it stands and changes nothing yet."""
    file = scenario_file(folder, scenario_id)
    first = next(item for item in plan.funding if item.earmarked_for is None)
    text = TEMPLATE.read_text(encoding="utf-8").format(
        input=f"funding.{first.id}",
        amount=kroner(first.amount_nok),
        value=amount(first.amount_nok).replace(NBSP, " "),
    )
    file.parent.mkdir(exist_ok=True)
    write_text(file, text)
    load_scenario(folder, scenario_id)


def ask_and_save(plan: Plan, folder: Path, scenario_id: str, ask: Ask) -> None:
    """Ask for title, question and changes until there are no more, and write the scenario.

    Each answer is understood at once; what cannot be read is told, and asked for again.
    """
    title = _said(ask, "Hva skal scenarioet hete? ")
    question = _said(ask, "Hva vil du ha svar på? ")
    values, reasons = start_values(fields_of(plan)), dict[str, str]()
    print("\nHva vil du endre? Søk med et ord fra navnet, eller trykk Enter når du er ferdig.")
    while (word := ask("Søk: ").strip()) or not reasons:
        field = _found(counting(fields_of(plan), values), word, ask) if word else None
        if field is None:
            continue
        values = _changed(plan, values, field, ask)
        reasons[field.name] = _said(ask, "Hvorfor? ")
    words = Words(title, question, reason="; ".join(reasons.values()), reasons=reasons)
    save_scenario(plan, folder, scenario_id, values, words)


def _said(ask: Ask, prompt: str) -> str:
    """Ask until there is a text."""
    while True:
        try:
            return read_text_field(ask(prompt))
        except ValueError:
            print("  Skriv noen ord.")


def _found(fields: Sequence[Field], word: str, ask: Ask) -> Field | None:
    """Return the field whose name holds the word; where several do, ask which."""
    # What hangs on another answer, and the day an amount holds from, are asked for with it.
    asked = [field for field in fields if not field.hangs_on and field.kind != "date"]
    found = [field for field in asked if word.lower() in field.label.lower()]
    if not found:
        print(f"  Ingenting heter noe med «{word}». Prøv et annet ord.")
        return None
    if len(found) == 1:
        return found[0]
    if len(found) > MOST_SHOWN:
        print(f"  {len(found)} treff. Skriv litt mer av navnet.")
        return None
    return found[_number([field.label for field in found], ask)]


def _number(choices: Sequence[str], ask: Ask) -> int:
    """Show numbered choices and return the place of the one chosen."""
    for number, choice in enumerate(choices, start=1):
        print(f"  {number}. {choice}")
    while True:
        answer = ask("Nummer: ").strip()
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(choices):
            return int(answer) - 1
        print(f"  Skriv et nummer fra 1 til {len(choices)}.")


def _changed(plan: Plan, values: dict[str, str], field: Field, ask: Ask) -> dict[str, str]:
    """Ask for a field's new value, and for what follows from it, until it can be read."""
    while True:
        tried = values | {field.name: _value(field, ask)}
        for other in counting(fields_of(plan), tried):
            if other.hangs_on == field.name and not tried[other.name]:
                tried[other.name] = _value(other, ask)
        day = f"from_date.{field.name}"
        if day in tried and not tried[day]:
            tried[day] = ask("Fra hvilken dag gjelder beløpet (år-måned-dag)? ").strip()
        try:
            entered_calculation(plan, tried)
        except InputError as error:
            for problem in error.problems:
                print(f"  {problem.text}")
        else:
            return tried


def _value(field: Field, ask: Ask) -> str:
    if field.choices:
        print(f"{field.label}:")
        return field.choices[_number([label for _, label in field.choices], ask)][0]
    now = f", nå {field.start}" if field.start else f", {field.hint}" if field.hint else ""
    return ask(f"{field.label}{now}. Ny verdi: ").strip()
