"""The questions that become a scenario: asked in plain words, understood as they are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ipr.budget.folder import PlanFolder
from ipr.commands.asking.entered import Words, entered_calculation
from ipr.commands.asking.fields import (
    FROM_DATE,
    NEW_LINE,
    ORDER,
    SECTIONS,
    Field,
    counting,
    fields_of,
    start_values,
)
from ipr.commands.asking.saving import save_scenario
from ipr.commands.told import near
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from ipr.reading.fields import read_text_field
from ipr.reading.norwegian import kroner

MOST_SHOWN = 15
BACK = "tilbake"
NAMED_WITH_IT = (f"{NEW_LINE}label", f"{NEW_LINE}group")  # asked for with a new line's amount

Ask = Callable[[str], str]


class _BackError(Exception):
    """Somebody asked to go a step back."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is answered so far: the words, the text of every field, and the reason of each change.

    `step` says what the last answer was, for the one who takes it back.
    """

    values: Mapping[str, str]
    title: str = ""
    question: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    step: str = ""


def ask_and_save(folder: PlanFolder, scenario_id: str, ask: Ask) -> bool:
    """Ask until there are no more changes, and write the scenario; False where interrupted.

    Each answer is understood at once; what cannot be read is told, and asked for again. Whoever
    is interrupted (Ctrl-C, or no more to read) keeps what is answered.
    """
    plan = folder.plan
    history = [Draft(start_values(fields_of(plan)))]
    try:
        _converse(plan, history, _stepping(ask))
    except (KeyboardInterrupt, EOFError):
        _keep(folder, scenario_id, history[-1])
        return False
    file = _save(folder, scenario_id, history[-1])
    print(f"Laget {near(file)}. Se svaret med «ipr show {scenario_id}».")
    return True


def _save(folder: PlanFolder, scenario_id: str, draft: Draft) -> Path:
    reason = "; ".join(draft.reasons.values())
    words = Words(draft.title, draft.question, reason=reason, reasons=draft.reasons)
    return save_scenario(folder, scenario_id, draft.values, words)


def _keep(folder: PlanFolder, scenario_id: str, draft: Draft) -> None:
    """Write what is answered so far, or tell it where it is too little for a scenario."""
    print("\nAvbrutt.")
    if draft.values != start_values(fields_of(folder.plan)):
        file = _save(folder, scenario_id, draft)
        print(f"Det du rakk å svare, er lagret i {near(file)}. Arbeid videre i den.")
        return
    print("Ingen fil er skrevet, for ingenting er endret.")
    for label, text in (("Tittel", draft.title), ("Spørsmål", draft.question)):
        if text:
            print(f"  {label}: {text}")


def _stepping(ask: Ask) -> Ask:
    """Return the same asking, where the word for it means a step back."""

    def stepping(prompt: str) -> str:
        answer = ask(prompt).strip()
        if answer.lower() == BACK:
            raise _BackError
        return answer

    return stepping


def _converse(plan: Plan, history: list[Draft], ask: Ask) -> None:
    """Add a draft to the history for each answer, and take the last away for each step back."""
    print(
        f"Skriv «{BACK}» for å gå et steg tilbake. Ctrl+C avbryter; det du har svart, blir lagret."
    )
    while True:
        draft = history[-1]
        try:
            if not draft.title:
                title = _said(ask, "Hva skal scenarioet hete? ")
                history.append(replace(draft, title=title, step="tittelen"))
            elif not draft.question:
                question = _said(ask, "Hva vil du ha svar på? ")
                history.append(replace(draft, question=question, step="spørsmålet"))
                print(
                    "\nHva vil du endre? Søk med et ord fra navnet: «overføring», «vilkår», «ny "
                    "post», «regel».\nTrykk Enter når du er ferdig."
                )
            elif word := ask("Søk: "):
                _add_change(plan, history, word, ask)
            elif draft.values != history[0].values:
                return
            else:
                print("  Ingenting er endret ennå.")
        except _BackError:
            if len(history) > 1:
                history.pop()
            print(
                f"  Tok bort {draft.step}." if draft.step else "  Dette er det første spørsmålet."
            )


def _add_change(plan: Plan, history: list[Draft], word: str, ask: Ask) -> None:
    """Add a draft with the change that the word leads to; a step back on the way leaves it out."""
    draft = history[-1]
    try:
        field = _found(counting(fields_of(plan), draft.values), word, ask)
        changed = draft if field is None else _changed(plan, draft, field, ask)
    except _BackError:
        changed = draft
        print("  Da er det som før.")
    if changed is not draft:
        history.append(changed)


def _said(ask: Ask, prompt: str) -> str:
    """Ask until there is a text."""
    while True:
        try:
            return read_text_field(ask(prompt))
        except ValueError:
            print("  Skriv noen ord.")


def _found(fields: Sequence[Field], word: str, ask: Ask) -> Field | None:
    """Return the field whose name holds the word; where several do, ask which."""
    # What hangs on another answer, and what is asked for together with it, is not searched for.
    found = [
        field
        for field in fields
        if word.lower() in f"{field.label} {SECTIONS[field.section]}".lower()
        and not (field.hangs_on or field.kind == "date" or field.name in NAMED_WITH_IT)
    ]
    if not found:
        print(f"  Ingenting heter noe med «{word}». Prøv et annet ord.")
        return None
    if len(found) == 1:
        return found[0]
    if len(found) > MOST_SHOWN:
        print(f"  {len(found)} treff. Skriv litt mer av navnet.")
        return None
    return found[_chosen([field.label for field in found], ask)]


def _chosen(choices: Sequence[str], ask: Ask) -> int:
    """Show numbered choices and return the place of the one chosen by number or by its words."""
    for number, choice in enumerate(choices, start=1):
        print(f"  {number}. {choice}")
    while True:
        answer = ask("Nummer: ").lower()
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(choices):
            return int(answer) - 1
        alike = [
            place
            for place, choice in enumerate(choices)
            if answer and choice.lower().startswith(answer)
        ]
        if len(alike) == 1:
            return alike[0]
        print(f"  Skriv et nummer fra 1 til {len(choices)}.")


def _changed(plan: Plan, draft: Draft, field: Field, ask: Ask) -> Draft:
    """Ask for a field's new value, for what follows from it, and why, until it can be read.

    Returns the same draft where the answer changes nothing.
    """
    while True:
        now = replace(field, start=draft.values[field.name])
        tried = {**draft.values, field.name: _value(now, ask)}
        for other in _following(plan, field, tried):
            tried[other.name] = _value(other, ask)
            if other.name.startswith(ORDER) and not tried[other.name]:
                break
        if tried == draft.values:
            print("  Det er som før.")
            return draft
        try:
            outcome = entered_calculation(plan, tried).outcome
        except InputError as error:
            for problem in error.problems:
                print(f"  {problem.text}")
            continue
        print(f"  {plan.reserve_label} er nå {kroner(int(outcome.reserve))}.")
        reasons = dict(draft.reasons)
        if not field.name.startswith("balancing."):
            reasons[field.name] = _said(ask, "Hvorfor? ")
        return replace(draft, values=tried, reasons=reasons, step=f"«{field.label}»")


def _following(plan: Plan, field: Field, tried: Mapping[str, str]) -> Iterator[Field]:
    """Yield what is asked for together with a field, given what is answered as it is answered."""
    asked = {field.name}
    for other in fields_of(plan):
        along = other.name == f"{FROM_DATE}{field.name}" or (
            field.name == f"{NEW_LINE}amount" and other.name in NAMED_WITH_IT
        )
        if along or (other.hangs_on in asked and other in counting(fields_of(plan), tried)):
            asked.add(other.name)
            yield _not_chosen_yet(other, tried) if other.name.startswith(ORDER) else other


def _not_chosen_yet(field: Field, tried: Mapping[str, str]) -> Field:
    """Return one of the fields that put lines in order without the lines chosen before it."""
    chosen = {text for name, text in tried.items() if name.startswith(ORDER) and text}
    left = ((line, label if line else "ingen flere") for line, label in field.choices)
    return replace(field, choices=tuple(one for one in left if one[0] not in chosen))


def _value(field: Field, ask: Ask) -> str:
    """Ask for a field's text; no answer leaves what is typed as it stands."""
    if field.choices:
        print(f"{field.label}:")
        return field.choices[_chosen([label for _, label in field.choices], ask)][0]
    if field.kind == "date":
        return ask("Fra hvilken dag gjelder beløpet (år-måned-dag)? ")
    now = f", nå {field.start}" if field.start else f", {field.hint}" if field.hint else ""
    return ask(f"{field.label}{now}. Ny verdi: ") or field.start
