"""The questions that become a scenario: asked in plain words, understood as they are answered."""

from __future__ import annotations

from dataclasses import replace

from ipr.budget.change import exceeded
from ipr.commands.told import near
from ipr.commands.topics import NOT_SAID, Ask, Draft, Topic, found_topic, topics_of
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import write_scenario
from ipr.plan.inputs import told_apart
from ipr.plan.model import Plan
from ipr.reading.errors import InputError
from ipr.reading.fields import read_text_field
from ipr.reading.norwegian import kroner

BACK = "tilbake"


class _BackError(Exception):
    """Somebody asked to go a step back."""


def ask_and_save(folder: PlanFolder, scenario_id: str, ask: Ask) -> bool:
    """Ask until there are no more changes, and write the scenario; False where interrupted.

    Each answer is understood at once; what cannot be read is told, and asked for again. Whoever
    is interrupted (Ctrl-C, or no more to read) keeps what is answered.
    """
    history = [Draft()]
    try:
        _converse(told_apart(folder.plan), history, _stepping(ask))
    except (KeyboardInterrupt, EOFError):
        _keep(folder, scenario_id, history[-1])
        return False
    file = write_scenario(folder, scenario_id, history[-1].result(folder.plan))
    print(f"Laget {near(file)}. Se svaret med «ipr show {scenario_id}».")
    return True


def _keep(folder: PlanFolder, scenario_id: str, draft: Draft) -> None:
    """Write what is answered so far, or tell it where it is too little for a scenario."""
    print("\nAvbrutt.")
    if draft.changes or draft.balancing:
        file = write_scenario(folder, scenario_id, draft.result(folder.plan))
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
                words = ", ".join(f"«{word}»" for word in _words_to_try(plan))
                print(
                    f"\nHva vil du endre? Søk med et ord fra navnet: {words}.\n"
                    "Trykk Enter når du er ferdig."
                )
            elif word := ask("Søk: "):
                changed = _searched(plan, draft, word, ask)
                history += [changed] if changed is not draft else []
            elif draft.changes or draft.balancing:
                return
            else:
                print("  Ingenting er endret ennå.")
        except _BackError:
            if len(history) > 1:
                history.pop()
            print(
                f"  Tok bort {draft.step}." if draft.step else "  Dette er det første spørsmålet."
            )


def _words_to_try(plan: Plan) -> list[str]:
    """Return words that lead to something of this plan: of an income that comes once, if any."""
    income = (*plan.one_off_funding, *plan.free_funding, *plan.funding)[0]
    asked = ["vilkår"] if plan.decisions else []
    moved = ["flytte"] if any(one.name == "transfer" for one in topics_of(plan)) else []
    return [income.label.split()[0].lower(), *asked, "ny post", *moved, "regel"]


def _searched(plan: Plan, draft: Draft, word: str, ask: Ask) -> Draft:
    """Return the draft with the change a word leads to; a step back on the way leaves it out."""
    try:
        topic = found_topic(topics_of(plan), word, ask)
        return _changed(plan, draft, topic, ask) if topic else draft
    except _BackError:
        print("  Da er det som før.")
        return draft


def _changed(plan: Plan, draft: Draft, topic: Topic, ask: Ask) -> Draft:
    """Ask until the answer can be read, and why; return the same draft where nothing changes."""
    while True:
        try:
            answered = topic.asked(draft, ask)
            result = answered.result(plan)
            break
        except InputError as error:
            print(*(f"  {problem.text}" for problem in error.problems), sep="\n")
        except ValueError as error:
            print(f"  {error}")
    if answered == draft:
        print("  Det er som før.")
        return draft
    print(f"  {plan.reserve_label} er nå {kroner(result.reserve)}.")
    new = {name for name, keys in answered.changes.items() if keys != draft.changes.get(name)}
    reasons = {"because": _said(ask, "Hvorfor? ")} if new else {}
    for one in exceeded(plan, result.steps):
        if one.because == NOT_SAID:
            most = kroner(one.ceiling.most_nok)
            reasons["above_ceiling"] = _said(ask, f"Taket i planen er {most}. Hvorfor mer? ")
    changes = {
        name: {**keys, **reasons} if name in new else keys
        for name, keys in answered.changes.items()
    }
    return replace(answered, changes=changes, step=f"«{topic.label}»")


def _said(ask: Ask, prompt: str) -> str:
    """Ask until there is a text."""
    while True:
        try:
            return read_text_field(ask(prompt))
        except ValueError:
            print("  Skriv noen ord.")
