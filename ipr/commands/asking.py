"""The questions that become a scenario: asked in plain words, understood as they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ipr.budget.change import exceeded
from ipr.budget.result import Result
from ipr.commands.told import near
from ipr.doors.build import change_of, decision_of, told_scenario, written
from ipr.doors.folder import PlanFolder
from ipr.doors.scenarios import write_scenario
from ipr.plan.inputs import Input, inputs_of
from ipr.plan.model import Condition, Plan
from ipr.present.wording import CHOICES, POLICIES, RESPONSES, value_text
from ipr.reading.errors import InputError
from ipr.reading.fields import read_text_field
from ipr.reading.norwegian import kroner, typed
from ipr.reading.numbers import whole_amount

RULE = "Regel ved underskudd"
NOT_SAID = "Ikke sagt ennå."
ROUND_STEP = "1 000"  # kroner; where cuts begin until another step is chosen

REASONS = ("because", "above_ceiling")
MOST_SHOWN = 15
BACK = "tilbake"

Ask = Callable[[str], str]
Keys = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is answered so far, by the keys of a scenario file.

    `changes` are those made, by the name of what they are about. `step` says what the last answer
    was, for the one who takes it back.
    """

    title: str = ""
    question: str = ""
    changes: Mapping[str, Keys] = field(default_factory=dict)
    balancing: Keys = field(default_factory=dict)
    step: str = ""

    def result(self, plan: Plan) -> Result:
        """Return what follows from the answers; raises `InputError` for what cannot be read."""
        changes = [{"because": NOT_SAID, **change} for change in self.changes.values()]
        told = {"title": self.title, "question": self.question, "status": "kladd"}
        rule = {"balancing": self.balancing} if self.balancing else {}
        return told_scenario(plan, {**told, "changes": changes, **rule}, above_ceiling=NOT_SAID)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to change: its name and label, the words it is found by, and how it is asked for.

    `asked` returns the draft with the answer; the same draft where nothing is changed.
    """

    name: str
    label: str
    words: str
    asked: Callable[[Draft, Ask], Draft]


class _BackError(Exception):
    """Somebody asked to go a step back."""


def ask_and_save(folder: PlanFolder, scenario_id: str, ask: Ask) -> bool:
    """Ask until there are no more changes, and write the scenario; False where interrupted.

    Each answer is understood at once; what cannot be read is told, and asked for again. Whoever
    is interrupted (Ctrl-C, or no more to read) keeps what is answered.
    """
    history = [Draft()]
    try:
        _converse(folder.plan, history, _stepping(ask))
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
    return [income.label.split()[0].lower(), *asked, "ny post", "regel"]


def _searched(plan: Plan, draft: Draft, word: str, ask: Ask) -> Draft:
    """Return the draft with the change a word leads to; a step back on the way leaves it out."""
    try:
        topic = _found(plan, word, ask)
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


def _found(plan: Plan, word: str, ask: Ask) -> Topic | None:
    """Return what a word is about; where it is about several things, ask which."""
    found = [one for one in topics_of(plan) if word.lower() in f"{one.label} {one.words}".lower()]
    if not found:
        print(f"  Ingenting heter noe med «{word}». Prøv et annet ord.")
        return None
    if len(found) > MOST_SHOWN:
        print(f"  {len(found)} treff. Skriv litt mer av navnet.")
        return None
    return chosen({one.label: one for one in found}, ask) if len(found) > 1 else found[0]


def _said(ask: Ask, prompt: str) -> str:
    """Ask until there is a text."""
    while True:
        try:
            return read_text_field(ask(prompt))
        except ValueError:
            print("  Skriv noen ord.")


# --- what one may change


def topics_of(plan: Plan) -> tuple[Topic, ...]:
    """Return everything one may change in a plan: each input, each open answer, lines and rules."""
    return (
        *(_about_input(plan, item) for item in inputs_of(plan).values()),
        *(_about_condition(plan, item) for item in plan.conditions if item.decision),
        Topic("new", "Ny post", "", lambda draft, ask: _new_line(plan, draft, ask)),
        Topic("rule", RULE, "saldering", lambda draft, ask: _rule(plan, draft, ask)),
        Topic("minimum", "Ønsket minstereserve", "saldering", _minimum),
    )


def _about_input(plan: Plan, item: Input) -> Topic:
    def asked(draft: Draft, ask: Ask) -> Draft:
        if item.unit == "choice":
            print(f"{item.label}:")
            text = chosen({CHOICES[word]: word for word in item.choices}, ask)
        else:
            now = value_text(item, draft.result(plan).register[item.name].value)
            text = ask(f"{item.label}, nå {now}. Ny verdi: ")
        if not text:
            return draft
        change = change_of(plan, item.name, text)
        if item.value is None and (day := ask("Gjelder fra (år-måned-dag; Enter om ukjent): ")):
            change["from_date"] = day
        in_plan = None if item.value is None else written(item.natural(item.value))
        return _with(draft, item.name, change if change.get("to") != in_plan else {})

    waiting = "ventende poster" if item.value is None else ""
    income = "inntekter" if item.name.startswith("funding.") else waiting
    return Topic(item.name, f"{item.label} ({item.unit_label})", income, asked)


def _about_condition(plan: Plan, condition: Condition) -> Topic:
    decision = plan.decisions[condition.id]
    release = decision.if_denied == "release"
    no = f"nei ({RESPONSES['release']})" if release else "nei"

    def asked(draft: Draft, ask: Ask) -> Draft:
        print(f"{condition.label}:")
        answer = chosen({"ikke avgjort": "", "ja": "ja", no: "nei"}, ask)
        said: tuple[str, ...] = (answer,)
        if answer == "nei" and not release:
            print("Hva fører et nei til?")
            said += (chosen({RESPONSES[word]: word for word in decision.responses}, ask),)
        if said[-1] == "cover":
            said += (ask("Beløpet rådet dekker (kroner): "),)
        change = decision_of(plan, condition.id, said) if answer else {}
        return _with(draft, condition.id, change)

    return Topic(condition.id, condition.label, "vilkår", asked)


def _with(draft: Draft, name: str, change: Keys) -> Draft:
    """Return the draft with this change in the place of its like; without it where it is empty."""
    before = draft.changes.get(name, {})
    if change and {key: told for key, told in before.items() if key not in REASONS} == change:
        return draft
    others = {key: value for key, value in draft.changes.items() if key != name}
    return replace(draft, changes=others | ({name: change} if change else {}))


def _new_line(plan: Plan, draft: Draft, ask: Ask) -> Draft:
    taken = {*(line.id for line in plan.lines), *draft.changes}
    free = (f"ny_post{number or ''}" for number in range(len(taken) + 1))
    name = next(key for key in free if key not in taken)
    cost = ask("Ny post (kroner): ")
    if not cost:
        return draft
    amount = _kroner(cost)
    label = ask("Navnet på posten: ") or "Ny post"
    print("Gruppe:")
    group = chosen({group.label: group.id for group in plan.groups}, ask)
    keys = {"add": name, "label": label, "group": group, "amount": amount}
    return _with(draft, name, keys)


def _rule(plan: Plan, draft: Draft, ask: Ask) -> Draft:
    payers = {line.label: line.id for line in plan.lines if line.lock is None}
    cuts = {"ranked", "pro_rata"}
    print(f"{RULE}:")
    policy = chosen(
        {words: name for name, words in POLICIES.items() if payers or name not in cuts}, ask
    )
    keys: dict[str, object] = {"policy": policy}
    if policy in cuts:
        keys["step"] = _kroner(ask(f"Kutt i hele trinn på, nå {ROUND_STEP}: ") or ROUND_STEP)
    order: list[str] = []
    while policy == "ranked" and len(order) < len(payers):
        print(f"Kuttes som nummer {len(order) + 1}:")
        left = {label: line for label, line in payers.items() if line not in order}
        line = chosen(left | ({"ingen flere": ""} if order else {}), ask)
        if not line:
            break
        order.append(line)
    if order:
        keys["order"] = order
    if policy == "ask_funders":
        keys["shares"] = {
            item.id: ask(f"Andel fra {item.label} (helt tall), nå 1: ") or "1"
            for item in plan.recurring_funding
        }
    minimum = {key: draft.balancing[key] for key in ("minimum_reserve",) if key in draft.balancing}
    if policy == "leave_open" and not minimum:
        return replace(draft, balancing={})
    return replace(draft, balancing=keys | minimum)


def _minimum(draft: Draft, ask: Ask) -> Draft:
    now = draft.balancing.get("minimum_reserve", "0")
    typed = ask(f"Ønsket minstereserve (kroner), nå {now}. Ny verdi: ")
    if not typed:
        return draft
    return replace(draft, balancing={**draft.balancing, "minimum_reserve": _kroner(typed)})


def _kroner(text: str) -> str:
    return typed(whole_amount(text))


def chosen(choices: Mapping[str, T], ask: Ask) -> T:
    """Show numbered choices and return the one chosen, by number or by how its words begin."""
    for number, label in enumerate(choices, start=1):
        print(f"  {number}. {label}")
    labels = [*choices]
    while True:
        answer = ask("Nummer: ").lower()
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(labels):
            return choices[labels[int(answer) - 1]]
        alike = [label for label in labels if answer and label.lower().startswith(answer)]
        if len(alike) == 1:
            return choices[alike[0]]
        print(f"  Skriv et nummer fra 1 til {len(labels)}.")
